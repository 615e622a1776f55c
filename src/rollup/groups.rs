//! Which groups a filing is counted in, and how many filings each group should have.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::model::{Counted, Filing, GroupKind, Office, OfficeIx, Peers, Register, Scope, Year};
use crate::rollup::{PlannedRow, RollupContext};

/// Everything that decides which groups a filing is counted in. Filings with the same signature are
/// summed together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Signature {
    /// Empty if the office has none; likewise the kind.
    district: String,
    kind: String,
    year: Year,
    /// Whether it is counted in the city, in its district and in its kind, in that order.
    pub(crate) counted: [bool; 3],
}

impl Signature {
    /// True if the sum of that group and year includes these filings.
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

/// The name of the group of all offices, in the pipeline's own language.
pub(crate) fn city_name<'a>(context: &'a RollupContext<'_>) -> &'a str {
    context.pipeline.city.get(context.pipeline.language)
}

/// True if the office is in force that year and files figures of its own. A published total does
/// not.
fn is_expected(office: &Office, year: Year) -> bool {
    office.in_force(year) && office.scope != Scope::Total
}

/// Decides, for every filing, in which groups it is counted.
pub(crate) struct Membership<'a> {
    /// Every signature that occurs, in order of first appearance.
    pub signatures: Vec<Signature>,
    /// For each filing, the position of its signature in `signatures`.
    pub of_filing: Vec<u32>,
    pub filings: &'a [&'a Filing],
    register: &'a Register,
    peers: Peers<'a>,
    /// For each office, the offices above it. Empty if nobody filed a consolidated filing, since
    /// then nobody asks.
    ancestors: Vec<Vec<OfficeIx>>,
    /// How each consolidated filing is counted.
    consolidated: BTreeMap<(OfficeIx, Year), Counted>,
}

impl<'a> Membership<'a> {
    /// Works out the signature of each filing, once for all groups. `filings` are in order of
    /// office and year.
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
            peers: register.peers(),
            ancestors: if consolidated.is_empty() { Vec::new() } else { register.ancestors() },
            consolidated,
        };
        let mut known: FxHashMap<(u32, Year, [bool; 3]), u32> = FxHashMap::default();
        for filing in filings {
            let key = (membership.peers.of_office[filing.office.at()], filing.year, membership.counted(filing));
            let next = membership.signatures.len() as u32;
            let signature = *known.entry(key).or_insert_with(|| {
                let office = register.office(filing.office);
                let (district, kind) = (office.district.clone(), office.kind.clone());
                membership.signatures.push(Signature { district, kind, year: filing.year, counted: key.2 });
                next
            });
            membership.of_filing.push(signature);
        }
        membership
    }

    /// A published total is counted nowhere.
    fn counted(&self, filing: &Filing) -> [bool; 3] {
        GroupKind::ALL.map(|kind| filing.scope != Scope::Total && self.is_added(filing, kind))
    }

    /// False if another filing counted in the same group already includes these figures, or if this
    /// one is counted through its parts.
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

    /// True if a consolidated filing counted in the same group already includes the office's
    /// figures. `head` is the office whose filing contains it; that filing may in turn be contained
    /// in another.
    fn is_held(&self, office: OfficeIx, year: Year, head: OfficeIx, kind: GroupKind) -> bool {
        let above = |head: &OfficeIx| match self.consolidated.get(&(*head, year)) {
            Some(Counted::Within(next)) => Some(*next),
            Some(Counted::Itself | Counted::ByParts { .. }) | None => None,
        };
        // A faulty register may make two offices each other's head.
        let mut heads = std::iter::successors(Some(head), above).take(self.consolidated.len() + 1);
        heads.any(|head| self.is_same_group(office, head, kind))
    }

    /// True if both offices are in the same group of that kind.
    fn is_same_group(&self, office: OfficeIx, other: OfficeIx, kind: GroupKind) -> bool {
        let (office, other) = (self.register.office(office), self.register.office(other));
        match kind {
            GroupKind::City => true,
            GroupKind::District => office.district == other.district,
            GroupKind::Kind => office.kind == other.kind,
        }
    }

    /// Whether the coverage of city, district and kind should count a filing of the office: its own
    /// filing is added, or it has not filed and no office above has filed for it.
    fn is_expected(&self, office: OfficeIx, year: Year) -> [bool; 3] {
        let filed = self.filings.binary_search_by_key(&(office, year), |filing| (filing.office, filing.year));
        if let Some(filing) = filed.ok().and_then(|at| self.filings.get(at)) {
            return GroupKind::ALL.map(|kind| self.is_added(filing, kind));
        }
        let is_head = |head: &OfficeIx| match self.consolidated.get(&(*head, year)) {
            Some(Counted::Itself | Counted::Within(_)) => true,
            Some(Counted::ByParts { .. }) | None => false,
        };
        GroupKind::ALL.map(|kind| {
            let mut above = self.ancestors.get(office.at()).into_iter().flatten();
            !above.any(|head| is_head(head) && self.is_same_group(office, *head, kind))
        })
    }

    /// Every group in every year, with the number of filings it should have.
    pub(crate) fn rows(&self, years: &BTreeSet<Year>, context: &RollupContext<'_>) -> Vec<PlannedRow> {
        let register = context.register;
        let Peers { pairs, of_office } = &self.peers;
        let mut expected: BTreeMap<(GroupKind, &str, Year), u64> = BTreeMap::new();
        for year in years {
            // By pair of district and kind; `None` where nobody was due.
            let mut of_peers: Vec<Option<[u64; 3]>> = vec![None; pairs.len()];
            for (at, _) in register.offices.iter().enumerate().filter(|(_, office)| is_expected(office, *year)) {
                let is_owed = self.is_expected(OfficeIx(at as u32), *year);
                let counts = of_peers[of_office[at] as usize].get_or_insert_default();
                counts.iter_mut().zip(is_owed).for_each(|(count, is_owed)| *count += u64::from(is_owed));
            }
            for ((district, of_kind), counts) in pairs.iter().zip(of_peers) {
                let names = [city_name(context), district, of_kind];
                let groups = GroupKind::ALL.into_iter().zip(names).zip(counts.into_iter().flatten());
                for ((kind, group), count) in groups.filter(|((_, group), _)| !group.is_empty()) {
                    *expected.entry((kind, group, *year)).or_default() += count;
                }
            }
        }
        let row = |((kind, group, year), expected): ((GroupKind, &str, Year), u64)| PlannedRow {
            kind,
            group: group.to_owned(),
            year,
            expected,
        };
        expected.into_iter().map(row).collect()
    }
}
