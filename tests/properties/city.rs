//! Random cities whose figures are in order, and their runs.

use std::path::Path;

use gouji::model::{CellIx, Finding, Pipeline, Register, Subject};
use gouji::run::Finished;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::corpus::filing::Filing;
use crate::corpus::form::N_CELLS;
use crate::corpus::print::figure;
use crate::corpus::prng::Prng;
use crate::reading::PIPELINE;
use crate::rules::run_on;

/// One office-year as it is exported: its texts, cell by cell.
#[derive(Clone, Debug)]
pub struct Filed {
    pub office: usize,
    pub year: u16,
    /// What is printed in each cell of the form.
    pub texts: Vec<(String, String)>,
}

impl Filed {
    pub fn text_mut(&mut self, cell: usize) -> &mut String {
        &mut self.texts[cell].1
    }
}

/// The offices of a city over some years, every figure in order.
#[derive(Clone, Debug)]
pub struct City {
    pub seed: u64,
    pub n_offices: usize,
    pub n_years: u16,
}

/// The first year.
pub const FIRST: u16 = 2022;

/// A city some of whose figures are blank, do not apply, are wrong or are none.
#[derive(Clone, Debug)]
pub struct Marred {
    pub city: City,
    marred: Vec<(Index, usize, &'static str)>,
}

/// Marred cities of a few offices and years.
pub fn marred(offices: std::ops::Range<usize>, texts: &'static [&'static str]) -> impl Strategy<Value = Marred> {
    let marred = prop::collection::vec((any::<Index>(), 0..N_CELLS, select(texts)), 0..30);
    (cities(offices, 1..3), marred).prop_map(|(city, marred)| Marred { city, marred })
}

impl Marred {
    pub fn filings(&self) -> Vec<Filed> {
        let mut filings = self.city.filings();
        for (filing, cell, text) in &self.marred {
            let filing = filing.index(filings.len());
            *filings[filing].text_mut(*cell) = (*text).to_owned();
        }
        filings
    }
}

/// Cities of a few offices and years.
pub fn cities(offices: std::ops::Range<usize>, years: std::ops::Range<u16>) -> impl Strategy<Value = City> {
    (any::<u64>(), offices, years).prop_map(|(seed, n_offices, n_years)| City { seed, n_offices, n_years })
}

impl City {
    /// In order of office and year.
    pub fn filings(&self) -> Vec<Filed> {
        let mut prng = Prng::new(self.seed);
        let mut all = Vec::new();
        for office in 0..self.n_offices {
            let mut filing = Filing::random(&mut prng);
            for year in 0..self.n_years {
                if year > 0 {
                    filing = Filing::next_year(&mut prng, &filing);
                }
                let texts = filing.cells().into_iter().enumerate();
                let texts = texts.map(|(at, (code, value))| (code, figure(at, value).into_owned())).collect();
                all.push(Filed { office, year: FIRST + year, texts });
            }
        }
        all
    }

    /// Its offices, of three districts and two kinds.
    pub fn register(&self) -> String {
        let row = |office: usize| {
            let kind = ["部门", "街道"][office % 2];
            format!("{office:03},{},{kind},,{}\n", name(office), ["甲区", "乙区", "丙区"][office % 3])
        };
        let rows: String = (0..self.n_offices).map(row).collect();
        format!("code,name,kind,parent,district\n{rows}")
    }
}

/// The name of an office.
pub fn name(office: usize) -> String {
    const SIGNS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
    let name: String = office.to_string().bytes().map(|digit| SIGNS[usize::from(digit - b'0')]).collect();
    format!("勾稽市{name}算局")
}

/// Filings as one export with a line for each figure.
pub fn export(filings: &[Filed]) -> String {
    let mut text = HEADER.to_owned();
    text.extend(filings.iter().map(lines));
    text
}

/// The header of such an export.
pub const HEADER: &str = "单位名称,年度,指标代码,数值\n";

/// The lines of one filing in it.
pub fn lines(Filed { office, year, texts }: &Filed) -> String {
    let office = name(*office);
    texts.iter().map(|(code, text)| format!("{office},{year},{code},{text}\n")).collect()
}

/// The run on an export.
pub fn run(export: &str, register: &str) -> Finished {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("filings.csv"), export).unwrap();
    run_on(folder.path(), &PIPELINE, register)
}

/// The same on a folder that stays.
pub fn write(folder: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

/// The register that a run is given.
pub fn register(text: &str) -> Register {
    gouji::spec::register("register.csv", text).unwrap()
}

/// The position of a cell in the catalogue.
pub fn cell(code: &str) -> CellIx {
    PIPELINE.catalogue.by_code(code).unwrap()
}

/// Office, year, rule and key of a finding.
pub fn head(finding: &Finding, register: &Register, pipeline: &Pipeline) -> (String, u16, String, String) {
    let subject = match &finding.subject {
        Subject::Office(office) => register.office(*office).name.clone(),
        Subject::Group(kind, group) => format!("{kind} {group}"),
    };
    let key = gouji::report::key(&finding.key, pipeline);
    (subject, finding.year.0, pipeline.rule(finding.rule).id.0.clone(), key)
}
