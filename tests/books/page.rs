//! Tables → web pages as browsers and as Word write them, and Markdown.

use crate::books::table::{Cell, Table};

/// A web page: titles are paragraphs, and each run of other rows is a table.
pub fn html(table: &Table) -> String {
    let mut page = String::from(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>x</title><style>td { color: red }</style></head><body>\n<script>var t = '<table><tr><td>1</td></tr></table>';</script>\n",
    );
    blocks(table, &mut page, |text| format!("<h2>{text}</h2>\n"), html_cell);
    page.push_str("</body></html>\n");
    page
}

/// What Word saves as a page: no end tags where none are needed, text in spans, blanks as entities.
pub fn word_html(table: &Table) -> String {
    let mut page = String::from(
        "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:w=\"urn:schemas-microsoft-com:office:word\"><head><meta http-equiv=Content-Type content=\"text/html; charset=gb2312\"><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--></head><body lang=ZH-CN><div class=Section1>\n",
    );
    let title =
        |text: &str| format!("<p class=MsoNormal align=center><b><span lang=EN-US>{text}<o:p></o:p></span></b></p>\n");
    blocks(table, &mut page, title, word_cell);
    page.push_str("</div></body></html>\n");
    page
}

fn blocks(table: &Table, page: &mut String, title: impl Fn(&str) -> String, cell: fn(&Cell) -> String) {
    let mut open = false;
    for row in 0..table.n_rows {
        if table.is_paragraph(row) {
            if open {
                page.push_str("</table>\n");
            }
            open = false;
            page.push_str(&title(&table.row(row)[0].text));
            continue;
        }
        if !open {
            page.push_str("<table border=1>\n");
        }
        open = true;
        page.push_str("<tr>");
        table.row(row).into_iter().for_each(|found| page.push_str(&cell(found)));
        page.push_str("</tr>\n");
    }
    if open {
        page.push_str("</table>\n");
    }
}

fn spans(cell: &Cell) -> String {
    let mut said = String::new();
    if cell.columns > 1 {
        said.push_str(&format!(" colspan={}", cell.columns));
    }
    if cell.rows > 1 {
        said.push_str(&format!(" rowspan=\"{}\"", cell.rows));
    }
    said
}

fn html_cell(cell: &Cell) -> String {
    let half = cell.text.chars().count() / 2;
    // A label broken over two lines.
    let broken: String = match cell.text.chars().count() > 8 {
        true => cell.text.chars().take(half).chain("<br/>".chars()).chain(cell.text.chars().skip(half)).collect(),
        false => cell.text.clone(),
    };
    format!("<td{}>{broken}</td>", spans(cell))
}

fn word_cell(cell: &Cell) -> String {
    let text = if cell.text.is_empty() { "&nbsp;" } else { &cell.text };
    format!(
        "\n <td width=57{} valign=top style='border:none'>\n <p class=MsoNormal><span\n lang=EN-US>{text}</span></p>",
        spans(cell)
    )
}

/// Markdown has no spans: what is covered is blank.
pub fn markdown(table: &Table) -> String {
    let mut text = String::new();
    let mut open = false;
    for row in 0..table.n_rows {
        if table.is_paragraph(row) {
            open = false;
            text.push_str(&format!("\n## {}\n\n", table.row(row)[0].text));
            continue;
        }
        let width =
            table.cells.iter().filter(|cell| cell.row <= row).map(|cell| cell.column + cell.columns).max().unwrap();
        let mut fields = vec![String::new(); width];
        table.row(row).into_iter().for_each(|cell| fields[cell.column].clone_from(&cell.text));
        text.push_str(&format!("| {} |\n", fields.join(" | ")));
        if !open {
            text.push_str(&format!("|{}\n", " --- |".repeat(width)));
        }
        open = true;
    }
    text
}
