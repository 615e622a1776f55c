//! Messages in words, for tests that look at what people are told.

use std::sync::LazyLock;

use gouji::model::{Finding, FindingRow, Intake, IntakeRow, Lang, Message, Pipeline, Wording};
use gouji::{say, spec};

static CHINESE: LazyLock<Wording> = LazyLock::new(|| spec::wording(Lang::Zh).unwrap());
static ENGLISH: LazyLock<Wording> = LazyLock::new(|| spec::wording(Lang::En).unwrap());
static DISCLOSURE: LazyLock<Pipeline> = LazyLock::new(|| spec::load("cn-disclosure").unwrap());

/// What has something to say.
pub trait Said {
    fn messages(&self) -> &[Message];

    fn said_in(&self, pipeline: &Pipeline, lang: Lang) -> String {
        let wording = match lang {
            Lang::Zh => &CHINESE,
            Lang::En => &ENGLISH,
        };
        say::messages(self.messages(), pipeline, wording)
    }

    /// In English, by the pipeline that most tests run.
    fn said(&self) -> String {
        self.said_in(&DISCLOSURE, Lang::En)
    }

    /// The same in Chinese.
    fn chinese(&self) -> String {
        self.said_in(&DISCLOSURE, Lang::Zh)
    }
}

impl Said for Finding {
    fn messages(&self) -> &[Message] {
        std::slice::from_ref(&self.message)
    }
}

impl Said for FindingRow {
    fn messages(&self) -> &[Message] {
        std::slice::from_ref(&self.message)
    }
}

impl Said for Intake {
    fn messages(&self) -> &[Message] {
        &self.messages
    }
}

impl Said for IntakeRow {
    fn messages(&self) -> &[Message] {
        &self.messages
    }
}

/// A message that names nothing of a pipeline, in English.
pub fn plainly(message: &Message) -> String {
    say::plain(message, &ENGLISH)
}
