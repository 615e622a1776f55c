//! Figures with something around them: words instead of digits, note marks, struck-out figures, quotation marks and
//! tags, full-width digits.
//!
//! ```text
//! ="181"   "181"   <b>181</b>   **181**   '181     181, as programs write it
//! 181¹   181 (1)   *181   181 note 1               181, with a mark
//! １８１                                           181, in full-width digits
//! 三十二件                                         32, in words with a counter
//! *14841                                           no figure: the mark may be * or *1
//! 12; 13                                           no figure, but several
//! ```
//!
//! A wrong number is worse than none: what may be read in two ways is no figure, and the report shows the text.

use std::borrow::Cow;

use crate::model::{NumberWords, mark, narrowed};
use crate::read::number::{Parsed, Unit, day_of, figure, is_digits, without_remark};

/// Reads a text that is no plain figure.
pub(super) fn parse(printed: &str, words: &NumberWords) -> Parsed {
    if words.amended.iter().any(|word| printed.contains(word.as_str())) {
        return Parsed::NoFigure;
    }
    let shown = visible(unwrapped(printed));
    let valid = mark::without_struck(&shown);
    let whole = narrow(constant(&valid));
    if whole.is_empty() {
        // A figure that is struck out and not replaced was withdrawn; what it should be is for the office to say.
        return if shown.contains(mark::STRUCK) { Parsed::NoFigure } else { Parsed::Blank };
    }
    if let Some(word) = listed(&whole, words) {
        return word;
    }
    // A word may have a mark behind it. A mark before it makes another word, as in `#N/A`.
    let behind = without_marks_behind(constant(&valid), words);
    let is_shorter = behind.len() < valid.trim().len();
    if is_shorter && let Some(word) = listed(&narrow(behind), words) {
        return word;
    }
    let bare = without_marks_before(behind);
    if bare.is_empty() || bare.contains(mark::is_mark) || is_numbered_mark(valid.trim(), behind, bare) {
        return Parsed::NoFigure;
    }
    let narrow = narrow(bare);
    let said = figure(&narrow, words).or_else(|| day_of(&narrow, words)).or_else(|| in_words(&narrow, words));
    said.or_else(|| several(&narrow)).unwrap_or(Parsed::NoFigure)
}

/// Several counts in one cell: `12 13`, `12; 13`. A date, two years or a telephone number are not.
fn several(narrow: &str) -> Option<Parsed> {
    let pieces: Vec<&str> = narrow.split([' ', '\n', '/', ';', '\u{3001}']).filter(|piece| !piece.is_empty()).collect();
    let is_count = |piece: &&str| is_digits(piece) && (piece.len() == 1 || !piece.starts_with('0'));
    let is_years = |pair: &[&str]| {
        let number = |piece: &str| piece.parse::<u64>().ok();
        number(pair[0]).zip(number(pair[1])).is_some_and(|(one, other)| (one + 1) % 100 == other % 100)
    };
    let is_time = narrow.contains('/')
        && (pieces.len() == 3 || pieces.windows(2).any(is_years) || pieces.iter().any(|piece| piece.len() == 4));
    let is_several = pieces.len() > 1 && !is_time && pieces.iter().all(is_count);
    is_several.then(|| Parsed::Several(u16::try_from(pieces.len()).unwrap_or(u16::MAX)))
}

/// True for a program's word for an empty cell.
pub(super) fn is_blank(printed: &str, words: &NumberWords) -> bool {
    let shown = visible(printed);
    let shown = narrow(constant(&shown));
    shown.is_empty() || listed(&shown, words) == Some(Parsed::Blank)
}

/// The text without invisible characters.
fn visible(printed: &str) -> Cow<'_, str> {
    match printed.contains(mark::is_invisible) {
        true => Cow::Owned(printed.replace(mark::is_invisible, "")),
        false => Cow::Borrowed(printed),
    }
}

/// Non-breaking blanks, as pages write them.
const HARD_BLANKS: [&str; 2] = ["&nbsp;", "&#160;"];

/// The text without what programs put around a figure: quotation marks, tags, Markdown, non-breaking blanks.
fn unwrapped(printed: &str) -> &str {
    /// Signs that stand on both sides of a text.
    const PAIRS: [(&str, &str); 5] = [("__", "__"), ("`", "`"), ("'", "'"), ("\"", "\""), ("\u{201C}", "\u{201D}")];
    let mut rest = printed.trim();
    loop {
        let inside = HARD_BLANKS.iter().find_map(|blank| rest.strip_suffix(blank).or_else(|| rest.strip_prefix(blank)));
        let pair = || {
            let of = |(open, close): &(&str, &str)| rest.strip_prefix(*open)?.strip_suffix(*close);
            PAIRS.iter().find_map(of).or_else(|| in_tag(rest)).filter(|inside| is_core(inside))
        };
        match inside.or_else(pair) {
            Some(inside) if !inside.trim().is_empty() => rest = inside.trim(),
            _ => return rest,
        }
    }
}

/// The text in a tag: `<b>181</b>`.
fn in_tag(text: &str) -> Option<&str> {
    let (name, rest) = text.strip_prefix('<')?.split_once('>')?;
    let (inside, end) = rest.rsplit_once("</")?;
    let name = name.split_whitespace().next().filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))?;
    (end.strip_suffix('>')?.trim() == name).then_some(inside)
}

/// True if the text inside a pair of signs has no such sign itself.
fn is_core(inside: &str) -> bool {
    inside.contains(|c: char| c.is_numeric()) && !inside.contains(['"', '\n'])
}

/// The text of a constant formula: `="181"`, which programs write so that a spreadsheet leaves the text alone.
fn constant(printed: &str) -> &str {
    let printed = printed.trim();
    let inside = printed.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inside.filter(|inside| !inside.contains('"')).unwrap_or(printed)
}

/// The text in ASCII characters, without the apostrophe by which a spreadsheet makes a figure a text.
fn narrow(printed: &str) -> String {
    let narrow = narrowed(printed);
    let trimmed = narrow.trim().trim_start_matches('\'').trim();
    let is_empty = matches!(trimmed, "\"\"" | "\u{201C}\u{201D}" | "''") || HARD_BLANKS.contains(&trimmed);
    if is_empty { String::new() } else { trimmed.to_owned() }
}

fn listed(narrow: &str, words: &NumberWords) -> Option<Parsed> {
    let is = |list: &[String]| list.iter().any(|word| narrowed(word) == narrow);
    let zero = Parsed::Figure { digits: 0, decimals: 0, unit: Unit::None };
    let lists = [
        (&words.zero, zero),
        (&words.not_applicable, Parsed::NotApplicable),
        (&words.below_limit, Parsed::BelowLimit),
        (&words.blank, Parsed::Blank),
    ];
    lists.into_iter().find(|(list, _)| is(list)).map(|(_, said)| said)
}

/// A figure without the note marks behind it; empty for a text of marks only.
fn without_marks_behind<'a>(text: &'a str, words: &NumberWords) -> &'a str {
    let mut rest = text.trim();
    let mut any = false;
    loop {
        // A comma may stand between two marks, but not between a figure and a mark.
        let joined = rest.trim_end_matches([',', '\u{FF0C}', '\u{3001}', ';']).trim_end();
        let from = if any && ends_in_mark(joined) { joined } else { rest };
        match without_last_mark(from, words) {
            Some(shorter) => (rest, any) = (shorter.trim_end(), true),
            None => return rest,
        }
    }
}

/// A number written in words, with or without a counter: 三十二件.
fn in_words(narrow: &str, words: &NumberWords) -> Option<Parsed> {
    let counter =
        words.counters.iter().filter(|counter| narrow.ends_with(counter.as_str())).max_by_key(|word| word.len());
    let (bare, unit) = match counter {
        Some(counter) => (narrow.strip_suffix(counter.as_str())?, Unit::Counter),
        None => (narrow, Unit::None),
    };
    words.numerals.figure(bare).map(|digits| Parsed::Figure { digits, decimals: 0, unit })
}

fn ends_in_mark(text: &str) -> bool {
    text.ends_with(|c| mark::is_mark(c) || mark::is_sign(c)) || mark::bracketed(text).is_some()
}

/// The text before its last mark, if it ends with one.
fn without_last_mark<'a>(text: &'a str, words: &NumberWords) -> Option<&'a str> {
    if let Some(before) = text.strip_suffix(|c| mark::is_mark(c) || mark::is_sign(c)) {
        // `5th` with a raised ending is no figure with two marks.
        let is_word = |text: &str| text.ends_with(mark::is_raised_letter);
        // Markdown escapes a sign with a backslash.
        let before = before.strip_suffix('\\').unwrap_or(before);
        return (!is_word(text) || !is_word(before)).then_some(before);
    }
    // A full stop or an arrow behind a figure. What may stand behind the number of a line is left, as that is no
    // figure.
    if let Some(before) = text.strip_suffix(['\u{3002}', '\u{FF1B}', ';', '\u{2192}']) {
        return before.ends_with(|c: char| c.is_numeric()).then_some(before);
    }
    // An asterisk between digits may be a multiplication sign.
    let is_product = |before: &str| {
        text[before.len()..].starts_with(['*', '\u{FF0A}', '\u{2217}']) && before.trim_end().ends_with(char::is_numeric)
    };
    if let Some(before) = mark::before_numbered_sign(text).filter(|before| !is_product(before)) {
        return Some(before);
    }
    // An office's remark in brackets is no part of the figure.
    let remark = mark::bracketed(text).map(|(before, _)| before).or_else(|| without_remark(text));
    remark.or_else(|| without_named_note(text, words)).or_else(|| without_open_bracket(text))
}

/// The figure before a named note: `181 note 1`.
fn without_named_note<'a>(text: &'a str, words: &NumberWords) -> Option<&'a str> {
    let numbered = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '\u{FF1A}' | ' '));
    words.notes.iter().filter_map(|word| numbered.strip_suffix(word.as_str())).min_by_key(|before| before.len())
}

/// The figure before a mark with one bracket: `181 1)`, `181a)`. A digit is a mark only if a blank separates it from
/// the figure.
fn without_open_bracket(text: &str) -> Option<&str> {
    let before = text.strip_suffix([')', '\u{FF09}']).filter(|before| !before.contains(['(', '\u{FF08}']))?;
    if let Some(before) = before.strip_suffix(|c: char| c.is_ascii_lowercase()) {
        return before.ends_with(|c: char| c.is_ascii_digit() || c == ' ').then_some(before);
    }
    let figure = before.trim_end_matches(|c: char| c.is_ascii_digit());
    (figure.len() < before.len() && figure.ends_with(' ')).then_some(figure)
}

/// The text without marks before it. A triangle before a figure may mean a loss and stays.
fn without_marks_before(text: &str) -> &str {
    let mut rest = text;
    loop {
        let sign = |c: char| mark::is_mark(c) || mark::is_sign(c) && !mark::is_triangle(c) || c.is_whitespace();
        let shorter = rest.trim_start_matches(sign);
        let shorter = match bracketed_before(shorter) {
            Some((inside, behind)) if mark::is_mark_in_brackets(inside) && !behind.trim().is_empty() => behind,
            _ => shorter,
        };
        if shorter.len() == rest.len() {
            return rest;
        }
        rest = shorter;
    }
}

/// True if a mark may include a digit of the figure: `*14841` may be 4841 with the mark `*1`, or 14841 with `*`. A sign
/// at both ends, as Markdown has it, or a rest that is no figure decides.
fn is_numbered_mark(whole: &str, behind: &str, bare: &str) -> bool {
    let before = behind.strip_suffix(bare).and_then(|marks| marks.chars().next_back());
    if !before.is_some_and(mark::is_sign) || whole.chars().next_back() == whole.chars().next() {
        return false;
    }
    let mut rest = bare.chars();
    let is_number =
        rest.next().is_some_and(|first| matches!(narrow(first.encode_utf8(&mut [0; 4])).as_bytes(), [b'1'..=b'9']));
    let rest = narrow(rest.as_str());
    is_number && rest.starts_with(|c: char| c.is_ascii_digit()) && (rest.len() == 1 || !rest.starts_with('0'))
}

fn bracketed_before(text: &str) -> Option<(&str, &str)> {
    let round = |open: char, close: char| text.strip_prefix(open)?.split_once(close);
    mark::bracketed_before(text).or_else(|| round('(', ')')).or_else(|| round('\u{FF08}', '\u{FF09}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{State, Value};
    use crate::read::number::tests::{count, words};

    #[test]
    fn a_mark_beside_a_figure_is_no_digit() {
        let marked = [
            "181²",
            "181①",
            "181 ⑴",
            "181⒈",
            "181※1",
            "**181**",
            "181†12",
            "181❶",
            "181➀",
            "181㊀",
            "181㈠",
            "181₂",
            "181⁽¹⁾",
            "181*",
            "181＊",
            "181**",
            "181※",
            "181†",
            "181‡",
            "181#",
            "181△",
            "181▲",
            "181[1]",
            "181［1］",
            "181〔1〕",
            "181【1】",
            "181【注】",
            "181（注）",
            "181(1)",
            "181注1",
            "181 注",
            "181备注2",
            "181a)",
            "181 1)",
            "181 2）",
            "181¹ ²",
            "181¹,²",
            "181①、②",
            "181①*",
            "181件①",
            "181。",
            "181；",
            "181→",
            "181（其中修订16件）①",
            "181①（其中修订16件）",
            "181[其中修订16件]",
            "①181",
            "*\u{3000}181",
            "**181**",
            "*181*",
            "※ 181",
            "[1]181",
            "（1）181",
            "⒈181",
            "1８1²",
            "１８１①",
            "181ᵃ",
            "181[^1]",
            "1\u{200B}81",
            "181\u{FEFF}",
            "=\"181\"",
            "~~23~~181",
            "~~23~~ 181",
            "181~~①~~",
            "+181②",
            "181&nbsp;",
            "<span>181</span>",
            "<td class=\"a\"> <b>181</b></td>",
            "__181__",
            "`181`",
            "'181'",
            "“181”",
        ];
        for text in marked {
            assert_eq!(count(text), Value::Number(181), "{text}");
        }
        assert_eq!(count("-8①"), Value::Number(-8));
        assert_eq!(count("0²"), Value::Number(0));
        for (text, number) in [("*5", 5), ("*0", 0), ("*105", 105), ("※1,205", 1205)] {
            assert_eq!(count(text), Value::Number(number), "{text}");
        }
    }

    #[test]
    fn marks_alone_or_amid_digits_are_no_figure() {
        let not = [
            "①",
            "²",
            "⑴",
            "*",
            "※",
            "†",
            "[1]",
            "【1】",
            "（注）",
            "注1",
            "1)",
            "a)",
            "18①1",
            "1²81",
            "①②",
            "¹⁸¹",
            "~~181~~",
            "1~~8~~1",
            "①23 ②45",
            "△181",
            "*181",
            "※1181",
            "*10",
            "181,",
            "181、",
            "181x",
            "181th",
            "5ᵗʰ",
            "3×10²",
            "22½",
            "⁻¹",
            "<b>181",
            "<b>181</i>",
            "'1'8'1x'",
            "<b>18</b>1",
            "37（应为30）",
            "一",
            "二三",
            "1,’",
            "1,234'567",
            "1'23",
        ];
        for text in not {
            assert_eq!(count(text), Value::Not(State::Unreadable), "{text}");
        }
    }

    #[test]
    fn words_carry_marks_as_figures_do() {
        let not_applicable = ["—①", "/*", "-²", "无[1]"];
        for text in not_applicable {
            assert_eq!(count(text), Value::Not(State::NotApplicable), "{text}");
        }
        assert_eq!(count("零①"), Value::Number(0));
    }

    #[test]
    fn what_programs_write_in_empty_cells_is_blank() {
        for text in
            ["NaN", "'", "''", "\"\"", "“”", "\u{200B}", "\u{FEFF}\u{200B}", "=\"\"", "'NaN", "&nbsp;", " &#160; "]
        {
            assert_eq!(count(text), Value::Not(State::Blank), "{text:?}");
            assert!(is_blank(text, &words()), "{text:?}");
        }
        for text in ["\"", "=", "NaN1", "#N/A", "nans"] {
            assert_eq!(count(text), Value::Not(State::Unreadable), "{text:?}");
        }
    }

    #[test]
    fn a_mantissa_that_lost_digits_is_no_figure() {
        for (text, number) in
            [("1.234E+3", 1234), ("1.20E+2", 120), ("0E+00", 0), ("0.00E+05", 0), ("5E0", 5), ("1.234500e+4", 12345)]
        {
            assert_eq!(count(text), Value::Number(number), "{text}");
        }
        for text in ["1.23457E+11", "1.2E+3", "1E+05", "4E3", "1.23E-05"] {
            assert_eq!(count(text), Value::Not(State::Unreadable), "{text}");
        }
    }
}
