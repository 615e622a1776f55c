//! One filing on its board: the figures, what no figure is, and by how much each law is off.

use crate::localize::board::{Board, Spot};
use crate::localize::nats::ln;
use crate::model::{Filing, Outcome, Skip, State, Value};

/// What stands in a cell, as far as a repair goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filed {
    Number,
    /// Taken as 0, and more readily changed than a printed 0.
    Blank,
    /// A blank total that two laws determine: its figure costs nothing.
    BlankTotal,
    /// Printed and no figure: what it must be costs nothing.
    Unreadable,
}

impl Filed {
    /// Whatever the figure is, it contradicts nothing that was printed.
    pub(super) fn is_open(self) -> bool {
        match self {
            Filed::BlankTotal | Filed::Unreadable => true,
            Filed::Number | Filed::Blank => false,
        }
    }
}

/// One filing's figures as the laws see them.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// 0 for a blank; an open cell has the figure that one of its laws asks for.
    pub numbers: Vec<i64>,
    pub filed: Vec<Option<Filed>>,
    /// Laws that can be evaluated; the others are not there for the search.
    pub active: Vec<bool>,
    pub residual: Vec<i64>,
    pub places: Vec<Places>,
}

/// How many places a slip of each kind could have come about in, as logarithms.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Places {
    pub nonzero: i64,
    pub zero: i64,
    /// With two digits and more that are not all the same.
    pub several_digits: i64,
    pub totals: i64,
    pub blanks: i64,
    /// Rows with some figure.
    pub rows: i64,
}

impl Sheet {
    /// Lays a filing out; `outcomes` are those of the board's laws, in order.
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

    /// By how much a law is off; an inactive one never is.
    fn off(&self, board: &Board, law: usize) -> i64 {
        if !self.active[law] {
            return 0;
        }
        board.laws[law].terms.iter().map(|(spot, a)| a * self.numbers[usize::from(*spot)]).sum()
    }

    /// A law with one open cell says what it must be. An unreadable cell needs one such law, a blank total
    /// two: some offices leave totals blank by habit, and then there is nothing to be repaired.
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

    /// A total that was taken as 0, its whole row being blank, is a blank like any other.
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

    /// The figure that the first law asks for which asks for a possible one.
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

    /// The printed figure, if one was.
    pub(super) fn printed(&self, spot: Spot) -> Option<i64> {
        match self.filed[usize::from(spot)] {
            Some(Filed::Number) => Some(self.numbers[usize::from(spot)]),
            Some(Filed::Blank | Filed::BlankTotal | Filed::Unreadable) | None => None,
        }
    }
}

/// The change of a cell with that coefficient that settles a law that is off by so much.
pub(super) fn settling(off: i64, coefficient: i64) -> Option<i64> {
    (coefficient != 0 && off % coefficient == 0).then(|| -off / coefficient)
}

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
