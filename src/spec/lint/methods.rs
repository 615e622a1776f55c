//! Numbers of methods that make no sense: with them nothing would be found, or everybody accused.
//!
//! ```text
//! level = 7                a share of innocents lies between 0 and 1
//! years = -1               every filing has been pending for longer
//! dispersion = 0           nothing could be estimated: its logarithm is taken
//! from = 3.2, to = 3.8     there is no whole power of ten between them
//! all = []                 any two filings are equal in no cells
//! ```
//!
//! Names that are unknown or lacking are already errors when loading. The structs are taken apart
//! here, so that the compiler asks for a bound of every threshold that is added.

use crate::model::{
    AnomalyLevels, AttendanceThresholds, CellIx, CopyThresholds, CountThresholds, DigitThresholds, Message, Parameters,
    PeerThresholds, StuckThresholds, UnitThresholds,
};
use crate::spec::error::{Error, Source};
use crate::spec::lint::Desk;
use crate::spec::said::PipelineText;
use crate::spec::toml_text;

/// Where methods are declared.
const FILE: &str = "pipeline.toml";
/// Where the levels are that all methods share.
const LEVELS: &str = "[anomaly]";

/// The numbers that make sense as a threshold. None of them is infinite.
#[derive(Clone, Copy)]
enum Range {
    /// Above the one and below the other.
    Between(f64, f64),
    /// Above this.
    Above(f64),
    /// This or more.
    AtLeast(f64),
    /// Above another threshold of the same method, which has this value.
    AboveThe(&'static str, f64),
    /// Another threshold, which has this value, or more.
    AtLeastThe(&'static str, f64),
}

/// A share of something: all or nothing would leave nothing to find.
const SHARE: Range = Range::Between(0.0, 1.0);

impl Range {
    /// True if a number makes sense.
    fn holds(self, value: f64) -> bool {
        let is_in = match self {
            Range::Between(low, high) => low < value && value < high,
            Range::Above(low) | Range::AboveThe(_, low) => low < value,
            Range::AtLeast(low) | Range::AtLeastThe(_, low) => low <= value,
        };
        is_in && value.is_finite()
    }

    /// The range in words.
    fn message(self) -> Message {
        let number = |value: f64| value.to_string();
        match self {
            Range::Between(low, high) => {
                Message::new("lint.between").with("low", number(low)).with("high", number(high))
            }
            Range::Above(low) => Message::new("lint.above").with("low", number(low)),
            Range::AtLeast(low) => Message::new("lint.at_least").with("low", number(low)),
            Range::AboveThe(other, low) => Message::new("lint.above_the").with("other", other).with("low", number(low)),
            Range::AtLeastThe(other, low) => {
                Message::new("lint.at_least_the").with("other", other).with("low", number(low))
            }
        }
    }
}

/// A threshold with its value and what makes sense.
type Bound = (&'static str, f64, Range);

/// A name that something is wrong with, and what.
type Fault = (&'static str, Message);

/// Checks `[[method]]` and `[anomaly]`. What is found points to the name of the threshold or of the
/// cells, and for levels to the heading.
pub(crate) fn lint(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let (shown, text) = (desk.files.shown(FILE), desk.files.text(FILE)?);
    let source = Source::new(&shown, &text);
    let said: PipelineText = toml_text::read(source)?;
    let mut found = Vec::new();
    for (method, said) in desk.pipeline.methods.iter().zip(&said.method) {
        let rule = &desk.pipeline.rule(method.rule).id.0;
        for (name, message) in faults(&method.parameters) {
            found.push(source.error_at(said.place_of(name), message.with("rule", rule)));
        }
    }
    for (_, message) in out_of_range(&levels(&desk.pipeline.anomaly)) {
        found.push(desk.fault(FILE, LEVELS, message.with("rule", LEVELS))?);
    }
    Ok(found)
}

/// What is wrong with the cells and thresholds of a method.
fn faults(parameters: &Parameters) -> Vec<Fault> {
    match parameters {
        Parameters::Volume(given) | Parameters::Zero(given) => {
            among(&[("count", &given.cells.count)], &count(&given.thresholds))
        }
        Parameters::Share(given) => {
            among(&[("part", &given.cells.part), ("whole", &given.cells.whole)], &peers(&given.thresholds))
        }
        Parameters::Rate(given) => {
            among(&[("part", &given.cells.part), ("base", &given.cells.base)], &peers(&given.thresholds))
        }
        // A form may have no other counts of the year, and a filing no parts.
        Parameters::Repeated(given) | Parameters::Copied(given) => {
            among(&[("volume", &given.cells.volume), ("all", &given.cells.all)], &copies(&given.thresholds))
        }
        Parameters::UnitSlip(given) => {
            let mut found = among(&[("amount", &given.cells.amount)], &units(&given.thresholds));
            found.extend(no_power(&given.thresholds));
            found
        }
        Parameters::Stuck(given) => {
            among(&[("pending", &given.cells.pending), ("closed", &given.cells.closed)], &stuck(&given.thresholds))
        }
        Parameters::Digits(given) => among(&[("counts", &given.cells.counts)], &digits(&given.thresholds)),
        Parameters::Attendance(given) => among(&[], &attendance(&given.thresholds)),
    }
}

/// The lists of cells that are empty, and the thresholds that are out of range.
fn among(cells: &[(&'static str, &[CellIx])], bounds: &[Bound]) -> Vec<Fault> {
    let empty = cells.iter().filter(|(_, cells)| cells.is_empty());
    let mut found: Vec<Fault> =
        empty.map(|(name, _)| (*name, Message::new("lint.no_cells").with("name", *name))).collect();
    found.extend(out_of_range(bounds));
    found
}

/// The thresholds that are out of range.
fn out_of_range(bounds: &[Bound]) -> Vec<Fault> {
    let outside = bounds.iter().filter(|(_, value, range)| !range.holds(*value));
    let tell = |(name, value, range): &Bound| {
        let message = Message::new("lint.out_of_range").with("name", *name).with("value", value.to_string());
        (*name, message.with("range", range.message()))
    };
    outside.map(tell).collect()
}

/// Of a mixture: the others are spread wider than ordinary filings.
fn mixture(dispersion: f64, contaminated: f64, contamination: f64) -> [Bound; 3] {
    [
        ("dispersion", dispersion, Range::Above(0.0)),
        ("contaminated", contaminated, Range::AboveThe("dispersion", dispersion)),
        ("contamination", contamination, SHARE),
    ]
}

/// Of `volume` and `zero`.
fn count(thresholds: &CountThresholds) -> Vec<Bound> {
    let CountThresholds { least, dispersion, contaminated, contamination } = *thresholds;
    let mut bounds = vec![("least", least, Range::AtLeast(0.0))];
    bounds.extend(mixture(dispersion, contaminated, contamination));
    bounds
}

/// Of `share` and `rate`.
fn peers(thresholds: &PeerThresholds) -> Vec<Bound> {
    let PeerThresholds { least, excess, dispersion, contaminated, contamination } = *thresholds;
    let mut bounds = vec![("least", least, Range::AtLeast(0.0)), ("excess", excess, Range::AtLeast(0.0))];
    bounds.extend(mixture(dispersion, contaminated, contamination));
    bounds
}

/// Of `repeated` and `copied`.
fn copies(thresholds: &CopyThresholds) -> Vec<Bound> {
    let CopyThresholds { least, dispersion, concentration, contamination } = *thresholds;
    vec![
        ("least", least, Range::AtLeast(0.0)),
        ("dispersion", dispersion, Range::Above(0.0)),
        ("concentration", concentration, Range::Above(0.0)),
        ("contamination", contamination, SHARE),
    ]
}

/// Of `unit_slip`. Nothing is further from a whole number than a half.
fn units(thresholds: &UnitThresholds) -> Vec<Bound> {
    let UnitThresholds { from, to, tolerance, spread, freedom, contamination } = *thresholds;
    vec![
        ("from", from, Range::Above(0.0)),
        ("to", to, Range::AtLeastThe("from", from)),
        ("tolerance", tolerance, Range::Between(0.0, 0.5)),
        ("spread", spread, Range::Above(0.0)),
        ("freedom", freedom, Range::Above(0.0)),
        ("contamination", contamination, SHARE),
    ]
}

/// A slip is by a whole power of ten, of which there has to be one from `from` to `to`.
fn no_power(UnitThresholds { from, to, .. }: &UnitThresholds) -> Option<Fault> {
    let message = || {
        let message = Message::new("lint.no_power").with("from", from.to_string());
        ("from", message.with("to", to.to_string()))
    };
    (from <= to && from.ceil() > to.floor()).then(message)
}

/// Of `stuck`. An office without any pending cases is not stuck.
fn stuck(thresholds: &StuckThresholds) -> Vec<Bound> {
    let StuckThresholds { least, years } = *thresholds;
    vec![("least", least, Range::Above(0.0)), ("years", years, Range::Above(0.0))]
}

/// Of `digits`. 0 would be taken for a round number.
fn digits(thresholds: &DigitThresholds) -> Vec<Bound> {
    let DigitThresholds { least, figures, level } = *thresholds;
    vec![("least", least, Range::Above(0.0)), ("figures", figures, Range::Above(0.0)), ("level", level, SHARE)]
}

/// Of `attendance`.
fn attendance(thresholds: &AttendanceThresholds) -> Vec<Bound> {
    let AttendanceThresholds { years } = *thresholds;
    vec![("years", years, Range::Above(0.0))]
}

/// Of all methods. `fit` may be any number of filings; an office that is alone is not compared with
/// its kind.
fn levels(levels: &AnomalyLevels) -> Vec<Bound> {
    let AnomalyLevels { level, doubt, look, fit: _, peers } = *levels;
    let mut bounds = vec![
        ("level", level, SHARE),
        ("doubt", doubt, SHARE),
        ("look", look, SHARE),
        ("peers", peers as f64, Range::AtLeast(2.0)),
    ];
    if SHARE.holds(level) && SHARE.holds(look) {
        bounds.push(("look", look, Range::AtLeastThe("level", level)));
    }
    bounds
}
