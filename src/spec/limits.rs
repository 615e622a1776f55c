//! Limits on the size of a pipeline. Positions are stored in one or two bytes; anything that would not fit is reported
//! with its line instead of wrapping around. The limits are well above any real form.

use std::collections::BTreeMap;

use serde_spanned::Spanned;

use crate::model::Table;
use crate::spec::error::Error;
use crate::spec::form_text::{AxisText, GroupText, LineText, TableText};

/// Limit on rows, columns and groups of a table over all versions, on tables, and on versions.
const BYTE: usize = 255;
/// Limit on cells over all tables and versions, and on rules.
const TWO_BYTES: usize = 65_000;
/// Limit on decimals of a measure.
const DECIMALS: u32 = 9;

/// Checks a table as declared by one version.
pub(super) fn declared(said: &TableText, shown: &str, text: &str) -> Result<(), Error> {
    let fault = |message: String| Err(at_code(&said.code, shown, text, message));
    let rows: usize = said.row.iter().fold(0, |sum: usize, line| sum.saturating_add(line.get_ref().lines.max(1)));
    for (what, n) in [("rows", rows), ("columns", said.column.len()), ("groups", said.group.len())] {
        if n > BYTE {
            return fault(format!("the table `{}` has {n} {what}, and may have {BYTE}", said.code));
        }
    }
    let mut lines = said.row.iter().chain(&said.column).map(Spanned::get_ref);
    if let Some(line) = lines.find(|line| line.decimals > DECIMALS) {
        return fault(format!("`{}` has {} decimals, and may have {DECIMALS}", line.code, line.decimals));
    }
    let line = |line: &Spanned<LineText>| ((None, line.get_ref().code.clone()), line.span().start);
    once("row", said.row.iter().map(line), shown, text)?;
    once("column", said.column.iter().map(line), shown, text)?;
    let group = |group: &Spanned<GroupText>| {
        let GroupText { axis, code, .. } = group.get_ref();
        ((Some(*axis), code.clone()), group.span().start)
    };
    once("group", said.group.iter().map(group), shown, text)
}

/// Checks that a version declares each table only once.
pub(super) fn tables_once(tables: &[Spanned<TableText>], shown: &str, text: &str) -> Result<(), Error> {
    let table = |table: &Spanned<TableText>| ((None, table.get_ref().code.clone()), table.span().start);
    once("table", tables.iter().map(table), shown, text)
}

/// A declaration by its code (and axis, for groups), with its byte offset.
type Declared = ((Option<AxisText>, String), usize);

/// Checks that nothing is declared twice: a second line with the same code would be merged with the first, and its
/// label silently lost.
fn once(what: &str, all: impl Iterator<Item = Declared>, shown: &str, text: &str) -> Result<(), Error> {
    let mut known: BTreeMap<(Option<AxisText>, String), usize> = BTreeMap::new();
    for (key, offset) in all {
        let message = format!("the {what} `{}` is declared twice", key.1);
        if let Some(first) = known.insert(key, offset) {
            let line = Error::at(shown, text, first, "").line;
            let hint = format!("it is declared on line {line} already; each {what} needs a code of its own");
            return Err(Error::at(shown, text, offset, message).hint(Some(hint)));
        }
    }
    Ok(())
}

/// The error for a cell declared twice by one version: a row names a column twice, or repeats a line that is also
/// declared separately.
pub(super) fn declared_twice(table: &str, row: &str, shown: &str, text: &str) -> Error {
    at_code(table, shown, text, format!("a cell of row `{row}` of the table `{table}` is declared twice"))
}

/// Checks a table as merged from all versions so far.
pub(super) fn merged(table: &Table, n_tables: usize, shown: &str, text: &str) -> Result<(), Error> {
    let all = [("rows", table.rows.len()), ("columns", table.columns.len()), ("groups", table.groups.len())];
    for (what, n) in all {
        if n > BYTE {
            let message = format!("the table `{}` has {n} {what} over all versions, and may have {BYTE}", table.code);
            return Err(at_code(&table.code, shown, text, message));
        }
    }
    match n_tables > BYTE {
        true => Err(at_code(&table.code, shown, text, format!("there are {n_tables} tables, and may be {BYTE}"))),
        false => Ok(()),
    }
}

/// Checks the numbers of form versions and of cells.
pub(super) fn forms(n_forms: usize, n_cells: usize, shown: &str) -> Result<(), Error> {
    for (what, n, most) in [("versions of the form", n_forms, BYTE), ("cells", n_cells, TWO_BYTES)] {
        if n > most {
            return Err(Error::whole(shown, format!("there are {n} {what}, and may be {most}")));
        }
    }
    Ok(())
}

/// Checks the number of rules, methods included.
pub(super) fn rules(n_rules: usize, shown: &str) -> Result<(), Error> {
    match n_rules > TWO_BYTES {
        true => Err(Error::whole(shown, format!("there are {n_rules} rules, and may be {TWO_BYTES}"))),
        false => Ok(()),
    }
}

/// An error at the line that declares the table.
fn at_code(code: &str, shown: &str, text: &str, message: String) -> Error {
    let quoted = [format!("\"{code}\""), format!("'{code}'")];
    match quoted.iter().find_map(|quoted| text.find(quoted)) {
        Some(offset) => Error::at(shown, text, offset, message),
        None => Error::whole(shown, message),
    }
}
