//! Outputs of a finished run that are no longer as they were written are named, and no answer is drawn from them.

use std::fs;

use crate::lost::{Room, filing};

const OFFICES: [&str; 3] = ["勾稽市对数委员会", "勾稽市珠算管理局", "勾稽市概率预报局"];
const CELL: &str = "requests.received@total";

/// Three offices with findings, run twice.
fn room() -> Room {
    let room = Room::new();
    for (at, office) in OFFICES.iter().enumerate() {
        room.write(&format!("in/{at}.csv"), filing(office));
    }
    for out in ["out", "other"] {
        assert_eq!(room.said(&["run", "--input", "in", "--out", out]).0, 0);
    }
    room
}

/// Takes the last line off a file: what is left is a good file of its kind.
fn shorten(room: &Room, name: &str) {
    let text = room.text(name);
    let end = text.trim_end().rfind('\n').unwrap();
    fs::write(room.path(name), &text[..=end]).unwrap();
}

/// Exit code 3, the file, and what to do.
fn is_refused(room: &Room, asked: &[&str], file: &str) {
    let (code, said) = room.said(asked);
    let is_told = said.contains(&format!("{file} is not as the run wrote it")) && said.contains("run again");
    assert_eq!((code, is_told), (3, true), "{asked:?}: {said}");
}

#[test]
fn a_table_that_lost_its_last_line_is_named_and_nothing_is_concluded_from_it() {
    let [office, other, _] = OFFICES;
    let asked: [(&str, &[&str]); 6] = [
        ("findings.csv", &["diff", "other", "out"]),
        ("findings.csv", &["diff", "out", "other"]),
        ("repairs.csv", &["compare", office, other, "--out", "out"]),
        ("intake.csv", &["trace", office, "2023", CELL, "--out", "out"]),
        ("ranking.csv", &["report", "--out", "out"]),
        ("findings.csv", &["run", "--input", "in", "--out", "third", "--since", "out"]),
    ];
    for (file, asked) in asked {
        let room = room();
        assert_eq!(room.said(asked).0, 0, "{asked:?}");
        shorten(&room, &format!("out/{file}"));
        let before = room.files("out");
        is_refused(&room, asked, &format!("out/{file}"));
        assert_eq!(room.files("out"), before);
    }
}

#[test]
fn another_figure_in_run_json_or_the_register_is_told_as_well() {
    for (file, was, is) in [("run.json", "\"filings\": 3", "\"filings\": 4"), ("register.csv", "对数", "指数")] {
        let room = room();
        let text = room.text(&format!("out/{file}"));
        assert!(text.contains(was), "{file} is written otherwise now");
        room.write(&format!("out/{file}"), text.replace(was, is));
        is_refused(&room, &["report", "--out", "out"], &format!("out/{file}"));
        is_refused(&room, &["compare", OFFICES[0], OFFICES[1], "--out", "out"], &format!("out/{file}"));
    }
}

#[test]
fn an_output_that_a_command_does_not_read_keeps_it_from_nothing() {
    let room = room();
    let whole = room.said(&["diff", "other", "out"]);
    shorten(&room, "out/ranking.csv");
    room.write("out/report.html", "mine");
    assert_eq!(room.said(&["diff", "other", "out"]), whole);
}

#[test]
fn a_list_of_what_was_written_that_lost_a_line_gives_nothing_away() {
    let room = room();
    shorten(&room, "out/written.csv");
    let before = room.files("out");
    is_refused(&room, &["diff", "other", "out"], "out/written.csv");
    is_refused(&room, &["report", "--out", "out"], "out/written.csv");
    let (code, said) = room.said(&["run", "--input", "in", "--out", "out"]);
    let is_told = said.contains("out/written.csv cannot be read or is not as the run wrote it");
    assert_eq!((code, is_told), (2, true), "{said}");
    assert_eq!(room.files("out"), before);
}

#[test]
fn an_earlier_run_that_is_none_or_is_damaged_is_told_before_anything_is_read() {
    let room = room();
    fs::create_dir(room.path("empty")).unwrap();
    shorten(&room, "out/findings.csv");
    fs::remove_file(room.path("other/filings.parquet")).unwrap();
    // What is read first of a run is its inputs, and the one given here is not there.
    let run: &[&str] = &["run", "--input", "nowhere", "--out", "third", "--since"];
    let report: &[&str] = &["report", "--out", "out", "--since"];
    for asked in [run, report] {
        for (since, code, told) in [
            ("nobody", 2, "--since nobody is not the folder of a finished run"),
            ("empty", 2, "--since empty is not the folder of a finished run"),
            ("in/0.csv", 2, "--since in/0.csv is not the folder of a finished run"),
            ("out", 3, "out/findings.csv is not as the run wrote it"),
            ("other", 3, "other/filings.parquet cannot be read"),
        ] {
            let asked = [asked, &[since]].concat();
            let (found, said) = room.said(&asked);
            assert_eq!((found, said.contains(told)), (code, true), "{asked:?}: {said}");
        }
    }
    assert!(!room.path("third").exists());
}

#[test]
fn outputs_of_a_version_that_kept_no_list_are_still_compared() {
    let room = room();
    let whole = room.said(&["diff", "other", "out"]);
    fs::remove_file(room.path("out/written.csv")).unwrap();
    assert_eq!(room.said(&["diff", "other", "out"]), whole);
    // A list of the version before had no line of itself.
    let list = room.text("other/written.csv");
    let lines: Vec<&str> = list.lines().filter(|line| !line.starts_with("written.csv,")).collect();
    assert_eq!(lines.len() + 1, list.lines().count());
    room.write("other/written.csv", lines.join("\r\n") + "\r\n");
    assert_eq!(room.said(&["diff", "other", "out"]), whole);
    assert_eq!(room.said(&["report", "--out", "other"]).0, 0);
}
