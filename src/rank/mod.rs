//! What is unlikely, and which office-years are most questionable.
//!
//! Each method judges every filing by one kind of figure and says how likely an honest filing has such a one
//! ([`METHODS`], one file each, with formula, source and unit). [`list()`] makes one list of what they say, in
//! which the share of innocent office-years is held at the level the pipeline sets; [`rank`] puts it in one
//! order with what breaks the rules.
//!
//! The score has one meaning throughout: points of fault, Σ weight of the severity × certainty × (s + (1−s)·size).
//! A broken rule is certain; an anomaly is as certain as its doubt is small, 1 − lfdr / `look`. Size is the
//! difference against the size of the table or of the expected figure, 0 to 1, so that no office is high for
//! being big or small. Of anomalies that rest on the same figures (one family) the heaviest counts.

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

use crate::model::{CellIx, Finding, Labelled, Message, Method, MethodKind, Pipeline, Place, Spot, Word, Year};
use crate::rank::mixture::Mixture;

pub use corpus::{Columns, Corpus};
pub use judged::{Candidate, Judged};
pub use list::{Anomalies, list};
pub use materiality::weight;
pub use order::rank;

/// What ranking needs to know.
pub struct Context<'a> {
    /// The methods, and the weights.
    pub pipeline: &'a Pipeline,
}

/// Judges every filing by one kind of figure.
type Judge = fn(&Method, &Corpus<'_>, &Context<'_>) -> Judged;

/// Every method by its kind.
pub const METHODS: [(MethodKind, Judge); 10] = [
    (MethodKind::Volume, volume::judge),
    (MethodKind::Zero, zero::judge),
    (MethodKind::Share, share::judge),
    (MethodKind::Rate, rate::judge),
    (MethodKind::Repeated, repeated::judge),
    (MethodKind::Copied, copied::judge),
    (MethodKind::UnitSlip, unit_slip::judge),
    (MethodKind::Stuck, stuck::judge),
    (MethodKind::Digits, digits::judge),
    (MethodKind::Attendance, attendance::judge),
];

/// What one declared method says; the methods do not know of each other and can be asked in any order.
pub fn judge(method: &Method, corpus: &Corpus<'_>, context: &Context<'_>) -> Judged {
    let known = METHODS.iter().find(|(kind, _)| *kind == method.kind);
    known.map(|(_, judge)| judge(method, corpus, context)).unwrap_or_default()
}

impl Context<'_> {
    /// The mixture that a method declares, for corpora too small to estimate one.
    fn declared(&self, method: &Method) -> Mixture {
        Mixture {
            inner: method.threshold("dispersion"),
            outer: method.threshold("contaminated"),
            share: method.threshold("contamination"),
        }
    }

    /// A finding about a filing as a whole, without statistics.
    fn finding(
        &self,
        filing: usize,
        method: &Method,
        message: Message,
        cells: Vec<CellIx>,
        corpus: &Corpus<'_>,
    ) -> Finding {
        let filing = &corpus.filings[filing];
        let start = Spot { line: filing.places.first_line(), column: 1 };
        let first = cells.first().and_then(|cell| filing.places.of(*cell));
        let weight = (method.rule, self.pipeline.rule(method.rule).severity);
        let place = Some(first.unwrap_or(Place { source: filing.source(), spot: start }));
        Finding { cells, place, ..Finding::new(filing.office, filing.year, weight, message) }
    }
}

/// Other years and their figures, in the unit of the method.
fn years(years: impl Iterator<Item = (Year, f64)>, method: &Method) -> Word {
    let said = years.map(|(year, value)| {
        let message = Message::new("anomaly.year").with("year", year.0).with("value", number(value));
        message.with("unit", Labelled::Unit(method.rule))
    });
    Word::all_of(said, "anomaly.joint")
}

fn percent(share: f64) -> String {
    number((share * 1000.0).round() / 10.0)
}

/// A small chance as one in so many.
fn one_in(chance: f64) -> String {
    let many = (1.0 / chance.clamp(1e-9, 1.0)).round();
    let power = 10f64.powf(many.log10().floor());
    number((many / power).round() * power)
}

/// A figure as a reader wants it: whole, or with two decimals where it is small.
fn number(value: f64) -> String {
    let rounded = if value.abs() >= 100.0 { value.round() } else { (value * 100.0).round() / 100.0 };
    rounded.to_string()
}
