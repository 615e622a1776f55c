//! Which groups a filing is counted in.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Filing, GroupKind, Office, OfficeIx, Register, Scope, Year};
use crate::rollup::{Context, Outline};

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
    pub(crate) fn is_in(&self, kind: GroupKind, group: &str, year: Year, context: &Context<'_>) -> bool {
        let [city, district, of_kind] = self.counted;
        self.year == year
            && match kind {
                GroupKind::City => city && group == city_name(context),
                GroupKind::District => district && self.district == group,
                GroupKind::Kind => of_kind && self.kind == group,
            }
    }
}

/// The name of the one group that holds everybody.
pub(crate) fn city_name<'a>(context: &'a Context<'_>) -> &'a str {
    context.pipeline.city.get(context.wording.lang)
}

/// True if the office has figures of its own to file that year.
fn is_expected(office: &Office, year: Year) -> bool {
    office.in_force(year) && office.scope != Scope::Total
}

/// Who is counted where.
pub(crate) struct Membership {
    pub signatures: Vec<Signature>,
    /// For every filing its signature.
    pub of_filing: Vec<u32>,
    ancestors: Vec<Vec<OfficeIx>>,
    /// Offices whose consolidated filing is there, by year.
    pub(crate) consolidated: BTreeSet<(OfficeIx, Year)>,
}

impl Membership {
    pub(crate) fn of(filings: &[&Filing], register: &Register) -> Membership {
        let ancestors = register.ancestors();
        let consolidated: BTreeSet<(OfficeIx, Year)> = filings
            .iter()
            .filter(|filing| register.office(filing.office).scope == Scope::Consolidated)
            .map(|filing| (filing.office, filing.year))
            .collect();
        let mut membership = Membership {
            signatures: Vec::new(),
            of_filing: Vec::with_capacity(filings.len()),
            ancestors,
            consolidated,
        };
        let mut known: BTreeMap<Signature, u32> = BTreeMap::new();
        for filing in filings {
            let signature = membership.signature(filing.office, filing.year, register);
            let next = known.len() as u32;
            membership.of_filing.push(*known.entry(signature).or_insert(next));
        }
        let mut signatures: Vec<(u32, Signature)> = known.into_iter().map(|(signature, at)| (at, signature)).collect();
        signatures.sort_by_key(|(at, _)| *at);
        membership.signatures = signatures.into_iter().map(|(_, signature)| signature).collect();
        membership
    }

    fn signature(&self, ix: OfficeIx, year: Year, register: &Register) -> Signature {
        let office = register.office(ix);
        let is_counted = office.registered && office.scope != Scope::Total;
        let counted = GroupKind::ALL.map(|kind| is_counted && !self.is_contained(ix, year, kind, register));
        Signature { district: office.district.clone(), kind: office.kind.clone(), year, counted }
    }

    /// True if the filing of an office above, in the same group, already holds this office's figures.
    fn is_contained(&self, ix: OfficeIx, year: Year, kind: GroupKind, register: &Register) -> bool {
        let office = register.office(ix);
        self.ancestors[ix.at()].iter().any(|above| {
            let same_group = match kind {
                GroupKind::City => true,
                GroupKind::District => register.office(*above).district == office.district,
                GroupKind::Kind => register.office(*above).kind == office.kind,
            };
            same_group && self.consolidated.contains(&(*above, year))
        })
    }

    /// The filings of offices below a consolidated one that is there as well.
    pub(crate) fn contained(&self, filings: &[&Filing]) -> BTreeMap<(OfficeIx, Year), Vec<OfficeIx>> {
        let mut contained: BTreeMap<(OfficeIx, Year), Vec<OfficeIx>> = BTreeMap::new();
        for filing in filings {
            for above in &self.ancestors[filing.office.at()] {
                if self.consolidated.contains(&(*above, filing.year)) {
                    contained.entry((*above, filing.year)).or_default().push(filing.office);
                }
            }
        }
        contained
    }

    /// Every group in every year, with how many offices should stand behind it.
    pub(crate) fn rows(&self, years: &BTreeSet<Year>, context: &Context<'_>) -> Vec<Outline> {
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
                    let counted = !self.is_contained(ix, *year, kind, register);
                    *expected.entry((kind, group, *year)).or_default() += u64::from(counted);
                }
            }
        }
        expected.into_iter().map(|((kind, group, year), expected)| Outline { kind, group, year, expected }).collect()
    }
}
