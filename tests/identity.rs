//! Whose filing it is, and of which year: titles, names of files and folders, and the year column of an export.

use gouji::assemble::{self, AssembleContext};
use gouji::model::{Lang, Pipeline, Reading, Register, Source, SourceIx};
use gouji::read::identify::{Period, of_cell};
use gouji::read::{self, Read, vocabulary::Vocabulary};
use gouji::spec;

use crate::said::Said;

/// A small filing that says nothing of its office.
pub const TABLE: &str = "信息内容,本年制发件数,本年废止件数,现行有效件数\n规章,0,0,0\n行政规范性文件,3,1,2\n";

/// The offices and years of a file of that name and content, or why it was not taken.
pub fn owners(path: &str, text: &str, pipeline: &Pipeline) -> String {
    let sources = vec![Source { path: path.to_owned(), root_len: 0 }];
    let read = read::file(text.as_bytes(), SourceIx(0), &sources[0], &mut Vocabulary::new(pipeline));
    let Read::Text(reading) = read else { panic!("a text is one reading") };
    let readings: Vec<Reading> = vec![reading];
    let context = AssembleContext { pipeline, sources: &sources, year: None };
    let assembled = assemble::assemble(readings, Register::default(), &context);
    let name = |filing: &gouji::model::Filing| &assembled.register.office(filing.office).name;
    let told: Vec<String> =
        assembled.filings.iter().map(|filing| format!("{} {}", name(filing), filing.year.0)).collect();
    if told.is_empty() { assembled.intake[0].chinese() } else { told.join(";") }
}

pub fn pipeline() -> Pipeline {
    spec::load("cn-disclosure").unwrap()
}

/// Each title must give the office and year, in lines and in a page.
fn titles(expected: &str, titles: &[&[&str]]) {
    let pipeline = pipeline();
    let mut wrong = Vec::new();
    for lines in titles {
        let text = format!("{}\n{TABLE}", lines.join("\n"));
        let told = owners("a.csv", &text, &pipeline);
        if told != expected {
            wrong.push(format!("{lines:?}: {told}"));
        }
        let heads: String = lines.iter().map(|line| format!("<h2>{}</h2>", line.replace(',', "</h2><h2>"))).collect();
        let rows: String =
            TABLE.lines().map(|row| format!("<tr><td>{}</td></tr>", row.replace(',', "</td><td>"))).collect();
        let told = owners("a.html", &format!("<html><body>{heads}<table>{rows}</table></body></html>"), &pipeline);
        if told != expected {
            wrong.push(format!("{lines:?} as a page: {told}"));
        }
    }
    assert!(wrong.is_empty(), "should be {expected}:\n{}", wrong.join("\n"));
}

const ONE_OFFICE: &[&[&str]] = &[
    &["海州市水务局2024年度政府信息公开工作年度报告"],
    &["2024年海州市水务局政府信息公开工作年度报告"],
    &["2024年度", "海州市水务局政府信息公开工作年度报告"],
    &["海州市水务局政府信息公开工作年度报告（2024年度）"],
    &["海州市水务局政府信息公开年度报告（二〇二四年）"],
    &["海州市水务局政府信息公开工作年度报告", "2024年"],
    &["2024年政府信息公开工作年度报告", "海州市水务局"],
    &["2024年政府信息公开工作年度报告", "（海州市水务局）"],
    &["政府信息公开工作年度报告", "（2024年度）", "海州市水务局"],
    &["海州市水务局", "政府信息公开工作年度报告", "（2024年度）"],
    &["海州市水务局,2024年政府信息公开工作年度报告"],
    &["2024年政府信息公开工作年度报告,海州市水务局"],
    &["关于报送海州市水务局2024年政府信息公开工作年度报告的函"],
    &["海州市水务局关于报送2024年政府信息公开工作年度报告的函"],
    &["海州市水务局关于印发2024年度政府信息公开工作年度报告的通知"],
    &["海州市水务局2024年政府信息公开工作年度报告-海州市人民政府网"],
    &["海州市水务局2024年政府信息公开工作年度报告_政府信息公开年报_海州市人民政府"],
    &["海州市人民政府网站 - 海州市水务局2024年政府信息公开工作年度报告"],
    &["附件2：海州市水务局2024年政府信息公开工作年度报告"],
    &["附件2", "海州市水务局", "2024年政府信息公开", "工作年度报告"],
    &["附件", "海州市水务局2024年", "政府信息公开工作年度报告"],
    &["海州市水务局政府信息公开工作年度报告", "统计期限自2024年1月1日至2024年12月31日"],
    &["海州市水务局政府信息公开工作年度报告", "（统计时间：2024年1月1日至12月31日）"],
    &["海州市水务局政府信息公开工作年度报告（2024年1月1日至2024年12月31日）"],
    &["编制单位：海州市水务局办公室", "海州市水务局2024年政府信息公开工作年度报告"],
    &["海州市水务局2024年政府信息公开工作年度报告", "编制单位：海州市政务公开办公室"],
    &["编制单位：海州市水务局", "2024年政府信息公开工作年度报告"],
    &["发布机构：海州市人民政府办公室", "海州市水务局2024年政府信息公开工作年度报告"],
    &["海州市", "水务局2024年政府信息公开工作年度报告"],
    &["海州市水务局二○二四年度政府信息公开工作年度报告"],
    &["海州市水务局二零二四年政府信息公开工作年度报告"],
    &["海州市水务局二O二四年政府信息公开工作年度报告"],
    &["海州市水务局 2024 年 政府信息公开 工作年度报告"],
    &["海州市水务局２０２４年政府信息公开工作年度报告"],
    &["海州市水务局2024年政府信息公开工作报告"],
    &["海州市水务局2024年度政务公开工作年度报告"],
    &["《海州市水务局2024年政府信息公开工作年度报告》"],
    &["海州市水务局（本级）2024年政府信息公开工作年度报告"],
    &["索引号：01234567/2025-00012", "海州市水务局2024年政府信息公开工作年度报告", "发布日期：2025-01-20"],
    &["[年报] 海州市水务局2024年政府信息公开工作年度报告"],
    &["一、海州市水务局2024年政府信息公开工作年度报告"],
    &["海州市水务局2024年政府信息公开年报"],
    &["海州市水务局2024年政府信息公开工作情况的年度报告"],
    &["海州市水务局政府信息公开2024年度工作报告"],
    &["现将海州市水务局2024年政府信息公开工作年度报告公布如下"],
    &["填报单位：海州市水务局", "年度：2024"],
    &["填报单位：海州市水务局（盖章）", "填报年度：2024年"],
    &["单位名称：海州市水务局", "年度：2024年"],
];

#[test]
fn a_title_gives_office_and_year_however_it_is_written() {
    titles("海州市水务局 2024", ONE_OFFICE);
    titles("海州市大数据和政务服务管理局 2024", &[&["海州市大数据和政务服务管理局2024年政府信息公开工作年度报告"]]);
    titles("海州市政务公开办公室 2024", &[&["海州市政务公开办公室2024年政府信息公开工作年度报告"]]);
    titles("海州市人民政府 2024", &[&["海州市人民政府2024年政府信息公开工作年度报告"]]);
    titles(
        "海州市海东区平安镇人民政府 2023",
        &[&["海州市海东区平安镇人民政府2023年政府信息公开工作年度报告", "2024年1月15日"]],
    );
}

#[test]
fn what_says_only_what_report_it_is_names_nobody() {
    let pipeline = pipeline();
    let nobody = spec::wording(Lang::Zh).unwrap().say("intake.no_office", &[]);
    for lines in
        ["政府2024年政府信息公开工作年度报告", "2024年政府信息公开工作年度报告", "本机关2024年政府信息公开工作年度报告"]
    {
        assert_eq!(owners("a.csv", &format!("{lines}\n{TABLE}"), &pipeline), nobody, "{lines}");
    }
}

/// Each path must give the office and year for a file that says neither.
fn paths(expected: &str, paths: &[&str]) {
    let pipeline = pipeline();
    let told = paths.iter().map(|path| (path, owners(path, TABLE, &pipeline)));
    let wrong: Vec<String> =
        told.filter(|(_, told)| told != expected).map(|(path, told)| format!("{path}: {told}")).collect();
    assert!(wrong.is_empty(), "should be {expected}:\n{}", wrong.join("\n"));
}

#[test]
fn names_of_files_and_folders_give_office_and_year() {
    paths(
        "海州市水务局 2024",
        &[
            "2024/海州市水务局.csv",
            "2024年/海州市水务局.csv",
            "海州市水务局2024.csv",
            "海州市水务局-2024年报.csv",
            "2024年报/海州市水务局/附件.csv",
            "20250112海州市水务局2024年报.csv",
            "海州市水务局2024年报20250112.csv",
            "2024年度/海州市水务局20250112.csv",
            "2024年度/海州市水务局 2025-01-12 153012.csv",
            "2025年1月15日收/2024年度/海州市水务局.csv",
            "2025年收件/海州市水务局2024年度报告.csv",
            "2025/海州市水务局2024年报.csv",
            "海州市水务局2024年年报(张三13800000000).csv",
            "海州市水务局2024年报 李四 0510-12345678.csv",
            "海州市水务局（联系人：李四）2024.csv",
            "海州市水务局2024年报【王五】.csv",
            "001_海州市水务局_2024.csv",
            "12-海州市水务局-2024.csv",
            "（3）海州市水务局2024年度报告.csv",
            "3、海州市水务局2024年度报告(定稿)2.csv",
            "海州市水务局2024年度报告定稿2.csv",
            "海州市水务局2024年报最终版v3.csv",
            "海州市水务局2024年报 - 副本.csv",
            "海州市水务局2024年报(1).csv",
            "【更正】海州市水务局2024年报.csv",
            "附件2：海州市水务局2024年政府信息公开工作年度报告.csv",
            "12 海州市水务局 2024.csv",
            "01海州市水务局/2024.csv",
            "海州市水务局二〇二四年年报.csv",
            "海州市水务局24年年报.csv",
            "海州市水务局2024年度政府信息公开情况统计表.csv",
            "海州市/水务局2024.csv",
            "2024年报/海州市/3.水务局.csv",
            "2025.1.10 收到/海州市水务局年报2024（已盖章）.csv",
            "海州市水务局_2024_20250112.csv",
        ],
    );
    paths("haizhou_water 2024", &["haizhou_water_2024.csv", "2024/haizhou-water.csv"]);
    paths("海东区教育局 2024", &["2024/海东区/教育局.csv", "2024/海东区/区教育局.csv"]);
}

#[test]
fn a_date_of_receipt_and_two_years_say_no_reporting_year() {
    let undated = spec::wording(Lang::Zh).unwrap().say("intake.no_year", &[]);
    paths(
        &undated,
        &[
            "2025年1月收件/海州市水务局年报.csv",
            "20250112/海州市水务局.csv",
            "2025-01-12/海州市水务局.csv",
            "2025.1.10/海州市水务局.csv",
            "海州市水务局20250112.csv",
            "2025年收件/海州市水务局.csv",
            "海州市水务局2023-2024.csv",
        ],
    );
}

/// What a cell of the year column says.
fn period(text: &str, pipeline: &Pipeline) -> String {
    match of_cell(text, &pipeline.identity) {
        Period::Year(year) => year.0.to_string(),
        Period::Part => "part".to_owned(),
        Period::Unclear | Period::Twofold => "untold".to_owned(),
    }
}

#[test]
fn the_year_of_an_export_is_what_its_cell_says() {
    let pipeline = pipeline();
    let said = |text: &str| period(text, &pipeline);
    for (text, expected) in [
        ("2016", "2016"),
        ("2016年", "2016"),
        ("2016年度", "2016"),
        ("２０１６", "2016"),
        ("二〇一六", "2016"),
        ("二○一六年", "2016"),
        ("2016.0", "2016"),
        ("31/12/2015", "2015"),
        ("2015-12-31", "2015"),
        ("2015-12-31 00:00:00", "2015"),
        ("2015/1/1", "2015"),
        ("2015年12月31日", "2015"),
        ("截至2015年12月31日", "2015"),
        ("2015年1月1日至2015年12月31日", "2015"),
        ("2015/1/1-2015/12/31", "2015"),
        ("1/1/2015-31/12/2015", "2015"),
        ("2015年1-12月", "2015"),
        ("2015年全年", "2015"),
        ("2016年年报", "2016"),
        ("FY2016", "2016"),
        ("16年", "2016"),
        ("16年度", "2016"),
        ("16年3月", "part"),
        ("Q3 2016", "part"),
        ("2016Q3", "part"),
        ("2016年第三季度", "part"),
        ("2016年上半年", "part"),
        ("2016年6月", "part"),
        ("2016年1-6月", "part"),
        ("2016-06", "part"),
        ("2015年1月1日至2015年6月30日", "part"),
        ("20/21", "untold"),
        ("2020-2021", "untold"),
        ("FY16", "untold"),
        ("2016年3月15日", "untold"),
        ("1 July 2019 to 30 June 2020", "untold"),
        ("16", "untold"),
        ("201", "untold"),
        ("12016", "untold"),
        ("本年", "untold"),
        ("1901", "untold"),
    ] {
        assert_eq!(said(text), expected, "{text}");
    }
}

#[test]
fn a_fiscal_year_is_what_the_pipeline_calls_it() {
    let (agencies, bodies) = (spec::load("us-foia").unwrap(), spec::load("uk-foi").unwrap());
    for (text, expected) in [
        ("2019", "2019"),
        ("FY2019", "2019"),
        ("FY 19", "2019"),
        ("Fiscal Year 2019", "2019"),
        ("2018/19", "2019"),
        ("2018-2019", "2019"),
        ("October 1, 2018 to September 30, 2019", "2019"),
        ("1 Oct 2018 - 30 Sep 2019", "2019"),
        ("FY19 Q2", "part"),
        ("1 October 2018 to 31 March 2019", "part"),
        ("19", "untold"),
    ] {
        assert_eq!(period(text, &agencies), expected, "{text}");
    }
    for (text, expected) in [
        ("2020", "2020"),
        ("1 January 2020 to 31 December 2020", "2020"),
        ("Q3 2020", "part"),
        ("1 July 2020 to 30 September 2020", "part"),
        ("2020/21", "untold"),
        ("FY20", "untold"),
        ("1 July 2019 to 30 June 2020", "untold"),
    ] {
        assert_eq!(period(text, &bodies), expected, "{text}");
    }
}

#[test]
fn a_year_cell_that_is_not_understood_is_not_overruled_by_the_name_of_the_file() {
    let pipeline = pipeline();
    let export = |year: &str| {
        format!("单位名称,年度,表三/本年新收/自然人,表三/本年新收/总计,表三/上年结转/总计\n海州市水务局,{year},1,1,0\n")
    };
    assert_eq!(owners("2024.csv", &export("2023"), &pipeline), "海州市水务局 2023");
    assert_eq!(owners("2024.csv", &export(""), &pipeline), "海州市水务局 2024");
    let wording = spec::wording(Lang::Zh).unwrap();
    let quarter = wording.say("intake.year_part", &[("n", "1"), ("text", "2024年第三季度")]);
    assert!(owners("2024.csv", &export("2024年第三季度"), &pipeline).contains(&quarter));
    let fiscal = wording.say("intake.year_untold", &[("n", "1"), ("text", "20/21")]);
    assert!(owners("2024.csv", &export("20/21"), &pipeline).contains(&fiscal));
}
