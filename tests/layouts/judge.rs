//! What was read against what was printed.

use std::collections::BTreeSet;

use gouji::assemble;
use gouji::model::{Part, Pipeline, Reading, Register, Source, SourceIx, State, Value};
use gouji::read::{self, vocabulary::Vocabulary};

use crate::corpus::form::{FEES, REMEDIES, REQUESTS, RESULTS, TOTAL, cell_codes, remedy, request};
use crate::layouts::dress::{Expected, traditional};
use crate::layouts::file::File;
use crate::said::Said;

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
    let source = Source { path: file.path.clone(), root_len: 0 };
    let reading = read::source(&file.bytes, SourceIx(0), &source, &mut Vocabulary::new(pipeline));
    let mut verdict = Verdict::default();
    if reading.parts.len() != file.expected.len() {
        verdict.named = file.expected.len();
        let found =
            format!("{} filings: {} {}", reading.parts.len(), reading.intake.chinese(), reading.intake.encoding);
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
    settle(reading, file, source, pipeline, &mut verdict);
    verdict
}

/// Whose the filings are, and of which year, once all that is said of it has been weighed.
fn settle(reading: Reading, file: &File, source: Source, pipeline: &Pipeline, verdict: &mut Verdict) {
    let sources = [source];
    let context = assemble::AssembleContext { pipeline, sources: &sources, year: None };
    let assembled = assemble::assemble(vec![reading], Register::default(), &context);
    // A file in traditional characters names its office in them.
    let name = |office| traditional(&assembled.register.office(office).name);
    let found: BTreeSet<_> = assembled.filings.iter().map(|one| (name(one.office), Some(one.year.0))).collect();
    let owners: BTreeSet<_> = file.owners.iter().map(|(office, year)| (traditional(office), *year)).collect();
    verdict.wrong.extend(found.difference(&owners).map(|(office, year)| format!("filed as {office} {year:?}")));
    for (office, year) in owners.difference(&found) {
        verdict.named += 1;
        let message = assembled.intake[0].chinese();
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
        // Where a figure of the row is lost, a blank may as well be the nought or the sign for none that has gone.
        let is_none = matches!(expected, Value::Not(_) | Value::Number(0)) && read == Value::Not(State::Blank);
        if read == expected || is_none && file.doubtful.contains(&at) {
            continue;
        }
        let told = format!("{code}: printed {expected:?}, read {read:?} `{}`", part.cells.raw(cell));
        match read {
            Value::Not(State::Unreadable | State::Unread | State::NotInSource) => {
                verdict.named += usize::from(!file.doubtful.contains(&at) && !may_have_moved(all, at, file.sideways));
                verdict.unread.push(told);
            }
            Value::Number(_) | Value::Not(State::Blank | State::NotApplicable | State::BelowLimit) => {
                verdict.wrong.push(told);
            }
        }
    }
}

/// True where nothing tells whether what stands beside a cell has moved: its line has a blank or a sign for none, and its
/// sums do not hold as they are printed, or it has several blanks and more that is printed, or it has no total and one
/// figure that is as much as all others.
fn may_have_moved(all: &[Expected], at: usize, sideways: [bool; 2]) -> bool {
    let Some((line, sums)) = line(at, sideways) else { return false };
    let number = |cell: usize| match all[cell] {
        Expected::Number(number) => number,
        Expected::Not(_) => 0,
    };
    let n_blank = line.iter().filter(|cell| all[**cell] == Expected::Not(State::Blank)).count();
    let are_odd = (2..=line.len() / 2).contains(&n_blank);
    let has_blank = line.iter().any(|cell| matches!(all[*cell], Expected::Not(_)));
    let holds = |(wholes, parts): &Sum| {
        let sum = |cells: &[usize]| cells.iter().map(|cell| number(*cell)).sum::<i64>();
        sum(wholes) == sum(parts)
    };
    let may_be_total = |(wholes, parts): &Sum| {
        let largest = parts.iter().map(|cell| number(*cell)).max().unwrap_or(0);
        let is_blank = wholes.len() == 1 && all[wholes[0]] == Expected::Not(State::Blank);
        is_blank && largest > 0 && largest * 2 >= parts.iter().map(|cell| number(*cell)).sum()
    };
    are_odd || has_blank && !sums.iter().all(holds) || sums.iter().any(may_be_total)
}

/// What is summed to the same as what.
type Sum = (Vec<usize>, Vec<usize>);

/// The cells of the line of table 三 or 四 in which a cell is printed, and the sums in which they stand.
fn line(at: usize, [requests, remedies]: [bool; 2]) -> Option<(Vec<usize>, Vec<Sum>)> {
    let first = request(0, 0);
    if at < first {
        return None;
    }
    let within = at - first;
    let row = within / (TOTAL + 1);
    if row < REQUESTS.len() && !requests {
        let line: Vec<usize> = (0..=TOTAL).map(|column| request(row, column)).collect();
        let sum = (vec![line[TOTAL]], line[..TOTAL].to_vec());
        return Some((line, vec![sum]));
    }
    if row < REQUESTS.len() {
        let line: Vec<usize> = (0..REQUESTS.len()).map(|row| request(row, within % (TOTAL + 1))).collect();
        let sums = vec![(line[..2].to_vec(), line[23..].to_vec()), (vec![line[23]], line[2..23].to_vec())];
        return Some((line, sums));
    }
    let result = (at - remedy(0, 0)) % RESULTS.len();
    let of_block = |block: usize| (0..RESULTS.len()).map(|result| remedy(block, result)).collect::<Vec<usize>>();
    let sum = |line: &[usize]| (vec![line[RESULTS.len() - 1]], line[..RESULTS.len() - 1].to_vec());
    let sums: Vec<Sum> = (0..REMEDIES.len()).map(|block| sum(&of_block(block))).collect();
    let blocks = 0..REMEDIES.len();
    let line = match remedies {
        true => blocks.map(|block| remedy(block, result)).collect(),
        false => blocks.flat_map(of_block).collect(),
    };
    Some((line, sums))
}
