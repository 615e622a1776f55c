//! Rows under a header → which field holds which cell.
//!
//! A row whose figures fit under the header in one way only is bound at once. A row with blanks may fit in
//! several ways after a page break or a collapsed span has shifted it; it is bound as its sisters were, or
//! as its own total says, or not at all: then its figures are named, and none is guessed.

mod fit;
mod remarks;

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::{AxisIx, Catalogue, Meaning};
pub use crate::read::bind::fit::{Fit, Sum, position};
use crate::read::bind::remarks::Remarks;
use crate::read::grid::{By, Row, Token};
use crate::read::header::{Aside, AsideColumn, Header, Leaf, Stub};
use crate::read::number::Parsed;
use crate::read::trail::{Anchor, Trail};
use crate::read::vocabulary::Vocabulary;

/// The label of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowLabel {
    /// The row or column it names; nothing where the header names both.
    pub line: Option<AxisIx>,
    /// Position of its last label, one past it: where the figures may begin.
    pub end: usize,
}

/// A row of a table and the ways it can be read.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Position of the row in the grid.
    pub at: usize,
    /// How many fields it has.
    pub width: usize,
    /// What the row is, as far as its label says.
    pub label: RowLabel,
    /// The ways in which its figures can belong to the columns.
    pub fits: Vec<Fit>,
}

impl Candidate {
    /// How many fields stand behind the label; none where the row ends inside its labels' columns.
    pub fn behind(&self) -> usize {
        self.width.saturating_sub(self.label.end)
    }
}

/// What the labels of a row say under a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labelled {
    /// A row of figures.
    Row(RowLabel),
    /// A heading over the rows that follow.
    Heading,
    /// No row of that table, or one that could be several.
    Unknown,
}

/// Reads the label of a row; the trail tells which of several lines it names, and is led on.
pub fn label(row: &Row<'_>, header: &Header, vocabulary: &Vocabulary<'_>, trail: &mut Trail) -> Labelled {
    let table = vocabulary.pipeline.catalogue.table(header.table);
    let axis = header.stub_axis();
    let mut found = RowLabel { line: None, end: 0 };
    // Whether the last label read is, or may be, the heading over other lines.
    let (mut heading, mut untold, mut heads) = (false, false, false);
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
        // A label repeated along its span has been told already.
        if !lines.is_empty() && at > 0 && row.tokens[at - 1] == *token {
            found.end = end;
        } else if !lines.is_empty() {
            let line = trail.choose(&lines, axis, table);
            untold = line.is_none();
            found = RowLabel { line, end };
            line.into_iter().for_each(|line| trail.reach(Anchor::Line(line)));
        } else if belongs {
            found.end = end;
            heading |= group.is_some();
            group.into_iter().for_each(|group| trail.reach(Anchor::Group(group)));
        }
    }
    // A group's own line without figures is its heading.
    let is_blank = || row.tokens.iter().skip(found.end).all(|token| token.is_empty());
    // And with a text behind it that nobody knows it is the heading over that.
    let is_over_text = || match row.tokens.get(found.end..).into_iter().flatten().find(|token| !token.is_empty()) {
        Some(Token::Word(word)) => !vocabulary.get(*word).is_label() && !vocabulary.get(*word).is_figure(),
        _ => false,
    };
    match (header.stub, found.line) {
        (Stub::Rows | Stub::Columns, _) if heads && is_over_text() => Labelled::Unknown,
        (Stub::Rows | Stub::Columns, Some(line)) if table.is_own_only(axis, line) && is_blank() => Labelled::Heading,
        (Stub::Nothing, _) | (Stub::Rows | Stub::Columns, Some(_)) => Labelled::Row(found),
        (Stub::Rows | Stub::Columns, None) if heading && !untold => Labelled::Heading,
        (Stub::Rows | Stub::Columns, None) => Labelled::Unknown,
    }
}

/// Every way in which the row's figures fit under the header; `in_order` says that its code may be one.
pub fn fits(row: &Row<'_>, label: RowLabel, header: &Header, in_order: bool, vocabulary: &Vocabulary<'_>) -> Vec<Fit> {
    if header.spanned || row.tokens.iter().skip(label.end).any(|token| matches!(token, Token::Covered(_))) {
        return fits_of_cells(row, label, header);
    }
    let is_aside = |at: usize| match header.aside_at(at) {
        Some(Aside::Unit | Aside::Remark) => !vocabulary.is_number(row.token(at)),
        Some(Aside::Code) => in_order,
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
    // A unit under the heading of the units: the row has not slid, and its code is not the first of its figures.
    let is_unit = |at: usize| matches!(row.token(at), Token::Word(word) if vocabulary.get(word).unit.is_some());
    // A code before the labels says nothing of what is behind them.
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
        // Where figures stand under their labels a sign in place of one is no remark: it has not slid so far.
        let is_remark = |at: usize| match &remarks {
            Some(remarks) => remarks.is_at(at, start) && !vocabulary.is_figure(row.token(at)),
            None => (start + n..start + n + header.remarks).contains(&at) && !vocabulary.is_number(row.token(at)),
        };
        let inside = filled.iter().all(|at| (start..start + n).contains(at) || is_remark(*at));
        let is_aligned = contiguous_from == Some(start) && fits.contains(&Fit::Aligned);
        // A row as wide as the header has not slid to the right: what is behind the last column is none of the form's.
        let is_beyond = row.tokens.len() <= header.width && contiguous_from.is_some_and(|first| first < start);
        if inside && !is_aligned && !is_beyond {
            fits.push(Fit::From(start));
        }
    }
    fits
}

/// The same where the spans are known: cell for label if there are as many, else each under its label.
fn fits_of_cells(row: &Row<'_>, label: RowLabel, header: &Header) -> Vec<Fit> {
    let header_end = header.leaves.iter().map(|leaf| leaf.at + leaf.width).max().unwrap_or(0);
    let is_cell = |at: &usize| match row.token(*at) {
        Token::Covered(_) => false,
        Token::Blank => *at < header_end,
        Token::Plain(_) | Token::Word(_) => true,
    };
    // A row that ends early has its last cells blank: it is not one with fewer cells.
    let cells: Vec<usize> = (label.end..row.tokens.len().max(header_end)).filter(is_cell).collect();
    let begun_above = row.tokens.iter().skip(label.end).any(|token| *token == Token::Covered(By::Above));
    if cells.len() == header.leaves.len() && !begun_above {
        return vec![Fit::Cells(label.end)];
    }
    let aligned = header.aligned && header.leaves[0].at >= label.end;
    let placed = cells.iter().filter(|at| row.token(**at) != Token::Blank).all(|at| header.is_over(*at));
    if aligned && placed { vec![Fit::Aligned] } else { Vec::new() }
}

/// For each row whether the code it prints, if any, lies between those of its neighbours: a figure that has slid
/// into the column of the codes hardly does.
pub fn codes_in_order(rows: &[Row<'_>], header: &Header, vocabulary: &Vocabulary<'_>) -> Vec<bool> {
    let Some(at) = header.place_of(Aside::Code) else { return vec![true; rows.len()] };
    let code = |row: &Row<'_>| match row.token(at) {
        Token::Blank | Token::Covered(_) => None,
        Token::Plain(number) => Some(i64::from(number)),
        // A code may carry a sign that points to a note.
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
    codes.iter().enumerate().map(|(at, code)| code.is_none_or(|code| between(at, code))).collect()
}

/// The first position of a header whose labels stand side by side.
pub fn contiguous(header: &Header) -> Option<usize> {
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
    // Most rows can be read in one way only, and nobody has to vote.
    let votes = LazyCell::new(|| Votes::of(candidates, header, context));
    let chance = Chance::of(candidates, header, rows);
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
        .map(|(fit, candidate)| fit.filter(|fit| !chance.has(candidate, fit)))
        .collect()
}

/// Rows that fit by chance: where the figures of some row fit under the header in no way, others of that width may have
/// slid as well, and where those are half of them, nothing stands where the header says.
struct Chance {
    /// By width: rows with figures, and those of them that fit in no way.
    counts: BTreeMap<usize, (usize, usize)>,
}

impl Chance {
    fn of(candidates: &[Candidate], header: &Header, rows: &dyn Fn(usize) -> Vec<Token>) -> Chance {
        let mut counts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        if candidates.iter().all(|candidate| !candidate.fits.is_empty()) {
            return Chance { counts };
        }
        let is_filled = |one: &&Candidate| header.aligned && !is_empty(&rows(one.at), one.label);
        for candidate in candidates.iter().filter(is_filled) {
            let (all, nowhere) = counts.entry(candidate.width).or_default();
            *all += 1;
            *nowhere += usize::from(candidate.fits.is_empty());
        }
        Chance { counts }
    }

    fn has(&self, candidate: &Candidate, fit: &Fit) -> bool {
        let (all, nowhere) = self.counts.get(&candidate.width).copied().unwrap_or_default();
        nowhere > 0 && (matches!(fit, Fit::From(_)) || nowhere * 2 >= all)
    }
}

fn distinct(candidates: &[Candidate], of: fn(&Candidate) -> usize) -> usize {
    candidates.iter().map(of).collect::<BTreeSet<_>>().len()
}

/// Rows whose labels end at the same position under the same heading are shifted alike.
type Sisterhood = (usize, Option<usize>);

/// What the rows that can be read in one way only say of the others.
struct Votes {
    sisters: BTreeMap<Sisterhood, BTreeSet<Fit>>,
    /// The same, apart by how many fields stand behind the label: a row that has slid has slid with all its fields.
    twins: BTreeMap<(Sisterhood, usize), BTreeSet<Fit>>,
    /// By how many headings a row stands under: where the labels end, over all rows.
    ends: BTreeMap<usize, BTreeSet<usize>>,
    /// The same over the rows known to stand under the header.
    aligned: BTreeSet<(usize, usize)>,
    none_shifted: bool,
    /// How far behind their labels the figures begin in rows not under the header.
    gaps: BTreeSet<usize>,
    /// How many fields stand behind their labels.
    behind: BTreeSet<usize>,
    /// Every row has as many fields behind its labels, however many labels it has: merged cells are gone.
    collapsed: bool,
    /// Every row is as wide, with more labels or fewer or all of them up to the first column: merged cells have kept
    /// their places.
    even: bool,
}

impl Votes {
    fn of(candidates: &[Candidate], header: &Header, context: &Context<'_>) -> Votes {
        let mut votes = Votes {
            sisters: BTreeMap::new(),
            twins: BTreeMap::new(),
            ends: BTreeMap::new(),
            aligned: BTreeSet::new(),
            none_shifted: true,
            gaps: BTreeSet::new(),
            behind: BTreeSet::new(),
            collapsed: distinct(candidates, |row| row.behind()) == 1 && distinct(candidates, |row| row.width) > 1,
            even: distinct(candidates, |row| row.width) == 1
                && (distinct(candidates, |row| row.label.end) > 1
                    || candidates.iter().all(|row| row.label.end == header.leaves[0].at)),
        };
        for candidate in candidates {
            let depth = context.depth(candidate, header);
            votes.ends.entry(depth).or_default().insert(candidate.label.end);
            let [only] = candidate.fits[..] else { continue };
            let sisters = context.sisters(candidate, header);
            votes.sisters.entry(sisters).or_default().insert(only);
            votes.twins.entry((sisters, candidate.behind())).or_default().insert(only);
            match only {
                Fit::Aligned | Fit::Cells(_) | Fit::Gap { .. } | Fit::Pushed { .. } => {
                    votes.aligned.insert((depth, candidate.label.end));
                }
                Fit::From(start) => {
                    votes.none_shifted = false;
                    votes.gaps.insert(start - candidate.label.end);
                    votes.behind.insert(candidate.behind());
                }
            }
        }
        votes
    }

    /// The one way of all rows at the same position under the same heading.
    fn of_sisters(&self, candidate: &Candidate, header: &Header, context: &Context<'_>) -> Option<Fit> {
        let sisters = context.sisters(candidate, header);
        let one = |voted: &BTreeSet<Fit>| voted.first().copied().filter(|_| voted.len() == 1);
        let under_header = header.aligned.then(|| self.sisters.get(&sisters).and_then(one)).flatten();
        let under_header = under_header.filter(|fit| !matches!(fit, Fit::From(_)));
        let only = under_header.or_else(|| self.twins.get(&(sisters, candidate.behind())).and_then(one))?;
        candidate.fits.contains(&only).then_some(only)
    }

    /// Under the header, if the label stands where labels of its kind do and no row is known to have slid; or as
    /// far behind the label as in every other row, where no figure stands under its header.
    fn usual(&self, candidate: &Candidate, header: &Header, context: &Context<'_>) -> Option<Fit> {
        if self.collapsed {
            let behind_label = Fit::From(candidate.label.end);
            return candidate.fits.contains(&behind_label).then_some(behind_label);
        }
        if header.aligned {
            let depth = context.depth(candidate, header);
            let alike = self.ends.get(&depth).is_some_and(|ends| ends.len() == 1);
            let known = self.aligned.contains(&(depth, candidate.label.end));
            let usual = candidate.fits[0] == Fit::Aligned && self.none_shifted && (alike || known);
            return usual.then_some(Fit::Aligned);
        }
        let alike = self.gaps.len() == 1 && self.behind.contains(&candidate.behind());
        let gap = self.gaps.first().filter(|_| alike)?;
        let fit = Fit::From(candidate.label.end + gap);
        candidate.fits.contains(&fit).then_some(fit)
    }
}

fn is_empty(tokens: &[Token], label: RowLabel) -> bool {
    tokens.iter().skip(label.end).all(|token| token.is_empty())
}

/// What is needed to judge how a row may be read.
pub struct Context<'a> {
    /// Every row and column a label can mean.
    pub catalogue: &'a Catalogue,
    /// The texts of the tokens.
    pub vocabulary: &'a Vocabulary<'a>,
}

impl Context<'_> {
    /// Under how many headings the row stands.
    pub fn depth(&self, candidate: &Candidate, header: &Header) -> usize {
        let groups = &self.catalogue.table(header.table).groups;
        let line = candidate.label.line;
        groups
            .iter()
            .filter(|group| line.is_some_and(|line| group.axis == header.stub_axis() && group.members.contains(&line)))
            .count()
    }

    fn sisters(&self, candidate: &Candidate, header: &Header) -> Sisterhood {
        let groups = &self.catalogue.table(header.table).groups;
        let narrowest = candidate.label.line.and_then(|line| {
            let over = |(_, group): &(usize, &crate::model::Group)| {
                group.axis == header.stub_axis() && group.members.contains(&line)
            };
            groups.iter().enumerate().filter(over).min_by_key(|(_, group)| group.members.len()).map(|(at, _)| at)
        });
        (candidate.label.end, narrowest)
    }

    /// The sums in a row under a header.
    pub fn sums(&self, header: &Header) -> Vec<Sum> {
        let columns = &self.catalogue.table(header.table).columns;
        let is_total = |leaf: &usize| header.leaves[*leaf].column.is_some_and(|column| columns[column.at()].total);
        let sum = |total: usize| {
            // A header that names rows as well has a total for each of them.
            let beside = |leaf: &usize| *leaf != total && header.leaves[*leaf].row == header.leaves[total].row;
            Sum { total, parts: (0..header.leaves.len()).filter(beside).collect() }
        };
        (0..header.leaves.len()).filter(is_total).map(sum).collect()
    }

    /// The only way in which every total of the row is the sum of its other figures.
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
        // Zeros add up wherever they stand, and a column that is none of the form's may hold a sum of its own.
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

    /// The figure at a position, if one stands there.
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
