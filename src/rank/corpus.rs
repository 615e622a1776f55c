//! The material of the methods: all filings in order of office and year, and which offices are of
//! one kind.
//!
//! ```text
//! filings   A 2022   A 2023   A 2024 (consolidated)   B 2023
//! offices   0..2              2..3                    3..4      by office and scope
//! group     0        0        1                       0         by kind and scope
//! column    12       15       40                      Blank     one figure, for a method's cells
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::{CellIx, Filing, Finding, OfficeIx, Pipeline, Register, Scope, Skip, State, Value, Year};

/// What a run provides to be judged.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The methods and their settings.
    pub pipeline: &'a Pipeline,
    /// All filings in order of office and year: those to be judged, and those that are only
    /// compared with.
    pub filings: &'a [Filing],
    /// The offices.
    pub register: &'a Register,
    /// The years to be judged.
    pub years: &'a BTreeSet<Year>,
    /// The findings about the rules.
    pub findings: &'a [Finding],
}

/// The material, with what several methods need computed once.
pub struct Corpus<'a> {
    /// What the run provides.
    pub material: Material<'a>,
    /// For each filing its office, group and year, stored compactly: two dozen methods walk over up
    /// to a million filings.
    facts: Vec<Fact>,
    /// Positions of the filings of each office and scope. The filings of one range can be compared
    /// with each other.
    offices: Vec<Range<usize>>,
    /// The figures that the methods use, each read once.
    columns: Columns,
    /// Stands for a figure that was not read.
    nothing: Column,
}

/// What methods need to know about a filing besides its figures.
#[derive(Clone, Copy)]
struct Fact {
    office: OfficeIx,
    /// Offices of one kind that file with one scope.
    group: u32,
    year: Year,
    /// False for years that are not judged and for published totals.
    is_judged: bool,
}

impl<'a> Corpus<'a> {
    /// Builds the corpus. `columns` are the figures of the material's filings, in the same order.
    pub fn of(material: Material<'a>, columns: Columns) -> Corpus<'a> {
        let Material { filings, register, years, .. } = material;
        let mut known: BTreeMap<&str, u32> = BTreeMap::new();
        let mut kinds = Vec::with_capacity(register.offices.len());
        for office in &register.offices {
            let next = known.len() as u32;
            kinds.push(*known.entry(&office.kind).or_insert(next));
        }
        let group = |filing: &Filing| {
            let scope = Scope::ALL.iter().position(|scope| *scope == filing.scope).unwrap_or(0);
            kinds[filing.office.at()] * Scope::ALL.len() as u32 + scope as u32
        };
        let mut offices = Vec::new();
        let mut start = 0;
        for filings in filings.chunk_by(|a, b| (a.office, a.scope) == (b.office, b.scope)) {
            offices.push(start..start + filings.len());
            start += filings.len();
        }
        let fact = |filing: &Filing| Fact {
            office: filing.office,
            group: group(filing),
            year: filing.year,
            // A published total is not the work of one office.
            is_judged: years.contains(&filing.year) && filing.scope != Scope::Total,
        };
        let facts = filings.iter().map(fact).collect();
        Corpus { material, facts, offices, columns, nothing: Column::default() }
    }

    /// Positions of the filings of each office and scope.
    pub fn offices(&self) -> &[Range<usize>] {
        &self.offices
    }

    /// The sum of these cells for every filing. Empty if no method declares these cells.
    pub(crate) fn column(&self, cells: &[CellIx]) -> &Column {
        self.columns.by_cells.get(cells).unwrap_or(&self.nothing)
    }

    /// The office of a filing.
    pub fn office(&self, filing: usize) -> OfficeIx {
        self.facts[filing].office
    }

    /// The group of a filing: its office's kind and its scope.
    pub fn group(&self, filing: usize) -> u32 {
        self.facts[filing].group
    }

    /// The year of a filing.
    pub fn year(&self, filing: usize) -> Year {
        self.facts[filing].year
    }

    /// True if the filing is to be judged, false if it is only compared with.
    pub fn is_judged(&self, filing: usize) -> bool {
        self.facts[filing].is_judged
    }

    /// The filing for the year before, of the same office and scope.
    pub fn year_before(&self, office: &Range<usize>, filing: usize) -> Option<usize> {
        let before = filing.checked_sub(1).filter(|before| office.contains(before))?;
        (self.year(before).0 + 1 == self.year(filing).0).then_some(before)
    }
}

/// One figure of every filing. It takes four bytes for a small figure.
#[derive(Default)]
pub(crate) struct Column {
    /// The figure, `LARGE`, or another negative number for the reason why there is none.
    packed: Vec<i32>,
    /// The figures that do not fit, by position.
    large: BTreeMap<usize, i64>,
}

/// Marks a figure that is in `large`.
const LARGE: i32 = i32::MIN;
/// Reasons for a missing figure. The one at position i is stored as −1 − i.
const WHY_NOT: [Skip; 4] = [Skip::NotOnForm, Skip::Blank, Skip::Unreadable, Skip::Unread];

impl Column {
    /// Adds the figure of the next filing.
    fn push(&mut self, figure: Result<i64, Skip>) {
        let packed = match figure {
            Ok(figure) => i32::try_from(figure).unwrap_or_else(|_| {
                self.large.insert(self.packed.len(), figure);
                LARGE
            }),
            Err(why) => -1 - WHY_NOT.iter().position(|known| *known == why).unwrap_or(2) as i32,
        };
        self.packed.push(packed);
    }

    /// The figure of a filing, or the reason why it has none.
    pub(crate) fn get(&self, filing: usize) -> Result<i64, Skip> {
        match self.packed.get(filing) {
            None => Err(Skip::NotOnForm),
            Some(&LARGE) => self.large.get(&filing).copied().ok_or(Skip::Unreadable),
            Some(&figure) if figure >= 0 => Ok(i64::from(figure)),
            Some(&why) => Err(WHY_NOT.get((-1 - why) as usize).copied().unwrap_or(Skip::Unreadable)),
        }
    }
}

/// Every figure that some method uses.
#[derive(Default)]
pub struct Columns {
    /// By the cells that are added up.
    by_cells: BTreeMap<Vec<CellIx>, Column>,
}

impl Columns {
    /// Reads all figures of some filings in one pass.
    pub fn read(filings: &[Filing], pipeline: &Pipeline) -> Columns {
        let asked = pipeline.methods.iter().flat_map(|method| method.sums());
        let mut by_cells: BTreeMap<Vec<CellIx>, Column> =
            asked.map(|cells| (cells.to_vec(), Column::default())).collect();
        for filing in filings {
            for (cells, column) in &mut by_cells {
                column.push(figure(filing, cells));
            }
        }
        Columns { by_cells }
    }

    /// Appends the figures of the filings that follow.
    pub fn append(&mut self, next: Columns) {
        for (cells, column) in next.by_cells {
            let mine = self.by_cells.entry(cells).or_default();
            let n = mine.packed.len();
            mine.packed.extend(column.packed);
            mine.large.extend(column.large.into_iter().map(|(at, figure)| (n + at, figure)));
        }
    }
}

/// The sum of some cells of a filing. A blank counts as 0 beside figures.
///
/// Fails if all cells are blank or not on the form, or if one is unreadable, not read or negative.
pub(crate) fn figure(filing: &Filing, cells: &[CellIx]) -> Result<i64, Skip> {
    let (mut sum, mut figures, mut printed) = (0, 0, 0);
    for cell in cells {
        match filing.cells.get(*cell) {
            Value::Number(number) if number < 0 => return Err(Skip::Unreadable),
            Value::Number(number) => {
                sum += number;
                figures += 1;
            }
            Value::Not(State::Unreadable) => return Err(Skip::Unreadable),
            Value::Not(State::Unread) => return Err(Skip::Unread),
            Value::Not(State::NotInSource) => continue,
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
