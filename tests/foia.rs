//! The four years of exports of the Department of Justice, counted without the reader.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gouji::model::{Lang, Pipeline, Reception, Severity, State, Subject, Value};
use gouji::run::events::Silent;
use gouji::run::{self, Finished, RunRequest};
use gouji::spec;

use crate::said::Said;
use crate::shared;

/// Where the figures of an export begin; in the list of statutes three columns of text stand before them.
const FIRST_FIGURE: usize = 3;
const FIRST_OF_STATUTES: usize = 6;

struct Foia {
    pipeline: Pipeline,
    finished: Finished,
}

fn run_on(inputs: Vec<PathBuf>) -> Foia {
    let pipeline = spec::load("us-foia").unwrap();
    let request = RunRequest { inputs, ..RunRequest::default() };
    let mut finished = run::find_out(&request, &pipeline, pipeline.register.clone(), &Silent).unwrap();
    finished.timings.clear();
    Foia { pipeline, finished }
}

impl Foia {
    fn found<'a>(&'a self, rule: &'a str) -> impl Iterator<Item = &'a gouji::model::Finding> + 'a {
        let is = move |finding: &&gouji::model::Finding| self.pipeline.rule(finding.rule).id.0 == rule;
        self.finished.findings.iter().filter(is)
    }

    fn office(&self, finding: &gouji::model::Finding) -> String {
        match finding.subject {
            Subject::Office(office) => self.finished.register.office(office).name.clone(),
            Subject::Group(..) => String::new(),
        }
    }

    fn tally(&self, rule: &str) -> &gouji::model::Tally {
        let at = self.pipeline.rules.iter().position(|known| known.id.0 == rule).unwrap();
        &self.finished.tallies[at]
    }
}

/// A row of an export: line, agency, year and what is printed in each column.
type Row = (u32, String, u16, Vec<String>);

fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().has_headers(true).from_path(path).unwrap();
    let row = |record: csv::StringRecord| {
        let line = record.position().unwrap().line() as u32;
        let fields: Vec<String> = record.iter().map(str::to_owned).collect();
        (line, fields[0].clone(), fields[2].parse().unwrap(), fields)
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn files(corpus: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for year in std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        all.extend(std::fs::read_dir(year).unwrap().map(|entry| entry.unwrap().path()));
    }
    all.sort();
    all
}

/// What a printed text is in a cell with so many decimals, by rules of its own.
fn expected(printed: &str, decimals: u32, is_date: bool) -> Value {
    let text = printed.trim();
    let none = ["N/A", "N/a", "n/a", "na", "N\\A", "N./A", "N/"];
    match text {
        "" => Value::Not(State::Blank),
        "<1" => Value::Not(State::BelowLimit),
        "0" if is_date => Value::Not(State::NotApplicable),
        _ if none.contains(&text) => Value::Not(State::NotApplicable),
        _ if is_date => Value::Number(text.replace('-', "").parse().unwrap()),
        _ => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Number((number * 10f64.powi(decimals as i32)).round() as i64),
            _ => Value::Not(State::Unreadable),
        },
    }
}

#[test]
fn every_figure_of_every_row_is_a_cell_and_is_right() {
    let Some(corpus) = shared::folder("corpus/us-foia") else { return };
    let foia = run_on(vec![corpus.clone()]);
    let mut cells = BTreeMap::new();
    for filing in &foia.finished.filings {
        for (cell, value) in filing.cells.iter() {
            let Some(place) = filing.places.of(cell).filter(|_| filing.cells.has(cell)) else { continue };
            let path = foia.finished.sources[place.source.at()].path.clone();
            let name = foia.finished.register.office(filing.office).name.clone();
            cells.insert((path, place.spot.line, place.spot.column), (name, filing.year.0, cell, value));
        }
    }
    let mut wrong = Vec::new();
    let mut n_rows = 0;
    let (mut n_figures, mut n_copies) = (0, 0);
    for file in files(&corpus) {
        let shown = file.display().to_string();
        let intake = foia.finished.intake.iter().find(|row| foia.finished.sources[row.source.at()].path == shown);
        let intake = intake.unwrap_or_else(|| panic!("{shown} has no row in the intake"));
        if intake.reception == Reception::Duplicate {
            n_copies += 1;
            continue;
        }
        assert!(intake.unmatched.is_empty(), "{shown}: {:?}", intake.unmatched);
        let first = if shown.contains("statutes") { FIRST_OF_STATUTES } else { FIRST_FIGURE };
        for (line, agency, year, fields) in rows(&file) {
            n_rows += 1;
            for (at, printed) in fields.iter().enumerate().skip(first) {
                n_figures += 1;
                let found = cells.remove(&(shown.clone(), line, at as u32 + 1));
                let Some((name, of_year, cell, value)) = found else {
                    wrong.push(format!("{shown}:{line}:{} {printed} is in no cell", at + 1));
                    continue;
                };
                let def = foia.pipeline.catalogue.cell(cell);
                let is_date = def.code.ends_with("@date");
                let should = expected(printed, def.kind.decimals(), is_date);
                if (name.as_str(), of_year) != (agency.as_str(), year) || value != should {
                    wrong.push(format!("{shown}:{line}:{} {printed} of {agency} is {value:?} of {name}", at + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong, for example\n{}", wrong.len(), wrong[..wrong.len().min(9)].join("\n"));
    assert!(cells.is_empty(), "{} cells come from nowhere", cells.len());
    assert_eq!((n_rows, n_figures, n_copies), (16_205, 116_491, 1));
}

#[test]
fn what_is_no_figure_in_a_published_total_is_found_in_each_place() {
    let Some(corpus) = shared::folder("corpus/us-foia") else { return };
    let foia = run_on(vec![corpus.clone()]);
    let mut printed = BTreeSet::new();
    for file in files(&corpus) {
        for (line, agency, _, fields) in rows(&file) {
            for at in (0..fields.len()).filter(|at| fields[*at] == "NaN") {
                assert_eq!(agency, "All agencies");
                printed.insert((file.display().to_string(), line, at as u32 + 1));
            }
        }
    }
    // One finding for all cells of a filing.
    let places = |finding: &gouji::model::Finding| {
        let of = |filing: &&gouji::model::Filing| {
            finding.year == filing.year && finding.subject == gouji::model::Subject::Office(filing.office)
        };
        let filing = foia.finished.filings.iter().find(of).unwrap();
        let place = |cell: &gouji::model::CellIx| {
            let place = filing.places.of(*cell).unwrap();
            (foia.finished.sources[place.source.at()].path.clone(), place.spot.line, place.spot.column)
        };
        finding.cells.iter().map(place).collect::<Vec<_>>()
    };
    let named: BTreeSet<_> = foia
        .found("NUM-PARSE")
        .filter(|finding| finding.said_in(&foia.pipeline, Lang::En).contains("NaN"))
        .flat_map(places)
        .collect();
    assert_eq!((printed.len(), named), (5, printed));
}

#[test]
fn a_third_of_the_years_do_not_start_where_the_last_one_ended() {
    let Some(corpus) = shared::folder("corpus/us-foia") else { return };
    let foia = run_on(vec![corpus.clone()]);
    let mut flows = BTreeMap::new();
    for file in files(&corpus) {
        if file.display().to_string().contains("foia-received-processed-and-pending-foia-requests") {
            for (_, agency, year, fields) in rows(&file).into_iter().filter(|row| row.1 != "All agencies") {
                flows.insert((agency, year), (fields[3].clone(), fields[6].clone()));
            }
        }
    }
    let pairs = flows.iter().filter_map(|((agency, year), (start, _))| {
        flows.get(&(agency.clone(), year - 1)).map(|(_, end)| (agency.clone(), *year, start != end))
    });
    let pairs: Vec<(String, u16, bool)> = pairs.collect();
    let counted: BTreeSet<(String, u16)> =
        pairs.iter().filter(|(_, _, differs)| *differs).map(|(agency, year, _)| (agency.clone(), *year)).collect();
    let warned = foia.found("XY-REQ").filter(|finding| finding.severity == Severity::Warning);
    let found: BTreeSet<(String, u16)> = warned.map(|finding| (foia.office(finding), finding.year.0)).collect();
    assert_eq!(found, counted);
    assert_eq!((counted.len(), pairs.len()), (109, 351));
}

#[test]
fn the_published_totals_are_sums_and_nothing_else_is_summed() {
    let Some(corpus) = shared::folder("corpus/us-foia") else { return };
    let foia = run_on(vec![corpus.clone()]);
    let tally = foia.tally("ALL");
    assert_eq!((tally.held, tally.failed), (564, 0));
    let reported = foia.finished.reported();
    let cells = gouji::frame::cells_met(&foia.finished.filings, &foia.pipeline.catalogue);
    let context = gouji::rollup::RollupContext { pipeline: &foia.pipeline, register: &foia.finished.register };
    let rolled =
        gouji::rollup::roll_up::<polars::prelude::PolarsError>(&reported, &cells, &context, &mut |_, _| Ok(()))
            .unwrap();
    let all = |year: u16| {
        let total = reported.iter().find(|filing| {
            filing.year.0 == year && foia.finished.register.office(filing.office).name == "All agencies"
        });
        total.unwrap()
    };
    let mut n_equal = 0;
    for row in rolled.rollup.rows.iter().filter(|row| row.kind == gouji::model::GroupKind::City) {
        for (cell, sum, _) in &row.cells {
            let def = foia.pipeline.catalogue.cell(*cell);
            let parts = || def.code.split(['.', '@']).skip(1);
            let of_order = ["median", "average", "lowest", "highest", "date", "days", "fees_percent", "relied_upon"];
            assert!(!parts().any(|part| of_order.contains(&part)), "{} is summed", def.code);
            if let Value::Number(total) = all(row.year.0).cells.get(*cell) {
                assert_eq!(i128::from(total), *sum, "{} {}", def.code, row.year.0);
                n_equal += 1;
            }
        }
    }
    assert_eq!(n_equal, 564);
}

#[test]
fn a_file_that_was_saved_under_another_name_is_read_as_what_it_is() {
    let Some(corpus) = shared::folder("corpus/us-foia") else { return };
    let foia = run_on(vec![corpus.join("2020")]);
    let said: Vec<String> = foia.finished.intake.iter().map(|row| row.said_in(&foia.pipeline, Lang::En)).collect();
    assert_eq!(said.iter().filter(|message| message.contains("read as the latter")).count(), 1);
    assert_eq!(said.iter().filter(|message| message.contains("a copy of")).count(), 1);
    let absent = foia.found("TABLE-MISS").filter(|finding| matches!(finding.subject, Subject::Group(..)));
    let absent: Vec<String> = absent.map(|finding| finding.said_in(&foia.pipeline, Lang::En)).collect();
    assert_eq!(absent.len(), 1);
    assert!(absent[0].contains("VI.C(2)") && !absent[0].contains("VI.C(3)"), "{absent:?}");
    assert_eq!(foia.found("DUPLICATE").count(), 0);
}

/// Writes the exports of a year again, each with a line more for an agency that was not there, and one figure changed.
fn exported_again(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let text = std::fs::read_to_string(&file).unwrap();
        let last = text.trim_end().lines().last().unwrap();
        let (_, rest) = last.split_once(',').unwrap();
        let again = format!("{}\r\nAgency of Tests,{rest}\r\n", text.trim_end());
        std::fs::write(to.join(file.file_name().unwrap()), again).unwrap();
    }
    let name = "foia-foia-personnel.csv";
    let text = std::fs::read_to_string(to.join(name)).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let fields: Vec<&str> = lines[3].split(',').collect();
    let changed = [&fields[..3], &["77777"], &fields[4..]].concat().join(",");
    lines[3] = changed;
    std::fs::write(to.join(name), lines.join("\r\n")).unwrap();
}

#[test]
fn a_second_export_of_a_year_is_compared_table_by_table() {
    let Some(corpus) = shared::folder("corpus/us-foia") else { return };
    let again = tempfile::tempdir().unwrap();
    exported_again(&corpus.join("2021"), again.path());
    let (once, both) = (run_on(vec![corpus.join("2021")]), run_on(vec![corpus.join("2021"), again.path().to_owned()]));
    let duplicates: Vec<&gouji::model::Finding> = both.found("DUPLICATE").collect();
    let [only] = duplicates[..] else { panic!("{} findings", duplicates.len()) };
    assert!(
        only.said_in(&both.pipeline, Lang::En).contains("differ in 1 cell ("),
        "{}",
        only.said_in(&both.pipeline, Lang::En)
    );
    assert_eq!(both.finished.filings.len(), once.finished.filings.len() + 1, "the agency that is new");
}

#[test]
fn every_formula_has_a_test_where_it_holds_and_one_where_it_breaks() {
    let pipeline = spec::load("us-foia").unwrap();
    let shown = run::cases::run(&pipeline);
    assert!(shown.iter().all(run::cases::CaseResult::passed), "{shown:?}");
    let asks = |id: &str, breaks: bool| {
        let about = |case: &&gouji::model::Case| case.rules.iter().flatten().any(|rule| rule == id);
        pipeline.cases.iter().filter(about).any(|case| case.expect.is_empty() != breaks)
    };
    // Those about the offices below need several filings: `tests/suite/us-foia`.
    let formulas = pipeline.rules.iter().filter(|rule| !rule.formula().is_empty() && !rule.looks_below());
    let lacking: Vec<&str> =
        formulas.map(|rule| rule.id.0.as_str()).filter(|id| !asks(id, true) || !asks(id, false)).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn what_is_read_back_is_what_was_filed() {
    let Some(corpus) = shared::folder("corpus/us-foia") else { return };
    let (pipeline, wording) = (spec::load("us-foia").unwrap(), spec::wording(Lang::En).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let request = RunRequest { inputs: vec![corpus.join("2021")], out: out.clone(), ..RunRequest::default() };
    let finished = run::run(&request, &pipeline, pipeline.register.clone(), &wording, &Silent).unwrap();
    let dossier = run::dossier::read(&out, &pipeline, wording.lang, usize::MAX).unwrap();
    assert_eq!(dossier.filings.len(), finished.filings.len());
    for (kept, filing) in dossier.filings.iter().zip(&finished.filings) {
        for ((cell, read), (_, filed)) in kept.cells.iter().zip(filing.cells.iter()) {
            assert_eq!(read, filed, "{}", pipeline.catalogue.cell(cell).code);
        }
    }
    assert_eq!(dossier.findings.len(), finished.findings.len());
    assert_eq!(dossier.register.offices.len(), finished.register.offices.len());
}

#[test]
fn the_engine_does_not_know_the_form_by_name() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    // What npm installs to bundle the scripts of the page is none of the engine.
    let all = walkdir::WalkDir::new(source).into_iter().filter_entry(|entry| entry.file_name() != "node_modules");
    for entry in all.map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        let text = std::fs::read_to_string(entry.path()).unwrap().to_lowercase();
        assert!(!text.contains("foia"), "{}", entry.path().display());
    }
}

#[test]
fn the_sample_of_the_third_pipeline_has_one_year_that_does_not_add_up() {
    let pipeline = spec::load("uk-foi").unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/uk-foi/sample");
    let request = RunRequest { inputs: vec![sample], ..RunRequest::default() };
    let finished = run::find_out(&request, &pipeline, pipeline.register.clone(), &Silent).unwrap();
    let key = |finding: &gouji::model::Finding| {
        format!("{} {}", pipeline.rule(finding.rule).id.0, gouji::report::key(&finding.key, &pipeline))
    };
    let found: Vec<String> = finished.findings.iter().map(key).collect();
    assert_eq!(found, ["ANNUAL received", "TIME year"]);
    assert!(finished.intake.iter().all(|row| row.reception == Reception::Accepted));
}
