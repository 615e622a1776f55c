//! What it costs to believe that a cell should be another figure: which slip turns the one into the other.
//!
//! The price of a slip is -ln of how likely it is: its kind, the place among all places where that kind can
//! happen, and the outcome among all that the kind can have there.

use crate::localize::board::{Board, Spot};
use crate::localize::nats::ln;
use crate::localize::sheet::{Filed, Places, Sheet};
use crate::model::{Millinats, Slip, SlipPrices};

/// Prices of single changes on one sheet.
#[derive(Clone, Copy)]
pub(super) struct Pricing<'a> {
    pub board: &'a Board,
    pub sheet: &'a Sheet,
    pub prices: &'a SlipPrices,
    pub places: Places,
    /// The least that any change costs in a cell that is a number, and in one that is blank.
    least: [Millinats; 2],
}

impl<'a> Pricing<'a> {
    /// Prices in one component of a sheet.
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

    /// The cheapest slip that makes the cell show what it shows if it should be `truth`.
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

    fn blank(&self, spot: Spot) -> (Millinats, Slip) {
        let left = self.prices.kind(Slip::LeftBlank) + self.places.blanks;
        let total = self.prices.kind(Slip::BlankedTotal) + self.places.totals;
        match self.board.cells[usize::from(spot)].total {
            true if total < left => (total + self.prices.slip, Slip::BlankedTotal),
            _ => (left + self.prices.slip, Slip::LeftBlank),
        }
    }

    fn beside(&self, spot: Spot) -> impl Iterator<Item = Spot> + '_ {
        self.board.cells[usize::from(spot)].neighbours.iter().copied()
    }

    /// Where among the cells that are truly 0, or those that are not.
    fn place(&self, truth: i64) -> Millinats {
        if truth == 0 { self.prices.in_zero + self.places.zero } else { self.places.nonzero }
    }

    fn total(&self, spot: Spot, shown: i64, truth: i64) -> (Millinats, Slip) {
        if shown == 0 {
            return (self.prices.kind(Slip::BlankedTotal) + self.places.totals, Slip::BlankedTotal);
        }
        // A part was entered or struck out later: its whole figure is missing or too much; else it was corrected.
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

struct Best {
    price: Millinats,
    slip: Slip,
}

impl Best {
    fn offer(&mut self, price: Millinats, slip: Slip) {
        if price < self.price {
            (self.price, self.slip) = (price, slip);
        }
    }
}

/// Decimal digits, the last one first.
struct Digits {
    digits: [u8; 20],
    len: usize,
}

enum Difference {
    One,
    Exchanged { beside: bool },
    Many,
}

impl Digits {
    fn of(number: i64) -> Digits {
        let (mut digits, mut len, mut rest) = ([0; 20], 0, number.unsigned_abs());
        while len == 0 || rest > 0 {
            digits[len] = (rest % 10) as u8;
            rest /= 10;
            len += 1;
        }
        Digits { digits, len }
    }

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

    /// If taking one digit away gives `number`: whether the digit stood twice.
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

/// k where one is the other times ten to the k.
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
