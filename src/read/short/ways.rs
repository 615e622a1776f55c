//! The ways to read a row that has lost a figure, and what the sums of the form say about each.
//!
//! ```text
//! columns   natural  business  other  total      the row prints 3 0 3
//! way 1     missing  3         0      3          3 + 0 = 3, if `natural` is 0: possible
//! way 2     3        missing   0      3          the same
//! way 3     3        0         missing 3         the same
//! way 4     3        0         3      missing    no law is against it either
//! ```
//!
//! A column that all ways fill alike is read; here none is, and the row stays unread. If the rows above and below add
//! up to the printed sums of the columns with one way only, these laws confirm it.

use crate::model::{CellIx, Cells, Linear, Pipeline, State, Value};
use crate::read::bind::{self, Candidate, Fit};
use crate::read::grid::{Row, Token};
use crate::read::header::Header;
use crate::read::laws;
use crate::read::short::{Lack, ends_with_total, first_column};

/// The value of a cell left blank.
const BLANK: Value = Value::Not(State::Blank);

/// The table around a row.
pub struct Table<'a> {
    /// The cell of the form in each of its columns, for this row.
    pub cells: &'a [Option<CellIx>],
    /// What a field says in a cell.
    pub value: &'a dyn Fn(CellIx, Token) -> Value,
    /// What the other rows say.
    pub read: &'a Cells,
    /// The laws of the form.
    pub pipeline: &'a Pipeline,
    /// Each cell stood on a line of its own.
    pub is_stack: bool,
}

/// A row as it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Where its figures belong.
    pub fit: Fit,
    /// Columns that other, equally good ways fill differently: these are not read.
    pub ambiguous: Vec<usize>,
}

/// The row as it is printed.
const AS_PRINTED: Option<Reading> = Some(Reading { fit: Fit::Aligned, ambiguous: Vec::new() });

/// How a row can be read that lacks something; `None` if the laws allow no way, or prefer none.
pub fn fit(
    (row, candidate, header): (&Row<'_>, &Candidate, &Header),
    lack: Lack,
    table: &Table<'_>,
) -> Option<Reading> {
    let bound: Vec<CellIx> = table.cells.iter().copied().flatten().collect();
    let laws = laws::touching(&bound, table.pipeline);
    let judge = Judge { row, header, table, laws: &laws, lack };
    let end = candidate.label.end;
    match lack {
        // A gap in the last column is what is printed.
        Lack::AtEnd { .. } => {
            judge.moved(judge.gaps(end_of_stub(header)).take(table.cells.len().saturating_sub(1)).collect())
        }
        Lack::SeveralAtStart | Lack::PerhapsSeveral => {
            AS_PRINTED.filter(|_| judge.says(&Fit::Aligned) != Verdict::Contradicted)
        }
        Lack::Column | Lack::Slid => None,
        Lack::Several => AS_PRINTED.filter(|_| judge.says(&Fit::Aligned) == Verdict::Confirmed),
        Lack::AtStart { .. } => {
            let start = end_of_stub(header);
            judge.pushed((1..table.cells.len()).map(|blank| Fit::Pushed { start, blank }).collect())
        }
        Lack::Field { beyond } => {
            // The blank line behind a table is no cell of its last row.
            let trailing = row.tokens.iter().rev().take_while(|token| token.is_empty()).count();
            let n_fields = row.tokens.len().checked_sub(end)?;
            // Behind the label there may be blanks, in fields where other rows have labels; one of these may be missing
            // instead.
            let n_columns = table.cells.len();
            let n = n_columns + beyond;
            let first = first_column(header, candidate).filter(|first| row.tokens.len() + 1 == first + n);
            let start = first.unwrap_or(end);
            let is_under = bind::contiguous(header).is_some() && !table.is_stack;
            if !is_under && start == end && beyond == 0 && n_fields >= n_columns && n_fields - trailing <= n_columns {
                let whole = Fit::From(end);
                let is_confirmed = judge.says(&whole) == Verdict::Confirmed;
                return is_confirmed.then_some(Reading { fit: whole, ambiguous: Vec::new() });
            }
            let mut fits: Vec<Fit> = Vec::new();
            // In a stack, any number of blank cells may be missing, so a sum that holds may be a coincidence.
            if !table.is_stack && row.tokens.len() + 1 == start + n {
                fits.extend(judge.gaps(start));
            }
            fits.extend((end < start).then(|| Fit::From(start - 1)));
            let is_label =
                |fit: &Fit| matches!(fit, Fit::From(from) if (end..*from).any(|at| !row.token(at).is_empty()));
            judge.only(fits.into_iter().filter(|fit| !is_label(fit)))
        }
    }
}

/// What some ways to read a row agree on; `None` if on nothing.
pub(super) fn agreed(
    (row, header): (&Row<'_>, &Header),
    lack: Lack,
    table: &Table<'_>,
    ways: &[Fit],
) -> Option<Reading> {
    let ways: Vec<(Fit, Verdict)> = ways.iter().map(|fit| (*fit, Verdict::Possible)).collect();
    Judge { row, header, table, laws: &[], lack }.agreed(&ways)
}

/// Where the columns begin, if they stand side by side.
fn end_of_stub(header: &Header) -> usize {
    bind::contiguous(header).unwrap_or(0)
}

/// What the laws say about one way to read a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Some law does not hold.
    Contradicted,
    /// No law speaks against it, and none for it.
    Possible,
    /// All laws that can be asked hold, and they would not hold by themselves.
    Confirmed,
}

/// Which laws may confirm a way to read a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaking {
    /// All that hold.
    Any,
    /// Only those that do not hold for the row as it is printed.
    News,
}

/// True if some law confirms one of the ways.
fn is_confirmed(holding: &[(Fit, Verdict)]) -> bool {
    holding.iter().any(|(_, verdict)| *verdict == Verdict::Confirmed)
}

/// A row, with everything needed to judge ways to read it.
#[derive(Clone, Copy)]
struct Judge<'a> {
    row: &'a Row<'a>,
    header: &'a Header,
    table: &'a Table<'a>,
    laws: &'a [&'a Linear],
    lack: Lack,
}

impl Judge<'_> {
    /// True if the last column is a total.
    fn ends_with_total(&self) -> bool {
        ends_with_total(self.header, &self.table.pipeline.catalogue)
    }

    /// A way for each column, in which that column's figure is missing.
    fn gaps(&self, start: usize) -> impl Iterator<Item = Fit> + use<> {
        (0..self.table.cells.len()).map(move |gap| Fit::Gap { start, gap })
    }

    /// The column whose figure is missing in a way to read the row.
    fn lost(&self, fit: &Fit) -> Option<usize> {
        match (self.lack, fit) {
            (
                Lack::AtStart { blank: true, .. }
                | Lack::Column
                | Lack::Slid
                | Lack::Several
                | Lack::PerhapsSeveral
                | Lack::SeveralAtStart,
                _,
            ) => None,
            (Lack::AtEnd { .. }, Fit::Aligned) => self.table.cells.len().checked_sub(1),
            (Lack::AtStart { blank: false, .. }, Fit::Aligned) => Some(0),
            (Lack::AtStart { blank: false, .. }, Fit::Pushed { blank, .. }) => Some(*blank),
            (Lack::AtStart { .. } | Lack::AtEnd { .. } | Lack::Field { .. }, fit) => fit.lost(),
        }
    }

    /// What stands in a column if the row is read that way.
    fn token(&self, fit: &Fit, leaf: usize) -> Token {
        self.row.token(bind::position(*fit, leaf, self.header, self.row.tokens))
    }

    /// How a row is read that may have moved in one of these ways, or may only have a blank.
    fn moved(&self, ways: Vec<Fit>) -> Option<Reading> {
        let holding = self.holding(ways.iter().copied());
        if holding.is_empty() {
            let may_have_moved = self.lack == Lack::AtEnd { blank: false } && self.any_mends(&ways);
            return AS_PRINTED.filter(|_| !may_have_moved);
        }
        match self.says(&Fit::Aligned) {
            Verdict::Contradicted => self.confirmed_by_news(&holding),
            Verdict::Confirmed if !is_confirmed(&holding) => AS_PRINTED,
            // Blanks are more frequent than deleted cells, but a blank total is as rare.
            Verdict::Possible | Verdict::Confirmed if !self.ends_with_total() => AS_PRINTED,
            printed @ (Verdict::Possible | Verdict::Confirmed) => {
                self.agreed(&[&holding[..], &[(Fit::Aligned, printed)]].concat())
            }
        }
    }

    /// The same if the sums of the row hold either way, or the table has many blanks: then only the sums of the columns
    /// can tell that it has moved.
    fn pushed(&self, ways: Vec<Fit>) -> Option<Reading> {
        let Lack::AtStart { blank, is_odd } = self.lack else { return AS_PRINTED };
        match self.says(&Fit::Aligned) {
            Verdict::Contradicted => {
                let is_told = blank || self.n_figures() == 0 || self.exceeds_total();
                let may_stand = || is_told && !(is_odd && self.any_mends(&ways));
                self.confirmed_by_news(&self.holding(ways.iter().copied()))
                    .or_else(|| AS_PRINTED.filter(|_| may_stand()))
            }
            Verdict::Possible | Verdict::Confirmed => AS_PRINTED,
        }
    }

    /// True if one of the ways brings sums of columns nearer to holding, and none away from it. Other rows that have
    /// moved may still keep them broken.
    fn any_mends(&self, ways: &[Fit]) -> bool {
        ways.iter().any(|fit| self.mends(fit) == Some(true))
    }

    /// Whether a way brings sums of columns nearer to holding; `None` if a sum of the row, or of a column, is against
    /// it.
    fn mends(&self, fit: &Fit) -> Option<bool> {
        let lost = self.lost(fit).and_then(|leaf| self.table.cells[leaf]);
        let read = self.table.read;
        let (own, others): (Vec<&Linear>, Vec<&Linear>) = self.laws.iter().partition(|law| self.is_own_sum(law));
        let gap = |law: &Linear, fit: &Fit, lost: Option<(CellIx, i64)>| {
            let placed = |cell: CellIx| match lost {
                Some((gone, number)) if gone == cell => Some(Value::Number(number)),
                _ => self.placed(cell, fit),
            };
            laws::gap(law, &placed, read)
        };
        let mut missing = None;
        for law in own {
            let about = lost.map_or(0, |lost| law.coefficient(lost));
            let Some(gap) = gap(law, fit, lost.map(|lost| (lost, 0))) else { continue };
            match about {
                0 if gap != 0 => return None,
                0 => {}
                _ if gap % about != 0 || -gap / about < 0 => return None,
                _ => missing = Some(-gap / about),
            }
        }
        let mut is_nearer = false;
        for law in others {
            let is_about = lost.is_some_and(|lost| law.coefficient(lost) != 0);
            let gone = match (lost, missing) {
                (Some(lost), Some(missing)) => Some((lost, missing)),
                _ if is_about => continue,
                _ => None,
            };
            let (Some(printed), Some(moved)) = (gap(law, &Fit::Aligned, None), gap(law, fit, gone)) else { continue };
            if moved.abs() > printed.abs() || moved.signum() * printed.signum() < 0 {
                return None;
            }
            is_nearer |= moved.abs() < printed.abs();
        }
        Some(is_nearer)
    }

    /// What a cell of the row says if the row is read that way.
    fn placed(&self, cell: CellIx, fit: &Fit) -> Option<Value> {
        let leaf = self.table.cells.iter().position(|other| *other == Some(cell))?;
        Some((self.table.value)(cell, self.token(fit, leaf)))
    }

    /// True if the parts of the row are more than its total, so that no part can be missing.
    fn exceeds_total(&self) -> bool {
        let number = |cell: CellIx| self.placed(cell, &Fit::Aligned)?.number();
        let sums = self.laws.iter().filter(|law| self.is_own_sum(law)).filter_map(|law| law.sum());
        let mut sums = sums.filter_map(|(whole, parts)| {
            Some((number(whole.cell)?, parts.iter().filter_map(|part| number(part.cell)).sum::<i64>()))
        });
        sums.any(|(whole, parts)| parts > whole)
    }

    /// How many figures of the row are not 0, its total not counted.
    fn n_figures(&self) -> usize {
        let n = self.table.cells.len() - usize::from(self.ends_with_total());
        let value = |(leaf, cell): (usize, &Option<CellIx>)| {
            Some((self.table.value)((*cell)?, self.token(&Fit::Aligned, leaf)))
        };
        let values = self.table.cells.iter().enumerate().take(n).filter_map(value);
        values.filter(|value| matches!(value, Value::Number(number) if *number != 0)).count()
    }

    /// What the ways agree on that no law contradicts, if some law confirms one of them.
    fn only(&self, fits: impl Iterator<Item = Fit>) -> Option<Reading> {
        self.confirmed(&self.holding(fits))
    }

    /// The ways that no law contradicts.
    fn holding(&self, fits: impl Iterator<Item = Fit>) -> Vec<(Fit, Verdict)> {
        fits.map(|fit| (fit, self.says(&fit))).filter(|(_, verdict)| *verdict != Verdict::Contradicted).collect()
    }

    /// What the ways agree on, if some law confirms one of them.
    fn confirmed(&self, holding: &[(Fit, Verdict)]) -> Option<Reading> {
        if is_confirmed(holding) { self.agreed(holding) } else { None }
    }

    /// What the ways agree on.
    fn agreed(&self, holding: &[(Fit, Verdict)]) -> Option<Reading> {
        let (first, _) = *holding.first()?;
        let value = |fit: &Fit, leaf: usize| match (self.lost(fit) == Some(leaf), self.table.cells[leaf]) {
            (true, _) | (_, None) => None,
            (false, Some(cell)) => Some((self.table.value)(cell, self.token(fit, leaf))),
        };
        let is_ambiguous = |leaf: &usize| holding.iter().any(|(fit, _)| value(fit, *leaf) != value(&first, *leaf));
        let ambiguous: Vec<usize> = (0..self.table.cells.len()).filter(is_ambiguous).collect();
        (ambiguous.len() < self.table.cells.len()).then_some(Reading { fit: first, ambiguous })
    }

    /// True for a sum within the row.
    fn is_own_sum(&self, law: &Linear) -> bool {
        law.terms().all(|term| self.table.cells.contains(&Some(term.cell)))
    }

    /// True if the law does not hold for the row as it is printed, so that it may show that the row has moved.
    fn is_news(&self, law: &Linear) -> bool {
        laws::gap(law, &|cell| self.placed(cell, &Fit::Aligned), self.table.read) != Some(0)
    }

    /// What the laws say: confirmed if all that can be asked hold, and one of them is about a figure other than 0,
    /// since zeros add up wherever they stand. The missing figure may have any value, as long as all laws agree on it.
    fn says(&self, fit: &Fit) -> Verdict {
        self.says_of(fit, Speaking::Any)
    }

    /// What the ways agree on, for a row that cannot be right as it is printed. A law has to confirm one of them that
    /// does not hold for what is printed; otherwise a wrong figure would explain it as well.
    fn confirmed_by_news(&self, holding: &[(Fit, Verdict)]) -> Option<Reading> {
        let is_told = |fit: &Fit| self.says_of(fit, Speaking::News) == Verdict::Confirmed && !self.stands_as_well(fit);
        if holding.iter().any(|(fit, _)| is_told(fit)) { self.agreed(holding) } else { None }
    }

    /// True if the blank may as well be a figure left out in its own column: the value that the sum of the row leaves
    /// for it repairs a sum that would stay broken if the row had moved.
    fn stands_as_well(&self, fit: &Fit) -> bool {
        let Some(blank) = self.lost(&Fit::Aligned).and_then(|leaf| self.table.cells[leaf]) else { return false };
        let filled = |law: &Linear, figure: i64| {
            let placed = |cell: CellIx| match cell == blank {
                true => Some(Value::Number(figure)),
                false => self.placed(cell, &Fit::Aligned),
            };
            laws::gap(law, &placed, self.table.read)
        };
        let about = self.laws.iter().filter(|law| law.coefficient(blank) != 0);
        let (own, others): (Vec<&Linear>, Vec<&Linear>) = about.copied().partition(|law| self.is_own_sum(law));
        let implied = own.iter().find_map(|law| Some(-filled(law, 0)? / law.coefficient(blank)));
        let Some(implied) = implied.filter(|implied| *implied > 0) else { return false };
        let is_broken = |law: &Linear| laws::gap(law, &|cell| self.placed(cell, fit), self.table.read) != Some(0);
        others.into_iter().any(|law| filled(law, 0) != Some(0) && filled(law, implied) == Some(0) && is_broken(law))
    }

    /// The same, where only some laws may confirm.
    fn says_of(&self, fit: &Fit, speaking: Speaking) -> Verdict {
        let lost = self.lost(fit).and_then(|leaf| self.table.cells[leaf]);
        let placed = |cell: CellIx| self.placed(cell, fit).map(|value| if lost == Some(cell) { BLANK } else { value });
        let read = self.table.read;
        let is_number = |cell: CellIx| matches!(placed(cell).unwrap_or_else(|| read.get(cell)), Value::Number(_));
        let (mut told, mut telling) = (None, false);
        for law in self.laws {
            let about = lost.map_or(0, |lost| law.coefficient(lost));
            // A blank total is not zero; and if it has moved, figures come to stand where it was.
            if about == 0 && law.sum().is_some_and(|(whole, _)| !is_number(whole.cell)) {
                let is_moved = matches!(self.lack, Lack::AtEnd { .. }) && self.is_own_sum(law);
                if is_moved && laws::gap(law, &placed, read).is_some_and(|gap| gap != 0) {
                    return Verdict::Contradicted;
                }
                continue;
            }
            let is_blank = |cell: CellIx| lost != Some(cell) && placed(cell).unwrap_or_else(|| read.get(cell)) == BLANK;
            if matches!(
                self.lack,
                Lack::AtEnd { blank: false } | Lack::AtStart { blank: false, .. } | Lack::SeveralAtStart
            ) && law.terms().any(|term| is_blank(term.cell))
            {
                continue;
            }
            let Some(gap) = laws::gap(law, &placed, read) else { continue };
            let is_telling = || law.terms().any(|term| matches!(placed(term.cell), Some(Value::Number(n)) if n != 0));
            if about == 0 {
                if gap != 0 {
                    return Verdict::Contradicted;
                }
                telling |= is_telling() && (speaking == Speaking::Any || self.is_news(law));
                continue;
            }
            let implied = -gap / about;
            if gap % about != 0 || implied < 0 || told.is_some_and(|told| told != implied) {
                return Verdict::Contradicted;
            }
            // Two laws that give the missing figure the same value.
            telling |= told.is_some() && is_telling();
            told = Some(implied);
        }
        if telling { Verdict::Confirmed } else { Verdict::Possible }
    }
}
