//! Ends the program where a case does not end.
//!
//! What counts is the time of the processor: a machine that is busy, suspended or has its clock set fails nothing.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::corpus::processor;

/// Seconds of the processor that no case of a few kilobytes may take.
const LONGEST: f64 = 10.0;
/// How often is looked, and how often a case may be seen: one that waits takes no time of the processor.
const LOOK: Duration = Duration::from_millis(500);
const MOST_LOOKS: u32 = 1200;

/// The case that is running, one above its number; 0 between cases.
pub struct Watch(Arc<AtomicU64>);

impl Watch {
    /// Watches from now on over the cases of a target, the input of which lies in a file.
    pub fn over(target: &'static str, last: &Path) -> Watch {
        let (watch, last) = (Watch(Arc::default()), last.to_owned());
        let watched = Arc::clone(&watch.0);
        std::thread::spawn(move || {
            let (mut seen, mut since, mut looks) = (0, 0.0, 0);
            loop {
                std::thread::sleep(LOOK);
                let running = watched.load(Ordering::Relaxed);
                // Where the processor's time is not told, the looks are what is left.
                let now = processor::own().unwrap_or_default();
                if running == 0 || running != seen {
                    (seen, since, looks) = (running, now, 0);
                    continue;
                }
                looks += 1;
                if now - since > LONGEST || looks > MOST_LOOKS {
                    let case = running - 1;
                    eprintln!("{target}: case {case} takes longer than {LONGEST} seconds of the processor");
                    eprintln!("input in {}; again by `tools fuzz {target} --cases 1 --from {case}`", last.display());
                    std::process::exit(1);
                }
            }
        });
        watch
    }

    /// A case begins.
    pub fn begins(&self, case: u64) {
        self.0.store(case + 1, Ordering::Relaxed);
    }

    /// It has ended.
    pub fn ended(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}
