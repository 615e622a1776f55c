//! A printed text → the figure that it is, exactly, or the reason why it is none.
//!
//! Nothing is rounded and nothing is guessed: `1,204` and `3 件` are figures, `12,34` and `about 3` are not. What a
//! figure means in a cell (its unit, whether it may be a decimal) is decided when the cell is known ([`in_cell`]).
//!
//! ```text
//! printed     parsed                          in a cell of counts    in a cell of money
//! "1.20万元"  120, 2 decimals, 10,000 yuan    unreadable             12,000 yuan
//! "3件"       3, 0 decimals, a counter        3                      unreadable
//! "/"         not applicable                  not applicable         not applicable
//! ```

mod dressed;

use chrono::{Datelike, NaiveDate};

use crate::model::{CellKind, NumberWords, State, Value, mark, narrowed};

/// What a text says as a figure, before its cell is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// A number: `digits` · 10^-`decimals`, in `unit`. `1.20万元` is 120, 2 and ten thousand yuan.
    Figure {
        /// All digits, without the decimal point.
        digits: i64,
        /// How many of them stand behind the point.
        decimals: u8,
        /// The unit behind or before the figure.
        unit: Unit,
    },
    /// A date, as the digits of year, month and day: 20240305.
    Day(i64),
    /// A sign or word for "not applicable": `/`, `—`.
    NotApplicable,
    /// A sign or word for a figure withheld because it is small: `<5`.
    BelowLimit,
    /// A word with which a program marks an empty cell: `null`, `NaN`.
    Blank,
    /// So many figures, and nothing else: `12 13`.
    Several(u16),
    /// Anything else.
    NoFigure,
}

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// None is printed.
    None,
    /// A word that may follow a count, such as 件.
    Counter,
    /// A unit of money, with its worth in the smallest unit.
    Money(i64),
    /// Another unit, by its position in the pipeline's list.
    Measure(u16),
}

/// Reads a text that is not blank.
///
/// ```text
/// 1,234   １２３４   1234件   一千二百三十四   1.234E+3        the count 1234
/// 1234（其中修订16件）                                         1234; what stands in brackets is a remark
/// 1.20万元                                                     12,000 yuan, in a cell of money
/// 1,23   2 0   12.   50%   1月2日                              no count
/// ```
pub fn parse(printed: &str, words: &NumberWords) -> Parsed {
    // Most figures begin with a digit, and no word of any list does.
    if printed.is_ascii() && printed.starts_with(|c: char| c.is_ascii_digit()) {
        let trimmed = printed.trim_end();
        let plain = figure(without_remark(trimmed).unwrap_or(trimmed), words);
        return plain.or_else(|| day_of(printed, words)).unwrap_or_else(|| dressed::parse(printed, words));
    }
    unit_in_bracket(printed, words).unwrap_or_else(|| dressed::parse(printed, words))
}

/// A figure with its unit in brackets: `351000(yuan)`. A bracket with a counter is a mere remark.
fn unit_in_bracket(printed: &str, words: &NumberWords) -> Option<Parsed> {
    let (before, inside) = printed.trim_end().strip_suffix([')', '\u{FF09}'])?.rsplit_once(['(', '\u{FF08}'])?;
    let printed = unit(inside, words).filter(|unit| matches!(unit, Unit::Money(_) | Unit::Measure(_)))?;
    match parse(before, words) {
        figure @ Parsed::Figure { unit, .. } if unit == Unit::None || unit == printed => Some(in_unit(figure, printed)),
        Parsed::Figure { .. } => Some(Parsed::NoFigure),
        _ => None,
    }
}

/// True if the text is nothing but its figure, so that nothing is lost if only the number is kept.
pub fn is_all_figure(printed: &str) -> bool {
    printed.bytes().all(|byte| byte.is_ascii_digit() || b",.+- ".contains(&byte))
}

/// True for a text that stands for nothing: a program's word for an empty cell, or invisible characters only.
pub fn is_blank(printed: &str, words: &NumberWords) -> bool {
    printed.chars().all(|c| c.is_whitespace() || mark::is_invisible(c)) || dressed::is_blank(printed, words)
}

/// A text that is no figure may be a date.
fn day_of(printed: &str, words: &NumberWords) -> Option<Parsed> {
    words.dates.iter().find_map(|pattern| day(printed.trim(), pattern)).map(Parsed::Day)
}

/// The date that a text gives by a pattern, as the number `yyyymmdd`. 30 February is no date.
fn day(printed: &str, pattern: &str) -> Option<i64> {
    let day = NaiveDate::parse_from_str(printed, pattern).ok()?;
    let date = i64::from(day.year()) * 10_000 + i64::from(day.month() * 100 + day.day());
    (1000..10_000).contains(&day.year()).then_some(date)
}

/// The figure before an office's remark in brackets: `22(…)` gives `22`.
fn without_remark(text: &str) -> Option<&str> {
    text.strip_suffix([')', '\u{FF09}'])?;
    text.find(['(', '\u{FF08}']).filter(|open| *open > 0).and_then(|open| text.get(..open)).map(str::trim_end)
}

fn figure(text: &str, words: &NumberWords) -> Option<Parsed> {
    let (negative, rest) = sign(text, words);
    let (before, rest) = unit_before(rest, words);
    let is_of_figure = |c: char| c.is_ascii_digit() || c == '.' || THOUSANDS.contains(&c);
    let length = rest.find(|c: char| !is_of_figure(c)).unwrap_or(rest.len());
    let (mut digits, mut decimals) = decimal(&rest[..length])?;
    let mut tail = &rest[length..];
    if let Some((exponent, after)) = exponent(tail) {
        let shown = rest[..length].split_once('.').map_or(0, |(_, fraction)| fraction.len());
        (digits, decimals) = shift(digits, decimals, shown, exponent)?;
        tail = after;
    }
    let unit = match (before, unit_behind(tail.trim(), words)?) {
        (Unit::None, behind) => behind,
        (before, Unit::None) => before,
        _ => return None,
    };
    let digits = if negative { -digits } else { digits };
    Some(Parsed::Figure { digits, decimals, unit })
}

fn sign<'a>(text: &'a str, words: &NumberWords) -> (bool, &'a str) {
    let strip = |list: &[String]| list.iter().find_map(|word| text.strip_prefix(word.as_str()));
    if let Some(rest) = text.strip_prefix(['-', '\u{2212}']).or_else(|| strip(&words.minus)) {
        return (true, rest.trim_start());
    }
    let plain = text.strip_prefix('+').or_else(|| strip(&words.plus));
    (false, plain.unwrap_or(text).trim_start())
}

/// A sign of money before the figure, as in `$5`. Words stand only behind.
fn unit_before<'a>(text: &'a str, words: &NumberWords) -> (Unit, &'a str) {
    if text.starts_with(|c: char| c.is_alphanumeric()) {
        return (Unit::None, text);
    }
    let found = words.money.iter().find_map(|(sign, worth)| Some((*worth, text.strip_prefix(sign.as_str())?)));
    found.map_or((Unit::None, text), |(worth, rest)| (Unit::Money(worth), rest.trim_start()))
}

/// True for one or more digits and nothing else.
pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Separators between thousands.
const THOUSANDS: [char; 3] = [',', '\'', '\u{2019}'];

/// Digits, with at most one point and with separators of one kind, all in the right places. `1,204` and `1'204.5` are
/// numbers; `12,34`, `1,2045` and `1,204'000` are not, since nobody can say which character is wrong.
fn decimal(text: &str) -> Option<(i64, u8)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let sign = whole.chars().find(|c| THOUSANDS.contains(c)).unwrap_or(',');
    let groups: Vec<&str> = whole.split(sign).collect();
    let grouped =
        groups.len() == 1 || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
    let whole = groups.concat();
    let is_number = [&whole, fraction].iter().all(|digits| digits.is_empty() || is_digits(digits));
    if (whole.is_empty() && fraction.is_empty()) || !grouped || !is_number || text.ends_with('.') {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let mut digits: i64 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        digits = digits.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
    }
    Some((digits, u8::try_from(fraction.len()).ok()?))
}

/// The exponent at the start of a text, `E+3`, and what follows it.
fn exponent(text: &str) -> Option<(i32, &str)> {
    let rest = text.strip_prefix(['e', 'E'])?;
    let signed = rest.strip_prefix('+').unwrap_or(rest);
    let length = signed.char_indices().position(|(at, c)| !(c.is_ascii_digit() || (at == 0 && c == '-')));
    let (number, after) = signed.split_at(length.unwrap_or(signed.len()));
    Some((number.parse().ok()?, after))
}

/// The number of a mantissa with an exponent. If the mantissa shows fewer decimals than the exponent shifts, digits
/// have been lost: a spreadsheet makes `1.23457E+11` of a number of twelve digits. `None` then.
fn shift(digits: i64, decimals: u8, shown: usize, exponent: i32) -> Option<(i64, u8)> {
    if digits != 0 && usize::try_from(exponent).is_ok_and(|exponent| exponent > shown) {
        return None;
    }
    let decimals = i32::from(decimals) - exponent;
    if decimals >= 0 {
        return Some((digits, u8::try_from(decimals).ok()?));
    }
    let factor = 10i64.checked_pow(u32::try_from(-decimals).ok()?)?;
    Some((digits.checked_mul(factor)?, 0))
}

fn unit_behind(text: &str, words: &NumberWords) -> Option<Unit> {
    if text.is_empty() { Some(Unit::None) } else { named_unit(text, words) }
}

/// The unit that a text is, in a column of units or in brackets behind a label.
pub fn unit(printed: &str, words: &NumberWords) -> Option<Unit> {
    let narrow: String = narrowed(&mark::without_marks(printed)).chars().filter(|c| !c.is_whitespace()).collect();
    named_unit(narrow.trim_matches(['(', ')']), words)
}

fn named_unit(text: &str, words: &NumberWords) -> Option<Unit> {
    if words.counters.iter().any(|word| word == text) {
        return Some(Unit::Counter);
    }
    let money = words.money.get(text).map(|worth| Unit::Money(*worth));
    money.or_else(|| {
        let known = words.measures.contains_key(text);
        let measure = known.then(|| words.measures.keys().position(|word| word == text))??;
        u16::try_from(measure).ok().map(Unit::Measure)
    })
}

/// True if the word of a figure means that unit.
fn is_measured_in(word: u16, unit: &str, words: &NumberWords) -> bool {
    words.measures.values().nth(usize::from(word)).is_some_and(|known| known == unit)
}

/// The unit in brackets at the end of a label: `fees (10,000 yuan)`.
pub fn unit_behind_label(printed: &str, words: &NumberWords) -> Option<Unit> {
    let printed = mark::without_marks(printed);
    let (_, bracket) = printed.trim_end().rsplit_once(['(', '\u{FF08}'])?;
    let inside = bracket.strip_suffix([')', '\u{FF09}'])?;
    unit(inside.rsplit([':', '\u{FF1A}']).next().unwrap_or(inside), words)
}

/// What a line says about the units of figures elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitsNamed {
    /// The unit of counts: a counter, or a multiple such as 百件.
    pub counts: Option<Unit>,
    /// The unit of amounts of money.
    pub money: Option<Unit>,
    /// It begins like a note. A note below one table may be about that table only.
    pub is_note: bool,
}

impl UnitsNamed {
    /// True if it names any unit.
    pub fn any(&self) -> bool {
        self.counts.is_some() || self.money.is_some()
    }

    /// True if counts under it are hundreds or thousands.
    pub fn is_multiple(&self) -> bool {
        matches!(self.counts, Some(Unit::Measure(_)))
    }

    /// Adds a unit that the line names.
    fn add(&mut self, unit: Unit) {
        match unit {
            Unit::Money(_) => self.money = self.money.or(Some(unit)),
            // Of several units, a multiple must not be overlooked.
            Unit::Measure(_) => self.counts = Some(unit),
            Unit::Counter => self.counts = self.counts.or(Some(unit)),
            Unit::None => {}
        }
    }
}

/// The units that a line above or below a table names for its figures (`单位：元`), or a title in brackets at its end.
pub fn units_named(printed: &str, words: &NumberWords) -> UnitsNamed {
    let mut units = UnitsNamed::default();
    let may_name = !printed.is_ascii() || printed.contains(':');
    if !may_name || printed.len() > LONGEST_UNIT_LINE {
        return units;
    }
    let narrow: String = narrowed(printed).chars().filter(|c| !c.is_whitespace()).collect();
    units.is_note = words.notes.iter().any(|word| narrow.trim_start_matches('(').starts_with(word.as_str()));
    for pattern in &words.unit_said {
        let named = pattern.captures_iter(&narrow).filter_map(|found| found.name("unit"));
        named.filter_map(|named| unit(named.as_str(), words)).for_each(|unit| units.add(unit));
    }
    if !units.any()
        && let Some((before, named)) = narrow.trim_matches(['(', ')']).rsplit_once(':')
    {
        let before = before.rsplit('(').next().unwrap_or(before);
        let is_short = before.chars().count() <= LONGEST_BEFORE_UNIT;
        is_short.then(|| unit(named, words)).flatten().into_iter().for_each(|unit| units.add(unit));
    }
    units
}

/// Before the colon of such a line stand at most so many characters.
const LONGEST_BEFORE_UNIT: usize = 8;
/// Longer lines, in bytes, are prose.
const LONGEST_UNIT_LINE: usize = 240;

/// A figure in a unit that is printed elsewhere, unless it has a unit itself.
pub fn in_unit(parsed: Parsed, printed: Unit) -> Parsed {
    match parsed {
        Parsed::Figure { digits, decimals, unit: Unit::None } => Parsed::Figure { digits, decimals, unit: printed },
        other => other,
    }
}

/// The name of a unit of money; empty for other units.
pub fn unit_name(unit: Unit, words: &NumberWords) -> &str {
    match unit {
        Unit::Money(worth) => words.money.iter().find(|(_, known)| **known == worth).map_or("", |(name, _)| name),
        Unit::Measure(word) => words.measures.keys().nth(usize::from(word)).map_or("", String::as_str),
        Unit::None | Unit::Counter => "",
    }
}

/// True if the unit is the one that the cell has anyway, so that nothing is lost if the figure is kept without it.
pub fn is_usual(unit: Unit, kind: &CellKind, words: &NumberWords) -> bool {
    match (unit, kind) {
        (Unit::None, _) | (Unit::Counter, CellKind::Count { .. }) => true,
        (Unit::Money(worth), CellKind::Money { unit, .. }) => words.money.get(unit) == Some(&worth),
        (Unit::Measure(word), CellKind::Measure { unit, .. }) => is_measured_in(word, unit, words),
        (Unit::Counter | Unit::Money(_) | Unit::Measure(_), _) => false,
    }
}

/// The value of a parsed text in a cell of that kind.
pub fn in_cell(parsed: Parsed, kind: &CellKind, words: &NumberWords) -> Value {
    let number = match (parsed, kind) {
        (Parsed::NotApplicable, _) => return Value::Not(State::NotApplicable),
        (Parsed::BelowLimit, _) => return Value::Not(State::BelowLimit),
        (Parsed::Blank, _) => return Value::Not(State::Blank),
        (Parsed::NoFigure | Parsed::Several(_), _) => None,
        (Parsed::Day(day), CellKind::Date) => return Value::Number(day),
        // Some write 0 where there is no date.
        (Parsed::Figure { digits: 0, unit: Unit::None, .. }, CellKind::Date) => {
            return Value::Not(State::NotApplicable);
        }
        (Parsed::Day(_), _) | (Parsed::Figure { .. }, CellKind::Date) => None,
        (Parsed::Figure { digits, decimals: 0, unit: Unit::None | Unit::Counter }, CellKind::Count { .. }) => {
            Some(digits)
        }
        // A decimal or an amount of money is no count, and is not rounded to one.
        (Parsed::Figure { .. }, CellKind::Count { .. }) => None,
        (Parsed::Figure { digits, decimals, unit }, CellKind::Money { unit: column, decimals: kept }) => match unit {
            Unit::None => money((digits, decimals), *kept, 1, 1),
            Unit::Counter | Unit::Measure(_) => None,
            Unit::Money(worth) => {
                words.money.get(column).and_then(|column_worth| money((digits, decimals), *kept, worth, *column_worth))
            }
        },
        (Parsed::Figure { digits, decimals, unit }, CellKind::Measure { unit: column, decimals: kept, .. }) => {
            match unit {
                Unit::None => money((digits, decimals), *kept, 1, 1),
                Unit::Measure(word) if is_measured_in(word, column, words) => money((digits, decimals), *kept, 1, 1),
                Unit::Measure(_) | Unit::Counter | Unit::Money(_) => None,
            }
        }
    };
    number.filter(|number| number.abs() <= LARGEST).map_or(Value::Not(State::Unreadable), Value::Number)
}

/// No office counts that far: beyond it there is a typing error, and sums of such figures would overflow.
pub const LARGEST: i64 = 100_000_000_000_000;

/// An amount in the smallest unit. Decimals that a spreadsheet has added beyond that are rounded to even; they are
/// worth less than a hundredth of it.
fn money((digits, decimals): (i64, u8), kept: u32, worth: i64, column_worth: i64) -> Option<i64> {
    let scaled = i128::from(digits).checked_mul(i128::from(worth))?.checked_mul(10i128.checked_pow(kept)?)?;
    let divisor = 10i128.checked_pow(u32::from(decimals))?.checked_mul(i128::from(column_worth))?;
    let (quotient, rest) = (scaled.div_euclid(divisor), scaled.rem_euclid(divisor));
    let up = match (rest * 2).cmp(&divisor) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => quotient % 2 != 0,
        std::cmp::Ordering::Greater => true,
    };
    i64::try_from(quotient + i128::from(up)).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::Numerals;

    pub(super) fn words() -> NumberWords {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let numerals = Numerals {
            digits: "零一二三四五六七八九".chars().collect(),
            same: BTreeMap::from([('〇', '零'), ('两', '二')]),
            units: BTreeMap::from([('十', 10), ('百', 100), ('千', 1000)]),
        };
        NumberWords {
            numerals,
            blank: list(&["NaN"]),
            notes: list(&["注", "备注"]),
            zero: list(&["零"]),
            not_applicable: list(&["/", "-", "—", "－", "无"]),
            below_limit: Vec::new(),
            counters: list(&["件"]),
            amended: list(&["应为"]),
            plus: list(&["增"]),
            minus: list(&["减"]),
            money: BTreeMap::from([("元".to_owned(), 1), ("万元".to_owned(), 10_000), ("$".to_owned(), 7)]),
            measures: BTreeMap::from([("days".to_owned(), "day".to_owned()), ("%".to_owned(), "percent".to_owned())]),
            unit_said: Vec::new(),
            dates: list(&["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"]),
        }
    }

    pub(super) fn count(text: &str) -> Value {
        in_cell(parse(text, &words()), &CellKind::Count { signed: true }, &words())
    }

    #[test]
    fn a_day_that_the_calendar_lacks_is_no_date() {
        let day = |text: &str| in_cell(parse(text, &words()), &CellKind::Date, &words());
        assert_eq!(day("2020-02-29"), Value::Number(20_200_229));
        assert_eq!(day("2/29/20"), Value::Number(20_200_229));
        assert_eq!(day("07/16/2019"), Value::Number(20_190_716));
        for other in ["2019-02-29", "2019-13-01", "2019-07-16 at noon", "219-07-16", "2019-07"] {
            assert_eq!(day(other), Value::Not(State::Unreadable), "{other}");
        }
    }

    fn fee(text: &str) -> Value {
        in_cell(parse(text, &words()), &CellKind::Money { unit: "万元".to_owned(), decimals: 6 }, &words())
    }

    #[test]
    fn counts_are_read_however_they_are_printed() {
        let same = [
            "1,234",
            "1'234",
            "1’234",
            "１２３４",
            "一千二百三十四",
            "一千二百三十四件",
            "'1234",
            " 1234 ",
            "1234.0",
            "1234件",
            "1234（其中修订16件）",
            "+1234",
            "1.234E+3",
        ];
        for text in same {
            assert_eq!(count(text), Value::Number(1234), "{text}");
        }
        assert_eq!([count("-18"), count("减8"), count("增8"), count("零")], [-18, -8, 8, 0].map(Value::Number));
    }

    #[test]
    fn text_that_is_no_count_is_not_read_as_one() {
        let not =
            ["2.5", "1月2日", "#REF!", "1,23", "2 0", "3元", "12.", ".", "-", "（3）", "50%", ",09", "2019-07-16"];
        for text in not {
            assert_eq!(count(text).number(), None, "{text}");
        }
        assert_eq!(count("－"), Value::Not(State::NotApplicable));
    }

    #[test]
    fn days_and_shares_are_read_in_their_own_cells_only() {
        let read = |text: &str, kind: &CellKind| in_cell(parse(text, &words()), kind, &words());
        let days = CellKind::Measure { unit: "day".to_owned(), decimals: 4, adds: false };
        for (text, value) in [(".76", 7600), ("12.83333333333", 128_333), ("3 days", 30_000), ("0", 0)] {
            assert_eq!(read(text, &days), Value::Number(value), "{text}");
        }
        assert_eq!(read("50%", &days), Value::Not(State::Unreadable));
        let dates = ["2019-07-16", "07/16/2019", "7/16/19"].map(|text| read(text, &CellKind::Date));
        assert_eq!(dates, [Value::Number(20_190_716); 3]);
        assert_eq!(read("0", &CellKind::Date), Value::Not(State::NotApplicable));
        for text in ["2019-13-01", "20190716", "2019-07-16 noon", "16/07/2019"] {
            assert_eq!(read(text, &CellKind::Date), Value::Not(State::Unreadable), "{text}");
        }
    }

    #[test]
    fn a_sign_of_money_may_stand_before_the_figure() {
        let dollars = CellKind::Money { unit: "$".to_owned(), decimals: 2 };
        let read = |text: &str| in_cell(parse(text, &words()), &dollars, &words());
        assert_eq!(["$1,234.5", "-$3", "12.05"].map(read), [123_450, -300, 1_205].map(Value::Number));
        assert_eq!(["$3元", "$", "元3"].map(read), [Value::Not(State::Unreadable); 3]);
    }

    #[test]
    fn money_is_kept_to_the_hundredth_of_a_yuan() {
        assert_eq!(fee("96171.6"), Value::Number(96_171_600_000));
        assert_eq!(fee("251000元"), Value::Number(25_100_000));
        assert_eq!(fee("160.59640000000001"), Value::Number(160_596_400));
        assert_eq!(fee("3件"), Value::Not(State::Unreadable));
    }
}
