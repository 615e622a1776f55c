//! A filing that is missing: where its office is named all the same, it is said where.

use crate::book::table;
use crate::lost::{Room, filing};

/// What is said of each office that has not filed, by its code.
fn said(room: &Room) -> Vec<(String, String)> {
    assert_eq!(
        room.said(&["run", "--input", "in", "--registry", "register.csv", "--out", "out", "--tables-only"]).0,
        0
    );
    let rows = table(&room.path("out/findings.csv"));
    let missing = rows.iter().filter(|row| row["rule"] == "MISSING");
    missing.map(|row| (row["office_code"].clone(), row["message"].clone())).collect()
}

#[test]
fn a_missing_filing_is_told_with_the_file_or_line_that_names_its_office() {
    let room = Room::new();
    let line = "平面市测量局其他事项,,3,3\n";
    let filed = filing("勾稽市对数委员会") + line;
    let at = filed.lines().count();
    room.write("in/a.csv", filed);
    room.write("in/平面市代数局2023年.csv", "没有表\n");
    room.write("in/平面市几何局2021年.csv", "没有表\n");
    // One name is the end of another, and each is found.
    room.write(
        "register.csv",
        "code,name,kind,parent,district\nA,勾稽市对数委员会,,,\nB,平面市代数局,,,\nC,平面市测量局,,,\nD,测量局,,,\n\
         E,平面市几何局,,,\nF,平面市拓扑局,,,\n",
    );
    let missing = said(&room);
    let of = |code: &str| missing.iter().find(|(office, _)| office == code).map_or("", |(_, said)| said.as_str());
    assert_eq!(missing.len(), 5, "{missing:?}");
    assert!(of("B").contains("similar name: in/平面市代数局2023年.csv"), "{missing:?}");
    for code in ["C", "D"] {
        assert!(of(code).contains(&format!("line {at} of in/a.csv names the office")), "{missing:?}");
    }
    // A file of another year is no trace of this year's filing.
    for code in ["E", "F"] {
        assert_eq!(of(code), "no report for 2023");
    }
}
