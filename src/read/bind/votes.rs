//! What the rows that can be read in one way only say of those that can be read in several.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::bind::{Candidate, Fit, Indent, RowContext, is_empty};
use crate::read::grid::Token;
use crate::read::header::Header;

/// Rows that fit by chance: where the figures of some row fit under the header in no way, others of that width may have
/// slid as well, and where those are half of them, nothing stands where the header says.
pub(super) struct Coincidence {
    /// By the width of the row.
    counts: BTreeMap<usize, Count>,
}

/// Rows of one width.
#[derive(Clone, Copy, Default)]
struct Count {
    /// Those with figures.
    filled: usize,
    /// Those of them that fit in no way.
    nowhere: usize,
}

impl Coincidence {
    pub(super) fn of(candidates: &[Candidate], header: &Header, rows: &dyn Fn(usize) -> Vec<Token>) -> Coincidence {
        let mut counts: BTreeMap<usize, Count> = BTreeMap::new();
        if candidates.iter().all(|candidate| !candidate.fits.is_empty()) {
            return Coincidence { counts };
        }
        let is_filled = |one: &&Candidate| header.aligned && !is_empty(&rows(one.at), one.label);
        for candidate in candidates.iter().filter(is_filled) {
            let count = counts.entry(candidate.width).or_default();
            count.filled += 1;
            count.nowhere += usize::from(candidate.fits.is_empty());
        }
        Coincidence { counts }
    }

    /// True if the row may fit in that way by chance.
    pub(super) fn has(&self, candidate: &Candidate, fit: &Fit) -> bool {
        let Count { filled, nowhere } = self.counts.get(&candidate.width).copied().unwrap_or_default();
        nowhere > 0 && (matches!(fit, Fit::From(_)) || nowhere * 2 >= filled)
    }
}

fn distinct(candidates: &[Candidate], of: fn(&Candidate) -> usize) -> usize {
    candidates.iter().map(of).collect::<BTreeSet<_>>().len()
}

/// Rows whose labels end in the same field under the same heading: these are shifted alike.
///
/// ```text
/// III. decided │ (1) granted     │ 3 │ 0 │ 3      sisters, for both labels end at 2
///              │ (2) refused     │ 1 │   │ 1      under `decided`
/// IV. pending  │                 │ 2 │ 0 │ 2      no sister: under no heading
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sisterhood {
    /// One past the field with the last label.
    pub(super) label_end: usize,
    /// The narrowest heading over the rows, as its position among the groups of the table.
    pub(super) heading: Option<usize>,
}

/// What the rows that can be read in one way only say of the others.
pub(super) struct Votes {
    sisters: BTreeMap<Sisterhood, BTreeSet<Fit>>,
    /// The same, told apart by how many fields stand behind the label: a row that has slid has slid with all its fields.
    twins: BTreeMap<(Sisterhood, usize), BTreeSet<Fit>>,
    /// By how many headings a row stands under: where the labels of such rows end.
    ends: BTreeMap<usize, BTreeSet<usize>>,
    /// How the labels stand of rows known to stand under the header.
    aligned: BTreeSet<Indent>,
    /// No row is known to have slid.
    none_shifted: bool,
    /// How far behind their labels the figures begin in rows not under the header.
    gaps: BTreeSet<usize>,
    /// How many fields stand behind their labels.
    behind: BTreeSet<usize>,
    /// Every row has as many fields behind its labels, however many labels it has: merged cells are gone.
    collapsed: bool,
    /// Every row is as wide, with more labels or fewer or all of them up to the first column: merged cells have kept
    /// their places.
    pub(super) even: bool,
}

impl Votes {
    pub(super) fn of(candidates: &[Candidate], header: &Header, context: &RowContext<'_>) -> Votes {
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
            let indent = context.indent(candidate, header);
            votes.ends.entry(indent.depth).or_default().insert(indent.label_end);
            let [only] = candidate.fits[..] else { continue };
            let sisters = context.sisters(candidate, header);
            votes.sisters.entry(sisters).or_default().insert(only);
            votes.twins.entry((sisters, candidate.behind())).or_default().insert(only);
            match only {
                Fit::Aligned | Fit::Cells(_) | Fit::Gap { .. } | Fit::Pushed { .. } => {
                    votes.aligned.insert(indent);
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
    pub(super) fn of_sisters(&self, candidate: &Candidate, header: &Header, context: &RowContext<'_>) -> Option<Fit> {
        let sisters = context.sisters(candidate, header);
        let one = |voted: &BTreeSet<Fit>| voted.first().copied().filter(|_| voted.len() == 1);
        let under_header = header.aligned.then(|| self.sisters.get(&sisters).and_then(one)).flatten();
        let under_header = under_header.filter(|fit| !matches!(fit, Fit::From(_)));
        let only = under_header.or_else(|| self.twins.get(&(sisters, candidate.behind())).and_then(one))?;
        candidate.fits.contains(&only).then_some(only)
    }

    /// Under the header, if the label stands where labels of its kind do and no row is known to have slid; or as
    /// far behind the label as in every other row, where no figure stands under its header.
    pub(super) fn usual(&self, candidate: &Candidate, header: &Header, context: &RowContext<'_>) -> Option<Fit> {
        if self.collapsed {
            let behind_label = Fit::From(candidate.label.end);
            return candidate.fits.contains(&behind_label).then_some(behind_label);
        }
        if header.aligned {
            let indent = context.indent(candidate, header);
            let alike = self.ends.get(&indent.depth).is_some_and(|ends| ends.len() == 1);
            let known = self.aligned.contains(&indent);
            let usual = candidate.fits[0] == Fit::Aligned && self.none_shifted && (alike || known);
            return usual.then_some(Fit::Aligned);
        }
        let alike = self.gaps.len() == 1 && self.behind.contains(&candidate.behind());
        let gap = self.gaps.first().filter(|_| alike)?;
        let fit = Fit::From(candidate.label.end + gap);
        candidate.fits.contains(&fit).then_some(fit)
    }
}
