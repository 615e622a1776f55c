//! Checks rules about all filings together: none may be a copy of another, and offices of one kind
//! should report alike.
//!
//! ```text
//! copy      office A 2023 and office B 2023 have the same figures in all cells of the rule
//!           ──► a finding about each; for two years of one office only about the later one
//! unusual   19 of 20 county offices report fees, one reports 0
//!           ──► a finding about that one
//! ```

use std::collections::BTreeMap;

use crate::check::{Asked, CheckContext, Checked};
use crate::model::{CellIx, Check, Filing, FindingKey, Message, OfficeIx, Outcome, RuleIx, Word, Year};

/// A digest of the figures that no other filing may equal, for one rule and one filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Print {
    /// The rule that asks for the digest.
    rule: RuleIx,
    /// Sum of the figures, each times the weight of its cell.
    digest: u64,
    /// The office that filed.
    office: OfficeIx,
    /// The year of the filing.
    year: Year,
}

impl Asked<'_> {
    /// The digest of a filing. Nothing if fewer than `figures` different figures are in it, since
    /// another filing may have those by chance, or if something was not read.
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
        // The order of a sum does not matter, so that the processor can add several products at once.
        let weights = &self.context.plan.weights;
        let product = |cell: &CellIx| now.numbers[cell.at()].wrapping_mul(weights[cell.at()]);
        let digest = cells.iter().map(product).fold(0i64, i64::wrapping_add) as u64;
        Some(Print { rule: self.rule, digest, office: self.filing.office, year: self.filing.year })
    }
}

/// Checks the rules about all filings. `filings` have to be in order of office and year, and
/// `checked.prints` has to hold the digests of all of them.
pub fn set(filings: &[Filing], context: &CheckContext<'_>, checked: &mut Checked) {
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

/// Maximum number of filings named in a message.
const NAMES_SHOWN: usize = 5;

/// The search for filings that are copies of others.
struct Copies<'a> {
    filings: &'a [Filing],
    /// All offices above each office.
    ancestors: Vec<Vec<OfficeIx>>,
    context: &'a CheckContext<'a>,
}

impl Copies<'_> {
    /// Adds a finding to each filing of a group that equals another one. Filings of offices that
    /// stand above one another are left out, since a sum may equal its only part.
    fn tell(&self, same: &[Print], checked: &mut Checked) {
        let context = self.context;
        for print in same {
            let Some(filing) = find(self.filings, print) else { continue };
            // Within one office, the later year is the copy.
            let original = |other: &&Print| (other.office, other.year) != (print.office, print.year);
            // One more than the message names is enough to tell that there are more.
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

    /// True if the office of `other` stands above that of `print`.
    fn is_above(&self, print: &Print, other: &Print) -> bool {
        self.ancestors.get(print.office.at()).is_some_and(|chain| chain.contains(&other.office))
    }
}

/// True if the figures in all cells of the rule are the same. Digests may agree by chance. A cell
/// that is not a number counts as 0, as in the digest.
fn alike(print: &Print, a: &Filing, b: &Filing, context: &CheckContext<'_>) -> bool {
    let Check::Unique { cells, .. } = &context.pipeline.rule(print.rule).check else { return false };
    let number = |filing: &Filing, cell: CellIx| filing.cells.get(cell).number().unwrap_or(0);
    cells.iter().all(|cell| number(a, *cell) == number(b, *cell))
}

/// The filing that a digest belongs to.
fn find<'a>(filings: &'a [Filing], print: &Print) -> Option<&'a Filing> {
    let at = filings.binary_search_by_key(&(print.office, print.year), |filing| (filing.office, filing.year)).ok()?;
    filings.get(at)
}

/// What is usual among offices of one kind: to report a figure in a cell, or to report 0.
struct Usual {
    rule: RuleIx,
    /// A kind is judged only if it has more filings than this.
    peers: u32,
    /// Percentage of the filings that makes something usual.
    share: u32,
}

impl Usual {
    /// Checks one cell on all filings, by kind of office and year. Only offices that are on the
    /// register and have a kind are compared.
    fn check(&self, cell: CellIx, filings: &[Filing], context: &CheckContext<'_>, checked: &mut Checked) {
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
