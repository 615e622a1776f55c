//! Parts of one office-year and scope → the tables that hold, and what of the others was left.
//!
//! Offices send their tables in one file or in several, send a table again when it was wrong, and send the whole report
//! twice. So it is tables that are compared: a part that corrects goes before the others and one that is void behind
//! them, then one that was read whole, then the later by its name, then the one that has more figures in the tables in
//! question, then the first by path; and a part is taken as far as no other was taken before.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::assemble::{Context, Settled};
use crate::model::{
    Catalogue, CellDef, CellIx, FormIx, Part, Place, Places, Precedence, Sending, SourceIx, State, TableIx, Validity,
    Value,
};

/// The tables of a filing, put together from its parts.
pub(crate) struct Joined {
    pub part: Part,
    /// Parts that have tables which others had already.
    pub left: Vec<Left>,
}

/// A part that was not taken, or not whole.
pub(crate) struct Left {
    pub places: Places,
    /// The tables that another part had already.
    pub tables: Vec<TableIx>,
    /// Cells of these in which the two differ.
    pub differing: Vec<CellIx>,
    /// Some other table, or rows that were not there, was taken from it.
    pub gave: bool,
    /// The part that was taken in its place.
    pub taken: Place,
    pub reason: Reason,
}

impl Left {
    /// Where it begins.
    pub(crate) fn begins(&self) -> Place {
        self.places.begin()
    }

    /// The part `left`, which says of its tables what `taken` says as well, or otherwise.
    pub(crate) fn whole(left: &Part, taken: &Part, reason: Reason) -> Left {
        let differ = |a: Value, b: Value| a != b && ![a, b].contains(&Value::Not(State::Unread));
        let pairs = taken.cells.iter().zip(left.cells.iter());
        let differing = pairs.filter(|((_, a), (_, b))| differ(*a, *b)).map(|((cell, _), _)| cell).collect();
        let tables = left.tables.iter().enumerate().filter(|(_, form)| form.is_some());
        let tables = tables.map(|(at, _)| TableIx(at as u8)).collect();
        Left { places: left.places.clone(), tables, differing, gave: false, taken: place(taken), reason }
    }
}

/// Why a part was taken before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// It says that it is a correction.
    Corrected,
    /// The other says that it was sent back or withdrawn, or is a draft or a specimen.
    Valid,
    /// Nothing of it was left unread.
    Whole,
    /// Its name has a later version or day.
    Later,
    /// It has more figures.
    Fuller,
    /// Its path is the first.
    First,
    /// Neither: one file has both, and nothing says which holds.
    Neither,
}

/// Where a part stands among the others: what is smaller goes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    validity: Reverse<Validity>,
    /// Some of the material could not be bound.
    partly_read: bool,
    /// None of its figures in tables that other parts have as well is other than 0: it is later in vain.
    empty: bool,
    /// Version and day.
    later: Reverse<Sending>,
    /// Figures in tables that other parts have as well.
    figures: Reverse<usize>,
    /// Figures in all.
    in_all: Reverse<usize>,
}

/// Puts the parts together; they are in order of path.
pub(crate) fn join(parts: Vec<Settled>, context: &Context<'_>) -> Option<Joined> {
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
    let holder = Holder { weight, place: place(&first.part) };
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

/// Why a part was taken before another.
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

fn place(part: &Part) -> Place {
    part.places.begin()
}

/// The part that a table was taken from.
#[derive(Clone, Copy)]
struct Holder {
    weight: Weight,
    place: Place,
}

struct Joint<'a> {
    context: &'a Context<'a>,
    catalogue: &'a Catalogue,
    /// By table.
    holders: Vec<Option<Holder>>,
    tables: Vec<Option<FormIx>>,
    part: Part,
    /// Of the parts behind the first.
    places: Vec<Places>,
    left: Vec<Left>,
}

/// What became of a part.
#[derive(Default)]
struct Account {
    /// Tables that another part had already, and the cells in which it differs from them.
    lost: Vec<TableIx>,
    differing: Vec<CellIx>,
    /// Something was taken from it.
    gave: bool,
    /// Nothing says which of the two holds.
    neither: bool,
}

/// How a table of a part compares with the same table as it was taken.
#[derive(Default)]
struct Comparison {
    /// Cells that both have.
    n_shared: usize,
    /// Of these, those in which they differ.
    differing: Vec<CellIx>,
    /// Cells that only the part has or that only in it could be read, and figures that only what was taken has.
    beyond: Vec<CellIx>,
    lacking: Vec<CellIx>,
}

impl Joint<'_> {
    fn add(&mut self, weight: Weight, other: Part) {
        let mut account = Account::default();
        for (at, form) in other.tables.iter().enumerate() {
            let (Some(form), table) = (*form, TableIx(at as u8)) else { continue };
            match self.holders[at] {
                Some(holder) => self.again((table, form), (holder, weight), &other, &mut account),
                None => {
                    self.tables[at] = Some(form);
                    self.holders[at] = Some(Holder { weight, place: place(&other) });
                    self.part.strays.extend(other.strays.iter().filter(|stray| stray.table == table));
                    account.gave |= self.take(&other, &self.cells_of(table));
                }
            }
        }
        self.leave(other, weight, account);
    }

    /// Adds a table that is there already: a correction of some rows leaves the others as they were, and half a table
    /// goes on with the other half.
    fn again(
        &mut self,
        (table, form): (TableIx, FormIx),
        (holder, weight): (Holder, Weight),
        other: &Part,
        account: &mut Account,
    ) {
        let before = holder.weight;
        let Comparison { n_shared, differing, beyond, lacking } = self.compare(table, other);
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

    /// True if one file has both tables, and nothing but their order or their length speaks for one of them.
    fn is_undecided(&self, holder: Holder, weight: Weight, other: &Part) -> bool {
        let file = |source: SourceIx| self.context.sources[source.at()].file();
        let is_one_file = file(holder.place.source) == file(other.places.source());
        is_one_file && matches!(reason(holder.weight, weight), Reason::Fuller | Reason::First)
    }

    /// Two figures for one cell are none.
    fn leave_unread(&mut self, cell: CellIx, other: &Part) {
        let printed = |part: &Part| match (part.cells.raw(cell), part.cells.get(cell)) {
            ("", Value::Number(number)) => crate::say::number(number.into(), &self.catalogue.cell(cell).kind),
            (raw, _) => raw.to_owned(),
        };
        let both = format!("{} | {}", printed(&self.part), printed(other));
        self.part.cells.set(cell, Value::Not(State::Unread), &both);
    }

    fn leave(&mut self, other: Part, weight: Weight, account: Account) {
        let Account { lost: tables, mut differing, gave, neither } = account;
        differing.sort();
        // What a report says in words is about all of its tables.
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

    fn cells_of(&self, table: TableIx) -> Vec<CellIx> {
        let is_of = |(_, def): &(usize, &CellDef)| def.table == table;
        self.catalogue.cells.iter().enumerate().filter(is_of).map(|(at, _)| CellIx(at as u16)).collect()
    }

    fn compare(&self, table: TableIx, other: &Part) -> Comparison {
        let mut found = Comparison::default();
        for cell in self.cells_of(table) {
            let (mine, theirs) = (self.part.cells.get(cell), other.cells.get(cell));
            match (mine, theirs) {
                (Value::Not(State::NotInSource), Value::Not(State::NotInSource)) => {}
                // What could not be read in one of them is no difference between the two.
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

    /// Takes these cells from a part, as far as it has them; false if it has none.
    fn take(&mut self, other: &Part, cells: &[CellIx]) -> bool {
        let mut any = false;
        for cell in cells.iter().filter(|cell| other.cells.has(**cell)) {
            // Where it stood and could not be read is not where it was read.
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
