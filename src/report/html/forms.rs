//! The catalogue of a pipeline, for the page: tables, lines, groups, cells and form versions.

use serde_json::{Value, json};

use crate::model::{Axis, AxisIx, Catalogue, CellIx, Flow, FlowEnd, Form, Line, Table, TableIx};
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
        json!({ "end": end, "name": flow.name.get(people.wording.lang), "cells": indices(&flow.cells) })
    };
    [
        ("tables", tables.iter().enumerate().map(|(at, it)| table(people, TableIx(at as u8), it)).collect()),
        ("cells", Value::Array(cells)),
        ("forms", forms.iter().map(|it| form(people, it)).collect()),
        ("flow", page.flow.iter().map(flow).collect()),
        ("volume", json!(indices(&page.volume))),
    ]
}

/// The positions of cells.
pub(super) fn indices(cells: &[CellIx]) -> Vec<u16> {
    cells.iter().map(|cell| cell.0).collect()
}

fn table(people: &People<'_>, ix: TableIx, table: &Table) -> Value {
    let lang = people.wording.lang;
    let groups: Vec<Value> = table
        .groups
        .iter()
        .map(|group| {
            let members: Vec<u8> = group.members.iter().map(|line| line.0).collect();
            let label = group.label.get(lang);
            let bare = say::bare(label, people.pipeline);
            json!({ "rows": group.axis == Axis::Row, "label": label, "bare": bare, "members": members })
        })
        .collect();
    json!({
        "code": table.code,
        "title": table.title.get(lang),
        "across": people.pipeline.page.across.contains(&ix),
        "corner": people.pipeline.page.corners.get(&ix).map_or("", |corner| corner.get(lang)),
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
    let lang = people.wording.lang;
    let lines = |axis: &[Vec<AxisIx>]| -> Vec<Vec<u8>> {
        axis.iter().map(|lines| lines.iter().map(|line| line.0).collect()).collect()
    };
    let labels: Vec<Value> = form
        .labels
        .iter()
        .map(|((table, is_row, line), label)| json!([table.0, u8::from(*is_row), line.0, label.get(lang)]))
        .collect();
    json!({
        "id": form.id,
        "title": form.title.get(lang),
        "source": form.source,
        "rows": lines(&form.rows),
        "columns": lines(&form.columns),
        "labels": labels,
        "cells": indices(&form.cells),
    })
}
