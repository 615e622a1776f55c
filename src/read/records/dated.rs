//! Columns of an export that give the year, and columns that are told by what stands below their label.
//!
//! A line may give several years: that of the figures and that in which they were sent. A column whose label speaks of
//! the report counts more than the others, and one that speaks of sending counts less. If two columns of equal weight
//! disagree, the line is of neither year.
//!
//! ```text
//! office   report year   sent on       figures
//! A        2023          2024-01-20    of 2023: the report's year counts
//! B                      2024-01-22    of the year that the path or the title gives
//! ```

use std::borrow::Cow;
use std::collections::BTreeSet;

use csv::ByteRecord;

use crate::model::{Field, Pipeline, Year};
use crate::read::grid::{Grid, Token};
use crate::read::identify::{self, Period, Which, of_cell, reporting_year};
use crate::read::records::{Owners, RecordHeader, text_at};
use crate::read::vocabulary::{Vocabulary, WordIx};

/// What the year in a column is the year of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum YearOf {
    /// The report, by its label.
    Report,
    /// Whatever the line is about.
    Line,
    /// The day on which it was sent or published.
    Sending,
}

/// What the label of a year column says about its year.
pub(super) fn of_label(label: &str, pipeline: &Pipeline) -> YearOf {
    let normal = pipeline.lexicon.normaliser.normalise(label);
    let is = |pattern: &Option<regex::Regex>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(&normal));
    match () {
        () if is(&pipeline.identity.columns.report_year) => YearOf::Report,
        () if is(&pipeline.identity.columns.sending_year) => YearOf::Sending,
        () => YearOf::Line,
    }
}

/// The year columns of a header, those of the report first.
pub(super) fn columns(grid: &Grid, at: usize, vocabulary: &Vocabulary<'_>) -> Vec<(usize, YearOf)> {
    let row = grid.row(at);
    let mut found: Vec<(usize, YearOf)> = Vec::new();
    for (position, token) in row.tokens.iter().enumerate() {
        let Token::Word(ix) = token else { continue };
        if vocabulary.get(*ix).field() == Some(Field::Year) || is_dated(grid, at, position, *ix, vocabulary) {
            found.push((position, of_label(&vocabulary.get(*ix).raw, vocabulary.pipeline)));
        }
    }
    found.sort_by_key(|(_, of)| *of);
    found
}

/// True for a column whose label is no known field but speaks of a period, and that has a year or a part of one on
/// every line.
fn is_dated(grid: &Grid, at: usize, position: usize, label: WordIx, vocabulary: &Vocabulary<'_>) -> bool {
    let (word, identity) = (vocabulary.get(label), &vocabulary.pipeline.identity);
    let is_called = || {
        let normal = vocabulary.pipeline.lexicon.normaliser.normalise(&word.raw);
        identity.columns.year_heading.as_ref().is_some_and(|heading| heading.is_match(&normal))
    };
    let says_period = |text: &str| match of_cell(text, identity) {
        Period::Year(_) => true,
        Period::Part => !is_month(text),
        Period::Unclear | Period::Twofold => false,
    };
    let is_period = |token: Token| match token {
        Token::Plain(number) => u16::try_from(number).is_ok_and(|year| reporting_year(year, identity).is_some()),
        Token::Word(ix) => says_period(&vocabulary.get(ix).raw),
        Token::Blank | Token::Covered(_) => false,
    };
    let is_of_report = || of_label(&word.raw, vocabulary.pipeline) != YearOf::Sending;
    !word.is_label() && is_called() && is_of_report() && all_below(grid, at, position, &is_period)
}

/// True for a year with a month, which may also be the date of sending.
fn is_month(text: &str) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    matches!((numbers.next(), numbers.next(), numbers.next()), (Some(year), Some(month), None)
        if year.len() == 4 && month.len() <= 2)
        || matches!(text.trim().len(), 6 if text.trim().bytes().all(|byte| byte.is_ascii_digit()))
}

/// True for a column of unknown label that says on every line whose figures it has.
pub(super) fn is_scope(grid: &Grid, at: usize, position: usize, vocabulary: &Vocabulary<'_>) -> bool {
    let identity = &vocabulary.pipeline.identity;
    let says = |token: Token| match token {
        Token::Word(ix) => identify::scope_of_column(&vocabulary.get(ix).raw, identity).is_some(),
        Token::Plain(_) | Token::Blank | Token::Covered(_) => false,
    };
    all_below(grid, at, position, &says)
}

/// True if a column has any filled field below its label, and all of them are of a kind.
fn all_below(grid: &Grid, at: usize, position: usize, is: &dyn Fn(Token) -> bool) -> bool {
    let mut filled = (at + 1..grid.n_rows()).map(|row| grid.row(row).token(position)).filter(|token| !token.is_empty());
    filled.next().is_some_and(is) && filled.all(is)
}

/// True if a lower row of the header, or the row below it, says which year each column is of.
pub(super) fn has_years_below(grid: &Grid, first: usize, header: &RecordHeader, vocabulary: &Vocabulary<'_>) -> bool {
    let end = (header.record + 2).min(grid.n_rows());
    (first + 1..end).any(|at| is_of_years(grid, at, vocabulary))
}

fn is_of_years(grid: &Grid, at: usize, vocabulary: &Vocabulary<'_>) -> bool {
    let row = grid.row(at);
    let identity = &vocabulary.pipeline.identity;
    let said = |token: &Token| match token {
        Token::Plain(number) => Some(Which::Named(reporting_year(u16::try_from(*number).ok()?, identity)?)),
        Token::Word(ix) => vocabulary.get(*ix).dated.filter(|dated| dated.is_alone).map(|dated| dated.which),
        Token::Blank | Token::Covered(_) => None,
    };
    let years: Vec<Option<Which>> = row.tokens.iter().filter(|token| !token.is_empty()).map(said).collect();
    years.len() > 1 && years.iter().all(Option::is_some) && years.windows(2).any(|pair| pair[0] != pair[1])
}

/// What the year columns of a line say; `None` if all are blank, or there is none.
pub(super) fn said<'a>(
    record: &'a ByteRecord,
    header: &RecordHeader,
    owners: &mut Owners,
    pipeline: &Pipeline,
) -> Option<(Cow<'a, str>, Period)> {
    let mut first: Option<(&str, Period, YearOf)> = None;
    for (position, of) in &header.years {
        let text = text_at(record, Some(position)).trim();
        if text.is_empty() {
            continue;
        }
        let period = owners.year(text, pipeline);
        let Some((before, known, known_of)) = first else {
            first = Some((text, period, *of));
            continue;
        };
        match (known, period) {
            (Period::Year(year), Period::Year(other)) if is_other(year, other, (known_of, *of)) => {
                return Some((format!("{before} / {text}").into(), Period::Twofold));
            }
            (Period::Year(_), Period::Part) if *of != YearOf::Sending && !is_month(text) => {
                first = Some((text, period, *of));
            }
            _ => {}
        }
    }
    first.map(|(text, period, _)| (text.into(), period))
}

/// True if two years contradict each other. A report is sent in its year or the next, so these do not.
fn is_other(year: Year, other: Year, (of, of_other): (YearOf, YearOf)) -> bool {
    let is_sent_later = of_other > of && other.0 == year.0 + 1;
    year != other && !is_sent_later
}

/// Columns of figures without a label, each called by its number. Columns that merely number the lines are left out.
pub(super) fn unlabelled(grid: &Grid, header: &RecordHeader) -> Vec<(usize, String)> {
    let is_labelled =
        |at: usize| !grid.row(header.record).token(at).is_empty() || header.cells.get(at).is_some_and(Option::is_some);
    let below = || (header.record + 1..grid.n_rows()).map(|row| grid.row(row));
    let figures = |at: usize| -> Vec<i64> {
        below()
            .filter_map(|row| match row.token(at) {
                Token::Plain(number) => Some(i64::from(number)),
                Token::Word(_) | Token::Blank | Token::Covered(_) => None,
            })
            .collect()
    };
    let is_count_of_lines = |at: usize, figures: &[i64]| {
        at == 0
            && (figures.first() == Some(&0) || figures.first() == Some(&1))
            && figures.windows(2).all(|pair| pair[1] == pair[0] + 1)
    };
    let known: BTreeSet<usize> = header.foreign.iter().map(|(at, _)| *at).collect();
    let is_field =
        |at: usize| header.fields.values().chain(header.years.iter().map(|(at, _)| at)).any(|field| *field == at);
    (0..header.width)
        .filter(|at| !is_labelled(*at) && !is_field(*at) && !known.contains(at))
        .filter_map(|at| {
            let figures = figures(at);
            (!figures.is_empty() && !is_count_of_lines(at, &figures)).then(|| (at, format!("#{}", at + 1)))
        })
        .collect()
}
