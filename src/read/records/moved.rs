//! Lines that have lost a field and are as wide as the others, since a blank was put in at the end or the beginning.
//!
//! Nothing but the arithmetic of the form tells: as printed the line breaks laws that it keeps if what stands behind some
//! column (or before it) is taken one column further. Which column that is, it seldom tells; so what may have moved is
//! not read.

use std::ops::Range;

use csv::ByteRecord;

use crate::model::{CellIx, Cells, Linear, Pipeline, State, Value};
use crate::read::laws;
use crate::read::token::plain;

/// The laws of the form over the cells of a wide export, and by its columns.
pub(super) struct Laws<'a> {
    linear: Vec<&'a Linear>,
    laws: Vec<Law>,
    /// The cells with their columns.
    fields: Vec<(CellIx, usize)>,
    /// The columns from the first figure to the last.
    columns: Range<usize>,
}

struct Law {
    /// Each column with what it counts on the left side.
    terms: Vec<(usize, i64)>,
    /// The column of the total, if the law is a sum.
    whole: Option<usize>,
    /// Its columns, if they lie side by side.
    side_by_side: Option<Range<usize>>,
}

/// How far a line may have moved.
const MOST_LOST: usize = 3;

/// How a line may have moved by some columns.
#[derive(Clone, Copy)]
enum Way {
    /// Fields are gone from a column on, and the rest has moved towards the beginning.
    Gap { at: usize, lost: usize },
    /// Fields are gone before a column, and what stood before them has moved towards the end.
    Pushed { before: usize, lost: usize },
}

impl Way {
    /// Where the figure of a column stands, if it is not gone.
    fn position(self, column: usize) -> Option<usize> {
        match self {
            Way::Gap { at, .. } if column < at => Some(column),
            Way::Gap { at, lost } => column.checked_sub(lost).filter(|position| *position >= at),
            Way::Pushed { before, .. } if column >= before => Some(column),
            Way::Pushed { before, lost } => Some(column + lost).filter(|position| *position < before),
        }
    }
}

/// From the first column to the last.
fn columns_of(columns: impl Iterator<Item = usize> + Clone) -> Range<usize> {
    columns.clone().min().unwrap_or(0)..columns.max().map_or(0, |last| last + 1)
}

impl<'a> Laws<'a> {
    pub(super) fn of(fields: Vec<(CellIx, usize)>, pipeline: &'a Pipeline) -> Laws<'a> {
        let own: Vec<CellIx> = fields.iter().map(|(cell, _)| *cell).collect();
        let linear = laws::touching(&own, pipeline);
        let column = |cell: CellIx| fields.iter().find(|(other, _)| *other == cell).map(|(_, at)| *at);
        let by_column = |law: &&Linear| {
            let terms = law.signed_terms().map(|(coefficient, term)| Some((column(term.cell)?, coefficient)));
            let terms: Vec<(usize, i64)> = terms.collect::<Option<_>>()?;
            let whole = law.sum().and_then(|(whole, _)| column(whole.cell));
            let columns = columns_of(terms.iter().map(|(column, _)| *column));
            Some(Law { side_by_side: Some(columns).filter(|columns| columns.len() == terms.len()), terms, whole })
        };
        let columns = columns_of(fields.iter().map(|(_, at)| *at));
        Laws { laws: linear.iter().filter_map(by_column).collect(), linear, fields, columns }
    }

    /// True if all laws hold that can be asked of a line, and one of them is about a figure that is not 0.
    pub(super) fn confirm(&self, cells: &Cells) -> bool {
        laws::confirm(&self.linear, cells)
    }

    /// The cells of a line that may have moved; none where nothing speaks for it.
    pub(super) fn untold(&self, record: &ByteRecord, cells: &Cells) -> Vec<CellIx> {
        let moved = self.moved(record, cells).unwrap_or(0..0);
        self.fields.iter().filter(|(_, at)| moved.contains(at)).map(|(cell, _)| *cell).collect()
    }

    /// The columns of a line that may have moved.
    fn moved(&self, record: &ByteRecord, cells: &Cells) -> Option<Range<usize>> {
        let line = Line::of(self, record, cells)?;
        let (first, end) = (self.columns.start, self.columns.end);
        let mut ways: Vec<(usize, Range<usize>)> = Vec::new();
        // Where nothing is printed nothing has moved.
        for at in line.filled.clone() {
            let gaps = (1..=(end - line.filled.end).min(MOST_LOST)).map(|lost| (Way::Gap { at, lost }, at..end));
            let pushed = (1..=(line.filled.start - first).min(MOST_LOST))
                .map(|lost| (Way::Pushed { before: at + 1, lost }, first..at + 1));
            ways.extend(gaps.chain(pushed).filter_map(|(way, moved)| Some((line.broken(way)?, moved))));
        }
        let fewest = ways.iter().map(|(broken, _)| *broken).min().filter(|fewest| *fewest < line.n_broken)?;
        // Fields may be gone in several places, and each breaks the sum in which it stood.
        let around = self.laws.iter().zip(&line.printed).filter(|(_, holds)| **holds == Some(false));
        let around: Vec<Range<usize>> = around.filter_map(|(law, _)| law.side_by_side.clone()).collect();
        let first_broken = around.iter().map(|columns| columns.start).min().unwrap_or(end);
        let last_broken = around.iter().map(|columns| columns.end).max().unwrap_or(first);
        let best = ways.into_iter().filter(|(broken, _)| *broken == fewest).map(|(_, moved)| moved);
        let widened = best.map(|moved| match moved.end == end {
            true => moved.start.min(first_broken)..end,
            false => first..moved.end.max(last_broken),
        });
        widened.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end))
    }

    /// What stands in each column.
    fn values(&self, record: &ByteRecord, cells: &Cells) -> Vec<Value> {
        let foreign = |at: usize| match record.get(at).map(<[u8]>::trim_ascii) {
            None | Some(b"") => Value::Not(State::Blank),
            Some(field) => plain(field).map_or(Value::Not(State::Unreadable), |number| Value::Number(number.into())),
        };
        let mut values: Vec<Value> = self.columns.clone().map(foreign).collect();
        for (cell, at) in &self.fields {
            values[at - self.columns.start] = cells.get(*cell);
        }
        values
    }
}

/// A line with a blank at its end or its beginning, and what the laws say of it as it is printed.
struct Line<'a> {
    laws: &'a [Law],
    values: Vec<Value>,
    first: usize,
    /// The columns from the first that is not blank to the last.
    filled: Range<usize>,
    /// Of each law whether it holds, if it can be asked.
    printed: Vec<Option<bool>>,
    n_broken: usize,
    /// Of the broken laws those of columns that lie side by side.
    sums_broken: usize,
    /// A law that cannot be asked, since its figure is gone, need not be broken.
    is_lost: bool,
}

impl<'a> Line<'a> {
    /// Nothing where no blank stands at an end, or no law is broken.
    fn of(laws: &'a Laws<'_>, record: &ByteRecord, cells: &Cells) -> Option<Line<'a>> {
        let columns = laws.columns.clone();
        let is_blank = |at: &usize| record.get(*at).is_none_or(|field| field.trim_ascii().is_empty());
        let at_end = columns.clone().rev().take_while(is_blank).count();
        let at_start = columns.clone().take_while(is_blank).count();
        if at_end + at_start == 0 || at_end == columns.len() {
            return None;
        }
        let (first, filled) = (columns.start, columns.start + at_start..columns.end - at_end);
        let values = laws.values(record, cells);
        // Where blanks are rare, one may be a figure that was left out; a total may be one anywhere.
        let n_blank = columns.filter(is_blank).count();
        let is_dense = n_blank == at_end + at_start && n_blank <= MOST_LOST;
        let is_left_out = |column: usize| !filled.contains(&column);
        let is_asked = |law: &Law| match is_dense {
            true => !law.terms.iter().any(|(column, _)| is_left_out(*column)),
            false => !law.whole.is_some_and(is_left_out),
        };
        let holds = |law: &Law| law.holds(&values, first, None).filter(|_| is_asked(law));
        let printed: Vec<Option<bool>> = laws.laws.iter().map(holds).collect();
        let broken = laws.laws.iter().zip(&printed).filter(|(_, holds)| **holds == Some(false));
        let n_broken = broken.clone().count();
        let sums_broken = broken.filter(|(law, _)| law.side_by_side.is_some()).count();
        // One broken law alone may be the fault of any of its figures.
        let is_lost = is_dense && n_broken > 1;
        let line = Line { laws: &laws.laws, values, first, filled, printed, n_broken, sums_broken, is_lost };
        (n_broken > 0).then_some(line)
    }

    /// How many laws are broken if the line has moved so; nothing where it explains too little. Of many broken laws some
    /// hold by chance, wherever their figures stand.
    fn broken(&self, way: Way) -> Option<usize> {
        let is_broken = |law: &Law, printed: Option<bool>| match law.holds(&self.values, self.first, Some(way)) {
            Some(holds) => !holds,
            None => !self.is_lost && printed == Some(false),
        };
        let laws = self.laws.iter().zip(&self.printed);
        let broken: Vec<&Law> = laws.filter(|(law, printed)| is_broken(law, **printed)).map(|(law, _)| law).collect();
        let of_sums = broken.iter().filter(|law| law.side_by_side.is_some()).count();
        (of_sums * 2 <= self.sums_broken).then_some(broken.len())
    }
}

impl Law {
    /// Whether the law holds; nothing where it cannot be asked. A blank total of figures is as odd as a wrong one.
    fn holds(&self, values: &[Value], first: usize, way: Option<Way>) -> Option<bool> {
        let mut gap = 0i64;
        for (column, coefficient) in &self.terms {
            let position = way.map_or(Some(*column), |way| way.position(*column))?;
            let number = laws::number(*values.get(position.checked_sub(first)?)?)?;
            gap = gap.checked_add(number.checked_mul(*coefficient)?)?;
        }
        Some(gap == 0)
    }
}
