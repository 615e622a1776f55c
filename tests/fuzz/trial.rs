//! One input of a target: what must hold of whatever is made of it.

use std::fs;
use std::path::{Component, Path};

use gouji::assemble::{self, AssembleContext, Assembled};
use gouji::check::{self, Checked};
use gouji::model::{Lang, Pipeline, Reading, Reception, Register, Severity, Source, SourceIx, Status, Wording};
use gouji::read::{self, Read, vocabulary::Vocabulary};
use gouji::run::events::Silent;
use gouji::run::{self, cases, explain};
use gouji::{say, spec};
use tempfile::TempDir;

use crate::books::table;
use crate::corpus::filing::Filing;
use crate::corpus::print::Print;
use crate::corpus::prng::Prng;
use crate::target::Target;

/// Whose filings the generated ones are.
pub const OFFICE: &str = "勾稽市珠算管理局";
/// For which year.
pub const YEAR: u16 = 2024;

/// What marks the beginning of a file where several stand in one text: `==> rules.toml <==`.
pub const FILE: &str = "==> ";

/// How many things were found in an input, or what is wrong with the answer.
pub type Outcome = Result<u64, String>;

/// What every trial needs.
pub struct Bench {
    pipeline: Pipeline,
    /// Worked out from its rules once.
    plan: check::Plan,
    wording: Wording,
    /// Filings with one wrong figure, checked.
    faulty: (Assembled, Checked),
    folder: TempDir,
}

impl Bench {
    /// Loads the pipeline.
    pub fn new() -> Bench {
        let pipeline = spec::load("cn-disclosure").unwrap();
        let wording = spec::wording(Lang::En).unwrap();
        let text = self::text(1).replace(",3", ",4");
        let read = read_texts(&[&text], &mut Vocabulary::new(&pipeline));
        let faulty = assembled_and_checked(read, Register::default(), &pipeline);
        Bench { plan: check::Plan::of(&pipeline), pipeline, wording, faulty, folder: tempfile::tempdir().unwrap() }
    }

    /// The labels of the pipeline.
    pub fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary::new(&self.pipeline)
    }

    /// Reads the input as what its target says.
    pub fn try_one(&self, target: Target, input: &[u8], vocabulary: &mut Vocabulary<'_>) -> Outcome {
        match target {
            Target::Prose => self.prose(&String::from_utf8_lossy(input), vocabulary),
            Target::Formula => self.formula(&String::from_utf8_lossy(input)),
            Target::Pipeline => self.pipeline(&String::from_utf8_lossy(input)),
            Target::Register => self.register(&String::from_utf8_lossy(input), vocabulary),
            Target::Explanations => self.explanations(&String::from_utf8_lossy(input)),
            _ => self.file(target, input, vocabulary),
        }
    }

    fn file(&self, target: Target, input: &[u8], vocabulary: &mut Vocabulary<'_>) -> Outcome {
        let extension = target.extensions().first().copied().unwrap_or_default();
        let source = Source { path: format!("in/{OFFICE}2024年.{extension}"), root_len: 3 };
        let readings = match read::file(input, SourceIx(0), &source, vocabulary) {
            Read::Text(reading) => vec![reading],
            Read::Members(members) => members.into_iter().map(|member| member.reading).collect(),
        };
        if readings.is_empty() {
            return Err("has no row of the intake".to_owned());
        }
        for reading in &readings {
            let taken = matches!(reading.intake.reception, Reception::Accepted | Reception::Partial);
            if taken == reading.parts.is_empty() {
                return Err(format!("is {} with {} parts", reading.intake.reception.code(), reading.parts.len()));
            }
            if !taken && reading.intake.messages.is_empty() && reading.intake.remarks.is_empty() {
                return Err("is refused without a reason".to_owned());
            }
        }
        Ok(readings.iter().map(|reading| reading.parts.len() as u64).sum())
    }

    /// The input are the sentences of a report whose tables are in order.
    fn prose(&self, sentences: &str, vocabulary: &mut Vocabulary<'_>) -> Outcome {
        let report = text(1).replacen('\n', &format!("\n一、总体情况\n\n{sentences}\n\n"), 1);
        let assembled = self.assembled(&[&report], Register::default(), vocabulary);
        let checked = self.checked(&assembled);
        let lines = report.split(['\n', '\r']).count();
        for finding in &checked.findings {
            let line = finding.place.map_or(0, |place| place.spot.line as usize);
            let said = say::message(&finding.message, &self.pipeline, &self.wording);
            if said.is_empty() || line > lines {
                return Err(format!("has the finding `{said}` at line {line} of {lines}"));
            }
        }
        Ok(assembled.filings.iter().map(|filing| filing.prose.len() as u64).sum())
    }

    /// The first line says of what the formula in the others is asked: of every `row` or `column` of a table, of every
    /// `cell`, or of the cells that it names.
    fn formula(&self, text: &str) -> Outcome {
        let (each, formula) = text.split_once('\n').unwrap_or(("", text));
        let each = match each {
            "row" | "column" => format!("table = \"requests\"\neach = \"{each}\""),
            "cell" => "each = \"cell\"".to_owned(),
            _ => String::new(),
        };
        let literal = toml::Value::String(formula.to_owned()).to_string();
        let rules = format!(
            "[[rule]]\nid = \"A\"\ntitle = \"a\"\n{each}\nformula = {literal}\nseverity = \"error\"\nbecause = \"b\"\n"
        );
        let forms = SMALL.iter().filter(|(name, _)| !["rules.toml", "tests.toml"].contains(name)).copied();
        let files: Vec<(&str, &str)> = forms.chain([("rules.toml", rules.as_str())]).collect();
        self.write(&files);
        self.loaded()
    }

    /// The input are the files of a pipeline.
    fn pipeline(&self, text: &str) -> Outcome {
        let mut files: Vec<(&str, &str)> = Vec::new();
        for part in text.split(FILE).skip(1) {
            let Some((name, content)) = part.split_once(" <==\n") else { continue };
            let is_inside = |name: &str| Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
            if !name.is_empty() && name.len() < 80 && !name.contains('\0') && is_inside(name) {
                files.push((name, content));
            }
        }
        self.write(&files);
        let faults = match spec::lint(&self.shown()) {
            Ok(faults) => faults,
            Err(fault) => vec![fault],
        };
        faults.iter().try_for_each(placed)?;
        self.loaded()
    }

    /// The folder of the pipeline that is tried.
    fn shown(&self) -> String {
        self.folder.path().join("pipeline").display().to_string()
    }

    fn write(&self, files: &[(&str, &str)]) {
        let folder = self.folder.path().join("pipeline");
        let _ = fs::remove_dir_all(&folder);
        for (name, text) in files {
            let path = folder.join(name);
            // Of two files in each other's way the first is there.
            if path.parent().is_some_and(|above| fs::create_dir_all(above).is_ok()) {
                let _ = fs::write(path, text);
            }
        }
    }

    /// Checks filings by the pipeline, if it can be loaded.
    fn loaded(&self) -> Outcome {
        let pipeline = match spec::load(&self.shown()) {
            Ok(pipeline) => pipeline,
            Err(fault) => return placed(&fault).map(|()| 0),
        };
        cases::run(&pipeline);
        let before = SMALL_FILING.replace("2023", "2022");
        let texts = [SMALL_FILING, &before, LARGE_FILING];
        let read = read_texts(&texts, &mut Vocabulary::new(&pipeline));
        let (_, checked) = assembled_and_checked(read, pipeline.register.clone(), &pipeline);
        Ok(checked.tallies.iter().map(|tally| tally.checked()).sum())
    }

    /// The input is a register; filings are told whose they are by it.
    fn register(&self, text: &str, vocabulary: &mut Vocabulary<'_>) -> Outcome {
        let Ok(register) = spec::register("register.csv", text) else { return Ok(0) };
        let offices = &register.offices;
        let known = |code: &str| code.is_empty() || offices.iter().any(|office| office.code == code);
        if !offices.is_sorted_by(|a, b| a.code < b.code) {
            return Err("is a register in which a code is there twice or out of order".to_owned());
        }
        if let Some(office) = offices.iter().find(|office| !known(&office.parent) || !known(&office.successor)) {
            return Err(format!("is a register in which `{}` stands below nobody", office.code));
        }
        let n = offices.len() as u64;
        let assembled = self.assembled(&[&self::text(1), &self::text(2)], register, vocabulary);
        self.checked(&assembled);
        match assembled.filings.is_empty() {
            true => Err("has lost the filings".to_owned()),
            false => Ok(n),
        }
    }

    fn assembled(&self, texts: &[&str], register: Register, vocabulary: &mut Vocabulary<'_>) -> Assembled {
        let (sources, readings): (Vec<Source>, Vec<Reading>) = read_texts(texts, vocabulary).into_iter().unzip();
        let context = AssembleContext { pipeline: &self.pipeline, sources: &sources, year: None };
        assemble::assemble(readings, register, &context)
    }

    /// As a run checks, with the plan that is there.
    fn checked(&self, assembled: &Assembled) -> Checked {
        let Assembled { filings, register, .. } = assembled;
        let context = check::CheckContext {
            pipeline: &self.pipeline,
            plan: &self.plan,
            audience: &check::Audience::of(&self.pipeline, register),
            absent: &check::Absent::of(filings, &self.pipeline),
            families: &check::Families::of(filings, register, &self.pipeline),
            inherited: &check::Inherited::of(filings, register),
            register,
        };
        let mut checked = Checked::new(&self.pipeline);
        for filings in filings.chunk_by(|a, b| a.office == b.office) {
            check::office(filings, &context, &mut checked);
        }
        checked
    }

    /// The input is a file of explanations; a filing with errors is answered for.
    fn explanations(&self, text: &str) -> Outcome {
        let rules = &self.pipeline.rules;
        let Ok(explanations) = spec::explanations("explanations.csv", text, rules) else { return Ok(0) };
        if explanations.iter().any(|explanation| explanation.text.is_empty() || explanation.rule.at() >= rules.len()) {
            return Err("has an explanation without words or of no rule".to_owned());
        }
        let (assembled, checked) = &self.faulty;
        let mut findings = checked.findings.clone();
        explain::explain(&mut findings, &assembled.filings, &explanations, &assembled.register, &self.pipeline);
        match findings.iter().any(|found| found.severity == Severity::Error && found.status != Status::Open) {
            true => Err("explains an error away".to_owned()),
            false => Ok(explanations.len() as u64),
        }
    }
}

/// A fault lies in a file that is there, on one of its lines, and is told in words.
fn placed(fault: &spec::Error) -> Result<(), String> {
    let lines = fs::read_to_string(&fault.file).map_or(0, |text| text.split('\n').count());
    // A sentence that asks for a word which its message has not ends this program.
    let told = say::plain(&fault.in_full(), &spec::wording(Lang::En).unwrap_or_default());
    match told.is_empty() || fault.line > lines {
        true => Err(format!("has the fault `{told}` at line {} of {lines}", fault.line)),
        false => Ok(()),
    }
}

/// A filing as text.
pub fn text(seed: u64) -> String {
    table::csv(&Print::of(&Filing::random(&mut Prng::new(seed))), OFFICE, YEAR)
}

fn read_texts(texts: &[&str], vocabulary: &mut Vocabulary<'_>) -> Vec<(Source, Reading)> {
    let mut read = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let source = Source { path: format!("in/{at}.csv"), root_len: 3 };
        if let Read::Text(reading) = read::file(text.as_bytes(), SourceIx(at as u32), &source, vocabulary) {
            read.push((source, reading));
        }
    }
    read
}

fn assembled_and_checked(
    read: Vec<(Source, Reading)>,
    register: Register,
    pipeline: &Pipeline,
) -> (Assembled, Checked) {
    let (sources, readings): (Vec<Source>, Vec<Reading>) = read.into_iter().unzip();
    let context = AssembleContext { pipeline, sources: &sources, year: None };
    let assembled = assemble::assemble(readings, register, &context);
    let checked = run::check_all(&assembled.filings, &assembled.register, pipeline, &Silent);
    (assembled, checked)
}

/// The files of a pipeline that is small enough to be loaded in every case.
pub const SMALL: [(&str, &str); 5] = [
    ("pipeline.toml", include_str!("../../pipelines/uk-foi/pipeline.toml")),
    ("rules.toml", include_str!("../../pipelines/uk-foi/rules.toml")),
    ("forms/quarters.toml", include_str!("../../pipelines/uk-foi/forms/quarters.toml")),
    ("aliases/fields.csv", include_str!("../../pipelines/uk-foi/aliases/fields.csv")),
    ("tests.toml", include_str!("../../pipelines/uk-foi/tests.toml")),
];

const SMALL_FILING: &str = include_str!("../../pipelines/uk-foi/sample/2023.csv");

/// The largest figures there are.
const LARGE_FILING: &str = "Government body,Year,Measure,Q1,Q2,Q3,Q4,Annual
Department for Large Numbers,2023,Total requests received,999999999999,-999999999999,99999999999999,9223372036854775807,0
Department for Large Numbers,2023,Resolvable requests,,N/A,<5,999999999999,999999999999
";
