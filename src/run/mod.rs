//! The pipeline, one line per stage: find, read, assemble, check, localize, roll up, rank, write,
//! verify, publish.
//!
//! Start with [`run()`] and [`find_out`]: each line is a stage with a module of its own. The stages
//! are plain functions; threads and files are the business of this room, of [`crate::report`] and
//! of [`crate::frame`]. The screen is not known here: a caller follows the progress through a
//! [`Listener`].
//!
//! ```text
//! find_out   discover ► read ► assemble ► check ► weigh ► localize           also `gouji check`
//! run        find_out ► roll up ► explain ► rank ► write ► verify ► publish ► replace the output folder
//! again      read a finished run back ► publish ► replace                    `gouji report`
//! ```

mod account;
pub mod answers;
pub mod cases;
pub mod compare;
pub mod diff;
pub mod discover;
pub mod dossier;
mod error;
pub mod events;
pub mod explain;
mod folder;
mod judge;
pub mod manifest;
mod path_text;
mod placement;
pub mod publish;
mod repair;
pub mod table;
pub mod trace;
pub mod unreadable;
pub mod verify;
mod written;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use rayon::prelude::*;

use crate::assemble::{self, Assembled};
use crate::check::Checked;
use crate::frame;
use crate::model::{
    Explanation, Filing, Finding, Intake, OfficeIx, Pipeline, Ranking, Reading, Register, Repair, Rollup, Source,
    SourceIx, Standings, Subject, Word, Wording, Year,
};
use crate::rank;
use crate::read::decode::Refusal;
use crate::read::member::Member;
use crate::read::{self, Read, vocabulary::Vocabulary};
use crate::report::{FILINGS_FILE, FilingsContext, FilingsWriter, Results, WRITERS};
use crate::rollup;
use crate::run::discover::FoundFile;
use crate::run::events::{Listener, Stage};
use crate::run::folder::OutFolder;
use crate::run::publish::Published;

pub use error::Error;
pub use folder::{KeptFile, give_up};
pub use judge::{anomalies, check_all};

/// What a run is asked to do.
#[derive(Clone, Debug, Default)]
pub struct RunRequest {
    /// Files and folders, in any order.
    pub inputs: Vec<PathBuf>,
    /// The output folder. Not touched until the run is complete.
    pub out: PathBuf,
    /// The years to report; empty for all that were found.
    pub years: BTreeSet<Year>,
    /// The year in hand; the latest reported if not given. It is assumed for filings that do not
    /// name one.
    pub year: Option<Year>,
    /// Explanations of findings, instead of those that belong to the pipeline.
    pub explanations: Option<Vec<Explanation>>,
    /// The output folder of an earlier run, to report what has changed since.
    pub since: Option<PathBuf>,
    /// Which outputs to write.
    pub publish: Publish,
}

/// Which outputs a run writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Publish {
    /// The tables, and the reports made from them.
    #[default]
    All,
    /// The tables only.
    Tables,
}

/// Everything that a run has found.
pub struct Finished {
    /// What was read, in path order. Sheets and archive members are sources of their own.
    pub sources: Vec<Source>,
    /// The register, with the offices that were found added.
    pub register: Register,
    /// In order of office and year. All years, not only those reported.
    pub filings: Vec<Filing>,
    /// What became of each source, in the same order.
    pub intake: Vec<Intake>,
    /// In order of office, year, rule and key; only for the years reported.
    pub findings: Vec<Finding>,
    /// How often each rule was checked, by its position in the pipeline.
    pub tallies: Vec<crate::model::Tally>,
    /// In order of office and year, likeliest first.
    pub repairs: Vec<Repair>,
    /// Office-years, most questionable first. Empty until [`run()`] has made it, like the rollup.
    pub ranking: Ranking,
    /// Sums with their coverage.
    pub rollup: Rollup,
    /// For each reported filing, whether the sums of the city, of its district and of its kind
    /// include it. Empty until the rollup is made.
    pub counted: Vec<[bool; 3]>,
    /// How every office stands for the years reported. Empty until all findings are there.
    pub standings: Standings,
    /// The years reported.
    pub years: BTreeSet<Year>,
    /// The one of them that summary, letters and lists are about: the one asked for if it is
    /// reported, or else the latest.
    pub year_in_hand: Option<Year>,
    /// Explanations found among the inputs, in letters and workbooks that offices have sent back.
    pub answers: Vec<Explanation>,
    /// Number of explanations that match no finding.
    pub unused_explanations: u64,
    /// The inputs, as given.
    pub given: Vec<PathBuf>,
    /// What the reports say in sum; `None` if only the tables were written.
    pub published: Option<Published>,
    /// Files in the output folder that somebody has changed, and that were kept.
    pub kept: Vec<KeptFile>,
    /// Seconds that each stage took.
    pub timings: Vec<(Stage, f64)>,
}

impl Finished {
    /// The filings of the years reported.
    pub fn reported(&self) -> Vec<&Filing> {
        self.filings.iter().filter(|filing| self.years.contains(&filing.year)).collect()
    }
}

/// Runs the whole pipeline and replaces the output folder.
///
/// `register` has the offices that are expected to file; it is empty if none was given. `wording`
/// is the language of the outputs.
///
/// # Errors
///
/// An input or the output folder cannot be used, or an output cannot be written. Nothing is
/// published unless the tables, read back, agree with the run; [`Error::Differs`] says that they do
/// not, and is a fault of the program. On any error the output folder keeps its former contents.
pub fn run(
    request: &RunRequest,
    pipeline: &Pipeline,
    register: Register,
    wording: &Wording,
    listener: &dyn Listener,
) -> Result<Finished, Error> {
    placement::check(&request.out, &request.inputs)?;
    let out = OutFolder::prepare(&request.out)?;
    let mut finished = find_out(request, pipeline, register, listener)?;
    let mut timer = StageTimer::new(listener);
    let filings = timer.stage(Stage::RollUp, || roll_up_and_write(&mut finished, pipeline, &out))?;
    explain_all(&mut finished, request, pipeline);
    rank(&mut finished, pipeline);
    finished.standings = manifest::standings(&finished, pipeline);
    let mut rows = timer.stage(Stage::Write, || write(&finished, pipeline, wording, &out, listener))?;
    rows.push((FILINGS_FILE, filings));
    timer.stage(Stage::Verify, || verify::tables(out.path(), &finished, pipeline, &rows))?;
    manifest::write(&finished, pipeline, &rows, out.path())?;
    account::outputs(&finished, pipeline, out.path())?;
    account::asked(&finished, pipeline)?;
    if request.publish == Publish::All {
        let since = request.since.as_deref();
        let with = publish::Publishing { since, pipeline, wording, listener };
        finished.published = timer.stage(Stage::Publish, || publish::publish(out.path(), &out, &with)).map(Some)?;
    }
    finished.timings.append(&mut timer.timings);
    manifest::write_timings(&finished, out.path())?;
    finished.kept = out.replace()?;
    Ok(finished)
}

/// Everything up to the findings and repairs: reads and checks, and writes nothing.
///
/// # Errors
///
/// An input does not exist, there is no file in any of them, or the account of what was read does
/// not add up. A file that cannot be read is not an error: it has a row in the intake that says
/// why.
pub fn find_out(
    request: &RunRequest,
    pipeline: &Pipeline,
    register: Register,
    listener: &dyn Listener,
) -> Result<Finished, Error> {
    for input in &request.inputs {
        let gone = |error| Error::InputGone { path: input.display().to_string(), error };
        std::fs::symlink_metadata(input).map_err(gone)?;
    }
    let mut timer = StageTimer::new(listener);
    let found = timer.stage(Stage::Discover, || discover::discover(&request.inputs, &request.out));
    if found.is_empty() {
        let given: Vec<String> = request.inputs.iter().map(|input| input.display().to_string()).collect();
        return Err(Error::NoInput(given.join(", ")));
    }
    let (sources, mut readings) = timer.stage(Stage::Read, || read_all(&found, pipeline, listener));
    account::files(&found, &sources)?;
    let figures = account::FigureCounts::read(&readings, &sources)?;
    let answers = answers::given_back(&mut readings, pipeline);
    let context = assemble::AssembleContext { pipeline, sources: &sources, year: request.year };
    let mut assembled = timer.stage(Stage::Assemble, || assemble::assemble(readings, register, &context));
    let years = years(&assembled, request);
    let year_in_hand = request.year.filter(|year| years.contains(year)).or_else(|| years.last().copied());
    figures.kept(&assembled.filings, &assembled.intake, &assembled.findings, &sources)?;
    assemble::missing(&mut assembled, &years, &context);
    let checked = timer.stage(Stage::Check, || check_all(&assembled.filings, &assembled.register, pipeline, listener));
    let mut checked = gather(&mut assembled, checked, &years);
    timer.stage(Stage::Weigh, || weigh(&mut checked, &assembled, &years, pipeline));
    let Checked { findings, tallies, .. } = checked;
    let mut repairs = timer.stage(Stage::Localize, || repair::all(&assembled.filings, &findings, pipeline, listener));
    repairs.retain(|repair| years.contains(&repair.year));
    let mut finished = Finished {
        register: assembled.register,
        filings: assembled.filings,
        intake: assembled.intake,
        findings,
        tallies,
        repairs,
        ranking: Ranking::default(),
        rollup: Rollup::default(),
        counted: Vec::new(),
        standings: Standings::default(),
        years,
        year_in_hand,
        answers,
        unused_explanations: 0,
        timings: Vec::new(),
        published: None,
        kept: Vec::new(),
        given: request.inputs.clone(),
        sources,
    };
    finished.timings = timer.timings;
    Ok(finished)
}

/// Applies all explanations to the findings.
fn explain_all(finished: &mut Finished, request: &RunRequest, pipeline: &Pipeline) {
    let Finished { findings, filings, register, answers, .. } = finished;
    // The last explanation applies, so those given by the user come last, and the pipeline's own
    // first.
    let mut explanations = if request.explanations.is_none() { pipeline.explanations.clone() } else { Vec::new() };
    explanations.append(&mut answers.clone());
    explanations.extend(request.explanations.iter().flatten().cloned());
    let used = explain::explain(findings, filings, &explanations, register, pipeline);
    finished.unused_explanations = used.iter().filter(|used| !**used).count() as u64;
}

/// Ranks the reported filings.
fn rank(finished: &mut Finished, pipeline: &Pipeline) {
    let reported = finished.reported();
    let ranking = rank::rank(&finished.findings, &reported, pipeline);
    finished.ranking = ranking;
}

/// Measures how long each stage takes, and tells the listener when one ends.
struct StageTimer<'a> {
    listener: &'a dyn Listener,
    /// Seconds of each stage that has ended.
    timings: Vec<(Stage, f64)>,
}

impl<'a> StageTimer<'a> {
    fn new(listener: &'a dyn Listener) -> StageTimer<'a> {
        StageTimer { listener, timings: Vec::new() }
    }

    /// Does the work of one stage and records its time.
    fn stage<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        self.listener.end(stage);
        self.timings.push((stage, start.elapsed().as_secs_f64()));
        done
    }
}

/// Number of files handed to a thread at a time.
const FILES: usize = 32;

/// Reads all files, in parallel. Returns the sources, with the members of an archive or workbook in
/// its place, and the reading of each. Both are in the same order, whatever the number of threads.
fn read_all(found: &[FoundFile], pipeline: &Pipeline, listener: &dyn Listener) -> (Vec<Source>, Vec<Reading>) {
    listener.begin(Stage::Read, found.len() as u64);
    // Vocabularies are reused, so that no thread learns the labels twice.
    let vocabularies: Mutex<Vec<Vocabulary<'_>>> = Mutex::new(Vec::new());
    let take = || vocabularies.lock().ok().and_then(|mut pool| pool.pop()).unwrap_or_else(|| Vocabulary::new(pipeline));
    let reads: Vec<Read> = found
        .par_chunks(FILES)
        .enumerate()
        .flat_map_iter(|(chunk, files)| {
            let mut vocabulary = take();
            let readings: Vec<Read> = files
                .iter()
                .enumerate()
                .map(|(at, file)| read_one(SourceIx((chunk * FILES + at) as u32), file, &mut vocabulary))
                .collect();
            listener.step(Stage::Read, files.len() as u64);
            if let Ok(mut pool) = vocabularies.lock() {
                pool.push(vocabulary);
            }
            readings
        })
        .collect();
    flatten(found, reads)
}

/// Puts the members of archives and workbooks into the list of sources, and renumbers them.
fn flatten(found: &[FoundFile], reads: Vec<Read>) -> (Vec<Source>, Vec<Reading>) {
    // In most runs no file has members, and the readings need not be moved.
    if reads.iter().all(|read| matches!(read, Read::Text(_))) {
        let text = |read| match read {
            Read::Text(reading) => Some(reading),
            Read::Members(_) => None,
        };
        return (
            found.iter().map(|found| found.source.clone()).collect(),
            reads.into_iter().filter_map(text).collect(),
        );
    }
    let mut sources = Vec::with_capacity(found.len());
    let mut readings: Vec<Reading> = Vec::with_capacity(found.len());
    let mut push = |source: Source, mut reading: Reading| {
        reading.set_source(SourceIx(sources.len() as u32));
        sources.push(source);
        readings.push(reading);
    };
    for (found, read) in found.iter().zip(reads) {
        match read {
            Read::Text(reading) => push(found.source.clone(), reading),
            Read::Members(members) => members.into_iter().for_each(|Member { source, reading }| push(source, reading)),
        }
    }
    (sources, readings)
}

/// Reads one file. What cannot be read becomes a reading without filings that says why, so this
/// never fails. `vocabulary` remembers labels from file to file.
pub fn read_one(ix: SourceIx, found: &FoundFile, vocabulary: &mut Vocabulary<'_>) -> Read {
    let refuse = |sentence: &'static str, word: &'static str, filled: Word| {
        read::refused(Intake::new(ix), Refusal::new(sentence).with(word, filled))
    };
    if let Some(skip) = &found.skip {
        let mut reading = refuse(skip.sentence, "error", Word::from(&skip.error));
        if skip.ignored {
            reading.intake.reception = crate::model::Reception::Ignored;
        }
        return Read::Text(reading);
    }
    match discover::bytes(&found.file) {
        Ok(Some(bytes)) => read::file(&bytes, ix, &found.source, vocabulary),
        Ok(None) => Read::Text(refuse("intake.too_many_bytes", "most", Word::from(discover::LARGEST >> 30))),
        Err(error) => Read::Text(refuse("intake.unreadable", "error", Word::from(&error))),
    }
}

/// The years requested, or else those for which an office on the register has filed; without a
/// register, all years. Offices not on the register do not add years, since their names may be
/// misread.
fn years(assembled: &Assembled, request: &RunRequest) -> BTreeSet<Year> {
    if !request.years.is_empty() {
        return request.years.clone();
    }
    let register = &assembled.register;
    let registered = assembled.filings.iter().filter(|filing| register.office(filing.office).registered);
    let years: BTreeSet<Year> = registered.map(|filing| filing.year).collect();
    if years.is_empty() { assembled.filings.iter().map(|filing| filing.year).collect() } else { years }
}

/// Merges the findings and counts of assembling and checking, for the years reported.
fn gather(assembled: &mut Assembled, mut checked: Checked, years: &BTreeSet<Year>) -> Checked {
    checked.findings.append(&mut assembled.findings);
    checked.findings.retain(|finding| years.contains(&finding.year));
    for (mine, theirs) in checked.tallies.iter_mut().zip(&assembled.tallies) {
        mine.add(theirs);
    }
    sort(&mut checked.findings);
    checked.prints = Vec::new();
    checked
}

/// Adds the anomalies to the findings.
fn weigh(checked: &mut Checked, assembled: &Assembled, years: &BTreeSet<Year>, pipeline: &Pipeline) {
    let Assembled { filings, register, .. } = assembled;
    let anomalies = anomalies(rank::Material { pipeline, filings, register, years, findings: &checked.findings });
    for (rule, tally) in &anomalies.tallies {
        checked.tallies[rule.at()].add(tally);
    }
    checked.findings.extend(anomalies.findings);
    sort(&mut checked.findings);
}

/// Sorts by subject, year, rule and key; findings that share all of these, by message.
fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.subject.clone(), finding.year, finding.rule, finding.key.clone());
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}

/// Sums the filings and writes `filings.parquet` in one pass, batch by batch. Adds what the rollup
/// found to the findings. Returns the number of rows written.
fn roll_up_and_write(finished: &mut Finished, pipeline: &Pipeline, out: &OutFolder) -> Result<u64, Error> {
    let cells = frame::cells_met(&finished.filings, &pipeline.catalogue);
    let filings_context = FilingsContext { pipeline, register: &finished.register, sources: &finished.sources };
    let mut writer = FilingsWriter::create(out.path(), &cells, filings_context)?;
    let context = rollup::RollupContext { pipeline, register: &finished.register };
    let mut sink = |filings: &[&Filing], batch| writer.append(filings, batch).map_err(Error::from);
    let rolled = rollup::roll_up(&finished.reported(), &cells, &context, &mut sink)?;
    let rows = writer.finish()?;
    finished.rollup = rolled.rollup;
    finished.counted = rolled.counted;
    finished.findings.extend(rolled.findings);
    for (rule, tally) in &rolled.tallies {
        finished.tallies[rule.at()].add(tally);
    }
    sort(&mut finished.findings);
    Ok(rows)
}

/// Writes the other tables in parallel. Returns their names and numbers of rows.
fn write(
    finished: &Finished,
    pipeline: &Pipeline,
    wording: &Wording,
    out: &OutFolder,
    listener: &dyn Listener,
) -> Result<Vec<(&'static str, u64)>, Error> {
    listener.begin(Stage::Write, WRITERS.len() as u64);
    let cells = frame::cells_met(&finished.filings, &pipeline.catalogue);
    let reported = finished.reported();
    let results = Results {
        pipeline,
        wording,
        register: &finished.register,
        sources: &finished.sources,
        filings: &reported,
        cells: &cells,
        findings: &finished.findings,
        repairs: &finished.repairs,
        ranking: &finished.ranking,
        rollup: &finished.rollup,
        intake: &finished.intake,
    };
    WRITERS
        .par_iter()
        .map(|(name, writer)| {
            let rows = writer(&results, out.path()).map_err(|error| Error::Output { file: name, error })?;
            listener.step(Stage::Write, 1);
            Ok((*name, rows))
        })
        .collect()
}

/// The office that a finding is about; `None` if it is about a group.
pub fn office_of(finding: &Finding) -> Option<OfficeIx> {
    match finding.subject {
        Subject::Office(office) => Some(office),
        Subject::Group(..) => None,
    }
}
