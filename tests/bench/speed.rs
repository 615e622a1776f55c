//! How long a run takes, held against merely splitting the same files into fields, and how much memory.
//!
//! `cargo bench --bench speed -- [--rounds N] [--matrix N] [--wide N] [--dir DIR]`: sizes in filings, 0 leaves a
//! corpus out. The two programs take turns, so that a change in the machine's load hits both. Nothing is asserted.

#[allow(dead_code, reason = "only the large corpora are used here")]
#[path = "../corpus/mod.rs"]
mod corpus;
#[path = "split.rs"]
mod split;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::corpus::bulk::{self, Shape};

const SPLIT_CHILD: &str = "--split-child";
const POLL: Duration = Duration::from_millis(5);

struct Plan {
    rounds: usize,
    dir: PathBuf,
    corpora: [Corpus; 2],
}

/// A corpus and what a run over it may cost at most.
struct Corpus {
    name: &'static str,
    shape: Shape,
    n_filings: u64,
    times_split: f64,
    gigabytes: f64,
}

/// What one child process took.
struct Taken {
    seconds: f64,
    /// None where the system does not tell.
    peak_kilobytes: Option<u64>,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [SPLIT_CHILD, paths @ ..] = words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        return split::run(&paths.iter().map(PathBuf::from).collect::<Vec<_>>());
    }
    let Some(plan) = plan(words.into_iter()) else {
        eprintln!("usage: speed [--rounds N] [--matrix N] [--wide N] [--dir DIR]");
        return ExitCode::from(2);
    };
    match plan.corpora.iter().filter(|corpus| corpus.n_filings > 0).try_for_each(|corpus| measure(&plan, corpus)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(3)
        }
    }
}

/// None when the command line is wrong; the word that cargo adds is passed over.
fn plan(mut words: impl Iterator<Item = String>) -> Option<Plan> {
    let matrix = Corpus { name: "matrix", shape: Shape::Matrix, n_filings: 100_000, times_split: 4.0, gigabytes: 1.0 };
    let wide = Corpus { name: "wide", shape: Shape::Wide, n_filings: 1_000_000, times_split: 6.0, gigabytes: 3.0 };
    let mut plan = Plan { rounds: 5, dir: std::env::temp_dir().join("gouji-speed"), corpora: [matrix, wide] };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => {}
            "--rounds" => plan.rounds = words.next()?.parse().ok().filter(|rounds| *rounds > 0)?,
            "--matrix" => plan.corpora[0].n_filings = words.next()?.parse().ok()?,
            "--wide" => plan.corpora[1].n_filings = words.next()?.parse().ok()?,
            "--dir" => plan.dir = PathBuf::from(words.next()?),
            _ => return None,
        }
    }
    Some(plan)
}

fn measure(plan: &Plan, corpus: &Corpus) -> io::Result<()> {
    let input = made(plan, corpus)?;
    let out = plan.dir.join("out");
    let (mut splits, mut runs) = (Vec::new(), Vec::new());
    // Not counted: it brings the files into memory.
    timed(&mut split_command(&input)?)?;
    for round in 1..=plan.rounds {
        let split = timed(&mut split_command(&input)?)?;
        let run = timed(&mut run_command(&input, &out))?;
        let ratio = run.seconds / split.seconds;
        println!("{} {round}: split {:.2} s, gouji {:.2} s, {ratio:.2}x", corpus.name, split.seconds, run.seconds);
        splits.push(split);
        runs.push(run);
    }
    report(corpus, &splits, &runs);
    if out.exists() { fs::remove_dir_all(out) } else { Ok(()) }
}

/// The corpus's folder; a mark beside it says that it is whole.
fn made(plan: &Plan, corpus: &Corpus) -> io::Result<PathBuf> {
    let name = format!("{}-{}-filings", corpus.name, corpus.n_filings);
    let (folder, mark) = (plan.dir.join(&name), plan.dir.join(format!("{name}.whole")));
    if !mark.exists() {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        eprintln!("making {} in {}", name, plan.dir.display());
        bulk::write(corpus.shape, &folder, corpus.n_filings, bulk::SEED)?;
        fs::write(mark, "")?;
    }
    Ok(folder)
}

fn split_command(input: &Path) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(SPLIT_CHILD).arg(input);
    Ok(command)
}

fn run_command(input: &Path, out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
    command.arg("run").arg("--input").arg(input).arg("--out").arg(out).arg("--quiet");
    command
}

fn timed(command: &mut Command) -> io::Result<Taken> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn()?;
    let (pid, has_ended) = (child.id(), AtomicBool::new(false));
    let (status, seconds, peak_kilobytes) = thread::scope(|scope| {
        let watch = scope.spawn(|| watched(pid, &has_ended));
        let status = child.wait();
        let seconds = start.elapsed().as_secs_f64();
        has_ended.store(true, Ordering::Relaxed);
        (status, seconds, watch.join().ok().flatten())
    });
    let status = status?;
    if !status.success() {
        return Err(io::Error::other(format!("`{}` ended with {status}", command.get_program().display())));
    }
    Ok(Taken { seconds, peak_kilobytes })
}

/// The most memory the process is seen to have used; the system keeps the peak, so little is missed between looks.
fn watched(pid: u32, has_ended: &AtomicBool) -> Option<u64> {
    let mut peak = None;
    while !has_ended.load(Ordering::Relaxed) {
        peak = peak.max(peak_kilobytes(pid));
        thread::sleep(POLL);
    }
    peak
}

fn peak_kilobytes(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn report(corpus: &Corpus, splits: &[Taken], runs: &[Taken]) {
    let seconds = |taken: &[Taken]| taken.iter().map(|taken| taken.seconds).collect();
    let ratios = splits.iter().zip(runs).map(|(split, run)| run.seconds / split.seconds).collect();
    let peak = runs.iter().filter_map(|run| run.peak_kilobytes).max();
    let peak = peak.map_or("unknown".to_owned(), |peak| format!("{:.2} GB", peak as f64 * 1024.0 / 1e9));
    println!("{} {} filings, median of {} rounds", corpus.name, corpus.n_filings, runs.len());
    println!("  split   {:8.2} s", median(seconds(splits)));
    println!("  gouji   {:8.2} s", median(seconds(runs)));
    println!("  ratio   {:8.2} x    target at most {:.0} x", median(ratios), corpus.times_split);
    println!("  memory  {peak:>10}    target at most {:.0} GB", corpus.gigabytes);
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    if figures.len() % 2 == 1 { figures[middle] } else { (figures[middle - 1] + figures[middle]) / 2.0 }
}
