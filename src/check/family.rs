//! Offices whose filing contains those of the offices below it, with the sums of the filings below.
//!
//! ```text
//! city (consolidated)   total 30
//! ├─ office A           total 12       Family of the city
//! ├─ office B           total 13         sums     total 25
//! └─ office C           –                present  A, B
//!                                        missing  C          gap of 5: a note that names C
//! ```

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
    /// Sums over the filings of `present`. A cell is unknown if one of the filings lacks it or has
    /// no readable figure in it.
    pub sums: Reading,
    /// The offices whose filings are in the sums.
    pub present: Vec<OfficeIx>,
    /// Names of the offices that should have filed and have not.
    pub missing: Vec<String>,
    /// True if one of the offices below files the figures of the office itself, apart from the
    /// consolidated ones. Always true for a published total, which has no figures of its own.
    pub own: bool,
    /// True if a register says who belongs to the family. Without one, only offices that filed are
    /// known.
    pub is_registered: bool,
}

impl Family {
    /// True if every filing below is there, so that the sums have to equal the office's figures.
    pub fn is_complete(&self) -> bool {
        self.is_registered && self.own && self.missing.is_empty()
    }

    /// True if a rule with that need can be checked.
    pub fn meets(&self, needs: Needs) -> bool {
        match needs {
            Needs::Some => true,
            Needs::All => self.is_complete(),
            Needs::NotAll => !self.is_complete(),
        }
    }
}

/// The families of all offices and years.
#[derive(Clone, Debug, Default)]
pub struct Families {
    of: BTreeMap<(OfficeIx, Year), Family>,
}

impl Families {
    /// Sums the filings below every filing that contains others. `filings` have to be in order of
    /// office and year. Does nothing if no rule looks at the offices below.
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
            // A published total has no figures of its own.
            let own = is_total || cover.present.iter().any(|office| is_own(*office, register, pipeline));
            let parts = cover.present.iter().filter_map(|office| find(*office, head.year)).map(|at| &filings[at]);
            let sums = sums(parts, is_total, pipeline);
            let missing = cover.missing.iter().map(|office| register.office(*office).name.clone()).collect();
            Family { sums, own, present: cover.present, missing, is_registered: register.given }
        };
        let heads = filings.iter().filter(is_head).filter(|head| below.contains_key(&head.office));
        Families { of: heads.map(|head| ((head.office, head.year), family(head))).collect() }
    }

    /// The family of an office in one year, if its filing contains others.
    pub fn get(&self, office: OfficeIx, year: Year) -> Option<&Family> {
        self.of.get(&(office, year))
    }
}

/// True if the office files only the figures of the office above it. The pipeline knows such
/// offices by name or kind.
fn is_own(office: OfficeIx, register: &Register, pipeline: &Pipeline) -> bool {
    let office = register.office(office);
    pipeline.own.as_ref().is_some_and(|own| own.is_match(&office.name) || own.is_match(&office.kind))
}

/// The offices directly below each office that has any. An office whose parent has no known code is
/// below none.
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

/// Collects the filings that together cover what lies below an office. None of them contains
/// another, so that nothing is counted twice.
struct Cover<'a> {
    register: &'a Register,
    /// The offices directly below each office.
    below: &'a BTreeMap<OfficeIx, Vec<OfficeIx>>,
    year: Year,
    /// True if the filing above is a published total. Every office that filed is in it, even if the
    /// register does not list the office for that year.
    is_total: bool,
    present: Vec<OfficeIx>,
    /// Offices that should have filed and have not. Empty without a register.
    missing: Vec<OfficeIx>,
}

impl Cover<'_> {
    /// Goes down from an office and collects those below it. A consolidated filing stands for
    /// everything below its office, so the walk ends there. Where it is missing, the filings below
    /// it are taken.
    ///
    /// `seen` guards against offices that are above each other in a circle.
    fn descend(&mut self, head: OfficeIx, seen: &mut BTreeSet<OfficeIx>, filed: &dyn Fn(OfficeIx) -> Option<Scope>) {
        let Some(children) = self.below.get(&head) else { return };
        for child in children {
            let office = self.register.office(*child);
            let scope = filed(*child);
            let is_there = scope.is_some();
            // Offices that filed count in a published total, and so do parts found under their office.
            let counts = office.in_force(self.year) || (is_there && (self.is_total || !office.registered));
            if !counts || !seen.insert(*child) {
                continue;
            }
            match is_there {
                true => self.present.push(*child),
                // Without a register nobody knows who has to file.
                false if self.register.given => self.missing.push(*child),
                false => {}
            }
            if scope != Some(Scope::Consolidated) {
                self.descend(*child, seen, filed);
            }
        }
    }

    /// Adds the offices that filed and are on no register. Only a published total without an office
    /// above it contains them.
    fn strangers(&mut self, filings: &[Filing]) {
        let of_year = filings.iter().filter(|filing| filing.year == self.year).map(|filing| filing.office);
        let is_stranger = |office: &Office| !office.registered && office.parent.is_empty();
        self.present.extend(of_year.filter(|office| is_stranger(self.register.office(*office))));
        self.present.sort();
        self.present.dedup();
    }
}

/// Maximum number of offices named in a message; the rest are counted.
const OFFICES_SHOWN: usize = 8;

impl Asked<'_> {
    /// Adds a note with the difference between the office's figure and the sum below it, and the
    /// names of the offices that have not filed. It is a note since the difference may be theirs.
    /// Does nothing if no office is missing.
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

/// Sums the filings. A cell that a filing does not have leaves a consolidated sum unknown, but not
/// a published total, which cannot contain it either. Cells that do not add up are always unknown.
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
