//! Header rows → the columns of a table, in printed order.
//!
//! A header is a tree printed in rows, with the members of a group below it:
//!
//! ```text
//! item │ decided │         │           │ pending │ total
//!      │ granted │ refused │ withdrawn │         │
//! ```
//!
//! Exports keep, repeat or lose the white space under a merged cell, so the tree is read by what the labels mean: each
//! group takes its members from the next row. If the labels then stand in increasing positions, the figures stand under
//! them. Otherwise (collapsed merged cells, a header broken by a page) only their order is known.

mod beside;
mod flat;

use std::collections::{BTreeSet, VecDeque};

use crate::model::{Axis, AxisIx, Catalogue, Meaning, TableIx};
use crate::read::grid::{By, Row, Token};
use crate::read::header::{Header, Hint, LayoutAhead, Leaf, Stub};
use crate::read::header_tree::beside::{asides, field_column, n_remarks};
use crate::read::misprint::{self, FormLine};
use crate::read::vocabulary::{Vocabulary, Word, WordIx};

/// A label in a header row.
#[derive(Clone, Copy, Debug)]
struct Label {
    word: WordIx,
    /// The first field that it stands over.
    at: usize,
    /// How many fields it stands over, as far as its row shows.
    width: usize,
    /// Some of these fields are covered by a merged cell, so that the width is certain.
    spans: bool,
}

/// Reads header rows; `None` if they do not name the columns of one table.
pub fn read(rows: &[Row<'_>], hint: &Hint<'_>, vocabulary: &Vocabulary<'_>) -> Option<Header> {
    vocabulary.headers.of(rows, hint, |hint| anew(rows, hint, vocabulary))
}

/// The same without looking into the store of known headers.
fn anew(rows: &[Row<'_>], hint: &Hint<'_>, vocabulary: &Vocabulary<'_>) -> Option<Header> {
    // A label that stands above itself is one label or two; both are tried.
    let width = rows.iter().map(|row| row.tokens.len()).max().unwrap_or(0);
    if let Some(header) = flat::read(rows, width, vocabulary) {
        return Some(header);
    }
    let n_remarks = rows.iter().map(|row| n_remarks(row, vocabulary)).max().unwrap_or(0);
    let extent = Extent { width, n_remarks };
    let mut header = [Above::IsTheSame, Above::IsAnother]
        .into_iter()
        .find_map(|above| tree(levels(rows, above, vocabulary), extent, hint, vocabulary))?;
    if header.stub == Stub::Rows {
        header.misprinted.extend(misprint::last_is_total(&mut header.leaves, rows, header.table, vocabulary));
    }
    if header.aligned {
        header.asides = asides(rows, &header.leaves, vocabulary);
    }
    Some(header)
}

/// What the same label in the same field of two header rows means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Above {
    /// One label, repeated under its own span:
    ///
    /// ```text
    /// total │ granted │ granted
    /// total │ in full │ in part
    /// ```
    IsTheSame,
    /// Two labels. Where merged cells have collapsed, each row of the header begins at the left, and a label may come
    /// to stand below itself by chance.
    IsAnother,
}

/// What header rows show beside their labels.
#[derive(Clone, Copy)]
struct Extent {
    /// Fields of the widest row.
    width: usize,
    /// Labels of remarks at the end of the row that has most of them.
    n_remarks: usize,
}

/// The columns that the labels make of the table that most of them belong to.
fn tree(
    levels: Vec<VecDeque<Label>>,
    Extent { width, n_remarks }: Extent,
    hint: &Hint<'_>,
    vocabulary: &Vocabulary<'_>,
) -> Option<Header> {
    let table = table_of(&levels, hint, vocabulary)?;
    let spans: Vec<usize> = levels.iter().flatten().filter(|label| label.spans).map(|label| label.at).collect();
    let turned = is_turned(&levels, table, vocabulary);
    let catalogue = &vocabulary.pipeline.catalogue;
    let mut tree = Tree { table, turned, levels, catalogue, vocabulary, leaves: Vec::new(), orphans: false };
    tree.grow();
    let Tree { mut leaves, orphans, .. } = tree;
    let increasing = leaves.windows(2).all(|pair| pair[0].at + pair[0].width <= pair[1].at);
    let mut by_place = leaves.clone();
    by_place.sort_by_key(|leaf| leaf.at);
    let distinct = by_place.windows(2).all(|pair| pair[0].at + pair[0].width <= pair[1].at);
    let aligned = increasing || (orphans && distinct);
    if orphans && !distinct {
        return None;
    }
    if aligned {
        leaves = by_place;
    }
    // What is printed over the row labels is the heading of no column, whatever it says.
    if leaves.first().is_some_and(Leaf::is_foreign) || stub_of(&leaves).is_none() {
        let mut ahead = (hint.layout_ahead)(table);
        if aligned && width == ahead.width {
            cut_over_stub(&mut leaves, ahead.stub_end.max(1));
        } else {
            ahead.behind = ahead.behind.saturating_sub(n_remarks);
            leaves.drain(..n_over_stub(&leaves, &ahead)?);
        }
    }
    let stub = stub_of(&leaves)?;
    // The labels of rows left blank stand below each other and are no header of a table on its side.
    let abreast: BTreeSet<usize> = leaves.iter().filter(|leaf| !leaf.is_foreign()).map(|leaf| leaf.at).collect();
    if stub == Stub::Columns && abreast.len() < FEWEST_ROWS_ABREAST {
        return None;
    }
    let spanned = leaves.iter().any(|leaf| spans.contains(&leaf.at) && leaf.width > 1);
    let remarks = if aligned { 0 } else { n_remarks };
    let misprinted = misprinted(&mut leaves, table, stub, vocabulary);
    Some(Header { table, leaves, asides: Vec::new(), aligned, spanned, stub, misprinted, remarks, width })
}

/// A header of a table on its side names at least so many rows of the form, side by side.
const FEWEST_ROWS_ABREAST: usize = 2;

/// Drops the labels that stand over the labels of the rows, where the rows stand under the header.
fn cut_over_stub(leaves: &mut Vec<Leaf>, stub_end: usize) {
    leaves.retain(|leaf| leaf.fields().end > stub_end);
    // A label over both is cut to the part over the figures.
    for leaf in leaves.iter_mut().filter(|leaf| leaf.at < stub_end) {
        (leaf.at, leaf.width) = (stub_end, leaf.fields().end - stub_end);
    }
}

/// How many of the first labels stand over the row labels, if merged cells have collapsed: the header has as many
/// labels more than the rows have fields behind their labels. `None` if that cannot be counted.
///
/// Fields that are blank in every row may be no columns; then all labels that are left have to be known columns.
fn n_over_stub(leaves: &[Leaf], ahead: &LayoutAhead) -> Option<usize> {
    let n_foreign = leaves.iter().take_while(|leaf| leaf.is_foreign()).count();
    let fewest = leaves.len().saturating_sub(ahead.behind);
    let most = (leaves.len() + ahead.padding).checked_sub(ahead.behind)?.min(leaves.len());
    let n_known = |n: usize| leaves[n..].iter().filter(|leaf| !leaf.is_foreign()).count();
    let is_known = |n: &usize| stub_of(&leaves[*n..]).is_some() && n_known(*n) == leaves.len() - n;
    if let Some(n) = (fewest..=most).find(is_known) {
        return Some(n);
    }
    let n = if ahead.padding == 0 { fewest } else { n_foreign };
    let n = if stub_of(leaves).is_some() { n.min(n_foreign) } else { n };
    let is_counted_out = if ahead.padding == 0 { n == fewest } else { (fewest..=most).contains(&n) };
    let is_mostly_known = ahead.padding == 0 || 2 * n_known(n) > leaves.len() - n;
    (is_counted_out && is_mostly_known).then_some(n)
}

/// In a header of so many columns, a label between two known ones may have one wrong letter.
const FEWEST_KNOWN: usize = 5;

/// Restores columns whose labels have lost letters, by the columns on both sides; gives their positions.
fn misprinted(leaves: &mut [Leaf], table: TableIx, stub: Stub, vocabulary: &Vocabulary<'_>) -> Vec<usize> {
    let axis = if stub == Stub::Rows { Axis::Column } else { Axis::Row };
    if stub == Stub::Nothing || !leaves.iter().any(Leaf::is_foreign) {
        return Vec::new();
    }
    // If all other labels are known, one letter of the label may be any other.
    let is_only = leaves.iter().filter(|leaf| leaf.is_foreign()).count() == 1 && leaves.len() >= FEWEST_KNOWN;
    let line_of = |leaf: &Leaf| if axis == Axis::Column { leaf.column } else { leaf.row };
    let restored: Vec<(usize, AxisIx)> = (0..leaves.len())
        .filter(|at| leaves[*at].is_foreign())
        .filter_map(|at| {
            // `None` if the neighbour is not known either; `Some(None)` at an end of the header.
            let beside = |leaf: Option<&Leaf>| leaf.map_or(Some(None), |leaf| line_of(leaf).map(Some));
            let before = beside(at.checked_sub(1).and_then(|at| leaves.get(at)))?;
            let behind = beside(leaves.get(at + 1))?;
            let line = misprint::only_between([before, behind], table, axis, &vocabulary.pipeline.catalogue)?;
            let is_elsewhere = leaves.iter().any(|leaf| line_of(leaf) == Some(line));
            let raw = &vocabulary.get(leaves[at].label).raw;
            let of_form = FormLine { table, axis, line };
            let is_like = misprint::is_spelled_like(raw, of_form, vocabulary)
                || is_only && misprint::has_one_letter_wrong(raw, of_form, vocabulary);
            (!is_elsewhere && is_like).then_some((at, line))
        })
        .collect();
    for (at, line) in &restored {
        let leaf = &mut leaves[*at];
        *(if axis == Axis::Column { &mut leaf.column } else { &mut leaf.row }) = Some(*line);
    }
    restored.into_iter().map(|(at, _)| at).collect()
}

/// What the row labels are under such columns; `None` if the columns are of several kinds, or two are the same.
fn stub_of(leaves: &[Leaf]) -> Option<Stub> {
    let named: Vec<&Leaf> = leaves.iter().filter(|leaf| !leaf.is_foreign()).collect();
    let kind = |leaf: &Leaf| (leaf.row.is_some(), leaf.column.is_some());
    let first = kind(named.first()?);
    let mut keys: Vec<_> = named.iter().map(|leaf| (leaf.row, leaf.column)).collect();
    keys.sort();
    let unique = keys.windows(2).all(|pair| pair[0] != pair[1]);
    if !unique || named.iter().any(|leaf| kind(leaf) != first) {
        return None;
    }
    Some(match first {
        (true, true) => Stub::Nothing,
        (false, _) => Stub::Rows,
        (true, false) => Stub::Columns,
    })
}

/// The labels of each row; a label repeated along its span, or under it, counts once.
fn levels(rows: &[Row<'_>], above: Above, vocabulary: &Vocabulary<'_>) -> Vec<VecDeque<Label>> {
    let mut levels: Vec<VecDeque<Label>> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let mut labels: VecDeque<Label> = VecDeque::new();
        for (column, token) in row.tokens.iter().enumerate() {
            if *token == Token::Covered(By::Left)
                && let Some(last) = labels.back_mut()
                && last.at + last.width == column
            {
                last.width += 1;
                last.spans = true;
            }
            let Token::Word(word) = *token else { continue };
            if above == Above::IsTheSame && at > 0 && rows[at - 1].token(column) == *token {
                continue;
            }
            match labels.back_mut() {
                Some(last) if last.word == word && last.at + last.width == column => last.width += 1,
                _ if vocabulary.get(word).is_furniture() || field_column(vocabulary.get(word)).is_some() => {}
                _ => labels.push_back(Label { word, at: column, width: 1, spans: false }),
            }
        }
        levels.push(labels);
    }
    levels
}

/// The table that most labels belong to. Of several, the heading above decides, then the rows that follow.
fn table_of(levels: &[VecDeque<Label>], hint: &Hint<'_>, vocabulary: &Vocabulary<'_>) -> Option<TableIx> {
    let n_tables = vocabulary.pipeline.catalogue.tables.len();
    let score = |table: TableIx| {
        let belongs =
            |label: &&Label| vocabulary.get(label.word).in_table(table).any(|meaning| meaning.is_line_or_group());
        levels.iter().flatten().filter(belongs).count()
    };
    let scores: Vec<(usize, TableIx)> =
        (0..n_tables).map(|at| TableIx(at as u8)).map(|table| (score(table), table)).collect();
    let best = scores.iter().map(|(score, _)| *score).max().filter(|best| *best > 0)?;
    let equal: Vec<TableIx> = scores.iter().filter(|(score, _)| *score == best).map(|(_, table)| *table).collect();
    if let [only] = equal[..] {
        return Some(only);
    }
    let heading = hint.heading.filter(|table| equal.contains(table));
    let by_rows = || equal.iter().copied().max_by_key(|table| ((hint.rows_ahead)(*table), std::cmp::Reverse(*table)));
    heading.or_else(by_rows)
}

/// True if the table is printed on its side: its header names rows of the form, and no columns.
fn is_turned(levels: &[VecDeque<Label>], table: TableIx, vocabulary: &Vocabulary<'_>) -> bool {
    let only = |label: &Label, wanted: fn(&Meaning) -> bool| {
        let mut lines = vocabulary.get(label.word).in_table(table).filter(Meaning::is_line).peekable();
        lines.peek().is_some() && lines.all(|line| wanted(&line))
    };
    let any = |wanted: fn(&Meaning) -> bool| levels.iter().flatten().any(|label| only(label, wanted));
    any(Meaning::is_row) && !any(Meaning::is_column)
}

/// A header tree while it is read.
struct Tree<'a> {
    table: TableIx,
    turned: bool,
    /// What is left of each row of labels, from left to right.
    levels: Vec<VecDeque<Label>>,
    catalogue: &'a Catalogue,
    vocabulary: &'a Vocabulary<'a>,
    /// The columns found so far.
    leaves: Vec<Leaf>,
    /// Some labels of a lower row belong to no label above them.
    orphans: bool,
}

/// What a label is in the tree.
enum Node {
    Leaf(AxisIx),
    /// A row of the form that is printed as a heading over its columns: `reconsideration` over `upheld` and
    /// `overturned`.
    Block(AxisIx),
    Group(u8),
    Foreign,
}

impl Tree<'_> {
    /// Reads all rows, each label with what belongs below it.
    fn grow(&mut self) {
        for level in 0..self.levels.len() {
            let before = self.leaves.len();
            while let Some(label) = self.levels[level].pop_front() {
                self.plant(label, level, None);
            }
            self.orphans |= before > 0 && self.leaves.len() > before;
        }
    }

    fn word(&self, label: Label) -> &Word {
        self.vocabulary.get(label.word)
    }

    /// Adds a label, with its members from the next row. `block` is the row of the form that stands over it.
    fn plant(&mut self, label: Label, level: usize, block: Option<AxisIx>) {
        match self.node(label, level, block) {
            Node::Leaf(line) => self.leaf(label, line, block),
            Node::Foreign => {
                self.push_leaf(label, None, None);
            }
            Node::Block(row) => {
                let mut taken: Vec<AxisIx> = Vec::new();
                let below = self.level_of_columns(label, level);
                while let Some(next) = self.levels.get(below).and_then(|below| below.front().copied()) {
                    let Some(column) = self.column(next) else { break };
                    if taken.contains(&column) {
                        break;
                    }
                    taken.push(column);
                    self.levels[below].pop_front();
                    self.leaf(next, column, Some(row));
                }
                if taken.is_empty() {
                    self.push_leaf(label, Some(row), None);
                }
            }
            Node::Group(group) => self.plant_members(group, level),
        }
    }

    /// The row with the columns of a heading: the next one, or the one after it if the heading is two rows high and
    /// what stands in the next row is further to the right.
    fn level_of_columns(&self, label: Label, level: usize) -> usize {
        let front = |level: usize| self.levels.get(level).and_then(|labels| labels.front().copied());
        let is_column = |label: &Label| self.column(*label).is_some();
        let below = front(level + 2).filter(is_column).filter(|below| below.at >= label.at);
        match (front(level + 1), below) {
            (Some(next), Some(below)) if !is_column(&next) && below.at < next.at => level + 2,
            (None, Some(_)) => level + 2,
            _ => level + 1,
        }
    }

    /// Adds the labels of the next row that are members of a group, until one is not.
    fn plant_members(&mut self, group: u8, level: usize) {
        while let Some(next) = self.levels.get(level + 1).and_then(|below| below.front().copied()) {
            let foreign = !self.word(next).in_table(self.table).any(|meaning| meaning.is_line_or_group());
            if !foreign && !self.belongs(next, group) {
                break;
            }
            self.levels[level + 1].pop_front();
            self.plant(next, level + 1, None);
        }
    }

    /// Adds a column that the label names, as far as it is one.
    fn leaf(&mut self, label: Label, line: AxisIx, block: Option<AxisIx>) {
        let (row, column) = match (self.turned, block) {
            (true, _) => (Some(line), None),
            (false, block) => (block, Some(line)),
        };
        self.push_leaf(label, row, column);
    }

    /// Adds a column of the header, whether it is one of the form or not.
    fn push_leaf(&mut self, label: Label, row: Option<AxisIx>, column: Option<AxisIx>) {
        let unit = self.word(label).unit_behind.map(|_| label.word);
        let (at, width, label) = (label.at, label.width, label.word);
        self.leaves.push(Leaf { row, column, at, width, label, unit });
    }

    /// What a label is at this place: a heading only if one of its members stands below, or if it can be nothing else.
    fn node(&self, label: Label, level: usize, block: Option<AxisIx>) -> Node {
        let meanings: Vec<Meaning> = self.word(label).in_table(self.table).collect();
        let group = meanings.iter().find_map(|meaning| match meaning {
            Meaning::Group(_, group) => Some(*group),
            _ => None,
        });
        let has_members = |group: u8| {
            self.levels.get(level + 1).and_then(VecDeque::front).is_some_and(|next| self.belongs(*next, group))
        };
        if let Some(group) = group
            && (has_members(group) || meanings.len() == 1)
        {
            return Node::Group(group);
        }
        let row = meanings.iter().find_map(Meaning::row);
        match (self.turned, row, self.column(label)) {
            (true, Some(row), _) => Node::Leaf(row),
            (false, _, Some(column)) => Node::Leaf(column),
            (false, Some(row), None) if block.is_none() => Node::Block(row),
            _ => Node::Foreign,
        }
    }

    /// The column of the form that a label names.
    fn column(&self, label: Label) -> Option<AxisIx> {
        self.word(label).in_table(self.table).find_map(|meaning| meaning.column())
    }

    /// True if the label is a member of the group, or a group whose members all are.
    fn belongs(&self, label: Label, group: u8) -> bool {
        let groups = &self.catalogue.table(self.table).groups;
        let outer = &groups[usize::from(group)];
        self.word(label).in_table(self.table).any(|meaning| match meaning {
            Meaning::Row(_, row) => outer.axis == Axis::Row && outer.has(row),
            Meaning::Column(_, column) => outer.axis == Axis::Column && outer.has(column),
            Meaning::Group(_, inner) if inner != group => {
                let inner = &groups[usize::from(inner)];
                inner.axis == outer.axis && inner.members.iter().all(|member| outer.members.contains(member))
            }
            _ => false,
        })
    }
}
