//! Parts of one office and year → one filing. What was not used is reported.
//!
//! 1. Forms that were sent out and came back are put aside (`returned`).
//! 2. The office's own figures and those for all offices below are never mixed (`scope`).
//! 3. Of several parts of one scope, the one that takes precedence is used; tables that it lacks come from the others
//!    (`pieces`).
//! 4. What was not used becomes a finding or a remark (`duplicate`).
//! 5. The corrections in returned forms replace the figures.

use std::collections::{BTreeMap, BTreeSet};

use crate::assemble::duplicate::Others;
use crate::assemble::scope::{self, ByScope};
use crate::assemble::versions::Versions;
use crate::assemble::{AssembleContext, Assembled, Settled, in_order, pieces, returned};
use crate::model::{Counted, FactKind, Filing, Message, OfficeIx, Place, Scope, Skip, SourceIx, Validity, Word, Year};

/// Makes filings of parts, in order of office and year.
pub(crate) fn filings(settled: Vec<Settled>, assembled: &mut Assembled, context: &AssembleContext<'_>) {
    let (n_parts, versions) = (vec![0; context.sources.len()], Versions::new(context));
    let mut merging = Merging { n_parts, versions, void: BTreeMap::new(), context };
    for one in &settled {
        merging.n_parts[one.part.places.source().at()] += 1;
    }
    let mut group: Vec<Settled> = Vec::new();
    assembled.filings.reserve(settled.len());
    for one in in_order(settled) {
        if group.first().is_some_and(|first| (first.office, first.year) != (one.office, one.year)) {
            merging.one_filing(std::mem::take(&mut group), assembled);
        }
        group.push(one);
    }
    merging.one_filing(group, assembled);
    say_void(&merging.void, assembled);
    merging.versions.finish(assembled, context);
}

/// What is known while filings are made.
struct Merging<'a> {
    /// The number of parts in each file.
    n_parts: Vec<u32>,
    /// The form versions that have been decided.
    versions: Versions,
    /// Offices that have nothing but void filings, by file.
    void: BTreeMap<SourceIx, BTreeSet<OfficeIx>>,
    context: &'a AssembleContext<'a>,
}

impl Merging<'_> {
    /// Makes the filing of a group: the parts of one office and year, in path order.
    fn one_filing(&mut self, mut group: Vec<Settled>, assembled: &mut Assembled) {
        let forms = returned::take(&mut group, assembled, self.context);
        let Some(first) = group.first() else { return };
        let (office, year) = (first.office, first.year);
        let ByScope { scope, taken, others } = scope::split(group, expected(office, assembled));
        let stated = taken.iter().find_map(|one| one.stated.plainly());
        let is_void = taken.iter().all(|one| one.precedence.validity == Validity::Void);
        let Some(joined) = pieces::join(taken, self.context) else { return };
        let place = joined.part.places.begin();
        if is_void {
            self.void.entry(place.source).or_default().insert(office);
        }
        let whose = (office, year);
        self.scope_disagrees(whose, stated, place, assembled);
        let many = |source: SourceIx| self.n_parts[source.at()] > 1;
        let others = Others { scope, left: &joined.left, of_other_scope: &others, place };
        others.report(whose, &many, assembled, self.context);
        let part = joined.part;
        let tables = self.versions.of(&part, year, self.context);
        assembled.filings.push(Filing {
            office,
            year,
            scope,
            counted: Counted::default(),
            tables,
            cells: part.cells,
            places: part.places,
            prose: part.prose.into_boxed_slice(),
            strays: part.strays.into_boxed_slice(),
        });
        returned::correct(forms, assembled, self.context);
    }
}

/// Offices named in one remark.
const NAMED: usize = 5;

/// Remarks that a returned or withdrawn filing was used because there is no other.
fn say_void(void: &BTreeMap<SourceIx, BTreeSet<OfficeIx>>, assembled: &mut Assembled) {
    for (source, offices) in void {
        let names = offices.iter().map(|office| assembled.register.office(*office).name.as_str());
        let names = Word::first_of(names, NAMED, "sum.comma");
        let remark = Message::new("intake.void_taken").with("n", offices.len()).with("offices", names);
        let rows = assembled.intake.iter_mut().filter(|row| row.source == *source);
        rows.for_each(|row| row.remark(remark.clone()));
    }
}

/// The scope that the register gives an office; `None` for an office that is on none.
fn expected(office: OfficeIx, assembled: &Assembled) -> Option<Scope> {
    let scope = assembled.register.office(office).scope;
    let is_given = assembled.register.given && assembled.register.office(office).registered;
    (is_given || scope != Scope::Own).then_some(scope)
}

impl Merging<'_> {
    /// Reports a scope that the register does not expect. Consolidated figures in place of own ones would count other
    /// offices twice, and own figures in place of consolidated ones would leave them out.
    fn scope_disagrees(
        &self,
        (office, year): (OfficeIx, Year),
        said: Option<Scope>,
        place: Place,
        assembled: &mut Assembled,
    ) {
        let rule = self.context.pipeline.fact(FactKind::ScopeDisagrees).filter(|_| assembled.register.given);
        let (Some(rule), registered) = (rule, assembled.register.office(office)) else { return };
        let wanted = registered.scope;
        let tally = &mut assembled.tallies[rule.at()];
        match said {
            None => tally.skip(Skip::Blank, 1),
            Some(scope) if scope == wanted || !registered.registered => tally.held += 1,
            Some(scope) => {
                let message = Message::new("finding.scope_disagrees").with("said", scope).with("registered", wanted);
                assembled.fails(self.context.finding(rule, (office, year), message).with_place(place));
            }
        }
    }
}
