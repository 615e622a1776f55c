//! A new version of the form that has all rows of the old one and one more, as the README of the pipelines tells to add
//! it: what was filed before is read as before, whatever the year in which it is read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gouji::model::{FactKind, Finding, FindingKey, FormIx, Pipeline, Severity};
use gouji::run::events::Silent;
use gouji::run::{self, Finished, RunRequest};
use gouji::spec;

use crate::books::table;
use crate::copies;
use crate::corpus::filing::Filing;
use crate::corpus::print::Print;
use crate::corpus::prng::Prng;
use crate::said::Said;

const NEW_ROW: &str =
    "[[table.row]]\ncode = \"denied.work_secret\"\nlabel = { zh = \"9.属于工作秘密\", en = \"work secret\" }\n";

/// A copy of the pipeline with a form of 2027; `dated` says from when on it is prescribed.
fn with_the_new_form(folder: &Path, dated: bool) -> Pipeline {
    let copy = folder.join("p");
    copies::of_the_pipeline(&copy);
    std::fs::copy(copy.join("forms/2021.toml"), copy.join("forms/2027.toml")).unwrap();
    let form = |from: &str, to: &str| copies::replace(&copy, "forms/2027.toml", from, to);
    form("id = \"2021\"", "id = \"2027\"");
    form("from = 2021", if dated { "from = 2027" } else { "" });
    let last = "label = { zh = \"8.属于行政查询事项\", en = \"administrative inquiry\" }\n";
    form(last, &format!("{last}{NEW_ROW}"));
    copies::replace(&copy, "pipeline.toml", "forms = [\"2021\"", "forms = [\"2027\", \"2021\"");
    spec::load(copy.to_str().unwrap()).unwrap()
}

fn run_with(pipeline: &Pipeline, inputs: Vec<PathBuf>, register: bool) -> Finished {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/register.csv");
    let register = match register {
        true => spec::register("register", &std::fs::read_to_string(sample).unwrap()).unwrap(),
        false => gouji::model::Register::default(),
    };
    let request = RunRequest { inputs, ..RunRequest::default() };
    run::find_out(&request, pipeline, register, &Silent).unwrap()
}

/// Rule, office, year and message of all that is certain or should not be.
fn found(finished: &Finished, pipeline: &Pipeline) -> Vec<String> {
    let certain = |finding: &&Finding| matches!(finding.severity, Severity::Error | Severity::Warning);
    let said = |finding: &Finding| {
        let rule = &pipeline.rule(finding.rule).id.0;
        format!("{rule} {:?} {} {}", finding.subject, finding.year.0, finding.said_in(pipeline, pipeline.language))
    };
    finished.findings.iter().filter(certain).map(said).collect()
}

/// How many filings are of which form.
fn forms(finished: &Finished, pipeline: &Pipeline) -> BTreeMap<String, usize> {
    let mut forms = BTreeMap::new();
    for filing in &finished.filings {
        let ids = filing.tables.iter().flatten().map(|form| pipeline.catalogue.forms[form.at()].id.clone());
        let ids: std::collections::BTreeSet<String> = ids.collect();
        *forms.entry(ids.into_iter().collect::<Vec<_>>().join(";")).or_default() += 1;
    }
    forms
}

#[test]
fn a_new_form_changes_nothing_in_what_was_filed_before() {
    let sample = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/filings")];
    let before = spec::load("cn-disclosure").unwrap();
    let was = run_with(&before, sample.clone(), true);
    for dated in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let after = with_the_new_form(folder.path(), dated);
        let is = run_with(&after, sample.clone(), true);
        assert_eq!(found(&is, &after), found(&was, &before), "dated: {dated}");
        assert_eq!(forms(&is, &after), forms(&was, &before), "dated: {dated}");
        assert!(is.intake.iter().zip(&was.intake).all(|(is, was)| is.form == was.form));
    }
}

/// A report of the new form: the old one with a row more.
fn of_2027(work_secrets: i64) -> String {
    let filing = Filing::of_volume(&mut Prng::new(3), 60);
    let text = table::csv(&Print::of(&filing), "甲局", 2027);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = lines.iter().position(|line| line.contains("8.属于行政查询事项")).unwrap();
    let figures = format!("{work_secrets},0,0,0,0,0,{work_secrets}");
    let stub = lines[at].split("8.属于行政查询事项").next().unwrap().to_owned();
    lines.insert(at + 1, format!("{stub}9.属于工作秘密,{figures}"));
    lines.join("\n") + "\n"
}

#[test]
fn a_filing_of_the_new_form_is_read_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let pipeline = with_the_new_form(folder.path(), true);
    let read = |text: &str| {
        let path = folder.path().join("甲局.csv");
        std::fs::write(&path, text).unwrap();
        run_with(&pipeline, vec![path], false)
    };
    let holds = read(&of_2027(0));
    assert_eq!(forms(&holds, &pipeline), BTreeMap::from([("2027".to_owned(), 1)]));
    assert_eq!(found(&holds, &pipeline), Vec::<String>::new());
    assert_eq!(holds.intake[0].form, "2027");
    // The new row is a part of the total of outcomes.
    let breaks = read(&of_2027(1));
    assert!(found(&breaks, &pipeline).iter().any(|said| said.starts_with("T3-OUT")), "{:?}", found(&breaks, &pipeline));
}

#[test]
fn an_excerpt_that_fits_both_forms_is_of_the_one_in_force_that_year() {
    let folder = tempfile::tempdir().unwrap();
    let export = |years: &[u16]| {
        let head = "单位名称,年度,一、本年新收政府信息公开申请数量/总计,二、上年结转政府信息公开申请数量/总计,（七）总计/总计\n";
        let lines: String = years.iter().map(|year| format!("甲局,{year},3,0,3\n")).collect();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, format!("{head}{lines}")).unwrap();
        path
    };
    let of_year = |finished: &Finished, pipeline: &Pipeline| -> Vec<(u16, String)> {
        let form = |filing: &gouji::model::Filing| pipeline.catalogue.forms[filing.form().at()].id.clone();
        finished.filings.iter().map(|filing| (filing.year.0, form(filing))).collect()
    };
    let named = |pairs: &[(u16, &str)]| pairs.iter().map(|(year, id)| (*year, (*id).to_owned())).collect::<Vec<_>>();
    let pipeline = spec::load("cn-disclosure").unwrap();
    let finished = run_with(&pipeline, vec![export(&[2019, 2020, 2021, 2024])], false);
    let expected = named(&[(2019, "2019"), (2020, "2019"), (2021, "2021"), (2024, "2021")]);
    assert_eq!(of_year(&finished, &pipeline), expected);
    assert_eq!(finished.intake[0].form, "2021;2019");
    // What is printed of the new form and has none of its new rows is no less of the old one, and owes it nothing.
    let newer = with_the_new_form(folder.path(), true);
    let finished = run_with(&newer, vec![export(&[2020, 2024, 2027])], false);
    assert_eq!(of_year(&finished, &newer), named(&[(2020, "2019"), (2024, "2021"), (2027, "2021")]));
}

#[test]
fn a_row_of_an_old_table_is_missing_by_the_version_of_that_table() {
    let page = include_str!("../suite/ver-mix-breaks-when-an-old-table-is-kept.md");
    let text = page.split("```csv 报告.csv\n").nth(1).unwrap().split("```").next().unwrap();
    // A row that the form of 2021 has not.
    let row = "其他对外管理服务事项,0,0,0\n";
    assert!(text.contains(row));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("报告.csv");
    std::fs::write(&path, text.replace(row, "")).unwrap();
    let pipeline = spec::load("cn-disclosure").unwrap();
    let finished = run_with(&pipeline, vec![path], true);
    let missing = pipeline.fact(FactKind::RowMissing).unwrap();
    let found: Vec<_> = finished.findings.iter().filter(|finding| finding.rule == missing).collect();
    let [Finding { key: FindingKey::Row(table, row), .. }] = found[..] else { panic!("{found:?}") };
    assert_eq!(pipeline.catalogue.table(*table).rows[row.at()].code, "other_services");
    // The rule of the fact has no table, so that the version it is asked on says nothing about the fact.
    let [filing] = &finished.filings[..] else { panic!("{:?}", finished.filings) };
    let id = |form: FormIx| pipeline.catalogue.forms[form.at()].id.as_str();
    assert_eq!(filing.tables[table.at()].map(id), Some("2019"));
    assert_eq!(id(filing.form_for(pipeline.rule(missing))), "2021");
    let of_the_table = pipeline.rules.iter().find(|rule| rule.table == Some(*table)).unwrap();
    assert_eq!(id(filing.form_for(of_the_table)), "2019");
}

#[test]
fn a_form_that_ends_before_it_begins_is_told() {
    let folder = tempfile::tempdir().unwrap();
    copies::of_the_pipeline(folder.path());
    copies::replace(folder.path(), "forms/2019.toml", "until = 2020", "until = 2018");
    let error = copies::told(&spec::load(folder.path().to_str().unwrap()).unwrap_err());
    assert!(error.contains("2019.toml") && error.contains("until"), "{error}");
}
