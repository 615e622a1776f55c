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
pub static BUILT_IN: &[(&str, Files)] = &[(
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
    ),
)];

/// What the program says, in Chinese and in English.
pub(super) static WORDING_ZH: &str = include_str!("../../pipelines/lang/zh.toml");
/// See [`WORDING_ZH`].
pub(super) static WORDING_EN: &str = include_str!("../../pipelines/lang/en.toml");
