//! Files made in memory, run through the program, and what a run says of them.

use std::sync::LazyLock;

use gouji::assemble::{self, AssembleContext, Assembled};
use gouji::model::{Filing, Intake, Pipeline, Reading, Reception, Register, Source, SourceIx, State, Value, Year};
use gouji::read::{self, Read, vocabulary::Vocabulary};
use gouji::run::events::Silent;
use gouji::run::{self, Finished, RunRequest};
use gouji::spec;

use crate::books::table::{self, Table};
use crate::corpus::filing;
use crate::corpus::print::Print;
use crate::corpus::prng::Prng;
use crate::said::Said;

/// Loading it takes longer than reading a file.
pub static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| spec::load("cn-disclosure").unwrap());

pub const OFFICE: &str = "勾稽市珠算管理局";
pub const OTHER: &str = "勾稽市账簿局";
pub const YEAR: u16 = 2024;

pub fn print(seed: u64) -> Print {
    Print::of(&filing::Filing::random(&mut Prng::new(seed)))
}

pub fn printed(seed: u64) -> Table {
    table::of(&print(seed), OFFICE, YEAR)
}

/// Texts by their paths, read and assembled, with nothing on any disk.
pub fn assembled(files: &[(&str, String)], register: Register, pipeline: &Pipeline) -> Assembled {
    let sources: Vec<Source> = files.iter().map(|(path, _)| Source { path: (*path).to_owned(), root_len: 0 }).collect();
    let read = |at: usize| -> Reading {
        let (ix, text) = (SourceIx(at as u32), files[at].1.as_bytes());
        match read::file(text, ix, &sources[at], &mut Vocabulary::new(pipeline)) {
            Read::Text(reading) => reading,
            Read::Members(_) => panic!("a text is one reading"),
        }
    };
    let readings = (0..files.len()).map(read).collect();
    let context = AssembleContext { pipeline, sources: &sources, year: None };
    assemble::assemble(readings, register, &context)
}

/// Runs on a folder of these files.
pub fn read(files: &[(&str, Vec<u8>)]) -> Finished {
    read_by(&PIPELINE, files)
}

/// The same by another pipeline.
pub fn read_by(pipeline: &Pipeline, files: &[(&str, Vec<u8>)]) -> Finished {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let request =
        RunRequest { inputs: vec![folder.path().into()], out: folder.path().join("out"), ..RunRequest::default() };
    let mut finished = run::find_out(&request, pipeline, Register::default(), &Silent).unwrap();
    let root = folder.path().display().to_string().len() + 1;
    finished.sources.iter_mut().for_each(|source| source.path = source.path[root..].to_owned());
    finished
}

pub fn as_csv(print: &Print, office: &str, year: u16) -> Filing {
    let finished = read(&[("a.csv", table::csv(print, office, year).into_bytes())]);
    let [filing] = &finished.filings[..] else { panic!("{:?}", finished.intake) };
    assert!(filing.cells.iter().filter(|(_, value)| value.number().is_some()).count() >= 200);
    filing.clone()
}

/// Every cell of the only filing is what the CSV file says.
pub fn same_as_csv(files: &[(&str, Vec<u8>)], seed: u64) -> Finished {
    let finished = read(files);
    let expected = as_csv(&print(seed), OFFICE, YEAR);
    let [filing] = &finished.filings[..] else { panic!("{} filings: {:#?}", finished.filings.len(), finished.intake) };
    same(filing, &expected, files[0].0);
    assert_eq!((&*finished.register.office(filing.office).name, filing.year), (OFFICE, Year(YEAR)));
    finished
}

pub fn same(filing: &Filing, expected: &Filing, name: &str) {
    let pipeline = &*PIPELINE;
    for ((cell, value), (_, expected)) in filing.cells.iter().zip(expected.cells.iter()) {
        assert_eq!(value, expected, "{name}: {}", pipeline.catalogue.cell(cell).code);
    }
}

pub fn row<'a>(finished: &'a Finished, path: &str) -> &'a Intake {
    let paths = || finished.sources.iter().map(|source| &source.path).collect::<Vec<_>>();
    let at = finished.sources.iter().position(|source| source.path == path);
    &finished.intake[at.unwrap_or_else(|| panic!("no {path} in {:?}", paths()))]
}

pub fn accepted(finished: &Finished, path: &str) {
    let row = row(finished, path);
    assert_eq!((row.reception, &*row.said()), (Reception::Accepted, ""), "{path}");
    assert!(row.unmatched.is_empty(), "{path}: {:?}", row.unmatched);
    assert_eq!(row.blake3.len(), 64);
}

pub fn rejected(finished: &Finished, path: &str, said: &str) {
    let row = row(finished, path);
    assert!(row.reception == Reception::Rejected && row.said().contains(said), "{path}: {row:?}");
}

pub fn value(finished: &Finished, code: &str) -> (Value, String) {
    let pipeline = &*PIPELINE;
    let cell = pipeline.catalogue.by_code(code).unwrap();
    let cells = &finished.filings[0].cells;
    (cells.get(cell), cells.raw(cell).to_owned())
}

pub const UNREADABLE: Value = Value::Not(State::Unreadable);
