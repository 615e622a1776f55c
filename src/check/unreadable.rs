//! Checks that what was printed can be read. Cells with the same cause share one finding.
//!
//! A sheet saved with its formulas has a hundred unreadable cells and only one thing wrong with it.
//! The key of a finding is its first cell, and it lists all of them.
//!
//! ```text
//! =SUM(A1:B1), =C4      formula        one finding
//! #REF!, #DIV/0!        fault          one finding
//! 1 234, 12 3           mixed          one finding: both are digits, a space and digits
//! 2.5                   mixed          another finding: its shape is different
//! ```

use std::collections::BTreeMap;

use crate::check::{Asked, Checked};
use crate::model::{CellIx, Filing, Finding, FindingKey, Message, Skip, State, Word};

/// Maximum number of texts quoted in a message.
const SHOWN: usize = 3;
/// From this many cells with words on, all of them share one cause, whatever the words are.
const MANY: usize = 3;

/// The kind of text that stands in place of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A formula instead of its result.
    Formula,
    /// The error code of a spreadsheet.
    Fault,
    /// Two different figures for one cell.
    Twice,
    /// Text without a digit.
    Words,
    /// Digits among other characters.
    Mixed,
}

impl Kind {
    /// The kind of a text.
    fn of(raw: &str) -> Kind {
        let is_fault = || raw.chars().all(|c| c.is_ascii_uppercase() || "#/!?0_".contains(c));
        match raw {
            _ if raw.starts_with('=') => Kind::Formula,
            _ if raw.starts_with('#') && is_fault() => Kind::Fault,
            _ if raw.contains(TWICE) => Kind::Twice,
            _ if raw.chars().any(char::is_numeric) => Kind::Mixed,
            _ => Kind::Words,
        }
    }

    /// What two texts of this kind must have in common to share a cause. Empty for kinds that
    /// always do.
    fn shape(self, raw: &str) -> String {
        match self {
            Kind::Formula | Kind::Fault | Kind::Twice => String::new(),
            Kind::Words => raw.to_owned(),
            Kind::Mixed => raw
                .split_inclusive(|c: char| !c.is_numeric())
                .map(|run| run.trim_start_matches(char::is_numeric).to_owned())
                .map(|rest| format!("0{rest}"))
                .collect(),
        }
    }

    /// The key of the words that name the cause.
    fn sentence(self) -> &'static str {
        match self {
            Kind::Formula => "unreadable.formula",
            Kind::Fault => "unreadable.fault",
            Kind::Twice => "unreadable.twice",
            Kind::Words => "unreadable.words",
            Kind::Mixed => "unreadable.mixed",
        }
    }
}

/// Reading puts this between two figures that were printed for one cell.
const TWICE: &str = " | ";

impl Asked<'_> {
    /// Checks that every cell can be read. Unreadable cells count one by one, but findings are one
    /// for each cause.
    pub(super) fn readable(&self, checked: &mut Checked) {
        let now = self.view.now;
        let unreadable: Vec<CellIx> =
            now.not_numbers().iter().filter(|(_, state)| *state == State::Unreadable).map(|(cell, _)| *cell).collect();
        for (kind, cells) in causes(&unreadable, self.filing) {
            checked.findings.extend(self.unreadable(kind, &cells));
        }
        let tally = &mut checked.tallies[self.rule.at()];
        tally.failed += unreadable.len() as u64;
        tally.held += (now.known.len() - now.not_numbers().len()) as u64;
        for (_, state) in now.not_numbers() {
            match state {
                State::NotInSource => tally.skip(Skip::NotOnForm, 1),
                State::Unread => tally.skip(Skip::Unread, 1),
                State::Blank | State::NotApplicable | State::BelowLimit => tally.held += 1,
                State::Unreadable => {}
            }
        }
    }

    /// The finding about cells with one cause. Nothing if there are no cells.
    fn unreadable(&self, kind: Kind, cells: &[CellIx]) -> Option<Finding> {
        let first = cells.first().copied()?;
        let mut raws: Vec<&str> = Vec::new();
        for raw in cells.iter().map(|cell| self.filing.cells.raw(*cell)) {
            if !raws.contains(&raw) && raws.len() <= SHOWN {
                raws.push(raw);
            }
        }
        let message = if cells.len() == 1 {
            Message::new("finding.readable").with("cell", first).with("raw", raws.first().copied().unwrap_or_default())
        } else {
            let quoted = raws.iter().map(|raw| Message::new("unreadable.quoted").with("raw", *raw));
            Message::new("finding.readable_many")
                .with("cell", first)
                .with("raws", Word::first_of(quoted, SHOWN, "sum.comma"))
                .with("n", cells.len())
                .with("cause", Message::new(kind.sentence()))
        };
        let found = self.finding(FindingKey::Cell(first), message).on(first, self.filing);
        Some(Finding { cells: cells.to_vec(), ..found })
    }
}

/// Groups the cells by cause, in the order of their first cells.
fn causes(cells: &[CellIx], filing: &Filing) -> Vec<(Kind, Vec<CellIx>)> {
    let n_words = cells.iter().filter(|cell| Kind::of(filing.cells.raw(**cell)) == Kind::Words).count();
    let mut causes: BTreeMap<(Kind, String), Vec<CellIx>> = BTreeMap::new();
    for cell in cells {
        let raw = filing.cells.raw(*cell);
        let kind = Kind::of(raw);
        let shape = if kind == Kind::Words && n_words >= MANY { String::new() } else { kind.shape(raw) };
        causes.entry((kind, shape)).or_default().push(*cell);
    }
    let mut causes: Vec<(Kind, Vec<CellIx>)> = causes.into_iter().map(|((kind, _), cells)| (kind, cells)).collect();
    causes.sort_by_key(|(_, cells)| cells.first().copied());
    causes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_one_kind_have_one_cause() {
        let cause = |raw: &str| (Kind::of(raw), Kind::of(raw).shape(raw));
        for (one, other) in [
            ("=SUM(A1:B1)", "=C4"),
            ("#REF!", "#DIV/0!"),
            ("3 | 5", "12 | 0"),
            ("1 234", "12 3"),
            ("2.5", "10.25"),
            ("待定", "待定"),
        ] {
            assert_eq!(cause(one), cause(other), "{one} {other}");
        }
        for (one, other) in [("=C4", "#REF!"), ("1 234", "2.5"), ("待定", "不详"), ("约3", "3左右"), ("#1", "#N/A")]
        {
            assert_ne!(cause(one), cause(other), "{one} {other}");
        }
    }
}
