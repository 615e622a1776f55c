//! `[page]` of `pipeline.toml` → which figures the page for people draws.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{Catalogue, Flow, FlowEnd, Page, TableIx, Text};
use crate::spec::error::{Error, nearest};
use crate::spec::method::Written;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageText {
    #[serde(default)]
    volume: Vec<Spanned<String>>,
    #[serde(default)]
    across: Vec<Spanned<String>>,
    #[serde(default)]
    corner: BTreeMap<Spanned<String>, Text>,
    #[serde(default)]
    flow: Vec<FlowText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlowText {
    end: EndText,
    name: Text,
    cells: Vec<Spanned<String>>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum EndText {
    In,
    Outcome,
    Left,
}

/// Reads what is declared; nothing is no fault.
pub(crate) fn page(said: &PageText, shown: &str, text: &str, catalogue: &Catalogue) -> Result<Page, Error> {
    let written = Written { shown, text, catalogue };
    let flow = |flow: &FlowText| {
        let end = match flow.end {
            EndText::In => FlowEnd::In,
            EndText::Outcome => FlowEnd::Outcome,
            EndText::Left => FlowEnd::Left,
        };
        Ok(Flow { end, name: flow.name.clone(), cells: written.cells(&flow.cells)? })
    };
    let corner = |(code, said): (&Spanned<String>, &Text)| Ok((table(code, &written)?, said.clone()));
    Ok(Page {
        corners: said.corner.iter().map(corner).collect::<Result<_, Error>>()?,
        volume: written.cells(&said.volume)?,
        flow: said.flow.iter().map(flow).collect::<Result<_, Error>>()?,
        across: said.across.iter().map(|code| table(code, &written)).collect::<Result<_, _>>()?,
    })
}

fn table(code: &Spanned<String>, written: &Written<'_>) -> Result<TableIx, Error> {
    let known = written.catalogue.tables.iter().map(|table| table.code.as_str());
    written.catalogue.table_by_code(code.get_ref()).ok_or_else(|| {
        written.error(code, format!("no table is called `{}`", code.get_ref())).hint(nearest(code.get_ref(), known))
    })
}
