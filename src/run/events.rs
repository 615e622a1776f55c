//! Progress of a run, reported to a [`Listener`].
//!
//! The run calls it, so that it need not know whether a terminal, a log or nobody is listening.

use strum::IntoStaticStr;

/// The stages of a run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// Finding files in the inputs.
    Discover,
    /// Reading files; one step each.
    Read,
    /// Putting the parts read together into filings.
    Assemble,
    /// Checking the rules; one step for each filing.
    Check,
    /// Looking for unlikely figures.
    Weigh,
    /// Searching for the wrong cells behind broken rules; two passes over the filings in question.
    Localize,
    /// Summing filings, and writing `filings.parquet`.
    RollUp,
    /// Writing the other tables; one step each.
    Write,
    /// Reading the tables back and comparing them with the run.
    Verify,
    /// Writing the reports; one step each.
    Publish,
}

impl Stage {
    /// The name used in `timings.json`.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// Receives the progress of a run. Called from many threads.
pub trait Listener: Sync {
    /// A stage begins, of `steps` steps. Stages too short to be worth a bar begin without a call.
    fn begin(&self, stage: Stage, steps: u64);
    /// Another `steps` steps are done.
    fn step(&self, stage: Stage, steps: u64);
    /// The stage has ended.
    fn end(&self, stage: Stage);
}

/// Ignores all progress.
pub struct Silent;

impl Listener for Silent {
    fn begin(&self, _: Stage, _: u64) {}
    fn step(&self, _: Stage, _: u64) {}
    fn end(&self, _: Stage) {}
}
