//! What was read against what was printed.

use std::collections::BTreeSet;

use gouji::model::{Lang, Part, Pipeline, Reading, Register, Source, SourceIx, State, Value, Wording};
use gouji::read::{self, vocabulary::Vocabulary};
use gouji::{assemble, spec};

use crate::corpus::form::{FEES, REQUESTS, RESULTS, cell_codes, request};
use crate::layouts::dress::{Expected, traditional};
use crate::layouts::file::File;

/// How a file was read.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Cells that say something else than was printed, and nobody was told.
    pub wrong: Vec<String>,
    /// Cells that were not read, and it was said.
    pub unread: Vec<String>,
    pub named: usize,
}

/// Reads the file and compares every cell.
pub fn judge(file: &File, pipeline: &Pipeline) -> Verdict {
    let wording = spec::wording(Lang::Zh).unwrap();
    let source = Source { path: file.path.clone(), root_len: 0 };
    let reading = read::source(&file.bytes, SourceIx(0), &source, &wording, &mut Vocabulary::new(pipeline));
    let mut verdict = Verdict::default();
    if reading.parts.len() != file.expected.len() {
        verdict.named = file.expected.len();
        let found = format!("{} filings: {} {}", reading.parts.len(), reading.intake.message, reading.intake.encoding);
        // Tables of several filings in one would be the worst of all.
        let list = if reading.parts.is_empty() { &mut verdict.unread } else { &mut verdict.wrong };
        list.push(found);
        return verdict;
    }
    for (part, expected) in reading.parts.iter().zip(&file.expected) {
        compare(part, expected, file, pipeline, &mut verdict);
    }
    if verdict.named > 0 {
        verdict.unread.extend(reading.intake.unmatched.iter().map(|label| format!("unmatched {label:?}")));
    }
    settle(reading, file, source, &wording, pipeline, &mut verdict);
    verdict
}

/// Whose the filings are, and of which year, once all that is said of it has been weighed.
fn settle(
    reading: Reading,
    file: &File,
    source: Source,
    wording: &Wording,
    pipeline: &Pipeline,
    verdict: &mut Verdict,
) {
    let sources = [source];
    let context = assemble::Context { pipeline, sources: &sources, wording, year: None };
    let assembled = assemble::assemble(vec![reading], Register::default(), &context);
    // A file in traditional characters names its office in them.
    let name = |office| traditional(&assembled.register.office(office).name);
    let found: BTreeSet<_> = assembled.filings.iter().map(|one| (name(one.office), Some(one.year.0))).collect();
    let owners: BTreeSet<_> = file.owners.iter().map(|(office, year)| (traditional(office), *year)).collect();
    verdict.wrong.extend(found.difference(&owners).map(|(office, year)| format!("filed as {office} {year:?}")));
    for (office, year) in owners.difference(&found) {
        verdict.named += 1;
        let message = &assembled.intake[0].message;
        verdict.unread.push(format!("no filing of {office} {year:?} in `{}`: {message}", file.path));
    }
}

fn compare(part: &Part, all: &[Expected], file: &File, pipeline: &Pipeline, verdict: &mut Verdict) {
    for (at, code) in cell_codes().iter().enumerate() {
        let cell = pipeline.catalogue.by_code(code).unwrap();
        let read = part.cells.get(cell);
        let expected = match all[at] {
            // The generator keeps money in hundredths of 万元, the engine in hundredths of 元.
            Expected::Number(number) if at == FEES => Value::Number(number * 10_000),
            Expected::Number(number) => Value::Number(number),
            Expected::Not(state) => Value::Not(state),
        };
        // Where a figure of the row is lost, a blank may as well be the sign for none that has gone.
        let is_none = matches!(expected, Value::Not(_)) && matches!(read, Value::Not(State::Blank));
        if read == expected || is_none && file.doubtful.contains(&at) {
            continue;
        }
        let told = format!("{code}: printed {expected:?}, read {read:?} `{}`", part.cells.raw(cell));
        match read {
            Value::Not(State::Unreadable | State::Unread | State::NotInSource) => {
                verdict.named += usize::from(!file.doubtful.contains(&at) && !may_have_moved(all, at));
                verdict.unread.push(told);
            }
            Value::Number(_) | Value::Not(State::Blank | State::NotApplicable | State::BelowLimit) => {
                verdict.wrong.push(told);
            }
        }
    }
}

/// True for a cell of a row without a total in which one figure is as much as all others: it may be the total of a row
/// that has lost a figure.
fn may_have_moved(all: &[Expected], at: usize) -> bool {
    let of_requests = (0..REQUESTS.len()).map(|row| request(row, 0)..request(row + 1, 0));
    let remedies = request(REQUESTS.len(), 0);
    let of_remedies = (remedies..all.len()).step_by(RESULTS.len()).map(|first| first..first + RESULTS.len());
    let Some(mut row) = of_requests.chain(of_remedies).find(|row| row.contains(&at)) else { return false };
    let number = |cell: usize| match all[cell] {
        Expected::Number(number) => number,
        Expected::Not(_) => 0,
    };
    let is_without_total = row.next_back().is_some_and(|total| all[total] == Expected::Not(State::Blank));
    let (sum, largest) = (row.clone().map(number).sum::<i64>(), row.map(number).max().unwrap_or(0));
    is_without_total && largest > 0 && largest * 2 >= sum
}
