//! The account of a run: checks, by a separate count, that nothing was lost between the inputs and
//! the outputs.
//!
//! ```text
//! files found         =  rows of intake.csv                            files
//! figures read        =  figures in filings + figures with a remark    FigureCounts
//! filings × laws      =  held + failed + skipped                       asked
//! findings, cells …   =  rows of the tables as they lie on disk        outputs
//! ```
//!
//! Each side is counted on its own path: from the readings and the filings in memory, and from the
//! files in the folder, row by row. A run that does not add up is a fault of the program and
//! publishes nothing.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{
    Check, Filing, Finding, Intake, Pipeline, Reading, Reception, Rule, Severity, Source, SourceIx, State, Status,
    Subject,
};
use crate::report::record::{CellsTable, FindingsTable, IntakeTable, RankingTable};
use crate::run::discover::FoundFile;
use crate::run::manifest::{MANIFEST_FILE, Manifest, RuleRun};
use crate::run::{Error, Finished, table};

/// How often each value occurs in a column.
type WordCounts = BTreeMap<String, u64>;

/// Checks that every file found is a source or contains some, and that every source lies in a file
/// found. A source in an archive or workbook is named `file/member` or `file#sheet`.
pub(super) fn files(found: &[FoundFile], sources: &[Source]) -> Result<(), Error> {
    let mut rows: FxHashMap<&str, u64> = found.iter().map(|file| (file.source.path.as_str(), 0)).collect();
    for source in sources {
        let path = source.path.as_str();
        // The innermost file wins: a folder may have a row of its own besides those of its files.
        let ends = path.rmatch_indices(['/', '#']).map(|(at, _)| at);
        let file =
            std::iter::once(path.len()).chain(ends).find_map(|end| path.get(..end).filter(|p| rows.contains_key(p)));
        match file.and_then(|file| rows.get_mut(file)) {
            Some(n) => *n += 1,
            None => return Err(differs("intake.csv", format!("`{path}` is in no input"))),
        }
    }
    match rows.iter().filter(|(_, n)| **n == 0).map(|(path, _)| path).min() {
        Some(path) => Err(differs("intake.csv", format!("no row for `{path}`"))),
        None => Ok(()),
    }
}

/// How many figures were read from each source, by its position.
pub(super) struct FigureCounts(Vec<u64>);

impl FigureCounts {
    /// Counts the figures in the readings, which are in the order of their sources. The row of the
    /// intake must say the same.
    pub(super) fn read(readings: &[Reading], sources: &[Source]) -> Result<FigureCounts, Error> {
        let count = |reading: &Reading| -> u64 {
            let parts = reading.parts.par_iter().with_min_len(1024);
            parts.map(|part| part.cells.numbers().count() as u64).sum()
        };
        let figures: Vec<u64> = readings.iter().map(count).collect();
        let differing = figures.iter().zip(readings).find(|(n, reading)| **n != reading.intake.cells_read);
        match differing {
            None => Ok(FigureCounts(figures)),
            Some((n, Reading { intake, .. })) => {
                let path = sources.get(intake.source.at()).map_or("", |source| source.path.as_str());
                Err(differs("intake.csv", format!("{n} figures of `{path}`, and {} in its row", intake.cells_read)))
            }
        }
    }

    /// Checks that every figure read is in a filing, or that its file has a remark or a finding
    /// that says why not; and that no filing has more figures than were read.
    ///
    /// This is the promise that reading never loses anything silently: a stage that drops a figure
    /// without a word ends the run here.
    pub(super) fn kept(
        &self,
        filings: &[Filing],
        intake: &[Intake],
        findings: &[Finding],
        sources: &[Source],
    ) -> Result<(), Error> {
        let mut kept = vec![0u64; self.0.len()];
        let by_source: Vec<FxHashMap<SourceIx, u64>> = filings.par_chunks(1 << 12).map(by_source).collect();
        for (source, n) in by_source.into_iter().flatten() {
            kept[source.at()] += n;
        }
        let mut is_told = vec![false; self.0.len()];
        for row in intake {
            is_told[row.source.at()] |= row.reception != Reception::Accepted || !row.messages.is_empty();
        }
        for source in findings.iter().filter_map(|finding| finding.source.or(Some(finding.place?.source))) {
            is_told[source.at()] = true;
        }
        for (at, (read, kept)) in self.0.iter().zip(kept).enumerate() {
            if kept > *read || (kept < *read && !is_told[at]) {
                let path = &sources[at].path;
                return Err(differs("filings.parquet", format!("{kept} figures of `{path}`, and {read} were read")));
            }
        }
        Ok(())
    }
}

/// Number of figures in some filings, by the source each was printed in.
fn by_source(filings: &[Filing]) -> FxHashMap<SourceIx, u64> {
    let mut found = FxHashMap::default();
    for filing in filings {
        match &filing.places.sources()[..] {
            [only] => *found.entry(*only).or_default() += filing.cells.numbers().count() as u64,
            _ => {
                for (cell, _) in filing.cells.numbers() {
                    let source = filing.places.of(cell).map_or(filing.source(), |place| place.source);
                    *found.entry(source).or_default() += 1;
                }
            }
        }
    }
    found
}

/// Checks that every law was checked on every filing, once for each of its lines. The expected
/// number is worked out from the filings.
pub(super) fn asked(finished: &Finished, pipeline: &Pipeline) -> Result<(), Error> {
    pipeline.rules.par_iter().zip(&finished.tallies).try_for_each(|(rule, tally)| {
        let Some((least, most)) = lines(rule, &finished.filings) else { return Ok(()) };
        match (least..=most).contains(&tally.asked()) {
            true => Ok(()),
            false => {
                let name = &rule.id.0;
                let message =
                    format!("`{name}` was asked {} times, and there were {least} to {most} to ask", tally.asked());
                Err(differs(MANIFEST_FILE, message))
            }
        }
    })
}

/// How often a law could be checked: at least without the subtotal lines of groups, which few
/// filings have, and at most with them. `None` for a rule that is not a law.
fn lines(rule: &Rule, filings: &[Filing]) -> Option<(u64, u64)> {
    let by_form: Vec<(u64, u64)> = match &rule.check {
        Check::Linear { instances, .. } => {
            let all = instances.iter();
            all.map(|lines| (lines.iter().filter(|line| !line.on_own_line).count() as u64, lines.len() as u64))
                .collect()
        }
        Check::Conditional { instances, .. } => {
            instances.iter().map(|lines| (lines.len() as u64, lines.len() as u64)).collect()
        }
        Check::Unique { .. } | Check::Usual { .. } | Check::Prose | Check::Fact(_) | Check::Method(_) => return None,
    };
    let of = |filing: &Filing| by_form.get(filing.form_for(rule).at()).copied().unwrap_or_default();
    Some(filings.iter().map(of).fold((0, 0), |(least, most), (a, b)| (least + a, most + b)))
}

/// Checks that the tables and `run.json` in the folder agree with the run, and that each of them
/// adds up.
pub(super) fn outputs(finished: &Finished, pipeline: &Pipeline, folder: &Path) -> Result<(), Error> {
    let manifest = Manifest::read(&folder.join(MANIFEST_FILE))?;
    intake(&manifest, finished, folder)?;
    let rows = FindingCounts::of(folder)?;
    findings(&manifest, &rows)?;
    broken(finished, pipeline, &rows.rules)?;
    ranking(finished, folder)?;
    cells(finished, folder)?;
    rules(&manifest)
}

/// Checks `intake.csv` against the sources and against the counts in `run.json`.
fn intake(manifest: &Manifest, finished: &Finished, folder: &Path) -> Result<(), Error> {
    const FILE: &str = "intake.csv";
    let (mut status, mut cells, mut paths) = (WordCounts::new(), [0u64; 3], 0usize);
    table::each_row::<IntakeTable>(folder, |row| {
        let source = finished.sources.get(paths)?;
        paths += usize::from(*row.path == source.path);
        *status.entry(row.status.code().to_owned()).or_default() += 1;
        for (sum, n) in cells.iter_mut().zip([row.cells_read, row.cells_blank, row.cells_unread]) {
            *sum += n;
        }
        Some(())
    })?;
    let inputs = &manifest.inputs;
    same(FILE, "files", paths as u64, finished.sources.len() as u64)?;
    same(FILE, "files", paths as u64, inputs.files)?;
    same(FILE, "files of every status", status.values().sum(), inputs.files)?;
    for (name, n) in &status {
        same(FILE, name, *n, inputs.status.get(name).copied().unwrap_or_default())?;
    }
    let [read, blank, unread] = cells;
    same(FILE, "cells_read", read, inputs.cells_read)?;
    same(FILE, "cells_blank", blank, inputs.cells_blank)?;
    same(FILE, "cells_unread", unread, inputs.cells_unread)
}

const FINDINGS: &str = "findings.csv";

/// The rows of `findings.csv` by severity, status and rule, counted in one pass.
#[derive(Default)]
struct FindingCounts {
    /// By severity, status and rule.
    severities: WordCounts,
    status: WordCounts,
    rules: WordCounts,
}

impl FindingCounts {
    fn of(folder: &Path) -> Result<FindingCounts, Error> {
        let mut found = FindingCounts::default();
        table::each_row::<FindingsTable>(folder, |row| {
            let values = [row.severity.code(), row.status.code(), &row.rule];
            for (count, value) in [&mut found.severities, &mut found.status, &mut found.rules].into_iter().zip(values) {
                *count.entry(value.to_owned()).or_default() += 1;
            }
            Some(())
        })?;
        Ok(found)
    }
}

/// Checks the numbers of findings by severity and status that `run.json` gives.
fn findings(manifest: &Manifest, FindingCounts { severities, status, .. }: &FindingCounts) -> Result<(), Error> {
    let counts = &manifest.counts;
    let stated = [
        (severities, Severity::Error.code(), counts.errors),
        (severities, Severity::Warning.code(), counts.warnings),
        (severities, Severity::Anomaly.code(), counts.anomalies),
        (severities, Severity::Note.code(), counts.notes),
        (status, Status::Explained.code(), counts.explained),
        (status, Status::Reopened.code(), counts.reopened),
    ];
    for (counted, word, stated) in stated {
        same(FINDINGS, word, counted.get(word).copied().unwrap_or_default(), stated)?;
    }
    same(FINDINGS, "rows", severities.values().sum(), manifest.rows.get(FINDINGS).copied().unwrap_or_default())
}

/// Checks that every breach of a law is a row of `findings.csv`, as far as its year is reported. An
/// office above others may have a note in addition, so laws that look below are left out.
fn broken(finished: &Finished, pipeline: &Pipeline, rows: &WordCounts) -> Result<(), Error> {
    let are_all_reported = finished.filings.iter().all(|filing| finished.years.contains(&filing.year));
    let laws = pipeline.rules.iter().zip(&finished.tallies).filter(|(rule, _)| is_said_once(rule));
    for (rule, tally) in laws {
        let n = rows.get(&rule.id.0).copied().unwrap_or_default();
        if n > tally.failed || are_all_reported {
            same(FINDINGS, &rule.id.0, n, tally.failed)?;
        }
    }
    Ok(())
}

/// True for a law of which each breach is exactly one finding.
fn is_said_once(rule: &Rule) -> bool {
    match &rule.check {
        Check::Linear { .. } => !rule.looks_below(),
        Check::Conditional { .. } => true,
        Check::Unique { .. } | Check::Usual { .. } | Check::Prose | Check::Fact(_) | Check::Method(_) => false,
    }
}

/// Checks that the ranking counts every open finding about an office exactly once, by severity.
/// Notes are not ranked.
fn ranking(finished: &Finished, folder: &Path) -> Result<(), Error> {
    const FILE: &str = "ranking.csv";
    const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Anomaly];
    const COLUMNS: [&str; 3] = ["errors", "warnings", "anomalies"];
    let mut ranked = [0u64; COLUMNS.len()];
    table::each_row::<RankingTable>(folder, |row| {
        for (sum, n) in ranked.iter_mut().zip([row.errors, row.warnings, row.anomalies]) {
            *sum += u64::from(n);
        }
        Some(())
    })?;
    COLUMNS.iter().zip(SEVERITIES).zip(ranked).try_for_each(|((name, severity), n)| {
        let is_counted = |finding: &&Finding| {
            let is_of_office = matches!(finding.subject, Subject::Office(_));
            is_of_office && finding.severity == severity && finding.status != Status::Explained
        };
        same(FILE, name, n, finished.findings.iter().filter(is_counted).count() as u64)
    })
}

/// Checks that every printed cell without a number has a row in `cells.csv`. A cell that the source
/// lacks need not have one.
fn cells(finished: &Finished, folder: &Path) -> Result<(), Error> {
    const FILE: &str = "cells.csv";
    const PRINTED: [State; 5] =
        [State::Blank, State::NotApplicable, State::BelowLimit, State::Unreadable, State::Unread];
    let mut rows = WordCounts::new();
    table::each_row::<CellsTable>(folder, |row| {
        *rows.entry(row.state.code().to_owned()).or_default() += 1;
        Some(())
    })?;
    let reported = finished.reported();
    PRINTED.iter().try_for_each(|state| {
        let of = |filing: &&Filing| filing.cells.gaps().filter(|(_, gap)| gap == state).count() as u64;
        let n: u64 = reported.par_iter().with_min_len(1 << 10).map(of).sum();
        let name = state.code();
        same(FILE, name, rows.get(name).copied().unwrap_or_default(), n)
    })
}

/// Checks, in `run.json`, that held, failed and skipped add up for every rule.
fn rules(manifest: &Manifest) -> Result<(), Error> {
    for RuleRun { rule, asked, checked, held, failed, skipped } in &manifest.rules {
        same(MANIFEST_FILE, rule, held + failed, *checked)?;
        same(MANIFEST_FILE, rule, held + failed + skipped.values().sum::<u64>(), *asked)?;
    }
    Ok(())
}

/// Compares a count with what the run says it should be. `what` names the count in the error.
fn same(file: &'static str, what: &str, counted: u64, expected: u64) -> Result<(), Error> {
    if counted == expected {
        Ok(())
    } else {
        Err(differs(file, format!("{counted} `{what}`, and {expected} in the run")))
    }
}

/// The error for an output that differs from the run.
fn differs(file: &'static str, first: String) -> Error {
    Error::Differs { file, n: 1, first }
}

#[cfg(test)]
mod tests {
    //! Every check passes on a real run and fails when one side of it is damaged.

    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::model::{Lang, Message, Place, Register, Spot, Value, Wording};
    use crate::run::events::Silent;
    use crate::run::{self, RunRequest};
    use crate::spec;

    fn source(path: &str) -> Source {
        Source { path: path.to_owned(), root_len: 0 }
    }

    fn found(path: &str) -> FoundFile {
        FoundFile { source: source(path), file: path.into(), skip: None }
    }

    #[test]
    fn files_and_intake_rows_must_match() {
        let given_in_each_other = ["out", "out/a.csv"].map(found);
        assert!(files(&given_in_each_other, &["out", "out/a.csv"].map(source)).is_ok());
        assert!(files(&given_in_each_other, &["out/a.csv"].map(source)).is_err());
        let sources = ["a.xls", "a.xlsx#1", "b.zip/x", "b.zip/y", "c.xlsx#1"].map(source);
        let given = ["a.xls", "a.xlsx", "b.zip", "c.xlsx"].map(found);
        assert!(files(&given, &sources).is_ok());
        assert!(files(&given[..3], &sources).is_err());
        assert!(files(&given, &sources[..4]).is_err());
        assert!(files(&given, &[&sources[..1], &sources[2..]].concat()).is_err());
    }

    #[test]
    fn rule_counts_must_add_up() {
        let manifest = |asked: u64| {
            let skipped = [("blank".to_owned(), 4)].into();
            let rule = RuleRun { rule: "A".to_owned(), asked, checked: 3, held: 2, failed: 1, skipped };
            Manifest { rules: vec![rule], ..Manifest::default() }
        };
        assert!(rules(&manifest(7)).is_ok() && rules(&manifest(8)).is_err());
    }

    /// A run on three files: a sample filing with broken arithmetic, one with an unreadable cell,
    /// and a file that is not a filing.
    struct SampleRun {
        pipeline: Pipeline,
        finished: Finished,
        out: PathBuf,
        _folder: tempfile::TempDir,
    }

    fn sample() -> SampleRun {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        fs::create_dir(&input).unwrap();
        let path = "sample_data/filings/departments/published/2023/勾稽市对数委员会.csv";
        let filing = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        fs::write(input.join("a.csv"), &filing).unwrap();
        let other = filing.replace("勾稽市对数委员会", "勾稽市珠算管理局").replace(",37", ",三七?");
        fs::write(input.join("b.csv"), other).unwrap();
        fs::write(input.join("c.csv"), "nothing").unwrap();
        let out = folder.path().join("out");
        let request = RunRequest {
            inputs: vec![input],
            out: out.clone(),
            publish: run::Publish::Tables,
            ..RunRequest::default()
        };
        let (pipeline, wording): (Pipeline, Wording) =
            (spec::load("cn-disclosure").unwrap(), spec::wording(Lang::En).unwrap());
        let finished = run::run(&request, &pipeline, Register::default(), &wording, &Silent).unwrap();
        // At the time of the checks the list of written files does not exist yet.
        fs::remove_file(out.join("written.csv")).unwrap();
        SampleRun { pipeline, finished, out, _folder: folder }
    }

    #[test]
    fn a_lost_row_or_a_changed_count_is_detected() {
        let sample = sample();
        outputs(&sample.finished, &sample.pipeline, &sample.out).unwrap();
        // Damages one file, and returns the name of the file in the resulting error.
        let change = |file: &str, change: &dyn Fn(&str) -> String| {
            let path = sample.out.join(file);
            let before = fs::read_to_string(&path).unwrap();
            let after = change(&before);
            assert!(after != before, "{file} has nothing to damage");
            fs::write(&path, after).unwrap();
            let result = outputs(&sample.finished, &sample.pipeline, &sample.out);
            fs::write(&path, before).unwrap();
            match result {
                Err(Error::Differs { file, .. }) => file,
                other => panic!("{file}: {other:?}"),
            }
        };
        let without_last = |text: &str| text.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n";
        for file in ["intake.csv", "findings.csv", "ranking.csv"] {
            assert_eq!(change(file, &without_last), file);
        }
        let swapped = |from: &'static str, to: &'static str| move |text: &str| text.replacen(from, to, 1);
        assert_eq!(change("intake.csv", &swapped(",rejected,", ",accepted,")), "intake.csv");
        assert_eq!(change("findings.csv", &swapped(",error,", ",note,")), "findings.csv");
        assert_eq!(change("findings.csv", &swapped(",open,", ",explained,")), "findings.csv");
        assert_eq!(change("cells.csv", &swapped(",unreadable,", ",blank,")), "cells.csv");
        assert_eq!(change("run.json", &swapped("\"files\": 3", "\"files\": 4")), "intake.csv");
        assert_eq!(change("run.json", &swapped("\"rejected\": 1", "\"rejected\": 2")), "intake.csv");
        assert_eq!(change("run.json", &swapped("\"failed\": 1", "\"failed\": 2")), "run.json");
        outputs(&sample.finished, &sample.pipeline, &sample.out).unwrap();
    }

    #[test]
    fn a_table_that_disagrees_with_the_run_is_detected() {
        let mut sample = sample();
        let filing = &mut sample.finished.filings[0];
        let unread = filing.cells.iter().find(|(_, value)| value.number().is_some()).unwrap().0;
        let before = filing.cells.clone();
        filing.cells.set(unread, Value::Not(State::Unread), "");
        assert!(outputs(&sample.finished, &sample.pipeline, &sample.out).is_err());
        sample.finished.filings[0].cells = before;
        outputs(&sample.finished, &sample.pipeline, &sample.out).unwrap();
        sample.finished.findings[0].severity = Severity::Anomaly;
        assert!(ranking(&sample.finished, &sample.out).is_err());
    }

    #[test]
    fn a_law_not_checked_on_every_filing_is_detected() {
        let mut sample = sample();
        asked(&sample.finished, &sample.pipeline).unwrap();
        let last = sample.finished.filings.pop().unwrap();
        assert!(asked(&sample.finished, &sample.pipeline).is_err());
        sample.finished.filings.push(last);
        asked(&sample.finished, &sample.pipeline).unwrap();
        sample.finished.tallies.iter_mut().for_each(|tally| tally.held += 1);
        assert!(asked(&sample.finished, &sample.pipeline).is_err());
    }

    #[test]
    fn breaches_and_finding_rows_must_match() {
        let mut sample = sample();
        let law = |sample: &SampleRun| {
            let laws = sample.pipeline.rules.iter().zip(&sample.finished.tallies);
            laws.enumerate().find(|(_, (rule, tally))| is_said_once(rule) && tally.failed > 0).unwrap().0
        };
        let at = law(&sample);
        let is_detected = |sample: &SampleRun| {
            broken(&sample.finished, &sample.pipeline, &FindingCounts::of(&sample.out).unwrap().rules).is_err()
        };
        assert!(!is_detected(&sample));
        sample.finished.tallies[at].failed += 1;
        assert!(is_detected(&sample));
        // Breaches in years that are not reported have no rows.
        let years = std::mem::take(&mut sample.finished.years);
        assert!(!is_detected(&sample));
        sample.finished.tallies[at].failed -= 2;
        assert!(is_detected(&sample));
        sample.finished.years = years;
        assert!(is_detected(&sample));
    }

    #[test]
    fn a_figure_lost_without_a_remark_is_detected() {
        let sample = sample();
        let Finished { filings, intake, sources, .. } = &sample.finished;
        let read: Vec<u64> = intake.iter().map(|row| row.cells_read).collect();
        let kept = |read: Vec<u64>, filings: &[Filing], intake: &[Intake], findings: &[Finding]| {
            FigureCounts(read).kept(filings, intake, findings, sources).is_ok()
        };
        assert!(read[0] > 100 && kept(read.clone(), filings, intake, &[]));
        let first = filings.iter().position(|filing| filing.source() == SourceIx(0)).unwrap();
        let mut fewer = filings.clone();
        fewer.remove(first);
        assert!(!kept(read.clone(), &fewer, intake, &[]), "a filing is gone");
        let mut lacking = filings.clone();
        let cell = lacking[first].cells.iter().find(|(_, value)| value.number().is_some()).unwrap().0;
        lacking[first].cells.set(cell, Value::Not(State::Unread), "");
        assert!(!kept(read.clone(), &lacking, intake, &[]), "a figure is gone");
        let mut more = read.clone();
        more[0] -= 1;
        assert!(!kept(more, filings, intake, &[]), "a figure was never read");
        let mut remarked = intake.clone();
        remarked[0].remark(Message::verbatim("left"));
        assert!(kept(read.clone(), &fewer, &remarked, &[]));
        let mut remarked = intake.clone();
        remarked[0].reception = Reception::Duplicate;
        assert!(kept(read.clone(), &fewer, &remarked, &[]));
        let mut finding = sample.finished.findings[0].clone();
        finding.place = Some(Place { source: SourceIx(0), spot: Spot::default() });
        assert!(kept(read.clone(), &fewer, intake, &[finding.clone()]));
        finding.place = Some(Place { source: SourceIx(1), spot: Spot::default() });
        assert!(!kept(read, &fewer, intake, &[finding]), "the word is about another file");
    }

    #[test]
    fn an_intake_row_must_count_what_was_read() {
        let reading = |cells_read: u64| {
            let mut intake = Intake::new(SourceIx(0));
            intake.cells_read = cells_read;
            Reading { intake, parts: Vec::new(), precedence: crate::model::Precedence::default() }
        };
        let sources = [source("a.csv")];
        assert!(
            FigureCounts::read(&[reading(0)], &sources).is_ok() && FigureCounts::read(&[reading(1)], &sources).is_err()
        );
    }
}
