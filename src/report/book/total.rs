//! Writes totals of the form as formulas: a cell that a rule says is the sum of others becomes that
//! sum.
//!
//! ```text
//! total = natural person + business + …    holds          =SUM(I5:N5), with its result for viewers
//!                                          does not hold  the figure, coloured
//! ```
//!
//! Offices may have filed totals that differ from their parts, so the rule need not hold for the
//! sums.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{CellIx, FormIx, Pipeline};
use crate::report::book::block::GroupBlock;
use crate::report::form::Layout;

/// The formulas of one form of a block.
pub(super) struct TotalFormulas {
    /// Formula of each total.
    formulas: BTreeMap<CellIx, String>,
    /// Totals that differ from the sum of their parts.
    differ: BTreeSet<CellIx>,
}

impl TotalFormulas {
    /// Makes the formulas for the cells shown. `top` is the first row of the form in the sheet. A
    /// cell gets the first sum that the rules give for it, unless that would refer back to the
    /// cell.
    pub(super) fn of(
        pipeline: &Pipeline,
        (form, top, layout): &(FormIx, u32, Layout),
        block: &GroupBlock,
        shown: &BTreeSet<CellIx>,
    ) -> TotalFormulas {
        let (form, top) = (*form, *top);
        let squares: BTreeMap<CellIx, (u32, u16)> =
            layout.figures().map(|(cell, slot)| (cell, (top + slot.row, slot.column))).collect();
        let mut parts: BTreeMap<CellIx, Vec<CellIx>> = BTreeMap::new();
        let mut totals = TotalFormulas { formulas: BTreeMap::new(), differ: BTreeSet::new() };
        for (total, of) in sums(pipeline, form, block) {
            if parts.contains_key(&total)
                || !shown.contains(&total)
                || of.iter().any(|cell| !squares.contains_key(cell))
            {
                continue;
            }
            let value = |cell: &CellIx| block.sums.get(cell).map_or(0, |(sum, _)| *sum);
            if value(&total) != of.iter().map(value).sum::<i128>() {
                totals.differ.insert(total);
            } else if !of.iter().any(|cell| reaches(*cell, total, &parts)) {
                let at: Vec<(u32, u16)> = of.iter().map(|cell| squares[cell]).collect();
                totals.formulas.insert(total, formula(&at));
                parts.insert(total, of);
            }
        }
        totals
    }

    /// The formula of a cell, if it is a total.
    pub(super) fn formula(&self, cell: CellIx) -> Option<&str> {
        self.formulas.get(&cell).map(String::as_str)
    }

    /// True for a total that differs from what a rule says it should be.
    pub(super) fn differs(&self, cell: CellIx) -> bool {
        self.differ.contains(&cell)
    }
}

/// The sums that the rules declare: a cell and its parts, all of the same filing.
fn sums(pipeline: &Pipeline, form: FormIx, block: &GroupBlock) -> Vec<(CellIx, Vec<CellIx>)> {
    let mut sums = Vec::new();
    for rule in pipeline.rules.iter().filter(|rule| rule.in_force(block.year) && rule.kinds.is_none()) {
        for linear in rule.laws_on(form).iter().filter(|linear| linear.is_equation() && linear.constants == [0, 0]) {
            if let Some((total, parts)) = linear.sum()
                && linear.left.len() == 1
            {
                sums.push((total.cell, parts.iter().map(|term| term.cell).collect()));
            }
        }
    }
    sums
}

/// True if `from` depends on `to`, directly or through other totals.
fn reaches(from: CellIx, to: CellIx, parts: &BTreeMap<CellIx, Vec<CellIx>>) -> bool {
    from == to || parts.get(&from).is_some_and(|of| of.iter().any(|cell| reaches(*cell, to, parts)))
}

/// `=SUM(I5:N5)`. Neighbouring squares become one range.
fn formula(squares: &[(u32, u16)]) -> String {
    let mut ranges: Vec<((u32, u16), (u32, u16))> = Vec::new();
    for at in squares {
        let joins = |first: &(u32, u16), last: &(u32, u16)| {
            let right = at.0 == last.0 && at.1 == last.1 + 1 && first.0 == last.0;
            let below = at.1 == last.1 && at.0 == last.0 + 1 && first.1 == last.1;
            right || below
        };
        match ranges.last_mut().filter(|(first, last)| joins(first, last)) {
            Some((_, last)) => *last = *at,
            None => ranges.push((*at, *at)),
        }
    }
    let shown: Vec<String> = ranges
        .iter()
        .map(|(first, last)| match first == last {
            true => name(*first),
            false => format!("{}:{}", name(*first), name(*last)),
        })
        .collect();
    format!("=SUM({})", shown.join(","))
}

/// The name of a square: `I5`.
pub(in crate::report) fn name((row, column): (u32, u16)) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjacent_squares_become_one_range() {
        assert_eq!(formula(&[(4, 8), (4, 9), (4, 10)]), "=SUM(I5:K5)");
        assert_eq!(formula(&[(4, 8), (5, 8), (7, 8)]), "=SUM(I5:I6,I8)");
        assert_eq!(formula(&[(4, 8), (4, 9), (5, 9)]), "=SUM(I5:J5,J6)");
    }

    #[test]
    fn reaches_follows_parts_in_one_direction() {
        let parts = BTreeMap::from([(CellIx(1), vec![CellIx(2), CellIx(3)]), (CellIx(3), vec![CellIx(4)])]);
        assert!(reaches(CellIx(1), CellIx(4), &parts) && !reaches(CellIx(4), CellIx(1), &parts));
    }
}
