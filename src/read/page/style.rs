//! What the styles of a page say about how text is printed: style attributes, and classes of style sheets.
//!
//! ```text
//! <span style="vertical-align:super">1</span>   raised: a note mark, and no digit of the figure before it
//! <td style="display:none">7</td>               hidden: not read
//! <span class="footnote-ref">1</span>           a note mark by the name of its class
//! ```
//!
//! Only the few declarations that change what a figure is are looked at.

use rustc_hash::FxHashMap;

use crate::read::dress::Dress;

/// What declarations such as `display:none; color:red` say; `None` if they say nothing about it.
pub(super) fn of_declarations(declarations: &str) -> Option<Dress> {
    let plain: String = declarations.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    plain.split(';').filter_map(|declaration| declaration.split_once(':')).fold(None, |found, (property, value)| {
        let value = value.trim_end_matches("!important");
        let dress = match (property, value) {
            ("display", "none") | ("visibility", "hidden" | "collapse") | ("mso-hide", "all") => Dress::Hidden,
            ("text-decoration" | "text-decoration-line", value) if value.contains("line-through") => Dress::Struck,
            ("vertical-align", "super" | "sub") => Dress::Raised,
            ("vertical-align", "text-top" | "text-bottom") => Dress::Small,
            ("vertical-align" | "mso-text-raise", length) if is_length(length) => Dress::Small,
            // Some pages also do this to text that can be seen.
            ("opacity", "0") | ("color", "transparent") => Dress::Pale,
            ("font-size", size) if is_nothing(size) => Dress::Pale,
            ("font-size", size) if is_smaller(size) => Dress::Small,
            ("left" | "top" | "text-indent", length) if is_off_the_page(length) => Dress::Hidden,
            ("color", colour) if of_colour(colour).is_some() => Dress::Pale,
            _ => return found,
        };
        Some(dress.inside(found.unwrap_or_default()))
    })
}

const WHITE: [&str; 5] = ["white", "#fff", "#ffffff", "rgb(255,255,255)", "window"];

/// What the colour of a text says.
pub(super) fn of_colour(colour: &str) -> Option<Dress> {
    WHITE.iter().any(|white| white.eq_ignore_ascii_case(colour.trim())).then_some(Dress::Pale)
}

/// The number at the start of a length, and its unit.
fn length(value: &str) -> Option<(f64, &str)> {
    let end = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))).unwrap_or(value.len());
    Some((value.get(..end)?.parse().ok()?, value.get(end..)?))
}

fn is_length(value: &str) -> bool {
    length(value)
        .is_some_and(|(number, unit)| number.abs() >= 2.0 || number != 0.0 && matches!(unit, "em" | "ex" | "rem"))
}

fn is_nothing(size: &str) -> bool {
    length(size).is_some_and(|(number, _)| number == 0.0)
}

/// True for a size that is relative and clearly below that of the text around it.
fn is_smaller(size: &str) -> bool {
    let by_number = length(size).is_some_and(|(number, unit)| match unit {
        "%" => number < 90.0,
        "em" => number < 0.9,
        _ => false,
    });
    by_number || size == "smaller"
}

/// True for a position off the screen, where pages put text for machines.
fn is_off_the_page(value: &str) -> bool {
    length(value).is_some_and(|(number, _)| number <= -500.0)
}

/// Class and style names of note marks, as programs and page authors call them, in lower case and without separators;
/// and names of text for machines.
const NAMES: [(&str, Dress); 22] = [
    ("msofootnotereference", Dress::Note),
    ("msoendnotereference", Dress::Note),
    ("footnotereference", Dress::Note),
    ("endnotereference", Dress::Note),
    ("footnoteref", Dress::Note),
    ("endnoteref", Dress::Note),
    ("footnotesymbol", Dress::Note),
    ("footnoteanchor", Dress::Note),
    ("footnotemark", Dress::Note),
    ("footnote", Dress::Note),
    ("endnote", Dress::Note),
    ("noteref", Dress::Note),
    ("notemark", Dress::Note),
    ("note", Dress::Note),
    ("fn", Dress::Note),
    ("fnref", Dress::Note),
    ("reference", Dress::Note),
    ("sup", Dress::Note),
    ("superscript", Dress::Note),
    ("subscript", Dress::Note),
    ("sronly", Dress::Hidden),
    ("visuallyhidden", Dress::Hidden),
];

/// What a class or style is, by its name.
pub(super) fn of_name(name: &str) -> Option<Dress> {
    let plain = || name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase);
    NAMES.iter().find(|(known, _)| plain().eq(known.chars())).map(|(_, dress)| *dress)
}

/// True if declarations hide a thing but leave its place, so that the cells beside it do not move.
pub(super) fn keeps_its_place(declarations: &str) -> bool {
    let plain: String = declarations.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    !plain.contains("display:none") && plain.contains("visibility:hidden")
}

/// The classes of style sheets that raise, strike out or hide.
#[derive(Debug, Default)]
pub(super) struct Classes {
    known: FxHashMap<String, Dress>,
}

/// Longer style sheets are those of a site and not of a table.
const LONGEST_SHEET: usize = 1 << 20;

impl Classes {
    /// Adds a style sheet. Only rules for single classes count, not for classes inside others.
    pub(super) fn add(&mut self, sheet: &str) {
        let sheet = sheet.get(..sheet.floor_char_boundary(LONGEST_SHEET)).unwrap_or_default();
        for block in sheet.split('}') {
            let Some((selectors, declarations)) = block.rsplit_once('{') else { continue };
            let Some(dress) = of_declarations(declarations) else { continue };
            let selectors = selectors.rsplit(['{', '>', '/']).next().unwrap_or_default();
            for selector in selectors.split(',') {
                let simple = selector.trim();
                let Some((tag, class)) = simple.split_once('.') else { continue };
                let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
                if !class.is_empty() && tag.chars().all(is_name) && class.chars().all(is_name) {
                    self.known.insert(class.to_owned(), dress);
                }
            }
        }
    }

    /// How the classes of a tag say that its text is printed.
    pub(super) fn dress(&self, classes: &str) -> Option<Dress> {
        if self.known.is_empty() {
            return None;
        }
        classes.split_whitespace().filter_map(|class| self.known.get(class).copied()).reduce(Dress::inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_read_however_they_are_written() {
        assert_eq!(of_declarations("font-size:9pt; DISPLAY : none"), Some(Dress::Hidden));
        assert_eq!(of_declarations("vertical-align:super"), Some(Dress::Raised));
        assert_eq!(of_declarations("text-decoration: underline line-through"), Some(Dress::Struck));
        assert_eq!(of_declarations("vertical-align:top;display:block;font-size:9pt;top:-4pt"), None);
        assert_eq!(of_declarations("font-size:0px"), Some(Dress::Pale));
        assert_eq!(of_declarations("font-size:70%"), Some(Dress::Small));
        assert_eq!(of_declarations("mso-text-raise:4.0pt"), Some(Dress::Small));
        assert_eq!(of_declarations("position:absolute;left:-9999px"), Some(Dress::Hidden));
        assert!(keeps_its_place("visibility: hidden") && !keeps_its_place("display:none"));
    }

    #[test]
    fn classes_of_a_sheet_are_known_by_name() {
        let mut classes = Classes::default();
        classes.add("<!-- td{color:red} .up, span.fn{vertical-align:super;font-size:70%}\n.no{display:none} .a .b{display:none} -->");
        assert_eq!(classes.dress("x up"), Some(Dress::Raised));
        assert_eq!(classes.dress("fn"), Some(Dress::Raised));
        assert_eq!(classes.dress("no up"), Some(Dress::Hidden));
        assert_eq!(classes.dress("b"), None);
    }
}
