//! The pipelines, sentences and templates compiled into the binary, so that it runs anywhere.

use crate::spec::files::Files;

macro_rules! pipeline {
    ($name:literal: $($file:literal),* $(,)?) => {
        Files::BuiltIn($name, &[
            $(($file, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/", $name, "/", $file)))),*
        ])
    };
}

/// The built-in pipelines by name; the first is the default.
pub static BUILT_IN: &[(&str, Files)] = include!(concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/built_in.rs"));

/// The program's sentences in Chinese.
pub(super) static WORDING_ZH: &str = include_str!("../../pipelines/lang/zh.toml");
/// The program's sentences in English.
pub(super) static WORDING_EN: &str = include_str!("../../pipelines/lang/en.toml");

/// Default templates of letters, for pipelines without their own: file name and text.
pub(super) static LETTERS: [(&str, &str); 4] = [
    ("notice.zh.md", include_str!("../../pipelines/lang/letters/notice.zh.md")),
    ("notice.en.md", include_str!("../../pipelines/lang/letters/notice.en.md")),
    ("bulletin.zh.md", include_str!("../../pipelines/lang/letters/bulletin.zh.md")),
    ("bulletin.en.md", include_str!("../../pipelines/lang/letters/bulletin.en.md")),
];
