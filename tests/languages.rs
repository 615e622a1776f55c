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
