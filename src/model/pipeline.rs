//! A pipeline, loaded: everything the engine knows about one kind of return.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::Encoding;
use regex::Regex;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::model::{
    AnomalyLevels, Case, Catalogue, CellIx, Check, Explanation, FactKind, Lang, Lexicon, Method, Numerals, Page,
    Patterns, ProseRules, Register, Rule, RuleIx, Scope, SlipPrices, Text, Validity, Words, narrowed,
};

/// Words and signs around figures.
#[derive(Clone, Debug, Default)]
pub struct NumberWords {
    /// How numbers are written in words.
    pub numerals: Numerals,
    /// Words for none at all.
    pub zero: Vec<String>,
    /// Words that programs write for an empty cell.
    pub blank: Vec<String>,
    /// Words that point to a note, such as `note` in `181 note 1`.
    pub notes: Vec<String>,
    /// Signs for a question that does not apply.
    pub not_applicable: Vec<String>,
    /// Signs for a figure too small to be given.
    pub below_limit: Vec<String>,
    /// Words behind a count that are no part of it.
    pub counters: Vec<String>,
    /// Words beside a figure which say that another one is meant.
    pub amended: Vec<String>,
    /// Words before a figure that is not negative.
    pub plus: Vec<String>,
    /// Words before a figure that is.
    pub minus: Vec<String>,
    /// Unit of money and its worth in the smallest common unit.
    pub money: BTreeMap<String, i64>,
    /// Word behind a figure that is neither counted nor paid, and the unit it stands for.
    pub measures: BTreeMap<String, String>,
    /// What a line says of the unit of figures elsewhere, each naming it as `unit`.
    pub unit_said: Vec<Regex>,
    /// How days are printed, with `%Y` (or `%y` for the last two), `%m` and `%d` for the digits of year, month and day.
    pub dates: Vec<String>,
}

/// How names of offices are shortened.
#[derive(Clone, Debug, Default)]
pub struct ShortForms {
    /// Endings of short forms with the endings they stand for.
    pub endings: Vec<(Vec<char>, Vec<char>)>,
    /// Characters that end the name of a region.
    pub regions: Vec<char>,
    /// Characters that end the name of an office.
    pub units: Vec<char>,
    /// Words in which such a character ends nothing.
    pub words: Vec<Vec<char>>,
}

/// The calendar year that a fiscal year over two of them is called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FiscalYear {
    /// The one it begins in.
    Start,
    /// The one it ends in.
    End,
    /// It is the calendar's.
    Calendar,
}

/// Labels of columns of an export, and words in them, that are no labels of fields.
#[derive(Clone, Debug, Default)]
pub struct ColumnWords {
    /// The heading of the column that has the year of the report where another has the year of something else.
    pub report_year: Option<Regex>,
    /// The heading of a column of years that may be those in which a report was sent.
    pub sending_year: Option<Regex>,
    /// What a column is called that is of years if every line has one in it.
    pub year_heading: Option<Regex>,
    /// Cells that say yes, and those that say no, in a column that asks.
    pub answers: (Option<Regex>, Option<Regex>),
    /// Words that say own or consolidated figures, and nothing elsewhere.
    pub scopes: (Option<Regex>, Option<Regex>),
}

/// How office and year are told.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Each gives `office` and `year`, or one of them.
    pub title: Patterns,
    /// Lines that name the filing office.
    pub office: Patterns,
    /// Lines that name who drew the report up: an office for want of a better one.
    pub imprint: Patterns,
    /// Lines that name the reporting year.
    pub year: Patterns,
    /// Words in any sentence that give the year of the figures.
    pub period: Vec<Regex>,
    /// What may stand in a title and is no part of it.
    pub affixes: Patterns,
    /// What says which report it is and names nobody: an office may stand on the line beside it.
    pub report: Option<Regex>,
    /// What a name must be like to be that of an office, where nothing but the name says so.
    pub name: Option<Regex>,
    /// What the name of a file or sheet may be like beside that.
    pub path_name: Option<Regex>,
    /// What is written at a name and is no part of it: its number in a list, a footnote's mark, whom to call.
    pub name_remarks: Vec<Regex>,
    /// What looks like a name and is nobody's in particular.
    pub nobody: Option<Regex>,
    /// Characters that stand for digits in years.
    pub digits: Vec<(char, char)>,
    /// Characters and those that labels are read with in their place.
    pub fold: FxHashMap<char, char>,
    /// Words of a period that is a year though it names parts of one.
    pub whole_year: Option<Regex>,
    /// Words of a period shorter than a year.
    pub part: Option<Regex>,
    /// Titles and names of files, folders and sheets that speak of a part of a year, which each gives as `part`; what
    /// they have in `other` as well is the time at which something was sent.
    pub part_of_year: Patterns,
    /// In a title, at the end of the name before the year or of what stands behind the title: another year.
    pub other_year: Option<Regex>,
    /// Labels of columns of an export, and words in them.
    pub columns: ColumnWords,
    /// A line that may stand between the name of an office and the title below it; and in the title of a report, that it is
    /// put together of others.
    pub titles: (Option<Regex>, Option<Regex>),
    /// The name of a line in an export that is neither an office nor a sum: last year, an average, a numbering.
    pub aside: Option<Regex>,
    /// What is said over a table of this year's figures where one of last year's stands beside it, and over that one.
    pub captions: (Option<Regex>, Option<Regex>),
    /// The name of a sheet that is all the others together.
    pub whole_sheet: Option<Regex>,
    /// Words that make a year a fiscal year.
    pub fiscal_words: Option<Regex>,
    /// What a fiscal year is called by; of a pipeline that has none it cannot be told.
    pub fiscal: Option<FiscalYear>,
    /// A cell of a year that gives its last two digits as `year`.
    pub short_year: Option<Regex>,
    /// The signs behind year, month and day of a date.
    pub day_signs: Option<[String; 3]>,
    /// The names of each of the twelve months, if there are any, in small letters.
    pub months: Vec<Vec<String>>,
    /// Finds the year in a file or folder name.
    pub path_year: Regex,
    /// Finds a year there that stands by a word of the report.
    pub path_report_year: Patterns,
    /// Finds dates there, which are no reporting years.
    pub path_dates: Patterns,
    /// What in a file or folder name is no part of the name of an office.
    pub path_words: Regex,
    /// Words of a file that stands in place of an earlier one.
    pub corrected: Words,
    /// Words of one that was sent back or withdrawn, of drafts and of specimens.
    pub void: Option<Regex>,
    /// The name of a sheet that says whose the others of its workbook are.
    pub cover: Option<Regex>,
    /// A word for the year of the report and nothing else; and for the year before, as on a sheet that holds its figures.
    pub named_years: (Option<Regex>, Option<Regex>),
    /// In the name of a file, the number of its version as `n`.
    pub version: Vec<Regex>,
    /// How names are shortened.
    pub short: ShortForms,
    /// Lines that say a filing holds the office's own figures only.
    pub own: Regex,
    /// Lines that say it holds those of the offices below as well.
    pub consolidated: Regex,
    /// What says so at the end of a title or of the name of a file, folder or sheet, and nowhere else.
    pub compiled: Regex,
    /// What says at the end of a name that the figures are the office's own; of what is found `keep` belongs to the name.
    pub own_end: Vec<Regex>,
    /// The name of a folder in which the files of many offices were collected, whatever it says of scope.
    pub collected: Option<Regex>,
    /// The name of a line of sums in an export, which is no office.
    pub total: Regex,
    /// The end of the name of an office that files for a region, behind the name of the region.
    pub seat: Regex,
    /// Words for an office as a whole where an export has a column of its parts.
    pub whole: Vec<String>,
    /// The years that can be reporting years.
    pub years: (u16, u16),
    /// Characters that end the names of regions, those of the widest regions first.
    pub levels: Vec<Vec<char>>,
    /// The beginning of a name that a line ends before it does: a region and some of an office's name.
    pub half_name: Option<Regex>,
}

impl Identity {
    /// True if a name is that of a region.
    pub fn is_region(&self, name: &str) -> bool {
        name.chars().next_back().is_some_and(|last| self.short.regions.contains(&last))
            && self.name.as_ref().is_some_and(|pattern| pattern.is_match(name))
    }

    /// How wide a region is whose name ends in that character, 0 being the widest.
    pub fn level(&self, last: char) -> Option<usize> {
        self.levels.iter().position(|level| level.contains(&last))
    }

    /// A name without the words in which the characters of regions end nothing.
    pub fn without_words(&self, name: &str) -> String {
        let words = self.short.words.iter().map(|word| word.iter().collect::<String>());
        words.fold(name.to_owned(), |name, word| if name.contains(&word) { name.replace(&word, "") } else { name })
    }

    /// True for the name of a town or of an office in one, without the district around it: there are towns of one name.
    pub fn is_of_town(&self, name: &str) -> bool {
        let first = self.without_words(name).chars().skip(1).find_map(|c| self.level(c));
        first.is_some_and(|level| level + 1 == self.levels.len())
    }

    /// True if the character that ends there is a part of a word in which it ends no region: the first of 市场.
    pub fn is_in_word(&self, name: &str, end: usize) -> bool {
        self.short.words.iter().any(|word| {
            let word: String = word.iter().collect();
            name.match_indices(&word).any(|(start, _)| start < end && end <= start + word.len())
        })
    }

    /// True if a name says in which region its office is, behind the character that a general name may begin with.
    pub fn names_region(&self, name: &str) -> bool {
        let rest: String = name.chars().skip(1).collect();
        self.without_words(&rest).contains(&self.short.regions[..])
    }

    /// A name without what is written at it; the name itself where nothing else would be left, or where it is nobody's
    /// and would look like somebody's.
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

    /// A name in narrow letters without the mark of whose figures stand under it, and what the mark says.
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

    /// What a name or a line says of whether the filing that it is about holds.
    pub fn validity(&self, name: &str) -> Validity {
        let is_void = self.void.as_ref().is_some_and(|void| void.is_match(name));
        let is_correction = self.corrected.are_in(name);
        match (is_void, is_correction) {
            (true, _) => Validity::Void,
            (false, true) => Validity::Corrected,
            (false, false) => Validity::Plain,
        }
    }

    /// True if a name is that of a line of sums.
    pub fn is_aside(&self, name: &str) -> bool {
        let plain: String = narrowed(name).chars().filter(|c| !c.is_whitespace()).collect();
        self.aside.as_ref().is_some_and(|aside| aside.is_match(&plain))
    }

    /// True for the name of a line of sums.
    pub fn is_total(&self, name: &str) -> bool {
        let plain: String = narrowed(name).chars().filter(|c| !c.is_whitespace()).collect();
        self.total.is_match(&plain)
    }
}

/// Weights of the first ranking, from `[ranking]`.
#[derive(Clone, Copy, Debug)]
pub struct RankingWeights {
    /// What one error weighs before its materiality.
    pub error: f64,
    /// What one warning weighs before its materiality.
    pub warning: f64,
    /// What one anomaly weighs before its certainty and effect.
    pub anomaly: f64,
    /// The materiality of a finding without a difference.
    pub whole: f64,
}

/// How much of a large run is shown to people, from `[outputs]`; the tables always hold all of it.
#[derive(Clone, Copy, Debug)]
pub struct OutputLimits {
    /// Filings shown one by one; of more, those of the most questionable offices.
    pub filings: usize,
    /// Offices that are sent a notice; of more, the most questionable.
    pub notices: usize,
    /// Rows of a list in a workbook.
    pub rows: usize,
}

impl Default for OutputLimits {
    fn default() -> OutputLimits {
        OutputLimits { filings: 12_000, notices: 3_000, rows: 50_000 }
    }
}

/// What is written to offices, from `letters/` and `[letters]`.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    /// The template of the notice to one office.
    pub notice: Text,
    /// The template of the bulletin on a whole run.
    pub bulletin: Text,
    /// Who signs; blank to be filled in.
    pub sender: String,
    /// Whom to answer; blank to be filled in.
    pub contact: String,
    /// By when, in words; blank to be filled in.
    pub reply_by: String,
}

/// One kind of return: its forms, words, rules and offices.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// By which outputs and commands know it.
    pub name: String,
    /// What kind of return it is.
    pub title: Text,
    /// Of its messages, unless another is asked for.
    pub language: Lang,
    /// Encodings that its files may have beside Unicode, the likeliest first.
    pub encodings: Vec<&'static Encoding>,
    /// BLAKE3 of its files.
    pub digest: String,
    /// Every cell of its forms.
    pub catalogue: Catalogue,
    /// Every label of its forms and aliases.
    pub lexicon: Lexicon,
    /// How its figures are written.
    pub numbers: NumberWords,
    /// How its filings say whose they are.
    pub identity: Identity,
    /// In the order of their file, which is that of findings.
    pub rules: Vec<Rule>,
    /// The tests of its rules, if it brings some along.
    pub cases: Vec<Case>,
    /// The explanations it brings along, if any.
    pub explanations: Vec<Explanation>,
    /// What its reports say in words, if the pipeline reads them.
    pub prose: Option<ProseRules>,
    /// The rules that are no arithmetic, by what they look for.
    pub facts: BTreeMap<FactKind, RuleIx>,
    /// The offices it brings along, if any.
    pub register: Register,
    /// What the group of all offices is called.
    pub city: Text,
    /// Tells an office that files the figures of the one above it without those below: by its name or kind.
    pub own: Option<Regex>,
    /// What findings weigh in the ranking.
    pub ranking: RankingWeights,
    /// How many innocents are put up with among the anomalies.
    pub anomaly: AnomalyLevels,
    /// Ways of telling what is unlikely, in the order of declaration.
    pub methods: Vec<Method>,
    /// What the page for people shows of its figures.
    pub page: Page,
    /// What repairs cost, and how long they are searched.
    pub localize: SlipPrices,
    /// How much people are shown of a large run.
    pub outputs: OutputLimits,
    /// What is written to offices.
    pub letters: Letters,
    /// Below so many thousandths of its rows a table is an excerpt.
    pub excerpt: usize,
}

impl Pipeline {
    /// The rule of an index.
    pub fn rule(&self, rule: RuleIx) -> &Rule {
        &self.rules[rule.at()]
    }

    /// The rule that stands for a fact, if the pipeline wants it reported.
    pub fn fact(&self, kind: FactKind) -> Option<RuleIx> {
        self.facts.get(&kind).copied()
    }

    /// Of which cell a cell is a part, by the sums that every office owes: the first rule that says so.
    pub fn wholes(&self) -> BTreeMap<CellIx, CellIx> {
        let mut whole_of = BTreeMap::new();
        for rule in &self.rules {
            let Check::Linear { instances, .. } = &rule.check else { continue };
            for linear in instances.iter().flatten().filter(|linear| rule.is_owed_by_all(linear) && linear.is_plain()) {
                let Some((whole, parts)) = linear.sum() else { continue };
                for part in parts.iter().filter(|part| part.cell != whole.cell) {
                    whole_of.entry(part.cell).or_insert(whole.cell);
                }
            }
        }
        whole_of
    }
}
