//! Rows that have lost a figure, or that can be read in several ways.
//!
//! ```text
//! label       columns a b c d     a row of three figures for four columns: which one is missing?
//! Persons     12  3  15           12 + 3 = 15 fits if d is missing, and nothing else does
//! ```
//!
//! The rules of the form decide: if only one way of placing the figures satisfies them, it is taken. If several rows of
//! a table are short they are decided together, since they have most likely lost the same column. A row that stays
//! unclear is not guessed at: its cells become unread, with all figures of the row as their text.

use crate::model::{CellIx, Cells, Message, State, Value};
use crate::read::bind::{self, Candidate, Fit};
use crate::read::grid::{Row, Token};
use crate::read::header::Header;
use crate::read::short::{self, Around, Lack, Reading, Suspect, Together};
use crate::read::stack;
use crate::read::tables::TableReader;

impl TableReader<'_> {
    /// Reads rows that have lost a cell.
    pub(super) fn short_rows(&mut self, header: &Header, rows: &[(&Candidate, Lack)]) {
        if rows.is_empty() {
            return;
        }
        let together = self.together(header, rows);
        let mut alone = Vec::new();
        for ((candidate, lack), reading) in rows.iter().zip(together) {
            match reading {
                Together::Moved(reading) => self.read_short(header, candidate, *lack, Some(reading)),
                Together::Ambiguous => self.read_short(header, candidate, *lack, None),
                Together::Alone => alone.push((*candidate, *lack)),
            }
        }
        // A row that begins with a blank is judged by its columns, in which the other rows that begin with a blank
        // count as well. So these rows are set first, as they are printed.
        let (pushed, short): (Vec<_>, Vec<_>) = alone.into_iter().partition(|(_, lack)| lack.is_at_start());
        let as_printed = self.as_printed(header, &pushed);
        pushed.iter().for_each(|(candidate, lack)| self.short_row(header, candidate, *lack, &as_printed));
        for (candidate, lack) in short {
            let read = self.cells.clone();
            self.short_row(header, candidate, lack, &read);
        }
    }

    /// How rows are read that have moved together.
    fn together(&self, header: &Header, rows: &[(&Candidate, Lack)]) -> Vec<Together> {
        let may_move = |(_, lack): &&(&Candidate, Lack)| matches!(lack, Lack::AtStart { .. } | Lack::AtEnd { .. });
        let moving: Vec<(&Candidate, Lack)> = rows.iter().filter(may_move).copied().collect();
        if moving.len() < 2 {
            return vec![Together::Alone; rows.len()];
        }
        let as_printed = self.as_printed(header, &moving);
        let value = |cell: CellIx, token: Token| self.value(cell, token, None).0;
        let suspect = |(candidate, lack): &(&Candidate, Lack)| {
            let cells = self.cells_of(header, candidate);
            Suspect { row: self.grid.row(candidate.at), lack: *lack, cells }
        };
        let suspects: Vec<Suspect<'_>> = rows.iter().map(suspect).collect();
        let around = Around { header, value: &value, as_printed: &as_printed, pipeline: self.pipeline() };
        short::together(&suspects, &around)
    }

    /// The cells read so far, and some rows as they are printed.
    fn as_printed(&self, header: &Header, rows: &[(&Candidate, Lack)]) -> Cells {
        let mut read = self.cells.clone();
        for (candidate, _) in rows {
            let row = self.grid.row(candidate.at);
            for (leaf, cell) in header.leaves.iter().zip(self.cells_of(header, candidate)) {
                if let Some(cell) = cell {
                    read.set(cell, self.value(cell, row.token(leaf.at), None).0, "");
                }
            }
        }
        read
    }

    /// Reads a row that has lost a figure as far as the sums leave only one way. `read` is what the other rows say.
    pub(super) fn short_row(&mut self, header: &Header, candidate: &Candidate, lack: Lack, read: &Cells) {
        let cells = self.cells_of(header, candidate);
        let is_stack = self.grid.is_stack();
        if is_stack && !stack::is_whole(&cells, header, candidate, self.pipeline()) {
            return self.unread_row(header, candidate);
        }
        let value = |cell: CellIx, token: Token| self.value(cell, token, None).0;
        let row = self.grid.row(candidate.at);
        let pipeline = self.pipeline();
        let around = short::Table { cells: &cells, value: &value, read, pipeline, is_stack };
        let reading = short::fit((&row, candidate, header), lack, &around);
        self.read_short(header, candidate, lack, reading);
    }

    /// Sets the cells of a row that has lost a figure, as far as the reading goes.
    fn read_short(&mut self, header: &Header, candidate: &Candidate, lack: Lack, reading: Option<Reading>) {
        let Some(reading) = reading else { return self.unread_row(header, candidate) };
        let (row, cells) = (self.grid.row(candidate.at), self.cells_of(header, candidate));
        let line = candidate.label.line.map(|line| (header.stub_axis(), line));
        if reading.fit != Fit::Aligned {
            let message = Message::new("finding.bound_short").with("n", cells.len().to_string());
            self.note(header.table, line, message, row.spot(0));
        }
        self.row(header, candidate, reading.fit);
        if let (Lack::AtStart { blank: false, .. }, Fit::Pushed { blank, .. }) = (lack, reading.fit)
            && let Some(cell) = cells[blank]
        {
            self.cells.set(cell, Value::Not(State::Unread), "");
        }
        // The text of an unread cell shows all figures of the row that have no cell.
        let n_columns = header.leaves.len();
        let is_bound = |leaf: &usize| !reading.ambiguous.contains(leaf) && reading.fit.lost() != Some(*leaf);
        let place = |leaf: usize| bind::position(reading.fit, leaf, header, row.tokens);
        let bound: Vec<usize> = (0..n_columns).filter(is_bound).map(place).collect();
        let printed = self.figures_of(&row, candidate, &bound);
        for cell in reading.ambiguous.iter().filter_map(|leaf| cells[*leaf]) {
            self.cells.set(cell, Value::Not(State::Unread), &printed);
            self.spots[cell.at()] = row.spot(candidate.label.end);
        }
    }

    /// The fields behind the label, except some, joined by commas.
    fn figures_of(&self, row: &Row<'_>, candidate: &Candidate, but: &[usize]) -> String {
        let figures = candidate.label.end..row.tokens.len();
        let printed: Vec<String> = figures
            .filter(|at| !matches!(row.token(*at), Token::Covered(_)) && !but.contains(at))
            .map(|at| self.raw_of(row.token(at)))
            .collect();
        printed.join(",")
    }

    /// Marks all cells of a row as unread, with what was printed.
    pub(super) fn unread_row(&mut self, header: &Header, candidate: &Candidate) {
        let row = self.grid.row(candidate.at);
        let printed = self.figures_of(&row, candidate, &[]);
        if candidate.fits.is_empty() {
            self.lost.beyond(&row, header, self.vocabulary);
        }
        for cell in self.cells_of(header, candidate).into_iter().flatten() {
            self.cells.set(cell, Value::Not(State::Unread), &printed);
            self.spots[cell.at()] = row.spot(candidate.label.end);
        }
    }
}
