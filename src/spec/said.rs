//! The syntax of `pipeline.toml`, with defaults: only the names of the pipeline and of its forms are required.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{FiscalYear, Lang, Slip, Text};
use crate::spec::method::MethodText;
use crate::spec::page::PageText;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PipelineText {
    pub name: String,
    pub title: Text,
    pub language: Lang,
    /// Defaults to the usual ones for the language.
    pub encodings: Option<Vec<Spanned<String>>>,
    pub forms: Vec<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub labels: LabelsText,
    #[serde(default)]
    pub numbers: NumbersText,
    #[serde(default)]
    pub identity: IdentityText,
    #[serde(default)]
    pub levels: LevelsText,
    #[serde(default)]
    pub ranking: RankingText,
    #[serde(default)]
    pub anomaly: AnomalyText,
    #[serde(default)]
    pub method: Vec<MethodText>,
    #[serde(default)]
    pub localize: LocalizeText,
    #[serde(default)]
    pub page: PageText,
    #[serde(default)]
    pub excerpt: ExcerptText,
    pub outputs: Option<OutputsText>,
    #[serde(default)]
    pub letters: LettersText,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LabelsText {
    pub ordinal: Spanned<String>,
    pub annotation: Spanned<String>,
    pub fold: String,
    /// A file with further pairs.
    pub variants: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NumbersText {
    pub blank: Vec<String>,
    pub notes: Vec<String>,
    pub zero: Vec<String>,
    pub not_applicable: Vec<String>,
    pub below_limit: Vec<String>,
    pub counters: Vec<String>,
    pub amended: Vec<String>,
    pub plus: Vec<String>,
    pub minus: Vec<String>,
    pub money: BTreeMap<String, Spanned<String>>,
    pub measures: BTreeMap<String, String>,
    pub unit_said: Vec<Spanned<String>>,
    pub dates: Vec<Spanned<String>>,
    pub numerals: NumeralsText,
}

/// `[numbers.numerals]`.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NumeralsText {
    pub digits: String,
    pub same: String,
    pub units: BTreeMap<char, i64>,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct IdentityText {
    pub title: Vec<Spanned<String>>,
    pub office: Vec<Spanned<String>>,
    pub imprint: Vec<Spanned<String>>,
    pub year: Vec<Spanned<String>>,
    pub period: Vec<Spanned<String>>,
    pub affixes: Vec<Spanned<String>>,
    pub report: Option<Spanned<String>>,
    pub name: Option<Spanned<String>>,
    pub path_name: Option<Spanned<String>>,
    pub half_name: Option<Spanned<String>>,
    pub name_remarks: Vec<Spanned<String>>,
    pub nobody: Option<Spanned<String>>,
    pub digits: Spanned<String>,
    pub whole_year: Option<Spanned<String>>,
    pub part: Option<Spanned<String>>,
    pub part_of_year: Vec<Spanned<String>>,
    pub other_year: Option<Spanned<String>>,
    pub report_year: Option<Spanned<String>>,
    pub between: Option<Spanned<String>>,
    pub compiled_report: Option<Spanned<String>>,
    pub sending_year: Option<Spanned<String>>,
    pub year_heading: Option<Spanned<String>>,
    pub own_column: Option<Spanned<String>>,
    pub consolidated_column: Option<Spanned<String>>,
    pub aside: Option<Spanned<String>>,
    pub caption_this_year: Option<Spanned<String>>,
    pub caption_last_year: Option<Spanned<String>>,
    pub whole_sheet: Option<Spanned<String>>,
    pub fiscal_words: Option<Spanned<String>>,
    pub fiscal: Option<FiscalYear>,
    pub short_year: Option<Spanned<String>>,
    pub day_signs: Option<[String; 3]>,
    pub months: Option<Spanned<Vec<Vec<String>>>>,
    pub path_year: Spanned<String>,
    pub path_report_year: Vec<Spanned<String>>,
    pub path_dates: Vec<Spanned<String>>,
    pub path_words: Spanned<String>,
    pub corrected: Vec<String>,
    pub void: Option<Spanned<String>>,
    pub yes: Option<Spanned<String>>,
    pub no: Option<Spanned<String>>,
    pub cover: Option<Spanned<String>>,
    pub last_year: Option<Spanned<String>>,
    pub this_year: Option<Spanned<String>>,
    pub version: Vec<Spanned<String>>,
    pub short: ShortText,
    pub own: Spanned<String>,
    pub consolidated: Spanned<String>,
    pub compiled: Spanned<String>,
    pub own_end: Vec<Spanned<String>>,
    pub collected: Option<Spanned<String>>,
    pub total: Spanned<String>,
    pub seat: Spanned<String>,
    /// Words for an office as a whole, for exports with a column for parts of offices.
    pub whole: Vec<String>,
    pub years: YearsText,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ShortText {
    pub endings: Vec<Spanned<String>>,
    pub regions: String,
    pub units: String,
    pub words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct YearsText {
    pub from: u16,
    pub to: u16,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LevelsText {
    pub city: Text,
    pub own: Option<Spanned<String>>,
    pub regions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RankingText {
    pub error: f64,
    pub warning: f64,
    pub anomaly: f64,
    pub whole: f64,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AnomalyText {
    pub level: f64,
    pub doubt: f64,
    pub look: f64,
    pub fit: usize,
    pub peers: usize,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LocalizeText {
    pub slip: f64,
    pub kinds: BTreeMap<Spanned<String>, f64>,
    pub in_zero: f64,
    pub other_year: f64,
    pub corpus: f64,
    pub temperature: f64,
    pub window: f64,
    pub steps: usize,
    pub repairs: usize,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ExcerptText {
    pub rows_found: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutputsText {
    pub filings: usize,
    pub notices: usize,
    pub rows: Option<usize>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LettersText {
    pub sender: String,
    pub contact: String,
    pub reply_by: String,
}

/// A pattern that never matches.
pub(super) const NOTHING: &str = r"[^\s\S]";
/// A year without further digits next to it.
const YEAR: &str = r"(?:^|[^\d])(?P<year>(?:19|20)\d\d)(?:[^\d]|$)";

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

/// Default costs of the kinds of slips.
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
