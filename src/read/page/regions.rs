//! The parts of a page that are raised, struck out or hidden, tracked while its tags go by.
//!
//! No tree is built. A part ends with its own end tag, or with the cell, row or paragraph in which it was opened. The
//! cost of a tag does not depend on the nesting.

use crate::read::dress::Dress;

/// Where in a table a part was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// Outside any table.
    Page,
    /// In a table, between its cells.
    Table,
    /// In a cell.
    Cell,
}

/// An open part.
#[derive(Debug)]
struct Region {
    tag: String,
    dress: Dress,
    inside: Inside,
    /// Open tags of the same name inside it.
    same: u32,
    /// Open tables inside it.
    tables: u32,
}

/// The open parts, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Regions {
    open: Vec<Region>,
}

/// Parts nested deeper than this are taken as plain.
const DEEPEST: usize = 64;

impl Regions {
    /// How text is printed here.
    pub(super) fn dress(&self) -> Dress {
        self.open.iter().fold(Dress::Plain, |outer, region| region.dress.inside(outer))
    }

    /// True if nothing is printed here.
    pub(super) fn is_hidden(&self) -> bool {
        // No other part is opened inside a hidden one.
        self.open.last().is_some_and(|region| region.dress == Dress::Hidden)
    }

    /// Opens a part.
    pub(super) fn open(&mut self, tag: &str, dress: Dress, inside: Inside) {
        if self.open.len() < DEEPEST {
            self.open.push(Region { tag: tag.to_owned(), dress, inside, same: 0, tables: 0 });
        }
    }

    /// Handles a start tag: ends the parts that cannot contain it.
    pub(super) fn begin(&mut self, tag: &str, is_block: bool) {
        while self.open.last().is_some_and(|region| region.ends_before(tag, is_block)) {
            self.open.pop();
        }
        if let Some(region) = self.open.last_mut() {
            region.tables += u32::from(tag == "table");
            region.same += u32::from(tag == region.tag);
        }
    }

    /// Handles an end tag; true if it ends a hidden part, so that nothing printed ends with it.
    pub(super) fn end(&mut self, tag: &str, is_block: bool) -> bool {
        while self.open.last().is_some_and(|region| region.ends_with(tag, is_block)) {
            self.open.pop();
        }
        let Some(region) = self.open.last_mut() else { return false };
        if tag == region.tag && region.same == 0 {
            return self.open.pop().is_some_and(|region| region.dress == Dress::Hidden);
        }
        region.same -= u32::from(tag == region.tag);
        region.tables = region.tables.saturating_sub(u32::from(tag == "table"));
        false
    }
}

impl Region {
    /// True if the part ends before such a start tag, though it was not closed.
    fn ends_before(&self, tag: &str, is_block: bool) -> bool {
        if self.tables > 0 {
            return false;
        }
        match tag {
            "td" | "th" => self.inside == Inside::Cell || is_cell(&self.tag),
            "tr" | "tbody" | "thead" | "tfoot" => self.inside == Inside::Cell || is_cell(&self.tag) || self.tag == "tr",
            _ => self.tag == "p" && is_block,
        }
    }

    /// True if the part ends with an end tag that was opened outside it.
    fn ends_with(&self, tag: &str, is_block: bool) -> bool {
        if self.tables > 0 || tag == self.tag {
            return false;
        }
        match tag {
            "td" | "th" => self.inside == Inside::Cell,
            "tr" | "tbody" | "thead" | "tfoot" => self.inside == Inside::Cell || is_cell(&self.tag),
            "table" => self.inside != Inside::Page,
            _ => self.tag == "p" && is_block,
        }
    }
}

fn is_cell(tag: &str) -> bool {
    matches!(tag, "td" | "th")
}
