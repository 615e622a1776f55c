//! The figures a rule can see: this filing's, last year's, and the sum of those below.

use crate::model::{AxisIx, Catalogue, CellIx, Filing, FormIx, Likeness, State, Stray, TableIx, Term, Value, When};

/// One filing's values, unpacked for arithmetic.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// 0 where the cell is no number.
    pub numbers: Vec<i64>,
    /// `[cell]`: it is a number.
    pub known: Vec<bool>,
    /// Why the others are no numbers.
    states: Vec<(CellIx, State)>,
    /// Cells that this year counts in another way than the filing read, in order.
    seams: Vec<CellIx>,
    /// One past the last cell of the filing.
    reach: usize,
    /// The material has some cell whose place could not be told.
    unread: bool,
    /// The figures of rows that are none of the form's.
    strays: Vec<Stray>,
}

impl Reading {
    /// Unpacks a filing, reusing the memory; in a complete one only foreign cells are no numbers.
    pub fn read(&mut self, filing: &Filing, complete: Option<FormIx>) {
        filing.cells.unpack(&mut self.numbers, &mut self.known);
        self.states.clear();
        self.seams.clear();
        self.reach = filing.cells.reach();
        self.strays.clear();
        self.strays.extend_from_slice(&filing.strays);
        self.unread = false;
        if complete.is_some() {
            return;
        }
        for (cell, value) in filing.cells.iter() {
            if let Value::Not(state) = value {
                self.unread |= state == State::Unread;
                self.states.push((cell, state));
            }
        }
    }

    /// True if the material has some cell whose place could not be told.
    pub fn any_unread(&self) -> bool {
        self.unread
    }

    /// True if rows that are none of the form's have as much in a column: one of them, or all of them together.
    pub fn is_astray(&self, table: TableIx, column: AxisIx, number: i64) -> bool {
        let here = || self.strays.iter().filter(|stray| (stray.table, stray.column) == (table, column));
        here().any(|stray| stray.number == number) || here().map(|stray| stray.number).sum::<i64>() == number
    }

    /// True if the filing has some cell behind this one in the catalogue.
    pub fn reaches_beyond(&self, cell: CellIx) -> bool {
        self.reach > cell.at()
    }

    /// Figures that were worked out; what is not known has no cell, or stands on one that was not read.
    pub(crate) fn of_sums(numbers: Vec<i64>, known: Vec<bool>, unread: &[bool]) -> Reading {
        let unread: Vec<(CellIx, State)> = unread
            .iter()
            .enumerate()
            .filter(|(_, unread)| **unread)
            .map(|(at, _)| (CellIx(at as u16), State::Unread))
            .collect();
        Reading { numbers, known, unread: !unread.is_empty(), states: unread, ..Reading::default() }
    }

    /// Turns the figures of last year into those that this year's form versions count, where the two differ:
    /// exactly where the pipeline says so, and nowhere else.
    pub fn across(&mut self, last_year: &Filing, filing: &Filing, looked_at: &[CellIx], catalogue: &Catalogue) {
        let form_of = |filing: &Filing, cell: CellIx| {
            filing.tables[catalogue.cell(cell).table.at()].unwrap_or_else(|| filing.form())
        };
        let (numbers, known) = (self.numbers.clone(), self.known.clone());
        for &cell in looked_at {
            let (from, to) = (form_of(last_year, cell), form_of(filing, cell));
            if from == to {
                continue;
            }
            let comparable = catalogue.comparable(from, to, cell);
            match (comparable.likeness, &comparable.cells[..]) {
                (Likeness::Exact, [same]) if *same == cell => {}
                (Likeness::Exact, cells) if cells.iter().all(|cell| known[cell.at()]) => {
                    self.numbers[cell.at()] = cells.iter().map(|cell| numbers[cell.at()]).sum();
                    self.known[cell.at()] = true;
                }
                (Likeness::Exact, cells) => {
                    let mut unknown = cells.iter().filter(|cell| !known[cell.at()]).map(|cell| self.state(*cell));
                    let why = unknown.next().unwrap_or(State::NotInSource);
                    let why = if unknown.any(|state| state == State::Unread) { State::Unread } else { why };
                    self.known[cell.at()] = false;
                    self.states.retain(|(other, _)| *other != cell);
                    let at = self.states.partition_point(|(other, _)| *other < cell);
                    self.states.insert(at, (cell, why));
                }
                (Likeness::Soft | Likeness::No, _) => {
                    self.known[cell.at()] = false;
                    self.seams.push(cell);
                }
            }
        }
    }

    /// True if this year counts the cell in another way.
    pub fn is_seam(&self, cell: CellIx) -> bool {
        self.seams.binary_search(&cell).is_ok()
    }

    /// Why the cell is no number.
    pub fn state(&self, cell: CellIx) -> State {
        match self.states.binary_search_by_key(&cell, |(at, _)| *at) {
            Ok(at) => self.states[at].1,
            Err(_) => State::NotInSource,
        }
    }

    /// True if some number is below zero.
    pub fn any_negative(&self) -> bool {
        self.numbers.iter().any(|number| *number < 0)
    }

    /// Cells that are no numbers, in order; not listed for a complete filing.
    pub fn not_numbers(&self) -> &[(CellIx, State)] {
        &self.states
    }

    /// True if some cell in the row of this one holds a figure.
    pub fn row_has_figures(&self, cell: CellIx, catalogue: &Catalogue) -> bool {
        let def = catalogue.cell(cell);
        catalogue.table(def.table).row_cells(def.row).any(|other| self.known[other.at()])
    }
}

/// What a rule sees of one filing.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The filing itself.
    pub now: &'a Reading,
    /// The same office, the year before.
    pub before: Option<&'a Reading>,
    /// The sums over the offices below, and how many filings are in them.
    pub below: Option<(&'a Reading, u32)>,
}

impl<'a> View<'a> {
    /// The reading a term looks at, if there is one.
    #[inline]
    pub fn reading(&self, when: When) -> Option<&'a Reading> {
        match when {
            When::Now => Some(self.now),
            When::LastYear => self.before,
            When::Children => self.below.map(|(sums, _)| sums),
        }
    }

    /// The figure of a term; 0 where there is none.
    pub fn figure(&self, term: &Term) -> i64 {
        self.reading(term.when).map_or(0, |reading| reading.numbers[term.cell.at()])
    }

    /// How many printed figures a term stands for.
    pub fn n_figures(&self, when: When) -> i64 {
        match when {
            When::Now | When::LastYear => 1,
            When::Children => self.below.map_or(0, |(_, n)| i64::from(n)),
        }
    }
}
