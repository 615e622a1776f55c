//! The sheet of filings: one row each with all figures side by side, and the sums of each year
//! below.
//!
//! ```text
//!                               │ Table 3                           │
//!                               │ granted              │ denied     │ …
//! code  office  …  year  form   │ natural person │ …   │ …          │
//! D01   …          2023  2021   │ 23             │ 3   │ 0          │
//!                  total of 2023│ =SUMIF(…)      │     │            │
//! ```

use std::collections::BTreeMap;

use rust_xlsxwriter::{Formula, IgnoreError, Workbook, Worksheet, XlsxError};

use crate::model::{AxisIx, CellIx, Filed, State, TableIx, Value, Year};
use crate::report::book::list::{NAMES, clean, page, put};
use crate::report::book::total::name;
use crate::report::data::ReportData;
use crate::report::field::Field;
use crate::report::style::display_width;
use crate::say;

/// The columns before the figures, as the tables call them.
pub(super) const BEFORE: [&str; 7] = ["office_code", "office", "district", "kind", "year", "scope", "form"];
/// Position of the column `year`.
const YEAR: u16 = 4;
/// First row of the heading. It has three: table, row and column of the form.
const HEADER: u32 = 3;
/// The first row of the list.
pub(super) const FIRST: u32 = 6;

/// The cells that occur in the filings shown, in the order of the form.
pub(super) fn cells(data: &ReportData<'_>) -> Vec<CellIx> {
    let all = (0..data.context.pipeline.catalogue.n_cells()).map(|at| CellIx(at as u16));
    all.filter(|cell| data.dossier().filings.iter().any(|filed| filed.cells.has(*cell))).collect()
}

/// Adds the sheet.
pub(super) fn write(book: &mut Workbook, data: &ReportData<'_>) -> Result<(), XlsxError> {
    let styles = &data.styles;
    let cells = cells(data);
    let filings = &data.dossier().filings;
    let sheet = book.add_worksheet();
    sheet.set_name(data.say("book.filings"))?;
    sheet.write_string_with_format(0, 0, data.say("book.filings_title"), &styles.title_left)?;
    sheet.set_row_height(0, 30)?;
    let words = [
        ("n", data.dossier().n_filings.to_string()),
        ("shown", filings.len().to_string()),
        ("file", "filings.parquet".to_owned()),
    ];
    let words = words.each_ref().map(|(name, value)| (*name, value.as_str()));
    let is_cut = data.dossier().n_filings > filings.len() as u64;
    let remark = if is_cut { "book.cut_filings" } else { "book.filings_remark" };
    sheet.write_string_with_format(1, 0, data.wording().say(remark, &words), &styles.note)?;
    head(sheet, &cells, data)?;
    let columns = (BEFORE.len() + cells.len()) as u16;
    for (at, filed) in filings.iter().enumerate() {
        row(sheet, FIRST + at as u32, filed, &cells, data)?;
    }
    if !filings.is_empty() {
        sheet.autofilter(FIRST - 1, 0, FIRST + filings.len() as u32 - 1, columns - 1)?;
        sheet.ignore_error_range(
            FIRST,
            0,
            FIRST + filings.len() as u32 - 1,
            columns - 1,
            IgnoreError::NumberStoredAsText,
        )?;
        totals(sheet, &cells, data)?;
    }
    page(sheet, &data.say("book.footer"))?;
    // Two hundred columns are for the screen; on paper they take several pages.
    sheet.set_print_fit_to_pages(0, 0);
    sheet.set_print_scale(60);
    sheet.set_landscape();
    sheet.set_repeat_rows(HEADER, FIRST - 1)?;
    sheet.set_repeat_columns(0, 1)?;
    sheet.set_freeze_panes(FIRST, 2)?;
    Ok(())
}

/// The heading: table and row span the columns that share them. A hidden row above has the codes of
/// the cells, by which the sheet is read back in any language.
fn head(sheet: &mut Worksheet, cells: &[CellIx], data: &ReportData<'_>) -> Result<(), XlsxError> {
    let styles = &data.styles;
    for (at, name) in BEFORE.iter().enumerate() {
        let (at, label) = (at as u16, data.say(&format!("column.{}", name)));
        sheet.write_string(NAMES, at, *name)?;
        sheet.merge_range(HEADER, at, FIRST - 1, at, &clean(&label), &styles.head)?;
        sheet.set_column_width(at, width(at, data))?;
    }
    let catalogue = &data.context.pipeline.catalogue;
    let lang = data.wording().lang;
    let first = BEFORE.len() as u16;
    let mut over: Vec<(u32, u16, u16, String)> = Vec::new();
    let mut last: [Option<(TableIx, Option<AxisIx>)>; 2] = [None, None];
    for (at, cell) in cells.iter().enumerate() {
        let (at, def) = (first + at as u16, catalogue.cell(*cell));
        sheet.write_string(NAMES, at, &def.code)?;
        let heads = [
            ((def.table, None), catalogue.table(def.table).title.get(lang).to_owned()),
            ((def.table, Some(def.row)), say::row(data.context.pipeline, def.table, def.row, data.wording())),
        ];
        for (level, (key, label)) in heads.into_iter().enumerate() {
            match over.iter_mut().rev().find(|head| head.0 == level as u32).filter(|_| last[level] == Some(key)) {
                Some(head) => head.2 = at,
                None => over.push((level as u32, at, at, label)),
            }
            last[level] = Some(key);
        }
        let label = say::column(data.context.pipeline, def.table, def.column, data.wording());
        sheet.write_string_with_format(FIRST - 1, at, clean(&label), &styles.head)?;
        sheet.set_column_width(at, 9.0)?;
    }
    for (level, from, to, label) in over {
        match from == to {
            true => {
                sheet.write_string_with_format(HEADER + level, from, clean(&label), &styles.head)?;
            }
            false => {
                sheet.merge_range(HEADER + level, from, HEADER + level, to, &clean(&label), &styles.head)?;
            }
        }
    }
    sheet.set_row_hidden(NAMES)?;
    for (row, height) in [(HEADER, 20.0), (HEADER + 1, 44.0), (HEADER + 2, 32.0)] {
        sheet.set_row_height(row, height)?;
    }
    Ok(())
}

/// Width of a leading column, by its longest text.
fn width(column: u16, data: &ReportData<'_>) -> f64 {
    let texts = data.dossier().filings.iter().map(|filed| display_width(&before(filed, data)[usize::from(column)].0));
    texts.max().unwrap_or(0).clamp(7, 34) as f64 + 1.5
}

/// The leading columns of a filing as text, each with whether it is a number.
fn before(filed: &Filed, data: &ReportData<'_>) -> [(String, bool); 7] {
    let office = data.office(filed.office);
    let lang = data.wording().lang;
    let forms = filed.forms.iter().map(|form| data.context.pipeline.catalogue.forms[form.at()].title.get(lang));
    [
        (office.code.clone(), false),
        (office.name.clone(), false),
        (office.district.clone(), false),
        (office.kind.clone(), false),
        (filed.year.0.to_string(), true),
        (data.say(&format!("scope.{}", filed.scope.code())), false),
        (forms.collect::<Vec<_>>().join("; "), false),
    ]
}

/// Writes one filing. A cell that is not a number is coloured by the reason: wrong if it was
/// unreadable, lilac if it could not be assigned, grey if the form does not have it.
fn row(
    sheet: &mut Worksheet,
    row: u32,
    filed: &Filed,
    cells: &[CellIx],
    data: &ReportData<'_>,
) -> Result<(), XlsxError> {
    let styles = &data.styles;
    for (at, (text, is_number)) in before(filed, data).into_iter().enumerate() {
        let (field, format) = match is_number {
            true => (Field::printed(&text), &styles.year),
            false => (Field::Text(text), &styles.text),
        };
        put(sheet, (row, at as u16), &field, format)?;
    }
    for (at, cell) in cells.iter().enumerate() {
        let square = (row, (BEFORE.len() + at) as u16);
        match filed.cells.get(*cell) {
            Value::Number(_) => put(sheet, square, &data.figure(filed, *cell), &styles.decimal)?,
            Value::Not(State::NotInSource) => put(sheet, square, &Field::Nothing, &styles.void)?,
            Value::Not(State::Unreadable) => put(sheet, square, &data.figure(filed, *cell), &styles.wrong)?,
            Value::Not(State::Unread) => put(sheet, square, &data.figure(filed, *cell), &styles.unread)?,
            Value::Not(State::Blank | State::NotApplicable | State::BelowLimit) => {
                put(sheet, square, &data.figure(filed, *cell), &styles.centred)?;
            }
        }
    }
    Ok(())
}

/// The sums of each year as formulas below the list, the latest year first. They are sums of the
/// rows shown, not of the rollup: a consolidated filing and its parts are both in them.
fn totals(sheet: &mut Worksheet, cells: &[CellIx], data: &ReportData<'_>) -> Result<(), XlsxError> {
    let styles = &data.styles;
    let filings = &data.dossier().filings;
    let mut years: BTreeMap<Year, Vec<&Filed>> = BTreeMap::new();
    for filed in filings {
        years.entry(filed.year).or_default().push(filed);
    }
    let last = FIRST + filings.len() as u32 - 1;
    let range = |column: u16| format!("{}:{}", fixed(FIRST, column), fixed(last, column));
    for (at, (year, filings)) in years.iter().rev().enumerate() {
        let row = last + 2 + at as u32;
        let label = data.wording().say("book.sum_of_year", &[("year", &year.0.to_string())]);
        sheet.merge_range(row, 0, row, BEFORE.len() as u16 - 1, &label, &styles.total)?;
        for (at, cell) in cells.iter().enumerate() {
            let kind = &data.context.pipeline.catalogue.cell(*cell).kind;
            // Medians, shares and dates are not summed.
            if !kind.adds() {
                continue;
            }
            let column = (BEFORE.len() + at) as u16;
            let sum: i128 = filings.iter().filter_map(|filed| filed.cells.get(*cell).number()).map(i128::from).sum();
            let decimals = kind.decimals();
            let formula = format!("=SUMIF({},{},{})", range(YEAR), year.0, range(column));
            let formula = Formula::new(formula).set_result(say::decimal(sum, decimals));
            sheet.write_formula_with_format(row, column, formula, &styles.total_of(decimals))?;
        }
    }
    Ok(())
}

/// An absolute reference: `$I$5`.
fn fixed(row: u32, column: u16) -> String {
    let name = name((row, column));
    let digits = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    format!("${}${}", &name[..digits], &name[digits..])
}
