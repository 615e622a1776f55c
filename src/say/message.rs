//! Messages as text in a language, and as JSON in a column of an output.
//!
//! The JSON refers to cells, rows and rules by code, so that a finished run can be put into words
//! again, in another language, by [`from_data`] and [`message`]. Every kind of word has a form of
//! its own there:
//!
//! ```text
//! text     "2024"                        label   {"zh":"全市","en":"city"}
//! message  ["sum.row",{…}]               list    {"list":[…],"joint":"sum.comma"}
//! run      {"run":[…]}                   code    {"cell":"…"}, {"rule":"T3-ROW"}, {"table":"…","row":"…"}
//! ```

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::model::{Catalogue, CellIx, FormIx, Labelled, Message, Pipeline, RuleIx, Text, Word, Wording};
use crate::say;

/// Puts messages into words. Knows the language, and how cells and rules are named in it.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    /// `None` if there is no pipeline to name anything from; labels are then empty.
    pipeline: Option<&'a Pipeline>,
    wording: &'a Wording,
    placeholders: Option<Placeholders>,
}

/// Codes written instead of the names of cells and rules, for a reader that replaces them itself,
/// as the page does.
#[derive(Clone, Copy)]
pub struct Placeholders {
    /// The code for a cell.
    pub cell: fn(CellIx) -> String,
    /// The code for a rule, in place of what is wrong where it is broken.
    pub rule: fn(RuleIx) -> String,
}

impl<'a> Renderer<'a> {
    /// Names cells by the labels of table, row and column, and says of rules what is wrong.
    pub fn of(pipeline: &'a Pipeline, wording: &'a Wording) -> Renderer<'a> {
        Renderer { pipeline: Some(pipeline), wording, placeholders: None }
    }

    /// Names cells and rules by placeholders.
    pub fn with_placeholders(pipeline: &'a Pipeline, wording: &'a Wording, placeholders: Placeholders) -> Renderer<'a> {
        Renderer { pipeline: Some(pipeline), wording, placeholders: Some(placeholders) }
    }
}

/// Puts a message into words.
pub fn message(message: &Message, pipeline: &Pipeline, wording: &Wording) -> String {
    Renderer::of(pipeline, wording).message(message)
}

/// Puts a message into words without a pipeline: for messages about the command line, or about a
/// pipeline that cannot be loaded.
pub fn plain(message: &Message, wording: &Wording) -> String {
    Renderer { pipeline: None, wording, placeholders: None }.message(message)
}

/// Several messages about one thing, joined by `; `: the remarks on one file, for instance.
pub fn messages(all: &[Message], pipeline: &Pipeline, wording: &Wording) -> String {
    let said: Vec<String> = all.iter().map(|one| message(one, pipeline, wording)).collect();
    said.join("; ")
}

/// The reasons for a rank, joined as parts of a sentence are. The joint does not occur inside a
/// reason, so that readers can split.
pub fn reasons(reasons: &[Message], renderer: &Renderer<'_>) -> String {
    let [joint, comma] = ["repair.joint", "sum.joint"].map(|name| renderer.wording.say(name, &[]));
    let said: Vec<String> = reasons.iter().map(|reason| renderer.message(reason).replace(&joint, &comma)).collect();
    said.join(&joint)
}

/// The reasons for a rank, each with the id of its rule last, joined by `; `: for tables, whose
/// readers may be programs.
pub fn coded_reasons(all: &[Message], renderer: &Renderer<'_>) -> String {
    let coded = |reason: &Message| {
        let rule = reason.words.iter().find(|(name, _)| name == "rule").map(|(_, rule)| rule.clone());
        let coded = Message::new("reason.coded").with("reason", reason.clone());
        rule.map_or_else(|| reason.clone(), |rule| coded.with("rule", rule))
    };
    let said: Vec<String> = all.iter().map(|one| renderer.message(&coded(one)).replace("; ", ", ")).collect();
    said.join("; ")
}

impl Renderer<'_> {
    /// Puts a message into words. A debug build panics if the sentence asks for a word that the
    /// message lacks.
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

    /// A word as text. Nested messages and lists are put into words in turn; labels are taken in
    /// the language of the wording.
    pub fn word(&self, word: &Word) -> String {
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

    /// The label of something the pipeline has a name for, or its placeholder.
    fn label(&self, labelled: Labelled, pipeline: &Pipeline) -> String {
        let wording = self.wording;
        let title = |title: &Text| title.get(wording.lang).to_owned();
        let method = |rule: RuleIx| pipeline.methods.iter().find(|method| method.rule == rule);
        match (labelled, self.placeholders) {
            (Labelled::Cell(cell), Some(placeholders)) => (placeholders.cell)(cell),
            (Labelled::Rule(rule), Some(placeholders)) => (placeholders.rule)(rule),
            (Labelled::Cell(cell), None) => say::cell(pipeline, cell, wording),
            (Labelled::Rule(rule), None) => say::wrong(pipeline.rule(rule), wording),
            (Labelled::Row(table, row), _) => say::row(pipeline, table, row, wording),
            (Labelled::Column(table, column), _) => say::column(pipeline, table, column, wording),
            (Labelled::Table(table), _) => title(&pipeline.catalogue.table(table).title),
            (Labelled::Form(form), _) => title(&pipeline.catalogue.forms[form.at()].title),
            (Labelled::Observed(rule), _) => method(rule).map_or_else(String::new, |method| title(&method.name)),
            (Labelled::Unit(rule), _) => method(rule).map_or_else(String::new, |method| title(&method.unit)),
        }
    }
}

/// A message as JSON, with codes for what the pipeline has labels for:
/// `["finding.missing",{"year":"2024"}]`.
pub fn as_data(message: &Message, pipeline: &Pipeline) -> Value {
    let words: Map<String, Value> =
        message.words.iter().map(|(name, word)| (name.to_string(), word_as_data(word, pipeline))).collect();
    if words.is_empty() { json!([message.sentence]) } else { json!([message.sentence, words]) }
}

/// A word as JSON: text is a string, a message an array, everything else an object that says what
/// it is.
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

/// The code of something labelled, as an object whose keys say what kind it is:
/// `{"table":"requests","row":"granted"}`.
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

/// Reads a message that [`as_data`] wrote. `None` if the text is not such a message, or names
/// something the pipeline does not have.
pub fn from_data(data: &Value, pipeline: &Pipeline) -> Option<Message> {
    let data = data.as_array()?;
    let words = data.get(1).and_then(Value::as_object).into_iter().flatten();
    let words = words.map(|(name, word)| Some((Cow::Owned(name.clone()), word_from_data(word, pipeline)?)));
    Some(Message { sentence: Cow::Owned(data.first()?.as_str()?.to_owned()), words: words.collect::<Option<_>>()? })
}

/// Inverse of [`word_as_data`].
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

/// Inverse of [`code`].
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

/// The form version with that id.
fn form(catalogue: &Catalogue, id: &str) -> Option<FormIx> {
    catalogue.forms.iter().position(|form| form.id == id).map(|at| FormIx(at as u8))
}
