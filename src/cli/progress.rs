//! Progress bars on standard error, if that is a terminal.
//!
//! ```text
//! reading ███████████████████░░░░░░░░░░░░░ 211/362 3s
//! ```
//!
//! Standard output stays clean, so that results can be piped while a bar is shown.

use std::io::IsTerminal;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use crate::model::Wording;
use crate::run::events::{Listener, Stage};

/// Shows a bar for each stage that takes time.
pub(super) struct ProgressBars {
    /// The bar of the current stage. Steps are reported by many threads.
    bar: Mutex<Option<ProgressBar>>,
    /// The stages that get a bar, with their names.
    names: [(Stage, String); 5],
    /// False if nobody would see a bar.
    shown: bool,
}

impl ProgressBars {
    /// Bars in the language of the run. Nothing is shown with `--quiet`, or if standard error is
    /// not a terminal.
    pub(super) fn new(quiet: bool, wording: &Wording) -> ProgressBars {
        let name = |stage: Stage, sentence: &str| (stage, wording.say(sentence, &[]));
        ProgressBars {
            bar: Mutex::new(None),
            names: [
                name(Stage::Read, "progress.read"),
                name(Stage::Check, "progress.check"),
                name(Stage::Localize, "progress.localize"),
                name(Stage::Write, "progress.write"),
                name(Stage::Publish, "progress.publish"),
            ],
            shown: !quiet && std::io::stderr().is_terminal(),
        }
    }

    /// Without colour if `NO_COLOR` is set.
    fn style() -> ProgressStyle {
        let template = match std::env::var_os("NO_COLOR") {
            Some(_) => "{msg} {bar:32} {pos}/{len} {elapsed}",
            None => "{msg} {bar:32.cyan} {pos}/{len} {elapsed}",
        };
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
    }
}

impl Listener for ProgressBars {
    fn begin(&self, stage: Stage, steps: u64) {
        let Some((_, name)) = self.names.iter().find(|(named, _)| *named == stage).filter(|_| self.shown) else {
            return;
        };
        let bar = ProgressBar::new(steps).with_style(ProgressBars::style()).with_message(name.clone());
        if let Ok(mut shown) = self.bar.lock() {
            *shown = Some(bar);
        }
    }

    fn step(&self, _: Stage, steps: u64) {
        if let Ok(shown) = self.bar.lock()
            && let Some(bar) = &*shown
        {
            bar.inc(steps);
        }
    }

    fn end(&self, _: Stage) {
        if let Ok(mut shown) = self.bar.lock()
            && let Some(bar) = shown.take()
        {
            bar.finish_and_clear();
        }
    }
}
