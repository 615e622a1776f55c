//! One cell a line: what is left of a table that was copied from a page → rows again.
//!
//! Labels and figures come in the order in which the page shows them, row by row. A run of figures belongs to the label
//! before it; labels without figures in between are the header, level by level. The rows so made are those of a table
//! whose merged cells have collapsed, and are read as such.

use crate::model::{Axis, Meaning, TableIx};
use crate::read::grid::{Grid, Token};
use crate::read::rows::is_line_or_group;
use crate::read::vocabulary::{Vocabulary, Word};

/// Lines of a single figure from which a text is taken for a stack of cells.
const FEWEST_FIGURES: usize = 6;
/// Of so many such lines one may have other figures beside it.
const FIGURES_PER_ROW: usize = 20;

/// True if the figures of a grid stand on lines of their own.
pub fn is_stack(grid: &Grid, vocabulary: &Vocabulary<'_>) -> bool {
    let (mut alone, mut beside) = (0usize, 0usize);
    for row in grid.rows() {
        let filled = row.tokens.iter().filter(|token| !token.is_empty()).count();
        let figures = row.tokens.iter().filter(|token| is_figure(**token, vocabulary)).count();
        alone += usize::from(filled == 1 && figures == 1);
        beside += usize::from(filled > 1 && figures > 0);
        if beside * FIGURES_PER_ROW > FIGURES_PER_ROW + alone.max(grid.n_rows() / 2) {
            return false;
        }
    }
    alone >= FEWEST_FIGURES && beside * FIGURES_PER_ROW <= alone
}

fn is_figure(token: Token, vocabulary: &Vocabulary<'_>) -> bool {
    match token {
        Token::Blank | Token::Covered(_) => false,
        Token::Plain(_) => true,
        Token::Word(word) => {
            let word = vocabulary.get(word);
            word.is_figure() && !is_line_or_group(word) && !word.is_year
        }
    }
}

/// One cell and the line it stands on.
type Cell = (Token, u32);

/// Labels, and the figures that follow them; a blank line among them may be a blank cell.
#[derive(Default)]
struct Run {
    labels: Vec<Cell>,
    figures: Vec<Cell>,
}

/// The rows of a stack of cells.
pub fn rows(grid: &Grid, vocabulary: &Vocabulary<'_>) -> Grid {
    let mut stack = Stack { vocabulary, made: Grid::default(), block: Vec::new(), run: Run::default(), heading: None };
    stack.made.stack();
    for row in grid.rows() {
        match row.tokens.iter().find(|token| !token.is_empty()) {
            Some(token) => stack.cell((*token, row.line)),
            None => stack.blank(row.line),
        }
    }
    stack.end_block();
    stack.made
}

struct Stack<'a> {
    vocabulary: &'a Vocabulary<'a>,
    made: Grid,
    /// The runs of the table that is being read.
    block: Vec<Run>,
    run: Run,
    /// The table that the last heading named.
    heading: Option<TableIx>,
}

impl Stack<'_> {
    fn word(&self, token: Token) -> Option<&Word> {
        match token {
            Token::Word(word) => Some(self.vocabulary.get(word)),
            Token::Blank | Token::Covered(_) | Token::Plain(_) => None,
        }
    }

    fn cell(&mut self, cell: Cell) {
        let word = self.word(cell.0);
        let is_label = word.is_some_and(|word| is_line_or_group(word) || word.is_furniture());
        let heading = word.filter(|word| !is_line_or_group(word)).and_then(|word| word.headings().next());
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

    fn blank(&mut self, line: u32) {
        if !self.run.figures.is_empty() {
            self.run.figures.push((Token::Blank, line));
        }
    }

    /// A label behind figures begins the next run.
    fn end_run(&mut self) {
        if !self.run.figures.is_empty() {
            self.block.push(std::mem::take(&mut self.run));
        }
    }

    fn end_block(&mut self) {
        let last = std::mem::take(&mut self.run);
        let mut block = std::mem::take(&mut self.block);
        if !last.figures.is_empty() {
            block.push(last);
        } else {
            // Labels that no figure follows.
            last.labels.into_iter().for_each(|cell| block.push(Run { labels: vec![cell], figures: Vec::new() }));
        }
        let keep_blanks = are_blank_cells(&block);
        for run in block {
            let figures: Vec<Cell> =
                run.figures.into_iter().filter(|(token, _)| keep_blanks || !token.is_empty()).collect();
            self.add(&run.labels, figures);
        }
    }

    /// The header levels and the row of one run.
    fn add(&mut self, labels: &[Cell], figures: Vec<Cell>) {
        let table = self.table_of(labels);
        let stub = if figures.is_empty() { labels.len() } else { self.stub(labels, table) };
        let (header, own) = labels.split_at(stub);
        self.levels(header, table).iter().for_each(|level| self.made.add_cells(level));
        if !figures.is_empty() {
            self.made.add_cells(&[own, &figures].concat());
        }
    }

    /// The table that most labels are of; between equals the heading decides, or the first.
    fn table_of(&self, labels: &[Cell]) -> Option<TableIx> {
        let n_tables = self.vocabulary.pipeline.catalogue.tables.len();
        let count = |table: TableIx| {
            let words = labels.iter().filter_map(|(token, _)| self.word(*token));
            let n =
                words.filter(|word| word.in_table(table).any(|meaning| !matches!(meaning, Meaning::Table(_)))).count();
            (n, Some(table) == self.heading, std::cmp::Reverse(table))
        };
        (0..n_tables).map(|at| TableIx(at as u8)).max_by_key(|table| count(*table))
    }

    /// Where the labels of the row itself begin: its line, and the headings right before it that are over the line.
    fn stub(&self, labels: &[Cell], table: Option<TableIx>) -> usize {
        let meanings = |cell: &Cell| -> Vec<Meaning> {
            let table = table.into_iter();
            table.filter_map(|table| Some(self.word(cell.0)?.in_table(table).collect::<Vec<_>>())).flatten().collect()
        };
        let Some(last) = labels.last() else { return 0 };
        let lines: Vec<_> = meanings(last)
            .into_iter()
            .filter_map(|meaning| match meaning {
                Meaning::Row(_, line) => Some(line),
                _ => None,
            })
            .collect();
        if lines.is_empty() {
            return labels.len();
        }
        let is_over = |cell: &&Cell| {
            meanings(cell).into_iter().any(|meaning| match meaning {
                Meaning::Group(table, group) => {
                    let group = &self.vocabulary.pipeline.catalogue.table(table).groups[usize::from(group)];
                    group.axis == Axis::Row && lines.iter().any(|line| group.members.contains(line))
                }
                _ => false,
            })
        };
        labels.len() - 1 - labels[..labels.len() - 1].iter().rev().take_while(is_over).count()
    }

    /// Header labels as the rows that they stood in: a label under a heading of the row before begins the next.
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

    fn begins_level(&self, cell: Cell, level: &[Cell], table: Option<TableIx>) -> bool {
        let Some(table) = table else { return false };
        let declared = self.vocabulary.pipeline.catalogue.table(table);
        let of = |cell: &Cell| self.word(cell.0).into_iter().flat_map(|word| word.in_table(table)).collect::<Vec<_>>();
        let own = of(&cell);
        let is_under = |meaning: &Meaning| match meaning {
            Meaning::Group(_, group) => {
                let group = &declared.groups[usize::from(*group)];
                own.iter().any(|own| match own {
                    Meaning::Row(_, line) => group.axis == Axis::Row && group.members.contains(line),
                    Meaning::Column(_, line) => group.axis == Axis::Column && group.members.contains(line),
                    _ => false,
                })
            }
            _ => false,
        };
        let is_column = own.iter().any(|meaning| matches!(meaning, Meaning::Column(..)));
        let only_rows = |cell: &Cell| {
            let meanings = of(cell);
            !meanings.is_empty()
                && !meanings.iter().any(|meaning| matches!(meaning, Meaning::Column(..)))
                && meanings.iter().any(|meaning| matches!(meaning, Meaning::Row(..)))
        };
        level.iter().flat_map(of).any(|meaning| is_under(&meaning))
            || (is_column && level.last().is_some_and(only_rows))
    }
}

/// True if blank lines among the figures are blank cells: with them every row of the table is as long as the others,
/// and without them not.
fn are_blank_cells(block: &[Run]) -> bool {
    let filled: Vec<usize> =
        block.iter().map(|run| run.figures.iter().filter(|(token, _)| !token.is_empty()).count()).collect();
    let whole: Vec<usize> = block.iter().map(|run| run.figures.len()).collect();
    let alike =
        |lengths: &[usize]| lengths.iter().filter(|n| **n > 0).collect::<std::collections::BTreeSet<_>>().len() < 2;
    !alike(&filled) && alike(&whole)
}
