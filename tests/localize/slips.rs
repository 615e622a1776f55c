//! Slips put into sound filings, of the kinds an office makes; each at a place of its own.

use super::prng::Prng;
use super::truth::{CELLS, COLUMNS, REQUESTS, ROWS, request};

/// Every kind that is put in.
pub const KINDS: [&str; 14] = [
    "one wrong digit",
    "two digits exchanged",
    "a digit lost",
    "a digit doubled",
    "sign",
    "moved to the next column",
    "moved to the next row",
    "two cells exchanged",
    "row moved by a column",
    "total not brought up to date",
    "blanked total",
    "off by one",
    "unit",
    "arbitrary",
];

/// A filing as it comes in: `None` is a blank.
pub type Filed = [Option<i64>; CELLS];

/// Where slips may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In table 三 only, nine in ten in a cell that is not 0.
    Requests,
    /// The same in tables 三 and 四.
    Everywhere,
    /// In table 三, as often in a 0 as in any other cell; figures move onto others, far cells are exchanged, rows
    /// are turned round: what the engine was not made for.
    Wild,
}

/// Puts `n` slips into a sound filing; gives their kinds.
pub fn spoil(prng: &mut Prng, truth: &[i64; CELLS], n: usize, place: Where) -> (Filed, Vec<usize>) {
    let mut filed = truth.map(Some);
    let mut kinds = Vec::new();
    let mut touched = [false; CELLS];
    for _ in 0..200 {
        if kinds.len() == n {
            break;
        }
        let kind = prng.below(KINDS.len());
        let Some(changes) = slip(prng, truth, kind, place) else { continue };
        let changes: Vec<_> = changes.into_iter().filter(|(cell, to)| *to != Some(truth[*cell])).collect();
        if changes.is_empty() || changes.iter().any(|(cell, _)| touched[*cell]) {
            continue;
        }
        for (cell, to) in changes {
            filed[cell] = to;
            touched[cell] = true;
        }
        kinds.push(kind);
    }
    (filed, kinds)
}

fn slip(prng: &mut Prng, truth: &[i64; CELLS], kind: usize, place: Where) -> Option<Vec<(usize, Option<i64>)>> {
    let wild = place == Where::Wild;
    let n = if place == Where::Everywhere { CELLS } else { REQUESTS };
    let nonzero: Vec<usize> = (0..n).filter(|cell| truth[*cell] != 0).collect();
    // Nine slips in ten happen where there is a figure.
    let any = if !wild && prng.chance(0.9) { prng.pick(&nonzero)? } else { prng.below(n) };
    let written = prng.pick(&nonzero)?;
    let one = |cell: usize, to: i64| Some(vec![(cell, Some(to))]);
    match kind {
        0 => one(any, wrong_digit(prng, truth[any])),
        1 => one(written, exchanged(prng, truth[written])?),
        2 => one(written, lost(prng, truth[written])?),
        3 => one(written, doubled(prng, truth[written])),
        4 => one(written, -truth[written]),
        5 | 6 if wild => moved_onto(prng, truth, written, if kind == 5 { 1 } else { COLUMNS }),
        7 if wild => swapped_far(prng, truth, written),
        8 if wild && prng.chance(0.5) => row_turned(prng, truth),
        9 if wild => {
            let total = prng.pick(&totals(truth, n))?;
            one(total, (truth[total] - 1 - prng.below(5) as i64).max(0))
        }
        5 => moved(prng, truth, written, 1),
        6 => moved(prng, truth, written, COLUMNS),
        7 => swapped(prng, truth, written),
        8 => row_moved(prng, truth),
        9 => {
            let total = prng.pick(&totals(truth, n))?;
            let part = prng.pick(&parts(total).into_iter().filter(|part| truth[*part] > 0).collect::<Vec<_>>())?;
            let late = 1 + prng.below(truth[part] as usize) as i64;
            one(total, truth[total] - late)
        }
        10 => {
            let total = prng.pick(&totals(truth, n))?;
            let evaluated = total < REQUESTS && total % COLUMNS != COLUMNS - 1;
            Some(vec![(total, if evaluated && prng.chance(0.5) { None } else { Some(0) })])
        }
        11 => one(any, (truth[any] + if prng.chance(0.5) { 1 } else { -1 }).max(0)),
        12 => {
            let power = 10i64.pow(1 + prng.below(3) as u32);
            let small = truth[written] % power == 0 && prng.chance(0.5);
            one(written, if small { truth[written] / power } else { truth[written] * power })
        }
        _ => one(any, prng.below((truth[any] * 3).max(30) as usize) as i64),
    }
}

fn totals(truth: &[i64; CELLS], n: usize) -> Vec<usize> {
    let rows = (0..ROWS).map(|row| request(row, 6));
    let disposed = (0..6).map(|column| request(23, column));
    let remedies = (0..3).map(|block| REQUESTS + 5 * block + 4);
    rows.chain(disposed).chain(remedies).filter(|cell| *cell < n && truth[*cell] != 0).collect()
}

fn parts(total: usize) -> Vec<usize> {
    if total >= REQUESTS {
        return (total - 4..total).collect();
    }
    let (row, column) = (total / COLUMNS, total % COLUMNS);
    if column == 6 {
        (0..6).map(|column| request(row, column)).collect()
    } else {
        (2..23).map(|row| request(row, column)).collect()
    }
}

fn digits(number: i64) -> Vec<u8> {
    number.to_string().bytes().map(|digit| digit - b'0').collect()
}

fn number(digits: &[u8]) -> i64 {
    digits.iter().fold(0, |number, digit| number * 10 + i64::from(*digit))
}

fn wrong_digit(prng: &mut Prng, from: i64) -> i64 {
    let mut digits = digits(from);
    let at = prng.below(digits.len());
    let lowest = u8::from(at == 0 && digits.len() > 1);
    let others: Vec<u8> = (lowest..10).filter(|digit| *digit != digits[at]).collect();
    digits[at] = prng.pick(&others).unwrap_or(0);
    number(&digits)
}

fn exchanged(prng: &mut Prng, from: i64) -> Option<i64> {
    let mut digits = digits(from);
    let places: Vec<usize> = (1..digits.len()).filter(|at| digits[*at] != digits[at - 1]).collect();
    let at = prng.pick(&places)?;
    digits.swap(at, at - 1);
    Some(number(&digits))
}

fn lost(prng: &mut Prng, from: i64) -> Option<i64> {
    let mut digits = digits(from);
    if digits.len() < 2 {
        return None;
    }
    digits.remove(prng.below(digits.len()));
    Some(number(&digits))
}

fn doubled(prng: &mut Prng, from: i64) -> i64 {
    let mut digits = digits(from);
    let at = prng.below(digits.len());
    digits.insert(at, digits[at]);
    number(&digits)
}

/// The cell before or after, `step` cells away, within the same row or column of its table.
fn neighbour(prng: &mut Prng, cell: usize, step: usize) -> Option<usize> {
    let forward = prng.chance(0.5);
    let to = if forward { cell + step } else { cell.checked_sub(step)? };
    let (start, width, end) = if cell < REQUESTS { (0, COLUMNS, REQUESTS) } else { (REQUESTS, 5, CELLS) };
    let same_row = to >= start && to < end && (to - start) / width == (cell - start) / width;
    let same_column = to >= start && to < end && (to - start) % width == (cell - start) % width;
    (if step == 1 { same_row } else { same_column }).then_some(to)
}

fn moved(prng: &mut Prng, truth: &[i64; CELLS], from: usize, step: usize) -> Option<Vec<(usize, Option<i64>)>> {
    let step = if step > 1 && from >= REQUESTS { 5 } else { step };
    let to = neighbour(prng, from, step)?;
    (truth[to] == 0).then(|| vec![(from, Some(0)), (to, Some(truth[from]))])
}

fn swapped(prng: &mut Prng, truth: &[i64; CELLS], one: usize) -> Option<Vec<(usize, Option<i64>)>> {
    let step = if prng.chance(0.5) {
        1
    } else if one < REQUESTS {
        COLUMNS
    } else {
        5
    };
    let other = neighbour(prng, one, step)?;
    (truth[one] != truth[other]).then(|| vec![(one, Some(truth[other])), (other, Some(truth[one]))])
}

/// All seven figures, or the six before the total, stand one column to the right or to the left.
fn row_moved(prng: &mut Prng, truth: &[i64; CELLS]) -> Option<Vec<(usize, Option<i64>)>> {
    let rows: Vec<usize> = (0..ROWS).filter(|row| truth[request(*row, 6)] != 0).collect();
    let row = prng.pick(&rows)?;
    let span = if prng.chance(0.5) { 6 } else { 7 };
    let right = prng.chance(0.5);
    let shown = |column: usize| match (right, column) {
        (true, 0) => 0,
        (true, _) => truth[request(row, column - 1)],
        (false, last) if last + 1 == span => 0,
        (false, _) => truth[request(row, column + 1)],
    };
    Some((0..span).map(|column| (request(row, column), Some(shown(column)))).collect())
}

/// The figure stands in a neighbour cell, instead of what was there or added to it.
fn moved_onto(prng: &mut Prng, truth: &[i64; CELLS], from: usize, step: usize) -> Option<Vec<(usize, Option<i64>)>> {
    let to = neighbour(prng, from, step)?;
    let there = if prng.chance(0.5) { truth[to] } else { 0 };
    Some(vec![(from, Some(0)), (to, Some(truth[from] + there))])
}

/// Any two cells of a row or a column.
fn swapped_far(prng: &mut Prng, truth: &[i64; CELLS], one: usize) -> Option<Vec<(usize, Option<i64>)>> {
    let (row, column) = (one / COLUMNS, one % COLUMNS);
    let other = if prng.chance(0.5) { request(row, prng.below(COLUMNS)) } else { request(prng.below(ROWS), column) };
    (truth[one] != truth[other]).then(|| vec![(one, Some(truth[other])), (other, Some(truth[one]))])
}

/// What is pushed out at one end comes in at the other.
fn row_turned(prng: &mut Prng, truth: &[i64; CELLS]) -> Option<Vec<(usize, Option<i64>)>> {
    let rows: Vec<usize> = (0..ROWS).filter(|row| truth[request(*row, 6)] != 0).collect();
    let row = prng.pick(&rows)?;
    let span = if prng.chance(0.5) { 6 } else { 7 };
    let by = if prng.chance(0.5) { 1 } else { span - 1 };
    Some((0..span).map(|column| (request(row, column), Some(truth[request(row, (column + by) % span)]))).collect())
}
