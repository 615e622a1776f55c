//! The reporting year that a text gives.
//!
//! A wrong year puts figures into another filing, where they replace or contradict the right ones. So a text has to be
//! understood as a whole. Two kinds of texts are read here: cells of a year column (`of_cell`), and the years in
//! titles and names (`in_digits`, `reporting_year`).

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::model::{FiscalYear, Identity, Year};

/// What a cell for the year says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A whole year.
    Year(Year),
    /// A part of a year.
    Part,
    /// Nothing that can be told.
    Unclear,
    /// Two columns give different years.
    Twofold,
}

/// The year, if the pipeline has returns for it: `1901` is the year of a law, and `2204` a misprint.
pub fn reporting_year(year: u16, identity: &Identity) -> Option<Year> {
    let (from, to) = identity.years;
    (from..=to).contains(&year).then_some(Year(year))
}

/// Years in words as digits: 二〇二四年 as 2024年. Only runs of four count.
pub(super) fn in_digits(text: &str, identity: &Identity) -> String {
    let digit = |c: char| digit(c, identity);
    let mut digits = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        match digit(c) {
            Some(_) => run.push(c),
            None => {
                if run.chars().count() == 4 {
                    digits.extend(run.chars().filter_map(digit));
                } else {
                    digits.push_str(&run);
                }
                run.clear();
                digits.push(c);
            }
        }
    }
    digits.pop();
    digits
}

/// The digit that a character is, or stands for.
pub(super) fn digit(c: char, identity: &Identity) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        _ => identity.digits.iter().find(|(word, _)| *word == c).map(|(_, digit)| *digit),
    }
}

/// Dates in digits, with the year first, last, or behind a comma.
static DAYS: LazyLock<[Option<Regex>; 3]> = LazyLock::new(|| {
    [
        r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:t?\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?z?)?",
        r"(?P<d>\d{1,2})[-/.]+(?P<m>\d{1,2})[-/.]+(?P<y>(?:19|20)\d\d)(?:\d{1,2}:\d\d(?::\d\d)?)?",
        r"/(?P<m>\d{1,2})/(?P<d>\d{1,2}),(?P<y>(?:19|20)\d\d)",
    ]
    .map(|text| Regex::new(text).ok())
});

/// A fiscal year over two calendar years: 2020/21, 2020-2021, 20/21.
static SPAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\D*(?P<a>(?:19|20)\d\d|\d\d)[-/\x{2013}\x{2014}~](?P<b>(?:19|20)\d\d|\d\d)\D*$").ok()
});

/// The reporting year in a cell. The whole text has to be understood: four digits somewhere in it are no answer.
///
/// ```text
/// 2016   2016年度   FY2016   二〇一六                        2016
/// 2015-12-31   2015/1/1-2015/12/31   2015年1-12月            2015
/// 2016Q3   2016年上半年   2016-06                            a part of a year
/// 2016年3月15日   2020-2021   16   1901   本年               unclear, where the pipeline has no fiscal year
/// ```
pub fn of_cell(text: &str, identity: &Identity) -> Period {
    let narrow: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let narrow = in_digits(&narrow, identity);
    let short = identity.short_year.as_ref().and_then(|short| short.captures(&narrow)?.name("year"));
    if let Some(year) = short.and_then(|year| year.as_str().parse::<u16>().ok()) {
        return reporting_year(2000 + year, identity).map_or(Period::Unclear, Period::Year);
    }
    let narrow = with_numbers_of_months(&narrow, identity);
    let narrow = match &identity.whole_year {
        Some(whole) => whole.replace(&narrow, "$year").into_owned(),
        None => narrow,
    };
    let narrow = with_signs_in_days(&narrow);
    match of_months(&narrow) {
        Some(YearClue::Year(year)) => return reporting_year(year, identity).map_or(Period::Unclear, Period::Year),
        Some(YearClue::Part) => return Period::Part,
        None => {}
    }
    if identity.part.as_ref().is_some_and(|part| part.is_match(&narrow)) {
        return Period::Part;
    }
    let narrow = match &identity.day_signs {
        Some([year, month, day]) => narrow.replace(year, "-").replace(month, "-").replace(day, ""),
        None => narrow,
    };
    let days = days(&narrow);
    let found = match days[..] {
        [] => of_years(&narrow, identity),
        [only] => of_day(only, identity),
        [first, last] => of_days(first, last, identity),
        _ => None,
    };
    match found {
        Some(YearClue::Year(year)) => reporting_year(year, identity).map_or(Period::Unclear, Period::Year),
        Some(YearClue::Part) => Period::Part,
        None => Period::Unclear,
    }
}

/// A date of eight digits, or a month of six.
static DIGITS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])?").ok());
/// A range of months.
static MONTHS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?P<a>(?:19|20)\d\d)\D?(?P<m>\d{1,2})\D{1,2}(?P<b>(?:19|20)\d\d)\D?(?P<n>\d{1,2})\D{0,2}$").ok()
});

/// Dates and months of digits only, with separators: `20240101-20241231` as `2024-01-01-2024-12-31`.
fn with_signs_in_days(text: &str) -> String {
    let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let is_day = |run: &str| matches!(run.len(), 6 | 8) && DIGITS.as_ref().is_some_and(|digits| digits.is_match(run));
    let days: Vec<&str> = runs.filter(|run| is_day(run)).collect();
    let mut spaced = text.to_owned();
    for day in days {
        let found = DIGITS.as_ref().and_then(|digits| digits.captures(day));
        let Some(found) = found.filter(|found| found.get(0).is_some_and(|whole| whole.len() == day.len())) else {
            continue;
        };
        let number = |name: &str| found.name(name).map(|number| number.as_str());
        let parts: Vec<&str> = ["y", "m", "d"].into_iter().filter_map(number).collect();
        spaced = spaced.replace(day, &parts.join("-"));
    }
    spaced
}

/// A range of months that is a whole year, or a part of one.
fn of_months(text: &str) -> Option<YearClue> {
    let found = MONTHS.as_ref()?.captures(text)?;
    let number = |name: &str| found.name(name)?.as_str().parse::<u16>().ok();
    let (first, last) = ((number("a")?, number("m")?), (number("b")?, number("n")?));
    let are_months = [first.1, last.1].iter().all(|month| (1..=12).contains(month));
    match (first, last) {
        _ if !are_months => None,
        ((year, 1), (other, 12)) if year == other => Some(YearClue::Year(year)),
        ((year, from), (other, to)) if year == other && from <= to => Some(YearClue::Part),
        _ => None,
    }
}

/// What a text gives.
enum YearClue {
    Year(u16),
    Part,
}

/// Year, month and day.
type Day = (u16, u8, u8);

/// The dates in a text, in order. If one has the month before the day, all have.
fn days(text: &str) -> Vec<Day> {
    let mut found: Vec<(std::ops::Range<usize>, Day)> = Vec::new();
    for day in DAYS.iter().flatten().flat_map(|pattern| pattern.captures_iter(text)) {
        let number = |name: &str| day.name(name).and_then(|number| number.as_str().parse::<u16>().ok());
        let (Some(year), Some(month), Some(date)) = (number("y"), number("m"), number("d")) else { continue };
        if let Some(whole) = day.get(0).filter(|_| month <= 31 && date <= 31) {
            found.push((whole.range(), (year, month as u8, date as u8)));
        }
    }
    // The year of one date and the start of the next look like a date as well: 1/10/2018-30/9/2019.
    found.sort_unstable_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    found.retain(|(range, _)| {
        let is_apart = range.start >= end;
        end = if is_apart { range.end } else { end };
        is_apart
    });
    let mut days: Vec<Day> = found.into_iter().map(|(_, day)| day).collect();
    if days.iter().any(|(_, month, _)| *month > 12) {
        days.iter_mut().for_each(|(_, month, day)| std::mem::swap(month, day));
    }
    days.retain(|(_, month, day)| (1..=12).contains(month) && *day > 0);
    days
}

/// The first or last day of a year stands for that year. Any other day is the last of a fiscal year, if the pipeline
/// has such years.
///
/// ```text
/// 2023-12-31    2023
/// 2023-06-30    2023 or 2024 as the pipeline names its fiscal years; no year where it has none
/// ```
fn of_day((year, month, day): Day, identity: &Identity) -> Option<YearClue> {
    let calendar = (month, day) == (1, 1) || (month, day) == (12, 31);
    let month_ends = day >= 28;
    match identity.fiscal {
        _ if calendar => Some(YearClue::Year(year)),
        Some(FiscalYear::End) if month_ends => Some(YearClue::Year(year)),
        Some(FiscalYear::Start) if month_ends => Some(YearClue::Year(year.checked_sub(1)?)),
        Some(_) | None => None,
    }
}

fn of_days(first: Day, last: Day, identity: &Identity) -> Option<YearClue> {
    // The months from the first day to the one after the last, as far as months of different length do not matter.
    let months = (i32::from(last.0) - i32::from(first.0)) * 12 + i32::from(last.1) - i32::from(first.1)
        + i32::from(last.2 >= 28 && first.2 == 1);
    match months {
        12 if first.0 == last.0 => Some(YearClue::Year(first.0)),
        12 => of_fiscal(first.0, last.0, identity),
        0..12 => Some(YearClue::Part),
        _ => None,
    }
}

/// The year that a fiscal year is called by, as the pipeline defines it.
fn of_fiscal(start: u16, end: u16, identity: &Identity) -> Option<YearClue> {
    match identity.fiscal? {
        FiscalYear::Start => Some(YearClue::Year(start)),
        FiscalYear::End => Some(YearClue::Year(end)),
        FiscalYear::Calendar => None,
    }
}

/// Years without dates: a single one, or two of a fiscal year.
fn of_years(text: &str, identity: &Identity) -> Option<YearClue> {
    if let Some((start, end)) = span(text) {
        return of_fiscal(start, end, identity);
    }
    // Programs write a whole number like this.
    let text = text.trim_end_matches('0').strip_suffix('.').filter(|whole| whole.len() == 4).unwrap_or(text);
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let fiscal = identity.fiscal_words.as_ref().is_some_and(|words| words.is_match(text));
    match digits[..] {
        [year] if year.len() == 4 && (!fiscal || identity.fiscal.is_some()) => Some(YearClue::Year(year.parse().ok()?)),
        [short]
            if short.len() == 2 && fiscal && matches!(identity.fiscal, Some(FiscalYear::Start | FiscalYear::End)) =>
        {
            Some(YearClue::Year(2000 + short.parse::<u16>().ok()?))
        }
        _ => None,
    }
}

/// Two years that follow each other: `2023/24`, but not `2023/25`.
fn span(text: &str) -> Option<(u16, u16)> {
    let found = SPAN.as_ref()?.captures(text)?;
    let number = |name: &str| found.name(name).map(|number| number.as_str());
    let (first, second) = (number("a")?, number("b")?);
    let start: u16 = first.parse().ok()?;
    let start = if first.len() == 2 { 2000 + start } else { start };
    let end: u16 = second.parse().ok()?;
    let end = if second.len() == 2 { start / 100 * 100 + end } else { end };
    (end == start + 1).then_some((start, end))
}

/// A text with names of months as numbers: `1 july 2019` as `1/7/2019`.
fn with_numbers_of_months(text: &str, identity: &Identity) -> String {
    let mut numbered = text.to_owned();
    for (at, names) in identity.months.iter().enumerate() {
        if let Some(name) = names.iter().find(|name| numbered.contains(name.as_str())) {
            numbered = numbered.replace(name.as_str(), &format!("/{}/", at % 12 + 1));
        }
    }
    numbered
}
