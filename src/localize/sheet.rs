//! One filing on its board: its figures, the cells that are not figures, and how far off each law
//! is.
//!
//! ```text
//! filed        total 12   natural person 7   business 4
//! numbers      12         7                  4
//! residual     12 − 7 − 4 = 1
//!
//! filed        total (blank), two laws give 11
//! numbers      11, open: the search may change it at no cost
//! ```

use crate::localize::board::{Board, Spot};
use crate::localize::nats::ln;
use crate::model::{Filing, Outcome, Skip, State, Value};

/// What stands in a cell, as far as it matters for a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filed {
    /// A figure.
    Number,
    /// Nothing. Counts as 0, but is changed more readily than a printed 0.
    Blank,
    /// A blank total that two laws determine. Changing it costs nothing.
    BlankTotal,
    /// Text that is not a figure. Changing it costs nothing.
    Unreadable,
}

impl Filed {
    /// True if any figure is as good as another, since nothing that was printed contradicts it.
    pub(super) fn is_open(self) -> bool {
        match self {
            Filed::BlankTotal | Filed::Unreadable => true,
            Filed::Number | Filed::Blank => false,
        }
    }
}

/// The figures of one filing as its laws see them. Fields are indexed by cell or law of the board.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// `[cell]`: the figure. 0 for a blank; for an open cell, the figure that one of its laws
    /// requires.
    pub numbers: Vec<i64>,
    /// `[cell]`: what stands there. `None` if the cell cannot be changed: it is not in the source,
    /// was not read, is only known to be below a limit, or is open and no law determines it.
    pub filed: Vec<Option<Filed>>,
    /// `[law]`: true if the law can be evaluated. The search ignores the others.
    pub active: Vec<bool>,
    /// `[law]`: left side minus right side. 0 if the law holds or is not active.
    pub residual: Vec<i64>,
    /// `[component]`: number of places for each kind of slip.
    pub places: Vec<Places>,
}

/// Logarithms of the number of places where a slip of each kind can have happened.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places {
    /// Cells that are not 0.
    pub nonzero: i64,
    /// Cells that are 0.
    pub zero: i64,
    /// Figures with at least two digits that are not all the same.
    pub several_digits: i64,
    /// Totals that are not 0.
    pub totals: i64,
    /// Blank cells.
    pub blanks: i64,
    /// Rows with at least one figure that is not 0.
    pub rows: i64,
}

impl Sheet {
    /// Fills the sheet from a filing, reusing its memory. `outcomes` are the results of the board's
    /// laws, in the same order.
    pub(super) fn lay(&mut self, board: &Board, filing: &Filing, outcomes: &[Outcome]) {
        self.numbers.clear();
        self.filed.clear();
        for cell in &board.cells {
            let (number, filed) = match filing.cells.get(cell.cell) {
                Value::Number(number) => (number, Some(Filed::Number)),
                Value::Not(State::Blank) if cell.total_column => (0, Some(Filed::BlankTotal)),
                Value::Not(State::Blank | State::NotApplicable) => (0, Some(Filed::Blank)),
                Value::Not(State::Unreadable) => (0, Some(Filed::Unreadable)),
                Value::Not(State::BelowLimit | State::Unread | State::NotInSource) => (0, None),
            };
            self.numbers.push(number);
            self.filed.push(filed);
        }
        self.active.clear();
        self.active.extend(outcomes.iter().map(|outcome| match outcome {
            Outcome::Holds | Outcome::Breaks { .. } => true,
            Outcome::Skipped(_) => false,
        }));
        self.open(board, outcomes);
        self.residual = (0..board.laws.len()).map(|law| self.off(board, law)).collect();
        self.count_places(board);
    }

    /// How far off a law is: left side minus right side. 0 for a law that is not active.
    fn off(&self, board: &Board, law: usize) -> i64 {
        if !self.active[law] {
            return 0;
        }
        board.laws[law].terms.iter().map(|(spot, a)| a * self.numbers[usize::from(*spot)]).sum()
    }

    /// Determines the open cells from laws in which no other cell is open, and activates these
    /// laws.
    ///
    /// An unreadable cell needs one such law. A blank total needs two, since some offices leave
    /// totals blank by habit and then there is nothing to repair. Open cells that no law determines
    /// cannot be changed.
    fn open(&mut self, board: &Board, outcomes: &[Outcome]) {
        let is_open = |filed: Option<Filed>| filed.is_some_and(Filed::is_open);
        self.close_blank_rows(board, outcomes);
        for spot in 0..board.cells.len() {
            if !is_open(self.filed[spot]) {
                continue;
            }
            let telling: Vec<usize> = board.cells[spot]
                .laws
                .iter()
                .map(|(law, _)| usize::from(*law))
                .filter(|law| matches!(outcomes[*law], Outcome::Skipped(Skip::Unreadable | Skip::BlankTotal)))
                .filter(|law| {
                    board.laws[*law].terms.iter().all(|(other, _)| {
                        let filed = self.filed[usize::from(*other)];
                        usize::from(*other) == spot || (filed.is_some() && !is_open(filed))
                    })
                })
                .collect();
            let enough = if self.filed[spot] == Some(Filed::Unreadable) { 1 } else { 2 };
            if telling.len() < enough {
                continue;
            }
            telling.iter().for_each(|law| self.active[*law] = true);
            self.fill(board, spot, &telling);
        }
        for spot in 0..board.cells.len() {
            let told = board.cells[spot].laws.iter().any(|(law, _)| self.active[usize::from(*law)]);
            if is_open(self.filed[spot]) && !told {
                self.filed[spot] = None;
            }
        }
    }

    /// Treats a blank total as any other blank if its law could be evaluated, that is if its whole
    /// row is blank and was taken as 0.
    fn close_blank_rows(&mut self, board: &Board, outcomes: &[Outcome]) {
        for (cell, filed) in board.cells.iter().zip(&mut self.filed) {
            let taken = |law: &usize| matches!(outcomes[*law], Outcome::Holds | Outcome::Breaks { .. });
            if *filed == Some(Filed::BlankTotal)
                && cell.laws.iter().map(|(law, _)| usize::from(*law)).any(|law| taken(&law))
            {
                *filed = Some(Filed::Blank);
            }
        }
    }

    /// Gives an open cell the figure of the first law that requires a possible one.
    fn fill(&mut self, board: &Board, spot: usize, laws: &[usize]) {
        for law in laws {
            let off = self.off(board, *law);
            let coefficient = board.cells[spot].laws.iter().find(|(ix, _)| usize::from(*ix) == *law).map(|(_, a)| *a);
            if let Some(number) = coefficient.and_then(|a| settling(off, a))
                && (number >= 0 || board.cells[spot].signed)
            {
                self.numbers[spot] = number;
                return;
            }
        }
    }

    /// Counts the places of each component.
    fn count_places(&mut self, board: &Board) {
        self.places.clear();
        for component in 0..board.n_components {
            let mut counts = Places::default();
            let mut rows: Vec<u16> = Vec::new();
            for (spot, cell) in board.cells.iter().enumerate() {
                let here =
                    cell.laws.first().is_some_and(|(law, _)| board.laws[usize::from(*law)].component == component);
                if !here || self.filed[spot].is_none() {
                    continue;
                }
                let number = self.numbers[spot];
                counts.nonzero += i64::from(number != 0);
                counts.zero += i64::from(number == 0);
                counts.several_digits += i64::from(number.abs() > 9 && !one_digit_only(number));
                counts.totals += i64::from(number != 0 && cell.total);
                counts.blanks += i64::from(self.filed[spot] == Some(Filed::Blank));
                if number != 0 && !rows.contains(&cell.lines[0].0) {
                    rows.push(cell.lines[0].0);
                }
            }
            self.places.push(Places {
                nonzero: ln(counts.nonzero),
                zero: ln(counts.zero),
                several_digits: ln(counts.several_digits),
                totals: ln(counts.totals),
                blanks: ln(counts.blanks),
                rows: ln(rows.len() as i64),
            });
        }
    }

    /// The printed figure. Nothing if the cell is blank or not a figure.
    pub(super) fn printed(&self, spot: Spot) -> Option<i64> {
        match self.filed[usize::from(spot)] {
            Some(Filed::Number) => Some(self.numbers[usize::from(spot)]),
            Some(Filed::Blank | Filed::BlankTotal | Filed::Unreadable) | None => None,
        }
    }
}

/// The change of a cell that makes a law hold. `off` is how far off the law is, and `coefficient`
/// that of the cell. Nothing if the change would not be a whole number.
pub(super) fn settling(off: i64, coefficient: i64) -> Option<i64> {
    (coefficient != 0 && off % coefficient == 0).then(|| -off / coefficient)
}

/// True if all digits are the same, so that swapping them changes nothing.
fn one_digit_only(number: i64) -> bool {
    let (mut rest, last) = (number.unsigned_abs(), number.unsigned_abs() % 10);
    while rest > 0 {
        if rest % 10 != last {
            return false;
        }
        rest /= 10;
    }
    true
}
