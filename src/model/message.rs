//! A sentence as data: its name and the words in it, said only when it is known to whom and in which language.
//!
//! Every stage makes messages; only the outputs and the screen say them ([`crate::say::message`]). So a finished run
//! can be told in either language, two runs can be held against each other whatever language they were made in, and
//! what a message is about (a cell, a rule) never has to be searched for in a finished text.

use std::borrow::Cow;
use std::io;

use crate::model::{AxisIx, CellIx, FormIx, RuleIx, Scope, TableIx, Text};

/// A sentence that is not in any language yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// The name of the sentence in `pipelines/lang`, such as `finding.missing`.
    pub sentence: Cow<'static, str>,
    /// What is filled in, by the names that stand in braces in the sentence.
    pub words: Vec<(Cow<'static, str>, Word)>,
}

/// What is filled into a sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// The same in every language: a figure, an office's name, what was printed.
    Text(Box<str>),
    /// What the pipeline has a label for.
    Labelled(Labelled),
    /// A text that a pipeline gives in every language.
    Label(Box<Text>),
    /// A sentence inside a sentence.
    Message(Message),
    /// Several words with the sentence of that name between them.
    List(Vec<Word>, Cow<'static, str>),
    /// Several words one behind the other, without a blank in front of the first.
    Run(Vec<Word>),
}

/// Something of a pipeline that has a label in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Labelled {
    /// The table, row and column of a cell.
    Cell(CellIx),
    /// The label of a row.
    Row(TableIx, AxisIx),
    /// The label of a column.
    Column(TableIx, AxisIx),
    /// The title of a table.
    Table(TableIx),
    /// The title of a form version.
    Form(FormIx),
    /// What is wrong where a rule is broken.
    Rule(RuleIx),
    /// What the method of a rule looks at, such as a number of requests.
    Observed(RuleIx),
    /// The unit of what the method of a rule looks at.
    Unit(RuleIx),
}

impl Message {
    /// The sentence of that name, with nothing filled in.
    pub fn new(sentence: &'static str) -> Message {
        Message { sentence: Cow::Borrowed(sentence), words: Vec::new() }
    }

    /// A sentence out of a family, such as `slip.{}` for the slips of the pen.
    pub fn of_family(family: &'static str, name: &str) -> Message {
        Message { sentence: Cow::Owned(family.replace("{}", name)), words: Vec::new() }
    }

    /// A text that is in some language already, such as one from an output of an earlier version.
    pub fn verbatim(text: impl Into<Word>) -> Message {
        Message::new("message.verbatim").with("text", text)
    }

    /// The sentence with one word more filled in.
    pub fn with(mut self, name: &'static str, word: impl Into<Word>) -> Message {
        self.words.push((Cow::Borrowed(name), word.into()));
        self
    }

    /// Changes every text in it that is the same in all languages, such as a path.
    pub fn each_text(&mut self, change: &dyn Fn(&mut String)) {
        self.words.iter_mut().for_each(|(_, word)| word.each_text(change));
    }
}

impl Word {
    fn each_text(&mut self, change: &dyn Fn(&mut String)) {
        match self {
            Word::Text(text) => {
                let mut changed = std::mem::take(text).into_string();
                change(&mut changed);
                *text = changed.into();
            }
            Word::Message(message) => message.each_text(change),
            Word::List(words, _) | Word::Run(words) => words.iter_mut().for_each(|word| word.each_text(change)),
            Word::Labelled(_) | Word::Label(_) => {}
        }
    }

    /// The first few of several words, and a mark where there are more.
    pub fn first_of<W: Into<Word>>(words: impl IntoIterator<Item = W>, most: usize, joint: &'static str) -> Word {
        let mut words = words.into_iter();
        let mut shown: Vec<Word> = words.by_ref().take(most).map(Into::into).collect();
        if words.next().is_some() {
            shown.push(Word::from("…"));
        }
        Word::List(shown, Cow::Borrowed(joint))
    }

    /// All of several words.
    pub fn all_of<W: Into<Word>>(words: impl IntoIterator<Item = W>, joint: &'static str) -> Word {
        Word::List(words.into_iter().map(Into::into).collect(), Cow::Borrowed(joint))
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Word {
        Word::Text(text.into())
    }
}

impl From<String> for Word {
    fn from(text: String) -> Word {
        Word::Text(text.into())
    }
}

impl From<&String> for Word {
    fn from(text: &String) -> Word {
        Word::Text(text.as_str().into())
    }
}

impl From<&Text> for Word {
    fn from(label: &Text) -> Word {
        Word::Label(Box::new(label.clone()))
    }
}

/// What the system says of a file, in words of our own where it is one of the usual things.
impl From<&io::Error> for Word {
    fn from(error: &io::Error) -> Word {
        let sentence = match error.kind() {
            io::ErrorKind::NotFound => "system.not_found",
            io::ErrorKind::PermissionDenied => "system.not_permitted",
            io::ErrorKind::AlreadyExists => "system.is_there",
            io::ErrorKind::NotADirectory => "system.no_folder",
            io::ErrorKind::IsADirectory => "system.is_folder",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "system.full",
            io::ErrorKind::FileTooLarge => "system.too_large",
            io::ErrorKind::ReadOnlyFilesystem => "system.read_only",
            io::ErrorKind::OutOfMemory => "system.no_memory",
            _ => return Word::from(error.to_string()),
        };
        Message::new(sentence).into()
    }
}

impl From<Message> for Word {
    fn from(message: Message) -> Word {
        Word::Message(message)
    }
}

impl From<Labelled> for Word {
    fn from(labelled: Labelled) -> Word {
        Word::Labelled(labelled)
    }
}

impl From<CellIx> for Word {
    fn from(cell: CellIx) -> Word {
        Word::Labelled(Labelled::Cell(cell))
    }
}

impl From<TableIx> for Word {
    fn from(table: TableIx) -> Word {
        Word::Labelled(Labelled::Table(table))
    }
}

impl From<Scope> for Word {
    fn from(scope: Scope) -> Word {
        Word::Message(Message::of_family("scope.{}", scope.code()))
    }
}

macro_rules! numbers_are_words {
    ($($number:ty)*) => {$(
        impl From<$number> for Word {
            fn from(number: $number) -> Word {
                Word::Text(number.to_string().into())
            }
        }
    )*};
}

numbers_are_words!(u16 u32 u64 usize i64);
