//! A composite label → the cell it names: `表三/（三）不予公开/1.属于国家秘密/自然人`.

use crate::model::{AxisIx, Catalogue, CellIx, Lexicon, Meaning, TableIx};

const SEPARATORS: [char; 22] = [
    '/', '\\', '|', '_', '-', '—', '>', '→', ':', '·', '.', ' ', '\u{3001}', '\n', '\u{FF1A}', '\u{FF0F}', '\u{FF5C}',
    '\u{FF0D}', '\u{FF1E}', '\u{FF3F}', '\u{3000}', '~',
];
/// More parts than any form has levels.
const MOST_PARTS: usize = 12;

/// The one cell a header names, by code or by the labels of its row and column.
pub fn cell(label: &str, lexicon: &Lexicon, catalogue: &Catalogue) -> Option<CellIx> {
    let label = label.trim();
    if let Some(cell) = catalogue.by_code(label) {
        return Some(cell);
    }
    SEPARATORS.iter().filter(|separator| label.contains(**separator)).find_map(|separator| {
        let parts: Vec<&str> = label.split(*separator).map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() < 2 || parts.len() > MOST_PARTS {
            return None;
        }
        let mut found = Vec::new();
        let mut chosen = Vec::new();
        segment(&parts, *separator, lexicon, catalogue, &mut chosen, &mut found);
        found.dedup();
        match found[..] {
            [only] => Some(only),
            _ => None,
        }
    })
}

/// The one cell of a table that a header names, by code or by the labels of its row and column.
pub fn cell_of_table(label: &str, table: TableIx, lexicon: &Lexicon, catalogue: &Catalogue) -> Option<CellIx> {
    let label = label.trim();
    let of_table = |cell: &CellIx| catalogue.cell(*cell).table == table;
    if let Some(cell) = catalogue.by_code(label).filter(of_table) {
        return Some(cell);
    }
    let whole = std::iter::once((vec![label], '\u{0}'));
    let split = SEPARATORS.iter().filter(|separator| label.contains(**separator)).map(|separator| {
        (label.split(*separator).map(str::trim).filter(|part| !part.is_empty()).collect(), *separator)
    });
    whole.chain(split).filter(|(parts, _)| parts.len() <= MOST_PARTS).find_map(|(parts, separator)| {
        let mut found = Vec::new();
        segment(&parts, separator, lexicon, catalogue, &mut Vec::new(), &mut found);
        found.retain(of_table);
        match found[..] {
            [only] => Some(only),
            _ => None,
        }
    })
}

/// The cells that labels in separate fields of a long export, or the one header of a wide one, can name.
pub fn cells_of_labels(labels: &[&str], lexicon: &Lexicon, catalogue: &Catalogue) -> Vec<CellIx> {
    let mut found = Vec::new();
    let filled: Vec<&str> = labels.iter().copied().filter(|label| !label.trim().is_empty()).collect();
    if let [label] = filled[..]
        && let Some(cell) = cell(label, lexicon, catalogue)
    {
        return vec![cell];
    }
    segment(&filled, '\u{0}', lexicon, catalogue, &mut Vec::new(), &mut found);
    found.dedup();
    if filled.len() < 2 {
        return found;
    }
    // Some of them may be paths themselves.
    let separators = SEPARATORS.iter().filter(|separator| filled.iter().any(|label| label.contains(**separator)));
    for separator in separators {
        if !found.is_empty() {
            break;
        }
        let split = filled.iter().flat_map(|label| label.split(*separator));
        let parts: Vec<&str> = split.map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() <= MOST_PARTS {
            segment(&parts, *separator, lexicon, catalogue, &mut Vec::new(), &mut found);
        }
    }
    found
}

/// Tries every way to join neighbouring parts into known labels, since a label may hold the separator.
fn segment(
    parts: &[&str],
    separator: char,
    lexicon: &Lexicon,
    catalogue: &Catalogue,
    chosen: &mut Vec<Vec<Meaning>>,
    found: &mut Vec<CellIx>,
) {
    if parts.is_empty() {
        for cell in combine(chosen, catalogue) {
            if !found.contains(&cell) {
                found.push(cell);
            }
        }
        return;
    }
    for length in 1..=parts.len() {
        let joined = parts[..length].join(&separator.to_string());
        let meanings = lexicon.meanings(&joined);
        if !meanings.is_empty() {
            chosen.push(meanings.to_vec());
            segment(&parts[length..], separator, lexicon, catalogue, chosen, found);
            chosen.pop();
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Picked {
    table: Option<TableIx>,
    row: Option<AxisIx>,
    column: Option<AxisIx>,
    group: Option<(TableIx, u8)>,
}

/// Every cell that the labels name together, each label playing one part and none left over.
fn combine(chosen: &[Vec<Meaning>], catalogue: &Catalogue) -> Vec<CellIx> {
    let mut states = vec![Picked::default()];
    for meanings in chosen {
        states = states.iter().flat_map(|state| meanings.iter().filter_map(|meaning| state.with(*meaning))).collect();
    }
    let mut cells: Vec<CellIx> = states.iter().filter_map(|state| state.cell(catalogue)).collect();
    cells.sort();
    cells.dedup();
    cells
}

impl Picked {
    fn with(self, meaning: Meaning) -> Option<Picked> {
        if let (Some(known), Some(table)) = (self.table, meaning.table())
            && known != table
        {
            return None;
        }
        let table = self.table.or(meaning.table());
        match meaning {
            Meaning::Table(_) => Some(Picked { table, ..self }),
            Meaning::Group(of, group) => Some(Picked { table, group: Some((of, group)), ..self }),
            Meaning::Row(_, row) if self.row.is_none() => Some(Picked { table, row: Some(row), ..self }),
            Meaning::Column(_, column) if self.column.is_none() => Some(Picked { table, column: Some(column), ..self }),
            Meaning::Furniture => Some(self),
            Meaning::Row(..) | Meaning::Column(..) | Meaning::Field(_) | Meaning::File(_) => None,
        }
    }

    fn cell(&self, catalogue: &Catalogue) -> Option<CellIx> {
        let table = catalogue.table(self.table?);
        // A row with a single column is named without it, and so is the usual column of a list.
        let column = match (self.column, self.row) {
            (Some(column), _) => column,
            (None, Some(row)) => {
                let mut cells = table.row_cells(row);
                match (table.usual, cells.next()?, cells.next()) {
                    (Some(usual), _, _) => usual,
                    (None, only, None) => catalogue.cell(only).column,
                    (None, _, Some(_)) => return None,
                }
            }
            (None, None) => return None,
        };
        let cell = table.cell(self.row?, column)?;
        let inside = |(_, group): (TableIx, u8)| {
            let group = &table.groups[usize::from(group)];
            group.members.contains(&self.row.unwrap_or(AxisIx(0))) || group.members.contains(&column)
        };
        self.group.is_none_or(inside).then_some(cell)
    }
}
