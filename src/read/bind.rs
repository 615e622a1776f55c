//! Rows under a header → which field holds which cell.
//!
//! A row whose figures fit under the header in one way is bound at once. A row with blanks may fit in several ways,
//! after a page break or a collapsed merged cell has shifted it. It is then read as the rows like it are, or as its own
//! total says. If neither tells, it is not bound, and its figures are listed: none is guessed.
//!
//! ```text
//! item     │ natural │ business │ total │
//! received │ 4       │ 1        │ 5     │       one way
//! granted  │         │ 2        │ 0     │ 2     one way: moved by one field, or the last 2 would have no column
//! pending  │         │ 1        │ 1     │       as it stands, or moved: the rows like it or its sum decide
//! ```

mod fit;
mod remarks;
mod votes;

use std::cell::LazyCell;

use crate::model::{AxisIx, Catalogue, Meaning};
pub use crate::read::bind::fit::{Fit, Sum, position};
use crate::read::bind::remarks::Remarks;
use crate::read::bind::votes::{Coincidence, Sisterhood, Votes};
use crate::read::grid::{By, Row, Token};
use crate::read::header::{Aside, AsideColumn, Header, Leaf, Stub};
use crate::read::number::Parsed;
use crate::read::trail::{Anchor, Trail};
use crate::read::vocabulary::Vocabulary;

/// The label of a row.
///
/// ```text
/// III. decided │ (1) granted │ 3 │ 0 │ 3      the line `granted`, `end` 2
/// (2) granted in part │      │ 1 │ 0 │ 1      the line `granted in part`, `end` 1
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowLabel {
    /// The row or column of the form that it names; nothing where the header names both.
    pub line: Option<AxisIx>,
    /// One past the field with the last label: where the figures may begin.
    pub end: usize,
}

/// A row of a table and the ways in which it can be read.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Position of the row in the grid.
    pub at: usize,
    /// How many fields it has.
    pub width: usize,
    /// What its label says it is.
    pub label: RowLabel,
    /// The ways in which its figures can belong to the columns: none, one, or several to choose from.
    pub fits: Vec<Fit>,
}

impl Candidate {
    /// How many fields stand behind the label; 0 for a row that ends before the labels of others do.
    pub fn behind(&self) -> usize {
        self.width.saturating_sub(self.label.end)
    }
}

/// What the labels of a row say under a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labelled {
    /// A row of figures: `(1) granted │ 3 │ 0 │ 3`.
    Row(RowLabel),
    /// A heading over the rows that follow: `III. decided │   │   │   `.
    Heading,
    /// No row of that table, or one that could be several: `other │ 1 │ 0 │ 1` where two groups end in such a line.
    Unknown,
}

/// Whether the code that a row prints can be one.
///
/// ```text
/// no.   item       natural   total
/// 1     received   4         4         in order
/// 2     granted    3         3         in order
/// 5     5                              out of order: the row has slid to the left, and 5 is a figure
/// 4     pending    1         1         in order
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowCode {
    /// It lies between those of the rows around it, or the row prints none.
    InOrder,
    /// It does not: it may be a figure that has slid into the column of the codes.
    OutOfOrder,
}

/// How far to the right the label of a row stands, and how far it should.
///
/// Under `III. decided` and `(2) refused` a row has the depth 2. Where each heading has a column of its own its label
/// ends at 3; another row of the same depth whose label ends at 1 has slid, and its figures with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Indent {
    /// Under how many headings of the form the row stands.
    pub depth: usize,
    /// One past the field with its last label.
    pub label_end: usize,
}

/// Reads the label of a row. If it names several lines, the trail decides, and it is then advanced to this row.
pub fn label(row: &Row<'_>, header: &Header, vocabulary: &Vocabulary<'_>, trail: &mut Trail) -> Labelled {
    let table = vocabulary.pipeline.catalogue.table(header.table);
    let axis = header.stub_axis();
    let mut found = RowLabel { line: None, end: 0 };
    // `heading`: some label heads other lines. `ambiguous`: the last label names several lines, and the trail does not
    // decide. `heads`: the last label read may be a heading.
    let (mut heading, mut ambiguous, mut heads) = (false, false, false);
    for (at, token) in row.tokens.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let (mut lines, mut group, mut belongs) = (Vec::new(), None, false);
        for meaning in vocabulary.get(*word).in_table(header.table) {
            lines.extend(header.stub_line(meaning));
            if let Meaning::Group(_, at) = meaning {
                belongs = true;
                group = group.or((table.groups[usize::from(at)].axis == axis).then_some(at));
            }
        }
        let end = at + row.width(at);
        if !lines.is_empty() || belongs {
            heads = group.is_some();
        }
        // A label that is repeated along its span has been read already.
        if !lines.is_empty() && at > 0 && row.tokens[at - 1] == *token {
            found.end = end;
        } else if !lines.is_empty() {
            let line = trail.choose(&lines, axis, table);
            ambiguous = line.is_none();
            found = RowLabel { line, end };
            line.into_iter().for_each(|line| trail.reach(Anchor::Line(line)));
        } else if belongs {
            found.end = end;
            heading |= group.is_some();
            group.into_iter().for_each(|group| trail.reach(Anchor::Group(group)));
        }
    }
    // A group's own line without figures is only a heading.
    let is_blank = || row.tokens.iter().skip(found.end).all(|token| token.is_empty());
    // A heading with an unknown text behind it stands over that text.
    let is_over_text = || match row.tokens.get(found.end..).into_iter().flatten().find(|token| !token.is_empty()) {
        Some(Token::Word(word)) => !vocabulary.get(*word).is_label() && !vocabulary.get(*word).is_figure(),
        _ => false,
    };
    match (header.stub, found.line) {
        (Stub::Rows | Stub::Columns, _) if heads && is_over_text() => Labelled::Unknown,
        (Stub::Rows | Stub::Columns, Some(line)) if table.is_own_only(axis, line) && is_blank() => Labelled::Heading,
        (Stub::Nothing, _) | (Stub::Rows | Stub::Columns, Some(_)) => Labelled::Row(found),
        (Stub::Rows | Stub::Columns, None) if heading && !ambiguous => Labelled::Heading,
        (Stub::Rows | Stub::Columns, None) => Labelled::Unknown,
    }
}

/// Every way in which the figures of a row fit under the header. Nothing is chosen here: a way that leaves a figure
/// without a column is none, and one that only looks unlikely stays.
pub fn fits(row: &Row<'_>, label: RowLabel, header: &Header, code: RowCode, vocabulary: &Vocabulary<'_>) -> Vec<Fit> {
    if header.spanned || row.tokens.iter().skip(label.end).any(|token| matches!(token, Token::Covered(_))) {
        return fits_of_cells(row, label, header);
    }
    let is_aside = |at: usize| match header.aside_at(at) {
        Some(Aside::Unit | Aside::Remark) => !vocabulary.is_number(row.token(at)),
        Some(Aside::Code) => code == RowCode::InOrder,
        None => false,
    };
    let contiguous_from = if header.aligned { contiguous(header) } else { None };
    let filled: Vec<usize> = (label.end..row.tokens.len()).filter(|at| row.tokens[*at] != Token::Blank).collect();
    let n = header.leaves.len();
    let mut fits = Vec::new();
    let remarks = Remarks::of(header, contiguous_from);
    let has_slid = remarks.as_ref().is_some_and(|remarks| remarks.has_slid(row, vocabulary));
    if header.aligned && header.leaves[0].at >= label.end && !has_slid {
        let under = |at: &usize| match contiguous_from {
            Some(first) => (first..first + n).contains(at),
            None => header.is_over(*at),
        };
        if filled.iter().all(|at| under(at) || is_aside(*at)) {
            fits.push(Fit::Aligned);
        }
    }
    // If a unit stands in the column of units, the row has not slid, and its code is not its first figure.
    let is_unit = |at: usize| matches!(row.token(at), Token::Word(word) if vocabulary.get(word).unit.is_some());
    // A code before the labels says nothing about the fields behind them.
    let is_behind = |at: usize| at >= label.end;
    let is_in_place = |column: &AsideColumn| match column.holds {
        Aside::Code => is_behind(column.at),
        Aside::Unit => is_unit(column.at),
        Aside::Remark => false,
    };
    if header.asides.iter().any(is_in_place) {
        return fits;
    }
    let last_start = row.tokens.len().saturating_sub(n + header.remarks).max(label.end);
    for start in label.end..=last_start {
        // If figures stand under their labels, a sign such as `/` in the column of remarks is a figure and no remark.
        let is_remark = |at: usize| match &remarks {
            Some(remarks) => remarks.is_at(at, start) && !vocabulary.is_figure(row.token(at)),
            None => (start + n..start + n + header.remarks).contains(&at) && !vocabulary.is_number(row.token(at)),
        };
        let inside = filled.iter().all(|at| (start..start + n).contains(at) || is_remark(*at));
        let is_aligned = contiguous_from == Some(start) && fits.contains(&Fit::Aligned);
        // A row as wide as the header has not slid to the right: what stands behind the last column is in a column that
        // the form does not have.
        let is_beyond = row.tokens.len() <= header.width && contiguous_from.is_some_and(|first| first < start);
        if inside && !is_aligned && !is_beyond {
            fits.push(Fit::From(start));
        }
    }
    fits
}

/// The same for a format with real merged cells: cell by cell if there are as many cells as labels, otherwise each cell
/// under its label. There is no third way, since such a format says where each cell stands.
fn fits_of_cells(row: &Row<'_>, label: RowLabel, header: &Header) -> Vec<Fit> {
    let header_end = header.leaves.iter().map(|leaf| leaf.at + leaf.width).max().unwrap_or(0);
    let is_cell = |at: &usize| match row.token(*at) {
        Token::Covered(_) => false,
        Token::Blank => *at < header_end,
        Token::Plain(_) | Token::Word(_) => true,
    };
    // A row that ends early has blank cells at its end, and not fewer cells.
    let cells: Vec<usize> = (label.end..row.tokens.len().max(header_end)).filter(is_cell).collect();
    let begun_above = row.tokens.iter().skip(label.end).any(|token| *token == Token::Covered(By::Above));
    if cells.len() == header.leaves.len() && !begun_above {
        return vec![Fit::Cells(label.end)];
    }
    let aligned = header.aligned && header.leaves[0].at >= label.end;
    let placed = cells.iter().filter(|at| row.token(**at) != Token::Blank).all(|at| header.is_over(*at));
    if aligned && placed { vec![Fit::Aligned] } else { Vec::new() }
}

/// Whether the code of each row is in order.
pub fn codes(rows: &[Row<'_>], header: &Header, vocabulary: &Vocabulary<'_>) -> Vec<RowCode> {
    let Some(at) = header.place_of(Aside::Code) else { return vec![RowCode::InOrder; rows.len()] };
    let code = |row: &Row<'_>| match row.token(at) {
        Token::Blank | Token::Covered(_) => None,
        Token::Plain(number) => Some(i64::from(number)),
        // A code may carry a sign that refers to a note.
        Token::Word(word) => {
            let digits: String = vocabulary.get(word).raw.chars().filter(char::is_ascii_digit).collect();
            digits.parse().ok()
        }
    };
    let codes: Vec<Option<i64>> = rows.iter().map(code).collect();
    let between = |at: usize, code: i64| {
        let before = codes[..at].iter().rev().flatten().next();
        let after = codes[at + 1..].iter().flatten().next();
        before.is_none_or(|before| *before < code) && after.is_none_or(|after| code < *after)
    };
    let judge = |(at, code): (usize, &Option<i64>)| match code.is_none_or(|code| between(at, code)) {
        true => RowCode::InOrder,
        false => RowCode::OutOfOrder,
    };
    codes.iter().enumerate().map(judge).collect()
}

/// The first field of a header whose labels stand side by side, one field each. Only under such a header can a row be
/// moved as a whole and still be read.
pub fn contiguous(header: &Header) -> Option<usize> {
    let first = header.leaves.first()?.at;
    let side_by_side = header.leaves.iter().enumerate().all(|(at, leaf)| leaf.at == first + at && leaf.width == 1);
    side_by_side.then_some(first)
}

/// Chooses one way to read each row; `None` for a row of which it cannot be told. `rows` gives the fields of a row by
/// its position in the grid.
pub fn choose(
    candidates: &[Candidate],
    header: &Header,
    rows: &dyn Fn(usize) -> Vec<Token>,
    context: &RowContext<'_>,
) -> Vec<Option<Fit>> {
    // Most tables have no row with several ways, so the votes are counted only when asked for.
    let votes = LazyCell::new(|| Votes::of(candidates, header, context));
    let coincidence = Coincidence::of(candidates, header, rows);
    let judge = |candidate: &Candidate| {
        let tokens = rows(candidate.at);
        if is_empty(&tokens, candidate.label) {
            return candidate.fits.first().copied();
        }
        match (votes.usual(candidate, header, context), context.by_total(candidate, header, &tokens)) {
            (Some(usual), Some(by_total)) => (usual == by_total || votes.even).then_some(usual),
            (usual, by_total) => usual.or(by_total),
        }
    };
    candidates
        .iter()
        .map(|candidate| match candidate.fits[..] {
            [] => None,
            [only] => Some(only),
            _ => votes.of_sisters(candidate, header, context).or_else(|| judge(candidate)),
        })
        .zip(candidates)
        .map(|(fit, candidate)| fit.filter(|fit| !coincidence.has(candidate, fit)))
        .collect()
}

/// True for a row without anything behind its label.
fn is_empty(tokens: &[Token], label: RowLabel) -> bool {
    tokens.iter().skip(label.end).all(|token| token.is_empty())
}

/// What is needed to judge how a row may be read.
pub struct RowContext<'a> {
    /// The forms, with their rows, columns and sums.
    pub catalogue: &'a Catalogue,
    /// The texts of the tokens.
    pub vocabulary: &'a Vocabulary<'a>,
}

impl RowContext<'_> {
    /// Under how many headings of the form the row stands.
    fn depth(&self, candidate: &Candidate, header: &Header) -> usize {
        let groups = &self.catalogue.table(header.table).groups;
        let line = candidate.label.line;
        groups
            .iter()
            .filter(|group| line.is_some_and(|line| group.axis == header.stub_axis() && group.members.contains(&line)))
            .count()
    }

    /// Where the label of the row stands, and under how many headings.
    pub fn indent(&self, candidate: &Candidate, header: &Header) -> Indent {
        Indent { depth: self.depth(candidate, header), label_end: candidate.label.end }
    }

    /// The rows that are shifted as this one is.
    fn sisters(&self, candidate: &Candidate, header: &Header) -> Sisterhood {
        let groups = &self.catalogue.table(header.table).groups;
        let narrowest = candidate.label.line.and_then(|line| {
            let over = |(_, group): &(usize, &crate::model::Group)| {
                group.axis == header.stub_axis() && group.members.contains(&line)
            };
            groups.iter().enumerate().filter(over).min_by_key(|(_, group)| group.members.len()).map(|(at, _)| at)
        });
        Sisterhood { label_end: candidate.label.end, heading: narrowest }
    }

    /// The sums in a row under a header: each total with the columns it is the sum of.
    pub fn sums(&self, header: &Header) -> Vec<Sum> {
        let columns = &self.catalogue.table(header.table).columns;
        let is_total = |leaf: &usize| header.leaves[*leaf].column.is_some_and(|column| columns[column.at()].total);
        let sum = |total: usize| {
            // A header that names rows as well has a total for each row.
            let beside = |leaf: &usize| *leaf != total && header.leaves[*leaf].row == header.leaves[total].row;
            Sum { total, parts: (0..header.leaves.len()).filter(beside).collect() }
        };
        (0..header.leaves.len()).filter(is_total).map(sum).collect()
    }

    /// The only way to read the row in which every total is the sum of its parts; `None` if there are several or none.
    /// Zeros say nothing: `0 0 0` adds up wherever it stands.
    fn by_total(&self, candidate: &Candidate, header: &Header, tokens: &[Token]) -> Option<Fit> {
        let sums = self.sums(header);
        let adds_up = |fit: &&Fit| {
            let figure = |leaf: usize| self.figure(position(**fit, leaf, header, tokens), tokens);
            let holds = |Sum { total, parts }: &Sum| {
                let parts: Vec<i64> = parts.iter().filter_map(|leaf| figure(*leaf)).collect();
                (figure(*total).is_none() && parts.is_empty()) || figure(*total) == Some(parts.iter().sum())
            };
            sums.iter().all(holds)
        };
        // Zeros add up wherever they stand, and a column that the form does not have may contain a sum of its own.
        let tells = |at: usize| self.figure(at, tokens).is_some_and(|figure| figure != 0);
        let foreign = header.leaves.iter().any(Leaf::is_foreign);
        if sums.is_empty() || foreign || !(candidate.label.end..tokens.len()).any(tells) {
            return None;
        }
        let mut fitting = candidate.fits.iter().filter(adds_up);
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(*only),
            _ => None,
        }
    }

    /// The whole number at a position, if there is one.
    pub fn figure(&self, at: usize, tokens: &[Token]) -> Option<i64> {
        match tokens.get(at)? {
            Token::Blank | Token::Covered(_) => None,
            Token::Plain(number) => Some(i64::from(*number)),
            Token::Word(word) => match self.vocabulary.get(*word).parsed {
                Parsed::Figure { digits, decimals: 0, .. } => Some(digits),
                _ => None,
            },
        }
    }
}
