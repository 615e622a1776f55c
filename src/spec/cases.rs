//! `tests.toml` → test cases for a pipeline's rules, run by `gouji test`.
//!
//! Each case is a small filing with the findings that it should cause, all of them:
//!
//! ```text
//! [[test]]
//! name = "FLOW breaks by one"
//! cells = { "loans.lent" = 3, "loans.returned" = 2, "loans.out_at_end" = 2 }
//! expect = ["FLOW"]
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{Case, Catalogue, CellIx, FormIx, Message, Rule, Year};
use crate::spec::error::{Error, Source, nearest};
use crate::spec::toml_text;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CasesText {
    #[serde(default)]
    test: Vec<CaseText>,
}

/// `[[test]]`. The model documents each key at `Case`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseText {
    /// Shown in the report.
    name: String,
    /// Id of the form version; the one in force if not given.
    form: Option<Spanned<String>>,
    /// Reporting year; 2024 if not given.
    year: Option<u16>,
    /// The office's kind, for rules that are for some kinds only.
    #[serde(default)]
    kind: String,
    /// Text of the report, for rules about what it says in words.
    #[serde(default)]
    prose: String,
    /// Figures by code of the cell. Cells that are not given are 0.
    cells: BTreeMap<Spanned<String>, FigureText>,
    /// The filing of the year before; without it there is none.
    last_year: Option<BTreeMap<Spanned<String>, FigureText>>,
    /// Compare the findings of these rules only.
    rules: Option<Vec<Spanned<String>>>,
    /// `RULE key` of every expected finding.
    #[serde(default)]
    expect: Vec<String>,
}

/// A figure as a number, or as printed text, which is read like a cell of a file: `"1,200"`,
/// `"n/a"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum FigureText {
    Number(i64),
    Printed(String),
}

/// Reporting year of cases that give none.
const YEAR: u16 = 2024;

/// Reads the tests of a pipeline. Unknown forms, cells and ids in `rules` are errors; `expect` is
/// not looked up, since a wrong entry makes its test fail anyway.
pub(super) fn cases(source: Source<'_>, catalogue: &Catalogue, rules: &[Rule]) -> Result<Vec<Case>, Error> {
    let said: CasesText = toml_text::read(source)?;
    let reader = CaseReader { source, catalogue, rules };
    said.test.into_iter().map(|case| reader.case(case)).collect()
}

/// What the names in the tests can refer to.
struct CaseReader<'a> {
    source: Source<'a>,
    catalogue: &'a Catalogue,
    rules: &'a [Rule],
}

impl CaseReader<'_> {
    /// Resolves the names of a test.
    fn case(&self, said: CaseText) -> Result<Case, Error> {
        let form = match &said.form {
            Some(id) => self.form(id)?,
            None => FormIx(0),
        };
        for rule in said.rules.iter().flatten() {
            let known = || self.rules.iter().map(|rule| rule.id.0.as_str());
            if !known().any(|id| id == rule.get_ref()) {
                return Err(self.unknown("unknown.rule", rule).hint(nearest(rule.get_ref(), known())));
            }
        }
        Ok(Case {
            name: said.name,
            form,
            year: Year(said.year.unwrap_or(YEAR)),
            kind: said.kind,
            prose: said.prose,
            cells: self.cells(said.cells)?,
            last_year: said.last_year.map(|cells| self.cells(cells)).transpose()?,
            rules: said.rules.map(|rules| rules.into_iter().map(Spanned::into_inner).collect()),
            expect: said.expect,
        })
    }

    /// An error at a name that nothing has.
    fn unknown(&self, sentence: &'static str, said: &Spanned<String>) -> Error {
        let message = Message::new(sentence).with("word", said.get_ref());
        self.source.error_at(said, message)
    }

    /// The form version with an id.
    fn form(&self, id: &Spanned<String>) -> Result<FormIx, Error> {
        let known = || self.catalogue.forms.iter().map(|form| form.id.as_str());
        known()
            .position(|known| known == id.get_ref())
            .map(|at| FormIx(at as u8))
            .ok_or_else(|| self.unknown("unknown.version", id).hint(nearest(id.get_ref(), known())))
    }

    /// Figures by cell, as they would be printed.
    fn cells(&self, said: BTreeMap<Spanned<String>, FigureText>) -> Result<Vec<(CellIx, String)>, Error> {
        let cell = |(code, figure): (Spanned<String>, FigureText)| {
            let found = self.catalogue.by_code(code.get_ref()).ok_or_else(|| {
                let known = self.catalogue.cells.iter().map(|cell| cell.code.as_str());
                self.unknown("unknown.cell", &code).hint(nearest(code.get_ref(), known))
            })?;
            let printed = match figure {
                FigureText::Number(number) => number.to_string(),
                FigureText::Printed(printed) => printed,
            };
            Ok((found, printed))
        };
        said.into_iter().map(cell).collect()
    }
}
