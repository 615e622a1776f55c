//! `gouji demo` in an empty folder: an installed program brings its sample along.

use std::path::Path;
use std::process::{Command, Output};

use crate::book::table;

fn demo(here: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
    command.current_dir(here).args(["demo", "--lang", "en"]).args(arguments).output().unwrap()
}

#[test]
fn the_sample_is_written_and_run_on_and_finds_what_the_sample_of_the_checkout_finds() {
    let room = tempfile::tempdir().unwrap();
    let done = demo(room.path(), &[]);
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success() && said.starts_with("the sample, "), "{said}");
    let own = room.path().join("own");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data");
    let mut run = Command::new(env!("CARGO_BIN_EXE_gouji"));
    let done = run.current_dir(root).args(["run", "--lang", "en", "--quiet", "--input", "filings"]);
    assert!(done.args(["--registry", "register.csv", "--out"]).arg(&own).status().unwrap().success());
    let found = |out: &Path| -> Vec<[String; 6]> {
        let columns = ["finding", "office", "year", "rule", "key", "difference"];
        table(&out.join("findings.csv")).iter().map(|row| columns.map(|column| row[column].clone())).collect()
    };
    let demonstrated = found(&room.path().join("gouji-demo/gouji-out"));
    assert!(demonstrated.len() > 40 && demonstrated == found(&own));
}

#[test]
fn a_second_demo_is_the_first_and_one_that_met_other_files_writes_nothing() {
    let room = tempfile::tempdir().unwrap();
    assert!(demo(room.path(), &["a", "--quiet"]).status.success());
    let again = demo(room.path(), &["a", "--quiet"]);
    assert!(again.status.success() && again.stdout.is_empty());
    std::fs::create_dir(room.path().join("b")).unwrap();
    std::fs::write(room.path().join("b/register.csv"), "mine").unwrap();
    let refused = demo(room.path(), &["b"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(2) && said.contains("b/register.csv"), "{said}");
    assert_eq!(std::fs::read_dir(room.path().join("b")).unwrap().count(), 1);
}
