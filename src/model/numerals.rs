//! Numbers written in words.

use std::collections::BTreeMap;

/// How numbers are written in words.
#[derive(Clone, Debug, Default)]
pub struct Numerals {
    /// The digits from zero to nine.
    pub digits: Vec<char>,
    /// Variants of digits and units, with the sign each stands for.
    pub same: BTreeMap<char, char>,
    /// Signs for ten, hundred and so on, which multiply the digit before them.
    pub units: BTreeMap<char, i64>,
}

impl Numerals {
    /// Parses a number written with digits and units. Several digits without a unit are rejected: 三四 may also mean
    /// "three or four".
    pub fn number(&self, text: &str) -> Option<i64> {
        let signs: Vec<char> = text.chars().map(|c| *self.same.get(&c).unwrap_or(&c)).collect();
        let digit = |c: &char| self.digits.iter().position(|known| known == c).map(|at| at as i64);
        if signs.iter().all(|c| digit(c).is_some()) {
            return if signs.len() == 1 { digit(signs.first()?) } else { None };
        }
        let (mut total, mut section, mut pending) = (0i64, 0i64, None::<i64>);
        for sign in &signs {
            if let Some(value) = digit(sign) {
                if pending.is_some_and(|before| before != 0) {
                    return None;
                }
                pending = Some(value);
                continue;
            }
            let unit = *self.units.get(sign)?;
            if unit >= 10_000 {
                total = (total + section + pending.take().unwrap_or(0)).checked_mul(unit)?;
                section = 0;
            } else {
                section += pending.take().unwrap_or(1).max(1) * unit;
            }
        }
        Some(total + section + pending.unwrap_or(0))
    }

    /// Like [`Numerals::number`], but needs at least two signs: a single 一 may be a dash.
    pub fn figure(&self, text: &str) -> Option<i64> {
        if text.chars().nth(1).is_none() { None } else { self.number(text) }
    }
}
