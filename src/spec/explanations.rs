//! Explanations: `office,year,rule,key,text[,by,date,figures]`, or a list of findings with offices'
//! answers.
//!
//! ```text
//! office,year,rule,key,text,by,date,figures
//! ABA,2024,CARRY,,three books were found behind a shelf,head office,2025-03-01,
//! ```
//!
//! A finding with an explanation is no longer open, unless it is an error. With `figures`, a
//! digest, the explanation holds only as long as the figures are those that were explained.

use csv::StringRecord;

use crate::model::{AnswerSheet, Explanation, Lang, Message, Rule, RuleIx, Word, Year};
use crate::spec::error::{Error, Source, header_line, nearest};
use crate::spec::language::wording;

/// Columns of a file of explanations; the code addresses them by position in this list.
const COLUMNS: [&str; 8] = ["office", "year", "rule", "key", "text", "by", "date", "figures"];
/// The first columns, which such a file has to have.
const REQUIRED: usize = 5;

/// Reads a file of explanations; `shown` is its name in messages. Lines without a text have not
/// been accepted yet and are left out. Unknown rules and invalid years are errors at their line.
pub fn explanations(shown: &str, text: &str, rules: &[Rule]) -> Result<Vec<Explanation>, Error> {
    let source = Source::new(shown, text);
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let wrong =
        |error: csv::Error| Error::whole(source.name, Message::new("file.no_csv").with("error", error.to_string()));
    let header = reader.headers().map_err(wrong)?.clone();
    let columns = COLUMNS.map(|name| header.iter().position(|said| said.trim() == name));
    if let Some((name, _)) = COLUMNS.iter().zip(&columns).take(REQUIRED).find(|(_, column)| column.is_none()) {
        let hint = Message::new("hint.header").with("columns", header_line(&COLUMNS, REQUIRED));
        let message = Message::new("explanations.no_column").with("column", *name);
        return Err(source.error(0, message).hint(hint));
    }
    let mut explanations = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let offset = record.position().map_or(0, |at| at.byte() as usize);
        let read = explanation(&record, &columns, rules);
        let read = read.map_err(|fault| {
            let (message, hint) = fault.told("");
            source.error(offset, message).hint(hint)
        })?;
        explanations.extend(read.filter(|explanation| !explanation.text.is_empty()));
    }
    Ok(explanations)
}

/// Columns of a list of findings that answers are read from. All are needed; others are ignored.
const ANSWERED: [&str; 8] = ["office_code", "office", "year", "rule", "key", "answer", "text", "figures"];

/// An office's answer to a finding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// The figure was corrected; no explanation needed.
    Corrected,
    /// The figure is right, for the reason given.
    Explained,
}

/// Reads the answers in a list of findings, as offices send it back. A corrected figure needs no
/// explanation; a figure that stands, or a finding that is mistaken, needs one in words.
///
/// The first answer that cannot be used is an error at its sheet and row.
pub fn answers(shown: &str, sheets: &[AnswerSheet], rules: &[Rule]) -> Result<Vec<Explanation>, Error> {
    if sheets.is_empty() {
        return Err(Error::whole(shown, Message::new("explanations.no_list")).hint(Message::new("hint.workbook")));
    }
    let mut explanations = Vec::new();
    for sheet in sheets {
        let answered = answered(sheet, rules).map_err(|fault| {
            let (message, hint) = fault.told(&sheet.name);
            Error::whole(shown, message).hint(hint)
        })?;
        for (row, answer) in answered {
            let wrong = |fault: AnswerFault| {
                let (message, hint) = fault.told(&sheet.name);
                Error { line: row, ..Error::whole(&format!("{shown}!{}", sheet.name), message) }.hint(hint)
            };
            explanations.push(answer.map_err(wrong)?);
        }
    }
    Ok(explanations)
}

/// Why an answer cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerFault {
    /// The sheet lacks this column.
    NoColumn(&'static str),
    /// Not one of the possible answers; with the closest one, if any is close.
    Answer(String, Option<Message>),
    /// Not a rule of the pipeline; with the closest one, if any is close.
    Rule(String, Option<Message>),
    /// Its year is not a year.
    Year(String),
}

impl AnswerFault {
    /// The message and hint for a fault in that sheet.
    fn told(self, sheet: &str) -> Wrong {
        match self {
            AnswerFault::NoColumn(name) => {
                (Message::new("explanations.sheet_no_column").with("sheet", sheet).with("column", name), None)
            }
            AnswerFault::Answer(said, near) => {
                let choices = || Word::all_of(CHOICES.map(|(name, _)| Message::new(name)), "sum.comma");
                let one_of = || Message::new("hint.one_of").with("words", choices());
                (Message::new("explanations.answer").with("said", said), near.or_else(|| Some(one_of())))
            }
            AnswerFault::Rule(said, near) => (Message::new("explanations.rule").with("said", said), near),
            AnswerFault::Year(said) => (Message::new("explanations.year").with("said", said), None),
        }
    }
}

/// An answer, or why it cannot be used, with its row in the sheet.
pub type Answered = (usize, Result<Explanation, AnswerFault>);

/// All answers in a sheet that give an explanation. A fault of a single row is in its place in the
/// list; a missing column concerns the sheet as a whole and is the error.
pub fn answered(sheet: &AnswerSheet, rules: &[Rule]) -> Result<Vec<Answered>, AnswerFault> {
    let words = answer_words();
    let columns = ANSWERED.map(|name| sheet.columns.iter().position(|said| said == name));
    if let Some((name, _)) = ANSWERED.iter().zip(&columns).find(|(_, column)| column.is_none()) {
        return Err(AnswerFault::NoColumn(name));
    }
    let answer = |(row, cells): &(usize, Vec<String>)| {
        let answer = answer(&columns.map(|column| field(cells, column)), &words, rules).transpose()?;
        Some((*row, answer))
    };
    Ok(sheet.rows.iter().filter_map(answer).collect())
}

/// A cell of a row without surrounding white space; empty if there is no such column.
fn field(cells: &[String], column: Option<usize>) -> &str {
    column.and_then(|column| cells.get(column)).map_or("", |cell| cell.trim())
}

/// The explanation in a row, whose cells are in the order of [`ANSWERED`]. `None` for a row without
/// an answer, or whose answer is not an explanation. The office is named by its code where the row
/// has one.
fn answer(
    [code, office, year, rule, key, answer, text, figures]: &[&str; 8],
    words: &[(String, Answer)],
    rules: &[Rule],
) -> Result<Option<Explanation>, AnswerFault> {
    if answer.is_empty() {
        return Ok(None);
    }
    let Some((_, meant)) = words.iter().find(|(word, _)| *word == stem(answer)) else {
        let hint = nearest(answer, words.iter().map(|(word, _)| word.as_str()));
        return Err(AnswerFault::Answer((*answer).to_owned(), hint));
    };
    if *meant == Answer::Corrected || text.is_empty() {
        return Ok(None);
    }
    Ok(Some(Explanation {
        office: if code.is_empty() { (*office).to_owned() } else { (*code).to_owned() },
        name: (*office).to_owned(),
        year: parsed_year(year)?,
        rule: known_rule(rule, rules)?,
        key: (*key).to_owned(),
        text: (*text).to_owned(),
        by: String::new(),
        date: String::new(),
        figures: (*figures).to_owned(),
    }))
}

/// All possible answers, by the names of their sentences. A workbook offers them as a list to
/// choose from.
const CHOICES: [(&str, Answer); 3] = [
    ("answer.corrected", Answer::Corrected),
    ("answer.stands", Answer::Explained),
    ("answer.mistaken", Answer::Explained),
];

/// All possible answers, in every language, since an office may get the list in one language and
/// the city read it in another.
fn answer_words() -> Vec<(String, Answer)> {
    let mut words = Vec::new();
    for wording in [Lang::Zh, Lang::En].into_iter().filter_map(|lang| wording(lang).ok()) {
        for (name, answer) in CHOICES {
            words.push((stem(&wording.say(name, &[])).to_owned(), answer));
        }
    }
    words
}

/// The answer without a remark in brackets, which may be full-width: `stands (see our letter)` is
/// `stands`.
fn stem(answer: &str) -> &str {
    answer.split(['(', '\u{FF08}']).next().unwrap_or(answer).trim()
}

/// What is wrong, and a hint.
type Wrong = (Message, Option<Message>);

/// A year, or the fault.
fn parsed_year(said: &str) -> Result<Year, AnswerFault> {
    said.parse().map(Year).map_err(|_| AnswerFault::Year(said.to_owned()))
}

/// The rule with an id, or the fault with the nearest id.
fn known_rule(said: &str, rules: &[Rule]) -> Result<RuleIx, AnswerFault> {
    let at = rules.iter().position(|rule| rule.id.0 == said).ok_or_else(|| {
        AnswerFault::Rule(said.to_owned(), nearest(said, rules.iter().map(|rule| rule.id.0.as_str())))
    })?;
    Ok(RuleIx(at as u16))
}

/// Reads a line of a file of explanations. `None` for a blank line.
fn explanation(
    record: &StringRecord,
    columns: &[Option<usize>; 8],
    rules: &[Rule],
) -> Result<Option<Explanation>, AnswerFault> {
    // In outputs, a text that looks like a formula has an apostrophe in front.
    let field = |at: usize| {
        let said = columns[at].and_then(|column| record.get(column)).map_or("", str::trim);
        said.strip_prefix('\'').unwrap_or(said)
    };
    if record.iter().all(|field| field.trim().is_empty()) {
        return Ok(None);
    }
    let (year, rule) = (parsed_year(field(1))?, known_rule(field(2), rules)?);
    Ok(Some(Explanation {
        office: field(0).to_owned(),
        name: String::new(),
        year,
        rule,
        key: field(3).to_owned(),
        text: field(4).to_owned(),
        by: field(5).to_owned(),
        date: field(6).to_owned(),
        figures: field(7).to_owned(),
    }))
}
