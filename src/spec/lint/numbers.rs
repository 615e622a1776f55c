//! Words around figures that are ambiguous or never match, and units without a worth.
//!
//! ```text
//! zero = ["-"], not_applicable = ["-"]    one sign with two meanings
//! plus = ["＋"]                           never matches: the reader sees `+`
//! [numbers.money] "dozen" = "12"          amounts have decimal places, and 12 is no power of ten
//! kind = "money", unit = "£"              no worth under `[numbers.money]`
//! ```

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::model::{CellKind, Message};
use crate::spec::error::Error;
use crate::spec::lint::Desk;

/// Checks `[numbers]` and the units of the forms. What is found points to the first place where the
/// word is in quotation marks.
pub(crate) fn lint(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let mut found = signs(desk)?;
    found.extend(words(desk)?);
    found.extend(units(desk)?);
    Ok(found)
}

/// The word in NFKC, as the reader sees it: full-width letters and digits become plain ones.
fn narrow(word: &str) -> String {
    word.nfkc().collect()
}

/// Signs that fill a whole cell: each may have only one meaning. `-` cannot be both zero and "not
/// applicable".
fn signs(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let numbers = &desk.pipeline.numbers;
    let lists =
        [("zero", &numbers.zero), ("not_applicable", &numbers.not_applicable), ("below_limit", &numbers.below_limit)];
    let mut known: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    let mut found = Vec::new();
    for (list, signs) in lists {
        for sign in signs {
            if let Some((first_list, first)) = known.insert(narrow(sign), (list, sign)) {
                let message = match first_list == list {
                    true => Message::new("lint.sign_twice").with("first", first),
                    false => Message::new("lint.sign_of_two").with("other", first_list),
                };
                let message = message.with("sign", sign).with("list", list);
                found.push(desk.fault("pipeline.toml", &format!("\"{sign}\""), message)?);
            }
        }
    }
    Ok(found)
}

/// Words before and after figures are compared in NFKC, so words that are not in NFKC never match.
fn words(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let numbers = &desk.pipeline.numbers;
    let units = numbers.money.keys();
    let words = numbers.counters.iter().chain(&numbers.plus).chain(&numbers.minus).chain(units);
    let never = words.filter(|word| narrow(word) != **word);
    let tell = |word: &String| {
        let message = Message::new("lint.wide").with("word", word);
        desk.fault("pipeline.toml", &format!("\"{word}\""), message)
    };
    never.map(tell).collect()
}

/// Units of money whose worth is no power of ten, so that amounts in it would not be exact, and
/// units in forms that have no worth. Other kinds of figures may have any unit.
fn units(desk: &Desk<'_>) -> Result<Vec<Error>, Error> {
    let money = &desk.pipeline.numbers.money;
    let mut found = Vec::new();
    for (unit, worth) in money.iter().filter(|(_, worth)| !is_power_of_ten(**worth)) {
        let message = Message::new("lint.no_power_of_ten").with("unit", unit).with("worth", *worth);
        found.push(desk.fault("pipeline.toml", &format!("\"{unit}\" ="), message)?);
    }
    for form in &desk.pipeline.catalogue.forms {
        let kinds = form.cells.iter().map(|cell| &desk.pipeline.catalogue.cell(*cell).kind);
        let units: BTreeSet<&String> = kinds
            .filter_map(|kind| match kind {
                CellKind::Money { unit, .. } => Some(unit),
                CellKind::Count { .. } | CellKind::Measure { .. } | CellKind::Date => None,
            })
            .collect();
        for unit in units.into_iter().filter(|unit| !money.contains_key(*unit)) {
            let message = Message::new("lint.no_worth").with("unit", unit);
            let text = if unit.is_empty() { "\"money\"".to_owned() } else { format!("\"{unit}\"") };
            found.push(desk.fault(&format!("forms/{}.toml", form.id), &text, message)?);
        }
    }
    Ok(found)
}

/// True for 1, 10, 100 and so on. The worth of a unit only moves the decimal point then.
fn is_power_of_ten(worth: i64) -> bool {
    worth > 0 && 10_i64.checked_pow(worth.ilog10()) == Some(worth)
}
