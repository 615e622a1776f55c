//! Filings that are the sum of others: a sheet of sums beside the sheets of offices, or a city beside its own offices.
//!
//! Subsets are not tried. Filings that belong together (in a file, a folder, below an office, in a district, of a kind,
//! under one name) are added up for each figure in question. If one of them is the sum of the others, it is half of
//! that total. If another filing is the sum of all of them, it is found by its figure.
//!
//! ```text
//! one workbook      received   granted
//! sheet "Summary"         15         6      half of 30 and of 12: the sum of the two others
//! sheet "Office A"         8         4
//! sheet "Office B"         7         2
//! ```

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::assemble::{AssembleContext, Assembled};
use crate::model::{CellIx, Counted, FactKind, Filing, Pipeline, Register, Scope, State, TableIx, Value, Year};

/// A filing whose figures are all sums of those of others, by position among the filings.
#[derive(Debug)]
pub(crate) struct SumOfOthers {
    /// The sum.
    pub whole: usize,
    /// The others.
    pub parts: Vec<usize>,
}

/// How much the sums of several figures must prove together, in bits. A sum of n holds by coincidence once in about n
/// times, and the same figure in another cell is mostly about the same cases. Two offices with one application each and
/// a third with two prove nothing.
const BITS: u32 = 16;
/// With more filings, names are not compared.
const MOST_NAMES: usize = 50_000;
/// Filings that a thread adds up at least.
const AT_ONCE: usize = 1 << 13;
/// Figures looked at before a filing is compared as a whole.
const PROBES: usize = 3;

/// Finds every filing that is the sum of others, among those that are still added up; smaller groups first.
pub(crate) fn find(assembled: &mut Assembled, context: &AssembleContext<'_>) -> Vec<SumOfOthers> {
    let Some(rule) = context.pipeline.fact(FactKind::SumOfOthers) else { return Vec::new() };
    let mut search = Search::new(&assembled.filings, &assembled.register, context.pipeline);
    let mut found = Vec::new();
    for group in groups(assembled, context) {
        for members in by_year(&group, &assembled.filings) {
            found.extend(search.group(&members));
        }
    }
    let asked = search.is_asked.iter().filter(|asked| **asked).count() as u64;
    let tally = &mut assembled.tallies[rule.at()];
    (tally.held, tally.failed) = (asked, tally.failed + found.len() as u64);
    found
}

/// True if these sums of several figures together are no coincidence.
pub(crate) fn is_telling(sums: &BTreeSet<i64>) -> bool {
    sums.iter().map(|figure| figure.unsigned_abs().saturating_add(1).ilog2()).sum::<u32>() >= BITS
}

fn by_year(group: &[usize], filings: &[Filing]) -> Vec<Vec<usize>> {
    let mut years: BTreeMap<Year, Vec<usize>> = BTreeMap::new();
    group.iter().for_each(|at| years.entry(filings[*at].year).or_default().push(*at));
    years.into_values().filter(|members| members.len() > 1).collect()
}

/// Groups of filings that belong together, smaller ones first, each once.
fn groups(assembled: &Assembled, context: &AssembleContext<'_>) -> Vec<Vec<usize>> {
    let Assembled { filings, register, .. } = assembled;
    let mut groups: BTreeMap<(u8, &str), Vec<usize>> = BTreeMap::new();
    let mut of_source: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, filing) in filings.iter().enumerate() {
        if filing.scope == Scope::Total {
            continue;
        }
        of_source.entry(filing.source().at()).or_default().push(at);
        let office = register.office(filing.office);
        for (what, name) in [(0, office.parent.as_str()), (1, &office.district), (2, &office.kind)] {
            if !name.is_empty() {
                groups.entry((what, name)).or_default().push(at);
            }
        }
    }
    for (source, members) in &of_source {
        let source = &context.sources[*source];
        let below = source.below_root();
        let folders = below.match_indices('/').map(|(at, _)| &source.path[..source.path.len() - below.len() + at]);
        let all = [(3, source.file()), (5, "")];
        for key in all.into_iter().chain(folders.map(|folder| (4, folder))) {
            groups.entry(key).or_default().extend(members);
        }
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().chain(under_one_name(assembled, context)).collect();
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.retain(|group| group.len() > 1);
    groups.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    groups.dedup();
    groups
}

/// Offices whose names begin with that of another, apart from words of a government, and that other.
fn under_one_name(assembled: &Assembled, context: &AssembleContext<'_>) -> Vec<Vec<usize>> {
    let (normaliser, seat) = (&context.pipeline.lexicon.normaliser, &context.pipeline.identity.seat);
    // An export of a whole country has a register.
    if assembled.filings.len() > MOST_NAMES {
        return Vec::new();
    }
    let named = assembled.filings.iter().enumerate().filter(|(_, filing)| filing.scope != Scope::Total);
    let name = |filing: &Filing| normaliser.normalise(&assembled.register.office(filing.office).name);
    let mut names: Vec<(String, usize)> = named.map(|(at, filing)| (name(filing), at)).collect();
    names.sort();
    let mut stems: BTreeSet<String> = BTreeSet::new();
    stems.extend(names.iter().map(|(name, _)| seat.replace(name, "").into_owned()));
    let group = |stem: String| {
        let start = names.partition_point(|(name, _)| *name < stem);
        let under = names[start..].iter().take_while(|(name, _)| name.starts_with(&stem));
        under.map(|(_, at)| *at).collect::<Vec<usize>>()
    };
    stems.into_iter().filter(|stem| !stem.is_empty()).map(group).collect()
}

/// The search for sums.
struct Search<'a> {
    filings: &'a [Filing],
    /// Cells that may be added up, by table.
    adding: Vec<Vec<CellIx>>,
    /// Whether each filing is still added up.
    is_added: Vec<bool>,
    /// Whether each filing may turn out to be a sum.
    is_asked: Vec<bool>,
    /// How many filings of a year are added up.
    n_added: BTreeMap<Year, usize>,
    /// The filings of a year by a figure, for figures that have been looked up.
    by_figure: FxHashMap<(Year, CellIx), FxHashMap<i64, Vec<usize>>>,
}

impl<'a> Search<'a> {
    fn new(filings: &'a [Filing], register: &Register, pipeline: &Pipeline) -> Search<'a> {
        let mut adding = vec![Vec::new(); pipeline.catalogue.tables.len()];
        for (at, def) in pipeline.catalogue.cells.iter().enumerate().filter(|(_, def)| def.adds) {
            adding[def.table.at()].push(CellIx(at as u16));
        }
        let is_added = |filing: &Filing| filing.counted == Counted::Itself && filing.scope != Scope::Total;
        // What the register says about an office need not be found.
        let is_asked = |filing: &Filing| {
            let office = register.office(filing.office);
            is_added(filing) && !(register.given && office.registered && office.scope == Scope::Consolidated)
        };
        let mut n_added = BTreeMap::new();
        for filing in filings.iter().filter(|filing| is_added(filing)) {
            *n_added.entry(filing.year).or_default() += 1;
        }
        Search {
            n_added,
            filings,
            adding,
            is_added: filings.iter().map(is_added).collect(),
            is_asked: filings.iter().map(is_asked).collect(),
            by_figure: FxHashMap::default(),
        }
    }

    /// The filing that is the sum of the others in a group, or of the whole group.
    fn group(&mut self, members: &[usize]) -> Option<SumOfOthers> {
        let members: Vec<usize> = members.iter().copied().filter(|at| self.is_added[*at]).collect();
        let first = members.first()?;
        let year = self.filings[*first].year;
        let mut candidates: BTreeSet<usize> = BTreeSet::new();
        let has = |at: &usize, table: usize| self.filings[*at].tables.get(table).is_some_and(Option::is_some);
        let tables: Vec<usize> =
            (0..self.adding.len()).filter(|table| members.iter().any(|at| has(at, *table))).collect();
        for table in tables {
            candidates.extend(self.candidates(table, &members, year));
        }
        let found = candidates.into_iter().find_map(|whole| self.verified(whole, &members))?;
        self.is_added[found.whole] = false;
        *self.n_added.entry(year).or_default() -= 1;
        self.is_asked[found.whole] = false;
        Some(found)
    }

    /// Filings that may be the sum, by the first figures of a table that are not all 0.
    fn candidates(&mut self, table: usize, members: &[usize], year: Year) -> Vec<usize> {
        let mut left: Option<Vec<usize>> = None;
        let mut probes = 0;
        for cell in self.adding[table].clone() {
            let sum: i64 = members.par_iter().with_min_len(AT_ONCE).map(|at| self.figure(*at, cell)).sum();
            if sum == 0 {
                continue;
            }
            probes += 1;
            let is_sum = |at: &usize| match members.binary_search(at) {
                Ok(_) => 2 * self.figure(*at, cell) == sum,
                Err(_) => self.figure(*at, cell) == sum,
            };
            let passing: Vec<usize> = match left.take() {
                Some(left) => left.into_iter().filter(is_sum).collect(),
                None => {
                    let inside: Vec<usize> = members.par_iter().with_min_len(AT_ONCE).copied().filter(is_sum).collect();
                    let is_all = self.n_added.get(&year).is_none_or(|n| *n <= members.len());
                    let outside = if is_all { Vec::new() } else { self.with_figure(year, cell, sum) };
                    inside
                        .into_iter()
                        .chain(outside.into_iter().filter(|at| members.binary_search(at).is_err()))
                        .collect()
                }
            };
            if passing.is_empty() || probes == PROBES {
                return passing;
            }
            left = Some(passing);
        }
        left.unwrap_or_default()
    }

    /// A figure of a filing; 0 for a blank.
    fn figure(&self, at: usize, cell: CellIx) -> i64 {
        self.filings[at].cells.get(cell).number().unwrap_or(0)
    }

    /// Filings of a year with this figure in this cell that may be sums.
    fn with_figure(&mut self, year: Year, cell: CellIx, figure: i64) -> Vec<usize> {
        let (filings, asked) = (self.filings, &self.is_asked);
        let index = self.by_figure.entry((year, cell)).or_insert_with(|| {
            let mut index: FxHashMap<i64, Vec<usize>> = FxHashMap::default();
            for (at, filing) in filings.iter().enumerate().filter(|(at, filing)| asked[*at] && filing.year == year) {
                if let Some(number) = filing.cells.get(cell).number() {
                    index.entry(number).or_default().push(at);
                }
            }
            index
        });
        index.get(&figure).cloned().unwrap_or_default()
    }

    /// The sum with its parts, if every figure is a sum and enough of them prove something.
    fn verified(&self, whole: usize, members: &[usize]) -> Option<SumOfOthers> {
        if !self.is_asked[whole] {
            return None;
        }
        let filing = &self.filings[whole];
        let mut parts: Vec<usize> = members.iter().copied().filter(|at| *at != whole).collect();
        let mut telling: BTreeSet<i64> = BTreeSet::new();
        let mut speaking = vec![false; parts.len()];
        let tables = filing.tables.iter().enumerate().filter(|(_, form)| form.is_some());
        for cell in tables.flat_map(|(table, _)| &self.adding[TableIx(table as u8).at()]) {
            let own = known(filing.cells.get(*cell))?;
            let Some(added) = self.added(*cell, &parts, &mut speaking) else { continue };
            if added.sum != own {
                return None;
            }
            if own != 0 && added.n_not_zero > 1 {
                telling.insert(own);
            }
        }
        let mut speaks = speaking.iter();
        parts.retain(|_| speaks.next().copied().unwrap_or(false));
        (parts.len() > 1 && is_telling(&telling)).then_some(SumOfOthers { whole, parts })
    }

    /// The sum of a cell over the parts; `None` if one of them has something else than a figure there.
    fn added(&self, cell: CellIx, parts: &[usize], speaking: &mut [bool]) -> Option<Added> {
        let mut added = Added { sum: 0, n_not_zero: 0 };
        for (part, speaks) in parts.iter().zip(speaking) {
            let number = known(self.filings[*part].cells.get(cell))?;
            added.sum += number;
            added.n_not_zero += usize::from(number != 0);
            *speaks |= number != 0;
        }
        Some(added)
    }
}

/// A sum over parts.
struct Added {
    /// The sum.
    sum: i64,
    /// How many parts have a figure other than 0.
    n_not_zero: usize,
}

/// A figure, with 0 for a blank; `None` if it cannot be read or is withheld.
pub(crate) fn known(value: Value) -> Option<i64> {
    match value {
        Value::Number(number) => Some(number),
        Value::Not(State::Blank | State::NotApplicable | State::NotInSource) => Some(0),
        Value::Not(State::BelowLimit | State::Unreadable | State::Unread) => None,
    }
}
