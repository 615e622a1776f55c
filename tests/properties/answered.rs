//! An answer holds for the figures it was given for, and for no others.

use std::collections::BTreeMap;
use std::path::Path;

use gouji::model::{Explanation, Finding, Severity, Status};
use gouji::run::{Finished, explain};
use gouji::say;
use proptest::prelude::*;

use crate::books::table;
use crate::corpus::filing::Filing;
use crate::corpus::form::N_CELLS;
use crate::corpus::print::{Print, figure};
use crate::corpus::prng::Prng;
use crate::properties::city;
use crate::properties::holds;
use crate::reading::PIPELINE;
use crate::rules::run_on;
use crate::said::Said;

/// What an office files, over two years.
#[derive(Clone, Debug)]
struct Report {
    seed: u64,
    /// Cells of the second year that are other figures.
    marred: Vec<(usize, i64)>,
    /// What its second report says in words.
    requests: i64,
    fee: i64,
}

/// One thing about it is another one.
#[derive(Clone, Copy, Debug)]
enum Change {
    Cell(usize, i64),
    OfLastYear(usize, i64),
    Requests(i64),
    Fee(i64),
    Nothing,
}

fn reports() -> impl Strategy<Value = Report> {
    let marred = prop::collection::vec((0..N_CELLS, 0..60i64), 0..6);
    (any::<u64>(), marred, 0..400i64, 0..2000i64).prop_map(|(seed, marred, requests, fee)| Report {
        seed,
        marred,
        requests,
        fee,
    })
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (0..N_CELLS, 0..60i64).prop_map(|(cell, figure)| Change::Cell(cell, figure)),
        2 => (0..N_CELLS, 0..60i64).prop_map(|(cell, figure)| Change::OfLastYear(cell, figure)),
        1 => (0..400i64).prop_map(Change::Requests),
        1 => (0..2000i64).prop_map(Change::Fee),
        1 => Just(Change::Nothing),
    ]
}

impl Report {
    fn run(&self, change: Change, folder: &Path) -> Finished {
        let mut prng = Prng::new(self.seed);
        let first = Filing::random(&mut prng);
        let second = Filing::next_year(&mut prng, &first);
        let [mut before, mut now] = [Print::of(&first), Print::of(&second)];
        for (cell, value) in &self.marred {
            now.texts[*cell] = figure(*cell, *value);
        }
        let (mut requests, mut fee) = (self.requests, self.fee);
        match change {
            Change::Cell(cell, value) => now.texts[cell] = figure(cell, value),
            Change::OfLastYear(cell, value) => before.texts[cell] = figure(cell, value),
            Change::Requests(other) => requests = other,
            Change::Fee(other) => fee = other,
            Change::Nothing => {}
        }
        let said = format!("\n一、总体情况\n\n全年共收到政府信息公开申请{requests}件。收取信息处理费{fee}元。\n\n");
        let office = city::name(0);
        city::write(folder, "1.csv", &table::csv(&before, &office, city::FIRST));
        city::write(folder, "2.csv", &table::csv(&now, &office, city::FIRST + 1).replacen('\n', &said, 1));
        run_on(folder, &PIPELINE, "")
    }
}

type Head = (String, u16, String, String);

fn heads(finished: &Finished) -> BTreeMap<Head, &Finding> {
    finished.findings.iter().map(|found| (city::head(found, &finished.register, &PIPELINE), found)).collect()
}

/// What is said of a finding, with the figures of its own filing that it names, or all of them if it names none.
fn shown(finding: &Finding, finished: &Finished) -> String {
    let Some(filing) = explain::filing_of(finding, &finished.filings) else { return finding.said() };
    let named: Vec<_> = match finding.cells.is_empty() {
        true => filing.cells.iter().collect(),
        false => finding.cells.iter().map(|cell| (*cell, filing.cells.get(*cell))).collect(),
    };
    format!("{} {named:?}", finding.said())
}

fn answers(finished: &Finished) -> Vec<Explanation> {
    let answer = |finding: &Finding| {
        let (office, _, _, key) = city::head(finding, &finished.register, &PIPELINE);
        Explanation {
            name: office.clone(),
            office,
            year: finding.year,
            rule: finding.rule,
            key,
            text: "已核实".to_owned(),
            by: String::new(),
            date: String::new(),
            figures: say::figures(finding, explain::filing_of(finding, &finished.filings)),
        }
    };
    finished.findings.iter().map(answer).collect()
}

#[test]
fn what_was_explained_is_open_again_once_its_figures_are_others() {
    holds("answered", 48, (reports(), changes()), |(report, change)| {
        let folder = tempfile::tempdir().unwrap();
        let before = report.run(Change::Nothing, &folder.path().join("in"));
        prop_assert_eq!(before.filings.len(), 2);
        let mut after = report.run(change, &folder.path().join("in"));
        let answers = answers(&before);
        let Finished { findings, filings, register, .. } = &mut after;
        explain::explain(findings, filings, &answers, register, &PIPELINE);
        let was = heads(&before);
        for (head, found) in heads(&after) {
            if found.severity == Severity::Error {
                prop_assert_eq!(found.status, Status::Open, "an error: {:?}", head);
                continue;
            }
            let same = was.get(&head).map(|was| shown(was, &before) == shown(found, &after));
            // What is unlikely is said with what is to be expected of all others, whose figures are not its own.
            let is_unlikely = found.statistics.is_some();
            let expected = match same {
                None => Status::Open,
                Some(true) => Status::Explained,
                Some(false) if is_unlikely => continue,
                Some(false) => Status::Reopened,
            };
            let said = was.get(&head).map(|was| was.said()).unwrap_or_default();
            prop_assert_eq!(found.status, expected, "{:?}: {} was {}", head, found.said(), said);
        }
        Ok(())
    });
}
