//! Page numbers among cells that stand on a line each.
//!
//! The line below every page is the same text with a number in it that grows by one from page to page. No label or
//! figure is like that. A number without any text may be a figure and stays.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::grid::{Grid, Token};
use crate::read::vocabulary::Vocabulary;

/// So many pages are needed to see it.
const FEWEST: usize = 2;

/// The rows that are only a page number.
pub(super) fn numbers(grid: &Grid, vocabulary: &Vocabulary<'_>) -> BTreeSet<usize> {
    let mut of_stem: BTreeMap<String, Vec<(usize, u32)>> = BTreeMap::new();
    for at in 0..grid.n_rows() {
        let row = grid.row(at);
        let mut filled = row.tokens.iter().filter(|token| !token.is_empty());
        let (Some(Token::Word(word)), None) = (filled.next(), filled.next()) else { continue };
        let word = vocabulary.get(*word);
        if !word.is_figure()
            && !word.is_label()
            && let Some((number, stem)) = without_number(&word.raw)
        {
            of_stem.entry(stem).or_default().push((at, number));
        }
    }
    let counts = |rows: &Vec<(usize, u32)>| {
        rows.len() >= FEWEST && rows.windows(2).all(|pair| Some(pair[1].1) == pair[0].1.checked_add(1))
    };
    of_stem.into_values().filter(counts).flatten().map(|(at, _)| at).collect()
}

/// The first number in a text, and the text without it.
fn without_number(text: &str) -> Option<(u32, String)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let behind = text.get(start..)?;
    let end = start + behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
    let (before, behind) = (text.get(..start)?, text.get(end..)?);
    Some((text.get(start..end)?.parse().ok()?, format!("{} {}", before.trim(), behind.trim())))
}
