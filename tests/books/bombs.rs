//! Small files that say they are large, in every format.

use std::io::Write;

use crate::books::archive::{Name, zip};
use crate::books::document;
use crate::books::sheet::ods_packed;

/// A file, and what the row of the intake says of it, or a part of its path that is read all the same.
pub struct Bomb {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// A part of the sentence with which it, or a part of it, is refused.
    pub said: &'static str,
}

/// One of each kind.
pub fn all() -> Vec<Bomb> {
    let (cells, bytes) = ("too large", "too large when unpacked");
    let bomb = |name, bytes, said| Bomb { name, bytes, said };
    let page = |body: &str| format!("<!DOCTYPE html><html><body>{body}</body></html>").into_bytes();
    vec![
        bomb("zeros.zip", zip(&[(Name::Utf8("a.csv"), vec![b'0'; 64 << 20])]), bytes),
        bomb("commas.zip", zip(&[(Name::Utf8("a.csv"), vec![b','; 16 << 20])]), cells),
        bomb("lines.csv", format!("{}\n", ",".repeat(999)).repeat(8000).into_bytes(), "no table"),
        bomb("shared.xlsx", xlsx(&[(1, sheet_of_shared(4000))], Some(&"说".repeat(1 << 20))), cells),
        bomb("far.xlsx", xlsx(&[(1, far_cells(3000))], None), cells),
        bomb("merged.xlsx", xlsx(&[(1, merged(5000))], None), cells),
        bomb("one-part.xlsx", xlsx(&[(10_000, "<sheetData/>".to_owned())], None), "a blank sheet"),
        bomb("many-sheets.xlsx", xlsx(&[(11_000, "<sheetData/>".to_owned())], None), "too many sheets"),
        bomb("same-part.xlsx", xlsx(&[(400, sheet_of_numbers(5000))], None), cells),
        bomb("shared.xls", xls(1, &shared_texts(60_000)), cells),
        bomb("same-place.xls", xls(3000, &numbers(3000)), cells),
        bomb("columns.ods", ods(&repeated(1_000_000_000, 1, 2000), 1), cells),
        bomb("rows.ods", ods(&repeated(3, 1_000_000_000, 2), 1), cells),
        bomb("long.ods", ods(&long_repeated(1 << 20), 1), cells),
        bomb("sheets.ods", ods(&repeated(500, 3000, 1), 200), cells),
        bomb("down.xml", spreadsheet_xml(4000).into_bytes(), cells),
        bomb("spans.html", page(&spans(4000)), cells),
        bomb("wide.docx", document::packed(&wide_document(4000)), cells),
        bomb("nested.html", page(&"<table><tr><td>1".repeat(200_000)), ""),
        bomb("nested-spans.html", page(&"<table><tr><td rowspan=9999 colspan=999>1".repeat(5000)), cells),
        bomb("open.html", page(&"<table>".repeat(400_000)), "web page"),
        bomb("attributes.html", page(&format!("<table><tr><td{}>1", attributes(60_000))), "web page"),
        bomb("entities.xlsx", xlsx(&[(1, laughs())], Some("&a9;")), "damaged"),
        bomb("entities.ods", ods_packed(&laughs()), "no table"),
        bomb("entities.html", page(&laughs()), "web page"),
    ]
}

/// A workbook of these parts, each the sheet of so many names, and one shared text.
fn xlsx(parts: &[(usize, String)], text: Option<&str>) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut sheets, mut targets, mut n) = (String::new(), String::new(), 0);
    let mut files: Vec<(String, String)> = Vec::new();
    for (at, (names, part)) in parts.iter().enumerate() {
        files
            .push((format!("xl/worksheets/sheet{at}.xml"), format!(r#"<worksheet xmlns="{main}">{part}</worksheet>"#)));
        for _ in 0..*names {
            n += 1;
            sheets.push_str(&format!(r#"<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>"#));
            targets.push_str(&format!(
                r#"<Relationship Id="r{n}" Type="{relations}/worksheet" Target="worksheets/sheet{at}.xml"/>"#
            ));
        }
    }
    if let Some(text) = text {
        targets.push_str(&format!(
            r#"<Relationship Id="t" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>"#
        ));
        let texts = format!(r#"<sst xmlns="{main}" count="1" uniqueCount="1"><si><t>{text}</t></si></sst>"#);
        files.push(("xl/sharedStrings.xml".to_owned(), texts));
    }
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let types = "http://schemas.openxmlformats.org/package/2006/content-types";
    files.push(("[Content_Types].xml".to_owned(), format!(r#"<Types xmlns="{types}"/>"#)));
    let root = format!(
        r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    files.push(("_rels/.rels".to_owned(), root));
    files.push((
        "xl/workbook.xml".to_owned(),
        format!(r#"<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{sheets}</sheets></workbook>"#),
    ));
    files.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!(r#"<Relationships xmlns="{package}">{targets}</Relationships>"#),
    ));
    let packed: Vec<(Name<'_>, Vec<u8>)> =
        files.iter().map(|(name, text)| (Name::Utf8(name), text.as_bytes().to_vec())).collect();
    zip(&packed)
}

fn rows(n: usize, row: impl Fn(usize) -> String) -> String {
    let rows: String = (1..=n).map(|at| format!(r#"<row r="{at}">{}</row>"#, row(at))).collect();
    format!("<sheetData>{rows}</sheetData>")
}

fn sheet_of_shared(n: usize) -> String {
    rows(n, |at| format!(r#"<c r="A{at}" t="s"><v>0</v></c>"#))
}

fn sheet_of_numbers(n: usize) -> String {
    rows(n, |at| format!(r#"<c r="A{at}"><v>7</v></c><c r="B{at}"><v>7</v></c>"#))
}

fn far_cells(n: usize) -> String {
    rows(n, |at| format!(r#"<c r="A{at}"><v>1</v></c><c r="XFD{at}"><v>1</v></c>"#))
}

fn merged(n: usize) -> String {
    let merge = r#"<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>"#;
    rows(n, |at| format!(r#"<c r="A{at}"><v>1</v></c>"#)) + merge
}

/// A workbook of 1997 whose sheets, of so many names, all begin at the same place.
fn xls(names: usize, cells: &[u8]) -> Vec<u8> {
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let texts = {
        let text = [b'x'; 8000];
        record(0x00FC, &[&[1, 0, 0, 0, 1, 0, 0, 0][..], &8000u16.to_le_bytes(), &[0], &text].concat())
    };
    let globals = |start: u32| {
        let sheet = |at: usize| {
            let name = format!("s{at:06}");
            record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, name.len() as u8, 0], name.as_bytes()].concat())
        };
        let sheets: Vec<u8> = (0..names).flat_map(sheet).collect();
        [bof(5), sheets, texts.clone(), record(0x000A, &[])].concat()
    };
    let start = globals(0).len() as u32;
    let mut stream = [globals(start), bof(0x10), cells.to_vec(), record(0x000A, &[])].concat();
    stream.resize(stream.len().max(8192), 0);
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, std::io::Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn record(kind: u16, fields: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(fields.len() as u16).to_le_bytes(), fields].concat()
}

fn place(at: usize) -> [u8; 6] {
    let [low, high] = ((at / 200) as u16).to_le_bytes();
    [low, high, (at % 200) as u8, 0, 0, 0]
}

fn shared_texts(n: usize) -> Vec<u8> {
    (0..n).flat_map(|at| record(0x00FD, &[&place(at)[..], &[0; 4]].concat())).collect()
}

fn numbers(n: usize) -> Vec<u8> {
    (0..n).flat_map(|at| record(0x0203, &[&place(at)[..], &7f64.to_le_bytes()].concat())).collect()
}

/// So many sheets of these rows.
fn ods(rows: &str, sheets: usize) -> Vec<u8> {
    let head = r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>"#;
    let tables: String =
        (0..sheets).map(|at| format!(r#"<table:table table:name="s{at}">{rows}</table:table>"#)).collect();
    ods_packed(&format!("{head}{tables}</office:spreadsheet></office:body></office:document-content>"))
}

fn repeated(columns: usize, rows: usize, n: usize) -> String {
    format!(
        r#"<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{columns}"><text:p>7</text:p></table:table-cell></table:table-row>"#
    )
    .repeat(n)
}

fn long_repeated(length: usize) -> String {
    format!(
        r#"<table:table-row><table:table-cell table:number-columns-repeated="1000"><text:p>{}</text:p></table:table-cell></table:table-row>"#,
        "x".repeat(length)
    )
}

fn spreadsheet_xml(n: usize) -> String {
    let head = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="s"><Table>"#;
    let first = r#"<Row><Cell ss:MergeAcross="1000000000" ss:MergeDown="1000000000"><Data>1</Data></Cell></Row>"#;
    let rest = "<Row><Cell><Data>1</Data></Cell></Row>".repeat(n);
    format!("{head}{first}{rest}</Table></Worksheet></Workbook>")
}

fn spans(n: usize) -> String {
    let first = "<tr><td colspan=1000000000 rowspan=1000000000>1</td></tr>";
    format!("<table>{first}{}</table>", "<tr><td>1</td></tr>".repeat(n))
}

fn wide_document(n: usize) -> String {
    let cell = r#"<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"#;
    format!(
        r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:tbl>{}</w:tbl></w:body></w:document>"#,
        format!("<w:tr>{cell}</w:tr>").repeat(n)
    )
}

fn attributes(n: usize) -> String {
    (0..n).map(|at| format!(" a{at}=1")).collect()
}

/// Entities each of which stands for ten of the one before.
fn laughs() -> String {
    let each: String =
        (1..10).map(|at| format!(r#"<!ENTITY a{at} "{}">"#, format!("&a{};", at - 1).repeat(10))).collect();
    format!(
        r#"<!DOCTYPE x [<!ENTITY a0 "ha">{each}]><sheetData><row r="1"><c r="A1"><v>&a9;</v></c></row></sheetData>"#
    )
}
