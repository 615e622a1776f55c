//! Columns of an export that say whose figures a line has, whether it holds and which of several sendings it is.

use gouji::model::Scope;

use crate::said::Said;
use crate::wholes::{self, Outcome};

/// A run on an export of lines whose office, year and one more column are given; each has its position as its figure.
fn run(head: &str, lines: &[&str]) -> Outcome {
    let lines: String =
        lines.iter().enumerate().map(|(at, line)| format!("{line},{at},{at},0\n", at = at + 1)).collect();
    let text = format!("单位名称,年度,{head},表三/本年新收/自然人,表三/本年新收/总计,表三/上年结转/总计\n{lines}");
    wholes::run(&[("导出.csv", text.into_bytes())], None)
}

/// Scope and figure of the one filing.
fn held(head: &str, cells: &[&str]) -> (Scope, i64) {
    let lines: Vec<String> = cells.iter().map(|cell| format!("海州市水务局,2024,{cell}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    run(head, &lines).filings()["海州市水务局"]
}

#[test]
fn a_column_may_say_whose_figures_a_line_has() {
    for (head, own, all) in [
        ("范围", "本级", "汇总"),
        ("报表类型", "本级", "汇总"),
        ("是否含下属单位", "否", "是"),
        ("是否包含所属单位", "不含", "含"),
        ("是否汇总", "N", "Y"),
    ] {
        assert_eq!(held(head, &[own, all]), (Scope::Consolidated, 2), "{head}");
        assert_eq!(held(head, &[own]), (Scope::Own, 1), "{head}");
    }
}

#[test]
fn a_column_may_say_which_of_two_lines_holds() {
    for (head, holds, other) in [
        ("版本", "2", "1"),
        ("版本", "V10", "V9"),
        ("版本", "第二版", "第一版"),
        ("报表类型", "更正", "原报"),
        ("是否作废", "否", "是"),
        ("是否作废", "", "已作废"),
        ("是否有效", "是", "否"),
        ("提交时间", "2025-01-20", "2025-01-10"),
        ("提交时间", "2025年1月20日", "2025年1月3日"),
        ("报送时间", "2025/1/20 10:30:00", "2025/1/20 9:30:00"),
    ] {
        assert_eq!(held(head, &[holds, other]).1, 1, "{head} {holds}");
        assert_eq!(held(head, &[other, holds]).1, 2, "{head} {holds}");
    }
    // What says nothing decides nothing: neither is taken.
    for head in ["版本", "提交时间", "是否作废"] {
        let finished = run(head, &["海州市水务局,2024,", "海州市水务局,2024,"]).finished;
        assert_eq!(finished.filings.len(), 1, "{head}");
        assert!(finished.filings[0].cells.any_unread(), "{head}");
    }
}

#[test]
fn a_line_that_was_sent_back_and_is_all_there_is_is_told() {
    let messages = |head: &str, cell: &str| {
        let lines = [format!("海州市水务局,2024,{cell}"), "海州市财政局,2024,".to_owned()];
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        run(head, &lines).finished.intake[0].said()
    };
    for (head, cell) in [("状态", "已退回"), ("是否作废", "是"), ("是否有效", "否")] {
        let said = messages(head, cell);
        assert!(said.contains("海州市水务局") && !said.contains("海州市财政局"), "{head}: {said}");
    }
    assert_eq!(messages("状态", "已审核"), "");
}
