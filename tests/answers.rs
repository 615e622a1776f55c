//! What becomes of findings: explained, reopened, compared between runs; and the pipeline's own tests and page.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn gouji(arguments: &[&str]) -> Output {
    let done = Command::new(env!("CARGO_BIN_EXE_gouji")).args(arguments).output().unwrap();
    assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
    done
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

const HEADER: &str = "单位名称,年度,指标代码,数值\n";

/// Two years of an office, whose stock of documents does not run on by itself.
fn filings(folder: &Path, in_force: u32) {
    let text = format!(
        "{HEADER}甲市珠算局,2023,proactive.normative_documents@in_force,9\n\
         甲市珠算局,2024,proactive.normative_documents@issued,2\n\
         甲市珠算局,2024,proactive.normative_documents@repealed,1\n\
         甲市珠算局,2024,proactive.normative_documents@in_force,{in_force}\n"
    );
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("filings.csv"), text).unwrap();
}

fn run(input: &Path, out: &Path, explanations: Option<&Path>) -> String {
    let (input, out) = (input.display().to_string(), out.display().to_string());
    let mut arguments = vec!["run", "--input", &input, "--out", &out];
    let file = explanations.map(|file| file.display().to_string());
    if let Some(file) = &file {
        arguments.extend(["--explanations", file]);
    }
    said(&gouji(&arguments))
}

/// The columns of the finding of a rule.
fn finding(out: &Path, rule: &str, column: &str) -> Option<String> {
    let text = std::fs::read_to_string(out.join("findings.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let at = reader.headers().unwrap().iter().position(|name| name == column).unwrap();
    reader.records().map(Result::unwrap).find(|row| row[4] == *rule).map(|row| row[at].to_owned())
}

fn explanations(folder: &Path, figures: &str) -> PathBuf {
    let file = folder.join("explanations.csv");
    let text = format!(
        "office,year,rule,key,text,by,date,figures\n\
         甲市珠算局,2024,XY-STOCK,normative_documents,机构改革划入 3 件,法规处,2025-03-01,{figures}\n\
         甲市算盘局,2024,XY-STOCK,normative_documents,无此问题,法规处,2025-03-01,\n"
    );
    std::fs::write(&file, text).unwrap();
    file
}

#[test]
fn a_finding_that_is_explained_is_left_out_until_its_figures_change() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    filings(&input, 13);
    run(&input, &out, None);
    assert_eq!(finding(&out, "XY-STOCK", "status").as_deref(), Some("open"));
    let figures = finding(&out, "XY-STOCK", "figures").unwrap();

    let file = explanations(folder.path(), &figures);
    let summary = run(&input, &out, Some(&file));
    assert_eq!(finding(&out, "XY-STOCK", "status").as_deref(), Some("explained"));
    assert!(summary.contains("已有说明 1 处") && summary.contains("未对应到问题的说明 1 条"), "{summary}");
    let ranking = std::fs::read_to_string(out.join("ranking.csv")).unwrap();
    assert!(!ranking.contains("XY-STOCK"), "{ranking}");

    filings(&input, 14);
    run(&input, &out, Some(&file));
    assert_eq!(finding(&out, "XY-STOCK", "status").as_deref(), Some("reopened"));
    // Without a digest any figures are explained.
    run(&input, &out, Some(&explanations(folder.path(), "")));
    assert_eq!(finding(&out, "XY-STOCK", "status").as_deref(), Some("explained"));
}

#[test]
fn an_error_is_not_explained_away() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    std::fs::write(input.join("a.csv"), format!("{HEADER}甲市珠算局,2024,proactive.penalties@decisions,-1\n")).unwrap();
    let file = folder.path().join("e.csv");
    let text = "office,year,rule,key,text\n甲市珠算局,2024,NUM-NNEG,proactive.penalties@decisions,冲减上年\n";
    std::fs::write(&file, text).unwrap();
    run(&input, &out, Some(&file));
    assert_eq!(finding(&out, "NUM-NNEG", "status").as_deref(), Some("open"));
}

#[test]
fn a_wrong_file_of_explanations_is_exit_2_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    filings(&folder.path().join("in"), 9);
    let file = folder.path().join("e.csv");
    std::fs::write(&file, "office,year,rule,key,text\n甲市珠算局,2024,XY-STOK,normative_documents,无\n").unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(["run", "--input", &folder.path().join("in").display().to_string()])
        .args(["--explanations", &file.display().to_string(), "--out"])
        .arg(folder.path().join("out"))
        .args(["--lang", "en"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2));
    assert!(told.contains("e.csv:2:1: unknown rule `XY-STOK`") && told.contains("`XY-STOCK`"), "{told}");
}

#[test]
fn two_runs_are_compared_finding_by_finding_and_cell_by_cell() {
    let folder = tempfile::tempdir().unwrap();
    let (input, one, two) = (folder.path().join("in"), folder.path().join("one"), folder.path().join("two"));
    filings(&input, 13);
    run(&input, &one, None);
    filings(&input, 10);
    let more = format!("{HEADER}甲市算盘局,2024,proactive.penalties@decisions,-1\n");
    std::fs::write(input.join("more.csv"), more).unwrap();
    run(&input, &two, None);
    let (one, two) = (one.display().to_string(), two.display().to_string());
    let text = said(&gouji(&["diff", &one, &two]));
    assert!(text.contains("+ 甲市算盘局 2024 NUM-NNEG proactive.penalties@decisions 差错"), "{text}");
    assert!(text.contains("- 甲市珠算局 2024 XY-STOCK normative_documents 疑问"), "{text}");
    assert!(text.contains("甲市珠算局 2024 proactive.normative_documents@in_force：13 → 10"), "{text}");
    assert!(text.contains("单元格：变动 1") && text.contains("报告：新增 1，不再有 0"), "{text}");
    let json: serde_json::Value =
        serde_json::from_str(&said(&gouji(&["diff", &one, &two, "--format", "json"]))).unwrap();
    assert_eq!(json["cells_changed"][0]["after"], "10");
    let same = said(&gouji(&["diff", &two, &two, "--lang", "en"]));
    assert!(same.contains("0 new, 0 gone") && same.contains("cells: 0 changed"), "{same}");
}

#[test]
fn the_built_in_pipeline_passes_its_own_tests_and_a_wrong_one_fails() {
    let done = gouji(&["test", "cn-disclosure"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let case = "[[test]]\nname = \"wrong\"\ncells = { \"requests.received@total\" = 1 }\nexpect = [\"T3-OUT total\"]\n";
    let (folder, name) = crate::language::with_rules("");
    std::fs::write(folder.path().join("tests.toml"), case).unwrap();
    let done = gouji(&["test", &name, "--lang", "en"]);
    assert_eq!(done.status.code(), Some(1));
    let told = said(&done);
    assert!(told.contains("not found: T3-OUT total") && told.contains("found as well: T3-BAL total"), "{told}");
}

#[test]
fn the_page_of_rules_is_what_the_program_writes() {
    for (pipeline, _) in gouji::spec::BUILT_IN {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("pipelines/{pipeline}/RULES.md"));
        let written = said(&gouji(&["rules", pipeline, "--format", "md"]));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&page, &written).unwrap();
        }
        let kept = std::fs::read_to_string(&page).unwrap_or_default();
        assert!(kept == written, "BLESS=1 cargo test --test main answers:: writes pipelines/{pipeline}/RULES.md anew");
        for rule in &gouji::spec::load(pipeline).unwrap().rules {
            let is_there = written.contains(&format!("\n## {}\n", rule.id.0)) && written.contains(&rule.because);
            assert!(is_there, "{pipeline} {}", rule.id.0);
        }
    }
}
