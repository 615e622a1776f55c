//! Which cells of the form may be among what was printed and not understood.
//!
//! What an office has printed and the reader could not bind is not the office's fault, so the cells it may belong to
//! are [`State::Unread`] and not missing. Which cells these are depends on where it stands:
//!
//! - in a row of a table whose label is not known: the rows of the table that were not found and have room for as many
//!   figures. The same holds for an unknown row left blank, which is a mere remark if no row is missing;
//! - in a column of a table whose label is not known: in the rows that were found, the cells that were not;
//! - in no table: the tables that were not found, and the rows that the others lack.
//!
//! If nothing of the form is missing, extra rows and columns make nothing unread.
//!
//! ```text
//!                  natural persons   others   total
//! received                 2           1        3
//! grantde                  1           1        2      `granted` is unread, in all three columns
//! carried out              0           0        0
//! average days             4           9        6      an extra row: only `granted` is missing
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Axis, AxisIx, Catalogue, CellDef, CellIx, Cells, Form, FormIx, Part, Pipeline, Places, Spot, State, TableIx,
    Unmatched, Value,
};
use crate::read::bind::Labelled;
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::{Aside, Header, Stub};
use crate::read::rows;
use crate::read::section::Section;
use crate::read::vocabulary::Vocabulary;

/// So many figures alone in their rows are no page numbers.
const MANY_ALONE: usize = 8;

/// What was printed in one filing and not bound.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lost {
    /// Figures in rows and columns of a table whose label is not known.
    lines: BTreeMap<Lines, Vec<Figures>>,
    /// The row with the fewest figures of those that stand in no table.
    outside: Option<Figures>,
    /// Rows with a single figure outside the tables.
    lone: usize,
    /// Texts between the rows of a table, each of which may label a row left blank.
    texts: Vec<Text>,
}

/// The rows of a table, or its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lines {
    table: TableIx,
    axis: Axis,
}

/// Figures that belong to one line: `grantde │ 1 │ 1 │ 2` are three.
#[derive(Clone, Copy, Debug)]
struct Figures {
    /// How many there are at least: a merged cell may show one figure several times.
    n: usize,
    /// Where the first stands.
    first: Spot,
}

/// A text among the rows of a table.
#[derive(Clone, Debug)]
struct Text {
    lines: Lines,
    spot: Spot,
    text: Box<str>,
}

impl Lost {
    /// Takes a row of a section that its label makes none of the table's; true if it has to be listed.
    pub(crate) fn takes(
        &mut self,
        row: &Row<'_>,
        header: &Header,
        labelled: Labelled,
        vocabulary: &Vocabulary<'_>,
    ) -> bool {
        let is_code = |at: usize| header.aside_at(at) == Some(Aside::Code);
        let has_number = || (0..row.tokens.len()).any(|at| vocabulary.is_number(row.token(at)) && !is_code(at));
        // A heading beside figures does not say what they are. Without figures it may stand over a row left blank.
        let is_text = || {
            let heads = row.tokens.iter().any(|token| vocabulary.label(*token).is_some());
            heads && !row.tokens.iter().any(|token| vocabulary.is_figure(*token))
        };
        if (labelled == Labelled::Heading && !has_number()) || is_text() {
            self.text(row, header, vocabulary);
            return false;
        }
        self.row(row, header, vocabulary);
        true
    }

    /// A row whose label is not known, or may mean several lines.
    fn row(&mut self, row: &Row<'_>, header: &Header, vocabulary: &Vocabulary<'_>) {
        let is_code = |at: usize| header.aside_at(at) == Some(Aside::Code);
        if let Some(figures) = figures(row, &is_code, vocabulary) {
            self.line(Lines { table: header.table, axis: header.stub_axis() }, figures);
        }
    }

    /// A figure in a column whose label is not known.
    pub(crate) fn column(&mut self, header: &Header, spot: Spot) {
        let axes: &[Axis] = match header.stub {
            Stub::Rows => &[Axis::Column],
            Stub::Columns => &[Axis::Row],
            Stub::Nothing => &[Axis::Row, Axis::Column],
        };
        let figures = Figures { n: 1, first: spot };
        axes.iter().for_each(|axis| self.line(Lines { table: header.table, axis: *axis }, figures));
    }

    /// A row with figures in more columns than the header has labels.
    pub(crate) fn beyond(&mut self, row: &Row<'_>, header: &Header, vocabulary: &Vocabulary<'_>) {
        let is_beyond = |at: &usize| vocabulary.is_figure(row.token(*at)) && !header.is_over(*at);
        if let Some(at) = (0..row.tokens.len()).find(is_beyond) {
            let across = if header.stub_axis() == Axis::Row { Axis::Column } else { Axis::Row };
            self.line(Lines { table: header.table, axis: across }, Figures { n: 1, first: row.spot(at) });
        }
    }

    /// A row with figures outside the sections. It may still stand between the rows of one.
    pub(crate) fn left_over(&mut self, at: usize, row: &Row<'_>, sections: &[&Section], vocabulary: &Vocabulary<'_>) {
        let is_inside = |section: &&&Section| section.start < at && section.rows.last().is_some_and(|last| at < *last);
        let around = sections.iter().find(is_inside);
        if let Some(section) = around {
            self.row(row, &section.header, vocabulary);
        }
        let is_of_another = |section: &Section| {
            let labels = row.tokens.iter().filter_map(|token| vocabulary.label(*token));
            let mut tables = labels.flat_map(|word| word.meanings.iter().filter_map(|meaning| meaning.table()));
            tables.any(|table| table != section.header.table)
        };
        if around.is_some_and(|section| !is_of_another(section)) {
            return;
        }
        // Most likely a page number; but not if there are so many.
        if rows::is_lone_figure(row, vocabulary) {
            self.lone += 1;
            if self.lone < MANY_ALONE {
                return;
            }
        }
        let lost = figures(row, &|_| false, vocabulary);
        self.outside = self.outside.into_iter().chain(lost).min_by_key(|figures| figures.n);
    }

    /// The texts between the rows of a section and right below them.
    pub(crate) fn texts(&mut self, section: &Section, grid: &Grid, vocabulary: &Vocabulary<'_>) {
        let (Some(first), Some(last)) = (section.rows.first(), section.rows.last()) else { return };
        let between = (*first..grid.n_rows().min(last + 2)).filter(|at| !section.rows.contains(at));
        between.for_each(|at| self.text(&grid.row(at), &section.header, vocabulary));
    }

    /// A row without figures, which may be one of the table's left blank.
    fn text(&mut self, row: &Row<'_>, header: &Header, vocabulary: &Vocabulary<'_>) {
        let mut texts = row.tokens.iter().enumerate();
        let text = texts.find_map(|(at, token)| Some((at, vocabulary.unknown_label(*token)?)));
        let is_blank = row.tokens.len() > 1 && !row.tokens.iter().any(|token| vocabulary.is_figure(*token));
        if let Some((at, text)) = text.filter(|_| is_blank) {
            let lines = Lines { table: header.table, axis: header.stub_axis() };
            self.texts.push(Text { lines, spot: row.spot(at), text: text.into() });
        }
    }

    /// Adds figures to the rows or columns of a table.
    fn line(&mut self, lines: Lines, figures: Figures) {
        let lost = self.lines.entry(lines).or_default();
        // Figures that are more fit nowhere where fewer do not.
        if lost.iter().all(|other| other.n > figures.n) {
            lost.push(figures);
        }
    }

    /// Marks the cells of the form that the lost figures may belong to. Gives the marked cells of tables that were
    /// found, with the place of what may be theirs, and the texts that may label rows left blank.
    pub(crate) fn mark(mut self, tables: &[Option<FormIx>], cells: &mut Cells, pipeline: &Pipeline) -> Marked {
        let catalogue = &pipeline.catalogue;
        let mut marked = Marked::default();
        if self.lines.is_empty() && self.texts.is_empty() && self.outside.is_none() {
            return marked;
        }
        let found = RowsMet::of(cells, catalogue);
        let missing = missing(tables, cells, catalogue);
        // The cells of a row that was not found may be in a lost row; other cells may be in a lost column.
        let lines_of = |def: &CellDef| {
            let axis = if found.has_row(def) { Axis::Column } else { Axis::Row };
            Lines { table: def.table, axis }
        };
        for Text { lines, spot, text } in std::mem::take(&mut self.texts) {
            if missing.iter().any(|(_, def)| lines_of(def) == lines) {
                self.lines.entry(lines).or_default().push(Figures { n: 0, first: spot });
                marked.texts.push((spot, text));
            }
        }
        for (cell, def) in missing {
            let is_table_found = tables.get(def.table.at()).is_some_and(Option::is_some);
            let is_row_found = found.has_row(def);
            let room = match (is_table_found, is_row_found) {
                (true, false) => room_of_row(def, tables, catalogue),
                (true, true) | (false, _) => usize::MAX,
            };
            let inside = self.lines.get(&lines_of(def)).into_iter().flatten();
            // If tables come in files of their own, what stands beside one is hardly another.
            let may_be_outside = !is_row_found && (is_table_found || !pipeline.lexicon.names_files);
            let outside = self.outside.as_ref().filter(|_| may_be_outside);
            let Some(figures) = inside.chain(outside).find(|figures| figures.n <= room) else { continue };
            cells.set(cell, Value::Not(State::Unread), "");
            // A table that was not found may still come from another file, with its own places.
            marked.cells.extend(is_table_found.then_some((cell, figures.first)));
        }
        marked
    }
}

/// Marks the cells of a part that may be among figures outside its tables.
pub(crate) fn beside(part: &mut Part, unmatched: &[Unmatched], pipeline: &Pipeline) {
    let figures =
        |one: &Unmatched| Figures { n: usize::try_from(one.n_figures).unwrap_or(usize::MAX), first: one.spot };
    let outside = unmatched.iter().filter(|one| one.n_figures > 0).map(figures).min_by_key(|figures| figures.n);
    let lost = Lost { outside, ..Lost::default() };
    let marked = lost.mark(&part.tables, &mut part.cells, pipeline);
    let Places::Each { source, spots } = &mut part.places else { return };
    let mut spots = std::mem::take(spots).into_vec();
    spots.resize(pipeline.catalogue.n_cells(), Spot::default());
    for (cell, spot) in marked.cells {
        spots[cell.at()] = spot;
    }
    part.places = Places::each(*source, spots);
}

/// The figures of a row, if it has any. A merged cell may show its figure in every field it covers, so the same figure
/// in fields beside each other is counted once.
fn figures(row: &Row<'_>, is_code: &dyn Fn(usize) -> bool, vocabulary: &Vocabulary<'_>) -> Option<Figures> {
    let is_figure = |(at, token): &(usize, &Token)| vocabulary.is_figure(**token) && !is_code(*at);
    let figures: Vec<(usize, &Token)> = row.tokens.iter().enumerate().filter(is_figure).collect();
    let (first, _) = figures.first()?;
    Some(Figures { n: figures.chunk_by(|(_, a), (_, b)| a == b).count(), first: row.spot(*first) })
}

/// How many cells the filing's form has in the row of a cell.
fn room_of_row(def: &CellDef, tables: &[Option<FormIx>], catalogue: &Catalogue) -> usize {
    let Some(form) = catalogue.version_of(tables, def.table) else { return 0 };
    catalogue.table(def.table).row_cells(def.row).filter(|cell| form.has[cell.at()]).count()
}

/// What became unread.
#[derive(Debug, Default)]
pub(crate) struct Marked {
    /// The cells, with the place of what may be theirs.
    pub cells: Vec<(CellIx, Spot)>,
    /// Texts that may label a row left blank, with their places.
    pub texts: Vec<(Spot, Box<str>)>,
}

/// The rows in which something was found.
struct RowsMet(BTreeSet<(TableIx, AxisIx)>);

impl RowsMet {
    fn of(cells: &Cells, catalogue: &Catalogue) -> RowsMet {
        let here = catalogue.cells.iter().enumerate().filter(|(at, _)| cells.has(CellIx(*at as u16)));
        RowsMet(here.map(|(_, def)| (def.table, def.row)).collect())
    }

    fn has_row(&self, def: &CellDef) -> bool {
        self.0.contains(&(def.table, def.row))
    }
}

/// The cells of the filing's form versions that were not found. Cells that an office may leave out are not missing.
pub(crate) fn missing<'a>(
    tables: &[Option<FormIx>],
    cells: &Cells,
    catalogue: &'a Catalogue,
) -> Vec<(CellIx, &'a CellDef)> {
    let forms: Vec<Option<&Form>> =
        (0..catalogue.tables.len()).map(|at| catalogue.version_of(tables, TableIx(at as u8))).collect();
    let all = catalogue.cells.iter().enumerate().map(|(at, def)| (CellIx(at as u16), def));
    let is_owed = |(cell, def): &(CellIx, &CellDef)| {
        let form = forms.get(def.table.at()).copied().flatten();
        !cells.has(*cell)
            && !catalogue.table(def.table).by_line
            && form.is_some_and(|form| form.has[cell.at()] && form.is_owed(def))
    };
    all.filter(is_owed).collect()
}
