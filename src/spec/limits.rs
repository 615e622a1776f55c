//! Limits on the size of a pipeline. Positions are stored in one or two bytes; anything that would not fit is reported
//! with its line instead of wrapping around. The limits are well above any real form.

use std::collections::BTreeMap;

use serde_spanned::Spanned;

use crate::model::{Axis, Message, Table};
use crate::spec::error::{Error, Source, line_of};
use crate::spec::form_text::{GroupText, LineText, TableText};

/// Limit on rows, columns and groups of a table over all versions, on tables, and on versions:
/// their positions take one byte.
const BYTE: usize = 255;
/// Limit on cells over all tables and versions, and on rules: their positions take two bytes.
const TWO_BYTES: usize = 65_000;
/// Limit on decimals of a measure, since figures are kept as whole numbers of the last decimal.
const DECIMALS: u32 = 9;

/// Checks a table as declared by one version: the numbers of its lines and groups, the decimals of
/// measures, and that no line or group is declared twice. A row with `lines` counts as that many
/// rows.
pub(super) fn declared(said: &TableText, source: Source<'_>) -> Result<(), Error> {
    let fault = |message: Message| Err(at_code(&said.code, source, message));
    let rows: usize = said.row.iter().fold(0, |sum: usize, line| sum.saturating_add(line.get_ref().lines.max(1)));
    let (columns, groups) = (said.column.len(), said.group.len());
    for (sentence, n) in [("limit.rows", rows), ("limit.columns", columns), ("limit.groups", groups)] {
        if n > BYTE {
            return fault(over(sentence, n, BYTE).with("table", &said.code));
        }
    }
    let mut lines = said.row.iter().chain(&said.column).map(Spanned::get_ref);
    if let Some(line) = lines.find(|line| line.decimals > DECIMALS) {
        let message = Message::new("limit.decimals").with("line", &line.code);
        return fault(message.with("n", line.decimals).with("most", DECIMALS));
    }
    let line = |line: &Spanned<LineText>| ((None, line.get_ref().code.clone()), line.span().start);
    once("form.row_twice", said.row.iter().map(line), source)?;
    once("form.column_twice", said.column.iter().map(line), source)?;
    let group = |group: &Spanned<GroupText>| {
        let GroupText { axis, code, .. } = group.get_ref();
        ((Some(*axis), code.clone()), group.span().start)
    };
    once("form.group_twice", said.group.iter().map(group), source)
}

/// Checks that a version declares each table only once.
pub(super) fn tables_once(tables: &[Spanned<TableText>], source: Source<'_>) -> Result<(), Error> {
    let table = |table: &Spanned<TableText>| ((None, table.get_ref().code.clone()), table.span().start);
    once("form.table_twice", tables.iter().map(table), source)
}

/// A declaration by its code (and axis, for groups), with its byte offset.
type Declared = ((Option<Axis>, String), usize);

/// Checks that nothing is declared twice: a second line with the same code would be merged with the first, and its
/// label silently lost.
fn once(sentence: &'static str, all: impl Iterator<Item = Declared>, source: Source<'_>) -> Result<(), Error> {
    let mut known: BTreeMap<(Option<Axis>, String), usize> = BTreeMap::new();
    for (key, offset) in all {
        let message = Message::new(sentence).with("code", &key.1);
        if let Some(first) = known.insert(key, offset) {
            let hint = Message::new("hint.declared").with("line", line_of(source.text, first));
            return Err(source.error(offset, message).hint(hint));
        }
    }
    Ok(())
}

/// The error for a cell declared twice by one version: a row names a column twice, or repeats a line that is also
/// declared separately.
pub(super) fn declared_twice(table: &str, row: &str, source: Source<'_>) -> Error {
    at_code(table, source, Message::new("form.cell_twice").with("row", row).with("table", table))
}

/// Checks a table as merged from all versions so far. Versions that are fine alone can have too
/// many lines together.
pub(super) fn merged(table: &Table, n_tables: usize, source: Source<'_>) -> Result<(), Error> {
    let all = [
        ("limit.rows_of_versions", table.rows.len()),
        ("limit.columns_of_versions", table.columns.len()),
        ("limit.groups_of_versions", table.groups.len()),
    ];
    for (sentence, n) in all {
        if n > BYTE {
            return Err(at_code(&table.code, source, over(sentence, n, BYTE).with("table", &table.code)));
        }
    }
    match n_tables > BYTE {
        true => Err(at_code(&table.code, source, over("limit.tables", n_tables, BYTE))),
        false => Ok(()),
    }
}

/// Checks the numbers of form versions and of cells; `shown` is what the error calls their place.
pub(super) fn forms(n_forms: usize, n_cells: usize, shown: &str) -> Result<(), Error> {
    for (sentence, n, most) in [("limit.versions", n_forms, BYTE), ("limit.cells", n_cells, TWO_BYTES)] {
        if n > most {
            return Err(Error::whole(shown, over(sentence, n, most)));
        }
    }
    Ok(())
}

/// Checks the number of rules, methods included. `shown` is the file to name in the error.
pub(super) fn rules(n_rules: usize, shown: &str) -> Result<(), Error> {
    match n_rules > TWO_BYTES {
        true => Err(Error::whole(shown, over("limit.rules", n_rules, TWO_BYTES))),
        false => Ok(()),
    }
}

/// The message for `n` things where `most` are allowed.
fn over(sentence: &'static str, n: usize, most: usize) -> Message {
    Message::new(sentence).with("n", n).with("most", most)
}

/// An error at the line that declares the table. The line is found by its quoted code; if it is
/// written in another way, the error concerns the file as a whole.
fn at_code(code: &str, source: Source<'_>, message: Message) -> Error {
    let quoted = [format!("\"{code}\""), format!("'{code}'")];
    match quoted.iter().find_map(|quoted| source.text.find(quoted)) {
        Some(offset) => source.error(offset, message),
        None => Error::whole(source.name, message),
    }
}
