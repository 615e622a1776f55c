//! Older and mixed form versions: told by their labels, read cell for cell, and never held against another form.

use std::collections::BTreeMap;
use std::path::Path;

use gouji::model::{Lang, Part, Pipeline, Reading, Source, SourceIx, State, Value};
use gouji::read::{self, vocabulary::Vocabulary};
use gouji::{say, spec};
use serde_json::Value as Json;

use crate::shared;

fn pipeline() -> Pipeline {
    spec::load("cn-disclosure").unwrap()
}

fn read(text: &str, pipeline: &Pipeline) -> Reading {
    let wording = spec::wording(Lang::En).unwrap();
    let source = Source { path: "a/某区民政局2016年.csv".to_owned(), root_len: 1 };
    read::source(text.as_bytes(), SourceIx(0), &source, &wording, &mut Vocabulary::new(pipeline))
}

/// Every cell of a part that is on its form, as it would be printed.
fn cells(part: &Part, pipeline: &Pipeline) -> BTreeMap<String, String> {
    let printed = |(cell, value)| {
        let def = pipeline.catalogue.cell(cell);
        let said = match value {
            Value::Number(number) => say::decimal(i128::from(number), def.kind.decimals()),
            Value::Not(State::NotOnForm) => return None,
            Value::Not(state) => state.code().to_owned(),
        };
        Some((def.code.clone(), said))
    };
    part.cells.iter().filter_map(printed).collect()
}

fn only_part<'a>(reading: &'a Reading, text: &str) -> &'a Part {
    let [part] = &reading.parts[..] else { panic!("{} parts of\n{text}", reading.parts.len()) };
    part
}

#[test]
fn every_cell_of_the_real_lists_is_right_in_both_columns() {
    let Some(root) = shared::folder("corpus/real-filings/old_format") else { return };
    let pipeline = pipeline();
    let codes = [
        "files",
        "files.website",
        "files.gazette",
        "received",
        "received.in_person",
        "received.online",
        "received.letter_or_fax",
        "replied",
        "replied.granted",
        "replied.granted_in_part",
        "replied.denied",
        "replied.other_kind",
        "fee_reductions",
        "litigation_or_reports",
        "reconsideration",
        "litigation",
    ];
    let mut compared = 0;
    for year in ["2015", "2016"] {
        let text = std::fs::read_to_string(root.join(format!("raw/pingtan_old_{year}.csv"))).unwrap();
        let truth: Json = serde_json::from_str(&truth_text(&root, year)).unwrap();
        let reading = read(&text, &pipeline);
        let mut found = cells(only_part(&reading, &text), &pipeline);
        assert!(reading.intake.unmatched.is_empty(), "{:?}", reading.intake.unmatched);
        assert_eq!(reading.intake.form, "2008");
        for (row, code) in truth["rows"].as_array().unwrap().iter().zip(codes) {
            for column in ["year", "cumulative"] {
                let cell = format!("indicators.{code}@{column}");
                assert_eq!(found.remove(&cell), Some(row[column].to_string()), "{year} {cell}");
                compared += 1;
            }
        }
        assert_eq!(found, BTreeMap::new(), "{year}");
    }
    assert_eq!(compared, 64);
}

fn truth_text(root: &Path, year: &str) -> String {
    std::fs::read_to_string(root.join(format!("truth/pingtan_old_{year}.json"))).unwrap()
}
