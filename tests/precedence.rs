//! Which of two reports of one office and year holds: by what they say of themselves, and by their names.

use gouji::model::{Register, Scope};
use gouji::read::identify;

use crate::identity::pipeline;
use crate::reading::assembled;

const TITLE: &str = "海州市水务局2024年政府信息公开工作年度报告\n信息内容,本年制发件数,本年废止件数,现行有效件数\n";

/// A report with that many normative documents, and with the row of rules or without it.
fn report(issued: u32, has_rules: bool) -> String {
    let rules = if has_rules { "规章,7,0,7\n" } else { "" };
    format!("{TITLE}{rules}行政规范性文件,{issued},1,2\n")
}

/// The number of a cell in the one filing that two files come to.
fn held(files: &[(&str, String)], code: &str) -> Option<i64> {
    let pipeline = pipeline();
    let assembled = assembled(files, Register::default(), &pipeline);
    assert_eq!(assembled.filings.len(), 1, "{files:?}");
    assembled.filings[0].cells.get(pipeline.catalogue.by_code(code).unwrap()).number()
}

const ISSUED: &str = "proactive.normative_documents@issued";

#[test]
fn a_void_report_gives_way_wherever_its_path_stands() {
    for path in ["作废/水务局.csv", "2024/已退回/水务局.csv", "a（草稿）.csv", "a样表.csv", "备份/a.csv"]
    {
        assert_eq!(held(&[(path, report(3, true)), ("水务局.csv", report(5, true))], ISSUED), Some(5), "{path}");
    }
    // Alone it is all there is.
    assert_eq!(held(&[("作废/水务局.csv", report(3, true))], ISSUED), Some(3));
}

#[test]
fn a_void_report_fills_no_gap_and_an_earlier_one_does() {
    let rules = "proactive.rules@issued";
    assert_eq!(held(&[("作废/a.csv", report(3, true)), ("b.csv", report(5, false))], rules), None);
    assert_eq!(held(&[("a.csv", report(3, true)), ("b（更正）.csv", report(5, false))], rules), Some(7));
}

#[test]
fn the_later_version_or_day_holds_unless_nothing_is_filled_in() {
    for (earlier, later) in [
        ("水务局.csv", "水务局v2.csv"),
        ("水务局v9.csv", "水务局v10.csv"),
        ("a20250110.csv", "a20250120.csv"),
        ("1月9日/a.csv", "1月20日/a.csv"),
        ("第一次/a.csv", "第二次/a.csv"),
        ("a（修改前）.csv", "a（修改后）.csv"),
        ("a.csv", "a（修改）.csv"),
        ("a.csv", "b（以此为准）.csv"),
        ("a.csv", "a（更新）.csv"),
        ("a.csv", "b（二次上报）.csv"),
        ("城市更新局.csv", "水务局v2.csv"),
        ("旧/水务局.csv", "水务局.csv"),
        ("水务局（未更正）.csv", "水务局.csv"),
        ("水务局（初稿）.csv", "水务局.csv"),
        ("水务局.csv", "水务局终稿.csv"),
        ("水务局最终.csv", "水务局最终2.csv"),
    ] {
        let files = [(earlier, report(3, true)), (later, report(5, true))];
        assert_eq!(held(&files, ISSUED), Some(5), "{earlier} {later}");
    }
    // What is called so is neither old nor a draft.
    for (first, second) in [("旧城改造/a.csv", "b/a.csv"), ("水务局.csv", "水务局（初审）.csv")] {
        assert_eq!(held(&[(first, report(3, true)), (second, report(5, true))], ISSUED), Some(3), "{first} {second}");
    }
    let blank = format!("{TITLE}规章,0,0,0\n行政规范性文件,0,0,0\n");
    assert_eq!(held(&[("水务局v1.csv", report(3, true)), ("水务局v2.csv", blank)], ISSUED), Some(3));
}

#[test]
fn a_line_says_whose_figures_they_are_in_many_words() {
    let pipeline = pipeline();
    let scope = |line: &str| identify::statement(line, &pipeline.identity).and_then(|claim| claim.scope);
    for line in [
        "报表类型：汇总表",
        "级别：汇总",
        "数据性质：合计数",
        "是否汇总：是",
        "是否包含下级：是",
        "含下级：√",
        "本级：  汇总：√",
        "统计范围：市本级、各县（区）、各乡镇",
        "口径：本级+下属",
        "数据口径：局机关＋二级单位和下属单位",
        "汇总范围：全区各部门、各街道",
        "汇总口径：本部门及所属各单位",
        "数据口径：区级汇总",
        "数据口径：全口径",
        "海州市2024年政府信息公开工作年度报告（市级汇总）",
        "海州市2024年政府信息公开工作年度报告（已汇总）",
        "海州市2024年政府信息公开工作年度报告（全口径）",
        "以下数据为全市汇总数据",
        "海州市2024年政府信息公开工作年度报告（含县区）",
        "海州市2024年政府信息公开工作年度报告——全市合计",
    ] {
        assert_eq!(scope(line), Some(Scope::Consolidated), "{line}");
    }
    for line in [
        "报表类型：单户表",
        "是否汇总：否",
        "含下级：×",
        "本级：√  汇总：",
        "统计范围：市本级",
        "口径：本级",
        "汇总范围：本级",
        "口径：本级（不含下属）",
    ] {
        assert_ne!(scope(line), Some(Scope::Consolidated), "{line}");
    }
}

#[test]
fn a_mark_of_scope_in_brackets_is_one_behind_every_name() {
    let pipeline = pipeline();
    let scope = |title: &str| identify::statement(title, &pipeline.identity).and_then(|claim| claim.scope);
    for mark in ["汇总", "全区汇总", "含所属单位", "含局属各单位", "系统汇总", "本机关及所属单位"]
    {
        for name in ["东港区", "海州市东港区人民政府", "海州市水务局"] {
            let title = format!("{name}2024年政府信息公开工作年度报告（{mark}）");
            assert_eq!(scope(&title), Some(Scope::Consolidated), "{title}");
        }
    }
    for mark in ["含附表", "不含下属单位", "本级"] {
        let title = format!("东港区2024年政府信息公开工作年度报告（{mark}）");
        assert_ne!(scope(&title), Some(Scope::Consolidated), "{title}");
    }
}
