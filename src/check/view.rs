//! The figures that a rule can see: those of the filing, of the year before, and the sums of the
//! offices below.
//!
//! ```text
//! term               reading        figure
//! total              now            12
//! prev(total)        before         10       none in the first year of an office
//! children(total)    below          9        none unless the filing contains others
//! ```

use crate::model::{AxisIx, Catalogue, CellIx, Filing, FormIx, Likeness, State, Stray, TableIx, Term, Value, When};

/// One filing's values, unpacked for arithmetic.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// `[cell]`: the figure in the smallest unit of the cell. 0 where the cell is not a number.
    pub numbers: Vec<i64>,
    /// `[cell]`: true if the cell is a number.
    pub known: Vec<bool>,
    /// Why the other cells are not numbers, in order of cells. A cell that is not listed is not in
    /// the source.
    states: Vec<(CellIx, State)>,
    /// Cells that the form of this year counts in another way than the form of last year, in order.
    /// Only set for readings of last year.
    seams: Vec<CellIx>,
    /// One past the last cell of the filing.
    reach: usize,
    /// True if the material has some cell whose position in the form could not be determined.
    unread: bool,
    /// Figures in rows that the form does not have.
    strays: Vec<Stray>,
}

impl Reading {
    /// Unpacks a filing into the memory of the former one. In a complete filing only cells of other
    /// forms are not numbers, so their states are not listed.
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

    /// True if the material has some cell whose position in the form could not be determined.
    pub fn any_unread(&self) -> bool {
        self.unread
    }

    /// True if rows that the form does not have hold exactly `number` in that column, either in one
    /// of them or in all of them together.
    pub fn is_astray(&self, table: TableIx, column: AxisIx, number: i64) -> bool {
        let here = || self.strays.iter().filter(|stray| (stray.table, stray.column) == (table, column));
        here().any(|stray| stray.number == number) || here().map(|stray| stray.number).sum::<i64>() == number
    }

    /// True if the filing has this cell or one behind it in the catalogue.
    pub fn reaches_beyond(&self, cell: CellIx) -> bool {
        self.reach > cell.at()
    }

    /// A reading of sums. `unread` marks the sums that include a cell which was not read; other
    /// unknown sums count as not in the source.
    pub(crate) fn of_sums(numbers: Vec<i64>, known: Vec<bool>, unread: &[bool]) -> Reading {
        let unread: Vec<(CellIx, State)> = unread
            .iter()
            .enumerate()
            .filter(|(_, unread)| **unread)
            .map(|(at, _)| (CellIx(at as u16), State::Unread))
            .collect();
        Reading { numbers, known, unread: !unread.is_empty(), states: unread, ..Reading::default() }
    }

    /// Converts a reading of last year's figures into what this year's forms count, for cells in
    /// `looked_at` whose forms differ.
    ///
    /// ```text
    /// comparison   last year's cells          this year's cell
    /// exact        3 and 4                    7
    /// exact        3 and (blank)              not a number: blank
    /// soft or no   …                          not a number: a seam, and laws on it are skipped
    /// ```
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

    /// True if this year counts the cell in another way than last year.
    pub fn is_seam(&self, cell: CellIx) -> bool {
        self.seams.binary_search(&cell).is_ok()
    }

    /// Why the cell is not a number. Only meaningful for cells that are not.
    pub fn state(&self, cell: CellIx) -> State {
        match self.states.binary_search_by_key(&cell, |(at, _)| *at) {
            Ok(at) => self.states[at].1,
            Err(_) => State::NotInSource,
        }
    }

    /// True if some figure is negative.
    pub fn any_negative(&self) -> bool {
        self.numbers.iter().any(|number| *number < 0)
    }

    /// The cells that are not numbers, in order. Empty for a complete filing.
    pub fn not_numbers(&self) -> &[(CellIx, State)] {
        &self.states
    }

    /// True if some cell in the row of this one is a number.
    pub fn row_has_figures(&self, cell: CellIx, catalogue: &Catalogue) -> bool {
        let def = catalogue.cell(cell);
        catalogue.table(def.table).row_cells(def.row).any(|other| self.known[other.at()])
    }
}

/// What a rule sees of one filing.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The filing being checked.
    pub now: &'a Reading,
    /// The filing of the same office for the year before, or what it took over from its
    /// predecessors.
    pub before: Option<&'a Reading>,
    /// The sums over the offices below, and the number of filings in them.
    pub below: Option<(&'a Reading, u32)>,
}

impl<'a> View<'a> {
    /// The figures that a term refers to. Nothing if there is no such filing.
    #[inline]
    pub fn reading(&self, when: When) -> Option<&'a Reading> {
        match when {
            When::Now => Some(self.now),
            When::LastYear => self.before,
            When::Children => self.below.map(|(sums, _)| sums),
        }
    }

    /// The figure of a term. 0 where there is none.
    pub fn figure(&self, term: &Term) -> i64 {
        self.reading(term.when).map_or(0, |reading| reading.numbers[term.cell.at()])
    }

    /// The number of printed figures that a term stands for. Each of them may be rounded.
    pub fn n_figures(&self, when: When) -> i64 {
        match when {
            When::Now | When::LastYear => 1,
            When::Children => self.below.map_or(0, |(_, n)| i64::from(n)),
        }
    }
}
