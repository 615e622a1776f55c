//! A finished run with indexes by office and year, for the reports.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    CellIx, Check, Dossier, FactKind, Filed, FindingRow, Office, OfficeIx, Ranked, RepairRow, Severity, Standing,
    StandingCounts, State, Status, Value, Wording, Year, ranked_within,
};
use crate::report::ReportContext;
use crate::report::field::Field;
use crate::report::style::Styles;
use crate::say;

/// The dossier with its indexes. Positions are those in the dossier's lists. It is built once for
/// each report, and looked into for every office.
pub(super) struct ReportData<'a> {
    pub context: &'a ReportContext<'a>,
    filings: BTreeMap<(OfficeIx, Year), usize>,
    findings: BTreeMap<(OfficeIx, Year), Vec<usize>>,
    repairs: BTreeMap<(OfficeIx, Year), Vec<usize>>,
    /// The formats of workbooks.
    pub styles: Styles,
}

impl<'a> ReportData<'a> {
    /// Builds the indexes.
    pub(super) fn of(context: &'a ReportContext<'a>) -> ReportData<'a> {
        let Dossier { filings, findings, repairs, .. } = context.dossier;
        let mut data = ReportData {
            context,
            filings: BTreeMap::new(),
            findings: BTreeMap::new(),
            repairs: BTreeMap::new(),
            styles: Styles::of(context.wording),
        };
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

    /// The run.
    pub(super) fn dossier(&self) -> &'a Dossier {
        self.context.dossier
    }

    pub(super) fn office(&self, office: OfficeIx) -> &'a Office {
        self.dossier().register.office(office)
    }

    /// The language of the reports.
    pub(super) fn wording(&self) -> &'a Wording {
        self.context.wording
    }

    /// A sentence that has no words to fill in.
    pub(super) fn say(&self, name: &str) -> String {
        self.context.wording.say(name, &[])
    }

    /// The office's filing for the year, if it is among those read in full.
    pub(super) fn filing(&self, office: OfficeIx, year: Year) -> Option<&'a Filed> {
        self.filings.get(&(office, year)).map(|at| &self.dossier().filings[*at])
    }

    /// The findings about an office and year, in the order of the table.
    pub(super) fn findings(&self, office: OfficeIx, year: Year) -> impl Iterator<Item = &'a FindingRow> + '_ {
        let found = self.findings.get(&(office, year)).map_or(&[][..], Vec::as_slice);
        found.iter().map(|at| &self.dossier().findings[*at])
    }

    /// The repairs of a filing, likeliest first.
    pub(super) fn repairs(&self, office: OfficeIx, year: Year) -> impl Iterator<Item = &'a RepairRow> + '_ {
        let found = self.repairs.get(&(office, year)).map_or(&[][..], Vec::as_slice);
        found.iter().map(|at| &self.dossier().repairs[*at])
    }

    /// The likeliest repair, if it resolves the finding.
    pub(super) fn likeliest(&self, finding: &FindingRow) -> Option<&'a RepairRow> {
        let office = finding.office.filter(|_| finding.has_cause)?;
        self.repairs(office, finding.year).find(|repair| repair.rank == 1)
    }

    /// The same in words; empty if there is none.
    pub(super) fn cause(&self, finding: &FindingRow) -> String {
        self.likeliest(finding).map_or_else(String::new, |repair| self.context.message_text(&repair.message))
    }

    /// A cell as the tables print it: the figure, or the text that stands in its place. A cell that
    /// could not be read and has no text gets a mark in the language of the report.
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

    /// The same, as a field of a sheet.
    pub(super) fn figure(&self, filed: &Filed, cell: CellIx) -> Field {
        let printed = self.printed(filed, cell);
        match filed.cells.get(cell) {
            Value::Number(_) => Field::printed(&printed),
            Value::Not(_) => Field::text(&printed),
        }
    }

    /// True for the year that lists, letters and bulletin are about.
    pub(super) fn is_in_hand(&self, year: Year) -> bool {
        self.dossier().year_in_hand == Some(year)
    }

    /// The findings of the year in hand, except that a filing is missing. Errors come first, then
    /// warnings and so on; those of one severity are in the order of the table.
    pub(super) fn findings_in_hand(&self) -> Vec<&'a FindingRow> {
        let findings = self.dossier().findings.iter();
        let mut found: Vec<&FindingRow> =
            findings.filter(|finding| self.is_in_hand(finding.year) && !self.is_missing(finding)).collect();
        found.sort_by_key(|finding| finding.severity);
        found
    }

    /// The ranking of the year in hand, with ranks within it.
    pub(super) fn ranking_in_hand(&self) -> Vec<(u32, &'a Ranked)> {
        let dossier = self.dossier();
        dossier.year_in_hand.map_or_else(Vec::new, |year| ranked_within(&dossier.ranking, year))
    }

    /// The rank of each office in the year in hand; last for one that is not in the ranking.
    pub(super) fn rank_in_hand(&self) -> impl Fn(OfficeIx) -> u32 + use<> {
        let ranks: BTreeMap<OfficeIx, u32> =
            self.ranking_in_hand().into_iter().map(|(rank, ranked)| (ranked.office, rank)).collect();
        move |office| ranks.get(&office).copied().unwrap_or(u32::MAX)
    }

    /// True for a finding that a filing is missing.
    pub(super) fn is_missing(&self, finding: &FindingRow) -> bool {
        matches!(self.context.pipeline.rule(finding.rule).check, Check::Fact(FactKind::Missing))
    }

    /// Every office that has filed, should have filed or has findings for the year in hand.
    pub(super) fn office_years_in_hand(&self) -> Vec<(OfficeIx, Year)> {
        self.office_years().into_iter().filter(|(_, year)| self.is_in_hand(*year)).collect()
    }

    /// Every office and year in which it has filed, should have filed, or has findings, in order of
    /// office and year.
    pub(super) fn office_years(&self) -> Vec<(OfficeIx, Year)> {
        let dossier = self.dossier();
        let mut all: BTreeSet<(OfficeIx, Year)> =
            dossier.standings.iter().map(|stand| (stand.office, stand.year)).collect();
        all.extend(self.findings.keys().copied());
        all.into_iter().filter(|(_, year)| dossier.years.contains(year)).collect()
    }

    /// How an office stands for a year; `None` if it has not filed and did not have to.
    pub(super) fn standing(&self, office: OfficeIx, year: Year) -> Option<Standing> {
        self.dossier().standings.get(office, year).map(|stand| stand.standing)
    }

    /// True if part of the office's filing for the year could not be read. It is then neither in
    /// order nor faulty, and gets no letter about that year.
    pub(super) fn is_partly_read(&self, office: OfficeIx, year: Year) -> bool {
        self.standing(office, year) == Some(Standing::PartlyRead)
    }

    /// The warning that some filings could not be read in full, for one year or for all; empty if
    /// all could.
    pub(super) fn alarm(&self, of: Option<Year>) -> String {
        let n = self.dossier().standings.n_partly_read(of);
        if n == 0 {
            return String::new();
        }
        let files = self.dossier().n_files_partly_read(|year| of.is_none_or(|wanted| wanted == year));
        self.wording().say("standing.alarm", &[("n", &n.to_string()), ("files", &files.to_string())])
    }

    /// Counts how the offices stand for the year in hand.
    pub(super) fn standings_in_hand(&self) -> StandingCounts {
        self.dossier().standings.count(|stand| self.is_in_hand(stand.year))
    }

    /// Number of findings of a severity that have not been explained. That a filing is missing is no
    /// error in one.
    pub(super) fn open(&self, office: OfficeIx, year: Year, severity: Severity) -> u64 {
        let open = |finding: &&FindingRow| {
            finding.severity == severity && finding.status != Status::Explained && !self.is_missing(finding)
        };
        self.findings(office, year).filter(open).count() as u64
    }
}
