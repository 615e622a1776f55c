//! Tables → .xlsx and .ods.

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::books::archive::{Name, zip};
use crate::books::table::{Cell, Table};

/// A workbook with a sheet for each table.
pub fn xlsx(sheets: &[(&str, &Table)]) -> Vec<u8> {
    xlsx_with(sheets, |_, _| {})
}

/// The same, each sheet changed after it was written.
pub fn xlsx_with(sheets: &[(&str, &Table)], mut change: impl FnMut(usize, &mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    for (at, (name, table)) in sheets.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for cell in &table.cells {
            let (row, column) = (cell.row as u32, cell.column as u16);
            let last = (row + cell.rows as u32 - 1, column + cell.columns as u16 - 1);
            if (row, column) != last {
                sheet.merge_range(row, column, last.0, last.1, "", &Format::new()).unwrap();
            }
            match cell.text.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, &cell.text).unwrap(),
            };
        }
        change(at, sheet);
    }
    book.save_to_buffer().unwrap()
}

/// An OpenDocument workbook with a sheet for each table.
pub fn ods(sheets: &[(&str, &Table)]) -> Vec<u8> {
    ods_packed(&ods_content(sheets))
}

/// A workbook with that content.
pub fn ods_packed(content: &str) -> Vec<u8> {
    let mimetype = b"application/vnd.oasis.opendocument.spreadsheet".to_vec();
    zip(&[(Name::Utf8("mimetype"), mimetype), (Name::Utf8("content.xml"), content.into())])
}

/// What such a workbook holds, as XML.
pub fn ods_content(sheets: &[(&str, &Table)]) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>"#,
    );
    for (name, table) in sheets {
        xml.push_str(&format!(r#"<table:table table:name="{name}">"#));
        (0..table.n_rows).for_each(|row| ods_row(&mut xml, table, row));
        xml.push_str(r#"<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>"#);
    }
    xml.push_str("</office:spreadsheet></office:body></office:document-content>");
    xml
}

fn ods_row(xml: &mut String, table: &Table, row: usize) {
    xml.push_str("<table:table-row>");
    let mut at = 0;
    for cell in table.row(row) {
        (at..cell.column).for_each(|_| xml.push_str("<table:covered-table-cell/>"));
        let spans = match (cell.rows, cell.columns) {
            (1, 1) => String::new(),
            (rows, columns) => {
                format!(r#" table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}""#)
            }
        };
        let value = match cell.text.parse::<f64>() {
            Ok(number) => format!(r#" office:value-type="float" office:value="{number}""#),
            Err(_) => r#" office:value-type="string""#.to_owned(),
        };
        xml.push_str(&format!("<table:table-cell{spans}{value}><text:p>{}</text:p></table:table-cell>", cell.text));
        (1..cell.columns).for_each(|_| xml.push_str("<table:covered-table-cell/>"));
        at = cell.column + cell.columns;
    }
    xml.push_str("</table:table-row>");
}

/// A workbook as Excel 2003 writes it in one XML text.
pub fn spreadsheet_xml(sheets: &[(&str, &Table)]) -> String {
    let mut xml = String::from(
        r#"<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
 <Styles><Style ss:ID="Default" ss:Name="Normal"><Font ss:FontName="Arial"/></Style><Style ss:ID="s9"><Font ss:StrikeThrough="1"/></Style></Styles>
"#,
    );
    for (name, table) in sheets {
        xml.push_str(&format!(" <Worksheet ss:Name=\"{name}\"><Table>\n  <Column ss:Width=\"80\"/>\n"));
        let mut expected = 0;
        for row in 0..table.n_rows {
            let cells = table.row(row);
            if cells.iter().all(|cell| cell.text.is_empty() && cell.columns == 1) {
                continue;
            }
            let index = if row == expected { String::new() } else { format!(" ss:Index=\"{}\"", row + 1) };
            expected = row + 1;
            xml.push_str(&format!("   <Row{index}>"));
            xml_row(&mut xml, &cells);
            xml.push_str("</Row>\n");
        }
        xml.push_str("</Table><WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\"><Selected/></WorksheetOptions></Worksheet>\n");
    }
    xml.push_str("</Workbook>\n");
    xml
}

fn xml_row(xml: &mut String, cells: &[&Cell]) {
    let mut expected = 0;
    for cell in cells {
        let mut said = String::new();
        if cell.column != expected {
            said.push_str(&format!(" ss:Index=\"{}\"", cell.column + 1));
        }
        if cell.columns > 1 {
            said.push_str(&format!(" ss:MergeAcross=\"{}\"", cell.columns - 1));
        }
        if cell.rows > 1 {
            said.push_str(&format!(" ss:MergeDown=\"{}\"", cell.rows - 1));
        }
        expected = cell.column + cell.columns;
        let kind = if cell.text.parse::<f64>().is_ok() { "Number" } else { "String" };
        match cell.text.as_str() {
            "" => xml.push_str(&format!("<Cell{said}/>")),
            text => xml.push_str(&format!("<Cell{said}><Data ss:Type=\"{kind}\">{text}</Data></Cell>")),
        }
    }
}
