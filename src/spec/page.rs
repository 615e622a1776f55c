//! `[page]` of `pipeline.toml` → the charts of `report.html`.

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{Catalogue, Flow, FlowEnd, Page, Text};
use crate::spec::error::{Error, Source};
use crate::spec::method::Written;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageText {
    #[serde(default)]
    volume: Vec<Spanned<String>>,
    #[serde(default)]
    flow: Vec<FlowText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlowText {
    end: FlowEnd,
    name: Text,
    cells: Vec<Spanned<String>>,
}

/// Reads the section, which is optional.
pub(crate) fn page(said: &PageText, source: Source<'_>, catalogue: &Catalogue) -> Result<Page, Error> {
    let written = Written { source, catalogue };
    let flow =
        |flow: &FlowText| Ok(Flow { end: flow.end, name: flow.name.clone(), cells: written.cells(&flow.cells)? });
    Ok(Page { volume: written.cells(&said.volume)?, flow: said.flow.iter().map(flow).collect::<Result<_, Error>>()? })
}
