//! One target, case by case.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use gouji::read::vocabulary::Vocabulary;

use crate::corpus::prng::Prng;
use crate::fuzz::coverage::Coverage;
use crate::fuzz::watch::Watch;
use crate::fuzz::{MEMORY, Order, bounds, mutate, seeds};
use crate::target::Target;
use crate::trial::{Bench, Outcome};

/// An input larger than this is not kept: it is slow, and what it comes by a smaller one does too.
const LARGEST: usize = 256 << 10;

/// A campaign, and what it has found so far.
struct Campaign<'a> {
    order: Order,
    bench: &'a Bench,
    vocabulary: Vocabulary<'a>,
    watch: Watch,
    /// Where the input of the case lies.
    last: PathBuf,
    /// What is mutated.
    inputs: Vec<Vec<u8>>,
    /// How many of them were there at first.
    given: usize,
    coverage: Option<Coverage>,
    found: u64,
    most: usize,
    slowest: Duration,
}

/// Tries what the order says.
pub fn run(order: Order) -> ExitCode {
    let name = order.target.name();
    let last = std::env::temp_dir().join(format!("gouji-fuzz-{name}.last"));
    let bench = Bench::new();
    let mut inputs = seeds::of(order.target);
    inputs.extend(order.keep.iter().flat_map(|folder| kept(&folder.join(name))));
    let mut campaign = Campaign {
        vocabulary: bench.vocabulary(),
        bench: &bench,
        watch: Watch::over(name, &last),
        last,
        given: inputs.len(),
        inputs,
        coverage: Coverage::of_this_program(),
        found: 0,
        most: 0,
        slowest: Duration::ZERO,
        order,
    };
    let fault = if campaign.order.files.is_empty() { campaign.mutations() } else { campaign.files() };
    match fault {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{name}: {fault}");
            ExitCode::FAILURE
        }
    }
}

impl Campaign<'_> {
    fn files(&mut self) -> Result<(), String> {
        for (at, file) in self.order.files.clone().iter().enumerate() {
            let input = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
            let found = self.one(at as u64, &input).map_err(|fault| format!("{} {fault}", file.display()))?;
            println!("{}: {found} found in {}", self.order.target.name(), file.display());
        }
        Ok(())
    }

    fn mutations(&mut self) -> Result<(), String> {
        let Order { target, seconds, cases, seed, from, .. } = self.order;
        let name = target.name();
        let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
        let cases = cases.or(seconds.is_none().then_some(1000));
        self.seeds()?;
        let mut n = from;
        while until.is_none_or(|until| Instant::now() < until) && cases.is_none_or(|cases| n - from < cases) {
            let mut prng = Prng::new(seed ^ n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let input = mutate::case(target, self.some(&mut prng), &mut prng);
            self.found += self.one(n, &input).map_err(|fault| {
                let kept = PathBuf::from(format!("fuzz-{name}-{n}.input"));
                let kept =
                    fs::write(&kept, &input).map_or_else(|error| error.to_string(), |()| kept.display().to_string());
                format!("case {n} {fault}; input in {kept}, mutated from {} inputs", self.inputs.len())
            })?;
            self.keep(input);
            n += 1;
        }
        println!(
            "{name}: {} cases, {} found in them, at most {} MiB and {} ms for a case",
            n - from,
            self.found,
            self.most >> 20,
            self.slowest.as_millis()
        );
        if let Some(coverage) = &self.coverage {
            let (reached, all) = coverage.reached();
            let new = self.inputs.len() - self.given;
            println!("{name}: came by {reached} of {all} parts, {new} inputs came by something new");
        }
        Ok(())
    }

    /// What the seeds come by is not new.
    fn seeds(&mut self) -> Result<(), String> {
        if self.coverage.is_none() {
            return Ok(());
        }
        for at in 0..self.inputs.len() {
            let input = self.inputs[at].clone();
            self.one(at as u64, &input).map_err(|fault| format!("input {at} {fault}"))?;
            self.coverage.as_mut().map(Coverage::is_new);
        }
        Ok(())
    }

    /// The inputs a case is made from: every other time the newest, which nobody has mutated often.
    fn some(&self, prng: &mut Prng) -> &[Vec<u8>] {
        const NEWEST: usize = 32;
        match self.coverage.is_some() && prng.chance(500) {
            true => &self.inputs[self.inputs.len().saturating_sub(NEWEST)..],
            false => &self.inputs,
        }
    }

    /// Keeps an input that has come by something new.
    fn keep(&mut self, input: Vec<u8>) {
        let is_new = self.coverage.as_mut().is_some_and(Coverage::is_new);
        if !is_new || input.len() > LARGEST {
            return;
        }
        if let Some(folder) = &self.order.keep {
            let folder = folder.join(self.order.target.name());
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(&blake3::hash(&input).to_hex()[..16]), &input).unwrap();
        }
        self.inputs.push(input);
    }

    fn one(&mut self, n: u64, input: &[u8]) -> Outcome {
        fs::write(&self.last, input).unwrap();
        self.vocabulary.rest();
        let target: Target = self.order.target;
        self.coverage.iter_mut().for_each(Coverage::begin);
        self.watch.begins(n);
        let start = Instant::now();
        let base = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let (bench, vocabulary) = (self.bench, &mut self.vocabulary);
        let tried = catch_unwind(AssertUnwindSafe(|| bench.try_one(target, input, vocabulary)));
        let taken = MEMORY.peak_usage().saturating_sub(base);
        self.watch.ended();
        self.most = self.most.max(taken);
        self.slowest = self.slowest.max(start.elapsed());
        let found = tried.map_err(|_| "panicked".to_owned())??;
        match taken > bounds::memory(target, input) {
            true => Err(format!("took {taken} bytes of memory for {}", input.len())),
            false => Ok(found),
        }
    }
}

/// The inputs in a folder, in order of their names.
fn kept(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}
