//! What the rules found.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use crate::model::{
    AxisIx, CellIx, Filing, GroupKind, Message, OfficeIx, Pipeline, Place, RuleIx, SourceIx, TableIx, Year,
};

/// How serious a finding is, and so how certain it is that something is wrong.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Severity {
    /// The figures contradict each other, or are impossible.
    #[default]
    Error,
    /// Something should not be so, but there may be a good reason.
    Warning,
    /// A figure is improbable, and possibly correct.
    Anomaly,
    /// Worth knowing, and never counted against an office.
    Note,
}

impl Severity {
    /// All severities, the most certain first.
    pub const ALL: &'static [Severity] = Severity::VARIANTS;

    /// The name used in outputs.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// Whether an office has answered for a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// No answer yet.
    #[default]
    Open,
    /// The office gave a reason, and the figures are still the ones it gave it for.
    Explained,
    /// The figures have changed since the office gave its reason.
    Reopened,
}

impl Status {
    /// The name used in `findings.csv`.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// Who a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An office that files.
    Office(OfficeIx),
    /// A group of the rollup: its kind's code and its name.
    Group(String, String),
}

impl Subject {
    /// All offices together, by their name in the pipeline's own language; outputs translate it.
    pub fn everybody(pipeline: &Pipeline) -> Subject {
        Subject::Group(GroupKind::City.code().to_owned(), pipeline.city.get(pipeline.language).to_owned())
    }
}

impl From<OfficeIx> for Subject {
    fn from(office: OfficeIx) -> Subject {
        Subject::Office(office)
    }
}

/// The part of a filing that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKey {
    /// The filing as a whole.
    Whole,
    /// A row or column code, as the rule names it.
    Line(String),
    /// By its code, as `table.row`.
    Row(TableIx, AxisIx),
    /// By its code, as `table@column`.
    Column(TableIx, AxisIx),
    /// A table that is missing, or nearly so.
    Table(TableIx),
    /// One figure.
    Cell(CellIx),
}

/// The two sides of a failed comparison, in the smallest unit of the rule's cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Usually the total.
    pub left: i64,
    /// Usually the sum of the parts.
    pub right: i64,
    /// Decimal places of both.
    pub decimals: u32,
    /// The sides are dates, each written as the number `yyyymmdd`.
    pub dates: bool,
}

impl Sums {
    /// Left minus right; for dates, the number of days between them.
    pub fn difference(&self) -> i64 {
        match self.dates {
            true => day_number(self.left) - day_number(self.right),
            false => self.left - self.right,
        }
    }
}

/// The number of a day among all days; for a number `yyyymmdd` that is no date, 0.
fn day_number(date: i64) -> i64 {
    let part = |number: i64| u32::try_from(number % 100).unwrap_or_default();
    let year = i32::try_from(date / 10_000).unwrap_or_default();
    NaiveDate::from_ymd_opt(year, part(date / 100), part(date)).map_or(0, |day| i64::from(day.num_days_from_ce()))
}

/// How improbable a figure is, in numbers that a reader can check.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    /// The figure as filed.
    pub observed: f64,
    /// The figure that was expected.
    pub expected: f64,
    /// Lower end of the expected range: one ordinary figure in twenty lies below.
    pub low: f64,
    /// Upper end of the expected range: one ordinary figure in twenty lies above.
    pub high: f64,
    /// Probability that an ordinary filing has a figure at least this far from the expected one.
    pub p: f64,
    /// Probability that the filing is ordinary after all: the local false-discovery rate.
    pub lfdr: f64,
    /// Expected share of ordinary filings among all that are listed down to this one.
    pub q: f64,
    /// Size of the difference relative to the larger of observed and expected, from 0 to 1.
    pub effect: f64,
}

/// A failed rule, an anomaly, or something wrong with a filing.
#[derive(Clone, Debug)]
pub struct Finding {
    /// An office, or a group of them.
    pub subject: Subject,
    /// The reporting year.
    pub year: Year,
    /// The rule that failed.
    pub rule: RuleIx,
    /// Where in the filing it failed.
    pub key: FindingKey,
    /// The rule's severity, or the one it declares for this row or column.
    pub severity: Severity,
    /// The two sides, if the rule compares sums.
    pub sums: Option<Sums>,
    /// The words of the report that the finding is based on (an amount, a date), if it is based on no sum.
    pub said: Option<Box<str>>,
    /// Set for anomalies only.
    pub statistics: Option<Box<Statistics>>,
    /// The message, understandable without anything else.
    pub message: Message,
    /// All cells involved.
    pub cells: Vec<CellIx>,
    /// Where to look in the source.
    pub place: Option<Place>,
    /// The file, if there is no single place in it.
    pub source: Option<SourceIx>,
    /// [`Status::Open`] until explanations have been read.
    pub status: Status,
    /// The answer, with who accepted it and when if that is known.
    pub answer: Option<Box<str>>,
}

impl Finding {
    /// A finding about a whole filing or group, without sums or a place. The caller fills in whatever else is known.
    pub fn new(
        subject: impl Into<Subject>,
        year: Year,
        (rule, severity): (RuleIx, Severity),
        message: Message,
    ) -> Finding {
        Finding {
            subject: subject.into(),
            year,
            rule,
            key: FindingKey::Whole,
            severity,
            sums: None,
            said: None,
            statistics: None,
            message,
            cells: Vec::new(),
            place: None,
            source: None,
            status: Status::Open,
            answer: None,
        }
    }

    /// The same finding, pointing to a place.
    pub fn with_place(mut self, place: impl Into<Option<Place>>) -> Finding {
        self.place = place.into();
        self
    }

    /// The same finding, based on one cell and pointing to where that cell was read.
    pub fn on(mut self, cell: CellIx, filing: &Filing) -> Finding {
        self.cells = vec![cell];
        self.place = filing.places.of(cell).or(self.place);
        self
    }
}

/// Why a rule could not be checked on a filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Skip {
    /// The filing's form lacks its cells, or a table was not found.
    NotOnForm,
    /// Every cell is blank.
    AllBlank,
    /// The total is blank.
    BlankTotal,
    /// A cell that the rule needs is blank.
    Blank,
    /// A cell could not be read.
    Unreadable,
    /// A cell was printed, but its figure could not be told from others.
    Unread,
    /// There is no filing for the year before.
    NoLastYear,
    /// The year before was filed on a form version that does not count the same things.
    NotComparable,
    /// There is no filing for any other year to compare with.
    NoOtherYear,
    /// Too few offices of its kind to compare with.
    FewPeers,
    /// The figures are too small to judge.
    TooSmall,
    /// The rule does not apply to this year or kind of office.
    NotInForce,
    /// The filing is not the sum of filings from offices below.
    NoChildren,
}

impl Skip {
    /// Every reason.
    pub const ALL: &'static [Skip] = Skip::VARIANTS;

    /// The name used in `run.json`.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// Result of checking one instance of a rule on one filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The relation holds.
    Holds,
    /// The relation does not hold.
    Breaks {
        /// Both sides.
        sums: Sums,
        /// Number of blanks that were counted as 0.
        assumed: u32,
    },
    /// Not checked, and why.
    Skipped(Skip),
}

/// Results of a rule over a whole run. Held, failed and skipped add up to [`Tally::asked`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How often it held.
    pub held: u64,
    /// How often it failed.
    pub failed: u64,
    /// How often it was skipped, by reason, in the order of [`Skip::ALL`].
    skipped: [u64; Skip::ALL.len()],
}

impl Tally {
    /// Counts one outcome.
    pub fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Holds => self.held += 1,
            Outcome::Breaks { .. } => self.failed += 1,
            Outcome::Skipped(why) => self.skip(*why, 1),
        }
    }

    /// Adds another tally of the same rule.
    pub fn add(&mut self, other: &Tally) {
        self.held += other.held;
        self.failed += other.failed;
        for (mine, theirs) in self.skipped.iter_mut().zip(&other.skipped) {
            *mine += theirs;
        }
    }

    /// Counts `n` instances that could not be checked.
    pub fn skip(&mut self, why: Skip, n: u64) {
        self.skipped[why as usize] += n;
    }

    /// Each reason that occurred, with its count.
    pub fn skipped(&self) -> impl Iterator<Item = (Skip, u64)> + '_ {
        Skip::ALL.iter().map(|why| (*why, self.skipped[*why as usize])).filter(|(_, n)| *n > 0)
    }

    /// How often the rule could be checked.
    pub fn checked(&self) -> u64 {
        self.held + self.failed
    }

    /// How often it applied: checked and skipped.
    pub fn asked(&self) -> u64 {
        self.checked() + self.skipped.iter().sum::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_two_dates_are_days() {
        let between = |left, right| Sums { left, right, decimals: 0, dates: true }.difference();
        assert_eq!(between(20_200_301, 20_200_228), 2);
        assert_eq!(between(20_190_301, 20_190_228), 1);
        assert_eq!(between(20_220_101, 20_211_231), 1);
        assert_eq!(between(20_000_101, 19_700_101), 10_957);
    }
}
