//! Lines of an export whose year is blank, while other lines have one.
//!
//! A merged cell leaves its value on its first line only. If it is clear that cells were merged, the lines below get
//! that year. Otherwise they are listed and not used: the name of the file does not say anything about single lines.
//!
//! ```text
//! year   office             year   office
//! 2023   A                  2023   A
//!        B    of 2023              B    of no year: the years stand on
//! 2024   A                  2023   C    single lines, and one is missing
//!        B    of 2024       2023   D
//! ```

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Claim, Field, Layout, Part, Pipeline, Unmatched, Year};
use crate::read::records::{RecordHeader, Records};

/// Settles the lines without a year. `said` are the statements of the lines above the header and of the path.
pub fn settle(records: &mut Records, header: &RecordHeader, said: &[&Claim], pipeline: &Pipeline) {
    if !header.fields.contains_key(&Field::Year) || !records.parts.iter().any(|part| year(part).is_none()) {
        return;
    }
    let is_dated = records.parts.iter().any(|part| year(part).is_some());
    if !is_dated && records.undated.is_empty() {
        return;
    }
    let is_sum = |part: &Part| office(part).is_some_and(|office| pipeline.identity.is_total(&office));
    if header.layout == Layout::Wide && records.undated.is_empty() {
        carry_on(&mut records.parts, said, &is_sum);
    }
    let (kept, blank): (Vec<Part>, Vec<Part>) =
        std::mem::take(&mut records.parts).into_iter().partition(|part| year(part).is_some() || is_sum(part));
    records.parts = kept;
    for part in &blank {
        records.undated.add_blank();
        let n_figures = part.cells.iter().filter(|(_, value)| value.number().is_some()).count();
        let name = office(part).unwrap_or_else(|| "".into());
        let spot = part.places.begin().spot;
        records.unmatched.add(Unmatched::new(&name, "", n_figures, spot));
    }
}

/// Gives the year of a merged cell to the lines below it, if a single cell stands beside all lines, or the same offices
/// follow each cell.
fn carry_on(parts: &mut [Part], said: &[&Claim], is_sum: &dyn Fn(&Part) -> bool) {
    let lines: Vec<&Part> = parts.iter().filter(|part| !is_sum(part)).collect();
    let mut blocks: Vec<(Year, Vec<Option<Arc<str>>>)> = Vec::new();
    for line in lines {
        match (year(line), blocks.last_mut()) {
            (Some(year), _) => blocks.push((year, vec![office(line)])),
            (None, Some((_, offices))) => offices.push(office(line)),
            (None, None) => return,
        }
    }
    let Some((first, offices)) = blocks.first() else { return };
    let are_apart = offices.len() > 1 && offices.iter().collect::<BTreeSet<_>>().len() == offices.len();
    let years: BTreeSet<Year> = blocks.iter().map(|(year, _)| *year).collect();
    let is_clear = match blocks.len() {
        1 => said.iter().filter_map(|claim| claim.year).all(|year| year == *first),
        n => years.len() == n && blocks.iter().all(|(_, others)| others == offices),
    };
    if !are_apart || !is_clear {
        return;
    }
    let mut carried = None;
    for part in parts.iter_mut().filter(|part| !is_sum(part)) {
        carried = year(part).or(carried);
        if let Some(claim) = part.claims.first_mut() {
            claim.year = carried;
        }
    }
}

fn year(part: &Part) -> Option<Year> {
    part.claims.iter().find_map(|claim| claim.year)
}

fn office(part: &Part) -> Option<Arc<str>> {
    part.claims.iter().find_map(|claim| claim.office.clone().or_else(|| claim.code.clone()))
}

/// Name, code and district of an office, as a line gives them.
type Owner = (Option<Arc<str>>, Option<Arc<str>>, Option<Arc<str>>);

/// What merged cells leave blank in a long export. A line without office or year has those of the line above, unless
/// two lines in a row have given the same one, which merged cells do not.
#[derive(Default)]
pub(super) struct Above {
    /// The column of the district.
    district: MergedColumn<Arc<str>>,
    /// The columns of the office.
    owner: MergedColumn<Owner>,
    /// The column of the year.
    year: MergedColumn<Year>,
}

impl Above {
    /// Fills in what a line leaves blank.
    pub(super) fn carry_on(&mut self, claim: &mut Claim) {
        let is_named = claim.office.is_some() || claim.code.is_some();
        let district = self.district.next(claim.within.clone());
        if is_named && claim.code.is_none() {
            claim.within = claim.within.take().or(district);
        }
        let owner = is_named.then(|| (claim.office.clone(), claim.code.clone(), claim.within.clone()));
        let is_same = owner.is_none() || owner == self.owner.last;
        if let Some((office, code, within)) = self.owner.next(owner) {
            (claim.office, claim.code) = (office, code);
            claim.within = claim.within.take().or(within);
        }
        if !is_same {
            self.year.last = None;
        }
        let year = self.year.next(claim.year);
        claim.year = claim.year.or(year.filter(|_| is_same));
    }
}

/// What the lines of an export have given in a column so far.
struct MergedColumn<T> {
    /// The last value given.
    last: Option<T>,
    /// The line above gave it.
    is_above: bool,
    /// Two lines in a row gave the same value, so the cells are not merged.
    repeats: bool,
}

impl<T> Default for MergedColumn<T> {
    fn default() -> MergedColumn<T> {
        MergedColumn { last: None, is_above: false, repeats: false }
    }
}

impl<T: Clone + PartialEq> MergedColumn<T> {
    /// Notes what a line gives, or gives the value that holds for a line that is blank.
    fn next(&mut self, given: Option<T>) -> Option<T> {
        let is_given = given.is_some();
        match is_given {
            true => {
                self.repeats |= self.is_above && self.last == given;
                self.last = given;
            }
            false if self.repeats => {}
            false => {
                self.is_above = false;
                return self.last.clone();
            }
        }
        self.is_above = is_given;
        None
    }
}
