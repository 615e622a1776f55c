//! Real filings against their checked truth, cell by cell.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gouji::model::{Cells, Pipeline, Source, SourceIx, State, Value};
use gouji::read::{self, vocabulary::Vocabulary};
use gouji::spec;
use serde_json::Value as Json;

use crate::said::Said;
use crate::shared;

const ROWS: [(&str, &str); 25] = [
    ("received", "received"),
    ("carried_in", "carried_in"),
    ("granted", "granted"),
    ("partial", "granted_in_part"),
    ("deny_secret", "denied.state_secret"),
    ("deny_law", "denied.prohibited_by_law"),
    ("deny_safety", "denied.security_stability"),
    ("deny_third_party", "denied.third_party_rights"),
    ("deny_internal", "denied.internal_affairs"),
    ("deny_process", "denied.deliberative_process"),
    ("deny_enforcement", "denied.enforcement_files"),
    ("deny_admin_query", "denied.administrative_inquiry"),
    ("unable_not_held", "unavailable.not_held"),
    ("unable_create", "unavailable.needs_creation"),
    ("unable_unclear", "unavailable.still_unclear"),
    ("reject_petition", "not_processed.petition"),
    ("reject_repeat", "not_processed.repeated"),
    ("reject_publication", "not_processed.published_material"),
    ("reject_excessive", "not_processed.excessive"),
    ("reject_confirm", "not_processed.reconfirmation"),
    ("other_no_correction", "other.no_correction"),
    ("other_no_fee", "other.fee_unpaid"),
    ("other_other", "other.other"),
    ("total", "disposed_total"),
    ("carried_out", "carried_out"),
];
const COLUMNS: [(&str, &str); 7] = [
    ("natural", "natural_person"),
    ("business", "business"),
    ("research", "research"),
    ("nonprofit", "public_welfare"),
    ("legal_service", "legal_services"),
    ("other", "other_org"),
    ("total", "total"),
];
const REMEDIES: [(&str, &str); 3] = [
    ("review", "reconsideration"),
    ("litigation_direct", "litigation_direct"),
    ("litigation_after_review", "litigation_after_reconsideration"),
];

/// Expected cells, in units of the form: `None` for no number.
fn truth(json: &Json) -> BTreeMap<String, Option<f64>> {
    let mut cells = BTreeMap::new();
    let old = json["template"] == "2019";
    match old {
        true => old_table_two(&json["t2_2019_template"], &mut cells),
        false => table_two(&json["t2"], &mut cells),
    }
    for (said, row) in ROWS {
        let row = match (old, row) {
            (true, "other.other") => "other",
            (true, "other.no_correction" | "other.fee_unpaid") => continue,
            (_, row) => row,
        };
        for (column_said, column) in COLUMNS {
            if json["t3"].is_object() {
                cells.insert(format!("requests.{row}@{column}"), json["t3"][said][column_said].as_f64());
            }
        }
    }
    for (said, row) in REMEDIES {
        for column in ["upheld", "corrected", "other", "pending", "total"] {
            if json["t4"].is_object() {
                cells.insert(format!("remedies.{row}@{column}"), json["t4"][said][column].as_f64());
            }
        }
    }
    cells
}

fn table_two(t2: &Json, cells: &mut BTreeMap<String, Option<f64>>) {
    for (said, row) in [("rules", "rules"), ("normative_docs", "normative_documents")] {
        for column in ["issued", "repealed", "in_force"] {
            cells.insert(format!("proactive.{row}@{column}"), t2[said][column].as_f64());
        }
    }
    for (said, row) in [("licences", "licences"), ("penalties", "penalties"), ("coercions", "coercive_measures")] {
        cells.insert(format!("proactive.{row}@decisions"), t2[said].as_f64());
    }
    cells.insert("proactive.fees@amount_10k_yuan".to_owned(), t2["fees_10k_yuan"].as_f64());
}

fn old_table_two(t2: &Json, cells: &mut BTreeMap<String, Option<f64>>) {
    let made: &[&str] = &["made", "newly_public", "public_total"];
    let items: &[&str] = &["items_before", "items_change", "decisions"];
    let rows: [(&str, &str, &[&str]); 8] = [
        ("rules", "rules", made),
        ("normative", "normative_documents", made),
        ("licences", "licences", items),
        ("other_mgmt", "other_services", items),
        ("penalties", "penalties", items),
        ("coercions", "coercive_measures", items),
        ("fees", "fees", &items[..2]),
        ("procurement", "procurement", &["projects", "amount"]),
    ];
    for (said, row, columns) in rows {
        for (at, column) in columns.iter().enumerate() {
            let value = match &t2[said][at] {
                Json::String(amount) => amount.trim_end_matches('元').parse().ok(),
                other => other.as_f64(),
            };
            cells.insert(format!("proactive.{row}@{column}"), value);
        }
    }
}

fn in_units(pipeline: &Pipeline, cells: &Cells, code: &str) -> Option<f64> {
    let cell = pipeline.catalogue.by_code(code).expect("a cell of the catalogue");
    let number = cells.get(cell).number()?;
    Some(number as f64 / 10f64.powi(pipeline.catalogue.cell(cell).kind.decimals() as i32))
}

fn read_file(path: &Path, pipeline: &Pipeline) -> gouji::model::Reading {
    let bytes = std::fs::read(path).unwrap();
    let source =
        Source { path: path.display().to_string(), root_len: path.parent().unwrap().display().to_string().len() };
    read::source(&bytes, SourceIx(0), &source, &mut Vocabulary::new(pipeline))
}

fn compare(file: &Path, truth_file: &Path, pipeline: &Pipeline) -> Vec<String> {
    let reading = read_file(file, pipeline);
    let json: Json = serde_json::from_str(&std::fs::read_to_string(truth_file).unwrap()).unwrap();
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let [part] = &reading.parts[..] else {
        return vec![format!("{name}: {} parts, {}", reading.parts.len(), reading.intake.said())];
    };
    let expected = truth(&json);
    let mut wrong = Vec::new();
    for (code, value) in &expected {
        let read = in_units(pipeline, &part.cells, code);
        if read != *value {
            wrong.push(format!("{name}: {code} is {value:?}, read as {read:?}"));
        }
    }
    for (cell, value) in part.cells.iter() {
        let code = &pipeline.catalogue.cell(cell).code;
        if !expected.contains_key(code) && value != Value::Not(State::NotInSource) {
            wrong.push(format!("{name}: {code} is not in the truth, read as {value:?}"));
        }
    }
    wrong
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn every_cell(folder: &str, truth: &str, truth_name: fn(&str) -> String) {
    let Some(root) = shared::folder("corpus/real-filings") else { return };
    let pipeline = spec::load("cn-disclosure").unwrap();
    let mut wrong = Vec::new();
    for file in files(&root.join(folder)) {
        let stem = truth_name(&file.file_stem().unwrap().to_string_lossy());
        wrong.extend(compare(&file, &root.join(truth).join(format!("{stem}.json")), &pipeline));
    }
    assert!(wrong.is_empty(), "{} cells wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_cell_of_the_filings_as_published_is_right() {
    every_cell("raw", "truth", str::to_owned);
}

#[test]
fn every_cell_is_right_however_spans_are_exported() {
    every_cell("variants", "truth", |stem| stem.split('.').next().unwrap_or(stem).to_owned());
}

#[test]
fn every_cell_of_an_excerpt_is_right() {
    every_cell("partial/raw", "partial/truth", str::to_owned);
}

#[test]
fn every_cell_of_a_whole_report_in_one_text_is_right() {
    let Some(root) = shared::folder("corpus") else { return };
    let pipeline = spec::load("cn-disclosure").unwrap();
    let truth = root.join("real-filings/truth/seed_shanghai_hzjlb_2024.json");
    let wrong = compare(&root.join("seed.txt"), &truth, &pipeline);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
