//! What cannot be read is said, and what is wrong with a pipeline is shown.

use std::path::Path;
use std::process::{Command, Output};

use crate::copies;

fn gouji(arguments: &[&str], input: &Path, out: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
    command.arg("run").args(arguments).arg("--input").arg(input).arg("--out").arg(out).output().unwrap()
}

#[test]
fn files_that_are_no_filings_are_rows_of_the_intake_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    let files: [(&str, &[u8]); 4] =
        [("a.png", b"\x89PNG\r\n\x1a\n"), ("empty.txt", b""), ("zero.csv", b""), ("err.csv", b"<!DOCTYPE html><html>")];
    for (name, bytes) in files {
        std::fs::write(input.join(name), bytes).unwrap();
    }
    assert_eq!(gouji(&[], &input, &out).status.code(), Some(0));
    let text = std::fs::read_to_string(out.join("intake.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), files.len());
    assert!(rows.iter().all(|row| row[2] == *"rejected" && !row[12].is_empty()), "{rows:?}");
}

#[test]
fn an_input_that_is_not_there_is_exit_3() {
    let folder = tempfile::tempdir().unwrap();
    let done = gouji(&[], &folder.path().join("nowhere"), &folder.path().join("out"));
    assert_eq!(done.status.code(), Some(3));
}

#[test]
fn an_unknown_row_in_a_formula_is_exit_2_with_its_line_and_the_nearest_name() {
    let folder = tempfile::tempdir().unwrap();
    copies::of_the_pipeline(folder.path());
    copies::replace(folder.path(), "rules.toml", "= disposed_total + carried_out", "= disposed_totl + carried_out");
    let pipeline = folder.path().display().to_string();
    let done = gouji(&[&pipeline, "--lang", "en"], folder.path(), &folder.path().join("out"));
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(said.contains("rules.toml:11:36: unknown row `disposed_totl`"), "{said}");
    assert!(said.contains("did you mean `disposed_total`?"), "{said}");
}
