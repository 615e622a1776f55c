//! Every form of every pipeline, in both languages: what is printed for an office is read back cell for cell.

use std::collections::BTreeSet;

use gouji::model::{CellIx, CellKind, Pipeline};
use gouji::spec;

use crate::returned::workbook::Workbook;
use crate::returned::{Desk, assert_same, forms, forms_of_all_years, said};
use crate::shared;

/// What the columns of office and year are called.
const HEADS: [(&str, [&str; 2]); 3] = [
    ("cn-disclosure", ["单位名称", "年度"]),
    ("us-foia", ["Agency", "Fiscal Year"]),
    ("uk-foi", ["Government body", "Year"]),
];

/// Something that an office may have filed in a cell: numbers of all sizes, signs, texts and nothing.
fn filed(at: usize, cell: CellIx, pipeline: &Pipeline) -> String {
    let words = &pipeline.numbers;
    let word = |list: &[String]| list.first().cloned().unwrap_or_default();
    let kind = &pipeline.catalogue.cell(cell).kind;
    match (at % 11, kind) {
        (0, _) => String::new(),
        (1, _) => word(&words.not_applicable),
        (2, _) => word(&words.below_limit),
        (3, _) => "about thirty".to_owned(),
        // It looks like a figure and is none.
        (4, CellKind::Count { .. }) => "2.5".to_owned(),
        (4, _) => "1,23".to_owned(),
        (_, CellKind::Date) => "2021-10-08".to_owned(),
        (5, CellKind::Count { .. }) => "22（其中补报3件）".to_owned(),
        (6, _) => "99999999999".to_owned(),
        (7, CellKind::Count { signed: true }) => "-8".to_owned(),
        (7 | 8, CellKind::Money { .. } | CellKind::Measure { .. }) => "1234.5".to_owned(),
        (n, _) => (at * 7 + n).to_string(),
    }
}

/// Files that hold these cells of two offices: one with all of them, and one that lacks every fifth.
fn file(desk: &Desk, name: &str, year: u16, cells: &[CellIx], pipeline: &Pipeline) {
    let (_, heads) = HEADS.iter().find(|(known, _)| *known == pipeline.name).unwrap();
    for (office, lacks) in [("Office of Counting Rods", 0), ("Office of Beads", 5)] {
        let is_kept = |at: &usize| lacks == 0 || !at.is_multiple_of(lacks);
        let kept: Vec<usize> = (0..cells.len()).filter(is_kept).collect();
        let codes: Vec<&str> = kept.iter().map(|at| pipeline.catalogue.cell(cells[*at]).code.as_str()).collect();
        let figures: Vec<String> =
            kept.iter().map(|at| filed(usize::from(cells[*at].0), cells[*at], pipeline)).collect();
        let quoted: Vec<String> = figures.iter().map(|figure| format!("\"{figure}\"")).collect();
        let text = format!("{},{}\n{office},{year},{}\n", heads.join(","), codes.join(","), quoted.join(","));
        desk.write(&format!("in/{year}/{name} {office}.csv"), &text);
    }
}

/// Every cell of a form, table by table: the exports of some pipelines hold one table each.
fn file_form(desk: &Desk, form: usize, year: u16, pipeline: &Pipeline) {
    let catalogue = &pipeline.catalogue;
    let on_form = |at: &usize| catalogue.forms[form].has[*at];
    let all: Vec<CellIx> = (0..catalogue.n_cells()).filter(on_form).map(|at| CellIx(at as u16)).collect();
    if !catalogue.tables.iter().any(|table| table.by_line) {
        return file(desk, "all", year, &all, pipeline);
    }
    for cells in all.chunk_by(|a, b| catalogue.cell(*a).table == catalogue.cell(*b).table) {
        file(desk, &catalogue.table(catalogue.cell(cells[0]).table).code.clone(), year, cells, pipeline);
    }
}

#[test]
fn what_is_printed_is_read_back_cell_for_cell() {
    for (name, _) in HEADS {
        let pipeline = spec::load(name).unwrap();
        let forms_known = &pipeline.catalogue.forms;
        for lang in ["zh", "en"] {
            let desk = Desk::new();
            // Each version of the form in a year of its own.
            (0..forms_known.len()).for_each(|form| file_form(&desk, form, 2019 - form as u16, &pipeline));
            let out = desk.run(name, "in", "out", &["--lang", lang]);
            assert_eq!(forms(&out).len(), 2, "{name} {lang}");
            let of = |year: &str, out: &str| desk.run(name, "in", out, &["--lang", lang, "--year", year]);
            let sent = forms_of_all_years(&out, of);
            sent.iter().enumerate().for_each(|(at, form)| desk.copy(form, &format!("back/{at}.xlsx")));
            let back = desk.run(name, "back", "again", &["--lang", lang, "--tables-only"]);
            // All of the one office and four fifths of the other; open lists take more than codes to be exported.
            let is_open = |cell: &&CellIx| pipeline.catalogue.table(pipeline.catalogue.cell(**cell).table).by_line;
            let n: usize =
                forms_known.iter().map(|form| form.cells.iter().filter(|cell| !is_open(cell)).count() * 17 / 10).sum();
            assert!(said(&out).len() > n, "{name} {lang}: {} of {n} cells", said(&out).len());
            assert_same(&back, &out, &format!("{name} {lang}"));
        }
    }
}

/// Where marks are gone, the labels do, in the language of the form.
#[test]
fn a_form_without_its_mark_is_read_by_its_labels() {
    let pipeline = spec::load("cn-disclosure").unwrap();
    for form in 0..pipeline.catalogue.forms.len() {
        let desk = Desk::new();
        let cells = (0..pipeline.catalogue.n_cells()).filter(|at| pipeline.catalogue.forms[form].has[*at]);
        let cells: Vec<CellIx> =
            cells.map(|at| CellIx(at as u16)).filter(|cell| !pipeline.catalogue.cell(*cell).subtotal).collect();
        let codes: Vec<&str> = cells.iter().map(|cell| pipeline.catalogue.cell(*cell).code.as_str()).collect();
        let figures: Vec<String> = (0..cells.len()).map(|at| filed(at, cells[at], &pipeline)).collect();
        let text = format!(
            "单位名称,年度,{}\n甲市珠算局,2019,{}\n",
            codes.join(","),
            figures.join(",").replace("99999999999", "7")
        );
        desk.write("in/a.csv", &text.replace("1,23", "约"));
        let out = desk.run("cn-disclosure", "in", "out", &[]);
        let (_, sent) = forms(&out).into_iter().next().unwrap();
        Workbook::open(&sent).without_marks().save(&desk.path("back/a.xlsx"));
        let back = desk.run("cn-disclosure", "back", "again", &["--tables-only"]);
        assert_same(&back, &out, &pipeline.catalogue.forms[form].id);
    }
}

/// Tables of two versions of the form in one report: each is printed once, in its own version.
#[test]
fn a_report_that_mixes_versions_is_printed_and_read_table_by_table() {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let catalogue = &pipeline.catalogue;
    let desk = Desk::new();
    let of = |form: &str, table: &str| {
        let form = catalogue.forms.iter().find(|known| known.id == form).unwrap();
        let on = |at: &usize| {
            form.has[*at] && catalogue.cells[*at].code.starts_with(table) && !catalogue.cells[*at].subtotal
        };
        (0..catalogue.n_cells()).filter(on).map(|at| CellIx(at as u16)).collect::<Vec<_>>()
    };
    let cells = [of("2019", "proactive."), of("2021", "requests.")].concat();
    let codes: Vec<&str> = cells.iter().map(|cell| catalogue.cell(*cell).code.as_str()).collect();
    let figures: Vec<String> = (0..cells.len()).map(|at| (at % 40).to_string()).collect();
    desk.write("in/a.csv", &format!("单位名称,年度,{}\n甲市珠算局,2021,{}\n", codes.join(","), figures.join(",")));
    let out = desk.run("cn-disclosure", "in", "out", &[]);
    let (_, sent) = forms(&out).into_iter().next().unwrap();
    desk.copy(&sent, "back/a.xlsx");
    let back = desk.run("cn-disclosure", "back", "again", &["--tables-only"]);
    assert_same(&back, &out, "mixed");
}

/// The filings of real agencies and bodies, which nobody made for this.
#[test]
fn the_forms_of_real_filings_are_read_back() {
    for (name, folder, least) in [("us-foia", "us-foia", 200), ("cn-disclosure", "real-filings/raw", 1)] {
        let Some(corpus) = shared::folder(&format!("corpus/{folder}")) else { continue };
        let desk = Desk::new();
        let (given, out) = (corpus.display().to_string(), desk.path("out"));
        let shown = out.display().to_string();
        let run = |out: &str, more: &[&str]| {
            let done = crate::notices::gouji(&[&["run", name, "-q", "--input", &given, "--out", out], more].concat());
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        };
        run(&shown, &["--tables-only"]);
        let of = |year: &str, out: &str| {
            let out = desk.path(out);
            run(&out.display().to_string(), &["--year", year]);
            out
        };
        let sent = forms_of_all_years(&out, of);
        sent.iter().enumerate().for_each(|(at, form)| desk.copy(form, &format!("back/{at}.xlsx")));
        let back = desk.run(name, "back", "again", &["--tables-only"]);
        let offices = |row: &Vec<String>| (row[0].clone(), row[1].clone());
        let returned: BTreeSet<_> = said(&back).iter().map(offices).collect();
        assert!(returned.len() >= least, "{name}: {}", returned.len());
        let all: BTreeSet<Vec<String>> =
            said(&out).into_iter().filter(|row| returned.contains(&offices(row))).collect();
        let differing: Vec<Vec<String>> = said(&back).symmetric_difference(&all).take(6).cloned().collect();
        assert!(differing.is_empty(), "{name}: {differing:?}");
    }
}
