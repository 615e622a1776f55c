//! `comparable.toml` → which figures correspond between form versions.

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::model::{AxisIx, Catalogue, CellIx, Comparison, Comparisons, Form, FormIx, Likeness, Message, Table, Text};
use crate::spec::error::{Error, Source, nearest};
use crate::spec::form::matching;
use crate::spec::toml_text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ComparableText {
    #[serde(default)]
    comparable: Vec<ComparisonText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ComparisonText {
    older: Spanned<String>,
    newer: Spanned<String>,
    /// `table.row@column`; a row code ending in `.*` stands for that row and all rows below it.
    #[serde(default)]
    older_cells: Vec<Spanned<String>>,
    #[serde(default)]
    newer_cells: Vec<Spanned<String>>,
    /// Repeat the relation for each column; cells are then given without one.
    each: Option<EachText>,
    likeness: Likeness,
    because: Text,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum EachText {
    Column,
}

/// Reads the declared relations between form versions.
pub(crate) fn comparisons(source: Source<'_>, catalogue: &Catalogue) -> Result<Comparisons, Error> {
    let said: ComparableText = toml_text::read(source)?;
    let written = Written { source, catalogue };
    let mut declared = Vec::new();
    for one in &said.comparable {
        written.comparison(one, &mut declared)?;
    }
    Ok(Comparisons::new(declared))
}

struct Written<'a> {
    source: Source<'a>,
    catalogue: &'a Catalogue,
}

impl Written<'_> {
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

    fn error(&self, name: &Spanned<String>, message: Message, hint: Option<Message>) -> Error {
        self.source.error_at(name, message).hint(hint)
    }

    fn form(&self, name: &Spanned<String>) -> Result<FormIx, Error> {
        let forms = &self.catalogue.forms;
        forms.iter().position(|form| form.id == *name.get_ref()).map(|at| FormIx(at as u8)).ok_or_else(|| {
            let hint = nearest(name.get_ref(), forms.iter().map(|form| form.id.as_str()));
            self.error(name, Message::new("unknown.version").with("word", name.get_ref()), hint)
        })
    }

    /// The columns of the first cell's table.
    fn columns(&self, said: &ComparisonText) -> Result<Vec<&str>, Error> {
        let Some(first) = said.older_cells.iter().chain(&said.newer_cells).next() else { return Ok(Vec::new()) };
        Ok(self.table(first)?.columns.iter().map(|column| column.code.as_str()).collect())
    }

    fn table(&self, name: &Spanned<String>) -> Result<&Table, Error> {
        let code = name.get_ref().split('.').next().unwrap_or_default();
        let tables = &self.catalogue.tables;
        tables.iter().find(|table| table.code == code).ok_or_else(|| {
            let hint = nearest(code, tables.iter().map(|table| table.code.as_str()));
            self.error(name, Message::new("unknown.table").with("word", code), hint)
        })
    }

    /// The cells of a form that a name stands for.
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
