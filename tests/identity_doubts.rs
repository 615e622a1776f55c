//! Whose figures, and of which time, where a file says more than one thing: blank cells, quarters, links, templates.

use gouji::assemble::{self, AssembleContext};
use gouji::model::{Lang, Pipeline, Register, Source, SourceIx};
use gouji::read::{self, Read, vocabulary::Vocabulary};
use gouji::spec;

use crate::identity::{TABLE, owners, pipeline};
use crate::said::Said;

/// Figures of an export, behind its office and year.
const FIGURES: &str = "表三/本年新收/自然人,表三/本年新收/总计,表三/上年结转/总计";

/// An export of lines of office and year.
fn export(head: &str, lines: &[&str]) -> String {
    let lines: String = lines.iter().enumerate().map(|(at, line)| format!("{line},1,{},0\n", at + 2)).collect();
    format!("{head},{FIGURES}\n{lines}")
}

#[test]
fn a_blank_year_cell_is_not_filled_from_the_name_of_the_file() {
    let pipeline = pipeline();
    let wording = spec::wording(Lang::Zh).unwrap();
    let head = "单位名称,年度";
    let told = |lines: &[&str]| owners("海州市2024年汇总.csv", &export(head, lines), &pipeline);
    assert_eq!(
        told(&["海州市水务局,2022", "海州市财政局,", "海州市教育局,2023"]),
        "海州市教育局 2023;海州市水务局 2022"
    );
    let blank = wording.say("intake.year_blank", &[("n", "1")]);
    let text = export(head, &["海州市水务局,2022", "海州市财政局,", "海州市教育局,2023"]);
    assert!(message("海州市2024年汇总.csv", &text, &pipeline).contains(&blank));
    // A merged cell over the same offices for each year, and one over all lines.
    let merged = ["海州市水务局,2022", "海州市财政局,", "海州市水务局,2023", "海州市财政局,"];
    assert_eq!(told(&merged), "海州市财政局 2022;海州市财政局 2023;海州市水务局 2022;海州市水务局 2023");
    assert_eq!(told(&["海州市水务局,2024", "海州市财政局,"]), "海州市财政局 2024;海州市水务局 2024");
    assert_eq!(told(&["海州市水务局,2023", "海州市财政局,"]), "海州市水务局 2023");
    assert_eq!(told(&["海州市水务局,", "海州市财政局,"]), "海州市财政局 2024;海州市水务局 2024");
}

/// What the intake says of a file.
fn message(path: &str, text: &str, pipeline: &Pipeline) -> String {
    let sources = vec![Source { path: path.to_owned(), root_len: 0 }];
    let read = read::file(text.as_bytes(), SourceIx(0), &sources[0], &mut Vocabulary::new(pipeline));
    let Read::Text(reading) = read else { panic!("a text is one reading") };
    let context = AssembleContext { pipeline, sources: &sources, year: None };
    assemble::assemble(vec![reading], Register::default(), &context).intake[0].chinese()
}

#[test]
fn a_long_export_with_merged_cells_carries_office_and_year_on() {
    let pipeline = pipeline();
    let rows = ["本年新收/自然人", "本年新收/总计", "上年结转/总计"];
    let export = |lines: [&str; 6]| {
        let lines: String =
            lines.iter().enumerate().map(|(at, line)| format!("{line},表三/{},{}\n", rows[at % 3], at + 1)).collect();
        format!("单位,年度,指标,数值\n{lines}")
    };
    let by_office = export(["海州市水务局,2023", ",2023", ",", "海州市财政局,2023", ",2023", ",2023"]);
    assert_eq!(owners("海州市2024年.csv", &by_office, &pipeline), "海州市财政局 2023;海州市水务局 2023");
    let by_year = export([
        "海州市水务局,2022",
        "海州市水务局,",
        "海州市水务局,",
        "海州市水务局,2023",
        "海州市水务局,",
        "海州市水务局,",
    ]);
    assert_eq!(owners("海州市2024年.csv", &by_year, &pipeline), "海州市水务局 2022;海州市水务局 2023");
}

#[test]
fn the_year_column_is_found_under_other_names() {
    let pipeline = pipeline();
    for name in ["Year", "统计时间", "所属年度", "统计期间", "报告期", "报告年份", "数据年度"] {
        let text = export(&format!("单位名称,{name}"), &["海州市水务局,2023", "海州市财政局,2022"]);
        let told = owners("海州市2024年报.csv", &text, &pipeline);
        assert_eq!(told, "海州市财政局 2022;海州市水务局 2023", "{name}");
    }
    for head in ["单位名称,年份,报告年度", "单位名称,报告年度,年份"] {
        let line =
            if head.ends_with("年份") { "海州市水务局,2024,2025" } else { "海州市水务局,2025,2024" };
        assert_eq!(owners("导出.csv", &export(head, &[line]), &pipeline), "海州市水务局 2024");
    }
}

#[test]
fn figures_of_a_part_of_a_year_are_no_annual_filing() {
    let pipeline = pipeline();
    let wording = spec::wording(Lang::Zh).unwrap();
    let refused = |part: &str| wording.say("intake.part_of_year", &[("text", part)]);
    let titled = |title: &str| owners("2024.csv", &format!("{title}\n{TABLE}"), &pipeline);
    for (title, part) in [
        ("海州市水务局2024年1-6月政府信息公开工作年度报告", "1-6月"),
        ("海州市水务局2024年上半年政府信息公开工作报告", "上半年"),
        ("海州市水务局2024年第三季度政府信息公开统计表", "第三季度"),
        ("海州市水务局政府信息公开工作年度报告\n（2024年1月1日—2024年6月30日）", "2024年1月1日—2024年6月30日"),
    ] {
        assert_eq!(titled(title), refused(part), "{title}");
    }
    let named = |path: &str| owners(path, TABLE, &pipeline);
    for (path, part) in [
        ("海州市水务局2024年第三季度.csv", "第三季度"),
        ("2024年上半年/海州市水务局.csv", "上半年"),
        ("海州市水务局2024年1-9月.csv", "1-9月"),
        ("海州市水务局_2024Q3.csv", "Q3"),
    ] {
        assert_eq!(named(path), refused(part), "{path}");
    }
    let text = format!("海州市2024年第一季度申请办理情况汇总表\n{}", export("单位名称,年度", &["海州市水务局,2024"]));
    assert_eq!(owners("a.csv", &text, &pipeline), refused("第一季度"));
    let quarters = export("单位名称,年度,季度", &["海州市水务局,2024,第四季度", "海州市财政局,2024,全年"]);
    assert_eq!(owners("a.csv", &quarters, &pipeline), "海州市财政局 2024");
    // A year in other words, the time of sending, and names that sound alike.
    for title in ["海州市水务局2024年1-12月政府信息公开工作年度报告", "海州市水务局2024年政府信息公开工作年度报告"]
    {
        assert!(!titled(title).contains("不足一年"), "{title}: {}", titled(title));
    }
    for path in ["2025年第一季度报送/海州市水务局2024.csv", "海州市水务局2024年1-12月.csv"] {
        assert_eq!(named(path), "海州市水务局 2024", "{path}");
    }
    assert_eq!(named("海州市四季街道2024年报.csv"), "海州市四季街道 2024");
}

#[test]
fn of_several_titles_the_nearest_or_the_one_said_twice_is_that_of_the_table() {
    let pipeline = pipeline();
    let title = |office: &str, year: u16| format!("{office}{year}年政府信息公开工作年度报告");
    let own = title("海州市水务局", 2024);
    let rows: String =
        TABLE.lines().map(|row| format!("<tr><td>{}</td></tr>", row.replace(',', "</td><td>"))).collect();
    let table = format!("<table>{rows}</table>");
    for links in [
        vec![title("海州市财政局", 2023), title("海州市体育局", 2022)],
        vec![title("海州市财政局", 2024)],
        vec![title("海州市水务局", 2023), title("海州市水务局", 2022)],
        vec!["海州市财政局".to_owned(), "2023年".to_owned(), "2022年".to_owned()],
    ] {
        let list: String = links.iter().map(|link| format!("<li><a>{link}</a></li>")).collect();
        let page = format!("<html><body><ul>{list}</ul><h1>{own}</h1>{table}</body></html>");
        assert_eq!(owners("a.html", &page, &pipeline), "海州市水务局 2024", "{links:?}");
        let text = format!("{}\n{own}\n{TABLE}", links.join("\n"));
        assert_eq!(owners("a.csv", &text, &pipeline), "海州市水务局 2024", "{links:?} in lines");
        let between = format!("<html><body><h1>{own}</h1><h2>{own}</h2><ul>{list}</ul>{table}</body></html>");
        assert_eq!(owners("a.html", &between, &pipeline), "海州市水务局 2024", "{links:?} between");
    }
}

#[test]
fn what_a_template_or_a_program_put_there_names_nobody() {
    let pipeline = pipeline();
    for office in ["XX局", "**局", "××局", "某某局", "（单位名称）", "海州市水务局20XX年", "此处填写单位名称"]
    {
        let title = if office.ends_with('年') { office.to_owned() } else { format!("{office}2024年") };
        let text = format!("{title}政府信息公开工作年度报告\n{TABLE}");
        assert_eq!(owners("海州市水务局2024.csv", &text, &pipeline), "海州市水务局 2024", "{office}");
    }
    for file in [
        "新建 Microsoft Excel 工作表",
        "content",
        "index",
        "tabula-2024",
        "Page1",
        "WPS表格",
        "OCR_20250112",
        "art_1234_567890",
    ] {
        let path = format!("2024年报/海州市水务局/{file}.csv");
        assert_eq!(owners(&path, TABLE, &pipeline), "海州市水务局 2024", "{file}");
    }
    let titled = |office: &str| owners("a.csv", &format!("{office}2024年政府信息公开工作年度报告\n{TABLE}"), &pipeline);
    assert_eq!(titled("海州市档案局（馆）"), "海州市档案局(馆) 2024");
    assert_eq!(titled("（公开稿）海州市水务局"), "海州市水务局 2024");
    assert_eq!(titled("关于海州市水务局"), "海州市水务局 2024");
}

/// A table by itself may be last year's: its caption says so, over it or under its header.
#[test]
fn the_only_table_of_a_file_is_of_the_year_that_its_caption_says() {
    let pipeline = pipeline();
    let title = "海州市水务局2024年政府信息公开工作年度报告\n";
    let (header, rows) = TABLE.split_once('\n').unwrap();
    for said in ["本年", "（本年数）", "2024年"] {
        assert_eq!(owners("a.csv", &format!("{title}{said}\n{TABLE}"), &pipeline), "海州市水务局 2024", "{said}");
    }
    for said in ["上年", "（上年数）", "去年"] {
        let spread = format!(",{said},{said},{said}");
        for text in [
            format!("{title}{said}\n{TABLE}"),
            format!("{title},{said},,\n{TABLE}"),
            format!("{title}{spread}\n{TABLE}"),
            format!("{title}{header}\n{}\n{rows}", spread.replace(['（', '）'], "")),
        ] {
            assert_eq!(owners("a.csv", &text, &pipeline), "海州市水务局 2023", "{text}");
        }
    }
    let sentence = format!("{title}上年度报告已按期公布。\n{TABLE}");
    assert_eq!(owners("a.csv", &sentence, &pipeline), "海州市水务局 2024");
}
