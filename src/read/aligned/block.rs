//! Lines → blocks: a header with the rows under it.

use crate::read::aligned::LabelKinds;
use crate::read::aligned::lines::{Line, Measure};
use crate::read::vocabulary::Vocabulary;

/// The lines of a header, and those of the rows under it with pieces of labels between them, by position.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// Positions of the lines of its header.
    pub head: Vec<usize>,
    /// Positions of the lines below the header, with those that continue a label.
    pub body: Vec<usize>,
}

/// Lines that a header has at most; what stands above it is text.
const LONGEST_HEADER: usize = 40;

/// A position to the right of every line.
const FAR: i32 = i32::MAX / 8;

/// Divides lines into blocks.
pub(super) fn divide(lines: &[Line<'_>], vocabulary: &Vocabulary<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut block = Block::default();
    let mut waiting: Vec<usize> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let is_new_page = at > 0 && lines[at - 1].page != line.page;
        if is_new_page && !block.body.is_empty() {
            block.take_tail(&mut waiting, lines);
            blocks.push(std::mem::take(&mut block));
        }
        if !line.is_row() || is_page_number(at, lines) {
            waiting.push(at);
            continue;
        }
        let breaks = waiting.iter().any(|at| block.is_over_at(&lines[*at], lines, vocabulary));
        if block.body.is_empty() || breaks {
            block.take_tail(&mut waiting, lines);
            if !block.body.is_empty() {
                blocks.push(std::mem::take(&mut block));
            }
            if waiting.len() > LONGEST_HEADER {
                let text = waiting.drain(..waiting.len() - LONGEST_HEADER).collect();
                blocks.push(Block { head: text, body: Vec::new() });
            }
            block.head.append(&mut waiting);
        }
        block.body.append(&mut waiting);
        block.body.push(at);
    }
    block.take_tail(&mut waiting, lines);
    blocks.push(block);
    blocks.push(Block { head: waiting, body: Vec::new() });
    blocks
}

/// True for a page number: a figure alone on the first or last line of a page, or between two dashes.
fn is_page_number(at: usize, lines: &[Line<'_>]) -> bool {
    let page = |at: Option<usize>| at.and_then(|at| lines.get(at)).map(|line| line.page);
    let here = page(Some(at));
    let is_edge = page(at.checked_sub(1)) != here || page(Some(at + 1)) != here;
    is_edge && lines[at].is_lone_figure()
}

impl Block {
    /// Header and body, from top to bottom.
    pub(super) fn all(&self) -> impl Iterator<Item = usize> + '_ {
        self.head.iter().chain(&self.body).copied()
    }

    /// The lines that have figures.
    pub(super) fn rows<'a, 'b>(&'a self, lines: &'a [Line<'b>]) -> impl Iterator<Item = &'a Line<'b>> {
        self.body.iter().filter_map(|at| lines.get(*at)).filter(|line| line.is_row())
    }

    /// The leftmost position at which a figure of the rows begins.
    pub(super) fn edge(&self, lines: &[Line<'_>], measure: Measure) -> i32 {
        let first = |line: &Line<'_>| line.words.get(line.figures).map(|word| word.start(measure));
        self.rows(lines).filter_map(first).min().unwrap_or(FAR)
    }

    /// True for a line that cannot be part of a label of this block: it reaches over the figures, or is a heading.
    fn is_over_at(&self, line: &Line<'_>, lines: &[Line<'_>], vocabulary: &Vocabulary<'_>) -> bool {
        let kinds = LabelKinds::of(&line.text(), vocabulary);
        self.reaches_figures(line, lines) || (kinds.other && !kinds.is_line())
    }

    fn reaches_figures(&self, line: &Line<'_>, lines: &[Line<'_>]) -> bool {
        let reaches = |measure| {
            let (labels, figures) = (self.labels_end(lines, measure), self.edge(lines, measure));
            let is_behind = |start: i32| labels.is_some_and(|labels| start > labels);
            line.words.last().is_some_and(|word| word.end(measure) > figures || is_behind(word.start(measure)))
        };
        Measure::ALL.into_iter().all(reaches)
    }

    /// The rightmost position at which a label before the figures ends.
    pub(super) fn labels_end(&self, lines: &[Line<'_>], measure: Measure) -> Option<i32> {
        let last = |line: &Line<'_>| {
            line.figures.checked_sub(1).and_then(|at| line.words.get(at)).map(|word| word.end(measure))
        };
        self.rows(lines).filter_map(last).max()
    }

    /// Takes the lines right under the last row as the rest of its label.
    fn take_tail(&mut self, waiting: &mut Vec<usize>, lines: &[Line<'_>]) {
        if self.body.is_empty() {
            return;
        }
        let mut last = self.body.last().and_then(|at| lines.get(*at)).map_or(0, |line| line.number);
        let mut taken = 0;
        for at in waiting.iter() {
            let line = &lines[*at];
            if line.number > last + 1 || line.is_row() || self.reaches_figures(line, lines) {
                break;
            }
            (last, taken) = (line.number, taken + 1);
        }
        self.body.extend(waiting.drain(..taken));
    }
}
