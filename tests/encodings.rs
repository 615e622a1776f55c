//! Files in older encodings, in two at once, and with damaged bytes.

use encoding_rs::{BIG5, GB18030};
use gouji::model::{Reception, Value};
use gouji::spec;

use crate::books::table;
use crate::reading::{OFFICE, YEAR, print, read, read_by, row, same_as_csv, value};
use crate::said::Said;

fn csv() -> String {
    table::csv(&print(1), OFFICE, YEAR)
}

/// The file with some of its lines in another encoding than UTF-8.
fn mixed(is_older: impl Fn(usize, &str) -> bool) -> Vec<u8> {
    let line = |(at, line): (usize, &str)| match is_older(at, line) {
        true => GB18030.encode(line).0.into_owned(),
        false => line.as_bytes().to_vec(),
    };
    csv().lines().enumerate().map(line).flat_map(|line| [line, b"\n".to_vec()].concat()).collect()
}

/// Which lines are in the older encoding: by position, number of lines, and text.
type Way = (&'static str, fn(usize, usize, &str) -> bool);

#[test]
fn a_file_in_two_encodings_keeps_every_figure_and_says_so() {
    let n_lines = csv().lines().count();
    let ways: [Way; 7] = [
        ("half", |at, n, _| at > n / 2),
        ("other half", |at, n, _| at < n / 2),
        ("one line", |_, _, line| line.contains("行政处罚")),
        ("all but one", |_, _, line| !line.contains("行政处罚")),
        ("all but the title", |at, _, _| at > 0),
        ("every second", |at, _, _| at % 2 == 0),
        ("every third", |at, _, _| at % 3 == 0),
    ];
    for (name, is_older) in ways {
        for mark in [&b""[..], b"\xEF\xBB\xBF"] {
            let finished =
                same_as_csv(&[("a.csv", [mark, &mixed(|at, line| is_older(at, n_lines, line))].concat())], 1);
            let row = row(&finished, "a.csv");
            assert!(row.said().contains("UTF-8 and in GB18030"), "{name}: {row:?}");
            assert!(row.unmatched.is_empty(), "{name}: {:?}", row.unmatched);
        }
    }
}

#[test]
fn fields_of_one_line_may_be_in_two_encodings() {
    let header = "单位名称,年度,表三/一、本年新收政府信息公开申请数量/自然人,表三/一、本年新收政府信息公开申请数量/总计,表三/（七）总计/总计,备注\n";
    let names = ["海州市水务局", "海州市财政局", "海州市教育局"];
    let line = |name: &str| [&GB18030.encode(name).0[..], b",2024,5,6,6,", "备注".as_bytes(), b"\n"].concat();
    let bytes = [header.as_bytes().to_vec(), names.map(line).concat()].concat();
    let finished = read(&[("a.csv", bytes)]);
    let found: Vec<&str> =
        finished.filings.iter().map(|filing| &*finished.register.office(filing.office).name).collect();
    assert_eq!(found.len(), 3, "{:?}", finished.intake);
    assert!(names.iter().all(|name| found.contains(name)), "{found:?}");
}

#[test]
fn whole_files_in_an_older_encoding_have_no_remark() {
    for bytes in [GB18030.encode(&csv()).0.into_owned(), csv().into_bytes()] {
        let finished = same_as_csv(&[("a.csv", bytes)], 1);
        assert_eq!(row(&finished, "a.csv").said(), "");
    }
    let traditional = csv().replace("总计", "總計").replace("规章", "規章");
    let simplified_is_lost = BIG5.encode(&traditional).2;
    assert!(simplified_is_lost, "the corpus is not in traditional characters");
}

#[test]
fn damaged_bytes_cost_the_words_they_stand_in_and_no_figure_elsewhere() {
    let text = csv();
    for label in ["行政处罚", "重复申请", "总计"] {
        let mut bytes = text.clone().into_bytes();
        bytes.remove(text.find(label).unwrap() + 1);
        let finished = read(&[("a.csv", bytes)]);
        let row = row(&finished, "a.csv");
        assert!(row.said().contains("1 place is damaged"), "{label}: {row:?}");
        assert_eq!(row.reception, Reception::Partial);
        assert_eq!(
            value(&finished, "proactive.rules@in_force").0,
            value(&read(&[("b.csv", text.clone().into_bytes())]), "proactive.rules@in_force").0
        );
    }
}

#[test]
fn a_western_machine_writes_western_letters() {
    let foia = spec::load("us-foia").unwrap();
    let head = "Agency,Component,Fiscal Year,Number of Requests Pending as of Start of Fiscal Year,Number of Requests Received in Fiscal Year,Number of Requests Processed in Fiscal Year,Number of Requests Pending as of End of Fiscal Year\n";
    let line = "U.S. Commission for the Preservation of America\u{2019}s Heritage Abroad,Agency Overall,2021,1,2,3,0\n";
    let western = encoding_rs::WINDOWS_1252.encode(line).0.into_owned();
    assert!(western.contains(&0x92));
    for bytes in [[head.as_bytes(), &western].concat(), format!("{head}{line}").into_bytes()] {
        let finished = read_by(&foia, &[("foia-received-processed-and-pending-foia-requests.csv", bytes)]);
        let [filing] = &finished.filings[..] else { panic!("{:?}", finished.intake) };
        assert!(finished.register.office(filing.office).name.contains("America\u{2019}s Heritage"));
        let cell = foia.catalogue.by_code("requests.received").unwrap();
        assert_eq!(filing.cells.get(cell), Value::Number(2));
    }
}
