//! Ways of telling what is unlikely, as a pipeline declares them.

use std::collections::BTreeMap;

use crate::model::{CellIx, RuleIx, Text};

/// What a method looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MethodKind {
    /// A count against the same office's other years.
    Volume,
    /// A count that is 0 where the office's other years are not.
    Zero,
    /// A part of a whole against the offices of the same kind.
    Share,
    /// A count for each unit of another against the offices of the same kind.
    Rate,
    /// Last year's figures filed again.
    Repeated,
    /// Another office's figures filed.
    Copied,
    /// An amount in another unit than in the office's other years.
    UnitSlip,
    /// Cases that stay pending year after year and none is closed.
    Stuck,
    /// Last digits and round numbers over a whole district.
    Digits,
    /// Years without a filing between years with one; filings sent again and again.
    Attendance,
}

/// The words of a method: its name in `pipeline.toml`, the cells and the thresholds it asks for.
#[derive(Clone, Copy, Debug)]
pub struct MethodWords {
    /// What it looks for.
    pub kind: MethodKind,
    /// Its name in `pipeline.toml`.
    pub word: &'static str,
    /// The figures it asks for, by name.
    pub cells: &'static [&'static str],
    /// The numbers it asks for, by name.
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
    /// Every kind with its words.
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

    /// Its words.
    pub fn words(self) -> &'static MethodWords {
        MethodKind::ALL.iter().find(|words| words.kind == self).unwrap_or(&MethodKind::ALL[0])
    }
}

/// `parts` are what `volume` is made of, `flows` other counts of the year, `all` what has to be equal.
const REPEAT: &[&str] = &["volume", "parts", "flows", "all"];

/// Which departures count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Only figures above what is expected.
    Above,
    /// Figures above and below.
    Both,
}

/// One declared method; its id, title and source are those of its rule.
#[derive(Clone, Debug)]
pub struct Method {
    /// The rule under which its findings go.
    pub rule: RuleIx,
    /// What it looks for.
    pub kind: MethodKind,
    /// Methods that look at the same figures are one family, and answer for each other.
    pub family: String,
    /// What is counted, for sentences.
    pub name: Text,
    /// The unit of the count.
    pub unit: Text,
    /// Which departures count.
    pub side: Side,
    /// Cells by the name of the figure they add up to.
    pub cells: BTreeMap<&'static str, Vec<CellIx>>,
    /// Numbers by name.
    pub thresholds: BTreeMap<&'static str, f64>,
}

impl Method {
    /// The cells of that name; their sum is the figure.
    pub fn cells(&self, name: &str) -> &[CellIx] {
        self.cells.get(name).map_or(&[], Vec::as_slice)
    }

    /// The threshold of that name.
    pub fn threshold(&self, name: &str) -> f64 {
        self.thresholds.get(name).copied().unwrap_or(0.0)
    }
}

/// What holds for all methods, from `[anomaly]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnomalyLevels {
    /// The share of innocent office-years among those listed that is put up with.
    pub level: f64,
    /// The chance of being innocent with which none is listed, however certain the others are.
    pub doubt: f64,
    /// Up to this share they are noted as worth a look.
    pub look: f64,
    /// Filings from which parameters are estimated; with fewer the declared ones are taken.
    pub fit: usize,
    /// Offices of one kind from which a group can judge its members.
    pub peers: usize,
}
