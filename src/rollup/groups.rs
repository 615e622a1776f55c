//! Which groups a filing is counted in.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Counted, Filing, GroupKind, Office, OfficeIx, Register, Scope, Year};
use crate::rollup::{PlannedRow, RollupContext};

/// What decides the groups of a filing; filings that share it are summed together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Signature {
    district: String,
    kind: String,
    year: Year,
    /// Counted in city, district and kind, in that order.
    counted: [bool; 3],
}

impl Signature {
    /// True if filings of this signature are added in the sums over everybody.
    pub(crate) fn is_in_all(&self) -> bool {
        let [city, ..] = self.counted;
        city
    }

    /// True if filings of this signature are added in that group.
    pub(crate) fn is_in(&self, kind: GroupKind, group: &str, year: Year, context: &RollupContext<'_>) -> bool {
        let [city, district, of_kind] = self.counted;
        self.year == year
            && match kind {
                GroupKind::City => city && group == city_name(context),
                GroupKind::District => district && self.district == group,
                GroupKind::Kind => of_kind && self.kind == group,
            }
    }
}

/// The name of the one group that holds everybody, in the pipeline's own language.
pub(crate) fn city_name<'a>(context: &'a RollupContext<'_>) -> &'a str {
    context.pipeline.city.get(context.pipeline.language)
}

/// True if the office has figures of its own to file that year.
fn is_expected(office: &Office, year: Year) -> bool {
    office.in_force(year) && office.scope != Scope::Total
}

/// Who is counted where.
pub(crate) struct Membership<'a> {
    pub signatures: Vec<Signature>,
    /// For every filing its signature.
    pub of_filing: Vec<u32>,
    filings: &'a [&'a Filing],
    register: &'a Register,
    ancestors: Vec<Vec<OfficeIx>>,
    /// How consolidated filings are counted.
    consolidated: BTreeMap<(OfficeIx, Year), Counted>,
}

impl<'a> Membership<'a> {
    /// `filings` are in order of office and year.
    pub(crate) fn of(filings: &'a [&'a Filing], register: &'a Register) -> Membership<'a> {
        let consolidated: BTreeMap<(OfficeIx, Year), Counted> = filings
            .iter()
            .filter(|filing| filing.scope == Scope::Consolidated)
            .map(|filing| ((filing.office, filing.year), filing.counted))
            .collect();
        let mut membership = Membership {
            signatures: Vec::new(),
            of_filing: Vec::with_capacity(filings.len()),
            filings,
            register,
            ancestors: if consolidated.is_empty() { Vec::new() } else { register.ancestors() },
            consolidated,
        };
        let mut known: BTreeMap<Signature, u32> = BTreeMap::new();
        for filing in filings {
            let signature = membership.signature(filing);
            let next = known.len() as u32;
            membership.of_filing.push(*known.entry(signature).or_insert(next));
        }
        let mut signatures: Vec<(u32, Signature)> = known.into_iter().map(|(signature, at)| (at, signature)).collect();
        signatures.sort_by_key(|(at, _)| *at);
        membership.signatures = signatures.into_iter().map(|(_, signature)| signature).collect();
        membership
    }

    fn signature(&self, filing: &Filing) -> Signature {
        let office = self.register.office(filing.office);
        let is_counted = filing.scope != Scope::Total;
        let counted = GroupKind::ALL.map(|kind| is_counted && self.is_added(filing, kind));
        Signature { district: office.district.clone(), kind: office.kind.clone(), year: filing.year, counted }
    }

    /// False if another filing of the same group already holds the figures, or the parts of this one do.
    fn is_added(&self, filing: &Filing, kind: GroupKind) -> bool {
        match filing.counted {
            Counted::Itself => true,
            Counted::ByParts { district, kind: of_kind } => match kind {
                GroupKind::City => false,
                GroupKind::District => !district,
                GroupKind::Kind => !of_kind,
            },
            Counted::Within(head) => !self.is_held(filing.office, filing.year, head, kind),
        }
    }

    /// True if the filing of an office above, in the same group, already holds the office's figures.
    fn is_held(&self, office: OfficeIx, year: Year, head: OfficeIx, kind: GroupKind) -> bool {
        let above = |head: &OfficeIx| match self.consolidated.get(&(*head, year)) {
            Some(Counted::Within(next)) => Some(*next),
            Some(Counted::Itself | Counted::ByParts { .. }) | None => None,
        };
        // A register may go round in a circle.
        let mut heads = std::iter::successors(Some(head), above).take(self.consolidated.len() + 1);
        heads.any(|head| self.is_same_group(office, head, kind))
    }

    fn is_same_group(&self, office: OfficeIx, other: OfficeIx, kind: GroupKind) -> bool {
        let (office, other) = (self.register.office(office), self.register.office(other));
        match kind {
            GroupKind::City => true,
            GroupKind::District => office.district == other.district,
            GroupKind::Kind => office.kind == other.kind,
        }
    }

    /// True if a filing is owed to the sums of that kind: the office's own, if there is one, is added, or nobody above
    /// has filed for it.
    fn is_expected(&self, office: OfficeIx, year: Year, kind: GroupKind) -> bool {
        let filed = self.filings.binary_search_by_key(&(office, year), |filing| (filing.office, filing.year));
        if let Some(filing) = filed.ok().and_then(|at| self.filings.get(at)) {
            return self.is_added(filing, kind);
        }
        let mut above = self.ancestors.get(office.at()).into_iter().flatten();
        let is_head = |head: &OfficeIx| match self.consolidated.get(&(*head, year)) {
            Some(Counted::Itself | Counted::Within(_)) => true,
            Some(Counted::ByParts { .. }) | None => false,
        };
        !above.any(|head| is_head(head) && self.is_same_group(office, *head, kind))
    }

    /// Every group in every year, with how many offices should stand behind it.
    pub(crate) fn rows(&self, years: &BTreeSet<Year>, context: &RollupContext<'_>) -> Vec<PlannedRow> {
        let register = context.register;
        let mut expected: BTreeMap<(GroupKind, String, Year), u64> = BTreeMap::new();
        for year in years {
            for (at, office) in register.offices.iter().enumerate().filter(|(_, office)| is_expected(office, *year)) {
                let ix = OfficeIx(at as u32);
                let groups = [
                    (GroupKind::City, city_name(context).to_owned()),
                    (GroupKind::District, office.district.clone()),
                    (GroupKind::Kind, office.kind.clone()),
                ];
                for (kind, group) in groups.into_iter().filter(|(_, group)| !group.is_empty()) {
                    let is_owed = self.is_expected(ix, *year, kind);
                    *expected.entry((kind, group, *year)).or_default() += u64::from(is_owed);
                }
            }
        }
        expected.into_iter().map(|((kind, group, year), expected)| PlannedRow { kind, group, year, expected }).collect()
    }
}
