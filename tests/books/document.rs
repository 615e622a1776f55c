//! Tables → .docx.

use crate::books::archive::{Name, zip};
use crate::books::table::{Cell, Table};

/// A document: titles are paragraphs, and each run of other rows is a table.
pub fn docx(table: &Table) -> Vec<u8> {
    packed(&document(table))
}

/// The document's text in a file of Word, with the styles that Word gives to marks of notes.
pub fn packed(xml: &str) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let styles = r#"<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="character" w:styleId="a5"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style><w:style w:type="character" w:styleId="a6"><w:basedOn w:val="a5"/></w:style></w:styles>"#;
    zip(&[
        (Name::Utf8("[Content_Types].xml"), types.into()),
        (Name::Utf8("word/document.xml"), xml.into()),
        (Name::Utf8("word/styles.xml"), styles.into()),
    ])
}

/// What a document holds, as XML.
pub fn document(table: &Table) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#,
    );
    let mut open = false;
    for row in 0..table.n_rows {
        let is_title = table.is_paragraph(row);
        match (open, is_title) {
            (true, true) => xml.push_str("</w:tbl>"),
            (false, false) => xml.push_str("<w:tbl><w:tblPr/>"),
            _ => {}
        }
        open = !is_title;
        if is_title {
            xml.push_str(&paragraph(&table.row(row)[0].text));
        } else {
            docx_row(&mut xml, table, row);
        }
    }
    xml.push_str(if open { "</w:tbl><w:sectPr/></w:body></w:document>" } else { "<w:sectPr/></w:body></w:document>" });
    xml
}

/// Word cuts a text into runs wherever it was edited.
fn paragraph(text: &str) -> String {
    let half = text.chars().count() / 2;
    let (first, second): (String, String) = (text.chars().take(half).collect(), text.chars().skip(half).collect());
    let run = |text: &str| format!(r#"<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#);
    format!("<w:p>{}{}</w:p>", run(&first), run(&second))
}

fn docx_row(xml: &mut String, table: &Table, row: usize) {
    xml.push_str("<w:tr>");
    let begins_here = table.cells.iter().filter(|cell| cell.row == row);
    let goes_on = table.cells.iter().filter(|cell| cell.row < row && cell.row + cell.rows > row);
    let mut cells: Vec<&Cell> = begins_here.chain(goes_on).collect();
    cells.sort_by_key(|cell| cell.column);
    for cell in cells {
        let span = format!(r#"<w:gridSpan w:val="{}"/>"#, cell.columns);
        let (merge, text) = match (cell.rows > 1, cell.row == row) {
            (false, _) => ("", &*cell.text),
            (true, true) => (r#"<w:vMerge w:val="restart"/>"#, &*cell.text),
            (true, false) => ("<w:vMerge/>", ""),
        };
        xml.push_str(&format!("<w:tc><w:tcPr>{span}{merge}</w:tcPr>{}</w:tc>", paragraph(text)));
    }
    xml.push_str("</w:tr>");
}
