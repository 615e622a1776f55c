//! What is the same for every filing of a form. It is worked out once, since checking asks for it
//! millions of times.
//!
//! ```text
//! pipeline  ──►  Plan   counted     [true, true, false, …]      by cell
//!                       forms       a FormPlan for each form    cells, totals, rows, columns
//!                       looks_below [false, true, …]            by rule
//! ```

use std::collections::BTreeSet;

use crate::model::{CellIx, CellKind, Check, Clause, Filing, FormIx, Linear, Pipeline, TableIx, Term, When};

/// Lists by cell, form and rule. Fields of type `Vec<bool>` are indexed by position.
pub struct Plan {
    /// `[cell]`: true if the cell may not be negative. Only counts declared as signed may.
    pub counted: Vec<bool>,
    /// `[cell]`: true if the cell is the sum of the other cells in its row.
    pub total: Vec<bool>,
    /// `[form]`: sizes, so that a complete filing can be counted without looking at its cells.
    pub forms: Vec<FormPlan>,
    /// The first cell that is a group's own line. Those cells stand at the end of the catalogue,
    /// and few filings have any; the laws about them are passed over in filings that end before
    /// this cell.
    pub first_subtotal: Option<CellIx>,
    /// `[cell]`: an odd number, different for every cell and without a pattern. The digest of a
    /// filing multiplies its figures by them.
    pub weights: Vec<i64>,
    /// `[rule]`: true if the rule sums the offices below.
    pub looks_below: Vec<bool>,
    /// Cells of the year before that some law, condition or statement uses, in order.
    pub looked_at: Vec<CellIx>,
}

/// Sizes of one form version, each over all its tables.
pub struct FormPlan {
    /// The cells that the form has.
    pub cells: Vec<CellIx>,
    /// Number of cells that may not be negative.
    pub n_counted: u64,
    /// Number of totals.
    pub n_totals: u64,
    /// Number of rows that a filing must have.
    pub n_rows: u64,
    /// Number of columns that a filing must have.
    pub n_columns: u64,
    /// `[table]`: true if the form prints the table.
    pub has_table: Vec<bool>,
}

impl Plan {
    /// Works out the lists of a pipeline.
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

    /// The form of a filing that has exactly the tables of one form, each of that version, and a
    /// number in every cell.
    pub fn complete(&self, filing: &Filing) -> Option<FormIx> {
        let form = filing.tables.iter().copied().flatten().next()?;
        let plan = &self.forms[form.at()];
        let whole = filing.tables.iter().zip(&plan.has_table).all(|(table, has)| *table == has.then_some(form));
        (whole && filing.cells.all_numbers(&plan.cells)).then_some(form)
    }
}

/// The weight of a cell: its position, mixed so that neighbours have nothing in common, and made
/// odd so that no figure is multiplied away.
fn weight(cell: usize) -> i64 {
    let mixed = (cell as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) | 1) as i64
}

/// The cells of the year before that linear laws, the comparisons of conditional rules and the
/// readings of statements use.
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
