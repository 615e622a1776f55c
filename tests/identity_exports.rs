//! Which column of an export gives the year or the scope, and what is done where two give different years.

use gouji::model::{Reception, Scope};

use crate::said::Said;
use crate::wholes::{self, Outcome};

/// A run on an export of these lines under a header that begins with these columns; a line has its position for figures.
fn run(path: &str, over: &str, head: &str, lines: &[&str]) -> Outcome {
    let lines: String = lines.iter().enumerate().map(|(at, line)| format!("{line},{n},{n},0\n", n = at + 1)).collect();
    let text = format!("{over}{head},表三/本年新收/自然人,表三/本年新收/总计,表三/上年结转/总计\n{lines}");
    wholes::run(&[(path, text.into_bytes())], None)
}

/// The years and the figures of the filings.
fn years(outcome: &Outcome) -> Vec<u16> {
    let mut years: Vec<u16> = outcome.finished.filings.iter().map(|filing| filing.year.0).collect();
    years.sort_unstable();
    years
}

/// True if the intake names a label.
fn names(outcome: &Outcome, label: &str) -> bool {
    outcome.finished.intake[0].unmatched.iter().any(|one| one.label.contains(label))
}

#[test]
fn a_column_called_like_a_period_is_one_if_every_line_has_a_year_in_it() {
    let labels = [
        "填报年份",
        "会计年度",
        "报表期",
        "数据期",
        "时间",
        "台账年度",
        "核算期间",
        "工作年份",
        "数据区间",
        "统计周期",
    ];
    for label in labels {
        let outcome =
            run("导出.csv", "", &format!("单位名称,{label}"), &["甲局,2023", "乙局,2024年度", "丙局,2024年1-12月"]);
        assert_eq!(years(&outcome), [2023, 2024, 2024], "{label}");
    }
    // Days and months in it are those of sending, and its name may say as much.
    for (label, cells) in
        [("时间", ["2025-01-10", "2025-01-11"]), ("时间", ["2025年1月", "2025年2月"]), ("入库年度", ["一", "2024"])]
    {
        let lines: Vec<String> =
            cells.iter().zip(["甲局", "乙局"]).map(|(cell, office)| format!("{office},{cell}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let outcome = run("海州市2024年政府信息公开年报.csv", "", &format!("单位名称,{label}"), &lines);
        assert_eq!(years(&outcome), [2024, 2024], "{label}");
        assert!(names(&outcome, label), "{label}");
    }
    let sent = run("导出.csv", "", "单位名称,印发年度", &["甲局,2025"]);
    assert!(sent.finished.filings.is_empty());
}

#[test]
fn the_title_does_not_speak_over_a_column_of_years() {
    let over = "海州市2024年政府信息公开工作年度报告汇总\n";
    let outcome = run("导出.csv", over, "单位名称,台账年度", &["甲局,2023", "乙局,2023"]);
    assert_eq!(years(&outcome), [2023, 2023]);
    let part = run("导出.csv", over, "单位名称,区间", &["甲局,2024年上半年"]);
    assert!(part.finished.filings.is_empty() && part.finished.intake[0].said().contains("less than one"));
}

#[test]
fn two_columns_of_years_that_disagree_are_told() {
    for head in ["年度,年份", "年度,年度", "年份,会计年度", "报告年度,统计年度", "时间,年度"]
    {
        let outcome = run(
            "导出.csv",
            "",
            &format!("单位名称,{head}"),
            &["甲局,2024,2023", "乙局,2024,2024", "丙局,2024,", "丁局,,2024"],
        );
        assert_eq!(years(&outcome), [2024, 2024, 2024], "{head}");
        let said = outcome.finished.intake[0].said();
        assert!(said.contains("2024 / 2023"), "{head}: {said}");
        assert!(names(&outcome, "甲局"), "{head}");
    }
}

#[test]
fn the_year_of_sending_is_none_of_the_figures() {
    for (head, line) in [
        ("年度,报送年度", "甲局,2024,2025"),
        ("报送年度,年度", "甲局,2025,2024"),
        ("填报年度,年份", "甲局,2025,2024"),
        ("公开年度,报告年度", "甲局,2025,2024"),
        ("年度,填报日期", "甲局,2024,2025-01-10"),
        ("提交时间,年度", "甲局,2025-01-10 08:30,2024"),
        ("年度,报告年度", "甲局,2025,2024"),
    ] {
        let outcome = run("导出.csv", "", &format!("单位名称,{head}"), &[line]);
        assert_eq!(years(&outcome), [2024], "{head}");
        assert_eq!(outcome.finished.intake[0].reception, Reception::Accepted, "{head}");
    }
    // A report is not sent before its year, nor years later.
    for line in ["甲局,2024,2023", "甲局,2022,2025"] {
        assert!(run("导出.csv", "", "单位名称,年度,报送年度", &[line]).finished.filings.is_empty(), "{line}");
    }
}

#[test]
fn a_period_in_the_column_of_years_is_a_year_or_less() {
    for whole in [
        "2024年1月1日—12月31日",
        "2024年1月1日起至12月31日止",
        "2024.1.1-2024.12.31",
        "2024.01-2024.12",
        "202401-202412",
        "20240101-20241231",
        "20241231",
        "截至2024年12月31日",
        "截止2024年12月",
        "截至2024年末",
        "FY2024",
    ] {
        assert_eq!(years(&run("导出.csv", "", "单位名称,年度", &[&format!("甲局,{whole}")])), [2024], "{whole}");
    }
    for part in ["202412", "202406", "2024.01-2024.06", "202401-202411", "2024年12月", "2024年三季度"] {
        let outcome = run("导出.csv", "", "单位名称,年度", &[&format!("甲局,{part}")]);
        assert!(outcome.finished.filings.is_empty(), "{part}");
        assert!(outcome.finished.intake[0].said().contains("less than one"), "{part}");
    }
    for untold in ["20250110", "2023、2024", "2023.06-2024.06"] {
        assert!(
            run("导出.csv", "", "单位名称,年度", &[&format!("甲局,{untold}")]).finished.filings.is_empty(),
            "{untold}"
        );
    }
}

#[test]
fn a_column_of_any_name_may_say_whose_figures_a_line_has() {
    let scope = |label: &str, cell: &str| {
        let outcome = run("导出.csv", "", &format!("单位名称,年度,{label}"), &[&format!("甲局,2024,{cell}")]);
        outcome.finished.filings[0].scope
    };
    for label in ["报表类型", "数据类型", "统计层级", "汇总方式"] {
        for cell in ["汇总表", "部门汇总", "叠加汇总表", "全系统", "合并数据"] {
            assert_eq!(scope(label, cell), Scope::Consolidated, "{label} {cell}");
        }
        for cell in ["本级表", "局机关", "单户表", "本部门", "市本级"] {
            assert_eq!(scope(label, cell), Scope::Own, "{label} {cell}");
        }
    }
    // Of words that say something else as well it is none.
    let outcome = run("导出.csv", "", "单位名称,年度,类型", &["甲局,2024,汇总", "乙局,2024,行政单位"]);
    assert!(outcome.finished.filings.iter().all(|filing| filing.scope == Scope::Own));
    assert!(names(&outcome, "类型"));
}

#[test]
fn years_below_a_header_make_two_filings_of_a_line() {
    for (first, second) in [("2023年", "2024年"), ("本年", "上年"), ("2024", "2023")] {
        let text = format!(
            "单位名称,表三/本年新收/自然人,,表三/本年新收/总计,,表三/上年结转/总计,\n,{first},{second},{first},{second},{first},{second}\n甲局,1,2,1,2,0,0\n"
        );
        let outcome = wholes::run(&[("海州市2024年政府信息公开年报.csv", text.into_bytes())], None);
        assert!(outcome.finished.filings.is_empty(), "{first}");
        assert!(outcome.finished.intake[0].said().contains("figures of two years"), "{first}");
    }
}

#[test]
fn figures_in_a_column_without_a_label_are_named() {
    let text = |head: &str, line: &str| {
        let text = format!("{head}单位名称,年度,表三/本年新收/自然人,,表三/本年新收/总计,表三/上年结转/总计\n{line}");
        wholes::run(&[("导出.csv", text.into_bytes())], None)
    };
    let outcome = text("", "甲局,2024,3,77,3,0\n乙局,2024,4,88,4,0\n");
    assert!(names(&outcome, "#4"));
    // The numbers that programs give to lines are no figures.
    let numbered = text(",", "0,甲局,2024,3,,3,0\n1,乙局,2024,4,,4,0\n");
    assert_eq!(numbered.finished.intake[0].reception, Reception::Accepted);
}
