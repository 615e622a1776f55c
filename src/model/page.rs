//! What a page for people shows of a pipeline's figures, where tables alone do not say it.

use crate::model::{CellIx, Text};

/// Which end of the flow a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowEnd {
    /// What there is to deal with.
    In,
    /// What became of it.
    Outcome,
    /// What is left for the next year.
    Left,
}

/// A figure of the flow: so many came in, were dealt with in one way, or are left.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Where in the flow it stands.
    pub end: FlowEnd,
    /// As the chart names it.
    pub name: Text,
    /// Added up; of a filing that has none of them there is no such figure.
    pub cells: Vec<CellIx>,
}

/// From `[page]`; a pipeline without it has none of these charts.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The figure that says how much an office has to do.
    pub volume: Vec<CellIx>,
    /// What came in, what became of it, what is left.
    pub flow: Vec<Flow>,
}
