//! Lines of sums in exports of many offices.

use gouji::model::Severity;

use crate::said::Said;
use crate::wholes::run;

const HEAD: &str =
    "单位名称,年度,一、本年新收政府信息公开申请数量/总计,二、上年结转政府信息公开申请数量/总计,（七）总计/总计\n";

fn wide(lines: &str) -> crate::wholes::Outcome {
    run(&[("2024.csv", format!("{HEAD}{lines}").into())], None)
}

#[test]
fn a_line_of_sums_is_no_office_and_is_held_against_the_lines_above_it() {
    for name in
        ["合计", "总计", "小计", "共计", "合 计", "全市合计", "合计（3个单位）", "市直部门小计", "全市", "合计："]
    {
        let outcome = wide(&format!("甲局,2024,3,0,3\n乙局,2024,5,1,6\n丙局,2024,1,1,2\n{name},2024,9,2,11\n"));
        assert_eq!(outcome.filings().len(), 3, "{name}");
        assert_eq!(outcome.finished.register.offices.len(), 3, "{name}");
        assert_eq!((outcome.city(), outcome.said("RU-LINE")), ((9, 3), vec![]), "{name}");
        assert!(outcome.row("2024.csv").said().contains("is the sum of its lines"), "{name}");
        assert_eq!(outcome.row("2024.csv").reception.code(), "accepted", "{name}");
    }
}

#[test]
fn a_line_of_sums_that_differs_is_found_with_its_place() {
    let outcome = wide("甲局,2024,3,0,3\n乙局,2024,5,1,6\n合计,2024,8,1,10\n");
    let found = outcome.found("RU-LINE");
    let [only] = &found[..] else { panic!("{found:?}") };
    assert_eq!((only.severity, only.place.unwrap().spot.line, only.cells.len()), (Severity::Warning, 4, 1));
    assert!(only.said().contains("10") && only.said().contains('9'), "{}", only.said());
    assert_eq!(outcome.city(), (8, 2));
}

#[test]
fn subtotals_are_held_against_their_own_lines_wherever_they_stand() {
    let below = "甲局,2024,3,0,3\n乙局,2024,5,1,6\n小计,2024,8,1,9\n丙街道,2024,1,1,2\n丁街道,2024,2,0,2\n小计,2024,3,1,4\n总计,2024,11,2,13\n";
    let above = "总计,2024,11,2,13\n小计,2024,8,1,9\n甲局,2024,3,0,3\n乙局,2024,5,1,6\n小计,2024,3,1,4\n丙街道,2024,1,1,2\n丁街道,2024,2,0,2\n";
    for lines in [below, above] {
        let outcome = wide(lines);
        assert_eq!((outcome.city(), outcome.said("RU-LINE")), ((11, 4), vec![]), "{lines}");
        assert_eq!(wide(&lines.replace("小计,2024,3,1,4", "小计,2024,3,1,5")).said("RU-LINE").len(), 1, "{lines}");
    }
}

#[test]
fn each_year_has_its_own_and_a_line_without_a_year_is_of_the_only_one() {
    let two =
        wide("甲局,2023,1,0,1\n甲局,2024,3,0,3\n乙局,2023,2,0,2\n乙局,2024,5,1,6\n合计,2023,3,0,3\n合计,2024,8,1,9\n");
    assert_eq!((two.finished.filings.len(), two.said("RU-LINE")), (4, vec![]));
    let none = wide("甲局,2024,3,0,3\n乙局,2024,5,1,6\n合计,,8,1,9\n");
    assert_eq!((none.filings().len(), none.said("RU-LINE")), (2, vec![]));
}

#[test]
fn a_long_export_has_lines_of_sums_as_well() {
    let head = "单位名称,年度,指标代码,数值\n";
    let lines = "甲局,2024,requests.received@total,3\n合计,2024,requests.received@total,8\n乙局,2024,requests.received@total,5\n";
    let outcome = run(&[("a.csv", format!("{head}{lines}").into())], None);
    assert_eq!((outcome.city(), outcome.said("RU-LINE")), ((8, 2), vec![]));
}

#[test]
fn an_office_of_the_register_may_be_called_what_it_likes() {
    let register = "code,name,kind,parent,district\nA,甲局,部门,,\nT,合计,部门,,\n";
    let outcome = run(&[("a.csv", format!("{HEAD}甲局,2024,3,0,3\n合计,2024,8,1,9\n").into())], Some(register));
    assert_eq!(outcome.city(), (11, 2));
}

#[test]
fn the_name_of_a_line_of_sums_may_stand_where_the_others_have_their_number() {
    let head = HEAD.replace("单位名称,", "序号,单位名称,");
    let lines = "1,甲局,2024,3,0,3\n2,乙局,2024,5,1,6\n合计,,2024,8,1,9\n";
    let outcome = run(&[("a.csv", format!("{head}{lines}").into())], None);
    assert_eq!((outcome.city(), outcome.said("RU-LINE")), ((8, 2), vec![]));
    assert!(outcome.row("a.csv").said().contains("is the sum of its lines"));
}

#[test]
fn lines_that_are_neither_offices_nor_sums_are_named_and_not_counted() {
    for name in [
        "其中：市直部门",
        "其中",
        "其他",
        "市级",
        "——",
        "一",
        "上年同期",
        "2023年",
        "同比增减",
        "同比（%）",
        "平均值",
        "占比",
        "排名",
        "单位数",
        "栏次",
        "乙",
        "示例",
        "单位名称",
        "XX局",
        "**局",
    ] {
        let outcome = wide(&format!("甲局,2024,3,0,3\n乙局,2024,5,1,6\n{name},2024,7,2,11\n"));
        assert_eq!((outcome.filings().len(), outcome.city()), (2, (8, 2)), "{name}");
        assert_eq!(outcome.finished.register.offices.len(), 2, "{name}");
        assert!(outcome.row("2024.csv").said().contains(name), "{name}: {}", outcome.row("2024.csv").said());
    }
    for name in ["SUM", "Grand Total", "计", "Total"] {
        let outcome = wide(&format!("甲局,2024,3,0,3\n乙局,2024,5,1,6\n{name},2024,8,1,9\n"));
        assert_eq!((outcome.city(), outcome.said("RU-LINE")), ((8, 2), vec![]), "{name}");
    }
}

/// Lines of offices whose figures say something.
const OFFICES: [&str; 4] =
    ["水务局,2024,1294,68,1362", "财政局,2024,1243,57,1300", "体育局,2024,1232,44,1276", "教育局,2024,1285,47,1332"];

#[test]
fn a_line_that_is_the_sum_of_others_is_a_line_of_sums_whatever_it_is_called() {
    let [a, b, c, d] = OFFICES;
    let (first, second, all) = (",2024,2537,125,2662", ",2024,2517,91,2608", ",2024,5054,216,5270");
    let above = format!("东港区{first}\n{a}\n{b}\n西港区{second}\n{c}\n{d}\n");
    let within = format!("全市{all}\n市直部门{first}\n{a}\n{b}\n乡镇街道{second}\n{c}\n{d}\n");
    let below = format!("{a}\n{b}\n{c}\n{d}\n合计{all}\n市直{first}\n乡镇街道{second}\n");
    for lines in [above, within, below] {
        let outcome = wide(&lines);
        assert_eq!((outcome.city(), outcome.said("RU-LINE")), ((5054, 4), vec![]), "{lines}");
        assert_eq!(outcome.finished.register.offices.len(), 4, "{lines}");
    }
    // One figure more, and it is an office.
    let other = format!("东港区,2024,2538,125,2663\n{a}\n{b}\n{c}\n{d}\n");
    assert_eq!(wide(&other).city(), (5054 + 2538, 5));
}
