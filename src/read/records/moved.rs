//! Lines that have lost a field and are still as wide as the others, because a blank was added at the end or at the
//! beginning.
//!
//! Only the sums of the form can show it: as printed, the line breaks laws that hold if what stands behind some column
//! (or before it) is taken one column further. Which column that is can seldom be told, so the figures that may have
//! moved are not read.

use std::ops::Range;

use csv::ByteRecord;

use crate::model::{CellIx, Cells, Linear, Pipeline, State, Value};
use crate::read::laws;
use crate::read::token::plain;

/// The laws of the form over the columns of a wide export.
pub(super) struct Laws<'a> {
    /// The laws as the form states them.
    linear: Vec<&'a Linear>,
    /// The same laws over columns.
    laws: Vec<ColumnLaw>,
    /// The cells, with their columns.
    fields: Vec<(CellIx, usize)>,
    /// From the first column of figures to the last.
    columns: Range<usize>,
}

/// A law over the columns of the export.
struct ColumnLaw {
    /// Each column with its coefficient on the left side.
    terms: Vec<(usize, i64)>,
    /// The column of the total, if the law is a sum.
    whole: Option<usize>,
    /// Its columns, if they lie side by side.
    side_by_side: Option<Range<usize>>,
}

/// A line has moved by at most so many fields.
const MOST_LOST: usize = 3;

/// A way in which a line may have moved.
#[derive(Clone, Copy)]
enum Way {
    /// Fields from a column on are lost, and the rest has moved towards the beginning.
    Gap { at: usize, lost: usize },
    /// Fields before a column are lost, and what stood before them has moved towards the end.
    Pushed { before: usize, lost: usize },
}

impl Way {
    /// The column in which the figure of a column now stands, unless it is lost.
    fn position(self, column: usize) -> Option<usize> {
        match self {
            Way::Gap { at, .. } if column < at => Some(column),
            Way::Gap { at, lost } => column.checked_sub(lost).filter(|position| *position >= at),
            Way::Pushed { before, .. } if column >= before => Some(column),
            Way::Pushed { before, lost } => Some(column + lost).filter(|position| *position < before),
        }
    }
}

/// From the first to the last of some columns.
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
            Some(ColumnLaw { side_by_side: Some(columns).filter(|columns| columns.len() == terms.len()), terms, whole })
        };
        let columns = columns_of(fields.iter().map(|(_, at)| *at));
        Laws { laws: linear.iter().filter_map(by_column).collect(), linear, fields, columns }
    }

    /// True if all laws of a line hold that can be asked, and one of them is about a figure other than 0.
    pub(super) fn confirm(&self, cells: &Cells) -> bool {
        laws::confirm(&self.linear, cells)
    }

    /// The cells of a line that may have moved; none if nothing suggests it.
    pub(super) fn may_have_moved(&self, record: &ByteRecord, cells: &Cells) -> Vec<CellIx> {
        let moved = self.moved(record, cells).unwrap_or(0..0);
        self.fields.iter().filter(|(_, at)| moved.contains(at)).map(|(cell, _)| *cell).collect()
    }

    /// The columns of a line that may have moved.
    fn moved(&self, record: &ByteRecord, cells: &Cells) -> Option<Range<usize>> {
        let line = Line::of(self, record, cells)?;
        let (first, end) = (self.columns.start, self.columns.end);
        let mut ways: Vec<(usize, Range<usize>)> = Vec::new();
        // If nothing is printed, nothing has moved.
        for at in line.filled.clone() {
            let gaps = (1..=(end - line.filled.end).min(MOST_LOST)).map(|lost| (Way::Gap { at, lost }, at..end));
            let pushed = (1..=(line.filled.start - first).min(MOST_LOST))
                .map(|lost| (Way::Pushed { before: at + 1, lost }, first..at + 1));
            ways.extend(gaps.chain(pushed).filter_map(|(way, moved)| Some((line.broken(way)?, moved))));
        }
        let fewest = ways.iter().map(|(broken, _)| *broken).min().filter(|fewest| *fewest < line.n_broken)?;
        // Fields may be lost in several places, and each breaks the sum in which it stood.
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

    /// The value in each column.
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

/// A line with a blank at either end, and what the laws say about it as printed.
struct Line<'a> {
    laws: &'a [ColumnLaw],
    /// The value in each column.
    values: Vec<Value>,
    first: usize,
    /// From the first column that is not blank to the last.
    filled: Range<usize>,
    /// For each law whether it holds, if it can be asked.
    printed: Vec<Option<bool>>,
    /// How many do not hold.
    n_broken: usize,
    /// How many of these are over columns side by side.
    sums_broken: usize,
    /// A law that cannot be asked because its figure is lost need not be broken.
    is_lost: bool,
}

impl<'a> Line<'a> {
    /// `None` if no end is blank, or no law is broken.
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
        // In a line with few blanks, one may be a figure left out; a blank total may come anywhere.
        let n_blank = columns.filter(is_blank).count();
        let is_dense = n_blank == at_end + at_start && n_blank <= MOST_LOST;
        let is_left_out = |column: usize| !filled.contains(&column);
        let is_asked = |law: &ColumnLaw| match is_dense {
            true => !law.terms.iter().any(|(column, _)| is_left_out(*column)),
            false => !law.whole.is_some_and(is_left_out),
        };
        let holds = |law: &ColumnLaw| law.holds(&values, first, None).filter(|_| is_asked(law));
        let printed: Vec<Option<bool>> = laws.laws.iter().map(holds).collect();
        let broken = laws.laws.iter().zip(&printed).filter(|(_, holds)| **holds == Some(false));
        let n_broken = broken.clone().count();
        let sums_broken = broken.filter(|(law, _)| law.side_by_side.is_some()).count();
        // A single broken law may be due to any of its figures.
        let is_lost = is_dense && n_broken > 1;
        let line = Line { laws: &laws.laws, values, first, filled, printed, n_broken, sums_broken, is_lost };
        (n_broken > 0).then_some(line)
    }

    /// How many laws are broken if the line has moved that way; `None` if that explains too little. Of many broken laws
    /// some hold by coincidence, wherever their figures stand.
    fn broken(&self, way: Way) -> Option<usize> {
        let is_broken = |law: &ColumnLaw, printed: Option<bool>| match law.holds(&self.values, self.first, Some(way)) {
            Some(holds) => !holds,
            None => !self.is_lost && printed == Some(false),
        };
        let laws = self.laws.iter().zip(&self.printed);
        let broken: Vec<&ColumnLaw> =
            laws.filter(|(law, printed)| is_broken(law, **printed)).map(|(law, _)| law).collect();
        let of_sums = broken.iter().filter(|law| law.side_by_side.is_some()).count();
        (of_sums * 2 <= self.sums_broken).then_some(broken.len())
    }
}

impl ColumnLaw {
    /// Whether a law holds; `None` if it cannot be asked. A blank total of figures is as suspicious as a wrong one.
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
