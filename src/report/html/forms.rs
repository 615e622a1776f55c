//! The pipeline's catalogue, for the page: tables, lines, groups, cells and form versions.
//!
//! ```text
//! "tables": [{ "code": …, "title": …, "rows": [[code, label, short label, 0 or 1], …], "columns": …, "groups": … }]
//! "cells":  [[table, row, column, code, decimals], …]      others refer to a cell by its position here
//! "forms":  [{ "id": "2021", "title": …, "source": …, "cells": [0, 1, …] }, …]
//! "flow":   what comes in, how it ends and what is left, for the diagram of an office
//! ```

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::model::{Axis, Catalogue, CellIx, Flow, FlowEnd, Form, FormIx, Likeness, Line, Table};
use crate::report::ReportContext;
use crate::say;

/// The fields `tables`, `cells`, `forms`, `flow` and `volume`.
pub(super) fn catalogue(context: &ReportContext<'_>) -> [(&'static str, Value); 5] {
    let Catalogue { tables, cells, forms, .. } = &context.pipeline.catalogue;
    let page = &context.pipeline.page;
    let cells: Vec<Value> = cells
        .iter()
        .map(|cell| json!([cell.table.0, cell.row.0, cell.column.0, cell.code, cell.kind.decimals()]))
        .collect();
    let flow = |flow: &Flow| {
        let end = match flow.end {
            FlowEnd::In => "in",
            FlowEnd::Outcome => "outcome",
            FlowEnd::Left => "left",
        };
        json!({ "end": end, "name": flow.name.get(context.wording.lang), "cells": by_form(context, &flow.cells) })
    };
    [
        ("tables", tables.iter().map(|it| table(context, it)).collect()),
        ("cells", Value::Array(cells)),
        ("forms", forms.iter().map(|it| form(context, it)).collect()),
        ("flow", page.flow.iter().map(flow).collect()),
        ("volume", json!(by_form(context, &page.volume))),
    ]
}

/// For each form version, the cells that together stand for the given ones: those it has, and for
/// the others what is declared comparable. Subtotal lines are left out, since their members would
/// count twice. The page can so compare offices that filed on different versions.
fn by_form(context: &ReportContext<'_>, cells: &[CellIx]) -> Vec<Vec<u16>> {
    let catalogue = &context.pipeline.catalogue;
    let of = |at: usize, form: &Form| {
        let mut found = BTreeSet::new();
        for cell in cells {
            let def = catalogue.cell(*cell);
            let is_own = form.is_own_line(true, def) || form.is_own_line(false, def);
            if form.has[cell.at()] {
                found.extend((!is_own).then_some(cell.0));
                continue;
            }
            let like = catalogue.comparable(FormIx(at as u8), FormIx(0), *cell);
            if like.likeness != Likeness::No {
                found.extend(like.cells.iter().map(|cell| cell.0));
            }
        }
        found.into_iter().collect()
    };
    catalogue.forms.iter().enumerate().map(|(at, form)| of(at, form)).collect()
}

/// Cells as their positions in the catalogue.
pub(super) fn indices(cells: &[CellIx]) -> Vec<u16> {
    cells.iter().map(|cell| cell.0).collect()
}

/// One table, with the members of its groups by position. Totals are marked, so that the page can
/// set them apart.
fn table(context: &ReportContext<'_>, table: &Table) -> Value {
    let lang = context.wording.lang;
    let groups: Vec<Value> = table
        .groups
        .iter()
        .map(|group| {
            let members: Vec<u8> = group.members.iter().map(|line| line.0).collect();
            let bare = say::bare(group.label.get(lang), context.pipeline);
            json!({ "rows": group.axis == Axis::Row, "bare": bare, "members": members })
        })
        .collect();
    json!({
        "code": table.code,
        "title": table.title.get(lang),
        "rows": lines(context, &table.rows),
        "columns": lines(context, &table.columns),
        "groups": groups,
    })
}

/// For each line: code, label as printed, label for use inside a sentence, and 1 for a total.
fn lines(context: &ReportContext<'_>, lines: &[Line]) -> Value {
    let described = |line: &Line| {
        let label = line.label.get(context.wording.lang);
        json!([line.code, label, say::bare(label, context.pipeline), u8::from(line.total)])
    };
    lines.iter().map(described).collect()
}

/// One form version with its cells.
fn form(context: &ReportContext<'_>, form: &Form) -> Value {
    let title = form.title.get(context.wording.lang);
    json!({ "id": form.id, "title": title, "source": form.source, "cells": indices(&form.cells) })
}
