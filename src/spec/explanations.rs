//! Explanations: `office,year,rule,key,text[,by,date,figures]`.

use csv::StringRecord;

use crate::model::{Explanation, Rule, RuleIx, Year};
use crate::spec::error::{Error, nearest};

const COLUMNS: [&str; 8] = ["office", "year", "rule", "key", "text", "by", "date", "figures"];
const REQUIRED: usize = 5;

/// Reads a file of explanations; one without a text is not accepted yet and is left out.
pub fn explanations(shown: &str, text: &str, rules: &[Rule]) -> Result<Vec<Explanation>, Error> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let wrong = |error: csv::Error| Error::whole(shown, format!("not a CSV file: {error}"));
    let header = reader.headers().map_err(wrong)?.clone();
    let columns = COLUMNS.map(|name| header.iter().position(|said| said.trim() == name));
    if let Some((name, _)) = COLUMNS.iter().zip(&columns).take(REQUIRED).find(|(_, column)| column.is_none()) {
        let hint = format!("the header is `{}`", COLUMNS.join(","));
        return Err(Error::at(shown, text, 0, format!("there is no column `{name}`")).hint(Some(hint)));
    }
    let mut explanations = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let offset = record.position().map_or(0, |at| at.byte() as usize);
        let read = explanation(&record, &columns, rules);
        let read = read.map_err(|(message, hint)| Error::at(shown, text, offset, message).hint(hint))?;
        explanations.extend(read.filter(|explanation| !explanation.text.is_empty()));
    }
    Ok(explanations)
}

type Wrong = (String, Option<String>);

/// `None` for a blank line.
fn explanation(
    record: &StringRecord,
    columns: &[Option<usize>; 8],
    rules: &[Rule],
) -> Result<Option<Explanation>, Wrong> {
    // A text that begins like a formula has been given an apostrophe in the outputs.
    let field = |at: usize| {
        let said = columns[at].and_then(|column| record.get(column)).map_or("", str::trim);
        said.strip_prefix('\'').unwrap_or(said)
    };
    if record.iter().all(|field| field.trim().is_empty()) {
        return Ok(None);
    }
    let year = field(1).parse().map_err(|_| (format!("`{}` is no year", field(1)), None))?;
    let rule = rules.iter().position(|rule| rule.id.0 == field(2)).ok_or_else(|| {
        let hint = nearest(field(2), rules.iter().map(|rule| rule.id.0.as_str()));
        (format!("unknown rule `{}`", field(2)), hint)
    })?;
    Ok(Some(Explanation {
        office: field(0).to_owned(),
        year: Year(year),
        rule: RuleIx(rule as u16),
        key: field(3).to_owned(),
        text: field(4).to_owned(),
        by: field(5).to_owned(),
        date: field(6).to_owned(),
        figures: field(7).to_owned(),
    }))
}
