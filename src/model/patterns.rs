//! Sets of regular expressions or words to test a text against.

use std::borrow::Cow;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexSet};

/// Regular expressions, in the order in which they are tried. Most texts match none of them, which a single pass over
/// the text finds out.
#[derive(Clone, Debug)]
pub struct Patterns {
    each: Vec<Regex>,
    /// Built on first use; `None` if the expressions are too large to combine.
    all: OnceLock<Option<RegexSet>>,
}

impl Patterns {
    /// Combines them.
    pub fn new(each: Vec<Regex>) -> Patterns {
        Patterns { each, all: OnceLock::new() }
    }

    fn all(&self) -> Option<&RegexSet> {
        self.all.get_or_init(|| RegexSet::new(self.each.iter().map(Regex::as_str)).ok()).as_ref()
    }

    /// Those that match somewhere in the text.
    pub fn matching(&self, text: &str) -> impl Iterator<Item = &Regex> {
        let matching = self.all().map(|all| all.matches(text));
        let each = self.each.iter().enumerate();
        each.filter(move |(at, pattern)| match &matching {
            Some(matching) => matching.matched(*at),
            None => pattern.is_match(text),
        })
        .map(|(_, pattern)| pattern)
    }

    /// True if one of them matches.
    pub fn is_match(&self, text: &str) -> bool {
        match self.all() {
            Some(all) => all.is_match(text),
            None => self.each.iter().any(|pattern| pattern.is_match(text)),
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Regex> {
        self.each.iter()
    }

    /// The text with every match replaced by `by`; each expression is applied to the result of the one before.
    pub fn cut(&self, text: String, by: &str) -> String {
        if !self.is_match(&text) {
            return text;
        }
        self.each.iter().fold(text, |text, pattern| match pattern.replace_all(&text, by) {
            Cow::Owned(cut) => cut,
            Cow::Borrowed(_) => text,
        })
    }
}

/// Words to look for in a single pass over a text.
#[derive(Clone, Debug)]
pub struct Words {
    each: Vec<String>,
    /// `None` if they are too many to combine.
    all: Option<AhoCorasick>,
}

impl Words {
    /// Combines them.
    pub fn new(each: Vec<String>) -> Words {
        let all = AhoCorasick::new(&each).ok();
        Words { each, all }
    }

    /// True if the text contains one of them.
    pub fn are_in(&self, text: &str) -> bool {
        match &self.all {
            Some(all) => all.is_match(text),
            None => self.each.iter().any(|word| text.contains(word.as_str())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_in_a_text_wherever_it_stands() {
        for each in [&["修正", "更正稿"][..], &["修正"], &[]] {
            let words = Words::new(each.iter().map(|word| (*word).to_owned()).collect());
            let alone = Words { all: None, ..words.clone() };
            for text in ["", "年度报告（修正）", "更正", "更正稿", "x修正", "修"] {
                let is_in = each.iter().any(|word| text.contains(word));
                assert_eq!((words.are_in(text), alone.are_in(text)), (is_in, is_in), "{text} {each:?}");
            }
        }
    }

    fn patterns(each: &[&str]) -> Patterns {
        Patterns::new(each.iter().map(|pattern| Regex::new(pattern).unwrap()).collect())
    }

    #[test]
    fn those_that_match_are_told_in_their_order() {
        let patterns = patterns(&["b+", "^c", "a"]);
        assert_eq!(patterns.matching("ab").map(Regex::as_str).collect::<Vec<_>>(), ["b+", "a"]);
        assert!(!patterns.is_match("dc"));
    }

    #[test]
    fn what_one_leaves_the_next_may_cut() {
        assert_eq!(patterns(&["^1", "^2"]).cut("123".to_owned(), ""), "3");
        // The text before a match is not searched again.
        assert_eq!(patterns(&["^2", "^1"]).cut("123".to_owned(), ""), "23");
    }
}
