//! The program on its own sample data, held against the list of planted faults, and run twice.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

type Row = [String; 5];

fn run(out: &Path, jobs: &str) {
    let status = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", "--input", "sample_data/filings", "--registry", "sample_data/register.csv", "--quiet"])
        .args(["--jobs", jobs, "--out"])
        .arg(out)
        .status()
        .unwrap();
    assert!(status.success());
}

/// `office_code | year | rule | key | severity` of the table in the sample's README.
fn planted() -> BTreeSet<Row> {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/README.md");
    let text = std::fs::read_to_string(readme).unwrap();
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<String> =
            line.trim().trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect();
        let is_fault = cells.len() == 6 && cells[1].parse::<u16>().is_ok();
        is_fault.then(|| [0, 1, 2, 3, 4].map(|at| cells[at].clone()))
    });
    rows.collect()
}

fn found(out: &Path) -> BTreeSet<Row> {
    let text = std::fs::read_to_string(out.join("findings.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        // An office that is on no register has `-` for its code in the list.
        let code = if record[4] == *"UNKNOWN-OFFICE" { "-".to_owned() } else { record[1].to_owned() };
        [code, record[3].to_owned(), record[4].to_owned(), record[5].to_owned(), record[6].to_owned()]
    });
    rows.collect()
}

#[test]
fn every_planted_fault_is_found_and_nothing_else_is_an_error_a_warning_or_an_anomaly() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run(&out, "2");
    let (planted, found) = (planted(), found(&out));
    assert!(planted.len() >= 40, "the list of planted faults was not read");
    let missed: Vec<&Row> = planted.difference(&found).collect();
    let false_alarms: Vec<&Row> = found.difference(&planted).filter(|row| row[4] != "note").collect();
    assert!(missed.is_empty() && false_alarms.is_empty(), "missed {missed:#?}\nfalse alarms {false_alarms:#?}");
}

#[test]
fn the_same_inputs_give_the_same_bytes_whatever_the_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    run(&one, "1");
    run(&two, "2");
    let (first, second) = (files(&one), files(&two));
    assert_eq!(first, second);
    for name in first.iter().filter(|name| *name != "timings.json") {
        assert!(std::fs::read(one.join(name)).unwrap() == std::fs::read(two.join(name)).unwrap(), "{name} differs");
    }
    assert!(
        first.contains("run.json")
            && first.contains("report.html")
            && first.contains("report.xlsx")
            && first.contains("notices/index.csv")
    );
}

/// Every file below a folder.
fn files(folder: &Path) -> BTreeSet<String> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path());
    let shown = |path: std::path::PathBuf| path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
    entries.filter(|path| path.is_file()).map(shown).collect()
}
