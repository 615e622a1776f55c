//! The same figures are the same run: in either language, and in whatever order they come.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gouji::model::Lang;
use gouji::run::diff::diff;
use gouji::run::events::Silent;
use gouji::run::{self, Publish, RunRequest};
use gouji::spec;
use proptest::prelude::*;

use crate::properties::city::{self, City, marred};
use crate::properties::holds;
use crate::reading::PIPELINE;

/// What may stand in a cell that is marred.
const TEXTS: [&str; 5] = ["", "/", "7", "12x", "-3"];

fn tables(inputs: Vec<PathBuf>, out: PathBuf, city: &City, lang: Lang) {
    let request = RunRequest { inputs, out, publish: Publish::Tables, ..RunRequest::default() };
    let wording = spec::wording(lang).unwrap();
    run::run(&request, &PIPELINE, city::register(&city.register()), &wording, &Silent).unwrap();
}

#[test]
fn a_run_differs_from_itself_in_nothing_whatever_the_languages() {
    let lang = prop_oneof![Just(Lang::Zh), Just(Lang::En)];
    holds("itself", 6, (marred(2..6, &TEXTS), lang.clone(), lang), |(marred, one, other)| {
        let (city, filings) = (&marred.city, marred.filings());
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        city::write(&input, "filings.csv", &city::export(&filings));
        let run = |name: &str, lang: Lang| {
            let out = folder.path().join(name);
            tables(vec![input.clone()], out.clone(), city, lang);
            out
        };
        let found = diff(&run("a", one), &run("b", other)).unwrap();
        prop_assert!(found.findings_new.is_empty() && found.findings_gone.is_empty(), "{found:#?}");
        prop_assert!(found.filings_new.is_empty() && found.filings_gone.is_empty(), "{found:#?}");
        prop_assert!(found.cells_changed.is_empty(), "{found:#?}");
        Ok(())
    });
}

/// The outputs but for what says when and on what the run was made.
fn outputs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut outputs = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if !["timings.json", "run.json", "written.csv"].contains(&name.as_str()) {
            outputs.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
    outputs
}

#[test]
fn the_order_of_the_inputs_changes_no_byte() {
    let cases = (marred(2..6, &TEXTS), any::<u64>(), any::<u64>());
    holds("inputs", 6, cases, |(marred, parts, order)| {
        let (city, filings) = (&marred.city, marred.filings());
        let folder = tempfile::tempdir().unwrap();
        let mut inputs = Vec::new();
        for (at, filed) in filings.iter().enumerate() {
            // Some stand in folders, and some are filed twice.
            let input = folder.path().join(format!("in{at}"));
            city::write(&input, "filings.csv", &city::export(std::slice::from_ref(filed)));
            if parts >> (at % 32) & 1 == 1 {
                city::write(&input, "更正.csv", &city::export(std::slice::from_ref(filed)).replace(",7\n", ",8\n"));
            }
            inputs.push(if parts >> (at % 16 + 32) & 1 == 1 { input } else { input.join("filings.csv") });
        }
        tables(inputs.clone(), folder.path().join("a"), city, Lang::En);
        let by = |at: &usize| (*at as u64 + 1).wrapping_mul(order | 1).rotate_left(17);
        let mut places: Vec<usize> = (0..inputs.len()).collect();
        places.sort_by_key(by);
        let shuffled = places.iter().map(|at| inputs[*at].clone()).collect();
        tables(shuffled, folder.path().join("b"), city, Lang::En);
        let [one, other] = ["a", "b"].map(|name| outputs(&folder.path().join(name)));
        prop_assert!(one.contains_key("findings.csv") && one.contains_key("filings.parquet"));
        let differing: Vec<&String> = one.keys().filter(|name| one.get(*name) != other.get(*name)).collect();
        prop_assert!(differing.is_empty() && one.len() == other.len(), "{differing:?}");
        Ok(())
    });
}

#[test]
fn the_order_of_lines_changes_nothing_but_their_places() {
    holds("lines", 24, (marred(2..6, &TEXTS), any::<u64>()), |(marred, order)| {
        let (city, filings) = (&marred.city, marred.filings());
        let text = city::export(&filings);
        let mut lines: Vec<&str> = text.lines().skip(1).collect();
        let mut prng = crate::corpus::prng::Prng::new(order);
        for at in (1..lines.len()).rev() {
            lines.swap(at, prng.below(at as u64 + 1) as usize);
        }
        let shuffled = format!("{}{}\n", city::HEADER, lines.join("\n"));
        let said = |text: &str| {
            let finished = city::run(text, &city.register());
            let heads = finished.findings.iter().map(|found| {
                let figures = found.sums.as_ref().map(|sums| (sums.left, sums.right));
                (city::head(found, &finished.register, &PIPELINE), found.severity.code(), figures)
            });
            let findings: BTreeSet<_> = heads.collect();
            let cells: Vec<_> = finished
                .filings
                .iter()
                .map(|filing| (filing.office, filing.year, filing.cells.iter().collect::<Vec<_>>()))
                .collect();
            let changes: Vec<_> =
                finished.repairs.iter().map(|repair| (repair.office, repair.year, repair.changes.clone())).collect();
            (findings, cells, changes)
        };
        let (one, other) = (said(&text), said(&shuffled));
        prop_assert_eq!(one.0, other.0);
        prop_assert_eq!(one.1, other.1);
        prop_assert_eq!(one.2, other.2);
        Ok(())
    });
}
