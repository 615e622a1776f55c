//! What is the same for every filing of a form, worked out once.

use crate::model::{CellIx, CellKind, Filing, FormIx, Pipeline};

/// Lists that checking goes through for every filing.
pub struct Plan {
    /// `[cell]`: it counts something and may not be negative.
    pub counted: Vec<bool>,
    /// `[cell]`: it sums the others of its row.
    pub total: Vec<bool>,
    /// `forms[form]`, for counting without looking at every cell.
    pub forms: Vec<FormPlan>,
}

/// Sizes of one form version.
pub struct FormPlan {
    pub cells: Vec<CellIx>,
    pub n_counted: u64,
    pub n_totals: u64,
    pub n_rows: u64,
    pub n_columns: u64,
}

impl Plan {
    /// The lists of a pipeline.
    pub fn of(pipeline: &Pipeline) -> Plan {
        let catalogue = &pipeline.catalogue;
        let counted: Vec<bool> =
            catalogue.cells.iter().map(|cell| cell.kind != CellKind::Count { signed: true }).collect();
        let total: Vec<bool> =
            catalogue.cells.iter().map(|cell| catalogue.table(cell.table).columns[cell.column.at()].total).collect();
        let among = |cells: &[CellIx], list: &[bool]| cells.iter().filter(|cell| list[cell.at()]).count() as u64;
        let forms = catalogue
            .forms
            .iter()
            .map(|form| FormPlan {
                n_counted: among(&form.cells, &counted),
                n_totals: among(&form.cells, &total),
                n_rows: form.rows.iter().map(|rows| rows.len() as u64).sum(),
                n_columns: form.columns.iter().map(|columns| columns.len() as u64).sum(),
                cells: form.cells.clone(),
            })
            .collect();
        Plan { counted, total, forms }
    }

    /// The form of a filing that has every table of one form and a number in every cell of it.
    pub fn complete(&self, filing: &Filing) -> Option<FormIx> {
        let form = filing.tables.first().copied().flatten()?;
        let whole = filing.tables.iter().all(|table| *table == Some(form));
        (whole && filing.cells.all_numbers(&self.forms[form.at()].cells)).then_some(form)
    }
}
