//! A message in a language, and as data in a column of an output.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::model::{AxisIx, Catalogue, CellIx, FormIx, Message, Pipeline, RuleIx, TableIx, Text, Word, Wording};
use crate::say;

/// How cells and rules are named in a sentence.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pipeline: Option<&'a Pipeline>,
    wording: &'a Wording,
    marks: Option<Marks>,
}

/// What stands for a cell or a rule in a message that is put in words elsewhere.
#[derive(Clone, Copy)]
pub struct Marks {
    /// In the place of a cell.
    pub cell: fn(CellIx) -> String,
    /// In the place of a rule's title.
    pub rule: fn(RuleIx) -> String,
}

impl<'a> Names<'a> {
    /// Cells by the labels of table, row and column, and rules by their titles.
    pub fn of(pipeline: &'a Pipeline, wording: &'a Wording) -> Names<'a> {
        Names { pipeline: Some(pipeline), wording, marks: None }
    }

    /// Cells and rules by marks.
    pub fn marked(pipeline: &'a Pipeline, wording: &'a Wording, marks: Marks) -> Names<'a> {
        Names { pipeline: Some(pipeline), wording, marks: Some(marks) }
    }
}

/// The message in the language of the wording.
pub fn message(message: &Message, pipeline: &Pipeline, wording: &Wording) -> String {
    Names::of(pipeline, wording).message(message)
}

/// A message that names nothing of a pipeline, such as one about the command line or about a pipeline that cannot be
/// loaded.
pub fn plain(message: &Message, wording: &Wording) -> String {
    Names { pipeline: None, wording, marks: None }.message(message)
}

/// Several messages about one thing, one behind the other, each once.
pub fn messages(all: &[Message], pipeline: &Pipeline, wording: &Wording) -> String {
    let said: Vec<String> = all.iter().map(|one| message(one, pipeline, wording)).collect();
    said.join("; ")
}

/// Reasons for a rank. A semicolon stands between them, and inside none.
pub fn reasons(reasons: &[Message], names: &Names<'_>) -> String {
    let said: Vec<String> = reasons.iter().map(|reason| names.message(reason).replace("; ", ", ")).collect();
    said.join("; ")
}

impl Names<'_> {
    /// The message in words.
    pub fn message(&self, message: &Message) -> String {
        let words: Vec<(&str, String)> = message.words.iter().map(|(name, word)| (&**name, self.word(word))).collect();
        let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
        debug_assert!(
            self.wording.unfilled(&message.sentence, &words).is_empty(),
            "`{}` asks for {:?}",
            message.sentence,
            self.wording.unfilled(&message.sentence, &words)
        );
        self.wording.say(&message.sentence, &words)
    }

    fn word(&self, word: &Word) -> String {
        match word {
            Word::Text(text) => text.to_string(),
            Word::Label(label) => label.get(self.wording.lang).to_owned(),
            Word::Message(message) => self.message(message),
            Word::List(words, joint) => {
                let said: Vec<String> = words.iter().map(|word| self.word(word)).collect();
                said.join(&self.wording.say(joint, &[]))
            }
            Word::Run(words) => {
                let said: String = words.iter().map(|word| self.word(word)).collect();
                said.trim_start().to_owned()
            }
            Word::Cell(_)
            | Word::Row(..)
            | Word::Column(..)
            | Word::Table(_)
            | Word::Form(_)
            | Word::Rule(_)
            | Word::Observed(_)
            | Word::Unit(_) => self.pipeline.map_or_else(String::new, |pipeline| self.label(word, pipeline)),
        }
    }

    /// The name that a pipeline has for a word; empty for words that are none of it.
    fn label(&self, word: &Word, pipeline: &Pipeline) -> String {
        let wording = self.wording;
        let title = |title: &Text| title.get(wording.lang).to_owned();
        let method = |rule: &RuleIx| pipeline.methods.iter().find(|method| method.rule == *rule);
        match (word, self.marks) {
            (Word::Cell(cell), Some(marks)) => (marks.cell)(*cell),
            (Word::Rule(rule), Some(marks)) => (marks.rule)(*rule),
            (Word::Cell(cell), None) => say::cell(pipeline, *cell, wording),
            (Word::Rule(rule), None) => title(&pipeline.rule(*rule).title),
            (Word::Row(table, row), _) => say::row(pipeline, *table, *row, wording),
            (Word::Column(table, column), _) => say::column(pipeline, *table, *column, wording),
            (Word::Table(table), _) => title(&pipeline.catalogue.table(*table).title),
            (Word::Form(form), _) => title(&pipeline.catalogue.forms[form.at()].title),
            (Word::Observed(rule), _) => method(rule).map_or_else(String::new, |method| title(&method.name)),
            (Word::Unit(rule), _) => method(rule).map_or_else(String::new, |method| title(&method.unit)),
            (Word::Text(_) | Word::Label(_) | Word::Message(_) | Word::List(..) | Word::Run(_), _) => String::new(),
        }
    }
}

/// A message as JSON, with codes in the place of positions: `["finding.missing",{"year":"2024"}]`.
pub fn as_data(message: &Message, pipeline: &Pipeline) -> Value {
    let words: Map<String, Value> =
        message.words.iter().map(|(name, word)| (name.to_string(), word_as_data(word, pipeline))).collect();
    if words.is_empty() { json!([message.sentence]) } else { json!([message.sentence, words]) }
}

fn word_as_data(word: &Word, pipeline: &Pipeline) -> Value {
    let catalogue = &pipeline.catalogue;
    let row = |table: &TableIx, row: &AxisIx| &catalogue.table(*table).rows[row.at()].code;
    let column = |table: &TableIx, column: &AxisIx| &catalogue.table(*table).columns[column.at()].code;
    let all = |words: &[Word]| words.iter().map(|word| word_as_data(word, pipeline)).collect::<Vec<_>>();
    match word {
        Word::Text(text) => json!(text),
        Word::Cell(cell) => json!({ "cell": catalogue.cell(*cell).code }),
        Word::Row(table, at) => json!({ "table": catalogue.table(*table).code, "row": row(table, at) }),
        Word::Column(table, at) => json!({ "table": catalogue.table(*table).code, "column": column(table, at) }),
        Word::Table(table) => json!({ "table": catalogue.table(*table).code }),
        Word::Form(form) => json!({ "form": catalogue.forms[form.at()].id }),
        Word::Rule(rule) => json!({ "rule": pipeline.rule(*rule).id.0 }),
        Word::Observed(rule) => json!({ "observed": pipeline.rule(*rule).id.0 }),
        Word::Unit(rule) => json!({ "unit": pipeline.rule(*rule).id.0 }),
        Word::Label(label) => json!({ "zh": label.zh, "en": label.en }),
        Word::Message(message) => as_data(message, pipeline),
        Word::List(words, joint) => json!({ "list": all(words), "joint": joint }),
        Word::Run(words) => json!({ "run": all(words) }),
    }
}

/// The message that [`as_data`] has written; nothing where the pipeline does not know what it names.
pub fn of_data(data: &Value, pipeline: &Pipeline) -> Option<Message> {
    let data = data.as_array()?;
    let words = data.get(1).and_then(Value::as_object).into_iter().flatten();
    let words = words.map(|(name, word)| Some((Cow::Owned(name.clone()), word_of_data(word, pipeline)?)));
    Some(Message { sentence: Cow::Owned(data.first()?.as_str()?.to_owned()), words: words.collect::<Option<_>>()? })
}

fn word_of_data(data: &Value, pipeline: &Pipeline) -> Option<Word> {
    if let Some(text) = data.as_str() {
        return Some(Word::from(text));
    }
    if data.is_array() {
        return Some(Word::Message(of_data(data, pipeline)?));
    }
    let catalogue = &pipeline.catalogue;
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    let all = |name: &str| -> Option<Vec<Word>> {
        data.get(name)?.as_array()?.iter().map(|word| word_of_data(word, pipeline)).collect()
    };
    if let (Some(zh), Some(en)) = (text("zh"), text("en")) {
        return Some(Word::from(&Text { zh: zh.to_owned(), en: en.to_owned() }));
    }
    if let Some(code) = text("table") {
        let ix = catalogue.table_by_code(code)?;
        let table = catalogue.table(ix);
        return Some(match (text("row"), text("column")) {
            (Some(code), _) => Word::Row(ix, table.row(code)?),
            (_, Some(code)) => Word::Column(ix, table.column(code)?),
            (None, None) => Word::Table(ix),
        });
    }
    match (text("cell"), text("form"), text("rule"), text("observed"), text("unit")) {
        (Some(code), ..) => Some(Word::Cell(catalogue.by_code(code)?)),
        (_, Some(id), ..) => Some(Word::Form(form(catalogue, id)?)),
        (_, _, Some(code), ..) => Some(Word::Rule(pipeline.rule_by_id(code)?)),
        (_, _, _, Some(code), _) => Some(Word::Observed(pipeline.rule_by_id(code)?)),
        (_, _, _, _, Some(code)) => Some(Word::Unit(pipeline.rule_by_id(code)?)),
        _ => match all("list") {
            Some(words) => Some(Word::List(words, Cow::Owned(text("joint")?.to_owned()))),
            None => Some(Word::Run(all("run")?)),
        },
    }
}

fn form(catalogue: &Catalogue, id: &str) -> Option<FormIx> {
    catalogue.forms.iter().position(|form| form.id == id).map(|at| FormIx(at as u8))
}
