//! A stranger's pipeline reads its own folder, and cannot be larger than what is kept of it.

use std::os::unix::fs::symlink;

use crate::copies;
use crate::lost::Room;

fn room() -> Room {
    let room = Room::new();
    copies::of_the_pipeline(&room.path("pipeline"));
    room.write("secret.txt", "secret\n");
    room
}

/// Exit code and what is said of a pipeline.
fn said(room: &Room) -> (i32, String) {
    room.said(&["forms", "pipeline", "--quiet"])
}

#[test]
fn a_pipeline_reads_its_own_folder_only() {
    assert_eq!(said(&room()).0, 0);
    let variants = |to: &str| {
        let room = room();
        let to = to.replace("SECRET", &room.path("secret.txt").display().to_string());
        copies::replace(&room.path("pipeline"), "pipeline.toml", "\"traditional.txt\"", &format!("\"{to}\""));
        room
    };
    let linked = |file: &str, to: &str| {
        let room = room();
        let file = room.path("pipeline").join(file);
        std::fs::remove_file(&file).unwrap();
        symlink(to.replace("SECRET", &room.path("secret.txt").display().to_string()), file).unwrap();
        room
    };
    let rooms = [
        variants("SECRET"),
        variants("../secret.txt"),
        variants("aliases/../../secret.txt"),
        linked("traditional.txt", "SECRET"),
        linked("letters/notice.zh.md", "SECRET"),
        linked("letters/notice.zh.md", "/dev/zero"),
        linked("forms/2021.toml", "/dev/zero"),
        linked("rules.toml", "/dev/zero"),
    ];
    for room in rooms {
        let (code, said) = said(&room);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("does not lie in the folder of the pipeline"), "{said}");
        assert!(!said.contains("`secret`"), "{said}");
    }
    // A link to another file of the folder is as good as the file.
    let room = linked("traditional.txt", "../secret.txt");
    std::fs::remove_file(room.path("pipeline/traditional.txt")).unwrap();
    std::fs::copy(
        concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/cn-disclosure/traditional.txt"),
        room.path("pipeline/own.txt"),
    )
    .unwrap();
    symlink("own.txt", room.path("pipeline/traditional.txt")).unwrap();
    assert_eq!(self::said(&room), self::said(&self::room()));
}

#[test]
fn a_form_that_is_larger_than_its_positions_is_told_with_its_line() {
    let form = |rows: usize, columns: usize, tables: usize| {
        let room = Room::new();
        let column = |n: usize| format!("[[table.column]]\ncode = \"c{n}\"\nlabel = \"C {n}\"\n");
        let row = |n: usize| format!("[[table.row]]\ncode = \"r{n}\"\nlabel = \"R {n}\"\n");
        let columns: String = (0..columns).map(column).collect();
        let rows: String = (0..rows).map(row).collect();
        let table = |n: usize| format!("[[table]]\ncode = \"t{n}\"\ntitle = \"T {n}\"\n{columns}{rows}");
        let tables: String = (0..tables).map(table).collect();
        copies::small(&room.path("pipeline"), &tables, "");
        said(&room)
    };
    for (rows, columns, tables, what) in
        [(256, 1, 1, "256 rows"), (1, 256, 1, "256 columns"), (1, 1, 256, "256 tables"), (255, 255, 2, "cells")]
    {
        let (code, said) = form(rows, columns, tables);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(what), "{said}");
        assert!(what == "cells" || said.contains("forms/one.toml:"), "{said}");
    }
    for (rows, columns, tables) in [(255, 1, 1), (1, 255, 1), (1, 1, 255)] {
        let (code, said) = form(rows, columns, tables);
        assert!(code == 0, "{rows} {columns} {tables}: {said}");
        let n = said.lines().filter(|line| line.starts_with("  ")).count();
        assert_eq!(n, 255);
    }
}

#[test]
fn a_form_that_has_a_cell_twice_is_told_with_its_line() {
    let with = |code: &str| {
        let room = room();
        let row = format!("code = \"{code}\"");
        copies::replace(&room.path("pipeline"), "forms/2021.toml", "code = \"normative_documents\"", &row);
        said(&room)
    };
    let (code, said) = with("rules");
    assert!(code == 2 && said.contains("forms/2021.toml:37:"), "{said}");
    assert!(said.contains("the row `rules` is declared twice\nhint: it is declared on line 33 already"), "{said}");
    // A row of that name in another table is another cell.
    let (_, said) = with("received");
    assert!(!said.contains("twice"), "{said}");
}

#[test]
fn a_formula_that_would_overflow_is_told_with_its_line() {
    let formula = "formula = \"received + carried_in = disposed_total + carried_out\"";
    let rules = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/pipelines/cn-disclosure/rules.toml"));
    assert!(rules.unwrap().contains(formula), "the rule is written otherwise now");
    let with = |side: &str| {
        let room = room();
        copies::replace(
            &room.path("pipeline"),
            "rules.toml",
            formula,
            &format!("formula = \"{side} = disposed_total\""),
        );
        room.said(&["rules", "pipeline", "--quiet"])
    };
    for side in [
        "4294967300 * (4294967300 * received)",
        "200 * (200 * received)",
        "received + 9999999999999",
        "10000 * sum(received, carried_in, disposed_total, carried_out, received)",
    ] {
        let (code, said) = with(side);
        assert!(code == 2 && said.contains("rules.toml:"), "{side}: {said}");
    }
    assert_eq!(with("100 * (100 * received) + 3").0, 0);
    assert_eq!(with(&format!("{}received{}", "(".repeat(100_000), ")".repeat(100_000))).0, 2);
}

#[test]
fn a_register_that_cannot_be_is_exit_2_with_the_line() {
    let room = Room::new();
    room.write("in/a.csv", crate::lost::filing("勾稽市对数委员会"));
    for (rows, line) in [("A,a,,B,\nB,b,,A,\n", 2), ("B,b,,,\nA,a,,A,\n", 3)] {
        room.write("register.csv", format!("code,name,kind,parent,district\n{rows}"));
        let (code, said) = room.said(&["run", "--input", "in", "--registry", "register.csv"]);
        assert_eq!((code, said.contains(&format!("register.csv:{line}:"))), (2, true), "{said}");
    }
}

#[test]
fn a_thousand_jobs_are_no_thousand_threads() {
    let room = Room::new();
    room.write("in/a.csv", crate::lost::filing("勾稽市对数委员会"));
    assert_eq!(room.said(&["run", "--input", "in", "--jobs", "1000"]).0, 0);
    let first = room.files("gouji-out");
    assert_eq!(room.said(&["run", "--input", "in", "--jobs", "1"]).0, 0);
    assert_eq!(room.files("gouji-out"), first);
}

#[test]
fn a_letter_without_end_is_told_with_its_line_and_nothing_is_replaced() {
    let room = room();
    room.write("in/a.csv", crate::lost::filing("勾稽市对数委员会"));
    let run = || room.said(&["run", "pipeline", "--input", "in", "--out", "out"]);
    assert_eq!(run().0, 0);
    let before = room.files("out");
    let endless = "{% for a in range(9999) %}\n{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}";
    for (text, line) in [(endless, 2), ("\n\n{{ offfice }}", 3)] {
        room.write("pipeline/letters/notice.en.md", text);
        let (code, said) = run();
        assert_eq!((code, said.contains(&format!("letters/notice.en.md:{line}: "))), (2, true), "{said}");
        assert_eq!(room.files("out"), before);
    }
}

#[test]
fn more_offices_above_each_other_than_an_administration_has_are_told_with_the_line() {
    let room = room();
    room.write("in/a.csv", crate::lost::filing("勾稽市对数委员会"));
    for (n, code) in [(33, 0), (34, 2), (20_000, 2)] {
        let parent = |at: usize| if at == 0 { String::new() } else { format!("c{}", at - 1) };
        let lines: String = (0..n).map(|at| format!("c{at},勾稽市第{at}局,,{},\n", parent(at))).collect();
        room.write("register.csv", format!("code,name,kind,parent,district\n{lines}"));
        let (found, said) =
            room.said(&["run", "--input", "in", "--registry", "register.csv", "--out", "out", "--tables-only"]);
        assert_eq!(found, code, "{said}");
        let is_told = said.contains("register.csv:35:1: more than 32 offices stand above office `c33`");
        assert_eq!(is_told, code == 2, "{said}");
    }
}
