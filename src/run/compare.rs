//! A few offices of a finished run side by side (`gouji compare`).
//!
//! Shares make offices of different size comparable: of 76 requests one office granted 27, which is
//! 35.5 %, and of 20 the other granted 12, 60 %.

use std::collections::BTreeSet;

use crate::model::{CellIx, Dossier, Filed, Message, OfficeIx, Pipeline, State, Value, Year};
use crate::say;

/// What one office filed in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The number, or why there is none.
    pub value: Value,
    /// Share of the whole that the cell is part of, in thousandths; `None` if either is not a
    /// number or the whole is 0.
    pub share: Option<i64>,
}

/// One cell with the figure of every office.
#[derive(Clone, Debug)]
pub struct ComparedCell {
    /// The cell.
    pub cell: CellIx,
    /// The total that the cell is part of, according to the rules.
    pub whole: Option<CellIx>,
    /// In the order of the offices; `None` for an office that has not filed.
    pub figures: Vec<Option<Figure>>,
}

/// Offices side by side.
#[derive(Clone, Debug)]
pub struct SideBySide {
    /// The reporting year.
    pub year: Year,
    /// In the order in which they were named.
    pub offices: Vec<OfficeIx>,
    /// In the order of the form. Cells in which every office has 0 or nothing are left out.
    pub lines: Vec<ComparedCell>,
}

/// Why offices cannot be compared.
#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    /// No office of the run has this code or name.
    NoOffice(String),
    /// None of the offices has filed for this year.
    NoFiling(u16),
    /// None of the offices has filed for any year.
    NoFilings,
}

impl Error {
    /// The message to the user.
    pub fn message(&self) -> Message {
        match self {
            Error::NoOffice(office) => Message::new("fault.no_office").with("office", office),
            Error::NoFiling(year) => Message::new("fault.none_filed_for").with("year", *year),
            Error::NoFilings => Message::new("fault.none_filed"),
        }
    }
}

/// Compares offices, given by code or name. Without a year, takes the year for which most of them
/// have filed, and of several the latest.
///
/// # Errors
///
/// An office is unknown, or none of them has filed for the year.
pub fn side_by_side(
    dossier: &Dossier,
    offices: &[String],
    year: Option<Year>,
    pipeline: &Pipeline,
) -> Result<SideBySide, Error> {
    let offices: Vec<OfficeIx> = offices.iter().map(|name| office(dossier, name)).collect::<Result<_, _>>()?;
    let of = |office: OfficeIx, year: Year| -> Option<&Filed> {
        dossier.filings.iter().find(|filing| (filing.office, filing.year) == (office, year))
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
    let filings: Vec<Option<&Filed>> = offices.iter().map(|office| of(*office, year)).collect();
    let wholes = pipeline.wholes();
    let met: BTreeSet<CellIx> = filings.iter().flatten().flat_map(|filing| with_figures(filing)).collect();
    let line = |cell: CellIx| {
        let whole = wholes.get(&cell).copied();
        let figure = |filing: &Option<&Filed>| filing.map(|filing| figure(filing, cell, whole));
        ComparedCell { cell, whole, figures: filings.iter().map(figure).collect() }
    };
    Ok(SideBySide { year, lines: met.into_iter().map(line).collect(), offices })
}

/// Finds an office by its code or else by its name.
fn office(dossier: &Dossier, name: &str) -> Result<OfficeIx, Error> {
    let offices = &dossier.register.offices;
    let by = |is: fn(&crate::model::Office) -> &str| offices.iter().position(|office| is(office) == name);
    let at = by(|office| &office.code).or_else(|| by(|office| &office.name));
    at.map(|at| OfficeIx(at as u32)).ok_or_else(|| Error::NoOffice(name.to_owned()))
}

/// Cells with a figure other than 0, or with something that could not be read.
fn with_figures(filing: &Filed) -> impl Iterator<Item = CellIx> + '_ {
    let says = |value: Value| !matches!(value, Value::Number(0) | Value::Not(State::Blank | State::NotInSource));
    filing.cells.iter().filter(move |(_, value)| says(*value)).map(|(cell, _)| cell)
}

/// The figure of a cell and its share of the whole.
fn figure(filing: &Filed, cell: CellIx, whole: Option<CellIx>) -> Figure {
    let value = filing.cells.get(cell);
    let whole = whole.and_then(|whole| filing.cells.get(whole).number()).filter(|whole| *whole > 0);
    let share = value.number().zip(whole).map(|(part, whole)| say::thousandths(part, whole));
    Figure { value, share }
}
