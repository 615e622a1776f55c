//! Prices of slips: what it costs to believe that a cell should have another figure.
//!
//! The price of a slip is −ln of its probability. It has three parts: the kind of slip, the place
//! among all places where that kind can happen, and the result among all results that it can have
//! there.
//!
//! ```text
//! shown 21, true 12     two digits swapped
//!   any slip                            prices.slip
//! + the kind                            prices.kind(TransposedDigits)
//! + one of 30 figures of some digits    ln 30 = 3401
//! + one of 1 pair of digits             ln 1  = 0
//! ```
//!
//! If several slips explain the change, the cheapest is taken.

use crate::localize::board::{Board, Spot};
use crate::localize::nats::ln;
use crate::localize::sheet::{Filed, Places, Sheet};
use crate::model::{Millinats, Slip, SlipPrices};

/// Prices of single changes on one sheet.
#[derive(Clone, Copy)]
pub(super) struct Pricing<'a> {
    /// The cells and laws.
    pub board: &'a Board,
    /// The figures as filed.
    pub sheet: &'a Sheet,
    /// What each kind of slip costs, from the pipeline or adjusted to the corpus.
    pub prices: &'a SlipPrices,
    /// Number of places in the component, as logarithms.
    pub places: Places,
    /// The least that any change costs: in a cell with a figure, and in a blank one.
    least: [Millinats; 2],
}

impl<'a> Pricing<'a> {
    /// The prices in one component of a sheet. Slips that need several cells do not count for the
    /// least price.
    pub(super) fn of(board: &'a Board, sheet: &'a Sheet, prices: &'a SlipPrices, component: usize) -> Pricing<'a> {
        let places = sheet.places.get(component).copied().unwrap_or_default();
        let anywhere = places.nonzero.min(places.zero + prices.in_zero);
        let least = Slip::ALL.iter().filter_map(|slip| {
            let place = match slip {
                Slip::WrongDigit | Slip::Arbitrary | Slip::Copied => anywhere + 2000,
                Slip::OffByOne => anywhere + 693,
                Slip::LostDigit | Slip::TransposedDigits => places.several_digits,
                Slip::ExtraDigit | Slip::Sign | Slip::Unit => places.nonzero,
                Slip::StaleTotal | Slip::BlankedTotal => places.totals,
                Slip::LeftBlank => places.blanks,
                Slip::Moved
                | Slip::ExchangedCells
                | Slip::RowMoved
                | Slip::CarriedOver
                | Slip::Misallocated
                | Slip::Unreadable => {
                    return None;
                }
            };
            Some((*slip == Slip::LeftBlank, prices.slip + prices.kind(*slip) + place))
        });
        let (mut number, mut blank) = (Millinats::MAX / 4, Millinats::MAX / 4);
        for (of_blank, price) in least {
            match of_blank {
                true => blank = blank.min(price),
                false => number = number.min(price),
            }
        }
        Pricing { board, sheet, prices, places, least: [number, blank.min(number)] }
    }

    /// The least that any change of the cell costs.
    pub(super) fn least(&self, spot: Spot) -> Millinats {
        match self.sheet.filed[usize::from(spot)] {
            Some(Filed::Unreadable | Filed::BlankTotal) => 0,
            Some(Filed::Blank) => self.least[1],
            Some(Filed::Number) | None => self.least[0],
        }
    }

    /// Price and kind of the cheapest slip that explains what the cell shows if its true figure is
    /// `truth`. An open cell can take any figure at no price, and the price of a blank one does not
    /// depend on the figure.
    pub(super) fn change(&self, spot: Spot, truth: i64) -> (Millinats, Slip) {
        let shown = self.sheet.numbers[usize::from(spot)];
        match self.sheet.filed[usize::from(spot)] {
            Some(Filed::Unreadable) => return (0, Slip::Unreadable),
            Some(Filed::BlankTotal) => return (0, Slip::BlankedTotal),
            Some(Filed::Blank) => return self.blank(spot),
            Some(Filed::Number) | None => {}
        }
        let mut best = Best { price: Millinats::MAX, slip: Slip::Arbitrary };
        let place = self.place(truth);
        self.digits(shown, truth, place, &mut best);
        let kind = |slip| self.prices.kind(slip);
        best.offer(kind(Slip::Arbitrary) + place + ln(20.max(2 * shown.abs().max(truth.abs()))), Slip::Arbitrary);
        if (shown - truth).abs() == 1 {
            best.offer(kind(Slip::OffByOne) + place + ln(2), Slip::OffByOne);
        }
        if shown != 0 && self.beside(spot).any(|other| self.sheet.numbers[usize::from(other)] == shown) {
            best.offer(kind(Slip::Copied) + place + ln(4), Slip::Copied);
        }
        if self.board.cells[usize::from(spot)].total && truth != 0 {
            let (price, slip) = self.total(spot, shown, truth);
            best.offer(price, slip);
        }
        (best.price + self.prices.slip, best.slip)
    }

    /// Price of a blank cell that should have a figure. In a total, it may also be a total that was
    /// not filled in.
    fn blank(&self, spot: Spot) -> (Millinats, Slip) {
        let left = self.prices.kind(Slip::LeftBlank) + self.places.blanks;
        let total = self.prices.kind(Slip::BlankedTotal) + self.places.totals;
        match self.board.cells[usize::from(spot)].total {
            true if total < left => (total + self.prices.slip, Slip::BlankedTotal),
            _ => (left + self.prices.slip, Slip::LeftBlank),
        }
    }

    /// The cells next to this one.
    fn beside(&self, spot: Spot) -> impl Iterator<Item = Spot> + '_ {
        self.board.cells[usize::from(spot)].neighbours.iter().copied()
    }

    /// Price of the place: among the cells that are truly 0, or among those that are not.
    fn place(&self, truth: i64) -> Millinats {
        if truth == 0 { self.prices.in_zero + self.places.zero } else { self.places.nonzero }
    }

    /// Price of a wrong total. Either it was left at 0, or a part was added, removed or corrected
    /// later and the total was not updated.
    fn total(&self, spot: Spot, shown: i64, truth: i64) -> (Millinats, Slip) {
        if shown == 0 {
            return (self.prices.kind(Slip::BlankedTotal) + self.places.totals, Slip::BlankedTotal);
        }
        // A part added or removed later makes the total differ by that whole part.
        let off = (shown - truth).abs();
        let laws = self.board.cells[usize::from(spot)].laws.iter().map(|(law, _)| &self.board.laws[usize::from(*law)]);
        let (mut whole, mut parts) = (false, 0);
        for law in laws.filter(|law| law.total == Some(spot)) {
            for (part, _) in law.terms.iter().filter(|(part, _)| *part != spot) {
                let part = self.sheet.numbers[usize::from(*part)];
                whole |= part == off;
                parts += i64::from(part != 0);
            }
        }
        let entered = if whole { ln(2 * parts) } else { Millinats::MAX / 4 };
        let corrected = ln(2) + 3 * ln(1 + off) / 2;
        (self.prices.kind(Slip::StaleTotal) + self.places.totals + entered.min(corrected), Slip::StaleTotal)
    }

    /// Offers the slips that change digits, the sign or the unit.
    fn digits(&self, shown: i64, truth: i64, place: Millinats, best: &mut Best) {
        let kind = |slip| self.prices.kind(slip);
        if shown == -truth {
            best.offer(kind(Slip::Sign) + self.places.nonzero, Slip::Sign);
        }
        if shown < 0 || truth < 0 {
            return;
        }
        let (said, meant) = (Digits::of(shown), Digits::of(truth));
        if said.len == meant.len {
            match said.differences(&meant) {
                Difference::One => {
                    best.offer(kind(Slip::WrongDigit) + place + ln(9 * meant.len as i64), Slip::WrongDigit)
                }
                Difference::Exchanged { beside } => {
                    let far = if beside { 0 } else { 2000 };
                    let pairs = ln(meant.len as i64 - 1);
                    let price = kind(Slip::TransposedDigits) + self.places.several_digits + pairs + far;
                    best.offer(price, Slip::TransposedDigits);
                }
                Difference::Many => {}
            }
        } else if said.len < meant.len {
            if meant.len > 1 && meant.without_one(shown).is_some() {
                let price = kind(Slip::LostDigit) + self.places.several_digits + ln(meant.len as i64);
                best.offer(price, Slip::LostDigit);
            }
        } else if let Some(doubled) = said.without_one(truth).filter(|_| truth != 0) {
            let which = if doubled { ln(meant.len as i64) } else { ln(10 * (meant.len as i64 + 1)) + 1000 };
            best.offer(kind(Slip::ExtraDigit) + self.places.nonzero + which, Slip::ExtraDigit);
        }
        if let Some(power) = power_of_ten(shown, truth) {
            best.offer(kind(Slip::Unit) + self.places.nonzero + 700 * power, Slip::Unit);
        }
    }
}

/// The cheapest slip so far.
struct Best {
    /// Its price, without the part that all slips have.
    price: Millinats,
    slip: Slip,
}

impl Best {
    /// Keeps the slip if it is cheaper.
    fn offer(&mut self, price: Millinats, slip: Slip) {
        if price < self.price {
            (self.price, self.slip) = (price, slip);
        }
    }
}

/// Decimal digits of a number, the last one first.
struct Digits {
    /// The first `len` are used. An `i64` has at most 19 digits.
    digits: [u8; 20],
    /// Number of digits; at least 1.
    len: usize,
}

/// How two numbers of equal length differ.
enum Difference {
    /// In one digit.
    One,
    /// Two digits are swapped; `beside` is true if they are adjacent.
    Exchanged { beside: bool },
    /// In any other way.
    Many,
}

impl Digits {
    /// The digits of a number, without its sign.
    fn of(number: i64) -> Digits {
        let (mut digits, mut len, mut rest) = ([0; 20], 0, number.unsigned_abs());
        while len == 0 || rest > 0 {
            digits[len] = (rest % 10) as u8;
            rest /= 10;
            len += 1;
        }
        Digits { digits, len }
    }

    /// How the digits differ. Both numbers must have the same length and not be equal.
    fn differences(&self, other: &Digits) -> Difference {
        let mut at = [0; 2];
        let mut n = 0;
        for place in 0..self.len {
            if self.digits[place] != other.digits[place] {
                if n == 2 {
                    return Difference::Many;
                }
                at[n] = place;
                n += 1;
            }
        }
        match n {
            1 => Difference::One,
            2 if self.digits[at[0]] == other.digits[at[1]] && self.digits[at[1]] == other.digits[at[0]] => {
                Difference::Exchanged { beside: at[1] == at[0] + 1 }
            }
            _ => Difference::Many,
        }
    }

    /// True or false if removing one digit gives `number`; true if the removed digit equals one
    /// next to it. Nothing if no digit does.
    fn without_one(&self, number: i64) -> Option<bool> {
        let mut found = None;
        for gone in 0..self.len {
            let rest =
                (0..self.len).rev().filter(|at| *at != gone).fold(0, |sum, at| sum * 10 + i64::from(self.digits[at]));
            if rest == number {
                let twice = (gone > 0 && self.digits[gone - 1] == self.digits[gone])
                    || (gone + 1 < self.len && self.digits[gone + 1] == self.digits[gone]);
                found = Some(found.unwrap_or(false) || twice);
            }
        }
        found
    }
}

/// The k for which one number is the other times 10ᵏ. Nothing for k = 0 or numbers below 1.
fn power_of_ten(one: i64, other: i64) -> Option<i64> {
    let (small, mut large) = (one.min(other), one.max(other));
    if small <= 0 {
        return None;
    }
    let mut power = 0;
    while large > small && large % 10 == 0 {
        large /= 10;
        power += 1;
    }
    (large == small && power > 0).then_some(power)
}
