//! What the style of a page says of how text is printed: declarations of a tag, and classes of its style sheet.

use rustc_hash::FxHashMap;

use crate::read::dress::Dress;

/// What declarations such as `display:none; color:red` say; nothing if they say nothing of this.
pub(super) fn of_declarations(declarations: &str) -> Option<Dress> {
    let plain: String = declarations.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    plain.split(';').filter_map(|declaration| declaration.split_once(':')).fold(None, |found, (property, value)| {
        let value = value.trim_end_matches("!important");
        let dress = match (property, value) {
            ("display", "none") | ("visibility", "hidden" | "collapse") | ("mso-hide", "all") => Dress::Hidden,
            ("text-decoration" | "text-decoration-line", value) if value.contains("line-through") => Dress::Struck,
            ("vertical-align", "super" | "sub") => Dress::Raised,
            _ => return found,
        };
        Some(dress.inside(found.unwrap_or_default()))
    })
}

/// True if declarations hide a thing and leave its place: what stands beside a hidden cell does not move.
pub(super) fn keeps_its_place(declarations: &str) -> bool {
    let plain: String = declarations.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    !plain.contains("display:none") && plain.contains("visibility:hidden")
}

/// The classes of a style sheet that raise, strike out or hide.
#[derive(Debug, Default)]
pub(super) struct Classes {
    known: FxHashMap<String, Dress>,
}

/// Longer sheets are those of a site and not of a table.
const LONGEST_SHEET: usize = 1 << 20;

impl Classes {
    /// Adds what a sheet says of single classes; what it says of classes inside others is not looked at.
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

    /// What the classes of a tag say.
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
        assert_eq!(of_declarations("vertical-align:top;display:block"), None);
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
