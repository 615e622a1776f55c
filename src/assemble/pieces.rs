//! Parts of one office, year and scope → the tables that are used, and what of the other parts was not.
//!
//! Offices send their tables in one file or in several, send a table again because it was wrong, or send the whole
//! report twice. So tables are compared, and a part is used as far as its tables have not been taken from another one.
//! Parts come in this order: corrections first and void ones last; then those that were read completely; then the later
//! one by name; then the one with more figures in the tables in question; then the first by path.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::assemble::{AssembleContext, Settled};
use crate::model::{
    Catalogue, CellDef, CellIx, FormIx, Part, Place, Places, Precedence, Sending, SourceIx, State, TableIx, Validity,
    Value,
};

/// The tables of a filing, joined from parts.
pub(crate) struct Joined {
    /// The joined part.
    pub part: Part,
    /// Parts with tables that other parts had already.
    pub left: Vec<Left>,
}

/// A part that was not used, or not completely.
pub(crate) struct Left {
    /// Its places.
    pub places: Places,
    /// Its tables that were taken from another part.
    pub tables: Vec<TableIx>,
    /// The cells of these in which the two differ.
    pub differing: Vec<CellIx>,
    /// Another table, or missing rows, were taken from it.
    pub gave: bool,
    /// The part that was used instead.
    pub taken: Place,
    /// Why.
    pub reason: Reason,
}

impl Left {
    /// The record of a part that was replaced completely.
    pub(crate) fn whole(left: &Part, taken: &Part, reason: Reason) -> Left {
        let differ = |a: Value, b: Value| a != b && ![a, b].contains(&Value::Not(State::Unread));
        let pairs = taken.cells.iter().zip(left.cells.iter());
        let differing = pairs.filter(|((_, a), (_, b))| differ(*a, *b)).map(|((cell, _), _)| cell).collect();
        let tables = left.tables.iter().enumerate().filter(|(_, form)| form.is_some());
        let tables = tables.map(|(at, _)| TableIx(at as u8)).collect();
        Left { places: left.places.clone(), tables, differing, gave: false, taken: taken.places.begin(), reason }
    }
}

/// Why one part takes precedence over another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// It says that it is a correction.
    Corrected,
    /// The other one was returned or withdrawn, or is a draft or a specimen.
    Valid,
    /// It was read completely.
    Whole,
    /// Its name has a later version or date.
    Later,
    /// It has more figures.
    Fuller,
    /// Its path comes first.
    First,
    /// Neither does: one file has both, and nothing decides.
    Neither,
}

/// The rank of a part; smaller comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    /// Whether it is valid.
    validity: Reverse<Validity>,
    /// Some of it could not be bound.
    partly_read: bool,
    /// It has no figure other than 0 in tables that other parts have as well, so that being later does not count.
    empty: bool,
    /// Version and date.
    later: Reverse<Sending>,
    /// Figures in tables that other parts have as well.
    figures: Reverse<usize>,
    /// All its figures.
    in_all: Reverse<usize>,
}

/// Joins parts, which are in path order.
pub(crate) fn join(parts: Vec<Settled>, context: &AssembleContext<'_>) -> Option<Joined> {
    if parts.len() == 1 {
        return parts.into_iter().next().map(|one| Joined { part: one.part, left: Vec::new() });
    }
    let catalogue = &context.pipeline.catalogue;
    let n_tables = catalogue.tables.len();
    let has = |one: &Settled, table: usize| one.part.tables.get(table).is_some_and(Option::is_some);
    let contested: Vec<bool> =
        (0..n_tables).map(|table| parts.iter().filter(|one| has(one, table)).count() > 1).collect();
    let mut weighed: Vec<(Weight, Settled)> =
        parts.into_iter().map(|one| (weight(&one, &contested, catalogue), one)).collect();
    weighed.sort_by_key(|(weight, _)| *weight);
    let mut weighed = weighed.into_iter();
    let (weight, first) = weighed.next()?;
    let holder = Holder { weight, place: first.part.places.begin() };
    let holders = first.part.tables.iter().map(|table| table.map(|_| holder)).collect();
    let tables = first.part.tables.to_vec();
    let mut joint =
        Joint { context, catalogue, holders, tables, places: Vec::new(), left: Vec::new(), part: first.part };
    weighed.for_each(|(weight, one)| joint.add(weight, one.part));
    Some(joint.finish())
}

fn weight(one: &Settled, contested: &[bool], catalogue: &Catalogue) -> Weight {
    let (mut figures, mut in_all, mut not_zero) = (0, 0, false);
    for (def, (_, value)) in catalogue.cells.iter().zip(one.part.cells.iter()) {
        let Value::Number(number) = value else { continue };
        in_all += 1;
        if contested[def.table.at()] {
            figures += 1;
            not_zero |= number != 0;
        }
    }
    let Precedence { validity, sending } = one.precedence;
    Weight {
        validity: Reverse(validity),
        partly_read: one.part.cells.any_unread(),
        empty: !not_zero,
        later: Reverse(sending),
        figures: Reverse(figures),
        in_all: Reverse(in_all),
    }
}

/// Why one part took precedence over another.
fn reason(before: Weight, weight: Weight) -> Reason {
    match () {
        () if weight.validity == Reverse(Validity::Void) && before.validity != weight.validity => Reason::Valid,
        () if before.validity < weight.validity => Reason::Corrected,
        () if !before.partly_read && weight.partly_read => Reason::Whole,
        () if before.empty == weight.empty && before.later < weight.later => Reason::Later,
        () if (before.figures, before.empty) < (weight.figures, weight.empty) => Reason::Fuller,
        () => Reason::First,
    }
}

/// The part that a table was taken from.
#[derive(Clone, Copy)]
struct Holder {
    /// Its rank.
    weight: Weight,
    /// Where it begins.
    place: Place,
}

/// Parts being joined.
struct Joint<'a> {
    context: &'a AssembleContext<'a>,
    catalogue: &'a Catalogue,
    /// Where each table was taken from.
    holders: Vec<Option<Holder>>,
    /// The form version of each table.
    tables: Vec<Option<FormIx>>,
    part: Part,
    /// The places of all parts but the first.
    places: Vec<Places>,
    left: Vec<Left>,
}

/// What happened to a part.
#[derive(Default)]
struct Account {
    /// Its tables that another part had already.
    lost: Vec<TableIx>,
    /// The cells in which it differs from that part.
    differing: Vec<CellIx>,
    /// Something was taken from it.
    gave: bool,
    /// Nothing decides between the two.
    neither: bool,
}

/// A table of a part compared with the table that is used.
#[derive(Default)]
struct TableOverlap {
    /// Cells that both have.
    n_shared: usize,
    /// Those in which they differ.
    differing: Vec<CellIx>,
    /// Cells that only the part has, or that could be read only in it.
    beyond: Vec<CellIx>,
    /// Figures that only the used table has.
    lacking: Vec<CellIx>,
}

impl Joint<'_> {
    /// Adds a part.
    fn add(&mut self, weight: Weight, other: Part) {
        let mut account = Account::default();
        for (at, form) in other.tables.iter().enumerate() {
            let (Some(form), table) = (*form, TableIx(at as u8)) else { continue };
            match self.holders[at] {
                Some(holder) => self.again((table, form), (holder, weight), &other, &mut account),
                None => {
                    self.tables[at] = Some(form);
                    self.holders[at] = Some(Holder { weight, place: other.places.begin() });
                    self.part.strays.extend(other.strays.iter().filter(|stray| stray.table == table));
                    account.gave |= self.take(&other, &self.cells_of(table));
                }
            }
        }
        self.leave(other, weight, account);
    }

    /// Adds a table that has been taken already. A correction of some rows leaves the others alone, and half a table is
    /// completed by its other half.
    fn again(
        &mut self,
        (table, form): (TableIx, FormIx),
        (holder, weight): (Holder, Weight),
        other: &Part,
        account: &mut Account,
    ) {
        let before = holder.weight;
        let TableOverlap { n_shared, differing, beyond, lacking } = self.compare(table, other);
        let is_void = weight.validity == Reverse(Validity::Void);
        let corrects = !is_void && (before.validity < weight.validity || before.later < weight.later);
        let fills = self.tables[table.at()] == Some(form) && (corrects || differing.is_empty());
        account.gave |= fills && self.take(other, &beyond);
        if fills && n_shared == 0 {
            return;
        }
        account.lost.push(table);
        if !differing.is_empty() && self.is_undecided(holder, weight, other) {
            account.neither = true;
            differing.iter().for_each(|cell| self.leave_unread(*cell, other));
        }
        account.differing.extend(differing);
        if !fills {
            account.differing.extend(beyond.into_iter().chain(lacking));
        }
    }

    /// True if one file has both tables, and only their order or length speaks for one of them.
    fn is_undecided(&self, holder: Holder, weight: Weight, other: &Part) -> bool {
        let file = |source: SourceIx| self.context.sources[source.at()].file();
        let is_one_file = file(holder.place.source) == file(other.places.source());
        is_one_file && matches!(reason(holder.weight, weight), Reason::Fuller | Reason::First)
    }

    /// Marks a cell as unread, since it has two figures.
    fn leave_unread(&mut self, cell: CellIx, other: &Part) {
        let printed = |part: &Part| match (part.cells.raw(cell), part.cells.get(cell)) {
            ("", Value::Number(number)) => crate::say::number(number.into(), &self.catalogue.cell(cell).kind),
            (raw, _) => raw.to_owned(),
        };
        let both = format!("{} | {}", printed(&self.part), printed(other));
        self.part.cells.set(cell, Value::Not(State::Unread), &both);
    }

    /// Records a part that was not used completely.
    fn leave(&mut self, other: Part, weight: Weight, account: Account) {
        let Account { lost: tables, mut differing, gave, neither } = account;
        differing.sort();
        // The sentences of a report are about all of its tables.
        if differing.is_empty() && gave {
            self.part.prose.extend(other.prose);
        }
        let decided = tables.iter().find_map(|table| self.holders[table.at()]);
        if let Some(Holder { weight: before, place: taken }) = decided {
            let reason = if neither { Reason::Neither } else { reason(before, weight) };
            self.left.push(Left { places: other.places.clone(), tables, differing, gave, taken, reason });
        }
        if gave {
            self.places.push(other.places);
        }
    }

    /// The cells of a table.
    fn cells_of(&self, table: TableIx) -> Vec<CellIx> {
        let is_of = |(_, def): &(usize, &CellDef)| def.table == table;
        self.catalogue.cells.iter().enumerate().filter(is_of).map(|(at, _)| CellIx(at as u16)).collect()
    }

    fn compare(&self, table: TableIx, other: &Part) -> TableOverlap {
        let mut found = TableOverlap::default();
        for cell in self.cells_of(table) {
            let (mine, theirs) = (self.part.cells.get(cell), other.cells.get(cell));
            match (mine, theirs) {
                (Value::Not(State::NotInSource), Value::Not(State::NotInSource)) => {}
                // A figure that could not be read in one of them is no difference.
                (_, Value::Not(State::Unread)) => {}
                (Value::Not(State::NotInSource | State::Unread), _) => found.beyond.push(cell),
                (Value::Number(_), Value::Not(State::NotInSource)) => found.lacking.push(cell),
                (Value::Not(_), Value::Not(State::NotInSource)) => {}
                (mine, theirs) => {
                    found.n_shared += 1;
                    if mine != theirs {
                        found.differing.push(cell);
                    }
                }
            }
        }
        found
    }

    /// Takes cells from a part, as far as it has them; false if it has none.
    fn take(&mut self, other: &Part, cells: &[CellIx]) -> bool {
        let mut any = false;
        for cell in cells.iter().filter(|cell| other.cells.has(**cell)) {
            // The place where it could not be read is not the place where it was read.
            self.part.places.forget(*cell);
            self.places.iter_mut().for_each(|places| places.forget(*cell));
            self.part.cells.take_over(*cell, &other.cells);
            any = true;
        }
        any
    }

    fn finish(self) -> Joined {
        let Joint { mut part, tables, places, left, .. } = self;
        if part.tables[..] != tables[..] {
            part.tables = Arc::from(tables);
        }
        if !places.is_empty() {
            part.places = Places::Several(std::iter::once(part.places).chain(places).collect());
        }
        Joined { part, left }
    }
}
