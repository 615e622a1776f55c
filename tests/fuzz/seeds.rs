//! What is mutated: filings of the corpus in every format, and texts as people write them.

use std::path::Path;

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
use crate::fuzz::texts;
use crate::target::Target;
use crate::trial::{self, FILE, OFFICE, YEAR};

/// The head of a page saved as one file.
const MAIL: &str = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n";

fn print(seed: u64) -> Print {
    Print::of(&Filing::random(&mut Prng::new(seed)))
}

/// The cells of one filing, for making a workbook of another program.
pub fn print_cells() {
    for cell in table::of(&print(1), OFFICE, YEAR).cells {
        println!("{}\t{}\t{}\t{}\t{}", cell.row, cell.column, cell.rows, cell.columns, cell.text);
    }
}

/// The files that mutations begin with: those made here, and those of the shared corpus where it is there.
pub fn of(target: Target) -> Vec<Vec<u8>> {
    let mut seeds = match target {
        Target::Prose => prose(),
        Target::Formula => texts::FORMULAS.map(|formula| formula.as_bytes().to_vec()).to_vec(),
        Target::Pipeline => pipelines(),
        Target::Register => registers(),
        Target::Explanations => texts::EXPLANATIONS.map(|text| text.as_bytes().to_vec()).to_vec(),
        _ => filings(target),
    };
    seeds.extend(shared(target));
    seeds
}

/// Files of a format in the shared corpus.
fn shared(target: Target) -> Vec<Vec<u8>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let mut paths: Vec<std::path::PathBuf> = ["cases", "real-filings"]
        .iter()
        .flat_map(|folder| walkdir::WalkDir::new(corpus.join(folder)))
        .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
        .filter(|path| path.extension().is_some_and(|end| target.extensions().iter().any(|known| end == *known)))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    paths.sort();
    paths.iter().filter_map(|path| std::fs::read(path).ok()).collect()
}

fn filings(target: Target) -> Vec<Vec<u8>> {
    (1..4)
        .map(|seed| {
            let table = table::of(&print(seed), OFFICE, YEAR);
            let text = || trial::text(seed);
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
                // No formats.
                Target::Prose | Target::Formula | Target::Pipeline | Target::Register | Target::Explanations => {
                    Vec::new()
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

/// Sentences of invented reports, a few at a time.
fn prose() -> Vec<Vec<u8>> {
    let texts = [
        include_str!("../prose/agree.txt"),
        include_str!("../prose/paragraphs.txt"),
        include_str!("../prose/disagree.txt"),
    ];
    let sentences: Vec<&str> = texts.iter().flat_map(|text| text.lines()).collect();
    sentences.chunks(6).map(|some| some.join("\n").into_bytes()).collect()
}

/// The files of pipelines, each behind its name.
fn pipelines() -> Vec<Vec<u8>> {
    let of = |files: &[(&str, &str)]| -> Vec<u8> {
        files.iter().map(|(name, text)| format!("{FILE}{name} <==\n{text}")).collect::<String>().into_bytes()
    };
    let small = trial::SMALL;
    let with_register = [&small[..], &[("register.csv", include_str!("../../sample_data/register.csv"))]].concat();
    let older = texts::FORM.replace("id = \"a\"", "id = \"b\"").replace("from = 2021", "from = 2008");
    let all = [
        ("pipeline.toml", texts::PIPELINE),
        ("rules.toml", texts::RULES),
        ("forms/a.toml", texts::FORM),
        ("forms/b.toml", &older),
        ("aliases/a.csv", texts::ALIASES),
        ("comparable.toml", texts::COMPARABLE),
        ("prose.toml", texts::PROSE),
        ("tests.toml", texts::TESTS),
        ("variants.txt", "萬万\n體体\n"),
        ("letters/notice.zh.md", texts::LETTER),
    ];
    vec![of(&small), of(&with_register), of(&all), of(&all[..6])]
}

/// Registers as they are given: invented ones, and that of the sample.
fn registers() -> Vec<Vec<u8>> {
    let sample = include_str!("../../sample_data/register.csv");
    texts::REGISTERS.iter().copied().chain([sample]).map(|text| text.as_bytes().to_vec()).collect()
}
