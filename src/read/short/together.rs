//! Several rows of a table that have lost a cell and are still as wide as the others.
//!
//! A single such row breaks sums of columns, and they hold again once it is moved back. If there are several, moving
//! one of them repairs nothing. So the smallest set of moves is searched for after which all sums hold.

use std::collections::BTreeSet;

use crate::model::{CellIx, Cells, Linear, Pipeline, Value};
use crate::read::bind::{self, Fit};
use crate::read::grid::{Row, Token};
use crate::read::header::Header;
use crate::read::laws;
use crate::read::short::Lack;
use crate::read::short::ways::{Reading, Table, agreed};

/// A row that may have moved.
pub struct Suspect<'a> {
    /// Its fields.
    pub row: Row<'a>,
    /// What is wrong with it.
    pub lack: Lack,
    /// The cell of the form in each of its columns.
    pub cells: Vec<Option<CellIx>>,
}

/// The table around these rows.
pub struct Around<'a> {
    /// Its columns.
    pub header: &'a Header,
    /// What a field says in a cell.
    pub value: &'a dyn Fn(CellIx, Token) -> Value,
    /// What the other rows say, and these rows as they are printed.
    pub as_printed: &'a Cells,
    /// The laws of the form.
    pub pipeline: &'a Pipeline,
}

/// So many rows may move at once; of more nothing is said.
const MOST_MOVED: usize = 5;
/// Steps of the search; beyond them nothing is said either.
const MOST_STEPS: usize = 20_000;
/// For each row that moves so many laws must be repaired; fewer may be a coincidence.
const FEWEST_LAWS: usize = 2;
/// With so many it certainly has moved; below, it is read only as far as it says the same if it has not.
const ENOUGH_LAWS: usize = 3;

/// What moving rows together says about one of them.
///
/// If `received` and `decided` have both slid by one field, the sums of the columns hold once both are moved back, and
/// not while only one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Together {
    /// Nothing says that it has moved: it is judged by itself.
    Alone,
    /// It has moved, and is read like this.
    Moved(Reading),
    /// It has moved, but the possible readings agree on nothing.
    Ambiguous,
}

/// Reads rows that have moved together, each in the way that all solutions agree on.
pub fn together(rows: &[Suspect<'_>], around: &Around<'_>) -> Vec<Together> {
    let board = Board::of(rows, around);
    let solutions = board.solutions();
    let Some(n_moved) = solutions.first().map(Vec::len) else { return vec![Together::Alone; rows.len()] };
    let n_laws = |solution: &Vec<usize>| {
        let laws = solution.iter().flat_map(|at| board.moves[*at].gains.iter().map(|(law, _)| *law));
        laws.collect::<BTreeSet<usize>>().len()
    };
    let fewest = solutions.iter().map(n_laws).min().unwrap_or(0);
    // In a table that prints zeros, a blank is evidence by itself.
    let are_odd = solutions.iter().flatten().all(|at| rows[board.moves[*at].row].lack.is_odd());
    if fewest < FEWEST_LAWS * n_moved && !are_odd {
        return vec![Together::Alone; rows.len()];
    }
    let judge = |(at, suspect): (usize, &Suspect<'_>)| {
        let mut ways: Vec<Fit> = Vec::new();
        for solution in &solutions {
            match solution.iter().map(|at| &board.moves[*at]).find(|moved| moved.row == at) {
                Some(moved) => ways.extend(&moved.fits),
                None => ways.push(Fit::Aligned),
            }
        }
        if fewest < ENOUGH_LAWS * n_moved && !are_odd {
            ways.push(Fit::Aligned);
        }
        if ways.iter().all(|way| *way == Fit::Aligned) {
            return Together::Alone;
        }
        let Around { header, value, as_printed, pipeline } = around;
        let table = Table { cells: &suspect.cells, value, read: as_printed, pipeline, is_stack: false };
        agreed((&suspect.row, header), suspect.lack, &table, &ways).map_or(Together::Ambiguous, Together::Moved)
    };
    rows.iter().enumerate().map(judge).collect()
}

/// A way to move a row, and what it does to the laws.
struct Move {
    /// Which of the rows.
    row: usize,
    /// The ways that give the same values.
    fits: Vec<Fit>,
    /// What its cells say then.
    values: Vec<(CellIx, i64)>,
    /// By how much the left side of each law grows, by position of the law.
    gains: Vec<(usize, i64)>,
}

/// The possible moves, and the laws between the rows.
struct Board {
    /// By how much the left side of each law exceeds the right one, as printed.
    gaps: Vec<i64>,
    /// All moves of all rows.
    moves: Vec<Move>,
}

impl Board {
    fn of(rows: &[Suspect<'_>], around: &Around<'_>) -> Board {
        let cells: Vec<CellIx> = rows.iter().flat_map(|suspect| suspect.cells.iter().copied().flatten()).collect();
        let laws = laws::touching(&cells, around.pipeline);
        // A blank total is not zero, so its sum cannot be asked.
        let is_asked = |law: &&&Linear| {
            let whole = law.sum().map(|(whole, _)| whole.cell);
            whole.is_none_or(|whole| around.as_printed.get(whole).number().is_some())
        };
        let gap = |law: &&Linear| laws::gap(law, &|_| None, around.as_printed);
        let asked: Vec<(&Linear, i64)> =
            laws.iter().filter(is_asked).filter_map(|law| Some((*law, gap(law)?))).collect();
        let mut moves: Vec<Move> = Vec::new();
        for (row, suspect) in rows.iter().enumerate() {
            let mut of_row: Vec<Move> = Vec::new();
            for (fit, values) in outcomes(suspect, &laws, around) {
                match of_row.iter_mut().find(|other| other.values == values) {
                    Some(same) => same.fits.push(fit),
                    None => {
                        let gains = gains(&values, &asked, around.as_printed);
                        of_row.push(Move { row, fits: vec![fit], values, gains });
                    }
                }
            }
            moves.append(&mut of_row);
        }
        moves.retain(|moved| !moved.gains.is_empty());
        Board { gaps: asked.into_iter().map(|(_, gap)| gap).collect(), moves }
    }

    /// The smallest sets of moves after which all laws hold, by position. None if a single move is enough, which needs
    /// no other row.
    fn solutions(&self) -> Vec<Vec<usize>> {
        let (gaps, chosen) = (self.gaps.clone(), Vec::new());
        let mut search = Search { moves: &self.moves, steps: 0, chosen, gaps, found: BTreeSet::new() };
        if self.gaps.iter().filter(|gap| **gap != 0).count() < 2 {
            return Vec::new();
        }
        for n_moved in 1..=MOST_MOVED {
            search.deepen(n_moved);
            if search.steps > MOST_STEPS || n_moved == 1 && !search.found.is_empty() {
                return Vec::new();
            }
            if !search.found.is_empty() {
                return search.found.into_iter().collect();
            }
        }
        Vec::new()
    }
}

/// The ways to move a row that its own sums allow, each with what its cells say then.
fn outcomes(suspect: &Suspect<'_>, laws: &[&Linear], around: &Around<'_>) -> Vec<(Fit, Vec<(CellIx, i64)>)> {
    let n = suspect.cells.len();
    let (Some(start), Some(last)) = (bind::contiguous(around.header), n.checked_sub(1)) else { return Vec::new() };
    // If a figure is missing, it may also have been left out in its own column.
    let (ways, in_place, is_plain): (Vec<Fit>, usize, bool) = match suspect.lack {
        Lack::AtStart { blank, .. } => ((1..n).map(|blank| Fit::Pushed { start, blank }).collect(), 0, blank),
        Lack::AtEnd { blank } => ((0..last).map(|gap| Fit::Gap { start, gap }).collect(), last, blank),
        Lack::Field { .. }
        | Lack::Slid
        | Lack::Column
        | Lack::Several
        | Lack::PerhapsSeveral
        | Lack::SeveralAtStart => {
            return Vec::new();
        }
    };
    let is_own = |law: &&&Linear| law.terms().all(|term| suspect.cells.contains(&Some(term.cell)));
    let own: Vec<&Linear> = laws.iter().filter(is_own).copied().collect();
    let number = |cell: CellIx, token: Token| Some((cell, laws::number((around.value)(cell, token))?));
    let outcome = |fit: Fit| {
        let token = |leaf: usize| suspect.row.token(bind::position(fit, leaf, around.header, suspect.row.tokens));
        let cells = suspect.cells.iter().enumerate().filter_map(|(leaf, cell)| Some((leaf, (*cell)?)));
        let mut values: Vec<(CellIx, i64)> =
            cells.map(|(leaf, cell)| number(cell, token(leaf))).collect::<Option<_>>()?;
        let gone = match fit {
            Fit::Pushed { blank, .. } => Some(blank),
            Fit::Aligned => Some(in_place),
            fit => fit.lost(),
        };
        if let Some(lost) = gone.and_then(|leaf| suspect.cells[leaf]).filter(|_| !is_plain) {
            fill_in(lost, &mut values, &own)?;
        }
        own.iter().all(|law| gap(law, &values) == 0).then_some((fit, values))
    };
    let as_printed = (!is_plain).then_some(Fit::Aligned);
    ways.into_iter().chain(as_printed).filter_map(outcome).collect()
}

/// By how much the left side of a law over the cells of one row exceeds the right one.
fn gap(law: &Linear, values: &[(CellIx, i64)]) -> i64 {
    values.iter().map(|(cell, number)| number * law.coefficient(*cell)).sum()
}

/// Works out the missing figure from the sums of its own row; `None` if they do not determine it.
fn fill_in(lost: CellIx, values: &mut [(CellIx, i64)], own: &[&Linear]) -> Option<()> {
    let (law, about) = own.iter().map(|law| (law, law.coefficient(lost))).find(|(_, about)| *about != 0)?;
    let gap = gap(law, values);
    let (_, number) = values.iter_mut().find(|(cell, _)| *cell == lost)?;
    let implied = *number - gap / about;
    *number = (gap % about == 0 && implied >= 0).then_some(implied)?;
    Some(())
}

/// The laws that these cells change, with how much their left sides grow.
fn gains(values: &[(CellIx, i64)], laws: &[(&Linear, i64)], as_printed: &Cells) -> Vec<(usize, i64)> {
    let gained = |(cell, number): &(CellIx, i64)| number - as_printed.get(*cell).number().unwrap_or(0);
    let gain = |law: &Linear| values.iter().map(|value| gained(value) * law.coefficient(value.0)).sum();
    laws.iter()
        .enumerate()
        .map(|(at, (law, _))| (at, gain(law)))
        .filter(|(_, gain): &(usize, i64)| *gain != 0)
        .collect()
}

/// The search for sets of moves.
struct Search<'a> {
    moves: &'a [Move],
    /// Steps taken.
    steps: usize,
    /// The moves chosen so far.
    chosen: Vec<usize>,
    gaps: Vec<i64>,
    /// The sets that repair everything.
    found: BTreeSet<Vec<usize>>,
}

impl Search<'_> {
    /// Tries every move of another row on the first broken law, with `left` moves to go.
    fn deepen(&mut self, left: usize) {
        self.steps += 1;
        let Some(broken) = self.gaps.iter().position(|gap| *gap != 0) else {
            let mut solution = self.chosen.clone();
            solution.sort_unstable();
            self.found.insert(solution);
            return;
        };
        if left == 0 || self.steps > MOST_STEPS {
            return;
        }
        for (at, moved) in self.moves.iter().enumerate() {
            let has_moved = self.chosen.iter().any(|other| self.moves[*other].row == moved.row);
            if has_moved || !moved.gains.iter().any(|(law, _)| *law == broken) {
                continue;
            }
            self.chosen.push(at);
            moved.gains.iter().for_each(|(law, gain)| self.gaps[*law] += gain);
            self.deepen(left - 1);
            moved.gains.iter().for_each(|(law, gain)| self.gaps[*law] -= gain);
            self.chosen.pop();
        }
    }
}
