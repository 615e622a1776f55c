//! Offices that have to file and have not, and where their filings may be after all.
//!
//! An office of the register without a filing is either silent, or its filing was not recognised. The second is what
//! the reader of the report can do something about, so the finding points to a file whose path names the office and
//! year, or to a line that names the office and could not be used:
//!
//! ```text
//! Office A has not filed for 2023; 2023/A.doc could not be read.
//! ```

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use crate::assemble::{AssembleContext, Assembled, path};
use crate::model::{FactKind, Intake, Message, OfficeIx, Reception, RuleIx, Scope, SourceIx, Year};

/// Reports the offices that have to file and have not.
pub fn missing(assembled: &mut Assembled, years: &BTreeSet<Year>, context: &AssembleContext<'_>) {
    let Some(rule) = context.pipeline.fact(FactKind::Missing) else { return };
    if !assembled.register.given {
        return;
    }
    let missing = owed(assembled, years, rule, context);
    let names: BTreeMap<OfficeIx, &str> =
        missing.iter().map(|(office, _)| (*office, assembled.register.office(*office).name.as_str())).collect();
    let named = Named::of(&names, &assembled.intake, context);
    let findings: Vec<_> = missing
        .iter()
        .map(|(office, year)| context.finding(rule, (*office, *year), named.message(*office, *year, context)))
        .collect();
    assembled.findings.extend(findings);
}

/// The missing filings; those that are there are counted.
fn owed(
    assembled: &mut Assembled,
    years: &BTreeSet<Year>,
    rule: RuleIx,
    context: &AssembleContext<'_>,
) -> Vec<(OfficeIx, Year)> {
    let filed: BTreeSet<(OfficeIx, Year)> =
        assembled.filings.iter().map(|filing| (filing.office, filing.year)).collect();
    let tally = &mut assembled.tallies[rule.at()];
    let mut missing = Vec::new();
    // No office owes a total of everybody.
    let owing = assembled.register.offices.iter().enumerate().filter(|(_, office)| office.scope != Scope::Total);
    for (at, office) in owing {
        let is_asked = |year: &Year| office.in_force(*year) && context.pipeline.rule(rule).in_force(*year);
        for year in years.iter().copied().filter(is_asked) {
            let key = (OfficeIx(at as u32), year);
            if filed.contains(&key) {
                tally.held += 1;
            } else {
                tally.failed += 1;
                missing.push(key);
            }
        }
    }
    missing
}

/// Places where missing offices are named.
#[derive(Default)]
struct Named<'a> {
    /// Paths of files that could not be read, in path order.
    rejected: BTreeMap<OfficeIx, Vec<&'a str>>,
    /// The first line that could not be used.
    unread: BTreeMap<OfficeIx, (SourceIx, u32)>,
}

/// Names are looked for in groups, so that the automaton that finds them stays small.
const NAMES: usize = 20_000;

impl<'a> Named<'a> {
    /// Looks for all names in one pass: with the wrong register every office is missing, and thousands of lines name
    /// unknown offices.
    fn of(names: &BTreeMap<OfficeIx, &str>, intake: &[Intake], context: &AssembleContext<'a>) -> Named<'a> {
        let mut found = Named::default();
        let rejected = || intake.iter().filter(|row| row.reception == Reception::Rejected);
        let is_vain = rejected().next().is_none() && intake.iter().all(|row| row.unmatched.is_empty());
        let names: Vec<(OfficeIx, &str)> = names.iter().map(|(office, name)| (*office, *name)).collect();
        for some in names.chunks(NAMES).take_while(|_| !is_vain) {
            let Ok(machine) = AhoCorasick::new(some.iter().map(|(_, name)| *name)) else { continue };
            let offices_in = |text: &str| -> BTreeSet<OfficeIx> {
                machine.find_overlapping_iter(text).map(|found| some[found.pattern().as_usize()].0).collect()
            };
            for row in rejected() {
                let path: &'a str = context.sources[row.source.at()].path.as_str();
                offices_in(path).into_iter().for_each(|office| found.rejected.entry(office).or_default().push(path));
            }
            for row in intake {
                for one in row.unmatched.iter() {
                    let place = (row.source, one.spot.line);
                    offices_in(&one.label).into_iter().for_each(|office| {
                        found.unread.entry(office).or_insert(place);
                    });
                }
            }
        }
        found
    }

    /// The message about a missing filing: it points to a file that could not be read and whose path names office and
    /// year, or to a line that could not be used and names the office.
    fn message(&self, office: OfficeIx, year: Year, context: &AssembleContext<'_>) -> Message {
        let digits = year.0.to_string();
        let mut paths = self.rejected.get(&office).into_iter().flatten();
        let message = match (paths.find(|path| path.contains(&digits)), self.unread.get(&office)) {
            (Some(path), _) => Message::new("finding.missing_rejected").with("path", *path),
            (None, Some((source, line))) => {
                Message::new("finding.missing_unread").with("path", path(*source, context)).with("line", *line)
            }
            (None, None) => Message::new("finding.missing"),
        };
        message.with("year", digits)
    }
}
