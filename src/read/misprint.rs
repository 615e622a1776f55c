//! Labels with lost or misread letters → the line that they stand for.
//!
//! A row of unknown label stands between two known ones. It is restored if all of these hold: the form has exactly one
//! line between the two; no other row is that line; number and heading do not contradict it; and the letters are those
//! of the line, but for a few. Each of these alone would be a guess.
//!
//! A row that is labelled like a subtotal, or with only the heading of its group, is another line if it stands in that
//! line's place and has its number.

use crate::model::{Axis, AxisIx, Catalogue, Form, Meaning, TableIx, Text};
use crate::read::bind::{Labelled, RowLabel};
use crate::read::grid::{Row, Token};
use crate::read::header::{Header, Leaf};
use crate::read::rows;
use crate::read::vocabulary::{Vocabulary, WordIx};

/// A row whose label does not say what it is, and whose place does.
///
/// ```text
/// (1) granted              Row(granted)
/// (2) grantde in part      restored to `granted in part`, the one line between the two; printed as `(2) grantde in part`
/// (3) refused              Row(refused)
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Position of the row among those of its section.
    pub row: usize,
    /// What it is.
    pub label: RowLabel,
    /// The text that is printed as its label.
    pub printed: WordIx,
}

/// A row or column of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormLine {
    /// The table it is in.
    pub table: TableIx,
    /// Whether it is a row or a column.
    pub axis: Axis,
    /// The row or column.
    pub line: AxisIx,
}

/// Restores the misprinted rows of a section. `labelled` is what the labels say by themselves.
pub fn tell(rows: &[Row<'_>], labelled: &[Labelled], header: &Header, vocabulary: &Vocabulary<'_>) -> Vec<Restored> {
    let section = Section { rows, labelled, header, vocabulary };
    let restore = |at: usize| match labelled[at] {
        Labelled::Unknown => section.unknown(at),
        Labelled::Row(label) => section.out_of_place(at, label),
        Labelled::Heading => None,
    };
    (0..rows.len()).filter_map(restore).collect()
}

/// The rows below one header, with what their labels say.
struct Section<'a> {
    rows: &'a [Row<'a>],
    /// By row.
    labelled: &'a [Labelled],
    header: &'a Header,
    vocabulary: &'a Vocabulary<'a>,
}

impl Section<'_> {
    /// A row that is labelled as the own line of a group, but stands in the place of another line that no other row is.
    /// It is that other line if its label says so, or if only the heading of the group is left of its label, so that it
    /// is no subtotal.
    fn out_of_place(&self, at: usize, label: RowLabel) -> Option<Restored> {
        let own = label.line.filter(|line| self.is_subtotal(*line))?;
        let word = self.rows[at].tokens.get(..label.end)?.iter().rev().find_map(|token| token.word())?;
        let line = self.place(at).filter(|line| *line != own)?;
        let restored = |end: usize| Restored { row: at, label: RowLabel { line: Some(line), end }, printed: word };
        let others = || self.other_subtotals(own);
        // If other groups have their subtotals, a label without a number is a subtotal as well.
        let may_be_subtotal = is_bare(word, self.vocabulary) && others().next().is_some();
        let place_of = FormLine { table: self.header.table, axis: self.header.stub_axis(), line };
        if !may_be_subtotal && stands_for(word, own, place_of, self.vocabulary) {
            return Some(restored(label.end));
        }
        let ends = self.labelled.iter().enumerate().filter_map(|(other, labelled)| match labelled {
            Labelled::Row(label) if other != at => Some(label.end),
            _ => None,
        });
        let end = rows::most_frequent(ends);
        let is_blank = label.end < end && (label.end..end).all(|column| self.rows[at].token(column) == Token::Blank);
        // A subtotal of another group stands in no such place.
        let is_placed = |other: usize| self.place(other).is_some();
        let is_line = self.heading_agrees(&self.rows[at], line)
            && (is_blank && others().all(is_placed) || self.is_inside(at, own));
        is_line.then(|| restored(end.max(label.end)))
    }

    /// True for a row between two lines of its group, where no subtotal stands.
    fn is_inside(&self, at: usize, own: AxisIx) -> bool {
        let groups = &self.vocabulary.pipeline.catalogue.table(self.header.table).groups;
        let is_member = |at: Option<usize>| match at.and_then(|at| self.labelled.get(at)) {
            Some(Labelled::Row(RowLabel { line: Some(line), .. })) => groups.iter().any(|group| {
                group.axis == self.header.stub_axis() && group.own == Some(own) && group.has(*line) && *line != own
            }),
            _ => false,
        };
        is_member(at.checked_sub(1)) && is_member(Some(at + 1))
    }

    /// True for the own line of a group.
    fn is_subtotal(&self, line: AxisIx) -> bool {
        let groups = &self.vocabulary.pipeline.catalogue.table(self.header.table).groups;
        groups.iter().any(|group| group.axis == self.header.stub_axis() && group.own == Some(line))
    }

    /// The rows that are own lines of other groups.
    fn other_subtotals(&self, own: AxisIx) -> impl Iterator<Item = usize> {
        let is_other = move |labelled: &Labelled| match labelled {
            Labelled::Row(label) => label.line.is_some_and(|line| line != own && self.is_subtotal(line)),
            Labelled::Heading | Labelled::Unknown => false,
        };
        self.labelled.iter().enumerate().filter(move |(_, labelled)| is_other(labelled)).map(|(at, _)| at)
    }

    /// A row of unknown label, in the place of one line that no other row is, and spelled like that line.
    fn unknown(&self, at: usize) -> Option<Restored> {
        let row = &self.rows[at];
        let (word, end) = self.own_label(row)?;
        let line = self.place(at)?;
        let of_form = FormLine { table: self.header.table, axis: self.header.stub_axis(), line };
        let agrees =
            self.heading_agrees(row, line) && is_spelled_like(&self.vocabulary.get(word).raw, of_form, self.vocabulary);
        agrees.then_some(Restored { row: at, label: RowLabel { line: Some(line), end }, printed: word })
    }

    /// The only line that a row can be by its neighbours; `None` if another row is that line, as then one of the two
    /// would be somebody else's.
    fn place(&self, at: usize) -> Option<AxisIx> {
        // The nearest row on each side, or the end of the table. A neighbour of unknown label says nothing.
        let is_row = |(row, labelled): &(&Row<'_>, &Labelled)| match labelled {
            Labelled::Heading => false,
            Labelled::Row(label) => !self.is_heading(row, label),
            Labelled::Unknown => true,
        };
        let line_of = |labelled: Option<&Labelled>| match labelled {
            None => Some(None),
            Some(Labelled::Row(label)) => label.line.map(Some),
            Some(Labelled::Heading | Labelled::Unknown) => None,
        };
        let near = |others: &mut dyn Iterator<Item = usize>| {
            others.map(|at| (&self.rows[at], &self.labelled[at])).find(is_row).map(|(_, labelled)| labelled)
        };
        let above = line_of(near(&mut (0..at).rev()))?;
        let below = line_of(near(&mut (at + 1..self.rows.len())))?;
        let line = only_between(
            [above, below],
            self.header.table,
            self.header.stub_axis(),
            &self.vocabulary.pipeline.catalogue,
        )?;
        let is_elsewhere =
            self.labelled.iter().any(|other| matches!(other, Labelled::Row(label) if label.line == Some(line)));
        (!is_elsewhere).then_some(line)
    }

    /// True for a row without figures whose label heads other lines, whatever it may be on another form.
    fn is_heading(&self, row: &Row<'_>, label: &RowLabel) -> bool {
        let heads = |meaning: Meaning| {
            self.vocabulary.group(meaning).is_some_and(|group| group.axis == self.header.stub_axis())
        };
        let is_group = |token: &Token| self.vocabulary.meanings_in(*token, self.header.table).any(heads);
        let (stub, figures) = row.tokens.split_at(label.end.min(row.tokens.len()));
        figures.iter().all(|token| token.is_empty())
            && stub.iter().rev().find(|token| !token.is_empty()).is_some_and(is_group)
    }

    /// The text right before the figures, if it is no label of the table, and where the figures may begin.
    fn own_label(&self, row: &Row<'_>) -> Option<(WordIx, usize)> {
        let first = row.tokens.iter().position(|token| self.vocabulary.is_figure(*token)).unwrap_or(row.tokens.len());
        let at = row.tokens.get(..first)?.iter().rposition(|token| matches!(token, Token::Word(_)))?;
        let Token::Word(word) = row.tokens[at] else { return None };
        let known = self.vocabulary.get(word).in_table(self.header.table).next().is_some();
        (!known).then_some((word, at + row.width(at)))
    }

    /// False if a heading on the row stands over other lines than this one.
    fn heading_agrees(&self, row: &Row<'_>, line: AxisIx) -> bool {
        let meanings = row.tokens.iter().flat_map(|token| self.vocabulary.meanings_in(*token, self.header.table));
        let mut groups = meanings.filter_map(|meaning| self.vocabulary.group(meaning));
        groups.all(|group| group.axis != self.header.stub_axis() || group.has(line))
    }
}

/// True for a label without a number before it.
fn is_bare(word: WordIx, vocabulary: &Vocabulary<'_>) -> bool {
    vocabulary.pipeline.lexicon.normaliser.parts(&vocabulary.get(word).raw).ordinal.is_empty()
}

/// True if the label of a group's own line says another line. With a number, that has to be the line's, and half of the
/// letters; without one, the length has to agree as well.
///
/// ```text
/// III. decided
/// (1) granted             (1) granted
/// (2) decided             `(2)` is that of the line `granted in part`, which no other row is; but too few letters agree
/// (2) grantd in           stands for `granted in part`
/// ```
fn stands_for(word: WordIx, own: AxisIx, other: FormLine, vocabulary: &Vocabulary<'_>) -> bool {
    let known = vocabulary.pipeline.catalogue.table(other.table);
    let normaliser = &vocabulary.pipeline.lexicon.normaliser;
    let printed = normaliser.parts(&vocabulary.get(word).raw);
    let mut of_group = known.groups.iter().filter(|group| group.axis == other.axis && group.own == Some(own));
    let is_of_group = of_group.any(|group| {
        [&group.label.zh, &group.label.en].iter().any(|label| normaliser.parts(label).ordinal == printed.ordinal)
    });
    let labels = labels_of(other, vocabulary);
    labels.flat_map(|label| [&label.zh, &label.en]).any(|label| {
        let known_label = normaliser.parts(label);
        let shared = known_label.core.chars().filter(|letter| printed.core.contains(*letter)).count();
        let is_like = shared > 0 && shared * 2 >= known_label.core.chars().count();
        match printed.ordinal.is_empty() {
            true => is_like && printed.core.chars().count() == known_label.core.chars().count(),
            false => is_like && printed.ordinal == known_label.ordinal && !is_of_group,
        }
    })
}

/// Restores the last column of a header as the total if it is labelled like any subtotal: the total must be missing,
/// and the label must not stand below the heading of the group that the subtotal would be of. Gives the position of the
/// column.
///
/// ```text
/// item │ natural │ legal persons      │          │ subtotal     `total` of the form
///      │         │ business │ others  │ subtotal │              a subtotal
/// ```
pub fn last_is_total(
    leaves: &mut [Leaf],
    rows: &[Row<'_>],
    table: TableIx,
    vocabulary: &Vocabulary<'_>,
) -> Option<usize> {
    let known = vocabulary.pipeline.catalogue.table(table);
    let last = leaves.last()?;
    let own = last.column.filter(|line| known.is_own_only(Axis::Column, *line))?;
    let before = leaves.iter().rev().nth(1)?.column?;
    let line = only_between([Some(before), None], table, Axis::Column, &vocabulary.pipeline.catalogue)?;
    let is_of_own = |meaning: Meaning| vocabulary.group(meaning).is_some_and(|group| group.own == Some(own));
    let of_group = |token: &Token| vocabulary.meanings_in(*token, table).any(is_of_own);
    let level = |is: &dyn Fn(&Token) -> bool| rows.iter().position(|row| row.tokens.iter().any(is));
    let heading = level(&of_group);
    let stands_beside = heading.is_none() || level(&|token| *token == Token::Word(last.label)) <= heading;
    let is_there = leaves.iter().any(|leaf| leaf.column == Some(line));
    if is_there
        || !stands_beside
        || !stands_for(last.label, own, FormLine { table, axis: Axis::Column, line }, vocabulary)
    {
        return None;
    }
    leaves.last_mut()?.column = Some(line);
    Some(leaves.len() - 1)
}

/// The line between two neighbours, if every form that has both has the same single line there. `None` as a neighbour
/// is the end of the table. A table of 2021 and one of 2023 may have different lines there; then it cannot be told.
pub fn only_between(
    [above, below]: [Option<AxisIx>; 2],
    table: TableIx,
    axis: Axis,
    catalogue: &Catalogue,
) -> Option<AxisIx> {
    let mut found: Option<AxisIx> = None;
    for form in catalogue.forms.iter().filter(|form| form.has_table(table)) {
        let lines = lines_of(form, table, axis);
        let place = |line: Option<AxisIx>| line.map(|line| lines.iter().position(|other| *other == line));
        let before = match place(above) {
            None => -1,
            Some(Some(at)) => at as i64,
            Some(None) => continue,
        };
        let after = match place(below) {
            None => lines.len() as i64,
            Some(Some(at)) => at as i64,
            Some(None) => continue,
        };
        let Some(line) = usize::try_from(before + 1).ok().filter(|_| after == before + 2).and_then(|at| lines.get(at))
        else {
            continue;
        };
        if found.is_some_and(|known| known != *line) {
            return None;
        }
        found = Some(*line);
    }
    found
}

/// The lines of a table in the order in which a form prints them.
fn lines_of(form: &Form, table: TableIx, axis: Axis) -> &[AxisIx] {
    let all = if axis == Axis::Row { &form.rows } else { &form.columns };
    all.get(table.at()).map_or(&[], Vec::as_slice)
}

/// True if a text is a label of the line with letters lost or a few misread, and the number before it is the line's or
/// missing.
pub fn is_spelled_like(printed: &str, line: FormLine, vocabulary: &Vocabulary<'_>) -> bool {
    let normaliser = &vocabulary.pipeline.lexicon.normaliser;
    // The heading over the line may stand before its label in the same text.
    let lexicon = &vocabulary.pipeline.lexicon;
    let whole = normaliser.normalise(printed);
    let is_heading = |meanings: &[Meaning]| {
        let groups = meanings.iter().filter(|meaning| meaning.table() == Some(line.table));
        groups.filter_map(|meaning| vocabulary.group(*meaning)).any(|group| group.has(line.line))
    };
    let behind = lexicon.behind(&whole).filter(|(meanings, _)| is_heading(meanings)).map(|(_, rest)| rest);
    let printed: Vec<_> = std::iter::once(whole.as_str()).chain(behind).map(|text| normaliser.parts(text)).collect();
    labels_of(line, vocabulary).flat_map(|label| [&label.zh, &label.en]).any(|label| {
        let known = normaliser.parts(label);
        printed.iter().any(|printed| {
            let same = printed.ordinal.is_empty() || known.ordinal.is_empty() || printed.ordinal == known.ordinal;
            let fewest =
                if same && !printed.ordinal.is_empty() && !known.ordinal.is_empty() { 1 } else { FEWEST_LETTERS };
            same && printed.core.chars().count() >= fewest && is_misprint(&printed.core, &known.core)
        })
    })
}

/// True if a text is as long as a label of the line and differs in one letter.
pub fn has_one_letter_wrong(printed: &str, line: FormLine, vocabulary: &Vocabulary<'_>) -> bool {
    let normaliser = &vocabulary.pipeline.lexicon.normaliser;
    let printed: Vec<char> = normaliser.normalise(printed).chars().collect();
    labels_of(line, vocabulary).flat_map(|label| [&label.zh, &label.en]).any(|label| {
        let known: Vec<char> = normaliser.normalise(label).chars().collect();
        let n_wrong = printed.iter().zip(&known).filter(|(printed, known)| printed != known).count();
        printed.len() == known.len() && known.len() >= FEWEST_OF_ONE_WRONG && n_wrong == 1
    })
}

/// A label of so many letters may have one wrong.
const FEWEST_OF_ONE_WRONG: usize = 3;

/// What the forms call a line.
fn labels_of<'a>(
    FormLine { table, axis, line }: FormLine,
    vocabulary: &'a Vocabulary<'_>,
) -> impl Iterator<Item = &'a Text> {
    let catalogue = &vocabulary.pipeline.catalogue;
    let of_forms = catalogue.forms.iter().filter_map(move |form| form.labels.get(&(table, axis == Axis::Row, line)));
    of_forms.chain(catalogue.table(table).lines(axis).get(line.at()).map(|line| &line.label))
}

/// One letter in so many may be misread.
const LETTERS_A_SLIP: usize = 4;
/// Fewer letters could be left over from any label; if the number is that of the line, one is enough.
const FEWEST_LETTERS: usize = 2;

/// True if the printed letters are those of a known label, with letters lost or misread. Letters may be lost at any
/// place but keep their order: `grntd` is `granted`, `detnarg` is not.
fn is_misprint(printed: &str, known: &str) -> bool {
    let (printed, known): (Vec<char>, Vec<char>) = (printed.chars().collect(), known.chars().collect());
    let mut rest = known.iter();
    let is_rest = printed.iter().all(|letter| rest.any(|other| other == letter));
    let lost = is_rest && printed.len() * 2 >= known.len();
    let slips = strsim::generic_levenshtein(&printed, &known);
    lost || slips * LETTERS_A_SLIP <= known.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_may_be_lost_or_misread_but_not_replaced() {
        for printed in ["保护第三方合权益", "保护第三合法权益", "护第三方法权益", "保护第三方合怯权益"]
        {
            assert!(is_misprint(printed, "保护第三方合法权益"), "{printed}");
        }
        for other in ["属于工作秘密", "保护", "第三方申请"] {
            assert!(!is_misprint(other, "保护第三方合法权益"), "{other}");
        }
        assert!(!is_misprint("属于工作秘密", "属于三类内部事务信息"));
        assert!(!is_misprint("属于国家秘密", "属于四类过程性信息"));
    }
}
