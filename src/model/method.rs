//! Anomaly methods, as declared in a pipeline.
//!
//! A method is a [`Parameters`] variant: its name in `pipeline.toml` is the variant's in snake case, and the fields
//! of its cells and thresholds are the keys that `cells` and `thresholds` must have there, all of them. Adding a
//! method begins with a variant here; the compiler then names every other place.

use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumString, IntoStaticStr, VariantNames};

use crate::model::{CellIx, RuleIx, Text};

/// The cells and thresholds of one method, as its `[[method]]` in `pipeline.toml` gives them.
#[derive(Clone, Debug)]
pub struct Given<C, T> {
    /// The cells behind each named figure.
    pub cells: C,
    /// The thresholds, by name.
    pub thresholds: T,
}

/// What a method looks for, with what it takes.
#[derive(Clone, Debug, EnumDiscriminants)]
#[strum_discriminants(
    name(MethodKind),
    derive(EnumString, IntoStaticStr, VariantNames),
    strum(serialize_all = "snake_case"),
    doc = "What a method looks for: the name of its [`Parameters`]."
)]
pub enum Parameters {
    /// A count, compared with the office's other years.
    Volume(Given<Count, CountThresholds>),
    /// A count of 0 when the office's other years are not 0.
    Zero(Given<Count, CountThresholds>),
    /// A share of a total, compared with offices of the same kind.
    Share(Given<Share, PeerThresholds>),
    /// A rate, one count per unit of another, compared with offices of the same kind.
    Rate(Given<Rate, PeerThresholds>),
    /// The office's figures of last year, filed again.
    Repeated(Given<Report, CopyThresholds>),
    /// The figures of another office.
    Copied(Given<Report, CopyThresholds>),
    /// An amount in a different unit than in the office's other years.
    UnitSlip(Given<Amount, UnitThresholds>),
    /// Cases that stay pending year after year while none is closed.
    Stuck(Given<Pending, StuckThresholds>),
    /// Last digits and round numbers, over a whole district.
    Digits(Given<Counts, DigitThresholds>),
    /// Years without a filing between years with one, and filings sent repeatedly.
    Attendance(Given<NoCells, AttendanceThresholds>),
}

impl MethodKind {
    /// Its name in `pipeline.toml`.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// Of `volume` and `zero`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// Added up to the count.
    pub count: Vec<CellIx>,
}

/// Of `share`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Added up to the part.
    pub part: Vec<CellIx>,
    /// Added up to the whole that the part is of.
    pub whole: Vec<CellIx>,
}

/// Of `rate`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Added up to the count.
    pub part: Vec<CellIx>,
    /// Added up to what the count is divided by. The rate may be above one.
    pub base: Vec<CellIx>,
}

/// Of `repeated` and `copied`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Added up to the size of the filing.
    pub volume: Vec<CellIx>,
    /// The parts that the volume falls into, one by one; totals among them are left out.
    pub parts: Vec<CellIx>,
    /// Other counts of the year, one by one.
    pub flows: Vec<CellIx>,
    /// Every cell that has to be equal.
    pub all: Vec<CellIx>,
}

/// Of `unit_slip`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// Added up to the amount.
    pub amount: Vec<CellIx>,
}

/// Of `stuck`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// Added up to the cases still pending at the end of the year.
    pub pending: Vec<CellIx>,
    /// Added up to the cases closed in the year.
    pub closed: Vec<CellIx>,
}

/// Of `digits`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// The counts whose last digits are looked at, one by one.
    pub counts: Vec<CellIx>,
}

/// Of `attendance`, which looks at years and not at figures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoCells {}

/// Two components in the data: ordinary filings, and a few that are wider spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture {
    /// Dispersion φ₀ of ordinary filings.
    pub inner: f64,
    /// Dispersion φ₁ of the others.
    pub outer: f64,
    /// Share π of the others.
    pub share: f64,
}

/// Of `volume` and `zero`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CountThresholds {
    /// Do not judge a count when neither it nor the other years reach this.
    pub least: f64,
    /// Dispersion of ordinary filings.
    pub dispersion: f64,
    /// Dispersion of the others.
    pub contaminated: f64,
    /// Share of the others.
    pub contamination: f64,
}

impl CountThresholds {
    /// The mixture that corpora too small to estimate one are judged by.
    pub fn mixture(&self) -> Mixture {
        Mixture { inner: self.dispersion, outer: self.contaminated, share: self.contamination }
    }
}

/// Of `share` and `rate`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PeerThresholds {
    /// Do not judge a part when its whole is below this.
    pub least: f64,
    /// Never flag a part that is off by less than this.
    pub excess: f64,
    /// Dispersion of ordinary filings.
    pub dispersion: f64,
    /// Dispersion of the others.
    pub contaminated: f64,
    /// Share of the others.
    pub contamination: f64,
}

impl PeerThresholds {
    /// The mixture that corpora too small to estimate one are judged by.
    pub fn mixture(&self) -> Mixture {
        Mixture { inner: self.dispersion, outer: self.contaminated, share: self.contamination }
    }
}

/// Of `repeated` and `copied`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CopyThresholds {
    /// Do not judge filings of a smaller volume: they are alike by accident.
    pub least: f64,
    /// Dispersion of an office's counts from one year to the next.
    pub dispersion: f64,
    /// How closely offices of a kind agree in their shares: the total weight of the Dirichlet prior.
    pub concentration: f64,
    /// Share of copies.
    pub contamination: f64,
}

/// Of `unit_slip`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UnitThresholds {
    /// The smallest slip, in powers of ten.
    pub from: f64,
    /// The largest slip, in powers of ten.
    pub to: f64,
    /// How far a slip may be off a whole power of ten.
    pub tolerance: f64,
    /// Spread of honest amounts from year to year, in powers of ten.
    pub spread: f64,
    /// Degrees of freedom of the t distribution of honest amounts.
    pub freedom: f64,
    /// Share of amounts in another unit.
    pub contamination: f64,
}

/// Of `stuck`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StuckThresholds {
    /// Do not judge fewer pending cases.
    pub least: f64,
    /// Years in a row in which nothing moved.
    pub years: f64,
}

/// Of `digits`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DigitThresholds {
    /// The smallest count that is looked at.
    pub least: f64,
    /// Do not judge a district with fewer counts.
    pub figures: f64,
    /// False-discovery rate over all districts and both tests.
    pub level: f64,
}

/// Of `attendance`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AttendanceThresholds {
    /// Years in which two different filings have to come before it is remarked on.
    pub years: f64,
}

/// Which deviations count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Only figures above the expected range.
    Above,
    /// Figures above or below it.
    #[default]
    Both,
}

/// A declared method. Its id, title and source are in its rule.
#[derive(Clone, Debug)]
pub struct Method {
    /// The rule its findings are reported under.
    pub rule: RuleIx,
    /// What it looks for, with its cells and thresholds.
    pub parameters: Parameters,
    /// Methods that look at the same figures form a family: the most certain of them speaks for all.
    pub family: String,
    /// What is counted, for use in messages.
    pub name: Text,
    /// The unit of the count.
    pub unit: Text,
    /// Which deviations count.
    pub side: Side,
}

impl Method {
    /// The figures that are sums of cells, each as the list of cells to add up.
    pub fn sums(&self) -> Vec<&[CellIx]> {
        match &self.parameters {
            Parameters::Volume(given) | Parameters::Zero(given) => vec![&given.cells.count],
            Parameters::Share(given) => vec![&given.cells.part, &given.cells.whole],
            Parameters::Rate(given) => vec![&given.cells.part, &given.cells.base],
            Parameters::Repeated(given) | Parameters::Copied(given) => vec![&given.cells.volume],
            Parameters::UnitSlip(given) => vec![&given.cells.amount],
            Parameters::Stuck(given) => vec![&given.cells.pending, &given.cells.closed],
            Parameters::Digits(_) | Parameters::Attendance(_) => Vec::new(),
        }
    }

    /// Its thresholds as they were declared, by name and in alphabetical order.
    pub fn thresholds(&self) -> Vec<(String, f64)> {
        match &self.parameters {
            Parameters::Volume(given) | Parameters::Zero(given) => by_name(&given.thresholds),
            Parameters::Share(given) => by_name(&given.thresholds),
            Parameters::Rate(given) => by_name(&given.thresholds),
            Parameters::Repeated(given) | Parameters::Copied(given) => by_name(&given.thresholds),
            Parameters::UnitSlip(given) => by_name(&given.thresholds),
            Parameters::Stuck(given) => by_name(&given.thresholds),
            Parameters::Digits(given) => by_name(&given.thresholds),
            Parameters::Attendance(given) => by_name(&given.thresholds),
        }
    }
}

fn by_name(thresholds: &impl Serialize) -> Vec<(String, f64)> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(thresholds) else { return Vec::new() };
    let mut named: Vec<(String, f64)> =
        fields.into_iter().filter_map(|(name, value)| Some((name, value.as_f64()?))).collect();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    named
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
