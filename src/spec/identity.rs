//! `[identity]` of `pipeline.toml`: how a filing says whose it is and for which year.

use regex::Regex;
use serde_spanned::Spanned;

use crate::model::{Identity, Patterns, ShortForms};
use crate::spec::error::Error;
use crate::spec::said::{IdentityText, LevelsText, ShortText};

/// Reads the section; `pattern` makes a regular expression of a text or says where it is none.
pub(super) fn identity(
    shown: &str,
    text: &str,
    said: &IdentityText,
    levels: &LevelsText,
    fold: &str,
    pattern: &dyn Fn(&Spanned<String>) -> Result<Regex, Error>,
) -> Result<Identity, Error> {
    let all = |said: &[Spanned<String>]| said.iter().map(pattern).collect::<Result<Vec<_>, _>>();
    let one = |said: &Option<Spanned<String>>| said.as_ref().map(pattern).transpose();
    Ok(Identity {
        title: Patterns::new(all(&said.title)?),
        office: Patterns::new(all(&said.office)?),
        imprint: Patterns::new(all(&said.imprint)?),
        year: Patterns::new(all(&said.year)?),
        period: all(&said.period)?,
        affixes: Patterns::new(all(&said.affixes)?),
        report: one(&said.report)?,
        name: one(&said.name)?,
        path_name: one(&said.path_name)?,
        name_remarks: all(&said.name_remarks)?,
        nobody: one(&said.nobody)?,
        digits: digits(shown, text, &said.digits)?,
        fold: fold.chars().zip(fold.chars().skip(1)).step_by(2).collect(),
        whole_year: one(&said.whole_year)?,
        part: one(&said.part)?,
        part_of_year: Patterns::new(all(&said.part_of_year)?),
        report_year: one(&said.report_year)?,
        aside: one(&said.aside)?,
        captions: (one(&said.caption_this_year)?, one(&said.caption_last_year)?),
        whole_sheet: one(&said.whole_sheet)?,
        fiscal_words: one(&said.fiscal_words)?,
        fiscal: said.fiscal,
        short_year: one(&said.short_year)?,
        day_signs: said.day_signs.clone(),
        months: months(shown, text, said.months.as_ref())?,
        path_year: pattern(&said.path_year)?,
        path_report_year: Patterns::new(all(&said.path_report_year)?),
        path_dates: Patterns::new(all(&said.path_dates)?),
        path_words: pattern(&said.path_words)?,
        corrected: said.corrected.clone(),
        void: one(&said.void)?,
        answers: (one(&said.yes)?, one(&said.no)?),
        cover: one(&said.cover)?,
        named_years: (one(&said.this_year)?, one(&said.last_year)?),
        version: all(&said.version)?,
        short: short_forms(shown, text, &said.short)?,
        own: pattern(&said.own)?,
        consolidated: pattern(&said.consolidated)?,
        compiled: pattern(&said.compiled)?,
        own_end: all(&said.own_end)?,
        collected: one(&said.collected)?,
        total: pattern(&said.total)?,
        seat: pattern(&said.seat)?,
        whole: said.whole.clone(),
        years: (said.years.from, said.years.to),
        levels: levels.regions.iter().map(|level| level.chars().collect()).collect(),
        half_name: one(&said.half_name)?,
    })
}

/// Pairs of a character and the digit that it stands for.
fn digits(shown: &str, text: &str, said: &Spanned<String>) -> Result<Vec<(char, char)>, Error> {
    let characters: Vec<char> = said.get_ref().chars().collect();
    let pairs = characters.chunks(2).map(|pair| match pair {
        [word, digit] if digit.is_ascii_digit() => Ok((*word, *digit)),
        _ => {
            let message = "every second character of `digits` is a digit from 0 to 9";
            Err(Error::at(shown, text, said.span().start, message).hint(Some("for example `a1b2`".to_owned())))
        }
    });
    pairs.collect()
}

/// The names of each month, the longest first, so that a short one is not taken out of a longer.
fn months(shown: &str, text: &str, said: Option<&Spanned<Vec<Vec<String>>>>) -> Result<Vec<Vec<String>>, Error> {
    let Some(said) = said else { return Ok(Vec::new()) };
    let mut months = said.get_ref().clone();
    if months.len() != 12 {
        return Err(Error::at(shown, text, said.span().start, "`months` has the names of all twelve, in order"));
    }
    for names in &mut months {
        names.iter_mut().for_each(|name| *name = name.to_lowercase());
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    }
    Ok(months)
}

/// `办=办公室` for every ending.
fn short_forms(shown: &str, text: &str, said: &ShortText) -> Result<ShortForms, Error> {
    let pair = |ending: &Spanned<String>| match ending.get_ref().split_once('=') {
        Some((short, full)) if !short.is_empty() && !full.is_empty() => {
            Ok((short.chars().collect(), full.chars().collect()))
        }
        _ => {
            let message = format!("`{}` is no pair of endings", ending.get_ref());
            let hint = "write `short=full`".to_owned();
            Err(Error::at(shown, text, ending.span().start, message).hint(Some(hint)))
        }
    };
    Ok(ShortForms {
        endings: said.endings.iter().map(pair).collect::<Result<_, _>>()?,
        regions: said.regions.chars().collect(),
        units: said.units.chars().collect(),
        words: said.words.iter().map(|word| word.chars().collect()).collect(),
    })
}
