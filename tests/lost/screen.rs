//! What is printed arrives or is missed; a stranger's name gives the terminal no orders, and leads back to its file.

use std::fs::File;
use std::process::{Command, Stdio};

use crate::lost::{Room, filing};

/// A name that clears the screen, colours it, sets its title and turns its letters around.
const ORDERS: &str = "勾稽市\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}对数委员会";

fn is_plain(said: &[u8]) -> bool {
    let said = String::from_utf8_lossy(said).into_owned();
    !said.contains(|c: char| (c.is_control() && c != '\n' && c != '\t') || ('\u{202a}'..='\u{202e}').contains(&c))
}

#[test]
fn what_cannot_be_printed_is_exit_3() {
    let room = Room::new();
    room.write("in/a.csv", filing("勾稽市对数委员会"));
    assert_eq!(room.said(&["run", "--input", "in"]).0, 0);
    let commands: [&[&str]; 13] = [
        &["forms"],
        &["forms", "--format", "json"],
        &["rules"],
        &["rules", "--format", "md"],
        &["run", "--input", "in"],
        &["run", "--input", "in", "--format", "json"],
        &["check", "in/a.csv"],
        &["trace", "勾稽市对数委员会", "2023", "requests.received@total"],
        &["diff", "gouji-out", "gouji-out"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
        &["--version"],
    ];
    for command in commands {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut gouji = Command::new(env!("CARGO_BIN_EXE_gouji"));
        let done = gouji.current_dir(room.folder.path()).args(command).stdout(full).stderr(Stdio::piped()).output();
        let done = done.unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!((done.status.code(), said.contains("stdout")), (Some(3), true), "{command:?}: {said}");
    }
}

#[test]
fn names_of_strangers_give_the_terminal_no_orders() {
    let room = Room::new();
    let path = format!("in/2023 {ORDERS}.csv");
    room.write(&path, filing(ORDERS));
    room.write("in/2023 b.csv", filing("勾稽市珠算管理局"));
    room.write("in/\u{1b}[31m\nerror: x.csv", "");
    let name = ORDERS.replace(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}'], "");
    let offices = room.gouji(&["run", "--input", "in"]);
    assert!(offices.status.success());
    let office = crate::book::table(&room.path("gouji-out/register.csv"))[0]["name"].clone();
    let commands: [&[&str]; 9] = [
        &["run", "--input", "in"],
        &["run", "--input", "in", "--format", "json"],
        &["check", &path],
        &["check", &path, "--format", "json"],
        &["check", "in/\u{1b}[31m\nerror: x.csv"],
        &["check", "\u{1b}[31mnot there"],
        &["trace", &office, "2023", "requests.received@total"],
        &["compare", &office, "勾稽市珠算管理局"],
        &["run", "--input", "in", "--registry", "\u{1b}[31mnot there"],
    ];
    for command in commands {
        let done = room.gouji(command);
        assert!(!done.stdout.is_empty() || !done.stderr.is_empty(), "{command:?} {name}");
        assert!(is_plain(&done.stdout) && is_plain(&done.stderr), "{command:?}: {done:?}");
    }
}

#[test]
fn a_figure_is_traced_whatever_its_file_is_called() {
    for name in
        ["a;b.csv", "a:5:3.csv", "a:5:3", "a#b.csv", "a\nb.csv", "a.csv;in:7", "#", "'=1.csv", "in/a.csv:1;in/b"]
    {
        let room = Room::new();
        room.write(&format!("in/{name}"), filing("勾稽市对数委员会"));
        room.write("in/b.csv", filing("勾稽市珠算管理局"));
        assert_eq!(room.said(&["run", "--input", "in", "--quiet", "--tables-only"]).0, 0);
        let done = room.gouji(&["trace", "勾稽市对数委员会", "2023", "requests.received@total", "--format", "json"]);
        let said: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap_or_default();
        assert_eq!(said["path"], format!("in/{name}"), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn people_are_shown_paths_below_the_inputs_and_not_the_machine_s() {
    let room = Room::new();
    let changed = filing("勾稽市对数委员会").replace("行政许可,", "行政许可,1");
    room.write("in/2023/a.csv", filing("勾稽市对数委员会"));
    room.write("in/2023/b.csv", changed);
    room.write("in/2023/c.csv", "nothing");
    let input = room.path("in").display().to_string();
    assert_eq!(room.said(&["run", "--input", &input, "--out", "out"]).0, 0);
    assert!(room.text("out/findings.csv").contains(&input), "tables have the whole path");
    let is_shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(&input);
    let mut seen = 0;
    for (name, bytes) in room.files("out") {
        let unpacked = match zip::ZipArchive::new(std::io::Cursor::new(&bytes)) {
            Ok(mut archive) => {
                let mut all = Vec::new();
                for at in 0..archive.len() {
                    std::io::Read::read_to_end(&mut archive.by_index(at).unwrap(), &mut all).unwrap();
                }
                all
            }
            Err(_) => bytes,
        };
        let is_table = [".csv", ".json", ".parquet"].iter().any(|ending| name.ends_with(ending));
        seen += usize::from(!is_table && String::from_utf8_lossy(&unpacked).contains("2023/b.csv"));
        assert!(!is_shown(&unpacked) || is_table && !name.starts_with("notices"), "{name}");
    }
    assert!(seen >= 4, "{seen}");
}
