//! Positions in the lists of a pipeline or a run, each with a type of its own so that none is taken for another.

use serde::Deserialize;

macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident($int:ty);)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $int);

        impl $name {
            /// The index as an array position.
            pub fn at(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

indices! {
    /// Position of a cell in the catalogue, and in the values of every filing.
    CellIx(u16);
    /// Position of a table in the catalogue.
    TableIx(u8);
    /// Position of a row or column on its axis.
    AxisIx(u8);
    /// Position of a form version in the pipeline; 0 is the one in force.
    FormIx(u8);
    /// Position of a rule in the pipeline.
    RuleIx(u16);
    /// Position of an office in the register.
    OfficeIx(u32);
    /// Position of a source in the run's list, which is sorted by path.
    SourceIx(u32);
}

impl FormIx {
    /// The newest form version among those of a filing's tables; the one in force if it has no table.
    pub fn newest(tables: &[Option<FormIx>]) -> FormIx {
        tables.iter().flatten().copied().min().unwrap_or(FormIx(0))
    }
}
