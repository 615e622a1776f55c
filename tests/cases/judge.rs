//! What a run has written against what a person reads in its inputs.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};
use std::path::Path;

use gouji::model::{Dossier, Filed, Pipeline, Reception, Scope, State, Value, Year};
use gouji::run::events::Silent;
use gouji::run::{RunRequest, dossier};
use gouji::{run, say, spec};
use serde_json::Value as Json;

use crate::said::{Said, plainly};

/// One filing as a person reads it.
pub struct Truth {
    /// Nothing where the name does not matter.
    pub office: Option<String>,
    /// Nothing where the year cannot be told.
    pub year: Option<u16>,
    pub not_year: Option<u16>,
    pub scope: Option<String>,
    pub may_be_rejected: bool,
    /// Figures as the form prints them; nothing for a blank.
    pub cells: BTreeMap<String, Option<String>>,
}

/// Everything a case's inputs hold.
pub struct Truths(pub Vec<Truth>);

impl Truths {
    pub fn read(path: &Path) -> Truths {
        let json: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        Truths(json["truths"].as_array().unwrap().iter().map(truth).collect())
    }
}

fn truth(json: &Json) -> Truth {
    let text = |key: &str| json[key].as_str().map(str::to_owned);
    let year = |key: &str| json[key].as_u64().map(|year| year as u16);
    let figure = |value: &Json| value.as_number().map(|number| number.to_string().trim_end_matches(".0").to_owned());
    Truth {
        office: text("office"),
        year: year("year"),
        not_year: year("not_year"),
        scope: text("scope"),
        may_be_rejected: json["may_be_rejected"].as_bool().unwrap_or(false),
        cells: json["cells"].as_object().unwrap().iter().map(|(code, value)| (code.clone(), figure(value))).collect(),
    }
}

/// Cells and filings of a case, counted.
#[derive(Debug, Default)]
pub struct Score {
    pub right: u64,
    pub wrong: u64,
    /// A figure where nothing is printed, or in a cell the material has not.
    pub invented: u64,
    /// Printed, not read, and nobody was told.
    pub lost: u64,
    /// Printed, not read, and said so.
    pub named: u64,
    /// Filings of an office or year that nobody filed for.
    pub misplaced: u64,
    pub misscoped: u64,
    pub told: Vec<String>,
}

impl Score {
    pub fn add(&mut self, other: &Score) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.invented += other.invented;
        self.lost += other.lost;
        self.named += other.named;
        self.misplaced += other.misplaced;
        self.misscoped += other.misscoped;
    }

    pub fn cells(&self) -> u64 {
        self.right + self.wrong + self.lost + self.named
    }

    pub fn is_perfect(&self) -> bool {
        self.right == self.cells() && self.invented + self.misplaced + self.misscoped == 0
    }
}

impl Display for Score {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        let Score { right, wrong, invented, lost, named, misplaced, misscoped, .. } = self;
        write!(out, "right {right}, wrong {wrong}, invented {invented}, lost {lost}, named {named}")?;
        write!(out, ", under a wrong office or year {misplaced}, of a wrong scope {misscoped}")
    }
}

/// Runs the pipeline on a folder and compares its outputs with the truths.
pub fn judge(input: &Path, truths: &Truths) -> Score {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let wording = spec::wording(pipeline.language).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let request = RunRequest {
        inputs: vec![input.to_path_buf()],
        out: out.clone(),
        publish: run::Publish::Tables,
        ..RunRequest::default()
    };
    let mut score = Score::default();
    match run::run(&request, &pipeline, gouji::model::Register::default(), &wording, &Silent) {
        Ok(_) => {
            compare(&dossier::read(&out, &pipeline, wording.lang, usize::MAX).unwrap(), truths, &pipeline, &mut score)
        }
        Err(error) => {
            let all = truths.0.iter().filter(|truth| !truth.may_be_rejected);
            score.named += all.map(|truth| truth.cells.len() as u64).sum::<u64>();
            score.told.push(plainly(&error.message()));
        }
    }
    score
}

fn compare(dossier: &Dossier, truths: &Truths, pipeline: &Pipeline, score: &mut Score) {
    let name = |filed: &Filed| dossier.register.office(filed.office).name.as_str();
    let is_of = |filed: &Filed, truth: &Truth| {
        truth.office.as_deref().is_none_or(|office| office == name(filed)) && truth.year.map(Year) == Some(filed.year)
    };
    for filed in dossier.filings.iter().filter(|filed| filed.scope != Scope::Total) {
        let not = truths.0.iter().any(|truth| truth.not_year.map(Year) == Some(filed.year));
        if not || !truths.0.iter().any(|truth| is_of(filed, truth)) {
            score.misplaced += 1;
            score.told.push(format!("nobody filed as {} {}", name(filed), filed.year.0));
        }
    }
    for truth in &truths.0 {
        match dossier.filings.iter().find(|filed| is_of(filed, truth)) {
            Some(filed) => cells(filed, truth, dossier, pipeline, score),
            None => {
                let told =
                    dossier.intake.iter().any(|row| row.reception == Reception::Rejected || !row.unmatched.is_empty());
                let n = truth.cells.len() as u64;
                *if told { &mut score.named } else { &mut score.lost } += n;
                score.told.push(format!("no filing of {:?} {:?}", truth.office, truth.year));
            }
        }
    }
    let telling = dossier.intake.iter().filter(|row| !row.messages.is_empty() || !row.unmatched.is_empty());
    score.told.extend(telling.map(|row| format!("{}: {} | {}", row.path, row.chinese(), row.unmatched)));
}

fn cells(filed: &Filed, truth: &Truth, dossier: &Dossier, pipeline: &Pipeline, score: &mut Score) {
    if truth.scope.as_deref().is_some_and(|scope| scope != filed.scope.code()) {
        score.misscoped += 1;
        score.told.push(format!("scope {:?}", filed.scope));
    }
    let catalogue = &pipeline.catalogue;
    let telling = dossier.intake.iter().any(|row| !row.unmatched.is_empty());
    for (code, figure) in &truth.cells {
        let cell = catalogue.by_code(code).unwrap();
        let read = filed.cells.get(cell);
        let number = read.number().map(|number| say::number(i128::from(number), &catalogue.cell(cell).kind));
        let counter = match (figure, &number, read) {
            (Some(figure), Some(number), _) if figure == number => &mut score.right,
            (None, None, _) => &mut score.right,
            (Some(_), Some(_), _) => &mut score.wrong,
            (None, Some(_), _) => &mut score.invented,
            (Some(_), None, Value::Not(State::Unreadable | State::Unread)) => &mut score.named,
            (Some(_), None, _) if telling => &mut score.named,
            (Some(_), None, _) => &mut score.lost,
        };
        *counter += 1;
        if figure != &number {
            score.told.push(format!("{code}: {figure:?}, read {read:?} `{}`", filed.cells.raw(cell)));
        }
    }
    for (cell, value) in filed.cells.iter() {
        let code = &catalogue.cell(cell).code;
        if value.number().is_some() && !truth.cells.contains_key(code) {
            score.invented += 1;
            score.told.push(format!("{code}: read {value:?}, nothing is printed"));
        }
    }
}
