//! The three tables with an office's habits → rows of slots.

use crate::corpus::form::{
    APPLICANTS, CORNER, HEADINGS, OUTCOMES, PROACTIVE, REMEDIES, REQUESTS, RESULTS, TOTAL, proactive, remedy, request,
};
use crate::corpus::layout::slots::{Slot, below, covered, own, wide};
use crate::corpus::prng::Prng;
use crate::layouts::dress::label;
use crate::layouts::habits::{Columns, Habits, HeaderPrint, PageBreak, Remedies, Requests, Stub};

type Rows = Vec<Vec<Slot>>;

const ORGANISATIONS: &str = "法人或其他组织";
const APPLICANT: &str = "申请人情况";
/// A column that the form has not.
pub const SUBTOTAL: &str = "法人小计";
/// A row that the form has not.
pub const STRANGER: &str = "其他主动公开文件";

/// What is printed, with the means to dress labels.
pub struct Printer<'a> {
    pub habits: &'a Habits,
    pub texts: &'a [String],
    pub subtotals: &'a [String],
    pub prng: Prng,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Applicant(usize),
    Subtotal,
}

impl Printer<'_> {
    /// Heading and rows of each table, in the order of the form.
    pub fn tables(&mut self) -> [(&'static str, Rows); 3] {
        let proactive = self.proactive();
        let requests = match self.habits.requests {
            Requests::AsOnForm => self.requests(),
            Requests::Transposed => self.transposed(),
        };
        let remedies = match self.habits.remedies {
            Remedies::AsOnForm => self.remedies(),
            Remedies::Rows => self.remedy_rows(),
            Remedies::Columns => self.remedy_columns(),
        };
        [(HEADINGS[0], proactive), (HEADINGS[1], requests), (HEADINGS[2], remedies)]
    }

    fn label(&mut self, text: &str) -> String {
        label(text, self.habits, &mut self.prng)
    }

    fn text(&self, cell: usize) -> String {
        self.texts[cell].clone()
    }

    fn proactive(&mut self) -> Rows {
        let mut rows = Rows::new();
        let mut article = "";
        for (at, row) in PROACTIVE.iter().enumerate() {
            let width = 3 / row.columns.len();
            if row.article != article {
                article = row.article;
                rows.push(wide(&self.label(article), 4));
                let labels: Vec<Slot> =
                    row.columns.iter().flat_map(|column| wide(&self.label(column.1), width)).collect();
                rows.push(std::iter::once(own("信息内容")).chain(labels).collect());
            }
            let figures = (0..row.columns.len()).flat_map(|column| wide(&self.texts[proactive(at) + column], width));
            let figures: Vec<Slot> = figures.collect();
            rows.push(std::iter::once(own(self.label(row.label))).chain(figures).collect());
            if at == 1 && self.habits.extra_row {
                rows.push([STRANGER, "17", "18", "19"].map(own).to_vec());
            }
        }
        rows
    }

    /// Columns left to right: natural persons, organisations, total, in the habit's order.
    fn columns(&mut self) -> [Vec<Column>; 3] {
        let applicants = |range: std::ops::Range<usize>| range.map(Column::Applicant).collect::<Vec<_>>();
        let (person, mut organisations, total) = (applicants(0..1), applicants(1..TOTAL), applicants(TOTAL..TOTAL + 1));
        match self.habits.columns {
            Columns::AsOnForm => [person, organisations, total],
            Columns::TotalFirst => [total, person, organisations],
            Columns::Shuffled => {
                for at in (1..organisations.len()).rev() {
                    let other = self.prng.between(0, at as i64) as usize;
                    organisations.swap(at, other);
                }
                match self.prng.between(0, 2) {
                    0 => [organisations, person, total],
                    1 => [total, organisations, person],
                    _ => [person, total, organisations],
                }
            }
            Columns::Subtotal => {
                organisations.push(Column::Subtotal);
                [person, organisations, total]
            }
            Columns::SubtotalFirst => {
                organisations.insert(0, Column::Subtotal);
                [person, organisations, total]
            }
        }
    }

    fn column_label(&mut self, column: Column) -> String {
        match column {
            Column::Applicant(at) => self.label(APPLICANTS[at].1),
            Column::Subtotal => SUBTOTAL.to_owned(),
        }
    }

    fn figure(&self, row: usize, column: Column) -> String {
        match column {
            Column::Applicant(at) => self.text(request(row, at)),
            Column::Subtotal => self.subtotals[row].clone(),
        }
    }

    fn header(&mut self, blocks: &[Vec<Column>; 3]) -> Rows {
        let n: usize = blocks.iter().map(Vec::len).sum();
        let corner = match self.habits.stub {
            Stub::AsOnForm => wide(CORNER, 3),
            Stub::Foreign(headings) => headings.map(own).to_vec(),
            Stub::Joined(_) => vec![own("项目")],
        };
        match self.habits.header {
            HeaderPrint::AsOnForm => {}
            HeaderPrint::Flat => {
                let labels: Vec<Slot> =
                    blocks.concat().into_iter().map(|column| own(self.column_label(column))).collect();
                return vec![[corner, labels].concat()];
            }
            HeaderPrint::Lost => return Rows::new(),
            HeaderPrint::Numbered => {
                return vec![[corner, (1..=n).map(|at| own(format!("数据{at}"))).collect()].concat()];
            }
        }
        let (mut second, mut third) = (below(&corner), below(&corner));
        let organisations = self.label(ORGANISATIONS);
        for block in blocks {
            let labels: Vec<String> = block.iter().map(|column| self.column_label(*column)).collect();
            if block.len() > 1 {
                second.extend(wide(&organisations, block.len()));
                third.extend(labels.into_iter().map(own));
            } else {
                second.push(own(labels[0].clone()));
                third.push(covered(labels[0].clone()));
            }
        }
        let first = [corner, wide(&self.label(APPLICANT), n)].concat();
        vec![first, second, third]
    }

    fn requests(&mut self) -> Rows {
        let blocks = self.columns();
        let header = self.header(&blocks);
        let columns = blocks.concat();
        let mut rows = header.clone();
        let (mut outcomes_begun, mut group_begun) = (false, "");
        let outcomes = self.label(OUTCOMES);
        let mut group_label = String::new();
        let cut = self.cut_group();
        for (at, (_, group, text)) in REQUESTS.iter().enumerate() {
            let figures: Vec<Slot> = columns.iter().map(|column| own(self.figure(at, *column))).collect();
            if self.breaks_before(at) {
                self.page_break(&mut rows, &header);
            }
            if *group != group_begun && !group.is_empty() {
                group_label = self.label(group);
            }
            let text = self.label(text);
            let text = self.misprinted(at, text);
            let mut stub = match (*group, at) {
                _ if matches!(self.habits.stub, Stub::Joined(_)) => vec![own(self.joined(&group_label, group, &text))],
                ("", 0 | 1 | 24) => wide(&text, 3),
                ("", _) => [vec![once(&outcomes, outcomes_begun)], wide(&text, 2)].concat(),
                _ => {
                    vec![once(&outcomes, outcomes_begun), once(&group_label, group_begun == *group), own(text.as_str())]
                }
            };
            outcomes_begun |= at > 1;
            if let Some((first, head, tail)) = &cut {
                if at == *first {
                    stub[1] = own(head.as_str());
                } else if at == first + 1 {
                    stub[1] = own(tail.as_str());
                }
            }
            group_begun = group;
            if self.slides(at) {
                stub = vec![own(text.as_str()), own("")];
            }
            if self.habits.page_break == PageBreak::CutLabel && at == self.habits.page_break_at {
                let n = text.chars().count();
                let head: String = text.chars().take(n / 2).collect();
                let tail: String = text.chars().skip(n / 2).collect();
                let swap = |stub: &[Slot], text: &str, whole: &str| -> Vec<Slot> {
                    stub.iter().map(|slot| slot.with(whole, text)).collect()
                };
                rows.push([swap(&stub, &head, &text), columns.iter().map(|_| own("")).collect()].concat());
                stub = swap(&stub, &tail, &text);
            }
            rows.push([stub, figures].concat());
        }
        rows
    }

    fn joined(&self, group_label: &str, group: &str, text: &str) -> String {
        match self.habits.stub {
            Stub::Joined(between) if !group.is_empty() => format!("{group_label}{between}{text}"),
            _ => text.to_owned(),
        }
    }

    /// The label with a letter lost, if it is this row's turn.
    fn misprinted(&mut self, at: usize, text: String) -> String {
        if self.habits.misprint != Some(at) {
            return text;
        }
        let letters: Vec<char> = text.chars().collect();
        let bare =
            text.find(['（', '(']).filter(|open| *open > 0).map_or(letters.len(), |open| text[..open].chars().count());
        let first =
            letters.iter().position(|c| !c.is_ascii_digit() && !"一二三四五六七（）().、".contains(*c)).unwrap_or(0);
        let lost = self.prng.between(first as i64, bare as i64 - 1) as usize;
        letters.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, c)| *c).collect()
    }

    fn breaks_before(&self, at: usize) -> bool {
        at == self.habits.page_break_at
    }

    fn page_break(&mut self, rows: &mut Rows, header: &Rows) {
        match self.habits.page_break {
            PageBreak::PageNumber => rows.push(vec![own("- 4 -")]),
            PageBreak::HeaderAgain => rows.extend(header.iter().cloned()),
            PageBreak::HeaderInPart => rows.extend(header.last().cloned()),
            PageBreak::RowAgain => rows.extend(rows.last().cloned()),
            PageBreak::None | PageBreak::Shifted | PageBreak::CutGroup | PageBreak::CutLabel => {}
        }
    }

    /// After the break the rest of a group stands one place to the left.
    fn slides(&self, at: usize) -> bool {
        let first = self.habits.page_break_at;
        let group = |at: usize| REQUESTS[at].1;
        self.habits.page_break == PageBreak::Shifted
            && at >= first
            && !group(first).is_empty()
            && group(first - 1) == group(first)
            && group(at) == group(first)
    }

    /// First row of the group whose label is cut, with its two halves.
    fn cut_group(&mut self) -> Option<(usize, String, String)> {
        if self.habits.page_break != PageBreak::CutGroup {
            return None;
        }
        let begins = |at: &usize| {
            let group = REQUESTS[*at].1;
            !group.is_empty() && REQUESTS[at - 1].1 != group && REQUESTS[at + 1].1 == group
        };
        let first = (self.habits.page_break_at..23).find(begins)?;
        let text = self.label(REQUESTS[first].1);
        let n = text.chars().count();
        let at = self.prng.between(3, n as i64 - 1) as usize;
        Some((first, text.chars().take(at).collect(), text.chars().skip(at).collect()))
    }

    fn transposed(&mut self) -> Rows {
        let corner = wide(&self.label(APPLICANT), 2);
        let mut rows = [corner.clone(), below(&corner), below(&corner)];
        let (mut outcomes_begun, mut group_begun) = (false, "");
        let outcomes = self.label(OUTCOMES);
        let mut group_label = String::new();
        for (at, (_, group, text)) in REQUESTS.iter().enumerate() {
            if *group != group_begun && !group.is_empty() {
                group_label = self.label(group);
            }
            let text = self.label(text);
            let slots = match (*group, at) {
                ("", 0 | 1 | 24) => [own(text.as_str()), covered(text.as_str()), covered(text.as_str())],
                ("", _) => [once(&outcomes, outcomes_begun), own(text.as_str()), covered(text.as_str())],
                _ => [once(&outcomes, outcomes_begun), once(&group_label, group_begun == *group), own(text.as_str())],
            };
            outcomes_begun |= at > 1;
            group_begun = group;
            for (row, slot) in rows.iter_mut().zip(slots) {
                row.push(slot);
            }
        }
        let mut rows = Vec::from(rows);
        let organisations = self.label(ORGANISATIONS);
        for block in self.columns() {
            for (at, column) in block.iter().enumerate() {
                let text = self.column_label(*column);
                let mut row = match block.len() {
                    1 => wide(&text, 2),
                    _ => vec![once(&organisations, at > 0), own(text)],
                };
                row.extend((0..REQUESTS.len()).map(|line| own(self.figure(line, *column))));
                rows.push(row);
            }
        }
        rows
    }

    fn remedies(&mut self) -> Rows {
        let results: Vec<Slot> = RESULTS.iter().map(|column| own(self.label(column.1))).collect();
        let blocks =
            [results.clone(), wide(&self.label(REMEDIES[1].2), 5), wide(&self.label(REMEDIES[2].2), 5)].concat();
        let figures = (0..REMEDIES.len() * RESULTS.len()).map(|at| own(self.text(remedy(0, 0) + at))).collect();
        vec![
            [wide(&self.label(REMEDIES[0].2), 5), wide(&self.label(REMEDIES[1].1), 10)].concat(),
            blocks,
            [below(&results), results.clone(), results].concat(),
            figures,
        ]
    }

    fn remedy_stub(&mut self, block: usize) -> Vec<Slot> {
        match block {
            0 => wide(&self.label(REMEDIES[0].2), 2),
            _ => vec![once(REMEDIES[1].1, block == 2), own(self.label(REMEDIES[block].2))],
        }
    }

    fn remedy_rows(&mut self) -> Rows {
        let results: Vec<Slot> = RESULTS.iter().map(|column| own(self.label(column.1))).collect();
        let mut rows = vec![[vec![own(""), own("")], results].concat()];
        for block in 0..REMEDIES.len() {
            let stub = self.remedy_stub(block);
            let figures = (0..RESULTS.len()).map(|column| own(self.text(remedy(block, column)))).collect();
            rows.push([stub, figures].concat());
        }
        rows
    }

    fn remedy_columns(&mut self) -> Rows {
        let stubs: Vec<Vec<Slot>> = (0..REMEDIES.len()).map(|block| self.remedy_stub(block)).collect();
        let header =
            |level: usize| std::iter::once(own("")).chain(stubs.iter().map(|stub| stub[level].clone())).collect();
        let mut rows: Rows = vec![header(0), header(1)];
        for (at, column) in RESULTS.iter().enumerate() {
            let text = self.label(column.1);
            let figures = (0..REMEDIES.len()).map(|block| own(self.text(remedy(block, at))));
            rows.push(std::iter::once(own(text)).chain(figures).collect());
        }
        rows
    }
}

fn once(text: &str, begun: bool) -> Slot {
    if begun { covered(text) } else { own(text) }
}
