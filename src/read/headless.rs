//! Rows without a header over them → the columns they must have.
//!
//! The header is gone, or names nobody (数据1…数据7). The rows are labelled; if they are as wide as the form is on
//! those rows, and in every row the column that would be the total is the sum of the others, their columns are the
//! form's, in the form's order. Where the total might as well stand elsewhere, nothing is bound.

use crate::model::{AxisIx, Form, Meaning, Message, TableIx};
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::{Header, Leaf, Stub};
use crate::read::number::Parsed;
use crate::read::scan::{Scan, Section};
use crate::read::vocabulary::{Vocabulary, WordIx};

/// With fewer rows a sum that holds may be a chance.
const FEWEST_ROWS: usize = 3;
/// In so many rows at least the sum is of more than one figure.
const FEWEST_TELLING: usize = 2;

/// Makes sections of the rows that belong to no table, where their columns can be told.
pub fn find(grid: &Grid, scan: &mut Scan, vocabulary: &Vocabulary<'_>) {
    let n_tables = vocabulary.pipeline.catalogue.tables.len();
    for table in (0..n_tables).map(|at| TableIx(at as u8)) {
        for run in runs(grid, &scan.lost, table, vocabulary) {
            let Some(header) = header(grid, &run, table, vocabulary) else { continue };
            scan.lost.retain(|row| !run.contains(row));
            let start = run.first().copied().unwrap_or(0);
            let note = Some(Message::of("finding.bound_headless", "n", run.len().to_string()));
            scan.sections.push(Section { header, start, rows: run, note });
        }
    }
    scan.sections.sort_by_key(|section| section.start);
}

/// Rows that follow each other and are labelled with lines of the table.
fn runs(grid: &Grid, lost: &[usize], table: TableIx, vocabulary: &Vocabulary<'_>) -> Vec<Vec<usize>> {
    let mut lost = lost.to_vec();
    lost.sort_unstable();
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for at in lost {
        if label_end(&grid.row(at), table, vocabulary).is_none() {
            continue;
        }
        let goes_on = |run: &Vec<usize>| run.last().is_some_and(|last| is_only_text(grid, last + 1..at, vocabulary));
        match runs.last_mut().filter(|run| goes_on(run)) {
            Some(run) => run.push(at),
            None => runs.push(vec![at]),
        }
    }
    runs.retain(|run| run.len() >= FEWEST_ROWS);
    runs
}

/// True if no row between has a figure: headings of groups, page breaks.
fn is_only_text(grid: &Grid, between: std::ops::Range<usize>, vocabulary: &Vocabulary<'_>) -> bool {
    between.into_iter().all(|at| grid.row(at).tokens.iter().all(|token| figure(*token, vocabulary).is_none()))
}

/// One past the last label of a row that is a line of the table and of no other.
fn label_end(row: &Row<'_>, table: TableIx, vocabulary: &Vocabulary<'_>) -> Option<usize> {
    let is_of = |token: &Token, wanted: fn(&Meaning) -> bool| match token {
        Token::Word(word) => vocabulary.get(*word).in_table(table).any(|meaning| wanted(&meaning)),
        Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
    };
    row.tokens.iter().find(|token| is_of(token, |meaning| matches!(meaning, Meaning::Row(..))))?;
    let last = row.tokens.iter().rposition(|token| is_of(token, |meaning| !matches!(meaning, Meaning::Table(_))))?;
    Some(last + 1)
}

/// A number, as far as it can be in a sum; nothing for what is no figure.
fn figure(token: Token, vocabulary: &Vocabulary<'_>) -> Option<i64> {
    match token {
        Token::Blank | Token::Covered(_) => None,
        Token::Plain(number) => Some(i64::from(number)),
        Token::Word(word) => match vocabulary.get(word).parsed {
            Parsed::Figure { digits, decimals: 0, .. } => Some(digits),
            Parsed::NotApplicable | Parsed::BelowLimit => Some(0),
            Parsed::Figure { .. } | Parsed::Day(_) | Parsed::NoFigure => None,
        },
    }
}

/// The header that the rows must have had.
fn header(grid: &Grid, run: &[usize], table: TableIx, vocabulary: &Vocabulary<'_>) -> Option<Header> {
    let rows: Vec<Row<'_>> = run.iter().map(|at| grid.row(*at)).collect();
    let ends: Vec<usize> = rows.iter().map(|row| label_end(row, table, vocabulary)).collect::<Option<_>>()?;
    let stub_end = ends.iter().copied().max()?;
    let last = |row: &Row<'_>| row.tokens.iter().rposition(|token| !token.is_empty()).map_or(0, |at| at + 1);
    let width = rows.iter().map(last).max()?.checked_sub(stub_end)?;
    let figures: Vec<Vec<i64>> =
        rows.iter().map(|row| figures(row, stub_end, width, vocabulary)).collect::<Option<_>>()?;
    let mut found: Option<Vec<AxisIx>> = None;
    for columns in
        vocabulary.pipeline.catalogue.forms.iter().filter_map(|form| columns_of(form, &rows, table, vocabulary))
    {
        let fits = columns.len() == width && sums_tell(&columns, &figures, table, vocabulary);
        match &found {
            _ if !fits => {}
            Some(known) if *known != columns => return None,
            Some(_) | None => found = Some(columns),
        }
    }
    let label = rows.iter().flat_map(|row| row.tokens.iter()).find_map(word_of)?;
    let leaf = |(at, column): (usize, AxisIx)| Leaf {
        row: None,
        column: Some(column),
        at: stub_end + at,
        width: 1,
        label,
        unit: None,
    };
    let leaves = found?.into_iter().enumerate().map(leaf).collect();
    let (asides, misprinted) = (Vec::new(), Vec::new());
    Some(Header { table, leaves, asides, aligned: true, spanned: false, stub: Stub::Rows, misprinted })
}

fn word_of(token: &Token) -> Option<WordIx> {
    match token {
        Token::Word(word) => Some(*word),
        Token::Blank | Token::Covered(_) | Token::Plain(_) => None,
    }
}

/// The figures of a row behind its labels, blanks as 0; nothing if something else stands among them.
fn figures(row: &Row<'_>, stub_end: usize, width: usize, vocabulary: &Vocabulary<'_>) -> Option<Vec<i64>> {
    let places = stub_end..stub_end + width;
    let one = |at: usize| match row.token(at) {
        Token::Blank => Some(0),
        token => figure(token, vocabulary),
    };
    places.map(one).collect()
}

/// The columns that a form prints, if it has all of them on all of these rows.
fn columns_of(form: &Form, rows: &[Row<'_>], table: TableIx, vocabulary: &Vocabulary<'_>) -> Option<Vec<AxisIx>> {
    let declared = vocabulary.pipeline.catalogue.table(table);
    let columns = form.columns.get(table.at()).filter(|columns| !columns.is_empty())?.clone();
    let lines_of = |row: &Row<'_>| -> Vec<AxisIx> {
        let words = row.tokens.iter().filter_map(word_of).flat_map(|word| vocabulary.get(word).in_table(table));
        words
            .filter_map(|meaning| match meaning {
                Meaning::Row(_, line) => Some(line),
                _ => None,
            })
            .collect()
    };
    let has_all = |line: &AxisIx| {
        columns.iter().all(|column| declared.cell(*line, *column).is_some_and(|cell| form.has[cell.at()]))
    };
    rows.iter().all(|row| lines_of(row).iter().any(has_all)).then_some(columns)
}

/// True if in every row each total is the sum of the columns beside it, often enough of more than one figure, and no
/// other column could be the total.
fn sums_tell(columns: &[AxisIx], figures: &[Vec<i64>], table: TableIx, vocabulary: &Vocabulary<'_>) -> bool {
    let declared = vocabulary.pipeline.catalogue.table(table);
    let totals: Vec<usize> = (0..columns.len()).filter(|at| declared.columns[columns[*at].at()].total).collect();
    let [total] = totals[..] else { return false };
    let is_sum = |row: &Vec<i64>, at: usize| {
        let sum: i64 = row.iter().sum();
        row.get(at).is_some_and(|total| sum.checked_sub(*total) == Some(*total))
    };
    let telling = |row: &&Vec<i64>| row.iter().filter(|figure| **figure != 0).count() > 2;
    figures.iter().all(|row| is_sum(row, total))
        && figures.iter().filter(telling).count() >= FEWEST_TELLING
        && (0..columns.len()).all(|at| at == total || !figures.iter().all(|row| is_sum(row, at)))
}
