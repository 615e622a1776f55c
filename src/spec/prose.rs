//! `prose.toml` → the statements that the text of a report may make, and the cells each may refer
//! to.
//!
//! A mention is a way to word a statement; a reading is a sum of cells that the number in it may
//! be. A statement is reported only if none of its readings has that number.
//!
//! ```text
//! [words]
//! ask = 'requests?forinformation'
//!
//! [[reading]]
//! code = "received"
//! label = "received"
//! sum = "requests.received@total"
//!
//! [[mention]]
//! name = "received"
//! rule = "TXT-REQ"
//! class = "received"
//! patterns = ['received{n}{ask}']
//! readings = ["received"]
//! ```
//!
//! "We received 6 requests for information" over a table with 5 breaks `TXT-REQ received`. Patterns
//! see sentences without white space. In patterns, `{ask}` is a fragment from `[words]`, and `{n}`
//! and `{money}` are fragments made from `[numbers]`: a number captured as `n`, and an amount with
//! its `unit`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use regex::Regex;
use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{
    Catalogue, Check, Deadline, Each, Meant, Mention, Message, NumberWords, Numerals, Phrases, ProseRules, Rule,
    RuleIx, Says, Severity, Text,
};
use crate::spec::error::{Error, Source, nearest, no_pattern};
use crate::spec::formula::{self, Side};
use crate::spec::toml_text;
use crate::spec::unfold::{Lines, Unfolding};
use crate::spec::written::Written;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProseText {
    /// Patterns that apply to every statement.
    text: TextText,
    /// Fragments of patterns by name, used as `{name}`. They may contain other fragments.
    words: BTreeMap<String, String>,
    /// Sums that numbers in the text may refer to.
    reading: Vec<ReadingText>,
    /// Statements to look for.
    mention: Vec<MentionText>,
    /// When reports are due; not checked if not given.
    deadline: Option<DeadlineText>,
}

/// `[text]`: how sentences are cut up, and what changes the meaning of a number. Each key is
/// documented at `Phrases` in the model.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextText {
    /// Characters, not a pattern; the same holds for the two keys below.
    sentence_end: String,
    part_end: String,
    clause_end: String,
    heading: Spanned<String>,
    left_out: Spanned<String>,
    inside: Spanned<String>,
    neutral: Spanned<String>,
    this_year: Spanned<String>,
    other_year: Spanned<String>,
    year: Spanned<String>,
    compared: Spanned<String>,
    compares: Spanned<String>,
    before_doubt: Spanned<String>,
    after_doubt: Spanned<String>,
    follow: Spanned<String>,
    joined: Spanned<String>,
    count: Spanned<String>,
    subject: Spanned<String>,
    other_subject: Spanned<String>,
}

/// `[[reading]]`: a sum of cells by name. Has either `sum`, or `over` and `columns`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadingText {
    /// Used by mentions and by `over` of other readings.
    code: Spanned<String>,
    /// Name of the sum in findings.
    label: Text,
    /// One side of a formula that names its cells in full:
    /// `requests.received@total + requests.carried_in@total`.
    sum: Option<Spanned<String>>,
    /// Instead of a sum: the sums of other readings, with these columns in place of theirs. One sum
    /// per reading.
    #[serde(default)]
    over: Vec<Spanned<String>>,
    #[serde(default)]
    columns: Vec<String>,
}

/// `[[mention]]`: a statement, the ways to word it, and what it may refer to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MentionText {
    /// Key of its findings.
    name: Spanned<String>,
    /// Id of the rule its findings are reported under; has to be one with `check = "prose"`.
    rule: Spanned<String>,
    /// Class by which `within` and `not_after` of others refer to it.
    class: String,
    /// Classes it may be a part of.
    #[serde(default)]
    within: Vec<Spanned<String>>,
    /// Classes after which it is ignored.
    #[serde(default)]
    not_after: Vec<Spanned<String>>,
    /// What the statement gives: a number if not declared.
    says: Option<SaysText>,
    /// For money: the step of the tariff in smallest units, as text. An amount that is not a
    /// multiple of it is reported. Has to be a positive whole number; 1 if not given.
    multiple: Option<Spanned<String>>,
    /// What may come before it in its clause; anything if not given.
    prefix: Option<Spanned<String>>,
    /// Ways to word it. One that matches is enough.
    patterns: Vec<Spanned<String>>,
    /// Has to occur in the sentence, or earlier in the paragraph.
    context: Option<Spanned<String>>,
    /// If it occurs in the same clause, the statement is about something else.
    unless: Option<Spanned<String>>,
    /// A channel by which part of the requests came in. Ignored without `channels_in_sum`.
    channels: Option<Spanned<String>>,
    /// Words of a clause that sums up all channels.
    channels_in_sum: Option<Spanned<String>>,
    /// Codes of readings; a statement is right if one of them fits.
    readings: Vec<Spanned<String>>,
}

/// What a statement gives.
#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum SaysText {
    /// A number, captured as `n`.
    Number,
    /// That there were none, without a number.
    Zero,
    /// An amount, captured as `n` and `unit`.
    Money,
}

/// `[deadline]`: patterns for lines with the date of publication, and the last day for each kind of
/// office.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeadlineText {
    /// Capture `year`, `month` and `day`.
    dates: Vec<Spanned<String>>,
    /// Matches the names of governments.
    government: Spanned<String>,
    /// `MM-DD` in the year after the reporting year; the same for `other_by`.
    government_by: Spanned<String>,
    other_by: Spanned<String>,
}

/// Reads how to check the text of reports. The rules have to be read before, since each mention
/// belongs to one.
///
/// Errors are patterns that do not compile, and unknown names of rules, classes, readings and
/// cells.
pub(crate) fn prose(
    source: Source<'_>,
    catalogue: &Catalogue,
    rules: &[Rule],
    numbers: &NumberWords,
) -> Result<ProseRules, Error> {
    let said: ProseText = toml_text::read(source)?;
    let written = Written { source, catalogue };
    let words = words(&said.words, &numbers.numerals, &numbers.money);
    let reader = ProseReader { written: &written, rules, words, said: &said };
    let phrases = reader.phrases()?;
    let mentions = said.mention.iter().map(|mention| reader.mention(mention)).collect::<Result<_, _>>()?;
    let deadline = said.deadline.as_ref().map(|deadline| reader.deadline(deadline)).transpose()?;
    Ok(ProseRules { phrases, mentions, deadline })
}

/// The named fragments that patterns may use: those of the file, and two made from the pipeline's
/// number words.
///
/// ```text
/// {n}      6   1,234   12.5   six, in the signs of the pipeline's numerals
/// {money}  1,234.50 yuan      with the captures `n` and `unit`
/// ```
fn words(
    said: &BTreeMap<String, String>,
    numerals: &Numerals,
    units: &BTreeMap<String, i64>,
) -> BTreeMap<String, String> {
    let scale: String = numerals.units.keys().collect();
    let signs: String = numerals.digits.iter().chain(numerals.same.keys()).collect();
    let number = format!(r"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)[{scale}]?|[{signs}{scale}]+");
    let mut by_length: Vec<&str> = units.keys().map(String::as_str).collect();
    by_length.sort_by_key(|unit| std::cmp::Reverse(unit.len()));
    let mut words = said.clone();
    words.insert("n".to_owned(), format!("(?P<n>{number})"));
    // Longest unit first, since a unit may contain a shorter one, as 万元 contains 元.
    let plain = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?";
    words.insert("money".to_owned(), format!("(?P<n>{plain}|[{signs}]+)(?P<unit>{})", by_length.join("|")));
    words
}

/// Turns the parts of the file into the model.
struct ProseReader<'a> {
    written: &'a Written<'a>,
    rules: &'a [Rule],
    /// Fragments that patterns may use, including `{n}` and `{money}`.
    words: BTreeMap<String, String>,
    /// The file, for references from one part to another.
    said: &'a ProseText,
}

impl ProseReader<'_> {
    /// An error at a text of the file.
    fn error(&self, said: &Spanned<String>, message: Message) -> Error {
        self.written.error(said.span().start, message)
    }

    /// Compiles a pattern after filling in its named fragments. An unknown fragment stays as it is,
    /// and usually makes the pattern invalid.
    fn pattern(&self, said: &Spanned<String>) -> Result<Regex, Error> {
        let mut pattern = said.get_ref().clone();
        // Fragments may contain fragments, at most three levels deep.
        for _ in 0..4 {
            for (word, filled) in &self.words {
                pattern = pattern.replace(&format!("{{{word}}}"), filled);
            }
        }
        // The text is in NFKC, so only ASCII digits occur; `[0-9]` compiles to a smaller automaton than `\d`.
        let pattern = pattern.replace(r"\d", "[0-9]");
        Regex::new(&pattern).map_err(|error| self.error(said, no_pattern(&error)))
    }

    /// The same for a pattern that may be left out.
    fn optional(&self, said: Option<&Spanned<String>>) -> Result<Option<Regex>, Error> {
        said.map(|said| self.pattern(said)).transpose()
    }

    /// Compiles `[text]`.
    fn phrases(&self) -> Result<Phrases, Error> {
        let said = &self.said.text;
        Ok(Phrases {
            sentence_end: said.sentence_end.clone(),
            part_end: said.part_end.clone(),
            clause_end: said.clause_end.clone(),
            heading: self.pattern(&said.heading)?,
            left_out: self.pattern(&said.left_out)?,
            inside: self.pattern(&said.inside)?,
            neutral: self.pattern(&said.neutral)?,
            this_year: self.pattern(&said.this_year)?,
            other_year: self.pattern(&said.other_year)?,
            year: self.pattern(&said.year)?,
            compared: self.pattern(&said.compared)?,
            compares: self.pattern(&said.compares)?,
            before_doubt: self.pattern(&said.before_doubt)?,
            after_doubt: self.pattern(&said.after_doubt)?,
            follow: self.pattern(&said.follow)?,
            joined: self.pattern(&said.joined)?,
            count: self.pattern(&said.count)?,
            subject: self.pattern(&said.subject)?,
            other_subject: self.pattern(&said.other_subject)?,
        })
    }

    /// Resolves the names of a mention and compiles its patterns. Only `says = "money"` looks at
    /// `multiple`.
    fn mention(&self, said: &MentionText) -> Result<Mention, Error> {
        let mut readings = Vec::new();
        for code in &said.readings {
            readings.extend(self.reading(code)?);
        }
        let classes: BTreeSet<&str> = self.said.mention.iter().map(|mention| mention.class.as_str()).collect();
        if let Some(unknown) =
            said.within.iter().chain(&said.not_after).find(|within| !classes.contains(within.get_ref().as_str()))
        {
            let hint = nearest(unknown.get_ref(), classes.into_iter());
            return Err(self.written.unknown("unknown.class", unknown).hint(hint));
        }
        let channels = match (&said.channels, &said.channels_in_sum) {
            (Some(channels), Some(in_sum)) => Some((self.pattern(channels)?, self.pattern(in_sum)?)),
            _ => None,
        };
        Ok(Mention {
            name: said.name.get_ref().clone(),
            rule: self.rule(&said.rule)?,
            class: said.class.clone(),
            within: said.within.iter().map(|within| within.get_ref().clone()).collect(),
            not_after: said.not_after.iter().map(|class| class.get_ref().clone()).collect(),
            says: self.says(said)?,
            patterns: said.patterns.iter().map(|pattern| self.pattern(pattern)).collect::<Result<_, _>>()?,
            prefix: self.optional(said.prefix.as_ref())?,
            context: self.optional(said.context.as_ref())?,
            unless: self.optional(said.unless.as_ref())?,
            channels,
            readings,
        })
    }

    /// What the statement gives. Money without a `multiple` has a step of one smallest unit.
    fn says(&self, said: &MentionText) -> Result<Says, Error> {
        match said.says {
            None | Some(SaysText::Number) => Ok(Says::Number),
            Some(SaysText::Zero) => Ok(Says::Zero),
            Some(SaysText::Money) => {
                let multiple = said.multiple.as_ref().map_or(Some(1), |said| said.get_ref().parse().ok());
                let multiple = multiple.filter(|multiple: &i64| *multiple > 0);
                multiple
                    .map(|multiple| Says::Money { multiple })
                    .ok_or_else(|| self.error(&said.name, Message::new("prose.multiple")))
            }
        }
    }

    /// The rule of that id, if it is one for the text of reports. The hint offers only such rules.
    fn rule(&self, id: &Spanned<String>) -> Result<RuleIx, Error> {
        let prose = || self.rules.iter().enumerate().filter(|(_, rule)| matches!(rule.check, Check::Prose));
        prose().find(|(_, rule)| rule.id.0 == *id.get_ref()).map(|(at, _)| RuleIx(at as u16)).ok_or_else(|| {
            let hint = nearest(id.get_ref(), prose().map(|(_, rule)| rule.id.0.as_str()));
            self.written.unknown("unknown.prose_rule", id).hint(hint)
        })
    }

    /// The sums of a reading: a single one, or one for each reading it refers to. Each holds its
    /// terms per form version.
    fn reading(&self, code: &Spanned<String>) -> Result<Vec<Meant>, Error> {
        let found = self.declared(code)?;
        let mut meant = Vec::new();
        for (side, start) in self.sums(found)? {
            let unfolding = self.unfolding(start);
            let forms = self.written.catalogue.forms.iter();
            let terms = forms.map(|form| unfolding.side_once(&side, form)).collect::<Result<_, _>>()?;
            meant.push(Meant { label: found.label.clone(), terms });
        }
        Ok(meant)
    }

    /// The reading with a code.
    fn declared(&self, code: &Spanned<String>) -> Result<&ReadingText, Error> {
        let known = || self.said.reading.iter();
        known().find(|reading| reading.code.get_ref() == code.get_ref()).ok_or_else(|| {
            let hint = nearest(code.get_ref(), known().map(|reading| reading.code.get_ref().as_str()));
            self.written.unknown("unknown.reading", code).hint(hint)
        })
    }

    /// The parsed sums of a reading, each with the byte offset of its formula, where errors about
    /// its cells point to.
    ///
    /// With `over`, every name gets each of the columns in turn, and constants are dropped:
    ///
    /// ```text
    /// sum = "requests.received@total"    columns = ["natural_person", "business"]
    /// => requests.received@natural_person + requests.received@business
    /// ```
    ///
    /// A reading with neither is an error, and so is one over a reading that has no `sum` of its own:
    /// readings over each other could go round in a circle, or double with every step.
    fn sums(&self, said: &ReadingText) -> Result<Vec<(Side, usize)>, Error> {
        if let Some(sum) = &said.sum {
            return Ok(vec![self.sum(sum)?]);
        }
        let mut sums = Vec::new();
        for over in &said.over {
            let Some(sum) = &self.declared(over)?.sum else {
                return Err(self.error(over, Message::new("prose.over_needs").with("word", over.get_ref())));
            };
            let (side, start) = self.sum(sum)?;
            let in_column = |named: &formula::Named, column: &String| {
                let row = named.name.split('@').next().unwrap_or_default();
                formula::Named { name: format!("{row}@{column}"), ..named.clone() }
            };
            let names = side.names.iter();
            let names = names.flat_map(|named| said.columns.iter().map(move |column| in_column(named, column)));
            sums.push((Side { names: names.collect(), constant: 0 }, start));
        }
        if sums.is_empty() {
            return Err(self.error(&said.code, Message::new("prose.reading_needs")));
        }
        Ok(sums)
    }

    /// A parsed sum with the byte offset of its formula.
    fn sum(&self, sum: &Spanned<String>) -> Result<(Side, usize), Error> {
        // The span includes the opening quotation mark.
        let start = sum.span().start + 1;
        let side = formula::parse_side(sum.get_ref()).map_err(|fault| self.written.in_formula(start, fault))?;
        Ok((side, start))
    }

    /// Context for resolving a sum. It uses the machinery of rules, but no severity, tolerance or
    /// list of lines matters here.
    fn unfolding(&self, start: usize) -> Unfolding<'_> {
        static NOWHERE: BTreeMap<String, Severity> = BTreeMap::new();
        Unfolding {
            written: self.written,
            start,
            lines: Lines { table: None, each: Each::Once },
            severity: Severity::Warning,
            severity_at: &NOWHERE,
            only: None,
            precision: 0,
        }
    }

    /// Reads `[deadline]`. A day is given as `03-31`.
    fn deadline(&self, said: &DeadlineText) -> Result<Deadline, Error> {
        let day = |said: &Spanned<String>| {
            // In a leap year, so that 29 February is a day.
            let parsed = NaiveDate::parse_from_str(&format!("2000-{}", said.get_ref()), "%Y-%m-%d");
            let day = parsed.map_err(|_| self.error(said, Message::new("prose.day").with("said", said.get_ref())))?;
            Ok::<_, Error>((day.month() as u8, day.day() as u8))
        };
        Ok(Deadline {
            dates: said.dates.iter().map(|date| self.pattern(date)).collect::<Result<_, _>>()?,
            government: self.pattern(&said.government)?,
            government_by: day(&said.government_by)?,
            other_by: day(&said.other_by)?,
        })
    }
}
