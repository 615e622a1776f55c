//! Filings of several versions in one run: what is compared over a seam, and what is said to be missing.

use std::collections::BTreeMap;
use std::path::Path;

use gouji::model::{Cells, FormIx, Likeness};
use gouji::run::events::Silent;
use gouji::run::{self, RunRequest};
use gouji::{frame, spec};
use serde_json::Value as Json;

use crate::forms::national::NATIONAL;
use crate::forms::{only_part, pipeline, read};

/// Runs the program on some files and gives the rules found, by year, and how often each rule was skipped and why.
fn run_on(files: &[(&str, String)]) -> (Vec<(String, String)>, BTreeMap<String, Json>) {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    for (name, text) in files {
        std::fs::write(input.join(name), text).unwrap();
    }
    let pipeline = pipeline();
    let wording = spec::wording(pipeline.language).unwrap();
    let request = RunRequest { inputs: vec![input], out: out.clone(), ..RunRequest::default() };
    let finished = run::run(&request, &pipeline, pipeline.register.clone(), &wording, &Silent).unwrap();
    let rule = |ix| pipeline.rule(ix).id.0.clone();
    let found = finished.findings.iter().map(|found| (found.year.0.to_string(), rule(found.rule))).collect();
    (found, skipped(&out))
}

fn skipped(out: &Path) -> BTreeMap<String, Json> {
    let manifest: Json = serde_json::from_str(&std::fs::read_to_string(out.join("run.json")).unwrap()).unwrap();
    let rules = manifest["rules"].as_array().unwrap().iter();
    rules.map(|rule| (rule["rule"].as_str().unwrap().to_owned(), rule["skipped"].clone())).collect()
}

fn national_file() -> String {
    let rows: String = NATIONAL.iter().map(|(label, unit, figure, _)| format!("{label},{unit},{figure}\n")).collect();
    format!("甲局2018年政府信息公开工作年度报告\n统计指标,单位,统计数\n{rows}")
}

/// Requests of one year in a wide export: received, carried in, disposed of, carried out, all by natural persons.
fn requests(year: u16, figures: [u32; 4], other: &str) -> String {
    let rows = ["本年新收", "上年结转", other, "（七）总计", "结转下年度"];
    let [received, carried_in, disposed, carried_out] = figures;
    let values = [received, carried_in, disposed, disposed, carried_out];
    let heads: Vec<String> = rows.iter().flat_map(|row| [format!("{row}|自然人"), format!("{row}|总计")]).collect();
    let values: Vec<String> = values.iter().flat_map(|value| [value.to_string(), value.to_string()]).collect();
    format!("单位名称,年度,{}\n甲局,{year},{}\n", heads.join(","), values.join(","))
}

#[test]
fn a_whole_filing_of_an_older_form_lacks_nothing() {
    let (found, _) = run_on(&[("甲局2018.csv", national_file())]);
    assert_eq!(found, []);
}

#[test]
fn what_was_carried_over_is_compared_from_2019_to_2021_and_not_from_2018_to_2019() {
    let files = [
        ("甲局2018.csv", national_file()),
        ("甲局2019.csv", requests(2019, [5, 9, 10, 4], "（六）其他处理")),
        ("甲局2020.csv", requests(2020, [5, 4, 8, 1], "3.其他")),
        ("甲局2021.csv", requests(2021, [5, 2, 7, 0], "3.其他")),
    ];
    let (found, skipped) = run_on(&files);
    let carry: Vec<&str> = found.iter().filter(|(_, rule)| rule == "XY-CARRY").map(|(year, _)| &**year).collect();
    assert_eq!(carry, ["2021", "2021"], "only 2021 does not take up what the year before carried out");
    assert_eq!(skipped["XY-CARRY"]["not_comparable"], 2, "both columns of 2019");
}

#[test]
fn stocks_are_not_compared_over_a_seam_that_counts_otherwise() {
    let files = [
        (
            "甲局2020.csv",
            "单位名称,年度,规范性文件/本年新制作数量,规范性文件/本年新公开数量,规范性文件/对外公开总数量\n甲局,2020,1,2,30\n",
        ),
        (
            "甲局2021.csv",
            "单位名称,年度,规范性文件/本年制发件数,规范性文件/本年废止件数,规范性文件/现行有效件数\n甲局,2021,1,0,9\n",
        ),
    ];
    let (found, skipped) = run_on(&files.map(|(name, text)| (name, text.to_owned())));
    assert!(found.iter().all(|(_, rule)| rule != "XY-STOCK"), "{found:?}");
    assert_eq!(skipped["XY-STOCK"]["not_comparable"], 1);
}

#[test]
fn a_figure_of_another_version_is_a_cell_a_sum_or_nothing() {
    let pipeline = pipeline();
    let catalogue = &pipeline.catalogue;
    let form = |id: &str| FormIx(catalogue.forms.iter().position(|form| form.id == id).unwrap() as u8);
    let said = |from: &str, to: &str, code: &str| {
        let found = catalogue.comparable(form(from), form(to), catalogue.by_code(code).unwrap());
        let codes: Vec<&str> = found.cells.iter().map(|cell| catalogue.cell(*cell).code.as_str()).collect();
        (found.likeness, codes.join(" + "))
    };
    let sum = "requests.other.no_correction@total + requests.other.fee_unpaid@total + requests.other.other@total";
    assert_eq!(said("2021", "2019", "requests.other@total"), (Likeness::Exact, sum.to_owned()));
    assert_eq!(said("2019", "2021", "requests.other.other@total"), (Likeness::No, String::new()));
    let carried = "requests.carried_out@total";
    assert_eq!(said("2019", "2021", carried), (Likeness::Exact, carried.to_owned()));
    assert_eq!(said("2014", "2019", carried), (Likeness::No, String::new()));
    let decisions = "proactive.licences@decisions";
    assert_eq!(said("2019", "2021", decisions), (Likeness::Soft, decisions.to_owned()));
    assert_eq!(said("2021", "2021", decisions), (Likeness::Exact, decisions.to_owned()));
    assert_eq!(said("2019", "2021", "proactive.rules@in_force"), (Likeness::No, String::new()));
    let granted = "statistics.replied.granted@count + statistics.replied.already_public@count";
    assert_eq!(said("2014", "2021", "requests.granted@total"), (Likeness::Soft, granted.to_owned()));
}

/// Table two of the form of 2019 and table three of 2021, as some offices filed them.
const MIXED: &str = "甲局2023年政府信息公开工作年度报告
本报告按照国办公开办函〔2021〕30号的格式编制。
二、主动公开政府信息情况
信息内容,本年新制作数量,本年新公开数量,对外公开总数量
规章,0,0,0
规范性文件,3,3,20
";

#[test]
fn the_version_is_told_table_by_table_and_not_by_the_year_or_the_decree_cited() {
    let pipeline = pipeline();
    let ids = |text: &str| {
        let reading = read(text, &pipeline);
        let forms = only_part(&reading, text).tables.to_vec();
        forms.iter().map(|form| form.map_or("", |form| pipeline.catalogue.forms[form.at()].id.as_str())).collect()
    };
    let found: Vec<&str> = ids(MIXED);
    assert_eq!(found, ["2019", "", "", "", ""]);
    let third = "三、收到和处理政府信息公开申请情况\n,自然人,商业企业,科研机构,社会公益组织,法律服务机构,其他,总计\n\
        （六）其他处理|1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请,0,0,0,0,0,0,0\n\
        1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请,0,0,0,0,0,0,0\n（七）总计,1,0,0,0,0,0,1\n";
    let found: Vec<&str> = ids(&format!("{MIXED}{third}"));
    assert_eq!(found, ["2019", "2021", "", "", ""]);
    let list = "统计指标,单位,统计数\n（一）收到申请数,件,1\n1.当面申请数,件,1\n（二）申请办结数,件,1\n";
    let found: Vec<&str> = ids(&format!("{MIXED}{list}"));
    assert_eq!(found, ["2019", "", "", "2014", ""]);
}

#[test]
fn a_filing_of_the_form_in_force_takes_no_room_for_older_forms() {
    let pipeline = pipeline();
    let catalogue = &pipeline.catalogue;
    let in_force = catalogue.forms[0].cells.iter().max().unwrap().at() + 1;
    assert!(in_force < 250 && catalogue.n_cells() > 500, "{in_force} of {}", catalogue.n_cells());
    let mut cells = Cells::absent(catalogue.n_cells());
    catalogue.forms[0].cells.iter().for_each(|cell| cells.set_plain(*cell, 1));
    cells.shrink();
    assert!(cells.bytes() <= 2 * in_force + 100, "{} bytes", cells.bytes());
}

#[test]
fn only_the_columns_of_the_versions_met_are_written() {
    let pipeline = pipeline();
    let met = |text: &str| {
        let reading = read(text, &pipeline);
        let part = only_part(&reading, text).clone();
        let filing = gouji::model::Filing {
            office: gouji::model::OfficeIx(0),
            year: gouji::model::Year(2018),
            scope: gouji::model::Scope::Own,
            counted: gouji::model::Counted::Itself,
            tables: part.tables,
            cells: part.cells,
            places: part.places,
            prose: part.prose.into(),
            strays: Box::default(),
        };
        frame::cells_met(&[filing], &pipeline.catalogue).len()
    };
    assert_eq!(met(&national_file()), 116);
    assert_eq!(met(MIXED), 198);
}
