//! The sample city: 68 invented offices over three years, in many layouts, with known faults.

mod exports;
mod faults;
mod folders;
mod history;
mod oracle;
mod plant;
mod readme;
mod strays;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::corpus::filing::Filing;
use crate::corpus::layout::push_record;
use crate::corpus::office::{Office, city};
use crate::corpus::print::Print;

/// Years of the sample.
pub const YEARS: [u16; 3] = [2022, 2023, 2024];

/// One of something for each office and year that has it.
pub type ByOfficeYear<T> = BTreeMap<(String, u16), T>;

/// The city before it is written.
pub struct Sample {
    pub offices: Vec<Office>,
    pub filings: ByOfficeYear<Filing>,
    /// What the offices print, faults and all; an office that did not file is not there.
    pub prints: ByOfficeYear<Print>,
}

/// Writes the register, the filings and the page that says what is wrong with them.
pub fn write(out: &Path) -> io::Result<()> {
    let offices = city();
    let filings = history::filings(&offices);
    let prints = plant::plant(&filings)?;
    let sample = Sample { offices, filings, prints };
    let filings_folder = out.join("filings");
    if filings_folder.exists() {
        fs::remove_dir_all(&filings_folder)?;
    }
    folders::write(&sample, &filings_folder)?;
    exports::write(&sample, &filings_folder)?;
    strays::write(&filings_folder)?;
    write_file(&out.join("register.csv"), register(&sample.offices).as_bytes())?;
    write_file(&out.join("README.md"), readme::page(&sample).as_bytes())
}

fn register(offices: &[Office]) -> String {
    let mut out = "code,name,kind,parent,district,scope,aliases,from,to\n".to_owned();
    for office in offices {
        let year = |year: Option<u16>| year.map_or_else(String::new, |year| year.to_string());
        let scope = if office.consolidated { "consolidated" } else { "own" };
        let (from, to) = (year(office.from), year(office.to));
        let fields = [&office.code, &office.name, office.kind, &office.parent, office.district, scope, office.aliases];
        push_record(&mut out, fields.into_iter().chain([from.as_str(), to.as_str()]), ',');
    }
    out
}

fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}
