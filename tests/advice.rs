//! What could not be read is said with what to do about it.

use gouji::model::Reception;

use crate::books::archive::{Name, zip};
use crate::books::document;
use crate::books::sheet::xlsx_with;
use crate::books::table::{self, Table};
use crate::reading::{OFFICE, YEAR, print, read, rejected, row};
use crate::said::Said;

fn csv(change: impl Fn(&str) -> String) -> Vec<u8> {
    table::csv(&print(1), OFFICE, YEAR).lines().map(|line| change(line) + "\n").collect::<String>().into_bytes()
}

fn said(bytes: Vec<u8>) -> String {
    let finished = read(&[("a.csv", bytes)]);
    let row = row(&finished, "a.csv");
    assert_eq!(row.reception, Reception::Partial, "{row:?}");
    row.said()
}

#[test]
fn what_a_spreadsheet_has_done_to_a_figure_is_said_with_its_place() {
    let cases = [
        ("=SUM(D2:D9)", "formula without its result"),
        ("=B3+1", "formula without its result"),
        ("#REF!", "error of a formula"),
        ("#VALUE!", "error of a formula"),
        ("#DIV/0!", "error of a formula"),
        ("#N/A", "error of a formula"),
        ("####", "not shown"),
        ("1.23457E+11", "lost its last digits"),
        ("2024-01-02", "become a date"),
        ("1月2日", "become a date"),
        ("①", "mark of a note"),
        ("~~15~~", "struck out"),
    ];
    for (cell, words) in cases {
        let message = said(csv(|line| match line.starts_with("行政许可,") {
            true => format!("行政许可,{cell},,"),
            false => line.to_owned(),
        }));
        assert!(message.contains(words) && message.contains(cell) && message.contains("column 2"), "{cell}: {message}");
    }
    let word = said(csv(|line| line.replacen("行政许可,", "行政许可,约", 1)));
    assert_eq!(word, "not all of it was understood");
}

#[test]
fn separators_of_thousands_outside_quotation_marks_are_said() {
    let rows = [
        ("行政许可", "14,208", "行政许可,14,208,,"),
        ("行政规范性文件", "1,181", "行政规范性文件,23,7,1,181"),
        ("行政规范性文件", "1,181", "行政规范性文件,23,,1,181"),
        ("一、本年新收", "1,412", "一、本年新收政府信息公开申请数量,,,1,412,37,3,2,31,8,1,493"),
    ];
    for (label, figure, line) in rows {
        let message =
            said(csv(|printed| if printed.starts_with(label) { line.to_owned() } else { printed.to_owned() }));
        assert!(message.contains("separators of thousands") && message.contains(figure), "{message}");
    }
    let quoted = csv(|line| match line.starts_with("行政许可,") {
        true => "行政许可,\"14,208\",,".to_owned(),
        false => line.to_owned(),
    });
    assert_eq!(read(&[("a.csv", quoted)]).intake[0].said(), "");
    let wide = "单位名称,年度,表三/一、本年新收政府信息公开申请数量/自然人,表三/一、本年新收政府信息公开申请数量/总计,表三/（七）总计/总计\n";
    let lines = format!("{wide}{OFFICE},2024,5,6,6\n海州市水务局,2024,5,1,234,6\n海州市财政局,2024,5,6,6\n");
    assert!(said(lines.into_bytes()).contains("`1,234` in line 3"));
}

#[test]
fn a_formula_without_its_result_is_said_of_a_workbook() {
    let table = table::of(&print(1), OFFICE, YEAR);
    let at = table.row_of("行政许可") as u32;
    let bytes = xlsx_with(&[("Sheet1", &table)], |_, sheet| {
        sheet.write_formula(at, 1, "=1+2").unwrap();
    });
    let finished = read(&[("a.xlsx", bytes)]);
    assert!(row(&finished, "a.xlsx#Sheet1").said().contains("formula without its result (=?)"));
}

#[test]
fn pictures_are_refused_with_what_to_send_instead() {
    let tiff = b"II*\0 ".to_vec();
    let webp = b"RIFF\0\0\0\0WEBPVP8 ".to_vec();
    let bmp = b"BM\x36\0\0\0\0\0\0\0\x36\0".to_vec();
    let photo = b"\0\0\0\x18ftypheic".to_vec();
    let files = [
        ("a.png", b"\x89PNG\r\n".to_vec()),
        ("a.jpg", b"\xFF\xD8\xFF\xE0".to_vec()),
        ("a.tif", tiff),
        ("a.webp", webp),
        ("a.bmp", bmp),
        ("a.heic", photo),
    ];
    let finished = read(&files);
    files.iter().for_each(|(name, _)| rejected(&finished, name, "Excel or Word original"));
    let title = "<p>海州市水务局2024年政府信息公开工作年度报告</p>";
    let page = format!("<html><body>{title}<img src=a.png></body></html>").into_bytes();
    let document = document::packed(
        "<w:document xmlns:w=\"w\" xmlns:a=\"a\"><w:body><w:p><w:r><w:t>年报</w:t></w:r><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p></w:body></w:document>",
    );
    let blank = Table { n_rows: 1, ..Table::default() };
    let image = rust_xlsxwriter::Image::new_from_buffer(PIXEL).unwrap();
    let book = xlsx_with(&[("a", &blank)], |_, sheet| {
        sheet.insert_image(0, 0, &image).unwrap();
    });
    let packed = zip(&[(Name::Utf8("x/a.jpg"), b"\xFF\xD8\xFF\xE0".to_vec())]);
    let finished = read(&[("a.html", page), ("a.docx", document), ("a.xlsx", book), ("a.zip", packed)]);
    for name in ["a.html", "a.docx", "a.xlsx"] {
        rejected(&finished, name, "figures in pictures");
    }
    rejected(&finished, "a.zip/x/a.jpg", "JPEG picture");
}

/// A picture of one dot.
const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0,
    0x1F, 0x15, 0xC4, 0x89,
];
