//! Files that lie among the filings and are none, and the filing of an office nobody knows.

use std::io;
use std::path::Path;

use crate::corpus::filing::Filing;
use crate::corpus::layout::{Cover, Heading, Spans, matrix};
use crate::corpus::print::Print;
use crate::corpus::prng::Prng;
use crate::corpus::sample::write_file;

/// The office that is not on the register, and the year of its filing.
pub const UNKNOWN: (&str, u16) = ("勾稽市算盘博物馆", 2024);

/// Path and explanation of each file that is no filing.
pub const STRAYS: [(&str, &str); 3] = [
    ("strays/扫描件.csv", "a PNG picture under the name of a table"),
    ("strays/空表.csv", "an empty file"),
    ("strays/导出失败.csv", "a web page with an error message, saved as a table"),
];

/// A picture of one white dot.
const PNG: [u8; 67] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00, 0x00, 0x00, 0x0A, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0xF8, 0x0F, 0x00, 0x01, 0x01, 0x01, 0x00, 0x1B, 0xB6, 0xEE, 0x56, 0x00, 0x00,
    0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
];

const WEB_PAGE: &str = "<!DOCTYPE html>
<html lang=\"zh\">
<head><meta charset=\"utf-8\"><title>导出失败</title></head>
<body><h1>导出失败</h1><p>登录已超时，请重新登录后再次导出。</p></body>
</html>
";

/// Writes all of them.
pub fn write(out: &Path) -> io::Result<()> {
    let contents: [&[u8]; 3] = [&PNG, b"", WEB_PAGE.as_bytes()];
    for ((path, _), bytes) in STRAYS.iter().zip(contents) {
        write_file(&out.join(path), bytes)?;
    }
    let (office, year) = UNKNOWN;
    let mut prng = Prng::new(1);
    let filing = Filing::of_volume(&mut prng, 25);
    let text = matrix(&Print::of(&filing), Cover { office, year, heading: Heading::Title }, Spans::Blank, ',');
    write_file(&out.join("departments/published").join(year.to_string()).join(format!("{office}.csv")), text.as_bytes())
}
