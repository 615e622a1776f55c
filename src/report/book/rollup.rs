//! The sheets of sums in the official form: the city, then each district. One sheet is about the year
//! in hand, another about the years before it, the latest first.
//!
//! ```text
//! row 0    name of the return, group and year
//! row 1    coverage: how many had to file, how many are added up; after a warning in red
//! row 2…   the tables of the form, as form::draw draws them
//!          remark, if a total is not the sum of its parts
//!          (page break)
//! ```
//!
//! If the filings use several form versions, a group's sums are drawn on as many forms as it takes
//! to show every cell once. Kinds of office are only in `rollup.csv`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use crate::model::{Catalogue, CellIx, Coverage, FormIx, GroupKind, Lang, RollupCell, Year};
use crate::report::book::block::{CellSums, GroupBlock};
use crate::report::book::form::{Entry, FormSheet, TextLine, over, set_columns};
use crate::report::book::list::{self, page};
use crate::report::book::total::TotalFormulas;
use crate::report::data::ReportData;
use crate::report::field::Field;
use crate::report::form::{Layout, covering};
use crate::report::style::TITLE_POINTS;
use crate::say;

/// Maximum number of groups drawn. `rollup.csv` has all of them.
const BLOCKS: usize = 400;
/// Number of rows above the tables: title and coverage.
const OVER: u32 = 2;
/// Number of rows below the tables: a remark and an empty row.
const UNDER: u32 = 2;

/// The sheets of sums.
#[derive(Clone, Copy)]
pub(super) enum YearsDrawn {
    /// The year in hand.
    InHand,
    /// The years there are to compare with.
    Others,
}

impl YearsDrawn {
    /// Both, in the order of the workbook.
    pub(super) const ALL: [YearsDrawn; 2] = [YearsDrawn::InHand, YearsDrawn::Others];

    /// The sentence that names the sheet.
    pub(super) fn name(self) -> &'static str {
        match self {
            YearsDrawn::InHand => "book.rollup",
            YearsDrawn::Others => "book.rollup_before",
        }
    }

    /// True if the sheet is in the workbook: if there are years to draw.
    pub(super) fn is_drawn(self, data: &ReportData<'_>) -> bool {
        match self {
            YearsDrawn::InHand => true,
            YearsDrawn::Others => data.dossier().years.len() > 1,
        }
    }

    /// True if the sheet is about that year.
    fn has(self, year: Year, data: &ReportData<'_>) -> bool {
        match self {
            YearsDrawn::InHand => data.is_in_hand(year),
            YearsDrawn::Others => !data.is_in_hand(year),
        }
    }
}

/// Decides where every group is drawn. Returns the number of groups as well, drawn or not. The
/// sheet is written from this plan and read back by it.
pub(super) fn plan(data: &ReportData<'_>, years: YearsDrawn) -> (Vec<GroupBlock>, usize) {
    let catalogue = &data.context.pipeline.catalogue;
    let mut groups: BTreeMap<(Reverse<Year>, GroupKind, &str), CellSums> = BTreeMap::new();
    let drawn = |sum: &&RollupCell| sum.kind != GroupKind::Kind && years.has(sum.year, data);
    for sum in data.dossier().rollup.iter().filter(drawn) {
        let group = groups.entry((Reverse(sum.year), sum.kind, sum.group.as_str())).or_default();
        group.insert(sum.cell, (sum.value, sum.coverage));
    }
    let n_groups = groups.len();
    let used: BTreeSet<CellIx> = groups.values().flat_map(BTreeMap::keys).copied().collect();
    let lang = data.wording().lang;
    // All forms share the columns of the sheet, so all need the same number of label columns.
    let labels =
        groups.values().flat_map(|sums| covering(catalogue, &sums.keys().copied().collect())).collect::<BTreeSet<_>>();
    let labels = labels.into_iter().map(|form| layout(catalogue, form, &used, 0, lang).labels).max().unwrap_or(0);
    let mut top = 0;
    let mut blocks = Vec::new();
    for ((year, kind, group), sums) in groups.into_iter().take(BLOCKS) {
        let (group, year) = (group.to_owned(), year.0);
        let mut block = GroupBlock { kind, group, year, top, sums, tables: Vec::new(), shown: Vec::new() };
        let mut left: BTreeSet<CellIx> = block.sums.keys().copied().collect();
        top += OVER;
        for form in covering(catalogue, &left) {
            let layout = layout(catalogue, form, &used, labels, lang);
            let cells: BTreeSet<CellIx> =
                layout.figures().map(|(cell, _)| cell).filter(|cell| left.remove(cell)).collect();
            let rows = layout.rows;
            block.tables.push((form, top, layout));
            block.shown.push(cells);
            top += rows + 1;
        }
        top += UNDER;
        blocks.push(block);
    }
    (blocks, n_groups)
}

/// The layout of a form with at least that many label columns. Optional lines are drawn if some
/// group uses them.
fn layout(catalogue: &Catalogue, form: FormIx, used: &BTreeSet<CellIx>, labels: u16, lang: Lang) -> Layout {
    Layout::of(catalogue, form, &|cell| used.contains(&cell), labels, lang)
}

/// Adds the sheet. Totals are formulas where they equal the sum of their parts; other totals are
/// coloured.
pub(super) fn write(book: &mut Workbook, data: &ReportData<'_>, years: YearsDrawn) -> Result<(), XlsxError> {
    let styles = &data.styles;
    let (blocks, n_groups) = plan(data, years);
    let sheet = book.add_worksheet();
    sheet.set_name(data.say(years.name()))?;
    let widest = blocks.iter().flat_map(|block| &block.tables).map(|(_, _, layout)| layout).max_by_key(|at| at.columns);
    if let Some(layout) = widest {
        set_columns(sheet, layout)?;
    }
    let mut breaks = Vec::new();
    for block in &blocks {
        if let Some(layout) = widest {
            let text = title(data, block);
            over(sheet, block.top, layout, &TextLine { text: &text, format: &styles.title, points: TITLE_POINTS })?;
        }
        below_title(sheet, data, block, widest)?;
        let mut below = block.top + OVER;
        let mut differs = false;
        for (table, shown) in block.tables.iter().zip(&block.shown) {
            let (_, top, layout) = table;
            let totals = TotalFormulas::of(data.context.pipeline, table, block, shown);
            let entry = |cell: CellIx| match block.sums.get(&cell).filter(|_| shown.contains(&cell)) {
                None => Entry::Field(Field::Nothing, Some(&styles.void)),
                Some((_, coverage)) if !coverage.has_figure() => {
                    Entry::Field(Field::Nothing, (coverage.unread > 0).then_some(&styles.unread))
                }
                Some((sum, coverage)) => {
                    let is_short = coverage.unread > 0;
                    let printed = printed(data, cell, *sum);
                    match totals.formula(cell) {
                        _ if totals.differs(cell) => Entry::Field(Field::printed(&printed), Some(&styles.doubtful)),
                        Some(formula) => Entry::Formula(formula.to_owned(), printed),
                        None => Entry::Field(Field::printed(&printed), is_short.then_some(&styles.unread)),
                    }
                }
            };
            FormSheet { sheet, top: *top, styles }.draw(layout, &entry)?;
            differs |= layout.figures().any(|(cell, _)| totals.differs(cell));
            below = top + layout.rows;
        }
        if differs {
            sheet.write_string_with_format(below, 0, data.say("book.total_differs"), &styles.note)?;
        }
        if block.top > 0 {
            breaks.push(block.top);
        }
    }
    if n_groups > blocks.len() {
        let after = blocks.last().map_or(0, |block| block.top + 100);
        let words = [("shown", blocks.len().to_string()), ("all", n_groups.to_string()), ("file", "rollup.csv".into())];
        let cut = data.wording().say("book.cut", &words.each_ref().map(|(name, value)| (*name, value.as_str())));
        sheet.write_string_with_format(after, 0, cut, &styles.note)?;
    }
    page(sheet, &data.say("book.footer"))?;
    sheet.set_portrait();
    sheet.set_page_breaks(&breaks)?;
    Ok(())
}

/// A sum as `rollup.csv` prints it.
pub(super) fn printed(data: &ReportData<'_>, cell: CellIx, sum: i128) -> String {
    say::number(sum, &data.context.pipeline.catalogue.cell(cell).kind)
}

/// Group, year and name of the form.
fn title(data: &ReportData<'_>, block: &GroupBlock) -> String {
    let lang = data.wording().lang;
    let words = [
        ("group", block.group.as_str()),
        ("year", &block.year.0.to_string()),
        ("title", data.context.pipeline.title.get(lang)),
    ];
    data.wording().say("book.rollup_title", &words)
}

/// How many of the filings due are in the sums, and how many blanks.
fn coverage(data: &ReportData<'_>, block: &GroupBlock) -> String {
    let most =
        |count: fn(&Coverage) -> u64| block.sums.values().map(|(_, coverage)| count(coverage)).max().unwrap_or(0);
    let blanks: u64 = block.sums.values().map(|(_, coverage)| coverage.blanks).sum();
    let words = [
        ("expected", most(|coverage| coverage.expected).to_string()),
        ("filings", most(|coverage| coverage.filings).to_string()),
        ("blanks", blanks.to_string()),
    ];
    data.wording().say("book.coverage", &words.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// Writes the coverage below the title, after the warning if there is one.
fn below_title(
    sheet: &mut Worksheet,
    data: &ReportData<'_>,
    block: &GroupBlock,
    widest: Option<&Layout>,
) -> Result<(), XlsxError> {
    let styles = &data.styles;
    let (row, coverage, alarm) = (block.top + 1, coverage(data, block), alarm(data, block));
    match widest.filter(|_| !alarm.is_empty()) {
        None => sheet.write_string_with_format(row, 0, &coverage, &styles.note).map(|_| ()),
        // The row must be high enough for both.
        Some(layout) => {
            over(
                sheet,
                row,
                layout,
                &TextLine { text: &format!("{alarm}{coverage}"), format: &styles.remark, points: 10.0 },
            )?;
            list::alarm(sheet, row, (&coverage, &alarm), &styles.remark, styles)
        }
    }
}

/// The warning that figures are not in the sums because they could not be read: for the city the
/// number of files, for a group the number of cells. Empty if all could be read.
fn alarm(data: &ReportData<'_>, block: &GroupBlock) -> String {
    if block.kind == GroupKind::City {
        return data.alarm(Some(block.year));
    }
    let unread: u64 = block.sums.values().map(|(_, coverage)| coverage.unread).sum();
    let filings = block.sums.values().map(|(_, coverage)| coverage.unread).max().unwrap_or(0);
    if unread == 0 {
        return String::new();
    }
    let words = [("unread", unread.to_string()), ("filings", filings.to_string())];
    data.wording().say("book.unread", &words.each_ref().map(|(name, value)| (*name, value.as_str())))
}
