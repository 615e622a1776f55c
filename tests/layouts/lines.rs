//! Rows of cells → the lines of a text: fields between delimiters, a cell a line, or columns kept apart by blanks.

use crate::corpus::layout::slots::{Slot, own, push_row};
use crate::corpus::layout::{Spans, push_record};
use crate::layouts::habits::{CellsOn, Habits};

/// Lines of a page where each cell has its own.
const PAGE: usize = 41;
/// Blanks between two columns.
const GAP: usize = 2;

/// The text of the rows.
pub fn text(habits: &Habits, rows: &[Vec<Slot>]) -> String {
    match habits.cells {
        CellsOn::Fields => fields(habits, rows),
        CellsOn::Lines | CellsOn::DoubleLines | CellsOn::FewerLines => stacked(habits.cells, rows).concat(),
        CellsOn::PagedLines(number) => {
            let lines = stacked(habits.cells, rows);
            let pages = lines.chunks(PAGE).enumerate();
            let paged =
                pages.map(|(at, page)| format!("{}{}\n", page.concat(), number.replace("{}", &(at + 1).to_string())));
            paged.collect()
        }
        CellsOn::Aligned { right } => {
            let is_paragraph = |row: &Vec<Slot>| row.len() < 2;
            let blocks = rows.chunk_by(|row, next| is_paragraph(row) == is_paragraph(next));
            blocks.map(|block| aligned(block, right, 1 + (habits.seed % 2) as usize)).collect()
        }
    }
}

fn fields(habits: &Habits, rows: &[Vec<Slot>]) -> String {
    let mut out = String::new();
    for row in rows {
        let mut row = row.clone();
        row.extend((0..habits.padding).map(|_| own("")));
        if row.is_empty() {
            push_record(&mut out, [""], habits.delimiter);
        } else {
            push_row(&mut out, &row, habits.spans, habits.delimiter);
        }
    }
    out
}

/// The lines of rows with each of their cells on a line.
fn stacked(cells: CellsOn, rows: &[Vec<Slot>]) -> Vec<String> {
    let end = if cells == CellsOn::DoubleLines { "\n\n" } else { "\n" };
    let mut lines = Vec::new();
    for row in rows {
        let mut fields = String::new();
        push_row(&mut fields, row, Spans::Collapsed, '\u{1}');
        let fields = fields.trim_end_matches('\n').split('\u{1}').map(|field| field.trim_matches('"'));
        let fields = fields.filter(|field| cells != CellsOn::FewerLines || !field.is_empty());
        lines.extend(fields.map(|field| format!("{field}{end}")));
    }
    lines
}

/// Rows of one table in columns as wide as their widest text.
fn aligned(rows: &[Vec<Slot>], right: bool, wide: usize) -> String {
    let places = |text: &str| text.chars().map(|c| if c.len_utf8() > 2 { wide } else { 1 }).sum::<usize>();
    let cells: Vec<Vec<(usize, usize, &str)>> = rows.iter().map(|row| cells(row)).collect();
    let mut widths = vec![0usize; rows.iter().map(Vec::len).max().unwrap_or(0)];
    for (at, _, text) in cells.iter().flatten().filter(|(_, span, _)| *span == 1) {
        widths[*at] = widths[*at].max(places(text));
    }
    for (at, span, text) in cells.iter().flatten() {
        let room: usize = widths[*at..at + span].iter().map(|width| width + GAP).sum::<usize>() - GAP;
        widths[at + span - 1] += places(text).saturating_sub(room);
    }
    let mut out = String::new();
    for row in &cells {
        let mut line = String::new();
        let mut taken = 0;
        for (at, _, text) in row {
            let start: usize = widths[..*at].iter().map(|width| width + GAP).sum();
            let is_figure = text.starts_with(|c: char| c.is_ascii_digit());
            let start = if right && is_figure { start + widths[*at].saturating_sub(places(text)) } else { start };
            line.push_str(&" ".repeat(start - taken));
            line.push_str(text);
            taken = start + places(text);
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// Position, columns and text of the cells of a row that have one.
fn cells(row: &[Slot]) -> Vec<(usize, usize, &str)> {
    let own = (0..row.len()).filter(|at| !row[*at].is_covered() && !row[*at].text().trim().is_empty());
    own.map(|at| {
        let covered = row[at + 1..].iter().take_while(|slot| slot.is_covered() && slot.text() == row[at].text());
        (at, 1 + covered.count(), row[at].text().trim())
    })
    .collect()
}
