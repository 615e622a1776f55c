//! Which filings are added up. Those that another one contains, or that contain others, must not be counted twice.
//!
//! ```text
//! Province      consolidated   20     the sum of the three below
//!   City A      own             8     counted within the province's filing
//!   City B      own             7     the same
//!   County C    own             5     the same
//! ```
//!
//! A register says which office is below which. If there is none, the filings show it: by their names, by lying in one
//! workbook or folder, and by their figures.

use std::collections::{BTreeMap, BTreeSet};

use crate::assemble::below::{self, Below, Open};
use crate::assemble::sums::{self, SumOfOthers};
use crate::assemble::{AssembleContext, Assembled};
use crate::model::{Counted, FactKind, Filing, Finding, Message, OfficeIx, RuleIx, Scope, Severity, Word, Year};

/// Decides for every filing whether it is added up.
pub(crate) fn settle(assembled: &mut Assembled, context: &AssembleContext<'_>) {
    by_register(assembled);
    report_sums(&sums::find(assembled, context), assembled, context);
    let found = below::find(assembled, context);
    let any = found.below.values().any(|below| !below.is_empty());
    take_in(&found.below, assembled);
    if any {
        // What is left may again contain a sum of others.
        report_sums(&sums::find(assembled, context), assembled, context);
    }
    enter_scopes(assembled);
    double_counts(&found.open, assembled, context);
}

/// Puts each filing into that of the nearest office above which has filed for all below it, by the register.
fn by_register(assembled: &mut Assembled) {
    let is_head = |filing: &&Filing| filing.scope == Scope::Consolidated;
    let heads: BTreeSet<(OfficeIx, Year)> =
        assembled.filings.iter().filter(is_head).map(|filing| (filing.office, filing.year)).collect();
    if heads.is_empty() || assembled.register.offices.iter().all(|office| office.parent.is_empty()) {
        return;
    }
    let ancestors = assembled.register.ancestors();
    for filing in &mut assembled.filings {
        let mut above = ancestors[filing.office.at()].iter();
        if let Some(head) = above.find(|above| heads.contains(&(**above, filing.year))) {
            filing.counted = Counted::Within(*head);
        }
    }
}

/// Puts filings into those found above them. If these are of no registered office while the others are, the others are
/// added up instead.
fn take_in(found: &Below, assembled: &mut Assembled) {
    for (head, below) in found.iter().filter(|(_, below)| !below.is_empty()) {
        let office = assembled.filings[*head].office;
        let is_registered = |at: &usize| assembled.register.office(assembled.filings[*at].office).registered;
        if !is_registered(head) && below.iter().any(is_registered) {
            assembled.filings[*head].counted = by_parts(*head, below, assembled);
            continue;
        }
        for at in below {
            assembled.filings[*at].counted = Counted::Within(office);
            enter_below(assembled.filings[*at].office, office, assembled);
        }
    }
}

/// Enters the office above one of which the register says nothing.
fn enter_below(part: OfficeIx, above: OfficeIx, assembled: &mut Assembled) {
    let given = assembled.register.given;
    let code = assembled.register.office(above).code.clone();
    let part = &mut assembled.register.offices[part.at()];
    if part.parent.is_empty() && part.code != code && !(given && part.registered) {
        part.parent = code;
    }
}

/// How a filing is counted whose parts are added up instead.
fn by_parts(head: usize, parts: &[usize], assembled: &Assembled) -> Counted {
    let office = |at: usize| assembled.register.office(assembled.filings[at].office);
    let above = office(head);
    Counted::ByParts {
        district: parts.iter().any(|at| office(*at).district == above.district),
        kind: parts.iter().any(|at| office(*at).kind == above.kind),
    }
}

/// Marks offices on no register that have filed for all below them.
fn enter_scopes(assembled: &mut Assembled) {
    let given = assembled.register.given;
    for filing in assembled.filings.iter().filter(|filing| filing.scope == Scope::Consolidated) {
        let office = &mut assembled.register.offices[filing.office.at()];
        if office.scope == Scope::Own && !(given && office.registered) {
            office.scope = Scope::Consolidated;
        }
    }
}

/// Counts a filing that is the sum of others by these, and reports it.
fn report_sums(found: &[SumOfOthers], assembled: &mut Assembled, context: &AssembleContext<'_>) {
    let rule = context.pipeline.fact(FactKind::SumOfOthers);
    for SumOfOthers { whole, parts } in found {
        assembled.filings[*whole].counted = by_parts(*whole, parts, assembled);
        let said_so = assembled.filings[*whole].scope == Scope::Consolidated;
        assembled.filings[*whole].scope = Scope::Consolidated;
        let Some(rule) = rule else { continue };
        let at = Overlap { rule, sentence: "finding.sum_of_others", whole: *whole, parts };
        at.report(if said_so { Severity::Note } else { context.pipeline.rule(rule).severity }, assembled, context);
    }
}

/// Reports filings that may contain others: which of them are added up cannot be told.
fn double_counts(open: &[Open], assembled: &mut Assembled, context: &AssembleContext<'_>) {
    let Some(rule) = context.pipeline.fact(FactKind::DoubleCount) else { return };
    let by_key: BTreeMap<(OfficeIx, Year), usize> = assembled
        .filings
        .iter()
        .enumerate()
        .filter(|(_, filing)| filing.scope == Scope::Consolidated)
        .map(|(at, filing)| ((filing.office, filing.year), at))
        .collect();
    let mut held: Below = by_key.values().map(|head| (*head, Vec::new())).collect();
    for (at, filing) in assembled.filings.iter().enumerate() {
        chain(filing, &by_key, &assembled.filings).for_each(|head| held.entry(head).or_default().push(at));
    }
    let severity = context.pipeline.rule(rule).severity;
    for Open { whole, others } in open {
        assembled.tallies[rule.at()].failed += 1;
        let overlap = Overlap { rule, sentence: "finding.double_count_open", whole: *whole, parts: others };
        overlap.report(Severity::Warning, assembled, context);
    }
    for (whole, parts) in &held {
        if parts.is_empty() {
            assembled.tallies[rule.at()].held += 1;
            continue;
        }
        assembled.tallies[rule.at()].failed += 1;
        let is_registered = assembled.register.given;
        let sentence = if is_registered { "finding.double_count" } else { "finding.double_count_found" };
        Overlap { rule, sentence, whole: *whole, parts }.report(severity, assembled, context);
    }
}

/// The filings that contain a filing, the nearest first.
fn chain<'a>(
    filing: &'a Filing,
    heads: &'a BTreeMap<(OfficeIx, Year), usize>,
    filings: &'a [Filing],
) -> impl Iterator<Item = usize> + 'a {
    let above = move |filing: &Filing| match filing.counted {
        Counted::Within(office) => heads.get(&(office, filing.year)).copied(),
        Counted::Itself | Counted::ByParts { .. } => None,
    };
    std::iter::successors(above(filing), move |at| filings.get(*at).and_then(above)).take(DEEPEST)
}

/// Regions do not nest deeper; this also ends a register whose offices are in a circle.
const DEEPEST: usize = 16;

/// Offices named in one message.
const OFFICES_SHOWN: usize = 5;

/// A message about a filing and others that it is related to.
struct Overlap<'a> {
    rule: RuleIx,
    sentence: &'static str,
    whole: usize,
    parts: &'a [usize],
}

impl Overlap<'_> {
    /// Adds the finding.
    fn report(&self, severity: Severity, assembled: &mut Assembled, context: &AssembleContext<'_>) {
        let filing = &assembled.filings[self.whole];
        let name = |at: &usize| assembled.register.office(assembled.filings[*at].office).name.as_str();
        let message = Message::new(self.sentence)
            .with("year", filing.year.0)
            .with("n", self.parts.len())
            .with("offices", Word::first_of(self.parts.iter().map(name), OFFICES_SHOWN, "sum.comma"));
        let finding = context.finding(self.rule, (filing.office, filing.year), message);
        let place = Some(filing.places.begin());
        assembled.findings.push(Finding { severity, place, ..finding });
    }
}
