//! Header of an export → what each of its columns holds.
//!
//! ```text
//! office    year   New requests: Persons   Remarks   New requests: Companies
//! Office    Year   a cell                  foreign   a cell
//! ```
//!
//! A column is a field about the line, such as its office; a figure, that is a cell of the form or a value of a long
//! export; or foreign. Figures in foreign columns are counted and reported, since one of them may be a cell whose label
//! was not understood.

use std::collections::BTreeMap;

use crate::model::{CellIx, CellKind, Claim, Field, Layout, Meaning, Pipeline, TableIx};
use crate::read::grid::{Grid, Token};
use crate::read::number::{self, Unit};
use crate::read::records::dated::{self, YearOf};
use crate::read::records::lists::{self, Named};
use crate::read::records::subject::{Subject, fitting};
use crate::read::records::{heads, totals};
use crate::read::statements;
use crate::read::vocabulary::{Vocabulary, WordIx};

/// The header of an export, understood.
#[derive(Debug)]
pub struct RecordHeader {
    /// Its position among the records of the file.
    pub record: usize,
    /// How many fields it has.
    pub width: usize,
    /// Wide (a line for each filing) or long (a line for each figure).
    pub layout: Layout,
    /// Columns that say whose figures a line has, and in a long export which figure it is.
    pub(crate) fields: BTreeMap<Field, usize>,
    /// The columns of figures in a long export, each with its label if it has one.
    pub(crate) values: Vec<(usize, String)>,
    /// The cell that each field of a wide export holds.
    pub(crate) cells: Vec<Option<CellIx>>,
    /// Units of columns whose label names another unit than the form, by position: `fees (10,000 yuan)` where the form
    /// has yuan.
    pub(crate) units: BTreeMap<usize, Unit>,
    /// Columns that were not understood, by position.
    pub(crate) foreign: Vec<(usize, String)>,
    /// All columns that give a year, that of the report first.
    pub(crate) years: Vec<(usize, YearOf)>,
    /// The row below it says which year each column is of. Such an export is not read, as its columns come twice.
    pub(crate) is_of_years: bool,
    /// The last line of the header.
    pub(crate) line: u32,
    /// What the lines above it say about office and year.
    pub(crate) titles: Vec<Claim>,
    /// The table, in a file that holds one. If several fit equally, all of them, and none is read.
    pub(crate) tables: Vec<TableIx>,
}

/// The header has to stand among the first rows. Above it are titles and remarks; with more of them it is no export but
/// a report.
pub(super) const DEEPEST_HEADER: usize = 12;
/// A wide export names at least so many cells. Fewer may be a coincidence: a list of telephone numbers may have a
/// column called `total`.
const FEWEST_CELLS: usize = 3;

/// Looks for the header of an export.
pub fn header(grid: &Grid, subject: &Subject, vocabulary: &Vocabulary<'_>) -> Option<RecordHeader> {
    let (at, mut header) =
        (0..grid.n_rows().min(DEEPEST_HEADER)).find_map(|at| Some((at, header_row(grid, at, subject, vocabulary)?)))?;
    header.titles = statements::over_export(grid, at, vocabulary);
    header.years = dated::columns(grid, at, vocabulary);
    header.is_of_years = header.layout == Layout::Wide && dated::has_years_below(grid, at, &header, vocabulary);
    if header.layout == Layout::Wide && header.tables.is_empty() {
        let unlabelled = dated::unlabelled(grid, &header);
        header.foreign.extend(unlabelled);
    }
    Some(header)
}

/// The labels of a row.
pub(super) struct RowLabels {
    /// The position of each field that it names.
    pub fields: BTreeMap<Field, usize>,
    /// Its other labels, with their positions: cells of the form, or foreign.
    pub others: Vec<(usize, WordIx)>,
}

/// The fields that a row names, and its other labels.
///
/// ```text
/// no.  office  year  report year  received  remarks
///      Office        Year         other     other       the year of the report counts
/// ```
pub(super) fn labelled(grid: &Grid, at: usize, vocabulary: &Vocabulary<'_>) -> RowLabels {
    let row = grid.row(at);
    let mut fields = BTreeMap::new();
    let mut others = Vec::new();
    let years = dated::columns(grid, at, vocabulary);
    for (position, token) in row.tokens.iter().enumerate() {
        let Token::Word(ix) = token else { continue };
        let word = vocabulary.get(*ix);
        match word.field() {
            // The same word heads the offices of an export and the units of a list; what stands below decides.
            Some(Field::Office) if is_unit_column(grid, at + 1, position, vocabulary) => {
                fields.entry(Field::Unit).or_insert(position);
            }
            Some(Field::Year) => {}
            Some(field) => {
                fields.entry(field).or_insert(position);
            }
            None if years.iter().any(|(year, _)| *year == position) || word.is_furniture() => {}
            None if !word.is_label() && dated::is_scope(grid, at, position, vocabulary) => {
                fields.entry(Field::Scope).or_insert(position);
            }
            None => others.push((position, *ix)),
        }
    }
    // Of several year columns, that of the report is the year.
    fields.extend(years.first().map(|(position, _)| (Field::Year, *position)));
    RowLabels { fields, others }
}

/// The header that begins with a row. A long export is recognised by its columns for labels and values; anything else
/// with an office has to name cells.
fn header_row(grid: &Grid, at: usize, subject: &Subject, vocabulary: &Vocabulary<'_>) -> Option<RecordHeader> {
    let (row, numbers) = (grid.row(at), &vocabulary.pipeline.numbers);
    let labels = labelled(grid, at, vocabulary);
    let RowLabels { fields, others } = &labels;
    let has = |field: Field| fields.contains_key(&field);
    if has(Field::Office) || has(Field::OfficeCode) || has(Field::Year) {
        let values = values(fields, others, vocabulary);
        if !values.is_empty() {
            let strange = others.iter().filter(|(at, _)| !values.iter().any(|(value, _)| value == at));
            let foreign = strange.map(|(at, ix)| (*at, vocabulary.get(*ix).raw.trim().to_owned())).collect();
            let (layout, cells) = (Layout::Long, Vec::new());
            let (width, line) = (row.tokens.len(), row.line);
            let tables = Vec::new();
            let unit = |at: usize| number::unit_behind_label(&vocabulary.get(row.token(at).word()?).raw, numbers);
            let units = values.iter().filter_map(|(at, _)| Some((*at, unit(*at)?)));
            let units = units.filter(|(_, unit)| matches!(unit, Unit::Measure(_))).collect();
            return Some(RecordHeader {
                record: at,
                width,
                layout,
                fields: labels.fields,
                values,
                cells,
                units,
                foreign,
                line,
                titles: Vec::new(),
                years: Vec::new(),
                is_of_years: false,
                tables,
            });
        }
    }
    if !has(Field::Office) && !has(Field::OfficeCode) {
        return None;
    }
    if subject.one_table {
        return one_table(grid, at, labels, subject, vocabulary);
    }
    names_most(grid, at, &labels, vocabulary)
}

/// The header that a single row is, if it names cells.
pub(super) fn names_in_row(
    grid: &Grid,
    at: usize,
    labels: &RowLabels,
    vocabulary: &Vocabulary<'_>,
) -> Option<RecordHeader> {
    let texts = labels.others.iter().map(|(at, ix)| (*at, vec![vocabulary.get(*ix).raw.to_string()])).collect();
    let (width, fields) = (grid.row(at).tokens.len(), labels.fields.clone());
    wide_header(grid, ColumnLabels { last: at, width, fields, texts }, vocabulary)
}

/// The header of a wide export that begins with a row, with as many rows as name the most cells.
///
/// ```text
/// office │ received │          │ granted │             one row names nothing for certain,
///        │ natural  │ business │ natural │ business    two rows name four cells
/// ```
fn names_most(grid: &Grid, at: usize, labels: &RowLabels, vocabulary: &Vocabulary<'_>) -> Option<RecordHeader> {
    let one_row = names_in_row(grid, at, labels, vocabulary);
    let several = (2..=MOST_ROWS).filter_map(|n_rows| in_rows(grid, at, n_rows, &labels.fields, vocabulary));
    // The first row alone may happen to name cells of a list of an older form.
    let n_cells = |header: &RecordHeader| header.cells.iter().flatten().count();
    one_row.into_iter().chain(several).reduce(|best, other| if n_cells(&other) > n_cells(&best) { other } else { best })
}

/// The header of a file that holds one table. Its labels are those of the rows or columns alone, since the table is
/// known from the name of the file: `rules.csv` with `issued` and `in force`.
fn one_table(
    grid: &Grid,
    at: usize,
    RowLabels { fields, others }: RowLabels,
    subject: &Subject,
    vocabulary: &Vocabulary<'_>,
) -> Option<RecordHeader> {
    let (width, line) = (grid.row(at).tokens.len(), grid.row(at).line);
    let labels: Vec<String> = others.iter().map(|(_, ix)| vocabulary.get(*ix).raw.trim().to_owned()).collect();
    let fits = fitting(subject, &labels, vocabulary.pipeline);
    let tables = fits.iter().map(|fit| fit.table).collect();
    let first = fits.into_iter().next()?;
    let n_found = first.cells.iter().flatten().count();
    // If the file name says nothing, a single label that fits may be a coincidence.
    if !subject.tables.contains(&first.table) && n_found < labels.len().min(FEWEST_CELLS) {
        return None;
    }
    let mut cells = vec![None; width];
    let (mut units, mut foreign) = (BTreeMap::new(), Vec::new());
    for (((position, _), label), cell) in others.iter().zip(&labels).zip(first.cells) {
        match cell {
            Some(cell) => {
                cells[*position] = Some(cell);
                units.extend(unit_of(cell, label, vocabulary.pipeline).map(|unit| (*position, unit)));
            }
            None => foreign.push((*position, label.clone())),
        }
    }
    let (layout, values) = (Layout::Wide, Vec::new());
    Some(RecordHeader {
        record: at,
        width,
        layout,
        fields,
        values,
        cells,
        units,
        foreign,
        line,
        titles: Vec::new(),
        years: Vec::new(),
        is_of_years: false,
        tables,
    })
}

/// The unit that a label names, if it is not the form's.
fn unit_of(cell: CellIx, label: &str, pipeline: &Pipeline) -> Option<Unit> {
    let kind = &pipeline.catalogue.cell(cell).kind;
    let named = number::unit_behind_label(label, &pipeline.numbers)?;
    let may_be = match kind {
        CellKind::Money { .. } => true,
        CellKind::Count { .. } => matches!(named, Unit::Measure(_)),
        CellKind::Measure { .. } | CellKind::Date => false,
    };
    (may_be && !number::is_usual(named, kind, &pipeline.numbers)).then_some(named)
}

/// The header of a wide export has at most so many rows.
const MOST_ROWS: usize = 4;

/// A header in several rows. The labels of a column stand below each other; that of a merged cell stands above its
/// first column or above each.
fn in_rows(
    grid: &Grid,
    at: usize,
    n_rows: usize,
    fields: &BTreeMap<Field, usize>,
    vocabulary: &Vocabulary<'_>,
) -> Option<RecordHeader> {
    if at + n_rows > grid.n_rows() {
        return None;
    }
    let text = |token: Token| token.word().map(|ix| vocabulary.get(ix).raw.to_string());
    let width = (at..at + n_rows).map(|row| grid.row(row).tokens.len()).max()?;
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); width];
    let years = dated::columns(grid, at, vocabulary);
    let mut begins = vec![false; width];
    for row in at..at + n_rows {
        let is_last = row + 1 == at + n_rows;
        let mut over: Option<String> = None;
        for (column, labels) in columns.iter_mut().enumerate() {
            let printed = text(grid.row(row).token(column));
            if fields.values().any(|field| *field == column) || years.iter().any(|(year, _)| *year == column) {
                // Below the name of a field the header has to be empty; otherwise the row is not part of it.
                let first = text(grid.row(at).token(column));
                if row > at && printed.is_some() && printed != first {
                    return None;
                }
                over = None;
                continue;
            }
            // A label that begins here ends the one to the left.
            let ends = is_last || begins[column];
            begins[column] |= printed.is_some();
            over = if ends { printed } else { printed.or(over) };
            labels.extend(over.clone());
        }
    }
    let texts = columns.into_iter().enumerate().filter(|(_, labels)| !labels.is_empty()).collect();
    let labels = ColumnLabels { last: at + n_rows - 1, width, fields: fields.clone(), texts };
    wide_header(grid, labels, vocabulary)
}

/// Rows below the header that are looked at.
const ROWS_BELOW: usize = 8;

/// True if figures stand in columns without a label, so that each label is over several columns. Then a label does not
/// say which of the figures below it is meant.
fn has_unlabelled_figures(
    grid: &Grid,
    header: usize,
    fields: &BTreeMap<Field, usize>,
    others: &[(usize, Vec<String>)],
) -> bool {
    let is_labelled =
        |at: usize| fields.values().any(|field| *field == at) || others.iter().any(|(other, _)| *other == at);
    let below = (header + 1..grid.n_rows()).take(ROWS_BELOW).map(|at| grid.row(at));
    let mut figures =
        below.flat_map(|row| row.tokens.iter().enumerate().filter(|(_, token)| matches!(token, Token::Plain(_))));
    figures.any(|(at, _)| !is_labelled(at))
}

/// The table that the lines above a header name.
fn title_above(grid: &Grid, header: usize, vocabulary: &Vocabulary<'_>) -> Option<TableIx> {
    let lexicon = &vocabulary.pipeline.lexicon;
    let tokens = (0..header).rev().flat_map(|at| grid.row(at).tokens.iter());
    let words = tokens.filter_map(|token| token.word()).map(|ix| vocabulary.get(ix));
    words.into_iter().find_map(|word| lexicon.heading_in(&lexicon.normaliser.normalise(&word.raw)))
}

/// The columns of figures in a long export; none if it is no long export. A long export has a column for the row of the
/// form, or for its cell, on each line.
fn values(
    fields: &BTreeMap<Field, usize>,
    others: &[(usize, WordIx)],
    vocabulary: &Vocabulary<'_>,
) -> Vec<(usize, String)> {
    let is_column = |(_, ix): &(usize, WordIx)| vocabulary.get(*ix).meanings.iter().any(Meaning::is_column);
    match (fields.get(&Field::Value), fields.contains_key(&Field::Row), fields.contains_key(&Field::Cell)) {
        (Some(value), true, _) | (Some(value), _, true) => vec![(*value, String::new())],
        // If most labels are columns of the form, the others are listed with their figures.
        (None, true, _) if others.iter().filter(|one| is_column(one)).count() * 2 > others.len() => {
            let columns = others.iter().filter(|one| is_column(one));
            columns.map(|(at, ix)| (*at, vocabulary.get(*ix).raw.trim().to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

/// True if every text in a column is a unit, or a sign for none. The same word (单位) heads a column of offices and one
/// of units, and only what stands below it tells which.
fn is_unit_column(grid: &Grid, from: usize, column: usize, vocabulary: &Vocabulary<'_>) -> bool {
    let (mut units, mut others) = (0usize, 0usize);
    for at in from..grid.n_rows() {
        match grid.row(at).token(column) {
            Token::Blank | Token::Covered(_) => {}
            Token::Plain(_) => others += 1,
            Token::Word(ix) if vocabulary.get(ix).unit.is_some() => units += 1,
            Token::Word(ix) => others += usize::from(vocabulary.get(ix).raw.chars().any(char::is_alphanumeric)),
        }
    }
    units > others
}

/// The labels of the columns of a wide export, put together from all rows of its header.
struct ColumnLabels {
    /// The last row of the header.
    last: usize,
    /// How many columns there are.
    width: usize,
    /// The position of each field.
    fields: BTreeMap<Field, usize>,
    /// The labels of every other column that has any, from top to bottom.
    texts: Vec<(usize, Vec<String>)>,
}

/// The header with these columns, if enough of them are cells.
fn wide_header(grid: &Grid, labels: ColumnLabels, vocabulary: &Vocabulary<'_>) -> Option<RecordHeader> {
    let ColumnLabels { last: at, width, fields, texts: others } = labels;
    let (pipeline, line) = (vocabulary.pipeline, grid.row(at).line);
    let mut cells = vec![None; width];
    let (mut units, mut foreign) = (BTreeMap::new(), Vec::new());
    let mut named: Vec<Named> = others.iter().map(|(_, texts)| named(texts, pipeline)).collect();
    let labels: Vec<Vec<&str>> = others.iter().map(|(_, texts)| texts.iter().map(String::as_str).collect()).collect();
    heads::pass_over(&mut named, &labels, pipeline);
    if !has_unlabelled_figures(grid, at, &fields, &others) {
        totals::of_rows(&mut named, &labels, pipeline);
    }
    let title = title_above(grid, at, vocabulary);
    let named_cells = lists::tell(&named.iter().collect::<Vec<_>>(), title, &pipeline.catalogue);
    for ((position, texts), cell) in others.iter().zip(named_cells) {
        match cell {
            Some(cell) => {
                cells[*position] = Some(cell);
                let unit = texts.iter().rev().find_map(|text| unit_of(cell, text, pipeline));
                units.extend(unit.map(|unit| (*position, unit)));
            }
            None if vocabulary.pipeline.lexicon.is_furniture(&texts.join("")) => {}
            None => {
                let mut texts = texts.clone();
                texts.dedup();
                foreign.push((*position, texts.join("/").trim().to_owned()));
            }
        }
    }
    (cells.iter().flatten().count() >= FEWEST_CELLS).then_some(RecordHeader {
        record: at,
        width,
        layout: Layout::Wide,
        fields,
        values: Vec::new(),
        cells,
        units,
        foreign,
        line,
        titles: Vec::new(),
        years: Vec::new(),
        is_of_years: false,
        tables: Vec::new(),
    })
}

/// What the labels of a column name together. A merged cell may repeat its label in the next row, and a label carried
/// over from the column before may not belong to it.
fn named(texts: &[String], pipeline: &Pipeline) -> Named {
    let labels: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut once = labels.clone();
    once.dedup();
    let nothing = Named::Cells(Vec::new());
    let whole = std::iter::once(&labels[..]);
    let tries = whole.chain((0..once.len()).map(|from| &once[from..]));
    tries.map(|labels| lists::named(labels, pipeline)).find(|named| *named != nothing).unwrap_or(nothing)
}
