//! Older and mixed form versions: told by their labels, read cell for cell, and never held against another form.

mod national;
mod seams;
mod subtotals;
mod versions;

use std::collections::BTreeMap;
use std::path::Path;

use gouji::model::{Part, Pipeline, Reading, Source, SourceIx, State, Value};
use gouji::read::{self, joined, vocabulary::Vocabulary};
use gouji::{say, spec};
use serde_json::Value as Json;

use crate::forms::national::NATIONAL;
use crate::shared;

fn pipeline() -> Pipeline {
    spec::load("cn-disclosure").unwrap()
}

fn read(text: &str, pipeline: &Pipeline) -> Reading {
    let source = Source { path: "a/某区民政局2016年.csv".to_owned(), root_len: 1 };
    read::source(text.as_bytes(), SourceIx(0), &source, &mut Vocabulary::new(pipeline))
}

/// Every cell of a part that is on its form, as it would be printed.
fn cells(part: &Part, pipeline: &Pipeline) -> BTreeMap<String, String> {
    let printed = |(cell, value)| {
        let def = pipeline.catalogue.cell(cell);
        let said = match value {
            Value::Number(number) => say::decimal(i128::from(number), def.kind.decimals()),
            Value::Not(State::NotInSource) => return None,
            Value::Not(state) => state.code().to_owned(),
        };
        Some((def.code.clone(), said))
    };
    part.cells.iter().filter_map(printed).collect()
}

fn only_part<'a>(reading: &'a Reading, text: &str) -> &'a Part {
    let [part] = &reading.parts[..] else { panic!("{} parts of\n{text}", reading.parts.len()) };
    part
}

#[test]
fn every_cell_of_the_real_lists_is_right_in_both_columns() {
    let Some(root) = shared::folder("corpus/real-filings/old_format") else { return };
    let pipeline = pipeline();
    let codes = [
        "files",
        "files.website",
        "files.gazette",
        "received",
        "received.in_person",
        "received.online",
        "received.letter_or_fax",
        "replied",
        "replied.granted",
        "replied.granted_in_part",
        "replied.denied",
        "replied.other_kind",
        "fee_reductions",
        "litigation_or_reports",
        "reconsideration",
        "litigation",
    ];
    let mut compared = 0;
    for year in ["2015", "2016"] {
        let text = std::fs::read_to_string(root.join(format!("raw/pingtan_old_{year}.csv"))).unwrap();
        let truth: Json = serde_json::from_str(&truth_text(&root, year)).unwrap();
        let reading = read(&text, &pipeline);
        let mut found = cells(only_part(&reading, &text), &pipeline);
        assert!(reading.intake.unmatched.is_empty(), "{:?}", reading.intake.unmatched);
        assert_eq!(reading.intake.form, "2008");
        for (row, code) in truth["rows"].as_array().unwrap().iter().zip(codes) {
            for column in ["year", "cumulative"] {
                let cell = format!("indicators.{code}@{column}");
                assert_eq!(found.remove(&cell), Some(row[column].to_string()), "{year} {cell}");
                compared += 1;
            }
        }
        assert_eq!(found, BTreeMap::new(), "{year}");
    }
    assert_eq!(compared, 64);
}

fn truth_text(root: &Path, year: &str) -> String {
    std::fs::read_to_string(root.join(format!("truth/pingtan_old_{year}.json"))).unwrap()
}

/// What the table must be read as.
fn national_truth() -> BTreeMap<String, String> {
    let rows = NATIONAL.iter().filter(|(_, _, _, code)| !code.is_empty());
    rows.map(|(_, _, figure, code)| (format!("statistics.{code}@count"), (*figure).to_owned())).collect()
}

/// The table with each of its rows printed by `row`, which gets its position.
fn national(header: &str, row: impl Fn(usize, &str, &str, &str) -> String) -> String {
    let rows = NATIONAL.iter().enumerate().map(|(at, (label, unit, figure, _))| row(at, label, unit, figure));
    let lines: Vec<String> = rows.collect();
    format!("政府信息公开情况统计表\n{header}\n{}\n", lines.join("\n"))
}

fn assert_national(text: &str) -> Reading {
    let pipeline = pipeline();
    let reading = read(text, &pipeline);
    let part = only_part(&reading, text);
    assert_eq!(cells(part, &pipeline), national_truth(), "{text}\n{:?}", reading.intake.unmatched);
    assert_eq!(reading.intake.form, "2014");
    reading
}

#[test]
fn the_national_table_is_read_in_the_layouts_in_which_it_is_printed() {
    let heading = |figure: &str, blank: &str| if figure == "——" { blank.to_owned() } else { figure.to_owned() };
    let layouts = [
        national("统计指标,单位,统计数", |_, label, unit, figure| format!("{label},{unit},{figure}")),
        national("统计指标,单位,统计数", |_, label, unit, figure| {
            format!("{label},{},{}", heading(unit, ""), heading(figure, ""))
        }),
        national("指标名称,统计数", |_, label, _, figure| format!("{label},{}", heading(figure, ""))),
        national("序号,统计指标,单位,统计数,备注", |at, label, unit, figure| {
            format!("{},{label},{unit},{figure},{}", at + 1, if at == 8 { "含转发" } else { "" })
        }),
        national("统计指标,单位,2016年度", |_, label, unit, figure| format!("{label},{unit},{figure}")),
        national("统计指标,代码,单位,本年度", |at, label, unit, figure| {
            format!("{label},{:02},{unit},{figure}", at + 1)
        }),
        national("统计指标\t单位\t统计数", |_, label, unit, figure| {
            format!("　{label}\t{unit}\t{}", heading(figure, ""))
        }),
    ];
    for text in layouts {
        let reading = assert_national(&text);
        assert!(reading.intake.unmatched.is_empty(), "{:?}\n{text}", reading.intake.unmatched);
    }
}

#[test]
fn a_page_break_with_the_header_repeated_does_not_begin_the_table_anew() {
    let at = |label: &str| NATIONAL.iter().position(|row| row.0 == label).unwrap();
    let text = national("统计指标,单位,统计数", |row, label, unit, figure| {
        let line = format!("{label},{unit},{figure}");
        let before_a_repeated_label = row == at("（三）其他情形数") || row == at("五、行政诉讼数量") + 2;
        if before_a_repeated_label { format!("— 3 —\n统计指标,单位,统计数\n{line}") } else { line }
    });
    assert_national(&text);
}

#[test]
fn a_label_printed_over_two_lines_is_one_label() {
    for (head, tail) in
        [("4.危及国家安全、公共安全、经济", "安全和社会稳定"), ("（一）维持具体行政行为或者", "驳回原告诉讼请求数")]
    {
        let text = national("统计指标,单位,统计数", |_, label, unit, figure| match label.strip_suffix(tail) {
            Some(found) if found == head => format!("{head},,\n{tail},{unit},{figure}"),
            _ => format!("{label},{unit},{figure}"),
        });
        assert_national(&text);
    }
}

#[test]
fn columns_and_rows_of_a_place_of_its_own_are_named_and_not_read() {
    let text = national(
        "统计指标,单位,统计数,区政府统计数,区直单位统计数,乡镇街道统计数",
        |at, label, unit, figure| {
            let own = if at == 9 { "\n（六）本地政务新媒体公开数,条,771" } else { "" };
            format!("{label},{unit},{figure},{},{},{}{own}", 900 + at, 2000 + at, 3000 + at)
        },
    );
    let reading = assert_national(&text);
    let unmatched: Vec<(&str, u64)> = reading.intake.unmatched.iter().map(|one| (&*one.label, one.n_figures)).collect();
    let n = NATIONAL.iter().filter(|row| row.2 != "——").count() as u64;
    let columns = ["区政府统计数", "区直单位统计数", "乡镇街道统计数"].map(|label| (label, n));
    assert!(columns.iter().all(|column| unmatched.contains(column)), "{unmatched:?}");
    assert!(unmatched.contains(&("（六）本地政务新媒体公开数 条", 1)), "{unmatched:?}");
}

#[test]
fn long_and_wide_exports_of_the_list_read_as_the_print_does() {
    let long = |owner: &str| {
        let rows = NATIONAL.iter().map(|(label, unit, figure, _)| format!("{owner},2016,{label},{unit},{figure}\n"));
        rows.collect::<String>()
    };
    let text = format!("单位名称,年度,统计指标,单位,统计数\n{}{}", long("甲局"), long("乙局"));
    let pipeline = pipeline();
    let reading = read(&text, &pipeline);
    assert_eq!(reading.parts.len(), 2, "{:?}", reading.intake.unmatched);
    for part in &reading.parts {
        assert_eq!(cells(part, &pipeline), national_truth());
    }
    let figures = NATIONAL.iter().filter(|row| !row.3.is_empty());
    let (labels, values): (Vec<&str>, Vec<&str>) = figures.map(|row| (row.0, row.2)).unzip();
    let text = format!("单位名称,年度,{}\n甲局,2016,{}\n", labels.join(","), values.join(","));
    let reading = read(&text, &pipeline);
    assert_eq!(cells(only_part(&reading, &text), &pipeline), national_truth(), "{:?}", reading.intake.unmatched);
    assert!(reading.intake.unmatched.is_empty(), "{:?}", reading.intake.unmatched);
}

/// Part of the Shanghai list: label, unit, code, figure of the month, of the year, cell.
const SHANGHAI: [(&str, &str, &str, &str, &str, &str); 14] = [
    ("主动信息公开", "条", "01", "5", "60", "public"),
    ("其中：全文电子化的主动公开信息数", "条", "02", "4", "50", "public.electronic"),
    ("申请总次数", "次", "12", "2", "21", "received"),
    ("其中：1.当面申请数", "次", "13", "0", "10", "received.in_person"),
    ("6.其它形式申请数", "次", "18", "1", "11", "received.other"),
    ("收取费用总数数", "元", "37", "30.5", "400", "fees"),
    ("主动公开信息收费总数", "元", "38", "10", "150", "fees.proactive"),
    ("邮寄费", "元", "39", "4", "70", "fees.proactive.postage"),
    ("复制费（纸张）", "元", "40", "6", "80", "fees.proactive.copies_paper"),
    ("依申请提供信息收取费用", "元", "43", "20.5", "250", "fees.on_request"),
    ("邮寄费", "元", "45", "9.5", "90", "fees.on_request.postage"),
    ("复制费（纸张）", "元", "46", "11", "160", "fees.on_request.copies_paper"),
    ("处理政府信息公开的专项经费", "万元", "52**", "1", "12", "budget"),
    ("实际支出", "万元", "53**", "0.5", "6.25", "spent"),
];

fn shanghai(row: impl Fn(&(&str, &str, &str, &str, &str, &str)) -> String) -> String {
    let rows: Vec<String> = SHANGHAI.iter().map(row).collect();
    format!("指标名称,计算单位,代码,本月累计,年度累计\n{}\n", rows.join("\n"))
}

#[test]
fn a_code_is_no_figure_and_a_month_is_no_year() {
    let text = shanghai(|(label, unit, code, month, year, _)| format!("{label},{unit},{code},{month},{year}"));
    let pipeline = pipeline();
    let reading = read(&text, &pipeline);
    let both = |row: &(&str, &str, &str, &str, &str, &str)| {
        let cell = |column: &str, figure: &str| (format!("indicators.{}@{column}", row.5), figure.to_owned());
        [cell("month", row.3), cell("year", row.4)]
    };
    let truth: BTreeMap<String, String> = SHANGHAI.iter().flat_map(both).collect();
    assert_eq!(cells(only_part(&reading, &text), &pipeline), truth, "{:?}", reading.intake.unmatched);
}

#[test]
fn a_row_that_has_lost_its_code_is_not_read() {
    let text = shanghai(|(label, unit, code, month, year, _)| match *code {
        "18" => format!("{label},{unit},{month},{year}"),
        _ => format!("{label},{unit},{code},{month},{year}"),
    });
    let pipeline = pipeline();
    let reading = read(&text, &pipeline);
    let found = cells(only_part(&reading, &text), &pipeline);
    for column in ["month", "year"] {
        let cell = &found[&format!("indicators.received.other@{column}")];
        assert_eq!(cell, "unread");
    }
}

#[test]
fn a_unit_that_is_printed_converts_the_figure_or_makes_it_unreadable() {
    let pipeline = pipeline();
    let amount = |header: &str, row: &str| {
        let text = format!("{header}\n（一）收到申请数,件,3\n（二）申请办结数,件,3\n{row}\n");
        let reading = read(&text, &pipeline);
        let part = only_part(&reading, &text);
        let cell = pipeline.catalogue.by_code("statistics.fees@count").unwrap();
        (cells(part, &pipeline)["statistics.fees@count"].clone(), part.cells.raw(cell).to_owned())
    };
    let header = "统计指标,单位,统计数";
    assert_eq!(amount(header, "七、依申请公开信息收取的费用,万元,2"), ("2".to_owned(), String::new()));
    assert_eq!(amount(header, "七、依申请公开信息收取的费用,元,25000"), ("2.5".to_owned(), "25000 元".to_owned()));
    assert_eq!(amount(header, "七、依申请公开信息收取的费用（元）,,25000").0, "2.5");
    assert_eq!(amount(header, "七、依申请公开信息收取的费用,元,2.5万元").0, "2.5");
    assert_eq!(amount(header, "七、依申请公开信息收取的费用,件,2").0, "unreadable");
}

#[test]
fn two_years_side_by_side_are_not_guessed_between() {
    let pipeline = pipeline();
    let text = "指标名称,2015年度,2016年度\n申请总数,3,4\n对申请的答复总数,3,4\n主动公开信息数,7,8\n";
    let reading = read(text, &pipeline);
    assert!(reading.parts.iter().all(|part| cells(part, &pipeline).is_empty()));
}

#[test]
fn every_spelling_that_was_observed_means_something() {
    let Some(root) = shared::folder("domain") else { return };
    let pipeline = pipeline();
    let text = std::fs::read_to_string(root.join("aliases.json")).unwrap();
    let json: BTreeMap<String, Json> = serde_json::from_str(&text).unwrap();
    let labels = json.iter().filter(|(code, _)| ["t2", "t3", "t4", "old"].iter().any(|kind| code.starts_with(kind)));
    let mut strange = Vec::new();
    for (code, spellings) in labels {
        for spelling in spellings.as_array().unwrap().iter().filter_map(Json::as_str) {
            let normalised = pipeline.lexicon.normaliser.normalise(spelling);
            let joined = || joined::of_parts(&normalised, &pipeline.lexicon, &pipeline.catalogue).0;
            if pipeline.lexicon.meanings(spelling).is_empty() && joined().is_empty() {
                strange.push(format!("{code} {spelling}"));
            }
        }
    }
    // Columns and rows of a place's own are named and not read; a label cut short could be either of two.
    let expected = [
        "old.header 区政府统计数",
        "old.header 区直单位统计数",
        "old.header 乡镇街道统计数",
        "t2v2019.col_new_made 本年新",
        "t2v2019.col_new_public 本年新",
        "t2v2019.extra_other_public 其他主动公开文件",
        "t3r.granted 公开",
    ];
    assert_eq!(strange, expected);
}
