//! What a spreadsheet of another maker makes of the papers: saved by LibreOffice in every format that is read
//! (`tests/fixtures/returned/make.py`), they are known again.

use std::path::{Path, PathBuf};

use crate::returned::corrections::{TOTAL, cell, filing, rules};
use crate::returned::papers::{papers_desk, run, status};
use crate::returned::{Desk, intake};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/returned").join(name)
}

#[test]
fn a_form_corrected_in_another_spreadsheet_is_the_correction() {
    for ending in ["xlsx", "xls", "ods"] {
        let desk = Desk::new();
        desk.write("in/a.csv", &filing("4"));
        desk.copy(&fixture(&format!("form.{ending}")), &format!("in/寄回.{ending}"));
        let out = desk.run("cn-disclosure", "in", "out", &["--tables-only"]);
        assert_eq!((cell(&out, "2024", TOTAL), rules(&out)), (vec!["3".to_owned()], vec!["note DUPLICATE".to_owned()]));
        assert_eq!(cell(&out, "2024", "proactive.licences@decisions"), ["blank", ""], "{ending}");
        assert_eq!(intake(&out, "#2024")["encoding"], ending.to_uppercase());
    }
}

#[test]
fn answers_filled_in_with_another_spreadsheet_are_taken() {
    for ending in ["xls", "ods"] {
        let desk = papers_desk();
        desk.copy(&fixture(&format!("report.{ending}")), &format!("in/审核.{ending}"));
        let out = run(&desk, "out", &["--tables-only"]);
        assert_eq!(status(&out, "XY-STOCK"), "explained", "{ending}");
        assert_eq!(intake(&out, &format!("审核.{ending}"))["status"], "ignored");
        // Given on purpose it is taken as well.
        std::fs::remove_file(desk.path(&format!("in/审核.{ending}"))).unwrap();
        let given = fixture(&format!("report.{ending}")).display().to_string();
        let out = run(&desk, "out", &["--tables-only", "--explanations", &given]);
        assert_eq!(status(&out, "XY-STOCK"), "explained", "{ending}");
    }
}

#[test]
fn a_document_saved_by_another_program_is_known() {
    let desk = papers_desk();
    desk.copy(&fixture("bulletin.docx"), "in/关于报送情况的通报.docx");
    let out = run(&desk, "out", &["--tables-only"]);
    let row = intake(&out, "通报.docx");
    assert!(row["status"] == "ignored" && row["message"].contains("通报"), "{row:?}");
}
