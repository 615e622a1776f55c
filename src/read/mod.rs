//! Bytes → filings. Reading never fails: what cannot be read is named, with its place.
//!
//! In goes the content of one file; out comes a [`Reading`]: the parts found in it, each with every statement
//! about whose it is, and the file's row of the intake. Whether an office is on a register, and what to do
//! with two filings of one office, is not known here.
//!
//! # Stages
//!
//! ```text
//! bytes ──container──► members        of a zip, a workbook, a web archive; any other file is a text
//!
//! text ─────decode──► characters ─────cut──► Grid       .csv .txt .md: fields at a delimiter, or columns of
//!                         └────────aligned──► Grid       blanks
//! .xls .xlsx .ods ──container──► Sheet ─────► Grid       merged cells are kept as such
//! .html .docx .md ─────page───► Sheet ──────► Grid
//!
//! Grid ──records──► parts                      an export: a line for each office, or for each figure
//!   └──printed──► the tables of the form, as an office prints them:
//!        folded pairs yearly stack strips …    one row for each row, one column for each column
//!        scan ──► Section                      a header and the rows under it (header_tree, headless)
//!        copies, statements ──► filings        which sections belong together, and whose they are
//!        tables ──► cells                      labels, fits and sums say where each figure belongs
//!           trail misprint ──► which line a row is          bind short ──► which field is which column
//!           number doubt ────► what a field says            unread ──────► which cells are among the lost
//!
//! parts ──reading──► Reading                   counted, with what can be done about what was not read (advice)
//! paper                                        what the program wrote itself: ignored, or its answers taken
//! ```
//!
//! Texts and their meanings are kept from file to file in a [`Vocabulary`], one for each thread. A stage that cannot
//! tell what a figure is leaves it unbound, and says so; no stage guesses.
//!
//! # One table, all the way
//!
//! Six lines of an office's table 三, with three of the form's seven columns. One text is no figure, one cell is blank, and
//! one row has a label that the form does not have.
//!
//! ```csv
//! 三、收到和处理政府信息公开申请情况
//! 申请人情况,自然人,商业企业,总计
//! 一、本年新收政府信息公开申请数量,4,1,5
//! 二、上年结转政府信息公开申请数量,1,待定,1
//! （一）予以公开,3,,3
//! 转交其他科室,1,0,1
//! ```
//!
//! This is what each stage makes of them. A test of this module produces the same lines.
//!
//! ```text
//! cut     row 1: `三、收到和处理政府信息公开申请情况`
//! cut     row 2: `申请人情况` `自然人` `商业企业` `总计`
//! cut     row 3: `一、本年新收政府信息公开申请数量` 4 1 5
//! cut     row 4: `二、上年结转政府信息公开申请数量` 1 `待定` 1
//! cut     row 5: `（一）予以公开` 3 blank 3
//! cut     row 6: `转交其他科室` 1 0 1
//! scan    table requests, columns natural_person at 1, business at 2, total at 3
//! bind    row 3: received [Aligned]
//! bind    row 4: carried_in [Aligned]
//! bind    row 5: granted [Aligned]
//! bind    row 6: Unknown
//! tables  requests.received@natural_person = 4 (line 3, column 2)
//! tables  requests.received@business = 1 (line 3, column 3)
//! tables  requests.received@total = 5 (line 3, column 4)
//! tables  requests.carried_in@natural_person = 1 (line 4, column 2)
//! tables  requests.carried_in@business = unreadable 待定 (line 4, column 3)
//! tables  requests.carried_in@total = 1 (line 4, column 4)
//! tables  requests.granted@natural_person = 3 (line 5, column 2)
//! tables  requests.granted@business = blank (line 5, column 3)
//! tables  requests.granted@total = 3 (line 5, column 4)
//! tables  unmatched: `转交其他科室` with 1 0 1 (line 6, column 1)
//! unread  154 cells of the rows that were not found
//! ```
//!
//! The last row may be any row of the form that was not found and has room for three figures. All cells of such rows are
//! therefore `unread`, and not missing: the office has printed something, and the reader could not place it. `待定` is
//! `unreadable`: the office has filled in the cell, but not with a figure.

mod advice;
pub mod aligned;
pub mod archive;
pub mod bind;
mod broken_header;
mod broken_label;
mod cells;
pub mod container;
pub mod copies;
pub mod cut;
pub mod decode;
mod doubt;
pub mod dress;
mod exported;
mod folded;
pub mod grid;
mod guard;
pub mod header;
pub mod header_tree;
pub mod headless;
pub mod identify;
pub mod joined;
pub mod laws;
pub mod member;
pub mod misprint;
pub mod number;
pub mod page;
mod pairs;
pub mod paper;
pub mod printed;
pub mod prose;
mod reading;
pub mod records;
mod room;
mod rows;
mod running;
pub mod scan;
pub mod section;
mod several;
pub mod sheet;
pub mod short;
pub mod stack;
pub mod statements;
pub mod strips;
pub mod tables;
mod tails;
mod text;
pub mod token;
pub mod trail;
mod unlabelled;
mod unread;
pub mod vocabulary;
mod xml;
mod yearly;

use crate::model::{Reading, Source, SourceIx};
use crate::read::member::Member;
pub use crate::read::reading::refused;
pub use crate::read::text::source;
use crate::read::vocabulary::Vocabulary;

/// What one file has yielded.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "nearly every file is a text, and is not to pay for the others")]
pub enum Read {
    /// The reading of a text.
    Text(Reading),
    /// The members of a zip or the sheets of a workbook, in the file's order.
    Members(Vec<Member>),
}

// So that a hundred thousand readings are taken out of their `Read`s without moving.
const _: () = assert!(size_of::<Read>() == size_of::<Reading>());

/// Reads one file of any kind. Where it will stand among all sources is known of a text only: members are
/// numbered by whoever puts the readings of a run together.
pub fn file(bytes: &[u8], ix: SourceIx, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Read {
    match container::read(bytes, source, vocabulary) {
        Some(members) => Read::Members(members),
        None => Read::Text(text::source(bytes, ix, source, vocabulary)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Spot, State, Value};
    use crate::read::bind::Labelled;
    use crate::read::grid::{Grid, Token};
    use crate::read::section::Section;
    use crate::read::tables::Piece;
    use crate::read::trail::Trail;
    use crate::spec;

    /// The blocks of one kind on the page of this module.
    fn block(kind: &str) -> String {
        let page = include_str!("mod.rs").lines().map_while(|line| line.strip_prefix("//!"));
        let page = page.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n");
        let opening = format!("```{kind}\n");
        let (_, rest) = page.rsplit_once(&opening).unwrap();
        rest.split("```").next().unwrap().trim_end().to_owned()
    }

    fn fields(grid: &Grid, at: usize, vocabulary: &Vocabulary<'_>) -> String {
        let field = |token: &Token| match token {
            Token::Blank => "blank".to_owned(),
            Token::Covered(_) => "covered".to_owned(),
            Token::Plain(number) => number.to_string(),
            Token::Word(word) => format!("`{}`", vocabulary.get(*word).raw),
        };
        grid.row(at).tokens.iter().map(field).collect::<Vec<_>>().join(" ")
    }

    /// The rows of a section, with what their labels and their figures are bound to.
    fn bound(section: &Section, grid: &Grid, vocabulary: &Vocabulary<'_>) -> Vec<String> {
        let table = vocabulary.pipeline.catalogue.table(section.header.table);
        let rows: Vec<_> = section.rows.iter().map(|at| grid.row(*at)).collect();
        let codes = bind::codes(&rows, &section.header, vocabulary);
        let mut trail = Trail::default();
        let told = |(row, code): (&grid::Row<'_>, bind::RowCode)| {
            let label = bind::label(row, &section.header, vocabulary, &mut trail);
            let what = match label {
                Labelled::Row(label) => {
                    let line = label.line.map_or("", |line| &table.rows[line.at()].code);
                    format!("{line} {:?}", bind::fits(row, label, &section.header, code, vocabulary))
                }
                other => format!("{other:?}"),
            };
            format!("bind    row {}: {what}", row.line)
        };
        rows.iter().zip(codes).map(told).collect()
    }

    /// What each stage makes of a text.
    fn stages(text: &str) -> Vec<String> {
        let pipeline = spec::load("cn-disclosure").unwrap();
        let mut vocabulary = Vocabulary::new(&pipeline);
        let grid = cut::cut(text, b',', &mut vocabulary);
        let mut lines: Vec<String> = (0..grid.n_rows())
            .map(|at| format!("cut     row {}: {}", at + 1, fields(&grid, at, &vocabulary)))
            .collect();
        let scan = scan::scan(&grid, &vocabulary);
        for section in &scan.sections {
            let table = pipeline.catalogue.table(section.header.table);
            let leaf = |leaf: &header::Leaf| {
                let column = leaf.column.map_or("none of the form's", |column| &table.columns[column.at()].code);
                format!("{column} at {}", leaf.at)
            };
            let leaves: Vec<String> = section.header.leaves.iter().map(leaf).collect();
            lines.push(format!("scan    table {}, columns {}", table.code, leaves.join(", ")));
            lines.extend(bound(section, &grid, &vocabulary));
        }
        let sections = scan.sections.iter().collect();
        let piece = Piece { grid: &grid, sections, lost: scan.lost.clone(), units: Vec::new() };
        let tables = tables::read(&[piece], SourceIx(0), &vocabulary).unwrap();
        let place = |spot: Spot| format!("line {}, column {}", spot.line, spot.column);
        let mut unread = 0;
        for (cell, value) in tables.cells.iter().filter(|(_, value)| *value != Value::Not(State::NotInSource)) {
            let spot = tables.places.of(cell).map(|place| place.spot).unwrap_or_default();
            let what = match value {
                Value::Number(number) => number.to_string(),
                Value::Not(State::Unread) => {
                    unread += 1;
                    continue;
                }
                Value::Not(state) => format!("{} {}", state.code(), tables.cells.raw(cell)).trim_end().to_owned(),
            };
            lines.push(format!("tables  {} = {what} ({})", pipeline.catalogue.cell(cell).code, place(spot)));
        }
        for one in &tables.unmatched {
            lines.push(format!("tables  unmatched: `{}` with {} ({})", one.label, one.figures, place(one.spot)));
        }
        lines.push(format!("unread  {unread} cells of the rows that were not found"));
        lines
    }

    #[test]
    fn the_worked_example_is_what_the_stages_produce() {
        let found = stages(&block("csv"));
        assert_eq!(found.join("\n"), block("text"));
    }
}
