//! Anomaly methods, as declared in a pipeline.

use std::collections::BTreeMap;

use crate::model::{CellIx, RuleIx, Text};

/// What a method looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MethodKind {
    /// A count, compared with the office's other years.
    Volume,
    /// A count of 0 when the office's other years are not 0.
    Zero,
    /// A share of a total, compared with offices of the same kind.
    Share,
    /// A rate, one count per unit of another, compared with offices of the same kind.
    Rate,
    /// The office's figures of last year, filed again.
    Repeated,
    /// The figures of another office.
    Copied,
    /// An amount in a different unit than in the office's other years.
    UnitSlip,
    /// Cases that stay pending year after year while none is closed.
    Stuck,
    /// Last digits and round numbers, over a whole district.
    Digits,
    /// Years without a filing between years with one, and filings sent repeatedly.
    Attendance,
}

/// What a method looks like in `pipeline.toml`: its name, its cells and its thresholds.
#[derive(Clone, Copy, Debug)]
pub struct MethodWords {
    /// What it looks for.
    pub kind: MethodKind,
    /// Its name in `pipeline.toml`.
    pub word: &'static str,
    /// Names of the figures it needs.
    pub cells: &'static [&'static str],
    /// Names of its thresholds.
    pub thresholds: &'static [&'static str],
}

const fn words(
    kind: MethodKind,
    word: &'static str,
    cells: &'static [&'static str],
    thresholds: &'static [&'static str],
) -> MethodWords {
    MethodWords { kind, word, cells, thresholds }
}

impl MethodKind {
    /// All kinds.
    pub const ALL: [MethodWords; 10] = [
        words(MethodKind::Volume, "volume", &["count"], &["least", "dispersion", "contaminated", "contamination"]),
        words(MethodKind::Zero, "zero", &["count"], &["least", "dispersion", "contaminated", "contamination"]),
        words(
            MethodKind::Share,
            "share",
            &["part", "whole"],
            &["least", "excess", "dispersion", "contaminated", "contamination"],
        ),
        words(
            MethodKind::Rate,
            "rate",
            &["part", "base"],
            &["least", "excess", "dispersion", "contaminated", "contamination"],
        ),
        words(MethodKind::Repeated, "repeated", REPEAT, &["least", "dispersion", "concentration", "contamination"]),
        words(MethodKind::Copied, "copied", REPEAT, &["least", "dispersion", "concentration", "contamination"]),
        words(
            MethodKind::UnitSlip,
            "unit_slip",
            &["amount"],
            &["from", "to", "tolerance", "spread", "freedom", "contamination"],
        ),
        words(MethodKind::Stuck, "stuck", &["pending", "closed"], &["least", "years"]),
        words(MethodKind::Digits, "digits", &["counts"], &["least", "figures", "level"]),
        words(MethodKind::Attendance, "attendance", &[], &["years"]),
    ];

    /// The description of this kind.
    pub fn words(self) -> &'static MethodWords {
        MethodKind::ALL.iter().find(|words| words.kind == self).unwrap_or(&MethodKind::ALL[0])
    }
}

/// `parts` make up `volume`, `flows` are other counts of the year, and `all` are the cells that have to be equal.
const REPEAT: &[&str] = &["volume", "parts", "flows", "all"];

/// Which deviations count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Only figures above the expected range.
    Above,
    /// Figures above or below it.
    Both,
}

/// A declared method. Its id, title and source are in its rule.
#[derive(Clone, Debug)]
pub struct Method {
    /// The rule its findings are reported under.
    pub rule: RuleIx,
    /// What it looks for.
    pub kind: MethodKind,
    /// Methods that look at the same figures form a family: the most certain of them speaks for all.
    pub family: String,
    /// What is counted, for use in messages.
    pub name: Text,
    /// The unit of the count.
    pub unit: Text,
    /// Which deviations count.
    pub side: Side,
    /// The cells to add up for each named figure.
    pub cells: BTreeMap<&'static str, Vec<CellIx>>,
    /// The thresholds, by name.
    pub thresholds: BTreeMap<&'static str, f64>,
}

impl Method {
    /// The cells to add up for a named figure.
    pub fn cells(&self, name: &str) -> &[CellIx] {
        self.cells.get(name).map_or(&[], Vec::as_slice)
    }

    /// The threshold of that name.
    pub fn threshold(&self, name: &str) -> f64 {
        self.thresholds.get(name).copied().unwrap_or(0.0)
    }
}

/// Settings shared by all methods, from `[anomaly]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnomalyLevels {
    /// Accepted false-discovery rate among listed office-years.
    pub level: f64,
    /// Never list an office-year with a higher probability of being ordinary than this, however certain the rest are.
    pub doubt: f64,
    /// Up to this false-discovery rate, further office-years are noted as worth a look.
    pub look: f64,
    /// Estimate parameters from the data if there are at least this many filings; otherwise use the declared ones.
    pub fit: usize,
    /// Compare an office with its kind only if the kind has at least this many offices.
    pub peers: usize,
}
