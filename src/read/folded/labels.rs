//! The lines of a cell → the labels that they are.
//!
//! ```text
//! Rejected because
//! it is a state secret      one label, broken over two lines
//! Persons                   the next label
//! Companies                 the next
//! ```
//!
//! A line alone may be a label, the begin of one, or a heading over the next ones. All ways of joining lines into known
//! labels are counted; the cell is understood if exactly one gives as many labels as the figures beside it need.

use crate::model::{AxisIx, Meaning, TableIx};
use crate::read::vocabulary::Vocabulary;

/// A label is broken over at most so many lines.
const MOST_LINES: usize = 4;

/// A label made of some lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// Its lines, joined.
    pub text: String,
    /// It is a heading over the lines that follow, and has no figure of its own.
    pub is_heading: bool,
}

/// What a text can be among the labels of the form; neither, if it is none.
#[derive(Clone, Copy, Debug, Default)]
struct Kinds {
    /// A line of a table, or a single cell.
    is_line: bool,
    /// A heading over lines.
    is_heading: bool,
}

fn kinds(text: &str, axis: Option<Wanted>, vocabulary: &mut Vocabulary<'_>) -> Kinds {
    if text.is_empty() {
        return Kinds::default();
    }
    let ix = vocabulary.word(text);
    let word = vocabulary.get(ix);
    let is_line = |meaning: &Meaning| match axis {
        None => meaning.is_line(),
        Some(Wanted::Columns(table)) => meaning.is_column() && meaning.table() == Some(table),
        Some(Wanted::Rows(table)) => meaning.is_row() && meaning.table() == Some(table),
    };
    let is_cell = axis.is_none() && word.cell.is_some();
    Kinds {
        is_line: is_cell || word.meanings.iter().any(is_line),
        is_heading: axis.is_none() && word.meanings.iter().any(Meaning::is_group),
    }
}

/// The labels that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Columns of a table.
    Columns(TableIx),
    /// Rows of a table.
    Rows(TableIx),
}

/// The only way to read lines as so many labels with headings between them; `None` if there are several ways or none.
pub(super) fn split(
    lines: &[String],
    n_labels: usize,
    wanted: Option<Wanted>,
    vocabulary: &mut Vocabulary<'_>,
) -> Option<Vec<Label>> {
    let lines: Vec<&String> = lines.iter().filter(|line| !line.is_empty()).collect();
    // For every position, the ways to get there, one for each number of labels before it.
    let mut ways: Vec<Vec<Way>> = vec![Vec::new(); lines.len() + 1];
    ways.first_mut()?.push(Way { n_labels: 0, n_ways: 1, from: 0, is_heading: false });
    for end in 1..=lines.len() {
        for start in end.saturating_sub(MOST_LINES)..end {
            let text: String = lines.get(start..end)?.iter().map(|line| line.as_str()).collect();
            let kinds = kinds(&text, wanted, vocabulary);
            let before = ways.get(start)?.clone();
            for (holds, is_heading) in [(kinds.is_line, false), (kinds.is_heading, true)] {
                let ends = ways.get_mut(end)?;
                before.iter().filter(|_| holds).for_each(|way| way.go(start, is_heading, ends));
            }
        }
    }
    let mut labels = Vec::new();
    let (mut at, mut n) = (lines.len(), n_labels);
    while at > 0 {
        let way = ways.get(at)?.iter().find(|way| way.n_labels == n)?;
        if way.n_ways > 1 {
            return None;
        }
        let text: String = lines.get(way.from..at)?.iter().map(|line| line.as_str()).collect();
        labels.push(Label { text, is_heading: way.is_heading });
        (at, n) = (way.from, n - usize::from(!way.is_heading));
    }
    labels.reverse();
    (n == 0).then_some(labels)
}

/// The ways to read the lines before a position as so many labels, and the last step of one of them.
#[derive(Clone, Copy, Debug)]
struct Way {
    n_labels: usize,
    n_ways: usize,
    from: usize,
    is_heading: bool,
}

impl Way {
    fn go(&self, from: usize, is_heading: bool, ends: &mut Vec<Way>) {
        let n_labels = self.n_labels + usize::from(!is_heading);
        match ends.iter_mut().find(|way| way.n_labels == n_labels) {
            Some(known) => known.n_ways = known.n_ways.saturating_add(self.n_ways),
            None => ends.push(Way { n_labels, n_ways: self.n_ways, from, is_heading }),
        }
    }
}

/// Lines of which enough are known labels that the others must be labels too, each by itself.
pub(super) fn a_line_each(lines: &[String], vocabulary: &mut Vocabulary<'_>) -> Option<Vec<Label>> {
    let n_known = lines.iter().filter(|line| kinds(line, None, vocabulary).is_line).count();
    let is_told = n_known > 1 && n_known * 2 > lines.len();
    is_told.then(|| lines.iter().map(|line| Label { text: line.clone(), is_heading: false }).collect())
}

/// For headings that each stand over several labels: the label before which each stands. The labels under a heading
/// have to be its members.
pub(super) fn headed(headings: &[String], labels: &[Label], vocabulary: &mut Vocabulary<'_>) -> Option<Vec<String>> {
    let mut headings = headings.iter().filter(|heading| !heading.is_empty()).peekable();
    let mut placed = vec![String::new(); labels.len()];
    let mut open: Vec<(TableIx, u8)> = Vec::new();
    for (place, label) in placed.iter_mut().zip(labels) {
        let next = headings.peek().map(|heading| groups(heading, vocabulary)).unwrap_or_default();
        if is_member(&next, label, vocabulary) {
            place.clone_from(headings.next()?);
            open = next;
        } else if !open.is_empty() && !is_member(&open, label, vocabulary) {
            return None;
        }
    }
    headings.peek().is_none().then_some(placed)
}

fn groups(heading: &str, vocabulary: &mut Vocabulary<'_>) -> Vec<(TableIx, u8)> {
    let ix = vocabulary.word(heading);
    let groups = vocabulary.get(ix).meanings.iter().filter_map(|meaning| match meaning {
        Meaning::Group(table, group) => Some((*table, *group)),
        _ => None,
    });
    groups.collect()
}

fn is_member(groups: &[(TableIx, u8)], label: &Label, vocabulary: &mut Vocabulary<'_>) -> bool {
    if label.text.is_empty() {
        return false;
    }
    let ix = vocabulary.word(&label.text);
    let lines: Vec<(TableIx, AxisIx)> = vocabulary
        .get(ix)
        .meanings
        .iter()
        .filter_map(|meaning| match meaning {
            Meaning::Row(table, line) | Meaning::Column(table, line) => Some((*table, *line)),
            _ => None,
        })
        .collect();
    let tables = &vocabulary.pipeline.catalogue.tables;
    groups.iter().any(|(table, group)| {
        let group = tables.get(table.at()).and_then(|table| table.groups.get(usize::from(*group)));
        group.is_some_and(|group| lines.iter().any(|(of, line)| of == table && group.members.contains(line)))
    })
}
