//! The three tables with an office's habits → rows of slots.

use crate::corpus::form::{APPLICANTS, CORNER, HEADINGS, OUTCOMES, PROACTIVE, REQUESTS, TOTAL, proactive, request};
use crate::corpus::layout::slots::{Slot, below, covered, own, wide};
use crate::corpus::prng::Prng;
use crate::layouts::dress::{label, label_with};
use crate::layouts::habits::{Columns, Habits, HeaderPrint, PageBreak, Remedies, Requests, Stub, Units};
use crate::layouts::slips;

pub type Rows = Vec<Vec<Slot>>;

pub const ORGANISATIONS: &str = "法人或其他组织";
pub const APPLICANT: &str = "申请人情况";
/// A column that the form has not.
pub const SUBTOTAL: &str = "法人小计";
/// A row that the form has not.
pub const STRANGER: &str = "其他主动公开文件";

/// What is printed, with the means to dress labels.
pub struct Printer<'a> {
    pub habits: &'a Habits,
    pub texts: &'a [String],
    pub subtotals: &'a [String],
    /// Of every cell, for sums that the form has not.
    pub values: &'a [i64],
    /// The rows that have lost a figure, and in which column.
    pub lost: Vec<(usize, usize)>,
    pub prng: Prng,
}

/// A column of table 三.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Column {
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
            Requests::TransposedJoined(between) => self.transposed_joined(between),
        };
        let remedies = match self.habits.remedies {
            Remedies::AsOnForm => self.remedies(),
            Remedies::Rows => self.remedy_rows(),
            Remedies::Columns => self.remedy_columns(),
            Remedies::Joined(between) => self.remedy_joined(between),
            Remedies::Bare => self.remedy_bare(),
        };
        [(HEADINGS[0], proactive), (HEADINGS[1], requests), (HEADINGS[2], remedies)]
    }

    pub fn label(&mut self, text: &str) -> String {
        label(text, self.habits, &mut self.prng)
    }

    pub fn label_with(&mut self, text: &str, unit: &str) -> String {
        label_with(text, unit, self.habits, &mut self.prng)
    }

    pub fn column_unit(&self) -> &'static str {
        if let Units::Columns(unit) = self.habits.units { unit } else { "" }
    }

    fn row_unit(&self) -> &'static str {
        if let Units::Rows(unit) = self.habits.units { unit } else { "" }
    }

    pub fn text(&self, cell: usize) -> String {
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
                if !self.habits.bare_proactive {
                    rows.push(std::iter::once(own("信息内容")).chain(labels).collect());
                }
            }
            let figures = (0..row.columns.len()).flat_map(|column| wide(&self.texts[proactive(at) + column], width));
            let figures: Vec<Slot> = figures.collect();
            // The unit of fees stands in their column.
            let unit = if at < 5 { self.row_unit() } else { "" };
            rows.push(std::iter::once(own(self.label_with(row.label, unit))).chain(figures).collect());
            if at == 1 && self.habits.extra_row {
                rows.push([STRANGER, "17", "18", "19"].map(own).to_vec());
            }
        }
        rows
    }

    /// Columns left to right: natural persons, organisations, total, in the habit's order.
    pub fn columns(&mut self) -> [Vec<Column>; 3] {
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

    pub fn column_label(&mut self, column: Column) -> String {
        match column {
            Column::Applicant(at) => self.label_with(APPLICANTS[at].1, self.column_unit()),
            Column::Subtotal => SUBTOTAL.to_owned(),
        }
    }

    pub fn figure(&self, row: usize, column: Column) -> String {
        match column {
            Column::Applicant(at) => self.text(request(row, at)),
            Column::Subtotal => self.subtotals[row].clone(),
        }
    }

    /// The labels over the stub.
    fn corner(&self) -> Vec<Slot> {
        let corner = match self.habits.stub {
            Stub::AsOnForm => wide(CORNER, 3),
            Stub::Foreign(headings) => headings.map(own).to_vec(),
            Stub::Two(headings) => headings.map(own).to_vec(),
            Stub::One(heading) => vec![own(heading)],
            Stub::Joined(_) | Stub::Path(_) | Stub::Behind(_) => vec![own("项目")],
        };
        let number = self.habits.numbered.then(|| own("序号"));
        number.into_iter().chain(corner).collect()
    }

    fn header(&mut self, blocks: &[Vec<Column>; 3]) -> Rows {
        let n: usize = blocks.iter().map(Vec::len).sum();
        let corner = self.corner();
        let remarks: Vec<Slot> = self.habits.remarks.then(|| own("备注")).into_iter().collect();
        match self.habits.header {
            HeaderPrint::AsOnForm => {}
            HeaderPrint::Flat | HeaderPrint::Joined(_) => {
                let labels = self.header_in_one_row(blocks);
                return vec![[corner, labels, remarks].concat()];
            }
            HeaderPrint::Lost => return Rows::new(),
            HeaderPrint::Numbered => {
                return vec![[corner, (1..=n).map(|at| own(format!("数据{at}"))).collect(), remarks].concat()];
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
        second.extend(below(&remarks));
        third.extend(below(&remarks));
        let first = [corner, wide(&self.label(APPLICANT), n), remarks].concat();
        vec![first, second, third]
    }

    /// Each column's label, with the heading over it joined to it or left out.
    fn header_in_one_row(&mut self, blocks: &[Vec<Column>; 3]) -> Vec<Slot> {
        let organisations = self.label(ORGANISATIONS);
        let mut labels = Vec::new();
        for block in blocks {
            for column in block {
                let label = self.column_label(*column);
                labels.push(own(match self.habits.header {
                    HeaderPrint::Joined(between) if block.len() > 1 => joined(&[&organisations, &label], between),
                    _ => label,
                }));
            }
        }
        labels
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
            let figures = self.figures(at, &columns);
            if self.habits.subtotals && at > 2 && REQUESTS[at - 1].1 != *group {
                rows.extend(self.subtotals_of(REQUESTS[at - 1].1, &columns));
            }
            if self.breaks_before(at) {
                self.page_break(&mut rows, &header);
            }
            if *group != group_begun && !group.is_empty() {
                group_label = self.label(group);
            }
            let text = self.label_with(text, self.row_unit());
            let text = self.misprinted(at, text);
            if matches!(self.habits.stub, Stub::One(_)) {
                let outcomes = (!outcomes_begun && at > 1).then_some(&outcomes);
                let group = (group_begun != *group && !group.is_empty()).then_some(&group_label);
                rows.extend(outcomes.into_iter().chain(group).map(|head| self.outline(head, columns.len())));
            }
            let mut stub = self.stub(at, &outcomes, outcomes_begun, (&group_label, group_begun == *group), &text);
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
                let number = if self.habits.numbered { vec![own("")] } else { Vec::new() };
                let blanks = columns.iter().map(|_| own("")).collect();
                rows.push([number, swap(&stub, &head, &text), blanks].concat());
                stub = swap(&stub, &tail, &text);
            }
            if self.habits.numbered {
                stub.insert(0, own((at + 1).to_string()));
            }
            rows.push([stub, figures].concat());
        }
        rows
    }

    /// The labels before the figures of a row.
    fn stub(&self, at: usize, outcomes: &str, begun: bool, (group, is_again): (&str, bool), text: &str) -> Vec<Slot> {
        let (outcomes, is_in_group) = (once(outcomes, begun), !REQUESTS[at].1.is_empty());
        match (self.habits.stub, at) {
            (Stub::One(_), _) => vec![own(text)],
            (Stub::Joined(_) | Stub::Path(_) | Stub::Behind(_), _) => {
                vec![own(self.joined(at, &outcomes, group, text))]
            }
            (Stub::Two(_), _) if is_in_group => vec![once(group, is_again), own(text)],
            (Stub::Two(_), _) => wide(text, 2),
            (Stub::AsOnForm | Stub::Foreign(_), 0 | 1 | 24) => wide(text, 3),
            (Stub::AsOnForm | Stub::Foreign(_), _) if is_in_group => vec![outcomes, once(group, is_again), own(text)],
            (Stub::AsOnForm | Stub::Foreign(_), _) => [vec![outcomes], wide(text, 2)].concat(),
        }
    }

    /// A heading in a row of its own.
    fn outline(&self, heading: &str, n_columns: usize) -> Vec<Slot> {
        let number = self.habits.numbered.then(|| own(""));
        let blanks = n_columns + usize::from(self.habits.remarks);
        number.into_iter().chain([own(heading)]).chain((0..blanks).map(|_| own(""))).collect()
    }

    fn joined(&self, at: usize, outcomes: &Slot, group: &str, text: &str) -> String {
        let (is_outcome, is_in_group) = ((2..24).contains(&at), !REQUESTS[at].1.is_empty());
        match self.habits.stub {
            Stub::Joined(between) if is_in_group => joined(&[group, text], between),
            Stub::Path(between) if is_in_group => joined(&[outcomes.text(), group, text], between),
            Stub::Path(between) if is_outcome => joined(&[outcomes.text(), text], between),
            Stub::Behind(between) if is_in_group => joined(&[text, group], between),
            _ => text.to_owned(),
        }
    }

    /// The sums of a group that has several rows.
    fn subtotals_of(&self, group: &str, columns: &[Column]) -> Option<Vec<Slot>> {
        let rows: Vec<usize> = (0..REQUESTS.len()).filter(|row| REQUESTS[*row].1 == group).collect();
        let sum = |cells: &dyn Fn(usize) -> i64| own(rows.iter().map(|row| cells(*row)).sum::<i64>().to_string());
        let figures = columns.iter().map(|column| match *column {
            Column::Applicant(at) => sum(&|row| self.values[request(row, at)]),
            Column::Subtotal => sum(&|row| (1..TOTAL).map(|at| self.values[request(row, at)]).sum()),
        });
        let number = self.habits.numbered.then(|| own(""));
        let stub = [covered(OUTCOMES), covered(group), own("小计")];
        let remark = self.habits.remarks.then(|| own(""));
        (!group.is_empty()).then(|| number.into_iter().chain(stub).chain(figures).chain(remark).collect())
    }

    /// The label with a slip, if it is this row's turn.
    fn misprinted(&mut self, at: usize, text: String) -> String {
        match self.habits.misprint {
            Some((row, slip)) if row == at => slips::misprinted(&text, slip, &mut self.prng),
            Some(_) | None => text,
        }
    }

    /// The figures of a row, perhaps with one of them lost and what followed it moved into its place.
    fn figures(&mut self, at: usize, columns: &[Column]) -> Vec<Slot> {
        let mut figures: Vec<Slot> = columns.iter().map(|column| own(self.figure(at, *column))).collect();
        if let Some((_, column)) = self.lost.iter().find(|(row, _)| *row == at) {
            figures.remove(*column);
        }
        if self.habits.remarks {
            let remark = ["", "", "", "含上年度结转", "其中3件为重复申请"][self.prng.below(5) as usize];
            figures.push(own(remark));
        }
        figures
    }

    fn breaks_before(&self, at: usize) -> bool {
        let first = self.habits.page_break_at;
        at == first || self.habits.page_break == PageBreak::HeaderTwice && at == first + 6
    }

    fn page_break(&mut self, rows: &mut Rows, header: &Rows) {
        match self.habits.page_break {
            PageBreak::PageNumber => rows.push(vec![own("- 4 -")]),
            PageBreak::HeaderAgain | PageBreak::HeaderTwice => rows.extend(header.iter().cloned()),
            PageBreak::NumberAndHeader => rows.extend([vec![own("第 3 页 共 5 页")]].iter().chain(header).cloned()),
            PageBreak::HeadingAndHeader => rows.extend([vec![own(HEADINGS[1])]].iter().chain(header).cloned()),
            PageBreak::Continued(line) => rows.extend([vec![own(line)]].iter().chain(header).cloned()),
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
}

/// A cell, or the place that it covers from its second row on.
pub fn once(text: &str, begun: bool) -> Slot {
    if begun { covered(text) } else { own(text) }
}

/// Labels in one, with something between them, or each in brackets behind the one before.
pub fn joined(labels: &[&str], between: &str) -> String {
    let close = match between {
        "(" => ")",
        "\u{FF08}" => "\u{FF09}",
        "\u{3010}" => "\u{3011}",
        "[" => "]",
        _ => "",
    };
    let mut labels = labels.iter();
    let first = labels.next().copied().unwrap_or_default().to_owned();
    labels.fold(first, |whole, label| format!("{whole}{between}{label}{close}"))
}
