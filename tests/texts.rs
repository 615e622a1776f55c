//! Workbooks and documents that are one text: XML of Excel 2003, LibreOffice and Word, pages mailed as one file,
//! Markdown with tables of a page in it.

use gouji::model::Value;
use gouji::run::Finished;
use regex::Regex;

use crate::books::sheet::{ods_content, spreadsheet_xml};
use crate::books::table::Table;
use crate::books::{document, page};
use crate::corpus::form::HEADINGS;
use crate::reading::{UNREADABLE, accepted, printed, read, rejected, row, same_as_csv, value};
use crate::said::Said;

const CELL: &str = "proactive.licences@decisions";

fn with_cell(cell: &str) -> Finished {
    let mut table = printed(1);
    let at = table.row_of("行政许可");
    table.cell_mut(at, 1).text = "QZQ".to_owned();
    let xml = spreadsheet_xml(&[("Sheet1", &table)]);
    let (start, end) = (xml.find("<Data ss:Type=\"String\">QZQ").unwrap(), xml.find("QZQ").unwrap());
    let end = end + xml[end..].find("</Cell>").unwrap();
    let open = xml[..start].rfind("<Cell").unwrap();
    let whole = match cell.starts_with("<Cell") {
        true => format!("{}{cell}{}", &xml[..open], &xml[end + "</Cell>".len()..]),
        false => format!("{}{cell}{}", &xml[..start], &xml[end..]),
    };
    read(&[("a.xml", whole.into_bytes())])
}

#[test]
fn cells_of_an_xml_workbook_are_read_as_they_are_shown() {
    let html = "xmlns=\"http://www.w3.org/TR/REC-html40\"";
    let read_as = [
        ("<Data ss:Type=\"Number\">15</Data>".to_owned(), Value::Number(15)),
        ("<Data ss:Type=\"Number\">1.5E1</Data>".to_owned(), Value::Number(15)),
        ("<Data ss:Type=\"String\">15</Data>".to_owned(), Value::Number(15)),
        ("<Data ss:Type=\"String\">1.5E+11</Data>".to_owned(), UNREADABLE),
        ("<Data ss:Type=\"String\">&#49;5&#10;</Data>".to_owned(), Value::Number(15)),
        ("<Data ss:Type=\"String\"><![CDATA[15]]></Data>".to_owned(), Value::Number(15)),
        (format!("<ss:Data ss:Type=\"String\" {html}>15<Sup>1</Sup></ss:Data>"), Value::Number(15)),
        (format!("<ss:Data ss:Type=\"String\" {html}><B>15</B><Sup><Font html:Size=\"8\">[2]</Font></Sup></ss:Data>"), Value::Number(15)),
        (format!("<ss:Data ss:Type=\"String\" {html}><S>23</S>15</ss:Data>"), Value::Number(15)),
        ("<Data ss:Type=\"Number\">15</Data><Comment ss:Author=\"a\"><ss:Data xmlns=\"x\"><B>7</B></ss:Data></Comment>".to_owned(), Value::Number(15)),
        ("<Data ss:Type=\"Number\">15</Data><NamedCell ss:Name=\"Print_Area\"/>".to_owned(), Value::Number(15)),
        ("<Data ss:Type=\"Error\">#REF!</Data>".to_owned(), UNREADABLE),
        ("<Data ss:Type=\"DateTime\">2024-01-05T00:00:00.000</Data>".to_owned(), UNREADABLE),
        ("<Data ss:Type=\"Boolean\">1</Data>".to_owned(), UNREADABLE),
        ("<Cell ss:Formula=\"=R[-1]C\"><Data ss:Type=\"Number\">15</Data></Cell>".to_owned(), Value::Number(15)),
        ("<Cell ss:Formula=\"=R[-1]C\"></Cell>".to_owned(), UNREADABLE),
        ("<Cell ss:StyleID=\"s9\"><Data ss:Type=\"Number\">15</Data></Cell>".to_owned(), UNREADABLE),
        ("<Cell ss:Index=\"2\"><Data ss:Type=\"Number\">15</Data></Cell>".to_owned(), Value::Number(15)),
    ];
    for (cell, expected) in read_as {
        let finished = with_cell(&cell);
        let (found, raw) = value(&finished, CELL);
        assert_eq!(found, expected, "{cell}: {raw}");
        assert!(finished.filings[0].cells.iter().filter(|(_, value)| value.number().is_some()).count() >= 199);
    }
}

#[test]
fn sheets_rows_and_columns_of_an_xml_workbook_are_told() {
    let parts = printed(2).by_heading(&HEADINGS);
    let sheets: Vec<_> = ["主动公开", "依申请公开", "复议诉讼"].into_iter().zip(&parts).collect();
    let finished = same_as_csv(&[("a.xml", spreadsheet_xml(&sheets).into_bytes())], 2);
    sheets.iter().for_each(|(name, _)| accepted(&finished, &format!("a.xml#{name}")));
    let one = |from: &str, to: &str| {
        let xml = spreadsheet_xml(&[("a", &printed(1))]).replacen(from, to, 1);
        let finished = same_as_csv(&[("a.xml", xml.into_bytes())], 1);
        row(&finished, "a.xml#a").said()
    };
    assert!(one("<Selected/>", "<Visible>SheetHidden</Visible>").contains("sheet is hidden"));
    assert!(
        one("<Column ss:Width=\"80\"/>", "<Column/><Column ss:Hidden=\"1\" ss:Span=\"1\"/>").contains("hidden columns")
    );
    assert_eq!(one("<Column ss:Width=\"80\"/>", "<Column ss:Index=\"40\" ss:Hidden=\"1\"/>"), "");
    assert!(one("<Row>", "<Row ss:Hidden=\"1\">").contains("hidden rows"));
    // Places under a merged cell that are left to be counted.
    let xml = spreadsheet_xml(&[("a", &printed(1))]);
    let counted = Regex::new("<Cell ss:Index=\"\\d+\"").unwrap().replace_all(&xml, "<Cell").into_owned();
    assert!(counted.len() < xml.len());
    same_as_csv(&[("a.xml", counted.into_bytes())], 1);
}

#[test]
fn other_texts_that_are_workbooks_or_documents_are_read() {
    let table = printed(1);
    let flat = ods_content(&[("Sheet1", &table)])
        .replacen(
            "<office:document-content ",
            "<office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\" ",
            1,
        )
        .replace("</office:document-content>", "</office:document>");
    accepted(&same_as_csv(&[("a.fods", flat.into_bytes())], 1), "a.fods#Sheet1");
    let word = document::document(&table)
        .replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://schemas.microsoft.com/office/word/2003/wordml",
        )
        .replace("w:document", "w:wordDocument")
        .replace("w:vMerge", "w:vmerge");
    accepted(&same_as_csv(&[("a.doc", word.into_bytes())], 1), "a.doc");
    let broken = spreadsheet_xml(&[("a", &table)]).replace("</Workbook>", "").replacen("</Row>", "", 1);
    rejected(&read(&[("a.xml", broken.into_bytes())]), "a.xml", "damaged");
}

fn mailed(parts: &[(&str, &str, Vec<u8>)]) -> Vec<u8> {
    let mut file = b"From: <Saved by a program>\r\nSubject: =?gb2312?B?x+vH8w==?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----=_Next.1\"\r\n\r\nThis is a message.\r\n\r\n".to_vec();
    for (location, header, body) in parts {
        file.extend(
            format!("------=_Next.1\r\nContent-Location: file:///C:/{location}\r\n{header}\r\n\r\n").into_bytes(),
        );
        file.extend(body);
        file.extend(b"\r\n");
    }
    file.extend(b"------=_Next.1--\r\n");
    file
}

/// As mail programs write bytes that are no letters, in lines of a few characters.
fn quoted(bytes: &[u8]) -> Vec<u8> {
    let mut sent = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'=' | 128.. => sent.extend(format!("={byte:02X}").into_bytes()),
            _ => sent.push(*byte),
        }
        if at % 25 == 24 {
            sent.extend(b"=\r\n");
        }
    }
    sent
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let engine = base64::engine::general_purpose::STANDARD;
    let letters = base64::Engine::encode(&engine, bytes);
    letters.as_bytes().chunks(76).flat_map(|line| [line, b"\r\n"].concat()).collect()
}

#[test]
fn a_page_saved_as_one_file_is_that_page() {
    let word = page::word_html(&printed(1));
    let gbk = encoding_rs::GBK.encode(&word).0.into_owned();
    let picture =
        ("a.files/image001.png", "Content-Transfer-Encoding: base64\r\nContent-Type: image/png", base64(b"\x89PNG"));
    let sent = [
        ("Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset=\"gb2312\"", quoted(&gbk)),
        (
            "Content-Transfer-Encoding: base64\r\nContent-Type: text/html;\r\n\tcharset=\"utf-8\"",
            base64(word.as_bytes()),
        ),
        ("Content-Transfer-Encoding: 8bit\r\nContent-Type: text/html", gbk.clone()),
    ];
    for (header, body) in sent {
        let finished = same_as_csv(&[("a.mht", mailed(&[("a.htm", header, body.clone()), picture.clone()]))], 1);
        accepted(&finished, "a.mht");
        same_as_csv(&[("a.doc", mailed(&[picture.clone(), ("a.htm", header, body)]))], 1);
    }
    let alone = [b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n".to_vec(), word.into_bytes()].concat();
    accepted(&same_as_csv(&[("a.mhtml", alone)], 1), "a.mhtml");
    rejected(&read(&[("a.mht", mailed(&[picture]))]), "a.mht", "no table");
}

#[test]
fn a_workbook_saved_as_one_file_has_its_sheets() {
    let parts = printed(2).by_heading(&HEADINGS);
    let header = "Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset=\"utf-8\"";
    let names = ["主动公开", "依申请公开", "复议诉讼"];
    let said = |at: usize| {
        format!(
            "<x:ExcelWorksheet><x:Name>{}</x:Name><x:WorksheetSource HRef=\"a.files/sheet00{at}.htm\"/></x:ExcelWorksheet>",
            names[at - 1]
        )
    };
    let frames = format!(
        "<html><head><!--[if gte mso 9]><xml><x:ExcelWorkbook>{}{}{}</x:ExcelWorkbook></xml><![endif]--></head><frameset><frame src=\"a.files/sheet001.htm\"></frameset></html>",
        said(1),
        said(2),
        said(3)
    );
    let tabs = "<html><body><table><tr><td>主动公开</td></tr></table></body></html>";
    let files = ["a.files/sheet001.htm", "a.files/sheet002.htm", "a.files/sheet003.htm"];
    let mut sent =
        vec![("a.htm", header, quoted(frames.as_bytes())), ("a.files/tabstrip.htm", header, quoted(tabs.as_bytes()))];
    let sheets = parts.iter().map(|part| quoted(page::html(part).as_bytes()));
    sent.extend(files.into_iter().zip(sheets).map(|(file, body)| (file, header, body)));
    let finished = same_as_csv(&[("a.mht", mailed(&sent))], 2);
    names.iter().for_each(|name| accepted(&finished, &format!("a.mht#{name}")));
}

#[test]
fn tables_of_a_page_inside_markdown_are_read() {
    let table = printed(1);
    let parts = table.by_heading(&HEADINGS);
    let body = |table: &Table| {
        let html = page::html(table);
        let tables: Vec<&str> =
            html.split("<table").skip(1).map(|table| table.split("</table>").next().unwrap()).collect();
        tables.into_iter().map(|table| format!("<table{table}</table>\n\n")).collect::<String>()
    };
    let heading = |table: &Table, at: usize| format!("## {}\n\n", table.row(at)[0].text);
    let title = format!("# {}\n\n一、总体情况\n\n本年工作 <3 件，见下表。\n\n", table.row(0)[0].text);
    let all: String =
        parts.iter().enumerate().map(|(at, part)| heading(part, usize::from(at == 0)) + &body(part)).collect();
    let finished = same_as_csv(&[("a.md", format!("{title}{all}").into_bytes())], 1);
    assert!(row(&finished, "a.md").unmatched.is_empty(), "{:?}", row(&finished, "a.md").unmatched);
    // One table with bars between the cells, the others as those of a page.
    for bars in 0..3 {
        let mixed: String = parts
            .iter()
            .enumerate()
            .map(|(at, part)| match at == bars {
                true => page::markdown(&part.part(usize::from(at == 0), part.n_rows)),
                false => heading(part, usize::from(at == 0)) + &body(part),
            })
            .collect();
        same_as_csv(&[("a.md", format!("{title}{mixed}").into_bytes())], 1);
    }
}

#[test]
fn tags_inside_a_table_with_bars_are_no_part_of_its_figures() {
    let text = page::markdown(&printed(1));
    let at = text.find("| 行政许可 | ").unwrap() + "| 行政许可 | ".len();
    let end = at + text[at..].find(" |").unwrap();
    for cell in ["15<sup>1</sup>", "15[^1]", "15\\*", "~~23~~ 15", "<del>23</del>15", "**15**", "15①", "15<br>"] {
        let finished = read(&[("a.md", format!("{}{cell}{}", &text[..at], &text[end..]).into_bytes())]);
        assert_eq!(value(&finished, CELL).0, Value::Number(15), "{cell}: {}", value(&finished, CELL).1);
    }
}
