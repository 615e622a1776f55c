//! `forms/*.toml` → the catalogue of cells.
//!
//! All versions of a form share one catalogue. Lines with the same code are the same line, and a
//! version is the set of cells that it prints:
//!
//! ```text
//! 2021: rows a, b, c    2019: rows a, c, d    one column
//! => cells a, b, c, d; the form of 2021 has a, b, c, and that of 2019 has a, c, d
//! ```
//!
//! Cells of the form in force come first. The filings of recent years then take up no memory for
//! those that only older forms have. Positions are stored in one or two bytes; `limits` makes sure
//! that they fit.

use std::collections::{BTreeMap, BTreeSet};

use serde_spanned::Spanned;

use crate::model::{
    Axis, AxisIx, Catalogue, CellDef, CellIx, CellKind, Form, Group, Line, Message, Subtotal, Table, TableIx, Text,
    Year,
};
use crate::spec::error::{Error, Source, nearest};
use crate::spec::files::Files;
use crate::spec::form_text::{FormText, GroupText, KindText, LineText, TableText};
use crate::spec::{limits, toml_text};

/// Reads the given forms into one catalogue; the first is the one in force. `money` is each unit of
/// money with its worth in the smallest one, which decides the decimals of amounts.
///
/// Errors: a form whose `id` is not the name of its file, an unknown column or member of a group, a
/// line or cell declared twice, or more of anything than positions can count.
pub(super) fn catalogue(files: &Files, ids: &[String], money: &BTreeMap<String, i64>) -> Result<Catalogue, Error> {
    let mut merged = Merged { money: money.clone(), ..Merged::default() };
    for id in ids {
        let file = format!("forms/{id}.toml");
        let text = files.text(&file)?;
        let shown = files.shown(&file);
        let source = Source::new(&shown, &text);
        let form: FormText = toml_text::read(source)?;
        if form.id != *id {
            let message = Message::new("form.id").with("id", &form.id).with("file", format!("{id}.toml"));
            return Err(Error::whole(&shown, message));
        }
        merged.add(form, source)?;
    }
    limits::forms(ids.len(), merged.n_cells(), "forms")?;
    Ok(merged.finish())
}

/// A cell of the catalogue under construction: table, row and column.
type Slot = (TableIx, AxisIx, AxisIx);

/// All versions read so far.
#[derive(Default)]
struct Merged {
    /// Units of money and their worth in the smallest one.
    money: BTreeMap<String, i64>,
    /// With the lines of all versions.
    tables: Vec<Table>,
    /// Kind of each cell, as the first version that has it declares it.
    kinds: BTreeMap<Slot, CellKind>,
    /// The versions in their order.
    forms: Vec<PartialForm>,
}

/// A version of the form, with slots in place of cells: indices are only known when all versions
/// have been read.
struct PartialForm {
    id: String,
    title: Text,
    source: String,
    from: Option<Year>,
    until: Option<Year>,
    /// The cells it prints, in its order, own lines of groups left out.
    slots: Vec<Slot>,
    /// Own lines of groups, as table, is-row and line.
    own_lines: BTreeSet<(TableIx, bool, AxisIx)>,
    /// Cells on own lines.
    own_slots: Vec<Slot>,
    /// What it prints at each line, by table, is-row and line.
    labels: BTreeMap<(TableIx, bool, AxisIx), Text>,
    /// Lines that are never reported missing, in the same form.
    optional: BTreeSet<(TableIx, bool, AxisIx)>,
}

impl Merged {
    /// Adds a version. One that ends before it begins is an error.
    fn add(&mut self, form: FormText, source: Source<'_>) -> Result<(), Error> {
        if let Some((from, until)) = form.from.zip(form.until)
            && until < from
        {
            let offset = source.text.find("until").unwrap_or(0);
            let message = Message::new("form.until_before_from").with("from", from).with("until", until);
            return Err(source.error(offset, message));
        }
        let mut partial = PartialForm {
            id: form.id,
            title: form.title,
            source: form.source,
            from: form.from.map(Year),
            until: form.until.map(Year),
            slots: Vec::new(),
            own_lines: BTreeSet::new(),
            own_slots: Vec::new(),
            labels: BTreeMap::new(),
            optional: BTreeSet::new(),
        };
        limits::tables_once(&form.table, source)?;
        for table in form.table {
            self.add_table(table.into_inner(), &mut partial, source)?;
        }
        self.forms.push(partial);
        Ok(())
    }

    /// Adds the table of a version: merges its lines and groups, and lists the cells it prints.
    ///
    /// A table without columns gets one without a code, so that its cells are `table.row`. Title,
    /// layout and corner are those of the first version that has the table; `by_line` holds if any
    /// version says so.
    fn add_table(&mut self, said: TableText, form: &mut PartialForm, source: Source<'_>) -> Result<(), Error> {
        limits::declared(&said, source)?;
        let is_bare = said.column.is_empty();
        let mut columns: Vec<LineText> = said.column.into_iter().map(Spanned::into_inner).collect();
        if is_bare {
            columns.push(LineText { default: true, ..LineText::default() });
        }
        let rows: Vec<LineText> = said.row.into_iter().map(Spanned::into_inner).flat_map(repeated).collect();
        let at = match self.tables.iter().position(|table| table.code == said.code) {
            Some(at) => at,
            None => {
                let mut table = Table::declare(said.code.clone(), said.title.clone());
                (table.print, table.corner) = (said.print, said.corner.clone());
                self.tables.push(table);
                self.tables.len() - 1
            }
        };
        let table_ix = TableIx(at as u8);
        let table = &mut self.tables[at];
        table.by_line |= said.by_line;
        for line in &columns {
            let column = merge_line(&mut table.columns, line);
            if !is_bare {
                form.labels.insert((table_ix, false, column), line.label.clone());
            }
            if said.optional || line.optional {
                form.optional.insert((table_ix, false, column));
            }
            if line.default {
                table.usual = Some(column);
            }
        }
        let mut declared: BTreeSet<Slot> = form.slots.iter().copied().collect();
        for line in &rows {
            let row = merge_line(&mut table.rows, line);
            form.labels.insert((table_ix, true, row), line.label.clone());
            if said.optional || line.optional {
                form.optional.insert((table_ix, true, row));
            }
            for (column, kind) in columns_of(line, &columns, &self.money, source)? {
                let slot = (table_ix, row, table.column(&column).unwrap_or(AxisIx(0)));
                if !declared.insert(slot) {
                    return Err(limits::declared_twice(&said.code, &line.code, source));
                }
                form.slots.push(slot);
                self.kinds.entry(slot).or_insert(kind);
            }
        }
        let printed: Vec<Slot> = form.slots.iter().filter(|slot| slot.0 == table_ix).copied().collect();
        for group in said.group.into_iter().map(Spanned::into_inner) {
            let own = group.own_line.clone();
            let at = merge_group(table, group, &printed, source)?;
            if let Some(label) = own {
                form.own_line(table, (table_ix, at), label, &printed);
            }
        }
        limits::merged(&self.tables[at], self.tables.len(), source)
    }

    /// Upper bound on the number of cells: own lines of groups in several versions are counted more than once.
    fn n_cells(&self) -> usize {
        self.kinds.len() + self.forms.iter().map(|form| form.own_slots.len()).sum::<usize>()
    }

    /// Numbers the cells, and gives each version the set of those it has.
    ///
    /// A cell is a subtotal if every version that has it prints it on a group's own line. A version
    /// may also have the same line as an ordinary row, and then its figures are as good as any
    /// others.
    fn finish(self) -> Catalogue {
        let Merged { mut tables, kinds, forms, .. } = self;
        let order = cell_order(&forms, tables.len());
        let index: BTreeMap<Slot, CellIx> =
            order.iter().enumerate().map(|(at, slot)| (*slot, CellIx(at as u16))).collect();
        let cells = order.iter().map(|slot| define(&tables, *slot, &kinds)).collect();
        let forms: Vec<Form> = forms.into_iter().map(|form| complete(form, &index, &tables)).collect();
        let mut cells: Vec<CellDef> = cells;
        for (at, cell) in cells.iter_mut().enumerate() {
            let mut having = forms.iter().filter(|form| form.has[at]);
            cell.subtotal = having.all(|form| form.subtotals.iter().any(|subtotal| subtotal.cell.at() == at));
        }
        for (at, table) in tables.iter_mut().enumerate() {
            for group in &mut table.groups {
                let is_own = |cell: &&CellDef| {
                    cell.table.at() == at
                        && group.own == Some(if group.axis == Axis::Row { cell.row } else { cell.column })
                };
                group.own_only = group.own.is_some() && cells.iter().filter(is_own).all(|cell| cell.subtotal);
            }
        }
        Catalogue::new(tables, cells, forms)
    }
}

impl PartialForm {
    /// Declares a group's own line; it has a cell wherever one of its members has one.
    ///
    /// ```text
    /// members a, b    columns x, y    cells a@x, b@y    =>  own cells g@x, g@y
    /// ```
    ///
    /// If the form also prints a line with the code of the group, that is the own line.
    fn own_line(&mut self, table: &mut Table, (ix, group): (TableIx, usize), label: Text, printed: &[Slot]) {
        let Group { code, axis, members, .. } = table.groups[group].clone();
        let is_row = axis == Axis::Row;
        let lines = if is_row { &mut table.rows } else { &mut table.columns };
        let known = lines.iter().position(|line| line.code == code);
        let own = known.unwrap_or_else(|| {
            lines.push(Line { code, label: label.clone(), total: false });
            lines.len() - 1
        });
        let own = AxisIx(own as u8);
        self.labels.insert((ix, is_row, own), label);
        self.own_lines.insert((ix, is_row, own));
        table.groups[group].own = Some(own);
        let of_table = self.own_slots.iter().filter(|slot| slot.0 == ix);
        let known: Vec<Slot> = printed.iter().chain(of_table).copied().collect();
        for (_, row, column) in known {
            let (line, slot) = if is_row { (row, (ix, own, column)) } else { (column, (ix, row, own)) };
            if members.contains(&line) && !self.own_slots.contains(&slot) {
                self.own_slots.push(slot);
            }
        }
    }
}

/// The order of the catalogue. Table by table, the cells of the form in force in its order, then
/// those that older forms add. Own lines of groups come last of all: few offices print them, and
/// filings without them take up no memory for them.
///
/// ```text
/// table 1: cells of 2021, cells that only 2019 has;  table 2: …;  own lines
/// ```
fn cell_order(forms: &[PartialForm], n_tables: usize) -> Vec<Slot> {
    let mut order: Vec<Slot> = Vec::new();
    for table in 0..n_tables {
        for form in forms {
            for slot in form.slots.iter().filter(|slot| slot.0.at() == table) {
                if !order.contains(slot) {
                    order.push(*slot);
                }
            }
        }
    }
    for slot in forms.iter().flat_map(|form| &form.own_slots) {
        if !order.contains(slot) {
            order.push(*slot);
        }
    }
    order
}

/// What the catalogue says about a cell: its code, and whether figures of two offices add up. No
/// version declares a kind for cells on own lines of groups; they are taken for counts.
fn define(tables: &[Table], slot: Slot, kinds: &BTreeMap<Slot, CellKind>) -> CellDef {
    let (table, row, column) = slot;
    let named = &tables[table.at()];
    let kind = kinds.get(&slot).cloned().unwrap_or(CellKind::Count { signed: false });
    let column_code = &named.columns[column.at()].code;
    let row_code = format!("{}.{}", named.code, named.rows[row.at()].code);
    CellDef {
        code: if column_code.is_empty() { row_code } else { format!("{row_code}@{column_code}") },
        table,
        row,
        column,
        subtotal: false,
        // The k-th lines of two offices have nothing to do with each other.
        adds: kind.adds() && !named.by_line,
        kind,
    }
}

/// Turns a version's slots into cells. Its rows and columns are those with at least one cell, in
/// the order of the form.
fn complete(form: PartialForm, index: &BTreeMap<Slot, CellIx>, tables: &[Table]) -> Form {
    let cells: Vec<CellIx> = form.slots.iter().filter_map(|slot| index.get(slot).copied()).collect();
    let subtotals: Vec<Subtotal> =
        form.own_slots.iter().filter_map(|own| subtotal(*own, &form, index, tables)).collect();
    let mut has = vec![false; index.len()];
    for cell in cells.iter().chain(subtotals.iter().map(|subtotal| &subtotal.cell)) {
        has[cell.at()] = true;
    }
    let lines = |pick: fn(&Slot) -> AxisIx| -> Vec<Vec<AxisIx>> {
        (0..tables.len())
            .map(|table| {
                let mut found = Vec::new();
                for slot in form.slots.iter().filter(|slot| slot.0.at() == table) {
                    if !found.contains(&pick(slot)) {
                        found.push(pick(slot));
                    }
                }
                found
            })
            .collect()
    };
    let (rows, columns) = (lines(|slot| slot.1), lines(|slot| slot.2));
    let PartialForm { id, title, source, from, until, labels, optional, own_lines, .. } = form;
    Form { id, title, source, from, until, cells, has, own_lines, subtotals, rows, columns, labels, optional }
}

/// The cell on an own line, with the cells that it sums; `None` if it belongs to no group. Members
/// that this version does not print are left out.
fn subtotal(own: Slot, form: &PartialForm, index: &BTreeMap<Slot, CellIx>, tables: &[Table]) -> Option<Subtotal> {
    let (table, row, column) = own;
    let of = |group: &&Group| group.own == Some(if group.axis == Axis::Row { row } else { column });
    let group = tables[table.at()].groups.iter().find(of)?;
    let slot = |line: &AxisIx| match group.axis {
        Axis::Row => (table, *line, column),
        Axis::Column => (table, row, *line),
    };
    let members =
        group.members.iter().map(slot).filter(|slot| form.slots.contains(slot) || form.own_slots.contains(slot));
    Some(Subtotal { cell: *index.get(&own)?, members: members.filter_map(|slot| index.get(&slot).copied()).collect() })
}

/// Finds the line by its code, or adds it. The label and `total` of the first version count.
fn merge_line(lines: &mut Vec<Line>, said: &LineText) -> AxisIx {
    let at = lines.iter().position(|line| line.code == said.code).unwrap_or_else(|| {
        lines.push(Line { code: said.code.clone(), label: said.label.clone(), total: said.total });
        lines.len() - 1
    });
    AxisIx(at as u8)
}

/// Expands a row that is declared once for several lines of an export. All but the first are
/// optional.
///
/// ```text
/// code = "fee", label = "Fee", lines = 3    =>  fee.1 "Fee", fee.2 "Fee #2", fee.3 "Fee #3"
/// ```
fn repeated(line: LineText) -> Vec<LineText> {
    if line.lines == 0 {
        return vec![line];
    }
    let label = |n: usize| match n {
        1 => line.label.clone(),
        _ => Text { zh: format!("{} #{n}", line.label.zh), en: format!("{} #{n}", line.label.en) },
    };
    let nth = |n: usize| LineText {
        code: format!("{}.{n}", line.code),
        label: label(n),
        lines: 0,
        optional: line.optional || n > 1,
        ..line.clone()
    };
    (1..=line.lines).map(nth).collect()
}

/// The columns in which a row has a cell, with the kind of each. A row that declares a kind takes
/// precedence over its columns, with all that belongs to it: unit, decimals, sign.
///
/// The decimals of money follow from the worth of its unit, down to the hundredth of the smallest
/// unit:
///
/// ```text
/// unit worth 1        2 decimals
/// unit worth 10000    6 decimals
/// ```
fn columns_of(
    row: &LineText,
    columns: &[LineText],
    money: &BTreeMap<String, i64>,
    source: Source<'_>,
) -> Result<Vec<(String, CellKind)>, Error> {
    let kind = |column: &LineText| {
        let line = if row.kind.is_some() { row } else { column };
        match line.kind {
            Some(KindText::Count) | None => CellKind::Count { signed: line.signed },
            Some(KindText::Money) => {
                // Hundredths of the smallest unit: two decimals, plus one for each zero in the unit's worth.
                let zeros = money.get(&line.unit).map_or(0, |worth| worth.ilog10());
                CellKind::Money { unit: line.unit.clone(), decimals: 2 + zeros }
            }
            Some(KindText::Measure) => {
                CellKind::Measure { unit: line.unit.clone(), decimals: line.decimals, adds: line.adds }
            }
            Some(KindText::Date) => CellKind::Date,
        }
    };
    let Some(named) = &row.columns else {
        return Ok(columns.iter().map(|line| (line.code.clone(), kind(line))).collect());
    };
    named
        .iter()
        .map(|name| match columns.iter().find(|line| line.code == *name.get_ref()) {
            Some(line) => Ok((line.code.clone(), kind(line))),
            None => {
                let message = Message::new("unknown.column").with("word", name.get_ref());
                let hint = nearest(name.get_ref(), columns.iter().map(|line| line.code.as_str()));
                Err(source.error_at(name, message).hint(hint))
            }
        })
        .collect()
}

/// Adds a group, or merges it with the same group of another version, and returns its position.
/// `printed` are the cells of this version: a member that fits none of its lines is an error.
fn merge_group(table: &mut Table, said: GroupText, printed: &[Slot], source: Source<'_>) -> Result<usize, Error> {
    let axis = said.axis;
    let lines = match axis {
        Axis::Row => &table.rows,
        Axis::Column => &table.columns,
    };
    let mut members = Vec::new();
    for pattern in &said.members {
        let is_printed =
            |line: &AxisIx| printed.iter().any(|slot| *line == if axis == Axis::Row { slot.1 } else { slot.2 });
        let found: Vec<AxisIx> = matching(lines, pattern.get_ref()).into_iter().filter(is_printed).collect();
        if found.is_empty() {
            let message = Message::new("unknown.member").with("word", pattern.get_ref());
            let hint = nearest(pattern.get_ref(), lines.iter().map(|line| line.code.as_str()));
            return Err(source.error_at(pattern, message).hint(hint));
        }
        members.extend(found);
    }
    let known = table.groups.iter().position(|group| group.code == said.code && group.axis == axis);
    let at = known.unwrap_or_else(|| {
        table.groups.push(Group {
            code: said.code,
            axis,
            label: said.label,
            members: Vec::new(),
            own: None,
            own_only: false,
        });
        table.groups.len() - 1
    });
    let group = &mut table.groups[at];
    for member in members {
        if !group.members.contains(&member) && group.own != Some(member) {
            group.members.push(member);
        }
    }
    Ok(at)
}

/// The lines that match a pattern: a code, or `denied.*` for `denied` and every line below it
/// (`denied.secret`, not `denied_twice`).
pub(super) fn matching(lines: &[Line], pattern: &str) -> Vec<AxisIx> {
    let fits = |code: &str| match pattern.strip_suffix(".*") {
        Some(stem) => code == stem || code.strip_prefix(stem).is_some_and(|rest| rest.starts_with('.')),
        None => code == pattern,
    };
    (0..lines.len()).filter(|at| fits(&lines[*at].code)).map(|at| AxisIx(at as u8)).collect()
}
