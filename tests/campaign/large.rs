//! Much of one thing: a file of gigabytes, thousands of damaged files, inputs that grow, findings beyond a sheet.

use std::fs::{self, File};
use std::process::Stdio;

use crate::books::table::{self, Table};
use crate::books::{document, page, sheet};
use crate::campaign::room::{Room, measured, said};
use crate::campaign::{Order, Seen};
use crate::corpus::filing::Filing;
use crate::corpus::layout::{push_wide_row, wide_header};
use crate::corpus::print::{Print, figure};
use crate::corpus::prng::Prng;

const MIB: u64 = 1 << 20;

/// Runs the program and gives the most memory in bytes and the seconds of the processor.
fn taken(room: &Room, words: &[&str]) -> Result<(u64, f64), String> {
    let child = room.gouji(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    match measured(child) {
        (status, most, seconds) if status.success() => Ok((most, seconds)),
        (status, ..) => Err(format!("{words:?}: {status}")),
    }
}

/// The rows of the intake, as text.
fn intake(room: &Room) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(room.path("out/intake.csv")).unwrap();
    reader.records().map(Result::unwrap).collect()
}

/// Files of which only the size is on the disk.
pub fn sparse(order: &Order) -> Seen {
    const SIZE: u64 = 5 << 30;
    const MOST: u64 = 512 * MIB;
    let room = Room::new(order);
    room.filings("in", 1, 0);
    let names = ["large.csv", "large.xlsx", "large.zip", "large.html"];
    for name in names {
        File::create(room.path("in").join(name)).unwrap().set_len(SIZE).unwrap();
    }
    let (most, seconds) = taken(&room, &["run", "--quiet", "--lang", "en", "--input", "in", "--out", "out"])?;
    let rows = intake(&room);
    for name in names {
        let is_told = |row: &&csv::StringRecord| row.iter().any(|field| field.contains("larger than 2 GiB"));
        let row = rows.iter().find(|row| row[0].ends_with(name));
        row.filter(is_told).ok_or_else(|| format!("{name} is not refused by its size: {row:?}"))?;
    }
    let done = room.done(&["check", "--lang", "en", "in/large.csv"]);
    if done.status.code() != Some(3) || !said(&done).contains("larger than 2 GiB") {
        return Err(format!("check: {}: {}", done.status, said(&done)));
    }
    match most > MOST {
        true => Err(format!("{} MiB of memory", most / MIB)),
        false => Ok(format!("4 files of 5 GB refused by name, at most {} MiB and {seconds:.1} s", most / MIB)),
    }
}

type Write = fn(&Table) -> Vec<u8>;

/// Formats of the files that are damaged.
const FORMATS: [(&str, Write); 7] = [
    ("csv", |table| page::markdown(table).replace('|', ",").into_bytes()),
    ("md", |table| page::markdown(table).into_bytes()),
    ("html", |table| page::html(table).into_bytes()),
    ("xml", |table| sheet::spreadsheet_xml(&[("a", table)]).into_bytes()),
    ("docx", document::docx),
    ("xlsx", |table| sheet::xlsx(&[("a", table)])),
    ("ods", |table| sheet::ods(&[("a", table)])),
];

/// Changes a few bytes and stretches.
fn damage(bytes: &mut Vec<u8>, prng: &mut Prng) {
    for _ in 0..1 + prng.below(4) {
        let at = prng.below(bytes.len() as u64) as usize;
        let end = (at + 1 + prng.below(200) as usize).min(bytes.len());
        match prng.below(5) {
            0 => bytes[at] ^= 1 << prng.below(8),
            1 => bytes[at..end].fill(prng.below(256) as u8),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.extend_from_within(at..end),
            _ => bytes.truncate(end),
        }
    }
}

/// Every file is a row, and threads change nothing.
pub fn rubble(order: &Order) -> Seen {
    let room = Room::new(order);
    let n = order.of(240, 6000);
    let mut prng = Prng::new(order.seed);
    for at in 0..n {
        let (ending, format) = FORMATS[at % FORMATS.len()];
        let mut bytes = format(&table::of(&print(at as u64), &name(at as u64), 2024));
        damage(&mut bytes, &mut prng);
        room.write(&format!("in/{at:05}.{ending}"), bytes);
    }
    let (most, seconds) = taken(&room, &["run", "--quiet", "--jobs", "2", "--input", "in", "--out", "out"])?;
    let first = room.outputs("out");
    let rows = intake(&room);
    let is_row = |name: &str| rows.iter().any(|row| row[0].contains(name));
    if let Some(lost) = (0..n).map(|at| format!("in/{at:05}.")).find(|name| !is_row(name)) {
        return Err(format!("no row for {lost}"));
    }
    room.succeeds(&["run", "--quiet", "--jobs", "1", "--input", "in", "--out", "out"])?;
    let differing = crate::campaign::room::differing(&room.outputs("out"), &first);
    if !differing.is_empty() {
        return Err(format!("other bytes with one thread: {differing:?}"));
    }
    let of = |status: &str| rows.iter().filter(|row| &row[2] == status).count();
    let statuses = ["accepted", "partial", "rejected", "duplicate", "ignored"].map(|status| (status, of(status)));
    let told: Vec<String> = statuses.iter().map(|(status, n)| format!("{n} {status}")).collect();
    Ok(format!("{n} files, {} rows: {}; at most {} MiB, {seconds:.1} s", rows.len(), told.join(", "), most / MIB))
}

fn print(seed: u64) -> Print {
    Print::of(&Filing::random(&mut Prng::new(seed)))
}

fn name(at: u64) -> String {
    format!("勾稽市第{at}局")
}

/// A wide export of so many offices, each broken or whole.
fn wide(offices: u64, print: impl Fn(u64) -> Print) -> String {
    let mut text = wide_header().join(",") + "\n";
    (0..offices).for_each(|at| push_wide_row(&mut text, &print(at), &name(at), "2024", ','));
    text
}

/// Printed filings one behind another, in a workbook or on a page.
fn tables(offices: u64) -> Vec<Table> {
    (0..offices).map(|at| table::of(&print(at), &name(at), 2024)).collect()
}

/// What README.md says that reading takes, beside what the file does.
const BESIDE: u64 = 300 * MIB;

type Make = fn(u64) -> Vec<u8>;

/// Each kind of file with the bytes of memory for each of its own.
const KINDS: [(&str, u64, Make); 4] = [
    ("a.csv", 40, |n| wide(n * 4, print).into_bytes()),
    ("b.txt", 40, |n| (0..n).map(|at| table::csv(&print(at), &name(at), 2024)).collect::<String>().into_bytes()),
    ("c.html", 200, |n| tables(n).iter().map(page::html).collect::<String>().into_bytes()),
    ("d.xlsx", 200, |n| {
        let (tables, names): (Vec<Table>, Vec<String>) = (tables(n), (0..n).map(name).collect());
        let sheets: Vec<(&str, &Table)> = names.iter().map(String::as_str).zip(&tables).collect();
        sheet::xlsx(&sheets)
    }),
];

/// Memory of a check, which is reading and the rules, and no outputs.
pub fn bounds(order: &Order) -> Seen {
    let room = Room::new(order);
    let mut figures = Vec::new();
    for (file, multiple, make) in KINDS {
        for n in [250, order.of(500, 4000) as u64] {
            let bytes = make(n);
            room.write(file, &bytes);
            let words = ["run", "--quiet", "--tables-only", "--jobs", "1", "--input", file, "--out", "out"];
            let (most, seconds) = taken(&room, &words)?;
            let size = bytes.len() as u64;
            let bound = BESIDE + multiple * size;
            let megabytes = size as f64 / 1e6;
            figures.push(format!("{file} of {megabytes:.1} MB {} MiB and {:.2} s/MB", most / MIB, seconds / megabytes));
            if most > bound {
                return Err(format!("{}, more than {} MiB", figures.join(", "), bound / MIB));
            }
        }
    }
    Ok(figures.join(", "))
}

/// Offices of which every rule is broken, until the findings are more than a sheet has rows.
pub fn rows(order: &Order) -> Seen {
    const SHEET: usize = 1_048_576;
    if !order.full {
        return Ok("left out".to_owned());
    }
    let broken = |at: u64| {
        let mut prng = Prng::new(at);
        let mut print = print(at);
        for (cell, text) in print.texts.iter_mut().enumerate() {
            *text = figure(cell, prng.between(1, 900));
        }
        print
    };
    let room = Room::new(order);
    room.write("in/wide.csv", wide(30_000, broken));
    let (most, seconds) = taken(&room, &["run", "--quiet", "--input", "in", "--out", "out"])?;
    let findings = csv::Reader::from_path(room.path("out/findings.csv")).unwrap().into_records().count();
    let book = fs::metadata(room.path("out/report.xlsx")).unwrap().len();
    match findings > SHEET {
        true => Ok(format!("{findings} findings, report.xlsx of {book} bytes, {} MiB, {seconds:.0} s", most / MIB)),
        false => Err(format!("only {findings} findings")),
    }
}
