//! The published layout: three tables under their headings, cells that span others.

use crate::corpus::form::{
    APPLICANTS, CORNER, HEADINGS, OUTCOMES, PROACTIVE, REMEDIES, REQUESTS, RESULTS, proactive, remedy, request,
};
use crate::corpus::layout::Cover;
use crate::corpus::layout::slots::{Slot, Spans, below, covered, own, push_row, wide};
use crate::corpus::print::Print;

const ORGANISATIONS: &str = "法人或其他组织";
const APPLICANT: &str = "申请人情况";

/// The three tables as on the form.
pub fn matrix(print: &Print, cover: Cover<'_>, spans: Spans, delimiter: char) -> String {
    let rows = requests(print);
    document(print, cover, spans, delimiter, rows)
}

/// The same, but with the applicants of table 三 down and its rows across.
pub fn transposed(print: &Print, cover: Cover<'_>, delimiter: char) -> String {
    let rows = requests_transposed(print);
    document(print, cover, Spans::Blank, delimiter, rows)
}

fn document(print: &Print, cover: Cover<'_>, spans: Spans, delimiter: char, requests: Vec<Vec<Slot>>) -> String {
    let mut rows: Vec<Vec<Slot>> = cover.lines().into_iter().map(|line| vec![own(line)]).collect();
    rows.push(vec![own(HEADINGS[0])]);
    rows.extend(proactive_rows(print));
    rows.push(vec![own(HEADINGS[1])]);
    rows.extend(requests);
    rows.push(vec![own(HEADINGS[2])]);
    rows.extend(remedies(print));
    let mut out = String::with_capacity(4096);
    for row in &rows {
        push_row(&mut out, row, spans, delimiter);
    }
    out
}

fn proactive_rows(print: &Print) -> Vec<Vec<Slot>> {
    let mut rows = Vec::new();
    let mut article = "";
    for (at, row) in PROACTIVE.iter().enumerate() {
        let width = 3 / row.columns.len();
        if row.article != article {
            article = row.article;
            rows.push(wide(article, 4));
            let labels = row.columns.iter().flat_map(|column| wide(column.1, width));
            rows.push(std::iter::once(own("信息内容")).chain(labels).collect());
        }
        let figures = (0..row.columns.len()).flat_map(|column| wide(&print.texts[proactive(at) + column], width));
        rows.push(std::iter::once(own(row.label)).chain(figures).collect());
    }
    rows
}

fn requests(print: &Print) -> Vec<Vec<Slot>> {
    let mut rows = requests_header();
    let (mut outcomes_begun, mut group_begun) = (false, "");
    for (at, (_, group, label)) in REQUESTS.iter().enumerate() {
        if print.left_out.contains(&at) {
            continue;
        }
        let mut row = match (*group, at) {
            ("", 0 | 1 | 24) => wide(label, 3),
            ("", _) => [vec![once(OUTCOMES, outcomes_begun)], wide(label, 2)].concat(),
            _ => vec![once(OUTCOMES, outcomes_begun), once(group, group_begun == *group), own(*label)],
        };
        outcomes_begun |= at > 1;
        group_begun = group;
        row.extend((0..APPLICANTS.len()).map(|column| own(print.texts[request(at, column)].as_ref())));
        rows.push(row);
    }
    rows
}

fn once(text: &str, begun: bool) -> Slot {
    if begun { covered(text) } else { own(text) }
}

fn requests_header() -> Vec<Vec<Slot>> {
    let corner = wide(CORNER, 3);
    let person = own(APPLICANTS[0].1);
    let total = own(APPLICANTS[6].1);
    let organisations = APPLICANTS[1..6].iter().map(|column| own(column.1)).collect();
    vec![
        [corner.clone(), wide(APPLICANT, 7)].concat(),
        [below(&corner), vec![person.clone()], wide(ORGANISATIONS, 5), vec![total.clone()]].concat(),
        [below(&corner), below(&[person]), organisations, below(&[total])].concat(),
    ]
}

fn requests_transposed(print: &Print) -> Vec<Vec<Slot>> {
    let corner = wide(APPLICANT, 2);
    let mut rows = [corner.clone(), below(&corner), below(&corner)];
    let (mut outcomes_begun, mut group_begun) = (false, "");
    for (at, (_, group, label)) in REQUESTS.iter().enumerate().filter(|(at, _)| !print.left_out.contains(at)) {
        let slots = match (*group, at) {
            ("", 0 | 1 | 24) => [own(*label), covered(*label), covered(*label)],
            ("", _) => [once(OUTCOMES, outcomes_begun), own(*label), covered(*label)],
            _ => [once(OUTCOMES, outcomes_begun), once(group, group_begun == *group), own(*label)],
        };
        outcomes_begun |= at > 1;
        group_begun = group;
        for (row, slot) in rows.iter_mut().zip(slots) {
            row.push(slot);
        }
    }
    let mut rows = Vec::from(rows);
    for (column, (_, label)) in APPLICANTS.iter().enumerate() {
        let mut row = match column {
            0 | 6 => wide(label, 2),
            _ => vec![once(ORGANISATIONS, column > 1), own(*label)],
        };
        let present = (0..REQUESTS.len()).filter(|at| !print.left_out.contains(at));
        row.extend(present.map(|at| own(print.texts[request(at, column)].as_ref())));
        rows.push(row);
    }
    rows
}

fn remedies(print: &Print) -> Vec<Vec<Slot>> {
    let results: Vec<Slot> = RESULTS.iter().map(|column| own(column.1)).collect();
    let blocks = [results.clone(), wide(REMEDIES[1].2, 5), wide(REMEDIES[2].2, 5)].concat();
    let figures = (0..REMEDIES.len() * RESULTS.len()).map(|at| own(print.texts[remedy(0, 0) + at].as_ref()));
    vec![
        [wide(REMEDIES[0].2, 5), wide(REMEDIES[1].1, 10)].concat(),
        blocks,
        [below(&results), results.clone(), results].concat(),
        figures.collect(),
    ]
}
