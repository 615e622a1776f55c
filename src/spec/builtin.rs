//! The pipelines and wordings that the binary carries, so that it runs anywhere.

use crate::spec::files::Files;

macro_rules! pipeline {
    ($name:literal: $($file:literal),* $(,)?) => {
        Files::BuiltIn($name, &[
            $(($file, include_str!(concat!("../../pipelines/", $name, "/", $file)))),*
        ])
    };
}

/// The built-in pipelines by name; the first is the default.
pub static BUILT_IN: &[(&str, Files)] = &[
    (
        "cn-disclosure",
        pipeline!("cn-disclosure":
            "pipeline.toml",
            "rules.toml",
            "prose.toml",
            "tests.toml",
            "register.csv",
            "traditional.txt",
            "comparable.toml",
            "forms/2021.toml",
            "forms/2019.toml",
            "forms/2014.toml",
            "forms/2008.toml",
            "aliases/headings.csv",
            "aliases/rows.csv",
            "aliases/columns.csv",
            "aliases/groups.csv",
            "aliases/furniture.csv",
            "aliases/fields.csv",
            "aliases/lists.csv",
            "letters/notice.zh.md",
            "letters/bulletin.zh.md",
        ),
    ),
    (
        "us-foia",
        pipeline!("us-foia":
            "pipeline.toml",
            "rules.toml",
            "tests.toml",
            "register.csv",
            "forms/annual.toml",
            "aliases/files.csv",
            "aliases/labels.csv",
            "aliases/fields.csv",
        ),
    ),
    (
        "uk-foi",
        pipeline!("uk-foi":
            "pipeline.toml",
            "rules.toml",
            "tests.toml",
            "forms/quarters.toml",
            "aliases/fields.csv",
        ),
    ),
];

/// What the program says, in Chinese and in English.
pub(super) static WORDING_ZH: &str = include_str!("../../pipelines/lang/zh.toml");
/// See [`WORDING_ZH`].
pub(super) static WORDING_EN: &str = include_str!("../../pipelines/lang/en.toml");

/// The templates of letters that a pipeline has without writing its own: name and text.
pub(super) static LETTERS: [(&str, &str); 4] = [
    ("notice.zh.md", include_str!("../../pipelines/lang/letters/notice.zh.md")),
    ("notice.en.md", include_str!("../../pipelines/lang/letters/notice.en.md")),
    ("bulletin.zh.md", include_str!("../../pipelines/lang/letters/bulletin.zh.md")),
    ("bulletin.en.md", include_str!("../../pipelines/lang/letters/bulletin.en.md")),
];
