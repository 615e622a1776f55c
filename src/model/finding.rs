//! What the rules said.

use serde::{Deserialize, Serialize};

use crate::model::{
    AxisIx, CellIx, Filing, GroupKind, Message, OfficeIx, Pipeline, Place, RuleIx, SourceIx, TableIx, Year,
};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It cannot be.
    #[default]
    Error,
    /// It should not be, and may have a good reason.
    Warning,
    /// It is unlikely.
    Anomaly,
    /// It is worth knowing.
    Note,
}

impl Severity {
    /// Every one, the surest first.
    pub const ALL: [Severity; 4] = [Severity::Error, Severity::Warning, Severity::Anomaly, Severity::Note];

    /// The name used in outputs.
    pub fn code(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Anomaly => "anomaly",
            Severity::Note => "note",
        }
    }
}

/// Whether an office has answered for a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has answered yet.
    #[default]
    Open,
    /// The office has given its reason, and the figures are still those it gave it for.
    Explained,
    /// The figures have changed since the office gave its reason.
    Reopened,
}

impl Status {
    /// Every one.
    pub const ALL: [Status; 3] = [Status::Open, Status::Explained, Status::Reopened];

    /// The name used in `findings.csv`.
    pub fn code(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Explained => "explained",
            Status::Reopened => "reopened",
        }
    }
}

/// Whom a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// One that files.
    Office(OfficeIx),
    /// A group of the rollup: its kind's code and its name.
    Group(String, String),
}

impl Subject {
    /// Everybody, under the name that the pipeline's own language has for them; outputs name them in theirs.
    pub fn everybody(pipeline: &Pipeline) -> Subject {
        Subject::Group(GroupKind::City.code().to_owned(), pipeline.city.get(pipeline.language).to_owned())
    }
}

impl From<OfficeIx> for Subject {
    fn from(office: OfficeIx) -> Subject {
        Subject::Office(office)
    }
}

/// What inside the filing a finding is about.
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
    /// A table that is not there, or hardly.
    Table(TableIx),
    /// One figure.
    Cell(CellIx),
}

/// The two sides of a broken sum, in the smallest part the rule's cells keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The side on which the total stands, as a rule.
    pub left: i64,
    /// The side on which the parts stand, as a rule.
    pub right: i64,
    /// Decimals the figures carry.
    pub decimals: u32,
    /// The sides are days, each by the digits of its date.
    pub dates: bool,
}

impl Sums {
    /// Left less right; of two dates the days between them.
    pub fn difference(&self) -> i64 {
        match self.dates {
            true => day_number(self.left) - day_number(self.right),
            false => self.left - self.right,
        }
    }
}

/// Days since the first of March of a year 0; years begin in March, so that a leap day comes last.
fn day_number(date: i64) -> i64 {
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    365 * year + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1
}

/// How unlikely a figure is; every number a person can check.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    /// What was filed.
    pub observed: f64,
    /// What was to be expected.
    pub expected: f64,
    /// One ordinary figure in twenty lies below this.
    pub low: f64,
    /// One ordinary figure in twenty lies above this.
    pub high: f64,
    /// Chance of a figure at least so far from the expected one in an ordinary filing.
    pub p: f64,
    /// Chance that the figure is that of an ordinary filing, the local false-discovery rate.
    pub lfdr: f64,
    /// Share of ordinary filings among those listed down to this one.
    pub q: f64,
    /// The difference from what is expected, against the larger of the two: 0 to 1, whatever the size.
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
    /// Where in the filing.
    pub key: FindingKey,
    /// How bad, which a rule may say line by line.
    pub severity: Severity,
    /// The arithmetic, where the rule is arithmetic.
    pub sums: Option<Sums>,
    /// What the report says in words, where the finding rests on that and on no sum: an amount, a day.
    pub said: Option<Box<str>>,
    /// Of an anomaly.
    pub statistics: Option<Box<Statistics>>,
    /// What is to be said, complete in itself.
    pub message: Message,
    /// Every cell that has a part in it.
    pub cells: Vec<CellIx>,
    /// Where to look in the source.
    pub place: Option<Place>,
    /// The file, where there is no single place.
    pub source: Option<SourceIx>,
    /// Open, until explanations are read.
    pub status: Status,
    /// What was answered, and by whom and when if that was said.
    pub answer: Option<Box<str>>,
}

impl Finding {
    /// A finding about a whole filing or group, with neither arithmetic nor a place; what else is known of it is filled
    /// in by whoever found it.
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

    /// The same finding resting on one cell, and to be looked at where that was read.
    pub fn on(mut self, cell: CellIx, filing: &Filing) -> Finding {
        self.cells = vec![cell];
        self.place = filing.places.of(cell).or(self.place);
        self
    }
}

/// Why a rule could not be checked on a filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skip {
    /// The filing's form has none of its cells, or not all of its tables were found.
    NotOnForm,
    /// Every cell is blank.
    AllBlank,
    /// The total is blank.
    BlankTotal,
    /// A cell that must not be is blank.
    Blank,
    /// A cell could not be read.
    Unreadable,
    /// The material has a cell whose place could not be told.
    Unread,
    /// There is no filing for the year before.
    NoLastYear,
    /// The year before was filed in a form version that does not count the same.
    NotComparable,
    /// There is no filing for any other year to compare with.
    NoOtherYear,
    /// There are too few offices of its kind to judge one by the others.
    FewPeers,
    /// The figures are too small to judge.
    TooSmall,
    /// The rule is not for this year or this kind of office.
    NotInForce,
    /// The office has no offices below it of whose filings its own is the sum.
    NoChildren,
}

impl Skip {
    /// Every reason.
    pub const ALL: [Skip; 13] = [
        Skip::NotOnForm,
        Skip::AllBlank,
        Skip::BlankTotal,
        Skip::Blank,
        Skip::Unreadable,
        Skip::Unread,
        Skip::NoLastYear,
        Skip::NotComparable,
        Skip::NoOtherYear,
        Skip::FewPeers,
        Skip::TooSmall,
        Skip::NotInForce,
        Skip::NoChildren,
    ];

    /// The name used in `run.json`.
    pub fn code(self) -> &'static str {
        match self {
            Skip::NotOnForm => "not_on_form",
            Skip::AllBlank => "all_blank",
            Skip::BlankTotal => "blank_total",
            Skip::Blank => "blank",
            Skip::Unreadable => "unreadable",
            Skip::Unread => "unread",
            Skip::NoLastYear => "no_last_year",
            Skip::NotComparable => "not_comparable",
            Skip::NoOtherYear => "no_other_year",
            Skip::FewPeers => "few_peers",
            Skip::TooSmall => "too_small",
            Skip::NotInForce => "not_in_force",
            Skip::NoChildren => "no_children",
        }
    }
}

/// What one instance of a rule said of one filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The two sides are equal.
    Holds,
    /// The two sides, and how many blanks were taken as zero.
    Breaks {
        /// What the sides came to.
        sums: Sums,
        /// How many blanks were taken as 0.
        assumed: u32,
    },
    /// Not checked, and why.
    Skipped(Skip),
}

/// How often a rule was asked and what it said; the parts add up to `asked`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The law was obeyed.
    pub held: u64,
    /// It was not.
    pub failed: u64,
    /// By reason, in the order of [`Skip::ALL`].
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

    /// Counts so many that could not be checked.
    pub fn skip(&mut self, why: Skip, n: u64) {
        self.skipped[why as usize] += n;
    }

    /// The reasons met, with how often.
    pub fn skipped(&self) -> impl Iterator<Item = (Skip, u64)> + '_ {
        Skip::ALL.into_iter().map(|why| (why, self.skipped[why as usize])).filter(|(_, n)| *n > 0)
    }

    /// How often the rule could be checked.
    pub fn checked(&self) -> u64 {
        self.held + self.failed
    }

    /// How often it was asked.
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
