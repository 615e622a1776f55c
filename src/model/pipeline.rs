//! A loaded pipeline: everything the engine knows about one kind of return.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::Encoding;
use regex::Regex;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::model::{
    AnomalyLevels, Case, Catalogue, CellIx, Explanation, FactKind, Lang, Lexicon, Method, Numerals, Page, Patterns,
    ProseRules, Register, Rule, RuleIx, Scope, SlipPrices, Text, Validity, Words, narrowed,
};

/// How figures are written, and the words and signs around them.
#[derive(Clone, Debug, Default)]
pub struct NumberWords {
    /// How numbers are written in words.
    pub numerals: Numerals,
    /// Words for zero.
    pub zero: Vec<String>,
    /// Words that software writes into empty cells, such as `null`.
    pub blank: Vec<String>,
    /// Words that refer to a note, such as `note` in `181 note 1`.
    pub notes: Vec<String>,
    /// Signs for "not applicable".
    pub not_applicable: Vec<String>,
    /// Signs for a figure withheld because it is small.
    pub below_limit: Vec<String>,
    /// Counting words after a number, such as 件.
    pub counters: Vec<String>,
    /// Words next to a figure that say it was replaced by another.
    pub amended: Vec<String>,
    /// Words before a positive figure.
    pub plus: Vec<String>,
    /// Words before a negative figure.
    pub minus: Vec<String>,
    /// Units of money, with their worth in the smallest one.
    pub money: BTreeMap<String, i64>,
    /// Words for other units after a figure, with the unit each stands for.
    pub measures: BTreeMap<String, String>,
    /// Patterns for lines that state the unit of other figures, captured as `unit`.
    pub unit_said: Vec<Regex>,
    /// How dates are printed, with `%Y` (or `%y` for two digits), `%m` and `%d`.
    pub dates: Vec<String>,
}

/// How office names are abbreviated.
#[derive(Clone, Debug, Default)]
pub struct ShortForms {
    /// Abbreviated endings, with the full endings they stand for.
    pub endings: Vec<(Vec<char>, Vec<char>)>,
    /// Last characters of names of regions.
    pub regions: Vec<char>,
    /// Last characters of names of offices.
    pub units: Vec<char>,
    /// Words that contain such a character without ending there.
    pub words: Vec<Vec<char>>,
}

/// Which calendar year a fiscal year that spans two is named after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FiscalYear {
    /// The year it begins in.
    Start,
    /// The year it ends in.
    End,
    /// The fiscal year is the calendar year.
    Calendar,
}

/// Further patterns for headers and cells of exports.
#[derive(Clone, Debug, Default)]
pub struct ColumnWords {
    /// Header of the reporting year, for exports that have another column of years as well.
    pub report_year: Option<Regex>,
    /// Header of a column of years that may be the years of submission.
    pub sending_year: Option<Regex>,
    /// Header of a column that is taken for the year if every line has a year in it.
    pub year_heading: Option<Regex>,
    /// Cells that mean yes and cells that mean no, in yes/no columns.
    pub answers: (Option<Regex>, Option<Regex>),
    /// Words for own and for consolidated figures that mean this only in a column about scope.
    pub scopes: (Option<Regex>, Option<Regex>),
}

/// How the office and year of a filing are recognised.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Titles, capturing `office`, `year`, or both.
    pub title: Patterns,
    /// Lines that name the filing office.
    pub office: Patterns,
    /// Lines that say who prepared the report; used only if no other line names an office.
    pub imprint: Patterns,
    /// Lines that name the reporting year.
    pub year: Patterns,
    /// Phrases in any sentence that state the year of the figures.
    pub period: Vec<Regex>,
    /// Text that may be attached to a title without being part of it.
    pub affixes: Patterns,
    /// A title that names no office; the office may be on the line next to it.
    pub report: Option<Regex>,
    /// What an office name must look like if nothing else says that it is one.
    pub name: Option<Regex>,
    /// What the name of a file or sheet may look like in addition.
    pub path_name: Option<Regex>,
    /// Text attached to a name without being part of it: its number in a list, a footnote mark, a contact.
    pub name_remarks: Vec<Regex>,
    /// Placeholders that look like a name and name nobody in particular.
    pub nobody: Option<Regex>,
    /// Characters used as digits in years.
    pub digits: Vec<(char, char)>,
    /// Characters, with those that replace them when labels are compared.
    pub fold: FxHashMap<char, char>,
    /// Periods that are a whole year although they name parts of one.
    pub whole_year: Option<Regex>,
    /// Periods shorter than a year.
    pub part: Option<Regex>,
    /// Titles and names of files, folders and sheets about a part of a year, captured as `part`. One that captures
    /// `other` as well states when something was sent.
    pub part_of_year: Patterns,
    /// Another year in a title, at the end of the name before the year or of the text after the title.
    pub other_year: Option<Regex>,
    /// Further patterns for headers and cells of exports.
    pub columns: ColumnWords,
    /// A line that may come between an office's name and the title below it; and the wording of a title for a report
    /// that was compiled from others.
    pub titles: (Option<Regex>, Option<Regex>),
    /// Name of an export line that is neither an office nor a sum: last year, an average, a row of numbers.
    pub aside: Option<Regex>,
    /// Captions of tables with this year's and with last year's figures, if both are in a file.
    pub captions: (Option<Regex>, Option<Regex>),
    /// Name of a sheet that is the sum of the others.
    pub whole_sheet: Option<Regex>,
    /// Words that make a year a fiscal year.
    pub fiscal_words: Option<Regex>,
    /// What a fiscal year is named after; `None` if the pipeline does not say.
    pub fiscal: Option<FiscalYear>,
    /// A year of two digits in a cell, captured as `year`.
    pub short_year: Option<Regex>,
    /// The signs after year, month and day in a date.
    pub day_signs: Option<[String; 3]>,
    /// The names of each of the twelve months, in lower case; empty if months have none.
    pub months: Vec<Vec<String>>,
    /// The year in the name of a file or folder.
    pub path_year: Regex,
    /// A year in such a name next to a word for the report.
    pub path_report_year: Patterns,
    /// Dates in such a name, which are not reporting years.
    pub path_dates: Patterns,
    /// Text in the name of a file or folder that is no part of an office name.
    pub path_words: Regex,
    /// Words that mark a file as replacing an earlier one.
    pub corrected: Words,
    /// Words that mark a file as returned, withdrawn, a draft or a specimen.
    pub void: Option<Regex>,
    /// Name of a cover sheet, which says whose the other sheets are.
    pub cover: Option<Regex>,
    /// Words for the year of the report and for the year before, as on sheets with their figures.
    pub named_years: (Option<Regex>, Option<Regex>),
    /// Version numbers in file names, captured as `n`.
    pub version: Vec<Regex>,
    /// How names are abbreviated.
    pub short: ShortForms,
    /// Lines that say the filing holds the office's own figures only.
    pub own: Regex,
    /// Lines that say it includes the offices below.
    pub consolidated: Regex,
    /// Words that say the same, but only at the end of a title or of the name of a file, folder or sheet.
    pub compiled: Regex,
    /// Endings of names that say the figures are the office's own. A capture `keep` belongs to the name.
    pub own_end: Vec<Regex>,
    /// Name of a folder of collected files, which says nothing about the scope of each.
    pub collected: Option<Regex>,
    /// Name of an export line that is a sum and no office.
    pub total: Regex,
    /// What follows a region's name in the name of the office that files for the region.
    pub seat: Regex,
    /// Words for an office as a whole, for exports with a column for parts of offices.
    pub whole: Vec<String>,
    /// First and last possible reporting year.
    pub years: (u16, u16),
    /// Last characters of names of regions by level, the largest regions first.
    pub levels: Vec<Vec<char>>,
    /// The first half of a name that is broken over two lines: a region, and part of an office name.
    pub half_name: Option<Regex>,
}

impl Identity {
    /// True for the name of a region.
    pub fn is_region(&self, name: &str) -> bool {
        name.chars().next_back().is_some_and(|last| self.short.regions.contains(&last))
            && self.name.as_ref().is_some_and(|pattern| pattern.is_match(name))
    }

    /// Level of a region by the last character of its name; 0 is the largest.
    pub fn level(&self, last: char) -> Option<usize> {
        self.levels.iter().position(|level| level.contains(&last))
    }

    /// The name without words in which a region's last character does not end a region.
    pub fn without_words(&self, name: &str) -> String {
        let words = self.short.words.iter().map(|word| word.iter().collect::<String>());
        words.fold(name.to_owned(), |name, word| if name.contains(&word) { name.replace(&word, "") } else { name })
    }

    /// True for the name of a town, or an office in one, without its district: many towns share a name.
    pub fn is_of_town(&self, name: &str) -> bool {
        let first = self.without_words(name).chars().skip(1).find_map(|c| self.level(c));
        first.is_some_and(|level| level + 1 == self.levels.len())
    }

    /// True if the character ending at `end` is part of a word and ends no region, such as 市 in 市场.
    pub fn is_in_word(&self, name: &str, end: usize) -> bool {
        self.short.words.iter().any(|word| {
            let word: String = word.iter().collect();
            name.match_indices(&word).any(|(start, _)| start < end && end <= start + word.len())
        })
    }

    /// True if a name states its region after its first character, which may be a generic 市 or 县.
    pub fn names_region(&self, name: &str) -> bool {
        let rest: String = name.chars().skip(1).collect();
        self.without_words(&rest).contains(&self.short.regions[..])
    }

    /// The name without the remarks attached to it. Unchanged if nothing would be left, or if a placeholder would turn
    /// into something that looks like a real name.
    pub fn bare_name<'a>(&self, name: &'a str) -> Cow<'a, str> {
        let mut bare = Cow::Borrowed(name);
        if self.is_aside(name) {
            return bare;
        }
        for remark in &self.name_remarks {
            let cut = match remark.replace(&bare, "") {
                Cow::Owned(cut) if !cut.trim().is_empty() => cut.trim().to_owned(),
                Cow::Owned(_) | Cow::Borrowed(_) => continue,
            };
            bare = Cow::Owned(cut);
        }
        bare
    }

    /// The name in NFKC without its scope mark, and the scope that the mark stands for.
    pub fn name_and_scope<'a>(&self, name: &'a str) -> (Cow<'a, str>, Option<Scope>) {
        let marks =
            [(&self.own, Scope::Own), (&self.consolidated, Scope::Consolidated), (&self.compiled, Scope::Consolidated)];
        let marks = marks.into_iter().chain(self.own_end.iter().map(|mark| (mark, Scope::Own)));
        for (mark, scope) in marks.filter(|(mark, _)| mark.is_match(name)) {
            if let cut @ Cow::Owned(_) = mark.replace(name, "$keep") {
                return (cut, Some(scope));
            }
        }
        (Cow::Borrowed(name), None)
    }

    /// Whether a name or line says that its filing is void or a correction.
    pub fn validity(&self, name: &str) -> Validity {
        let is_void = self.void.as_ref().is_some_and(|void| void.is_match(name));
        let is_correction = self.corrected.are_in(name);
        match (is_void, is_correction) {
            (true, _) => Validity::Void,
            (false, true) => Validity::Corrected,
            (false, false) => Validity::Plain,
        }
    }

    /// True for the name of an export line that is neither an office nor a sum.
    pub fn is_aside(&self, name: &str) -> bool {
        let plain: String = narrowed(name).chars().filter(|c| !c.is_whitespace()).collect();
        self.aside.as_ref().is_some_and(|aside| aside.is_match(&plain))
    }

    /// True for the name of an export line that is a sum.
    pub fn is_total(&self, name: &str) -> bool {
        let plain: String = narrowed(name).chars().filter(|c| !c.is_whitespace()).collect();
        self.total.is_match(&plain)
    }
}

/// Weights of findings in the ranking, from `[ranking]`.
#[derive(Clone, Copy, Debug)]
pub struct RankingWeights {
    /// Weight of an error, before its materiality.
    pub error: f64,
    /// Weight of a warning, before its materiality.
    pub warning: f64,
    /// Weight of an anomaly, before its certainty and effect.
    pub anomaly: f64,
    /// Share of the weight that counts however small the difference is.
    pub whole: f64,
}

/// How much of a large run the page, workbook and letters show, from `[outputs]`. The tables are always complete.
#[derive(Clone, Copy, Debug)]
pub struct OutputLimits {
    /// Most filings shown; beyond that, those of the offices at the top of the ranking.
    pub filings: usize,
    /// Most offices that get a letter; beyond that, those at the top of the ranking.
    pub notices: usize,
    /// Most rows of a list in a workbook.
    pub rows: usize,
}

impl Default for OutputLimits {
    fn default() -> OutputLimits {
        OutputLimits { filings: 12_000, notices: 3_000, rows: 50_000 }
    }
}

/// Letters to offices, from `letters/` and `[letters]`.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    /// Template of the letter to an office.
    pub notice: Text,
    /// Template of the bulletin on the whole run.
    pub bulletin: Text,
    /// Who signs; if empty, a blank to fill in.
    pub sender: String,
    /// Whom to reply to; if empty, a blank to fill in.
    pub contact: String,
    /// By when to reply, in words; if empty, a blank to fill in.
    pub reply_by: String,
}

/// One kind of return: its forms, words, rules and offices.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// Its name in outputs and on the command line.
    pub name: String,
    /// The kind of return.
    pub title: Text,
    /// Default language of its messages.
    pub language: Lang,
    /// Encodings besides Unicode that its files may have, the likeliest first.
    pub encodings: Vec<&'static Encoding>,
    /// BLAKE3 of its files.
    pub digest: String,
    /// Every cell of its forms.
    pub catalogue: Catalogue,
    /// Every label of its forms and aliases.
    pub lexicon: Lexicon,
    /// How figures are written.
    pub numbers: NumberWords,
    /// How the office and year of a filing are recognised.
    pub identity: Identity,
    /// In the order of `rules.toml`, which is also the order of findings.
    pub rules: Vec<Rule>,
    /// Its tests, from `tests.toml`.
    pub cases: Vec<Case>,
    /// Its own explanations, from `explanations.csv`.
    pub explanations: Vec<Explanation>,
    /// How to check the text of reports, if it has a `prose.toml`.
    pub prose: Option<ProseRules>,
    /// Rules that look for a fact instead of comparing figures.
    pub facts: BTreeMap<FactKind, RuleIx>,
    /// Its own register, from `register.csv`; empty if it has none.
    pub register: Register,
    /// Name of the group of all offices.
    pub city: Text,
    /// Matches name or kind of an office that files the own figures of the office above it.
    pub own: Option<Regex>,
    /// Weights of findings in the ranking.
    pub ranking: RankingWeights,
    /// How certain anomalies have to be to be listed.
    pub anomaly: AnomalyLevels,
    /// Anomaly methods, in the order of declaration.
    pub methods: Vec<Method>,
    /// Charts of `report.html`.
    pub page: Page,
    /// Costs and bounds of the search for repairs.
    pub localize: SlipPrices,
    /// How much of a large run is shown.
    pub outputs: OutputLimits,
    /// Letters to offices.
    pub letters: Letters,
    /// A table with fewer than this many thousandths of its rows is taken for an excerpt, and not checked for missing
    /// rows.
    pub excerpt: usize,
}

impl Pipeline {
    /// The rule of an index.
    pub fn rule(&self, rule: RuleIx) -> &Rule {
        &self.rules[rule.at()]
    }

    /// The position of the rule with that id.
    pub fn rule_by_id(&self, id: &str) -> Option<RuleIx> {
        self.rules.iter().position(|rule| rule.id.0 == id).map(|at| RuleIx(at as u16))
    }

    /// The rule for a fact, if the pipeline declares one.
    pub fn fact(&self, kind: FactKind) -> Option<RuleIx> {
        self.facts.get(&kind).copied()
    }

    /// For each cell the total it is a part of, by the first rule that says so among those that hold for every office.
    pub fn wholes(&self) -> BTreeMap<CellIx, CellIx> {
        let mut whole_of = BTreeMap::new();
        for rule in &self.rules {
            let laws = rule.laws().iter().flatten();
            for linear in laws.filter(|linear| rule.is_owed_by_all(linear) && linear.is_plain()) {
                let Some((whole, parts)) = linear.sum() else { continue };
                for part in parts.iter().filter(|part| part.cell != whole.cell) {
                    whole_of.entry(part.cell).or_insert(whole.cell);
                }
            }
        }
        whole_of
    }
}
