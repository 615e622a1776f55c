//! Figures in columns without a label, between or behind those of the form.
//!
//! ```text
//!             Persons        Companies   Total
//! Requests    12        7    3           15        7 has no label; 12 + 3 = 15 as the columns stand
//! ```
//!
//! It may be a hidden column, or a number for internal use. What it means is not known, but the other columns still
//! stand under their labels. They are read if, in every row with such a figure, the total is the sum of the columns as
//! they stand, and would not be if they were shifted by one. The extra figures are blanked out, and counted in a
//! remark.

use std::collections::BTreeSet;

use crate::model::{AxisIx, CellIx, Cells, Message, Value};
use crate::read::bind::{self, Labelled};
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::{Aside, Header, Leaf, Stub};
use crate::read::laws;
use crate::read::number::{Parsed, in_cell};
use crate::read::section::{Scan, Section};
use crate::read::trail::Trail;
use crate::read::vocabulary::Vocabulary;

/// Blanks such figures in a grid; gives the remark.
pub(crate) fn leave_out(grid: &mut Grid, scan: &Scan, vocabulary: &Vocabulary<'_>) -> Option<Message> {
    let places: Vec<(usize, usize)> =
        scan.sections.iter().flat_map(|section| of_section(section, grid, vocabulary)).collect();
    let (row, column) = *places.first()?;
    let spot = grid.row(row).spot(column);
    places.iter().for_each(|(row, column)| grid.set(*row, *column, Token::Blank));
    let message = Message::new("intake.unlabelled_figures").with("n", places.len());
    Some(message.with("line", spot.line).with("column", spot.column))
}

/// The places of such figures in a section; none if the columns of the form cannot be relied on, or if a text over the
/// column may say what it is.
fn of_section(section: &Section, grid: &Grid, vocabulary: &Vocabulary<'_>) -> Vec<(usize, usize)> {
    let header = &section.header;
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut confirmed: BTreeSet<usize> = BTreeSet::new();
    if header.stub != Stub::Rows || !header.aligned || header.spanned {
        return places;
    }
    let first = header.leaves.first().map_or(0, |leaf| leaf.at);
    let is_aside = |column: usize| header.aside_at(column).is_some_and(|aside| aside != Aside::Remark);
    let width = section.rows.iter().map(|at| grid.row(*at).tokens.len()).max().unwrap_or(0);
    // A line below the header that was not understood may say what the column is: half a year, another office.
    let below = section.start..section.rows.first().copied().unwrap_or(section.start);
    let is_headed = |column: &usize| below.clone().any(|at| grid.row(at).token(*column).word().is_some());
    let unlabelled: Vec<usize> = (0..width).filter(|column| !header.is_over(*column) && !is_aside(*column)).collect();
    let strays = |at: usize| {
        let row = grid.row(at);
        unlabelled.iter().copied().filter(move |column| vocabulary.is_number(row.token(*column)))
    };
    let mut any = section.rows.iter().flat_map(|at| strays(*at)).peekable();
    if any.peek().is_none() || any.any(|column| is_headed(&column)) {
        return places;
    }
    let mut trail = Trail::default();
    for at in &section.rows {
        let row = grid.row(*at);
        let Labelled::Row(label) = bind::label(&row, header, vocabulary, &mut trail) else { continue };
        let own: Vec<usize> = strays(*at).filter(|column| *column >= label.end).collect();
        if own.is_empty() {
            continue;
        }
        let Some(sums) = label.line.filter(|_| label.end <= first).map(|line| Sums { row, line, header, vocabulary })
        else {
            return Vec::new();
        };
        // If the sums of a row do not hold, nothing can be relied on. Zeros add up wherever they stand, and prove
        // nothing.
        match sums.hold(0) {
            Some(true) if sums.hold(1) != Some(true) && sums.hold(-1) != Some(true) => confirmed.extend(&own),
            Some(false) => {}
            Some(true) | None => return Vec::new(),
        }
        places.extend(own.into_iter().map(|column| (*at, column)));
    }
    if places.iter().all(|(_, column)| confirmed.contains(column)) { places } else { Vec::new() }
}

/// A row and its sums.
struct Sums<'a> {
    row: Row<'a>,
    line: AxisIx,
    header: &'a Header,
    vocabulary: &'a Vocabulary<'a>,
}

impl Sums<'_> {
    /// If all sums of the row hold, whether they are of more than zeros; `None` if some do not, or none can be asked.
    /// Figures are taken from so many columns further to the right, which should not hold as well.
    fn hold(&self, slid: isize) -> Option<bool> {
        let pipeline = self.vocabulary.pipeline;
        let table = pipeline.catalogue.table(self.header.table);
        let cell = |leaf: &Leaf| table.cell(self.line, leaf.column?);
        let placed: Vec<(CellIx, Value)> = self
            .header
            .leaves
            .iter()
            .filter_map(|leaf| Some((leaf.at.checked_add_signed(slid)?, cell(leaf)?)))
            .map(|(at, cell)| (cell, self.value(at, cell)))
            .collect();
        let cells: Vec<CellIx> = placed.iter().map(|(cell, _)| *cell).collect();
        let value = |cell: CellIx| placed.iter().find(|(of, _)| *of == cell).map(|(_, value)| *value);
        let absent = Cells::absent(pipeline.catalogue.n_cells());
        let laws = laws::touching(&cells, pipeline);
        let mut asked = laws.iter().filter_map(|law| laws::holds(law, &value, &absent)).peekable();
        let holds = asked.peek().is_some() && asked.all(|holds| holds);
        holds.then(|| placed.iter().any(|(_, value)| value.number().is_some_and(|number| number != 0)))
    }

    /// What the field at a position says in a cell.
    fn value(&self, at: usize, cell: CellIx) -> Value {
        let (kind, numbers) = (&self.vocabulary.pipeline.catalogue.cell(cell).kind, &self.vocabulary.pipeline.numbers);
        match self.row.token(at) {
            Token::Plain(number) => Value::Number(i64::from(number)),
            Token::Word(ix) => in_cell(self.vocabulary.get(ix).parsed, kind, numbers),
            Token::Blank | Token::Covered(_) => in_cell(Parsed::Blank, kind, numbers),
        }
    }
}
