//! Sections of one file → the filings they belong to.
//!
//! ```text
//! 海州市水务局2024年政府信息公开工作年度报告（本级）
//!   table 二, table 三                                        the first filing
//! 海州市水务局2024年政府信息公开工作年度报告（汇总）
//!   table 二, table 三                                        table 二 comes again: the second filing
//! ```
//!
//! A file may hold an office's own filing and its consolidated one, or the filings of several offices. A table that
//! comes again with the same rows belongs to another filing. Which other tables belong to it depends on the lines above
//! them (office, year, scope). If these say nothing, the order decides; and if that leaves a choice, the first table of
//! each kind goes with the first, the second with the second.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::{Claim, Evidence, Scope, Year};
use crate::read::grid::{Grid, Token};
use crate::read::header::Stub;
use crate::read::identify::{self, Caption, Which};
use crate::read::section::{Scan, Section};
use crate::read::statements;
use crate::read::vocabulary::{Vocabulary, WordIx};

/// The sections of one filing, and the statements about whose it is.
#[derive(Debug, Default)]
pub struct FilingSections {
    /// In reading order, as strip and position among the sections of that strip.
    pub sections: Vec<(usize, usize)>,
    /// Statements in the lines above its tables and below the last one.
    pub claims: Vec<Claim>,
}

/// What the lines above a section say, carried on until they say something else.
#[derive(Clone, Debug, Default, PartialEq)]
struct Heading {
    office: Option<String>,
    year: Option<Year>,
    scope: Option<Scope>,
}

/// A section, with what is said about it.
struct Placed {
    /// Its strip.
    strip: usize,
    /// Its position among the sections of the strip.
    at: usize,
    /// Its table.
    table: usize,
    /// Which occurrence of its table it belongs to, from 0.
    coming: usize,
    /// Statements right above it.
    claims: Vec<Claim>,
    heading: Heading,
    /// The rows between it and the table before. Captions there count if a table comes again.
    between: Range<usize>,
    /// What the captions say about it.
    caption: Caption,
}

/// Sorts the sections of all strips into filings, in the order in which these begin.
pub fn part(strips: &[Grid], scans: &[Scan], vocabulary: &Vocabulary<'_>) -> Vec<FilingSections> {
    let (mut placed, behind) = place(strips, scans, vocabulary);
    let comings = placed.iter().map(|one| one.coming + 1).max().unwrap_or(0);
    // Even a table that comes once may be last year's.
    let is_last = placed.iter().any(|one| is_last_years(&strips[one.strip], &scans[one.strip], one, vocabulary));
    if comings > 1 || is_last {
        let mut captions = Captions::default();
        let mut is_changed = false;
        let mut of_title = None;
        for one in &mut placed {
            // A title starts over.
            if one.claims.iter().any(|claim| claim.office.is_some()) {
                captions = Captions::default();
            }
            captions.hear(&strips[one.strip], &scans[one.strip], one.between.clone(), vocabulary);
            one.caption = captions.caption.clone();
            let titles = one.claims.iter().filter(|claim| claim.office.is_some());
            of_title = titles.filter_map(|claim| claim.year).next_back().or(of_title);
            // A year above another table holds only for that table.
            let of_file = if is_changed && captions.is_inside { of_title } else { None }.or(one.heading.year);
            one.heading.year = one.caption.year(of_file).or(of_file);
            one.caption.hold(&mut one.claims, of_file);
            // The title may stand above a table of another year.
            if is_changed && one.caption.year(of_file).is_none() {
                one.claims.extend(of_file.map(|year| identify::dated(Evidence::Title, year)));
            }
            is_changed |= one.caption.year(of_file).is_some();
        }
    }
    let of = match comings {
        0 | 1 if !is_last => vec![0; placed.len()],
        _ => by_heading(&placed)
            .or_else(|| by_order(&placed))
            .unwrap_or_else(|| placed.iter().map(|one| one.coming).collect()),
    };
    let mut copies: Vec<FilingSections> = Vec::new();
    for (one, at) in placed.into_iter().zip(&of) {
        copies.resize_with(copies.len().max(at + 1), FilingSections::default);
        copies[*at].sections.push((one.strip, one.at));
        copies[*at].claims.extend(one.claims);
    }
    if let (Some(copy), Some(last)) = (of.last().copied(), behind) {
        copies[copy].claims.extend(last);
    }
    copies.retain(|copy| !copy.sections.is_empty());
    inherit(&mut copies);
    copies
}

/// Every section with the statements above it, and the statements below the last one.
fn place(strips: &[Grid], scans: &[Scan], vocabulary: &Vocabulary<'_>) -> (Vec<Placed>, Option<Vec<Claim>>) {
    let mut placed: Vec<Placed> = Vec::new();
    let mut met: BTreeMap<usize, (usize, Lines)> = BTreeMap::new();
    let mut heading = Heading::default();
    let mut behind = None;
    // Statements in a strip beside the tables, which has none itself.
    let mut beside = Vec::new();
    for (strip, (grid, scan)) in strips.iter().zip(scans).enumerate() {
        let mut from = 0;
        for (at, section) in scan.sections.iter().enumerate() {
            let mut claims = std::mem::take(&mut beside);
            claims.extend(statements(grid, scan, from, section.start, vocabulary));
            // A caption may also stand below the header.
            let between = from..section.rows.first().copied().unwrap_or(section.start);
            let table = section.header.table.at();
            let coming = coming(&mut met, table, lines(grid, section, vocabulary));
            if claims.iter().all(|claim| claim.office.is_none()) {
                let is_dated = claims.iter().any(|claim| claim.year.is_some());
                let lone = || statements::lone_name(grid, &outside(scan, &(from..section.start)), vocabulary);
                // If a table comes again, a mere name may be all that says whose it is. Above the first table it may be
                // anybody's.
                claims.extend(match coming {
                    0 if placed.is_empty() && is_dated => lone().map(identify::of_anybody),
                    0 => None,
                    _ => lone(),
                });
            }
            heading.hear(&claims);
            identify::nearest_title(&mut claims);
            from = section.rows.last().copied().unwrap_or(section.start);
            placed.push(Placed {
                strip,
                at,
                table,
                coming,
                claims,
                heading: heading.clone(),
                between,
                caption: Caption::default(),
            });
        }
        let rest = statements(grid, scan, from, grid.n_rows(), vocabulary);
        match scan.sections.is_empty() {
            true => beside.extend(rest),
            false => behind = Some(rest.into_iter().map(identify::behind_tables).collect::<Vec<Claim>>()),
        }
    }
    match behind.as_mut() {
        Some(behind) => behind.append(&mut beside),
        None => behind = Some(beside),
    }
    (placed, behind)
}

/// True if a line above a table, or below its header, says only that it is the year before.
fn is_last_years(grid: &Grid, scan: &Scan, placed: &Placed, vocabulary: &Vocabulary<'_>) -> bool {
    outside(scan, &placed.between).into_iter().any(|row| {
        let row = grid.row(row);
        let mut words = row.tokens.iter().filter(|token| !token.is_empty()).map(|token| token.word()).peekable();
        let is_last = |word: Option<WordIx>| {
            let dated = word.and_then(|word| vocabulary.get(word).dated);
            dated.is_some_and(|dated| dated.is_alone && dated.which == Which::Last)
        };
        words.peek().is_some() && words.all(is_last)
    })
}

fn statements(grid: &Grid, scan: &Scan, from: usize, to: usize, vocabulary: &Vocabulary<'_>) -> Vec<Claim> {
    statements::in_lines(grid, &outside(scan, &(from..to)), vocabulary)
}

fn outside(scan: &Scan, between: &Range<usize>) -> Vec<usize> {
    scan.outside.iter().copied().filter(|row| between.contains(row)).collect()
}

/// What the captions so far say about the year of a table, and whether it is still in force.
#[derive(Clone, Debug, Default)]
struct Captions {
    caption: Caption,
    /// It stands below the title of a table, and holds for that table only.
    is_inside: bool,
    /// What holds for all tables.
    outer: Caption,
    /// It was said after the last table.
    is_new: bool,
}

impl Captions {
    /// Reads the lines above a section. A title is no caption: it says whose everything is.
    fn hear(&mut self, grid: &Grid, scan: &Scan, between: Range<usize>, vocabulary: &Vocabulary<'_>) {
        self.is_new = false;
        for row in outside(scan, &between) {
            let row = grid.row(row);
            let words = row.tokens.iter().filter_map(|token| token.word()).map(|ix| vocabulary.get(ix));
            for word in words {
                let names = word.claim.as_ref().is_some_and(|claim| claim.office.is_some());
                let identity = &vocabulary.pipeline.identity;
                let is_year = word.dated.is_some_and(|dated| dated.is_alone);
                let is_caption = !names && (!word.is_line_or_group || is_year);
                let caption = is_caption.then(|| identify::caption(&word.raw, identity)).flatten();
                match caption {
                    Some(caption) => self.say(caption),
                    None if word.headings().next().is_some() => self.begin_table(),
                    None => {}
                }
            }
        }
    }

    /// Takes in a caption.
    fn say(&mut self, said: Caption) {
        (self.caption, self.is_new) = (said, true);
        if !self.is_inside {
            self.outer = self.caption.clone();
        }
    }

    /// The title of a table: what was said about the table before no longer holds, and what has been said since holds
    /// for all that follow.
    fn begin_table(&mut self) {
        match self.is_new {
            true => self.outer = self.caption.clone(),
            false => self.caption = self.outer.clone(),
        }
        (self.is_inside, self.is_new) = (true, false);
    }
}

impl Heading {
    fn hear(&mut self, claims: &[Claim]) {
        for claim in claims {
            if claim.office.is_some() || claim.year.is_some() {
                self.scope = None;
            }
            self.office = claim.office.as_deref().map(str::to_owned).or(self.office.take());
            self.year = claim.year.or(self.year);
        }
        let scope = claims.iter().rev().find_map(|claim| claim.scope);
        self.scope = scope.or(self.scope);
    }
}

/// A set of lines of a table, one bit for each of the 256 that it can have. Sections are compared by these sets, and
/// files have many sections.
#[derive(Clone, Copy, Debug, Default)]
struct Lines([u64; 4]);

impl Lines {
    fn of(lines: impl Iterator<Item = u8>) -> Lines {
        let mut all = Lines::default();
        lines.for_each(|line| all.0[usize::from(line / 64)] |= 1 << (line % 64));
        all
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|bits| bits.count_ones()).sum()
    }

    fn with(&self, other: &Lines, join: fn(u64, u64) -> u64) -> Lines {
        Lines(std::array::from_fn(|at| join(self.0[at], other.0[at])))
    }
}

/// The lines that the rows of a section name.
fn lines(grid: &Grid, section: &Section, vocabulary: &Vocabulary<'_>) -> Lines {
    let header = &section.header;
    if header.stub == Stub::Nothing {
        return Lines::of(header.leaves.iter().filter_map(|leaf| leaf.row).map(|row| row.0));
    }
    let named = |token: &Token| {
        let mut meanings = vocabulary.meanings_in(*token, header.table);
        meanings.find_map(|meaning| header.stub_line(meaning)).map(|line| line.0)
    };
    Lines::of(section.rows.iter().flat_map(|row| grid.row(*row).tokens.iter().filter_map(named)))
}

/// Whether these lines continue the table as it last came, or are its next occurrence because most of them have been
/// there. Gives the number of the occurrence.
///
/// ```text
/// received, granted │ refused, total       a table cut by a page break: the same occurrence
/// received … total  │ received … total     the table comes again
/// ```
fn coming(met: &mut BTreeMap<usize, (usize, Lines)>, table: usize, lines: Lines) -> usize {
    let (coming, known) = met.entry(table).or_default();
    let again = lines.with(known, |one, other| one & other).count();
    if again * 2 > lines.count() {
        *coming += 1;
        *known = Lines::default();
    }
    *known = known.with(&lines, |one, other| one | other);
    *coming
}

/// Sorts by headings; `None` if a table comes twice under one heading.
fn by_heading(placed: &[Placed]) -> Option<Vec<usize>> {
    let mut headings: Vec<(&Heading, &Caption)> = Vec::new();
    let mut comings: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut of = Vec::new();
    for one in placed {
        let own = (&one.heading, &one.caption);
        let heading = headings.iter().position(|known| *known == own).unwrap_or_else(|| {
            headings.push(own);
            headings.len() - 1
        });
        // Two occurrences of a table under one heading cannot be told apart by headings.
        if *comings.entry((one.table, heading)).or_insert(one.coming) != one.coming {
            return None;
        }
        of.push(heading);
    }
    Some(of)
}

/// Sorts by order: every filing begins with the same table.
fn by_order(placed: &[Placed]) -> Option<Vec<usize>> {
    let first = placed.first()?.table;
    let mut of = Vec::new();
    let mut copy = 0;
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    for one in placed {
        if seen.get(&one.table).is_some_and(|coming| *coming != one.coming) {
            if one.table != first {
                return None;
            }
            copy += 1;
            seen.clear();
        }
        seen.insert(one.table, one.coming);
        of.push(copy);
    }
    Some(of)
}

/// Gives the office and year of the first filing to those that say nothing.
fn inherit(copies: &mut [FilingSections]) {
    let Some((first, others)) = copies.split_first_mut() else { return };
    for other in others {
        let has_office = other.claims.iter().any(|claim| claim.office.is_some() || claim.code.is_some());
        let has_year = other.claims.iter().any(|claim| claim.year.is_some());
        let lacking = |claim: &&Claim| (!has_office && claim.office.is_some()) || (!has_year && claim.year.is_some());
        let inherited: Vec<Claim> = first
            .claims
            .iter()
            .filter(lacking)
            .map(|claim| Claim {
                office: claim.office.clone().filter(|_| !has_office),
                year: claim.year.filter(|_| !has_year),
                scope: None,
                ..claim.clone()
            })
            .collect();
        other.claims.extend(inherited);
    }
}
