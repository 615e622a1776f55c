//! The templates of letters: the pipeline's own, or the default ones.
//!
//! There are two letters in two languages, as `letters/notice.zh.md` and so on. A pipeline may
//! replace any of the four by a file of that name. Templates are Markdown with the syntax of Jinja:
//! `{{ office }}`.

use minijinja::Environment;

use crate::model::{Message, Text};
use crate::spec::builtin::LETTERS;
use crate::spec::error::Error;
use crate::spec::files::Files;

/// The folder of a pipeline's own templates.
pub(super) const FOLDER: &str = "letters";

/// The templates of the notice and the bulletin, each in both languages. A syntax error in any of
/// them is an error, even if the run writes no letters.
pub(super) fn templates(files: &Files) -> Result<[Text; 2], Error> {
    let [notice_zh, notice_en, bulletin_zh, bulletin_en] = LETTERS.map(|(name, usual)| template(files, name, usual));
    Ok([Text { zh: notice_zh?, en: notice_en? }, Text { zh: bulletin_zh?, en: bulletin_en? }])
}

/// Variables of a notice, the letter to one office. Any other variable in a template is reported by
/// a lint.
pub const NOTICE_WORDS: &[&str] = &[
    "title", "office", "sender", "contact", "reply_by", "year", "suspects", "is_sure", "counts", "n", "sections",
    "rest", "workbook",
];

/// Variables of a bulletin, the letter to all offices.
pub const BULLETIN_WORDS: &[&str] = &[
    "title",
    "sender",
    "contact",
    "reply_by",
    "latest",
    "before",
    "since",
    "problems",
    "missing",
    "failed",
    "districts",
];

/// The template files that a pipeline may have, with the variables of each.
pub(super) fn files() -> impl Iterator<Item = (String, &'static [&'static str])> {
    let words = [NOTICE_WORDS, NOTICE_WORDS, BULLETIN_WORDS, BULLETIN_WORDS];
    LETTERS.iter().zip(words).map(|((name, _), words)| (format!("{FOLDER}/{name}"), words))
}

/// One template. `usual` is the default text, used if the pipeline has no file of that name.
fn template(files: &Files, name: &str, usual: &str) -> Result<String, Error> {
    let file = format!("{FOLDER}/{name}");
    let own = files.text_if_there(&file)?;
    let (shown, text) = match own {
        Some(text) => (files.shown(&file), text),
        None => (format!("pipelines/lang/{file}"), usual.to_owned()),
    };
    if let Err(error) = Environment::new().add_template("letter", &text) {
        let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
        let message = Message::new("letter.no_template").with("error", detail);
        return Err(Error { line: error.line().unwrap_or(0), ..Error::whole(&shown, message) });
    }
    Ok(text)
}
