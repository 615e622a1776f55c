//! The offices of streets and towns, whose districts send an export of their collecting system.

use std::io;
use std::path::Path;

use crate::corpus::encoding::Encoding;
use crate::corpus::layout::{LONG_HEADER, push_long_rows, push_record, push_wide_row, wide_header};
use crate::corpus::office::Office;
use crate::corpus::print::Print;
use crate::corpus::sample::{Sample, write_file};

/// One export of one district.
pub struct Export {
    pub path: &'static str,
    pub district: &'static str,
    pub years: &'static [u16],
    pub records: Records,
    pub delimiter: char,
    pub encoding: Encoding,
    pub told: &'static str,
}

/// What one line of an export holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Records {
    Filing,
    Figure,
}

/// Writes one filing for an office and a year, with a delimiter.
type Push = fn(&mut String, &Print, &str, &str, char);

/// All exports.
pub const EXPORTS: &[Export] = &[
    Export {
        path: "streets/加法区/街道乡镇.csv",
        district: "加法区",
        years: &[2022, 2023, 2024],
        records: Records::Filing,
        delimiter: ',',
        encoding: Encoding::Utf8Marked,
        told: "one line per office and year, comma",
    },
    Export {
        path: "streets/减法区/街道乡镇.csv",
        district: "减法区",
        years: &[2022, 2023, 2024],
        records: Records::Filing,
        delimiter: ';',
        encoding: Encoding::Gb18030,
        told: "one line per office and year, semicolon",
    },
    Export {
        path: "streets/乘法区/街道乡镇.txt",
        district: "乘法区",
        years: &[2022, 2023, 2024],
        records: Records::Filing,
        delimiter: '\t',
        encoding: Encoding::Utf16Le,
        told: "one line per office and year, tab",
    },
    Export {
        path: "streets/除法区/街道乡镇.csv",
        district: "除法区",
        years: &[2022, 2023],
        records: Records::Filing,
        delimiter: ',',
        encoding: Encoding::Utf8,
        told: "one line per office and year, comma",
    },
    Export {
        path: "streets/除法区/2024/逐项数据.csv",
        district: "除法区",
        years: &[2024],
        records: Records::Figure,
        delimiter: ',',
        encoding: Encoding::Gb18030,
        told: "one line per figure, comma",
    },
];

/// Writes all of them.
pub fn write(sample: &Sample, out: &Path) -> io::Result<()> {
    EXPORTS.iter().try_for_each(|export| write_file(&out.join(export.path), &bytes(sample, export)))
}

fn bytes(sample: &Sample, export: &Export) -> Vec<u8> {
    let (header, push): (Vec<String>, Push) = match export.records {
        Records::Filing => (wide_header(), push_wide_row),
        Records::Figure => (LONG_HEADER.map(str::to_owned).into(), push_long_rows),
    };
    let mut text = String::new();
    push_record(&mut text, header.iter().map(String::as_str), export.delimiter);
    let streets = |office: &&Office| office.kind == "街道乡镇" && office.district == export.district;
    for office in sample.offices.iter().filter(streets) {
        for year in export.years {
            if let Some(print) = sample.prints.get(&(office.code.clone(), *year)) {
                push(&mut text, print, &office.name, &year.to_string(), export.delimiter);
            }
        }
    }
    export.encoding.encode(&text.replace('\n', "\r\n"))
}
