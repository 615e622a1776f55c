//! Which figures of a pipeline `report.html` draws as charts.

use serde::Deserialize;

use crate::model::{CellIx, Text};

/// Where in the flow of work a figure belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowEnd {
    /// Work that came in.
    In,
    /// Work that was done, by outcome.
    Outcome,
    /// Work left for the next year.
    Left,
}

/// One figure of the flow chart: how many came in, had one outcome, or are left.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Its place in the flow.
    pub end: FlowEnd,
    /// Its label in the chart.
    pub name: Text,
    /// The cells to add up. A filing with none of them has no such figure.
    pub cells: Vec<CellIx>,
}

/// The charts declared in `[page]`; without that section there are none.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The cells to add up for an office's workload.
    pub volume: Vec<CellIx>,
    /// The flow chart.
    pub flow: Vec<Flow>,
}
