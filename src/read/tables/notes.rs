//! What a table's bindings rest on where no label gives them.

use crate::model::{Axis, AxisIx, BindingNote, FindingKey, Message, Spot, TableIx};
use crate::read::bind::{self, Labelled};
use crate::read::grid::Row;
use crate::read::header::Header;
use crate::read::misprint;
use crate::read::scan::Section;
use crate::read::tables::TableReader;

impl TableReader<'_> {
    /// What the labels of the rows say; a misprinted one is told by its place.
    pub(super) fn labelled(&mut self, rows: &[Row<'_>], header: &Header) -> Vec<Labelled> {
        let trail = &mut self.trails[header.table.at()];
        let label = |row: &Row<'_>| bind::label(row, header, self.vocabulary, trail);
        let mut labelled: Vec<Labelled> = rows.iter().map(label).collect();
        for (at, label, word) in misprint::tell(rows, &labelled, header, self.vocabulary) {
            labelled[at] = Labelled::Row(label);
            let printed = self.vocabulary.get(word).raw.trim().to_owned();
            let line = label.line.map(|line| (header.stub_axis(), line));
            self.note_misprint(header.table, line, printed, rows[at].spot(label.end.saturating_sub(1)));
        }
        labelled
    }

    /// True if one row only has a label of the form, and several have others: a table of something else has a total too.
    pub(super) fn is_of_another_table(&self, rows: &[Row<'_>], labelled: &[Labelled]) -> bool {
        let has_figures = |row: &&Row<'_>| row.tokens.iter().any(|token| self.vocabulary.is_number(*token));
        let is_strange =
            |row: &&Row<'_>| row.tokens.iter().any(|token| self.vocabulary.unknown_label(*token).is_some());
        let of = |wanted: fn(&Labelled) -> bool| {
            rows.iter()
                .zip(labelled)
                .filter(move |(_, labelled)| wanted(labelled))
                .map(|(row, _)| row)
                .filter(has_figures)
        };
        let n_known = of(|labelled| matches!(labelled, Labelled::Row(_))).count();
        n_known == 1 && of(|labelled| *labelled == Labelled::Unknown).filter(is_strange).count() > 1
    }

    pub(super) fn note_misprint(&mut self, table: TableIx, line: Option<(Axis, AxisIx)>, printed: String, spot: Spot) {
        self.note(table, line, Message::of("finding.bound_misprint", "printed", printed), spot);
    }

    pub(super) fn note(&mut self, table: TableIx, line: Option<(Axis, AxisIx)>, message: Message, spot: Spot) {
        let key = match line {
            Some((Axis::Row, row)) => FindingKey::Row(table, row),
            Some((Axis::Column, column)) => FindingKey::Column(table, column),
            None => FindingKey::Table(table),
        };
        self.notes.push(BindingNote { key, message, spot });
    }

    pub(super) fn note_misprinted_columns(&mut self, section: &Section) {
        for leaf in section.header.misprinted.iter().filter_map(|at| section.header.leaves.get(*at)) {
            let printed = self.vocabulary.get(leaf.label).raw.trim().to_owned();
            let line = leaf.column.map(|column| (Axis::Column, column)).or(leaf.row.map(|row| (Axis::Row, row)));
            let spot = self.grid.row(section.start).spot(leaf.at);
            self.note_misprint(section.header.table, line, printed, spot);
        }
    }
}
