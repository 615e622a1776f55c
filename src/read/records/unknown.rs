//! Labels of an export that were not understood → the cells that they may be.
//!
//! An unknown label may be anything, and most are no figures of the form at all: telephone numbers, a rank, somebody's
//! own sum. It may be a cell of the form if it is known but ambiguous; if it is much like the label of a row or column;
//! or if so few cells are missing that the unknown labels are probably these. Only cells that the filing lacks come
//! into question.
//!
//! ```text
//! received/naturl persons    like `received/natural persons`, which no other column has: that cell is unread
//! telephone                  like nothing: no cell, and its figures are counted as not understood
//! ```
//!
//! An unread cell differs from one that the filing does not have: a sum with it is not checked, and the office is not
//! told that the figure is missing.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::model::{Axis, AxisIx, Catalogue, CellDef, CellIx, Cells, FormIx, Meaning, Pipeline, State, TableIx, Value};
use crate::read::records::lists::{self, Named};
use crate::read::unread;

/// Two labels are much alike if they share at least so many of ten parts of the shorter one.
const ALIKE: usize = 5;
/// Separators between the labels of rows and columns.
const BETWEEN: [char; 12] = ['/', '|', '_', '-', '—', '>', ':', '.', ' ', '\u{3001}', '\u{FF1A}', '\u{FF0D}'];

/// The labels of all rows and columns of all forms in parts, and the pieces of labels compared with them.
pub(super) struct Likeness<'a> {
    pipeline: &'a Pipeline,
    /// The rows.
    rows: Vec<((TableIx, AxisIx), BTreeSet<String>)>,
    /// The columns.
    columns: Vec<((TableIx, AxisIx), BTreeSet<String>)>,
    /// Pieces that have been compared.
    known: FxHashMap<String, Option<Piece>>,
}

impl<'a> Likeness<'a> {
    pub(super) fn new(pipeline: &'a Pipeline) -> Likeness<'a> {
        let lines = |axis: Axis| {
            let tables = pipeline.catalogue.tables.iter().enumerate();
            let lines = tables.flat_map(|(table, of)| of.lines(axis).iter().enumerate().map(move |line| (table, line)));
            let named = lines.map(|(table, (at, line))| {
                ((TableIx(table as u8), AxisIx(at as u8)), parts(line.label.get(pipeline.language)))
            });
            named.collect()
        };
        Likeness { pipeline, rows: lines(Axis::Row), columns: lines(Axis::Column), known: FxHashMap::default() }
    }

    /// The cells that labels may be together: each piece of them is known or much like a row or column, and the cell
    /// agrees with all pieces.
    pub(super) fn like(&mut self, labels: &[&str]) -> Vec<CellIx> {
        if let Named::Cells(cells) = lists::named(labels, self.pipeline)
            && !cells.is_empty()
        {
            return cells;
        }
        let pieces: Vec<&str> =
            labels.iter().flat_map(|label| label.split(BETWEEN)).filter(|piece| is_word(piece)).collect();
        for piece in &pieces {
            if !self.known.contains_key(*piece) {
                self.known.insert((*piece).to_owned(), self.piece(piece));
            }
        }
        let pieces = pieces.iter().map(|piece| self.known.get(*piece)?.as_ref()).collect::<Option<Vec<&Piece>>>();
        let Some(pieces) = pieces.filter(|pieces| !pieces.is_empty()) else { return Vec::new() };
        let catalogue = &self.pipeline.catalogue;
        let is_meant = |def: &CellDef| pieces.iter().all(|piece| piece.allows(def, catalogue));
        let cells = catalogue.cells.iter().enumerate().filter(|(_, def)| is_meant(def));
        cells.map(|(at, _)| CellIx(at as u16)).collect()
    }

    /// `None` if the piece is neither known nor like anything.
    fn piece(&self, piece: &str) -> Option<Piece> {
        let known = self.pipeline.lexicon.meanings(piece);
        if !known.is_empty() {
            return Some(Piece::Known(known.to_vec()));
        }
        let printed = parts(piece);
        let is_like = |name: &BTreeSet<String>| contains(&printed, name) || contains(name, &printed);
        let like = |lines: &[((TableIx, AxisIx), BTreeSet<String>)]| -> BTreeSet<(TableIx, AxisIx)> {
            lines.iter().filter(|(_, name)| is_like(name)).map(|(line, _)| *line).collect()
        };
        let (rows, columns) = (like(&self.rows), like(&self.columns));
        (!rows.is_empty() || !columns.is_empty()).then_some(Piece::Like(rows, columns))
    }
}

/// False for a year or an ordinal, which says nothing about the cell.
fn is_word(piece: &str) -> bool {
    piece.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// What one piece of a label says.
enum Piece {
    /// It is one of these.
    Known(Vec<Meaning>),
    /// It is much like these rows and columns.
    Like(BTreeSet<(TableIx, AxisIx)>, BTreeSet<(TableIx, AxisIx)>),
}

impl Piece {
    fn allows(&self, def: &CellDef, catalogue: &Catalogue) -> bool {
        let (row, column) = ((def.table, def.row), (def.table, def.column));
        match self {
            Piece::Known(meanings) => meanings.iter().any(|meaning| match *meaning {
                Meaning::Table(table) | Meaning::File(table) => table == def.table,
                Meaning::Row(table, line) => (table, line) == row,
                Meaning::Column(table, line) => (table, line) == column,
                Meaning::Group(table, group) => {
                    let group = catalogue.table(table).groups.get(usize::from(group));
                    table == def.table
                        && group
                            .is_some_and(|group| group.has(if group.axis == Axis::Row { def.row } else { def.column }))
                }
                Meaning::Field(_) | Meaning::Furniture => false,
            }),
            // It may contain row and column without a separator.
            Piece::Like(rows, columns) => {
                (rows.is_empty() || rows.contains(&row)) && (columns.is_empty() || columns.contains(&column))
            }
        }
    }
}

/// A label in parts that can be counted: words of an alphabetic script, and pairs of neighbouring characters of others.
fn parts(label: &str) -> BTreeSet<String> {
    let narrow: Vec<char> = label.nfkc().flat_map(char::to_lowercase).collect();
    let mut parts = BTreeSet::new();
    for run in narrow.chunk_by(|a, b| a.is_alphabetic() && b.is_alphabetic() && a.is_ascii() == b.is_ascii()) {
        match run {
            [first, ..] if !first.is_alphabetic() => {}
            [first, ..] if first.is_ascii() => {
                parts.insert(run.iter().collect());
            }
            [only] => {
                parts.insert(only.to_string());
            }
            _ => parts.extend(run.windows(2).map(|pair| pair.iter().collect())),
        }
    }
    parts
}

/// True if much of one is contained in the other.
fn contains(whole: &BTreeSet<String>, part: &BTreeSet<String>) -> bool {
    !part.is_empty() && whole.intersection(part).count() * 10 >= part.len() * ALIKE
}

/// For each unknown label, given with the cells it is like, those that the filing lacks. `only` is the table of an
/// export that holds one.
pub(super) fn may_be(
    like: &[&[CellIx]],
    tables: &[Option<FormIx>],
    cells: &Cells,
    only: Option<TableIx>,
    catalogue: &Catalogue,
) -> Vec<Vec<CellIx>> {
    let missing = unread::missing(tables, cells, catalogue);
    let missing: Vec<(CellIx, TableIx)> = missing.into_iter().map(|(cell, def)| (cell, def.table)).collect();
    let missing: Vec<_> = missing.into_iter().filter(|(_, table)| only.is_none_or(|only| only == *table)).collect();
    // A table of which nothing was found is hardly just a few more columns.
    let is_found = |table: TableIx| tables.get(table.at()).is_some_and(Option::is_some);
    let few: Vec<CellIx> = missing.iter().filter(|(_, table)| is_found(*table)).map(|(cell, _)| *cell).collect();
    let are_all = few.len() <= like.len();
    let of_label = |like: &&[CellIx]| {
        let alike: Vec<(CellIx, TableIx)> = missing.iter().copied().filter(|(cell, _)| like.contains(cell)).collect();
        // A label that may belong to a table that was found hardly belongs to another.
        let any_found = alike.iter().any(|(_, table)| is_found(*table));
        let alike = alike.into_iter().filter(|(_, table)| !any_found || is_found(*table));
        let alike: Vec<CellIx> = alike.map(|(cell, _)| cell).collect();
        if alike.is_empty() && are_all { few.clone() } else { alike }
    };
    like.iter().map(of_label).collect()
}

/// Marks cells as unread, with the figure if it can only be theirs.
pub(super) fn mark(cells: &mut Cells, may_be: &[CellIx], printed: &str) {
    let raw = if may_be.len() == 1 { printed } else { "" };
    for cell in may_be {
        if !cells.has(*cell) {
            cells.set(*cell, Value::Not(State::Unread), raw);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec;

    fn codes(label: &str) -> Vec<String> {
        let pipeline = spec::load("cn-disclosure").unwrap();
        let form = &pipeline.catalogue.forms[0];
        let of_form = Likeness::new(&pipeline).like(&[label]).into_iter().filter(|cell| form.has[cell.at()]);
        of_form.map(|cell| pipeline.catalogue.cell(cell).code.clone()).collect()
    }

    #[test]
    fn a_misspelt_label_may_be_the_one_it_is_like() {
        assert_eq!(codes("予以公天-自然人"), ["requests.granted@natural_person"]);
        assert_eq!(codes("属于国家秘蜜/科研机枸"), ["requests.denied.state_secret@research"]);
        assert!(codes("本年废址件数").contains(&"proactive.rules@repealed".to_owned()));
    }

    #[test]
    fn a_label_of_something_else_is_like_no_cell() {
        for label in ["联系电话", "填报人", "序号", "电子邮箱", "得分", "Rank 2024"] {
            assert_eq!(codes(label), Vec::<String>::new(), "{label}");
        }
    }

    #[test]
    fn an_unknown_row_is_no_row_of_the_form_because_its_column_is_known() {
        let pipeline = spec::load("cn-disclosure").unwrap();
        let mut likeness = Likeness::new(&pipeline);
        assert!(likeness.like(&["收件总数", "总计"]).is_empty());
        assert_eq!(likeness.like(&["予以公天", "自然人"]), likeness.like(&["予以公天-自然人"]));
    }

    #[test]
    fn a_known_label_may_be_the_cells_that_it_names() {
        assert_eq!(codes("其他-自然人"), ["requests.other.other@natural_person"]);
    }
}
