//! Spellings that mean two things, that add nothing, or that can never match.
//!
//! ```text
//! Returned,row,loans.returned    adds nothing: the form prints this label
//! Loans,row,loans.lent           clashes with `Loans,row,loans.returned`: same table, same place
//! n/a,row,loans.lost             never matches: the figure `n/a` is read first
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Axis, AxisIx, Catalogue, Form, Meaning, Message, TableIx};
use crate::spec::alias::Taught;
use crate::spec::error::Error;
use crate::spec::lint::Desk;

/// Length in bytes from which the reader takes a text for prose and no longer for a label.
const LONGEST: usize = 600;

/// Checks all labels of the forms and all spellings of the alias files. Spellings of forms come
/// first, so that it is the alias that is reported.
pub(crate) fn lint(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let mut found = never_met(desk);
    found.extend(repeats(desk));
    found.extend(clashes(desk));
    found.extend(shared(desk));
    Ok(found)
}

/// Labels that identify a cell on their own and occur in two tables of a form: in a wide header
/// only their position says which one is meant.
///
/// ```text
/// office, year, Received, Withdrawn, Received    of requests, or of appeals?
/// ```
///
/// Not reported if each table comes in a file of its own.
fn shared(desk: &Desk<'_>) -> Vec<Error> {
    // If each table has a file of its own, the file decides.
    if desk.pipeline.lexicon.names_files {
        return Vec::new();
    }
    let catalogue = &desk.pipeline.catalogue;
    let mut known: BTreeMap<&str, (&Taught, TableIx)> = BTreeMap::new();
    let mut found = Vec::new();
    for taught in desk.taught {
        let Meaning::Row(table, row) = taught.meaning else { continue };
        let is_alone = catalogue.table(table).usual.is_some() || catalogue.table(table).row_cells(row).count() == 1;
        let (first, other) = *known.entry(&taught.key).or_insert((taught, table));
        let has = |form: &Form, table: TableIx| !form.rows[table.at()].is_empty();
        let together = catalogue.forms.iter().any(|form| has(form, table) && has(form, other));
        if is_alone && table != other && together {
            let code = |table: TableIx| &catalogue.table(table).code;
            let message = Message::new("lint.line_of_two").with("label", &taught.said);
            let message = message.with("table", code(other)).with("other", code(table));
            let hint = Message::new("hint.line_of_two").with("file", &first.file).with("line", first.line);
            found.push(at(taught, message).hint(hint));
        }
    }
    found
}

/// An error at the line that declares a spelling.
fn at(taught: &Taught, message: Message) -> Error {
    Error { file: taught.file.clone(), line: taught.line, column: 0, message, hint: None }
}

/// A hint that says where another spelling was defined.
fn elsewhere(sentence: &'static str, taught: &Taught) -> Message {
    Message::new(sentence).with("label", &taught.said).with("file", &taught.file).with("line", taught.line)
}

/// Spellings that the reader never looks up: those of which nothing is left after normalising,
/// texts too long for a label, and signs that are read as a figure.
fn never_met(desk: &Desk<'_>) -> Vec<Error> {
    let numbers = &desk.pipeline.numbers;
    let signs = numbers.zero.iter().chain(&numbers.not_applicable).chain(&numbers.below_limit);
    let normaliser = &desk.pipeline.lexicon.normaliser;
    let signs: BTreeSet<String> = signs.map(|sign| normaliser.normalise(sign)).collect();
    let reason = |taught: &Taught| match &taught.key {
        key if key.is_empty() => Some("lint.label_empty"),
        _ if taught.said.len() > LONGEST => Some("lint.label_long"),
        key if signs.contains(key) => Some("lint.label_sign"),
        _ => None,
    };
    let never = desk.taught.iter().filter_map(|taught| reason(taught).map(|why| (taught, why)));
    never.map(|(taught, why)| at(taught, Message::new(why).with("label", &taught.said))).collect()
}

/// Lines of alias files that add nothing new, since they have the same spelling, once normalised,
/// and the same meaning as an earlier one.
fn repeats(desk: &Desk<'_>) -> Vec<Error> {
    let mut known: BTreeMap<(&str, Meaning), &Taught> = BTreeMap::new();
    let mut found = Vec::new();
    for taught in desk.taught.iter().filter(|taught| !taught.key.is_empty()) {
        match known.get(&(taught.key.as_str(), taught.meaning)) {
            // Form versions share most of their labels.
            Some(_) if taught.of_form => {}
            Some(first) => {
                let message = Message::new("lint.label_known").with("label", &taught.said);
                found.push(at(taught, message).hint(elsewhere("hint.reads_the_same", first)));
            }
            None => {
                known.insert((&taught.key, taught.meaning), taught);
            }
        }
    }
    found
}

/// Spellings with two meanings that are possible in the same place. Each pair of meanings is
/// reported once per spelling.
fn clashes(desk: &Desk<'_>) -> Vec<Error> {
    let normaliser = &desk.pipeline.lexicon.normaliser;
    let mut known: BTreeMap<&str, Vec<&Taught>> = BTreeMap::new();
    let mut told: BTreeSet<(&str, Meaning, Meaning)> = BTreeSet::new();
    let mut found = Vec::new();
    for taught in desk.taught {
        for key in normaliser.keys(&taught.key).into_iter().flatten() {
            let others = known.entry(key).or_default();
            for other in others.iter() {
                // Spellings that only coincide once ordinals and annotations are removed are no conflict.
                if key != taught.key && key != other.key {
                    continue;
                }
                let (a, b) = (taught.meaning.min(other.meaning), taught.meaning.max(other.meaning));
                if clash(a, b, &desk.pipeline.catalogue) && told.insert((key, a, b)) {
                    let [a, b] = [other, &taught].map(|taught| named(taught.meaning, &desk.pipeline.catalogue));
                    let message = Message::new("lint.label_clash").with("label", key).with("one", a).with("other", b);
                    found.push(at(taught, message).hint(elsewhere("hint.other_label", other)));
                }
            }
            others.push(taught);
        }
    }
    found
}

/// True if both meanings are possible in the same place. A row and a column may share a label,
/// since their place says which is meant.
///
/// ```text
/// two rows, or two columns, of one table     clash, unless they can be told apart
/// two groups of one axis of a table          clash
/// two tables                                 clash if a form has both
/// two fields                                 clash
/// anything else                              no clash
/// ```
fn clash(a: Meaning, b: Meaning, catalogue: &Catalogue) -> bool {
    match (a, b) {
        (Meaning::Row(table, a), Meaning::Row(other, b)) => {
            table == other && a != b && !told_apart(table, Axis::Row, [a, b], catalogue)
        }
        (Meaning::Column(table, a), Meaning::Column(other, b)) => {
            table == other && a != b && !told_apart(table, Axis::Column, [a, b], catalogue)
        }
        (Meaning::Group(table, a), Meaning::Group(other, b)) => {
            let groups = &catalogue.table(table).groups;
            let axis = |at: u8| groups.get(usize::from(at)).map(|group| group.axis);
            table == other && a != b && axis(a) == axis(b)
        }
        (Meaning::Table(a), Meaning::Table(b)) => {
            let has = |form: &Form, table: TableIx| !form.rows[table.at()].is_empty();
            a != b && catalogue.forms.iter().any(|form| has(form, a) && has(form, b))
        }
        (Meaning::Field(a), Meaning::Field(b)) => a != b,
        _ => false,
    }
}

/// Two lines can be told apart if no form has both, or by the headings or the line above them.
///
/// ```text
/// denied / other
/// not processed / other     two rows `other` with different lines above them
/// ```
fn told_apart(table: TableIx, axis: Axis, lines: [AxisIx; 2], catalogue: &Catalogue) -> bool {
    let together = catalogue.forms.iter().any(|form| {
        let printed = match axis {
            Axis::Row => &form.rows[table.at()],
            Axis::Column => &form.columns[table.at()],
        };
        lines.iter().all(|line| printed.contains(line))
    });
    let groups = &catalogue.table(table).groups;
    let above = |line: AxisIx| -> Vec<usize> {
        let over = groups.iter().enumerate().filter(|(_, group)| group.axis == axis && group.members.contains(&line));
        over.map(|(at, _)| at).collect()
    };
    let lines_of_axis = match axis {
        Axis::Row => &catalogue.table(table).rows,
        Axis::Column => &catalogue.table(table).columns,
    };
    let parent = |line: AxisIx| {
        let (parent, _) = lines_of_axis[line.at()].code.rsplit_once('.')?;
        lines_of_axis.iter().position(|line| line.code == parent)
    };
    !together || above(lines[0]) != above(lines[1]) || parent(lines[0]) != parent(lines[1])
}

/// A meaning in words, with its code.
fn named(meaning: Meaning, catalogue: &Catalogue) -> Message {
    let code = |table: TableIx| catalogue.table(table).code.as_str();
    let in_table = |table: TableIx, line: &str| format!("{}.{line}", code(table));
    let named = |sentence: &'static str, code: String| Message::new(sentence).with("code", code);
    match meaning {
        Meaning::Table(table) => named("meaning.table", code(table).to_owned()),
        Meaning::Row(table, row) => named("meaning.row", catalogue.row_code(table, row)),
        Meaning::Column(table, column) => {
            named("meaning.column", in_table(table, &catalogue.table(table).columns[column.at()].code))
        }
        Meaning::Group(table, at) => {
            named("meaning.group", in_table(table, &catalogue.table(table).groups[usize::from(at)].code))
        }
        Meaning::Field(field) => named("meaning.field", field.word().to_owned()),
        Meaning::File(table) => named("meaning.file", code(table).to_owned()),
        Meaning::Furniture => Message::new("meaning.furniture"),
    }
}
