//! The evidence of the rules: for each a set of filings where it holds, and the nearest where it breaks.

use std::path::Path;

use gouji::model::{Finding, Pipeline, Register, Severity, Subject};
use gouji::run::events::Silent;
use gouji::run::{self, Finished, RunRequest};
use gouji::{report, spec};

use crate::said::Said;
use crate::shared;

/// One office-year and the cells in which it differs from a form of nothing but zeros.
pub struct Filed {
    pub office: &'static str,
    pub year: u16,
    pub form: &'static str,
    pub cells: Vec<(String, String)>,
}

/// `"received@total=3 granted@total=3"`; a name without a table is one of table 三, `code=` is blank.
pub fn filed(office: &'static str, year: u16, cells: &str) -> Filed {
    on_form("2021", office, year, cells)
}

fn on_form(form: &'static str, office: &'static str, year: u16, cells: &str) -> Filed {
    let cell = |said: &str| {
        let (code, value) = said.split_once('=').unwrap();
        let tables = ["proactive.", "requests.", "remedies."];
        let code = match tables.iter().any(|table| code.starts_with(table)) {
            true => code.to_owned(),
            false => format!("requests.{code}"),
        };
        (code, value.to_owned())
    };
    Filed { office, year, form, cells: cells.split_whitespace().map(cell).collect() }
}

/// Writes the filings as one long export.
fn write(filings: &[Filed], pipeline: &Pipeline, folder: &Path) {
    let mut text = "单位名称,年度,指标代码,数值\n".to_owned();
    for Filed { office, year, form, cells } in filings {
        let form = pipeline.catalogue.forms.iter().find(|known| known.id == *form).unwrap();
        for cell in &form.cells {
            let code = &pipeline.catalogue.cell(*cell).code;
            let value = cells.iter().find(|(said, _)| said == code).map_or("0", |(_, value)| value);
            text.push_str(&format!("{office},{year},{code},{value}\n"));
        }
        let known = |code: &str| form.cells.iter().any(|cell| pipeline.catalogue.cell(*cell).code == code);
        assert!(cells.iter().all(|(code, _)| known(code)), "{cells:?}");
    }
    std::fs::write(folder.join("filings.csv"), text).unwrap();
}

/// Runs a pipeline over a folder.
pub fn run_on(folder: &Path, pipeline: &Pipeline, register: &str) -> Finished {
    let register = match register {
        "" => Register::default(),
        text => spec::register("register.csv", text).unwrap(),
    };
    let request = RunRequest { inputs: vec![folder.to_path_buf()], ..RunRequest::default() };
    run::find_out(&request, pipeline, register, &Silent).unwrap()
}

/// `office year rule key severity` of every finding of a rule, and its message.
fn of_rule(finished: &Finished, pipeline: &Pipeline, rule: &str) -> Vec<(String, String)> {
    let said = |finding: &Finding| {
        let Subject::Office(office) = &finding.subject else { return None };
        let head = [
            finished.register.office(*office).name.clone(),
            finding.year.0.to_string(),
            report::key(&finding.key, pipeline),
            finding.severity.code().to_owned(),
        ];
        Some((head.join(" "), finding.chinese()))
    };
    finished.findings.iter().filter(|found| pipeline.rule(found.rule).id.0 == rule).filter_map(said).collect()
}

pub fn found_with(pipeline: &Pipeline, filings: &[Filed], register: &str, rule: &str) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    write(filings, pipeline, folder.path());
    of_rule(&run_on(folder.path(), pipeline, register), pipeline, rule)
}

/// The first filings obey the rule; the second break it in exactly the places named.
pub fn pair(rule: &str, register: &str, holds: &[Filed], breaks: &[Filed], places: &[&str]) -> Vec<String> {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let fine = found_with(&pipeline, holds, register, rule);
    assert!(fine.is_empty(), "{rule} should hold: {fine:?}");
    let found = found_with(&pipeline, breaks, register, rule);
    let heads: Vec<&str> = found.iter().map(|(head, _)| head.as_str()).collect();
    assert_eq!(heads, places, "{rule}: {found:#?}");
    found.into_iter().map(|(_, message)| message).collect()
}

pub const A: &str = "甲市珠算局";
pub const B: &str = "甲市算盘局";

pub fn one(cells: &str) -> Vec<Filed> {
    vec![filed(A, 2024, cells)]
}

fn two_years(before: &str, now: &str) -> Vec<Filed> {
    vec![filed(A, 2023, before), filed(A, 2024, now)]
}

#[test]
fn t3_bal_column_by_column() {
    let said = pair(
        "T3-BAL",
        "",
        &one("received@total=3119 carried_in@total=34 disposed_total@total=3050 carried_out@total=103"),
        &one("received@total=3119 carried_in@total=34 disposed_total@total=3050 carried_out@total=102"),
        &["甲市珠算局 2024 total error"],
    );
    assert!(said[0].contains("3119＋34＝3153，3050＋102＝3152，差 1"), "{said:?}");
}

#[test]
fn t3_out_column_by_column() {
    pair(
        "T3-OUT",
        "",
        &one("granted@business=2 other.other@business=1 disposed_total@business=3"),
        &one("granted@business=2 other.other@business=1 disposed_total@business=4"),
        &["甲市珠算局 2024 business error"],
    );
}

#[test]
fn t3_row_row_by_row() {
    pair(
        "T3-ROW",
        "",
        &one("granted@natural_person=2 granted@research=1 granted@total=3"),
        &one("granted@natural_person=2 granted@research=1 granted@total=4"),
        &["甲市珠算局 2024 granted error"],
    );
}

#[test]
fn t3_corner_is_the_wrong_figure_where_both_ways_agree() {
    let leaves = "granted@natural_person=2 granted@total=2 disposed_total@natural_person=2";
    pair(
        "T3-CORNER",
        "",
        &one(&format!("{leaves} disposed_total@total=2")),
        &one(&format!("{leaves} disposed_total@total=3")),
        &["甲市珠算局 2024  error"],
    );
    // Where the two ways do not agree, something else is wrong and the corner is not named.
    pair("T3-CORNER", "", &one("granted@total=3 disposed_total@natural_person=2 disposed_total@total=4"), &[], &[]);
}

#[test]
fn t4_sum_block_by_block() {
    pair(
        "T4-SUM",
        "",
        &one("remedies.reconsideration@upheld=2 remedies.reconsideration@pending=1 remedies.reconsideration@total=3"),
        &one("remedies.reconsideration@upheld=2 remedies.reconsideration@pending=1 remedies.reconsideration@total=2"),
        &["甲市珠算局 2024 reconsideration error"],
    );
}

#[test]
fn xy_carry_is_an_error_in_the_total_only() {
    pair(
        "XY-CARRY",
        "",
        &two_years("carried_out@business=2 carried_out@total=2", "carried_in@business=2 carried_in@total=2"),
        &two_years("carried_out@business=2 carried_out@total=2", "carried_in@business=1 carried_in@total=1"),
        &["甲市珠算局 2024 business warning", "甲市珠算局 2024 total error"],
    );
}

const ISSUED: &str = "proactive.normative_documents@issued";
const REPEALED: &str = "proactive.normative_documents@repealed";
const IN_FORCE: &str = "proactive.normative_documents@in_force";

#[test]
fn xy_stock_runs_on() {
    let said = pair(
        "XY-STOCK",
        "",
        &two_years(&format!("{IN_FORCE}=597"), &format!("{ISSUED}=50 {REPEALED}=227 {IN_FORCE}=420")),
        &two_years(&format!("{IN_FORCE}=597"), &format!("{ISSUED}=50 {REPEALED}=227 {IN_FORCE}=421")),
        &["甲市珠算局 2024 normative_documents warning"],
    );
    assert!(said[0].contains("421，上年 597＋50－227＝420，差 1"), "{said:?}");
}

#[test]
fn t2_issued_is_a_lower_bound() {
    let said = pair(
        "T2-ISSUED",
        "",
        &one(&format!("{ISSUED}=5 {REPEALED}=1 {IN_FORCE}=4")),
        &one(&format!("{ISSUED}=5 {REPEALED}=1 {IN_FORCE}=3")),
        &["甲市珠算局 2024 normative_documents warning"],
    );
    assert!(said[0].contains(" 3，应不小于 5－1＝4，差 1"), "{said:?}");
}

#[test]
fn t2_repeal_takes_what_was_there() {
    pair(
        "T2-REPEAL",
        "",
        &two_years(&format!("{IN_FORCE}=3"), &format!("{ISSUED}=1 {REPEALED}=4")),
        &two_years(&format!("{IN_FORCE}=3"), &format!("{ISSUED}=1 {REPEALED}=5")),
        &["甲市珠算局 2024 normative_documents warning"],
    );
}

/// A register of one office of a kind.
pub fn of_kind(kind: &str) -> String {
    format!("code,name,kind,parent,district\n01,{A},{kind},,\n")
}

#[test]
fn t2_auth_is_asked_only_where_the_level_is_known() {
    let filed = || one("proactive.rules@in_force=6");
    for kind in ["街道乡镇", "乡镇", "市政府部门", "县政府部门", "区政府", "县直部门"] {
        let said = pair("T2-AUTH", &of_kind(kind), &one(""), &filed(), &["甲市珠算局 2024 in_force error"]);
        assert!(said[0].starts_with("“现行有效件数”列无规章制定权而填报了规章：规章 "), "{said:?}");
        assert!(said[0].ends_with("，应为 0"), "{said:?}");
    }
    for kind in ["", "市政府", "设区的市人民政府", "省政府", "国务院部门", "自治州政府", "其他"]
    {
        pair("T2-AUTH", &of_kind(kind), &filed(), &[], &[]);
    }
    pair("T2-AUTH", "", &filed(), &[], &[]);
}

/// So many offices of one kind, and the penalties each reports.
fn peers(penalties: &[u32]) -> (Vec<Filed>, String) {
    let mut register = "code,name,kind,parent,district\n".to_owned();
    let mut filings = Vec::new();
    for (at, figure) in penalties.iter().enumerate() {
        let name: &'static str = format!("甲区第{at:02}街道办事处").leak();
        register.push_str(&format!("{at:02},{name},街道乡镇,,\n"));
        filings.push(filed(name, 2024, &format!("proactive.penalties@decisions={figure}")));
    }
    (filings, register)
}

#[test]
fn t2_enf_compares_offices_of_a_kind() {
    let mut most = [9; 24];
    let (holds, register) = peers(&most);
    most[7] = 0;
    let (breaks, _) = peers(&most);
    pair("T2-ENF", &register, &holds, &breaks, &["甲区第07街道办事处 2024 proactive.penalties@decisions warning"]);
    let mut few = [0; 24];
    let (holds, _) = peers(&few);
    few[3] = 2;
    let (breaks, _) = peers(&few);
    pair("T2-ENF", &register, &holds, &breaks, &["甲区第03街道办事处 2024 proactive.penalties@decisions warning"]);
    // Delegated to some and not to others: nothing is said.
    let some: Vec<u32> = (0..24).map(|at| at % 3).collect();
    pair("T2-ENF", &register, &peers(&some).0, &[], &[]);
}

const FEE: &str = "proactive.fees@amount_10k_yuan";

#[test]
fn x2_fee_tells_a_slip_of_unit() {
    let said = pair(
        "X2-FEE",
        "",
        &two_years(&format!("{FEE}=12.5"), &format!("{FEE}=125")),
        &two_years(&format!("{FEE}=12.5"), &format!("{FEE}=131000")),
        &["甲市珠算局 2024  warning"],
    );
    assert!(said[0].contains("131000，应小于 1000×上年 12.5＝12500"), "{said:?}");
    pair(
        "X2-FEE",
        "",
        &two_years(&format!("{FEE}=0"), &format!("{FEE}=131000")),
        &two_years(&format!("{FEE}=131000"), &format!("{FEE}=13.1")),
        &["甲市珠算局 2024  warning"],
    );
}

#[test]
fn xy_pend_stays_in_the_total() {
    let now = |total: u32| format!("remedies.litigation_direct@other={total} remedies.litigation_direct@total={total}");
    pair(
        "XY-PEND",
        "",
        &two_years("remedies.litigation_direct@pending=3 remedies.litigation_direct@total=3", &now(3)),
        &two_years("remedies.litigation_direct@pending=3 remedies.litigation_direct@total=3", &now(2)),
        &["甲市珠算局 2024 litigation_direct warning"],
    );
}

#[test]
fn x34_load_is_bounded_by_two_years_of_requests() {
    let now = |n: u32| {
        format!("disposed_total@total=3 remedies.reconsideration@total={n} remedies.litigation_direct@total=1")
    };
    pair(
        "X34-LOAD",
        "",
        &two_years("disposed_total@total=2", &now(4)),
        &two_years("disposed_total@total=2", &now(5)),
        &["甲市珠算局 2024  warning"],
    );
}

#[test]
fn x34_post_follows_reconsiderations() {
    let now = |n: u32| format!("remedies.reconsideration@upheld=2 remedies.litigation_after_reconsideration@total={n}");
    pair(
        "X34-POST",
        "",
        &two_years("remedies.reconsideration@other=1", &now(3)),
        &two_years("remedies.reconsideration@other=1", &now(4)),
        &["甲市珠算局 2024  warning"],
    );
}

#[test]
fn num_nneg_and_num_parse_look_at_cells() {
    let code = "requests.granted@business";
    pair(
        "NUM-NNEG",
        "",
        &one("granted@business=0"),
        &one("granted@business=-1"),
        &[&format!("甲市珠算局 2024 {code} error")],
    );
    pair(
        "NUM-PARSE",
        "",
        &one("granted@business=3件"),
        &one("granted@business=#REF!"),
        &[&format!("甲市珠算局 2024 {code} error")],
    );
}

#[test]
fn zero_all_is_a_note_and_blank_all_a_warning() {
    pair("ZERO-ALL", "", &one("granted@total=1"), &one(""), &["甲市珠算局 2024  note"]);
    let pipeline = spec::load("cn-disclosure").unwrap();
    let codes = pipeline.catalogue.forms[0].cells.iter().map(|cell| pipeline.catalogue.cell(*cell).code.clone());
    let blank: Vec<String> = codes.map(|code| format!("{code}=")).collect();
    let nearly = format!("{} requests.granted@total=0", blank[1..].join(" "));
    pair("BLANK-ALL", "", &one(&nearly), &one(&blank.join(" ")), &["甲市珠算局 2024  warning"]);
}

#[test]
fn dup_file_needs_enough_different_figures() {
    let same = "granted@total=7 received@total=31 carried_in@total=2 disposed_total@total=29 carried_out@total=4 denied.state_secret@total=1";
    let other = same.replace("granted@total=7", "granted@total=8");
    let register = format!("code,name,kind,parent,district\n01,{A},,,\n02,{B},,,\n");
    pair(
        "DUP-FILE",
        &register,
        &[filed(A, 2024, same), filed(B, 2024, &other)],
        &[filed(A, 2024, same), filed(B, 2024, same)],
        &["甲市珠算局 2024  warning", "甲市算盘局 2024  warning"],
    );
    // Of one office the later year is the copy; one request granted is no evidence.
    pair(
        "DUP-FILE",
        &register,
        &[filed(A, 2024, "received@total=1 granted@total=1"), filed(B, 2024, "received@total=1 granted@total=1")],
        &[filed(A, 2023, same), filed(A, 2024, same)],
        &["甲市珠算局 2024  warning"],
    );
}

pub const FAMILY: &str = "code,name,kind,parent,district,scope\n\
    Q,甲区人民政府,区政府,,,consolidated\n\
    Q0,甲区本级,区政府,Q,,own\n\
    Q1,甲区一街道,街道乡镇,Q,,own\n\
    Q2,甲区二街道,街道乡镇,Q,,own\n";

fn family(head: u32, own: Option<u32>, first: u32, second: Option<u32>) -> Vec<Filed> {
    let of = |office, n: u32| filed(office, 2024, &format!("received@total={n}"));
    let mut filings = vec![of("甲区人民政府", head), of("甲区一街道", first)];
    filings.extend(own.map(|n| of("甲区本级", n)));
    filings.extend(second.map(|n| of("甲区二街道", n)));
    filings
}

#[test]
fn ru_sum_is_an_equation_when_all_are_there() {
    let said = pair(
        "RU-SUM",
        FAMILY,
        &family(10, Some(3), 5, Some(2)),
        &family(11, Some(3), 5, Some(2)),
        &["甲区人民政府 2024 requests.received@total error"],
    );
    assert!(said[0].contains("11，下级合计 10，差 1"), "{said:?}");
    // With one missing, or without the own figures apart, nothing is owed to the letter.
    pair("RU-SUM", FAMILY, &family(11, Some(3), 5, None), &[], &[]);
    pair("RU-SUM", FAMILY, &family(11, None, 5, Some(2)), &[], &[]);
}

#[test]
fn ru_bound_is_one_sided_and_names_the_missing() {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let found = found_with(&pipeline, &family(11, Some(3), 5, None), FAMILY, "RU-BOUND");
    let [(head, message)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(head, "甲区人民政府 2024  note");
    assert!(message.contains("甲区二街道") && message.contains("差额 3"), "{message}");
    let found = found_with(&pipeline, &family(7, Some(3), 5, None), FAMILY, "RU-BOUND");
    let errors: Vec<&str> =
        found.iter().map(|(head, _)| head.as_str()).filter(|head| head.ends_with("error")).collect();
    assert_eq!(errors, ["甲区人民政府 2024 requests.received@total error"]);
    // Own figures that are filed nowhere else may be the difference.
    let streets: String =
        FAMILY.lines().filter(|line| !line.starts_with("Q0")).map(|line| format!("{line}\n")).collect();
    assert!(found_with(&pipeline, &family(11, None, 5, Some(2)), &streets, "RU-BOUND").is_empty());
    assert_eq!(found_with(&pipeline, &family(6, None, 5, Some(2)), &streets, "RU-BOUND").len(), 1);
    // The check is not made twice.
    assert!(found_with(&pipeline, &family(9, Some(3), 5, Some(2)), FAMILY, "RU-BOUND").is_empty());
}

#[test]
fn ru_sum_lets_fees_be_rounded() {
    let of = |office, fee: &str| filed(office, 2024, &format!("{FEE}={fee}"));
    let all = |head: &str| {
        let parts = [("甲区本级", "1.333"), ("甲区一街道", "1.333"), ("甲区二街道", "1.333")];
        parts.into_iter().chain([("甲区人民政府", head)]).map(|(office, fee)| of(office, fee)).collect::<Vec<_>>()
    };
    pair("RU-SUM", FAMILY, &all("4.03"), &all("4.05"), &[&format!("甲区人民政府 2024 {FEE} error")]);
}

#[test]
fn over_the_real_filings_the_only_errors_are_those_of_one_filing() {
    let Some(root) = shared::folder("corpus") else { return };
    let pipeline = spec::load("cn-disclosure").unwrap();
    let mut errors = Vec::new();
    for folder in ["real-filings/raw", "real-filings/partial/raw", "real-filings/old_format/raw", "seed.txt"] {
        let finished = run_on(&root.join(folder), &pipeline, "");
        let found = finished.findings.iter().filter(|found| found.severity == Severity::Error);
        errors.extend(found.map(|found| {
            let sums = found.sums.as_ref().map_or((0, 0), |sums| (sums.left, sums.right));
            let rule = &pipeline.rule(found.rule).id.0;
            format!("{} {rule} {} {} {}", found.year.0, report::key(&found.key, &pipeline), sums.0, sums.1)
        }));
    }
    assert_eq!(errors, ["2020 T3-OUT natural_person 20 26", "2020 T3-OUT total 21 27"]);
}
