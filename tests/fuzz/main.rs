//! Arbitrary files of every format: reading must not panic, must end, and must take memory in proportion.
//!
//! `fuzz TARGET|all [--seconds N | --cases N] [--seed N] [--from N]` mutates generated files, the same ones for
//! the same seed. The input of the case that is running lies in a file, so that it is there even if the program
//! is ended by it. `fuzz cells` prints the cells of which `tests/fixtures/filing.xls` is made; `fuzz bombs [DIR]` reads small
//! files that say they are large, holds their memory to a bound, and keeps them in a folder if one is given.

#![allow(clippy::unwrap_used)]

#[path = "../books/mod.rs"]
mod books;
#[allow(dead_code, reason = "the corpus maker uses the rest")]
#[path = "../corpus/mod.rs"]
mod corpus;
mod mutate;
mod seeds;
mod watch;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use gouji::model::{Lang, Reception, Source, SourceIx, Wording};
use gouji::read::{self, Read, vocabulary::Vocabulary};
use gouji::spec;
use peak_alloc::PeakAlloc;

use crate::corpus::prng::Prng;
use crate::seeds::Target;
use crate::watch::Watch;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What a case may take beside the multiple of its size: the bound on what the smallest zip may unpack to, and
/// on the places of the smallest sheet, each a few times over.
const CONSTANT: usize = 256 << 20;
/// Bytes taken for each byte of a file that is not packed.
const MULTIPLE: usize = 256;
/// The same for one that is: it may unpack to two hundred times its size.
const MULTIPLE_PACKED: usize = 4096;

struct Order {
    target: Target,
    seconds: Option<u64>,
    cases: Option<u64>,
    seed: u64,
    from: u64,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == "cells") {
        seeds::print_cells();
        return ExitCode::SUCCESS;
    }
    if let Some((_, rest)) = words.split_first().filter(|(first, _)| *first == "bombs") {
        return bombs(rest.first().map(Path::new));
    }
    if let Some((_, rest)) = words.split_first().filter(|(first, _)| *first == "all") {
        let of = |name: &str| order(&[&[name.to_owned()], rest].concat());
        let done = Target::ALL.iter().map(|(_, name)| of(name).map_or(ExitCode::from(2), |order| fuzz(&order)));
        return done.into_iter().find(|code| *code != ExitCode::SUCCESS).unwrap_or(ExitCode::SUCCESS);
    }
    match order(&words) {
        Some(order) => fuzz(&order),
        None => {
            let names: Vec<&str> = Target::ALL.iter().map(|(_, name)| *name).collect();
            eprintln!("usage: fuzz all|{} [--seconds N | --cases N] [--seed N] [--from N]", names.join("|"));
            ExitCode::from(2)
        }
    }
}

fn order(words: &[String]) -> Option<Order> {
    let (target, rest) = words.split_first()?;
    let target = Target::ALL.iter().find(|(_, name)| name == target)?.0;
    let mut order = Order { target, seconds: None, cases: None, seed: corpus::bulk::SEED, from: 0 };
    for pair in rest.chunks(2) {
        let [name, value] = pair else { return None };
        let value = value.parse().ok()?;
        match name.as_str() {
            "--seconds" => order.seconds = Some(value),
            "--cases" => order.cases = Some(value),
            "--seed" => order.seed = value,
            "--from" => order.from = value,
            _ => return None,
        }
    }
    Some(order)
}

fn fuzz(order: &Order) -> ExitCode {
    let name = order.target.name();
    let last = std::env::temp_dir().join(format!("gouji-fuzz-{name}.last"));
    let pipeline = spec::load("cn-disclosure").unwrap();
    let wording = spec::wording(Lang::En).unwrap();
    let mut vocabulary = Vocabulary::new(&pipeline);
    let seeds = seeds::of(order.target);
    let until = order.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let cases = order.cases.or(order.seconds.is_none().then_some(1000));
    let watch = Watch::over(name, &last);
    let (mut n, mut filings, mut most, mut slowest) = (order.from, 0u64, 0usize, Duration::ZERO);
    while until.is_none_or(|until| Instant::now() < until) && cases.is_none_or(|cases| n - order.from < cases) {
        let mut prng = Prng::new(order.seed ^ n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let input = mutate::case(order.target, &seeds, &mut prng);
        std::fs::write(&last, &input).unwrap();
        let start = Instant::now();
        watch.begins(n);
        vocabulary.rest();
        let base = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let read = catch_unwind(AssertUnwindSafe(|| one(&input, order.target, &wording, &mut vocabulary)));
        let taken = MEMORY.peak_usage().saturating_sub(base);
        watch.ended();
        let bound = CONSTANT + input.len() * if order.target.is_packed() { MULTIPLE_PACKED } else { MULTIPLE };
        let fault = match read {
            Err(_) => Some("panicked".to_owned()),
            Ok(Err(fault)) => Some(fault),
            Ok(Ok(_)) if taken > bound => Some(format!("took {taken} bytes of memory for {}", input.len())),
            Ok(Ok(found)) => {
                filings += found;
                None
            }
        };
        if let Some(fault) = fault {
            let kept = PathBuf::from(format!("fuzz-{name}-{n}.input"));
            std::fs::write(&kept, &input).unwrap();
            eprintln!("{name}: case {n} {fault}; input in {}", kept.display());
            return ExitCode::FAILURE;
        }
        most = most.max(taken);
        slowest = slowest.max(start.elapsed());
        n += 1;
    }
    println!(
        "{name}: {} cases, {filings} filings read, at most {} MiB and {} ms for a case",
        n - order.from,
        most >> 20,
        slowest.as_millis()
    );
    ExitCode::SUCCESS
}

/// Reads each bomb, and says what it took.
fn bombs(folder: Option<&Path>) -> ExitCode {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let wording = spec::wording(Lang::En).unwrap();
    let mut worst = ExitCode::SUCCESS;
    println!("{:<20} {:>9} {:>9} {:>9} {:>6}", "file", "bytes", "MiB", "ms", "rows");
    for bomb in books::bombs::all() {
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join(bomb.name), &bomb.bytes).unwrap();
        }
        let mut vocabulary = Vocabulary::new(&pipeline);
        let source = Source { path: format!("in/{}", bomb.name), root_len: 3 };
        let base = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let start = Instant::now();
        let rows: Vec<String> = match read::file(&bomb.bytes, SourceIx(0), &source, &wording, &mut vocabulary) {
            Read::Text(reading) => vec![reading.intake.message],
            Read::Members(members) => members.into_iter().map(|member| member.reading.intake.message).collect(),
        };
        let said = rows.iter().find(|said| said.contains(bomb.said));
        let (taken, time) = (MEMORY.peak_usage().saturating_sub(base), start.elapsed().as_millis());
        let shown = said.or(rows.first()).map_or("", String::as_str);
        println!("{:<20} {:>9} {:>9} {:>9} {:>6}  {shown}", bomb.name, bomb.bytes.len(), taken >> 20, time, rows.len());
        if said.is_none() || taken > CONSTANT + bomb.bytes.len().saturating_mul(MULTIPLE_PACKED) {
            worst = ExitCode::FAILURE;
        }
    }
    worst
}

/// Filings found in the input, or what is wrong with the answer.
fn one(input: &[u8], target: Target, wording: &Wording, vocabulary: &mut Vocabulary<'_>) -> Result<u64, String> {
    let source = Source { path: format!("in/{}", target.file_name()), root_len: 3 };
    let readings = match read::file(input, SourceIx(0), &source, wording, vocabulary) {
        Read::Text(reading) => vec![reading],
        Read::Members(members) => members.into_iter().map(|member| member.reading).collect(),
    };
    if readings.is_empty() {
        return Err("has no row of the intake".to_owned());
    }
    for reading in &readings {
        let taken = matches!(reading.intake.reception, Reception::Accepted | Reception::Partial);
        if taken == reading.parts.is_empty() {
            return Err(format!("is {} with {} parts", reading.intake.reception.code(), reading.parts.len()));
        }
        if !taken && reading.intake.message.is_empty() && reading.intake.remarks.is_empty() {
            return Err("is refused without a reason".to_owned());
        }
    }
    Ok(readings.iter().map(|reading| reading.parts.len() as u64).sum())
}
