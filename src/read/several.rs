//! Several figures for one cell, of which it cannot be told which is the cell's → one text that is no number.
//!
//! Such a text is written into the cell and shown to people as it is, so it is text and no type; but it is made and
//! recognised here only.
//!
//! ```text
//! 3 | 5        two figures, from two rows with the same label or under one label
//! | 5 |        one figure, whose column is not known
//! ```

use crate::read::number::is_digits;

/// Stands between two figures.
const BETWEEN: &str = " | ";
/// The same without blanks: a wall on either side of a single figure.
const WALL: &str = "|";

/// Figures as one text.
pub(super) fn joined(figures: &[impl AsRef<str>]) -> String {
    figures.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(BETWEEN)
}

/// One or several figures as a text that is no number even if there is only one.
pub(super) fn walled(figures: &str) -> String {
    format!("{WALL} {figures} {WALL}")
}

/// True for a text that several figures were joined to.
pub(super) fn is_joined(text: &str) -> bool {
    text.contains(BETWEEN)
}

/// True for a text that consists of such figures and nothing else.
pub(super) fn is_only_figures(text: &str) -> bool {
    text.contains(WALL) && text.split_whitespace().all(|piece| is_digits(piece) || piece == WALL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_made_here_are_recognised_here() {
        let two = joined(&["3".to_owned(), "5".to_owned()]);
        assert_eq!((two.as_str(), walled("5").as_str()), ("3 | 5", "| 5 |"));
        assert!(is_joined(&two) && !is_joined("3") && is_only_figures(&two) && is_only_figures(&walled("5")));
        assert!(!is_only_figures("3 5") && !is_only_figures("3 | a"));
    }
}
