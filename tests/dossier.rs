//! What a finished run is read back as is what the run has found.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gouji::model::{Dossier, Lang, Scope, Subject, Value};
use gouji::report::WRITERS;
use gouji::run::events::Silent;
use gouji::run::{Finished, RunRequest, compare, dossier, verify};
use gouji::{run, spec};

use crate::said::{Said, plainly};

fn sample(out: &Path) -> Finished {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let wording = spec::wording(pipeline.language).unwrap();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let register = std::fs::read_to_string(root.join("register.csv")).unwrap();
    let register = spec::register("register.csv", &register).unwrap();
    let request = RunRequest { inputs: vec![root.join("filings")], out: out.to_path_buf(), ..RunRequest::default() };
    run::run(&request, &pipeline, register, &wording, &Silent).unwrap()
}

fn read(out: &Path, room: usize) -> Dossier {
    dossier::read(out, &spec::load("cn-disclosure").unwrap(), Lang::Zh, room).unwrap()
}

#[test]
fn every_figure_finding_and_sum_of_the_run_is_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let finished = sample(&out);
    let dossier = read(&out, usize::MAX);
    let reported = finished.reported();
    assert_eq!(dossier.filings.len(), reported.len());
    for (filed, filing) in dossier.filings.iter().zip(&reported) {
        assert_eq!((filed.office, filed.year), (filing.office, filing.year));
        for ((cell, read), (_, found)) in filed.cells.iter().zip(filing.cells.iter()) {
            assert_eq!(read, found, "{cell:?} of {:?} {:?}", filing.office, filing.year);
            if matches!(found, Value::Not(_)) {
                assert_eq!(filed.cells.raw(cell), filing.cells.raw(cell));
            }
        }
    }
    let codes = |register: &gouji::model::Register| -> Vec<(String, bool)> {
        register.offices.iter().map(|office| (office.code.clone(), office.registered)).collect()
    };
    assert_eq!(codes(&dossier.register), codes(&finished.register));
    assert_eq!(dossier.findings.len(), finished.findings.len());
    for (row, finding) in dossier.findings.iter().zip(&finished.findings) {
        let subject = matches!(finding.subject, Subject::Office(office) if row.office == Some(office));
        assert_eq!(subject, row.group.is_none());
        assert_eq!((row.year, row.rule, row.severity), (finding.year, finding.rule, finding.severity));
        // What people look at has paths below the inputs.
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/filings/");
        let said = finding.chinese().replace(folder, "");
        assert_eq!((&row.chinese(), &row.cells), (&said, &finding.cells));
        assert_eq!(row.said(), finding.said().replace(folder, ""));
    }
    let sums: Vec<_> = finished.rollup.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.1)).collect();
    assert_eq!(dossier.rollup.iter().map(|row| row.value).collect::<Vec<_>>(), sums);
    assert_eq!(dossier.repairs.len(), finished.repairs.len());
    assert_eq!(dossier.ranking.len(), finished.ranking.rows.len());
    assert_eq!(dossier.tallies.len(), finished.tallies.len());
    assert_eq!(dossier.standings.iter().collect::<Vec<_>>(), finished.standings.iter().collect::<Vec<_>>());
}

/// On the page and in the workbook, which are made from what is read back.
#[test]
fn a_published_total_is_read_back_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in.csv"), folder.path().join("out"));
    let line = |office: &str| format!("{office},2024,requests.received@total,5\n");
    let lines: String = ["甲市", "甲市甲局", "甲市乙局"].map(line).concat();
    std::fs::write(&input, format!("单位名称,年度,指标代码,数值\n{lines}")).unwrap();
    let offices = "T,甲市,,,,total\nA,甲市甲局,,T,,own\nB,甲市乙局,,T,,consolidated\n";
    let register = spec::register("register.csv", &format!("code,name,kind,parent,district,scope\n{offices}")).unwrap();
    let pipeline = spec::load("cn-disclosure").unwrap();
    let wording = spec::wording(pipeline.language).unwrap();
    let request = RunRequest { inputs: vec![input], out: out.clone(), ..RunRequest::default() };
    let finished = run::run(&request, &pipeline, register, &wording, &Silent).unwrap();
    let dossier = read(&out, usize::MAX);
    let scopes = |scopes: Vec<Scope>| scopes.into_iter().map(Scope::code).collect::<Vec<_>>();
    let read_back = scopes(dossier.filings.iter().map(|filed| filed.scope).collect());
    assert_eq!(read_back, scopes(finished.reported().iter().map(|filing| filing.scope).collect()));
    assert_eq!(read_back, ["own", "consolidated", "total"]);
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    for (office, scope) in ["own", "consolidated", "total"].into_iter().enumerate() {
        let filing = format!("[{office},2024,[0],\"{scope}\",");
        assert!(page.contains(&filing), "the page has no `{filing}`");
    }
}

#[test]
fn of_a_run_too_large_the_most_questionable_offices_are_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let finished = sample(&out);
    let dossier = read(&out, 30);
    let shown: BTreeSet<_> = dossier.filings.iter().map(|filed| filed.office).collect();
    assert!(dossier.n_filings > 30 && dossier.filings.len() <= 30, "{} shown", dossier.filings.len());
    assert!(shown.contains(&finished.ranking.rows[0].office));
    assert_eq!(dossier.findings.len(), finished.findings.len());
}

/// Damages one of the outputs of a sound run and gives what is then said of them.
fn told_of(damage: impl Fn(&Path)) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let finished = sample(&out);
    let manifest: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("run.json")).unwrap()).unwrap();
    let rows: Vec<(&str, u64)> =
        WRITERS.iter().map(|(name, _)| (*name, manifest["rows"][name].as_u64().unwrap())).collect();
    // The list of what was written is held against the files in `lost`.
    std::fs::remove_file(out.join("written.csv")).unwrap();
    damage(&out);
    let held = verify::tables(&out, &finished, &spec::load("cn-disclosure").unwrap(), &rows);
    held.err().map(|error| plainly(&error.message()))
}

fn rewrite(path: &Path, change: impl Fn(&str) -> String) {
    let text = std::fs::read_to_string(path).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed);
    std::fs::write(path, changed).unwrap();
}

#[test]
fn a_table_that_is_not_what_the_run_found_is_told() {
    assert_eq!(told_of(|_| {}), None);
    let lost_row = told_of(|out| {
        rewrite(&out.join("findings.csv"), |text| text[..text[..text.len() - 2].rfind("\r\n").unwrap() + 2].to_owned());
    });
    assert!(lost_row.as_ref().is_some_and(|said| said.starts_with("findings.csv")), "{lost_row:?}");
    let other_sum = told_of(|out| {
        rewrite(&out.join("rollup.csv"), |text| {
            let at = text.find("requests.received@total,").unwrap() + "requests.received@total,".len();
            format!("{}1{}", &text[..at], &text[at..])
        });
    });
    assert!(other_sum.as_ref().is_some_and(|said| said.contains("requests.received@total")), "{other_sum:?}");
    let other_figures = told_of(|out| {
        let elsewhere = tempfile::tempdir().unwrap();
        let other = elsewhere.path().join("out");
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample_data/filings/districts");
        let request = RunRequest { inputs: vec![root], out: other.clone(), ..RunRequest::default() };
        let pipeline = spec::load("cn-disclosure").unwrap();
        let wording = spec::wording(pipeline.language).unwrap();
        run::run(&request, &pipeline, pipeline.register.clone(), &wording, &Silent).unwrap();
        std::fs::copy(other.join("filings.parquet"), out.join("filings.parquet")).unwrap();
    });
    assert!(other_figures.as_ref().is_some_and(|said| said.starts_with("filings.parquet")), "{other_figures:?}");
}

#[test]
fn offices_are_compared_in_the_latest_year_that_all_have_filed_for() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    sample(&out);
    let (dossier, pipeline) = (read(&out, usize::MAX), spec::load("cn-disclosure").unwrap());
    let asked = ["D01".to_owned(), "勾稽市账簿局".to_owned()];
    let found = compare::side_by_side(&dossier, &asked, None, &pipeline).unwrap();
    assert_eq!(found.year, *dossier.years.last().unwrap());
    let cell = pipeline.catalogue.by_code("requests.received@natural_person").unwrap();
    let line = found.lines.iter().find(|line| line.cell == cell).unwrap();
    assert_eq!(line.whole, pipeline.catalogue.by_code("requests.received@total"));
    for (office, figure) in found.offices.iter().zip(&line.figures) {
        let filed = dossier.filings.iter().find(|filed| (filed.office, filed.year) == (*office, found.year)).unwrap();
        let figure = figure.as_ref().unwrap();
        assert_eq!(figure.value, filed.cells.get(cell));
        let (part, whole) =
            (filed.cells.get(cell).number().unwrap(), filed.cells.get(line.whole.unwrap()).number().unwrap());
        let off = figure.share.unwrap() * whole - part * 1000;
        assert!(off.abs() * 2 <= whole, "{figure:?} of {whole}");
    }
    let unknown = compare::side_by_side(&dossier, &["D01".to_owned(), "nobody".to_owned()], None, &pipeline);
    assert_eq!(unknown.unwrap_err(), compare::Error::NoOffice("nobody".to_owned()));
}
