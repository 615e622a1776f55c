//! Parts → filings: whose each part is, which parts are one filing, and which of two filings is used.
//!
//! In go the readings of all files and the register; out come the filings in order of office and year, the register
//! with the offices that were found, the finished intake, and findings about filings as a whole. Files and formats are
//! not known here.
//!
//! # Stages
//!
//! ```text
//! Reading ──settle──► Settled         the office (claims, names, short, nearest), the year and the scope of each part
//!    │                                disagree: statements that contradict these
//!    └──runs, totals──► lines of sums, which are no offices': compared with what they sum
//! Settled ──merge──► Filing           pieces: the parts of one office and year; duplicate: what was not used
//!                                     returned: forms sent back, as corrections; versions: of which form each table is
//! Filings ──counted──► Counted        sums, below: which are contained in others and not added up
//! Register × Filings ──missing──► the offices that have not filed
//! ```
//!
//! # Three files of one office
//!
//! `海州市水务局2024年.csv` has the tables 三 and 四, `海州市水务局2024年更正.csv` has table 三 again with another figure,
//! and `海州市水务局2024年副本.csv` is a copy of the first. They become one filing: table 三 of the correction and table 四
//! of the first file. One finding says that table 三 of the first file was replaced, and in which cell. The copy is a
//! duplicate in the intake.

mod below;
mod claims;
mod counted;
mod disagree;
mod duplicate;
mod merge;
mod missing;
mod names;
mod nearest;
mod notes;
mod pieces;
mod returned;
mod runs;
mod scope;
mod settle;
mod short;
mod sums;
mod totals;
mod versions;

use std::collections::{BTreeMap, BTreeSet};

use crate::assemble::names::Names;
use crate::assemble::nearest::Nearest;
use crate::assemble::scope::Stated;
use crate::assemble::settle::Settling;
use crate::model::{
    FactKind, Filing, Finding, Intake, Message, OfficeIx, Part, Pipeline, Precedence, Reading, Reception, Register,
    Returned, RuleIx, Source, SourceIx, Subject, Tally, Year,
};

pub use missing::missing;
pub use names::office_code;

/// What assembling needs to know.
pub struct AssembleContext<'a> {
    /// The register's labels and patterns, and the rules that findings are reported under.
    pub pipeline: &'a Pipeline,
    /// In path order.
    pub sources: &'a [Source],
    /// The year of filings that give none, from the command line.
    pub year: Option<Year>,
}

/// The filings of a run, and what was found while making them.
#[derive(Debug, Default)]
pub struct Assembled {
    /// The register, with offices that were found and are not on it.
    pub register: Register,
    /// In order of office and year.
    pub filings: Vec<Filing>,
    /// In path order.
    pub intake: Vec<Intake>,
    /// About filings as a whole; figures are not checked here.
    pub findings: Vec<Finding>,
    /// How often each rule held and failed.
    pub tallies: Vec<Tally>,
}

/// A part whose office and year are known.
pub(crate) struct Settled {
    /// The office.
    pub office: OfficeIx,
    /// The year.
    pub year: Year,
    /// Whether it is valid, and its version.
    pub precedence: Precedence,
    /// The scope that it states.
    pub stated: Stated,
    /// The part.
    pub part: Part,
    /// Set for a form that the program had sent out.
    pub returned: Option<Box<Returned>>,
}

/// Makes filings of the parts of a run.
pub fn assemble(readings: Vec<Reading>, register: Register, context: &AssembleContext<'_>) -> Assembled {
    let names = Names::new(register, context.pipeline);
    let mut settling = Settling { names, settled: Vec::new(), sheets: Vec::new(), summed: BTreeSet::new() };
    let mut assembled =
        Assembled { tallies: vec![Tally::default(); context.pipeline.rules.len()], ..Assembled::default() };
    let mut known: BTreeMap<(String, String), SourceIx> = BTreeMap::new();
    for mut reading in readings {
        if let Some(first) = same_export(&reading, &mut known, context) {
            reading.parts.clear();
            let intake = &mut reading.intake;
            (intake.reception, intake.filings) = (Reception::Duplicate, 0);
            intake.remark(Message::new("intake.same_file").with("other", path(first, context)));
        }
        settle::reading(reading, &mut settling, &mut assembled, context);
    }
    let Settling { names, mut settled, sheets, mut summed } = settling;
    for one in &settled {
        summed.remove(&one.office);
    }
    scope::settle(&mut settled);
    totals::hold_sheets(sheets, &settled, &mut assembled, context);
    let order = names.finish(&summed, &mut assembled.register);
    for one in &mut settled {
        one.office = order[one.office.at()];
    }
    for finding in &mut assembled.findings {
        if let Subject::Office(office) = &mut finding.subject {
            *office = order[office.at()];
        }
    }
    merge::filings(settled, &mut assembled, context);
    counted::settle(&mut assembled, context);
    unknown_offices(&mut assembled, context);
    assembled
}

/// The earlier file with the same bytes, for an export that names the office of each line: copying it is one mistake,
/// and not one for each line.
fn same_export(
    reading: &Reading,
    known: &mut BTreeMap<(String, String), SourceIx>,
    context: &AssembleContext<'_>,
) -> Option<SourceIx> {
    let says_all = |part: &Part| matches!(&part.claims[..], [only] if only.year.is_some());
    if reading.parts.len() < 2 || !reading.parts.iter().all(says_all) {
        return None;
    }
    let source = reading.intake.source;
    // The sheets of a workbook have the same bytes.
    let own = &context.sources[source.at()];
    let sheet = own.path.get(own.file().len()..).unwrap_or_default().to_owned();
    let first = *known.entry((reading.intake.blake3.clone(), sheet)).or_insert(source);
    (first != source).then_some(first)
}

/// Sorts by office, year and place. Parts are large, so positions are sorted and not the parts.
pub(crate) fn in_order(settled: Vec<Settled>) -> impl Iterator<Item = Settled> {
    let key = |one: &Settled| (one.office, one.year, one.part.places.source(), one.part.places.first_line());
    let mut order: Vec<_> = settled.iter().enumerate().map(|(at, one)| (key(one), at)).collect();
    order.sort_unstable();
    let mut slots: Vec<Option<Settled>> = settled.into_iter().map(Some).collect();
    order.into_iter().filter_map(move |(_, at)| slots[at].take())
}

/// Reports filings of offices that are not on the register.
fn unknown_offices(assembled: &mut Assembled, context: &AssembleContext<'_>) {
    let Some(rule) = context.pipeline.fact(FactKind::UnknownOffice) else { return };
    if !assembled.register.given {
        return;
    }
    let mut found = Vec::new();
    let mut tally = Tally::default();
    let nearest = Nearest::of(&assembled.register, &context.pipeline.lexicon.normaliser);
    for filing in &assembled.filings {
        let office = assembled.register.office(filing.office);
        // A part of a registered office is known through that office.
        if office.registered || !office.parent.is_empty() {
            tally.held += 1;
            continue;
        }
        tally.failed += 1;
        let message = match nearest.to(&office.name) {
            Some((near, likeness)) => {
                let message = Message::new("finding.unknown_office_near").with("near", near);
                message.with("likeness", format!("{likeness:.2}"))
            }
            None => Message::new("finding.unknown_office"),
        };
        let message = message.with("office", &office.name);
        let finding = context.finding(rule, (filing.office, filing.year), message);
        found.push(finding.with_place(filing.places.begin()));
    }
    assembled.findings.append(&mut found);
    assembled.tallies[rule.at()].add(&tally);
}

impl AssembleContext<'_> {
    /// A finding about an office-year as a whole.
    pub(crate) fn finding(&self, rule: RuleIx, about: (impl Into<Subject>, Year), message: Message) -> Finding {
        let (subject, year) = about;
        Finding::new(subject, year, (rule, self.pipeline.rule(rule).severity), message)
    }
}

impl Assembled {
    /// Counts a rule as failed, with the finding that says so.
    pub(crate) fn fails(&mut self, finding: Finding) {
        self.tallies[finding.rule.at()].failed += 1;
        self.findings.push(finding);
    }
}

/// The path of a source.
pub(crate) fn path<'a>(source: SourceIx, context: &'a AssembleContext<'_>) -> &'a str {
    &context.sources[source.at()].path
}
