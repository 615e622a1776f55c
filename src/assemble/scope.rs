//! The scope that a part states: its office's own figures, or those of all offices below it.
//!
//! A statement is about what it stands with: title and sheet about the filing below them, the name of a file about the
//! office that it names. `汇总` on a folder with the files of many offices only says that they were collected there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assemble::Settled;
use crate::assemble::names::{NameKind, Names};
use crate::model::{Claim, Evidence, OfficeIx, Part, Scope, Year};

/// The scope that a part states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stated {
    /// None.
    Nothing,
    /// That of its own office.
    Plainly(Scope),
    /// A file or folder that names no office states it for all in it; given by its path.
    OfAllIn(Arc<str>, Scope),
}

impl Stated {
    /// The scope, if the part states it for its own office.
    pub(crate) fn plainly(&self) -> Option<Scope> {
        match self {
            Stated::Plainly(scope) => Some(*scope),
            Stated::Nothing | Stated::OfAllIn(..) => None,
        }
    }
}

/// The weightiest statement about the office of the part.
pub(crate) fn stated(part: &Part, office: OfficeIx, names: &mut Names<'_>) -> Stated {
    // A line of an export states its own scope; the name of the file is about all lines.
    if let Some(line) = part.claims.iter().find(|claim| is_of_line(claim)) {
        return scope_of(line, names).map_or(Stated::Nothing, Stated::Plainly);
    }
    let mut claims: Vec<&Claim> = part.claims.iter().filter(|claim| claim.scope.is_some()).collect();
    claims.sort_by_key(|claim| claim.from);
    let said = |claim: &Claim| {
        let scope = claim.scope?;
        match (claim.from, &claim.office, &claim.within) {
            (_, Some(named), _) => names.means(office, named).then_some(Stated::Plainly(scope)),
            (Evidence::File | Evidence::Folder, None, Some(path)) => Some(Stated::OfAllIn(Arc::clone(path), scope)),
            (..) => Some(Stated::Plainly(scope)),
        }
    };
    claims.into_iter().find_map(said).unwrap_or(Stated::Nothing)
}

fn is_of_line(claim: &Claim) -> bool {
    claim.from == Evidence::Column && (claim.office.is_some() || claim.code.is_some())
}

fn scope_of(line: &Claim, names: &mut Names<'_>) -> Option<Scope> {
    let marked = |office: &Arc<str>| match names.kind(office) {
        NameKind::Marked(_, scope) => Some(scope),
        NameKind::Plain | NameKind::Total | NameKind::Aside => None,
    };
    line.scope.or_else(|| line.office.as_ref().and_then(marked))
}

/// Applies what files and folders state: if all in them belong to one office, or if the same office's other filing of
/// the year lies in a folder that states the contrary.
pub(crate) fn settle(settled: &mut [Settled]) {
    let mut offices: BTreeMap<Arc<str>, BTreeSet<OfficeIx>> = BTreeMap::new();
    let mut scopes: BTreeMap<(OfficeIx, Year), BTreeSet<Scope>> = BTreeMap::new();
    for one in settled.iter() {
        let of_all = one.part.claims.iter().filter(|claim| claim.office.is_none() && claim.scope.is_some());
        for path in of_all.filter_map(|claim| claim.within.as_ref()) {
            offices.entry(Arc::clone(path)).or_default().insert(one.office);
        }
        if let Stated::OfAllIn(_, scope) = &one.stated {
            scopes.entry((one.office, one.year)).or_default().insert(*scope);
        }
    }
    for one in settled.iter_mut() {
        let Stated::OfAllIn(path, scope) = &one.stated else { continue };
        let alone = offices.get(path).is_some_and(|offices| offices.len() == 1);
        let apart = scopes.get(&(one.office, one.year)).is_some_and(|scopes| scopes.len() > 1);
        one.stated = if alone || apart { Stated::Plainly(*scope) } else { Stated::Nothing };
    }
}

/// The parts of an office and year by scope.
pub(crate) struct ByScope {
    /// The scope that is used.
    pub scope: Scope,
    /// The parts with it.
    pub taken: Vec<Settled>,
    /// The parts with the other one.
    pub others: Vec<Settled>,
}

/// Divides own from consolidated figures. If there are both, the scope that the register expects is used; without a
/// register the consolidated figures, which contain the own ones.
pub(crate) fn split(group: Vec<Settled>, expected: Option<Scope>) -> ByScope {
    let said: BTreeSet<Scope> = group.iter().filter_map(|one| one.stated.plainly()).collect();
    let all = |scope| ByScope { scope, taken: Vec::new(), others: Vec::new() };
    if expected == Some(Scope::Total) || said.is_empty() {
        return ByScope { taken: group, ..all(expected.unwrap_or_default()) };
    }
    let silent = silent(&group, &said, expected.unwrap_or_default());
    let scope_of = |one: &Settled| one.stated.plainly().unwrap_or(silent);
    let found: BTreeSet<Scope> = group.iter().map(scope_of).collect();
    // The last one is consolidated.
    let scope = expected.filter(|scope| found.contains(scope)).or(found.last().copied()).unwrap_or_default();
    let (taken, others) = group.into_iter().partition(|one| scope_of(one) == scope);
    ByScope { scope, taken, others }
}

/// The scope of parts that state none: that of the others, if these are tables of the same filing, since none of their
/// tables comes twice.
fn silent(group: &[Settled], said: &BTreeSet<Scope>, usual: Scope) -> Scope {
    let mut stated = said.iter();
    let (Some(only), None) = (stated.next(), stated.next()) else { return usual };
    let (speaking, silent): (Vec<&Settled>, Vec<&Settled>) =
        group.iter().partition(|one| one.stated.plainly().is_some());
    let share_a_table = |a: &Settled, b: &Settled| {
        a.part.tables.iter().zip(b.part.tables.iter()).any(|(a, b)| a.is_some() && b.is_some())
    };
    match silent.iter().any(|one| speaking.iter().any(|other| share_a_table(one, other))) {
        true => usual,
        false => *only,
    }
}
