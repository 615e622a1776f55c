//! `forms/*.toml` → the catalogue of cells.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{Axis, AxisIx, Catalogue, CellDef, CellIx, CellKind, Form, Group, Line, Table, TableIx, Text};
use crate::spec::error::{Error, nearest};
use crate::spec::files::Files;
use crate::spec::toml_text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormText {
    id: String,
    title: Text,
    source: String,
    table: Vec<TableText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableText {
    code: String,
    title: Text,
    /// Offices print some of its rows and columns and not others; none of them is missed.
    #[serde(default)]
    optional: bool,
    column: Vec<LineText>,
    row: Vec<LineText>,
    #[serde(default)]
    group: Vec<GroupText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineText {
    code: String,
    label: Text,
    #[serde(default)]
    total: bool,
    #[serde(default)]
    signed: bool,
    // A stock (in force at the end of the year) and a flow add up alike; the difference is for statistics.
    #[serde(default, rename = "stock")]
    _stock: bool,
    /// What the cells of a column count, unless the row says otherwise.
    kind: Option<KindText>,
    #[serde(default)]
    unit: String,
    /// Printed by some offices only.
    #[serde(default)]
    optional: bool,
    /// The column of a figure that is given without one.
    #[serde(default)]
    default: bool,
    /// The columns a row has, where it has not all of them.
    columns: Option<Vec<Spanned<String>>>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum KindText {
    Count,
    Money,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupText {
    code: String,
    axis: AxisText,
    label: Text,
    members: Vec<Spanned<String>>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum AxisText {
    Row,
    Column,
}

/// Reads the forms named, the one in force first, into one catalogue.
pub(super) fn catalogue(files: &Files, ids: &[String], money: &BTreeMap<String, i64>) -> Result<Catalogue, Error> {
    let mut merged = Merged { money: money.clone(), ..Merged::default() };
    for id in ids {
        let file = format!("forms/{id}.toml");
        let text = files.text(&file)?;
        let shown = files.shown(&file);
        let form: FormText = toml_text::read(&shown, &text)?;
        if form.id != *id {
            return Err(Error::whole(&shown, format!("id is `{}`, but the file is named `{id}.toml`", form.id)));
        }
        merged.add(form, &shown, &text)?;
    }
    Ok(merged.finish())
}

/// The cell of a form under construction: table, row, column and kind.
type Slot = (TableIx, AxisIx, AxisIx);

#[derive(Default)]
struct Merged {
    /// Units of money and their worth.
    money: BTreeMap<String, i64>,
    tables: Vec<Table>,
    kinds: BTreeMap<Slot, CellKind>,
    forms: Vec<PartialForm>,
}

struct PartialForm {
    id: String,
    title: Text,
    source: String,
    slots: Vec<Slot>,
    labels: BTreeMap<(TableIx, bool, AxisIx), Text>,
    optional: BTreeSet<(TableIx, bool, AxisIx)>,
}

impl Merged {
    fn add(&mut self, form: FormText, shown: &str, text: &str) -> Result<(), Error> {
        let mut partial = PartialForm {
            id: form.id,
            title: form.title,
            source: form.source,
            slots: Vec::new(),
            labels: BTreeMap::new(),
            optional: BTreeSet::new(),
        };
        for table in form.table {
            self.add_table(table, &mut partial, shown, text)?;
        }
        self.forms.push(partial);
        Ok(())
    }

    fn add_table(&mut self, said: TableText, form: &mut PartialForm, shown: &str, text: &str) -> Result<(), Error> {
        let at = match self.tables.iter().position(|table| table.code == said.code) {
            Some(at) => at,
            None => {
                self.tables.push(Table::declare(said.code.clone(), said.title.clone()));
                self.tables.len() - 1
            }
        };
        let table_ix = TableIx(at as u8);
        let table = &mut self.tables[at];
        for line in &said.column {
            let column = merge_line(&mut table.columns, line);
            form.labels.insert((table_ix, false, column), line.label.clone());
            if said.optional || line.optional {
                form.optional.insert((table_ix, false, column));
            }
            if line.default {
                table.usual = Some(column);
            }
        }
        for line in &said.row {
            let row = merge_line(&mut table.rows, line);
            form.labels.insert((table_ix, true, row), line.label.clone());
            if said.optional || line.optional {
                form.optional.insert((table_ix, true, row));
            }
            for (column, kind) in columns_of(line, &said.column, &self.money, shown, text)? {
                let column = table.column(&column).unwrap_or(AxisIx(0));
                form.slots.push((table_ix, row, column));
                self.kinds.entry((table_ix, row, column)).or_insert(kind);
            }
        }
        for group in said.group {
            merge_group(table, group, shown, text)?;
        }
        Ok(())
    }

    fn finish(self) -> Catalogue {
        let Merged { tables, kinds, forms, .. } = self;
        let order = cell_order(&forms, tables.len());
        let index: BTreeMap<Slot, CellIx> =
            order.iter().enumerate().map(|(at, slot)| (*slot, CellIx(at as u16))).collect();
        let cells = order.iter().map(|slot| define(&tables, *slot, &kinds)).collect();
        let forms = forms.into_iter().map(|form| complete(form, &index, tables.len())).collect();
        Catalogue::new(tables, cells, forms)
    }
}

/// Table by table: the cells of the form in force in its order, then what older forms add.
fn cell_order(forms: &[PartialForm], n_tables: usize) -> Vec<Slot> {
    let mut order: Vec<Slot> = Vec::new();
    for table in 0..n_tables {
        for form in forms {
            for slot in form.slots.iter().filter(|slot| slot.0.at() == table) {
                if !order.contains(slot) {
                    order.push(*slot);
                }
            }
        }
    }
    order
}

fn define(tables: &[Table], slot: Slot, kinds: &BTreeMap<Slot, CellKind>) -> CellDef {
    let (table, row, column) = slot;
    let named = &tables[table.at()];
    CellDef {
        code: format!("{}.{}@{}", named.code, named.rows[row.at()].code, named.columns[column.at()].code),
        table,
        row,
        column,
        kind: kinds.get(&slot).cloned().unwrap_or(CellKind::Count { signed: false }),
    }
}

fn complete(form: PartialForm, index: &BTreeMap<Slot, CellIx>, n_tables: usize) -> Form {
    let cells: Vec<CellIx> = form.slots.iter().filter_map(|slot| index.get(slot).copied()).collect();
    let mut has = vec![false; index.len()];
    for cell in &cells {
        has[cell.at()] = true;
    }
    let lines = |pick: fn(&Slot) -> AxisIx| -> Vec<Vec<AxisIx>> {
        (0..n_tables)
            .map(|table| {
                let mut found = Vec::new();
                for slot in form.slots.iter().filter(|slot| slot.0.at() == table) {
                    if !found.contains(&pick(slot)) {
                        found.push(pick(slot));
                    }
                }
                found
            })
            .collect()
    };
    let (rows, columns) = (lines(|slot| slot.1), lines(|slot| slot.2));
    let PartialForm { id, title, source, labels, optional, .. } = form;
    Form { id, title, source, cells, has, rows, columns, labels, optional }
}

fn merge_line(lines: &mut Vec<Line>, said: &LineText) -> AxisIx {
    let at = lines.iter().position(|line| line.code == said.code).unwrap_or_else(|| {
        lines.push(Line { code: said.code.clone(), label: said.label.clone(), total: said.total });
        lines.len() - 1
    });
    AxisIx(at as u8)
}

fn columns_of(
    row: &LineText,
    columns: &[LineText],
    money: &BTreeMap<String, i64>,
    shown: &str,
    text: &str,
) -> Result<Vec<(String, CellKind)>, Error> {
    let kind = |column: &LineText| {
        let line = if row.kind.is_some() { row } else { column };
        match line.kind {
            Some(KindText::Count) | None => CellKind::Count { signed: line.signed },
            Some(KindText::Money) => {
                // A hundredth of the smallest unit: two decimals, and one more for every zero of the unit's worth.
                let zeros = money.get(&line.unit).map_or(0, |worth| worth.ilog10());
                CellKind::Money { unit: line.unit.clone(), decimals: 2 + zeros }
            }
        }
    };
    let Some(named) = &row.columns else {
        return Ok(columns.iter().map(|line| (line.code.clone(), kind(line))).collect());
    };
    named
        .iter()
        .map(|name| match columns.iter().find(|line| line.code == *name.get_ref()) {
            Some(line) => Ok((line.code.clone(), kind(line))),
            None => Err(Error::at(shown, text, name.span().start, format!("unknown column `{}`", name.get_ref()))
                .hint(nearest(name.get_ref(), columns.iter().map(|line| line.code.as_str())))),
        })
        .collect()
}

fn merge_group(table: &mut Table, said: GroupText, shown: &str, text: &str) -> Result<(), Error> {
    let (axis, lines) = match said.axis {
        AxisText::Row => (Axis::Row, &table.rows),
        AxisText::Column => (Axis::Column, &table.columns),
    };
    let mut members = Vec::new();
    for pattern in &said.members {
        let found = matching(lines, pattern.get_ref());
        if found.is_empty() {
            let message = format!("unknown member `{}`", pattern.get_ref());
            let hint = nearest(pattern.get_ref(), lines.iter().map(|line| line.code.as_str()));
            return Err(Error::at(shown, text, pattern.span().start, message).hint(hint));
        }
        members.extend(found);
    }
    match table.groups.iter_mut().find(|group| group.code == said.code && group.axis == axis) {
        Some(group) => {
            for member in members {
                if !group.members.contains(&member) {
                    group.members.push(member);
                }
            }
        }
        None => table.groups.push(Group { code: said.code, axis, label: said.label, members }),
    }
    Ok(())
}

/// The lines a pattern names: a code, or `denied.*` for every line at or below `denied`.
pub(super) fn matching(lines: &[Line], pattern: &str) -> Vec<AxisIx> {
    let fits = |code: &str| match pattern.strip_suffix(".*") {
        Some(stem) => code == stem || code.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.')),
        None => code == pattern,
    };
    (0..lines.len()).filter(|at| fits(&lines[*at].code)).map(|at| AxisIx(at as u8)).collect()
}
