//! The folder of outputs: where it may lie, and what in it is whose.

use crate::lost::{Room, filing};

const OFFICE: &str = "勾稽市对数委员会";

fn room() -> Room {
    let room = Room::new();
    room.write("in/a.csv", filing(OFFICE));
    room
}

/// The form of the office among the outputs.
fn form(room: &Room) -> String {
    let mut forms = room.files("out").into_keys().filter(|name| name.ends_with(".xlsx") && name.contains(OFFICE));
    let form = forms.next().unwrap();
    assert_eq!(forms.next(), None);
    format!("out/{form}")
}

#[test]
fn a_folder_of_outputs_that_is_holds_or_lies_among_the_inputs_is_refused_and_untouched() {
    for (input, out) in
        [("in", "in"), ("in/a.csv", "in"), ("in", "."), (".", "in"), ("in", "in/notices"), ("in", "link")]
    {
        let room = room();
        room.write("in/cells.csv", "mine");
        room.write("in/notices/mine.txt", "mine");
        std::os::unix::fs::symlink(room.path("in"), room.path("link")).unwrap();
        let before = room.files(".");
        let (code, said) = room.said(&["run", "--input", input, "--out", out]);
        assert_eq!(code, 2, "{input} {out}: {said}");
        assert!(said.contains("--out"), "{said}");
        assert_eq!(room.files("."), before, "{input} {out}");
    }
}

#[test]
fn the_folder_one_is_in_is_not_replaced() {
    let room = room();
    assert_eq!(room.said(&["run", "--input", "in", "--out", "out"]).0, 0);
    let before = room.files("out");
    for (here, out) in [("out", "."), ("out", "../out"), ("out/notices", "..")] {
        for command in [&["run", "--input", "../in", "--out", out][..], &["report", "--out", out]] {
            let mut gouji = std::process::Command::new(env!("CARGO_BIN_EXE_gouji"));
            let done = gouji.current_dir(room.path(here)).args(command).args(["--lang", "en"]).output().unwrap();
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert_eq!(
                (done.status.code(), said.contains("you are in")),
                (Some(2), true),
                "{here} {command:?}: {said}"
            );
        }
    }
    assert_eq!(room.files("out"), before);
}

#[test]
fn a_new_folder_among_the_inputs_is_taken_and_the_second_run_is_the_first() {
    let room = room();
    let run = || assert_eq!(room.said(&["run", "--input", ".", "--quiet"]).0, 0);
    run();
    let first = room.files("gouji-out");
    run();
    assert_eq!(room.files("gouji-out"), first);
    // What is not of the run is an input, and stays.
    room.write("gouji-out/notices/b.csv", filing("勾稽市珠算管理局"));
    for _ in 0..2 {
        run();
        assert_eq!(room.text("gouji-out/notices/b.csv"), filing("勾稽市珠算管理局"));
        let paths: Vec<String> = room.intake("gouji-out").into_iter().map(|[path, ..]| path).collect();
        assert_eq!(paths, ["./gouji-out/notices/b.csv", "./in/a.csv"]);
    }
}

#[test]
fn a_folder_that_is_the_program_s_and_nothing_else_may_hold_an_input() {
    let room = room();
    assert_eq!(room.said(&["run", "--input", "in", "--out", "out"]).0, 0);
    let form = form(&room);
    let more = ["run", "--input", "in", "--input", &form, "--out", "out"];
    assert_eq!(room.said(&more).0, 0);
    room.write(&form, "changed");
    // A form of its own that somebody has changed is nothing else.
    assert_eq!(room.said(&more).0, 0);
    assert_eq!(room.said(&more).0, 0);
    room.write("out/mine.txt", "mine");
    let (code, said) = room.said(&more);
    assert_eq!((code, said.contains("mine.txt")), (2, true), "{said}");
}

#[test]
fn outputs_of_which_there_is_no_record_are_not_replaced() {
    let room = room();
    room.write("out/cells.csv", "mine");
    let (code, said) = room.said(&["run", "--input", "in", "--out", "out"]);
    assert_eq!((code, said.contains("cells.csv")), (2, true), "{said}");
    assert_eq!(room.text("out/cells.csv"), "mine");
    std::fs::rename(room.path("out/cells.csv"), room.path("out/mine.csv")).unwrap();
    assert_eq!(room.said(&["run", "--input", "in", "--out", "out"]).0, 0);
    assert_eq!(room.text("out/mine.csv"), "mine");
}

#[test]
fn a_form_corrected_among_the_outputs_is_left_and_told() {
    for command in [&["run", "--input", "in", "--out", "out"][..], &["report", "--out", "out"]] {
        let room = room();
        assert_eq!(room.said(&["run", "--input", "in", "--out", "out"]).0, 0);
        let form = form(&room);
        room.write(&form, "corrected");
        room.write("out/notices/mine.txt", "mine");
        for _ in 0..3 {
            let (code, said) = room.said(command);
            assert_eq!(code, 0, "{said}");
            assert!(said.contains(&format!("left as it is: {}", &form[4..])), "{said}");
            assert!(!said.contains("mine.txt"), "{said}");
            assert_eq!((room.text(&form), room.text("out/notices/mine.txt")), ("corrected".into(), "mine".into()));
            // The letter is about the form that was made with it.
            let index = room.text("out/notices/index.csv");
            assert!(index.contains("~2.xlsx") && room.path(&form.replace(".xlsx", "~2.xlsx")).exists(), "{index}");
        }
    }
}

#[test]
fn an_output_that_was_changed_makes_room_for_the_new_one_and_is_told() {
    for command in [&["run", "--input", "in", "--out", "out"][..], &["report", "--out", "out"]] {
        let room = room();
        assert_eq!(room.said(&["run", "--input", "in", "--out", "out"]).0, 0);
        let before = room.files("out");
        room.write("out/report.xlsx", "answers");
        let (code, said) = room.said(command);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("kept as report~2.xlsx: report.xlsx"), "{said}");
        let mut after = room.files("out");
        assert_eq!(after.remove("report~2.xlsx").unwrap(), b"answers");
        let without_list = |mut files: std::collections::BTreeMap<String, Vec<u8>>| {
            files.remove("written.csv");
            files
        };
        assert_eq!(without_list(after), without_list(before));
    }
}

#[cfg(unix)]
#[test]
fn a_folder_keeps_its_mode_and_an_output_folder_its_name_whatever_its_bytes() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::PermissionsExt;
    let room = room();
    let out = room.folder.path().join(std::ffi::OsStr::from_bytes(b"\xbd\xe1\xb9\xfb"));
    for _ in 0..2 {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gouji"));
        let done = command.args(["run", "--quiet", "--input"]).arg(room.path("in")).arg("--out").arg(&out).output();
        assert!(done.unwrap().status.success());
        std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    assert!(out.join("run.json").exists());
    assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o700);
    // The inputs and the folder of outputs.
    assert_eq!(std::fs::read_dir(room.folder.path()).unwrap().count(), 2);
}

#[test]
fn what_was_added_to_or_changed_in_a_copy_of_the_outputs_is_read() {
    let room = room();
    assert_eq!(room.said(&["run", "--input", "in", "--out", "out"]).0, 0);
    room.write("out/notices/new.csv", filing("勾稽市珠算管理局"));
    let form = form(&room);
    room.write(&form, "changed");
    let mut files = room.files("out");
    files.insert("timings.json".to_owned(), std::fs::read(room.path("out/timings.json")).unwrap());
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(format!("old/{name}"), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, &bytes).unwrap();
    }
    room.write("again/copy.zip", archive.finish().unwrap().into_inner());
    std::fs::rename(room.path("out"), room.path("again/copy")).unwrap();
    assert_eq!(room.said(&["run", "--input", "again", "--out", "out"]).0, 0);
    let rows = room.intake("out");
    for (copy, status) in [("again/copy", "accepted"), ("again/copy.zip/old", "duplicate")] {
        let of = rows.iter().filter(|[path, ..]| path.starts_with(copy) && path[copy.len()..].starts_with(['/', '#']));
        let below: Vec<(&str, &str)> =
            of.map(|[path, status, _]| (path[copy.len() + 1..].split('#').next().unwrap(), status.as_str())).collect();
        assert_eq!(below.len(), 3, "{rows:?}");
        assert_eq!(below[0], ("notices/new.csv", status));
        assert_eq!(below[1], (&form[4..], "rejected"));
        assert_eq!(below[2], ("report.xlsx", "ignored"));
    }
}

#[test]
fn a_report_killed_at_any_moment_leaves_one_whole_set_of_outputs() {
    let room = Room::new();
    for office in 0..30 {
        room.write(&format!("in/{office}.csv"), filing(&format!("勾稽市第{office}委员会")));
    }
    let report = |lang: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gouji"));
        command.current_dir(room.folder.path()).args(["report", "--quiet", "--out", "out", "--lang", lang]);
        command
    };
    assert_eq!(room.said(&["run", "--input", "in", "--out", "out"]).0, 0);
    let langs = ["zh", "en"];
    let start = std::time::Instant::now();
    let sets = langs.map(|lang| {
        assert!(report(lang).status().unwrap().success());
        room.files("out")
    });
    let whole = start.elapsed() / 2;
    assert!(sets[0] != sets[1]);
    let mut now = 1;
    for moment in 1..=12 {
        let mut run = report(langs[1 - now]).spawn().unwrap();
        std::thread::sleep(whole * moment / 10);
        run.kill().unwrap();
        run.wait().unwrap();
        let found = room.files("out");
        now = sets.iter().position(|set| *set == found).expect("a mixture");
    }
    assert!(report("zh").status().unwrap().success());
    assert!(room.files("out") == sets[0]);
    // The inputs and the outputs, and nothing that a killed report has left.
    assert_eq!(std::fs::read_dir(room.folder.path()).unwrap().count(), 2);
    assert!(!room.path("out/.gouji-report").exists());
}
