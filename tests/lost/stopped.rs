//! Runs that are told to stop, and two runs into one folder.

use std::process::{Child, Command, Stdio};

use crate::lost::{Room, filing};

fn room() -> Room {
    let room = Room::new();
    for office in 0..200 {
        room.write(&format!("in/{office}.csv"), filing(&format!("勾稽市第{office}委员会")));
    }
    room
}

/// Starts a run or a report, and waits until it has begun to write.
fn begun(room: &Room, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
    command.current_dir(room.folder.path()).args(arguments).args(["--lang", "en"]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    while partial(room).is_none() {
        std::thread::yield_now();
    }
    child
}

/// The folder that is being written into.
fn partial(room: &Room) -> Option<String> {
    let names = std::fs::read_dir(room.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.to_string_lossy().into_owned()).find(|name| name.contains(".gouji-partial-"))
}

#[test]
fn a_run_that_is_told_to_stop_says_what_it_leaves_and_leaves_nothing_else() {
    let room = room();
    assert_eq!(room.said(&["run", "--input", "in/1.csv", "--out", "out"]).0, 0);
    let before = room.files("out");
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let child = begun(&room, &["run", "--input", "in", "--out", "out"]);
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &pid]).status().unwrap().success());
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!((done.status.code(), said.contains("stopped: ")), (Some(code), true), "{signal}: {said}");
        assert_eq!(partial(&room), None);
        assert_eq!(room.files("out"), before);
    }
}

#[test]
fn a_second_run_into_a_folder_is_refused_and_the_first_goes_on() {
    let room = room();
    assert_eq!(room.said(&["run", "--input", "in/1.csv", "--out", "out"]).0, 0);
    let before = room.files("out");
    let child = begun(&room, &["run", "--input", "in", "--out", "out"]);
    // The first stands still, so that the second meets it whatever the two take.
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-s", "STOP", &pid]).status().unwrap().success());
    for command in [&["run", "--input", "in", "--out", "out"][..], &["report", "--out", "out"]] {
        let (code, said) = room.said(command);
        assert_eq!((code, said.contains("another run is writing into")), (3, true), "{said}");
    }
    assert_eq!(room.files("out"), before);
    assert!(Command::new("kill").args(["-s", "CONT", &pid]).status().unwrap().success());
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
    assert_ne!(room.files("out"), before);
    assert_eq!(partial(&room), None);
}
