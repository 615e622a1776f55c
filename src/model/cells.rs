//! One filing's values, packed.
//!
//! A million filings of 220 cells have to fit in memory, so a number takes two bytes; the few that need more
//! (money, licences of a whole city) and the printed texts that were no plain number are kept apart.

use crate::model::{CellIx, State, Value};

/// The values of one filing, one for every cell of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// Ends with the last cell that was ever written. The cells of the form in force come first, so a new filing
    /// takes no memory for older forms.
    packed: Vec<i16>,
    n_cells: u16,
    large: Vec<(CellIx, i64)>,
    texts: Vec<(CellIx, Box<str>)>,
}

// The lowest integers are codes for cells without a number; `LARGE` says to look in the side list.
const NOT_IN_SOURCE: i16 = i16::MIN;
const BLANK: i16 = i16::MIN + 1;
const NOT_APPLICABLE: i16 = i16::MIN + 2;
const BELOW_LIMIT: i16 = i16::MIN + 3;
const UNREADABLE: i16 = i16::MIN + 4;
const UNREAD: i16 = i16::MIN + 5;
const LARGE: i16 = i16::MIN + 6;

impl Cells {
    /// An empty filing: every cell is [`State::NotInSource`] until it is set.
    pub fn absent(n_cells: usize) -> Cells {
        Cells::absent_up_to(n_cells, n_cells)
    }

    /// Like [`Cells::absent`], but allocates the first `room` cells only and grows on demand.
    pub fn absent_up_to(n_cells: usize, room: usize) -> Cells {
        let packed = vec![NOT_IN_SOURCE; room.min(n_cells)];
        Cells { packed, n_cells: n_cells as u16, large: Vec::new(), texts: Vec::new() }
    }

    #[inline]
    fn at(&self, cell: CellIx) -> i16 {
        self.packed.get(cell.at()).copied().unwrap_or(NOT_IN_SOURCE)
    }

    #[inline]
    fn put(&mut self, cell: CellIx, packed: i16) {
        if cell.at() >= self.packed.len() {
            self.packed.resize(cell.at() + 1, NOT_IN_SOURCE);
        }
        self.packed[cell.at()] = packed;
    }

    /// The value of a cell.
    pub fn get(&self, cell: CellIx) -> Value {
        match self.at(cell) {
            NOT_IN_SOURCE => Value::Not(State::NotInSource),
            BLANK => Value::Not(State::Blank),
            NOT_APPLICABLE => Value::Not(State::NotApplicable),
            BELOW_LIMIT => Value::Not(State::BelowLimit),
            UNREADABLE => Value::Not(State::Unreadable),
            UNREAD => Value::Not(State::Unread),
            LARGE => match self.large.iter().find(|(at, _)| *at == cell) {
                Some((_, number)) => Value::Number(*number),
                None => Value::Not(State::Unreadable),
            },
            number => Value::Number(i64::from(number)),
        }
    }

    /// Sets a cell. `raw` is kept only where the value alone would lose something of what was printed.
    pub fn set(&mut self, cell: CellIx, value: Value, raw: &str) {
        self.forget(cell);
        let packed = match value {
            Value::Number(number) => match i16::try_from(number) {
                Ok(small) if small > LARGE => small,
                _ => {
                    self.large.push((cell, number));
                    LARGE
                }
            },
            Value::Not(State::NotInSource) => NOT_IN_SOURCE,
            Value::Not(State::Blank) => BLANK,
            Value::Not(State::NotApplicable) => NOT_APPLICABLE,
            Value::Not(State::BelowLimit) => BELOW_LIMIT,
            Value::Not(State::Unreadable) => UNREADABLE,
            Value::Not(State::Unread) => UNREAD,
        };
        self.put(cell, packed);
        if !raw.is_empty() {
            self.texts.push((cell, raw.into()));
        }
    }

    /// Fast path for bulk exports: sets a cell that has not been set before to a plain number.
    #[inline]
    pub fn set_plain(&mut self, cell: CellIx, number: i32) {
        let packed = match i16::try_from(number) {
            Ok(small) if small > LARGE => small,
            _ => {
                self.large.push((cell, i64::from(number)));
                LARGE
            }
        };
        self.put(cell, packed);
    }

    /// Fast path for bulk exports: marks a cell that has not been set before as blank.
    #[inline]
    pub fn set_blank(&mut self, cell: CellIx) {
        self.put(cell, BLANK);
    }

    fn forget(&mut self, cell: CellIx) {
        if self.at(cell) != NOT_IN_SOURCE {
            self.large.retain(|(at, _)| *at != cell);
            self.texts.retain(|(at, _)| *at != cell);
        }
    }

    /// The text as printed; empty where it was nothing but a plain number.
    pub fn raw(&self, cell: CellIx) -> &str {
        self.texts.iter().find(|(at, _)| *at == cell).map_or("", |(_, raw)| raw)
    }

    /// One past the last cell that was ever written.
    pub fn reach(&self) -> usize {
        self.packed.len()
    }

    /// True if the filing has the cell at all, whatever it says.
    pub fn has(&self, cell: CellIx) -> bool {
        self.at(cell) != NOT_IN_SOURCE
    }

    /// Every cell in catalogue order.
    pub fn iter(&self) -> impl Iterator<Item = (CellIx, Value)> + '_ {
        (0..usize::from(self.n_cells)).map(|at| {
            let cell = CellIx(at as u16);
            (cell, self.get(cell))
        })
    }

    /// Every cell with a number, in catalogue order.
    pub fn numbers(&self) -> impl Iterator<Item = (CellIx, i64)> + '_ {
        let packed = self.packed.iter().enumerate().filter(|(_, packed)| **packed >= LARGE);
        packed.filter_map(|(at, packed)| {
            let cell = CellIx(at as u16);
            let number = if *packed > LARGE { Some(i64::from(*packed)) } else { self.get(cell).number() };
            Some((cell, number?))
        })
    }

    /// Every cell that the source has without a number, in catalogue order, and why.
    pub fn gaps(&self) -> impl Iterator<Item = (CellIx, State)> + '_ {
        let packed = self.packed.iter().enumerate().filter(|(_, packed)| (BLANK..=UNREAD).contains(*packed));
        packed.filter_map(|(at, _)| {
            let cell = CellIx(at as u16);
            match self.get(cell) {
                Value::Not(state) => Some((cell, state)),
                Value::Number(_) => None,
            }
        })
    }

    /// Unpacks all cells. A cell without a number is 0 in `numbers` and false in `known`.
    pub fn unpack(&self, numbers: &mut Vec<i64>, known: &mut Vec<bool>) {
        known.clear();
        known.extend(self.packed.iter().map(|&packed| packed > LARGE));
        numbers.clear();
        numbers.extend(self.packed.iter().map(|&packed| if packed > LARGE { i64::from(packed) } else { 0 }));
        known.resize(usize::from(self.n_cells), false);
        numbers.resize(usize::from(self.n_cells), 0);
        for (cell, number) in &self.large {
            numbers[cell.at()] = *number;
            known[cell.at()] = true;
        }
    }

    /// True if every one of these cells holds a number.
    pub fn all_numbers(&self, cells: &[CellIx]) -> bool {
        cells.iter().all(|cell| self.at(*cell) >= LARGE)
    }

    /// True if some cell is [`State::Unread`].
    pub fn any_unread(&self) -> bool {
        self.packed.contains(&UNREAD)
    }

    /// How many cells hold a number, how many were printed without one (blank, not applicable, below the limit), and
    /// how many are unreadable or unread.
    pub fn counts(&self) -> [u64; 3] {
        let count = |is: fn(i16) -> bool| self.packed.iter().filter(|&&packed| is(packed)).count() as u64;
        [
            count(|packed| packed >= LARGE),
            count(|packed| matches!(packed, BLANK | NOT_APPLICABLE | BELOW_LIMIT)),
            count(|packed| matches!(packed, UNREADABLE | UNREAD)),
        ]
    }

    /// Writes these cells into a column-major block, `width` numbers apart, and calls `none` for each without a number.
    pub fn scatter(&self, cells: &[CellIx], block: &mut [i64], width: usize, mut none: impl FnMut(usize, State)) {
        for (at, cell) in cells.iter().enumerate() {
            let packed = self.at(*cell);
            block[at * width] = if packed > LARGE {
                i64::from(packed)
            } else {
                match self.get(*cell) {
                    Value::Number(number) => number,
                    Value::Not(state) => {
                        none(at, state);
                        0
                    }
                }
            };
        }
    }

    /// Copies a cell from another filing, with its printed text.
    pub fn take_over(&mut self, cell: CellIx, other: &Cells) {
        self.set(cell, other.get(cell), other.raw(cell));
    }

    /// Bytes on the heap, not counting the texts themselves.
    pub fn bytes(&self) -> usize {
        size_of::<Cells>()
            + self.packed.capacity() * size_of::<i16>()
            + self.large.capacity() * size_of::<(CellIx, i64)>()
            + self.texts.capacity() * size_of::<(CellIx, Box<str>)>()
    }

    /// Releases spare capacity.
    pub fn shrink(&mut self) {
        let used = self.packed.iter().rposition(|packed| *packed != NOT_IN_SOURCE).map_or(0, |last| last + 1);
        self.packed.truncate(used);
        self.packed.shrink_to_fit();
        self.large.shrink_to_fit();
        self.texts.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_and_every_state_come_back() {
        let mut cells = Cells::absent(10);
        let values = [
            Value::Number(0),
            Value::Number(i64::from(i16::MIN)),
            Value::Number(32_768),
            Value::Number(96_171_600_000),
            Value::Not(State::Blank),
            Value::Not(State::NotApplicable),
            Value::Not(State::BelowLimit),
            Value::Not(State::Unreadable),
            Value::Not(State::Unread),
        ];
        for (at, value) in values.iter().enumerate() {
            cells.set(CellIx(at as u16), *value, "");
        }
        for (at, value) in values.iter().enumerate() {
            assert_eq!(cells.get(CellIx(at as u16)), *value);
        }
        assert_eq!(cells.get(CellIx(9)), Value::Not(State::NotInSource));
        let numbers = cells.numbers().map(|(cell, number)| (cell, Value::Number(number)));
        let gaps = cells.gaps().map(|(cell, state)| (cell, Value::Not(state)));
        assert!(numbers.chain(gaps).eq(cells.iter().take(values.len())));
    }

    #[test]
    fn cells_beyond_the_last_one_written_cost_nothing_and_can_still_be_written() {
        let mut cells = Cells::absent(500);
        cells.set(CellIx(3), Value::Number(7), "");
        cells.shrink();
        assert_eq!(cells.packed.capacity(), 4);
        assert_eq!(cells.get(CellIx(499)), Value::Not(State::NotInSource));
        assert_eq!(cells.iter().count(), 500);
        cells.set(CellIx(499), Value::Number(1), "");
        assert_eq!(cells.get(CellIx(499)), Value::Number(1));
    }

    #[test]
    fn a_cell_written_twice_keeps_the_later_text_only() {
        let mut cells = Cells::absent(1);
        cells.set(CellIx(0), Value::Not(State::Unreadable), "abc");
        cells.set(CellIx(0), Value::Number(3), "");
        assert_eq!((cells.get(CellIx(0)), cells.raw(CellIx(0))), (Value::Number(3), ""));
    }
}
