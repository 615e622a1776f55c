//! What is mutated: filings of the corpus in every format.

use crate::books::aligned::{self, Layout, Place};
use crate::books::archive::{Name, zip};
use crate::books::sheet::{ods, spreadsheet_xml, xlsx};
use crate::books::table::{self, Table};
use crate::books::{document, page};
use crate::corpus::encoding::Encoding;
use crate::corpus::filing::Filing;
use crate::corpus::form::HEADINGS;
use crate::corpus::print::Print;
use crate::corpus::prng::Prng;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Csv,
    Utf16,
    Xlsx,
    Xls,
    Ods,
    Html,
    Docx,
    Markdown,
    Zip,
    Xml,
    Mht,
    Aligned,
}

impl Target {
    /// Every format with its name on the command line.
    pub const ALL: [(Target, &'static str); 12] = [
        (Target::Csv, "csv"),
        (Target::Utf16, "utf16"),
        (Target::Xlsx, "xlsx"),
        (Target::Xls, "xls"),
        (Target::Ods, "ods"),
        (Target::Html, "html"),
        (Target::Docx, "docx"),
        (Target::Markdown, "markdown"),
        (Target::Zip, "zip"),
        (Target::Xml, "xml"),
        (Target::Mht, "mht"),
        (Target::Aligned, "aligned"),
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        Target::ALL.iter().find(|(target, _)| *target == self).map_or("", |(_, name)| name)
    }

    /// A file name that says something.
    pub fn file_name(self) -> String {
        format!("{OFFICE}2024年.{}", self.name())
    }

    /// True if a file of it may be larger inside than outside.
    pub fn is_packed(self) -> bool {
        matches!(self, Target::Xlsx | Target::Ods | Target::Docx | Target::Zip)
    }
}

/// The head of a page saved as one file.
const MAIL: &str = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";

const OFFICE: &str = "勾稽市珠算管理局";
const YEAR: u16 = 2024;

fn print(seed: u64) -> Print {
    Print::of(&Filing::random(&mut Prng::new(seed)))
}

/// The cells of one filing, for making a workbook of another program.
pub fn print_cells() {
    for cell in table::of(&print(1), OFFICE, YEAR).cells {
        println!("{}\t{}\t{}\t{}\t{}", cell.row, cell.column, cell.rows, cell.columns, cell.text);
    }
}

/// The files that mutations begin with.
pub fn of(target: Target) -> Vec<Vec<u8>> {
    (1..4)
        .map(|seed| {
            let table = table::of(&print(seed), OFFICE, YEAR);
            let text = || table::csv(&print(seed), OFFICE, YEAR);
            match target {
                Target::Csv => text().into_bytes(),
                Target::Utf16 => Encoding::Utf16Le.encode(&text()),
                // A form that came back: its hidden sheet says where everything stands.
                Target::Xlsx if seed == 3 => include_bytes!("../fixtures/returned/form.xlsx").to_vec(),
                Target::Ods if seed == 3 => include_bytes!("../fixtures/returned/form.ods").to_vec(),
                Target::Xls if seed == 3 => include_bytes!("../fixtures/returned/form.xls").to_vec(),
                Target::Xlsx if seed == 2 => include_bytes!("../fixtures/marks.xlsx").to_vec(),
                Target::Xlsx => book(&table, seed, xlsx),
                Target::Xls if seed == 2 => include_bytes!("../fixtures/marks.xls").to_vec(),
                Target::Xls => include_bytes!("../fixtures/filing.xls").to_vec(),
                Target::Ods => book(&table, seed, ods),
                Target::Html if seed == 2 => encoding_rs::GBK.encode(&page::word_html(&table)).0.into_owned(),
                Target::Html => page::html(&table).into_bytes(),
                Target::Docx => document::docx(&table),
                Target::Markdown => page::markdown(&table).into_bytes(),
                Target::Xml => book(&table, seed, |sheets| spreadsheet_xml(sheets).into_bytes()),
                Target::Mht => [MAIL.as_bytes(), page::word_html(&table).as_bytes(), b"\r\n--b--\r\n"].concat(),
                Target::Aligned if seed == 3 => include_bytes!("../fixtures/portrait.txt").to_vec(),
                Target::Aligned => {
                    let down = if seed == 1 { Place::Middle } else { Place::First };
                    let layout = Layout { wide: 1, widest: 9, across: Place::Last, down, apart: 0, page: 9 };
                    aligned::text(&table, layout).into_bytes()
                }
                Target::Zip => {
                    let inner = zip(&[(Name::Gbk("勾稽市.csv"), text().into_bytes())]);
                    zip(&[(Name::Utf8("a/b.zip"), inner), (Name::Utf8("c.xlsx"), xlsx(&[("Sheet1", &table)]))])
                }
            }
        })
        .collect()
}

fn book(table: &Table, seed: u64, write: fn(&[(&str, &Table)]) -> Vec<u8>) -> Vec<u8> {
    if seed == 1 {
        return write(&[("Sheet1", table)]);
    }
    let parts = table.by_heading(&HEADINGS);
    let sheets: Vec<(&str, &Table)> = ["2024", "申请", "Sheet3"].into_iter().zip(&parts).collect();
    write(&sheets)
}
