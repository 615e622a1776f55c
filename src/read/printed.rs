//! A grid of printed tables → the filings in it.
//!
//! The grid is first made an ordinary one, cut into strips if tables stand side by side, and scanned for sections. The
//! sections are sorted into filings, and each filing is read.
//!
//! ```text
//! whole grid → prepared → strips → sections                    → filings
//!              stacks,    left,    table 2, table 3             office A
//!              last       right    table 2, table 3 once more   office B
//!              year
//! ```

use crate::model::{Layout, Message, Part, Reading, Source};
use crate::read::copies::{self, FilingSections};
use crate::read::grid::{Grid, Token};
use crate::read::scan;
use crate::read::section::Scan;
use crate::read::tables::{self, Piece};
use crate::read::vocabulary::Vocabulary;
use crate::read::{
    broken_header, broken_label, folded, pairs, prose, records, running, stack, strips, tails, unlabelled, yearly,
};

/// Reads every filing of a grid into the reading.
pub fn read(whole: Grid, source: &Source, reading: &mut Reading, vocabulary: &mut Vocabulary<'_>) {
    let beside = yearly::side_by_side(&whole, vocabulary);
    let Prepared { grid: whole, is_stack } = prepared(whole, source, reading, vocabulary);
    let mut strips = if is_stack { vec![whole] } else { strips::part(whole, vocabulary) };
    let mut scans: Vec<Scan> = strips.iter().map(|grid| scan::scan(grid, vocabulary)).collect();
    if is_stack {
        if strips.iter().zip(&scans).any(|(grid, scan)| stack::is_ambiguous(grid, &scan.lost, vocabulary)) {
            reading.intake.remarks.push(Message::new("intake.stack_untold"));
            return;
        }
        let sections = scans.iter_mut().flat_map(|scan| &mut scan.sections);
        sections.for_each(|section| section.note = Some(Message::new("finding.bound_stack")));
    }
    strips.iter().zip(&mut scans).for_each(|(grid, scan)| note_lines(grid, scan));
    if !is_stack {
        strips.iter_mut().zip(&mut scans).for_each(|(grid, scan)| tails::join(grid, scan, vocabulary));
        let remarks =
            strips.iter_mut().zip(&scans).filter_map(|(grid, scan)| unlabelled::leave_out(grid, scan, vocabulary));
        reading.intake.remarks.extend(remarks);
    }
    let path = vocabulary.path(source).claims.clone();
    let copies = copies::part(&strips, &scans, vocabulary);
    let starts = (0..strips.len()).map(|strip| Starts::of(strip, &scans[strip], &copies)).collect::<Vec<_>>();
    let units: Vec<Vec<usize>> = strips.iter().map(|grid| tables::unit_lines(grid, vocabulary)).collect();
    for (at, copy) in copies.into_iter().enumerate() {
        let pieces: Vec<Piece<'_>> = (0..strips.len())
            .map(|strip| {
                let of_strip = copy.sections.iter().filter(|(of, _)| *of == strip);
                let sections = of_strip.filter_map(|(_, at)| scans[strip].sections.get(*at)).collect();
                let lost = scans[strip].lost.iter().filter(|row| starts[strip].owner(**row) == at).copied().collect();
                let units = units[strip].iter().filter(|row| starts[strip].are_beside(**row, at)).copied().collect();
                Piece { grid: &strips[strip], sections, lost, units }
            })
            .collect();
        let Some(found) = tables::read(&pieces, reading.intake.source, vocabulary) else { continue };
        let mut claims = copy.claims;
        claims.dedup();
        claims.extend(path.iter().cloned());
        reading.intake.unmatched.extend(found.unmatched);
        let multiple = found.multiple.map(|text| Message::new("intake.in_multiples").with("text", text));
        reading.intake.remarks.extend(multiple);
        let (tables, cells, places) = (found.tables, found.cells, found.places);
        let (notes, strays) = (found.notes, found.strays);
        reading.parts.push(Part { notes, strays, ..Part::of_tables(claims, tables, cells, places) });
    }
    if reading.parts.is_empty() {
        say_why_nothing(&strips, beside, reading, vocabulary);
    }
    // If a file has two filings, it cannot be told which one its sentences are about.
    if let ([part], [grid, ..], [scan, ..]) = (&mut reading.parts[..], &strips[..], &scans[..]) {
        part.prose = prose::passages(grid, &scan.outside, reading.intake.source, vocabulary);
    }
    let paragraphs =
        |(grid, scan): (&Grid, &Scan)| scan.outside.iter().filter(|at| is_prose(grid, **at, vocabulary)).count();
    let paragraphs: usize = strips.iter().zip(&scans).map(paragraphs).sum();
    if !reading.parts.is_empty() {
        reading.intake.layout = Some(if paragraphs >= FEWEST_PARAGRAPHS { Layout::Report } else { Layout::Matrix });
    }
}

/// Adds a remark about what may be the reason why nothing was found.
fn say_why_nothing(strips: &[Grid], beside: Option<Message>, reading: &mut Reading, vocabulary: &Vocabulary<'_>) {
    // If nothing was taken, it makes no sense to say that last year's figures were not.
    reading.intake.remarks.retain(|remark| remark.sentence != yearly::LEFT_OUT);
    let remark = strips.iter().find_map(|grid| records::lacking(grid, vocabulary)).or(beside);
    let remark = remark.or_else(|| strips.iter().find_map(|grid| records::offices_across(grid, vocabulary)));
    reading.intake.remarks.extend(remark);
}

/// A grid made ordinary: one row for each row and one column for each column, only this year's figures, all labels
/// whole.
struct Prepared {
    /// The grid.
    grid: Grid,
    /// Each cell stood on a line of its own, and the rows were put together from these.
    is_stack: bool,
}

/// Makes a grid ordinary.
fn prepared(whole: Grid, source: &Source, reading: &mut Reading, vocabulary: &mut Vocabulary<'_>) -> Prepared {
    let whole = pairs::part(folded::unfold(whole, vocabulary), vocabulary);
    let (mut whole, last_year) = yearly::leave_out(whole, source, vocabulary);
    reading.intake.remarks.extend(last_year);
    let is_stack = stack::is_stack(&whole, vocabulary);
    if is_stack {
        whole = stack::rows(&whole, vocabulary);
    } else {
        running::take_out(&mut whole, vocabulary);
        broken_header::join(&mut whole, vocabulary);
    }
    broken_label::join(&mut whole, vocabulary);
    Prepared { grid: whole, is_stack }
}

/// Notes on tables whose rows were made from the lines of cells.
fn note_lines(grid: &Grid, scan: &mut Scan) {
    for section in scan.sections.iter_mut().filter(|section| section.note.is_none()) {
        if section.rows.iter().any(|at| grid.row(*at).is_unfolded) {
            section.note = Some(Message::new("finding.bound_lines"));
        }
    }
}

/// The first rows of the tables in a strip, each with the filing that the table is of.
struct Starts(Vec<(usize, usize)>);

impl Starts {
    fn of(strip: usize, scan: &Scan, copies: &[FilingSections]) -> Starts {
        let mut starts: Vec<(usize, usize)> = Vec::new();
        for (owner, copy) in copies.iter().enumerate() {
            let of_strip = copy.sections.iter().filter(|(of, _)| *of == strip);
            starts.extend(of_strip.filter_map(|(_, at)| scan.sections.get(*at)).map(|section| (section.start, owner)));
        }
        starts.sort_unstable();
        Starts(starts)
    }

    /// The filing of the table above a row, or of the first table if there is none above.
    fn owner(&self, row: usize) -> usize {
        let above = self.0.partition_point(|(start, _)| *start < row);
        self.0.get(above.saturating_sub(1)).map_or(0, |(_, owner)| *owner)
    }

    /// True if the table above or below a row is of that filing.
    fn are_beside(&self, row: usize, owner: usize) -> bool {
        let below = self.0.partition_point(|(start, _)| *start <= row);
        let beside = [below.checked_sub(1), Some(below)];
        beside.into_iter().flatten().filter_map(|at| self.0.get(at)).any(|(_, of)| *of == owner)
    }
}

/// A file with so many paragraphs is a report and not only its tables.
const FEWEST_PARAGRAPHS: usize = 3;
/// A line of so many bytes is a paragraph.
const PARAGRAPH: usize = 90;

fn is_prose(grid: &Grid, at: usize, vocabulary: &Vocabulary<'_>) -> bool {
    grid.row(at).tokens.iter().any(|token| match token {
        Token::Word(word) => vocabulary.get(*word).raw.len() >= PARAGRAPH,
        Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
    })
}
