//! Cells of a printed table that may span others.

use crate::corpus::layout::push_record;

/// What stands in the cells that a spanning cell covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spans {
    /// Nothing.
    Blank,
    /// The text of the spanning cell again.
    Repeated,
    /// They are not there, and what follows slides left.
    Collapsed,
}

/// One place of a printed table.
#[derive(Clone, Debug)]
pub struct Slot {
    text: String,
    covered: bool,
}

impl Slot {
    /// What stands there, or in the cell that covers it.
    #[allow(dead_code, reason = "the corpus prints rows as they are")]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True for a place covered by another cell.
    #[allow(dead_code, reason = "the corpus prints rows as they are")]
    pub fn is_covered(&self) -> bool {
        self.covered
    }

    /// The same place with another text, if its text is `whole`.
    pub fn with(&self, whole: &str, text: &str) -> Slot {
        if self.text == whole { Slot { text: text.to_owned(), covered: self.covered } } else { self.clone() }
    }
}

/// A cell that stands for itself.
pub fn own(text: impl Into<String>) -> Slot {
    Slot { text: text.into(), covered: false }
}

/// A place covered by a cell of that text above or to the left.
pub fn covered(text: impl Into<String>) -> Slot {
    Slot { text: text.into(), covered: true }
}

/// A cell that spans several columns.
pub fn wide(text: &str, width: usize) -> Vec<Slot> {
    (0..width).map(|at| Slot { text: text.to_owned(), covered: at > 0 }).collect()
}

/// A row all of which is covered by the row above.
pub fn below(row: &[Slot]) -> Vec<Slot> {
    row.iter().map(|slot| covered(slot.text.clone())).collect()
}

/// Writes a row of a table.
pub fn push_row(out: &mut String, row: &[Slot], spans: Spans, delimiter: char) {
    let fields = row.iter().filter_map(|slot| match (slot.covered, spans) {
        (false, _) | (true, Spans::Repeated) => Some(slot.text.as_str()),
        (true, Spans::Blank) => Some(""),
        (true, Spans::Collapsed) => None,
    });
    push_record(out, fields, delimiter);
}
