//! Rules about all filings together: none is the copy of another, and offices of one kind are alike.

use std::collections::BTreeMap;

use crate::check::view::Reading;
use crate::check::{Checked, Context, finding};
use crate::model::{CellIx, Check, Filing, FindingKey, Message, OfficeIx, Outcome, Register, RuleIx, Word, Year};

/// All filings of a run and their offices.
pub struct Set<'a> {
    /// In order of office and year.
    pub filings: &'a [Filing],
    /// Who has to file.
    pub register: &'a Register,
}

/// A digest of the figures that no other filing should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Print {
    rule: RuleIx,
    digest: u64,
    office: OfficeIx,
    year: Year,
}

impl Print {
    /// The digest, unless the filing has so few different figures that another may have them by chance, or was not
    /// read whole.
    pub(crate) fn of(
        rule: RuleIx,
        (cells, weights): (&[CellIx], &[i64]),
        figures: u32,
        filing: &Filing,
        now: &Reading,
    ) -> Option<Print> {
        if now.any_unread() {
            return None;
        }
        let mut seen: Vec<i64> = Vec::with_capacity(figures as usize);
        for cell in cells {
            let number = now.numbers[cell.at()];
            if number != 0 && !seen.contains(&number) {
                seen.push(number);
                if seen.len() >= figures as usize {
                    break;
                }
            }
        }
        if seen.len() < figures as usize {
            return None;
        }
        // A sum of products needs no order, and a processor makes several at a time.
        let product = |cell: &CellIx| now.numbers[cell.at()].wrapping_mul(weights[cell.at()]);
        let digest = cells.iter().map(product).fold(0i64, i64::wrapping_add) as u64;
        Some(Print { rule, digest, office: filing.office, year: filing.year })
    }
}

/// Checks what rules say of all filings together; the prints are those of every filing.
pub fn set(set: &Set<'_>, context: &Context<'_>, checked: &mut Checked) {
    context.absent.report(context, checked);
    let mut prints = std::mem::take(&mut checked.prints);
    prints.sort_unstable();
    for print in &prints {
        checked.tallies[print.rule.at()].held += 1;
    }
    let same = prints.chunk_by(|a, b| (a.rule, a.digest) == (b.rule, b.digest));
    let groups: Vec<&[Print]> = same.filter(|same| same.len() > 1).collect();
    if !groups.is_empty() {
        let ancestors = set.register.ancestors();
        groups.iter().for_each(|same| copies(same, set, &ancestors, context, checked));
    }
    for (at, rule) in context.pipeline.rules.iter().enumerate() {
        if let Check::Usual { cells, peers, share, .. } = &rule.check {
            let usual = Usual { rule: RuleIx(at as u16), peers: *peers, share: *share };
            for cell in cells {
                usual.check(*cell, set, context, checked);
            }
        }
    }
}

/// Filings named in one message.
const NAMES_SHOWN: usize = 5;

/// Says of each filing of a group that it is the same as the others; a sum may be the same as its only part.
fn copies(same: &[Print], set: &Set<'_>, ancestors: &[Vec<OfficeIx>], context: &Context<'_>, checked: &mut Checked) {
    let above = |a: &Print, b: &Print| ancestors.get(a.office.at()).is_some_and(|chain| chain.contains(&b.office));
    for print in same {
        let Some(filing) = find(set.filings, print) else { continue };
        // Of one office the later year is the copy.
        let original = |other: &&Print| (other.office, other.year) != (print.office, print.year);
        // More than are named need not be looked for.
        let others: Vec<&Print> = same
            .iter()
            .filter(original)
            .filter(|other| other.office != print.office || other.year < print.year)
            .filter(|other| !above(print, other) && !above(other, print))
            .filter(|other| find(set.filings, other).is_some_and(|other| alike(print, filing, other, context)))
            .take(NAMES_SHOWN + 1)
            .collect();
        if others.is_empty() {
            continue;
        }
        let name = |other: &&Print| format!("{} {}", set.register.office(other.office).name, other.year.0);
        let names = Word::first_of(others.iter().map(name), NAMES_SHOWN, "sum.comma");
        let message = Message::new("finding.copy").with("others", names);
        checked.tallies[print.rule.at()].held -= 1;
        checked.fails(finding(filing, print.rule, FindingKey::Whole, message, context));
    }
}

/// Digests may agree by chance, figures do not.
fn alike(print: &Print, a: &Filing, b: &Filing, context: &Context<'_>) -> bool {
    match &context.pipeline.rule(print.rule).check {
        Check::Unique { cells, .. } => cells.iter().all(|cell| {
            let number = |filing: &Filing| filing.cells.get(*cell).number().unwrap_or(0);
            number(a) == number(b)
        }),
        Check::Linear { .. }
        | Check::Conditional { .. }
        | Check::Usual { .. }
        | Check::Prose
        | Check::Method(_)
        | Check::Fact(_) => false,
    }
}

fn find<'a>(filings: &'a [Filing], print: &Print) -> Option<&'a Filing> {
    let at = filings.binary_search_by_key(&(print.office, print.year), |filing| (filing.office, filing.year)).ok()?;
    filings.get(at)
}

/// What is usual among offices of one kind.
struct Usual {
    rule: RuleIx,
    /// Offices that make a kind.
    peers: u32,
    /// Of a hundred, so many make what is usual.
    share: u32,
}

impl Usual {
    fn check(&self, cell: CellIx, set: &Set<'_>, context: &Context<'_>, checked: &mut Checked) {
        let mut groups: BTreeMap<(&str, Year), Vec<(&Filing, bool)>> = BTreeMap::new();
        for filing in set.filings {
            let office = set.register.office(filing.office);
            let number = filing.cells.get(cell).number();
            if let Some(number) = number.filter(|_| office.registered && !office.kind.is_empty()) {
                groups.entry((&office.kind, filing.year)).or_default().push((filing, number != 0));
            }
        }
        for ((kind, _), filings) in groups.into_iter().filter(|(_, filings)| filings.len() > self.peers as usize) {
            let reporting = filings.iter().filter(|(_, reports)| *reports).count();
            let share = filings.len() * self.share as usize;
            let usual = match () {
                () if reporting * 100 >= share => true,
                () if (filings.len() - reporting) * 100 >= share => false,
                () => {
                    checked.tallies[self.rule.at()].held += filings.len() as u64;
                    continue;
                }
            };
            for (filing, reports) in &filings {
                if *reports == usual {
                    checked.count(self.rule, &Outcome::Holds);
                    continue;
                }
                let sentence = if *reports { "finding.unusual_figure" } else { "finding.unusual_zero" };
                let message = Message::new(sentence).with("cell", cell).with("kind", kind).with("n", filings.len());
                let message = message.with("reporting", reporting);
                let found = finding(filing, self.rule, FindingKey::Cell(cell), message, context);
                checked.fails(found.on(cell, filing));
            }
        }
    }
}
