//! `pipeline.toml` and the files it names → a [`Pipeline`].
//!
//! The table of contents of this room: each step needs what the steps before it have made.
//!
//! ```text
//! pipeline.toml ─► patterns, number words
//! forms/*.toml ─► catalogue ─┬─ comparable.toml ─► comparisons, inside the catalogue
//!                            ├─ aliases/*.csv ───► lexicon
//!                            ├─ rules.toml ──────► rules ◄── [[method]] adds one rule each
//!                            └─ prose.toml, tests.toml, explanations.csv need catalogue and rules
//! register.csv, letters/*.md stand alone
//! ```
//!
//! Loading stops at the first error. What loads but has no effect is left to the lints.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::format::StrftimeItems;
use encoding_rs::{BIG5, Encoding, GB18030, WINDOWS_1252};
use regex::Regex;
use serde_spanned::Spanned;

use crate::model::{
    AnomalyLevels, Check, FactKind, Lang, Letters, Message, Normaliser, NumberWords, Numerals, OutputLimits, Pipeline,
    RankingWeights, Register, Rule, RuleIx, Slip, SlipPrices,
};
use crate::spec::alias::Taught;
use crate::spec::builtin::BUILT_IN;
use crate::spec::error::{Error, Source, nearest, no_pattern};
use crate::spec::files::Files;
use crate::spec::said::{
    AnomalyText, LabelsText, LettersText, LocalizeText, NumbersText, NumeralsText, OutputsText, PipelineText,
    RankingText,
};
use crate::spec::{
    alias, cases, comparable, explanations, form, identity, language, letters, limits, method, page, prose, register,
    rules, toml_text,
};

/// Loads a built-in pipeline by name, or one from a folder. A built-in name wins over a folder with
/// that name; `./name` means the folder.
///
/// An error if there is neither, or at the first mistake in the pipeline's files.
pub fn load(name: &str) -> Result<Pipeline, Error> {
    Ok(from_files(&find(name)?)?.0)
}

/// Which figures correspond between form versions. Optional, and not needed for a single version.
const COMPARABLE: &str = "comparable.toml";
/// How to check the text of reports. Optional.
const PROSE: &str = "prose.toml";

/// Finds the files of a pipeline, built in or in a folder. A folder counts if it has a
/// `pipeline.toml`; nothing is read yet.
pub(crate) fn find(name: &str) -> Result<Files, Error> {
    if let Some((_, files)) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name) {
        return Ok(files.clone());
    }
    let folder = Path::new(name);
    if folder.join("pipeline.toml").is_file() {
        return Ok(Files::Folder(folder.to_path_buf()));
    }
    let hint =
        nearest(name, BUILT_IN.iter().map(|(built_in, _)| *built_in)).unwrap_or_else(|| Message::new("hint.pipeline"));
    Err(Error::whole(name, Message::new("unknown.pipeline")).hint(hint))
}

/// Loads a pipeline from its files; also returns where each of its labels was declared, for lints.
pub(crate) fn from_files(files: &Files) -> Result<(Pipeline, Vec<Taught>), Error> {
    language::refuse_own(files)?;
    let text = files.text("pipeline.toml")?;
    let shown = files.shown("pipeline.toml");
    let source = Source::new(&shown, &text);
    let said: PipelineText = toml_text::read(source)?;
    let pattern = |text_of: &Spanned<String>| regex(source, text_of);
    let fold = fold(files, &said.labels)?;
    let normaliser = Normaliser::new(&fold, pattern(&said.labels.ordinal)?, pattern(&said.labels.annotation)?);
    let words = numbers(source, &said.numbers, &pattern)?;
    let mut catalogue = form::catalogue(files, &said.forms, &words.money)?;
    if let Some(text) = files.text_if_there(COMPARABLE)? {
        catalogue.comparisons = comparable::comparisons(Source::new(&files.shown(COMPARABLE), &text), &catalogue)?;
    }
    let (lexicon, taught) = alias::lexicon(files, &said, &catalogue, normaliser)?;
    let rules_text = files.text("rules.toml")?;
    let mut rules = rules::rules(Source::new(&files.shown("rules.toml"), &rules_text), &catalogue)?;
    let methods = method::methods(&said.method, source, &catalogue, &mut rules)?;
    limits::rules(rules.len(), &files.shown("rules.toml"))?;
    let read = |said: String| prose::prose(Source::new(&files.shown(PROSE), &said), &catalogue, &rules, &words);
    let prose = files.text_if_there(PROSE)?.map(read).transpose()?;
    let cases = match files.text_if_there("tests.toml")? {
        Some(said) => cases::cases(Source::new(&files.shown("tests.toml"), &said), &catalogue, &rules)?,
        None => Vec::new(),
    };
    let explanations = match files.text_if_there("explanations.csv")? {
        Some(said) => explanations::explanations(&files.shown("explanations.csv"), &said, &rules)?,
        None => Vec::new(),
    };
    let pipeline = Pipeline {
        digest: digest(files, &said)?,
        facts: facts(&rules),
        prose,
        cases,
        explanations,
        numbers: words,
        identity: identity::identity(source, &said, &fold, &pattern)?,
        ranking: said.ranking.weights(),
        anomaly: said.anomaly.levels(),
        methods,
        page: page::page(&said.page, source, &catalogue)?,
        localize: localize(source, &said.localize)?,
        encodings: encodings(source, said.encodings.as_deref(), said.language)?,
        name: said.name,
        title: said.title,
        language: said.language,
        catalogue,
        lexicon,
        rules,
        register: own_register(files)?,
        own: said.levels.own.as_ref().map(&pattern).transpose()?,
        city: said.levels.city,
        letters: letters(files, said.letters)?,
        outputs: said.outputs.map(OutputsText::limits).unwrap_or_default(),
        excerpt: (said.excerpt.rows_found.clamp(0.0, 1.0) * 1000.0).round() as usize,
    };
    Ok((pipeline, taught))
}

/// The pipeline's own register; empty if it has none. A register given on the command line takes
/// its place.
fn own_register(files: &Files) -> Result<Register, Error> {
    match files.text_if_there("register.csv")? {
        Some(text) => register::register(&files.shown("register.csv"), &text),
        None => Ok(Register::default()),
    }
}

/// The letters: their templates, and what `[letters]` says about the sender.
fn letters(files: &Files, said: LettersText) -> Result<Letters, Error> {
    let LettersText { sender, contact, reply_by } = said;
    let [notice, bulletin] = letters::templates(files)?;
    Ok(Letters { notice, bulletin, sender, contact, reply_by })
}

impl RankingText {
    /// The weights, as declared.
    fn weights(&self) -> RankingWeights {
        RankingWeights { error: self.error, warning: self.warning, anomaly: self.anomaly, whole: self.whole }
    }
}

impl OutputsText {
    /// The limits. `rows` alone may be left out and then has its usual value.
    fn limits(self) -> OutputLimits {
        let rows = self.rows.unwrap_or(OutputLimits::default().rows);
        OutputLimits { filings: self.filings, notices: self.notices, rows }
    }
}

impl AnomalyText {
    /// The thresholds, as declared.
    fn levels(&self) -> AnomalyLevels {
        let AnomalyText { level, doubt, look, fit, peers } = *self;
        AnomalyLevels { level, doubt, look, fit, peers }
    }
}

/// Compiles a regular expression of the file. The error points to it.
fn regex(source: Source<'_>, said: &Spanned<String>) -> Result<Regex, Error> {
    Regex::new(said.get_ref()).map_err(|error| source.error_at(said, no_pattern(&error)))
}

/// The legacy encodings to try after Unicode, the likeliest first. The defaults depend on the
/// language, since bytes alone do not tell them apart: the same two bytes are one character in
/// GB18030 and another in Big5.
///
/// An unknown name is an error.
fn encodings(
    source: Source<'_>,
    said: Option<&[Spanned<String>]>,
    language: Lang,
) -> Result<Vec<&'static Encoding>, Error> {
    let Some(said) = said else {
        return Ok(match language {
            Lang::Zh => vec![GB18030, BIG5],
            Lang::En => vec![WINDOWS_1252],
        });
    };
    let named = |name: &Spanned<String>| {
        Encoding::for_label(name.get_ref().as_bytes()).ok_or_else(|| {
            let message = Message::new("unknown.encoding").with("word", name.get_ref());
            source.error_at(name, message).hint(Message::new("hint.encodings"))
        })
    };
    said.iter().map(named).collect()
}

/// The character pairs of `[labels]` and of the file it names, as one text: the first character of
/// each pair is read as the second.
///
/// ```text
/// # comment          a line of the file
/// ab cd              more pairs: a is read as b, c as d
/// ```
///
/// An entry of the file that does not have two characters is an error at its line.
fn fold(files: &Files, said: &LabelsText) -> Result<String, Error> {
    let Some(file) = &said.variants else { return Ok(said.fold.clone()) };
    let text = files.text(file)?;
    let mut fold = said.fold.clone();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        for pair in line.split_whitespace() {
            if pair.chars().count() != 2 {
                let offset = text.lines().take(at).map(|line| line.len() + 1).sum();
                let message = Message::new("pipeline.pair").with("said", pair);
                return Err(Source::new(&files.shown(file), &text).error(offset, message));
            }
            fold.push_str(pair);
        }
    }
    Ok(fold)
}

/// Reads `[numbers.numerals]`. A character left over in `same` is ignored.
fn numerals(said: &NumeralsText) -> Numerals {
    let same: Vec<char> = said.same.chars().collect();
    Numerals {
        digits: said.digits.chars().collect(),
        same: same.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect(),
        units: said.units.clone(),
    }
}

/// Units from this one on can be preceded by smaller units, as "thousand" precedes "million".
const LARGE: i64 = 10_000;

/// Combines every unit of the numerals with every counting word of one character: figures given in
/// hundreds of pieces.
///
/// ```text
/// units hundred = 100, tenthousand = 10000; counter "pc"
/// => hundred, hundredpc, tenthousand, tenthousandpc, hundredtenthousand, hundredtenthousandpc
///    each is a unit of the same name without the counter
/// ```
///
/// Measures declared in the file take precedence.
fn measures(said: &NumbersText) -> BTreeMap<String, String> {
    let mut measures = said.measures.clone();
    let units = &said.numerals.units;
    let largest = |(_, over): &(&char, &i64)| **over >= LARGE;
    let pairs = units.iter().filter(largest).flat_map(|(over, worth)| {
        let below = units.iter().filter(move |(_, other)| *other < worth);
        below.map(move |(unit, _)| format!("{unit}{over}"))
    });
    for unit in pairs.chain(units.keys().map(char::to_string)) {
        let counted = said.counters.iter().filter(|word| word.chars().count() == 1);
        for word in counted.map(String::as_str).chain([""]) {
            let name = format!("{unit}{word}");
            measures.entry(name).or_insert_with(|| unit.clone());
        }
    }
    measures
}

/// Reads `[numbers]`. A unit of money that is not worth a positive whole number is an error, and so
/// is a date pattern without year, month or day, or with a sign that is none.
///
/// ```text
/// [numbers.money]
/// "£" = "1"           the smallest unit; amounts have two decimals
/// "k£" = "1000"       figures in thousands of it
/// ```
fn numbers(
    source: Source<'_>,
    said: &NumbersText,
    pattern: &dyn Fn(&Spanned<String>) -> Result<Regex, Error>,
) -> Result<NumberWords, Error> {
    let mut money = BTreeMap::new();
    for (unit, worth) in &said.money {
        let worth_in = worth.get_ref().parse::<i64>().ok().filter(|worth| *worth > 0).ok_or_else(|| {
            let message = Message::new("pipeline.worth").with("said", worth.get_ref());
            source.error_at(worth, message)
        })?;
        money.insert(unit.clone(), worth_in);
    }
    let says = |pattern: &str, part: &str| pattern.contains(part);
    let is_whole = |pattern: &str| {
        let has_parts = (says(pattern, "%Y") || says(pattern, "%y")) && says(pattern, "%m") && says(pattern, "%d");
        has_parts && StrftimeItems::new(pattern).parse().is_ok()
    };
    if let Some(other) = said.dates.iter().find(|pattern| !is_whole(pattern.get_ref())) {
        let message = Message::new("pipeline.date").with("said", other.get_ref());
        let hint = Message::new("hint.example").with("example", "%Y-%m-%d");
        return Err(source.error_at(other, message).hint(hint));
    }
    Ok(NumberWords {
        numerals: numerals(&said.numerals),
        measures: measures(said),
        unit_said: said.unit_said.iter().map(pattern).collect::<Result<_, _>>()?,
        dates: said.dates.iter().map(|pattern| pattern.get_ref().clone()).collect(),
        blank: said.blank.clone(),
        notes: said.notes.clone(),
        zero: said.zero.clone(),
        not_applicable: said.not_applicable.clone(),
        below_limit: said.below_limit.clone(),
        counters: said.counters.clone(),
        amended: said.amended.clone(),
        plus: said.plus.clone(),
        minus: said.minus.clone(),
        money,
    })
}

/// Reads `[localize]`. Costs are declared in nats and stored in thousandths, as integers, so that
/// the search gives the same result on every machine. Below 0.001, the temperature is 0.001, since
/// it is a divisor.
///
/// An unknown kind of slip and a kind without a cost are errors.
fn localize(source: Source<'_>, said: &LocalizeText) -> Result<SlipPrices, Error> {
    let thousandths = |nats: f64| (nats * 1000.0).round() as i64;
    let mut kinds = [None; Slip::ALL.len()];
    for (word, nats) in &said.kinds {
        let slip: Slip = word.get_ref().parse().map_err(|_| {
            let message = Message::new("unknown.slip").with("word", word.get_ref());
            source.error_at(word, message).hint(nearest(word.get_ref(), Slip::NAMES.iter().copied()))
        })?;
        kinds[slip as usize] = Some(thousandths(*nats));
    }
    let mut prices = [0; Slip::ALL.len()];
    for ((price, given), slip) in prices.iter_mut().zip(kinds).zip(Slip::ALL) {
        let lacking = || Message::new("pipeline.no_price").with("slip", slip.code());
        *price = given.ok_or_else(|| Error::whole(source.name, lacking()))?;
    }
    Ok(SlipPrices {
        slip: thousandths(said.slip),
        kinds: prices,
        in_zero: thousandths(said.in_zero),
        other_year: thousandths(said.other_year),
        corpus: thousandths(said.corpus),
        temperature: thousandths(said.temperature).max(1),
        window: thousandths(said.window),
        steps: said.steps,
        steps_of_many: said.steps / 4,
        repairs: said.repairs,
    })
}

/// The rule for each fact that the pipeline declares. If two rules name the same fact, the last one
/// reports it, and a lint complains.
fn facts(rules: &[Rule]) -> BTreeMap<FactKind, RuleIx> {
    rules
        .iter()
        .enumerate()
        .filter_map(|(at, rule)| match rule.check {
            Check::Fact(kind) => Some((kind, RuleIx(at as u16))),
            Check::Linear { .. }
            | Check::Conditional { .. }
            | Check::Unique { .. }
            | Check::Usual { .. }
            | Check::Prose
            | Check::Method(_) => None,
        })
        .collect()
}

/// BLAKE3 over the files that say how filings are read and checked, with their names and lengths;
/// it goes into the manifest. The register, tests and explanations are not part of it.
fn digest(files: &Files, said: &PipelineText) -> Result<String, Error> {
    let mut hasher = blake3::Hasher::new();
    let forms = said.forms.iter().map(|id| format!("forms/{id}.toml"));
    let aliases = said.aliases.iter().map(|name| format!("aliases/{name}.csv"));
    let whole = ["pipeline.toml", "rules.toml"].map(str::to_owned).into_iter().chain(said.labels.variants.clone());
    for file in whole.chain(forms).chain(aliases) {
        let text = files.text(&file)?;
        hasher.update(file.as_bytes()).update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    }
    for file in [COMPARABLE, PROSE].into_iter().map(str::to_owned).chain(letters::files().map(|(file, _)| file)) {
        let Some(text) = files.text_if_there(&file)? else { continue };
        hasher.update(file.as_bytes()).update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}
