//! `[page]` of `pipeline.toml` → the charts of `report.html`.
//!
//! ```text
//! [page]
//! volume = ["requests.received@total"]
//!
//! [[page.flow]]
//! end = "in"
//! name = "received"
//! cells = ["requests.received@total"]
//! ```

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{Catalogue, Flow, FlowEnd, Page, Text};
use crate::spec::error::{Error, Source};
use crate::spec::method::Written;

/// The section; without it the page has no such charts.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageText {
    /// Cells to add up for an office's workload; `*` stands for any text.
    #[serde(default)]
    volume: Vec<Spanned<String>>,
    /// The bands of the flow chart.
    #[serde(default)]
    flow: Vec<FlowText>,
}

/// `[[page.flow]]`: what comes in or goes out, as the sum of its cells.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlowText {
    /// Which end of the chart it is at.
    end: FlowEnd,
    name: Text,
    cells: Vec<Spanned<String>>,
}

/// Reads the section, which is optional. A code that matches no cell is an error.
pub(crate) fn page(said: &PageText, source: Source<'_>, catalogue: &Catalogue) -> Result<Page, Error> {
    let written = Written { source, catalogue };
    let flow =
        |flow: &FlowText| Ok(Flow { end: flow.end, name: flow.name.clone(), cells: written.cells(&flow.cells)? });
    Ok(Page { volume: written.cells(&said.volume)?, flow: said.flow.iter().map(flow).collect::<Result<_, Error>>()? })
}
