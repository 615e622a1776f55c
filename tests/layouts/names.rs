//! Names of files and folders with more in them than an office and a year.

use crate::layouts::file::{OFFICE, YEAR};

/// What a file's path says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naming {
    pub year: YearIn,
    /// The folder in which what came in was put.
    pub folder: &'static str,
    pub before: &'static str,
    pub words: &'static str,
    pub behind: &'static str,
}

/// Where in the path the reporting year stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearIn {
    Folder,
    Name,
    NameInBrackets,
    Nowhere,
}

pub const FOLDERS: [&str; 9] = [
    "",
    "2025年1月收件",
    "20250112",
    "收件2025-01-12",
    "2025.1.10",
    "年报汇集（1月）",
    "2025年01月12日收到",
    "二〇二五年一月十二日",
    "20250112093045",
];
pub const BEFORE: [&str; 12] = [
    "",
    "03_",
    "3.",
    "12、",
    "（3）",
    "20250112_",
    "2025-01-12 ",
    "2025.1.10-",
    "【2025-01-12】",
    "2025年1月12日收到_",
    "20250112_093045_",
    "２０２５０１１２_",
];
pub const WORDS: [&str; 4] = ["", "政府信息公开工作年度报告", "年报", "政务公开年报表"];
pub const BEHIND: [&str; 17] = [
    "",
    "(定稿)2",
    "（张三 13800001234）",
    "（联系人：李四，0571-88001234）",
    "_2025年1月15日",
    "20250112",
    "-2025.1.10",
    "(1)",
    " - 副本",
    "最终版",
    "[报送稿]",
    "（2025年1月12日）",
    "_2025_01_12",
    "2025年01月12日14时30分",
    "-20250112153045",
    "（二〇二五年一月十二日）",
    "(2025.01.12定稿)",
];

impl Naming {
    /// The path, and whether the year of the filing can be read from it.
    pub fn path(self) -> (String, bool) {
        let Naming { year, folder, before, words, behind } = self;
        let folders = [folder.to_owned(), if year == YearIn::Folder { YEAR.to_string() } else { String::new() }];
        let named = match year {
            YearIn::Folder | YearIn::Nowhere => String::new(),
            YearIn::Name => format!("{YEAR}年"),
            YearIn::NameInBrackets => format!("（{YEAR}年度）"),
        };
        let stem = format!("{before}{OFFICE}{named}{words}{behind}.csv");
        let names = folders.into_iter().filter(|name| !name.is_empty()).chain([stem]);
        (names.collect::<Vec<_>>().join("/"), year != YearIn::Nowhere)
    }
}
