//! `comparable.toml` → which figures correspond between form versions.
//!
//! Cells that two versions share by code are the same figure unless a line of this file says
//! otherwise.
//!
//! ```text
//! [[comparable]]                         one row of 2019 became three in 2021
//! older = "2019"
//! newer = "2021"
//! each = "column"
//! older_cells = ["requests.other"]
//! newer_cells = ["requests.other.no_correction", "requests.other.fee_unpaid", "requests.other.other"]
//! likeness = "exact"
//! because = "three rows that add up to the old one"
//! ```
//!
//! With `each` this makes one comparison per column of the table `requests`.

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{AxisIx, Catalogue, CellIx, Comparison, Comparisons, Form, FormIx, Likeness, Message, Table, Text};
use crate::spec::error::{Error, Source, nearest};
use crate::spec::form::matching;
use crate::spec::toml_text;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ComparableText {
    #[serde(default)]
    comparable: Vec<ComparisonText>,
}

/// `[[comparable]]`: the sum of `older_cells` corresponds to the sum of `newer_cells`. With one
/// side empty, the other has no counterpart.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ComparisonText {
    /// Id of the older version.
    older: Spanned<String>,
    /// Id of the newer version.
    newer: Spanned<String>,
    /// `table.row@column`, where the column may be `*` for all. A row code ending in `.*` stands
    /// for that row and all rows below it. Own lines of groups are left out of both.
    #[serde(default)]
    older_cells: Vec<Spanned<String>>,
    #[serde(default)]
    newer_cells: Vec<Spanned<String>>,
    /// Repeat the relation for each column; cells are then given without one.
    each: Option<EachText>,
    /// Whether rules may compare the two sums, or only time series, or nothing.
    likeness: Likeness,
    /// The reason, for whoever reads the output.
    because: Text,
}

/// What a relation is repeated for.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum EachText {
    Column,
}

/// Reads the declared relations between form versions. A name that fits no cell of its version is
/// an error.
pub(crate) fn comparisons(source: Source<'_>, catalogue: &Catalogue) -> Result<Comparisons, Error> {
    let said: ComparableText = toml_text::read(source)?;
    let written = Written { source, catalogue };
    let mut declared = Vec::new();
    for one in &said.comparable {
        written.comparison(one, &mut declared)?;
    }
    Ok(Comparisons::new(declared))
}

/// Where the names were written, for error messages.
struct Written<'a> {
    source: Source<'a>,
    catalogue: &'a Catalogue,
}

impl Written<'_> {
    /// Resolves one declaration and adds its comparisons: one, or one per column.
    fn comparison(&self, said: &ComparisonText, declared: &mut Vec<Comparison>) -> Result<(), Error> {
        let (older, newer) = (self.form(&said.older)?, self.form(&said.newer)?);
        let columns: Vec<Option<&str>> = match said.each {
            None => vec![None],
            Some(EachText::Column) => self.columns(said)?.into_iter().map(Some).collect(),
        };
        for column in columns {
            let cells = |names: &[Spanned<String>], form: FormIx| -> Result<Vec<CellIx>, Error> {
                let mut cells = Vec::new();
                for name in names {
                    cells.extend(self.cells(name, column, form)?);
                }
                Ok(cells)
            };
            declared.push(Comparison {
                older,
                newer,
                older_cells: cells(&said.older_cells, older)?,
                newer_cells: cells(&said.newer_cells, newer)?,
                likeness: said.likeness,
                because: said.because.clone(),
            });
        }
        Ok(())
    }

    /// An error at a name.
    fn error(&self, name: &Spanned<String>, message: Message, hint: Option<Message>) -> Error {
        self.source.error_at(name, message).hint(hint)
    }

    /// The form version with an id.
    fn form(&self, name: &Spanned<String>) -> Result<FormIx, Error> {
        let forms = &self.catalogue.forms;
        forms.iter().position(|form| form.id == *name.get_ref()).map(|at| FormIx(at as u8)).ok_or_else(|| {
            let hint = nearest(name.get_ref(), forms.iter().map(|form| form.id.as_str()));
            self.error(name, Message::new("unknown.version").with("word", name.get_ref()), hint)
        })
    }

    /// The columns of the first cell's table. The table of the other cells is not looked at.
    fn columns(&self, said: &ComparisonText) -> Result<Vec<&str>, Error> {
        let Some(first) = said.older_cells.iter().chain(&said.newer_cells).next() else { return Ok(Vec::new()) };
        Ok(self.table(first)?.columns.iter().map(|column| column.code.as_str()).collect())
    }

    /// The table that the code of a cell begins with.
    fn table(&self, name: &Spanned<String>) -> Result<&Table, Error> {
        let code = name.get_ref().split('.').next().unwrap_or_default();
        let tables = &self.catalogue.tables;
        tables.iter().find(|table| table.code == code).ok_or_else(|| {
            let hint = nearest(code, tables.iter().map(|table| table.code.as_str()));
            self.error(name, Message::new("unknown.table").with("word", code), hint)
        })
    }

    /// The cells of a form that a name stands for, in the given column if there is one.
    ///
    /// ```text
    /// requests.denied.*@total        the cells of that row and all below it, in one column
    /// requests.received@*            all cells of a row
    /// requests.other  + "total"      the cell requests.other@total
    /// ```
    ///
    /// None at all is an error, with the nearest code of that form as a hint.
    fn cells(&self, name: &Spanned<String>, column: Option<&str>, form: FormIx) -> Result<Vec<CellIx>, Error> {
        let table = self.table(name)?;
        let line = name.get_ref().strip_prefix(table.code.as_str()).and_then(|rest| rest.strip_prefix('.'));
        let line = line.unwrap_or_default();
        let (row, column) = match column {
            Some(column) => (line, column),
            None => line.split_once('@').unwrap_or((line, "")),
        };
        let form: &Form = &self.catalogue.forms[form.at()];
        let columns: Vec<AxisIx> = match column {
            "*" => (0..table.columns.len()).map(|at| AxisIx(at as u8)).collect(),
            _ => table.column(column).into_iter().collect(),
        };
        let rows = matching(&table.rows, row);
        let cells: Vec<CellIx> = rows
            .iter()
            .flat_map(|row| columns.iter().filter_map(|column| table.cell(*row, *column)))
            .filter(|cell| form.has[cell.at()])
            .filter(|cell| {
                let def = self.catalogue.cell(*cell);
                !(row.contains('*') && form.is_own_line(true, def) || column == "*" && form.is_own_line(false, def))
            })
            .collect();
        if cells.is_empty() {
            let known = form.cells.iter().map(|cell| self.catalogue.cell(*cell).code.as_str());
            let hint = nearest(name.get_ref(), known);
            let message = Message::new("form.no_cell").with("cell", name.get_ref()).with("form", &form.id);
            return Err(self.error(name, message, hint));
        }
        Ok(cells)
    }
}
