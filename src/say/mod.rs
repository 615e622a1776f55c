//! Figures and findings in words: the arithmetic of a rule, the name of a cell.
//!
//! Pure, and known to every stage that has something to say; the sentences themselves are data under
//! `pipelines/lang`.

mod repair;

use crate::model::{AxisIx, Catalogue, CellIx, Each, Linear, Pipeline, Rule, Sums, TableIx, Term, When, Wording};

pub use repair::repair;

/// A number with its decimals, trailing zeros left out: `96171.6`.
pub fn decimal(number: i128, decimals: u32) -> String {
    if decimals == 0 {
        return number.to_string();
    }
    let scale = 10u128.pow(decimals);
    let magnitude = number.unsigned_abs();
    let sign = if number < 0 { "-" } else { "" };
    let fraction = format!("{:0width$}", magnitude % scale, width = decimals as usize);
    let fraction = fraction.trim_end_matches('0');
    match fraction {
        "" => format!("{sign}{}", magnitude / scale),
        _ => format!("{sign}{}.{fraction}", magnitude / scale),
    }
}

/// A label as a reader wants it inside a sentence: without ordinal and filling instruction.
pub fn bare(label: &str, pipeline: &Pipeline) -> String {
    let normaliser = &pipeline.lexicon.normaliser;
    let without_ordinal = normaliser.without_ordinal(label);
    let bare = normaliser.without_annotation(without_ordinal);
    if bare.is_empty() { label.to_owned() } else { bare.to_owned() }
}

/// The label of a row.
pub fn row(pipeline: &Pipeline, table: TableIx, row: AxisIx, wording: &Wording) -> String {
    let row = &pipeline.catalogue.table(table).rows[row.at()];
    bare(row.label.get(wording.lang), pipeline)
}

/// The label of a column.
pub fn column(pipeline: &Pipeline, table: TableIx, column: AxisIx, wording: &Wording) -> String {
    let column = &pipeline.catalogue.table(table).columns[column.at()];
    bare(column.label.get(wording.lang), pipeline)
}

/// Table, row and column of a cell in words.
pub fn cell(pipeline: &Pipeline, cell: CellIx, wording: &Wording) -> String {
    let def = pipeline.catalogue.cell(cell);
    let table = &pipeline.catalogue.table(def.table).title;
    wording.say(
        "trace.label",
        &[
            ("table", table.get(wording.lang)),
            ("row", &row(pipeline, def.table, def.row, wording)),
            ("column", &column(pipeline, def.table, def.column, wording)),
        ],
    )
}

/// The figure of a cell that stands in a sum; blanks are 0.
pub type Figure<'a> = dyn Fn(&Term) -> i64 + 'a;

/// The sentence for a broken rule: `… 3119 + 34 = 3153, 3050 + 102 = 3152, difference 1`.
pub fn broken(
    pipeline: &Pipeline,
    rule: &Rule,
    linear: &Linear,
    sums: &Sums,
    assumed: u32,
    figure: &Figure<'_>,
    wording: &Wording,
) -> String {
    let said = [
        side(&linear.left, sums.left, sums.decimals, &Named { pipeline, rule, wording }, figure),
        side(&linear.right, sums.right, sums.decimals, &Named { pipeline, rule, wording }, figure),
        wording.say("sum.difference", &[("difference", &decimal(i128::from(sums.difference().abs()), sums.decimals))]),
    ];
    let arithmetic = said.join(&wording.say("sum.joint", &[]));
    let assumed = if assumed == 0 { String::new() } else { wording.say("sum.assumed", &[("n", &assumed.to_string())]) };
    let key = key(pipeline, rule, linear, wording);
    let sentence = if key.is_empty() { "sum.sentence_whole" } else { "sum.sentence" };
    let title = rule.title.get(wording.lang);
    wording.say(sentence, &[("title", title), ("key", &key), ("arithmetic", &arithmetic), ("assumed", &assumed)])
}

/// The row or column a rule was checked on, in words.
fn key(pipeline: &Pipeline, rule: &Rule, linear: &Linear, wording: &Wording) -> String {
    match (linear.line, rule.each) {
        (Some((table, line)), Each::Row) => wording.say("sum.row", &[("line", &row(pipeline, table, line, wording))]),
        (Some((table, line)), Each::Column) => {
            wording.say("sum.column", &[("line", &column(pipeline, table, line, wording))])
        }
        _ => String::new(),
    }
}

/// Terms that are 0 are left out where there are many.
const MANY_TERMS: usize = 7;

/// What it takes to name the terms of a law.
struct Named<'a> {
    pipeline: &'a Pipeline,
    rule: &'a Rule,
    wording: &'a Wording,
}

impl Named<'_> {
    /// The cell of a term by what tells it from the others: its row in a law of columns, its column in one of rows.
    fn term(&self, term: &Term) -> String {
        let def = self.pipeline.catalogue.cell(term.cell);
        match self.rule.each {
            Each::Column => row(self.pipeline, def.table, def.row, self.wording),
            Each::Row => column(self.pipeline, def.table, def.column, self.wording),
            Each::Once => cell(self.pipeline, term.cell, self.wording),
        }
    }
}

fn side(terms: &[Term], value: i64, decimals: u32, named: &Named<'_>, figure: &Figure<'_>) -> String {
    let value = decimal(i128::from(value), decimals);
    let wording = named.wording;
    let shown: Vec<&Term> = terms.iter().filter(|term| terms.len() <= MANY_TERMS || figure(term) != 0).collect();
    // A figure on its own says nothing without its name.
    if let [only] = shown[..]
        && only.coefficient == 1
    {
        let sentence = if only.when == When::LastYear { "sum.alone_last_year" } else { "sum.alone" };
        return wording.say(sentence, &[("label", &named.term(only)), ("value", &value)]);
    }
    let mut said = String::new();
    for (at, term) in shown.iter().enumerate() {
        let joint = if term.coefficient < 0 { "sum.minus" } else { "sum.plus" };
        if at > 0 || term.coefficient < 0 {
            said.push_str(&wording.say(joint, &[]));
        }
        if term.when == When::LastYear {
            said.push_str(&wording.say("sum.last_year", &[]));
        }
        let magnitude = i128::from(figure(term)) * i128::from(term.coefficient.abs());
        said.push_str(&decimal(magnitude, decimals));
    }
    if said.is_empty() {
        said.push('0');
    }
    wording.say("sum.side", &[("terms", said.trim_start()), ("value", &value)])
}

/// The decimals of the cells in a rule.
pub fn decimals(catalogue: &Catalogue, linear: &Linear) -> u32 {
    linear.terms().map(|term| catalogue.cell(term.cell).kind.decimals()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_written_without_trailing_zeros() {
        assert_eq!(decimal(96_171_600_000, 6), "96171.6");
        assert_eq!(decimal(-1_500_000, 6), "-1.5");
        assert_eq!(decimal(3_000_000, 6), "3");
        assert_eq!(decimal(-18, 0), "-18");
    }
}
