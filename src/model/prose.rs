//! What a report says in words, and which cells its sentences may mean.

use regex::Regex;

use crate::model::{Place, RuleIx, Term, Text};

/// One line of text outside the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where it begins.
    pub place: Place,
    /// As printed.
    pub text: Box<str>,
}

/// What the words around a number say about it.
#[derive(Clone, Debug)]
pub struct Phrases {
    /// Marks that end a sentence.
    pub sentence_end: String,
    /// Marks after which a sentence speaks of something new.
    pub part_end: String,
    /// Marks between the clauses of a sentence.
    pub clause_end: String,
    /// The beginning of a heading or a paragraph.
    pub heading: Regex,
    /// Phrases that are left out before reading.
    pub left_out: Regex,
    /// "Of these".
    pub inside: Regex,
    /// Phrases that name a year and change nothing.
    pub neutral: Regex,
    /// The year of the report.
    pub this_year: Regex,
    /// Another year, or a part of one.
    pub other_year: Regex,
    /// Any year in figures.
    pub year: Regex,
    /// In a clause before a number: a difference.
    pub compared: Regex,
    /// At the end of a text: what follows is only compared with.
    pub compares: Regex,
    /// Straight before a number: it is not exact.
    pub before_doubt: Regex,
    /// Straight behind a number: it is not exact.
    pub after_doubt: Regex,
    /// Behind a statement that ends in its number.
    pub follow: Regex,
    /// Before a statement: it counts something else as well.
    pub joined: Regex,
    /// Any number of things.
    pub count: Regex,
    /// What the tables count.
    pub subject: Regex,
    /// What reports count besides.
    pub other_subject: Regex,
}

/// What a sentence says of the cells it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// So many.
    Number,
    /// None.
    Zero,
    /// An amount, which is a multiple of so many of the smallest units.
    Money {
        /// The step of the tariff.
        multiple: i64,
    },
}

/// A sum of cells that a sentence may mean.
#[derive(Clone, Debug)]
pub struct Meant {
    /// What it is called.
    pub label: Text,
    /// By form version; `None` where the form lacks one of the cells.
    pub terms: Vec<Option<Vec<Term>>>,
}

/// A kind of statement, how it is worded and what it may mean.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The key of its findings.
    pub name: String,
    /// The rule it is checked for.
    pub rule: RuleIx,
    /// The word for the kinds of statement, and for those it may be a part of.
    pub class: String,
    /// The kinds of which it may be a part.
    pub within: Vec<String>,
    /// Straight after a statement of these kinds it may be counted for that one alone, and is not read.
    pub not_after: Vec<String>,
    /// What it says.
    pub says: Says,
    /// What may stand in its clause before it, if not anything: nobody else is spoken of.
    pub prefix: Option<Regex>,
    /// How it is worded.
    pub patterns: Vec<Regex>,
    /// Must stand in the sentence, or before it in the paragraph.
    pub context: Option<Regex>,
    /// In the same clause: it is something else.
    pub unless: Option<Regex>,
    /// Names a way in which a part comes in, unless the clause sums up.
    pub channels: Option<(Regex, Regex)>,
    /// What it may mean.
    pub readings: Vec<Meant>,
}

/// When a report is due.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// Lines that give the day of publication.
    pub dates: Vec<Regex>,
    /// Names of governments.
    pub government: Regex,
    /// Month and day.
    pub government_by: (u8, u8),
    /// Month and day for all others.
    pub other_by: (u8, u8),
}

/// Everything a pipeline knows about the words of a report.
#[derive(Clone, Debug)]
pub struct ProseRules {
    /// What the words around a number say.
    pub phrases: Phrases,
    /// What a report may say.
    pub mentions: Vec<Mention>,
    /// When it is due, if that is known.
    pub deadline: Option<Deadline>,
}

impl Phrases {
    /// True if the text ends in a word that compares with what follows.
    pub fn compared_before(&self, text: &str) -> bool {
        self.compares.is_match(text)
    }
}
