//! What a method looks at: all filings in order of office and year, and which offices are of one kind.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::{CellIx, Filing, Finding, Register, Scope, Skip, State, Value, Year};

/// The filings, those to be judged and those that only serve for comparison.
pub struct Corpus<'a> {
    /// All of them, in order of office and year.
    pub filings: &'a [Filing],
    /// Whose they are.
    pub register: &'a Register,
    /// The years that are judged.
    pub years: &'a BTreeSet<Year>,
    /// What the rules have said.
    pub findings: &'a [Finding],
    /// For every office its group: offices of one kind and one scope.
    groups: Vec<u32>,
    /// For every office that filed its filings.
    offices: Vec<Range<usize>>,
}

impl<'a> Corpus<'a> {
    /// `filings` are in order of office and year.
    pub fn of(
        filings: &'a [Filing],
        register: &'a Register,
        years: &'a BTreeSet<Year>,
        findings: &'a [Finding],
    ) -> Corpus<'a> {
        let mut known: BTreeMap<(&str, Scope), u32> = BTreeMap::new();
        let mut groups = Vec::with_capacity(register.offices.len());
        for office in &register.offices {
            let next = known.len() as u32;
            groups.push(*known.entry((&office.kind, office.scope)).or_insert(next));
        }
        let mut offices = Vec::new();
        let mut start = 0;
        for filings in filings.chunk_by(|a, b| a.office == b.office) {
            offices.push(start..start + filings.len());
            start += filings.len();
        }
        Corpus { filings, register, years, findings, groups, offices }
    }

    /// Every office's filings, as positions.
    pub fn offices(&self) -> &[Range<usize>] {
        &self.offices
    }

    /// The group of a filing's office.
    pub fn group(&self, filing: usize) -> u32 {
        self.groups[self.filings[filing].office.at()]
    }

    /// True if the filing is to be judged.
    pub fn is_judged(&self, filing: usize) -> bool {
        self.years.contains(&self.filings[filing].year)
    }

    /// The filing of the same office for the year before.
    pub fn year_before(&self, office: &Range<usize>, filing: usize) -> Option<usize> {
        let before = filing.checked_sub(1).filter(|before| office.contains(before))?;
        (self.filings[before].year.0 + 1 == self.filings[filing].year.0).then_some(before)
    }
}

/// The sum of some cells of a filing; a blank among figures is 0, as in the sums of the form.
pub fn figure(filing: &Filing, cells: &[CellIx]) -> Result<i64, Skip> {
    let (mut sum, mut figures, mut printed) = (0, 0, 0);
    for cell in cells {
        match filing.cells.get(*cell) {
            Value::Number(number) if number < 0 => return Err(Skip::Unreadable),
            Value::Number(number) => {
                sum += number;
                figures += 1;
            }
            Value::Not(State::Unreadable) => return Err(Skip::Unreadable),
            Value::Not(State::NotOnForm) => continue,
            Value::Not(State::Blank | State::NotApplicable | State::BelowLimit) => {}
        }
        printed += 1;
    }
    match (printed, figures) {
        (0, _) => Err(Skip::NotOnForm),
        (_, 0) => Err(Skip::Blank),
        _ => Ok(sum),
    }
}
