//! Tables → text in which blanks keep the columns apart, as programs make it of a printed page.

use crate::books::table::{Cell, Table};

/// Where in its cell a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    First,
    Middle,
    Last,
}

/// How a page is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Places that a wide character takes.
    pub wide: usize,
    /// Characters of a label before it is broken over lines.
    pub widest: usize,
    /// Of figures in their columns.
    pub across: Place,
    /// Of figures and short labels beside a label of several lines.
    pub down: Place,
    /// Blank lines between rows.
    pub apart: usize,
    /// Rows on a page.
    pub page: usize,
}

/// Blanks between two columns.
const GAP: usize = 2;

/// The text of a table.
pub fn text(table: &Table, layout: Layout) -> String {
    let mut text = String::new();
    let mut row = 0;
    while row < table.n_rows {
        if table.is_paragraph(row) {
            text.push_str(&format!("{}\n\n", table.row(row)[0].text));
            row += 1;
            continue;
        }
        let end = (row..table.n_rows).find(|at| table.is_paragraph(*at)).unwrap_or(table.n_rows);
        let mut at = row;
        while at < end {
            // A page ends between two rows that no cell reaches over.
            let whole = |at: &usize| !table.cells.iter().any(|cell| cell.row < *at && cell.row + cell.rows > *at);
            let next = (at + layout.page..end).find(whole).unwrap_or(end);
            text.push_str(&rows(table, (row, end), (at, next), layout));
            if next < end {
                text.push('\u{C}');
            }
            at = next;
        }
        row = end;
        text.push('\n');
    }
    text
}

/// The rows from one to another, in the columns that all rows of their table have.
fn rows(table: &Table, whole: (usize, usize), part: (usize, usize), layout: Layout) -> String {
    let cells: Vec<&Cell> = table.cells.iter().filter(|cell| (whole.0..whole.1).contains(&cell.row)).collect();
    let n_columns = cells.iter().map(|cell| cell.column + cell.columns).max().unwrap();
    let mut widths = vec![6; n_columns];
    for cell in cells.iter().filter(|cell| cell.columns == 1) {
        let widest = places(&cell.text, layout.wide).min(layout.widest * layout.wide);
        widths[cell.column] = widths[cell.column].max(widest);
    }
    let start = |column: usize| widths[..column].iter().map(|width| width + GAP).sum::<usize>();
    let width = |cell: &Cell| start(cell.column + cell.columns) - start(cell.column) - GAP;
    let broken = |cell: &Cell| broken(&cell.text, width(cell), layout.wide);
    let here: Vec<&Cell> = cells.into_iter().filter(|cell| (part.0..part.1).contains(&cell.row)).collect();
    let height = |row: usize| {
        here.iter()
            .filter(|cell| cell.row == row && cell.rows == 1)
            .map(|cell| broken(cell).len())
            .max()
            .unwrap_or(1)
            .max(1)
    };
    let tops: Vec<usize> = (part.0..=part.1)
        .scan(0, |top, row| {
            let at = *top;
            *top += height(row) + layout.apart;
            Some(at)
        })
        .collect();
    let mut lines: Vec<Vec<(usize, String)>> = vec![Vec::new(); *tops.last().unwrap()];
    for cell in here {
        let (top, bottom) = (tops[cell.row - part.0], tops[cell.row + cell.rows - part.0] - layout.apart);
        let pieces = broken(cell);
        let room = (bottom - top).saturating_sub(pieces.len());
        let from = top + shift(room, layout.down);
        for (at, piece) in pieces.iter().enumerate() {
            let is_label = cell.column < 3 && piece.parse::<f64>().is_err();
            let room = width(cell).saturating_sub(places(piece, layout.wide));
            let left = start(cell.column) + if is_label { 0 } else { shift(room, layout.across) };
            lines[from + at].push((left, piece.clone()));
        }
    }
    lines.into_iter().map(|line| joined(line, layout.wide)).collect()
}

fn shift(room: usize, place: Place) -> usize {
    match place {
        Place::First => 0,
        Place::Middle => room / 2,
        Place::Last => room,
    }
}

fn joined(mut pieces: Vec<(usize, String)>, wide: usize) -> String {
    pieces.sort();
    let mut line = String::new();
    let mut at = 0;
    for (start, piece) in pieces.into_iter().filter(|(_, piece)| !piece.is_empty()) {
        let blanks = start.saturating_sub(at).max(if at == 0 { 0 } else { GAP });
        line.push_str(&" ".repeat(blanks));
        line.push_str(&piece);
        at += blanks + places(&piece, wide);
    }
    line + "\n"
}

/// A text cut into lines of so many places.
fn broken(text: &str, width: usize, wide: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for c in text.chars() {
        let mut buffer = [0; 4];
        let c: &str = c.encode_utf8(&mut buffer);
        let last = lines.last_mut().unwrap();
        match places(last, wide) + places(c, wide) > width {
            true => lines.push(c.to_owned()),
            false => last.push_str(c),
        }
    }
    lines
}

fn places(text: &str, wide: usize) -> usize {
    text.chars().map(|c| if c.len_utf8() > 2 { wide } else { 1 }).sum()
}
