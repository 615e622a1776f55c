//! `[identity]` of `pipeline.toml`: how to recognise the office and year of a filing.
//!
//! Here the texts of `IdentityText` become compiled patterns, lists of characters and pairs.
//! Nothing is matched yet; that is up to the reader of files.
//!
//! ```text
//! digits = "a1b2"            => ('a', '1'), ('b', '2')
//! [identity.short]
//! endings = ["Dept=Department"]    => ("Dept", "Department") as characters
//! regions = "xy"                   => 'x', 'y'
//! ```

use regex::Regex;
use serde_spanned::Spanned;

use crate::model::{ColumnWords, Identity, Message, Patterns, ShortForms, Words};
use crate::spec::error::{Error, Source};
use crate::spec::said::{IdentityText, PipelineText, ShortText};

/// Reads the section. `pattern` compiles a regular expression, or reports where it is invalid.
/// `fold` is the text with pairs of characters that labels are compared by.
///
/// Errors are invalid patterns, an odd list of digits, other than twelve months, and endings
/// without `=`. The years and regions are taken as they are.
pub(super) fn identity(
    source: Source<'_>,
    pipeline: &PipelineText,
    fold: &str,
    pattern: &dyn Fn(&Spanned<String>) -> Result<Regex, Error>,
) -> Result<Identity, Error> {
    let PipelineText { identity: said, levels, .. } = pipeline;
    let read = PatternReader { pattern };
    Ok(Identity {
        title: read.list(&said.title)?,
        office: read.list(&said.office)?,
        imprint: read.list(&said.imprint)?,
        year: read.list(&said.year)?,
        period: read.all(&said.period)?,
        affixes: read.list(&said.affixes)?,
        report: read.one(&said.report)?,
        name: read.one(&said.name)?,
        path_name: read.one(&said.path_name)?,
        name_remarks: read.all(&said.name_remarks)?,
        nobody: read.one(&said.nobody)?,
        digits: digits(source, &said.digits)?,
        fold: fold.chars().zip(fold.chars().skip(1)).step_by(2).collect(),
        whole_year: read.one(&said.whole_year)?,
        part: read.one(&said.part)?,
        part_of_year: read.list(&said.part_of_year)?,
        other_year: read.one(&said.other_year)?,
        columns: read.columns(said)?,
        titles: (read.one(&said.between)?, read.one(&said.compiled_report)?),
        aside: read.one(&said.aside)?,
        captions: (read.one(&said.caption_this_year)?, read.one(&said.caption_last_year)?),
        whole_sheet: read.one(&said.whole_sheet)?,
        fiscal_words: read.one(&said.fiscal_words)?,
        fiscal: said.fiscal,
        short_year: read.one(&said.short_year)?,
        day_signs: said.day_signs.clone(),
        months: months(source, said.months.as_ref())?,
        path_year: pattern(&said.path_year)?,
        path_report_year: read.list(&said.path_report_year)?,
        path_dates: read.list(&said.path_dates)?,
        path_words: pattern(&said.path_words)?,
        corrected: Words::new(said.corrected.clone()),
        void: read.one(&said.void)?,
        cover: read.one(&said.cover)?,
        named_years: (read.one(&said.this_year)?, read.one(&said.last_year)?),
        version: read.all(&said.version)?,
        short: short_forms(source, &said.short)?,
        own: pattern(&said.own)?,
        consolidated: pattern(&said.consolidated)?,
        compiled: pattern(&said.compiled)?,
        own_end: read.all(&said.own_end)?,
        collected: read.one(&said.collected)?,
        total: pattern(&said.total)?,
        seat: pattern(&said.seat)?,
        whole: said.whole.clone(),
        years: (said.years.from, said.years.to),
        levels: levels.regions.iter().map(|level| level.chars().collect()).collect(),
        half_name: read.one(&said.half_name)?,
    })
}

/// Compiles the regular expressions of the section, whether one, many or none.
struct PatternReader<'a> {
    /// Compiles a pattern of the file.
    pattern: &'a dyn Fn(&Spanned<String>) -> Result<Regex, Error>,
}

impl PatternReader<'_> {
    /// A pattern that may be left out.
    fn one(&self, said: &Option<Spanned<String>>) -> Result<Option<Regex>, Error> {
        said.as_ref().map(self.pattern).transpose()
    }

    /// A list of patterns, tried one by one, in order.
    fn all(&self, said: &[Spanned<String>]) -> Result<Vec<Regex>, Error> {
        said.iter().map(self.pattern).collect()
    }

    /// The patterns for headers and cells of exports.
    fn columns(&self, said: &IdentityText) -> Result<ColumnWords, Error> {
        Ok(ColumnWords {
            report_year: self.one(&said.report_year)?,
            sending_year: self.one(&said.sending_year)?,
            year_heading: self.one(&said.year_heading)?,
            answers: (self.one(&said.yes)?, self.one(&said.no)?),
            scopes: (self.one(&said.own_column)?, self.one(&said.consolidated_column)?),
        })
    }

    /// A list of patterns that are tried together, as one automaton.
    fn list(&self, said: &[Spanned<String>]) -> Result<Patterns, Error> {
        self.all(said).map(Patterns::new)
    }
}

/// Pairs of a character and the digit it stands for, from a text without separators. A character
/// left over at the end, or a second one that is no digit, is an error.
fn digits(source: Source<'_>, said: &Spanned<String>) -> Result<Vec<(char, char)>, Error> {
    let characters: Vec<char> = said.get_ref().chars().collect();
    let pairs = characters.chunks(2).map(|pair| match pair {
        [word, digit] if digit.is_ascii_digit() => Ok((*word, *digit)),
        _ => {
            let hint = Message::new("hint.example").with("example", "a1b2");
            Err(source.error_at(said, Message::new("pipeline.digits")).hint(hint))
        }
    });
    pairs.collect()
}

/// The names of each month in lower case, the longest first, so that a short name does not match
/// part of a longer one. None at all is fine, but anything other than twelve months is an error.
fn months(source: Source<'_>, said: Option<&Spanned<Vec<Vec<String>>>>) -> Result<Vec<Vec<String>>, Error> {
    let Some(said) = said else { return Ok(Vec::new()) };
    let mut months = said.get_ref().clone();
    if months.len() != 12 {
        return Err(source.error_at(said, Message::new("pipeline.months")));
    }
    for names in &mut months {
        names.iter_mut().for_each(|name| *name = name.to_lowercase());
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    }
    Ok(months)
}

/// Reads `[identity.short]`: how names are abbreviated. Endings are given as `short=full`; one
/// without both parts is an error.
fn short_forms(source: Source<'_>, said: &ShortText) -> Result<ShortForms, Error> {
    let pair = |ending: &Spanned<String>| match ending.get_ref().split_once('=') {
        Some((short, full)) if !short.is_empty() && !full.is_empty() => {
            Ok((short.chars().collect(), full.chars().collect()))
        }
        _ => {
            let message = Message::new("pipeline.endings").with("said", ending.get_ref());
            Err(source.error_at(ending, message).hint(Message::new("hint.endings")))
        }
    };
    Ok(ShortForms {
        endings: said.endings.iter().map(pair).collect::<Result<_, _>>()?,
        regions: said.regions.chars().collect(),
        units: said.units.chars().collect(),
        words: said.words.iter().map(|word| word.chars().collect()).collect(),
    })
}
