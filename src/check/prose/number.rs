//! Reads numbers in figures and in words.
//!
//! ```text
//! 1,234      1234
//! 1.2万      12000
//! 两千三百   2300
//! 三四       none: "three or four"
//! ```

use crate::model::Numerals;

/// Numbers are kept as multiples of one over this, which is exact for seven decimals. An amount in
/// a large unit may have that many.
pub(crate) const PARTS: i64 = 10_000_000;

/// Reads figures with or without separators, figures with a unit after them, or words. Returns
/// nothing for a text that may mean two numbers, has more than seven decimals or is too large.
pub(crate) fn parts(text: &str, numerals: &Numerals) -> Option<i64> {
    let text = text.replace(',', "");
    let figures = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    if figures == 0 {
        return numerals.number(&text)?.checked_mul(PARTS);
    }
    let (whole, fraction) = text[..figures].split_once('.').unwrap_or((&text[..figures], ""));
    if fraction.len() > 7 {
        return None;
    }
    let digits: i64 = format!("{whole}{fraction:0<7}").parse().ok()?;
    match text[figures..].chars().next() {
        Some(unit) => digits.checked_mul(*numerals.units.get(numerals.same.get(&unit).unwrap_or(&unit))?),
        None => Some(digits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numerals() -> Numerals {
        Numerals {
            digits: "零一二三四五六七八九".chars().collect(),
            same: [('两', '二'), ('〇', '零')].into_iter().collect(),
            units: [('十', 10), ('百', 100), ('千', 1000), ('万', 10_000)].into_iter().collect(),
        }
    }

    #[test]
    fn figures_and_words_are_numbers() {
        for (text, number) in [
            ("3", 3),
            ("1,234", 1234),
            ("1.2万", 12_000),
            ("三", 3),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("一百零二", 102),
            ("两千三百", 2300),
            ("一万二千", 12_000),
            ("3千", 3000),
            ("零", 0),
        ] {
            assert_eq!(parts(text, &numerals()), Some(number * PARTS), "{text}");
        }
        assert_eq!(parts("160.5964", &numerals()), Some(1_605_964_000));
    }

    #[test]
    fn what_may_be_two_numbers_is_none() {
        for text in ["三四", "二五", "十三四", "1.23456789", "99999999999999999999"] {
            assert_eq!(parts(text, &numerals()), None, "{text}");
        }
    }
}
