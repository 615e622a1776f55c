//! Raised, struck-out and hidden text in every format that has it.

use gouji::model::{CellIx, State, Value};
use gouji::run::Finished;
use rust_xlsxwriter::{Format, FormatScript, Worksheet};

use crate::books::sheet::xlsx_with;
use crate::books::table::Table;
use crate::books::{document, page};
use crate::reading::{UNREADABLE, printed, read, row, value};
use crate::said::Said;

/// True of what is not taken for a figure: digits of which it is not sure what they are unread, all else unreadable.
fn is_no_figure(value: Value) -> bool {
    matches!(value, Value::Not(State::Unread | State::Unreadable))
}

const CELL: &str = "proactive.licences@decisions";
/// Stands in the cell until the file is made.
const HERE: &str = "QZQ";

fn marked() -> Table {
    let mut table = printed(1);
    let at = table.row_of("行政许可");
    table.cell_mut(at, 1).text = HERE.to_owned();
    table
}

fn in_page(cell: &str) -> Finished {
    let html = page::html(&marked());
    let (head, tail) = html.split_once("<style>").unwrap();
    let style = ".up, td.x{vertical-align:super} .gone{display:none}";
    read(&[("a.html", format!("{head}<style>{style} {tail}").replace(HERE, cell).into_bytes())])
}

#[test]
fn a_raised_digit_of_a_page_is_a_mark() {
    let marked = [
        "15<sup>1</sup>",
        "15<SUP>2</SUP>",
        "15<sub>1</sub>",
        "15<sup>[1]</sup>",
        "15<sup>①</sup>",
        "15<sup>注1</sup>",
        "15<sup>1,2</sup>",
        "15<sup>(1)</sup>",
        "15<sup>a</sup>",
        "15<sup><a href='#n1'>1</a></sup>",
        "15<a href='#fn1'>1</a>",
        "15<a href=\"#_ftn1\" name=\"_ftnref1\"><span class=MsoFootnoteReference>[1]</span></a>",
        "15<a href='http://a.cn/b.html#footnote-1'>[1]</a>",
        "15 [1]",
        "<a href='#fn1'>1</a>15",
        "<a href='#detail'>15</a>",
        "<a href='http://a.cn/15'>15</a>",
        "15<span style='vertical-align: super; font-size: 8pt'>1</span>",
        "15<span style=\"VERTICAL-ALIGN: sub\">1</span>",
        "15<span class='x up'>1</span>",
        "<p>15<sup>1</sup></p>",
        "<font class=font5>15<sup>1</sup></font>",
        "15<sup>1",
        "<b>15</b><sup><b>1</b></sup>",
    ];
    for cell in marked {
        let finished = in_page(cell);
        assert_eq!(value(&finished, CELL).0, Value::Number(15), "{cell}: {}", value(&finished, CELL).1);
        // What was opened in the cell ends with it.
        assert_eq!(
            value(&finished, "proactive.penalties@decisions"),
            value(&in_page("15"), "proactive.penalties@decisions")
        );
    }
    assert_eq!(value(&in_page("15<sup>1</sup>"), CELL).1, "15¹");
    for cell in ["<sup>15</sup>", "1<sup>5</sup>6", "15<sup>th</sup>", "3×10<sup>2</sup>"] {
        assert!(is_no_figure(value(&in_page(cell), CELL).0), "{cell}");
    }
}

#[test]
fn what_may_be_a_mark_of_a_page_is_never_a_digit_of_its_figure() {
    let by_name = [
        "15<span class=MsoFootnoteReference><span style=\"mso-special-character:footnote\">1</span></span>",
        "15<span class='sup'>1</span>",
        "15<i class=footnote-ref>2</i>",
        "<span class=fn>15</span>",
        "15<small>1</small>",
        "<small>15</small>",
        "<small>1</small><small>5</small>",
        "<ruby>15<rp>(</rp><rt>1</rt><rp>)</rp></ruby>",
        "15<span style='font-size:smaller'>1</span>",
        "15<span style='mso-text-raise:4.0pt;position:relative;top:-4.0pt'>1</span>",
        "15<template>7</template>",
        "15<span class=sr-only>7</span>",
        "<span style='color:#fff'>1<b>5</b></span>",
        "<div style='font-size:0'>1<b>5</b></div>",
    ];
    for cell in by_name {
        assert_eq!(value(&in_page(cell), CELL).0, Value::Number(15), "{cell}: {}", value(&in_page(cell), CELL).1);
    }
    let not_told = [
        "1<small>52</small>",
        "<small>1</small>5",
        "15<span style='color:#FFFFFF'>1</span>",
        "15<span style='font-size:0'>1</span>",
        "15<font color=white>1</font>",
    ];
    for cell in not_told {
        assert!(is_no_figure(value(&in_page(cell), CELL).0), "{cell}: {}", value(&in_page(cell), CELL).1);
    }
}

#[test]
fn what_is_struck_out_in_a_page_does_not_hold() {
    for cell in [
        "<s>23</s>15",
        "<del>23</del> 15",
        "<strike>2</strike>15",
        "15<span style='text-decoration:line-through'>23</span>",
        "<p><s>23</s></p><p>15</p>",
        "<s>2</s><s>3</s> 15",
        "<del>23</del><ins>15</ins>",
    ] {
        let (read, raw) = value(&in_page(cell), CELL);
        assert_eq!(read, Value::Number(15), "{cell}: {raw}");
        assert!(raw.contains("~~"), "{raw}");
    }
    for cell in ["<s>15</s>", "1<s>2</s>5", "<del>15"] {
        assert!(is_no_figure(value(&in_page(cell), CELL).0), "{cell}");
    }
}

#[test]
fn what_a_page_hides_is_not_printed_and_is_said() {
    let hidden = [
        "15<span style='display:none'>7</span>",
        "<span hidden>7</span>15",
        "15<span style='visibility:hidden'>7</span>",
        "15<i class=gone>7</i>",
        "15<p hidden>7",
        "15<div style=\"display: none\"><table><tr><td>7</td></tr></table></div>",
        "15</td><td style='display:none'>7",
        "15<span style='mso-hide:all'>7</span>",
        "<input type=hidden value=7>15",
        "<input value=15>",
        "<input value=15><input value=7 style='display:none'>",
        "<textarea rows=1>15</textarea>",
        "<textarea>15</textarea><textarea style='display:none'>7</textarea>",
        "15<!-- 7 -->",
        "15<span hidden><b>7</b><span>7</span></span>",
        "15<span hidden>7</td></tr><tr hidden><td>行政处罚</td><td>7</td></tr><tr style='display:none'><td>行政许可</td><td>7",
    ];
    let plain = in_page("15");
    for cell in hidden {
        let finished = in_page(cell);
        assert_eq!(value(&finished, CELL).0, Value::Number(15), "{cell}: {}", value(&finished, CELL).1);
        let others = |finished: &Finished| -> Vec<(CellIx, Value)> {
            finished.filings[0].cells.iter().filter(|(_, value)| *value != Value::Number(15)).collect()
        };
        assert_eq!(others(&finished), others(&plain), "{cell}");
        let is_said = row(&finished, "a.html").said().contains("hidden figures");
        assert_eq!(is_said, !["input", "<!--", "<textarea rows"].iter().any(|shown| cell.contains(shown)), "{cell}");
    }
    let (read, _) = value(&in_page("<span hidden>15</span>"), CELL);
    assert_eq!(read, Value::Not(State::Blank));
    let whole = page::html(&printed(1)).replace("<body>", "<body><div style='display:none'>");
    let refused = crate::reading::read(&[("a.html", whole.into_bytes())]);
    assert!(refused.filings.is_empty() && row(&refused, "a.html").said().contains("hidden figures"));
}

fn in_document(runs: &str) -> Finished {
    let xml = document::document(&marked());
    let paragraph = xml.find(&HERE[..1]).map(|at| xml[..at].rfind("<w:p>").unwrap()).unwrap();
    let end = paragraph + xml[paragraph..].find("</w:p>").unwrap();
    let whole = format!("{}<w:p>{runs}{}", &xml[..paragraph], &xml[end..]);
    read(&[("a.docx", document::packed(&whole))])
}

fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
}

#[test]
fn a_raised_run_of_a_document_is_a_mark() {
    let up = "<w:vertAlign w:val=\"superscript\"/>";
    let marked = [
        run("", "15") + &run(up, "1"),
        run("", "15") + &run("<w:b/><w:vertAlign w:val=\"subscript\"/>", "2"),
        run("", "1") + &run("", "5") + &run(up, "[1") + &run(up, "]"),
        run(up, "①") + &run("", "15"),
        run("", "15") + &run("<w:rStyle w:val=\"a5\"/>", "1"),
        run("", "15") + &run("<w:rStyle w:val=\"a6\"/>", "1"),
        run("", "15") + "<w:r><w:footnoteReference w:id=\"2\"/></w:r>",
        run("", "15") + "<w:r><w:footnoteReference w:customMarkFollows=\"1\" w:id=\"2\"/><w:t>3</w:t></w:r>",
        run("", "15") + "<w:r><w:commentReference w:id=\"0\"/></w:r><w:r><w:instrText>NOTEREF 7</w:instrText></w:r>",
        run("", "15") + "<w:hyperlink w:anchor=\"_ftn1\">" + &run("", "1") + "</w:hyperlink>",
        run("", "15") + &run("<w:position w:val=\"8\"/>", "1"),
        run("", "15") + &run("<w:rStyle w:val=\"FootnoteReference\"/>", "1"),
        run("<w:position w:val=\"8\"/>", "1") + &run("<w:position w:val=\"8\"/>", "5"),
        run("", "1") + &run("<w:position w:val=\"-2\"/>", "5"),
        run("<w:color w:val=\"FFFFFF\"/>", "15"),
        run("<w:vertAlign w:val=\"baseline\"/>", "15"),
        run("<w:rPrChange><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:rPrChange>", "15"),
        "<w:pPr><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:pPr>".to_owned() + &run("", "15"),
        "<w:hyperlink w:anchor=\"x\">".to_owned() + &run("", "15") + "</w:hyperlink>",
    ];
    for runs in &marked {
        let finished = in_document(runs);
        assert_eq!(value(&finished, CELL).0, Value::Number(15), "{runs}: {}", value(&finished, CELL).1);
        assert_eq!(finished.filings[0].cells.iter().filter(|(_, value)| value.number().is_some()).count(), 200);
    }
    for runs in [
        run("", "1") + &run("<w:position w:val=\"8\"/>", "52"),
        run("", "15") + &run("<w:color w:val=\"ffffff\"/>", "1"),
    ] {
        assert!(is_no_figure(value(&in_document(&runs), CELL).0), "{runs}");
    }
    let minus = run("", "15").replace("<w:t>", "<w:noBreakHyphen/><w:t>");
    assert_eq!(value(&in_document(&minus), CELL).0, Value::Number(-15));
}

#[test]
fn deleted_struck_out_and_hidden_text_of_a_document_does_not_hold() {
    let deleted = |text: &str| format!("<w:del w:id=\"1\"><w:r><w:delText>{text}</w:delText></w:r></w:del>");
    let cases = [
        (deleted("23") + "<w:ins w:id=\"2\">" + &run("", "15") + "</w:ins>", "tracked"),
        ("<w:moveFrom w:id=\"1\">".to_owned() + &run("", "23") + "</w:moveFrom>" + &run("", "15"), "tracked"),
        (run("<w:strike/>", "2") + &run("<w:strike/>", "3") + &run("<w:strike w:val=\"0\"/>", "15"), ""),
        (run("<w:dstrike w:val=\"true\"/>", "23") + &run("", " 15"), ""),
        (run("<w:vanish/>", "23") + &run("<w:vanish w:val=\"false\"/>", "15"), "hidden figures"),
        ("<w:del w:id=\"1\">".to_owned() + &run("", "23") + "</w:del>" + &run("", "15"), "tracked"),
    ];
    for (runs, said) in &cases {
        let finished = in_document(runs);
        assert_eq!(value(&finished, CELL).0, Value::Number(15), "{runs}: {}", value(&finished, CELL).1);
        assert!(row(&finished, "a.docx").said().contains(said), "{}", row(&finished, "a.docx").said());
    }
    assert_eq!(value(&in_document(&run("<w:strike/>", "15")), CELL), (UNREADABLE, "~~15~~".to_owned()));
    assert_eq!(value(&in_document(&(run("", "1") + &run("<w:strike/>", "2") + &run("", "5"))), CELL).0, UNREADABLE);
}

#[test]
fn a_deleted_or_hidden_row_of_a_document_is_none() {
    for property in ["<w:del w:id=\"1\"/>", "<w:hidden/>"] {
        let xml = document::document(&printed(1));
        let at = xml.rfind("<w:tr>").unwrap();
        let row = format!(
            "<w:tr><w:trPr>{property}</w:trPr><w:tc>{0}</w:tc><w:tc>{0}</w:tc></w:tr>",
            "<w:p><w:r><w:t>7</w:t></w:r></w:p>"
        );
        let bytes = document::packed(&format!("{}{row}{}", &xml[..at], &xml[at..]));
        let finished = crate::reading::same_as_csv(&[("a.docx", bytes)], 1);
        let said = crate::reading::row(&finished, "a.docx");
        assert!(said.unmatched.is_empty() && !said.messages.is_empty(), "{said:?}");
    }
}

/// The row and column in which the marked figure stands.
fn place() -> (u32, u16) {
    (printed(1).row_of("行政许可") as u32, 1)
}

fn in_workbook(change: impl Fn(&mut Worksheet, u32, u16)) -> Finished {
    let (row, column) = place();
    let bytes = xlsx_with(&[("Sheet1", &printed(1))], |_, sheet| change(sheet, row, column));
    read(&[("a.xlsx", bytes)])
}

#[test]
fn runs_of_a_workbook_are_what_they_look_like() {
    let plain = Format::new();
    let up = Format::new().set_font_script(FormatScript::Superscript);
    let down = Format::new().set_font_script(FormatScript::Subscript);
    let struck = Format::new().set_font_strikethrough();
    let rich: [&[(&Format, &str)]; 6] = [
        &[(&plain, "15"), (&up, "1")],
        &[(&plain, "15"), (&down, "2")],
        &[(&up, "①"), (&plain, "15"), (&up, "[1]")],
        &[(&struck, "23"), (&plain, "15")],
        &[(&plain, "15 "), (&struck, "2"), (&struck, "3")],
        &[(&plain, "15件"), (&up, "注1")],
    ];
    for runs in rich {
        let finished = in_workbook(|sheet, row, column| {
            sheet.write_rich_string(row, column, runs).unwrap();
        });
        let (read, raw) = value(&finished, CELL);
        assert_eq!(read, Value::Number(15), "{raw}");
        assert!(finished.filings[0].cells.iter().filter(|(_, value)| value.number().is_some()).count() >= 200);
    }
    let amid = in_workbook(|sheet, row, column| {
        sheet.write_rich_string(row, column, &[(&plain, "1"), (&up, "5"), (&plain, "6")]).unwrap();
    });
    assert!(is_no_figure(value(&amid, CELL).0));
    assert_eq!(value(&amid, CELL).1, "1⁵6");
    let whole = in_workbook(|sheet, row, column| {
        sheet.write_number_with_format(row, column, 15, &struck).unwrap();
    });
    assert_eq!(value(&whole, CELL), (UNREADABLE, "~~15~~".to_owned()));
}

#[test]
fn hidden_columns_with_figures_are_read_and_said() {
    let hidden = |first: u16, last: u16| {
        in_workbook(|sheet, _, _| {
            sheet.set_column_range_hidden(first, last).unwrap();
        })
    };
    let finished = hidden(2, 2);
    assert!(row(&finished, "a.xlsx#Sheet1").said().contains("hidden columns"));
    assert_eq!(finished.filings[0].cells, hidden(30, 16_383).filings[0].cells);
    assert_eq!(row(&hidden(30, 16_383), "a.xlsx#Sheet1").said(), "");
}

#[test]
fn spans_of_an_open_document_are_what_they_look_like() {
    let styles = r#"<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style><style:style style:name="T2" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style><style:style style:name="T3" style:family="text"><style:text-properties style:text-position="0% 100%"/></style:style><style:style style:name="T4" style:family="text"><style:text-properties style:text-position="-33% 58%"/></style:style></office:automatic-styles>"#;
    let span = |style: &str, text: &str| format!("<text:span text:style-name=\"{style}\">{text}</text:span>");
    let with = |cell: &str, columns: &str| {
        let text = crate::books::sheet::ods_content(&[("Sheet1", &marked())]).replace(HERE, cell);
        let text = text.replacen("<office:body>", &format!("{styles}<office:body>"), 1);
        let text = text.replacen("<table:table-row>", &format!("{columns}<table:table-row>"), 1);
        read(&[("a.ods", crate::books::sheet::ods_packed(&text))])
    };
    let note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>7</text:p></text:note-body></text:note>";
    for cell in [
        format!("15{}", span("T1", "1")),
        format!("15{}", span("T4", "1")),
        span("T3", "15"),
        format!("{}15", span("T2", "23")),
        format!("15{note}"),
        format!("{}{}", span("T3", &format!("15{}", span("T1", "2"))), span("T2", "9")),
    ] {
        let (read, raw) = value(&with(&cell, ""), CELL);
        assert_eq!(read, Value::Number(15), "{cell}: {raw}");
    }
    let hidden =
        "<table:table-column/><table:table-column table:visibility=\"collapse\" table:number-columns-repeated=\"2\"/>";
    assert!(row(&with("15", hidden), "a.ods#Sheet1").said().contains("hidden columns"));
    let beyond = "<table:table-column table:number-columns-repeated=\"30\"/><table:table-column table:visibility=\"collapse\" table:number-columns-repeated=\"9\"/>";
    assert_eq!(row(&with("15", beyond), "a.ods#Sheet1").said(), "");
}

#[test]
fn runs_of_a_workbook_of_1997_and_of_another_program_are_what_they_look_like() {
    // Made by tests/fixtures/make_xls.py; the other is what LibreOffice makes of it, which gives each cell the font of
    // its first run.
    let files: [(&str, &[u8]); 2] =
        [("a.xls", include_bytes!("fixtures/marks.xls")), ("a.xlsx", include_bytes!("fixtures/marks.xlsx"))];
    for (name, bytes) in files {
        let finished = read(&[(name, bytes.to_vec())]);
        let read = |code: &str| value(&finished, &format!("proactive.{code}"));
        let figures = [
            ("normative_documents@issued", 23, "23¹"),
            ("normative_documents@repealed", 7, "~~9~~7"),
            ("normative_documents@in_force", 181, "181[²]"),
            ("licences@decisions", 208, "~~14~~208¹²"),
            ("penalties@decisions", 1377, "1377件注³"),
        ];
        for (code, figure, raw) in figures {
            assert_eq!(read(code), (Value::Number(figure), raw.to_owned()), "{name}: {code}");
        }
        assert_eq!(read("coercive_measures@decisions"), (UNREADABLE, "~~26~~".to_owned()), "{name}");
        assert_eq!(read("rules@in_force").0, Value::Number(0));
    }
}
