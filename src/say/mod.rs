//! Figures and findings in words: numbers, names of cells, the arithmetic of a rule, and messages
//! in a language.
//!
//! Pure functions that every stage may call. The sentences themselves are data under
//! `pipelines/lang`: code here chooses a sentence and fills in its words, and never writes one. A
//! stage builds a [`Message`]; only `report` and `cli` turn it into text ([`message()`]):
//!
//! ```text
//! check  ──Message { "finding.missing", year: 2024 }──►  report  ──message()──►  "no report for 2024"
//!                                                                ──as_data()──►  ["finding.missing",{"year":"2024"}]
//! ```

mod message;
mod repair;

use crate::model::{
    AxisIx, Catalogue, CellIx, CellKind, Each, Filing, Finding, Labelled, Linear, Message, Pipeline, Relation, Rule,
    RuleIx, Sums, TableIx, Term, UnmatchedList, Value, When, Word, Wording,
};

pub use message::{Placeholders, Renderer, as_data, coded_reasons, from_data, message, messages, plain, reasons};
pub use repair::{Suspect, repair, suspects};

/// A fixed-point number without trailing zeros.
///
/// `decimal(96_171_600_000, 6)` is `96171.6`: the number counts the smallest unit, here a
/// millionth.
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

/// A figure as text, by the kind of its cell: `96171.6`, `2019-07-16`. Dates are stored as
/// `yyyymmdd`.
pub fn number(number: i128, kind: &CellKind) -> String {
    match kind {
        CellKind::Date => format!("{:04}-{:02}-{:02}", number / 10_000, number / 100 % 100, number % 100),
        CellKind::Count { .. } | CellKind::Money { .. } | CellKind::Measure { .. } => decimal(number, kind.decimals()),
    }
}

/// A share of a positive whole in thousandths, rounded to the nearest.
///
/// Only the whole itself is 1000 and only nothing is 0: 2999 of 3000 is 999, so that no report says
/// 100.0 % while one office is still missing.
pub fn thousandths(part: i64, whole: i64) -> i64 {
    let (part, whole) = (i128::from(part), i128::from(whole));
    let rounded = (part * 2000 + whole).div_euclid(whole * 2);
    let kept = match part {
        part if part <= 0 => rounded,
        part if part < whole => rounded.clamp(1, 999),
        _ => rounded,
    };
    i64::try_from(kept).unwrap_or(i64::MAX)
}

/// Maximum length, in characters, of the text of [`unmatched`] for one file.
const LONGEST_UNMATCHED: usize = 2_000;

/// Labels of a file that matched nothing on the form, as `intake.csv` lists them.
///
/// Each label stands once, with its first place, the figures beside it, or how often it occurred:
/// `12:1 Appeals 3 4; 15:1 Staff ×7`. When the text gets longer than `LONGEST_UNMATCHED`, it ends
/// with the number of labels left out.
pub fn unmatched(list: &UnmatchedList, wording: &Wording) -> String {
    // Characters reserved for the closing words, "and n more".
    const FOR_THE_REST: usize = 60;
    let mut said = String::new();
    let (mut n_said, mut length) = (0u64, 0);
    for one in list.iter() {
        let mut next = format!("{}:{} {}", one.spot.line, one.spot.column, one.label);
        match one.times {
            0 | 1 if one.figures.is_empty() => {}
            0 | 1 => next.extend([" ", &one.figures]),
            times => next.push_str(&format!(" ×{times}")),
        }
        length += next.chars().count() + 2;
        if length > LONGEST_UNMATCHED - FOR_THE_REST {
            break;
        }
        said.push_str(if said.is_empty() { "" } else { "; " });
        said.push_str(&next);
        n_said += 1;
    }
    let rest = list.iter().count() as u64 - n_said + list.n_more();
    if rest > 0 {
        said.push_str(&wording.say("intake.unmatched_more", &[("n", &rest.to_string())]));
    }
    said
}

/// A label for use inside a sentence: without its ordinal and filling-in instructions. If nothing
/// would be left, the label as it is.
pub fn bare(label: &str, pipeline: &Pipeline) -> String {
    let normaliser = &pipeline.lexicon.normaliser;
    let without_ordinal = normaliser.without_ordinal(label);
    let bare = normaliser.without_annotation(without_ordinal);
    if bare.is_empty() { label.to_owned() } else { bare.to_owned() }
}

/// The label of a row, for use inside a sentence.
pub fn row(pipeline: &Pipeline, table: TableIx, row: AxisIx, wording: &Wording) -> String {
    let row = &pipeline.catalogue.table(table).rows[row.at()];
    bare(row.label.get(wording.lang), pipeline)
}

/// The label of a column, for use inside a sentence.
pub fn column(pipeline: &Pipeline, table: TableIx, column: AxisIx, wording: &Wording) -> String {
    let column = &pipeline.catalogue.table(table).columns[column.at()];
    bare(column.label.get(wording.lang), pipeline)
}

/// A cell named by its table, row and column. A table that is a plain list has no column labels,
/// and its cells are named by table and row.
pub fn cell(pipeline: &Pipeline, cell: CellIx, wording: &Wording) -> String {
    let def = pipeline.catalogue.cell(cell);
    let table = &pipeline.catalogue.table(def.table).title;
    let has_columns = !pipeline.catalogue.table(def.table).columns[def.column.at()].code.is_empty();
    wording.say(
        if has_columns { "trace.label" } else { "trace.label_of_list" },
        &[
            ("table", table.get(wording.lang)),
            ("row", &row(pipeline, def.table, def.row, wording)),
            ("column", &column(pipeline, def.table, def.column, wording)),
        ],
    )
}

/// Row and column of a cell as one label: `granted · business`. Only the row where the table is a
/// plain list.
pub fn square(pipeline: &Pipeline, cell: CellIx, wording: &Wording) -> String {
    let def = pipeline.catalogue.cell(cell);
    let label = row(pipeline, def.table, def.row, wording);
    match column(pipeline, def.table, def.column, wording) {
        column if column.is_empty() => label,
        column => wording.say("document.cell", &[("row", &label), ("column", &column)]),
    }
}

/// What is wrong where a rule is broken. A rule that does not say so is quoted by its title.
pub fn wrong(rule: &Rule, wording: &Wording) -> String {
    match &rule.wrong {
        Some(wrong) => wrong.get(wording.lang).to_owned(),
        None => wording.say("rule.broken", &[("title", rule.title.get(wording.lang))]),
    }
}

/// The same in a few characters, for headers and chips. A rule that does not say it is named by its
/// id.
pub fn short(rule: &Rule, wording: &Wording) -> String {
    rule.short.as_ref().map_or_else(|| rule.id.0.clone(), |short| short.get(wording.lang).to_owned())
}

/// Looks up the figure of a term in a sum. Blanks are 0.
pub type Figure<'a> = dyn Fn(&Term) -> i64 + 'a;

/// The message about a broken rule: `… 3119 + 34 = 3153, 3050 + 102 = 3152, difference 1`.
///
/// `sums` are the two sides as the check computed them, `assumed` is the number of blanks counted
/// as 0, and `figure` gives the figure of each term, so that the message shows the numbers the
/// verdict rests on.
pub fn broken(
    pipeline: &Pipeline,
    (ix, linear): (RuleIx, &Linear),
    sums: &Sums,
    assumed: u32,
    figure: &Figure<'_>,
) -> Message {
    let [left, right] = linear.constants;
    let rule = pipeline.rule(ix);
    let mut rows = linear.terms().map(|term| pipeline.catalogue.cell(term.cell).row);
    let one_row = rows.next().is_some_and(|first| rows.all(|row| row == first));
    let names = TermNames { pipeline, each: rule.each, one_row };
    let mut sides = [
        side((&linear.left, left), sums.left, sums.decimals, &names, figure),
        side((&linear.right, right), sums.right, sums.decimals, &names, figure),
    ];
    if linear.left.is_empty() && linear.relation == Relation::Equal {
        sides.reverse();
    }
    let compared = Word::all_of(sides, joint(linear));
    let arithmetic = match linear.is_against_constant() {
        // What should be 0 differs from it by itself.
        true => compared,
        false => {
            let difference = decimal(i128::from(sums.difference().abs()), sums.decimals);
            let difference = Message::new("sum.difference").with("difference", difference);
            Word::all_of([compared, Word::Message(difference)], "sum.joint")
        }
    };
    let assumed = match assumed {
        0 => Word::from(""),
        n => Message::new("sum.assumed").with("n", n).into(),
    };
    let message = match key(rule.each, linear) {
        Some(key) => Message::new("sum.sentence").with("key", key),
        None => Message::new("sum.sentence_whole"),
    };
    message.with("wrong", Labelled::Rule(ix)).with("arithmetic", arithmetic).with("assumed", assumed)
}

/// The sentence that joins the two sides, such as ", should be at most ". The sides of an equation
/// are joined by a comma, unless one of them is a constant.
fn joint(linear: &Linear) -> &'static str {
    match linear.relation {
        Relation::Equal if linear.is_against_constant() => "sum.should_be",
        Relation::Equal => "sum.joint",
        Relation::AtMost => "sum.at_most",
        Relation::AtLeast => "sum.at_least",
        Relation::Less => "sum.less",
        Relation::More => "sum.more",
    }
}

/// The row, column or cell a rule was checked on; `None` for a rule that is checked once per
/// filing.
fn key(each: Each, linear: &Linear) -> Option<Word> {
    match (each, linear.line) {
        (Each::Row, Some((table, line))) => {
            Some(Message::new("sum.row").with("line", Labelled::Row(table, line)).into())
        }
        (Each::Column, Some((table, line))) => {
            Some(Message::new("sum.column").with("line", Labelled::Column(table, line)).into())
        }
        (Each::Cell | Each::Subtotal, _) => linear.terms().next().map(|term| Labelled::Cell(term.cell).into()),
        (Each::Row | Each::Column | Each::Once, _) => None,
    }
}

/// In a longer sum than this, terms that are 0 are left out of the message.
const MANY_TERMS: usize = 7;

/// How the terms of a law are named in a message.
struct TermNames<'a> {
    pipeline: &'a Pipeline,
    /// What the rule is checked on: rows, columns, single cells, or the filing once.
    each: Each,
    /// All cells of the law are in one row, so their columns tell them apart.
    one_row: bool,
}

impl TermNames<'_> {
    /// Names a term by what distinguishes it from the others: the row in a rule over columns, the
    /// column in a rule over rows, nothing in a rule about single cells, and otherwise the whole
    /// cell.
    fn term(&self, term: &Term) -> Word {
        let def = self.pipeline.catalogue.cell(term.cell);
        match self.each {
            Each::Column => Labelled::Row(def.table, def.row).into(),
            Each::Row => Labelled::Column(def.table, def.column).into(),
            // The cell is the key of the rule.
            Each::Cell => Word::from(""),
            Each::Subtotal if self.one_row => Labelled::Column(def.table, def.column).into(),
            Each::Subtotal => Labelled::Row(def.table, def.row).into(),
            Each::Once => Labelled::Cell(term.cell).into(),
        }
    }

    /// A figure that is a side by itself: named by its cell, or, where the cell is the key of the
    /// rule, by the report it is from.
    fn alone(&self, term: &Term, figure: i64, value: String) -> Word {
        let sentence = match (self.each, term.when) {
            (Each::Cell, When::Now) => "sum.here",
            (Each::Cell, When::LastYear) => "sum.here_last_year",
            (Each::Cell, When::Children) => "sum.here_children",
            (_, When::Now) => "sum.alone",
            (_, When::LastYear) => "sum.alone_last_year",
            (_, When::Children) => "sum.alone_children",
        };
        let kind = &self.pipeline.catalogue.cell(term.cell).kind;
        let value = if *kind == CellKind::Date { number(i128::from(figure), kind) } else { value };
        let message = Message::new(sentence).with("value", value);
        match self.each {
            Each::Cell => Word::Run(vec![message.into()]),
            _ => Word::Run(vec![message.with("label", self.term(term)).into()]),
        }
    }
}

/// One side of a comparison with its arithmetic, such as `3119 + 34 = 3153`. Factors, minus signs
/// and constants of the formula are shown: `2×12 − 3 = 21`. A side of one figure is given by the
/// name of the cell instead, as a lone number would not say what it is.
fn side(
    (terms, constant): (&[Term], i64),
    value: i64,
    decimals: u32,
    names: &TermNames<'_>,
    figure: &Figure<'_>,
) -> Word {
    let value = decimal(i128::from(value), decimals);
    if terms.is_empty() {
        return value.into();
    }
    let shown: Vec<&Term> = terms.iter().filter(|term| terms.len() <= MANY_TERMS || figure(term) != 0).collect();
    if shown.is_empty() && constant == 0 {
        return Message::new("sum.all_zero").with("n", terms.len()).into();
    }
    // A lone figure says nothing without the name of its cell.
    if let [only] = shown[..]
        && only.coefficient == 1
        && constant == 0
    {
        return names.alone(only, figure(only), value);
    }
    let sign = |is_minus: bool| Word::from(Message::new(if is_minus { "sum.minus" } else { "sum.plus" }));
    let mut said = Vec::new();
    for (at, term) in shown.iter().enumerate() {
        if at > 0 || term.coefficient < 0 {
            said.push(sign(term.coefficient < 0));
        }
        if term.coefficient.abs() != 1 {
            said.push(Message::new("sum.times").with("factor", i64::from(term.coefficient.abs())).into());
        }
        said.extend(mark(term));
        let printed = decimal(i128::from(figure(term)), decimals);
        said.push(match printed.strip_prefix('-') {
            Some(magnitude) if at > 0 => Message::new("sum.negative").with("figure", magnitude).into(),
            _ => printed.into(),
        });
    }
    if constant != 0 {
        said.extend([sign(constant < 0), decimal(i128::from(constant.abs()), decimals).into()]);
    }
    Message::new("sum.side").with("terms", Word::Run(said)).with("value", value).into()
}

/// Marks a figure that is not from this filing: last year's, or the sum of the offices below.
/// `None` for an ordinary figure.
fn mark(term: &Term) -> Option<Word> {
    match term.when {
        When::Now => None,
        When::LastYear => Some(Message::new("sum.last_year").into()),
        When::Children => Some(Message::new("sum.children").into()),
    }
}

/// Decimal places of a law: the most that any of its cells has. Sums and messages use that many.
pub fn decimals(catalogue: &Catalogue, linear: &Linear) -> u32 {
    linear.terms().map(|term| catalogue.cell(term.cell).kind.decimals()).max().unwrap_or(0)
}

/// Digest of the figures a finding rests on, 16 hexadecimal digits. An office's explanation is
/// valid as long as the digest stays the same.
///
/// It covers the two sides, the quoted words of the report, and the finding's cells; a finding
/// without cells covers the whole filing.
pub fn figures(finding: &Finding, filing: Option<&Filing>) -> String {
    let mut text = String::new();
    if let Some(sums) = &finding.sums {
        text.push_str(&format!("{}={};", sums.left, sums.right));
    }
    if let Some(said) = &finding.said {
        text.push_str(&format!("{said};"));
    }
    if let Some(filing) = filing {
        let mut add = |cell, value| match value {
            Value::Number(number) => text.push_str(&format!("{number};")),
            Value::Not(state) => text.push_str(&format!("{} {};", state.code(), filing.cells.raw(cell))),
        };
        match finding.cells.is_empty() {
            true => filing.cells.iter().for_each(|(cell, value)| add(cell, value)),
            false => finding.cells.iter().for_each(|cell| add(*cell, filing.cells.get(*cell))),
        }
    }
    blake3::hash(text.as_bytes()).to_hex().as_str()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_is_shown_as_all_of_it() {
        let shares = [(2999, 3000), (3000, 3000), (1, 30_000), (0, 30_000), (1, 2), (1, 3), (7, 2), (-1, 2)];
        assert_eq!(shares.map(|(part, whole)| thousandths(part, whole)), [999, 1000, 1, 0, 500, 333, 3500, -500]);
    }

    #[test]
    fn decimals_are_written_without_trailing_zeros() {
        assert_eq!(decimal(96_171_600_000, 6), "96171.6");
        assert_eq!(decimal(-1_500_000, 6), "-1.5");
        assert_eq!(decimal(3_000_000, 6), "3");
        assert_eq!(decimal(-18, 0), "-18");
    }
}
