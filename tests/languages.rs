//! A run is in one language only where it is looked at: it can be told again in another, and compared with one in another.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use gouji::model::{Labelled, Lang, Message, Word};
use gouji::run::events::Silent;
use gouji::run::publish::{self, Publishing};
use gouji::run::{self, RunRequest, diff};
use gouji::{say, spec};

use crate::copies;
use crate::reading::PIPELINE;

/// Runs the sample into a folder.
fn sample(out: &Path, lang: Lang) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let register =
        spec::register("register.csv", &std::fs::read_to_string(root.join("register.csv")).unwrap()).unwrap();
    let request = RunRequest { inputs: vec![root.join("filings")], out: out.to_owned(), ..RunRequest::default() };
    run::run(&request, &PIPELINE, register, &spec::wording(lang).unwrap(), &Silent).unwrap();
}

/// What people look at, by path.
fn for_people(out: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let walk = walkdir::WalkDir::new(out).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let paths = walk.map(|entry| entry.path().strip_prefix(out).unwrap().to_owned());
    let is_for_people =
        |path: &PathBuf| ["report.html", "report.xlsx", "notices"].iter().any(|top| path.starts_with(top));
    paths.filter(is_for_people).map(|path| (path.clone(), std::fs::read(out.join(path)).unwrap())).collect()
}

#[test]
fn a_finished_run_is_told_again_in_the_other_language() {
    let folder = tempfile::tempdir().unwrap();
    let [chinese, english] = ["zh", "en"].map(|name| folder.path().join(name));
    sample(&chinese, Lang::Zh);
    sample(&english, Lang::En);
    let difference = diff::diff(&chinese, &english).unwrap();
    assert!(difference.findings_still > 0);
    assert!(difference.findings_new.is_empty() && difference.findings_gone.is_empty());
    assert!(difference.cells_changed.is_empty());
    let wording = spec::wording(Lang::En).unwrap();
    let with = Publishing { since: None, pipeline: &PIPELINE, wording: &wording, listener: &Silent };
    publish::again(&chinese, &with).unwrap();
    let (again, at_once) = (for_people(&chinese), for_people(&english));
    assert_eq!(again.keys().collect::<Vec<_>>(), at_once.keys().collect::<Vec<_>>());
    let differ: Vec<_> = again.iter().filter(|(path, bytes)| at_once[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[test]
fn a_message_comes_back_from_its_data() {
    let rule = PIPELINE.fact(gouji::model::FactKind::Missing).unwrap();
    let method = PIPELINE.methods[0].rule;
    let cell = PIPELINE.catalogue.by_code("requests.granted@total").unwrap();
    let def = PIPELINE.catalogue.cell(cell);
    let words = [
        Word::from("“3119\u{1}”; [\"a\"]"),
        Labelled::Cell(cell).into(),
        Labelled::Row(def.table, def.row).into(),
        Labelled::Column(def.table, def.column).into(),
        Labelled::Table(def.table).into(),
        Labelled::Form(gouji::model::FormIx(0)).into(),
        Labelled::Rule(rule).into(),
        Labelled::Observed(method).into(),
        Labelled::Unit(method).into(),
        Word::from(&PIPELINE.city),
        Word::first_of(["甲", "乙", "丙"], 2, "sum.comma"),
        Word::Run(vec![Message::new("sum.minus").into(), "3".into()]),
        Word::from(Message::new("sum.difference").with("difference", 3u64)),
    ];
    for word in &words {
        let message = Message::new("finding.copy").with("others", word.clone());
        let data = say::as_data(&message, &PIPELINE).to_string();
        let read = say::from_data(&serde_json::from_str(&data).unwrap(), &PIPELINE).unwrap();
        assert_eq!(read, message, "{data}");
    }
    let unknown =
        ["[]", "{}", "[\"finding.copy\",{\"others\":{\"cell\":\"no.such@cell\"}}]", "[3]", "[\"a\",{\"b\":{}}]"];
    for data in unknown {
        assert_eq!(say::from_data(&serde_json::from_str(data).unwrap(), &PIPELINE), None, "{data}");
    }
}

/// What the program prints, with its exit code, in the language asked for or else that of the locale.
fn said(folder: &Path, arguments: &[&str], locale: &str) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
    let done = command.current_dir(folder).env("LC_ALL", locale).args(arguments).output().unwrap();
    (done.status.code().unwrap(), String::from_utf8([done.stdout, done.stderr].concat()).unwrap())
}

#[test]
fn what_stops_the_program_is_said_in_the_language_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    sample(&folder.path().join("out"), Lang::Zh);
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    std::fs::write(folder.path().join("a.csv"), "a,b\n1,2\n").unwrap();
    std::fs::write(folder.path().join("gbk.csv"), b"\xC4\xFA\xBA\xC3\n").unwrap();
    let changed = folder.path().join("changed");
    sample(&changed, Lang::Zh);
    std::fs::write(changed.join("findings.csv"), "").unwrap();
    let faults: &[(&[&str], i32, &str, &str)] = &[
        (&["run", "--input", "empty"], 3, "没有可读的文件", "nothing to read"),
        (&["run", "--input", "none"], 3, "没有这个文件或文件夹", "no such file or folder"),
        (&["run", "--input", "a.csv", "--registry", "none.csv"], 2, "没有这个文件", "no such file"),
        (&["run", "--input", "a.csv", "--registry", "empty"], 2, "是文件夹，不是文件", "a folder and not a file"),
        (&["run", "--input", "a.csv", "--registry", "gbk.csv"], 2, "不是 UTF-8 文本", "not a text in UTF-8"),
        (&["run", "--input", "a.csv", "--explanations", "none.csv"], 2, "没有这个文件", "no such file"),
        (&["run", "--input", "a.csv", "--explanations", "gbk.csv"], 2, "不是 UTF-8 文本", "not a text in UTF-8"),
        (&["run", "--input", "a.csv", "--out", "."], 2, "--out", "another --out"),
        (&["check", "none.csv"], 3, "没有这个文件", "no such file"),
        (&["forms", "--format", "md"], 2, "只用于", "is for `gouji rules` only"),
        (
            &["trace", "--out", "out", "勾稽市珠算管理局", "2024", "requests.recieved@total"],
            2,
            "提示：是否指",
            "hint: did you",
        ),
        (
            &["trace", "--out", "out", "某局", "2024", "requests.received@total"],
            2,
            "没有“某局”2024 年的报告",
            "no filing of",
        ),
        (&["compare", "勾稽市珠算管理", "某某局", "--out", "out"], 2, "没有名为", "unknown office"),
        (&["compare", "D01", "D02", "--out", "out", "--year", "1999"], 2, "均未报送 1999", "none of them has filed"),
        (&["report", "--out", "empty"], 3, "没有这个文件", "no such file"),
        (&["diff", "changed", "out"], 3, "与运行时写出的不一致", "is not as the run wrote it"),
        (&["diff", "none", "out"], 3, "没有这个文件", "no such file"),
    ];
    for &(arguments, code, chinese, english) in faults {
        for (lang, wanted, first) in [("zh", chinese, "错误："), ("en", english, "error: ")] {
            let (exit, said) = said(folder.path(), &[arguments, &["--lang", lang]].concat(), "C");
            assert!(said.starts_with(first) && said.contains(wanted), "{arguments:?}: {said}");
            assert_eq!(exit, code, "{arguments:?}: {said}");
        }
    }
    // Without a word about it the language of the pipeline is that of its outputs, and of what stops them.
    let (_, said) = said(folder.path(), &["run", "--input", "empty"], "C");
    assert!(said.starts_with("错误：") && said.contains("没有可读的文件"), "{said}");
}

#[test]
fn what_is_wrong_with_a_register_is_said_in_chinese_with_its_line_and_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("in")).unwrap();
    for (rows, expected) in [
        (
            "A,甲局,,,\nB,乙局,,C,\nC,丙局,,B,\n",
            "错误：r.csv:3:1: 机关“B”逐级向上又回到自己，上级机关（parent）依次为 C、B\n",
        ),
        ("A,甲局,,,\nB,乙局,,AA,\n", "错误：r.csv:3:1: 机关“B”的上级机关（parent）“AA”不在名录中\n提示：是否指“A”？\n"),
        ("A,甲局,,,\nA,乙局,,,\n", "错误：r.csv:3:1: 代码“A”重复\n"),
    ] {
        std::fs::write(folder.path().join("r.csv"), format!("code,name,kind,parent,district\n{rows}")).unwrap();
        let run = ["run", "--input", "in", "--registry", "r.csv", "--lang", "zh"];
        assert_eq!(said(folder.path(), &run, "C"), (2, expected.to_owned()));
    }
}

#[test]
fn what_is_wrong_with_a_pipeline_is_said_in_the_language_of_the_user_with_its_line_and_a_way_out() {
    for (file, from, to, place, chinese, english) in [
        (
            "rules.toml",
            "= disposed_total + carried_out",
            "= disposed_totl + carried_out",
            ":11:36: ",
            "没有“disposed_totl”这一行\n提示：是否指“disposed_total”？\n",
            "unknown row `disposed_totl`\nhint: did you mean `disposed_total`?\n",
        ),
        (
            "rules.toml",
            "= disposed_total + carried_out",
            "= + carried_out",
            ":11:36: ",
            "公式有误：此处应为名称\n",
            "in the formula: expected a name\n",
        ),
        (
            "prose.toml",
            "over = [\"received\", ",
            "over = [\"natural_person\", ",
            ":217:9: ",
            "over 只能引用自带 sum 的解读（reading），“natural_person”没有 sum\n",
            "a reading can go `over` readings with a `sum` only, and `natural_person` has none\n",
        ),
        (
            "pipeline.toml",
            "language = ",
            "langage = ",
            ":6:1: ",
            "没有“langage”这个键\n提示：是否指“language”？\n",
            "unknown key `langage`\nhint: did you mean `language`?\n",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        copies::of_the_pipeline(&folder.path().join("p"));
        copies::replace(&folder.path().join("p"), file, from, to);
        for (arguments, locale, error, words) in [
            (&["forms", "p", "--lang", "zh"][..], "C", "错误：", chinese),
            (&["forms", "p", "--lang", "en"], "zh_CN.UTF-8", "error: ", english),
            (&["lint", "p"], "zh_CN.UTF-8", "错误：", chinese),
            (&["rules", "p"], "zh_CN.UTF-8", "错误：", chinese),
            (&["rules", "p"], "C", "error: ", english),
        ] {
            let expected = format!("{error}p/{file}{place}{words}");
            assert_eq!(said(folder.path(), arguments, locale), (2, expected), "{arguments:?}");
        }
    }
}

#[test]
fn lint_says_in_both_languages_what_it_finds() {
    let folder = tempfile::tempdir().unwrap();
    copies::of_the_pipeline(&folder.path().join("p"));
    let heading = "spelling,kind,code,seen\n";
    let rows =
        format!("{heading}予以公开,row,requests.granted_in_part,x\n　自 然 人,column,requests.natural_person,x\n");
    copies::replace(&folder.path().join("p"), "aliases/rows.csv", heading, &rows);
    let (code, chinese) = said(folder.path(), &["lint", "p", "--lang", "zh"], "C");
    assert_eq!(code, 1);
    let clash = "p/aliases/rows.csv:2: “予以公开”既是行“requests.granted”，又是行“requests.granted_in_part”";
    assert!(chinese.starts_with(clash) && chinese.contains("\n提示：另一处是 p/forms/"), "{chinese}");
    assert!(chinese.contains("p/aliases/rows.csv:3: “　自 然 人”已经写过\n提示：与 p/forms/"), "{chinese}");
    let (_, english) = said(folder.path(), &["lint", "p", "--lang", "en"], "zh_CN.UTF-8");
    assert_eq!(english.lines().count(), chinese.lines().count());
    assert!(english.is_ascii() || !english.contains("提示"), "{english}");
}

#[test]
fn lint_says_in_chinese_what_a_threshold_has_to_be() {
    for (from, to, expected) in [
        ("level = 0.001", "level = 7", "“AN-DIGITS”的 level 为 7，应大于 0、小于 1"),
        ("freedom = 8", "freedom = 0", "“AN-FEES-UNIT”的 freedom 为 0，应大于 0"),
        ("excess = 3", "excess = -3", "“AN-GRANTED”的 excess 为 -3，应不小于 0"),
        ("contaminated = 2.0", "contaminated = 0.1", "“AN-VOLUME”的 contaminated 为 0.1，应大于 dispersion（0.15）"),
        ("to = 4", "to = 2", "“AN-FEES-UNIT”的 to 为 2，应不小于 from（3）"),
        (
            "from = 3, to = 4",
            "from = 3.2, to = 3.8",
            "“AN-FEES-UNIT”的 from（3.2）与 to（3.8）之间没有整数，查不出单位差错",
        ),
        (
            "cells = { count = [\"requests.received@total\"] }",
            "cells = { count = [] }",
            "“AN-VOLUME”的 count 没有列出任何指标",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        copies::of_the_pipeline(&folder.path().join("p"));
        copies::replace(&folder.path().join("p"), "pipeline.toml", from, to);
        let (code, lines) = said(folder.path(), &["lint", "p", "--lang", "zh"], "C");
        assert_eq!((code, lines.lines().count()), (1, 1), "{lines}");
        assert!(lines.ends_with(&format!(": {expected}\n")), "{lines}");
    }
}
