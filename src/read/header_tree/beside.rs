//! Columns of a header beside those with figures: units, codes and remarks.
//!
//! ```text
//! item │ no. │ unit  │ granted │ refused │ remarks
//!      │  ↑  │   ↑   │         │         │    ↑
//! ```
//!
//! They are no columns of the form, but they have to be known: a code is no figure, a unit changes what the figures
//! beside it mean, and a number in a remark must not be taken for the last column's.

use crate::model::{Field, Meaning};
use crate::read::grid::{Row, Token};
use crate::read::header::{Aside, AsideColumn, Leaf};
use crate::read::vocabulary::{Vocabulary, Word};

/// Finds these columns.
pub(super) fn asides(rows: &[Row<'_>], leaves: &[Leaf], vocabulary: &Vocabulary<'_>) -> Vec<AsideColumn> {
    let last = leaves.last().map_or(0, |leaf| leaf.at);
    let mut found: Vec<AsideColumn> = Vec::new();
    for (at, token) in rows.iter().flat_map(|row| row.tokens.iter().enumerate()) {
        let Token::Word(word) = *token else { continue };
        let word = vocabulary.get(word);
        let holds = match field_column(word) {
            Some(FieldColumn::Aside(aside)) => aside,
            None if word.is_furniture() && at > last => Aside::Remark,
            Some(FieldColumn::Labels) | None => continue,
        };
        let is_under_leaf = leaves.iter().any(|leaf| leaf.fields().contains(&at));
        if !is_under_leaf && !found.iter().any(|other| other.at == at) {
            found.push(AsideColumn { at, holds });
        }
    }
    found
}

/// What a column holds that is headed by the name of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldColumn {
    /// The labels of rows or columns, as under `item`.
    Labels,
    /// Something beside the figures, as under `unit` or `no.`.
    Aside(Aside),
}

/// What a column headed by a word holds; `None` for a word that is the name of no field, or a label of the form.
pub(super) fn field_column(word: &Word) -> Option<FieldColumn> {
    if word.meanings.iter().any(Meaning::is_line_or_group) {
        return None;
    }
    match word.field()? {
        // The same word heads the units in a list and the offices in an export.
        Field::Unit | Field::Office => Some(FieldColumn::Aside(Aside::Unit)),
        Field::Cell | Field::Number => Some(FieldColumn::Aside(Aside::Code)),
        Field::Row | Field::Column | Field::Table => Some(FieldColumn::Labels),
        Field::Component
        | Field::OfficeCode
        | Field::Year
        | Field::Period
        | Field::Value
        | Field::District
        | Field::Scope
        | Field::Status
        | Field::Consolidated
        | Field::Void
        | Field::Valid
        | Field::Version
        | Field::Sent => None,
    }
}

/// How many labels at the end of a header row head columns of remarks; 0 if the row has no other label.
pub(super) fn n_remarks(row: &Row<'_>, vocabulary: &Vocabulary<'_>) -> usize {
    let is_remark = |token: &&Token| match token {
        Token::Word(word) => {
            let word = vocabulary.get(*word);
            word.is_furniture() && word.unit.is_none() && word.field().is_none()
        }
        Token::Blank | Token::Covered(_) | Token::Plain(_) => false,
    };
    let filled = row.tokens.iter().rev().filter(|token| !token.is_empty());
    let n = filled.clone().take_while(is_remark).count();
    if n == filled.count() { 0 } else { n }
}
