//! A run of text and how it is printed → characters that say so.
//!
//! Every format has its own way to raise, strike out or hide a run. Here they come down to one: raised text in raised
//! characters, struck-out text between marks, hidden text not at all.

use crate::model::mark;

/// How a run of text is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Dress {
    /// On the line.
    #[default]
    Plain,
    /// As the mark of a note, by what its page calls it: raised if it looks like one.
    Note,
    /// Smaller, or off the line: perhaps a mark.
    Small,
    /// In the colour of paper, or of no size: perhaps not seen.
    Pale,
    /// Above or below the line.
    Raised,
    /// With a line through it.
    Struck,
    /// Not at all.
    Hidden,
}

impl Dress {
    /// A run inside another: what is hidden stays hidden, and what is struck out stays struck out.
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
                // Documents cut a text into runs wherever it was edited.
                Some(open) => text.truncate(open),
                None => text.push_str(mark::STRUCK),
            }
            text.push_str(run);
            text.push_str(mark::STRUCK);
        }
    }
}

/// The text of a cell that is printed in one way as a whole. Runs that are struck out themselves say more: programs give
/// the cell the font of its first run.
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
    fn runs_of_one_dress_are_one() {
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
