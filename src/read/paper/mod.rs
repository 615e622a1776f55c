//! The program's own outputs among the inputs. They are recognised by their marks and never taken for filings, except
//! for the form of an office, which comes back as a filing.
//!
//! From the text, properties or sheets of a file, this tells which output it is. Nothing that an output says about a
//! run is used. Only what people have entered counts: answers and corrected figures.

pub mod book;
pub mod form;

use std::io::Cursor;

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::model::{
    AnswerSheet, Intake, MARK, Mark, Paper, PaperKind, Reading, Reception, SIGN, TABLES, narrowed, squeezed,
};
use crate::read::archive::{self, Budget};
use crate::read::decode::Refusal;
use crate::read::reading::refused;
use crate::read::xml;

/// An output, and the name of its file if the kind does not tell it.
pub type Known = (PaperKind, &'static str);

/// Bytes of a text that are looked at.
const HEAD: usize = 4096;

/// The output that a text is.
pub fn of_text(text: &str) -> Option<Known> {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let head = head.trim_start_matches('\u{FEFF}').trim_start();
    if head.starts_with('{') {
        return of_json(head).then_some((PaperKind::Manifest, ""));
    }
    let may_be = head.split([',', ';', '\t', '|']).next().is_some_and(|first| FIRST.contains(&bare(first)))
        || memchr::memchr2(b'_', b'g', head.as_bytes()).is_some() && SIGNS.iter().any(|sign| head.contains(sign));
    may_be.then(|| of_rows(head.lines().map(|line| line.split([',', ';', '\t', '|']).map(bare).collect()))).flatten()
}

/// Every output contains one of these, so that other files need not be split into fields. Each has a `_` or a `g`,
/// which tables of offices rarely contain.
const SIGNS: [&str; 3] = ["office_code", "cells_unread", MARK];
/// First column of the tables that contain none of them.
const FIRST: [&str; 5] = ["group_kind", "path", "code", "office", "file"];

/// A field without quotation marks.
fn bare(field: &str) -> &str {
    field.trim().trim_matches('"')
}

/// Rows at the head of a text or sheet that are looked at.
const ROWS: usize = 8;
/// Column names of a list in the workbook of a run; they stand below its title and above its header.
const LISTED: [&str; 3] = ["office_code", "office", "year"];
/// Column names of the list of files that were not read completely.
const RECEIVED: [&str; 3] = ["path", "received", "cells_unread"];

/// The output with these first rows: a table, or a sheet of the workbook.
pub(crate) fn of_rows<'a>(rows: impl Iterator<Item = Vec<&'a str>>) -> Option<Known> {
    rows.take(ROWS).enumerate().find_map(|(at, row)| {
        let (file, kind, _) = match at {
            0 => TABLES.iter().find(|(_, _, columns)| row.starts_with(columns)),
            _ => None,
        }
        .copied()
        .unwrap_or_default();
        let is_listed = at > 0 && [LISTED, RECEIVED].iter().any(|names| names.iter().all(|name| row.contains(name)));
        let is_signed = row.iter().any(|cell| cell.contains('g') && narrowed(cell).contains(SIGN));
        match file {
            "" if is_listed || is_signed => Some((PaperKind::Report, "")),
            "" => None,
            file => Some((kind, file)),
        }
    })
}

/// True for the record of a run, or of how long it took.
fn of_json(head: &str) -> bool {
    let head = squeezed(head);
    head.contains(&format!("\"program\":\"{}\"", env!("CARGO_PKG_NAME")))
        || (head.starts_with("{\"assemble\":") && head.contains("\"localize\":"))
}

/// The output that a web page says it is.
pub fn of_page(text: &str) -> Option<Known> {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let (_, rest) = head.split_once(&format!("<meta name=\"{MARK}\" content=\""))?;
    let (line, _) = rest.split_once('"')?;
    // A form that was saved as a page is still a filing.
    Mark::of_line(line).map(|mark| (mark.kind, "")).filter(|(kind, _)| *kind != PaperKind::Form)
}

/// The list of findings, with answers, that a text is: a sheet of a workbook that was saved by itself.
pub fn answers_of_text(text: &str) -> Option<AnswerSheet> {
    let (named, delimiter) = text.lines().take(ROWS).enumerate().find_map(|(at, line)| {
        let is_named = |delimiter: &u8| {
            let fields: Vec<&str> = line.split(char::from(*delimiter)).map(bare).collect();
            book::NAMED.iter().all(|name| fields.contains(name))
        };
        Some((at, b",;\t".iter().copied().find(is_named)?))
    })?;
    let lines = text.split_inclusive('\n').skip(named);
    let below: usize = text.len() - lines.map(str::len).sum::<usize>();
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.get(below..)?.as_bytes());
    let columns = reader.headers().ok()?.iter().map(str::to_owned).collect();
    // Below the column names stands the header for people.
    let rows = reader.records().map_while(Result::ok).skip(1).map(|record| {
        let line = named + record.position().map_or(0, |at| at.line() as usize);
        (line, record.iter().map(str::to_owned).collect())
    });
    Some(AnswerSheet { name: String::new(), columns, rows: rows.collect() })
}

/// A Parquet file begins with these bytes, and has its column names at the end.
const PARQUET: &[u8] = b"PAR1";

/// The output that a Parquet file is, by its column names.
pub fn of_columns(bytes: &[u8]) -> Option<Known> {
    let end = bytes.get(bytes.len().saturating_sub(1 << 16)..)?;
    let is_ours = bytes.starts_with(PARQUET) && memchr::memmem::find(end, b"office_code").is_some();
    is_ours.then_some((PaperKind::Table, "filings.parquet"))
}

/// Where office programs keep custom properties.
const PROPERTIES: [&str; 2] = ["docProps/custom.xml", "meta.xml"];

/// The mark among the properties of a document or workbook.
pub fn of_properties(bytes: &[u8]) -> Option<Mark> {
    let mut archive: ZipArchive<Cursor<&[u8]>> = archive::open(bytes).ok()?;
    PROPERTIES.iter().find_map(|name| {
        let at = archive.index_for_name(name)?;
        let part = archive::unpack(&mut archive, at, &mut Budget::of(bytes.len())).ok()?;
        property(&xml::text(part)?)
    })
}

/// The text of the property with the mark's name.
fn property(text: &str) -> Option<Mark> {
    let mut reader = Reader::from_str(text);
    let mut is_ours = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                is_ours |= ["property", "user-defined"].contains(&tag.local_name().as_ref())
                    && xml::attribute(&tag, "name").is_some_and(|name| name == MARK);
            }
            Ok(Event::Text(text)) if is_ours => return Mark::of_line(&text.xml10_content()),
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// The reading of an output that is no filing.
pub fn ignored(intake: Intake, (kind, file): Known) -> Reading {
    let sentence = match kind {
        PaperKind::Report => "paper.report",
        PaperKind::Form => "paper.form",
        PaperKind::Letter => "paper.letter",
        PaperKind::Bulletin => "paper.bulletin",
        PaperKind::Page => "paper.page",
        PaperKind::Manifest => "paper.manifest",
        PaperKind::Register => "paper.register",
        PaperKind::Explanations => "paper.explanations",
        PaperKind::Table => "paper.table",
    };
    let mut reading = refused(intake, Refusal::new(sentence).with("file", file));
    reading.intake.reception = Reception::Ignored;
    reading.intake.paper = Some(Box::new(Paper { kind, answers: Vec::new(), form: None }));
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_a_run_is_told_by_its_header_however_it_was_saved() {
        let known = |text: &str| of_text(text).map(|(_, file)| file);
        assert_eq!(known("\u{FEFF}office_code,year,cell,state,raw,source\r\nD01,2024,a,blank,,"), Some("cells.csv"));
        assert_eq!(known("\"rank\";\"office_code\";\"office\";\"year\";\"score\";\"more\"\n"), Some("ranking.csv"));
        assert_eq!(known("group_kind\tgroup\tyear\tcell\tvalue\tfilings"), Some("rollup.csv"));
        assert_eq!(of_text("code,name,kind,parent,district,scope\n"), Some((PaperKind::Register, "register.csv")));
        let list = "分单位明细\n共 3 份\noffice_code,office,district,kind,year,scope,form,a\n单位编码,单位名称\n";
        assert_eq!(of_text(list), Some((PaperKind::Report, "")));
        let sums = "全市 2024 年汇总表\n本表由勾稽（gouji）汇总：应报 3 个单位\n";
        assert_eq!(of_text(sums), Some((PaperKind::Report, "")));
        // Whose header that is stands first, and is an export like any other.
        assert_eq!(of_text("office_code,office,year,requests.received@total\n"), None);
        for other in ["office_code,year,cell,value\nD01,2024,a,3", "office,year,rank,changes", "单位名称,年度", "", "{"]
        {
            assert_eq!(known(other), None, "{other}");
        }
    }

    #[test]
    fn answers_survive_when_their_list_is_saved_by_itself() {
        let list =
            "问题清单,,\n共 1 处,,\nrule,key,answer\n规则,位置,整改情况\nT3-ROW,received,已更正\n\"a\nb\",c,误报\n";
        let sheet = answers_of_text(list).unwrap();
        assert_eq!(sheet.columns, ["rule", "key", "answer"]);
        let rows: Vec<(usize, &str)> = sheet.rows.iter().map(|(row, cells)| (*row, cells[2].as_str())).collect();
        assert_eq!(rows, [(5, "已更正"), (6, "误报")]);
        assert!(answers_of_text("rule,key\na,b\n").is_none());
    }

    #[test]
    fn the_record_of_a_run_is_told_from_other_json() {
        assert_eq!(of_text("{\n  \"program\": \"gouji\",\n  \"version\": \"9\"}"), Some((PaperKind::Manifest, "")));
        assert_eq!(
            of_text("{\"assemble\": 0.1, \"check\": 0.2, \"localize\": 0.3}").map(|(kind, _)| kind),
            Some(PaperKind::Manifest)
        );
        assert_eq!(of_text("{\"program\": \"other\", \"localize\": 1}"), None);
    }

    #[test]
    fn a_page_is_told_by_its_tag_and_a_document_by_its_property() {
        let page = "<!DOCTYPE html><head><meta name=\"gouji\" content=\"letter;cn-disclosure;ab\"></head>";
        assert_eq!(of_page(page), Some((PaperKind::Letter, "")));
        assert_eq!(of_page("<meta name=\"gouji\" content=\"poem;a;b\">"), None);
        let property_of = |text: &str| property(text).map(|mark| mark.kind);
        let custom = "<Properties><property fmtid=\"{D5}\" pid=\"2\" name=\"a\"><vt:lpwstr>letter;a;b</vt:lpwstr></property>\
                      <property pid=\"3\" name=\"gouji\"><vt:lpwstr>bulletin;a;b</vt:lpwstr></property></Properties>";
        assert_eq!(property_of(custom), Some(PaperKind::Bulletin));
        let open = "<office:meta><meta:user-defined meta:name=\"gouji\">report;a;b</meta:user-defined></office:meta>";
        assert_eq!(property_of(open), Some(PaperKind::Report));
        assert_eq!(property_of("<a name=\"gouji\">report;a;b</a>"), None);
    }
}
