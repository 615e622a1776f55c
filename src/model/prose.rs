//! The text of a report: what its sentences state, and which cells they may refer to.

use regex::Regex;

use crate::model::{Place, RuleIx, Term, Text};

/// A line of text outside the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where it begins.
    pub place: Place,
    /// As printed.
    pub text: Box<str>,
}

/// Patterns for the words around a number.
#[derive(Clone, Debug)]
pub struct Phrases {
    /// Characters that end a sentence.
    pub sentence_end: String,
    /// Characters after which a sentence turns to another subject.
    pub part_end: String,
    /// Characters between clauses.
    pub clause_end: String,
    /// Start of a heading or paragraph.
    pub heading: Regex,
    /// Phrases that are removed first.
    pub left_out: Regex,
    /// "Of these": the next number is part of the one before.
    pub inside: Regex,
    /// Phrases that name a year without changing which year is meant.
    pub neutral: Regex,
    /// The year of the report.
    pub this_year: Regex,
    /// Another year, or a part of a year.
    pub other_year: Regex,
    /// Any year in figures.
    pub year: Regex,
    /// Before a number, in the same clause: the number is a difference.
    pub compared: Regex,
    /// At the end of a text: what follows is only being compared with.
    pub compares: Regex,
    /// Directly before a number: it is approximate.
    pub before_doubt: Regex,
    /// Directly after a number: it is approximate.
    pub after_doubt: Regex,
    /// What may follow a statement that ends with its number.
    pub follow: Regex,
    /// Before a statement: the number counts something else as well.
    pub joined: Regex,
    /// A number with a counting word.
    pub count: Regex,
    /// What the tables count.
    pub subject: Regex,
    /// What reports count besides that.
    pub other_subject: Regex,
}

/// What a sentence states about the cells it refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// Their number.
    Number,
    /// That there are none.
    Zero,
    /// An amount of money that has to be a multiple of a step.
    Money {
        /// The step, in the smallest unit.
        multiple: i64,
    },
}

/// A sum of cells that a sentence may refer to.
#[derive(Clone, Debug)]
pub struct Meant {
    /// What it is called.
    pub label: Text,
    /// For each form version; `None` if it lacks one of the cells.
    pub terms: Vec<Option<Vec<Term>>>,
}

/// A kind of statement: how it is worded, and what it may refer to.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The key of its findings.
    pub name: String,
    /// The rule its findings are reported under.
    pub rule: RuleIx,
    /// Its class, by which other statements refer to it.
    pub class: String,
    /// Classes it may be a part of.
    pub within: Vec<String>,
    /// Classes after which it is ignored, since it may be counted for the preceding statement only.
    pub not_after: Vec<String>,
    /// What it states.
    pub says: Says,
    /// What may come before it in its clause; if `None`, anything may. Excludes statements about someone else.
    pub prefix: Option<Regex>,
    /// How it is worded.
    pub patterns: Vec<Regex>,
    /// Has to occur in the sentence, or before it in the paragraph.
    pub context: Option<Regex>,
    /// If it occurs in the same clause, the statement is about something else.
    pub unless: Option<Regex>,
    /// A channel by which part of the requests came in, and the words of a clause that sums up all channels.
    pub channels: Option<(Regex, Regex)>,
    /// The sums it may refer to; one that fits is enough.
    pub readings: Vec<Meant>,
}

/// When a report is due.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// Lines that state the date of publication.
    pub dates: Vec<Regex>,
    /// Names of governments.
    pub government: Regex,
    /// Month and day for governments.
    pub government_by: (u8, u8),
    /// Month and day for all other offices.
    pub other_by: (u8, u8),
}

/// How to read and check the text of reports, from `prose.toml`.
#[derive(Clone, Debug)]
pub struct ProseRules {
    /// Patterns for the words around a number.
    pub phrases: Phrases,
    /// The statements that are checked.
    pub mentions: Vec<Mention>,
    /// When reports are due, if declared.
    pub deadline: Option<Deadline>,
}

impl Phrases {
    /// True if the text ends with a word that compares with what follows.
    pub fn compared_before(&self, text: &str) -> bool {
        self.compares.is_match(text)
    }
}
