//! Districts that a table of offices names once for several lines: in a merged cell, or on a line of their own.
//!
//! ```text
//! 东港区                 a line of its own
//! 水务局    4   5        东港区水务局
//! 教育局    1   1        东港区教育局
//! 西港区
//! 水务局    0   0        西港区水务局
//! ```
//!
//! There is one 水务局 in each district. Without its district, a line would be read as another office's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use csv::ByteRecord;

use crate::model::{Field, Identity, Part, Pipeline, Spot, Unmatched, Year};
use crate::read::identify::is_nobody;
use crate::read::records::{RecordHeader, Records};

/// An export with more lines comes from a register, whose names are whole.
const MOST_LINES: usize = 5000;
/// A line that only heads others has at most so many characters.
const LONGEST: usize = 16;

/// A line without figures: the district of the lines below, or the end of one.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Its line in the file.
    line: u32,
    /// Its text.
    name: Box<str>,
    /// The district that it names.
    district: Option<Arc<str>>,
}

impl Group {
    /// The group that a line begins, if it has a single text, perhaps behind a number.
    pub(super) fn of(record: &ByteRecord, line: u32, pipeline: &Pipeline) -> Option<Group> {
        let fields = record.iter().filter_map(|field| std::str::from_utf8(field).ok()).map(str::trim);
        let mut texts: Vec<&str> = fields.filter(|field| !field.is_empty()).collect();
        texts.dedup();
        let name = match texts[..] {
            [only] => only,
            [number, name] if number.chars().count() <= 3 => name,
            _ => return None,
        };
        if name.chars().count() > LONGEST || !name.chars().any(char::is_alphabetic) {
            return None;
        }
        let identity = &pipeline.identity;
        let bare = identity.bare_name(name);
        let district = (identity.is_region(&bare) && !is_nobody(&bare, identity)).then(|| Arc::from(&*bare));
        Some(Group { line, name: name.into(), district })
    }
}

/// Gives each line its district, and lists the lines that head no others.
pub(super) fn settle(records: &mut Records, groups: Vec<Group>, header: &RecordHeader, pipeline: &Pipeline) {
    let identity = &pipeline.identity;
    if header.fields.contains_key(&Field::District) && records.parts.iter().any(|part| within(part).is_some()) {
        merged_cells(records, pipeline);
        name_all(records, &groups);
        return;
    }
    let heads: BTreeMap<u32, Option<Arc<str>>> =
        groups.iter().map(|group| (group.line, group.district.clone())).collect();
    match is_grouped(records, &heads, identity) {
        true => put_within(&mut records.parts, &heads),
        false => {
            name_all(records, &groups);
            under_districts(&mut records.parts, identity);
        }
    }
}

fn name_all(records: &mut Records, groups: &[Group]) {
    for group in groups {
        records.unmatched.add(Unmatched::new(&group.name, "", 0, Spot { line: group.line, column: 1 }));
    }
}

/// Fills in districts in merged cells. The cells were merged if no two lines in a row give the same district, and more
/// than the last district has lines without one.
fn merged_cells(records: &mut Records, pipeline: &Pipeline) {
    let given = |at: usize| records.parts.get(at).and_then(within);
    if (1..records.parts.len()).any(|at| given(at).is_some() && given(at) == given(at - 1)) {
        return;
    }
    let is_sum = |part: &Part| office(part).is_some_and(|office| pipeline.identity.is_total(office));
    let given: Vec<Option<Arc<str>>> = records.parts.iter().filter(|part| !is_sum(part)).map(within).collect();
    let first = given.iter().position(Option::is_some).unwrap_or(given.len());
    let Some(lines) = given.get(first..).filter(|lines| lines.iter().any(Option::is_none)) else { return };
    let n_districts = lines.iter().flatten().count();
    let n_blank_before_last = lines.iter().rposition(Option::is_some).map_or(0, |last| last + 1 - n_districts);
    // After the last of many single lines, the lines without a district may be offices of the city itself.
    let is_clear = n_districts == 1 || n_blank_before_last > 0;
    let mut carried: Option<Arc<str>> = None;
    let mut kept = Vec::with_capacity(records.parts.len());
    for mut part in std::mem::take(&mut records.parts) {
        carried = within(&part).or(carried);
        let lacks = within(&part).is_none() && carried.is_some();
        if lacks && !is_clear && !is_sum(&part) && lacks_region(&part, &pipeline.identity) {
            let n_figures = part.cells.iter().filter(|(_, value)| value.number().is_some()).count();
            let spot = part.places.begin().spot;
            records.unmatched.add(Unmatched::new(office(&part).unwrap_or_default(), "", n_figures, spot));
            continue;
        }
        if let Some(claim) = part.claims.first_mut().filter(|_| lacks) {
            claim.within.clone_from(&carried);
        }
        kept.push(part);
    }
    records.parts = kept;
}

/// True if the lines with districts head the lines below: each has some, and no district has figures.
fn is_grouped(records: &Records, heads: &BTreeMap<u32, Option<Arc<str>>>, identity: &Identity) -> bool {
    if heads.values().all(Option::is_none) {
        return false;
    }
    let mut filled: BTreeSet<u32> = BTreeSet::new();
    for part in &records.parts {
        if office(part).is_some_and(|office| identity.is_region(office)) {
            return false;
        }
        if lacks_region(part, identity) {
            filled.extend(heads.range(..part.places.first_line()).next_back().map(|(line, _)| *line));
        }
    }
    heads.iter().filter(|(_, district)| district.is_some()).all(|(line, _)| filled.contains(line))
}

fn put_within(parts: &mut [Part], heads: &BTreeMap<u32, Option<Arc<str>>>) {
    for part in parts {
        let head = heads.range(..part.places.first_line()).next_back().and_then(|(_, district)| district.clone());
        if let Some(claim) = part.claims.first_mut() {
            claim.within = claim.within.take().or(head);
        }
    }
}

/// The name of an office and a year.
type NameAndYear = (Arc<str>, Option<Year>);

/// If districts have figures themselves, the lines below them belong to them if the same short names come under
/// several.
fn under_districts(parts: &mut [Part], identity: &Identity) {
    if parts.len() > MOST_LINES {
        return;
    }
    let mut head: Option<Arc<str>> = None;
    // By name and year of an office, the districts above it.
    let mut met: BTreeMap<NameAndYear, BTreeSet<Arc<str>>> = BTreeMap::new();
    let mut heads: BTreeMap<u32, Option<Arc<str>>> = BTreeMap::new();
    for part in parts.iter() {
        let Some(claim) = part.claims.first() else { continue };
        let Some(name) = claim.office.clone().filter(|_| claim.code.is_none()) else { return };
        if identity.is_region(&name) {
            heads.insert(part.places.first_line(), Some(Arc::clone(&name)));
            head = Some(name);
        } else if let Some(head) = head.as_ref().filter(|_| lacks_region(part, identity)) {
            met.entry((name, claim.year)).or_default().insert(Arc::clone(head));
        }
    }
    if met.values().any(|heads| heads.len() > 1) {
        put_within(parts, &heads);
    }
}

fn within(part: &Part) -> Option<Arc<str>> {
    part.claims.first().and_then(|claim| claim.within.clone())
}

fn office(part: &Part) -> Option<&str> {
    part.claims.first().and_then(|claim| claim.office.as_deref())
}

/// True for a name without a region, which may belong to any district.
fn lacks_region(part: &Part, identity: &Identity) -> bool {
    office(part).is_some_and(|office| !identity.names_region(office) && !identity.is_total(office))
}
