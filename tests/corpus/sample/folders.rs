//! The offices that send a file of their own: which layout and which encoding each folder holds.

use std::io;
use std::path::Path;

use crate::corpus::encoding::Encoding;
use crate::corpus::filing::Filing;
use crate::corpus::form::cell_of;
use crate::corpus::layout::{Cover, Heading, PageBreak, Spans, matrix, report, transposed};
use crate::corpus::office::Office;
use crate::corpus::print::{Print, figure};
use crate::corpus::sample::faults::{Edit, edits};
use crate::corpus::sample::{Sample, YEARS, write_file};

/// A folder of filings of one layout, with a folder for each year.
pub struct Folder {
    pub path: &'static str,
    pub offices: &'static [&'static str],
    pub layout: Layout,
    pub encoding: Encoding,
    pub line_end: &'static str,
    pub ending: &'static str,
    pub told: &'static str,
}

/// A layout and what it leaves open.
#[derive(Clone, Copy)]
pub enum Layout {
    Matrix(Heading, Spans, char),
    Transposed,
    Report(PageBreak),
}

/// All folders.
pub const FOLDERS: &[Folder] = &[
    Folder {
        path: "departments/published",
        offices: &["D01", "D02", "D03", "D04"],
        layout: Layout::Matrix(Heading::Title, Spans::Blank, ','),
        encoding: Encoding::Utf8,
        line_end: "\n",
        ending: "csv",
        told: "the published tables, comma; cells covered by a span are blank",
    },
    Folder {
        path: "departments/gb18030",
        offices: &["D05", "D06", "D07"],
        layout: Layout::Matrix(Heading::Title, Spans::Blank, ','),
        encoding: Encoding::Gb18030,
        line_end: "\r\n",
        ending: "csv",
        told: "the same, as an older spreadsheet saves it",
    },
    Folder {
        path: "departments/utf-16",
        offices: &["D08", "D09"],
        layout: Layout::Matrix(Heading::Title, Spans::Blank, '\t'),
        encoding: Encoding::Utf16Le,
        line_end: "\r\n",
        ending: "txt",
        told: "the same with tabs, as a spreadsheet's Unicode text",
    },
    Folder {
        path: "departments/semicolon",
        offices: &["D10", "D11"],
        layout: Layout::Matrix(Heading::OfficeAndYear, Spans::Blank, ';'),
        encoding: Encoding::Utf8Marked,
        line_end: "\r\n",
        ending: "csv",
        told: "the same with semicolons; lines 填报单位 and 年度 instead of a title",
    },
    Folder {
        path: "departments/repeated",
        offices: &["D12", "D13"],
        layout: Layout::Matrix(Heading::Title, Spans::Repeated, ','),
        encoding: Encoding::Utf8Marked,
        line_end: "\r\n",
        ending: "csv",
        told: "cells covered by a span repeat its text, figures too",
    },
    Folder {
        path: "departments/collapsed",
        offices: &["D14", "D15"],
        layout: Layout::Matrix(Heading::Office, Spans::Collapsed, ','),
        encoding: Encoding::Gb18030,
        line_end: "\n",
        ending: "csv",
        told: "cells covered by a span are gone; a line 填报单位, and the year only in the folder's name",
    },
    Folder {
        path: "departments/reports",
        offices: &["D16", "D17"],
        layout: Layout::Report(PageBreak(17)),
        encoding: Encoding::Utf8,
        line_end: "\n",
        ending: "txt",
        told: "whole reports copied out of a paged document, page break within （五）不予处理",
    },
    Folder {
        path: "departments/reports-gb18030",
        offices: &["D18"],
        layout: Layout::Report(PageBreak(9)),
        encoding: Encoding::Gb18030,
        line_end: "\r\n",
        ending: "txt",
        told: "the same, page break within （三）不予公开",
    },
    Folder {
        path: "departments/transposed",
        offices: &["D19", "D20"],
        layout: Layout::Transposed,
        encoding: Encoding::Utf8,
        line_end: "\r\n",
        ending: "csv",
        told: "table 三 with its applicants down and its rows across",
    },
    Folder {
        path: "districts",
        offices: &["Q1", "Q2", "Q3", "Q4"],
        layout: Layout::Matrix(Heading::Title, Spans::Blank, ','),
        encoding: Encoding::Utf8Marked,
        line_end: "\r\n",
        ending: "csv",
        told: "the published tables of the districts' governments; Q1 and Q2 are consolidated",
    },
];

/// Titles that bear an alias of the register instead of the office's name.
const UNDER_ALIAS: [(&str, u16, &str); 2] = [("D02", 2022, "勾稽市账本局"), ("D12", 2023, "勾稽市乘方委")];

/// Writes all of them.
pub fn write(sample: &Sample, out: &Path) -> io::Result<()> {
    for folder in FOLDERS {
        let offices = sample.offices.iter().filter(|office| folder.offices.contains(&office.code.as_str()));
        for office in offices {
            for year in YEARS {
                if let Some(print) = sample.prints.get(&(office.code.clone(), year)) {
                    write_filings(sample, out, folder, office, year, print)?;
                }
            }
        }
    }
    Ok(())
}

/// The filing, in the folder where the office put it, and a second one where it filed twice.
fn write_filings(
    sample: &Sample,
    out: &Path,
    folder: &Folder,
    office: &Office,
    year: u16,
    print: &Print,
) -> io::Result<()> {
    let Some(filing) = sample.filings.get(&(office.code.clone(), year)) else { return Ok(()) };
    let bytes = |print: &Print| folder.encoding.encode(&text(folder, office, year, print, filing));
    let place = out.join(folder.path);
    let name = format!("{}.{}", office.name, folder.ending);
    let mut path = place.join(year.to_string()).join(&name);
    for edit in edits(&office.code, year) {
        match edit {
            Edit::InFolderOf(other) => path = place.join(other.to_string()).join("迟报").join(&name),
            Edit::FiledTwice(code, more) => {
                let mut second = print.clone();
                if let Some(cell) = cell_of(code) {
                    second.texts[cell] = figure(cell, filing.values[cell] + more);
                }
                write_file(&place.join(year.to_string()).join("补报").join(&name), &bytes(&second))?;
            }
            Edit::Add(..) | Edit::Write(..) | Edit::LeftOut(_) | Edit::NotFiled => {}
        }
    }
    write_file(&path, &bytes(print))
}

fn text(folder: &Folder, office: &Office, year: u16, print: &Print, filing: &Filing) -> String {
    let alias = UNDER_ALIAS.iter().find(|alias| (alias.0, alias.1) == (office.code.as_str(), year));
    let name = alias.map_or(office.name.as_str(), |alias| alias.2);
    let cover = |heading: Heading| Cover { office: name, year, heading };
    let text = match folder.layout {
        Layout::Matrix(heading, spans, delimiter) => matrix(print, cover(heading), spans, delimiter),
        Layout::Transposed => transposed(print, cover(Heading::Title), ','),
        Layout::Report(page_break) => report(print, filing, cover(Heading::Title), page_break),
    };
    text.replace('\n', folder.line_end)
}
