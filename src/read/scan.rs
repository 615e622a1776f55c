//! A grid of printed tables → sections: a header and the rows under it, and what stands between them.

use crate::model::{Axis, AxisIx, Group, Meaning, TableIx};
use crate::read::grid::{By, Grid, Row, Token};
use crate::read::header::{self, Aside, Header, Hint, Stub};
use crate::read::number::Parsed;
use crate::read::trail;
use crate::read::vocabulary::{Vocabulary, Word, WordIx};

/// A header with the rows under it.
#[derive(Debug)]
pub struct Section {
    /// How its columns are to be read.
    pub header: Header,
    /// Position of the first row of its header in the grid.
    pub start: usize,
    /// Positions of its rows in the grid.
    pub rows: Vec<usize>,
}

/// A grid, divided.
#[derive(Debug, Default)]
pub struct Scan {
    /// From top to bottom.
    pub sections: Vec<Section>,
    /// Rows outside the tables: titles, prose, remarks.
    pub outside: Vec<usize>,
    /// Rows with figures that belong to no table that was understood.
    pub lost: Vec<usize>,
}

/// Rows looked at to tell whose header it is.
const ROWS_AHEAD: usize = 60;

/// Divides a grid into sections.
pub fn scan(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Scan {
    let mut scanner =
        Scanner { grid, vocabulary, scan: Scan::default(), waiting: Vec::new(), blank: None, hint: None, open: false };
    for at in 0..grid.n_rows() {
        scanner.row(at);
    }
    scanner.give_up_waiting();
    let mut scan = scanner.scan;
    partial_headers(&mut scan.sections, grid, vocabulary);
    scan
}

/// A page break may bring only a part of the header again. Under a header that has fewer columns than the one before
/// it, while its rows have them all, the columns are still those of the one before.
fn partial_headers(sections: &mut [Section], grid: &Grid, vocabulary: &Vocabulary<'_>) {
    for at in 1..sections.len() {
        let (before, section) = (&sections[at - 1].header, &sections[at]);
        let (header, table) = (&section.header, vocabulary.pipeline.catalogue.table(section.header.table));
        let is_of = |header: &Header, leaf: &header::Leaf| {
            header.leaves.iter().any(|other| (other.row, other.column) == (leaf.row, leaf.column))
        };
        let alike = before.table == header.table && before.stub == header.stub && header.stub == Stub::Rows;
        if !alike || !header.leaves.iter().all(|leaf| is_of(before, leaf)) {
            continue;
        }
        let missing: Vec<_> =
            before.leaves.iter().filter(|leaf| !is_of(header, leaf)).filter_map(|leaf| leaf.column).collect();
        let has_all = |line: AxisIx| missing.iter().all(|column| table.cell(line, *column).is_some());
        let lines = section.rows.iter().flat_map(|row| grid.row(*row).tokens.iter()).filter_map(|token| match token {
            Token::Word(ix) => vocabulary.get(*ix).in_table(header.table).find_map(|meaning| match meaning {
                Meaning::Row(_, line) => Some(line),
                _ => None,
            }),
            Token::Blank | Token::Covered(_) | Token::Plain(_) => None,
        });
        let mut lines = lines.peekable();
        if !missing.is_empty() && lines.peek().is_some() && lines.all(has_all) {
            sections[at].header = sections[at - 1].header.clone();
        }
    }
}

struct Scanner<'a> {
    grid: &'a Grid,
    vocabulary: &'a Vocabulary<'a>,
    scan: Scan,
    /// Header rows that no row of figures has followed yet.
    waiting: Vec<usize>,
    /// A row of empty fields under the waiting rows, as wide as a table that needs no row labels.
    blank: Option<usize>,
    /// The table the last heading named.
    hint: Option<TableIx>,
    /// The last section may still take rows.
    open: bool,
}

/// What there is in a row.
#[derive(Default)]
struct Profile {
    filled: usize,
    /// Distinct labels that are a line or a group of some table.
    labels: Vec<WordIx>,
    figures: usize,
    /// Position of the first figure.
    first_figure: usize,
    /// Positions of those that are numbers and not signs in place of one.
    numbers: Vec<usize>,
    furniture: usize,
    /// Furniture that is no unit of the row's figures.
    signs: usize,
    /// The first table named, and how many its name could be.
    heading: Option<TableIx>,
    headings: usize,
    /// A year and nothing else.
    is_year: bool,
}

impl Scanner<'_> {
    fn row(&mut self, at: usize) {
        let row = self.grid.row(at);
        let profile = self.profile(&row);
        if profile.filled == 0 {
            if !self.waiting.is_empty() && row.tokens.len() > 1 {
                self.blank = self.blank.or(Some(at));
            }
            return;
        }
        if profile.filled == 1 && profile.is_year {
            self.scan.outside.push(at);
        } else if self.is_heading_of_rows(&profile) {
            self.close_header();
            self.push_row(at);
        } else if profile.filled == 1 && profile.heading.is_some() && self.are_of_no_open_table(&profile.labels) {
            self.give_up_waiting();
            self.hint = profile.heading.filter(|_| profile.headings == 1);
            self.open = false;
            self.scan.outside.push(at);
        } else if profile.labels.is_empty() && profile.figures == 0 {
            self.unlabelled(at, &profile);
        } else if profile.figures > 0 {
            self.figures(at, &row, &profile);
        } else {
            self.labels_only(at, &row, &profile);
        }
    }

    fn profile(&self, row: &Row<'_>) -> Profile {
        let mut profile = Profile::default();
        for (at, token) in row.tokens.iter().enumerate() {
            match token {
                Token::Blank | Token::Covered(_) => continue,
                Token::Plain(_) => {
                    profile.figure(at);
                    profile.numbers.push(at);
                }
                Token::Word(ix) => {
                    let word = self.vocabulary.get(*ix);
                    if profile.heading.is_none() {
                        profile.heading = word.headings().next();
                        profile.headings = word.headings().count();
                    }
                    profile.is_year |= word.is_year;
                    if is_line_or_group(word) {
                        if !profile.labels.contains(ix) {
                            profile.labels.push(*ix);
                        }
                    } else if word.is_furniture() {
                        profile.furniture += 1;
                        profile.signs += usize::from(word.unit.is_none());
                    } else if word.is_figure() {
                        profile.figure(at);
                        if matches!(word.parsed, Parsed::Figure { .. }) {
                            profile.numbers.push(at);
                        }
                    }
                }
            }
            profile.filled += 1;
        }
        profile
    }

    /// Prose, a remark, a half of a broken label, or part of a header.
    fn unlabelled(&mut self, at: usize, profile: &Profile) {
        if profile.furniture > 0 && profile.furniture == profile.filled && !self.waiting.is_empty() {
            self.waiting.push(at);
        } else {
            self.scan.outside.push(at);
        }
    }

    fn figures(&mut self, at: usize, row: &Row<'_>, profile: &Profile) {
        self.close_header();
        let labelled_first = profile.first_figure > 0;
        match self.scan.sections.last() {
            Some(section) if self.open && self.fits_section(row, section, profile) => self.push_row(at),
            // A line of prose that begins with a number, or a page number.
            _ if profile.filled == 1 && !labelled_first => self.scan.outside.push(at),
            _ if self.states_field(row) => self.scan.outside.push(at),
            _ => self.scan.lost.push(at),
        }
    }

    /// A field with its value, such as the year.
    fn states_field(&self, row: &Row<'_>) -> bool {
        let first = row.tokens.iter().find(|token| **token != Token::Blank);
        matches!(first, Some(Token::Word(word)) if self.vocabulary.get(*word).field().is_some())
    }

    fn fits_section(&self, row: &Row<'_>, section: &Section, profile: &Profile) -> bool {
        match section.header.stub {
            Stub::Nothing => {
                let named = self.names_line(row, section);
                let numbering = is_numbering(row);
                let wide = profile.filled > 1 || row.tokens.len() >= section.header.leaves.len();
                !named && !numbering && section.rows.is_empty() && wide
            }
            Stub::Rows | Stub::Columns => self.names_line(row, section) && !self.names_another_table(row, section),
        }
    }

    /// True if the row has a label of the section's stub.
    fn names_line(&self, row: &Row<'_>, section: &Section) -> bool {
        let table = section.header.table;
        row.tokens.iter().any(|token| match token {
            Token::Word(ix) => self.vocabulary.get(*ix).in_table(table).any(|meaning| match section.header.stub {
                Stub::Rows => matches!(meaning, Meaning::Row(..)),
                Stub::Columns => matches!(meaning, Meaning::Column(..)),
                Stub::Nothing => matches!(meaning, Meaning::Row(..) | Meaning::Column(..)),
            }),
            Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
        })
    }

    /// True if some label of the row is a line or group of other tables only: whose figures are whose is not told.
    fn names_another_table(&self, row: &Row<'_>, section: &Section) -> bool {
        row.tokens.iter().any(|token| match token {
            Token::Word(ix) => {
                let word = self.vocabulary.get(*ix);
                is_line_or_group(word) && word.in_table(section.header.table).next().is_none()
            }
            Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
        })
    }

    fn push_row(&mut self, at: usize) {
        if let Some(section) = self.scan.sections.last_mut() {
            section.rows.push(at);
        }
    }

    /// A row of labels without figures: a header row, a heading over rows, or a row left blank.
    fn labels_only(&mut self, at: usize, row: &Row<'_>, profile: &Profile) {
        if profile.labels.len() == 1
            && profile.signs == 0
            && self.is_block_heading(self.vocabulary.get(profile.labels[0]))
        {
            return;
        }
        let ends_header = |header: Header| profile.signs == 0 && self.is_blank_row(row, &header);
        if !self.waiting.is_empty() && self.waiting_header().is_some_and(ends_header) {
            self.close_header();
        }
        let blank_row = |section: &Section| profile.signs == 0 && self.is_blank_row(row, &section.header);
        if self.waiting.is_empty() && self.open && self.scan.sections.last().is_some_and(blank_row) {
            self.push_row(at);
            return;
        }
        let broken_row = |section: &Section| self.is_broken_row(row, &section.header);
        if self.waiting.is_empty() && self.open && self.scan.sections.last().is_some_and(broken_row) {
            self.scan.outside.push(at);
            return;
        }
        self.close_blank_table();
        self.open = false;
        self.blank = None;
        self.waiting.push(at);
    }

    /// A heading over some rows of the open table, or of the one whose header has just been read: the only label
    /// of its line, which has no figure.
    fn is_heading_of_rows(&self, profile: &Profile) -> bool {
        let [label] = profile.labels[..] else { return false };
        if profile.signs > 0 {
            return false;
        }
        let word = self.vocabulary.get(label);
        match self.scan.sections.last() {
            Some(section) if self.open && self.waiting.is_empty() => self.is_over_rows(word, profile, &section.header),
            _ if self.waiting.is_empty() || self.is_block_heading(word) => false,
            _ => self.waiting_header().is_some_and(|header| self.is_over_rows(word, profile, &header)),
        }
    }

    /// True if all that the word can be in the header's table is a heading over its rows, and no number stands beside
    /// it but its code.
    fn is_over_rows(&self, word: &Word, profile: &Profile, header: &Header) -> bool {
        if !profile.numbers.iter().all(|at| header.asides.contains(&(*at, Aside::Code))) {
            return false;
        }
        let table = self.vocabulary.pipeline.catalogue.table(header.table);
        let is_heading = |meaning: Meaning| match (header.stub, meaning) {
            (Stub::Nothing, _) => false,
            (_, Meaning::Group(_, group)) => table.groups[usize::from(group)].axis == header.stub_axis(),
            (Stub::Rows, Meaning::Row(_, line)) => table.is_own_only(Axis::Row, line),
            (Stub::Columns, Meaning::Column(_, line)) => table.is_own_only(Axis::Column, line),
            _ => false,
        };
        let mut meanings = word.in_table(header.table).peekable();
        meanings.peek().is_some() && meanings.all(is_heading)
    }

    /// True if none of the labels is a line or group of the table that is being read.
    fn are_of_no_open_table(&self, labels: &[WordIx]) -> bool {
        let open = self.scan.sections.last().filter(|_| self.open && self.waiting.is_empty());
        open.is_none_or(|section| {
            labels.iter().all(|ix| self.vocabulary.get(*ix).in_table(section.header.table).next().is_none())
        })
    }

    /// A heading over a block of rows that has a header of its own below it.
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

    /// True if no cell of the group's rows shares its column with all other rows: the block's header is its own.
    fn has_own_columns(&self, table: TableIx, group: &crate::model::Group) -> bool {
        let table = &self.vocabulary.pipeline.catalogue.tables[table.at()];
        let n_columns = table.columns.len();
        group.members.iter().all(|row| table.row_cells(*row).count() < n_columns)
    }

    /// True if the row is one of the table's with all its figures blank: it names one line, or a line and what
    /// that line is a part of.
    fn is_blank_row(&self, row: &Row<'_>, header: &Header) -> bool {
        let mut named: Vec<Vec<AxisIx>> = Vec::new();
        for token in row.tokens {
            let Token::Word(ix) = token else { continue };
            let word = self.vocabulary.get(*ix);
            let mut lines = Vec::new();
            let mut belongs = false;
            for meaning in word.in_table(header.table) {
                match (header.stub, meaning) {
                    (Stub::Rows, Meaning::Row(_, line)) | (Stub::Columns, Meaning::Column(_, line)) => lines.push(line),
                    (_, Meaning::Group(..)) => belongs = true,
                    _ => {}
                }
            }
            if lines.is_empty() && !belongs && is_line_or_group(word) {
                return false;
            }
            if !lines.is_empty() && !named.contains(&lines) {
                named.push(lines);
            }
        }
        let table = self.vocabulary.pipeline.catalogue.table(header.table);
        let over = |above: &[AxisIx], line: AxisIx| {
            let parent = trail::line_above(line, table.lines(header.stub_axis()));
            let heads =
                |group: &Group| group.own.is_some_and(|own| above.contains(&own)) && group.members.contains(&line);
            above.contains(&line)
                || parent.is_some_and(|parent| above.contains(&parent))
                || table.groups.iter().any(heads)
        };
        let Some((last, above)) = named.split_last() else { return false };
        above.iter().all(|above| last.iter().any(|line| over(above, *line)))
    }

    /// True if all that is understood of the row are headings over rows of the table: its own label is not.
    fn is_broken_row(&self, row: &Row<'_>, header: &Header) -> bool {
        let groups = &self.vocabulary.pipeline.catalogue.table(header.table).groups;
        let on_stub = |meaning: Meaning| match meaning {
            Meaning::Group(_, group) => groups[usize::from(group)].axis == header.stub_axis(),
            Meaning::Row(..) => header.stub == Stub::Rows,
            Meaning::Column(..) => header.stub == Stub::Columns,
            Meaning::Table(_) | Meaning::Field(_) | Meaning::File(_) | Meaning::Furniture => false,
        };
        header.stub != Stub::Nothing
            && row.tokens.iter().all(|token| match token {
                Token::Blank | Token::Covered(_) | Token::Plain(_) => true,
                Token::Word(ix) => {
                    let word = self.vocabulary.get(*ix);
                    !is_line_or_group(word) || word.in_table(header.table).any(on_stub)
                }
            })
    }

    fn waiting_header(&self) -> Option<Header> {
        self.header_of(&self.waiting)
    }

    fn header_of(&self, rows: &[usize]) -> Option<Header> {
        let next = rows.last()? + 1;
        let rows_ahead = |table| self.rows_ahead(next, table);
        let stub_ahead = |table| self.stub_ahead(next, table);
        let hint = Hint { heading: self.hint, rows_ahead: &rows_ahead, stub_ahead: &stub_ahead };
        let rows: Vec<Row<'_>> = rows.iter().map(|at| self.grid.row(*at)).collect();
        header::read(&rows, &hint, self.vocabulary)
    }

    /// How many of the next rows have a label of the table.
    fn rows_ahead(&self, from: usize, table: TableIx) -> usize {
        let is_row = |meaning: Meaning| matches!(meaning, Meaning::Row(..));
        let names_row = |token: &Token| match token {
            Token::Word(ix) => self.vocabulary.get(*ix).in_table(table).any(is_row),
            Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
        };
        let ahead = from..self.grid.n_rows().min(from + ROWS_AHEAD);
        ahead.filter(|at| self.grid.row(*at).tokens.iter().any(names_row)).count()
    }

    /// How many places the labels of the next rows of the table take, with the texts beside them.
    fn stub_ahead(&self, from: usize, table: TableIx) -> usize {
        let is_line = |token: &Token| match token {
            Token::Word(ix) => {
                self.vocabulary.get(*ix).in_table(table).any(|meaning| !matches!(meaning, Meaning::Table(_)))
            }
            Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
        };
        let is_text = |token: Token| match token {
            Token::Word(ix) => !self.vocabulary.get(ix).is_figure(),
            Token::Covered(By::Left) => true,
            Token::Blank | Token::Covered(By::Above) | Token::Plain(_) => false,
        };
        let ahead = from..self.grid.n_rows().min(from + ROWS_AHEAD);
        let ends = ahead.filter_map(|at| {
            let row = self.grid.row(at);
            let figures = row.tokens.iter().any(|token| matches!(token, Token::Plain(_)));
            let last = row.tokens.iter().rposition(is_line).filter(|_| figures)?;
            Some((last + 1..).find(|at| !is_text(row.token(*at))).unwrap_or(last + 1))
        });
        ends.max().unwrap_or(0)
    }

    /// Figures follow the header rows: from here on they are a header, or were none.
    fn close_header(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        // Rows of an earlier, unfinished table may stand above the header that counts.
        for skipped in 0..self.waiting.len() {
            if let Some(header) = self.header_of(&self.waiting[skipped..]) {
                let start = self.waiting[skipped];
                self.scan.outside.extend(self.waiting.drain(..skipped));
                self.waiting.clear();
                self.blank = None;
                self.scan.sections.push(Section { header, start, rows: Vec::new() });
                self.open = true;
                return;
            }
        }
        self.scan.outside.append(&mut self.waiting);
    }

    /// No figures follow the header rows: a table left blank, or no header at all.
    fn give_up_waiting(&mut self) {
        self.close_blank_table();
        self.blank = None;
        self.scan.outside.append(&mut self.waiting);
    }

    /// A row of empty fields under a header that names rows and columns is that table, left blank.
    fn close_blank_table(&mut self) {
        let (Some(blank), Some(header)) = (self.blank, self.waiting_header()) else { return };
        if header.stub == Stub::Nothing && self.grid.row(blank).tokens.len() >= header.leaves.len() {
            let start = self.waiting.first().copied().unwrap_or(blank);
            self.waiting.clear();
            self.blank = None;
            self.scan.sections.push(Section { header, start, rows: vec![blank] });
        }
    }
}

impl Profile {
    fn figure(&mut self, at: usize) {
        if self.figures == 0 {
            self.first_figure = at;
        }
        self.figures += 1;
    }
}

fn is_line_or_group(word: &Word) -> bool {
    let line = |meaning: &Meaning| matches!(meaning, Meaning::Row(..) | Meaning::Column(..) | Meaning::Group(..));
    word.meanings.iter().any(line)
}

/// 1, 2, 3 …: the numbering of the columns, which is no row of figures.
fn is_numbering(row: &Row<'_>) -> bool {
    let figures: Vec<i32> = row
        .tokens
        .iter()
        .filter_map(|token| match token {
            Token::Plain(number) => Some(*number),
            Token::Blank | Token::Covered(_) | Token::Word(_) => None,
        })
        .collect();
    figures.len() >= 4 && figures.windows(2).all(|pair| pair[1] == pair[0] + 1)
}
