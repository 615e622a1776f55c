//! What the material has and nobody could read: whose fault it is not, and how every output says so.

use std::collections::BTreeMap;
use std::path::Path;

use gouji::model::{Lang, Register, Standing, State, Value, Year};
use gouji::run::events::Silent;
use gouji::run::{Finished, Publish, RunRequest, dossier};
use gouji::{run, spec};

const OFFICE: &str = "勾稽市珠算管理局";
/// All three tables of the form of 2021, from the page of the suite.
const REPORT: &str = include_str!("suite/row-miss-holds-when-the-report-is-whole.md");
const LAST_TABLE: &str = "政府信息公开行政复议、行政诉讼情况\n";

fn report() -> String {
    let (_, rest) = REPORT.split_once("```csv 报告.csv\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// A run of some files; the folder has `in` and `out`.
struct Ran {
    folder: tempfile::TempDir,
    finished: Finished,
}

impl Ran {
    fn of(files: &[(&str, &str)], register: &str, publish: Publish) -> Ran {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        for (name, content) in files {
            let path = input.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        let pipeline = spec::load("cn-disclosure").unwrap();
        let wording = spec::wording(pipeline.language).unwrap();
        let register = match register {
            "" => Register::default(),
            text => spec::register("register", text).unwrap(),
        };
        let request =
            RunRequest { inputs: vec![input], out: folder.path().join("out"), publish, ..RunRequest::default() };
        let finished = run::run(&request, &pipeline, register, &wording, &Silent).unwrap();
        Ran { folder, finished }
    }

    fn tables(files: &[(&str, &str)]) -> Ran {
        Ran::of(files, "", Publish::Tables)
    }

    fn out(&self) -> std::path::PathBuf {
        self.folder.path().join("out")
    }

    /// How many cells of each state `cells.csv` has, by table and state.
    fn states(&self) -> BTreeMap<(String, String), usize> {
        let mut states = BTreeMap::new();
        for row in rows(&self.out().join("cells.csv")) {
            let table = row["cell"].split('.').next().unwrap().to_owned();
            *states.entry((table, row["state"].clone())).or_default() += 1;
        }
        states
    }

    fn standing(&self) -> Standing {
        self.finished.standings.iter().next().unwrap().standing
    }

    /// Rules of the findings that are no notes.
    fn rules(&self) -> Vec<String> {
        let rows = rows(&self.out().join("findings.csv"));
        rows.iter().filter(|row| row["severity"] != "note").map(|row| row["rule"].clone()).collect()
    }
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn counts(of: &[(&str, &str, usize)]) -> BTreeMap<(String, String), usize> {
    of.iter().map(|(table, state, n)| (((*table).to_owned(), (*state).to_owned()), *n)).collect()
}

#[test]
fn what_was_lost_is_unread_and_no_more_of_the_form() {
    let whole = report();
    let last = whole.find(LAST_TABLE).unwrap();
    let strange = "另表\n甲,乙,丙,丁,戊,己,庚,辛,壬,癸,子,丑,寅,卯,辰\n1,0,0,0,1,0,0,0,0,0,0,0,0,0,0\n";
    let cases = [
        ("a whole report", whole.clone(), counts(&[]), Standing::InOrder),
        (
            "a row",
            whole.replace("（一）予以公开", "（一）准予提供"),
            counts(&[("requests", "unread", 7)]),
            Standing::PartlyRead,
        ),
        (
            "a column",
            whole.replace("科研机构", "学术团体"),
            counts(&[("requests", "unread", 25)]),
            Standing::PartlyRead,
        ),
        (
            "a table",
            format!("{}{strange}", &whole[..last]),
            counts(&[("remedies", "unread", 15)]),
            Standing::PartlyRead,
        ),
        (
            "a table that is not there",
            whole[..last].to_owned(),
            counts(&[("remedies", "not_in_source", 15)]),
            Standing::Doubtful,
        ),
        (
            // Where the form has one cell, two figures are not it.
            "a row too long",
            whole.replace("行政许可,5", "其他,5,6"),
            counts(&[("proactive", "not_in_source", 1)]),
            Standing::Faulty,
        ),
        ("a stray row", format!("{whole}联系电话,88886666\n"), counts(&[]), Standing::InOrder),
        (
            "a page number",
            format!("{}4\n", &whole[..last]),
            counts(&[("remedies", "not_in_source", 15)]),
            Standing::Doubtful,
        ),
    ];
    for (said, text, states, standing) in cases {
        let ran = Ran::tables(&[("报告.csv", &text)]);
        assert_eq!((ran.states(), ran.standing()), (states, standing), "{said}");
        let is_charged = [Standing::Doubtful, Standing::Faulty].contains(&standing);
        assert_eq!(ran.rules().is_empty(), !is_charged, "{said}: {:?}", ran.rules());
    }
}

#[test]
fn what_one_file_lost_another_may_have() {
    let whole = report();
    let last = whole.find(LAST_TABLE).unwrap();
    let title = whole.lines().next().unwrap();
    let first = format!("{}联系电话,88886666\n", &whole[..last]);
    let ran = Ran::tables(&[("甲.csv", &first), ("乙.csv", &format!("{title}\n{}", &whole[last..]))]);
    assert_eq!((ran.states(), ran.standing()), (counts(&[]), Standing::InOrder));
}

#[test]
fn of_two_reports_the_one_that_was_read_whole_is_taken() {
    let whole = report();
    let broken = whole.replace("（一）予以公开", "（一）准予提供");
    let ran = Ran::tables(&[("甲.csv", &broken), ("乙.csv", &whole)]);
    assert_eq!((ran.states(), ran.rules()), (counts(&[]), vec![]));
    // What could not be read is no difference between the two.
    let message = &rows(&ran.out().join("findings.csv"))[0]["message"];
    assert!(message.contains("内容相同") && message.contains("采用 ") && message.contains("乙.csv"), "{message}");
}

/// An export with these headers and a line of ones.
fn wide(headers: &[String]) -> String {
    let ones = vec!["1"; headers.len()].join(",");
    format!("单位名称,年度,{}\n{OFFICE},2024,{ones}\n", headers.join(","))
}

fn codes(table: &str) -> Vec<String> {
    let catalogue = spec::load("cn-disclosure").unwrap().catalogue;
    let cells = catalogue.forms[0].cells.iter().map(|cell| catalogue.cell(*cell).code.clone());
    cells.filter(|code| code.starts_with(&format!("{table}."))).collect()
}

#[test]
fn an_unknown_column_of_an_export_is_a_missing_cell_only_where_it_may_be_one() {
    let remedies = codes("remedies");
    let with = |change: &dyn Fn(&mut Vec<String>)| {
        let mut headers = remedies.clone();
        change(&mut headers);
        let ran = Ran::tables(&[("导出.csv", &wide(&headers))]);
        let unread = rows(&ran.out().join("cells.csv")).into_iter().filter(|row| row["state"] == "unread");
        unread.map(|row| (row["cell"].clone(), row["raw"].clone())).collect::<Vec<_>>()
    };
    let misspelt = |headers: &mut Vec<String>| headers[2] = "行政复议/其它结果情况".to_owned();
    assert_eq!(with(&misspelt), [("remedies.reconsideration@other".to_owned(), "1".to_owned())]);
    // Nothing is missing, or much more than one unknown column can be.
    assert_eq!(with(&|headers| headers.push("联系电话".to_owned())), []);
    assert_eq!(with(&|headers| (headers.truncate(5), headers.push("联系电话".to_owned())).1), []);
    // As many columns are unknown as cells are missing: whatever they are called, they may be those.
    assert_eq!(
        with(&|headers| headers[2] = "甲".to_owned()),
        [("remedies.reconsideration@other".to_owned(), "1".to_owned())]
    );
}

#[test]
fn a_header_that_was_nearly_understood_is_told_exactly() {
    let mut headers = codes("remedies");
    headers[3] = "某指标".to_owned();
    let message = |text: &str| {
        let ran = Ran::tables(&[("导出.csv", text), ("报告.csv", &report().replace(OFFICE, "勾稽市算盘博物馆"))]);
        let rows = rows(&ran.out().join("intake.csv"));
        let row = rows.iter().find(|row| row["path"].ends_with("导出.csv")).unwrap();
        (row["status"].clone(), row["message"].clone())
    };
    let (status, said) = message(&wide(&headers));
    assert_eq!((status.as_str(), said.as_str()), ("partial", "17 列中识别 16 列，未识别：某指标"));
    let (status, said) = message(&wide(&headers).replace("单位名称", "填报主体"));
    assert_eq!(status, "rejected");
    assert!(said.starts_with("17 列中识别 15 列，缺少单位名称（或单位编码）一列"), "{said}");
    assert!(said.ends_with("未识别：填报主体、某指标"), "{said}");
}

#[test]
fn cells_of_other_versions_of_the_form_are_no_rows() {
    let headers = |form: usize| {
        let catalogue = spec::load("cn-disclosure").unwrap().catalogue;
        catalogue.forms[form].cells.iter().map(|cell| catalogue.cell(*cell).code.clone()).collect::<Vec<_>>()
    };
    let export = |form: usize, year: &str| {
        let headers = headers(form);
        let zeros = vec!["0"; headers.len()].join(",");
        format!("单位名称,年度,{}\n{OFFICE},{year},{zeros}\n", headers.join(","))
    };
    let ran = Ran::tables(&[("甲.csv", &export(0, "2024")), ("乙.csv", &export(1, "2020"))]);
    assert_eq!(ran.states(), counts(&[]));
}

#[test]
fn the_outputs_of_an_earlier_version_are_still_read() {
    let last = report().find(LAST_TABLE).unwrap();
    let ran = Ran::tables(&[("报告.csv", &report()[..last])]);
    let [cells, rollup] = ["cells.csv", "rollup.csv"].map(|file| ran.out().join(file));
    let text = std::fs::read_to_string(&cells).unwrap().replace("not_in_source", "not_on_form");
    std::fs::write(&cells, text).unwrap();
    let text = std::fs::read_to_string(&rollup).unwrap();
    let lines = text.lines().map(|line| line.rsplit_once(',').unwrap().0).collect::<Vec<_>>();
    std::fs::write(&rollup, lines.join("\r\n")).unwrap();
    // It had no list of what it wrote.
    std::fs::remove_file(ran.out().join("written.csv")).unwrap();
    let pipeline = spec::load("cn-disclosure").unwrap();
    let dossier = dossier::read(&ran.out(), &pipeline, Lang::Zh, usize::MAX).unwrap();
    let missing = pipeline.catalogue.by_code("remedies.reconsideration@total").unwrap();
    assert_eq!(dossier.filings[0].cells.get(missing), Value::Not(State::NotInSource));
    assert!(dossier.rollup.iter().all(|row| row.coverage.unread == 0));
    let before = Ran::tables(&[("报告.csv", &report()[..last])]);
    let difference = run::diff::diff(&ran.out(), &before.out()).unwrap();
    assert_eq!(difference.cells_changed, []);
}

const REGISTER: &str = "code,name,kind,parent,district\n\
    A,勾稽市珠算管理局,部门,,\nB,勾稽市算盘博物馆,部门,,\nC,勾稽市算筹保护局,部门,,\nD,勾稽市九章办公室,部门,,\nE,勾稽市账簿局,部门,,\n";

/// One office in order, one faulty, one partly read and faulty in what was read, one missing, one doubtful.
fn five() -> Ran {
    let of = |name: &str| report().replace(OFFICE, name);
    let faulty = of("勾稽市算盘博物馆").replace("信息公开申请数量,,,2,1,0,0,0,0,3", "信息公开申请数量,,,2,1,0,0,0,0,4");
    let partly = of("勾稽市算筹保护局")
        .replace("科研机构", "学术团体")
        .replace("结转下年度继续办理,,,0", "结转下年度继续办理,,,1");
    let doubtful = of("勾稽市账簿局").replace("行政规范性文件,3,1,20", "行政规范性文件,3,1,1");
    let files = [("甲.csv", report()), ("乙.csv", faulty), ("丙.csv", partly), ("丁.csv", doubtful)];
    Ran::of(&files.each_ref().map(|(name, text)| (*name, text.as_str())), REGISTER, Publish::All)
}

#[test]
fn every_output_says_the_same_of_how_offices_stand() {
    let ran = five();
    let standings = &ran.finished.standings;
    let all: Vec<(&str, Standing)> = standings
        .iter()
        .map(|stand| (ran.finished.register.office(stand.office).code.as_str(), stand.standing))
        .collect();
    use Standing::{Doubtful, Faulty, InOrder, Missing, PartlyRead};
    assert_eq!(all, [("A", InOrder), ("B", Faulty), ("C", PartlyRead), ("D", Missing), ("E", Doubtful)]);
    let pipeline = spec::load("cn-disclosure").unwrap();
    let dossier = dossier::read(&ran.out(), &pipeline, Lang::Zh, usize::MAX).unwrap();
    assert_eq!(dossier.standings.iter().collect::<Vec<_>>(), standings.iter().collect::<Vec<_>>());
    // Also where the page has no room for all filings.
    let few = dossier::read(&ran.out(), &pipeline, Lang::Zh, 1).unwrap();
    assert!(few.filings.len() < 4);
    assert_eq!(few.standings.iter().collect::<Vec<_>>(), standings.iter().collect::<Vec<_>>());
    assert_eq!(few.n_files_partly_read(|year| year == Year(2024)), 1);
    let run = std::fs::read_to_string(ran.out().join("run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_str(&run).unwrap();
    let said = |counts: &serde_json::Value| {
        ["due", "filed", "missing", "partly_read", "faulty", "doubtful", "in_order"]
            .map(|name| counts[name].as_u64().unwrap())
    };
    assert_eq!(said(&run["counts"]["standings"]), [5, 4, 1, 1, 1, 1, 1]);
    assert_eq!(said(&run["standings"][0]), [5, 4, 1, 1, 1, 1, 1]);
}

#[test]
fn nobody_is_written_to_about_what_could_not_be_read() {
    let ran = five();
    let index = rows(&ran.out().join("notices/index.csv"));
    let of = |code: &str| index.iter().find(|row| row["office_code"] == code);
    assert!(!of("B").unwrap()["docx"].is_empty());
    let partly = of("C").unwrap();
    assert_eq!((partly["docx"].as_str(), partly["errors"].as_str()), ("", "0"));
    assert!(partly["message"].contains("2024 年报告未完整读取"), "{}", partly["message"]);
    let letters = std::fs::read_dir(ran.out().join("notices")).unwrap();
    let names = letters.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.contains("算筹保护局")).count(), 0);
}

#[test]
fn sums_say_what_is_not_in_them() {
    let ran = five();
    let rollup = rows(&ran.out().join("rollup.csv"));
    let of = |cell: &str| {
        let row = rollup.iter().find(|row| row["group_kind"] == "city" && row["cell"] == cell).unwrap();
        ["value", "filings", "blanks", "unread"].map(|column| row[column].clone())
    };
    assert_eq!(of("requests.received@research"), ["0", "3", "0", "1"]);
    assert_eq!(of("requests.received@natural_person"), ["8", "4", "0", "0"]);
    let alone = report().replace("科研机构", "学术团体");
    let ran = Ran::tables(&[("报告.csv", &alone)]);
    let rollup = rows(&ran.out().join("rollup.csv"));
    let row = rollup.iter().find(|row| row["cell"] == "requests.received@research").unwrap();
    assert_eq!((row["value"].as_str(), row["filings"].as_str(), row["unread"].as_str()), ("", "0", "1"));
    assert_eq!(ran.finished.findings.len(), 0, "{:?}", ran.finished.findings);
}

#[test]
fn who_seems_not_to_have_filed_may_stand_on_a_line_that_could_not_be_used() {
    let headers = codes("remedies");
    let text = wide(&headers);
    // A separator of thousands has shifted the line of the second office.
    let ones = text.lines().nth(1).unwrap().replace(OFFICE, "勾稽市算盘博物馆").replacen(",1,", ",1,234,", 1);
    let ran = Ran::of(&[("导出.csv", &format!("{text}{ones}\n"))], REGISTER, Publish::Tables);
    let findings = rows(&ran.out().join("findings.csv"));
    let of = |code: &str| findings.iter().find(|row| row["rule"] == "MISSING" && row["office_code"] == code).unwrap();
    assert!(of("B")["message"].contains("导出.csv 第 3 行写有该机关而未能读取"), "{}", of("B")["message"]);
    assert_eq!(of("D")["message"], "未见 2024 年度报告");
}

#[test]
fn a_cell_that_was_not_read_is_traced_to_what_may_be_its_place() {
    let text = report().replace("（一）予以公开", "（一）准予提供");
    let ran = Ran::tables(&[("报告.csv", &text)]);
    let pipeline = spec::load("cn-disclosure").unwrap();
    let cell = pipeline.catalogue.by_code("requests.granted@total").unwrap();
    let found = run::trace::trace(&ran.out(), OFFICE, 2024, cell, &pipeline).unwrap();
    let line = text.lines().position(|line| line.contains("准予提供")).unwrap() as u32 + 1;
    assert_eq!((found.value, found.spot.line), (Value::Not(State::Unread), line));
}

/// Two filings of which each lacks what the other has are one, and every figure has the place where it was read.
#[test]
fn what_one_filing_could_not_be_read_of_comes_from_the_other_with_its_place() {
    let broken = |label: &str, at: &str| report().replacen(label, &label.replacen(at, &format!("\n{at}"), 1), 1);
    let first = broken("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "不计其他情形");
    let second = broken("（一）予以公开", "公开");
    for (name, text) in [("a.csv", &first), ("b.csv", &second)] {
        assert_eq!(Ran::tables(&[(name, text)]).finished.intake[0].cells_unread, 7, "{name}");
    }
    let ran = Ran::tables(&[("a.csv", &first), ("b.csv", &second)]);
    let filing = &ran.finished.filings[0];
    let catalogue = spec::load("cn-disclosure").unwrap().catalogue;
    let path = |code: &str| {
        let place = filing.places.of(catalogue.by_code(code).unwrap()).unwrap();
        ran.finished.sources[place.source.at()].path.rsplit('/').next().unwrap().to_owned()
    };
    assert_eq!(path("requests.granted_in_part@total"), "b.csv");
    assert_eq!(path("requests.granted@total"), "a.csv");
    assert!(filing.cells.iter().all(|(_, value)| value != Value::Not(State::Unread)));
}
