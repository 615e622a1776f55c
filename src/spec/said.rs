//! The syntax of `pipeline.toml`: one struct per section, with the defaults of keys that are left
//! out.
//!
//! Only the name, title and language of the pipeline and its forms are required. This is a complete
//! file:
//!
//! ```text
//! name = "my-libraries"
//! title = "returns of branch libraries"
//! language = "en"
//! forms = ["loans"]
//! ```
//!
//! The structs hold what the file says, unchecked: `pipeline` and `identity` compile the patterns
//! and resolve the names. A text is a `Spanned` if something can be wrong with it, since the error
//! then points to its line and column. An unknown key is an error in every section.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{FiscalYear, Lang, Slip, Text};
use crate::spec::method::MethodText;
use crate::spec::page::PageText;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PipelineText {
    /// Short name, usually that of its folder.
    pub name: String,
    /// What the pipeline is about, for headings of outputs.
    pub title: Text,
    /// Language of the files that come in. It also decides which encodings are tried.
    pub language: Lang,
    /// Names of legacy encodings to try, the likeliest first, as web pages spell them: `big5`.
    /// Defaults to the usual ones for the language.
    pub encodings: Option<Vec<Spanned<String>>>,
    /// Names of files in `forms/`, without `.toml`; the first is the form in force.
    pub forms: Vec<String>,
    /// Names of files in `aliases/`, without `.csv`.
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub labels: LabelsText,
    #[serde(default)]
    pub numbers: NumbersText,
    #[serde(default)]
    pub identity: IdentityText,
    /// How regions lie in one another, and what the whole is called.
    #[serde(default)]
    pub levels: LevelsText,
    /// Weights for the ranking of questionable office-years.
    #[serde(default)]
    pub ranking: RankingText,
    /// Thresholds that all anomaly methods share.
    #[serde(default)]
    pub anomaly: AnomalyText,
    /// The anomaly methods. Each also makes a rule.
    #[serde(default)]
    pub method: Vec<MethodText>,
    /// Costs of the mistakes by which a broken filing can be explained.
    #[serde(default)]
    pub localize: LocalizeText,
    /// What the charts of `report.html` show.
    #[serde(default)]
    pub page: PageText,
    /// When a table counts as an excerpt.
    #[serde(default)]
    pub excerpt: ExcerptText,
    /// How much of a large run is shown; the defaults of `OutputLimits` if not given.
    pub outputs: Option<OutputsText>,
    /// Who signs the letters to offices.
    #[serde(default)]
    pub letters: LettersText,
}

/// `[labels]`: what is ignored when labels are compared.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LabelsText {
    /// Pattern for what comes before a label without being part of it, such as `(1)`. Matches
    /// nothing by default.
    pub ordinal: Spanned<String>,
    /// Pattern for what comes after a label without being part of it, such as a remark in brackets.
    /// Matches nothing by default.
    pub annotation: Spanned<String>,
    /// Pairs of characters without separators; the first of each pair is read as the second.
    pub fold: String,
    /// A file with further pairs, separated by white space, with comment lines that start with `#`.
    pub variants: Option<String>,
}

/// `[numbers]`: how figures are written, and the words around them. Everything is empty by default,
/// so only plain numbers are understood.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NumbersText {
    /// Words that software writes into empty cells, such as `null`.
    pub blank: Vec<String>,
    /// Words that refer to a note: `181 note 1` is 181.
    pub notes: Vec<String>,
    /// Words for zero, such as `nil`.
    pub zero: Vec<String>,
    /// Signs for a figure that cannot exist, such as `n/a`.
    pub not_applicable: Vec<String>,
    /// Signs for a figure withheld because it is small, such as `<5`.
    pub below_limit: Vec<String>,
    /// Counting words that may follow a figure.
    pub counters: Vec<String>,
    /// Words next to a figure that say it has been replaced by another one.
    pub amended: Vec<String>,
    /// Words before a positive figure.
    pub plus: Vec<String>,
    /// Words before a negative figure.
    pub minus: Vec<String>,
    /// Units of money with their worth in the smallest one. The worth is a text, so that its error
    /// has a place.
    pub money: BTreeMap<String, Spanned<String>>,
    /// Other words after a figure, with the unit each stands for.
    pub measures: BTreeMap<String, String>,
    /// Patterns for lines that state the unit of other figures, captured as `unit`.
    pub unit_said: Vec<Spanned<String>>,
    /// How dates are printed: `%Y` or `%y`, `%m` and `%d`, all three of them, as in `%Y-%m-%d`.
    pub dates: Vec<Spanned<String>>,
    /// How numbers are written in words.
    pub numerals: NumeralsText,
}

/// `[numbers.numerals]`: numbers in words, digit by digit or with units as in "three hundred".
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NumeralsText {
    /// The ten digits from zero to nine.
    pub digits: String,
    /// Pairs of a variant and the digit or unit that it stands for, without separators.
    pub same: String,
    /// Ten, hundred and so on, with their values.
    pub units: BTreeMap<char, i64>,
}

/// `[identity]`: how the office, year and scope of a filing are recognised.
///
/// Most keys are regular expressions. A key that is left out recognises nothing, with the exception
/// of `path_year` and `years`. What each pattern is used for is documented at `Identity` in the
/// model.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct IdentityText {
    /// Titles, capturing `office`, `year` or both.
    pub title: Vec<Spanned<String>>,
    /// Lines that name the office, captured as `office`.
    pub office: Vec<Spanned<String>>,
    /// Lines that say who prepared the report; used only if no title names an office.
    pub imprint: Vec<Spanned<String>>,
    /// Lines that give the year, captured as `year`.
    pub year: Vec<Spanned<String>>,
    /// Phrases in any sentence that state the year of the figures.
    pub period: Vec<Spanned<String>>,
    /// Text around a title that is no part of it.
    pub affixes: Vec<Spanned<String>>,
    /// A line that says which report this is, but not whose; the office may be on a line next to
    /// it.
    pub report: Option<Spanned<String>>,
    /// What may be an office name where nothing else says that it is one.
    pub name: Option<Spanned<String>>,
    /// The same for names of files, where names may be spelled in Latin letters.
    pub path_name: Option<Spanned<String>>,
    /// The beginning of a name that continues on the next line.
    pub half_name: Option<Spanned<String>>,
    /// Text attached to a name: a number in a list, a footnote mark, a contact.
    pub name_remarks: Vec<Spanned<String>>,
    /// Words that look like a name and never are one, such as `export`.
    pub nobody: Option<Spanned<String>>,
    /// Characters that stand for digits in years, in pairs without separators: `a1b2`.
    pub digits: Spanned<String>,
    /// In a year column: a whole year given as a period.
    pub whole_year: Option<Spanned<String>>,
    /// In a year column: a period shorter than a year.
    pub part: Option<Spanned<String>>,
    /// Titles and names that speak of a part of a year.
    pub part_of_year: Vec<Spanned<String>>,
    /// A second year next to that of a title; neither is used then.
    pub other_year: Option<Spanned<String>>,
    /// Header of the year column that is that of the report, if there are two.
    pub report_year: Option<Spanned<String>>,
    /// A line that may stand between the name of an office and the title below it.
    pub between: Option<Spanned<String>>,
    /// A title of a report compiled from others.
    pub compiled_report: Option<Spanned<String>>,
    /// Header of a year column that may hold the year of sending.
    pub sending_year: Option<Spanned<String>>,
    /// What the header of an unknown column must look like to be tried as the year.
    pub year_heading: Option<Spanned<String>>,
    /// Cells of a scope column that say "own figures".
    pub own_column: Option<Spanned<String>>,
    /// Cells of a scope column that say "with the offices below".
    pub consolidated_column: Option<Spanned<String>>,
    /// Name of a line that is neither an office nor a sum, such as an average.
    pub aside: Option<Spanned<String>>,
    /// Caption of the table with this year's figures, where a file has both.
    pub caption_this_year: Option<Spanned<String>>,
    /// Caption of the table with last year's figures, where a file has both.
    pub caption_last_year: Option<Spanned<String>>,
    /// Name of a sheet that is the sum of all others.
    pub whole_sheet: Option<Spanned<String>>,
    /// Words that make a year a fiscal year.
    pub fiscal_words: Option<Spanned<String>>,
    /// Which calendar year gives a fiscal year its name.
    pub fiscal: Option<FiscalYear>,
    /// A year of two digits in a cell, captured as `year`.
    pub short_year: Option<Spanned<String>>,
    /// The signs after year, month and day in a date.
    pub day_signs: Option<[String; 3]>,
    /// Names of each of the twelve months; exactly twelve lists, or none at all.
    pub months: Option<Spanned<Vec<Vec<String>>>>,
    /// The year in the name of a file or folder. By default four digits that are not part of a
    /// longer number.
    pub path_year: Spanned<String>,
    /// A year next to a word for the report, which outweighs other years in the name.
    pub path_report_year: Vec<Spanned<String>>,
    /// Dates in names of files, which are removed before a year is looked for.
    pub path_dates: Vec<Spanned<String>>,
    /// Text that is removed from the name of a file before it may be that of an office.
    pub path_words: Spanned<String>,
    /// Words that mark a filing as replacing an earlier one.
    pub corrected: Vec<String>,
    /// A mark of filings that were returned or withdrawn, or are drafts.
    pub void: Option<Spanned<String>>,
    /// Answers in a column that asks, such as "consolidated?".
    pub yes: Option<Spanned<String>>,
    /// The opposite answers.
    pub no: Option<Spanned<String>>,
    /// Name of a cover sheet.
    pub cover: Option<Spanned<String>>,
    /// Name of a sheet, or words at a label, for figures of the year before.
    pub last_year: Option<Spanned<String>>,
    /// The same for figures of the year itself.
    pub this_year: Option<Spanned<String>>,
    /// Version numbers in names of files and folders, captured as `n`.
    pub version: Vec<Spanned<String>>,
    /// How names are abbreviated.
    pub short: ShortText,
    /// A line or cell that says the figures are the office's own.
    pub own: Spanned<String>,
    /// A line or cell that says they include the offices below.
    pub consolidated: Spanned<String>,
    /// The same, but only at the end of a title or name.
    pub compiled: Spanned<String>,
    /// Endings of names that say the figures are the office's own. A capture `keep` stays in the
    /// name.
    pub own_end: Vec<Spanned<String>>,
    /// Name of a folder in which files of many offices were collected.
    pub collected: Option<Spanned<String>>,
    /// Name of a line or sheet of sums, which is no office.
    pub total: Spanned<String>,
    /// What follows the name of a region in the name of its government.
    pub seat: Spanned<String>,
    /// Words for an office as a whole, for exports with a column for parts of offices.
    pub whole: Vec<String>,
    /// The years that a number can be.
    pub years: YearsText,
}

/// `[identity.short]`: how names of offices are abbreviated.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ShortText {
    /// `short=full` pairs of endings.
    pub endings: Vec<Spanned<String>>,
    /// Last characters of names of regions.
    pub regions: String,
    /// Last characters of names of offices.
    pub units: String,
    /// Words in which such a character does not end a region.
    pub words: Vec<String>,
}

/// `[identity.years]`: first and last possible reporting year, 1990 and 2100 by default. A `{year}`
/// in an alias file is replaced by each of them.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct YearsText {
    pub from: u16,
    pub to: u16,
}

/// `[levels]`: the regions, and the whole that they make up.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LevelsText {
    /// Name of the group of all offices; "all" by default.
    pub city: Text,
    /// Matches the name or kind of an office that files the own figures of the office above it.
    pub own: Option<Spanned<String>>,
    /// Last characters of names of regions, the largest regions first. A character may occur in one
    /// level only.
    pub regions: Vec<String>,
}

/// `[ranking]`: how much a finding of each severity counts for, and the share (`whole`) of it that
/// counts however small the difference is. See `RankingWeights`.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RankingText {
    pub error: f64,
    pub warning: f64,
    pub anomaly: f64,
    pub whole: f64,
}

/// `[anomaly]`: how certain an anomaly must be.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AnomalyText {
    /// Accepted share of ordinary office-years among those listed, from 0 to 1.
    pub level: f64,
    /// Never list an office-year with a higher probability of being ordinary.
    pub doubt: f64,
    /// Up to this share, further ones are noted as worth a look.
    pub look: f64,
    /// Filings needed to estimate parameters from the data.
    pub fit: usize,
    /// Offices of a kind needed to compare one of them with the rest.
    pub peers: usize,
}

/// `[localize]`: what each explanation of a broken filing costs, in nats (the negative logarithm of
/// its probability). A slip that is e times as rare costs 1 more. `pipeline` converts all of it to
/// thousandths.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LocalizeText {
    /// Cost of any slip, in addition to that of its kind.
    pub slip: f64,
    /// Cost of each kind by its code. A pipeline that gives any has to give all.
    pub kinds: BTreeMap<Spanned<String>, f64>,
    /// Extra cost of a slip in a cell whose true figure is 0.
    pub in_zero: f64,
    /// Cost of leaving a rule broken that also involves another year's filing.
    pub other_year: f64,
    /// Weight of what the other filings of the run suggest.
    pub corpus: f64,
    /// Above 1, confidences are less extreme than the costs alone make them.
    pub temperature: f64,
    /// Repairs that cost this much more than the best one are ignored.
    pub window: f64,
    /// Most states to explore per filing; a quarter of that for filings with many broken rules.
    pub steps: usize,
    /// Most repairs to report per filing.
    pub repairs: usize,
}

/// `[excerpt]`: a table with a smaller share of its rows than `rows_found` (0 to 1) is an excerpt.
/// It gets one warning instead of an error for every missing row.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ExcerptText {
    pub rows_found: f64,
}

/// `[outputs]`: how much of a large run is shown. CSV and Parquet files are always complete.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutputsText {
    /// Most filings on the page and in the workbook.
    pub filings: usize,
    /// Most offices that get a letter.
    pub notices: usize,
    /// Most rows of a list in a workbook.
    pub rows: Option<usize>,
}

/// `[letters]`: the variables of letters that only the sender knows. Empty ones leave their place
/// in the letter empty.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LettersText {
    /// Who writes.
    pub sender: String,
    /// Whom to ask.
    pub contact: String,
    /// Until when to answer, as it should be printed.
    pub reply_by: String,
}

/// A pattern that never matches: the default of patterns that a pipeline need not have. Lints
/// compare with it to see whether one was given.
pub(super) const NOTHING: &str = r"[^\s\S]";
/// Default of `path_year`: a year from 1900 to 2099 without further digits next to it.
const YEAR: &str = r"(?:^|[^\d])(?P<year>(?:19|20)\d\d)(?:[^\d]|$)";

/// A default as if it had been written in the file. Its place is 0, but no error can arise from it.
fn said(text: &str) -> Spanned<String> {
    Spanned::new(0..0, text.to_owned())
}

impl Default for LabelsText {
    fn default() -> LabelsText {
        LabelsText { ordinal: said(NOTHING), annotation: said(NOTHING), fold: String::new(), variants: None }
    }
}

impl Default for IdentityText {
    fn default() -> IdentityText {
        IdentityText {
            title: Vec::new(),
            office: Vec::new(),
            imprint: Vec::new(),
            year: Vec::new(),
            period: Vec::new(),
            affixes: Vec::new(),
            report: None,
            name: None,
            path_name: None,
            half_name: None,
            name_remarks: Vec::new(),
            nobody: None,
            digits: said(""),
            whole_year: None,
            part: None,
            part_of_year: Vec::new(),
            other_year: None,
            report_year: None,
            between: None,
            compiled_report: None,
            sending_year: None,
            year_heading: None,
            own_column: None,
            consolidated_column: None,
            aside: None,
            caption_this_year: None,
            caption_last_year: None,
            whole_sheet: None,
            fiscal_words: None,
            fiscal: None,
            short_year: None,
            day_signs: None,
            months: None,
            path_year: said(YEAR),
            path_report_year: Vec::new(),
            path_dates: Vec::new(),
            path_words: said(NOTHING),
            corrected: Vec::new(),
            void: None,
            yes: None,
            no: None,
            cover: None,
            last_year: None,
            this_year: None,
            version: Vec::new(),
            short: ShortText::default(),
            own: said(NOTHING),
            consolidated: said(NOTHING),
            compiled: said(NOTHING),
            own_end: Vec::new(),
            collected: None,
            total: said(NOTHING),
            seat: said(NOTHING),
            whole: Vec::new(),
            years: YearsText::default(),
        }
    }
}

impl Default for YearsText {
    fn default() -> YearsText {
        YearsText { from: 1990, to: 2100 }
    }
}

impl Default for LevelsText {
    fn default() -> LevelsText {
        let city = Text { zh: "all".to_owned(), en: "all".to_owned() };
        LevelsText { city, own: None, regions: Vec::new() }
    }
}

impl Default for RankingText {
    fn default() -> RankingText {
        RankingText { error: 10.0, warning: 3.0, anomaly: 8.0, whole: 0.5 }
    }
}

impl Default for AnomalyText {
    fn default() -> AnomalyText {
        AnomalyText { level: 0.05, doubt: 0.15, look: 0.20, fit: 100, peers: 20 }
    }
}

/// Default cost of each kind of slip, in nats.
pub(super) const PRICE: f64 = 2.5;

impl Default for LocalizeText {
    fn default() -> LocalizeText {
        let kinds = Slip::ALL.iter().map(|slip| (said(slip.code()), PRICE)).collect();
        LocalizeText {
            slip: 1.0,
            kinds,
            in_zero: 1.5,
            other_year: 4.0,
            corpus: 0.5,
            temperature: 1.2,
            window: 6.0,
            steps: 4000,
            repairs: 5,
        }
    }
}

impl Default for ExcerptText {
    fn default() -> ExcerptText {
        ExcerptText { rows_found: 0.5 }
    }
}
