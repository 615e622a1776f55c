//! Where a finding is, in the words of the form: "Table 3", "row Granted". The workbook and the
//! letters print it; the page has labels of its own.

use crate::model::{AxisIx, CellIx, Each, FindingRow, Pipeline, TableIx, Wording};
use crate::say;

/// The table and the place in it that a finding is about; both empty if it is about the filing as a
/// whole.
pub(super) struct Location {
    /// Title of the table.
    pub table: String,
    /// The row, the column or the cell.
    pub place: String,
}

/// Locates a finding by its key:
///
/// ```text
/// rule over rows      granted         table of the rule, row
/// rule over columns   total           table of the rule, column
/// fact                requests              table
/// fact                requests.granted      table, row
/// fact                requests@total        table, column
/// any                 requests.granted@total, or only one cell: table, row and column
/// ```
pub(super) fn of(finding: &FindingRow, pipeline: &Pipeline, wording: &Wording) -> Location {
    let catalogue = &pipeline.catalogue;
    let rule = pipeline.rule(finding.rule);
    let key = finding.key.as_str();
    let title = |table: TableIx| catalogue.table(table).title.get(wording.lang).to_owned();
    let row = |table, line| wording.say("sum.row", &[("line", &say::row(pipeline, table, line, wording))]);
    let column = |table, line| wording.say("sum.column", &[("line", &say::column(pipeline, table, line, wording))]);
    let (table, place) = match (rule.table, rule.each) {
        _ if catalogue.by_code(key).is_some() => return cell(catalogue.by_code(key), pipeline, wording),
        (Some(table), Each::Row) if catalogue.table(table).row(key).is_some() => {
            (Some(table), catalogue.table(table).row(key).map(|line| row(table, line)))
        }
        (Some(table), Each::Column) if catalogue.table(table).column(key).is_some() => {
            (Some(table), catalogue.table(table).column(key).map(|line| column(table, line)))
        }
        _ => match line(key, pipeline) {
            Some((table, KeyTarget::Row(at))) => (Some(table), Some(row(table, at))),
            Some((table, KeyTarget::Column(at))) => (Some(table), Some(column(table, at))),
            Some((table, KeyTarget::None)) => (Some(table), None),
            None => return cell(only(&finding.cells), pipeline, wording),
        },
    };
    Location { table: table.map(title).unwrap_or_default(), place: place.unwrap_or_default() }
}

/// Locates a cell, if there is one.
fn cell(cell: Option<CellIx>, pipeline: &Pipeline, wording: &Wording) -> Location {
    let nowhere = || Location { table: String::new(), place: String::new() };
    cell.map_or_else(nowhere, |cell| of_cell(cell, pipeline, wording))
}

/// Locates a cell.
pub(super) fn of_cell(cell: CellIx, pipeline: &Pipeline, wording: &Wording) -> Location {
    let def = pipeline.catalogue.cell(cell);
    let words = [
        ("row", say::row(pipeline, def.table, def.row, wording)),
        ("column", say::column(pipeline, def.table, def.column, wording)),
    ];
    let place = wording.say("book.square", &words.each_ref().map(|(name, value)| (*name, value.as_str())));
    Location { table: pipeline.catalogue.table(def.table).title.get(wording.lang).to_owned(), place }
}

/// The cell, if there is exactly one.
fn only(cells: &[CellIx]) -> Option<CellIx> {
    if let [cell] = cells { Some(*cell) } else { None }
}

/// What in a table a key refers to; `None` is the table as a whole.
enum KeyTarget {
    Row(AxisIx),
    Column(AxisIx),
    None,
}

/// Parses `table`, `table.row` or `table@column`.
fn line(key: &str, pipeline: &Pipeline) -> Option<(TableIx, KeyTarget)> {
    let catalogue = &pipeline.catalogue;
    if let Some(table) = catalogue.table_by_code(key) {
        return Some((table, KeyTarget::None));
    }
    if let Some((table, column)) = key.split_once('@') {
        let table = catalogue.table_by_code(table)?;
        return Some((table, KeyTarget::Column(catalogue.table(table).column(column)?)));
    }
    let (table, row) = key.split_once('.')?;
    let table = catalogue.table_by_code(table)?;
    Some((table, KeyTarget::Row(catalogue.table(table).row(row)?)))
}
