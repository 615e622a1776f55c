//! A run is in one language only where it is looked at: it can be told again in another, and compared with one in another.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gouji::model::{Lang, Message, Word};
use gouji::run::events::Silent;
use gouji::run::{self, Order, diff, publish};
use gouji::{say, spec};

use crate::reading::PIPELINE;

/// Runs the sample into a folder.
fn sample(out: &Path, lang: Lang) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sample_data");
    let register =
        spec::register("register.csv", &std::fs::read_to_string(root.join("register.csv")).unwrap()).unwrap();
    let order = Order { inputs: vec![root.join("filings")], out: out.to_owned(), ..Order::default() };
    run::run(&order, &PIPELINE, register, &spec::wording(lang).unwrap(), &Silent).unwrap();
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
    publish::again(&chinese, None, &PIPELINE, &spec::wording(Lang::En).unwrap(), &Silent).unwrap();
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
        Word::Cell(cell),
        Word::Row(def.table, def.row),
        Word::Column(def.table, def.column),
        Word::Table(def.table),
        Word::Form(gouji::model::FormIx(0)),
        Word::Rule(rule),
        Word::Observed(method),
        Word::Unit(method),
        Word::from(&PIPELINE.city),
        Word::first_of(["甲", "乙", "丙"], 2, "sum.comma"),
        Word::Run(vec![Message::new("sum.minus").into(), "3".into()]),
        Word::from(Message::new("sum.difference").with("difference", 3u64)),
    ];
    for word in &words {
        let message = Message::new("finding.copy").with("others", word.clone());
        let data = say::as_data(&message, &PIPELINE).to_string();
        let read = say::of_data(&serde_json::from_str(&data).unwrap(), &PIPELINE).unwrap();
        assert_eq!(read, message, "{data}");
    }
    let unknown =
        ["[]", "{}", "[\"finding.copy\",{\"others\":{\"cell\":\"no.such@cell\"}}]", "[3]", "[\"a\",{\"b\":{}}]"];
    for data in unknown {
        assert_eq!(say::of_data(&serde_json::from_str(data).unwrap(), &PIPELINE), None, "{data}");
    }
}

/// What the program prints when it gives up, with its exit code.
fn given_up(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gouji"));
    let done = command.current_dir(folder).env("LC_ALL", "C").args(arguments).output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
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
            let (exit, said) = given_up(folder.path(), &[arguments, &["--lang", lang]].concat());
            assert!(said.starts_with(first) && said.contains(wanted), "{arguments:?}: {said}");
            assert_eq!(exit, code, "{arguments:?}: {said}");
        }
    }
    // Without a word about it the language of the pipeline is that of its outputs, and of what stops them.
    let (_, said) = given_up(folder.path(), &["run", "--input", "empty"]);
    assert!(said.starts_with("错误：") && said.contains("没有可读的文件"), "{said}");
}
