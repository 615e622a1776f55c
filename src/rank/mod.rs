//! Finds what is unlikely, and ranks office-years by how questionable they are.
//!
//! Each method looks at one kind of figure in every filing and estimates how likely an honest
//! filing has such a figure ([`judge`]; one file each, with formula, source and unit). [`list()`]
//! makes one list of their results, in which the share of innocent office-years is kept at the
//! level set by the pipeline. [`rank`] puts broken rules and anomalies in one order.
//!
//! ```text
//! filings × method ──judge──► Judged ┐
//! filings × method ──judge──► Judged ┴─list──► Anomalies ┐
//!                             findings about the rules   ┴─rank──► Ranking, with scores and reasons
//! ```
//!
//! The score always means the same, points of fault:
//!
//! ```text
//! Σ weight of the severity × certainty × (s + (1 − s) · size)
//! ```
//!
//! A broken rule is certain. The certainty of an anomaly is 1 − lfdr / `look`. Size is the
//! difference relative to the size of the table or to the expected figure, from 0 to 1, so that an
//! office's size alone does not move it up or down. Of anomalies that use the same figures (one
//! family) only the heaviest counts.

mod alike;
mod attendance;
mod copied;
pub mod corpus;
mod counts;
mod digits;
mod history;
mod judged;
mod list;
mod materiality;
mod mixture;
mod order;
mod peers;
mod rate;
mod repeated;
mod share;
mod simplex;
mod stuck;
mod unit_slip;
mod volume;
mod zero;

use crate::model::{CellIx, Finding, Given, Labelled, Message, Method, Parameters, Word, Year};

pub use corpus::{Columns, Corpus, Material};
pub use judged::{Candidate, Judged};
pub use list::{Anomalies, list};
pub use materiality::weight;
pub use order::rank;

/// A method with its cells and thresholds from the pipeline, and the filings it looks at.
struct Applied<'a, C, T> {
    method: &'a Method,
    cells: &'a C,
    thresholds: &'a T,
    corpus: &'a Corpus<'a>,
}

/// The results of one declared method. Methods are independent and can run in any order.
pub fn judge(method: &Method, corpus: &Corpus<'_>) -> Judged {
    match &method.parameters {
        Parameters::Volume(given) => volume::judge(&Applied::of(method, given, corpus)),
        Parameters::Zero(given) => zero::judge(&Applied::of(method, given, corpus)),
        Parameters::Share(given) => share::judge(&Applied::of(method, given, corpus)),
        Parameters::Rate(given) => rate::judge(&Applied::of(method, given, corpus)),
        Parameters::Repeated(given) => repeated::judge(&Applied::of(method, given, corpus)),
        Parameters::Copied(given) => copied::judge(&Applied::of(method, given, corpus)),
        Parameters::UnitSlip(given) => unit_slip::judge(&Applied::of(method, given, corpus)),
        Parameters::Stuck(given) => stuck::judge(&Applied::of(method, given, corpus)),
        Parameters::Digits(given) => digits::judge(&Applied::of(method, given, corpus)),
        Parameters::Attendance(given) => attendance::judge(&Applied::of(method, given, corpus)),
    }
}

impl<'a, C, T> Applied<'a, C, T> {
    /// Puts a method together with its material.
    fn of(method: &'a Method, given: &'a Given<C, T>, corpus: &'a Corpus<'a>) -> Applied<'a, C, T> {
        Applied { method, cells: &given.cells, thresholds: &given.thresholds, corpus }
    }

    /// A finding about a filing as a whole, without statistics.
    fn finding(&self, filing: usize, message: Message, cells: &[CellIx]) -> Finding {
        self.corpus.finding(self.method, filing, message, cells)
    }

    /// The figures of other years in words, in the unit of the method.
    fn years(&self, years: impl Iterator<Item = (Year, f64)>) -> Word {
        let each = years.map(|(year, value)| {
            let message = Message::new("anomaly.year").with("year", year.0).with("value", number(value));
            message.with("unit", Labelled::Unit(self.method.rule))
        });
        Word::all_of(each, "anomaly.joint")
    }
}

impl Corpus<'_> {
    /// A finding of a method about a filing as a whole, without statistics.
    fn finding(&self, method: &Method, filing: usize, message: Message, cells: &[CellIx]) -> Finding {
        let filing = &self.material.filings[filing];
        let first = cells.first().and_then(|cell| filing.places.of(*cell));
        let weight = (method.rule, self.material.pipeline.rule(method.rule).severity);
        let place = Some(first.unwrap_or_else(|| filing.places.begin()));
        Finding { cells: cells.to_vec(), place, ..Finding::new(filing.office, filing.year, weight, message) }
    }
}

/// A share as a percentage with one decimal, without the sign: `12.5`.
fn percent(share: f64) -> String {
    number((share * 1000.0).round() / 10.0)
}

/// A small chance in words, as the power of ten that it does not reach: 0.00012 is less than one in
/// a thousand.
fn chance_in_words(chance: f64) -> Message {
    const NAMES: [&str; 10] =
        ["odds.e0", "odds.e1", "odds.e2", "odds.e3", "odds.e4", "odds.e5", "odds.e6", "odds.e7", "odds.e8", "odds.e9"];
    let power = -chance.clamp(1e-9, 1.0).log10();
    Message::new(NAMES[(power as usize).min(NAMES.len() - 1)])
}

/// A figure for a reader: a whole number from 100 on, and at most two decimals below.
fn number(value: f64) -> String {
    let rounded = if value.abs() >= 100.0 { value.round() } else { (value * 100.0).round() / 100.0 };
    rounded.to_string()
}
