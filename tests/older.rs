//! A folder of outputs of a version before: it is read, or refused with a word, and never changed by that.
//!
//! `tests/fixtures/older` is what the program wrote of two offices with `run --tables-only` before `run.json` had the number
//! of its format, `tests/fixtures/oldest` the tables of commit 46c051d, which kept no list of what it wrote. They stay as
//! they are when outputs change: that is what they are for. Outputs with another number add a folder beside them.

use std::path::{Path, PathBuf};
use std::process::Command;

const OFFICES: [&str; 2] = ["勾稽市对数委员会", "勾稽市珠算管理局"];

struct Room(tempfile::TempDir);

impl Room {
    /// A copy of the older folder, and a run of this version on the same filings.
    fn new() -> Room {
        let room = Room(tempfile::tempdir().unwrap());
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for (from, to) in [
            ("tests/fixtures/older", "older"),
            ("tests/fixtures/oldest", "oldest"),
            ("tests/fixtures/older-filings", "filings"),
        ] {
            let done = Command::new("cp").arg("-r").arg(root.join(from)).arg(room.path(to)).status();
            assert!(done.unwrap().success());
        }
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Exit code and everything said.
    fn gouji(&self, words: &str) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
        let done = command.current_dir(self.0.path()).args(words.split(' ')).args(["--lang", "en"]).output().unwrap();
        let said = [done.stdout, done.stderr].concat();
        (done.status.code().unwrap(), String::from_utf8_lossy(&said).into_owned())
    }

    /// Changes a file of the older folder.
    fn change(&self, file: &str, change: impl Fn(&str) -> String) {
        let path = self.path("older").join(file);
        let before = std::fs::read_to_string(&path).unwrap();
        let after = change(&before);
        assert_ne!(after, before);
        std::fs::write(path, &after).unwrap();
        self.enter(file, after.as_bytes());
    }

    /// Puts a file into the list of what the run has written.
    fn enter(&self, file: &str, bytes: &[u8]) {
        let list = self.path("older/written.csv");
        let text = std::fs::read_to_string(&list).unwrap();
        let line = format!("{file},{},{},written", bytes.len(), blake3::hash(bytes).to_hex());
        let lines = text.lines().map(|old| if old.starts_with(&format!("{file},")) { &line } else { old });
        std::fs::write(&list, lines.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    }

    /// Every file of the older folder.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = walkdir::WalkDir::new(self.path("older")).sort_by_file_name().into_iter().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().is_file());
        files.map(|entry| (entry.path().to_path_buf(), std::fs::read(entry.path()).unwrap())).collect()
    }
}

/// Every command that reads a finished run.
fn readers() -> [String; 5] {
    [
        "diff older now".to_owned(),
        format!("compare {} {} --out older", OFFICES[0], OFFICES[1]),
        format!("trace {} 2023 requests.received@total --out older", OFFICES[0]),
        "report --out older".to_owned(),
        "run --input filings --out now --since older".to_owned(),
    ]
}

#[test]
fn outputs_of_the_version_before_are_read_by_every_command() {
    let room = Room::new();
    assert_eq!(room.gouji("run --input filings --out now --quiet").0, 0);
    for command in readers() {
        let (code, said) = room.gouji(&command);
        assert_eq!(code, 0, "{command}: {said}");
    }
    // What is filed has not changed, so no figure has.
    let (_, said) = room.gouji("diff older now --format json");
    let found: serde_json::Value = serde_json::from_str(&said).unwrap();
    for list in ["filings_new", "filings_gone", "cells_changed"] {
        assert_eq!(found[list].as_array().map(Vec::len), Some(0), "{list}: {said}");
    }
    let (_, said) = room.gouji(&readers()[2]);
    assert!(said.contains("filings/a.csv, line "), "{said}");
    for output in ["older/report.html", "older/report.xlsx", "older/notices/index.csv", "now/report.html"] {
        assert!(room.path(output).exists(), "{output}");
    }
}

#[test]
fn the_oldest_outputs_are_read_and_not_replaced_since_nothing_says_who_wrote_them() {
    let room = Room::new();
    assert_eq!(room.gouji("run --input filings --out now --quiet").0, 0);
    let before = std::fs::read(room.path("oldest/findings.csv")).unwrap();
    for command in readers().map(|command| command.replace("older", "oldest")) {
        let (code, said) = room.gouji(&command);
        match command.starts_with("report") {
            true => assert!(code == 2 && said.contains("no record (written.csv)"), "{command}: {code}, {said}"),
            false => assert_eq!(code, 0, "{command}: {said}"),
        }
    }
    assert_eq!(std::fs::read(room.path("oldest/findings.csv")).unwrap(), before);
}

#[test]
fn outputs_of_a_later_version_that_would_be_misread_are_refused_with_a_word() {
    for (format, is_read) in [("1", true), ("2", false), ("\"1a\"", false)] {
        let room = Room::new();
        assert_eq!(room.gouji("run --input filings --out now --quiet").0, 0);
        room.change("run.json", |text| {
            let text = text.replace("\"0.1.0\"", "\"7.0.0\"");
            text.replacen("  \"pipeline\"", &format!("  \"format\": {format},\n  \"pipeline\""), 1)
        });
        let before = room.files();
        for command in readers() {
            let (code, said) = room.gouji(&command);
            let told = said.contains("older was made by gouji 7.0.0");
            assert_eq!((code, told), if is_read { (0, false) } else { (3, true) }, "{format}, {command}: {said}");
        }
        assert!(is_read || room.files() == before);
    }
}

#[test]
fn a_rule_a_cell_or_a_column_that_is_no_more_is_named_with_its_file_and_nothing_is_changed() {
    let damages: [(&str, &str, &str); 3] = [
        ("findings.csv", ",T3-ROW,", ",T3-OLD,"),
        ("rollup.csv", "requests.received@total", "requests.old@total"),
        ("cells.csv", ",state,", ",why,"),
    ];
    for (file, from, to) in damages {
        let room = Room::new();
        room.change(file, |text| text.replace(from, to));
        let before = room.files();
        for command in [&readers()[1], &readers()[3]] {
            let (code, said) = room.gouji(command);
            assert!(code == 3 && said.contains(&format!("older/{file} ")), "{command}: {code}, {said}");
        }
        assert!(room.files() == before, "{file}");
    }
}
