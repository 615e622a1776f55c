//! A message in a language, and as data in a column of an output.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::model::{Catalogue, CellIx, FormIx, Labelled, Message, Pipeline, RuleIx, Text, Word, Wording};
use crate::say;

/// Puts messages into words: knows the language, and how cells and rules are named in it.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    pipeline: Option<&'a Pipeline>,
    wording: &'a Wording,
    placeholders: Option<Placeholders>,
}

/// Writes short codes instead of the names of cells and rules, for a reader that replaces them itself (the page).
#[derive(Clone, Copy)]
pub struct Placeholders {
    /// In the place of a cell.
    pub cell: fn(CellIx) -> String,
    /// In the place of a rule's title.
    pub rule: fn(RuleIx) -> String,
}

impl<'a> Renderer<'a> {
    /// Names cells by the labels of table, row and column, and rules by their titles.
    pub fn of(pipeline: &'a Pipeline, wording: &'a Wording) -> Renderer<'a> {
        Renderer { pipeline: Some(pipeline), wording, placeholders: None }
    }

    /// Names cells and rules by placeholders.
    pub fn with_placeholders(pipeline: &'a Pipeline, wording: &'a Wording, placeholders: Placeholders) -> Renderer<'a> {
        Renderer { pipeline: Some(pipeline), wording, placeholders: Some(placeholders) }
    }
}

/// The message in the language of the wording.
pub fn message(message: &Message, pipeline: &Pipeline, wording: &Wording) -> String {
    Renderer::of(pipeline, wording).message(message)
}

/// A message that names nothing of a pipeline, such as one about the command line or about a pipeline that cannot be
/// loaded.
pub fn plain(message: &Message, wording: &Wording) -> String {
    Renderer { pipeline: None, wording, placeholders: None }.message(message)
}

/// Several messages about one thing, one behind the other, each once.
pub fn messages(all: &[Message], pipeline: &Pipeline, wording: &Wording) -> String {
    let said: Vec<String> = all.iter().map(|one| message(one, pipeline, wording)).collect();
    said.join("; ")
}

/// Reasons for a rank. A semicolon stands between them, and inside none.
pub fn reasons(reasons: &[Message], renderer: &Renderer<'_>) -> String {
    let said: Vec<String> = reasons.iter().map(|reason| renderer.message(reason).replace("; ", ", ")).collect();
    said.join("; ")
}

impl Renderer<'_> {
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
            Word::Labelled(labelled) => {
                self.pipeline.map_or_else(String::new, |pipeline| self.label(*labelled, pipeline))
            }
        }
    }

    fn label(&self, labelled: Labelled, pipeline: &Pipeline) -> String {
        let wording = self.wording;
        let title = |title: &Text| title.get(wording.lang).to_owned();
        let method = |rule: RuleIx| pipeline.methods.iter().find(|method| method.rule == rule);
        match (labelled, self.placeholders) {
            (Labelled::Cell(cell), Some(placeholders)) => (placeholders.cell)(cell),
            (Labelled::Rule(rule), Some(placeholders)) => (placeholders.rule)(rule),
            (Labelled::Cell(cell), None) => say::cell(pipeline, cell, wording),
            (Labelled::Rule(rule), None) => title(&pipeline.rule(rule).title),
            (Labelled::Row(table, row), _) => say::row(pipeline, table, row, wording),
            (Labelled::Column(table, column), _) => say::column(pipeline, table, column, wording),
            (Labelled::Table(table), _) => title(&pipeline.catalogue.table(table).title),
            (Labelled::Form(form), _) => title(&pipeline.catalogue.forms[form.at()].title),
            (Labelled::Observed(rule), _) => method(rule).map_or_else(String::new, |method| title(&method.name)),
            (Labelled::Unit(rule), _) => method(rule).map_or_else(String::new, |method| title(&method.unit)),
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
    let all = |words: &[Word]| words.iter().map(|word| word_as_data(word, pipeline)).collect::<Vec<_>>();
    match word {
        Word::Text(text) => json!(text),
        Word::Labelled(labelled) => code(*labelled, pipeline),
        Word::Label(label) => json!({ "zh": label.zh, "en": label.en }),
        Word::Message(message) => as_data(message, pipeline),
        Word::List(words, joint) => json!({ "list": all(words), "joint": joint }),
        Word::Run(words) => json!({ "run": all(words) }),
    }
}

/// What has a label, by its code.
fn code(labelled: Labelled, pipeline: &Pipeline) -> Value {
    let catalogue = &pipeline.catalogue;
    let rule = |rule: RuleIx| &pipeline.rule(rule).id.0;
    match labelled {
        Labelled::Cell(cell) => json!({ "cell": catalogue.cell(cell).code }),
        Labelled::Row(table, row) => {
            let table = catalogue.table(table);
            json!({ "table": table.code, "row": table.rows[row.at()].code })
        }
        Labelled::Column(table, column) => {
            let table = catalogue.table(table);
            json!({ "table": table.code, "column": table.columns[column.at()].code })
        }
        Labelled::Table(table) => json!({ "table": catalogue.table(table).code }),
        Labelled::Form(form) => json!({ "form": catalogue.forms[form.at()].id }),
        Labelled::Rule(ix) => json!({ "rule": rule(ix) }),
        Labelled::Observed(ix) => json!({ "observed": rule(ix) }),
        Labelled::Unit(ix) => json!({ "unit": rule(ix) }),
    }
}

/// The message that [`as_data`] has written; nothing where the pipeline does not know what it names.
pub fn from_data(data: &Value, pipeline: &Pipeline) -> Option<Message> {
    let data = data.as_array()?;
    let words = data.get(1).and_then(Value::as_object).into_iter().flatten();
    let words = words.map(|(name, word)| Some((Cow::Owned(name.clone()), word_from_data(word, pipeline)?)));
    Some(Message { sentence: Cow::Owned(data.first()?.as_str()?.to_owned()), words: words.collect::<Option<_>>()? })
}

fn word_from_data(data: &Value, pipeline: &Pipeline) -> Option<Word> {
    if let Some(text) = data.as_str() {
        return Some(Word::from(text));
    }
    if data.is_array() {
        return Some(Word::Message(from_data(data, pipeline)?));
    }
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    let all = |name: &str| -> Option<Vec<Word>> {
        data.get(name)?.as_array()?.iter().map(|word| word_from_data(word, pipeline)).collect()
    };
    if let (Some(zh), Some(en)) = (text("zh"), text("en")) {
        return Some(Word::from(&Text { zh: zh.to_owned(), en: en.to_owned() }));
    }
    if let Some(words) = all("list") {
        return Some(Word::List(words, Cow::Owned(text("joint")?.to_owned())));
    }
    all("run").map(Word::Run).or_else(|| from_code(data, pipeline).map(Word::Labelled))
}

/// What [`code`] has written.
fn from_code(data: &Value, pipeline: &Pipeline) -> Option<Labelled> {
    let catalogue = &pipeline.catalogue;
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    if let Some(code) = text("table") {
        let ix = catalogue.table_by_code(code)?;
        let table = catalogue.table(ix);
        return Some(match (text("row"), text("column")) {
            (Some(code), _) => Labelled::Row(ix, table.row(code)?),
            (_, Some(code)) => Labelled::Column(ix, table.column(code)?),
            (None, None) => Labelled::Table(ix),
        });
    }
    match (text("cell"), text("form"), text("rule"), text("observed"), text("unit")) {
        (Some(code), ..) => Some(Labelled::Cell(catalogue.by_code(code)?)),
        (_, Some(id), ..) => Some(Labelled::Form(form(catalogue, id)?)),
        (_, _, Some(code), ..) => Some(Labelled::Rule(pipeline.rule_by_id(code)?)),
        (_, _, _, Some(code), _) => Some(Labelled::Observed(pipeline.rule_by_id(code)?)),
        (_, _, _, _, Some(code)) => Some(Labelled::Unit(pipeline.rule_by_id(code)?)),
        _ => None,
    }
}

fn form(catalogue: &Catalogue, id: &str) -> Option<FormIx> {
    catalogue.forms.iter().position(|form| form.id == id).map(|at| FormIx(at as u8))
}
