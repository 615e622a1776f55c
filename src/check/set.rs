//! Rules about all filings together: none is the copy of another, and offices of one kind are alike.

use std::collections::BTreeMap;

use crate::check::{Asked, Checked, Context};
use crate::model::{CellIx, Check, Filing, FindingKey, Message, OfficeIx, Outcome, RuleIx, Word, Year};

/// A digest of the figures that no other filing should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Print {
    rule: RuleIx,
    digest: u64,
    office: OfficeIx,
    year: Year,
}

impl Asked<'_> {
    /// The digest, unless the filing has so few different figures that another may have them by chance, or was not
    /// read whole.
    pub(super) fn print(&self, cells: &[CellIx], figures: u32) -> Option<Print> {
        let now = self.view.now;
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
        let weights = &self.context.plan.weights;
        let product = |cell: &CellIx| now.numbers[cell.at()].wrapping_mul(weights[cell.at()]);
        let digest = cells.iter().map(product).fold(0i64, i64::wrapping_add) as u64;
        Some(Print { rule: self.rule, digest, office: self.filing.office, year: self.filing.year })
    }
}

/// Checks what rules say of all filings together, in order of office and year; the prints are those of every filing.
pub fn set(filings: &[Filing], context: &Context<'_>, checked: &mut Checked) {
    context.absent.report(context, checked);
    let mut prints = std::mem::take(&mut checked.prints);
    prints.sort_unstable();
    for print in &prints {
        checked.tallies[print.rule.at()].held += 1;
    }
    let same = prints.chunk_by(|a, b| (a.rule, a.digest) == (b.rule, b.digest));
    let groups: Vec<&[Print]> = same.filter(|same| same.len() > 1).collect();
    if !groups.is_empty() {
        let search = Copies { filings, ancestors: context.register.ancestors(), context };
        groups.iter().for_each(|same| search.tell(same, checked));
    }
    for (at, rule) in context.pipeline.rules.iter().enumerate() {
        if let Check::Usual { cells, peers, share, .. } = &rule.check {
            let usual = Usual { rule: RuleIx(at as u16), peers: *peers, share: *share };
            for cell in cells {
                usual.check(*cell, filings, context, checked);
            }
        }
    }
}

/// Filings named in one message.
const NAMES_SHOWN: usize = 5;

/// The search for filings that are the same as others.
struct Copies<'a> {
    filings: &'a [Filing],
    /// Of every office those above it.
    ancestors: Vec<Vec<OfficeIx>>,
    context: &'a Context<'a>,
}

impl Copies<'_> {
    /// Says of each filing of a group that it is the same as the others; a sum may be the same as its only part.
    fn tell(&self, same: &[Print], checked: &mut Checked) {
        let context = self.context;
        for print in same {
            let Some(filing) = find(self.filings, print) else { continue };
            // Of one office the later year is the copy.
            let original = |other: &&Print| (other.office, other.year) != (print.office, print.year);
            // More than are named need not be looked for.
            let others: Vec<&Print> = same
                .iter()
                .filter(original)
                .filter(|other| other.office != print.office || other.year < print.year)
                .filter(|other| !self.is_above(print, other) && !self.is_above(other, print))
                .filter(|other| find(self.filings, other).is_some_and(|other| alike(print, filing, other, context)))
                .take(NAMES_SHOWN + 1)
                .collect();
            if others.is_empty() {
                continue;
            }
            let name = |other: &&Print| format!("{} {}", context.register.office(other.office).name, other.year.0);
            let names = Word::first_of(others.iter().map(name), NAMES_SHOWN, "sum.comma");
            let message = Message::new("finding.copy").with("others", names);
            checked.tallies[print.rule.at()].held -= 1;
            checked.fails(context.finding(filing, print.rule, FindingKey::Whole, message));
        }
    }

    /// True if the second print's office stands above the first's.
    fn is_above(&self, print: &Print, other: &Print) -> bool {
        self.ancestors.get(print.office.at()).is_some_and(|chain| chain.contains(&other.office))
    }
}

/// Digests may agree by chance, figures do not.
fn alike(print: &Print, a: &Filing, b: &Filing, context: &Context<'_>) -> bool {
    let Check::Unique { cells, .. } = &context.pipeline.rule(print.rule).check else { return false };
    let number = |filing: &Filing, cell: CellIx| filing.cells.get(cell).number().unwrap_or(0);
    cells.iter().all(|cell| number(a, *cell) == number(b, *cell))
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
    fn check(&self, cell: CellIx, filings: &[Filing], context: &Context<'_>, checked: &mut Checked) {
        let mut groups: BTreeMap<(&str, Year), Vec<(&Filing, bool)>> = BTreeMap::new();
        for filing in filings {
            let office = context.register.office(filing.office);
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
                let found = context.finding(filing, self.rule, FindingKey::Cell(cell), message);
                checked.fails(found.on(cell, filing));
            }
        }
    }
}
