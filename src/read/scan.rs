//! A grid of printed tables → sections (a header and the rows under it), and what stands between them.
//!
//! ```text
//! 三、收到和处理政府信息公开申请情况          a title: outside, but a hint which table comes
//! 申请人情况 │ 自然人 │ 商业企业 │ 总计       labels only: waits, for it may be a header
//! 一、本年新收… │ 4 │ 1 │ 5                   figures: what waits was a header, and this is its first row
//! 转交其他科室 │ 1 │ 0 │ 1                    a row whose label is not known, inside the table if others follow
//! 本机关全年未收取费用。                      outside
//! ```
//!
//! The scanner goes from top to bottom. A row of labels without figures waits, since it may be a header. The first row
//! of figures under the waiting rows shows that they were one. A row of figures belongs to the last section if its
//! label is a line of that table.

mod profile;

use std::cell::OnceCell;

use crate::model::{Axis, AxisIx, Field, Meaning, TableIx};
use crate::read::grid::{Grid, Row, Token};
use crate::read::header::{Aside, Header, Hint, Leaf, Stub};
use crate::read::header_tree;
use crate::read::headless;
use crate::read::identify::Which;
use crate::read::rows;
use crate::read::scan::profile::Profile;
use crate::read::section::{Scan, Section};
use crate::read::vocabulary::{Vocabulary, Word, WordIx};

/// Figures on a line that states a field: a date may take three cells.
const MOST_STATED: usize = 3;

/// Divides a grid into sections.
pub fn scan(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Scan {
    let mut scanner = Scanner {
        grid,
        vocabulary,
        scan: Scan::default(),
        waiting: Waiting::default(),
        blank: None,
        hint: None,
        open: false,
        unknown: Vec::new(),
        is_numbered: rows::are_running_numbers(grid),
        spare: Profile::default(),
    };
    for at in 0..grid.n_rows() {
        scanner.row(at);
    }
    scanner.give_up_waiting();
    scanner.leave_unknown();
    let mut scan = scanner.scan;
    partial_headers(&mut scan.sections, grid, vocabulary);
    if !scan.lost.is_empty() {
        headless::find(grid, &mut scan, vocabulary);
    }
    scan
}

/// Repairs headers that a page break has repeated in part. If a header has fewer columns than the one before it, and
/// its rows have all columns of that one, the earlier header still applies.
///
/// ```text
/// item     │ natural │ business │ total
/// received │ 4       │ 1        │ 5
/// item     │ natural │                       the header on the next page, cut off
/// granted  │ 3       │ 0        │ 3          three figures: under the first header
/// ```
fn partial_headers(sections: &mut [Section], grid: &Grid, vocabulary: &Vocabulary<'_>) {
    for at in 1..sections.len() {
        let (before, section) = (&sections[at - 1].header, &sections[at]);
        let (header, table) = (&section.header, vocabulary.pipeline.catalogue.table(section.header.table));
        let is_of = |header: &Header, leaf: &Leaf| {
            header.leaves.iter().any(|other| (other.row, other.column) == (leaf.row, leaf.column))
        };
        let alike = before.table == header.table && before.stub == header.stub && header.stub == Stub::Rows;
        if !alike || !header.leaves.iter().all(|leaf| is_of(before, leaf)) {
            continue;
        }
        let missing: Vec<_> =
            before.leaves.iter().filter(|leaf| !is_of(header, leaf)).filter_map(|leaf| leaf.column).collect();
        let has_all = |line: AxisIx| missing.iter().all(|column| table.cell(line, *column).is_some());
        let row = |token: &Token| vocabulary.meanings_in(*token, header.table).find_map(|meaning| meaning.row());
        let lines = section.rows.iter().flat_map(|row| grid.row(*row).tokens.iter()).filter_map(row);
        let mut lines = lines.peekable();
        if !missing.is_empty() && lines.peek().is_some() && lines.all(has_all) {
            sections[at].header = sections[at - 1].header.clone();
        }
    }
}

/// The state of the scan between two rows.
struct Scanner<'a> {
    grid: &'a Grid,
    vocabulary: &'a Vocabulary<'a>,
    /// The sections so far.
    scan: Scan,
    /// Rows of labels that may turn out to be a header.
    waiting: Waiting,
    /// A row of empty fields under the waiting rows, wide enough for a table without row labels.
    blank: Option<usize>,
    /// The table that the last heading names.
    hint: Option<TableIx>,
    /// The last section can still take rows.
    open: bool,
    /// Rows after the last row of the open section whose label is not known.
    unknown: Vec<usize>,
    /// The lines that hold only a number count the lines, so that such a number is no figure.
    is_numbered: bool,
    /// The profile of the row before, kept so that its vectors are used again.
    spare: Profile,
}

/// Rows that may be a header, as no row of figures has followed yet.
#[derive(Default)]
struct Waiting {
    /// Their positions in the grid.
    rows: Vec<usize>,
    /// The header that they are. Every following row asks for it, so it is kept until another row joins.
    header: OnceCell<Option<Header>>,
}

/// A header has at most so many rows. Without a bound, reading all waiting rows again for every row that joins them
/// would grow like the square.
const MOST_HEADER_ROWS: usize = 48;

impl Waiting {
    /// Adds a row; the header has to be read anew.
    fn push(&mut self, row: usize) {
        self.rows.push(row);
        self.header = OnceCell::new();
    }

    /// Takes the rows out.
    fn take(&mut self) -> Vec<usize> {
        std::mem::take(self).rows
    }

    fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Scanner<'_> {
    /// Takes the next row of the grid.
    fn row(&mut self, at: usize) {
        let row = self.grid.row(at);
        let mut profile = std::mem::take(&mut self.spare);
        profile.fill(&row, self.vocabulary);
        self.place(at, &row, &profile);
        self.spare = profile;
    }

    /// Decides what a row is.
    fn place(&mut self, at: usize, row: &Row<'_>, profile: &Profile) {
        if profile.filled == 0 {
            if !self.waiting.is_empty() && row.tokens.len() > 1 {
                self.blank = self.blank.or(Some(at));
            }
            return;
        }
        if profile.filled == 1 && (profile.is_year || self.is_caption(row)) {
            self.open &= profile.is_year;
            self.scan.outside.push(at);
        } else if self.is_heading_of_rows(profile) {
            self.close_header();
            self.push_row(at);
        } else if profile.filled == 1 && profile.heading.is_some() && self.are_of_no_open_table(&profile.labels) {
            self.give_up_waiting();
            self.hint = profile.heading.filter(|_| profile.headings == 1);
            self.open = false;
            self.scan.outside.push(at);
        } else if profile.labels.is_empty() && profile.figures == 0 {
            self.unlabelled(at, profile);
        } else if profile.figures > 0 {
            self.figures(at, row, profile);
        } else {
            self.labels_only(at, row, profile);
        }
    }

    /// True for a line that states the year of the table below, and is no label of a row: `Figures for 2023`.
    fn is_caption(&self, row: &Row<'_>) -> bool {
        let Token::Word(ix) = row.token(0) else { return false };
        let dated = self.vocabulary.get(ix).dated;
        dated.is_some_and(|dated| dated.is_alone && matches!(dated.which, Which::This | Which::Last))
    }

    /// A row without labels and figures: prose, a remark, half of a broken label, or part of a header. Furniture of the
    /// print joins the rows that wait, as it may stand inside a header; everything else is outside the tables.
    fn unlabelled(&mut self, at: usize, profile: &Profile) {
        if profile.furniture > 0 && profile.furniture == profile.filled && !self.waiting.is_empty() {
            self.wait(at);
        } else {
            self.scan.outside.push(at);
        }
    }

    /// A row with figures: one of the open section, or lost, or no row of a table at all.
    ///
    /// ```text
    /// received │ 4 │ 1 │ 5       a label of the open table: its next row
    /// moved    │ 1 │ 0 │ 1       an unknown label: the row waits, and is inside the table if others follow
    ///          │ 4 │ 1 │ 5       no label: lost, to be listed or read by the sums of the form
    /// 3                          a figure alone: outside, as a page number
    /// ```
    fn figures(&mut self, at: usize, row: &Row<'_>, profile: &Profile) {
        self.close_header();
        let labelled_first = profile.first_figure > 0;
        match self.scan.sections.last() {
            Some(section) if self.open && self.fits_section(row, section, profile) => self.push_row(at),
            Some(section) if self.open && self.may_be_misprinted(row, section, profile) => self.unknown.push(at),
            // A row of column numbers is no row of figures.
            _ if profile.labels.is_empty() && rows::is_numbering(row) => self.scan.outside.push(at),
            // A line of prose that begins with a number, or a page number.
            _ if profile.filled == 1 && !labelled_first && !self.is_among_figures(at) => self.scan.outside.push(at),
            _ if self.states_field(row) => self.scan.outside.push(at),
            _ => self.scan.lost.push(at),
        }
    }

    /// True if the next line above or below holds only a figure as well. A page number stands alone, while the figures
    /// of a stack stand below each other. Running numbers beside a table do not count.
    fn is_among_figures(&self, at: usize) -> bool {
        if self.is_numbered {
            return false;
        }
        let filled = |at: &usize| self.grid.row(*at).tokens.iter().any(|token| !token.is_empty());
        let before = (0..at).rev().find(filled);
        let behind = (at + 1..self.grid.n_rows()).find(filled);
        let is_lone = |at: usize| rows::has_only_figures(&self.grid.row(at), self.vocabulary);
        before.into_iter().chain(behind).any(is_lone)
    }

    /// True for a line that states a field with its value, such as the year. The name of a column of an export (`item`,
    /// `value`) is no statement about a filing: a row that begins with it and has figures is a row whose label is not
    /// known.
    fn states_field(&self, row: &Row<'_>) -> bool {
        let is_of_figures =
            |field: &Field| matches!(field, Field::Table | Field::Row | Field::Column | Field::Cell | Field::Value);
        let first = row.tokens.iter().find(|token| **token != Token::Blank);
        let Some(Token::Word(word)) = first else { return false };
        let n_figures = row.tokens.iter().filter(|token| self.vocabulary.is_number(**token)).count();
        let field = self.vocabulary.get(*word).field();
        field.is_some_and(|field| n_figures <= MOST_STATED && (n_figures < 2 || !is_of_figures(&field)))
    }

    /// True if the row belongs to the section by its labels.
    fn fits_section(&self, row: &Row<'_>, section: &Section, profile: &Profile) -> bool {
        match section.header.stub {
            Stub::Nothing => {
                let named = rows::names_line(row, &section.header, self.vocabulary);
                let numbering = rows::is_numbering(row);
                let wide = profile.filled > 1 || row.tokens.len() >= section.header.leaves.len();
                !named && !numbering && section.rows.is_empty() && wide
            }
            Stub::Rows | Stub::Columns => {
                rows::names_line(row, &section.header, self.vocabulary)
                    && !rows::names_another_table(row, &section.header, self.vocabulary)
            }
        }
    }

    /// True for a row with figures whose label is not known, so that it may be a misprinted one of the section.
    fn may_be_misprinted(&self, row: &Row<'_>, section: &Section, profile: &Profile) -> bool {
        let is_text = |token: &Token| matches!(token, Token::Word(ix) if !self.vocabulary.get(*ix).is_label());
        section.header.stub != Stub::Nothing
            && row.tokens.iter().take(profile.first_figure).any(is_text)
            && !rows::names_another_table(row, &section.header, self.vocabulary)
            && !self.states_field(row)
    }

    /// Adds a row to the open section, together with the rows of unknown label before it, which then stand inside the
    /// table.
    fn push_row(&mut self, at: usize) {
        if let Some(section) = self.scan.sections.last_mut() {
            section.rows.append(&mut self.unknown);
            section.rows.push(at);
        }
    }

    /// Ends the open section. Of the rows of unknown label after it, the one right below may still be its last row, as
    /// a misprinted total; the others are lost.
    fn leave_unknown(&mut self) {
        let Some(first) = self.unknown.first().copied() else { return };
        if let Some(section) = self.scan.sections.last_mut()
            && section.rows.last().is_some_and(|last| last + 1 == first)
        {
            section.rows.push(first);
            self.unknown.remove(0);
        }
        self.scan.lost.append(&mut self.unknown);
    }

    /// A row of labels without figures: a header row, a heading over rows, or a row left blank.
    fn labels_only(&mut self, at: usize, row: &Row<'_>, profile: &Profile) {
        if profile.labels.len() == 1
            && profile.signs == 0
            && self.is_block_heading(self.vocabulary.get(profile.labels[0]))
        {
            return;
        }
        let ends_header = |header: &Header| profile.signs == 0 && rows::is_blank_row(row, header, self.vocabulary);
        if !self.waiting.is_empty() && self.waiting_header().is_some_and(ends_header) {
            self.close_header();
        }
        let blank_row =
            |section: &Section| profile.signs == 0 && rows::is_blank_row(row, &section.header, self.vocabulary);
        if self.waiting.is_empty() && self.open && self.scan.sections.last().is_some_and(blank_row) {
            self.push_row(at);
            return;
        }
        let broken_row = |section: &Section| rows::is_broken_row(row, &section.header, self.vocabulary);
        if self.waiting.is_empty() && self.open && self.scan.sections.last().is_some_and(broken_row) {
            self.scan.outside.push(at);
            return;
        }
        self.close_blank_table();
        self.open = false;
        self.blank = None;
        self.wait(at);
    }

    /// Lets a row wait. If more rows wait than any header has, one of two equal rows is dropped, or else the first.
    fn wait(&mut self, at: usize) {
        self.waiting.push(at);
        if self.waiting.rows.len() > MOST_HEADER_ROWS {
            let is_above = |pair: &[usize]| self.grid.row(pair[0]).tokens == self.grid.row(pair[1]).tokens;
            let twice = self.waiting.rows.windows(2).position(is_above);
            self.scan.outside.push(self.waiting.rows.remove(twice.unwrap_or(0)));
        }
    }

    /// True for a heading over rows of the open table, or of the table whose header has just been read: a line with one
    /// label and no figure.
    fn is_heading_of_rows(&self, profile: &Profile) -> bool {
        let [label] = profile.labels[..] else { return false };
        if profile.signs > 0 {
            return false;
        }
        let word = self.vocabulary.get(label);
        match self.scan.sections.last() {
            Some(section) if self.open && self.waiting.is_empty() => self.is_over_rows(word, profile, &section.header),
            _ if self.waiting.is_empty() || self.is_block_heading(word) => false,
            _ => self.waiting_header().is_some_and(|header| self.is_over_rows(word, profile, header)),
        }
    }

    /// True if the word can only be a heading in the header's table, and no number but its code stands beside it.
    fn is_over_rows(&self, word: &Word, profile: &Profile, header: &Header) -> bool {
        if !profile.numbers.iter().all(|at| header.aside_at(*at) == Some(Aside::Code)) {
            return false;
        }
        let table = self.vocabulary.pipeline.catalogue.table(header.table);
        let axis = header.stub_axis();
        let is_heading = |meaning: Meaning| {
            let is_own = header.stub_line(meaning).is_some_and(|line| table.is_own_only(axis, line));
            let is_group = self.vocabulary.group(meaning).is_some_and(|group| group.axis == axis);
            header.stub != Stub::Nothing && (is_own || is_group)
        };
        let mut meanings = word.in_table(header.table).peekable();
        meanings.peek().is_some() && meanings.all(is_heading)
    }

    /// True if no label is a line or group of the open table.
    fn are_of_no_open_table(&self, labels: &[WordIx]) -> bool {
        let open = self.scan.sections.last().filter(|_| self.open && self.waiting.is_empty());
        open.is_none_or(|section| {
            labels.iter().all(|ix| self.vocabulary.get(*ix).in_table(section.header.table).next().is_none())
        })
    }

    /// True for a heading over a block of rows that has its own header below it.
    fn is_block_heading(&self, word: &Word) -> bool {
        let tables = &self.vocabulary.pipeline.catalogue.tables;
        let is_block = |meaning: &Meaning| match meaning {
            Meaning::Group(table, group) => {
                let group = &tables[table.at()].groups[usize::from(*group)];
                group.axis == Axis::Row && self.has_own_columns(*table, group)
            }
            _ => false,
        };
        word.is_label() && word.meanings.iter().all(is_block)
    }

    /// True if each row of the group lacks some columns of the table, so that the block may have a header of its own.
    fn has_own_columns(&self, table: TableIx, group: &crate::model::Group) -> bool {
        let table = &self.vocabulary.pipeline.catalogue.tables[table.at()];
        let n_columns = table.columns.len();
        group.members.iter().all(|row| table.row_cells(*row).count() < n_columns)
    }

    /// The header that the waiting rows are, if they are one.
    fn waiting_header(&self) -> Option<&Header> {
        self.waiting.header.get_or_init(|| self.header_of(&self.waiting.rows)).as_ref()
    }

    /// The header that some rows are; the rows that follow them help to decide.
    fn header_of(&self, rows: &[usize]) -> Option<Header> {
        let next = rows.last()? + 1;
        let rows_ahead = |table| rows::rows_ahead(self.grid, next, table, self.vocabulary);
        let layout_ahead = |table| rows::layout_ahead(self.grid, next, table, self.vocabulary);
        let hint = Hint { heading: self.hint, rows_ahead: &rows_ahead, layout_ahead: &layout_ahead };
        let rows: Vec<Row<'_>> = rows.iter().map(|at| self.grid.row(*at)).collect();
        header_tree::read(&rows, &hint, self.vocabulary)
    }

    /// Figures follow the waiting rows: they are a header, or none and stand outside.
    fn close_header(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        // The rows above the header may be left over from an earlier table.
        for skipped in 0..self.waiting.rows.len() {
            let header = match skipped {
                0 => self.waiting_header().cloned(),
                _ => self.header_of(&self.waiting.rows[skipped..]),
            };
            if let Some(header) = header {
                let start = self.waiting.rows[skipped];
                self.scan.outside.extend(self.waiting.take().into_iter().take(skipped));
                self.blank = None;
                self.leave_unknown();
                self.scan.sections.push(Section { header, start, rows: Vec::new(), note: None });
                self.open = true;
                return;
            }
        }
        self.scan.outside.append(&mut self.waiting.take());
    }

    /// No figures follow the waiting rows: they are a table left blank, or no header.
    fn give_up_waiting(&mut self) {
        self.close_blank_table();
        self.blank = None;
        self.scan.outside.append(&mut self.waiting.take());
    }

    /// Makes a section of a table left blank: a header that names rows and columns, with a row of empty fields under
    /// it.
    fn close_blank_table(&mut self) {
        let Some(blank) = self.blank else { return };
        let is_left_blank =
            |header: &&Header| header.stub == Stub::Nothing && self.grid.row(blank).tokens.len() >= header.leaves.len();
        if let Some(header) = self.waiting_header().filter(is_left_blank).cloned() {
            let start = self.waiting.take().first().copied().unwrap_or(blank);
            self.blank = None;
            self.leave_unknown();
            self.scan.sections.push(Section { header, start, rows: vec![blank], note: None });
        }
    }
}
