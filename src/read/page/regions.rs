//! The parts of a page that are raised, struck out or hidden, while its tags go by.
//!
//! No tree is built, so what ends a part is known here: its own end tag, or the end of the cell, row or paragraph in
//! which it was opened. Each tag costs the same however deep the page is nested.

use crate::read::dress::Dress;

/// Where in a table a part was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// In none.
    Page,
    /// In a table, between its cells.
    Table,
    /// In a cell.
    Cell,
}

#[derive(Debug)]
struct Region {
    tag: String,
    dress: Dress,
    inside: Inside,
    /// Tags of the same name that are open inside it.
    same: u32,
    /// Tables that are open inside it.
    tables: u32,
}

/// The open parts, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Regions {
    open: Vec<Region>,
}

/// A page opens no more parts inside each other; those beyond are taken for plain.
const DEEPEST: usize = 64;

impl Regions {
    /// How text is printed here.
    pub(super) fn dress(&self) -> Dress {
        self.open.iter().fold(Dress::Plain, |outer, region| region.dress.inside(outer))
    }

    /// True if nothing is printed here.
    pub(super) fn is_hidden(&self) -> bool {
        // Inside a hidden part no other is opened.
        self.open.last().is_some_and(|region| region.dress == Dress::Hidden)
    }

    /// Opens a part.
    pub(super) fn open(&mut self, tag: &str, dress: Dress, inside: Inside) {
        if self.open.len() < DEEPEST {
            self.open.push(Region { tag: tag.to_owned(), dress, inside, same: 0, tables: 0 });
        }
    }

    /// A tag begins: ends the parts that cannot hold it, and is counted in the part that does.
    pub(super) fn begin(&mut self, tag: &str, is_block: bool) {
        while self.open.last().is_some_and(|region| region.ends_before(tag, is_block)) {
            self.open.pop();
        }
        if let Some(region) = self.open.last_mut() {
            region.tables += u32::from(tag == "table");
            region.same += u32::from(tag == region.tag);
        }
    }

    /// A tag ends; true if it is the end of a hidden part, and so of nothing that was printed.
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
    /// True if the part is over where such a tag begins, without having been ended.
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

    /// True if the part is over where a tag ends that was opened around it.
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
