//! Finds slips that make several cells wrong at once.
//!
//! A law that is off by some amount requires a certain change of each of its cells. Whether that
//! change comes from a neighbour's figure, or from a whole row shifted by a column, can be looked
//! up without a search.
//!
//! ```text
//! filed       7  0  5  | total 12       columns: a b c
//! true        0  7  5  | total 12       b and a are also checked down their columns
//!
//! law of column a: 7 too many  ──►  a should be 0
//! law of column b: 7 missing   ──►  b should be 7
//! Moved: a ► 0 and b ► 7, one event instead of two
//! ```

use crate::localize::board::{Board, LawIx, Spot};
use crate::localize::nats::ln;
use crate::localize::sheet::{Filed, settling};
use crate::localize::slips::Pricing;
use crate::model::{Millinats, Slip};

/// Several cells that one event made wrong, with their true figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Compound {
    /// Cell and true figure, in order of cells.
    pub changes: Vec<(Spot, i64)>,
    /// Cost of the event.
    pub price: Millinats,
    /// The kind of event.
    pub slip: Slip,
}

/// Maximum number of compounds kept, cheapest first. They are tried in pairs and triples, whose
/// number grows quickly.
const MOST: usize = 120;

/// Every compound that makes a broken law hold and does not increase the number of broken laws.
/// Only laws of the component are considered. The result is in order of cells, or of price if there
/// were too many.
pub(super) fn all(pricing: &Pricing<'_>, component: usize) -> Vec<Compound> {
    let mut finder = Finder { pricing, board: pricing.board, found: Vec::new() };
    let board = pricing.board;
    let broken: Vec<LawIx> = (0..board.laws.len())
        .filter(|law| pricing.sheet.residual[*law] != 0 && board.laws[*law].component == component)
        .map(|law| law as LawIx)
        .collect();
    let mut rows: Vec<u16> = Vec::new();
    for law in &broken {
        for (spot, coefficient) in &board.laws[usize::from(*law)].terms {
            rows.push(board.cells[usize::from(*spot)].lines[0].0);
            let Some(asked) = settling(pricing.sheet.residual[usize::from(*law)], *coefficient) else { continue };
            finder.two_cells(*law, *spot, asked, &broken);
        }
    }
    rows.sort_unstable();
    rows.dedup();
    rows.into_iter().filter(|row| *row != u16::MAX).for_each(|row| finder.row(row));
    let mut found = finder.found;
    found.sort_by(|a, b| a.changes.cmp(&b.changes).then(a.price.cmp(&b.price)));
    found.dedup_by(|later, kept| later.changes == kept.changes);
    if found.len() > MOST {
        found.sort_by(|a, b| a.price.cmp(&b.price).then_with(|| a.changes.cmp(&b.changes)));
        found.truncate(MOST);
    }
    found
}

/// Collects the compounds of one component.
struct Finder<'a> {
    /// What slips cost on this sheet.
    pricing: &'a Pricing<'a>,
    /// The cells and laws.
    board: &'a Board,
    /// May still contain the same changes more than once.
    found: Vec<Compound>,
}

impl Finder<'_> {
    /// The figure on the sheet.
    fn number(&self, spot: Spot) -> i64 {
        self.pricing.sheet.numbers[usize::from(spot)]
    }

    /// True if something was printed in the cell, or it was left blank, so that a slip can have
    /// happened there.
    fn is_filed(&self, spot: Spot) -> bool {
        match self.pricing.sheet.filed[usize::from(spot)] {
            Some(Filed::Number | Filed::Blank) => true,
            Some(Filed::BlankTotal | Filed::Unreadable) | None => false,
        }
    }

    /// True if the cell occurs in the law.
    fn is_in(&self, spot: Spot, law: LawIx) -> bool {
        self.board.cells[usize::from(spot)].laws.iter().any(|(other, _)| *other == law)
    }

    /// Finds events that made this cell and one other wrong. `asked` is the change of this cell
    /// that makes the law hold.
    fn two_cells(&mut self, law: LawIx, spot: Spot, asked: i64, broken: &[LawIx]) {
        if !self.is_filed(spot) {
            return;
        }
        let (shown, meant) = (self.number(spot), self.number(spot) + asked);
        if meant < 0 && !self.board.cells[usize::from(spot)].signed {
            return;
        }
        let board = self.board;
        for (line, _) in board.cells[usize::from(spot)].lines {
            let Some(line) = board.lines.get(usize::from(line)) else { continue };
            for other in line.cells.iter().copied() {
                if other == spot || !self.is_filed(other) || self.is_in(other, law) {
                    continue;
                }
                self.moved(spot, shown, meant, other);
                if self.number(other) == meant && shown != meant {
                    let price = self.far(Slip::ExchangedCells, spot, other, ln(4));
                    self.offer(&[(spot, meant), (other, shown)], price, Slip::ExchangedCells);
                }
            }
        }
        self.carried_over(law, spot, asked);
        self.misallocated(law, spot, asked, broken);
    }

    /// Offers the explanation that the figure of one cell stands in the other. That cell may have
    /// been empty, may have had a figure which was added to, or may have lost its own.
    fn moved(&mut self, spot: Spot, shown: i64, meant: i64, other: Spot) {
        let there = self.number(other);
        let price = self.far(Slip::Moved, spot, other, ln(4));
        if shown == 0 && meant > 0 && there >= meant {
            let on_top = if there == meant { 0 } else { 1500 };
            self.offer(&[(spot, meant), (other, there - meant)], price + on_top, Slip::Moved);
        }
        if meant == 0 && shown > 0 && there == 0 {
            self.offer(&[(spot, 0), (other, shown)], price, Slip::Moved);
        }
        if there == 0 && shown > 0 && meant > 0 {
            // The other cell's figure came here and drove out what was here.
            self.offer(&[(spot, meant), (other, shown)], price + 1000 + ln(10.max(meant)), Slip::Moved);
        }
    }

    /// Price of an event that involves two cells. It is cheaper if they are next to each other;
    /// `beside` is the price of choosing among the neighbours.
    fn far(&self, slip: Slip, spot: Spot, other: Spot, beside: Millinats) -> Millinats {
        let prices = self.pricing.prices;
        let near = self.board.cells[usize::from(spot)].neighbours.contains(&other);
        let which = if near { beside } else { ln(25) + 1500 };
        prices.slip + prices.kind(slip) + self.pricing.places.nonzero + which
    }

    /// Offers the explanation that this cell is wrong and a total was computed from it. Both are
    /// changed, and the total by as much as the law between them requires.
    fn carried_over(&mut self, law: LawIx, spot: Spot, asked: i64) {
        let board = self.board;
        for (other_law, coefficient) in &board.cells[usize::from(spot)].laws {
            let other_law = &board.laws[usize::from(*other_law)];
            let Some(total) = other_law.total.filter(|total| *total != spot && !self.is_in(*total, law)) else {
                continue;
            };
            let of_total = other_law.terms.iter().find(|(at, _)| *at == total).map_or(0, |(_, a)| *a);
            let Some(with) = settling(coefficient * asked, of_total) else { continue };
            let (meant, sum) = (self.number(spot) + asked, self.number(total) + with);
            if !self.is_filed(total) || sum < 0 {
                continue;
            }
            let price = self.pricing.change(spot, meant).0 + self.pricing.prices.kind(Slip::CarriedOver);
            self.offer(&[(spot, meant), (total, sum)], price, Slip::CarriedOver);
        }
    }

    /// Offers the explanation that some cases were counted under the wrong line. Then two broken
    /// laws are off by opposite amounts.
    fn misallocated(&mut self, law: LawIx, spot: Spot, asked: i64, broken: &[LawIx]) {
        let board = self.board;
        let off = self.pricing.sheet.residual[usize::from(law)];
        for other_law in broken {
            if *other_law <= law || self.pricing.sheet.residual[usize::from(*other_law)] != -off {
                continue;
            }
            for (line, _) in board.cells[usize::from(spot)].lines {
                let Some(line) = board.lines.get(usize::from(line)) else { continue };
                for other in line.cells.iter().copied() {
                    let there = self.number(other) - asked;
                    if other == spot
                        || self.is_in(other, law)
                        || !self.is_in(other, *other_law)
                        || there < 0
                        || !self.is_filed(other)
                    {
                        continue;
                    }
                    let prices = self.pricing.prices;
                    let price = prices.slip + prices.kind(Slip::Misallocated) + self.pricing.places.nonzero;
                    let which = ln(line.cells.len() as i64) + ln(1 + asked.abs());
                    self.offer(&[(spot, self.number(spot) + asked), (other, there)], price + which, Slip::Misallocated);
                }
            }
        }
    }

    /// Offers the row shifted by one column to the right or to the left, with its total and
    /// without.
    fn row(&mut self, row: u16) {
        let board = self.board;
        let line = &board.lines[usize::from(row)];
        if !line.is_row || !line.cells.iter().all(|spot| self.is_filed(*spot)) {
            return;
        }
        let whole = line.cells.len();
        let spans = if line.ends_in_total { [whole, whole - 1] } else { [whole, 0] };
        for span in spans.into_iter().filter(|span| *span >= 3) {
            let cells = &line.cells[..span];
            self.pushed(cells);
            let reversed: Vec<Spot> = cells.iter().rev().copied().collect();
            self.pushed(&reversed);
        }
    }

    /// Offers the explanation that each cell shows the figure that belongs to the cell before it.
    /// The figure of the last cell is lost or stands in the first cell.
    ///
    /// ```text
    /// true    7  0  5
    /// shown   5  7  0
    /// ```
    fn pushed(&mut self, cells: &[Spot]) {
        let shown: Vec<i64> = cells.iter().map(|spot| self.number(*spot)).collect();
        let (first, rest) = (shown[0], &shown[1..]);
        if rest.iter().all(|number| *number == 0) {
            return;
        }
        let Some(last) = cells.last().copied() else { return };
        let mut changes: Vec<(Spot, i64)> = cells
            .iter()
            .copied()
            .zip(rest.iter().copied())
            .filter(|(spot, meant)| self.number(*spot) != *meant)
            .collect();
        let prices = self.pricing.prices;
        let price = prices.slip + prices.kind(Slip::RowMoved) + self.pricing.places.rows + ln(4);
        let mut lost: Vec<i64> = vec![first];
        if first == 0 || rest.first() == Some(&first) {
            lost.push(0);
            lost.extend(self.asked_of(last, &changes));
        }
        lost.sort_unstable();
        lost.dedup();
        for lost in lost {
            let n = changes.len();
            if lost != self.number(last) {
                changes.push((last, lost));
            }
            let unknown = if lost == first || lost == 0 { 0 } else { ln(10.max(lost)) };
            if changes.len() > 2 {
                self.offer(&changes, price + unknown, Slip::RowMoved);
            }
            changes.truncate(n);
        }
    }

    /// What the laws of a cell require it to be once the other cells have changed. Negative figures
    /// are left out.
    fn asked_of(&self, spot: Spot, changes: &[(Spot, i64)]) -> Vec<i64> {
        let sheet = self.pricing.sheet;
        let laws = self.board.cells[usize::from(spot)].laws.iter();
        laws.filter(|(law, _)| sheet.active[usize::from(*law)])
            .filter_map(|(law, coefficient)| {
                let off = sheet.residual[usize::from(*law)] + self.moved_by(*law, changes);
                settling(off, *coefficient).map(|change| self.number(spot) + change)
            })
            .filter(|number| *number >= 0)
            .collect()
    }

    /// By how much the changes move a law.
    fn moved_by(&self, law: LawIx, changes: &[(Spot, i64)]) -> i64 {
        let by = |(spot, meant): &(Spot, i64)| {
            let laws = self.board.cells[usize::from(*spot)].laws.iter();
            let coefficient = laws.filter(|(other, _)| *other == law).map(|(_, a)| *a).sum::<i64>();
            coefficient * (meant - self.number(*spot))
        };
        changes.iter().map(by).sum()
    }

    /// Adds the compound if it makes some broken law hold, breaks no more laws than that, and makes
    /// no count negative.
    fn offer(&mut self, changes: &[(Spot, i64)], price: Millinats, slip: Slip) {
        let sheet = self.pricing.sheet;
        let possible = |(spot, meant): &(Spot, i64)| *meant >= 0 || self.board.cells[usize::from(*spot)].signed;
        if !changes.iter().all(possible) {
            return;
        }
        let mut touched: Vec<(LawIx, i64)> = Vec::with_capacity(24);
        for (spot, meant) in changes {
            let by = meant - self.number(*spot);
            for (law, coefficient) in &self.board.cells[usize::from(*spot)].laws {
                if !sheet.active[usize::from(*law)] {
                    continue;
                }
                match touched.iter_mut().find(|(known, _)| known == law) {
                    Some((_, sum)) => *sum += coefficient * by,
                    None => touched.push((*law, coefficient * by)),
                }
            }
        }
        let (mut settled, mut broken) = (0, 0);
        for (law, by) in touched {
            let off = sheet.residual[usize::from(law)];
            settled += i64::from(off != 0 && off + by == 0);
            broken += i64::from(off == 0 && by != 0);
        }
        if settled == 0 || broken > settled {
            return;
        }
        let mut changes = changes.to_vec();
        changes.sort_unstable();
        self.found.push(Compound { changes, price, slip });
    }
}
