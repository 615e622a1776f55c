//! What a run tells whoever listens.

/// The stages of a run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Walking the inputs.
    Discover,
    /// Reading the files.
    Read,
    /// Putting filings together.
    Assemble,
    /// Checking them.
    Check,
    /// Looking for what is unlikely.
    Weigh,
    /// Looking for the cells that are wrong.
    Localize,
    /// Summing them up and writing `filings.parquet`.
    RollUp,
    /// Writing the other tables.
    Write,
    /// Reading the tables back and holding them against the run.
    Verify,
    /// Writing what people look at.
    Publish,
}

impl Stage {
    /// The name used in `timings.json`.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Discover => "discover",
            Stage::Read => "read",
            Stage::Assemble => "assemble",
            Stage::Check => "check",
            Stage::Weigh => "weigh",
            Stage::Localize => "localize",
            Stage::RollUp => "roll_up",
            Stage::Write => "write",
            Stage::Verify => "verify",
            Stage::Publish => "publish",
        }
    }
}

/// Hears how far a run is; called from many threads.
pub trait Listener: Sync {
    /// A stage with so many steps begins.
    fn begin(&self, stage: Stage, steps: u64);
    /// So many steps are done.
    fn step(&self, stage: Stage, steps: u64);
    /// The stage is over.
    fn end(&self, stage: Stage);
}

/// Hears nothing.
pub struct Silent;

impl Listener for Silent {
    fn begin(&self, _: Stage, _: u64) {}
    fn step(&self, _: Stage, _: u64) {}
    fn end(&self, _: Stage) {}
}
