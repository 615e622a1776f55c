//! Offices whose filing contains those of the offices below it, with the sums and the coverage of these.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::view::Reading;
use crate::check::{Asked, Checked};
use crate::model::{
    CellIx, Filing, Finding, FindingKey, Linear, Message, Needs, Office, OfficeIx, Pipeline, Register, Scope, Severity,
    State, Value, When, Word, Year,
};

/// The offices below one office in one year.
#[derive(Clone, Debug)]
pub struct Family {
    /// Sums over the filings that are there; not known where one of them has no such cell or no readable figure.
    pub sums: Reading,
    /// Those whose filings are in the sums.
    pub present: Vec<OfficeIx>,
    /// Names of those that should have filed and have not.
    pub missing: Vec<String>,
    /// True if the office's own figures are filed apart, by an office below it that stands for it.
    pub own: bool,
    /// A register says who belongs to it. What the filings themselves show may lack some of them.
    pub is_registered: bool,
}

impl Family {
    /// True if the filings below are all there and nothing else is in the sum.
    pub fn is_complete(&self) -> bool {
        self.is_registered && self.own && self.missing.is_empty()
    }

    /// True if a rule with that need can be asked.
    pub fn meets(&self, needs: Needs) -> bool {
        match needs {
            Needs::Some => true,
            Needs::All => self.is_complete(),
            Needs::NotAll => !self.is_complete(),
        }
    }
}

/// Every family of a run.
#[derive(Clone, Debug, Default)]
pub struct Families {
    of: BTreeMap<(OfficeIx, Year), Family>,
}

impl Families {
    /// Adds up the filings below every consolidated one; nothing is added where no rule asks for it.
    pub fn of(filings: &[Filing], register: &Register, pipeline: &Pipeline) -> Families {
        let is_asked = pipeline.rules.iter().any(|rule| rule.looks_below());
        let is_head = |filing: &&Filing| filing.scope.holds_others();
        if !is_asked || !filings.iter().any(|filing| is_head(&filing)) {
            return Families::default();
        }
        let below = below(register);
        let find = |office: OfficeIx, year: Year| {
            filings.binary_search_by_key(&(office, year), |filing| (filing.office, filing.year)).ok()
        };
        let family = |head: &Filing| {
            let is_total = head.scope == Scope::Total;
            let mut cover =
                Cover { register, below: &below, year: head.year, is_total, present: Vec::new(), missing: Vec::new() };
            let filed = |office| find(office, head.year).and_then(|at| filings.get(at)).map(|filing| filing.scope);
            cover.descend(head.office, &mut BTreeSet::from([head.office]), &filed);
            if is_total && register.office(head.office).parent.is_empty() {
                cover.strangers(filings);
            }
            // A total has no figures of its own.
            let own = is_total || cover.present.iter().any(|office| is_own(*office, register, pipeline));
            let parts = cover.present.iter().filter_map(|office| find(*office, head.year)).map(|at| &filings[at]);
            let sums = sums(parts, is_total, pipeline);
            let missing = cover.missing.iter().map(|office| register.office(*office).name.clone()).collect();
            Family { sums, own, present: cover.present, missing, is_registered: register.given }
        };
        let heads = filings.iter().filter(is_head).filter(|head| below.contains_key(&head.office));
        Families { of: heads.map(|head| ((head.office, head.year), family(head))).collect() }
    }

    /// The family of an office-year, if its filing contains others.
    pub fn get(&self, office: OfficeIx, year: Year) -> Option<&Family> {
        self.of.get(&(office, year))
    }
}

/// True if the office stands for the one above it alone.
fn is_own(office: OfficeIx, register: &Register, pipeline: &Pipeline) -> bool {
    let office = register.office(office);
    pipeline.own.as_ref().is_some_and(|own| own.is_match(&office.name) || own.is_match(&office.kind))
}

/// The offices directly below each office that has some.
fn below(register: &Register) -> BTreeMap<OfficeIx, Vec<OfficeIx>> {
    let by_code: BTreeMap<&str, OfficeIx> =
        register.offices.iter().enumerate().map(|(at, office)| (office.code.as_str(), OfficeIx(at as u32))).collect();
    let mut below: BTreeMap<OfficeIx, Vec<OfficeIx>> = BTreeMap::new();
    for (at, office) in register.offices.iter().enumerate() {
        if let Some(above) = by_code.get(office.parent.as_str()) {
            below.entry(*above).or_default().push(OfficeIx(at as u32));
        }
    }
    below
}

/// The filings that together are what lies below an office: none contains another.
struct Cover<'a> {
    register: &'a Register,
    below: &'a BTreeMap<OfficeIx, Vec<OfficeIx>>,
    year: Year,
    /// The head is a published total: whoever has filed is in it, on the register for the year or not.
    is_total: bool,
    present: Vec<OfficeIx>,
    missing: Vec<OfficeIx>,
}

impl Cover<'_> {
    /// A consolidated filing stands for all below it; where it is missing, those below it are still a part.
    fn descend(&mut self, head: OfficeIx, seen: &mut BTreeSet<OfficeIx>, filed: &dyn Fn(OfficeIx) -> Option<Scope>) {
        let Some(children) = self.below.get(&head) else { return };
        for child in children {
            let office = self.register.office(*child);
            let scope = filed(*child);
            let is_there = scope.is_some();
            // What has filed counts in a published total, and so does a part that was found under its office.
            let counts = office.in_force(self.year) || (is_there && (self.is_total || !office.registered));
            if !counts || !seen.insert(*child) {
                continue;
            }
            match is_there {
                true => self.present.push(*child),
                // Who owes a filing nobody knows without a register.
                false if self.register.given => self.missing.push(*child),
                false => {}
            }
            if scope != Some(Scope::Consolidated) {
                self.descend(*child, seen, filed);
            }
        }
    }

    /// Offices that are on no register and have filed.
    fn strangers(&mut self, filings: &[Filing]) {
        let of_year = filings.iter().filter(|filing| filing.year == self.year).map(|filing| filing.office);
        let is_stranger = |office: &Office| !office.registered && office.parent.is_empty();
        self.present.extend(of_year.filter(|office| is_stranger(self.register.office(*office))));
        self.present.sort();
        self.present.dedup();
    }
}

/// Offices named in one message.
const OFFICES_SHOWN: usize = 8;

impl Asked<'_> {
    /// Where filings below are missing, the gap between the bound and the figure, and who is missing: a note,
    /// since the gap may be theirs.
    pub(super) fn gap_below(&self, laws: &[Linear], family: &Family, checked: &mut Checked) {
        if family.missing.is_empty() {
            return;
        }
        let view = self.view;
        let gaps = laws.iter().filter_map(|linear| {
            let of = |when: When| linear.terms().find(|term| term.when == when).filter(|_| linear.left.len() == 1);
            let (now, below) = (of(When::Now)?, of(When::Children)?);
            let known = view.now.known[now.cell.at()] && family.sums.known[below.cell.at()];
            let (all, some) = (view.figure(now), view.figure(below));
            (known && all > some).then_some((all, some, now.cell))
        });
        // The largest gap in a count stands for all of them.
        let counted = |cell: CellIx| self.catalogue().cell(cell).kind.is_count();
        let largest = gaps
            .filter(|(_, _, cell)| counted(*cell))
            .max_by_key(|(all, some, cell)| (all - some, std::cmp::Reverse(*cell)));
        let Some((all, some, cell)) = largest else { return };
        let message = Message::new("finding.gap_below")
            .with("n", family.missing.len())
            .with("expected", family.missing.len() + family.present.len())
            .with("offices", Word::first_of(&family.missing, OFFICES_SHOWN, "sum.comma"))
            .with("cell", cell)
            .with("all", all)
            .with("some", some)
            .with("gap", all - some);
        let found = self.finding(FindingKey::Whole, message).on(cell, self.filing);
        checked.findings.push(Finding { severity: Severity::Note, ..found });
    }
}

/// What a filing has no cell for cannot be in a published total; a consolidated figure may well contain it.
fn sums<'a>(filings: impl Iterator<Item = &'a Filing>, is_total: bool, pipeline: &Pipeline) -> Reading {
    let n_cells = pipeline.catalogue.n_cells();
    let mut numbers = vec![0i64; n_cells];
    let mut known = vec![true; n_cells];
    let mut unread = vec![false; n_cells];
    let mut any = false;
    for filing in filings {
        any = true;
        for (cell, value) in filing.cells.iter() {
            match value {
                Value::Number(number) => numbers[cell.at()] = numbers[cell.at()].saturating_add(number),
                Value::Not(State::Blank | State::NotApplicable) => {}
                Value::Not(State::NotInSource) if is_total => {}
                Value::Not(State::Unread) => {
                    known[cell.at()] = false;
                    unread[cell.at()] = true;
                }
                Value::Not(State::BelowLimit | State::Unreadable | State::NotInSource) => known[cell.at()] = false,
            }
        }
    }
    for (known, cell) in known.iter_mut().zip(&pipeline.catalogue.cells) {
        *known &= any && cell.adds;
    }
    Reading::of_sums(numbers, known, &unread)
}
