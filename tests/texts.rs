//! Workbooks and documents that are one text: XML of Excel 2003, LibreOffice and Word, pages mailed as one file,
//! Markdown with tables of a page in it.

use gouji::model::Value;
use gouji::run::Finished;
use regex::Regex;

use crate::books::document;
use crate::books::sheet::{ods_content, spreadsheet_xml};
use crate::corpus::form::HEADINGS;
use crate::reading::{UNREADABLE, accepted, printed, read, rejected, row, same_as_csv, value};

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
        row(&finished, "a.xml#a").message.clone()
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
