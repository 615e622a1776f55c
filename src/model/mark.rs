//! What is printed next to a figure or label without being part of it: footnote marks, struck-out text, and invisible
//! characters.
//!
//! Rich text (`<sup>`, superscript runs of documents) is reduced to characters: superscripts to superscript characters
//! ([`raised`]), struck-out text to text between [`STRUCK`], as in Markdown. So one set of rules covers all formats,
//! and what was printed can still be shown.

use std::borrow::Cow;

/// Delimits struck-out text on both sides.
pub const STRUCK: &str = "~~";

const DIGITS_ABOVE: [char; 10] =
    ['\u{2070}', '\u{B9}', '\u{B2}', '\u{B3}', '\u{2074}', '\u{2075}', '\u{2076}', '\u{2077}', '\u{2078}', '\u{2079}'];
/// Superscript a to z; there is no superscript q in common use.
const LETTERS_ABOVE: [char; 26] = [
    '\u{1D43}', '\u{1D47}', '\u{1D9C}', '\u{1D48}', '\u{1D49}', '\u{1DA0}', '\u{1D4D}', '\u{2B0}', '\u{2071}',
    '\u{2B2}', '\u{1D4F}', '\u{2E1}', '\u{1D50}', '\u{207F}', '\u{1D52}', '\u{1D56}', 'q', '\u{2B3}', '\u{2E2}',
    '\u{1D57}', '\u{1D58}', '\u{1D5B}', '\u{2B7}', '\u{2E3}', '\u{2B8}', '\u{1DBB}',
];

/// Superscript or subscript text, in superscript characters.
pub fn raised(text: &str) -> String {
    let above = |c: char| match c {
        '0'..='9' => DIGITS_ABOVE.get(c as usize - '0' as usize).copied(),
        'a'..='z' => LETTERS_ABOVE.get(c as usize - 'a' as usize).copied(),
        '(' | '\u{FF08}' => Some('\u{207D}'),
        ')' | '\u{FF09}' => Some('\u{207E}'),
        _ => None,
    };
    text.chars().map(|c| above(c).unwrap_or(c)).collect()
}

/// Superscript and subscript characters replaced by ordinary ones.
pub fn lowered(text: &str) -> String {
    let on_line = |c: char| {
        let digit = DIGITS_ABOVE.iter().position(|above| *above == c).map(|at| b'0' + at as u8);
        let letter = || LETTERS_ABOVE.iter().position(|above| *above == c).map(|at| b'a' + at as u8);
        match c {
            '\u{207D}' => '(',
            '\u{207E}' => ')',
            c => digit.or_else(letter).map_or(c, char::from),
        }
    };
    text.chars().map(on_line).collect()
}

/// True for a superscript or subscript digit, letter or bracket.
pub fn is_raised(c: char) -> bool {
    matches!(c, '\u{B2}' | '\u{B3}' | '\u{B9}' | '\u{AA}' | '\u{BA}' | '\u{2070}'..='\u{209F}' | '\u{2B0}'..='\u{2B8}'
        | '\u{2E0}'..='\u{2E4}' | '\u{1D2C}'..='\u{1D6A}' | '\u{1D9B}'..='\u{1DBF}')
}

/// True for a superscript letter.
pub fn is_raised_letter(c: char) -> bool {
    is_raised(c)
        && !matches!(c, '\u{B2}' | '\u{B3}' | '\u{B9}' | '\u{2070}' | '\u{2074}'..='\u{207E}' | '\u{2080}'..='\u{208E}')
}

/// True for a single character that shows a circled or bracketed digit, letter or numeral, or one with a full stop.
pub fn is_enclosed(c: char) -> bool {
    matches!(c, '\u{2460}'..='\u{24FF}' | '\u{2776}'..='\u{2793}' | '\u{3220}'..='\u{325F}' | '\u{3280}'..='\u{32BF}'
        | '\u{1F100}'..='\u{1F10C}' | '\u{1F110}'..='\u{1F169}')
}

/// True for characters that are always footnote marks and never digits.
pub fn is_mark(c: char) -> bool {
    is_raised(c) || is_enclosed(c)
}

/// True for signs that refer to a note when they follow a figure or label.
pub fn is_sign(c: char) -> bool {
    matches!(
        c,
        '*' | '#'
            | '\u{FF0A}'
            | '\u{FF03}'
            | '\u{2217}'
            | '\u{204E}'
            | '\u{203B}'
            | '\u{2020}'
            | '\u{2021}'
            | '\u{A7}'
            | '\u{B6}'
            | '\u{2605}'
            | '\u{2606}'
            | '\u{25C6}'
            | '\u{25C7}'
            | '\u{25CF}'
            | '\u{25CE}'
    ) || is_triangle(c)
}

/// True for a triangle: a footnote mark behind a figure, but before one it may mean a negative amount.
pub fn is_triangle(c: char) -> bool {
    matches!(c, '\u{25B2}' | '\u{25B3}' | '\u{25BC}' | '\u{25BD}')
}

/// Brackets around marks and remarks, besides round ones.
const BRACKETS: [(char, char); 6] = [
    ('[', ']'),
    ('\u{FF3B}', '\u{FF3D}'),
    ('\u{3010}', '\u{3011}'),
    ('\u{3014}', '\u{3015}'),
    ('{', '}'),
    ('\u{3008}', '\u{3009}'),
];

/// Splits a text that ends in square brackets into the text before and inside them.
pub fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (open, close) = BRACKETS.into_iter().find(|(_, close)| text.ends_with(*close))?;
    let (before, inside) = text.strip_suffix(close)?.rsplit_once(open)?;
    Some((before, inside))
}

/// Splits a text that starts with square brackets into the text inside and behind them.
pub fn bracketed_before(text: &str) -> Option<(&str, &str)> {
    let (open, close) = BRACKETS.into_iter().find(|(open, _)| text.starts_with(*open))?;
    text.strip_prefix(open)?.split_once(close)
}

/// True for any kind of bracket: a label in brackets may be joined to another label.
pub fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '<' | '>' | '\u{300A}' | '\u{300B}')
        || BRACKETS.iter().any(|(open, close)| c == *open || c == *close)
}

/// The text between an opening bracket at the start and the next closing one.
pub fn in_brackets(text: &str) -> &str {
    let inside = text.trim_start_matches(is_bracket);
    inside.split(is_bracket).next().unwrap_or(inside)
}

/// Signs followed by the number of a note. After other signs, a number is that of a section or thing.
const NUMBERED: [char; 6] = ['*', '\u{FF0A}', '\u{2217}', '\u{203B}', '\u{2020}', '\u{2021}'];
/// Longest number of a note, in digits.
const MOST_DIGITS: usize = 2;
/// Longest footnote mark in brackets, in characters.
const LONGEST_MARK: usize = 4;

/// True if the text inside brackets can only be a footnote mark: `1`, `*`, `a`, `①`, `^2`.
pub fn is_mark_in_brackets(inside: &str) -> bool {
    let inside = inside.trim();
    let letter = inside.len() == 1 && inside.starts_with(|c: char| c.is_ascii_alphabetic());
    let of_mark = |c: char| c.is_ascii_digit() || c == '^' || is_mark(c) || is_sign(c);
    letter || (!inside.is_empty() && inside.chars().count() <= LONGEST_MARK && inside.chars().all(of_mark))
}

/// True for characters without width.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// The text without struck-out parts. A blank takes their place, so that the digits around them do not run together.
pub fn without_struck(text: &str) -> Cow<'_, str> {
    if text.matches(STRUCK).nth(1).is_none() {
        return Cow::Borrowed(text);
    }
    let pieces: Vec<&str> = text.split(STRUCK).collect();
    // If the number of delimiters is odd, nothing is struck out after the last one.
    let closed = pieces.len() - usize::from(pieces.len().is_multiple_of(2));
    let kept = pieces.iter().enumerate().filter(|(at, _)| at % 2 == 0 || *at >= closed);
    Cow::Owned(kept.map(|(_, piece)| *piece).collect::<Vec<_>>().join(" ").trim().to_owned())
}

/// A label or sentence without footnote marks. A mark at the start is kept, since there it is an ordinal.
pub fn without_marks(text: &str) -> Cow<'_, str> {
    let text = match text.contains(STRUCK) {
        true => without_struck(text),
        false => Cow::Borrowed(text),
    };
    if !text.contains(|c: char| is_mark(c) || is_sign(c) || c == ']' || BRACKETS.iter().any(|(_, close)| *close == c)) {
        return text;
    }
    let bare = without_marks_behind(&text);
    let mut kept = String::with_capacity(bare.len());
    let mut characters = bare.chars().peekable();
    while let Some(c) = characters.next() {
        let before = kept.chars().next_back();
        let ends = characters.clone().find(|next| !is_mark(*next)).is_some_and(|next| matches!(next, '(' | '\u{FF08}'));
        let points = before.is_some_and(|before| !is_mark(before) && (before.is_ascii_digit() || ends));
        if !(is_raised(c) || is_enclosed(c) && points) {
            kept.push(c);
        }
    }
    Cow::Owned(kept)
}

/// The text before a numbered note sign at its end, such as `※1`.
pub fn before_numbered_sign(text: &str) -> Option<&str> {
    let is_digit = |c: char| matches!(c, '0'..='9' | '\u{FF10}'..='\u{FF19}');
    let sign = text.trim_end_matches(is_digit);
    let is_number = (1..=MOST_DIGITS).contains(&text[sign.len()..].chars().count());
    let before = sign.strip_suffix(NUMBERED).filter(|_| is_number)?;
    // Asterisks on both sides are Markdown for bold: `**15**`.
    before.contains(|c: char| !c.is_whitespace() && !NUMBERED.contains(&c)).then_some(before)
}

/// The text without footnote marks at its end; a text of nothing but marks is returned unchanged.
fn without_marks_behind(text: &str) -> &str {
    let mut rest = text.trim_end();
    loop {
        // After a digit the sign may mean multiplication.
        let numbered = before_numbered_sign(rest).filter(|before| !before.ends_with(char::is_numeric));
        let shorter = match (numbered, bracketed(rest)) {
            (Some(before), _) => before.trim_end(),
            (None, Some((before, inside))) if is_mark_in_brackets(inside) => before.trim_end(),
            _ => rest.trim_end_matches(|c: char| is_mark(c) || is_sign(c)).trim_end(),
        };
        if shorter.is_empty() {
            return text;
        }
        if shorter.len() == rest.len() {
            return rest;
        }
        rest = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_loses_the_marks_behind_it_and_keeps_its_ordinal() {
        let bare = [
            ("行政处罚①", "行政处罚"),
            ("总计²", "总计"),
            ("总计 *", "总计"),
            ("总计[1]", "总计"),
            ("总计*2", "总计"),
            ("总计※12", "总计"),
            ("总计※123", "总计※123"),
            ("2*3", "2*3"),
            ("*2", "*2"),
            ("**2", "**2"),
            ("7 U.S.C. §12", "7 U.S.C. §12"),
            ("总计【2】※", "总计"),
            ("行政处罚①（件）", "行政处罚（件）"),
            ("①属于国家秘密", "①属于国家秘密"),
            ("①", "①"),
            ("㈠予以公开②", "㈠予以公开"),
            ("收到申请181①件，办结12²件", "收到申请181件，办结12件"),
            ("~~旧名~~ 新名", "新名"),
            ("规章〔含废止〕", "规章〔含废止〕"),
        ];
        for (printed, said) in bare {
            assert_eq!(without_marks(printed), said, "{printed}");
        }
    }

    #[test]
    fn what_is_struck_out_leaves_a_gap() {
        let cases =
            [("~~23~~25", "25"), ("2~~3~~5", "2 5"), ("~~2~~~~3~~", ""), ("3~~5", "3~~5"), ("a~~b~~c~~d", "a c d")];
        for (printed, said) in cases {
            assert_eq!(without_struck(printed), said, "{printed}");
        }
    }

    #[test]
    fn raised_text_is_nothing_but_marks() {
        let above = raised("(12),a");
        assert_eq!(above, "⁽¹²⁾,ᵃ");
        assert!(above.chars().all(|c| c == ',' || is_mark(c)));
    }
}
