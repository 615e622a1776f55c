//! Filings that are the sum of others, whatever they call themselves.

use gouji::model::{Scope, Severity};

use crate::books::sheet::xlsx;
use crate::books::table;
use crate::corpus::filing::Filing;
use crate::corpus::print::Print;
use crate::said::Said;
use crate::wholes::{YEAR, figures, printed, received, run, sum};

fn three() -> [Filing; 3] {
    [1, 2, 3].map(figures)
}

/// Files of three bureaus and of one that is their sum, in these folders.
fn files(parts: &[Filing; 3], whole: &Filing, whole_at: &'static str) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("2024/市直/水务局.csv", printed(&parts[0], "海州市水务局").into()),
        ("2024/市直/财政局.csv", printed(&parts[1], "海州市财政局").into()),
        ("2024/市直/教育局.csv", printed(&parts[2], "海州市教育局").into()),
        (whole_at, printed(whole, "海州市信息中心").into()),
    ]
}

#[test]
fn the_sum_of_all_others_in_the_folder_is_said_and_not_added_to_them() {
    let parts = three();
    let whole = sum(&parts.each_ref());
    for at in ["2024/市直/信息中心.csv", "2024/信息中心.csv"] {
        let mut files = files(&parts, &whole, at);
        files.push(("2024/区县/东城区.csv", printed(&figures(9), "海州市东城区").into()));
        let outcome = run(&files, None);
        assert_eq!(outcome.city(), (i128::from(received(&whole) + received(&figures(9))), 4), "{at}");
        assert_eq!(outcome.scope("海州市信息中心"), Scope::Consolidated);
        let said = outcome.said("RU-PARTS");
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!(said[0].0, Severity::Warning);
        for part in ["海州市水务局", "海州市财政局", "海州市教育局"] {
            assert!(said[0].1.contains(part), "{}", said[0].1);
        }
    }
}

#[test]
fn one_figure_more_and_it_is_no_sum() {
    let parts = three();
    let mut whole = sum(&parts.each_ref());
    whole.values[0] += 1;
    let outcome = run(&files(&parts, &whole, "2024/市直/信息中心.csv"), None);
    assert_eq!(outcome.city(), (i128::from(2 * received(&whole)), 4));
    assert_eq!((outcome.scope("海州市信息中心"), outcome.said("RU-PARTS")), (Scope::Own, vec![]));
}

#[test]
fn a_sheet_of_sums_of_whatever_name_does_not_double_the_city() {
    let parts = three();
    let whole = sum(&parts.each_ref());
    let table = |filing: &Filing, office: &str| table::of(&Print::of(filing), office, YEAR);
    let sheets =
        [table(&parts[0], "水务局"), table(&parts[1], "财政局"), table(&parts[2], "教育局"), table(&whole, "海州市")];
    let names = ["水务局", "财政局", "教育局", "Sheet4"];
    let sheets: Vec<(&str, &table::Table)> = names.into_iter().zip(&sheets).collect();
    let book = xlsx(&sheets);
    let outcome = run(&[("a.xlsx", book), ("b.csv", printed(&figures(8), "云州市").into())], None);
    assert_eq!(outcome.city().0, i128::from(received(&whole) + received(&figures(8))));
    assert_eq!(outcome.said("RU-PARTS").len(), 1);
}

#[test]
fn a_sheet_of_sums_that_names_nobody_is_held_against_the_others_and_is_no_office() {
    let parts = three();
    let whole = sum(&parts.each_ref());
    let table = |filing: &Filing, office: &str| table::of(&Print::of(filing), office, YEAR);
    let book = |whole: &Filing, name: &str| {
        let mut of_all = table(whole, "");
        of_all.cell_mut(0, 0).text = "政府信息公开工作年度报告".to_owned();
        let sheets = [of_all, table(&parts[0], "水务局"), table(&parts[1], "财政局"), table(&parts[2], "教育局")];
        let names = [name, "1", "2", "3"];
        xlsx(&names.into_iter().zip(&sheets).collect::<Vec<(&str, &table::Table)>>())
    };
    for name in ["汇总", "合计", "全市"] {
        let outcome = run(&[("附件2024.xlsx", book(&whole, name))], None);
        assert_eq!(outcome.filings().len(), 3, "{name}: {:?}", outcome.filings());
        assert_eq!((outcome.city().0, outcome.said("RU-LINE")), (i128::from(received(&whole)), vec![]), "{name}");
        let row = outcome.row(&format!("附件2024.xlsx#{name}"));
        assert_eq!(row.reception.code(), "duplicate", "{name}: {}", row.said());
    }
    let mut wrong = whole.clone();
    wrong.values[4] += 10;
    let outcome = run(&[("附件2024.xlsx", book(&wrong, "汇总"))], None);
    assert_eq!((outcome.city().0, outcome.said("RU-LINE").len()), (i128::from(received(&whole)), 1));
    assert_eq!(outcome.row("附件2024.xlsx#汇总").reception.code(), "rejected");
}

#[test]
fn sums_of_sums_are_found_from_the_smallest_on() {
    let [a, b, c, d, e] = [1, 2, 3, 4, 5].map(figures);
    let (east, west) = (sum(&[&a, &b]), sum(&[&c, &d]));
    let city = sum(&[&east, &west, &e]);
    let outcome = run(
        &[
            ("东/1.csv", printed(&a, "一街道").into()),
            ("东/2.csv", printed(&b, "二街道").into()),
            ("东/0.csv", printed(&east, "东城区").into()),
            ("西/1.csv", printed(&c, "三街道").into()),
            ("西/2.csv", printed(&d, "四街道").into()),
            ("西/0.csv", printed(&west, "西城区").into()),
            ("市.csv", printed(&city, "海州市").into()),
            ("局.csv", printed(&e, "水务局").into()),
        ],
        None,
    );
    assert_eq!(outcome.city(), (i128::from(received(&city)), 5));
    assert_eq!(outcome.said("RU-PARTS").len(), 3);
}

#[test]
fn a_consolidated_filing_that_is_exactly_the_sum_is_said_once_and_no_reproach() {
    let parts = three();
    let whole = sum(&parts.each_ref());
    let mut files = files(&parts, &whole, "2024/市直/x.csv");
    files[3].1 = printed(&whole, "海州市（汇总）").into();
    let outcome = run(&files, None);
    assert_eq!(outcome.city().0, i128::from(received(&whole)));
    let said = outcome.said("RU-PARTS");
    assert_eq!((said.len(), said[0].0, outcome.said("RU-DOUBLE").len()), (1, Severity::Note, 0));
}

#[test]
fn groups_of_the_register_are_looked_at_as_well() {
    let parts = three();
    let whole = sum(&parts.each_ref());
    let mut files = files(&parts, &whole, "2024/市直/信息中心.csv");
    files.push(("2024/市直/东城区.csv", printed(&figures(9), "海州市东城区").into()));
    let register = "code,name,kind,parent,district\nA,海州市水务局,部门,,\nB,海州市财政局,部门,,\nC,海州市教育局,部门,,\n\
                    D,海州市信息中心,事业单位,,\nQ,海州市东城区,区,,东城区\n";
    let outcome = run(&files, Some(register));
    assert_eq!(outcome.city(), (i128::from(received(&whole) + received(&figures(9))), 4));
    assert_eq!((outcome.said("RU-PARTS").len(), outcome.said("RU-PARTS")[0].0), (1, Severity::Warning));
}

#[test]
fn few_figures_that_agree_are_chance() {
    let few = |received: i64, granted: i64| {
        let mut filing = Filing { values: [0; crate::corpus::form::N_CELLS] };
        let cells = filing.cells();
        for (at, (code, _)) in cells.iter().enumerate() {
            filing.values[at] = match code.as_str() {
                "requests.received@natural_person" | "requests.received@total" => received,
                "requests.disposed_total@natural_person" | "requests.disposed_total@total" => received,
                "requests.granted@natural_person" | "requests.granted@total" => granted,
                "requests.unavailable.not_held@natural_person" | "requests.unavailable.not_held@total" => {
                    received - granted
                }
                _ => 0,
            };
        }
        filing
    };
    let outcome = run(
        &[
            ("a.csv", printed(&few(1, 1), "甲局").into()),
            ("b.csv", printed(&few(2, 1), "乙局").into()),
            ("c.csv", printed(&few(3, 2), "丙局").into()),
            ("d.csv", printed(&few(0, 0), "丁局").into()),
            ("e.csv", printed(&few(0, 0), "戊局").into()),
        ],
        None,
    );
    assert_eq!((outcome.city(), outcome.said("RU-PARTS")), ((6, 5), vec![]));
}

#[test]
fn a_line_of_few_but_large_figures_that_is_the_sum_of_the_others_is_found() {
    let head =
        "单位名称,年度,一、本年新收政府信息公开申请数量/总计,二、上年结转政府信息公开申请数量/总计,（七）总计/总计\n";
    let lines = "海州市,2024,1479,84,1500\n甲局,2024,700,40,710\n乙局,2024,779,44,790\n";
    let outcome = run(&[("a.csv", format!("{head}{lines}").into())], None);
    assert_eq!((outcome.city(), outcome.said("RU-PARTS").len()), ((1479, 2), 1));
    let lines = "海州市,2024,5,1,5\n甲局,2024,2,1,2\n乙局,2024,3,0,3\n";
    let outcome = run(&[("a.csv", format!("{head}{lines}").into())], None);
    assert_eq!((outcome.city(), outcome.said("RU-PARTS").len()), ((10, 3), 0));
}

#[test]
fn a_copy_beside_empty_filings_is_no_sum() {
    let one = figures(5);
    let none = Filing { values: [0; crate::corpus::form::N_CELLS] };
    let outcome = run(
        &[
            ("a.csv", printed(&one, "甲局").into()),
            ("b.csv", printed(&one, "乙局").into()),
            ("c.csv", printed(&none, "丙局").into()),
        ],
        None,
    );
    assert_eq!((outcome.city(), outcome.said("RU-PARTS")), ((2 * i128::from(received(&one)), 3), vec![]));
}
