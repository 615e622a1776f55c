//! Sections of a grid → the cells of one filing.
//!
//! For each section: read the labels of its rows, find the ways in which each row fits under the header, choose one,
//! and set the cells. A row that has several ways, or none, gives no figures: its cells become unread, or it is listed
//! as unmatched.
//!
//! ```text
//! section: header and rows
//!    labels of the rows         bind, notes      which line of the form each row is
//!    ways to fit, chosen        bind             which field is which column's
//!    rows that lack a figure    short, torn      as far as the sums of the form decide
//!    rows that come twice       twice            the same figures once, others unread
//!    units                      units            10,000 yuan → yuan
//!    doubts                     notes            texts that are figures if the sums say so
//! cells, with their places → form version of each table
//! ```

mod notes;
mod paired;
mod torn;
mod twice;
mod units;

pub use units::lines as unit_lines;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{
    AxisIx, BindingNote, CellIx, Cells, FormIx, Pipeline, Places, SourceIx, Spot, State, Stray, TableIx, Unmatched,
    Value,
};
use crate::read::bind::{self, Candidate, Fit, Labelled, RowContext};
use crate::read::grid::{By, Grid, Row, Token};
use crate::read::header::{Header, Leaf, Stub};
use crate::read::number::{self, Parsed, Unit, in_cell};
use crate::read::section::Section;
use crate::read::trail::Trail;
use crate::read::unread::Lost;
use crate::read::vocabulary::{Vocabulary, WordIx};
use crate::read::{several, short, stack};
use units::General;

/// The tables of one filing, as printed in one file.
#[derive(Debug)]
pub struct Tables {
    /// What was printed, cell by cell.
    pub cells: Cells,
    /// Where it was printed.
    pub places: Places,
    /// The form version of each table that was found.
    pub tables: Arc<[Option<FormIx>]>,
    /// What was printed in or near the tables and not understood, in reading order.
    pub unmatched: Vec<Unmatched>,
    /// Bindings that rest on something else than labels, and on what.
    pub notes: Vec<BindingNote>,
    /// The figures of extra rows among those of the form: a sum may include them.
    pub strays: Vec<Stray>,
    /// The text that says the figures are hundreds or thousands: `单位：百件`.
    pub multiple: Option<String>,
}

/// The part of a filing that is in one grid. Two filings side by side are two grids, and a filing may be in both.
#[derive(Debug)]
pub struct Piece<'a> {
    /// The grid.
    pub grid: &'a Grid,
    /// The tables of the filing in it.
    pub sections: Vec<&'a Section>,
    /// Rows with figures that are in no table.
    pub lost: Vec<usize>,
    /// Rows above, between and below the tables that name units.
    pub units: Vec<usize>,
}

/// Reads the cells of every section; `None` if no cell was found.
pub fn read(pieces: &[Piece<'_>], source: SourceIx, vocabulary: &Vocabulary<'_>) -> Option<Tables> {
    let pipeline = vocabulary.pipeline;
    let n_cells = pipeline.catalogue.n_cells();
    let mut reader = TableReader {
        grid: pieces.first()?.grid,
        vocabulary,
        cells: Cells::absent(n_cells),
        spots: vec![Spot::default(); n_cells],
        unmatched: Vec::new(),
        notes: Vec::new(),
        strays: Vec::new(),
        lost: Lost::default(),
        over: None,
        general: General::default(),
        is_again: false,
        trails: vec![Trail::default(); pipeline.catalogue.tables.len()],
    };
    for piece in pieces {
        reader.grid = piece.grid;
        reader.general.learn(piece, vocabulary);
        for section in &piece.sections {
            reader.section(section);
            reader.lost.texts(section, piece.grid, vocabulary);
        }
        reader.halves_of_labels();
        for at in &piece.lost {
            if reader.pair(*at) {
                continue;
            }
            let row = piece.grid.row(*at);
            reader.lost.left_over(*at, &row, &piece.sections, vocabulary);
            reader.name_figures(&row);
        }
    }
    reader.finish(source)
}

/// For each row whether a row before it has the same label and room for as many figures, so that it is the same row
/// again. A row without anything behind its label does not count.
fn again(candidates: &[Candidate], grid: &Grid) -> Vec<bool> {
    let mut widest: BTreeMap<AxisIx, usize> = BTreeMap::new();
    let is_again = |candidate: &Candidate| {
        let line = candidate.label.line.filter(|_| !twice::is_blank(candidate, grid));
        let Some(line) = line else { return false };
        let before = widest.get(&line).copied();
        widest.insert(line, candidate.width.max(before.unwrap_or(0)));
        before.is_some_and(|before| before >= candidate.width)
    };
    candidates.iter().map(is_again).collect()
}

/// Lines above a header that may name the unit of its figures.
const LINES_OVER: usize = 3;

/// The reading of one filing under way.
struct TableReader<'a> {
    grid: &'a Grid,
    vocabulary: &'a Vocabulary<'a>,
    /// What has been read so far.
    cells: Cells,
    /// Where each cell stands.
    spots: Vec<Spot>,
    /// What was not understood.
    unmatched: Vec<Unmatched>,
    /// Bindings that rest on something else than labels.
    notes: Vec<BindingNote>,
    /// The figures of extra rows.
    strays: Vec<Stray>,
    /// Where cells of the form may be among what was not understood.
    lost: Lost,
    /// The unit that a line above the section names.
    over: Option<(TableIx, WordIx)>,
    /// The units named by lines that belong to no table in particular.
    general: General,
    /// The row that is being read has the same label as one before it.
    is_again: bool,
    /// How far each table has been read. A header repeated after a page break does not start the table over.
    trails: Vec<Trail>,
}

impl TableReader<'_> {
    /// The pipeline whose forms are looked for.
    fn pipeline(&self) -> &Pipeline {
        self.vocabulary.pipeline
    }

    fn section(&mut self, section: &Section) {
        let header = &section.header;
        // A line above one section of a table holds for its other sections, and a title for all tables.
        let is_title = |word: WordIx| self.vocabulary.get(word).claim.is_some();
        let before = self.over.filter(|(table, word)| *table == header.table || is_title(*word));
        self.over = self.unit_over(section).or(before);
        self.general.is_shut_out = self.counts_singly(section);
        self.note_multiple();
        self.note_misprinted_columns(section);
        if let Some(message) = &section.note {
            self.note(header.table, None, message.clone(), self.grid.row(section.start).spot(0));
        }
        let mut candidates = Vec::new();
        let rows: Vec<Row<'_>> = section.rows.iter().map(|at| self.grid.row(*at)).collect();
        let codes = bind::codes(&rows, header, self.vocabulary);
        let labelled = self.labelled(&rows, header);
        if self.is_of_another_table(&rows, &labelled) {
            return rows.iter().for_each(|row| self.name_figures(row));
        }
        for (((&at, row), labelled), code) in section.rows.iter().zip(&rows).zip(labelled).zip(codes) {
            match labelled {
                Labelled::Row(label) => {
                    let fits = bind::fits(row, label, header, code, self.vocabulary);
                    candidates.push(Candidate { at, width: row.tokens.len(), label, fits });
                }
                Labelled::Heading | Labelled::Unknown if self.lost.takes(row, header, labelled, self.vocabulary) => {
                    self.name_figures(row);
                    self.stray(row, header);
                }
                Labelled::Heading | Labelled::Unknown => {}
            }
        }
        self.leave_others(&mut candidates, header);
        let context = RowContext { catalogue: &self.pipeline().catalogue, vocabulary: self.vocabulary };
        let tokens = |at: usize| self.grid.row(at).tokens.to_vec();
        let chosen = bind::choose(&candidates, header, &tokens, &context);
        let short = short::rows(&candidates, header, self.grid, &context);
        let again = again(&candidates, self.grid);
        let whole = candidates.iter().zip(chosen).zip(again).zip(&short).filter(|(_, short)| short.is_none());
        for (((candidate, fit), is_again), _) in whole {
            let is_part = self.grid.is_stack()
                && !stack::is_whole(&self.cells_of(header, candidate), header, candidate, self.pipeline());
            match fit.filter(|_| !is_part) {
                Some(fit) => {
                    self.is_again = is_again;
                    self.row(header, candidate, fit);
                    self.is_again = false;
                }
                None => self.unread_row(header, candidate),
            }
        }
        let short = candidates.iter().zip(short).filter_map(|(candidate, short)| Some((candidate, short?)));
        self.short_rows(header, &short.collect::<Vec<_>>());
    }

    /// The cell of the form in each column of a row.
    fn cells_of(&self, header: &Header, candidate: &Candidate) -> Vec<Option<CellIx>> {
        let table = self.pipeline().catalogue.table(header.table);
        let of_leaf = |leaf: &Leaf| match header.stub {
            Stub::Rows => table.cell(candidate.label.line?, leaf.column?),
            Stub::Columns => table.cell(leaf.row?, candidate.label.line?),
            Stub::Nothing => table.cell(leaf.row?, leaf.column?),
        };
        header.leaves.iter().map(of_leaf).collect()
    }

    fn row(&mut self, header: &Header, candidate: &Candidate, fit: Fit) {
        let row = self.grid.row(candidate.at);
        let cells = self.cells_of(header, candidate);
        let unit = self.unit_of(&row, header, candidate.label.end, fit);
        for ((leaf_at, leaf), cell) in header.leaves.iter().enumerate().zip(cells) {
            let at = bind::position(fit, leaf_at, header, row.tokens);
            // A label over several merged fields may show its figure in each of them.
            let width = if fit == Fit::Aligned { leaf.width } else { 1 };
            let filled = || (at..at + width).filter(|at| !row.token(*at).is_empty());
            let first = filled().next().unwrap_or(at);
            let (token, spot) = (row.token(first), row.spot(first));
            // If the label is merely printed twice, two figures under it are two figures, and it cannot be told which
            // is the cell's.
            let is_torn = !self.grid.has_spans() && (1..width).contains(&filled().count());
            let agree = !is_torn && filled().all(|at| row.token(at) == token);
            match cell {
                // A lost figure was printed somewhere; somebody has to look it up.
                Some(cell) if fit.lost() == Some(leaf_at) => {
                    self.cells.set(cell, Value::Not(State::Unread), "");
                    self.spots[cell.at()] = row.spot(candidate.label.end);
                }
                Some(cell) if self.grid.has_spans() && self.is_elsewhere(header, candidate.at, at..at + width, fit) => {
                    let printed: Vec<Token> = (at..at + width).map(|at| self.grid.origin(candidate.at, at)).collect();
                    self.conflict(cell, &printed, row.spot(at));
                }
                Some(cell) if agree => self.cell(cell, token, unit.or(leaf.unit), spot),
                Some(cell) => {
                    let tokens: Vec<Token> = (at..at + width).map(|at| row.token(at)).collect();
                    self.conflict(cell, &tokens, row.spot(at));
                }
                None => {
                    if leaf.is_foreign() && self.vocabulary.is_figure(token) {
                        self.lost.column(header, spot);
                    }
                    self.name_foreign(token, leaf.label, spot);
                }
            }
        }
        self.name_unknown_labels(&row, candidate.label.end, header.table);
    }

    /// True if a merged cell reaches beyond the fields of one figure, or several cells lie in them, so that it cannot
    /// be told whose figure it is.
    fn is_elsewhere(&self, header: &Header, row_at: usize, places: std::ops::Range<usize>, fit: Fit) -> bool {
        let row = self.grid.row(row_at);
        let filled: Vec<usize> = places.clone().filter(|at| !row.token(*at).is_empty()).collect();
        let covered =
            |at: usize| matches!(row.token(at), Token::Covered(_)) && !self.grid.origin(row_at, at).is_empty();
        let below = (row_at + 1 < self.grid.n_rows()).then(|| self.grid.row(row_at + 1));
        let reaches_down = |at: usize| {
            below.is_some_and(|below| {
                let mut trail = self.trails[header.table.at()];
                let labelled = bind::label(&below, header, self.vocabulary, &mut trail);
                let is_row = matches!(labelled, Labelled::Row(label) if label.line.is_some());
                below.token(at) == Token::Covered(By::Above) && is_row
            })
        };
        match filled[..] {
            [] => places.clone().any(covered),
            [only] => (fit == Fit::Aligned && only + row.width(only) > places.end) || reaches_down(only),
            _ => true,
        }
    }

    /// Sets a cell. If it has been set before to something else, it becomes unread, with both texts.
    fn cell(&mut self, cell: CellIx, token: Token, unit: Option<WordIx>, spot: Spot) {
        let (value, raw) = self.value(cell, token, unit);
        if self.cells.has(cell) {
            let before = self.cells.get(cell);
            let is_twice = before == Value::Not(State::Unread) && several::is_joined(self.cells.raw(cell));
            if before == value || before == Value::Not(State::Unread) && !is_twice {
                return;
            }
            // A page break may leave half a row on each page. But of two rows with the same label it cannot be told
            // which one is meant.
            if token.is_empty() && !self.is_again {
                return;
            }
            if before != Value::Not(State::Blank) || self.is_again {
                // The figures are fine; it is the labels that seem to give them the same cell.
                let both = several::joined(&[self.printed(cell, before), self.raw_of(token)]);
                self.cells.set(cell, Value::Not(State::Unread), &both);
                return;
            }
        }
        self.cells.set(cell, value, &raw);
        self.spots[cell.at()] = spot;
    }

    /// What was printed in a cell that has been set.
    fn printed(&self, cell: CellIx, value: Value) -> String {
        match (self.cells.raw(cell), value) {
            ("", Value::Number(number)) => number.to_string(),
            (raw, _) => raw.to_owned(),
        }
    }

    /// Marks a cell as unread if it cannot be told which of some figures is its own.
    fn conflict(&mut self, cell: CellIx, tokens: &[Token], spot: Spot) {
        let mut raws: Vec<String> = tokens.iter().map(|token| self.raw_of(*token)).collect();
        raws.retain(|raw| !raw.is_empty());
        if self.grid.has_spans() {
            raws.dedup();
        }
        self.cells.set(cell, Value::Not(State::Unread), &several::joined(&raws));
        self.spots[cell.at()] = spot;
    }

    /// What a field says in a cell, and its text. The unit of the row, or else of the table, is applied: `1.2` under
    /// `10,000 yuan` is 12,000 yuan.
    fn value(&self, cell: CellIx, token: Token, unit: Option<WordIx>) -> (Value, String) {
        let numbers = &self.pipeline().numbers;
        let kind = &self.pipeline().catalogue.cell(cell).kind;
        let over_table = self.unit_elsewhere(kind);
        let printed = unit.map(|ix| self.vocabulary.get(ix));
        let printed = printed.and_then(|word| Some((word, word.unit.or(word.unit_behind)?)));
        let unit = printed.or(over_table);
        let (parsed, mut raw) = match token {
            Token::Blank | Token::Covered(_) => return (Value::Not(State::Blank), String::new()),
            Token::Plain(number) => {
                (Parsed::Figure { digits: i64::from(number), decimals: 0, unit: Unit::None }, String::new())
            }
            Token::Word(word) => (self.vocabulary.get(word).parsed, self.vocabulary.get(word).raw.trim().to_owned()),
        };
        let Some((word, unit)) = unit else { return (in_cell(parsed, kind, numbers), raw) };
        if !number::is_usual(unit, kind, numbers) {
            raw = format!("{} {}", self.raw_of(token), word.raw.trim());
        }
        (in_cell(number::in_unit(parsed, unit), kind, numbers), raw)
    }

    /// A field as it is printed.
    fn raw_of(&self, token: Token) -> String {
        match token {
            Token::Blank | Token::Covered(_) => String::new(),
            Token::Plain(number) => number.to_string(),
            Token::Word(word) => self.vocabulary.get(word).raw.trim().to_owned(),
        }
    }

    /// Lists a text as unmatched.
    fn name(&mut self, token: Token, spot: Spot) {
        let raw = self.raw_of(token);
        if !raw.is_empty() {
            self.unmatched.push(Unmatched::new(&raw, "", self.vocabulary.n_numbers(token), spot));
        }
    }

    /// Lists what stands in a column that the form does not have, under the column's label.
    fn name_foreign(&mut self, token: Token, label: WordIx, spot: Spot) {
        if !token.is_empty() {
            let n_figures = self.vocabulary.n_numbers(token);
            let label = self.vocabulary.get(label).raw.trim();
            self.unmatched.push(Unmatched::new(label, &self.raw_of(token), n_figures, spot));
        }
    }

    /// Lists a row whose figures belong to no cell, its label and its figures together.
    fn name_figures(&mut self, row: &Row<'_>) {
        let is_figure = |token: &&Token| self.vocabulary.is_figure(**token);
        let filled = row.tokens.iter().filter(|token| !token.is_empty());
        let (figures, labels): (Vec<Token>, Vec<Token>) = filled.partition(is_figure);
        let n_figures = figures.iter().map(|token| self.vocabulary.n_numbers(*token)).sum();
        let joined = |tokens: &[Token]| tokens.iter().map(|token| self.raw_of(*token)).collect::<Vec<_>>().join(" ");
        let spot = row.tokens.iter().position(|token| !token.is_empty()).map_or(row.spot(0), |at| row.spot(at));
        self.unmatched.push(Unmatched::new(&joined(&labels), &joined(&figures), n_figures, spot));
    }

    /// Lists texts before the figures that are no known labels.
    fn name_unknown_labels(&mut self, row: &Row<'_>, end: usize, table: TableIx) {
        for at in 0..end.min(row.tokens.len()) {
            let Token::Word(ix) = row.tokens[at] else { continue };
            let word = self.vocabulary.get(ix);
            let known = word.is_furniture() || word.in_table(table).any(|meaning| meaning.is_line_or_group());
            if !known && !word.is_figure() {
                self.name(row.tokens[at], row.spot(at));
            }
        }
    }

    /// Removes the two halves of a label cut by a page break from the unmatched.
    fn halves_of_labels(&mut self) {
        let mut at = 0;
        while at + 1 < self.unmatched.len() {
            let (head, tail) = (&self.unmatched[at], &self.unmatched[at + 1]);
            let below = tail.spot.line.saturating_sub(head.spot.line);
            let is_pair = head.spot.column == tail.spot.column && (1..=2).contains(&below);
            let joined = format!("{}{}", head.label, tail.label);
            if is_pair && head.n_figures + tail.n_figures == 0 && !self.pipeline().lexicon.meanings(&joined).is_empty()
            {
                self.unmatched.drain(at..at + 2);
            } else {
                at += 1;
            }
        }
    }

    /// The finished tables; `None` if no table was found.
    fn finish(mut self, source: SourceIx) -> Option<Tables> {
        // Cells of older forms come last in the catalogue, so that most filings need no room for them.
        self.cells.shrink();
        let (tables, foreign) = fit_forms(self.vocabulary.pipeline, &mut self.cells);
        if tables.iter().all(Option::is_none) {
            return None;
        }
        for (cell, printed) in foreign {
            let spot = std::mem::take(&mut self.spots[cell.at()]);
            if !printed.is_empty() {
                let code = &self.pipeline().catalogue.cell(cell).code;
                self.unmatched.push(Unmatched::new(code, &printed, 1, spot));
            }
        }
        self.settle_doubts();
        let marked = std::mem::take(&mut self.lost).mark(&tables, &mut self.cells, self.vocabulary.pipeline);
        marked.cells.into_iter().for_each(|(cell, spot)| self.spots[cell.at()] = spot);
        self.unmatched.extend(marked.texts.into_iter().map(|(spot, text)| Unmatched::new(&text, "", 0, spot)));
        self.cells.shrink();
        let places = Places::each(source, self.spots);
        let multiple = self.general.told.take();
        let TableReader { cells, unmatched, notes, strays, .. } = self;
        Some(Tables { cells, places, tables: tables.into(), unmatched, notes, strays, multiple })
    }
}

/// A cell that is not on its table's form version, with what was printed there.
pub type Foreign = (CellIx, String);

/// Tells the form version of each table, and takes out the cells that it does not have: a subtotal, an extra row, the
/// empty columns of another version. They are returned, so that they can be listed. If several versions fit equally,
/// the year may decide, which is not known before the filing is assembled.
pub fn fit_forms(pipeline: &Pipeline, cells: &mut Cells) -> (Vec<Option<FormIx>>, Vec<Foreign>) {
    let tables = pipeline.catalogue.versions(cells, None);
    let mut foreign = Vec::new();
    for (at, def) in pipeline.catalogue.cells.iter().enumerate().take(cells.reach()) {
        let cell = CellIx(at as u16);
        let is_on_form = || tables[def.table.at()].is_some_and(|form| pipeline.catalogue.forms[form.at()].has[at]);
        if cells.has(cell) && !is_on_form() {
            let printed = match (cells.raw(cell), cells.get(cell)) {
                ("", Value::Number(number)) => crate::say::number(i128::from(number), &def.kind),
                (raw, _) => raw.to_owned(),
            };
            foreign.push((cell, printed));
            cells.set(cell, Value::Not(State::NotInSource), "");
        }
    }
    (tables, foreign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::scan;
    use crate::spec;

    /// Values of the cells named, of a table in which `<` and `^` stand for places covered from the left and
    /// from above.
    fn read_merged(table: &str, codes: &[&str]) -> Vec<(Option<i64>, String)> {
        let pipeline = spec::load("cn-disclosure").unwrap();
        let mut vocabulary = Vocabulary::new(&pipeline);
        let mut grid = Grid::default();
        for (line, row) in table.lines().enumerate() {
            let token = |field: &str| match field.trim() {
                "<" => Token::Covered(By::Left),
                "^" => Token::Covered(By::Above),
                text => vocabulary.token(text),
            };
            let tokens: Vec<Token> = row.split('|').map(token).collect();
            grid.add_row(line as u32 + 1, &tokens);
        }
        grid.place();
        let scan = scan::scan(&grid, &vocabulary);
        let piece =
            Piece { grid: &grid, sections: scan.sections.iter().collect(), lost: scan.lost.clone(), units: Vec::new() };
        let tables = read(&[piece], SourceIx(0), &vocabulary).unwrap();
        let cell = |code: &&str| {
            let cell = pipeline.catalogue.by_code(code).unwrap();
            (tables.cells.get(cell).number(), tables.cells.raw(cell).to_owned())
        };
        codes.iter().map(cell).collect()
    }

    const COLUMNS: [&str; 3] = [
        "proactive.normative_documents@issued",
        "proactive.normative_documents@repealed",
        "proactive.normative_documents@in_force",
    ];
    const HEADER: &str = "信息内容|本年制发件数|<|本年废止件数|<|现行有效件数\n";

    fn normative(row: &str) -> Vec<(Option<i64>, String)> {
        read_merged(&format!("{HEADER}规章|1|<|2|<|3\n行政规范性文件|{row}\n"), &COLUMNS)
    }

    fn figures(figures: [i64; 3]) -> Vec<(Option<i64>, String)> {
        figures.map(|figure| (Some(figure), String::new())).into()
    }

    #[test]
    fn a_label_takes_the_one_cell_inside_its_columns() {
        assert_eq!(normative("4|<|5|<|6"), figures([4, 5, 6]));
        assert_eq!(normative("4||5||6"), figures([4, 5, 6]));
        assert_eq!(normative("|4|5||6"), figures([4, 5, 6]));
    }

    #[test]
    fn as_many_cells_as_labels_are_read_in_order_however_they_are_merged() {
        assert_eq!(normative("4|5|<|6|<"), figures([4, 5, 6]));
    }

    #[test]
    fn a_row_that_ends_early_has_blanks_at_its_end() {
        assert_eq!(normative("4||5"), vec![(Some(4), String::new()), (Some(5), String::new()), (None, String::new())]);
    }

    #[test]
    fn a_figure_under_two_labels_belongs_to_neither() {
        let unclear = (None, "4".to_owned());
        assert_eq!(normative("4|<|<|<|6"), vec![unclear.clone(), unclear, (Some(6), String::new())]);
        let two = normative("4|7|5|<|6");
        assert_eq!(two[0], (None, "4 | 7".to_owned()));
        assert_eq!(two[1..], figures([0, 5, 6])[1..]);
    }

    #[test]
    fn a_figure_over_two_rows_belongs_to_neither() {
        let codes = ["proactive.rules@issued", "proactive.normative_documents@issued", COLUMNS[2]];
        let read = read_merged(&format!("{HEADER}规章|1|<|2|<|3\n行政规范性文件|^|^|5|<|6\n"), &codes);
        let unclear = (None, "1".to_owned());
        assert_eq!(read, vec![unclear.clone(), unclear, (Some(6), String::new())]);
    }
}
