//! The text of a cell or block, run by run.
//!
//! Text that is smaller than the figure before it, off its line or in the colour of the paper may be a note mark,
//! invisible, or the rest of the figure. A single small digit is a mark. If it cannot be told, a gap is left between
//! the two, so that they do not become one figure.

use crate::model::mark;
use crate::read::dress::{self, Dress};

/// A text that is being read.
#[derive(Debug, Default)]
pub(super) struct Growing {
    /// What has been read.
    text: String,
    /// So many bytes at its start are links that may be note marks.
    linked: usize,
    /// How the last run was printed.
    last: Dress,
}

impl Growing {
    pub(super) fn push(&mut self, run: &str, dress: Dress) {
        match dress {
            Dress::Note => self.push_note(run),
            Dress::Small if self.takes_small_mark() && is_small_mark(run) => {
                dress::push(&mut self.text, run, Dress::Raised);
            }
            _ => {
                let dim = |dress| matches!(dress, Dress::Small | Dress::Pale);
                let is_seam = dress != self.last && (dim(dress) || dim(self.last));
                if is_seam && ends_in_digit(&self.text) && run.starts_with(|c: char| c.is_ascii_digit()) {
                    self.text.push(' ');
                }
                dress::push(&mut self.text, run, dress);
            }
        }
        if !run.trim().is_empty() {
            self.last = dress;
        }
    }

    /// True if a small run may be a mark: behind small text that is none, it is the rest of that text.
    fn takes_small_mark(&self) -> bool {
        let is_behind = self.text.trim().len() > self.linked;
        is_behind && (self.last != Dress::Small || self.text.ends_with(mark::is_mark))
    }

    /// Adds a link to another place on the page, which is a note mark if it looks like one.
    fn push_note(&mut self, run: &str) {
        let trimmed = run.trim();
        let inside =
            mark::bracketed(trimmed).filter(|(before, _)| before.is_empty()).map_or(trimmed, |(_, inside)| inside);
        if !mark::is_mark_in_brackets(inside) {
            return dress::push(&mut self.text, run, Dress::Plain);
        }
        let is_first = self.text.trim().len() == self.linked;
        dress::push(&mut self.text, run, Dress::Raised);
        if is_first {
            self.linked = self.text.trim_end().len();
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The complete text. A link that no figure stands before is text and no mark.
    pub(super) fn finish(self) -> String {
        let (linked, rest) = self.text.split_at_checked(self.linked).unwrap_or(("", &self.text));
        match rest.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            true => self.text,
            false => mark::lowered(linked) + rest,
        }
    }
}

/// True for a single digit or sign; of several small digits it cannot be told what they are.
fn is_small_mark(run: &str) -> bool {
    let run = run.trim();
    run.chars().count() == 1 && mark::is_mark_in_brackets(run)
}

fn ends_in_digit(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit() || mark::is_raised(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(runs: &[(&str, bool)]) -> String {
        let mut growing = Growing::default();
        for (run, link) in runs {
            growing.push(run, if *link { Dress::Note } else { Dress::Plain });
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

    #[test]
    fn what_may_be_a_mark_never_becomes_a_digit_of_the_figure() {
        let text = |runs: &[(&str, Dress)]| {
            let mut growing = Growing::default();
            runs.iter().for_each(|(run, dress)| growing.push(run, *dress));
            growing.finish()
        };
        let (plain, small, pale) = (Dress::Plain, Dress::Small, Dress::Pale);
        assert_eq!(text(&[("181", plain), ("1", small)]), "181¹");
        assert_eq!(text(&[("181", plain), ("12", small)]), "181 12");
        assert_eq!(text(&[("181", plain), ("1", pale)]), "181 1");
        assert_eq!(text(&[("1", small), ("181", plain)]), "1 181");
        assert_eq!(text(&[("18", small), ("1", small)]), "181");
        assert_eq!(text(&[("18", pale), ("1", pale)]), "181");
        assert_eq!(text(&[("160", plain), (".59", small), ("万元", small)]), "160.59万元");
    }
}
