//! Bindings that rest on something else than labels: what they rest on, as notes.
//!
//! A figure is normally bound by the labels of its row and column. If a label was misprinted and restored from its
//! place, or a text counts as a figure because the sums confirm it, the report says so beside the figure. Also here:
//! figures of rows that are none of the form's, which are kept because a sum may include them.

use crate::model::{Axis, AxisIx, BindingNote, FindingKey, Message, Spot, Stray, TableIx};
use crate::read::bind::{self, Candidate, Labelled};
use crate::read::doubt;
use crate::read::grid::{Row, Token};
use crate::read::header::{Header, Stub};
use crate::read::misprint::{self, Restored};
use crate::read::number::Parsed;
use crate::read::section::Section;
use crate::read::tables::{TableReader, twice};

impl TableReader<'_> {
    /// What the labels of the rows say. Misprinted ones are restored by their place.
    pub(super) fn labelled(&mut self, rows: &[Row<'_>], header: &Header) -> Vec<Labelled> {
        let trail = &mut self.trails[header.table.at()];
        let label = |row: &Row<'_>| bind::label(row, header, self.vocabulary, trail);
        let mut labelled: Vec<Labelled> = rows.iter().map(label).collect();
        for Restored { row, label, printed } in misprint::tell(rows, &labelled, header, self.vocabulary) {
            labelled[row] = Labelled::Row(label);
            let printed = self.vocabulary.get(printed).raw.trim().to_owned();
            let line = label.line.map(|line| (header.stub_axis(), line));
            self.note_misprint(header.table, line, printed, rows[row].spot(label.end.saturating_sub(1)));
        }
        labelled
    }

    /// True if only one row has a label of the form and several have others: a table about something else has a total
    /// too.
    pub(super) fn is_of_another_table(&self, rows: &[Row<'_>], labelled: &[Labelled]) -> bool {
        let has_figures = |row: &&Row<'_>| row.tokens.iter().any(|token| self.vocabulary.is_number(*token));
        let is_strange =
            |row: &&Row<'_>| row.tokens.iter().any(|token| self.vocabulary.unknown_label(*token).is_some());
        let rows_of = |wanted: fn(&Labelled) -> bool| {
            rows.iter()
                .zip(labelled)
                .filter(move |(_, labelled)| wanted(labelled))
                .map(|(row, _)| row)
                .filter(has_figures)
        };
        let n_known = rows_of(|labelled| matches!(labelled, Labelled::Row(_))).count();
        n_known == 1 && rows_of(|labelled| *labelled == Labelled::Unknown).filter(is_strange).count() > 1
    }

    /// Lists the rows that have the label of another row and are none of the form's: a second `total` over something
    /// else.
    pub(super) fn leave_others(&mut self, candidates: &mut Vec<Candidate>, header: &Header) {
        let others = twice::others(candidates, header, self.grid, self.vocabulary);
        for (candidate, _) in candidates.iter().zip(&others).filter(|(_, is_other)| **is_other) {
            self.name_figures(&self.grid.row(candidate.at));
        }
        let mut others = others.into_iter();
        candidates.retain(|_| !others.next().unwrap_or(false));
    }

    /// Keeps the figures of a row whose label is not known, as a sum may include them. If a total does not hold, the
    /// check looks whether it holds with such a row, and then names it.
    pub(super) fn stray(&mut self, row: &Row<'_>, header: &Header) {
        let is_label = |token: &Token| matches!(token, Token::Word(_)) && !self.vocabulary.is_figure(*token);
        let has_label = row.tokens.iter().take(header.leaves[0].at).any(is_label);
        if header.stub != Stub::Rows || !header.aligned || !has_label {
            return;
        }
        for (column, leaf) in header.leaves.iter().filter_map(|leaf| Some((leaf.column?, leaf))) {
            let number = match row.token(leaf.at) {
                Token::Plain(number) => i64::from(number),
                Token::Word(word) => match self.vocabulary.get(word).parsed {
                    Parsed::Figure { digits, decimals: 0, .. } => digits,
                    _ => continue,
                },
                Token::Blank | Token::Covered(_) => continue,
            };
            self.strays.push(Stray { table: header.table, column, number });
        }
    }

    /// Reads texts as figures if the sums of the form confirm it: `1O` is 10 if the total needs exactly 10 there.
    pub(super) fn settle_doubts(&mut self) {
        let read = doubt::settle(&mut self.cells, self.vocabulary.pipeline);
        let mut tables: Vec<TableIx> = Vec::new();
        for cell in read {
            let table = self.pipeline().catalogue.cell(cell).table;
            if !tables.contains(&table) {
                tables.push(table);
                let message = Message::new("finding.bound_doubt").with("printed", self.cells.raw(cell));
                self.note(table, None, message, self.spots[cell.at()]);
            }
        }
    }

    /// Notes that a misprinted label was restored.
    pub(super) fn note_misprint(&mut self, table: TableIx, line: Option<(Axis, AxisIx)>, printed: String, spot: Spot) {
        self.note(table, line, Message::new("finding.bound_misprint").with("printed", printed), spot);
    }

    /// Notes on what the binding of a line rests, or of a whole table.
    pub(super) fn note(&mut self, table: TableIx, line: Option<(Axis, AxisIx)>, message: Message, spot: Spot) {
        let key = match line {
            Some((Axis::Row, row)) => FindingKey::Row(table, row),
            Some((Axis::Column, column)) => FindingKey::Column(table, column),
            None => FindingKey::Table(table),
        };
        self.notes.push(BindingNote { key, message, spot });
    }

    /// Notes the columns of a section whose labels were restored.
    pub(super) fn note_misprinted_columns(&mut self, section: &Section) {
        for leaf in section.header.misprinted.iter().filter_map(|at| section.header.leaves.get(*at)) {
            let printed = self.vocabulary.get(leaf.label).raw.trim().to_owned();
            let line = leaf.column.map(|column| (Axis::Column, column)).or(leaf.row.map(|row| (Axis::Row, row)));
            let spot = self.grid.row(section.start).spot(leaf.at);
            self.note_misprint(section.header.table, line, printed, spot);
        }
    }
}
