//! Sheets that say whose the others are, which year they hold, and in which district their offices stand.

use std::collections::BTreeMap;

use crate::said::Said;
use crate::wholes;

/// A workbook as XML of a spreadsheet: its sheets, each with lines of cells apart by commas.
fn book(sheets: &[(&str, &str)]) -> Vec<u8> {
    let cell = |cell: &str| match (cell.is_empty(), cell.parse::<f64>().is_ok()) {
        (true, _) => "<Cell/>".to_owned(),
        (false, true) => format!("<Cell><Data ss:Type=\"Number\">{cell}</Data></Cell>"),
        (false, false) => format!("<Cell><Data ss:Type=\"String\">{cell}</Data></Cell>"),
    };
    let row = |line: &str| format!("<Row>{}</Row>", line.split(',').map(cell).collect::<String>());
    let sheet = |(name, text): &(&str, &str)| {
        let rows: String = text.lines().map(row).collect();
        format!("<Worksheet ss:Name=\"{name}\"><Table>{rows}</Table></Worksheet>")
    };
    let space = "urn:schemas-microsoft-com:office:spreadsheet";
    let sheets: String = sheets.iter().map(sheet).collect();
    let head = "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>";
    format!("{head}<Workbook xmlns=\"{space}\" xmlns:ss=\"{space}\">{sheets}</Workbook>").into_bytes()
}

/// Office and year of every filing, with the rules issued.
fn told(path: &str, sheets: &[(&str, &str)]) -> (BTreeMap<String, i64>, Vec<String>) {
    let finished = wholes::run(&[(path, book(sheets))], None).finished;
    let first = |filing: &gouji::model::Filing| filing.cells.iter().filter_map(|(_, value)| value.number()).max();
    let name =
        |filing: &gouji::model::Filing| format!("{} {}", finished.register.office(filing.office).name, filing.year.0);
    let filings = finished.filings.iter().map(|filing| (name(filing), first(filing).unwrap_or(0))).collect();
    (filings, finished.intake.iter().map(|row| row.said()).collect())
}

fn filings(path: &str, sheets: &[(&str, &str)]) -> Vec<(String, i64)> {
    told(path, sheets).0.into_iter().collect()
}

const TABLE: &str = "信息内容,本年制发件数,本年废止件数,现行有效件数\n规章,0,0,0\n行政规范性文件,3,1,2\n";
const OTHER: &str = "信息内容,本年制发件数,本年废止件数,现行有效件数\n规章,0,0,0\n行政规范性文件,7,1,6\n";

fn one(name: &str, figure: i64) -> Vec<(String, i64)> {
    vec![(name.to_owned(), figure)]
}

#[test]
fn a_cover_says_whose_the_other_sheets_are() {
    for cover in [
        "单位名称,海州市水务局\n年度,2024",
        "政府信息公开工作年度报告\n填报单位：海州市水务局\n报告年度：2024年",
        "单位：,海州市水务局\n年份：,2024年",
    ] {
        assert_eq!(filings("年报.xml", &[("封面", cover), ("表一", TABLE)]), one("海州市水务局 2024", 3), "{cover}");
        assert_eq!(filings("年报.xml", &[("表一", TABLE), ("封面", cover)]), one("海州市水务局 2024", 3), "{cover}");
    }
    // Neither a template, nor an addressee, nor two covers of two offices say so; each sheet's own title goes before.
    for cover in ["填报单位：填写单位全称\n年度,2024", "海州市人民政府办公室：\n年度,2024"] {
        assert_eq!(filings("年报.xml", &[("封面", cover), ("表一", TABLE)]), [], "{cover}");
    }
    let two = [("封面", "单位名称,海州市水务局"), ("首页", "单位名称,海州市财政局"), ("表一", TABLE)];
    assert_eq!(filings("2024.xml", &two), []);
    let titled = format!("海州市财政局2023年政府信息公开工作年度报告\n{TABLE}");
    let sheets = [("封面", "单位名称,海州市水务局\n年度,2024"), ("表一", &*titled)];
    assert_eq!(filings("年报.xml", &sheets), one("海州市财政局 2023", 3));
}

#[test]
fn a_sheet_of_the_year_before_is_of_that_year() {
    let both = [("海州市水务局 2023".to_owned(), 7), ("海州市水务局 2024".to_owned(), 3)];
    for (now, last) in [("本年", "上年"), ("本年度", "上年度"), ("2024年", "去年")] {
        assert_eq!(filings("海州市水务局2024.xml", &[(now, TABLE), (last, OTHER)]), both, "{last}");
        assert_eq!(filings("海州市水务局2024.xml", &[(last, OTHER), (now, TABLE)]), both, "{last} first");
    }
    let titled = |year: u16, table: &str| format!("海州市水务局{year}年政府信息公开工作年度报告\n{table}");
    let (now, last) = (titled(2024, TABLE), titled(2023, OTHER));
    assert_eq!(filings("年报.xml", &[("本年", &now), ("上年", &last)]), both);
    // A title that was not changed is no year, and neither is none.
    let (kept, messages) = told("年报.xml", &[("本年", &now), ("上年", &titled(2024, OTHER))]);
    assert_eq!(kept.into_iter().collect::<Vec<_>>(), one("海州市水务局 2024", 3));
    assert!(messages[1].contains("上年"), "{messages:?}");
    assert_eq!(filings("海州市水务局.xml", &[("本年", TABLE), ("上年", OTHER)]), []);
}

#[test]
fn offices_on_the_sheet_of_a_district_are_that_districts() {
    let export = |figure: u32| {
        let head = "单位名称,表三/本年新收/自然人,表三/本年新收/总计,表三/上年结转/总计";
        format!("{head}\n水务局,{figure},{figure},0\n")
    };
    let (east, west) = (export(1), export(2));
    let districts = filings("海州市2024年.xml", &[("东港区", &east), ("西港区", &west)]);
    assert_eq!(districts, [("东港区水务局 2024".to_owned(), 1), ("西港区水务局 2024".to_owned(), 2)]);
    assert_eq!(filings("海州市2024年.xml", &[("Sheet1", &east)]), one("海州市水务局 2024", 1));
}

#[test]
fn a_district_is_not_who_files_in_the_workbook_of_a_bureau() {
    // The bureau of the district, or the bureau's own figures for it: nobody knows.
    assert_eq!(filings("海州市水务局2024.xml", &[("东港区", TABLE), ("西港区", OTHER)]), []);
    assert_eq!(filings("海州市东港区水务局2024.xml", &[("东港区", TABLE)]), one("海州市东港区水务局 2024", 3));
    // Who collects the districts' filings sits for the region, or is not named.
    let both = [("东港区 2024".to_owned(), 3), ("西港区 2024".to_owned(), 7)];
    for file in ["海州市人民政府办公室2024.xml", "海州市2024.xml", "2024.xml"] {
        assert_eq!(filings(file, &[("东港区", TABLE), ("西港区", OTHER)]), both, "{file}");
    }
}
