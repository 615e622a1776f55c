//! What a header has beside the labels of columns: units, codes and remarks.

use crate::model::{Field, Meaning};
use crate::read::grid::{Row, Token};
use crate::read::header::{Aside, Leaf};
use crate::read::vocabulary::{Vocabulary, Word};

/// Units, codes and remarks: columns that stand beside the figures.
pub(super) fn asides(rows: &[Row<'_>], leaves: &[Leaf], vocabulary: &Vocabulary<'_>) -> Vec<(usize, Aside)> {
    let last = leaves.last().map_or(0, |leaf| leaf.at);
    let mut found: Vec<(usize, Aside)> = Vec::new();
    for (at, token) in rows.iter().flat_map(|row| row.tokens.iter().enumerate()) {
        let Token::Word(word) = *token else { continue };
        let word = vocabulary.get(word);
        let aside = match field_aside(word) {
            Some(aside) => aside,
            None if word.is_furniture() && at > last => Some(Aside::Remark),
            None => None,
        };
        let Some(aside) = aside else { continue };
        let under_leaf = leaves.iter().any(|leaf| (leaf.at..leaf.at + leaf.width).contains(&at));
        if !under_leaf && !found.iter().any(|(other, _)| *other == at) {
            found.push((at, aside));
        }
    }
    found
}

/// What a column headed by the name of a field holds; `None` for other words, and a column of labels is nothing.
pub(super) fn field_aside(word: &Word) -> Option<Option<Aside>> {
    if word.meanings.iter().any(Meaning::is_line_or_group) {
        return None;
    }
    match word.field()? {
        // The same word heads the units of a list and the offices of an export.
        Field::Unit | Field::Office => Some(Some(Aside::Unit)),
        Field::Cell | Field::Number => Some(Some(Aside::Code)),
        Field::Row | Field::Column | Field::Table => Some(None),
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

/// How many labels of columns of remarks end a row of a header.
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
