//! A label made of several labels → the cell or line that it names: `（三）不予公开/1.属于国家秘密/自然人`.
//!
//! People join labels when they flatten a table, with any separator or none, and with the title of the table or an
//! abbreviation of their own in front. At most the first part may be unknown; the caller checks whether it is the same
//! for all columns.
//!
//! ```text
//! refused / state secret / natural persons
//! heading   row            column                 the cell of that row and column, if the row is under that heading
//! ```
//!
//! Without separators a text can be cut in several ways. Every way that makes sense is kept: if they name different
//! cells, the label is ambiguous.

use crate::model::{Axis, AxisIx, Catalogue, CellIx, Lexicon, Meaning, TableIx};

/// An unknown first part has at most so many characters.
const LONGEST_HEAD: usize = 12;
/// Stands between labels from separate fields.
const BETWEEN_FIELDS: &str = "\u{1F}";
/// Longer texts, in bytes, are not looked at.
const LONGEST: usize = 400;

/// The cells that labels can name together, however they are cut into known labels.
pub fn cells(labels: &[&str], lexicon: &Lexicon, catalogue: &Catalogue) -> Vec<CellIx> {
    let filled: Vec<&str> = labels.iter().map(|label| label.trim()).filter(|label| !label.is_empty()).collect();
    if let [label] = filled[..]
        && let Some(cell) = catalogue.by_code(label)
    {
        return vec![cell];
    }
    cells_of_normalised(&normalised(&filled, lexicon), lexicon, catalogue)
}

/// The same with an unknown first part, which is returned as well.
pub fn cells_behind_head(labels: &[&str], lexicon: &Lexicon, catalogue: &Catalogue) -> Option<(String, Vec<CellIx>)> {
    let filled: Vec<&str> = labels.iter().map(|label| label.trim()).filter(|label| !label.is_empty()).collect();
    let text = normalised(&filled, lexicon);
    if text.len() > LONGEST || !lexicon.ends_known(&text) {
        return None;
    }
    let starts = text.char_indices().skip(1).take(LONGEST_HEAD).map(|(at, _)| at);
    starts.into_iter().find_map(|at| {
        let (head, rest) = text.split_at(at);
        let found = cells_of_normalised(rest, lexicon, catalogue);
        (is_head(head) && !found.is_empty()).then(|| (head.to_owned(), found))
    })
}

/// False for a year before a label, which says whose figures these are and abbreviates no table: `2022/received` is a
/// figure of last year.
fn is_head(head: &str) -> bool {
    head.chars().filter(char::is_ascii_digit).count() < 4
}

/// The cells of one table that a label can name, by their code or by the labels of row and column.
pub fn cells_of_table(label: &str, table: TableIx, lexicon: &Lexicon, catalogue: &Catalogue) -> Vec<CellIx> {
    let of_table = |cell: &CellIx| catalogue.cell(*cell).table == table;
    if let Some(cell) = catalogue.by_code(label.trim()).filter(of_table) {
        return vec![cell];
    }
    // A label that belongs to another table is no reason to look at longer cuts.
    let text = normalised(&[label], lexicon);
    let cuts = cuts(&text, lexicon).into_iter().map(|cut| {
        let mut cells = combine(&cut, catalogue);
        cells.retain(of_table);
        cells
    });
    cuts.into_iter().find(|cells| !cells.is_empty()).unwrap_or_default()
}

/// The lines that labels can name together, in any parts; or the headings, if they name no line.
pub fn lines_of_labels(labels: &[&str], lexicon: &Lexicon, catalogue: &Catalogue) -> Vec<Meaning> {
    let filled: Vec<&str> = labels.iter().map(|label| label.trim()).filter(|label| !label.is_empty()).collect();
    let text = normalised(&filled, lexicon);
    let named = cuts(&text, lexicon).into_iter().map(|cut| lines_of(&cut, catalogue));
    named.into_iter().find(|lines| !lines.is_empty()).unwrap_or_default()
}

/// What a label of several parts names: lines or headings, or else a single cell. The text has to be normalised.
pub fn of_parts(text: &str, lexicon: &Lexicon, catalogue: &Catalogue) -> (Vec<Meaning>, Option<CellIx>) {
    if text.len() > LONGEST || !lexicon.ends_known(text) {
        return (Vec::new(), None);
    }
    let cuts = cuts(text, lexicon).into_iter().filter(|cut| cut.len() > 1);
    let named = cuts.map(|cut| lines_of(&cut, catalogue)).find(|lines| !lines.is_empty());
    if let Some(lines) = named {
        return (lines, None);
    }
    let cell = match cells_of_normalised(text, lexicon, catalogue)[..] {
        [only] => Some(only),
        _ => None,
    };
    (Vec::new(), cell)
}

fn normalised(labels: &[&str], lexicon: &Lexicon) -> String {
    let each: Vec<String> = labels.iter().map(|label| lexicon.normaliser.normalise(label)).collect();
    each.join(BETWEEN_FIELDS)
}

/// The ways to cut a text into labels. If the whole text is known, annotation included, that is the only one.
fn cuts<'a>(text: &'a str, lexicon: &'a Lexicon) -> Vec<Vec<&'a [Meaning]>> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let mut cuts = lexicon.cuts(text);
    let whole = lexicon.meanings_of_normalised(text);
    if !whole.is_empty() {
        cuts.insert(0, vec![whole]);
    }
    cuts
}

fn cells_of_normalised(text: &str, lexicon: &Lexicon, catalogue: &Catalogue) -> Vec<CellIx> {
    // If a label makes sense in few pieces, it is not cut into more: 其他法律行政法规禁止公开 is one line, and not 法律行政法规禁止公开 under
    // 其他.
    let cut = cuts(text, lexicon).into_iter().find(|cut| makes_sense(cut, catalogue));
    cut.map(|cut| combine(&cut, catalogue)).unwrap_or_default()
}

/// True if the labels name a cell, line or heading together: a row and a column of one table do, two rows do not.
fn makes_sense(cut: &[&[Meaning]], catalogue: &Catalogue) -> bool {
    !combine(cut, catalogue).is_empty() || !lines_of(cut, catalogue).is_empty()
}

/// What the labels taken so far name together.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Picked {
    /// The table that all of them belong to.
    table: Option<TableIx>,
    row: Option<AxisIx>,
    column: Option<AxisIx>,
    /// The heading among them.
    group: Option<(TableIx, u8)>,
}

/// Every way in which each label plays a part. A label said twice, as over merged cells that were filled in, plays its
/// part once if there is no other way: `decided/decided/granted` is `decided/granted`.
fn picked(cut: &[&[Meaning]]) -> Vec<Picked> {
    let all = |again: bool| {
        cut.iter().fold(vec![Picked::default()], |states, meanings| {
            let with =
                |state: &Picked| meanings.iter().filter_map(|meaning| state.with(*meaning, again)).collect::<Vec<_>>();
            let mut states: Vec<Picked> = states.iter().flat_map(with).collect();
            // Without removing equal states, every repeated label would double them.
            states.sort_unstable();
            states.dedup();
            states
        })
    };
    match all(false) {
        none if none.is_empty() => all(true),
        states => states,
    }
}

/// Every cell that the labels name together.
fn combine(cut: &[&[Meaning]], catalogue: &Catalogue) -> Vec<CellIx> {
    let mut cells: Vec<CellIx> = picked(cut).iter().filter_map(|state| state.cell(catalogue)).collect();
    cells.sort();
    cells.dedup();
    cells
}

/// Every line that the labels name together, or the headings if they name no line.
fn lines_of(cut: &[&[Meaning]], catalogue: &Catalogue) -> Vec<Meaning> {
    let states = picked(cut);
    let mut lines: Vec<Meaning> = states.iter().filter_map(|state| state.line(catalogue)).collect();
    if lines.is_empty() {
        lines.extend(states.iter().filter_map(|state| state.heading()));
    }
    lines.sort();
    lines.dedup();
    lines
}

impl Picked {
    /// Takes one more label; `None` if it does not go together with the others. `again` lets it repeat one.
    fn with(self, meaning: Meaning, again: bool) -> Option<Picked> {
        if let (Some(known), Some(table)) = (self.table, meaning.table())
            && known != table
        {
            return None;
        }
        let table = self.table.or(meaning.table());
        match meaning {
            Meaning::Table(_) => Some(Picked { table, ..self }),
            Meaning::Group(of, group) => Some(Picked { table, group: Some((of, group)), ..self }),
            Meaning::Row(_, row) if self.row.is_none_or(|known| again && known == row) => {
                Some(Picked { table, row: Some(row), ..self })
            }
            Meaning::Column(_, column) if self.column.is_none_or(|known| again && known == column) => {
                Some(Picked { table, column: Some(column), ..self })
            }
            Meaning::Furniture => Some(self),
            Meaning::Row(..) | Meaning::Column(..) | Meaning::Field(_) | Meaning::File(_) => None,
        }
    }

    /// The line, if it stands under the heading named with it.
    fn line(&self, catalogue: &Catalogue) -> Option<Meaning> {
        let table = self.table?;
        let line = match (self.row, self.column) {
            (Some(row), None) => Meaning::Row(table, row),
            (None, Some(column)) => Meaning::Column(table, column),
            (Some(_), Some(_)) | (None, None) => return None,
        };
        self.is_under_group(catalogue).then_some(line)
    }

    /// The heading, if no line is named.
    fn heading(&self) -> Option<Meaning> {
        let named = self.row.is_none() && self.column.is_none();
        self.group.filter(|_| named).map(|(table, group)| Meaning::Group(table, group))
    }

    /// True if the line is under the heading that is named with it, or is the heading's own line.
    fn is_under_group(&self, catalogue: &Catalogue) -> bool {
        self.group.is_none_or(|(table, group)| {
            let group = &catalogue.table(table).groups[usize::from(group)];
            let line = if group.axis == Axis::Row { self.row } else { self.column };
            line.is_some_and(|line| group.has(line))
        })
    }

    fn cell(&self, catalogue: &Catalogue) -> Option<CellIx> {
        let table = catalogue.table(self.table?);
        let row = self.row?;
        // A row with a single column is named without it, and so is the usual column of a list.
        let column = match self.column {
            Some(column) => column,
            None => {
                let mut cells = table.row_cells(row);
                match (table.usual, cells.next()?, cells.next()) {
                    (Some(usual), _, _) => usual,
                    (None, only, None) => catalogue.cell(only).column,
                    (None, _, Some(_)) => return None,
                }
            }
        };
        let cell = table.cell(row, column)?;
        Picked { column: Some(column), ..*self }.is_under_group(catalogue).then_some(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec;

    #[test]
    fn a_repeated_label_does_not_multiply_the_ways_to_read_it() {
        let pipeline = spec::load("cn-disclosure").unwrap();
        let lexicon = &pipeline.lexicon;
        let meanings = lexicon.meanings_of_normalised("总计");
        assert!(meanings.len() > 1);
        let ways = |n: usize| picked(&vec![meanings; n]).len();
        assert!(ways(3) > 0);
        assert_eq!(ways(60), ways(3));
        // And is still the line that it is.
        let lines = |n: usize| lines_of_labels(&[&"总计".repeat(n)], lexicon, &pipeline.catalogue);
        assert!(!lines(3).is_empty());
        assert_eq!(lines(39), lines(3));
    }
}
