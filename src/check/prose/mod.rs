//! Compares what a report says in its text with what it says in its tables.
//!
//! A wrong finding does more harm than a missed one. Every defensible reading of a sentence is
//! accepted, doubtful sentences are not read, and where a report makes several statements of one
//! kind, one that fits is enough.
//!
//! ```text
//! text     "In 2023 the office received 12 requests."    claim: received, 12
//! tables   requests received                12           holds
//!                                           13           fails: says 12, the table 13
//!                                           (unread)     skipped
//! ```
//!
//! `text` cuts the lines into sentences, `claim` finds the statements, and `fit` looks up the
//! figures that each may refer to.

mod claim;
mod date;
mod fit;
mod number;
mod text;

use std::collections::BTreeMap;

use crate::check::prose::claim::Claim;
use crate::check::prose::fit::Fit;
use crate::check::prose::number::PARTS;
use crate::check::prose::text::Sentence;
use crate::check::view::View;
use crate::check::{CheckContext, Checked};
use crate::model::{Filing, Finding, FindingKey, Mention, Message, Outcome, ProseRules, Says, Skip, Sums, Word};

/// If a report states more different numbers of one kind than this, they are a list of parts, and
/// none of them has to be the figure of the table.
const MOST_DIFFERENT: usize = 3;

/// Checks the sentences of a filing against its cells. Does nothing for filings without text.
pub(crate) fn filing(filing: &Filing, view: &View<'_>, context: &CheckContext<'_>, checked: &mut Checked) {
    let Some(prose) = context.pipeline.prose.as_ref().filter(|_| !filing.prose.is_empty()) else { return };
    let normaliser = &context.pipeline.lexicon.normaliser;
    date::deadline(filing, prose, context, checked);
    let name = normaliser.normalise(&context.register.office(filing.office).name);
    let sentences = text::sentences(&filing.prose, &prose.phrases, normaliser, &name);
    let mut by_kind: BTreeMap<usize, Vec<Claim>> = BTreeMap::new();
    for claim in claim::claims(&sentences, filing.year.0, context.pipeline, prose) {
        by_kind.entry(claim.mention).or_default().push(claim);
    }
    let report = Report { filing, view, prose, sentences: &sentences, context };
    for claims in by_kind.values() {
        report.check(claims, checked);
    }
}

/// What a finding is based on, besides the cells that the sentence may refer to.
enum Rests {
    /// The number in the sentence, and the figure nearest to it.
    Sums(Sums),
    /// An amount that no cell holds.
    Said(String),
}

/// A report whose sentences are checked against its tables.
struct Report<'a> {
    /// The report.
    filing: &'a Filing,
    /// The figures of this year and the last.
    view: &'a View<'a>,
    /// How statements are worded and what they may refer to.
    prose: &'a ProseRules,
    /// All its sentences. Claims refer to them by position.
    sentences: &'a [Sentence],
    context: &'a CheckContext<'a>,
}

impl Report<'_> {
    /// Checks the statements of one kind. `claims` must all be of the same kind.
    fn check(&self, claims: &[Claim], checked: &mut Checked) {
        let Some(first) = claims.first() else { return };
        let mention = &self.prose.mentions[first.mention];
        if !self.context.pipeline.rule(mention.rule).in_force(self.filing.year) {
            checked.count(mention.rule, &Outcome::Skipped(Skip::NotInForce));
            return;
        }
        let fit = Fit::of(mention, self.filing, self.view, self.context);
        let statements = Statements { report: self, mention, claims, fit };
        match mention.says {
            Says::Number => statements.numbers(checked),
            Says::Zero => statements.zero(first, checked),
            Says::Money { multiple } => statements.money(multiple, checked),
        }
    }
}

/// The statements of one kind in a report, and what the tables say about it.
struct Statements<'a> {
    report: &'a Report<'a>,
    /// Their kind.
    mention: &'a Mention,
    /// In the order of the text.
    claims: &'a [Claim],
    /// The figures that the statements may refer to.
    fit: Fit<'a>,
}

impl Statements<'_> {
    /// Checks statements of a number. They hold if one of them, or the sum of all of them, is the
    /// figure of some reading, or if there are so many different ones that they are a list of
    /// parts. Numbers with decimals are passed over, since they are not counts.
    ///
    /// The finding is about the first statement, and compares it with the reading nearest to it.
    fn numbers(&self, checked: &mut Checked) {
        let Statements { mention, claims, fit, .. } = self;
        let mut whole: Vec<i64> =
            claims.iter().filter(|claim| claim.number % PARTS == 0).map(|c| c.number / PARTS).collect();
        whole.sort_unstable();
        whole.dedup();
        let values = fit.values();
        let fits = |number: &i64| values.iter().any(|(_, value)| value == number);
        if values.is_empty() || !fit.is_whole() && !whole.iter().any(fits) {
            checked.count(mention.rule, &Outcome::Skipped(fit.why_not()));
            return;
        }
        let sum: i64 = whole.iter().sum();
        if whole.is_empty() || whole.iter().any(fits) || fits(&sum) || whole.len() > MOST_DIFFERENT {
            checked.count(mention.rule, &Outcome::Holds);
            return;
        }
        let Some(claim) = claims.iter().find(|claim| claim.number % PARTS == 0) else { return };
        let number = claim.number / PARTS;
        let nearest = values.iter().map(|(_, value)| *value).min_by_key(|value| ((value - number).abs(), *value));
        let mut readings: Vec<Word> = Vec::new();
        for (label, value) in &values {
            let reading = Word::Run(vec![Word::from(*label), Word::from(format!(" {value}"))]);
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
        let message = Message::new("finding.prose_number").with("number", &claim.printed);
        let message = message.with("readings", Word::all_of(readings, "sum.comma"));
        let Some(right) = nearest else { return };
        let rests = Rests::Sums(Sums { left: number, right, decimals: 0, dates: false });
        checked.fails(self.finding(claim, message, rests));
    }

    /// Checks a statement that there are none. It holds if some reading is 0 or blank.
    fn zero(&self, claim: &Claim, checked: &mut Checked) {
        let Statements { mention, fit, .. } = self;
        let values = fit.values();
        let holds = fit.any_blank() || values.iter().any(|(_, value)| *value == 0);
        match values.first().filter(|_| !holds) {
            None if values.is_empty() && !holds => checked.count(mention.rule, &Outcome::Skipped(fit.why_not())),
            None => checked.count(mention.rule, &Outcome::Holds),
            Some(_) if fit.any_unread() => checked.count(mention.rule, &Outcome::Skipped(Skip::Unread)),
            Some((label, value)) => {
                let message = Message::new("finding.prose_zero").with("label", *label).with("value", *value);
                let rests = Rests::Sums(Sums { left: 0, right: *value, decimals: 0, dates: false });
                checked.fails(self.finding(claim, message, rests));
            }
        }
    }

    /// Checks amounts: each must be a multiple of the tariff's step, and must be 0 if the tables
    /// say that nobody had to pay.
    fn money(&self, multiple: i64, checked: &mut Checked) {
        let fit = &self.fit;
        for claim in self.claims {
            let units = &self.report.context.pipeline.numbers.money;
            let worth = units.get(&claim.unit).copied().unwrap_or(1);
            let amount = i128::from(claim.number) * i128::from(worth);
            let nothing_asked =
                !fit.any_unread() && !fit.values().is_empty() && fit.values().iter().all(|(_, value)| *value == 0);
            let sentence = match () {
                () if amount % (i128::from(multiple) * i128::from(PARTS)) != 0 => "finding.prose_fee_step",
                () if amount > 0 && nothing_asked => "finding.prose_fee_nobody",
                () => {
                    checked.count(self.mention.rule, &Outcome::Holds);
                    continue;
                }
            };
            let message = Message::new(sentence).with("number", format!("{}{}", claim.printed, claim.unit));
            let rests = Rests::Said(amount.to_string());
            checked.fails(self.finding(claim, message.with("multiple", multiple), rests));
        }
    }

    /// The finding about a statement that does not fit, with the sentence and its line.
    fn finding(&self, claim: &Claim, message: Message, rests: Rests) -> Finding {
        let quoted = &self.report.sentences[claim.sentence];
        let quote = shortened(&quoted.original, &claim.printed);
        let message = message.with("line", quoted.place.spot.line).with("sentence", quote);
        let key = FindingKey::Line(self.mention.name.clone());
        let found = self.report.context.finding(self.report.filing, self.mention.rule, key, message);
        let (sums, said) = match rests {
            Rests::Sums(sums) => (Some(sums), None),
            Rests::Said(amount) => (None, Some(amount.into())),
        };
        Finding { place: Some(quoted.place), sums, said, cells: self.fit.cells(), ..found }
    }
}

/// Maximum length of a quotation, in characters.
const QUOTED: usize = 80;

/// The sentence, or the part around the number if it is long. `…` marks what was cut off.
fn shortened(sentence: &str, printed: &str) -> String {
    let characters: Vec<char> = sentence.chars().filter(|c| !c.is_control() && *c != '*').collect();
    if characters.len() <= QUOTED {
        return characters.into_iter().collect();
    }
    let text: String = characters.iter().collect();
    let at = text.find(printed).map_or(0, |at| text[..at].chars().count());
    let start = at.saturating_sub(QUOTED / 2).min(characters.len() - QUOTED);
    let kept: String = characters.iter().skip(start).take(QUOTED).collect();
    let (head, tail) = (if start > 0 { "…" } else { "" }, if start + QUOTED < characters.len() { "…" } else { "" });
    format!("{head}{kept}{tail}")
}
