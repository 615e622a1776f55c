//! The text of a cell or block, run by run.

use crate::model::mark;
use crate::read::dress::{self, Dress};

/// A text that is being read.
#[derive(Debug, Default)]
pub(super) struct Growing {
    text: String,
    /// So many bytes at its start are links that may be marks of notes.
    linked: usize,
}

impl Growing {
    pub(super) fn push(&mut self, run: &str, dress: Dress) {
        dress::push(&mut self.text, run, dress);
    }

    /// A link to another place of the page is the mark of a note if it looks like one.
    pub(super) fn push_link(&mut self, run: &str) {
        let trimmed = run.trim();
        let inside =
            mark::bracketed(trimmed).filter(|(before, _)| before.is_empty()).map_or(trimmed, |(_, inside)| inside);
        if !mark::is_mark_in_brackets(inside) {
            return self.push(run, Dress::Plain);
        }
        let is_first = self.text.trim().len() == self.linked;
        self.push(run, Dress::Raised);
        if is_first {
            self.linked = self.text.trim_end().len();
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text when it is complete: a link with no figure behind it is what is printed there, and no mark of it.
    pub(super) fn finish(self) -> String {
        let (linked, rest) = self.text.split_at_checked(self.linked).unwrap_or(("", &self.text));
        match rest.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            true => self.text,
            false => mark::lowered(linked) + rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(runs: &[(&str, bool)]) -> String {
        let mut growing = Growing::default();
        for (run, link) in runs {
            if *link { growing.push_link(run) } else { growing.push(run, Dress::Plain) }
        }
        growing.finish()
    }

    #[test]
    fn a_link_beside_a_figure_is_a_mark_and_a_figure_that_is_a_link_is_none() {
        assert_eq!(text(&[("181", false), ("1", true)]), "181¹");
        assert_eq!(text(&[("181", false), ("[1]", true)]), "181[¹]");
        assert_eq!(text(&[(" ", false), ("1", true), ("181", false)]), " ¹181");
        assert_eq!(text(&[("181", true)]), "181");
        assert_eq!(text(&[("181", true), (" 件", false)]), "181 件");
        assert_eq!(text(&[("见2024年", true)]), "见2024年");
    }
}
