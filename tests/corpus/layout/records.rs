//! Exports of a collecting system: one record per filing, or one per figure.

use crate::corpus::form::{APPLICANTS, PROACTIVE, REMEDIES, REQUESTS, RESULTS};
use crate::corpus::layout::push_record;
use crate::corpus::print::Print;

/// Header of the export with one record per figure.
pub const LONG_HEADER: [&str; 6] = ["单位名称", "年度", "表", "指标", "列", "数值"];

/// Header of the export with one record per filing.
pub fn wide_header() -> Vec<String> {
    let labels = labels().into_iter().map(|(table, row, column)| format!("{table}/{row}/{column}"));
    ["单位名称".to_owned(), "年度".to_owned()].into_iter().chain(labels).collect()
}

/// One filing as one record.
pub fn push_wide_row(out: &mut String, print: &Print, office: &str, year: &str, delimiter: char) {
    let figures = print.texts.iter().map(AsRef::as_ref);
    push_record(out, [office, year].into_iter().chain(figures), delimiter);
}

/// One filing as a record per figure.
pub fn push_long_rows(out: &mut String, print: &Print, office: &str, year: &str, delimiter: char) {
    for ((table, row, column), figure) in labels().iter().zip(&print.texts) {
        push_record(out, [office, year, table, row, column, figure.as_ref()], delimiter);
    }
}

/// Table, row with its group, and column of every cell, in the order of the form.
fn labels() -> Vec<(&'static str, String, &'static str)> {
    let within =
        |group: &str, label: &str| if group.is_empty() { label.to_owned() } else { format!("{group}/{label}") };
    let proactive =
        PROACTIVE.iter().flat_map(|row| row.columns.iter().map(|column| ("表二", row.label.to_owned(), column.1)));
    let requests =
        REQUESTS.iter().flat_map(|row| APPLICANTS.iter().map(move |column| ("表三", within(row.1, row.2), column.1)));
    let remedies = REMEDIES
        .iter()
        .flat_map(|block| RESULTS.iter().map(move |column| ("表四", within(block.1, block.2), column.1)));
    proactive.chain(requests).chain(remedies).collect()
}
