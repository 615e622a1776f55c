//! Labels that two tables share: in one wide header, and on the sheets of a workbook.

use std::path::Path;

use gouji::model::{Pipeline, Source, SourceIx};
use gouji::read::{self, Read, vocabulary::Vocabulary};
use gouji::spec;
use rust_xlsxwriter::Workbook;

use crate::copies;

/// Two lists; `Other` and `All` are lines of both.
const TABLES: &str = r#"
[[table]]
code = "requests"
title = "Requests by outcome"
row = [
  { code = "granted", label = "Granted in full" },
  { code = "refused", label = "Refused in full" },
  { code = "other", label = "Other" },
  { code = "all", label = "All" },
]

[[table]]
code = "reviews"
title = "Internal reviews"
row = [
  { code = "other", label = "Other" },
  { code = "upheld", label = "Upheld" },
  { code = "overturned", label = "Overturned" },
  { code = "all", label = "All" },
]
"#;

fn pipeline(folder: &Path) -> Pipeline {
    copies::small(folder, TABLES, "");
    spec::load(&folder.display().to_string()).unwrap()
}

/// `code=figure` of every figure read, sheet by sheet, and what was not understood.
fn read(path: &str, bytes: &[u8], pipeline: &Pipeline) -> Vec<String> {
    let source = Source { path: path.to_owned(), root_len: 0 };
    let readings = match read::file(bytes, SourceIx(0), &source, &mut Vocabulary::new(pipeline)) {
        Read::Text(reading) => vec![reading],
        Read::Members(members) => members.into_iter().map(|member| member.reading).collect(),
    };
    let mut said = Vec::new();
    for reading in readings {
        for part in &reading.parts {
            let figures = part.cells.iter().filter_map(|(cell, value)| {
                let place = part.places.of(cell).map_or(0, |place| place.spot.column);
                let code = &pipeline.catalogue.cell(cell).code;
                value.number().map(|number| format!("{code}={number} in column {place}"))
            });
            said.extend(figures);
        }
        said.extend(reading.intake.unmatched.iter().map(|one| format!("not understood: {}", one.label)));
    }
    said
}

fn wide(header: &str, figures: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("Office,Year,{header}\nHaizhou,2015,{figures}\n");
    read("a.csv", text.as_bytes(), &pipeline(folder.path()))
}

#[test]
fn a_label_of_two_tables_is_told_by_the_columns_beside_it() {
    let header = "Granted in full,Refused in full,Other,All,Other,Upheld,Overturned,All";
    let expected = [
        "requests.granted=1 in column 3",
        "requests.refused=2 in column 4",
        "requests.other=3 in column 5",
        "requests.all=6 in column 6",
        "reviews.other=7 in column 7",
        "reviews.upheld=4 in column 8",
        "reviews.overturned=5 in column 9",
        "reviews.all=16 in column 10",
    ];
    assert_eq!(wide(header, "1,2,3,6,7,4,5,16"), expected);
}

#[test]
fn a_label_of_two_tables_between_them_is_not_told() {
    let said = wide("Granted in full,Refused in full,All,Upheld,Overturned", "1,2,3,4,5");
    assert_eq!(said.iter().filter(|said| said.starts_with("requests.all")).count(), 1, "{said:?}");
    let said = wide("Granted in full,Refused in full,Other,Upheld,Overturned", "1,2,9,4,5");
    let expected = [
        "requests.granted=1 in column 3",
        "requests.refused=2 in column 4",
        "reviews.upheld=4 in column 6",
        "reviews.overturned=5 in column 7",
        "not understood: Other",
    ];
    assert_eq!(said, expected);
}

#[test]
fn where_all_other_labels_are_of_one_table_the_shared_ones_are_its_own() {
    let expected = [
        "reviews.other=9 in column 3",
        "reviews.upheld=4 in column 4",
        "reviews.overturned=5 in column 6",
        "reviews.all=18 in column 5",
    ];
    assert_eq!(wide("Other,Upheld,All,Overturned", "9,4,18,5"), expected);
}

/// One sheet each: a title over the header, the rows of two forces, notes below.
fn book() -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, title, header, figures) in [
        ("1", "Table 1. Requests by outcome, by police force, 2015", ["Granted in full", "Other", "All"], [1, 2, 3]),
        ("2", "Table 2. Internal reviews, by police force, 2015", ["Other", "All", "Upheld"], [7, 8, 1]),
        ("3", "Table 3. Internal reviews, by police force, 2015", ["Other", "All", "Overturned"], [7, 8, 2]),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        sheet.write_string(0, 0, title).unwrap();
        sheet.write_row(2, 0, ["Office", "Year"]).unwrap();
        sheet.write_row(2, 2, header).unwrap();
        sheet.write_row(3, 0, ["Haizhou", "2015"]).unwrap();
        sheet.write_row(3, 2, figures).unwrap();
        sheet.write_string(5, 0, "Notes:").unwrap();
        sheet.write_string(6, 0, "1. Figures are provisional.").unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn the_title_of_a_sheet_says_whose_the_shared_labels_are_and_its_notes_are_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let said = read("a.xlsx", &book(), &pipeline(folder.path()));
    let figures: Vec<&String> = said.iter().filter(|said| !said.starts_with("not understood: ")).collect();
    let expected = [
        "requests.granted=1 in column 3",
        "requests.other=2 in column 4",
        "requests.all=3 in column 5",
        "reviews.other=7 in column 3",
        "reviews.upheld=1 in column 5",
        "reviews.all=8 in column 4",
        "reviews.other=7 in column 3",
        "reviews.overturned=2 in column 5",
        "reviews.all=8 in column 4",
    ];
    assert_eq!(figures, expected, "{said:?}");
}

#[test]
fn lint_warns_of_a_label_that_two_tables_share() {
    let folder = tempfile::tempdir().unwrap();
    pipeline(folder.path());
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gouji"));
    let done = command.args(["lint", "--lang", "en"]).arg(folder.path()).output().unwrap();
    let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    assert!(said.contains("`Other`") && said.contains("`requests`") && said.contains("`reviews`"), "{said}");
}
