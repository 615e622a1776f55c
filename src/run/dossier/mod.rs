//! Reads the outputs of a finished run back into a [`Dossier`].
//!
//! All reports are made from a dossier, in the run itself as well as by `gouji report`, so that
//! their figures are those of the tables.

mod filings;
mod rows;
mod shorten;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rustc_hash::FxHashMap;

use crate::model::{
    Catalogue, CellIx, Charge, Dossier, FactKind, FindingRow, FormIx, GroupKind, Lang, Message, OfficeIx, Pipeline,
    Register, RollupCell, RuleIx, RuleTally, Standings, Year,
};
use crate::run::manifest::{MANIFEST_FILE, MadeBy, Manifest, RuleRun};
use crate::run::unreadable::Unreadable;
use crate::run::written::WrittenFiles;
use crate::say;
use crate::spec;

/// Reads the outputs of a run. It must have been made with this pipeline.
///
/// If the run has more than `room` filings, only those of the most questionable offices are read in
/// full. `lang` is the language of group names.
///
/// # Errors
///
/// A table is missing, has been changed since it was written, lacks a column, or names an office,
/// rule or cell that is unknown; or the run was made with another pipeline.
pub fn read(folder: &Path, pipeline: &Pipeline, lang: Lang, room: usize) -> Result<Dossier, Unreadable> {
    let (mut dossier, given) = manifest(folder, pipeline)?;
    dossier.register = register(folder)?;
    let index = CodeIndex::of(&dossier.register, pipeline, lang);
    dossier.findings = rows::findings(folder, &index)?;
    dossier.repairs = rows::repairs(folder, &index)?;
    dossier.ranking = rows::ranking(folder, &index)?;
    dossier.rollup = rows::rollup(folder, &index)?;
    dossier.intake = rows::intake(folder, &index)?;
    let shown = shown(&dossier, room);
    let filings = filings::read(folder, &index, shown.as_ref())?;
    unregister(&mut dossier, pipeline);
    dossier.standings = standings(&dossier, &filings.all, pipeline);
    (dossier.filings, dossier.partly_read) = (filings.shown, filings.partly_read);
    shorten::shorten_paths(&mut dossier, &given);
    Ok(dossier)
}

/// The rows of `rollup.csv`, without the rest of the dossier.
pub fn rollup(folder: &Path, pipeline: &Pipeline) -> Result<Vec<RollupCell>, Unreadable> {
    rows::rollup(folder, &CodeIndex::of(&Register::default(), pipeline, pipeline.language))
}

/// Looks up the indices of what the tables name by code: offices, rules, forms and cells.
struct CodeIndex<'a> {
    pipeline: &'a Pipeline,
    catalogue: &'a Catalogue,
    /// Name of the group of all offices, in the reader's language.
    everybody: &'a str,
    /// Hashed, as it is looked up for every row of tables with millions of them.
    offices: FxHashMap<String, OfficeIx>,
    rules: BTreeMap<&'a str, RuleIx>,
    forms: BTreeMap<&'a str, FormIx>,
}

impl<'a> CodeIndex<'a> {
    fn of(register: &Register, pipeline: &'a Pipeline, lang: Lang) -> CodeIndex<'a> {
        let offices = register.offices.iter().enumerate();
        let rules = pipeline.rules.iter().enumerate();
        let forms = pipeline.catalogue.forms.iter().enumerate();
        CodeIndex {
            pipeline,
            everybody: pipeline.city.get(lang),
            catalogue: &pipeline.catalogue,
            offices: offices.map(|(at, office)| (office.code.clone(), OfficeIx(at as u32))).collect(),
            rules: rules.map(|(at, rule)| (rule.id.0.as_str(), RuleIx(at as u16))).collect(),
            forms: forms.map(|(at, form)| (form.id.as_str(), FormIx(at as u8))).collect(),
        }
    }

    /// The office with that code.
    fn office(&self, code: &str) -> Option<OfficeIx> {
        self.offices.get(code).copied()
    }

    /// Kind and name of a group, in the reader's language.
    fn group(&self, kind: &str, name: &str) -> (String, String) {
        let is_everybody = kind == GroupKind::City.code();
        (kind.to_owned(), if is_everybody { self.everybody } else { name }.to_owned())
    }

    /// Reads a column with a message as data. Outputs of earlier versions do not have it, and
    /// somebody may have edited it; then the message is the text of the column beside it.
    fn message(&self, data: &str, text: &str) -> Message {
        let parsed = || say::from_data(&serde_json::from_str(data).ok()?, self.pipeline);
        parsed().unwrap_or_else(|| Message::verbatim(text))
    }

    /// Likewise, for a column with a list of messages.
    fn messages(&self, data: &str, text: &str) -> Vec<Message> {
        let parsed = || -> Option<Vec<Message>> {
            let all: Vec<serde_json::Value> = serde_json::from_str(data).ok()?;
            all.iter().map(|message| say::from_data(message, self.pipeline)).collect()
        };
        let verbatim = || (!text.is_empty()).then(|| Message::verbatim(text)).into_iter().collect();
        parsed().unwrap_or_else(verbatim)
    }

    /// Parses a number into the cell's smallest unit: `12.5` in a cell with two decimals is 1250.
    fn scaled(&self, cell: CellIx, decimal: &str) -> Option<i128> {
        let (whole, part) = decimal.split_once('.').unwrap_or((decimal, ""));
        let decimals = self.catalogue.cell(cell).kind.decimals() as usize;
        format!("{whole}{part:0<decimals$}").parse().ok()
    }
}

/// The name of the pipeline that a run was made with, from `run.json`, to load it before the rest
/// is read.
pub fn pipeline(folder: &Path) -> Result<String, Unreadable> {
    let path = WrittenFiles::verified(folder, MANIFEST_FILE)?;
    Ok(MadeBy::read(&path)?.pipeline.name)
}

/// The parts of a dossier that come from `run.json`, and the inputs as they were given.
fn manifest(folder: &Path, pipeline: &Pipeline) -> Result<(Dossier, Vec<String>), Unreadable> {
    let path = WrittenFiles::verified(folder, MANIFEST_FILE)?;
    let run = Manifest::read(&path)?;
    let made_with = run.pipeline.name;
    if made_with != pipeline.name {
        let message = Message::new("fault.other_pipeline").with("made_with", made_with).with("name", &pipeline.name);
        return Err(Unreadable::new(&path, message));
    }
    let dossier = Dossier {
        version: run.version,
        pipeline_digest: run.pipeline.blake3,
        inputs_digest: run.inputs.blake3,
        // A run of an earlier version does not say which year it was about.
        year_in_hand: run.year_in_hand.or_else(|| run.years.last().copied()).map(Year),
        years: run.years.into_iter().map(Year).collect(),
        n_filings: run.counts.filings,
        tallies: run.rules.into_iter().filter_map(|rule| tally(rule, pipeline)).collect(),
        ..Dossier::default()
    };
    Ok((dossier, run.inputs.given))
}

/// The counts of one rule. `None` for a rule that the pipeline does not have.
fn tally(RuleRun { rule, held, failed, skipped, .. }: RuleRun, pipeline: &Pipeline) -> Option<RuleTally> {
    Some(RuleTally { rule: pipeline.rule_by_id(&rule)?, held, failed, skipped })
}

/// Reads `register.csv`, which lists the offices found as well.
fn register(folder: &Path) -> Result<Register, Unreadable> {
    let path = WrittenFiles::verified(folder, "register.csv")?;
    let text = std::fs::read_to_string(&path).map_err(|error| Unreadable::of_system(&path, &error))?;
    spec::register(&path.display().to_string(), &text).map_err(|error| Unreadable::new(&path, error.in_full()))
}

/// Marks the offices that are not on the register. `register.csv` does not tell them apart, but
/// there is a finding about each (`unknown_office`).
fn unregister(dossier: &mut Dossier, pipeline: &Pipeline) {
    let Some(unknown) = pipeline.fact(FactKind::UnknownOffice) else { return };
    let named = dossier.findings.iter().filter(|finding| finding.rule == unknown).filter_map(|finding| finding.office);
    for office in named {
        dossier.register.offices[office.at()].registered = false;
    }
}

/// Works out how every office stands. `filed` has every filing, with whether all of it could be
/// read. Missing filings are counted only if a register was given and the rule was checked.
fn standings(dossier: &Dossier, filed: &[(OfficeIx, Year, bool)], pipeline: &Pipeline) -> Standings {
    let missing = pipeline.fact(FactKind::Missing);
    let asked = dossier.tallies.iter().find(|tally| Some(tally.rule) == missing);
    let is_asked = dossier.register.given && asked.is_some_and(|tally| tally.held + tally.failed > 0);
    let charges = dossier.findings.iter().filter_map(|finding| {
        let FindingRow { year, severity, status, rule, .. } = *finding;
        Some(Charge { office: finding.office?, year, severity, status, is_missing: Some(rule) == missing })
    });
    Standings::of(&dossier.register, is_asked, filed.iter().copied(), charges)
}

/// The offices whose filings are read in full, from the top of the ranking; `None` for all, if
/// there is room. Each is counted with a filing for every year, so the limit is not exceeded.
fn shown(dossier: &Dossier, room: usize) -> Option<BTreeSet<OfficeIx>> {
    if dossier.n_filings <= room as u64 {
        return None;
    }
    let offices = room / dossier.years.len().max(1);
    let mut shown = BTreeSet::new();
    for ranked in &dossier.ranking {
        if shown.len() >= offices {
            break;
        }
        shown.insert(ranked.office);
    }
    Some(shown)
}
