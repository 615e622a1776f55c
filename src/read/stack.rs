//! One cell a line → rows again. That is what is left of a table when somebody copies it from a web page:
//!
//! ```text
//! received
//! 4
//! 1           received │ 4 │ 1 │ 5
//! 5       →   granted  │ 3 │ 0 │ 3
//! granted
//! 3
//! 0
//! 3
//! ```
//!
//! Labels and figures come in the order of the page, row by row. Figures belong to the label before them. Labels
//! without figures are the header, level by level. The result is a table whose merged cells have collapsed, and is read
//! as one.

mod pages;

use crate::model::{Axis, AxisIx, CellIx, Field, Group, Meaning, Pipeline, TableIx};
use crate::read::bind::Candidate;
use crate::read::grid::{Grid, Token};
use crate::read::header::{Header, Stub};
use crate::read::vocabulary::{Vocabulary, Word};

/// So many lines with a single figure make a text a stack.
const FEWEST_FIGURES: usize = 6;
/// With so many labels of the form, one line with a single figure is enough.
const FEWEST_LABELS: usize = 24;
/// For each so many such lines, one other line may have several figures.
const FIGURES_PER_ROW: usize = 20;

/// True if nearly every row has no more than one cell.
pub fn is_one_a_line(grid: &Grid) -> bool {
    let n_wide = grid.rows().filter(|row| row.tokens.iter().filter(|token| !token.is_empty()).nth(1).is_some()).count();
    n_wide * FIGURES_PER_ROW <= grid.n_rows() + FIGURES_PER_ROW
}

/// True if nearly all figures of a grid stand on lines of their own. A single paragraph with several numbers, such as
/// an address, does not make a table.
pub fn is_stack(grid: &Grid, vocabulary: &Vocabulary<'_>) -> bool {
    let (mut alone, mut beside, mut labels) = (0usize, 0usize, 0usize);
    let is_label = |token: &Token| match token {
        Token::Word(word) => vocabulary.get(*word).is_line_or_group,
        Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
    };
    for row in grid.rows() {
        labels += usize::from(row.tokens.iter().any(is_label));
        let filled = row.tokens.iter().filter(|token| !token.is_empty()).count();
        let figures = row.tokens.iter().filter(|token| is_figure(**token, vocabulary)).count();
        alone += usize::from(filled == 1 && figures == 1);
        beside += usize::from(filled > 1 && figures > 0);
        if beside * FIGURES_PER_ROW > FIGURES_PER_ROW + alone.max(grid.n_rows() / 2) {
            return false;
        }
    }
    // An office without any case has few figures, but all labels.
    let is_told = alone >= FEWEST_FIGURES || (alone > 0 && beside == 0 && labels >= FEWEST_LABELS);
    is_told && beside * FIGURES_PER_ROW <= alone
}

/// True for a figure that is no label and no year.
fn is_figure(token: Token, vocabulary: &Vocabulary<'_>) -> bool {
    match token {
        Token::Blank | Token::Covered(_) => false,
        Token::Plain(_) => true,
        Token::Word(word) => {
            let word = vocabulary.get(word);
            word.is_figure() && !word.is_line_or_group && !word.is_year
        }
    }
}

/// A cell, and the line that it stands on.
type Cell = (Token, u32);

/// Labels and the figures that follow them. A blank line between figures may be a blank cell.
#[derive(Default)]
struct Run {
    /// From top to bottom: headings, and the label of the row last.
    labels: Vec<Cell>,
    /// From left to right, as far as no blank cell is lost.
    figures: Vec<Cell>,
}

/// The rows that the cells of a stack make.
pub fn rows(grid: &Grid, vocabulary: &mut Vocabulary<'_>) -> Grid {
    let cells = cells(grid, vocabulary);
    let blank_is_cell = !is_double_spaced(&cells);
    let mut stack = Stack { vocabulary, made: Grid::default(), block: Vec::new(), run: Run::default(), heading: None };
    stack.made.stack();
    let mut taken: Option<u32> = None;
    for (at, cell) in cells.iter().enumerate() {
        let next = cells[at + 1..].iter().find(|(token, _)| !token.is_empty());
        if taken.is_some_and(|line| line == cell.1) {
            taken = None;
            continue;
        }
        // Above the tables there are names of fields, each with its value on the next line.
        if let Some(value) = next.filter(|next| stack.is_field(cell.0, next.0)) {
            stack.made.add_cells(&[*cell, *value]);
            taken = Some(value.1);
            continue;
        }
        match cell.0 {
            Token::Blank | Token::Covered(_) if blank_is_cell => stack.blank(cell.1),
            Token::Blank | Token::Covered(_) => {}
            Token::Plain(_) | Token::Word(_) => {
                stack.cell(*cell, next.is_some_and(|next| is_figure(next.0, stack.vocabulary)))
            }
        }
    }
    stack.end_block();
    stack.made
}

/// True if nearly every line is followed by a blank one, as when each cell is a paragraph. Then a single blank line is
/// no blank cell.
fn is_double_spaced(cells: &[Cell]) -> bool {
    let filled = cells.windows(2).filter(|pair| !pair[0].0.is_empty());
    let (all, spaced) =
        filled.fold((0usize, 0usize), |(all, spaced), pair| (all + 1, spaced + usize::from(pair[1].0.is_empty())));
    spaced * 5 > all * 4
}

/// An unknown label has at most so many bytes.
const LONGEST_STRANGE: usize = 120;
/// A label is broken over at most so many lines.
const MOST_LINES: usize = 3;

/// The cells of a stack, with labels that are broken over lines put together.
fn cells(grid: &Grid, vocabulary: &mut Vocabulary<'_>) -> Vec<Cell> {
    let pages = pages::numbers(grid, vocabulary);
    let lines: Vec<Cell> = (0..grid.n_rows())
        .filter(|at| !pages.contains(at))
        .map(|at| grid.row(at))
        .flat_map(|row| {
            // A few rows may still have their cells side by side.
            let first = row.tokens.iter().position(|token| !token.is_empty());
            let last = row.tokens.iter().rposition(|token| !token.is_empty());
            let cells = first.zip(last).map_or(&[Token::Blank][..], |(first, last)| &row.tokens[first..=last]);
            cells.iter().filter(|token| !matches!(token, Token::Covered(_))).map(move |token| (*token, row.line))
        })
        .collect();
    let mut cells = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let whole = (2..=MOST_LINES).find_map(|n| Some((n, whole_label(lines.get(at..at + n)?, vocabulary)?)));
        match whole {
            Some((n, whole)) => {
                cells.push((whole, lines[at].1));
                at += n;
            }
            None => {
                cells.push(lines[at]);
                at += 1;
            }
        }
    }
    cells
}

/// The label that the next lines make together, if the first one is no label by itself.
fn whole_label(lines: &[Cell], vocabulary: &mut Vocabulary<'_>) -> Option<Token> {
    let mut whole = String::new();
    for (at, (token, _)) in lines.iter().enumerate() {
        let word = match token {
            Token::Word(ix) => vocabulary.get(*ix),
            // The number of a label may be on a line of its own.
            Token::Plain(number) if at == 0 && begins_with_point(lines.get(1), vocabulary) => {
                whole = number.to_string();
                continue;
            }
            Token::Blank | Token::Covered(_) | Token::Plain(_) => return None,
        };
        if (at == 0 && word.is_label()) || word.is_figure() {
            return None;
        }
        whole.push_str(word.raw.trim());
    }
    let known = vocabulary.pipeline.lexicon.meanings(&whole);
    let is_of_table = |meaning: &Meaning| meaning.table().is_some();
    known.iter().any(is_of_table).then(|| Token::Word(vocabulary.word(&whole)))
}

fn begins_with_point(cell: Option<&Cell>, vocabulary: &Vocabulary<'_>) -> bool {
    match cell {
        Some((Token::Word(ix), _)) => {
            vocabulary.get(*ix).raw.trim_start().starts_with(['.', '\u{FF0E}', '\u{3001}', ')', '\u{FF09}'])
        }
        _ => false,
    }
}

/// For each so many figures, one may belong to no row; with more such figures the stack is not read.
const FIGURES_PER_STRAY: usize = 10;

/// True if so many figures of a stack belong to no table that it was not understood. A stack has no columns: once a
/// cell is missing, all figures behind it go to the wrong place, and a few right ones prove nothing.
pub fn is_ambiguous(grid: &Grid, lost: &[usize], vocabulary: &Vocabulary<'_>) -> bool {
    let figures = |at: usize| grid.row(at).tokens.iter().filter(|token| is_figure(**token, vocabulary)).count();
    let strays: usize = lost.iter().map(|at| figures(*at)).sum();
    let all: usize = (0..grid.n_rows()).map(figures).sum();
    strays * FIGURES_PER_STRAY > all
}

/// A stack being made into rows.
struct Stack<'a> {
    vocabulary: &'a Vocabulary<'a>,
    /// The rows so far.
    made: Grid,
    /// The runs of the current table.
    block: Vec<Run>,
    /// The labels and figures that are being collected.
    run: Run,
    /// The table that the last heading named.
    heading: Option<TableIx>,
}

impl Stack<'_> {
    /// The word of a cell that is a text.
    fn word(&self, token: Token) -> Option<&Word> {
        token.word().map(|word| self.vocabulary.get(word))
    }

    /// True for the name of a field with its value, before any table has begun.
    fn is_field(&self, name: Token, value: Token) -> bool {
        let is_over = self.block.is_empty() && self.run.labels.is_empty();
        let is_name = self.word(name).is_some_and(|word| matches!(word.field(), Some(Field::Office | Field::Year)));
        is_over && is_name && !self.word(value).is_some_and(Word::is_label)
    }

    /// Takes the next cell. An unknown text inside a table counts as the label of a row if figures follow.
    fn cell(&mut self, cell: Cell, before_figure: bool) {
        let word = self.word(cell.0);
        let in_table = !(self.block.is_empty() && self.run.labels.is_empty());
        let is_label = word.is_some_and(|word| {
            let is_strange = !word.is_label() && word.raw.len() <= LONGEST_STRANGE;
            word.is_line_or_group || word.is_furniture() || (is_strange && in_table && before_figure)
        });
        // A title may also be a heading inside another table; if no table has begun it is a title.
        let is_line = |word: &Word| word.meanings.iter().any(Meaning::is_line);
        let is_inside = |word: &Word| word.is_line_or_group && (in_table || is_line(word));
        let heading = word.filter(|word| !is_inside(word)).and_then(|word| word.headings().next());
        if is_figure(cell.0, self.vocabulary) && !(self.run.labels.is_empty() && self.run.figures.is_empty()) {
            self.run.figures.push(cell);
        } else if is_label && heading.is_none() {
            self.end_run();
            self.run.labels.push(cell);
        } else {
            self.end_block();
            self.heading = heading.or(self.heading);
            self.made.add_cells(&[cell]);
        }
    }

    /// Takes a blank line.
    fn blank(&mut self, line: u32) {
        if !self.run.labels.is_empty() {
            self.run.figures.push((Token::Blank, line));
        }
    }

    /// Ends a run: a label after figures begins the next one. Blank lines between the labels of a header are dropped.
    fn end_run(&mut self) {
        let is_blank = self.run.figures.iter().all(|(token, _)| token.is_empty());
        if is_blank && !self.is_blank_row() {
            self.run.figures.clear();
        }
        if !self.run.figures.is_empty() {
            self.block.push(std::mem::take(&mut self.run));
        }
    }

    /// True if the last label of the run is a row's, so that blank lines behind it are its cells.
    fn is_blank_row(&self) -> bool {
        let table = self.table_of(&self.run.labels);
        let (Some(table), Some((last, above))) = (table, self.run.labels.split_last()) else { return false };
        let is_column = |cell: &Cell| !self.lines(*cell, Axis::Column, table).is_empty();
        !self.lines(*last, Axis::Row, table).is_empty() && (!self.block.is_empty() || above.iter().any(is_column))
    }

    /// Makes rows of the runs of the current table.
    fn end_block(&mut self) {
        self.end_run();
        let labels = std::mem::take(&mut self.run).labels;
        for Run { labels, figures } in std::mem::take(&mut self.block) {
            self.add(&labels, figures);
        }
        // Labels that no figures follow.
        labels.into_iter().for_each(|cell| self.made.add_cells(&[cell]));
    }

    /// Adds the header levels and the row that a run makes.
    fn add(&mut self, labels: &[Cell], figures: Vec<Cell>) {
        let table = self.table_of(labels);
        let stub = if figures.is_empty() { labels.len() } else { self.stub(labels, table) };
        let (header, own) = labels.split_at(stub);
        self.levels(header, table).iter().for_each(|level| self.made.add_cells(level));
        if !figures.is_empty() {
            self.made.add_cells(&[own, &figures].concat());
        }
    }

    /// The table that most labels belong to. Of several, the title decides, or else the first is taken.
    fn table_of(&self, labels: &[Cell]) -> Option<TableIx> {
        let n_tables = self.vocabulary.pipeline.catalogue.tables.len();
        let count = |table: TableIx| {
            let words = labels.iter().filter_map(|(token, _)| self.word(*token));
            let n = words.filter(|word| word.in_table(table).any(|meaning| meaning.is_line_or_group())).count();
            (n, Some(table) == self.heading, std::cmp::Reverse(table))
        };
        (0..n_tables).map(|at| TableIx(at as u8)).max_by_key(|table| count(*table))
    }

    /// Where the labels of the row itself begin: at its line, or at the headings of that line right before it. What
    /// stands before is the header.
    ///
    /// ```text
    /// natural   business   total   III. decided   granted   3 0 3
    /// └ header ───────────────┘    └ from here ┘
    /// ```
    fn stub(&self, labels: &[Cell], table: Option<TableIx>) -> usize {
        let (Some(table), Some((last, above))) = (table, labels.split_last()) else { return labels.len() };
        if self.word(last.0).is_some_and(|word| !word.is_label()) {
            return above.len();
        }
        let axis = match self.lines(*last, Axis::Row, table) {
            lines if !lines.is_empty() => Axis::Row,
            _ if self.is_turned(labels, table) => Axis::Column,
            _ => return labels.len(),
        };
        let lines = self.lines(*last, axis, table);
        let heads = |group: &Group| group.axis == axis && lines.iter().any(|line| group.members.contains(line));
        let is_over = |cell: &&Cell| self.groups(**cell, table).any(heads);
        above.len() - above.iter().rev().take_while(is_over).count()
    }

    /// What a cell can be as a label of the table.
    fn meanings(&self, cell: Cell, table: TableIx) -> impl Iterator<Item = Meaning> + '_ {
        self.vocabulary.meanings_in(cell.0, table)
    }

    /// The groups that a cell can be the heading of.
    fn groups(&self, cell: Cell, table: TableIx) -> impl Iterator<Item = &Group> + '_ {
        self.meanings(cell, table).filter_map(|meaning| self.vocabulary.group(meaning))
    }

    /// The lines on one axis that a cell can be.
    fn lines(&self, cell: Cell, axis: Axis, table: TableIx) -> Vec<AxisIx> {
        self.meanings(cell, table).filter_map(|meaning| meaning.line_on(axis)).collect()
    }

    /// True if the table is printed on its side: its labels name a single column, alone or behind rows.
    fn is_turned(&self, labels: &[Cell], table: TableIx) -> bool {
        // The heading over some columns is also the label of their sum.
        let is_heading = |cell: Cell| self.groups(cell, table).next().is_some();
        let is_column = |cell: &&Cell| !is_heading(**cell) && !self.lines(**cell, Axis::Column, table).is_empty();
        labels.iter().filter(is_column).count() == 1
    }

    /// Splits the labels of a header into its rows: a label under a heading of the row before begins the next one.
    ///
    /// ```text
    /// item  decided  pending  total  granted  refused      →     item │ decided │         │ pending │ total
    ///                                                                 │ granted │ refused │         │
    /// ```
    fn levels(&self, labels: &[Cell], table: Option<TableIx>) -> Vec<Vec<Cell>> {
        let mut levels: Vec<Vec<Cell>> = Vec::new();
        for cell in labels {
            let begins = levels.last().is_none_or(|level| self.begins_level(*cell, level, table));
            match levels.last_mut().filter(|_| !begins) {
                Some(level) => level.push(*cell),
                None => levels.push(vec![*cell]),
            }
        }
        levels
    }

    /// True if a label begins the next row of the header.
    fn begins_level(&self, cell: Cell, level: &[Cell], table: Option<TableIx>) -> bool {
        let Some(table) = table else { return false };
        let is_over = |outer: &Group| {
            let is_inner = |inner: &Group| {
                !std::ptr::eq(inner, outer)
                    && inner.axis == outer.axis
                    && inner.members.iter().all(|line| outer.members.contains(line))
            };
            self.lines(cell, outer.axis, table).iter().any(|line| outer.has(*line))
                || self.groups(cell, table).any(is_inner)
        };
        let is_column = !self.lines(cell, Axis::Column, table).is_empty();
        let heads_rows = |group: &Group| group.axis == Axis::Row;
        let is_row = |cell: &Cell| {
            let is_of_rows =
                !self.lines(*cell, Axis::Row, table).is_empty() || self.groups(*cell, table).any(heads_rows);
            self.lines(*cell, Axis::Column, table).is_empty() && is_of_rows
        };
        level.iter().any(|other| self.groups(*other, table).any(is_over))
            || (is_column && level.last().is_some_and(is_row))
    }
}

/// True if a row has all columns that some form has for it, in the form's order, except that the total may come first.
/// If a column is missing or the order is another one, labels of the header have been lost or mixed up, and the row is
/// not read.
pub fn is_whole(cells: &[Option<CellIx>], header: &Header, candidate: &Candidate, pipeline: &Pipeline) -> bool {
    let catalogue = &pipeline.catalogue;
    let named: Vec<CellIx> = cells.iter().copied().flatten().filter(|cell| !catalogue.cell(*cell).subtotal).collect();
    let is_of_line = |cell: &&CellIx| {
        let def = catalogue.cell(**cell);
        let on_line = match header.stub {
            Stub::Rows => candidate.label.line == Some(def.row),
            Stub::Columns => candidate.label.line == Some(def.column),
            Stub::Nothing => true,
        };
        def.table == header.table && on_line && !def.subtotal
    };
    // The own line of a group has only subtotals.
    named.is_empty()
        || catalogue.forms.iter().any(|form| {
            let own: Vec<CellIx> = form.cells.iter().filter(is_of_line).copied().collect();
            let as_printed = own == named;
            let total_first = own.split_last().is_some_and(|(last, others)| {
                named.split_first().is_some_and(|(first, behind)| first == last && behind == others)
            });
            as_printed || total_first
        })
}
