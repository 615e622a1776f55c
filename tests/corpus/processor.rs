//! Seconds of the processor: what was worked, however busy the machine is and whatever becomes of its clock.

use std::fs;
use std::io;

/// Ticks of the kernel in a second.
const TICKS: f64 = 100.0;
/// Where the fields of `/proc/self/stat` stand behind the name of the program.
const OWN: usize = 11;
const OF_CHILDREN: usize = 13;

/// Those that this program has taken so far, by all of its threads.
#[allow(dead_code, reason = "the fuzzer watches itself")]
pub fn own() -> io::Result<f64> {
    taken(OWN)
}

/// Those that the programs started here have taken so far, as far as they have ended.
#[allow(dead_code, reason = "growth is measured on the program")]
pub fn of_children() -> io::Result<f64> {
    taken(OF_CHILDREN)
}

fn taken(first: usize) -> io::Result<f64> {
    let text = fs::read_to_string("/proc/self/stat")?;
    let behind_name = text.rsplit(')').next().unwrap_or_default();
    let ticks = behind_name.split_whitespace().skip(first).take(2).filter_map(|field| field.parse::<f64>().ok());
    Ok(ticks.sum::<f64>() / TICKS)
}
