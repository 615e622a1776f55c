//! What a method looks at: all filings in order of office and year, and which offices are of one kind.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::{CellIx, Filing, Finding, OfficeIx, Pipeline, Register, Scope, Skip, State, Value, Year};

/// What a run hands over to be judged.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The methods and their settings.
    pub pipeline: &'a Pipeline,
    /// All filings, those to be judged and those that only serve for comparison, in order of office and year.
    pub filings: &'a [Filing],
    /// Whose they are.
    pub register: &'a Register,
    /// The years that are judged.
    pub years: &'a BTreeSet<Year>,
    /// What the rules have found.
    pub findings: &'a [Finding],
}

/// The material with what the methods need of it worked out once.
pub struct Corpus<'a> {
    /// The methods and their settings.
    pub pipeline: &'a Pipeline,
    /// All filings, in order of office and year.
    pub filings: &'a [Filing],
    /// Whose they are.
    pub register: &'a Register,
    /// The years that are judged.
    pub years: &'a BTreeSet<Year>,
    /// What the rules have found.
    pub findings: &'a [Finding],
    /// For every filing what its office is, its year and whether it is judged, beside each other: a million
    /// filings are looked at by two dozen methods, and each is a walk through memory.
    facts: Vec<Fact>,
    /// For every office that filed its filings; what it filed for itself apart from what it filed for all below it.
    offices: Vec<Range<usize>>,
    /// The figures that the methods ask for, each read once.
    columns: Columns,
    /// Of which nothing is known.
    nothing: Column,
}

#[derive(Clone, Copy)]
struct Fact {
    office: OfficeIx,
    /// Offices of one kind and one scope.
    group: u32,
    year: Year,
    is_judged: bool,
}

impl<'a> Corpus<'a> {
    /// `columns` are the figures of the material's filings.
    pub fn of(material: Material<'a>, columns: Columns) -> Corpus<'a> {
        let Material { pipeline, filings, register, years, findings } = material;
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
            // The total of everybody is nobody's figure.
            is_judged: years.contains(&filing.year) && filing.scope != Scope::Total,
        };
        let facts = filings.iter().map(fact).collect();
        Corpus { pipeline, filings, register, years, findings, facts, offices, columns, nothing: Column::default() }
    }

    /// Every office's filings of one scope, as positions.
    pub fn offices(&self) -> &[Range<usize>] {
        &self.offices
    }

    /// A figure of every filing.
    pub(crate) fn column(&self, cells: &[CellIx]) -> &Column {
        self.columns.by_cells.get(cells).unwrap_or(&self.nothing)
    }

    /// The office of a filing.
    pub fn office(&self, filing: usize) -> OfficeIx {
        self.facts[filing].office
    }

    /// The group of a filing's office.
    pub fn group(&self, filing: usize) -> u32 {
        self.facts[filing].group
    }

    /// The year of a filing.
    pub fn year(&self, filing: usize) -> Year {
        self.facts[filing].year
    }

    /// True if the filing is to be judged.
    pub fn is_judged(&self, filing: usize) -> bool {
        self.facts[filing].is_judged
    }

    /// The filing of the same office for the year before.
    pub fn year_before(&self, office: &Range<usize>, filing: usize) -> Option<usize> {
        let before = filing.checked_sub(1).filter(|before| office.contains(before))?;
        (self.year(before).0 + 1 == self.year(filing).0).then_some(before)
    }
}

/// One figure of every filing, in four bytes where it is small.
#[derive(Default)]
pub(crate) struct Column {
    packed: Vec<i32>,
    large: BTreeMap<usize, i64>,
}

/// Stands for a figure in `large`; the other negative ones for why there is none.
const LARGE: i32 = i32::MIN;
const WHY_NOT: [Skip; 4] = [Skip::NotOnForm, Skip::Blank, Skip::Unreadable, Skip::Unread];

impl Column {
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

    /// The figure of a filing, or why it has none.
    pub(crate) fn get(&self, filing: usize) -> Result<i64, Skip> {
        match self.packed.get(filing) {
            None => Err(Skip::NotOnForm),
            Some(&LARGE) => self.large.get(&filing).copied().ok_or(Skip::Unreadable),
            Some(&figure) if figure >= 0 => Ok(i64::from(figure)),
            Some(&why) => Err(WHY_NOT.get((-1 - why) as usize).copied().unwrap_or(Skip::Unreadable)),
        }
    }
}

/// Every figure that some method asks for.
#[derive(Default)]
pub struct Columns {
    by_cells: BTreeMap<Vec<CellIx>, Column>,
}

impl Columns {
    /// Reads the figures of some filings in one walk.
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

    /// Adds the figures of the filings that follow.
    pub fn append(&mut self, next: Columns) {
        for (cells, column) in next.by_cells {
            let mine = self.by_cells.entry(cells).or_default();
            let n = mine.packed.len();
            mine.packed.extend(column.packed);
            mine.large.extend(column.large.into_iter().map(|(at, figure)| (n + at, figure)));
        }
    }
}

/// The sum of some cells of a filing; a blank among figures is 0, as in the sums of the form.
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
