//! Labels with letters lost or misread → the line they stand for.
//!
//! A row whose label is not known stands between two that are: if the form has exactly one line between those, if that
//! line is on no other row, if number and heading say nothing else, and if the letters are those of the line but for a
//! few, it is that line. Each of these alone would be a guess.

use crate::model::{Axis, AxisIx, Catalogue, Form, Meaning, TableIx};
use crate::read::bind::{Labelled, RowLabel};
use crate::read::grid::{Row, Token};
use crate::read::header::Header;
use crate::read::vocabulary::{Vocabulary, WordIx};

/// The rows of a section whose misprinted label can be told, by position, with the line and the text that stands for
/// it; `labelled` is what their labels say by themselves.
pub fn tell(
    rows: &[Row<'_>],
    labelled: &[Labelled],
    header: &Header,
    vocabulary: &Vocabulary<'_>,
) -> Vec<(usize, RowLabel, WordIx)> {
    let unknown = (0..rows.len()).filter(|at| labelled[*at] == Labelled::Unknown);
    unknown.filter_map(|at| one(at, rows, labelled, header, vocabulary)).collect()
}

fn one(
    at: usize,
    rows: &[Row<'_>],
    labelled: &[Labelled],
    header: &Header,
    vocabulary: &Vocabulary<'_>,
) -> Option<(usize, RowLabel, WordIx)> {
    let row = &rows[at];
    let (word, end) = own_label(row, header, vocabulary)?;
    // The nearest row on each side, or the end of the table; another that is not known is no neighbour.
    let is_row = |labelled: &&Labelled| **labelled != Labelled::Heading;
    let line_of = |labelled: Option<&Labelled>| match labelled {
        None => Some(None),
        Some(Labelled::Row(label)) => label.line.map(Some),
        Some(Labelled::Heading | Labelled::Unknown) => None,
    };
    let above = line_of(labelled[..at].iter().rev().find(is_row))?;
    let below = line_of(labelled[at + 1..].iter().find(is_row))?;
    let (table, axis) = (header.table, header.stub_axis());
    let line = only_between(above, below, table, axis, &vocabulary.pipeline.catalogue)?;
    let is_elsewhere = labelled.iter().any(|other| matches!(other, Labelled::Row(label) if label.line == Some(line)));
    let agrees = !is_elsewhere
        && heading_agrees(row, line, header, vocabulary)
        && is_spelled_like(&vocabulary.get(word).raw, (table, axis, line), vocabulary);
    agrees.then_some((at, RowLabel { line: Some(line), end }, word))
}

/// The text right before the figures, if it is no label; and where the figures may begin.
fn own_label(row: &Row<'_>, header: &Header, vocabulary: &Vocabulary<'_>) -> Option<(WordIx, usize)> {
    let is_figure = |token: &Token| match token {
        Token::Blank | Token::Covered(_) => false,
        Token::Plain(_) => true,
        Token::Word(word) => vocabulary.get(*word).is_figure(),
    };
    let first = row.tokens.iter().position(is_figure).unwrap_or(row.tokens.len());
    let at = row.tokens.get(..first)?.iter().rposition(|token| matches!(token, Token::Word(_)))?;
    let Token::Word(word) = row.tokens[at] else { return None };
    let known = vocabulary.get(word).in_table(header.table).next().is_some();
    (!known).then_some((word, at + row.width(at)))
}

/// The one line that all forms have between two neighbours; at an end of the table there is only one.
pub fn only_between(
    above: Option<AxisIx>,
    below: Option<AxisIx>,
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

fn lines_of(form: &Form, table: TableIx, axis: Axis) -> &[AxisIx] {
    let all = if axis == Axis::Row { &form.rows } else { &form.columns };
    all.get(table.at()).map_or(&[], Vec::as_slice)
}

/// False if a heading on the row is over other lines.
fn heading_agrees(row: &Row<'_>, line: AxisIx, header: &Header, vocabulary: &Vocabulary<'_>) -> bool {
    let table = vocabulary.pipeline.catalogue.table(header.table);
    row.tokens.iter().all(|token| match token {
        Token::Blank | Token::Covered(_) | Token::Plain(_) => true,
        Token::Word(word) => {
            let mut groups = vocabulary.get(*word).in_table(header.table).filter_map(|meaning| match meaning {
                Meaning::Group(_, group) => Some(&table.groups[usize::from(group)]),
                _ => None,
            });
            groups.all(|group| group.axis != header.stub_axis() || group.has(line))
        }
    })
}

/// True if a text is a label of the line with letters lost, or a few of them misread, and the number before it is the
/// line's own or none.
pub fn is_spelled_like(
    printed: &str,
    (table, axis, line): (TableIx, Axis, AxisIx),
    vocabulary: &Vocabulary<'_>,
) -> bool {
    let catalogue = &vocabulary.pipeline.catalogue;
    let normaliser = &vocabulary.pipeline.lexicon.normaliser;
    let printed = normaliser.parts(printed);
    let of_forms = catalogue.forms.iter().filter_map(|form| form.labels.get(&(table, axis == Axis::Row, line)));
    let own = catalogue.table(table).lines(axis).get(line.at()).map(|line| &line.label);
    of_forms.chain(own).flat_map(|label| [&label.zh, &label.en]).any(|label| {
        let known = normaliser.parts(label);
        let same_number = printed.ordinal.is_empty() || known.ordinal.is_empty() || printed.ordinal == known.ordinal;
        same_number && is_misprint(&printed.core, &known.core)
    })
}

/// Of so many letters one may be misread.
const LETTERS_A_SLIP: usize = 4;
/// Fewer letters could be left over from any label.
const FEWEST_LETTERS: usize = 2;

fn is_misprint(printed: &str, known: &str) -> bool {
    let (printed, known): (Vec<char>, Vec<char>) = (printed.chars().collect(), known.chars().collect());
    if printed.len() < FEWEST_LETTERS {
        return false;
    }
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
        for other in ["属于工作秘密", "保护", "第三方申请", ""] {
            assert!(!is_misprint(other, "保护第三方合法权益"), "{other}");
        }
        assert!(!is_misprint("属于工作秘密", "属于三类内部事务信息"));
        assert!(!is_misprint("属于国家秘密", "属于四类过程性信息"));
    }
}
