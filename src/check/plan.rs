//! What is the same for every filing of a form, worked out once.

use std::collections::BTreeSet;

use crate::model::{CellIx, CellKind, Check, Clause, Filing, FormIx, Linear, Pipeline, TableIx, Term, When};

/// Lists that checking goes through for every filing.
pub struct Plan {
    /// `[cell]`: it counts something and may not be negative.
    pub counted: Vec<bool>,
    /// `[cell]`: it sums the others of its row.
    pub total: Vec<bool>,
    /// `forms[form]`, for counting without looking at every cell.
    pub forms: Vec<FormPlan>,
    /// The first cell on the own line of a group: they end the catalogue, and few filings come so far.
    pub first_subtotal: Option<CellIx>,
    /// `[cell]`: a number without pattern, odd and other for every cell.
    pub weights: Vec<i64>,
    /// `[rule]`: it sums the offices below.
    pub looks_below: Vec<bool>,
    /// Cells of the year before that some law looks at, in order.
    pub looked_at: Vec<CellIx>,
}

/// Sizes of one form version.
pub struct FormPlan {
    pub cells: Vec<CellIx>,
    pub n_counted: u64,
    pub n_totals: u64,
    pub n_rows: u64,
    pub n_columns: u64,
    /// `[table]`: the form prints it.
    pub has_table: Vec<bool>,
}

impl Plan {
    /// The lists of a pipeline.
    pub fn of(pipeline: &Pipeline) -> Plan {
        let catalogue = &pipeline.catalogue;
        let counted: Vec<bool> =
            catalogue.cells.iter().map(|cell| cell.kind != CellKind::Count { signed: true }).collect();
        let total: Vec<bool> = (0..catalogue.n_cells()).map(|at| catalogue.is_total(CellIx(at as u16))).collect();
        let among = |cells: &[CellIx], list: &[bool]| cells.iter().filter(|cell| list[cell.at()]).count() as u64;
        let tables = || (0..catalogue.tables.len()).map(|at| TableIx(at as u8));
        let forms = catalogue
            .forms
            .iter()
            .map(|form| FormPlan {
                n_counted: among(&form.cells, &counted),
                n_totals: among(&form.cells, &total),
                n_rows: tables().map(|table| form.required_rows(table).len() as u64).sum(),
                n_columns: tables().map(|table| form.required_columns(table).len() as u64).sum(),
                has_table: tables().map(|table| form.has_table(table)).collect(),
                cells: form.cells.clone(),
            })
            .collect();
        let looks_below = pipeline.rules.iter().map(|rule| rule.looks_below()).collect();
        Plan {
            counted,
            total,
            forms,
            looked_at: looked_at(pipeline),
            first_subtotal: catalogue.cells.iter().position(|cell| cell.subtotal).map(|at| CellIx(at as u16)),
            looks_below,
            weights: (0..catalogue.n_cells()).map(weight).collect(),
        }
    }

    /// The form of a filing that has every table of one form and a number in every cell of it.
    pub fn complete(&self, filing: &Filing) -> Option<FormIx> {
        let form = filing.tables.iter().copied().flatten().next()?;
        let plan = &self.forms[form.at()];
        let whole = filing.tables.iter().zip(&plan.has_table).all(|(table, has)| *table == has.then_some(form));
        (whole && filing.cells.all_numbers(&plan.cells)).then_some(form)
    }
}

fn weight(cell: usize) -> i64 {
    let mixed = (cell as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) | 1) as i64
}

fn looked_at(pipeline: &Pipeline) -> Vec<CellIx> {
    let mut cells: BTreeSet<CellIx> = BTreeSet::new();
    let mut add = |term: &Term| {
        if term.when == When::LastYear {
            cells.insert(term.cell);
        }
    };
    for rule in &pipeline.rules {
        match &rule.check {
            Check::Linear { instances, .. } => instances.iter().flatten().flat_map(Linear::terms).for_each(&mut add),
            Check::Conditional { instances, .. } => {
                let clauses = instances.iter().flatten().flat_map(|one| one.given.iter().chain(&one.then));
                for clause in clauses {
                    if let Clause::Compare(linear) = clause {
                        linear.terms().for_each(&mut add);
                    }
                }
            }
            Check::Unique { .. } | Check::Usual { .. } | Check::Prose | Check::Method(_) | Check::Fact(_) => {}
        }
    }
    let mentions = pipeline.prose.iter().flat_map(|prose| &prose.mentions);
    let readings = mentions.flat_map(|mention| &mention.readings).flat_map(|meant| &meant.terms);
    readings.flatten().flatten().for_each(&mut add);
    cells.into_iter().collect()
}
