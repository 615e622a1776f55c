//! Filings that hold others, filings sent again, and lines of sums: what is added up, and what is said of the rest.

mod again;
mod lines;
mod said;
mod sums;

use std::collections::BTreeMap;

use gouji::model::{Filing, Finding, GroupKind, Intake, Lang, Register, Scope, Severity};
use gouji::run::events::Silent;
use gouji::run::{self, Finished, Publish, RunRequest};
use gouji::spec;

use crate::books::table;
use crate::corpus::filing;
use crate::corpus::print::Print;
use crate::corpus::prng::Prng;
use crate::said::Said;

const YEAR: u16 = 2024;
const RECEIVED: &str = "requests.received@total";

/// What a run has made of some files.
pub struct Outcome {
    pub finished: Finished,
    pipeline: gouji::model::Pipeline,
}

/// Runs on these files, with a register if one is given.
pub fn run(files: &[(&str, Vec<u8>)], register: Option<&str>) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    for (name, bytes) in files {
        let path = input.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let request = RunRequest {
        inputs: vec![input.clone()],
        out: folder.path().join("out"),
        publish: Publish::Tables,
        ..RunRequest::default()
    };
    let pipeline = spec::load("cn-disclosure").unwrap();
    let wording = spec::wording(Lang::En).unwrap();
    let register = register.map_or_else(Register::default, |text| spec::register("register", text).unwrap());
    let mut finished = run::run(&request, &pipeline, register, &wording, &Silent).unwrap();
    let root = input.display().to_string().len() + 1;
    finished.sources.iter_mut().for_each(|source| source.path = source.path[root..].to_owned());
    let root = format!("{}/", input.display());
    let below = |text: &mut String| *text = text.replace(&root, "");
    finished.findings.iter_mut().for_each(|finding| finding.message.each_text(&below));
    let rows = finished.intake.iter_mut().flat_map(|row| &mut row.messages);
    rows.for_each(|message| message.each_text(&below));
    Outcome { finished, pipeline }
}

impl Outcome {
    /// Office, scope and requests received of every filing of the year, by name.
    pub fn filings(&self) -> BTreeMap<String, (Scope, i64)> {
        let cell = self.pipeline.catalogue.by_code(RECEIVED).unwrap();
        let of_year = self.finished.filings.iter().filter(|filing| filing.year.0 == YEAR);
        of_year.map(|filing| (self.name(filing), (filing.scope, filing.cells.get(cell).number().unwrap()))).collect()
    }

    pub fn name(&self, filing: &Filing) -> String {
        self.finished.register.office(filing.office).name.clone()
    }

    pub fn scope(&self, office: &str) -> Scope {
        self.filings().get(office).unwrap_or_else(|| panic!("no {office} in {:?}", self.filings())).0
    }

    /// A cell of an office's filing for the year.
    pub fn figure(&self, office: &str, cell: &str) -> Option<i64> {
        let cell = self.pipeline.catalogue.by_code(cell).unwrap();
        let filing = self.finished.filings.iter().find(|filing| self.name(filing) == office && filing.year.0 == YEAR);
        filing.unwrap().cells.get(cell).number()
    }

    /// The requests received in the whole city, and of how many filings.
    pub fn city(&self) -> (i128, u64) {
        let cell = self.pipeline.catalogue.by_code(RECEIVED).unwrap();
        let rows = &self.finished.rollup.rows;
        let row = rows.iter().find(|row| row.kind == GroupKind::City && row.year.0 == YEAR).unwrap();
        let sum = row.cells.iter().find(|(at, _, _)| *at == cell).map_or(0, |(_, sum, _)| *sum);
        (sum, row.filings)
    }

    pub fn found(&self, rule: &str) -> Vec<&Finding> {
        self.finished.findings.iter().filter(|finding| self.pipeline.rule(finding.rule).id.0 == rule).collect()
    }

    /// Severity and message of the findings of a rule.
    pub fn said(&self, rule: &str) -> Vec<(Severity, String)> {
        self.found(rule).into_iter().map(|finding| (finding.severity, finding.said())).collect()
    }

    pub fn row(&self, path: &str) -> &Intake {
        let at = self.finished.sources.iter().position(|source| source.path == path);
        &self.finished.intake[at.unwrap_or_else(|| panic!("no {path}"))]
    }
}

/// An office's figures; no two seeds have the same.
pub fn figures(seed: u64) -> filing::Filing {
    filing::Filing::of_volume(&mut Prng::new(seed), 40 + 7 * seed as i64)
}

pub fn sum(filings: &[&filing::Filing]) -> filing::Filing {
    let (first, others) = filings.split_first().unwrap();
    let mut sum = (*first).clone();
    others.iter().for_each(|other| sum.add(other));
    sum
}

pub fn received(filing: &filing::Filing) -> i64 {
    filing.cells().iter().find(|(code, _)| code == RECEIVED).unwrap().1
}

/// The printed tables of an office for the year, under the usual title.
pub fn printed(filing: &filing::Filing, office: &str) -> String {
    table::csv(&Print::of(filing), office, YEAR)
}

/// The same under another title.
pub fn titled(filing: &filing::Filing, title: &str) -> String {
    let text = printed(filing, "甲");
    let (_, rest) = text.split_once('\n').unwrap();
    format!("{title}\n{rest}")
}
