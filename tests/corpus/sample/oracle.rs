//! Which findings the planted faults must lead to, worked out without the engine.

use crate::corpus::form::{
    APPLICANTS, CARRIED_IN, CARRIED_OUT, DISPOSED, FEES, LEAVES, PROACTIVE, RECEIVED, REMEDIES, REQUESTS, TOTAL,
    cell_codes, proactive, remedy, request,
};
use crate::corpus::print::Print;
use crate::corpus::sample::faults::{Edit, edits};
use crate::corpus::sample::{Sample, YEARS};

/// A finding that a run over the sample must report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expected {
    pub office: String,
    pub year: u16,
    pub rule: &'static str,
    pub key: String,
    pub severity: &'static str,
}

/// What can be read in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Figure(i64),
    Blank,
    Unreadable,
}

type Verdict = (&'static str, String, &'static str);

/// All findings, by office and year.
pub fn expected(sample: &Sample) -> Vec<Expected> {
    let mut all = Vec::new();
    for office in &sample.offices {
        for year in YEARS.into_iter().filter(|year| office.files_for(*year)) {
            let print = sample.prints.get(&(office.code.clone(), year));
            let mut verdicts = filed(&office.code, year, print.is_some());
            if let Some(print) = print {
                verdicts.extend(cells(print));
                verdicts.extend(down(print));
                verdicts.extend(corner(print));
                verdicts.extend(across(print));
                let previous = sample.prints.get(&(office.code.clone(), year - 1));
                verdicts.extend(previous.into_iter().flat_map(|previous| from_year_to_year(print, previous)));
            }
            all.extend(verdicts.into_iter().map(|(rule, key, severity)| Expected {
                office: office.code.clone(),
                year,
                rule,
                key,
                severity,
            }));
        }
    }
    all.sort();
    all
}

fn filed(office: &str, year: u16, is_there: bool) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    if !is_there {
        verdicts.push(("MISSING", String::new(), "error"));
    }
    for edit in edits(office, year) {
        match edit {
            Edit::FiledTwice(..) => verdicts.push(("DUPLICATE", String::new(), "warning")),
            Edit::InFolderOf(_) => verdicts.push(("TXT-YEAR", String::new(), "warning")),
            Edit::Add(..) | Edit::Write(..) | Edit::LeftOut(_) | Edit::NotFiled => {}
        }
    }
    verdicts
}

fn seen(print: &Print, cell: usize) -> Seen {
    let text = print.texts[cell].as_ref();
    match (text.parse(), text.parse::<f64>()) {
        _ if text.is_empty() => Seen::Blank,
        (Ok(count), _) => Seen::Figure(count),
        // The fees take part in no rule, so any number will do.
        (Err(_), Ok(_)) if cell == FEES => Seen::Figure(0),
        (Err(_), _) => Seen::Unreadable,
    }
}

/// The sum, with blanks as 0; none when a part cannot be read.
fn sum(print: &Print, cells: impl IntoIterator<Item = usize>) -> Option<i64> {
    cells.into_iter().try_fold(0, |sum, cell| match seen(print, cell) {
        Seen::Figure(figure) => Some(sum + figure),
        Seen::Blank => Some(sum),
        Seen::Unreadable => None,
    })
}

fn blank(print: &Print, cell: usize) -> bool {
    seen(print, cell) == Seen::Blank
}

fn differ(one: Option<i64>, other: Option<i64>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}

fn cells(print: &Print) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (cell, code) in cell_codes().into_iter().enumerate() {
        match seen(print, cell) {
            Seen::Unreadable => verdicts.push(("NUM-PARSE", code, "error")),
            Seen::Figure(..0) => verdicts.push(("NUM-NNEG", code, "error")),
            Seen::Figure(_) => {}
            Seen::Blank if is_blank_total(print, cell) => verdicts.push(("BLANK-TOTAL", code, "note")),
            Seen::Blank => {}
        }
    }
    let missing = print.left_out.iter().map(|row| format!("requests.{}", REQUESTS[*row].0));
    verdicts.extend(missing.map(|row| ("ROW-MISS", row, "error")));
    verdicts
}

/// A total that is blank while its row has other figures.
fn is_blank_total(print: &Print, cell: usize) -> bool {
    let row = match cell {
        10..185 if (cell - 10) % 7 == TOTAL => cell - TOTAL..cell,
        185.. if (cell - 185) % 5 == 4 => cell - 4..cell,
        _ => return false,
    };
    blank(print, cell) && row.into_iter().any(|part| !blank(print, part))
}

/// T3-BAL and T3-OUT.
fn down(print: &Print) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (column, (code, _)) in APPLICANTS.iter().enumerate() {
        let at = |row: usize| request(row, column);
        let is_open = |mut rows: std::slice::Iter<'_, usize>| rows.any(|row| is_blank_total(print, at(*row)));
        let part = |rows: &[usize]| sum(print, rows.iter().map(|row| at(*row)));
        let balance = [RECEIVED, CARRIED_IN, DISPOSED, CARRIED_OUT];
        if !is_open(balance.iter()) && differ(part(&balance[..2]), part(&balance[2..])) {
            verdicts.push(("T3-BAL", (*code).to_owned(), "error"));
        }
        let leaves: Vec<usize> = LEAVES.collect();
        let is_open = is_open(leaves.iter()) || is_open([DISPOSED].iter());
        if !is_open && differ(part(&[DISPOSED]), part(&leaves)) {
            verdicts.push(("T3-OUT", (*code).to_owned(), "error"));
        }
    }
    verdicts
}

/// T3-CORNER: by rows and by columns the same, and not what stands there; nothing is said where a part is blank.
fn corner(print: &Print) -> Option<Verdict> {
    let rows: Vec<usize> = LEAVES.filter(|row| !print.left_out.contains(row)).map(|row| request(row, TOTAL)).collect();
    let columns: Vec<usize> = (0..TOTAL).map(|column| request(DISPOSED, column)).collect();
    let corner = request(DISPOSED, TOTAL);
    let is_open = !print.left_out.is_empty() || rows.iter().chain(&columns).any(|cell| blank(print, *cell));
    let [rows, columns] = [sum(print, rows), sum(print, columns)];
    let agree = rows.is_some() && rows == columns;
    (!is_open && agree && differ(rows, sum(print, [corner]))).then(|| ("T3-CORNER", String::new(), "error"))
}

/// T3-ROW and T4-SUM.
fn across(print: &Print) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (row, (code, _, _)) in REQUESTS.iter().enumerate().filter(|(row, _)| !print.left_out.contains(row)) {
        let total = request(row, TOTAL);
        if !blank(print, total) && differ(sum(print, [total]), sum(print, request(row, 0)..total)) {
            verdicts.push(("T3-ROW", (*code).to_owned(), "error"));
        }
    }
    for (block, (code, _, _)) in REMEDIES.iter().enumerate() {
        let total = remedy(block, 4);
        let mut all = remedy(block, 0)..=total;
        if all.all(|cell| blank(print, cell)) {
            verdicts.push(("BLANK-TOTAL", format!("remedies.{code}@total"), "note"));
        } else if !blank(print, total) && differ(sum(print, [total]), sum(print, remedy(block, 0)..total)) {
            verdicts.push(("T4-SUM", (*code).to_owned(), "error"));
        }
    }
    verdicts
}

/// XY-CARRY and XY-STOCK; nothing is said where a part is blank.
fn from_year_to_year(print: &Print, previous: &Print) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (column, (code, _)) in APPLICANTS.iter().enumerate() {
        let (now, before) = (request(CARRIED_IN, column), request(CARRIED_OUT, column));
        let is_open = blank(print, now) || blank(previous, before);
        if !is_open && differ(sum(print, [now]), sum(previous, [before])) {
            let severity = if column == TOTAL { "error" } else { "warning" };
            verdicts.push(("XY-CARRY", (*code).to_owned(), severity));
        }
    }
    for (row, line) in PROACTIVE.iter().enumerate().take(2) {
        let [issued, repealed, in_force] = [0, 1, 2].map(|column| proactive(row) + column);
        let is_open = [issued, repealed, in_force].iter().any(|cell| blank(print, *cell)) || blank(previous, in_force);
        let stock = sum(previous, [in_force]).zip(sum(print, [issued])).zip(sum(print, [repealed]));
        let stock = stock.map(|((before, more), less)| before + more - less);
        if !is_open && differ(sum(print, [in_force]), stock) {
            verdicts.push(("XY-STOCK", line.code.to_owned(), "warning"));
        }
    }
    verdicts
}
