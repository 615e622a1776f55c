//! Text whose columns are kept apart by blanks alone, as `pdftotext -layout` writes it → a grid of cells.
//!
//! The figures of a column stand under each other and show where it is; the labels over them are matched by their
//! order; labels broken over several lines are put together if the result is known. A line that cannot be told stays a
//! line of text, and the ordinary reader lists its figures.
//!
//! ```text
//! lines (`lines`) → blocks of lines (`block`) → their columns (`columns`)
//!                                             → labels of columns (`header`) and rows (`labels`)
//!                                             → rows of cells (`solve`) → one grid
//! ```

mod attempt;
mod block;
mod columns;
mod header;
mod labels;
mod lines;
mod solve;

use std::cmp::Ordering;

use crate::model::{Meaning, Spot, TableIx, Unmatched};
use crate::read::aligned::attempt::Attempt;
use crate::read::aligned::block::Block;
use crate::read::aligned::lines::{Line, Measure, Word};
use crate::read::aligned::solve::{Cost, Solved};
use crate::read::grid::{Grid, Token};
use crate::read::vocabulary::Vocabulary;

/// A text with fewer lines of figures has no table, and one with more lines is no printed report.
const FEWEST_ROWS: usize = 3;
const MOST_LINES: usize = 20_000;
const MOST_BYTES: usize = 2 << 20;

/// Blanks between two columns.
const GAP: &str = "  ";

/// A text with aligned columns, as far as they could be told.
#[derive(Debug)]
pub struct Aligned {
    /// Its lines; those of tables are cut into cells.
    pub grid: Grid,
    /// The lines with figures whose column could not be told.
    pub unmatched: Vec<Unmatched>,
}

/// Cuts a text into the cells of its tables; `None` if it has no table.
pub fn read(text: &str, vocabulary: &mut Vocabulary<'_>) -> Option<Aligned> {
    if text.len() > MOST_BYTES || text.lines().nth(MOST_LINES).is_some() {
        return None;
    }
    let lines = lines::read(text, vocabulary);
    let n_rows = lines.iter().filter(|line| line.is_labelled_row()).count();
    // If one blank stands between any two words, a missing figure leaves no gap and cannot be noticed.
    let n_spaced = text.lines().filter(|line| line.trim().contains(GAP)).count();
    if n_rows < FEWEST_ROWS || n_spaced * 2 < n_rows {
        return None;
    }
    let blocks = block::divide(&lines, vocabulary);
    let solved = solved(&blocks, &lines, vocabulary);
    let any = solved.iter().any(Option::is_some);
    let (mut rows, mut unmatched): (Vec<(u32, Row)>, _) = (Vec::new(), Vec::new());
    for (block, solved) in blocks.iter().zip(solved) {
        match solved {
            Some(mut solved) => {
                continued(&mut rows, &mut solved.rows, vocabulary);
                rows.append(&mut solved.rows);
                unmatched.extend(solved.ambiguous.iter().filter_map(|at| self::unmatched(&lines[*at])));
            }
            None => {
                rows.extend(block.all().map(|at| (lines[at].number, Row::of(lines[at].text()))));
                unmatched.extend(block.all().filter_map(|at| self::unmatched(&lines[at])));
            }
        }
    }
    let texts = rows.iter().filter(|(_, row)| row.columns.is_empty()).map(|(number, _)| *number);
    let line = |number: u32| lines.binary_search_by_key(&number, |line| line.number).ok().and_then(|at| lines.get(at));
    let stray = texts.filter_map(line).filter(|line| line.stray);
    unmatched.extend(stray.map(|line| Unmatched::new(&line.text(), "", 1, Spot { line: line.number, column: 1 })));
    any.then(|| Aligned { grid: grid(rows, vocabulary), unmatched })
}

/// Solves every block in the measure that suits the whole text better. If both suit it equally, only blocks that are
/// the same in both count.
fn solved(blocks: &[Block], lines: &[Line<'_>], vocabulary: &Vocabulary<'_>) -> Vec<Option<Solved>> {
    let [one, other] = Measure::ALL.map(|measure| {
        let mut before: Option<Solved> = None;
        let solve = |block: &Block| {
            let solved = Attempt { block, lines, vocabulary, measure }.solve(before.as_ref());
            before = solved.clone().or(before.take());
            solved
        };
        blocks.iter().map(solve).collect::<Vec<_>>()
    });
    let cost = |solved: &[Option<Solved>]| {
        let costs = solved.iter().zip(blocks).map(|(solved, block)| match solved {
            Some(solved) => solved.cost,
            None => Cost { n_ambiguous: block.rows(lines).count(), strays: 0 },
        });
        costs.fold(Cost::default(), |all, cost| Cost {
            n_ambiguous: all.n_ambiguous + cost.n_ambiguous,
            strays: all.strays + cost.strays,
        })
    };
    let costs = (cost(&one), cost(&other));
    let (best, second) = match (costs.0.n_ambiguous.cmp(&costs.1.n_ambiguous), costs.0.strays.cmp(&costs.1.strays)) {
        (Ordering::Less | Ordering::Equal, Ordering::Less) | (Ordering::Less, Ordering::Equal) => (one, other),
        (Ordering::Greater | Ordering::Equal, Ordering::Greater) | (Ordering::Greater, Ordering::Equal) => (other, one),
        _ => {
            let same = |(one, other): (Option<Solved>, Option<Solved>)| {
                one.filter(|one| other.is_some_and(|other| other.rows == one.rows))
            };
            return one.into_iter().zip(other).map(same).collect();
        }
    };
    best.into_iter().zip(second).map(|(best, second)| best.filter(|best| !is_doubtful(best, second.as_ref()))).collect()
}

/// True if few rows show the columns of a block, and the other measure gives other figures.
fn is_doubtful(best: &Solved, second: Option<&Solved>) -> bool {
    let figures = |solved: &Solved| solved.rows.iter().map(|(at, row)| (*at, row.columns.clone())).collect::<Vec<_>>();
    let differs = |second: &&Solved| second.cost.n_ambiguous == 0 && figures(second) != figures(best);
    best.weak && second.filter(differs).is_some()
}

/// The figures of a line that is in no table, to be listed; a single figure is taken for a page number.
fn unmatched(line: &Line<'_>) -> Option<Unmatched> {
    let (label, figures) = line.words.split_at_checked(line.figures)?;
    let joined = |words: &[Word<'_>]| words.iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
    let spot = Spot { line: line.number, column: 1 };
    let is_named = !figures.is_empty() && !line.is_lone_figure();
    is_named.then(|| Unmatched::new(&joined(label), &joined(figures), figures.len(), spot))
}

/// Puts together a label that a page break has cut: its rest is on the first lines of the next page, and its figures
/// are on one page or the other.
fn continued(before: &mut Vec<(u32, Row)>, rows: &mut Vec<(u32, Row)>, vocabulary: &Vocabulary<'_>) {
    rows.sort_by_key(|(line, _)| *line);
    let Some(last) = (0..before.len()).max_by_key(|at| before[*at].0) else { return };
    let Some(head) = before[last].1.stub.last().filter(|head| !LabelKinds::of(head, vocabulary).is_line()).cloned()
    else {
        return;
    };
    let has_figures = !before[last].1.columns.is_empty();
    let first = rows.iter().position(|(_, row)| !row.columns.is_empty());
    // If the first half has the figures, its rest stands above the first figures of the page; otherwise it stands
    // around the row without a label.
    let Some(row) = first.filter(|at| has_figures || rows[*at].1.stub.is_empty()) else { return };
    let texts = (0..rows.len()).filter(|at| *at < row || (!has_figures && *at > row));
    let texts: Vec<usize> = texts.take_while(|at| rows[*at].1.columns.is_empty()).take(MOST_CUT).collect();
    let mut whole = head;
    let known = texts.iter().position(|at| {
        whole.push_str(&rows[*at].1.stub.concat());
        LabelKinds::of(&whole, vocabulary).row
    });
    let Some(known) = known else { return };
    match has_figures {
        true => before[last].1.stub = vec![whole],
        false => {
            rows[row].1.stub = vec![whole];
            before.remove(last);
        }
    }
    texts.iter().take(known + 1).rev().for_each(|at| drop(rows.remove(*at)));
}

/// Lines of the next page that the rest of a label takes at most.
const MOST_CUT: usize = 3;

/// One row of the grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    /// The texts before the figures.
    stub: Vec<String>,
    /// The figures, or the labels over them; empty for a line of text.
    columns: Vec<String>,
}

impl Row {
    /// A row that is a line of text.
    fn of(text: String) -> Row {
        Row { stub: vec![text], columns: Vec::new() }
    }
}

/// Joins the rows of all blocks to one grid, in which the figures begin in the same column on every page.
fn grid(mut rows: Vec<(u32, Row)>, vocabulary: &mut Vocabulary<'_>) -> Grid {
    rows.sort_by_key(|(line, _)| *line);
    let in_table = rows.iter().filter(|(_, row)| !row.columns.is_empty());
    let width = in_table.map(|(_, row)| row.stub.len()).max().unwrap_or(0);
    let mut grid = Grid::default();
    for (line, row) in rows {
        let n_stub = if row.columns.is_empty() { row.stub.len() } else { width };
        let blank = std::iter::repeat_n(String::new(), n_stub.saturating_sub(row.stub.len()));
        let fields: Vec<String> = row.stub.into_iter().chain(blank).chain(row.columns).collect();
        let tokens: Vec<Token> = fields.iter().map(|field| vocabulary.token(field)).collect();
        grid.add_row(line, &tokens);
    }
    grid
}

/// What a text can be as a label.
#[derive(Clone, Copy, Debug, Default)]
struct LabelKinds {
    /// A row of some table.
    row: bool,
    /// A column of some table.
    column: bool,
    /// A heading over lines.
    group: bool,
    /// The title of a table, a field of an export, or furniture of the print.
    other: bool,
}

impl LabelKinds {
    fn of(text: &str, vocabulary: &Vocabulary<'_>) -> LabelKinds {
        let mut kinds = LabelKinds::default();
        for meaning in vocabulary.pipeline.lexicon.meanings(text) {
            match meaning {
                Meaning::Row(..) => kinds.row = true,
                Meaning::Column(..) => kinds.column = true,
                Meaning::Group(..) => kinds.group = true,
                Meaning::Field(_) | Meaning::Table(_) | Meaning::File(_) | Meaning::Furniture => kinds.other = true,
            }
        }
        kinds
    }

    /// True for anything that belongs inside a table.
    fn is_line(self) -> bool {
        self.row || self.column || self.group
    }
}

/// The columns that a label can be, each with its table.
fn columns_of(text: &str, vocabulary: &Vocabulary<'_>) -> Vec<(TableIx, crate::model::AxisIx)> {
    let column = |meaning: &Meaning| Some((meaning.table()?, meaning.column()?));
    vocabulary.pipeline.lexicon.meanings(text).iter().filter_map(column).collect()
}
