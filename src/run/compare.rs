//! A few offices of a finished run side by side.

use std::collections::BTreeSet;

use crate::model::{CellIx, Dossier, Filed, Message, OfficeIx, Pipeline, State, Value, Year};
use crate::say;

/// What one office filed in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What the cell says.
    pub value: Value,
    /// Its part of the whole it is summed into, in thousandths; nothing where either is no number or the whole is 0.
    pub share: Option<i64>,
}

/// One cell over all offices.
#[derive(Clone, Debug)]
pub struct ComparedCell {
    /// Which figure.
    pub cell: CellIx,
    /// What it is a part of, by the sums of the form.
    pub whole: Option<CellIx>,
    /// In the order of the offices; nothing where an office has not filed.
    pub figures: Vec<Option<Figure>>,
}

/// Offices side by side.
#[derive(Clone, Debug)]
pub struct SideBySide {
    /// The reporting year.
    pub year: Year,
    /// In the order in which they were asked for.
    pub offices: Vec<OfficeIx>,
    /// In the order of the form; cells in which no office has a figure other than 0 are left out.
    pub lines: Vec<ComparedCell>,
}

/// Offices that cannot be compared.
#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    /// The run knows no such office.
    NoOffice(String),
    /// None of them has filed for the year.
    NoFiling(u16),
    /// None of them has filed at all.
    NoFilings,
}

impl Error {
    /// What is said of it.
    pub fn message(&self) -> Message {
        match self {
            Error::NoOffice(office) => Message::new("fault.no_office").with("office", office),
            Error::NoFiling(year) => Message::new("fault.none_filed_for").with("year", *year),
            Error::NoFilings => Message::new("fault.none_filed"),
        }
    }
}

/// Puts the offices of a run side by side, for a year or the latest that as many of them as possible have filed for.
pub fn side_by_side(
    dossier: &Dossier,
    offices: &[String],
    year: Option<Year>,
    pipeline: &Pipeline,
) -> Result<SideBySide, Error> {
    let offices: Vec<OfficeIx> = offices.iter().map(|said| office(dossier, said)).collect::<Result<_, _>>()?;
    let of = |office: OfficeIx, year: Year| -> Option<&Filed> {
        dossier.filings.iter().find(|filed| (filed.office, filed.year) == (office, year))
    };
    let n_filed = |year: Year| offices.iter().filter(|office| of(**office, year).is_some()).count();
    let year = match year {
        Some(year) if n_filed(year) == 0 => return Err(Error::NoFiling(year.0)),
        Some(year) => year,
        None => {
            let best = dossier.years.iter().copied().max_by_key(|year| (n_filed(*year), *year));
            best.filter(|year| n_filed(*year) > 0).ok_or(Error::NoFilings)?
        }
    };
    let filed: Vec<Option<&Filed>> = offices.iter().map(|office| of(*office, year)).collect();
    let wholes = pipeline.wholes();
    let met: BTreeSet<CellIx> = filed.iter().flatten().flat_map(|filed| with_figures(filed)).collect();
    let line = |cell: CellIx| {
        let whole = wholes.get(&cell).copied();
        let figure = |filed: &Option<&Filed>| filed.map(|filed| figure(filed, cell, whole));
        ComparedCell { cell, whole, figures: filed.iter().map(figure).collect() }
    };
    Ok(SideBySide { year, lines: met.into_iter().map(line).collect(), offices })
}

fn office(dossier: &Dossier, said: &str) -> Result<OfficeIx, Error> {
    let offices = &dossier.register.offices;
    let by = |is: fn(&crate::model::Office) -> &str| offices.iter().position(|office| is(office) == said);
    let at = by(|office| &office.code).or_else(|| by(|office| &office.name));
    at.map(|at| OfficeIx(at as u32)).ok_or_else(|| Error::NoOffice(said.to_owned()))
}

/// Cells that say something: a figure other than 0, or what could not be read.
fn with_figures(filed: &Filed) -> impl Iterator<Item = CellIx> + '_ {
    let says = |value: Value| !matches!(value, Value::Number(0) | Value::Not(State::Blank | State::NotInSource));
    filed.cells.iter().filter(move |(_, value)| says(*value)).map(|(cell, _)| cell)
}

fn figure(filed: &Filed, cell: CellIx, whole: Option<CellIx>) -> Figure {
    let value = filed.cells.get(cell);
    let whole = whole.and_then(|whole| filed.cells.get(whole).number()).filter(|whole| *whole > 0);
    let share = value.number().zip(whole).map(|(part, whole)| say::thousandths(part, whole));
    Figure { value, share }
}
