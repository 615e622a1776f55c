//! Exports of collecting systems: a line a filing, or a line a figure, of several offices and years.

use gouji::model::State;
use proptest::prelude::*;
use proptest::sample::select;

use crate::corpus::form::{APPLICANTS, OUTCOMES, PROACTIVE, REMEDIES, REQUESTS, RESULTS, cell_codes};
use crate::corpus::layout::push_record;
use crate::corpus::prng::Prng;
use crate::layouts::choices::habits;
use crate::layouts::dress::{self, Expected};
use crate::layouts::file::{File, is_total, random};
use crate::layouts::habits::{Habits, Labels, LineEnd};

/// How an export is laid out.
#[derive(Clone, Debug)]
pub struct Export {
    pub habits: Habits,
    pub shape: Shape,
    pub separator: &'static str,
    /// What stands before the labels of row and column.
    pub path: Path,
    pub order: Order,
    pub shuffled: bool,
    pub strangers: bool,
}

/// A line a filing or a line a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Wide,
    /// The header in two rows, the upper with merged cells.
    WideInTwoRows,
    /// In three, the headings over several rows of the form in the first.
    WideInThreeRows,
    Long,
    LongByCode,
}

/// How much of the form a header names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    Whole,
    WithoutTable,
    WithHeadings,
    Code,
}

/// In which order a header names row and column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Heading, line, applicant.
    GroupLine,
    /// Applicant, heading, line.
    ApplicantLine,
    /// Line, applicant; no heading.
    LineApplicant,
}

/// Any export.
pub fn exports() -> impl Strategy<Value = Export> {
    (
        habits(),
        select(vec![Shape::Wide, Shape::WideInTwoRows, Shape::WideInThreeRows, Shape::Long, Shape::LongByCode]),
        select(vec!["/", "-", "_", ">", "|", "：", "→", "\\", "", " ", "—", "、", "·"]),
        select(vec![Path::Whole, Path::WithHeadings, Path::WithoutTable, Path::Code]),
        select(vec![Order::GroupLine, Order::GroupLine, Order::ApplicantLine, Order::LineApplicant]),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(mut habits, shape, separator, path, order, shuffled, strangers)| {
            // With neither heading nor number the last line is called as a heading and as an applicant.
            if order == Order::LineApplicant && habits.labels == Labels::WithoutOrdinals {
                habits.labels = Labels::AsOnForm;
            }
            Export { habits, shape, separator, path, order, shuffled, strangers }
        })
}

const OWNERS: [(&str, u16); 3] = [("勾稽市珠算管理局", 2024), ("勾稽市算筹保护局", 2023), ("勾稽市珠算管理局", 2023)];

struct Label {
    table: &'static str,
    group: String,
    row: String,
    column: String,
    code: String,
}

/// Prints the filings of several offices and years.
pub fn print(export: &Export) -> File {
    let habits = &export.habits;
    let mut prng = Prng::new(habits.seed);
    let labels = labels(export, &mut prng);
    let mut order: Vec<usize> = (0..labels.len()).collect();
    if export.shuffled {
        for at in (1..order.len()).rev() {
            order.swap(at, prng.between(0, at as i64) as usize);
        }
    }
    let mut filings: Vec<(Vec<String>, Vec<Expected>)> = Vec::new();
    for _ in OWNERS {
        let filing = random(habits, &mut prng);
        let cells = filing.values.iter().enumerate();
        filings
            .push(cells.map(|(cell, value)| dress::printed(cell, *value, is_total(cell), habits, &mut prng)).unzip());
    }
    let mut out = String::new();
    match export.shape {
        Shape::Wide | Shape::WideInTwoRows | Shape::WideInThreeRows => {
            wide(export, &labels, &order, &filings, &mut out)
        }
        Shape::Long | Shape::LongByCode => long(export, &labels, &order, &filings, &mut out),
    }
    let text = match habits.line_end {
        LineEnd::Unix => out,
        LineEnd::Windows => out.replace('\n', "\r\n"),
    };
    let text =
        if habits.encoding == crate::corpus::encoding::Encoding::Big5 { dress::traditional(&text) } else { text };
    let mut owners = OWNERS.to_vec();
    let mut expected: Vec<Vec<Expected>> = filings.into_iter().map(|(_, expected)| expected).collect();
    if matches!(export.shape, Shape::Long | Shape::LongByCode) {
        // Filings of a long export come in order of office and year.
        let mut by_owner: Vec<_> = OWNERS.into_iter().zip(expected).collect();
        by_owner.sort_by_key(|(owner, _)| *owner);
        (owners, expected) = by_owner.into_iter().unzip();
    } else {
        // A line of nothing but office and year is named and is no filing.
        let is_filing = |cells: &[Expected]| cells.iter().any(|cell| *cell != Expected::Not(State::Blank));
        (owners, expected) = owners.into_iter().zip(expected).filter(|(_, cells)| is_filing(cells)).unzip();
    }
    let owners = owners.into_iter().map(|(office, year)| (office, Some(year))).collect();
    let (path, bytes) = ("export.csv".to_owned(), habits.encoding.encode(&text));
    File { path, bytes, text, expected, owners, doubtful: Vec::new(), sideways: [false; 2] }
}

fn labels(export: &Export, prng: &mut Prng) -> Vec<Label> {
    let mut dressed = |text: &str| dress::label(text, &export.habits, prng).replace('\n', "");
    let mut labels = Vec::new();
    let codes = cell_codes();
    for row in &PROACTIVE {
        for column in row.columns {
            labels.push(("表二", String::new(), dressed(row.label), dressed(column.1)));
        }
    }
    for (at, row) in REQUESTS.iter().enumerate() {
        let within = export.path == Path::WithHeadings && (2..24).contains(&at);
        let group = if within { format!("{}{}", dressed(OUTCOMES), export.separator) } else { String::new() };
        let group = if row.1.is_empty() { group } else { format!("{group}{}{}", dressed(row.1), export.separator) };
        for column in &APPLICANTS {
            labels.push(("表三", group.clone(), dressed(row.2), dressed(column.1)));
        }
    }
    for block in &REMEDIES {
        let group =
            if block.1.is_empty() { String::new() } else { format!("{}{}", dressed(block.1), export.separator) };
        for column in &RESULTS {
            labels.push(("表四", group.clone(), dressed(block.2), dressed(column.1)));
        }
    }
    let coded = labels.into_iter().zip(codes);
    coded.map(|((table, group, row, column), code)| Label { table, group, row, column, code }).collect()
}

fn header(export: &Export, label: &Label) -> String {
    let table = match export.path {
        Path::Code => return label.code.clone(),
        Path::Whole | Path::WithHeadings => label.table,
        Path::WithoutTable => "",
    };
    let Label { group, row, column, .. } = label;
    let group = group.strip_suffix(export.separator).unwrap_or(group);
    let parts = match export.order {
        Order::GroupLine => [table, group, row, column],
        Order::ApplicantLine => [table, column, group, row],
        Order::LineApplicant => [table, "", row, column],
    };
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(export.separator)
}

fn wide(
    export: &Export,
    labels: &[Label],
    order: &[usize],
    filings: &[(Vec<String>, Vec<Expected>)],
    out: &mut String,
) {
    let delimiter = export.habits.delimiter;
    let fields = if export.strangers {
        vec!["序号", "单位名称", "年度", "联系人"]
    } else {
        vec!["单位名称", "年度"]
    };
    if export.shape == Shape::Wide {
        let headers: Vec<String> = order.iter().map(|cell| header(export, &labels[*cell])).collect();
        push_record(out, fields.iter().copied().chain(headers.iter().map(String::as_str)), delimiter);
    } else {
        // A row under no heading is merged over both.
        let group = |label: &Label| match label.group.as_str() {
            "" => label.row.clone(),
            group => group.strip_suffix(export.separator).unwrap_or(group).to_owned(),
        };
        let whole = |label: &Label| format!("{}{}", label.group, label.row);
        let line = |label: &Label| label.row.clone();
        let levels: Vec<&dyn Fn(&Label) -> String> = match export.shape {
            Shape::WideInThreeRows => vec![&group, &line],
            _ => vec![&whole],
        };
        for (level, text) in levels.iter().enumerate() {
            let mut above: Vec<String> =
                fields.iter().map(|field| if level == 0 { (*field).to_owned() } else { String::new() }).collect();
            for (at, cell) in order.iter().enumerate() {
                let same =
                    |other: usize| levels[..=level].iter().all(|text| text(&labels[other]) == text(&labels[*cell]));
                let begun = at > 0 && same(order[at - 1]);
                let is_below = level > 0 && labels[*cell].group.is_empty();
                let covered = (begun || is_below) && export.habits.spans != crate::corpus::layout::Spans::Repeated;
                above.push(if covered { String::new() } else { text(&labels[*cell]) });
            }
            push_record(out, above.iter().map(String::as_str), delimiter);
        }
        let below = fields.iter().map(|_| "").chain(order.iter().map(|cell| labels[*cell].column.as_str()));
        push_record(out, below, delimiter);
    }
    for (at, ((office, year), (texts, _))) in OWNERS.iter().zip(filings).enumerate() {
        let year = format!("{year}");
        let number = (at + 1).to_string();
        let owner =
            if export.strangers { vec![&number[..], *office, &year[..], "甲乙"] } else { vec![*office, &year[..]] };
        push_record(out, owner.into_iter().chain(order.iter().map(|cell| texts[*cell].as_str())), delimiter);
    }
}

fn long(
    export: &Export,
    labels: &[Label],
    order: &[usize],
    filings: &[(Vec<String>, Vec<Expected>)],
    out: &mut String,
) {
    let delimiter = export.habits.delimiter;
    let by_code = export.shape == Shape::LongByCode;
    let fields: &[&str] = if by_code {
        &["年度", "单位名称", "指标代码", "数值"]
    } else {
        &["单位名称", "年度", "表", "指标", "列", "数值"]
    };
    push_record(out, fields.iter().copied(), delimiter);
    for cell in order {
        for ((office, year), (texts, _)) in OWNERS.iter().zip(filings) {
            let (label, year) = (&labels[*cell], format!("{year}年"));
            let indicator = format!("{}{}", label.group, label.row);
            if by_code {
                push_record(out, [&year[..], office, &label.code, &texts[*cell]], delimiter);
            } else {
                push_record(out, [office, &year[..], label.table, &indicator, &label.column, &texts[*cell]], delimiter);
            }
        }
    }
}
