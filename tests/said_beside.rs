//! What stands over, under and in tables: units of what is counted, years of columns, whose figures they are.

use gouji::model::{Scope, State, Value};

use crate::said::Said;
use crate::wholes::{self, Outcome, figures, printed, received, titled};

const OFFICE: &str = "海州市水务局";
const TITLE: &str = "海州市水务局2024年政府信息公开工作年度报告";

fn read(text: String) -> Outcome {
    wholes::run(&[("a.csv", text.into_bytes())], None)
}

/// How many cells of the one filing are numbers, and how many were refused.
fn counts(outcome: &Outcome) -> (usize, usize) {
    let cells = &outcome.finished.filings[0].cells;
    let numbers = cells.iter().filter(|(_, value)| value.number().is_some()).count();
    (numbers, cells.iter().filter(|(_, value)| *value == Value::Not(State::Unreadable)).count())
}

#[test]
fn hundreds_are_no_counts_wherever_it_is_said() {
    let text = titled(&figures(1), TITLE);
    let all = counts(&read(text.clone())).0;
    for line in [
        "注：单位为百件",
        "单位：十件",
        "（单位：万件）",
        "备注：以上数据计量单位均为千件",
        "说明：表中数字以“百件”为单位",
        "单位：百万次",
        "单位（百件）",
        "数量单位：千件，金额单位：万元",
    ] {
        let below = read(format!("{text}{line}\n"));
        let above = read(text.replacen('\n', &format!("\n\"{line}\"\n"), 1));
        for outcome in [below, above] {
            let (numbers, refused) = counts(&outcome);
            assert_eq!((numbers, refused), (1, all - 1), "{line}: fees alone are read");
            assert!(outcome.finished.intake[0].said().contains("last digits are lost"), "{line}");
        }
    }
    for line in ["单位：件", "计量单位：件、万元", "注：表中单位为件", "填报单位：百货大楼", "单位：人次"]
    {
        assert_eq!(counts(&read(format!("{text}{line}\n"))), (all, 0), "{line}");
    }
}

#[test]
fn a_line_over_one_table_says_nothing_of_the_others() {
    let text = titled(&figures(1), TITLE);
    let all = counts(&read(text.clone())).0;
    let over = |line: &str| counts(&read(text.replacen("三、收到和处理", &format!("{line}\n三、收到和处理"), 1)));
    assert_eq!(over("单位：百件"), (all - 175, 175));
    // A note speaks of what is over it.
    assert_eq!(over("注：单位为百件").0, 1);
    // And a table that says how it counts keeps to it.
    let own = text.replacen("三、收到和处理", "单位：件\n三、收到和处理", 1);
    assert_eq!(counts(&read(format!("{own}注：单位为百件\n"))), (1 + 175, all - 1 - 175));
}

#[test]
fn hundreds_are_no_counts_in_exports() {
    let wide = "单位名称,年度,表三/本年新收/自然人,表三/本年新收/总计,表三/上年结转/总计\n甲局,2024,3,3,0\n";
    let long = "单位名称,年度,指标,申请人类型,数量\n甲局,2024,本年新收,自然人,3\n甲局,2024,本年新收,总计,3\n甲局,2024,上年结转,总计,0\n";
    let texts = [
        format!("单位：百件\n{wide}"),
        format!("{wide}注：单位为千件\n"),
        format!("海州市政府信息公开年度报告（单位：十件）\n{wide}"),
        wide.replace("年度,", "年度,计量单位,").replace("2024,", "2024,百件,"),
        wide.replace("自然人", "自然人（百件）").replace("总计", "总计（百件）"),
        format!("单位：百件\n{long}"),
        format!("{long}注：单位为百件,,,,\n"),
        long.replace("数量", "数量（百件）"),
        long.replace("年度,", "年度,计量单位,").replace("2024,", "2024,十件,"),
    ];
    for text in texts {
        assert_eq!(counts(&read(text.clone())).0, 0, "{text}");
    }
    assert_eq!(counts(&read(wide.to_owned())).0, 3);
    assert_eq!(counts(&read(format!("单位：件\n{long}"))).0, 3);
}

#[test]
fn a_unit_in_brackets_is_no_remark() {
    let figure = |label: &str, printed: &str, code: &str| {
        let lines: Vec<String> = titled(&figures(1), TITLE)
            .lines()
            .map(|line| match line.starts_with(label) {
                true => format!("{label},{printed},,\n"),
                false => format!("{line}\n"),
            })
            .collect();
        read(lines.concat()).figure(OFFICE, code)
    };
    let fees = |printed: &str| figure("行政事业性收费", printed, "proactive.fees@amount_10k_yuan");
    assert_eq!(fees("351000（元）"), fees("35.1"));
    assert_eq!(fees("35.1（万元）"), fees("35.1"));
    assert_eq!(fees("35.1（百件）"), None);
    let count = |printed: &str| figure("行政许可", printed, "proactive.licences@decisions");
    for (printed, number) in [
        ("3（件）", Some(3)),
        ("3（其中1件）", Some(3)),
        ("3（万元）", None),
        ("3（千）", None),
        ("3件（百件）", None),
        ("1.42万", None),
    ] {
        assert_eq!(count(printed), number, "{printed}");
    }
}

/// The third table alone, every figure twice: this year's and what is said to be another's.
fn twice(first: &str, second: &str, this_is_first: bool) -> String {
    let text = titled(&figures(1), TITLE);
    let mut lines: Vec<String> = vec![TITLE.to_owned()];
    let third = text.lines().skip_while(|line| !line.starts_with("三、收到")).skip(1);
    for line in third.take_while(|line| !line.starts_with("四、政府信息公开")) {
        let fields: Vec<&str> = line.split(',').collect();
        let is_figure = |field: &str| field.parse::<i64>().is_ok();
        let any = fields.iter().any(|field| is_figure(field));
        let at = fields.len() - 7;
        let mut doubled: Vec<String> = fields[..at].iter().map(|field| (*field).to_owned()).collect();
        for field in &fields[at..] {
            let other =
                if any { field.parse::<i64>().map_or(String::new(), |n| (n + 1).to_string()) } else { String::new() };
            let pair = [(*field).to_owned(), other];
            doubled.extend(if this_is_first || !any { pair } else { [pair[1].clone(), pair[0].clone()] });
        }
        if any
            && lines.last().is_some_and(|last| !last.contains(first))
            && !lines.iter().any(|line| line.contains(&format!(",{first},{second}")))
        {
            lines.push(format!("{}{}", ",".repeat(at), vec![format!("{first},{second}"); 7].join(",")));
        }
        lines.push(doubled.join(","));
    }
    lines.join("\n") + "\n"
}

#[test]
fn both_years_under_every_label_are_told_apart() {
    for (first, second, this_is_first) in [
        ("本年", "上年", true),
        ("2024年", "2023年", true),
        ("2023年", "2024年", false),
        ("上期", "本期", false),
        ("今年", "去年", true),
    ] {
        let outcome = read(twice(first, second, this_is_first));
        assert_eq!(outcome.figure(OFFICE, "requests.received@total"), Some(received(&figures(1))), "{first} {second}");
        assert!(outcome.finished.intake[0].said().contains("figures of the year before"), "{first} {second}");
    }
    // Of years that are neither nothing is taken.
    for (first, second) in [
        ("2022年", "2021年"),
        ("2025年", "2024年"),
        ("2024年上半年", "2024年下半年"),
        ("上半年", "下半年"),
        ("1-6月", "7-12月"),
        ("机关", "下属单位"),
    ] {
        let outcome = read(twice(first, second, true));
        let is_none = outcome
            .finished
            .filings
            .iter()
            .all(|filing| !filing.cells.iter().any(|(_, value)| value.number().is_some()));
        assert!(is_none, "{first} {second}");
    }
}

#[test]
fn what_stands_side_by_side_and_cannot_be_told_apart_is_said() {
    let years = read(twice("2022年", "2021年", true));
    assert!(years.finished.intake[0].said().contains("2022年, 2021年"), "{}", years.finished.intake[0].said());
    let across = "项目,海州市水务局,海州市民政局\n一、本年新收政府信息公开申请数量/总计,3,4\n二、上年结转政府信息公开申请数量/总计,0,1\n";
    let offices = read(across.to_owned());
    assert!(offices.finished.filings.is_empty());
    assert!(offices.finished.intake[0].said().contains("海州市水务局, 海州市民政局"));
}

#[test]
fn office_and_year_are_told_by_lines_of_many_kinds() {
    let body = printed(&figures(1), OFFICE).split_once('\n').unwrap().1.to_owned();
    let report = "政府信息公开工作年度报告";
    for over in [
        format!("{OFFICE}{report}\n，2024年度"),
        format!("{OFFICE}{report}\n截至2024年"),
        format!("{OFFICE}{report}\n（截至2024年12月31日）"),
        format!("部门：{OFFICE} 时间：2024年"),
        format!("部门：{OFFICE}；期间：2024年度"),
        format!("单位名称\n{OFFICE}\n年度\n2024"),
        format!("填报单位：\n{OFFICE}\n报告年度：\n2024年"),
        format!("{OFFICE}\n（此件公开发布）\n2024年{report}"),
        format!("{OFFICE}\n海水政〔2025〕3号\n单位：件\n2024年{report}"),
    ] {
        let outcome = read(format!("{over}\n{body}"));
        assert_eq!(outcome.filings().get(OFFICE).map(|(_, n)| *n), Some(received(&figures(1))), "{over}");
    }
    for under in [format!("填报单位：{OFFICE}"), format!("制表单位：{OFFICE}")] {
        let outcome = read(format!("2024年{report}\n{body}{under}\n"));
        assert!(outcome.filings().contains_key(OFFICE), "{under}");
    }
    // When it was signed is no year, part of one is none, and of two names neither is taken.
    for over in [
        format!("{OFFICE}{report}\n2025年1月"),
        format!("{OFFICE}{report}\n截至2024年6月30日"),
        format!("{OFFICE}\n海州市民政局\n（公开版）\n2024年{report}"),
    ] {
        assert!(read(format!("{over}\n{body}")).finished.filings.is_empty(), "{over}");
    }
}

#[test]
fn a_report_that_calls_itself_compiled_holds_others() {
    let scope = |title: &str| read(titled(&figures(1), title)).scope(OFFICE);
    for title in
        ["海州市水务局2024年政府信息公开工作年度报告汇总表", "海州市水务局政府信息公开年报数据汇总表\n2024年度"]
    {
        assert_eq!(scope(title), Scope::Consolidated, "{title}");
    }
    // A table that only sums up its subject is any table.
    for title in
        ["海州市水务局2024年政府信息公开情况汇总表", "海州市水务局2024年政府信息公开工作年度报告统计汇总表", TITLE]
    {
        assert_eq!(scope(title), Scope::Own, "{title}");
    }
    // Over the lines of many offices it says so of none of them.
    let lines = "海州市2024年政府信息公开工作年度报告汇总表\n单位名称,表三/本年新收/自然人,表三/本年新收/总计,表三/上年结转/总计\n海州市水务局,3,3,0\n海州市民政局,4,4,0\n";
    assert!(read(lines.to_owned()).filings().values().all(|(scope, _)| *scope == Scope::Own));
}
