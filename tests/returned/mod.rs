//! The program's own papers coming back: the form of an office is read as it was printed, and everything else is no
//! filing, whatever it was saved as.

mod corrections;
mod papers;
mod printed;
mod saved;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::book::table;
use crate::notices::gouji;

/// A folder of inputs and the outputs of runs on it.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn copy(&self, from: &Path, to: &str) {
        let to = self.path(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(from, to).unwrap();
    }

    /// A run of a pipeline on a folder of inputs; gives the folder of outputs.
    fn run(&self, pipeline: &str, input: &str, out: &str, more: &[&str]) -> PathBuf {
        let (input, out) = (self.path(input), self.path(out));
        let (given, shown) = (input.display().to_string(), out.display().to_string());
        let done = gouji(&[&["run", pipeline, "-q", "--input", &given, "--out", &shown], more].concat());
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        out
    }
}

/// The forms that a run has made for offices, by the code of the office.
fn forms(out: &Path) -> BTreeMap<String, PathBuf> {
    let rows = table(&out.join("notices/index.csv"));
    let rows = rows.into_iter().filter(|row| !row["xlsx"].is_empty());
    rows.map(|row| (row["office"].clone(), out.join("notices").join(&row["xlsx"]))).collect()
}

/// The forms that go out about every year of a run: those of runs that have each year in hand. `run` is given the year
/// and the folder of its outputs.
fn forms_of_all_years(out: &Path, run: impl Fn(&str, &str) -> PathBuf) -> Vec<PathBuf> {
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("run.json")).unwrap()).unwrap();
    let years = manifest["years"].as_array().unwrap().iter().map(ToString::to_string);
    years.flat_map(|year| forms(&run(&year, &format!("out-{year}"))).into_values().collect::<Vec<_>>()).collect()
}

/// What the filings of a run say: figures by office, year and cell, and what is none with its text.
fn said(out: &Path) -> BTreeSet<Vec<String>> {
    let kept = table(&out.join("cells.csv"));
    let states = kept
        .into_iter()
        .filter(|row| row["state"] != "not_in_source")
        .map(|row| ["office_code", "year", "cell", "state", "raw"].map(|column| row[column].clone()).to_vec());
    states.chain(figures(out)).collect()
}

fn figures(out: &Path) -> Vec<Vec<String>> {
    let mut figures = Vec::new();
    gouji::frame::ParquetReader::each_batch(&out.join("filings.parquet"), |batch| {
        for (row, (code, _)) in batch.offices.iter().enumerate() {
            for cell in batch.cells() {
                let figure = batch.figure(&cell, row).map(|figure| figure.to_string());
                let head = [code.clone(), batch.years[row].to_string(), cell];
                figures.extend(figure.map(|figure| head.into_iter().chain([figure]).collect()));
            }
        }
    })
    .unwrap();
    figures
}

/// Asserts that two runs say the same of every cell.
fn assert_same(a: &Path, b: &Path, what: &str) {
    let (a, b) = (said(a), said(b));
    let differing: Vec<&Vec<String>> = a.symmetric_difference(&b).take(6).collect();
    assert!(differing.is_empty(), "{what}: {differing:?}");
}

/// The row of an input in the intake.
fn intake(out: &Path, ending: &str) -> BTreeMap<String, String> {
    let rows = table(&out.join("intake.csv"));
    let row = rows.iter().find(|row| row["path"].ends_with(ending));
    row.unwrap_or_else(|| panic!("{ending} is no row of {rows:#?}")).clone()
}

/// Rule, severity and message of every finding about an office.
fn findings(out: &Path) -> Vec<[String; 3]> {
    let rows = table(&out.join("findings.csv"));
    let rows = rows.into_iter().filter(|row| !row["office_code"].is_empty());
    rows.map(|row| ["rule", "severity", "message"].map(|column| row[column].clone())).collect()
}
