//! Figures of a city → filings and a register, as a run has them after reading.

use std::sync::Arc;

use gouji::model::{
    Catalogue, CellIx, Cells, Counted, Filing, FormIx, Office as Registered, OfficeIx, Pipeline, Places, Register,
    Scope, SourceIx, Value, Year,
};

use crate::city::{APPLICANTS, FIRST_YEAR, Figures, KINDS, LEAVES, Office};

const LEAF_ROWS: [&str; LEAVES] = [
    "granted",
    "granted_in_part",
    "denied.state_secret",
    "denied.prohibited_by_law",
    "denied.security_stability",
    "denied.third_party_rights",
    "denied.internal_affairs",
    "denied.deliberative_process",
    "denied.enforcement_files",
    "denied.administrative_inquiry",
    "unavailable.not_held",
    "unavailable.needs_creation",
    "unavailable.still_unclear",
    "not_processed.petition",
    "not_processed.repeated",
    "not_processed.published_material",
    "not_processed.excessive",
    "not_processed.reconfirmation",
    "other.no_correction",
    "other.fee_unpaid",
    "other.other",
];
const COLUMNS: [&str; APPLICANTS] =
    ["natural_person", "business", "research", "public_welfare", "legal_services", "other_org"];
const REMEDIES: [&str; 3] = ["reconsideration", "litigation_direct", "litigation_after_reconsideration"];
const RESULTS: [&str; 4] = ["upheld", "corrected", "other", "pending"];

/// The register of a city.
pub fn register(offices: &[Office]) -> Register {
    let registered = offices.iter().enumerate().map(|(at, office)| Registered {
        kind: KINDS[office.kind].to_owned(),
        district: format!("district {}", office.district),
        ..Registered::named(format!("{at:06}"), format!("office {at}"))
    });
    Register { offices: registered.collect(), given: true }
}

/// All filings, in order of office and year.
pub fn filings(offices: &[Office], pipeline: &Pipeline) -> Vec<Filing> {
    let catalogue = &pipeline.catalogue;
    let slots = Slots::of(catalogue);
    let columns: Arc<[u32]> = (1..=catalogue.n_cells() as u32).collect();
    let tables: Arc<[Option<FormIx>]> = vec![Some(FormIx(0)); catalogue.tables.len()].into();
    let mut filings = Vec::new();
    for (at, office) in offices.iter().enumerate() {
        for (year, figures) in office.years.iter().enumerate() {
            let line = filings.len() as u32 + 1;
            filings.push(Filing {
                office: OfficeIx(at as u32),
                year: Year(FIRST_YEAR + year as u16),
                scope: Scope::Own,
                counted: Counted::Itself,
                tables: tables.clone(),
                cells: slots.cells(figures, catalogue),
                prose: Box::default(),
                strays: Box::default(),
                places: Places::Record { source: SourceIx(0), line, columns: columns.clone() },
            });
        }
    }
    filings
}

/// Where each figure goes.
struct Slots {
    received: [CellIx; 7],
    carried_in: [CellIx; 7],
    leaves: Vec<[CellIx; 7]>,
    disposed: [CellIx; 7],
    carried_out: [CellIx; 7],
    rules: [CellIx; 3],
    documents: [CellIx; 3],
    decisions: [CellIx; 3],
    fees: CellIx,
    remedies: Vec<[CellIx; 5]>,
}

impl Slots {
    fn of(catalogue: &Catalogue) -> Slots {
        let cell = |code: String| catalogue.by_code(&code).unwrap_or_else(|| panic!("no cell {code}"));
        let row = |row: &str| -> [CellIx; 7] {
            std::array::from_fn(|at| cell(format!("requests.{row}@{}", COLUMNS.get(at).unwrap_or(&"total"))))
        };
        let stock =
            |row: &str| ["issued", "repealed", "in_force"].map(|column| cell(format!("proactive.{row}@{column}")));
        let block = |row: &&str| -> [CellIx; 5] {
            std::array::from_fn(|at| cell(format!("remedies.{row}@{}", RESULTS.get(at).unwrap_or(&"total"))))
        };
        Slots {
            received: row("received"),
            carried_in: row("carried_in"),
            leaves: LEAF_ROWS.iter().map(|leaf| row(leaf)).collect(),
            disposed: row("disposed_total"),
            carried_out: row("carried_out"),
            rules: stock("rules"),
            documents: stock("normative_documents"),
            decisions: ["licences", "penalties", "coercive_measures"]
                .map(|row| cell(format!("proactive.{row}@decisions"))),
            fees: cell("proactive.fees@amount_10k_yuan".to_owned()),
            remedies: REMEDIES.iter().map(block).collect(),
        }
    }

    fn cells(&self, figures: &Figures, catalogue: &Catalogue) -> Cells {
        let mut cells = Cells::absent(catalogue.n_cells());
        let mut set = |cell: CellIx, number: i64| cells.set(cell, Value::Number(number), "");
        let mut line = |slots: &[CellIx; 7], figures: &[i64; APPLICANTS]| {
            slots.iter().zip(figures).for_each(|(slot, figure)| set(*slot, *figure));
            set(slots[6], figures.iter().sum());
        };
        line(&self.received, &figures.received);
        line(&self.carried_in, &figures.carried_in);
        line(&self.carried_out, &figures.carried_out);
        for (slots, leaf) in self.leaves.iter().zip(&figures.outcomes) {
            line(slots, leaf);
        }
        let disposed = std::array::from_fn(|column| figures.outcomes.iter().map(|leaf| leaf[column]).sum());
        line(&self.disposed, &disposed);
        for (leaf, column, off) in &figures.slips {
            set(self.leaves[*leaf][*column], figures.outcomes[*leaf][*column] + off);
        }
        self.rules.iter().for_each(|slot| set(*slot, 0));
        self.documents.iter().zip(figures.documents).for_each(|(slot, figure)| set(*slot, figure));
        self.decisions.iter().zip(figures.decisions).for_each(|(slot, figure)| set(*slot, figure));
        let scale = 10i64.pow(catalogue.cell(self.fees).kind.decimals().saturating_sub(2));
        set(self.fees, figures.fees * scale);
        for (slots, block) in self.remedies.iter().zip(&figures.remedies) {
            slots.iter().zip(block).for_each(|(slot, figure)| set(*slot, *figure));
            set(slots[4], block.iter().sum());
        }
        cells
    }
}
