//! Names of offices → offices of the register.
//!
//! Every way of looking up a name is kept, as an export may have a million lines with the same few thousand names.
//!
//! ```text
//! 海州市水务局             registered, in full
//! 海州市水利局             registered, as an alias
//! 市水务局, 水务局         a short form, if only one office in the region can be meant
//! 海州市水务局（本级）     the same office, own figures
//! 合计                     no office, but a sum
//! 海州市水务集团           on no register: a stranger, entered under its name
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::assemble::short::{self, Shorts};
use crate::model::{Claim, Identity, Normaliser, Office, OfficeIx, Pipeline, Register, Scope};

/// What a name is, apart from being the name of an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NameKind {
    /// Nothing else.
    Plain,
    /// A name with the mark of a scope, as in 海州市（本级）; given without it.
    Marked(Arc<str>, Scope),
    /// The name of a line of sums: 合计.
    Total,
    /// The name of a line that is neither an office nor a sum of this file: 上年合计.
    Aside,
}

/// The offices known so far, by all their names.
pub(crate) struct Names<'a> {
    /// The register, with offices that were found.
    register: Register,
    /// By normalised name or alias; `None` if two offices share it.
    by_name: FxHashMap<String, Option<OfficeIx>>,
    /// By code.
    by_code: FxHashMap<String, OfficeIx>,
    /// Registered offices by names as printed.
    met: FxHashMap<Box<str>, Option<OfficeIx>>,
    /// Offices that are on no register, by names as printed.
    strangers: FxHashMap<Box<str>, OfficeIx>,
    /// What names as printed are.
    kinds: FxHashMap<Box<str>, NameKind>,
    normaliser: &'a Normaliser,
    identity: &'a Identity,
    /// For looking up short forms.
    shorts: Shorts,
    /// Registered offices whose name marks own figures, by the name without that mark.
    own: FxHashMap<String, OfficeIx>,
    /// Registered governments of regions, by the name of the region.
    seats: Vec<(String, OfficeIx)>,
    /// Possible short forms that have been looked up, with the region they stand in.
    tried: FxHashMap<String, Option<OfficeIx>>,
    /// Short forms found since they were last asked for.
    taken: BTreeMap<String, OfficeIx>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(register: Register, pipeline: &'a Pipeline) -> Names<'a> {
        let normaliser = &pipeline.lexicon.normaliser;
        let mut names = Names {
            by_code: FxHashMap::default(),
            by_name: FxHashMap::default(),
            met: FxHashMap::default(),
            strangers: FxHashMap::default(),
            kinds: FxHashMap::default(),
            register,
            normaliser,
            shorts: Shorts::default(),
            identity: &pipeline.identity,
            own: FxHashMap::default(),
            seats: Vec::new(),
            tried: FxHashMap::default(),
            taken: BTreeMap::new(),
        };
        for at in 0..names.register.offices.len() {
            let office = &names.register.offices[at];
            let ix = OfficeIx(at as u32);
            names.by_code.insert(office.code.clone(), ix);
            let full = normaliser.normalise(&office.name);
            let region = names.identity.seat.replace(&full, "");
            if region != full {
                names.seats.push((region.into_owned(), ix));
            }
            for name in std::iter::once(&office.name).chain(&office.aliases) {
                if let (bare, Some(Scope::Own)) = names.identity.name_and_scope(&normaliser.normalise(name)) {
                    names.own.insert(bare.into_owned(), ix);
                }
                names.shorts.add(ix, &normaliser.normalise(normaliser.without_annotation(name)));
                names
                    .by_name
                    .entry(normaliser.normalise(name))
                    .and_modify(|known| *known = known.filter(|known| *known == ix))
                    .or_insert(Some(ix));
            }
        }
        names
    }

    /// True if the register was given, and so says who has to file.
    pub(crate) fn given(&self) -> bool {
        self.register.given
    }

    /// True for an office of a given register.
    pub(crate) fn is_known(&self, office: OfficeIx) -> bool {
        self.register.given && self.register.office(office).registered
    }

    /// The office with that code.
    pub(crate) fn by_code(&self, code: &str) -> Option<OfficeIx> {
        self.by_code.get(code.trim()).copied()
    }

    /// The registered office with exactly that name or alias.
    pub(crate) fn registered(&mut self, name: &str) -> Option<OfficeIx> {
        if let Some(known) = self.met.get(name) {
            return *known;
        }
        let found = self.by_name.get(&self.normaliser.normalise(name)).copied().flatten();
        let found = found.filter(|office| self.register.office(*office).registered);
        self.met.insert(name.into(), found);
        found
    }

    /// The registered office for the own figures of the office of that name.
    pub(crate) fn registered_own(&self, name: &str) -> Option<OfficeIx> {
        self.own.get(&self.normaliser.normalise(name)).copied()
    }

    /// What a name is, apart from being the name of an office.
    pub(crate) fn kind(&mut self, name: &str) -> NameKind {
        if let Some(known) = self.kinds.get(name) {
            return known.clone();
        }
        let kind = self.kind_of(name);
        self.kinds.insert(name.into(), kind.clone());
        kind
    }

    fn kind_of(&mut self, name: &str) -> NameKind {
        if self.given() && self.registered(name).is_some() {
            return NameKind::Plain;
        }
        // Last year's total is no total of these lines.
        if self.identity.is_aside(name) {
            return NameKind::Aside;
        }
        if self.identity.is_total(Claim::component(name).unwrap_or(name)) {
            return NameKind::Total;
        }
        let narrow = self.normaliser.normalise(name);
        match self.identity.name_and_scope(&narrow) {
            (_, None) => NameKind::Plain,
            (bare, Some(_)) if bare.is_empty() => NameKind::Total,
            (bare, Some(scope)) => NameKind::Marked(Arc::from(bare), scope),
        }
    }

    /// True if a name means the office, with or without the words of a government and the region in front: 海州市 for
    /// 海州市人民政府, 东城区 for 海州市东城区.
    pub(crate) fn means(&self, office: OfficeIx, name: &str) -> bool {
        let name = self.normaliser.normalise(name);
        if self.by_name.get(&name).copied().flatten() == Some(office) {
            return true;
        }
        let stem = |name: &str| self.identity.seat.replace(name, "").into_owned();
        let office = self.register.office(office);
        let mut names = std::iter::once(&office.name).chain(&office.aliases);
        let name = stem(&name);
        names.any(|known| {
            let known = stem(&self.normaliser.normalise(known));
            let (short, long) = if known.len() < name.len() { (&known, &name) } else { (&name, &known) };
            short.chars().count() >= SHORTEST && long.ends_with(short.as_str())
        })
    }

    /// True if two names cannot belong to the same office, at whatever length.
    pub(crate) fn differ(&self, one: &str, other: &str) -> bool {
        if one == other {
            return false;
        }
        let [one, other] = [one, other].map(|name| self.normaliser.normalise(name));
        if one.contains(&other) || other.contains(&one) {
            return false;
        }
        let [long, short] = [&one, &other].map(|name| self.identity.seat.replace(name, "").into_owned());
        // Few offices of a city's districts have the city in their names.
        let is_wider = |region: &str, name: &str| {
            let width = region.chars().next_back().and_then(|last| self.identity.level(last));
            self.identity.is_region(region) && !name.chars().skip(1).any(|c| self.identity.level(c) == width)
        };
        let is_of_other_width = || is_wider(&one, &other) || is_wider(&other, &one);
        let ends = long.ends_with(&short) || short.ends_with(&long);
        !ends && !is_of_other_width() && !short::may_be(&one, &other, &self.identity.short)
    }

    /// The registered office that a short name means: without the district it stands in, or as a short form.
    pub(crate) fn registered_shortly(&mut self, name: &str, within: Option<&str>) -> Option<OfficeIx> {
        let key = format!("{}\u{1F}{name}", within.unwrap_or_default());
        let found = match self.tried.get(&key) {
            Some(known) => *known,
            None => {
                let found = self.shortly(name, within);
                self.tried.insert(key, found);
                found
            }
        };
        if let Some(office) = found {
            self.taken.insert(name.to_owned(), office);
        }
        found
    }

    fn shortly(&mut self, name: &str, within: Option<&str>) -> Option<OfficeIx> {
        let plain = self.normaliser.normalise(self.normaliser.without_annotation(name));
        let joined = within.map(|within| joined(&self.normaliser.normalise(within), &plain));
        let exact = joined.as_ref().and_then(|joined| self.by_name.get(joined).copied().flatten());
        exact
            .or_else(|| self.by_name.get(&plain).copied().flatten())
            .or_else(|| self.shorts.office(&plain, &self.identity.short).filter(|found| self.may_be_in(*found, within)))
            .or_else(|| joined.and_then(|joined| self.shorts.office(&joined, &self.identity.short)))
    }

    /// False for an office in another region than the one the name stands in, or in a wider one: 海州市财政局 is not the 财政局
    /// of 东港区.
    fn may_be_in(&self, office: OfficeIx, within: Option<&str>) -> bool {
        let Some(within) = within.map(|within| self.normaliser.normalise(within)) else { return true };
        let Some(width) = within.chars().next_back().and_then(|last| self.identity.level(last)) else { return true };
        let name = self.normaliser.normalise(&self.register.office(office).name);
        // The regions at the start of the name, with their widths.
        let ends = name.char_indices().filter_map(|(at, c)| Some((at + c.len_utf8(), self.identity.level(c)?)));
        let own: Vec<(usize, usize)> = ends.filter(|(end, _)| !self.identity.is_in_word(&name, *end)).collect();
        match own.iter().find(|(_, level)| *level == width).or(own.iter().max_by_key(|(_, level)| *level)) {
            Some((end, level)) if *level == width => within.ends_with(&name[..*end]) || name[..*end].ends_with(&within),
            Some((_, level)) => *level > width,
            None => true,
        }
    }

    /// The registered government of a region: 东港区人民政府 for 东港区, and not its office.
    pub(crate) fn seat_of(&self, name: &str) -> Option<OfficeIx> {
        if !self.given() || !self.identity.is_region(name) {
            return None;
        }
        let name = self.normaliser.normalise(name);
        let is_whole = |before: &str| before.chars().next_back().is_none_or(|last| self.identity.level(last).is_some());
        let sits = |(region, _): &&(String, OfficeIx)| region.strip_suffix(name.as_str()).is_some_and(is_whole);
        let seats: Vec<&Office> =
            self.seats.iter().filter(sits).map(|(_, office)| self.register.office(*office)).collect();
        let first = seats.iter().min_by_key(|office| office.name.len())?;
        let is_alone = seats.iter().all(|office| office.name.starts_with(&first.name));
        is_alone.then(|| self.by_code(&first.code)).flatten()
    }

    /// The short forms found since the last call, with the full names.
    pub(crate) fn short_forms_taken(&mut self) -> Vec<(String, String)> {
        let taken = std::mem::take(&mut self.taken);
        taken.into_iter().map(|(short, office)| (short, self.register.office(office).name.clone())).collect()
    }

    /// The registered office that the name of a file or folder is, without digits and Latin letters.
    pub(crate) fn registered_in_path(&mut self, name: &str) -> Option<OfficeIx> {
        self.registered(name).or_else(|| {
            let core: String = name.chars().filter(|c| !c.is_ascii() && c.is_alphanumeric()).collect();
            if core.is_empty() { None } else { self.registered(&core) }
        })
    }

    /// The office of that name; if it is not registered it is added.
    pub(crate) fn found(&mut self, name: &str) -> OfficeIx {
        if let Some(known) = self.strangers.get(name) {
            return *known;
        }
        let found = self.enter(name);
        self.strangers.insert(name.into(), found);
        found
    }

    /// The same for the name or code in a statement.
    pub(crate) fn found_of(&mut self, claim: &Claim) -> Option<OfficeIx> {
        let whole = claim.whole().and_then(|whole| self.registered(whole));
        let name = claim.office.as_ref().or(claim.code.as_ref())?;
        let found = self.found(name);
        if let Some(whole) = whole {
            self.put_below(found, whole);
        }
        Some(found)
    }

    /// Puts a part of an office below the office, whose figures contain it.
    fn put_below(&mut self, part: OfficeIx, whole: OfficeIx) {
        let head = &mut self.register.offices[whole.at()];
        if head.scope == Scope::Own {
            head.scope = Scope::Consolidated;
        }
        let code = head.code.clone();
        self.register.offices[part.at()].parent = code;
    }

    fn enter(&mut self, name: &str) -> OfficeIx {
        let normalised = self.normaliser.normalise(name);
        if let Some(Some(known)) = self.by_name.get(&normalised) {
            return *known;
        }
        let ix = OfficeIx(self.register.offices.len() as u32);
        let registered = !self.register.given;
        self.register.offices.push(Office { registered, ..Office::named(office_code(&normalised), name.trim()) });
        self.by_name.insert(normalised, Some(ix));
        ix
    }

    /// The final register, with registered offices first and each half by code, and the new position of every office.
    /// Offices in `none` are left out.
    pub(crate) fn finish(self, none: &BTreeSet<OfficeIx>, into: &mut Register) -> Vec<OfficeIx> {
        let is_one = |at: &usize| !none.contains(&OfficeIx(*at as u32));
        let mut order: Vec<usize> = (0..self.register.offices.len()).filter(is_one).collect();
        let offices = self.register.offices;
        order.sort_by(|a, b| {
            let key = |at: usize| (!offices[at].registered, &offices[at].code, &offices[at].name);
            key(*a).cmp(&key(*b))
        });
        let mut moved = vec![OfficeIx(0); offices.len()];
        for (new, old) in order.iter().enumerate() {
            moved[*old] = OfficeIx(new as u32);
        }
        let mut slots: Vec<Option<Office>> = offices.into_iter().map(Some).collect();
        into.offices = order.into_iter().filter_map(|old| slots[old].take()).collect();
        into.given = self.register.given;
        moved
    }
}

/// A name behind its region, with an overlap written once: 黄浦区 and 区教育局 give 黄浦区教育局.
pub(crate) fn joined(within: &str, name: &str) -> String {
    let overlap = (0..=name.len()).rev().find(|at| name.is_char_boundary(*at) && within.ends_with(&name[..*at]));
    format!("{within}{}", &name[overlap.unwrap_or(0)..])
}

/// The code of an office that has none: a digest of its normalised name.
pub fn office_code(normalised: &str) -> String {
    let digest = blake3::hash(normalised.as_bytes()).to_hex();
    format!("x{}", &digest.as_str()[..11])
}

/// A shorter name may mean anybody.
const SHORTEST: usize = 2;
