//! The catalogue of a pipeline, for the page: tables, lines, groups, cells and form versions.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::model::{Axis, Catalogue, CellIx, Flow, FlowEnd, Form, FormIx, Likeness, Line, Table};
use crate::report::People;
use crate::say;

/// `tables`, `cells`, `forms`, `flow`, `volume`.
pub(super) fn catalogue(people: &People<'_>) -> [(&'static str, Value); 5] {
    let Catalogue { tables, cells, forms, .. } = &people.pipeline.catalogue;
    let page = &people.pipeline.page;
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
        json!({ "end": end, "name": flow.name.get(people.wording.lang), "cells": by_form(people, &flow.cells) })
    };
    [
        ("tables", tables.iter().map(|it| table(people, it)).collect()),
        ("cells", Value::Array(cells)),
        ("forms", forms.iter().map(|it| form(people, it)).collect()),
        ("flow", page.flow.iter().map(flow).collect()),
        ("volume", json!(by_form(people, &page.volume))),
    ]
}

/// For each form version, the cells that make up what the cells make up: those it has, but for the own lines of
/// groups, which would count their members twice, and what is declared to be like those it has not.
fn by_form(people: &People<'_>, cells: &[CellIx]) -> Vec<Vec<u16>> {
    let catalogue = &people.pipeline.catalogue;
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

/// The positions of cells.
pub(super) fn indices(cells: &[CellIx]) -> Vec<u16> {
    cells.iter().map(|cell| cell.0).collect()
}

fn table(people: &People<'_>, table: &Table) -> Value {
    let lang = people.wording.lang;
    let groups: Vec<Value> = table
        .groups
        .iter()
        .map(|group| {
            let members: Vec<u8> = group.members.iter().map(|line| line.0).collect();
            let bare = say::bare(group.label.get(lang), people.pipeline);
            json!({ "rows": group.axis == Axis::Row, "bare": bare, "members": members })
        })
        .collect();
    json!({
        "code": table.code,
        "title": table.title.get(lang),
        "rows": lines(people, &table.rows),
        "columns": lines(people, &table.columns),
        "groups": groups,
    })
}

/// Code, label as printed, label inside a sentence, 1 for a total.
fn lines(people: &People<'_>, lines: &[Line]) -> Value {
    let said = |line: &Line| {
        let label = line.label.get(people.wording.lang);
        json!([line.code, label, say::bare(label, people.pipeline), u8::from(line.total)])
    };
    lines.iter().map(said).collect()
}

fn form(people: &People<'_>, form: &Form) -> Value {
    let title = form.title.get(people.wording.lang);
    json!({ "id": form.id, "title": title, "source": form.source, "cells": indices(&form.cells) })
}
