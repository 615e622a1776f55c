//! Rows under a header → which field holds which cell.
//!
//! A row whose figures fit under the header in one way only is bound at once. A row with blanks may fit in
//! several ways after a page break or a collapsed span has shifted it; it is bound as its sisters were, or
//! as its own total says, or not at all: then its figures are named, and none is guessed.

use std::collections::BTreeMap;

use crate::model::{AxisIx, Catalogue, Meaning};
use crate::read::grid::{Row, Token};
use crate::read::header::{Header, Stub};
use crate::read::number::Parsed;
use crate::read::vocabulary::Vocabulary;

/// The label of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowLabel {
    /// The row or column it names; nothing where the header names both.
    pub line: Option<AxisIx>,
    /// Position of its last label, one past it: where the figures may begin.
    pub end: usize,
}

/// Where the figures of a row begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Under their labels.
    Aligned,
    /// One after the other from that position.
    From(usize),
}

/// A row of a table and the ways it can be read.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Position of the row in the grid.
    pub at: usize,
    pub label: RowLabel,
    pub fits: Vec<Fit>,
}

/// Reads the label of a row under a header; `None` if the row is not one of that table.
pub fn label(row: &Row<'_>, header: &Header, vocabulary: &Vocabulary<'_>) -> Option<RowLabel> {
    let mut found = RowLabel { line: None, end: 0 };
    for (at, token) in row.tokens.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let mut line = None;
        let mut belongs = false;
        for meaning in vocabulary.get(*word).in_table(header.table) {
            match (header.stub, meaning) {
                (Stub::Rows, Meaning::Row(_, row)) => line = Some(row),
                (Stub::Columns, Meaning::Column(_, column)) => line = Some(column),
                (_, Meaning::Group(..)) => belongs = true,
                _ => {}
            }
        }
        if line.is_some() {
            found = RowLabel { line, end: at + 1 };
        } else if belongs {
            found.end = at + 1;
        }
    }
    match header.stub {
        Stub::Nothing => Some(found),
        Stub::Rows | Stub::Columns => found.line.map(|_| found),
    }
}

/// Every way in which the row's figures fit under the header.
pub fn fits(row: &Row<'_>, label: RowLabel, header: &Header) -> Vec<Fit> {
    let filled: Vec<usize> = (label.end..row.tokens.len()).filter(|at| row.tokens[*at] != Token::Blank).collect();
    let n = header.leaves.len();
    let mut fits = Vec::new();
    if header.aligned && header.leaves[0].at >= label.end {
        let under = |at: &usize| header.leaves.iter().any(|leaf| (leaf.at..leaf.at + leaf.width).contains(at));
        if filled.iter().all(under) {
            fits.push(Fit::Aligned);
        }
    }
    let contiguous_from = if header.aligned { contiguous(header) } else { None };
    let last_start = row.tokens.len().saturating_sub(n).max(label.end);
    for start in label.end..=last_start {
        let inside = filled.iter().all(|at| (start..start + n).contains(at));
        let is_aligned = contiguous_from == Some(start) && fits.contains(&Fit::Aligned);
        if inside && !is_aligned {
            fits.push(Fit::From(start));
        }
    }
    fits
}

/// The first position of a header whose labels stand side by side.
fn contiguous(header: &Header) -> Option<usize> {
    let first = header.leaves.first()?.at;
    let side_by_side = header.leaves.iter().enumerate().all(|(at, leaf)| leaf.at == first + at && leaf.width == 1);
    side_by_side.then_some(first)
}

/// Chooses one way for every row; `None` for a row that cannot be told.
pub fn choose(
    candidates: &[Candidate],
    header: &Header,
    rows: &dyn Fn(usize) -> Vec<Token>,
    context: &Context<'_>,
) -> Vec<Option<Fit>> {
    let mut votes: BTreeMap<(usize, Option<usize>), BTreeMap<Fit, usize>> = BTreeMap::new();
    for candidate in candidates {
        if let [only] = candidate.fits[..] {
            *votes.entry(context.sisters(candidate, header)).or_default().entry(only).or_default() += 1;
        }
    }
    let none_shifted = votes.values().all(|fits| fits.keys().all(|fit| *fit == Fit::Aligned));
    candidates
        .iter()
        .map(|candidate| match candidate.fits[..] {
            [] => None,
            [only] => Some(only),
            _ => {
                let voted = votes.get(&context.sisters(candidate, header)).and_then(|fits| match fits.len() {
                    1 => fits.keys().next().copied(),
                    _ => None,
                });
                voted
                    .filter(|fit| candidate.fits.contains(fit))
                    .or_else(|| (none_shifted && candidate.fits[0] == Fit::Aligned).then_some(Fit::Aligned))
                    .or_else(|| is_empty(&rows(candidate.at), candidate.label).then_some(candidate.fits[0]))
                    .or_else(|| context.by_total(candidate, header, &rows(candidate.at)))
            }
        })
        .collect()
}

fn is_empty(tokens: &[Token], label: RowLabel) -> bool {
    tokens.iter().skip(label.end).all(|token| *token == Token::Blank)
}

/// What is needed to judge how a row may be read.
pub struct Context<'a> {
    pub catalogue: &'a Catalogue,
    pub vocabulary: &'a Vocabulary<'a>,
}

impl Context<'_> {
    /// Rows whose label stands at the same position under the same heading are shifted alike.
    fn sisters(&self, candidate: &Candidate, header: &Header) -> (usize, Option<usize>) {
        let groups = &self.catalogue.table(header.table).groups;
        let narrowest = candidate.label.line.and_then(|line| {
            let over = |(_, group): &(usize, &crate::model::Group)| group.members.contains(&line);
            groups.iter().enumerate().filter(over).min_by_key(|(_, group)| group.members.len()).map(|(at, _)| at)
        });
        (candidate.label.end, narrowest)
    }

    /// The only way in which the row's total is the sum of its other figures.
    fn by_total(&self, candidate: &Candidate, header: &Header, tokens: &[Token]) -> Option<Fit> {
        let columns = &self.catalogue.table(header.table).columns;
        let is_total = |leaf: usize| header.leaves[leaf].column.is_some_and(|column| columns[column.at()].total);
        let total_at = (0..header.leaves.len()).find(|leaf| is_total(*leaf))?;
        let adds_up = |fit: &&Fit| {
            let figure = |leaf: usize| self.figure(position(**fit, leaf, header), tokens);
            let sum: i64 = (0..header.leaves.len()).filter(|leaf| *leaf != total_at).filter_map(figure).sum();
            figure(total_at) == Some(sum)
        };
        let mut fitting = candidate.fits.iter().filter(adds_up);
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(*only),
            _ => None,
        }
    }

    fn figure(&self, at: usize, tokens: &[Token]) -> Option<i64> {
        match tokens.get(at)? {
            Token::Blank => None,
            Token::Plain(number) => Some(i64::from(*number)),
            Token::Word(word) => match self.vocabulary.get(*word).parsed {
                Parsed::Figure { digits, decimals: 0, .. } => Some(digits),
                _ => None,
            },
        }
    }
}

/// The position of a leaf's figure in a row.
pub fn position(fit: Fit, leaf: usize, header: &Header) -> usize {
    match fit {
        Fit::Aligned => header.leaves[leaf].at,
        Fit::From(start) => start + leaf,
    }
}
