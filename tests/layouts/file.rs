//! A filing with an office's habits → the bytes of its file, and what must be read from them.

use gouji::model::State;

use crate::corpus::encoding::Encoding;
use crate::corpus::filing::Filing;
use crate::corpus::form::{N_CELLS, REQUESTS, TOTAL, request};
use crate::corpus::layout::slots::{Slot, own};
use crate::corpus::prng::Prng;
use crate::layouts::dress::{self, Expected, label, traditional};
use crate::layouts::habits::{Arrangement, Cover, Habits, Headings, LineEnd, Remedies, Requests, Units};
use crate::layouts::lines;
use crate::layouts::tables::Printer;

/// The office of every generated filing.
pub const OFFICE: &str = "勾稽市珠算管理局";
/// The second office of a file that holds two.
pub const OTHER: &str = "勾稽市算筹保护局";
/// The year of every generated filing.
pub const YEAR: u16 = 2024;

/// A printed file.
pub struct File {
    pub path: String,
    pub text: String,
    pub bytes: Vec<u8>,
    /// For each filing in it what its cells must read as.
    pub expected: Vec<Vec<Expected>>,
    /// For each whose it is, and of which year if anything says so.
    pub owners: Vec<(&'static str, Option<u16>)>,
    /// Cells whose place the print does not tell.
    pub doubtful: Vec<usize>,
    /// Table 三 and table 四 have their rows in columns.
    pub sideways: [bool; 2],
}

/// A filing as printed, before it is known where in a file it stands.
struct Printed {
    tables: [(&'static str, Vec<Vec<Slot>>); 3],
    expected: Vec<Expected>,
}

/// Prints the filing that the habits' seed makes.
pub fn print(habits: &Habits) -> File {
    let mut prng = Prng::new(habits.seed);
    let printed = printed(habits, &mut prng);
    let mut rows = cover(habits);
    rows.extend(body(habits, &printed.tables, "", &mut prng));
    let (path, is_dated) = habits.naming.path();
    let year = (is_dated || habits.cover != Cover::PathOnly).then_some(YEAR);
    finish(habits, path, &rows, vec![printed.expected], &[(OFFICE, year)])
}

/// Prints several filings into one file, or the tables of one side by side.
pub fn arrange(habits: &Habits, arrangement: Arrangement) -> File {
    let mut prng = Prng::new(habits.seed);
    let first = printed(habits, &mut prng);
    if arrangement == Arrangement::TablesAbreast {
        let rows = [vec![vec![own(title(OFFICE, ""))]], abreast(first.tables.map(|(_, rows)| rows).into())].concat();
        return finish(habits, "export.csv".to_owned(), &rows, vec![first.expected], &[(OFFICE, Some(YEAR))]);
    }
    let second = printed(habits, &mut prng);
    let mut both = |marks: [&str; 2], titles: [String; 2]| {
        [(&first, 0), (&second, 1)].map(|(printed, at)| {
            let mut rows = vec![vec![own(titles[at].clone())]];
            rows.extend(body(habits, &printed.tables, marks[at], &mut prng));
            rows
        })
    };
    let rows = match arrangement {
        Arrangement::TablesAbreast => Vec::new(),
        Arrangement::TwoOffices => both(["", ""], [title(OFFICE, ""), title(OTHER, "")]).concat(),
        Arrangement::TwoScopes => both(["", ""], [title(OFFICE, "（本级）"), title(OFFICE, "（汇总）")]).concat(),
        Arrangement::OfficesAbreast => abreast(both(["", ""], [title(OFFICE, ""), title(OTHER, "")]).into()),
        Arrangement::TablesInTurn => {
            let mut rows = vec![vec![own(title(OFFICE, ""))]];
            for (one, other) in first.tables.iter().zip(&second.tables) {
                for ((heading, table), mark) in [(one, "（本级）"), (other, "（汇总）")] {
                    rows.push(vec![own(format!("{heading}{mark}"))]);
                    rows.extend(table.iter().cloned());
                }
            }
            rows
        }
    };
    let other = match arrangement {
        Arrangement::TwoOffices | Arrangement::OfficesAbreast => OTHER,
        Arrangement::TablesAbreast | Arrangement::TwoScopes | Arrangement::TablesInTurn => OFFICE,
    };
    let owners = [OFFICE, other].map(|office| (office, Some(YEAR)));
    finish(habits, "export.csv".to_owned(), &rows, vec![first.expected, second.expected], &owners)
}

fn title(office: &str, mark: &str) -> String {
    format!("{office}{mark}{YEAR}年政府信息公开工作年度报告")
}

/// Puts blocks of rows side by side, a blank column between them.
fn abreast(blocks: Vec<Vec<Vec<Slot>>>) -> Vec<Vec<Slot>> {
    let height = blocks.iter().map(Vec::len).max().unwrap_or(0);
    (0..height)
        .map(|at| {
            let mut row: Vec<Slot> = Vec::new();
            let mut left = 0;
            for block in &blocks {
                row.resize_with(left, || own(""));
                row.extend(block.get(at).cloned().unwrap_or_default());
                left += block.iter().map(Vec::len).max().unwrap_or(0) + 1;
            }
            row
        })
        .collect()
}

/// A filing with as many faults as the habits want.
pub fn random(habits: &Habits, prng: &mut Prng) -> Filing {
    let mut filing = Filing::random(prng);
    for _ in 0..habits.faults {
        let cell = prng.below(N_CELLS as u64) as usize;
        filing.values[cell] += prng.between(1, 12);
    }
    filing
}

fn printed(habits: &Habits, prng: &mut Prng) -> Printed {
    let filing = random(habits, prng);
    let gaps: Vec<u64> = (0..habits.gaps).map(|_| prng.below(N_CELLS as u64)).collect();
    let mut texts = Vec::new();
    let mut expected = Vec::new();
    for (cell, value) in filing.values.iter().enumerate() {
        let (text, reads) = match gaps.contains(&(cell as u64)) {
            true => (String::new(), Expected::Not(State::Blank)),
            false => dress::printed(cell, *value, is_total(cell), habits, prng),
        };
        texts.push(text);
        expected.push(reads);
    }
    let subtotals = (0..REQUESTS.len())
        .map(|row| (1..TOTAL).map(|column| filing.values[request(row, column)]).sum::<i64>().to_string())
        .collect::<Vec<_>>();
    // Of a row whose only figure is lost nothing is left.
    let has_others = |row: usize| (0..=TOTAL).filter(|column| !texts[request(row, *column)].is_empty()).count() > 1;
    let lost = habits.lost.iter().copied().filter(|(row, _)| has_others(*row)).collect();
    let values = &filing.values;
    let tables = Printer { habits, texts: &texts, subtotals: &subtotals, values, lost, prng: prng.clone() }.tables();
    Printed { tables, expected }
}

/// True for a cell of a total column.
pub fn is_total(cell: usize) -> bool {
    match cell {
        0..10 => true,
        10..185 => (cell - 10) % 7 == TOTAL,
        _ => (cell - 185) % 5 == 4,
    }
}

fn body(habits: &Habits, tables: &[(&str, Vec<Vec<Slot>>)], mark: &str, prng: &mut Prng) -> Vec<Vec<Slot>> {
    let mut rows: Vec<Vec<Slot>> = Vec::new();
    if habits.noise {
        rows.extend([vec![], vec![own("单位：件")], vec![]]);
    }
    let unit = if let Units::Headings(unit) = habits.units { unit } else { "" };
    for (heading, table) in tables {
        let mark = &format!("{unit}{mark}");
        match habits.headings {
            Headings::Printed => rows.push(vec![own(label(heading, habits, prng) + mark)]),
            Headings::Marked => rows.push(vec![own(format!("## {heading}{mark}"))]),
            Headings::Missing => {}
        }
        rows.extend(table.iter().cloned());
        if habits.noise {
            rows.extend([vec![], vec![own("第 2 页 共 5 页")]]);
        }
    }
    rows.extend(habits.marks.notes().into_iter().map(|note| vec![own(note)]));
    if habits.noise {
        rows.push(vec![own("注：行政复议、行政诉讼数量含上年度结转数量")]);
        rows.push(vec![own("填报人：甲乙丙"), own(""), own("审核人：丁戊")]);
    }
    rows
}

fn finish(
    habits: &Habits,
    path: String,
    rows: &[Vec<Slot>],
    expected: Vec<Vec<Expected>>,
    owners: &[(&'static str, Option<u16>)],
) -> File {
    let out = lines::text(habits, rows);
    let text = match habits.line_end {
        LineEnd::Unix => out,
        LineEnd::Windows => out.replace('\n', "\r\n"),
    };
    // No table of Big5 has a simplified character.
    let text = if habits.encoding == Encoding::Big5 { traditional(&text) } else { text };
    // Of a row that has lost a figure nobody can say which.
    let doubtful = habits.lost.iter().flat_map(|(row, _)| request(*row, 0)..request(row + 1, 0)).collect();
    let sideways = [habits.requests != Requests::AsOnForm, habits.remedies == Remedies::Columns];
    File { path, bytes: habits.encoding.encode(&text), text, expected, owners: owners.to_vec(), doubtful, sideways }
}

fn cover(habits: &Habits) -> Vec<Vec<Slot>> {
    match habits.cover {
        Cover::Title => vec![vec![own(format!("{OFFICE}{YEAR}年政府信息公开工作年度报告"))]],
        Cover::OfficeAndYear => vec![vec![own(format!("填报单位：{OFFICE}"))], vec![own(format!("年度：{YEAR}"))]],
        Cover::LabelledFields => {
            vec![vec![own("单位名称"), own(OFFICE)], vec![own("年度"), own(YEAR.to_string())]]
        }
        Cover::PathOnly => Vec::new(),
    }
}
