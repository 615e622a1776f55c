//! Finds the statements in sentences. A statement is read only if it is plainly about this year and
//! this office.
//!
//! ```text
//! "received 12 requests, of these 5 by post"     12 received; 5 is a part of them
//! "received 12 requests, 3 more than in 2022"    12 received; 3 is a difference and is not read
//! "received about 12 requests"                   nothing: approximate
//! "in 2022 received 9 requests"                  nothing: another year
//! "answered 7 letters, of which 2 late"          nothing: letters are not what the tables count
//! ```
//!
//! The words in these patterns come from the pipeline's `prose.toml`.

use std::collections::BTreeMap;

use regex::Regex;

use crate::check::prose::number::parts;
use crate::check::prose::text::Sentence;
use crate::model::{Mention, Numerals, Pipeline, ProseRules, Says};

/// If more characters than this follow the number within a match, the match is a whole statement
/// and need not be followed by anything.
const LONGEST_UNIT: usize = 5;

/// One statement of a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// Position of its kind in the pipeline's list.
    pub mention: usize,
    /// Position of its sentence in the report.
    pub sentence: usize,
    /// In units of one over `PARTS`. 0 for a statement that there are none.
    pub number: i64,
    /// The number as printed. Empty for a statement that there are none.
    pub printed: String,
    /// The unit of an amount; empty for other statements.
    pub unit: String,
}

/// A match of a pattern, before it is decided whether it may be read.
struct PatternMatch {
    /// Position of its kind in the pipeline's list.
    mention: usize,
    /// First byte of the match in the sentence.
    start: usize,
    /// One past its last byte.
    end: usize,
    /// Where the number is in the sentence. `None` for a statement that there are none.
    number: Option<(usize, usize)>,
    unit: String,
    /// The year that the match itself names as the previous one.
    last_year: Option<u16>,
    /// The year that the match itself names as the next one.
    next_year: Option<u16>,
}

/// What carries over from one sentence to the next within a paragraph.
#[derive(Default)]
struct Carried {
    /// Number of the paragraph.
    paragraph: usize,
    /// The heading and the text of the paragraph so far. Patterns may require some context in it.
    before: String,
    /// True after words that name another year.
    other_year: bool,
    /// The class of the last statement, which "of these" refers to.
    head: Option<String>,
    /// True if the last thing counted was not of any kind that the pipeline knows.
    foreign: bool,
}

/// The statements of a report about its own year, in order.
pub(crate) fn claims(sentences: &[Sentence], year: u16, pipeline: &Pipeline, prose: &ProseRules) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut state = Carried { paragraph: usize::MAX, ..Carried::default() };
    for (at, sentence) in sentences.iter().enumerate() {
        if sentence.paragraph != state.paragraph {
            state = Carried { paragraph: sentence.paragraph, before: sentence.heading.clone(), ..Carried::default() };
        }
        let reader = SentenceReader { plain: &sentence.plain, year, prose, numerals: &pipeline.numbers.numerals };
        reader.read(at, &mut state, &mut claims);
        state.before.push_str(&sentence.plain);
    }
    claims
}

/// Reads the statements of one sentence.
struct SentenceReader<'a> {
    plain: &'a str,
    year: u16,
    prose: &'a ProseRules,
    numerals: &'a Numerals,
}

impl SentenceReader<'_> {
    /// Adds the statements of the sentence that may be read, and updates the state for the next
    /// one.
    fn read(&self, sentence: usize, state: &mut Carried, claims: &mut Vec<Claim>) {
        let years = self.years();
        let mut heads: Vec<(usize, &str)> = Vec::new();
        let candidates = self.candidates();
        let foreign = self.foreign(&candidates);
        for candidate in &candidates {
            let mention = &self.prose.mentions[candidate.mention];
            let other_year = last_before(&years, candidate.end).map_or(state.other_year, |is_other| is_other);
            let inside = self.inside(candidate.start);
            let head = match inside {
                Some(at) => {
                    heads.iter().rev().find(|(end, _)| *end <= at).map(|(_, class)| *class).or(state.head.as_deref())
                }
                None => heads.last().map(|(_, class)| *class),
            };
            let fits = match inside {
                Some(_) => head.is_some_and(|head| mention.within.iter().any(|class| class == head)),
                None => !head.is_some_and(|head| mention.not_after.iter().any(|class| class == head)),
            };
            let is_ours = !mention.within.is_empty() || !self.follows_foreign(candidate, &foreign, state.foreign);
            let may_be_read = fits && is_ours && !other_year && self.is_plain(candidate, mention, &state.before);
            heads.push((candidate.end, &mention.class));
            if may_be_read && let Some(claim) = self.claim(candidate, mention, sentence) {
                claims.push(claim);
            }
        }
        state.head = heads.last().map(|(_, class)| (*class).to_owned()).or(state.head.take());
        state.foreign = match self.prose.phrases.subject.find_iter(self.plain).last() {
            Some(subject) => foreign.iter().any(|at| *at > subject.start()),
            None => state.foreign || !foreign.is_empty(),
        };
        state.other_year = years.last().map_or(state.other_year, |(_, is_other)| *is_other);
    }

    /// Positions of numbers with a counting word that no candidate covers.
    fn foreign(&self, candidates: &[PatternMatch]) -> Vec<usize> {
        let is_known =
            |at: usize| candidates.iter().any(|one| one.number.is_some_and(|(start, end)| (start..end).contains(&at)));
        let counts = self.prose.phrases.count.captures_iter(self.plain);
        counts.filter_map(|found| found.name("n")).map(|n| n.start()).filter(|at| !is_known(*at)).collect()
    }

    /// True if the candidate names no subject and the last thing counted before it was of no known
    /// kind. Then it may be a part of that. `before` tells whether this was so where the sentence
    /// begins.
    fn follows_foreign(&self, candidate: &PatternMatch, foreign: &[usize], before: bool) -> bool {
        let subject = &self.prose.phrases.subject;
        if subject.is_match(&self.plain[candidate.start..candidate.end]) {
            return false;
        }
        let last = subject.find_iter(&self.plain[..candidate.start]).last().map(|found| found.start());
        let here = foreign.iter().any(|at| *at < candidate.start && last.is_none_or(|subject| *at > subject));
        here || (before && last.is_none())
    }

    /// Every match of every pattern, in order of position. A pattern that matches the same number
    /// twice counts once.
    fn candidates(&self) -> Vec<PatternMatch> {
        let mut found: Vec<PatternMatch> = Vec::new();
        for (at, mention) in self.prose.mentions.iter().enumerate() {
            for captures in mention.patterns.iter().flat_map(|pattern| pattern.captures_iter(self.plain)) {
                let Some(whole) = captures.get(0) else { continue };
                let number = captures.name("n").map(|number| (number.start(), number.end()));
                let year = |name| captures.name(name).and_then(|year| year.as_str().parse().ok());
                let known = |other: &PatternMatch| {
                    other.mention == at && (other.number == number && number.is_some() || other.start == whole.start())
                };
                if !found.iter().any(known) {
                    found.push(PatternMatch {
                        mention: at,
                        start: whole.start(),
                        end: whole.end(),
                        number,
                        unit: captures.name("unit").map_or_else(String::new, |unit| unit.as_str().to_owned()),
                        last_year: year("last_year"),
                        next_year: year("next_year"),
                    });
                }
            }
        }
        let mut found = self.closest(found);
        let place = |candidate: &PatternMatch| candidate.number.map_or(candidate.start, |(start, _)| start);
        found.sort_by_key(|candidate| (place(candidate), candidate.mention));
        found
    }

    /// Of candidates with the same number, keeps those that describe it most closely: a part before
    /// a whole, then the longer match.
    fn closest(&self, found: Vec<PatternMatch>) -> Vec<PatternMatch> {
        let is_part = |candidate: &PatternMatch| !self.prose.mentions[candidate.mention].within.is_empty();
        let closeness = |candidate: &PatternMatch| (is_part(candidate), candidate.end - candidate.start);
        let mut closest: BTreeMap<(usize, usize), (bool, usize)> = BTreeMap::new();
        for (number, closeness) in found.iter().filter_map(|one| Some((one.number?, closeness(one)))) {
            let best = closest.entry(number).or_insert(closeness);
            *best = closeness.max(*best);
        }
        let is_closest =
            |one: &PatternMatch| one.number.is_none_or(|number| closest.get(&number) == Some(&closeness(one)));
        found.into_iter().filter(is_closest).collect()
    }

    /// Position of the last "of these" before `start`, within the same part of the sentence.
    fn inside(&self, start: usize) -> Option<usize> {
        let part = self.plain[..start].rfind(|c| self.prose.phrases.part_end.contains(c)).map_or(0, |at| at + 1);
        let before = self.plain.get(part..start).unwrap_or_default();
        self.prose.phrases.inside.find_iter(before).last().map(|found| part + found.start())
    }

    /// The words that name a year, in order: position, and true if it is another year than the
    /// report's.
    fn years(&self) -> Vec<(usize, bool)> {
        let phrases = &self.prose.phrases;
        let plain = phrases.neutral.replace_all(self.plain, |found: &regex::Captures<'_>| " ".repeat(found[0].len()));
        let mut years: Vec<(usize, bool)> = Vec::new();
        years.extend(phrases.this_year.find_iter(&plain).map(|found| (found.start(), false)));
        years.extend(phrases.other_year.find_iter(&plain).map(|found| (found.start(), true)));
        years.extend(phrases.year.find_iter(&plain).map(|found| {
            let digits: String = found.as_str().chars().filter(char::is_ascii_digit).collect();
            (found.start(), digits.parse() != Ok(self.year))
        }));
        // "compared with last year" is still about this year.
        years.retain(|(at, is_other)| !(*is_other && phrases.compared_before(&plain[..*at])));
        years.sort();
        years
    }

    /// True if nothing in the clause, or before it, makes it doubtful what the candidate states.
    /// `before` is the paragraph so far.
    fn is_plain(&self, candidate: &PatternMatch, mention: &Mention, before: &str) -> bool {
        let phrases = &self.prose.phrases;
        let (from, to) = self.clause(candidate.start, candidate.end);
        let clause = &self.plain[from..to];
        let is_in = |pattern: &Option<Regex>| pattern.as_ref().is_some_and(|pattern| pattern.is_match(clause));
        let by_channel = mention
            .channels
            .as_ref()
            .is_some_and(|(channels, in_sum)| channels.is_match(clause) && !in_sum.is_match(clause));
        let context = mention
            .context
            .as_ref()
            .is_none_or(|context| context.is_match(&self.plain[..candidate.end]) || context.is_match(before));
        let joined = candidate.number.is_some() && phrases.joined.is_match(&self.plain[..candidate.start]);
        let years = candidate.last_year.is_none_or(|year| year + 1 == self.year)
            && candidate.next_year.is_none_or(|year| year == self.year + 1);
        let is_own = mention.prefix.as_ref().is_none_or(|prefix| prefix.is_match(&self.plain[from..candidate.start]));
        !is_in(&mention.unless)
            && is_own
            && !by_channel
            && context
            && !joined
            && years
            && self.is_exact(candidate, from)
            && !self.is_of_something_else(candidate, mention)
    }

    /// Start and end of the clause around a match.
    fn clause(&self, start: usize, end: usize) -> (usize, usize) {
        let is_end = |c: char| self.prose.phrases.clause_end.contains(c);
        let from =
            self.plain[..start].char_indices().rev().find(|(_, c)| is_end(*c)).map_or(0, |(at, c)| at + c.len_utf8());
        let to = self.plain[end..].find(is_end).map_or(self.plain.len(), |at| end + at);
        (from, to)
    }

    /// True for an exact count. False for a difference, a share, a range or an estimate. `from` is
    /// the start of the clause.
    fn is_exact(&self, candidate: &PatternMatch, from: usize) -> bool {
        let phrases = &self.prose.phrases;
        let Some((start, end)) = candidate.number else {
            // After "none" there must not be a number in the same clause.
            let rest = self.plain[candidate.end..].chars().take(4);
            return !rest.take_while(|c| !self.prose.phrases.clause_end.contains(*c)).any(|c| c.is_ascii_digit());
        };
        let before = self.plain.get(from..start).unwrap_or_default();
        let is_last = self.plain[end..candidate.end].chars().count() <= LONGEST_UNIT;
        let is_of_more = is_last && !phrases.follow.is_match(&self.plain[candidate.end..]);
        !is_of_more
            && !phrases.compared.is_match(before)
            && !phrases.before_doubt.is_match(&self.plain[..start])
            && !phrases.after_doubt.is_match(&self.plain[end..])
    }

    /// True if the last subject named before the candidate is not what the tables count.
    fn is_of_something_else(&self, candidate: &PatternMatch, mention: &Mention) -> bool {
        let phrases = &self.prose.phrases;
        let until = if mention.within.is_empty() { candidate.end } else { candidate.start };
        let last =
            |pattern: &Regex, until: usize| pattern.find_iter(&self.plain[..until]).last().map(|found| found.end());
        match (last(&phrases.other_subject, until), last(&phrases.subject, candidate.end)) {
            (Some(other), Some(subject)) => other > subject,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// The statement that a candidate makes. Nothing if its number cannot be read.
    fn claim(&self, candidate: &PatternMatch, mention: &Mention, sentence: usize) -> Option<Claim> {
        let (number, printed) = match (mention.says, candidate.number) {
            (Says::Zero, _) => (0, String::new()),
            (Says::Number | Says::Money { .. }, Some((start, end))) => {
                let printed = &self.plain[start..end];
                (parts(printed, self.numerals)?, printed.to_owned())
            }
            (Says::Number | Says::Money { .. }, None) => return None,
        };
        Some(Claim { mention: candidate.mention, sentence, number, printed, unit: candidate.unit.clone() })
    }
}

/// True if the last year named before `end` is another one. Nothing if none is named before it.
fn last_before(years: &[(usize, bool)], end: usize) -> Option<bool> {
    years.iter().rev().find(|(at, _)| *at < end).map(|(_, is_other)| *is_other)
}
