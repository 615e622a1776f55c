//! Every file is a row of the intake, whatever it is called; what is no file is never opened.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Command;

use crate::lost::{Room, filing};

#[test]
fn names_that_are_no_text_are_told_apart_and_can_be_traced() {
    let room = Room::new();
    let names: [&[u8]; 4] = [b"\xb9\xab.csv", b"\xb9\xac.csv", b"\\xb9\\xab.csv", "甲.csv".as_bytes()];
    std::fs::create_dir(room.path("in")).unwrap();
    for (at, name) in names.iter().enumerate() {
        std::fs::write(room.path("in").join(OsStr::from_bytes(name)), filing(&format!("勾稽市第{at}委员会"))).unwrap();
    }
    assert_eq!(room.said(&["run", "--input", "in", "--out", "out"]).0, 0);
    let paths: Vec<String> = room.intake("out").into_iter().map(|[path, ..]| path).collect();
    assert_eq!(paths, ["in/\\\\xb9\\\\xab.csv", "in/\\xb9\\xab.csv", "in/\\xb9\\xac.csv", "in/甲.csv"]);
    for (office, path) in [("勾稽市第0委员会", paths[1].as_str()), ("勾稽市第2委员会", &paths[0])] {
        let (code, said) = room.said(&["trace", office, "2023", "requests.received@total", "--out", "out"]);
        assert_eq!((code, said.contains(path)), (0, true), "{said}");
    }
}

/// A zip with members of any names, several of which may be the same.
fn zip(members: &[(&str, String)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(&mut bytes));
    for (at, (name, text)) in members.iter().enumerate() {
        // The writer refuses a name that is there: it is put in afterwards.
        let held = format!("{at:0>width$}", width = name.len());
        archive.start_file(held, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    for (at, (name, _)) in members.iter().enumerate() {
        let held = format!("{at:0>width$}", width = name.len());
        while let Some(place) = bytes.windows(held.len()).position(|window| window == held.as_bytes()) {
            bytes[place..place + held.len()].copy_from_slice(name.as_bytes());
        }
    }
    bytes
}

#[test]
fn members_of_one_name_are_each_a_row() {
    let room = Room::new();
    let names = ["2023/filing-a.csv", "2023/filing-a.csv", "2023\\filing-a.csv", "2023/filing-b.csv"];
    let members: Vec<(&str, String)> =
        names.iter().enumerate().map(|(at, name)| (*name, filing(&format!("勾稽市第{at}委员会")))).collect();
    room.write("in/a.zip", zip(&members));
    assert_eq!(room.said(&["run", "--input", "in", "--out", "out"]).0, 0);
    let rows = room.intake("out");
    let paths: Vec<&str> = rows.iter().map(|[path, ..]| path.as_str()).collect();
    assert!(rows.iter().all(|[_, status, _]| status == "accepted"), "{rows:?}");
    let expected = ["filing-a.csv", "filing-a~2.csv", "filing-a~3.csv", "filing-b.csv"];
    assert_eq!(paths, expected.map(|name| format!("in/a.zip/2023/{name}")));
    for office in 0..4 {
        let office = format!("勾稽市第{office}委员会");
        let (code, said) = room.said(&["trace", &office, "2023", "requests.received@total", "--out", "out"]);
        assert_eq!(code, 0, "{said}");
    }
}

#[test]
fn an_input_that_is_not_there_stops_the_run_and_is_named() {
    let room = Room::new();
    room.write("in/a.csv", filing("勾稽市对数委员会"));
    let (code, said) = room.said(&["run", "--input", "in", "--input", "2024", "--out", "out"]);
    assert_eq!((code, said.contains("2024")), (3, true), "{said}");
    assert!(!room.path("out").exists());
    std::fs::create_dir(room.path("2024")).unwrap();
    assert_eq!(room.said(&["run", "--input", "in", "--input", "2024", "--out", "out"]).0, 0);
}

#[test]
fn a_pipe_or_a_device_is_not_read() {
    let room = Room::new();
    room.write("in/a.csv", filing("勾稽市对数委员会"));
    assert!(Command::new("mkfifo").arg(room.path("in/pipe.csv")).status().unwrap().success());
    symlink("/dev/zero", room.path("in/zero.csv")).unwrap();
    symlink("a.csv", room.path("in/link.csv")).unwrap();
    assert_eq!(room.said(&["run", "--input", "in", "--out", "out"]).0, 0);
    let rows = room.intake("out");
    let status: Vec<(&str, &str)> = rows.iter().map(|[path, status, _]| (path.as_str(), status.as_str())).collect();
    let expected = [
        ("in/a.csv", "accepted"),
        ("in/link.csv", "duplicate"),
        ("in/pipe.csv", "rejected"),
        ("in/zero.csv", "rejected"),
    ];
    assert_eq!(status, expected);
    assert!(rows[2][2].contains("a pipe, a device"), "{rows:?}");
    for file in ["in/pipe.csv", "in/zero.csv"] {
        let (code, said) = room.said(&["check", file]);
        assert_eq!((code, said.contains("a pipe, a device")), (3, true), "{said}");
    }
}

#[test]
fn a_folder_is_walked_once_however_many_links_lead_to_it() {
    let room = Room::new();
    room.write("in/d0/a.csv", filing("勾稽市对数委员会"));
    // Each folder has two links to the next: two to the power of thirty ways to the last.
    for at in 0..30 {
        std::fs::create_dir_all(room.path(&format!("in/d{}", at + 1))).unwrap();
        for name in ["x", "y"] {
            symlink(format!("../d{}", at + 1), room.path(&format!("in/d{at}/{name}"))).unwrap();
        }
    }
    symlink("..", room.path("in/d30/up")).unwrap();
    assert_eq!(room.said(&["run", "--input", "in", "--out", "out"]).0, 0);
    let rows = room.intake("out");
    let of = |status: &str| rows.iter().filter(|[_, found, _]| found == status).count();
    assert_eq!((of("accepted"), of("rejected")), (1, 1), "{rows:?}");
    assert_eq!(rows.len(), 62, "one filing, a loop and sixty links");
    assert!(rows.iter().any(|[_, _, said]| said.contains("the same folder as in/d")), "{rows:?}");
}
