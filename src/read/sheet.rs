//! The common form of all formats with real cells: rows of printed texts, and the places that merged cells cover.
//!
//! The number of places is limited in proportion to the file: a span of ten thousand columns costs its author five
//! bytes and must not cost the reader a hundred thousand.
//!
//! ```text
//! ┌──────────┬─────────┬───────┐        Text      Text        Text
//! │ item     │ decided         │        "item"    "decided"   Covered(Left)
//! │          ├─────────┬───────┤   →
//! │          │ granted │ total │        Covered   "granted"   "total"
//! └──────────┴─────────┴───────┘        (Above)
//! ```

use std::collections::BTreeMap;

use crate::read::decode::Refusal;
use crate::read::grid::{By, Grid, Token};
use crate::read::room::Room;
use crate::read::token::plain;
use crate::read::vocabulary::Vocabulary;

/// Stands in a cell with a formula whose result is not in the file.
pub const NOT_CALCULATED: &str = "=?";

/// One place of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Printed {
    /// Nothing is printed.
    Blank,
    /// The text, without white space around it. Blank lines between others are kept.
    Text(Box<str>),
    /// A place covered by a merged cell that begins elsewhere.
    Covered(By),
}

/// The rows of a sheet or page that have cells.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The title of a page, which is not printed on it.
    pub title: String,
    /// What else there is.
    pub beside: Beside,
    /// The places of all rows.
    places: Vec<Printed>,
    /// Where each row begins in `places`, and its line, from 1.
    rows: Vec<(usize, u32)>,
    /// Every cell stands where its format says.
    is_placed: bool,
    /// Lines outside the tables whose fields are separated by tabs, each by the position of its row.
    tabbed: Vec<(usize, Vec<String>)>,
}

/// What a page or sheet has beside the cells that are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Figures that are hidden.
    pub hidden: bool,
    /// Pictures, which may contain figures.
    pub pictures: bool,
    /// Tracked changes that nobody has accepted yet.
    pub revisions: bool,
}

/// How many places a cell covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Columns.
    pub columns: u32,
    /// Rows, its own included.
    pub rows: u32,
}

impl Span {
    /// A cell that is not merged.
    pub const ONE: Span = Span { columns: 1, rows: 1 };
}

/// The first and last place of a merged cell, as row and column from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Its first place.
    pub first: (u32, u32),
    /// Its last place.
    pub last: (u32, u32),
}

impl Sheet {
    /// True if nothing is printed on it.
    pub fn is_blank(&self) -> bool {
        !self.places.iter().any(|place| matches!(place, Printed::Text(_)))
    }

    /// The sheet, declared to have every cell where its format says.
    pub fn placed(self) -> Sheet {
        Sheet { is_placed: true, ..self }
    }

    /// The sheet with tabs taken as borders of cells, if enough lines have tabs.
    pub fn with_tabs(&self) -> Option<Sheet> {
        let is_row =
            |fields: &[String]| fields.iter().filter(|field| !field.is_empty()).nth(FEWEST_FIELDS - 1).is_some();
        self.tabbed.iter().filter(|(_, fields)| is_row(fields)).nth(FEWEST_TABBED - 1)?;
        let mut made = Sheet { places: Vec::new(), rows: Vec::new(), tabbed: Vec::new(), ..self.clone() };
        let mut tabbed = self.tabbed.iter().peekable();
        for (at, (line, row)) in self.rows().enumerate() {
            made.rows.push((made.places.len(), line));
            match tabbed.next_if(|(row, _)| *row == at) {
                Some((_, fields)) => made.places.extend(fields.iter().map(|field| printed(field))),
                None => made.places.extend_from_slice(row),
            }
        }
        Some(made)
    }

    /// True if a table of figures seems to be on it, whatever it is about.
    pub fn has_figures(&self) -> bool {
        let is_figure = |place: &&Printed| matches!(place, Printed::Text(text) if plain(text.as_bytes()).is_some());
        self.places.iter().filter(is_figure).nth(FEWEST_FIGURES - 1).is_some()
    }

    /// The rows with their lines.
    fn rows(&self) -> impl Iterator<Item = (u32, &[Printed])> {
        self.rows.iter().enumerate().map(|(at, (start, line))| {
            let end = self.rows.get(at + 1).map_or(self.places.len(), |next| next.0);
            (*line, self.places.get(*start..end).unwrap_or_default())
        })
    }

    /// Every text, with row and column from 0.
    pub fn texts(&self) -> impl Iterator<Item = ((u32, u32), &str)> {
        self.rows().flat_map(|(line, row)| {
            row.iter().enumerate().filter_map(move |(column, place)| match place {
                Printed::Text(text) => Some(((line.saturating_sub(1), column as u32), &**text)),
                Printed::Blank | Printed::Covered(_) => None,
            })
        })
    }

    /// The rows as tokens.
    pub fn grid(&self, vocabulary: &mut Vocabulary<'_>) -> Grid {
        let mut grid = Grid::default();
        let mut tokens = Vec::new();
        for (line, row) in self.rows() {
            tokens.clear();
            tokens.extend(row.iter().map(|place| match place {
                Printed::Blank => Token::Blank,
                Printed::Covered(by) => Token::Covered(*by),
                Printed::Text(text) => vocabulary.token(text),
            }));
            grid.add_row(line, &tokens);
        }
        if self.is_placed {
            grid.place();
        }
        grid
    }

    /// The rows as CSV, each on its own line and in its own columns, for the reader of exports. A merged label is
    /// repeated for every row it covers. A merged figure is written so that it is no figure, since it cannot be told
    /// which row it belongs to.
    ///
    /// ```text
    /// Office A │ received │ 4           Office A,received,4
    ///          │ granted  │ 3     →     Office A,granted,3
    /// ```
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = 1;
        let mut above: Vec<String> = Vec::new();
        for (at, row) in self.rows() {
            (line..at).for_each(|_| text.push('\n'));
            line = at;
            let mut fields: Vec<String> = Vec::with_capacity(row.len());
            for (column, place) in row.iter().enumerate() {
                let of_above = || above.get(column).cloned().unwrap_or_default();
                fields.push(match place {
                    Printed::Blank => String::new(),
                    Printed::Text(text) => text.to_string(),
                    Printed::Covered(By::Above) => merged(&of_above()),
                    Printed::Covered(By::Left) => merged(fields.last().map_or("", String::as_str)),
                });
            }
            push_line(&mut text, &fields);
            above = fields;
        }
        text
    }
}

/// A line with so many fields is no entry of a table of contents.
const FEWEST_FIELDS: usize = 3;
/// A table has at least so many such lines.
const FEWEST_TABBED: usize = 3;

/// Fewer figures are a date or a page number.
const FEWEST_FIGURES: usize = 4;

/// Added to a figure that covers several places.
const MERGED: &str = " ↔";

fn merged(text: &str) -> String {
    let is_figure = text.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit());
    if is_figure && !text.ends_with(MERGED) { format!("{text}{MERGED}") } else { text.to_owned() }
}

fn push_line(text: &mut String, fields: &[String]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        if field.contains(['"', ',', '\n', '\r']) {
            text.push('"');
            field.chars().for_each(|c| match c {
                '"' => text.push_str("\"\""),
                '\n' | '\r' => text.push(' '),
                c => text.push(c),
            });
            text.push('"');
        } else {
            text.push_str(field);
        }
    }
}

/// Places that an open table takes beside its cells.
const PLACES_A_TABLE: usize = 4;

/// Builds a sheet row by row.
#[derive(Debug)]
pub struct Builder {
    /// The rows so far.
    sheet: Sheet,
    /// The open row.
    row: Vec<Printed>,
    /// For every column, the row of the table at which the cell covering it ends; one list for each nested table, the
    /// innermost last. A place is free if that row has been reached.
    covered_until: Vec<Vec<u64>>,
    /// The number of the open row in its table.
    row_number: u64,
    /// The room that is left.
    room: Room,
    /// There is no room for more.
    too_large: bool,
}

impl Builder {
    /// A builder that takes from a room.
    pub fn new(room: Room) -> Builder {
        Builder {
            sheet: Sheet::default(),
            row: Vec::new(),
            covered_until: vec![Vec::new()],
            row_number: 0,
            room,
            too_large: false,
        }
    }

    /// Adds a line outside the tables as a row of one field.
    pub fn paragraph(&mut self, line: u32, text: &str) {
        if !self.take(1, text) {
            return;
        }
        self.sheet.rows.push((self.sheet.places.len(), line));
        self.sheet.places.push(printed(text));
    }

    /// Gives the fields of the last line, if tabs separate them.
    pub fn tabs(&mut self, fields: Vec<String>) {
        if fields.len() > 1 && self.take(fields.len(), "") {
            self.sheet.tabbed.push((self.sheet.rows.len().saturating_sub(1), fields));
        }
    }

    /// Begins a table. Inside another table, cells of the outer one do not reach into it.
    pub fn begin_table(&mut self) {
        if self.take(PLACES_A_TABLE, "") {
            self.covered_until.push(Vec::new());
        }
    }

    /// Ends the innermost table.
    pub fn end_table(&mut self) {
        self.covered_until.pop();
    }

    /// Begins a row; `number` counts the rows of its table.
    pub fn begin_row(&mut self, number: u64) {
        self.row.clear();
        self.row_number = number;
    }

    /// Adds a cell at the next free place.
    pub fn cell(&mut self, text: &str, span: Span) {
        while self.is_covered(self.row.len()) && self.take(1, "") {
            self.row.push(Printed::Covered(By::Above));
        }
        self.place(text, span);
    }

    /// Adds a cell in a column, unless a merged cell covers that place.
    pub fn cell_at(&mut self, column: usize, text: &str, span: Span) {
        self.fill_to(column);
        if self.row.len() == column && !self.is_covered(column) {
            self.place(text, span);
        }
    }

    /// Adds places covered by a cell of a row above.
    pub fn covered(&mut self, columns: u32) {
        if self.take(columns as usize, "") {
            self.row.extend((0..columns).map(|_| Printed::Covered(By::Above)));
        }
    }

    /// Ends the row, which stands on that line.
    pub fn end_row(&mut self, line: u32) {
        if self.too_large {
            return;
        }
        let last = self.spans().iter().rposition(|until| *until > self.row_number);
        if let Some(last) = last {
            self.fill_to(last + 1);
        }
        let kept = last.map_or(0, |last| last + 1);
        if let Some(spans) = self.covered_until.last_mut() {
            spans.truncate(kept);
        }
        self.sheet.rows.push((self.sheet.places.len(), line));
        self.sheet.places.append(&mut self.row);
    }

    /// True if there is no room for more.
    pub fn is_full(&self) -> bool {
        self.too_large
    }

    /// The finished sheet, unless there was not enough room for it; the rest of its room is given back.
    pub fn finish(self, room: &mut Room) -> Result<Sheet, Refusal> {
        *room = self.room;
        if self.too_large { Err(Refusal::new("intake.too_large")) } else { Ok(self.sheet) }
    }

    fn spans(&self) -> &[u64] {
        self.covered_until.last().map_or(&[], Vec::as_slice)
    }

    fn is_covered(&self, column: usize) -> bool {
        self.spans().get(column).is_some_and(|until| *until > self.row_number)
    }

    fn fill_to(&mut self, column: usize) {
        let missing = column.saturating_sub(self.row.len());
        if self.take(missing, "") {
            for at in self.row.len()..column {
                let covered = self.is_covered(at);
                self.row.push(if covered { Printed::Covered(By::Above) } else { Printed::Blank });
            }
        }
    }

    fn place(&mut self, text: &str, span: Span) {
        let columns = span.columns.max(1) as usize;
        if !self.take(columns, text) {
            return;
        }
        let start = self.row.len();
        self.row.push(printed(text));
        self.row.extend((1..columns).map(|_| Printed::Covered(By::Left)));
        if span.rows > 1 {
            let until = self.row_number.saturating_add(u64::from(span.rows));
            let Some(spans) = self.covered_until.last_mut() else { return };
            if spans.len() < start + columns {
                spans.resize(start + columns, 0);
            }
            spans[start..start + columns].fill(until);
        }
    }

    fn take(&mut self, places: usize, text: &str) -> bool {
        self.too_large |= !self.room.place(places) || !self.room.text(text.len());
        !self.too_large
    }
}

fn printed(text: &str) -> Printed {
    let text = text.trim_matches(|c: char| c.is_whitespace() && c != '\n');
    if text.trim().is_empty() { Printed::Blank } else { Printed::Text(text.into()) }
}

/// A sheet from cells with their places, in any order, and merged cells.
pub fn of_cells(cells: Vec<((u32, u32), String)>, merges: &[Merge], room: &mut Room) -> Result<Sheet, Refusal> {
    let spans: BTreeMap<(u32, u32), Span> = merges.iter().map(|merge| (merge.first, merge.span())).collect();
    let mut cells = cells;
    // A merged cell without text is a cell as well. If it has a text, that comes first.
    cells.extend(spans.keys().map(|at| (*at, String::new())));
    cells.sort_by_key(|(at, text)| (*at, text.is_empty()));
    cells.dedup_by_key(|(at, _)| *at);
    let mut builder = Builder::new(*room);
    for row in cells.chunk_by(|a, b| a.0.0 == b.0.0) {
        let number = row.first().map_or(0, |(at, _)| at.0);
        builder.begin_row(u64::from(number));
        for (at, text) in row {
            builder.cell_at(at.1 as usize, text, spans.get(at).copied().unwrap_or(Span::ONE));
        }
        builder.end_row(number.saturating_add(1));
        if builder.too_large {
            break;
        }
    }
    builder.finish(room).map(Sheet::placed)
}

impl Merge {
    fn span(&self) -> Span {
        let length = |first: u32, last: u32| last.saturating_sub(first).saturating_add(1);
        Span { columns: length(self.first.1, self.last.1), rows: length(self.first.0, self.last.0) }
    }
}
