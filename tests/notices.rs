//! What is written to offices: to whom, what it says, and that no name and no template can do harm.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gouji::spec;

use crate::book::table;

pub fn gouji(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gouji")).current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

/// A run on the sample.
pub fn made() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let register = "sample_data/register.csv";
    let shown = out.display().to_string();
    let done = gouji(&["run", "-q", "--input", "sample_data/filings", "--registry", register, "--out", &shown]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    (folder, out)
}

/// The words of a document.
pub fn words(docx: &Path) -> String {
    let text = part(docx, "word/document.xml");
    let mut words = String::new();
    let mut reader = quick_xml::Reader::from_str(&text);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Text(text) => words.push_str(&text.xml10_content()),
            quick_xml::events::Event::GeneralRef(name) => match name.resolve_char_ref().unwrap() {
                Some(c) => words.push(c),
                None => words.push_str(quick_xml::escape::resolve_xml_entity(&name).unwrap()),
            },
            quick_xml::events::Event::End(end) if end.name().as_ref() == "w:p" => words.push('\n'),
            quick_xml::events::Event::Eof => return words,
            _ => {}
        }
    }
}

fn files(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn every_office_with_findings_is_written_to_and_no_other() {
    let (_keep, out) = made();
    let open = |row: &BTreeMap<String, String>| row["status"] != "explained";
    let findings = table(&out.join("findings.csv"));
    let wanted: BTreeSet<String> = findings
        .iter()
        .filter(|row| open(row) && row["year"] == "2024" && !row["office_code"].is_empty())
        .map(|row| row["office_code"].clone())
        .collect();
    let index = table(&out.join("notices/index.csv"));
    let listed: BTreeSet<String> = index.iter().map(|row| row["office_code"].clone()).collect();
    assert_eq!(listed, wanted);
    let mut named = BTreeSet::from(["index.csv".to_owned(), "通报.docx".to_owned()]);
    for row in &index {
        named.extend(
            ["docx", "html", "xlsx"].map(|ending| row[ending].clone()).into_iter().filter(|name| !name.is_empty()),
        );
    }
    assert_eq!(files(&out.join("notices")), named);
}

#[test]
fn a_notice_says_what_the_findings_say_and_the_bulletin_counts_them() {
    let (_keep, out) = made();
    let [findings, repairs] = ["findings.csv", "repairs.csv"].map(|file| table(&out.join(file)));
    for row in table(&out.join("notices/index.csv")).iter().filter(|row| !row["docx"].is_empty()) {
        let letter = words(&out.join("notices").join(&row["docx"]));
        let page = std::fs::read_to_string(out.join("notices").join(&row["html"])).unwrap();
        assert!(letter.contains(&row["office"]) && page.contains(&row["office"]), "{}", row["office"]);
        // A letter is about the latest year, and figures stand in a line without blanks around them.
        let tight = |text: &str| text.replace(' ', "");
        let (letter, page) = (tight(&letter), tight(&page));
        let of_office = |finding: &&BTreeMap<String, String>| finding["office_code"] == row["office_code"];
        let mut about = findings.iter().filter(of_office).filter(|finding| finding["year"] == "2024");
        assert!(about.clone().any(|finding| finding["severity"] != "note"), "{}", row["office"]);
        assert!(about.all(|finding| {
            let message = tight(&finding["message"]);
            letter.contains(&message) && page.contains(&message)
        }));
        let likeliest =
            repairs.iter().filter(of_office).find(|repair| repair["year"] == "2024" && repair["rank"] == "1");
        for change in likeliest.map(|repair| repair["changes"].split(';')).into_iter().flatten() {
            let (filed, repaired) = change.split_once('=').unwrap().1.split_once("->").unwrap();
            assert!(letter.contains(&format!("{filed}\n{repaired}\n")) || filed.is_empty(), "{change}: {letter}");
        }
    }
    let bulletin = words(&out.join("notices/通报.docx"));
    let of_2024 = |severity: &str| {
        let counted = |row: &&BTreeMap<String, String>| {
            row["year"] == "2024"
                && row["severity"] == severity
                && row["rule"] != "MISSING"
                && !row["office_code"].is_empty()
        };
        findings.iter().filter(counted).count()
    };
    let said = format!("共发现差错{}处、需核实说明的疑问{}处", of_2024("error"), of_2024("warning"));
    assert!(bulletin.contains(&said), "{said}\n{bulletin}");
}

/// A part of a workbook or a document.
fn part(file: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn what_is_likely_wrong_is_marked_in_the_form_of_the_office_with_what_it_should_be() {
    let (_keep, out) = made();
    let index = table(&out.join("notices/index.csv"));
    let mut marked = 0;
    for repair in table(&out.join("repairs.csv")).iter().filter(|repair| repair["rank"] == "1") {
        let Some(row) = index.iter().find(|row| row["office_code"] == repair["office_code"]) else { continue };
        // Of an office with a form of one year only, the notes of that form are the first.
        if row["years"] != repair["year"] {
            continue;
        }
        let notes = part(&out.join("notices").join(&row["xlsx"]), "xl/comments1.xml");
        for change in repair["changes"].split(';') {
            let (_, repaired) = change.rsplit_once("->").unwrap();
            assert!(notes.contains(&format!("建议值：{repaired}<")), "{}: {change}", row["office"]);
            marked += 1;
        }
    }
    assert!(marked > 5, "{marked}");
}

#[test]
fn an_office_without_a_name_to_trust_can_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let hostile = [
        ("..", "../../甲局"),
        ("=1+1", "=HYPERLINK(\"http://x\")"),
        ("a/b", "<script>alert(1)</script>"),
        ("a:b", "<script>alert(1)</script>"),
        ("A|B", "<script>alert(1)</script>"),
        ("con", "# 标题 | b |"),
        ("310000000000000123", "**乙**&\"'局"),
    ];
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let (mut register, mut filings) = (String::from("code,name,kind,parent,district\n"), String::new());
    filings.push_str("单位名称,单位编码,年度,指标代码,数值\n");
    for (code, name) in hostile {
        register.push_str(&format!("{},{},=cmd(),,+区\n", quoted(code), quoted(name)));
        filings.push_str(&format!("{},{},2024,proactive.penalties@decisions,-1\n", quoted(name), quoted(code)));
    }
    let [registry, input, out] = ["register.csv", "in.csv", "out"].map(|name| folder.path().join(name));
    std::fs::write(&registry, register).unwrap();
    std::fs::write(&input, filings).unwrap();
    let [registry, input, shown] = [&registry, &input, &out].map(|path| path.display().to_string());
    let done = gouji(&["run", "-q", "--input", &input, "--registry", &registry, "--out", &shown]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(files(&out.join("notices")).len(), 3 * hostile.len() + 2);
    for row in table(&out.join("notices/index.csv")) {
        let page = std::fs::read_to_string(out.join("notices").join(&row["html"])).unwrap();
        assert!(!page.contains("<script"), "{}", row["office"]);
        let name = row["office"].strip_prefix('\'').unwrap_or(&row["office"]);
        assert!(words(&out.join("notices").join(&row["docx"])).contains(&format!("\n{name}：\n")), "{}", row["office"]);
    }
    assert_eq!(files(folder.path()).len(), 3, "something was written beside the folder of outputs");
}

/// A copy of the built-in pipeline, changed.
pub fn pipeline(file: &str, change: impl FnOnce(String) -> String) -> (tempfile::TempDir, String) {
    let (folder, name) = crate::language::with_rules("");
    let path = folder.path().join(file);
    let text = change(std::fs::read_to_string(&path).unwrap_or_default());
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    (folder, name)
}

pub fn run_with(pipeline: &str) -> (tempfile::TempDir, PathBuf, Output) {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in.csv");
    let line = |office: &str| format!("{office},2024,proactive.penalties@decisions,-1\n");
    let text = format!("单位名称,年度,指标代码,数值\n{}{}{}", line("甲市甲局"), line("甲市乙局"), line("甲市丙局"));
    std::fs::write(&input, text).unwrap();
    let (input, out) = (input.display().to_string(), folder.path().join("out"));
    let done = gouji(&["run", pipeline, "-q", "--input", &input, "--out", &out.display().to_string()]);
    (folder, out, done)
}

#[test]
fn offices_beyond_the_limit_are_listed_and_not_written_to() {
    let (_pipeline, name) = pipeline("pipeline.toml", |text| text.replace("notices = 3000", "notices = 1"));
    let (_keep, out, done) = run_with(&name);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let index = table(&out.join("notices/index.csv"));
    assert_eq!((index.len(), files(&out.join("notices")).len()), (3, 5));
    let without: Vec<&str> =
        index.iter().filter(|row| row["docx"].is_empty()).map(|row| row["message"].as_str()).collect();
    assert!(without.len() == 2 && without[0].contains("超出 1 个单位的上限"), "{without:?}");
}

#[test]
fn a_department_has_its_own_words() {
    let own = "# 数据核对单\n^ {{ office.name }}\n{% for section in sections %}{% for item in section.findings %}\n{{ item.message }}\n{% endfor %}{% endfor %}\n";
    let (_pipeline, name) = pipeline("letters/notice.zh.md", |_| own.to_owned());
    let (_keep, out, done) = run_with(&name);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let index = table(&out.join("notices/index.csv"));
    let letter = words(&out.join("notices").join(&index[0]["docx"]));
    assert!(letter.trim_start().starts_with(&format!("数据核对单\n{}\n", index[0]["office"])), "{letter}");
}

#[test]
fn a_template_that_is_wrong_is_told_with_its_line() {
    let told = |text: &str| {
        let (_pipeline, name) = pipeline("letters/notice.zh.md", |_| text.to_owned());
        let (_keep, out, done) = run_with(&name);
        assert!(!out.exists());
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let (code, message) = told("# a\n{% if %}\n");
    assert!(code == Some(2) && message.contains("letters/notice.zh.md:2"), "{code:?} {message}");
    let (code, message) = told("# a\n{{ ofice.name }}\n");
    assert!(code == Some(2) && message.contains("letters/notice.zh.md:2"), "{code:?} {message}");
}

#[test]
fn every_word_that_lint_lets_a_letter_say_is_filled_in() {
    for (file, known) in [("notice", spec::NOTICE_WORDS), ("bulletin", spec::BULLETIN_WORDS)] {
        let text: String = known.iter().map(|word| format!("{{{{ {word} }}}}\n")).collect();
        let (_pipeline, name) = pipeline(&format!("letters/{file}.zh.md"), |_| text);
        assert_eq!(spec::lint(&name).unwrap().len(), 0, "{file}");
        let (_keep, _, done) = run_with(&name);
        assert!(done.status.success(), "{file}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn a_letter_that_asks_for_what_nobody_knows_is_found_by_lint() {
    for (said, expected) in
        [("{{ office.name }} {{ range(3) }} {% set a = 1 %}{{ a }}", None), ("{{ ofice.name }}", Some(2))]
    {
        let (_pipeline, name) = pipeline("letters/notice.zh.md", |_| format!("# a\n{said}\n"));
        let found = spec::lint(&name).unwrap();
        assert_eq!(found.iter().map(|fault| fault.line).collect::<Vec<_>>(), Vec::from_iter(expected), "{said}");
    }
}

/// The letters that the program brings along say nothing else.
#[test]
fn the_letters_of_the_program_are_clean() {
    for file in ["notice.zh.md", "notice.en.md", "bulletin.zh.md", "bulletin.en.md"] {
        let text = std::fs::read_to_string(format!("{}/pipelines/lang/letters/{file}", env!("CARGO_MANIFEST_DIR")));
        let (_pipeline, name) = pipeline(&format!("letters/{file}"), |_| text.unwrap());
        assert!(spec::lint(&name).unwrap().is_empty(), "{file}");
    }
}

/// A pipeline may hold that a filing which is not there is no error.
#[test]
fn a_filing_that_is_missing_is_missing_however_severe_that_is() {
    let warning = |text: String| {
        let (before, rule) = text.split_once("id = \"MISSING\"").unwrap();
        format!("{before}id = \"MISSING\"{}", rule.replacen("\"error\"", "\"warning\"", 1))
    };
    let (_pipeline, name) = pipeline("rules.toml", warning);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let (input, register) = ("sample_data/filings", "sample_data/register.csv");
    let done = gouji(&["run", &name, "-q", "-i", input, "--registry", register, "--out", &out.display().to_string()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let findings = table(&out.join("findings.csv"));
    let missing: Vec<_> = findings.iter().filter(|row| row["rule"] == "MISSING").collect();
    assert!(missing.len() == 3 && missing.iter().all(|row| row["severity"] == "warning"));
    let index = table(&out.join("notices/index.csv"));
    for row in missing.into_iter().filter(|row| row["year"] == "2024") {
        let entry = index.iter().find(|entry| entry["office_code"] == row["office_code"]).unwrap();
        let letter = words(&out.join("notices").join(&entry["docx"]));
        assert!(letter.contains("尚未收到的报告") && !letter.contains("需要核实说明的数据"), "{letter}");
    }
    let run: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("run.json")).unwrap()).unwrap();
    let standings = &run["counts"]["standings"];
    assert_eq!((standings["missing"].as_u64(), standings["filed"].as_u64()), (Some(3), Some(199)), "{standings}");
}

#[test]
fn letters_are_in_the_language_of_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in.csv"), folder.path().join("out"));
    std::fs::write(&input, "单位名称,年度,指标代码,数值\n甲市甲局,2024,proactive.penalties@decisions,-1\n").unwrap();
    let shown = out.display().to_string();
    let done = gouji(&["run", "-q", "--lang", "en", "--input", &input.display().to_string(), "--out", &shown]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let index = table(&out.join("notices/index.csv"));
    let letter = words(&out.join("notices").join(&index[0]["docx"]));
    assert!(letter.contains("Figures to correct (1)") && out.join("notices/bulletin.docx").exists(), "{letter}");
}
