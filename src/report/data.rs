//! A finished run laid out by office and year, as outputs for people look things up in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    CellIx, Check, Dossier, FactKind, Filed, FindingRow, Office, OfficeIx, RepairRow, Severity, Standing,
    StandingCounts, State, Status, Value, Wording, Year,
};
use crate::report::ReportContext;
use crate::report::book::list::Field;
use crate::say;

/// The dossier with its ways in.
pub(super) struct ReportData<'a> {
    pub context: &'a ReportContext<'a>,
    filings: BTreeMap<(OfficeIx, Year), usize>,
    findings: BTreeMap<(OfficeIx, Year), Vec<usize>>,
    repairs: BTreeMap<(OfficeIx, Year), Vec<usize>>,
}

impl<'a> ReportData<'a> {
    pub(super) fn of(context: &'a ReportContext<'a>) -> ReportData<'a> {
        let Dossier { filings, findings, repairs, .. } = context.dossier;
        let mut data =
            ReportData { context, filings: BTreeMap::new(), findings: BTreeMap::new(), repairs: BTreeMap::new() };
        data.filings.extend(filings.iter().enumerate().map(|(at, filed)| ((filed.office, filed.year), at)));
        for (at, finding) in findings.iter().enumerate() {
            if let Some(office) = finding.office {
                data.findings.entry((office, finding.year)).or_default().push(at);
            }
        }
        for (at, repair) in repairs.iter().enumerate() {
            data.repairs.entry((repair.office, repair.year)).or_default().push(at);
        }
        data
    }

    pub(super) fn dossier(&self) -> &'a Dossier {
        self.context.dossier
    }

    pub(super) fn office(&self, office: OfficeIx) -> &'a Office {
        self.dossier().register.office(office)
    }

    pub(super) fn wording(&self) -> &'a Wording {
        self.context.wording
    }

    /// A sentence without words to fill in.
    pub(super) fn say(&self, name: &str) -> String {
        self.context.wording.say(name, &[])
    }

    pub(super) fn filing(&self, office: OfficeIx, year: Year) -> Option<&'a Filed> {
        self.filings.get(&(office, year)).map(|at| &self.dossier().filings[*at])
    }

    pub(super) fn findings(&self, office: OfficeIx, year: Year) -> impl Iterator<Item = &'a FindingRow> + '_ {
        let found = self.findings.get(&(office, year)).map_or(&[][..], Vec::as_slice);
        found.iter().map(|at| &self.dossier().findings[*at])
    }

    pub(super) fn repairs(&self, office: OfficeIx, year: Year) -> impl Iterator<Item = &'a RepairRow> + '_ {
        let found = self.repairs.get(&(office, year)).map_or(&[][..], Vec::as_slice);
        found.iter().map(|at| &self.dossier().repairs[*at])
    }

    /// What a finding comes from, where a repair resolves it; empty otherwise.
    pub(super) fn cause(&self, finding: &FindingRow) -> String {
        let office = finding.office.filter(|_| finding.has_cause);
        let likeliest = office.and_then(|office| self.repairs(office, finding.year).find(|repair| repair.rank == 1));
        likeliest.map_or_else(String::new, |repair| self.context.said(&repair.message))
    }

    /// What an office wrote in a cell, as the tables print it: the figure, or what stands in its place.
    pub(super) fn printed(&self, filed: &Filed, cell: CellIx) -> String {
        match filed.cells.get(cell) {
            Value::Number(number) => say::number(i128::from(number), &self.context.pipeline.catalogue.cell(cell).kind),
            Value::Not(State::NotInSource | State::Blank) => String::new(),
            Value::Not(State::Unread) if filed.cells.raw(cell).is_empty() => self.say("state.unread_mark"),
            Value::Not(State::NotApplicable | State::BelowLimit | State::Unreadable | State::Unread) => {
                filed.cells.raw(cell).to_owned()
            }
        }
    }

    /// The same as a field of a sheet.
    pub(super) fn figure(&self, filed: &Filed, cell: CellIx) -> Field {
        let printed = self.printed(filed, cell);
        match filed.cells.get(cell) {
            Value::Number(_) => Field::printed(&printed),
            Value::Not(_) => Field::text(&printed),
        }
    }

    /// True for a filing that is not there, or for what stands for it.
    pub(super) fn is_missing(&self, finding: &FindingRow) -> bool {
        matches!(self.context.pipeline.rule(finding.rule).check, Check::Fact(FactKind::Missing))
    }

    /// Every office and year of the run in which it has filed or should have, or of which something is said, in order of
    /// code and year.
    pub(super) fn office_years(&self) -> Vec<(OfficeIx, Year)> {
        let dossier = self.dossier();
        let mut all: BTreeSet<(OfficeIx, Year)> =
            dossier.standings.iter().map(|stand| (stand.office, stand.year)).collect();
        all.extend(self.findings.keys().copied());
        all.into_iter().filter(|(_, year)| dossier.years.contains(year)).collect()
    }

    /// How an office stands for a year; nothing where it has not filed and did not have to.
    pub(super) fn standing(&self, office: OfficeIx, year: Year) -> Option<Standing> {
        self.dossier().standings.get(office, year).map(|stand| stand.standing)
    }

    /// True if some of what the office filed for the year could not be read.
    pub(super) fn is_partly_read(&self, office: OfficeIx, year: Year) -> bool {
        self.standing(office, year) == Some(Standing::PartlyRead)
    }

    /// What has to be said where not everything could be read, of a year or of all of them; nothing where it could.
    pub(super) fn alarm(&self, of: Option<Year>) -> String {
        let n = self.dossier().standings.n_partly_read(of);
        if n == 0 {
            return String::new();
        }
        let files = self.dossier().n_files_partly_read(|year| of.is_none_or(|wanted| wanted == year));
        self.wording().say("standing.alarm", &[("n", &n.to_string()), ("files", &files.to_string())])
    }

    /// How the offices stand for a year, or for all of them.
    pub(super) fn standings(&self, of: Option<Year>) -> StandingCounts {
        self.dossier().standings.count(|stand| of.is_none_or(|year| stand.year == year))
    }

    /// How many findings of a severity nobody has answered for.
    pub(super) fn open(&self, office: OfficeIx, year: Year, severity: Severity) -> u64 {
        let open = |finding: &&FindingRow| finding.severity == severity && finding.status != Status::Explained;
        self.findings(office, year).filter(open).count() as u64
    }
}
