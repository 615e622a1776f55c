//! A run of text and how it is printed → characters that show it.
//!
//! ```text
//! 12<sup>1</sup>       12¹, which the number parser reads as 12 with a note mark, and not as 121
//! <s>12</s> 13         the 12 between marks, so that 13 is the figure
//! ```
//!
//! Every format has its own way to raise, strike out or hide text. Here all become the same: raised text is written in
//! superscript characters, struck-out text between control marks, and hidden text not at all.

use crate::model::mark;

/// How a run of text is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Dress {
    /// Normally.
    #[default]
    Plain,
    /// As a note mark, by the name that its page gives it; raised if it looks like one.
    Note,
    /// Smaller, or off the line: perhaps a note mark.
    Small,
    /// In the colour of the paper or without size: perhaps invisible.
    Pale,
    /// As superscript or subscript.
    Raised,
    /// Struck out.
    Struck,
    /// Not at all.
    Hidden,
}

impl Dress {
    /// How a run inside another is printed: hidden stays hidden, and struck out stays struck out.
    pub fn inside(self, outer: Dress) -> Dress {
        match (self, outer) {
            (Dress::Hidden, _) | (_, Dress::Hidden) => Dress::Hidden,
            (Dress::Struck, _) | (_, Dress::Struck) => Dress::Struck,
            (Dress::Pale, _) | (_, Dress::Pale) => Dress::Pale,
            (Dress::Raised, _) | (_, Dress::Raised) => Dress::Raised,
            (Dress::Note, _) | (_, Dress::Note) => Dress::Note,
            (Dress::Small, _) | (_, Dress::Small) => Dress::Small,
            (Dress::Plain, Dress::Plain) => Dress::Plain,
        }
    }
}

/// Adds a run to a text.
pub fn push(text: &mut String, run: &str, dress: Dress) {
    match dress {
        Dress::Plain | Dress::Note | Dress::Small | Dress::Pale => text.push_str(run),
        Dress::Hidden => {}
        Dress::Raised => text.push_str(&mark::raised(run)),
        Dress::Struck if run.trim().is_empty() => text.push_str(run),
        Dress::Struck => {
            match text.strip_suffix(mark::STRUCK).map(str::len) {
                // Documents split a text into runs wherever it was edited, so neighbouring struck-out runs are joined.
                Some(open) => text.truncate(open),
                None => text.push_str(mark::STRUCK),
            }
            text.push_str(run);
            text.push_str(mark::STRUCK);
        }
    }
}

/// The text of a cell that is printed in one way as a whole. Runs that are struck out themselves take precedence, as
/// programs give the cell the font of its first run.
pub fn dressed(text: String, dress: Dress) -> String {
    if dress == Dress::Plain || text.contains(mark::STRUCK) {
        return text;
    }
    let mut dressed = String::with_capacity(text.len());
    push(&mut dressed, &text, dress);
    dressed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_runs_printed_alike_are_joined() {
        let mut text = String::new();
        let runs = [
            ("1", Dress::Struck),
            ("8", Dress::Struck),
            ("19", Dress::Plain),
            ("2", Dress::Raised),
            ("x", Dress::Hidden),
        ];
        runs.iter().for_each(|(run, dress)| push(&mut text, run, *dress));
        assert_eq!(text, "~~18~~19²");
    }
}
