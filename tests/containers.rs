//! The same filing in every format is the same cells, and what cannot be read is a row of the intake.

use std::path::Path;
use std::process::Command;

use gouji::model::{Filing, Reception, State, Value, Year};

use crate::books::archive::{Name, zip};
use crate::books::sheet::{ods, spreadsheet_xml, xlsx, xlsx_with};
use crate::books::table::{self, Table};
use crate::books::{document, page};
use crate::corpus::form::HEADINGS;
use crate::reading::{
    OFFICE, OTHER, UNREADABLE, YEAR, accepted, as_csv, print, printed, read, rejected, row, same, same_as_csv, value,
};
use crate::said::Said;

#[test]
fn every_format_gives_every_cell() {
    for seed in 1..4 {
        let table = printed(seed);
        let xml = spreadsheet_xml(&[("Sheet1", &table)]);
        let in_gbk = xml.replacen("version=\"1.0\"", "version=\"1.0\" encoding=\"GB2312\"", 1);
        let wide: Vec<u8> = std::iter::once(0xFEFF).chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let files: [(&str, &str, Vec<u8>); 9] = [
            ("a.xml", "a.xml#Sheet1", xml.into_bytes()),
            ("b.xls", "b.xls#Sheet1", encoding_rs::GBK.encode(&in_gbk).0.into_owned()),
            ("c.xml", "c.xml#Sheet1", wide),
            ("a.xlsx", "a.xlsx#Sheet1", xlsx(&[("Sheet1", &table)])),
            ("a.ods", "a.ods#Sheet1", ods(&[("Sheet1", &table)])),
            ("a.html", "a.html", page::html(&table).into_bytes()),
            ("a.htm", "a.htm", encoding_rs::GBK.encode(&page::word_html(&table)).0.into_owned()),
            ("a.docx", "a.docx", document::docx(&table)),
            ("a.md", "a.md", page::markdown(&table).into_bytes()),
        ];
        for (name, path, bytes) in files {
            let finished = same_as_csv(&[(name, bytes)], seed);
            accepted(&finished, path);
        }
    }
}

#[test]
fn an_xls_of_1997_is_read_like_any_workbook() {
    // Made by tests/fixtures/make_xls.py from the cells of `printed(1)`.
    let bytes = include_bytes!("fixtures/filing.xls").to_vec();
    accepted(&same_as_csv(&[("a.xls", bytes)], 1), "a.xls#Sheet1");
}

#[test]
fn a_file_is_what_it_holds_and_not_what_it_is_called() {
    let table = printed(1);
    same_as_csv(&[("a.xls", page::html(&table).into_bytes())], 1);
    same_as_csv(&[("b.xls", table::csv(&print(1), OFFICE, YEAR).into_bytes())], 1);
    same_as_csv(&[("c.csv", xlsx(&[("Sheet1", &table)]))], 1);
}

#[test]
fn a_table_on_each_sheet_is_one_filing() {
    let parts = printed(2).by_heading(&HEADINGS);
    let named = |names: [&'static str; 3]| -> Vec<(&str, &Table)> { names.into_iter().zip(&parts).collect() };
    for names in [["主动公开", "依申请公开", "复议诉讼"], ["Sheet1", "Sheet2", "Sheet3"]] {
        let finished = same_as_csv(&[("a.xlsx", xlsx(&named(names)))], 2);
        names.iter().for_each(|name| accepted(&finished, &format!("a.xlsx#{name}")));
    }
    // The title is on no sheet, only in the name of the file.
    let untitled = [parts[0].part(1, parts[0].n_rows), parts[1].clone(), parts[2].clone()];
    let sheets: Vec<(&str, &Table)> = ["公开情况", "申请情况", "诉讼情况"].into_iter().zip(&untitled).collect();
    same_as_csv(&[("勾稽市珠算管理局2024年.ods", ods(&sheets))], 2);
    same_as_csv(&[("2024/勾稽市珠算管理局.xlsx", xlsx(&sheets))], 2);
}

#[test]
fn an_office_on_each_sheet_is_so_many_filings() {
    let (one, two) = (printed(1), table::of(&print(2), OTHER, YEAR));
    let untitled = [one.part(1, one.n_rows), two.part(1, two.n_rows)];
    let sheets = [(OFFICE, &untitled[0]), (OTHER, &untitled[1])];
    let finished = read(&[("2024年各单位年报.xlsx", xlsx(&sheets))]);
    assert_eq!(finished.filings.len(), 2, "{:#?}", finished.intake);
    for (office, seed) in [(OFFICE, 1), (OTHER, 2)] {
        let of = |filing: &&Filing| finished.register.office(filing.office).name == office;
        same(finished.filings.iter().find(of).unwrap(), &as_csv(&print(seed), office, YEAR), office);
    }
}

#[test]
fn a_year_on_each_sheet_is_so_many_filings_of_the_office_in_the_title() {
    let (one, two) = (printed(1), printed(2));
    let without_title = two.part(1, two.n_rows);
    let finished = read(&[("a.xlsx", xlsx(&[("2024", &one), ("2023年", &without_title)]))]);
    let years: Vec<Year> = finished.filings.iter().map(|filing| filing.year).collect();
    assert_eq!(years, [Year(2023), Year(2024)], "{:#?}", finished.intake);
    assert_eq!(finished.filings[0].office, finished.filings[1].office);
    same(&finished.filings[0], &as_csv(&print(2), OFFICE, 2023), "2023");
}

#[test]
fn a_sheet_that_names_another_year_than_the_title_is_a_finding() {
    let finished = read(&[("a.xlsx", xlsx(&[("2023年", &printed(1))]))]);
    assert_eq!(finished.filings[0].year, Year(2024));
    let said = finished.findings.iter().filter(|finding| finding.said().contains("the sheet name says `2023`")).count();
    assert_eq!(said, 1, "{:#?}", finished.findings);
}

#[test]
fn blank_and_hidden_sheets_are_rows_of_the_intake() {
    let table = printed(1);
    let blank = Table::default();
    let bytes = xlsx_with(&[("a", &table), ("b", &blank)], |at, sheet| {
        if at == 0 {
            sheet.set_row_hidden(5).unwrap();
        } else {
            sheet.set_hidden(true);
        }
    });
    let finished = same_as_csv(&[("a.xlsx", bytes)], 1);
    assert!(row(&finished, "a.xlsx#a").said().contains("hidden rows"));
    assert_eq!(row(&finished, "a.xlsx#b").reception, Reception::Ignored);
    assert!(row(&finished, "a.xlsx#b").said().contains("hidden"));
}

#[test]
fn what_a_workbook_shows_that_is_no_figure_is_unreadable() {
    let table = printed(1);
    let at = table.row_of("新收");
    let bytes = xlsx_with(&[("Sheet1", &table)], |_, sheet| {
        let date = rust_xlsxwriter::Format::new().set_num_format("m\"月\"d\"日\"");
        sheet.write_number_with_format(at as u32, 3, 45_293, &date).unwrap();
        sheet.write_formula(at as u32, 4, rust_xlsxwriter::Formula::new("=Z9").set_result("#REF!")).unwrap();
        sheet.write_boolean(at as u32, 5, true).unwrap();
        sheet.write_formula(at as u32, 6, rust_xlsxwriter::Formula::new("=1+2").set_result("3")).unwrap();
        // As a program writes it that does not calculate: 0, to be worked out when the file is opened.
        sheet.write_formula(at as u32, 7, "=1+2").unwrap();
    });
    let finished = read(&[("a.xlsx", bytes)]);
    let cell = |column: &str| value(&finished, &format!("requests.received@{column}"));
    assert_eq!(cell("natural_person"), (UNREADABLE, "2024-01-02".to_owned()));
    assert_eq!(cell("business"), (UNREADABLE, "#REF!".to_owned()));
    assert_eq!(cell("research"), (UNREADABLE, "TRUE".to_owned()));
    assert_eq!(cell("public_welfare"), (Value::Number(3), String::new()));
    assert_eq!(cell("legal_services"), (UNREADABLE, "=?".to_owned()));
    assert_eq!(row(&finished, "a.xlsx#Sheet1").cells_unread, 4);
}

#[test]
fn a_number_is_taken_as_it_is_kept_and_text_as_it_is_written() {
    let table = printed(1);
    let at = table.row_of("新收") as u32;
    let fees = table.row_of("行政事业性收费") as u32;
    let bytes = xlsx_with(&[("Sheet1", &table)], |_, sheet| {
        sheet.write_string(at, 3, "1,234").unwrap();
        sheet.write_number(at, 4, 7.5).unwrap();
        sheet.write_number(fees, 1, 160.596_400_000_000_01).unwrap();
    });
    let finished = read(&[("a.xlsx", bytes)]);
    assert_eq!(value(&finished, "requests.received@natural_person").0, Value::Number(1234));
    assert_eq!(value(&finished, "requests.received@business").0, UNREADABLE);
    assert_eq!(value(&finished, "proactive.fees@amount_10k_yuan").0, Value::Number(160_596_400));
}

/// Table 二's first header has its labels merged another way than its figures.
fn merged_otherwise() -> (Table, usize) {
    let mut table = printed(1);
    let at = table.row_of("信息内容");
    for cell in table.cells.iter_mut().filter(|cell| cell.row <= at + 2 && cell.row >= at && cell.column > 0) {
        let label = cell.row == at;
        (cell.column, cell.columns) = match cell.column {
            1 => (1, if label { 2 } else { 1 }),
            2 => (if label { 3 } else { 2 }, if label { 2 } else { 1 }),
            _ => (if label { 5 } else { 3 }, if label { 1 } else { 3 }),
        };
    }
    (table, at)
}

#[test]
fn labels_and_figures_merged_differently_are_read_in_order() {
    let (table, _) = merged_otherwise();
    for (name, bytes) in [("a.xlsx", xlsx(&[("Sheet1", &table)])), ("a.html", page::html(&table).into_bytes())] {
        same_as_csv(&[(name, bytes)], 1);
    }
    same_as_csv(&[("a.docx", document::docx(&table))], 1);
}

#[test]
fn a_figure_that_lies_under_two_labels_is_unread() {
    let mut table = printed(1);
    let at = table.row_of("行政规范性文件");
    table.cells.retain(|cell| (cell.row, cell.column) != (at, 2));
    table.cell_mut(at, 1).columns = 2;
    table.cell_mut(at, 1).text = "17".to_owned();
    let files = [
        ("a.xlsx", xlsx(&[("Sheet1", &table)])),
        ("a.ods", ods(&[("Sheet1", &table)])),
        ("a.html", page::html(&table).into_bytes()),
        ("a.docx", document::docx(&table)),
    ];
    for (name, bytes) in files {
        let finished = read(&[(name, bytes)]);
        for column in ["issued", "repealed"] {
            let read = value(&finished, &format!("proactive.normative_documents@{column}"));
            assert_eq!(read, (Value::Not(State::Unread), "17".to_owned()), "{name}");
        }
    }
}

#[test]
fn a_page_whose_tables_lie_in_a_layout_table_is_read() {
    let page = page::html(&printed(1));
    let (head, body) = page.split_once("<body>").unwrap();
    let body = body.replace("<h2>", "<p>").replace("</h2>", "</p>");
    let laid_out =
        format!("{head}<body><table><tr><td>菜单</td><td>{body}</td></tr><tr><td>页脚 2019</td></tr></table>");
    same_as_csv(&[("a.html", laid_out.into_bytes())], 1);
}

#[test]
fn an_archive_is_a_folder() {
    let table = printed(1);
    let csv = table::csv(&print(1), OFFICE, YEAR).into_bytes();
    let untitled = page::html(&table.part(1, table.n_rows)).into_bytes();
    let inner = zip(&[(Name::Gbk("2024年/勾稽市珠算管理局.html"), untitled)]);
    let finished = same_as_csv(&[("外.zip", zip(&[(Name::Gbk("内层.zip"), inner)]))], 1);
    accepted(&finished, "外.zip/内层.zip/2024年/勾稽市珠算管理局.html");

    let book = xlsx(&[("Sheet1", &table)]);
    let packed = zip(&[
        (Name::Utf8("目录/"), Vec::new()),
        (Name::Utf8("目录/表.xlsx"), book.clone()),
        (Name::Utf8("__MACOSX/._a"), b"x".to_vec()),
        (Name::Utf8("目录/print.pdf"), b"%PDF-1.7".to_vec()),
    ]);
    let finished = same_as_csv(&[("a.zip", packed), ("b/empty.csv", Vec::new())], 1);
    accepted(&finished, "a.zip/目录/表.xlsx#Sheet1");
    assert_eq!(row(&finished, "a.zip/目录/表.xlsx#Sheet1").blake3, blake3::hash(&book).to_hex().to_string());
    assert_eq!(row(&finished, "a.zip/__MACOSX/._a").reception, Reception::Ignored);
    rejected(&finished, "a.zip/目录/print.pdf", "Excel or Word original");
    rejected(&finished, "b/empty.csv", "empty");

    let member = same_as_csv(&[("a.zip", zip(&[(Name::Utf8("a.csv"), csv.clone())]))], 1);
    assert_eq!(row(&member, "a.zip/a.csv").blake3, blake3::hash(&csv).to_hex().to_string());
}

#[test]
fn a_member_that_climbs_out_or_is_too_large_or_too_deep_is_refused() {
    let good = table::csv(&print(1), OFFICE, YEAR).into_bytes();
    let packed = zip(&[
        (Name::Utf8("../../etc/a.csv"), good.clone()),
        (Name::Utf8("/root/b.csv"), good.clone()),
        (Name::Utf8("C:\\c.csv"), good.clone()),
        (Name::Utf8("d.csv"), good),
    ]);
    let finished = same_as_csv(&[("a.zip", packed)], 1);
    for path in ["a.zip/../../etc/a.csv", "a.zip//root/b.csv", "a.zip/C:/c.csv"] {
        rejected(&finished, path, "leads out");
    }
    let bomb = zip(&[(Name::Utf8("a.csv"), vec![b'0'; 40 << 20]), (Name::Utf8("b.csv"), b"1".to_vec())]);
    let mut deep = zip(&[(Name::Utf8("a.csv"), b"1".to_vec())]);
    for _ in 0..3 {
        deep = zip(&[(Name::Utf8("z.zip"), deep)]);
    }
    let finished = read(&[("bomb.zip", bomb), ("deep.zip", deep)]);
    rejected(&finished, "bomb.zip/a.csv", "too large");
    rejected(&finished, "bomb.zip", "too large");
    rejected(&finished, "deep.zip/z.zip/z.zip/z.zip", "three deep");
}

#[test]
fn damaged_and_foreign_files_say_what_to_do() {
    let book = xlsx(&[("Sheet1", &printed(1))]);
    let mut cut = book.clone();
    cut.truncate(book.len() / 2);
    let mut old = include_bytes!("fixtures/filing.xls").to_vec();
    old.truncate(old.len() / 2);
    let doc = [
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
        "WordDocument".encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ];
    let locked = [doc[0].clone(), "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    let finished = read(&[
        ("cut.xlsx", cut),
        ("cut.xls", old),
        ("old.doc", doc.concat()),
        ("locked.xlsx", locked),
        ("print.pdf", b"%PDF-1.4".to_vec()),
        ("page.html", b"<html><body>502 Bad Gateway</body></html>".to_vec()),
        ("pack.rar", b"Rar!\x1A".to_vec()),
    ]);
    rejected(&finished, "cut.xlsx", "damaged");
    rejected(&finished, "cut.xls", "damaged");
    rejected(&finished, "old.doc", "save it as .docx");
    rejected(&finished, "locked.xlsx", "password");
    rejected(&finished, "print.pdf", "Excel or Word original");
    rejected(&finished, "page.html", "web page");
    rejected(&finished, "pack.rar", ".zip");
}

#[test]
fn a_sheet_of_records_is_read_like_a_csv_of_records() {
    let mut table = Table::default();
    let texts = [
        [
            "单位名称",
            "年度",
            "表三/一、本年新收政府信息公开申请数量/自然人",
            "表三/一、本年新收政府信息公开申请数量/总计",
            "表三/（七）总计/总计",
        ],
        [OFFICE, "2024", "5", "6", "6"],
        ["", "2023", "3", "4", "4"],
    ];
    for (row, fields) in texts.iter().enumerate() {
        for (column, text) in fields.iter().enumerate() {
            let rows = if (row, column) == (1, 0) { 2 } else { 1 };
            let cell = table::Cell { row, column, rows, columns: 1, text: (*text).to_owned() };
            if (row, column) != (2, 0) {
                table.cells.push(cell);
            }
        }
    }
    table.n_rows = 3;
    for (name, bytes) in [("a.xlsx", xlsx(&[("Sheet1", &table)])), ("a.html", page::html(&table).into_bytes())] {
        let finished = read(&[(name, bytes)]);
        assert_eq!(finished.filings.len(), 2, "{name}: {:#?}", finished.intake);
        assert_eq!(value(&finished, "requests.received@natural_person").0, Value::Number(3));
        assert_eq!(finished.filings[0].places.first_line(), 3);
    }
}

#[test]
fn a_figure_of_a_sheet_inside_an_archive_can_be_traced() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    let table = printed(1);
    let at = table.row_of("新收");
    let write = |table: &Table| {
        let packed = zip(&[(Name::Utf8("x/表.xlsx"), xlsx(&[("年报", table)]))]);
        std::fs::write(input.join("a.zip"), packed).unwrap();
    };
    write(&table);
    let gouji = |arguments: &[&str], path: &Path| {
        Command::new(env!("CARGO_BIN_EXE_gouji")).args(arguments).arg(path).args(["--lang", "en"]).output().unwrap()
    };
    let done = gouji(&["run", "--quiet", "--input", &input.display().to_string(), "--out"], &out);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let trace = ["trace", OFFICE, "2024", "requests.received@natural_person", "--out"];
    let said = gouji(&trace, &out);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains(&format!("a.zip/x/表.xlsx#年报, line {}, column 4", at + 1)), "{said}");
    write(&printed(2));
    assert_eq!(gouji(&trace, &out).status.code(), Some(3));
}
