//! The language of rules: what each form of it says, and what is said of a formula that is wrong.

use std::path::Path;

use gouji::spec;

use crate::copies;
use crate::rules::{A, B, filed, found_with, of_kind, one};

/// A copy of the built-in pipeline with rules of its own added.
pub fn with_rules(rules: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/cn-disclosure"), folder.path());
    let file = folder.path().join("rules.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}\n{rules}")).unwrap();
    let name = folder.path().display().to_string();
    (folder, name)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => std::fs::copy(entry.path(), target).map(|_| ()).unwrap(),
        }
    }
}

fn own_rule(declared: &str) -> String {
    format!(
        "[[rule]]\nid = \"OWN\"\ntitle = {{ zh = \"自订\", en = \"own\" }}\nseverity = \"warning\"\nbecause = \"试验\"\n{declared}\n"
    )
}

#[test]
fn every_form_of_the_language_has_filings_that_hold_and_break() {
    let cases = [
        ("formula = \"0 <= requests.received@total <= 100\"", "received@total=100", "received@total=101"),
        (
            "formula = \"if requests.received@total > 0 then requests.granted@total > 0\"",
            "received@total=0",
            "received@total=2",
        ),
        (
            "table = \"requests\"\neach = \"row\"\nonly = [\"denied.*\"]\nformula = \"total <= 2 * natural_person + 1\"",
            "denied.state_secret@total=3 denied.state_secret@natural_person=1 granted@total=9",
            "denied.state_secret@total=4 denied.state_secret@natural_person=1",
        ),
        (
            "formula = \"decreasing(requests.received@total, requests.granted@total, requests.granted_in_part@total)\"",
            "received@total=3 granted@total=2 granted_in_part@total=2",
            "received@total=3 granted@total=2 granted_in_part@total=3",
        ),
        (
            "formula = \"if requests.received@total > 0 then present(requests.granted@total)\"",
            "received@total=3",
            "received@total=3 granted@total=",
        ),
        ("from = 2024\nformula = \"requests.received@total = 0\"", "received@total=0", "received@total=1"),
        ("versions = [\"2021\"]\nformula = \"requests.received@total < 2.0\"", "received@total=1", "received@total=2"),
    ];
    for (declared, holds, breaks) in cases {
        let (_folder, name) = with_rules(&own_rule(declared));
        let pipeline = spec::load(&name).unwrap();
        assert!(found_with(&pipeline, &one(holds), "", "OWN").is_empty(), "{declared} should hold");
        assert_eq!(found_with(&pipeline, &one(breaks), "", "OWN").len(), 1, "{declared} should break");
    }
}

#[test]
fn a_rule_is_not_asked_in_other_years_versions_and_kinds() {
    for declared in ["until = 2023", "from = 2025", "versions = [\"2019\"]", "kinds = \"部门\""] {
        let (_folder, name) = with_rules(&own_rule(&format!("{declared}\nformula = \"requests.received@total = 0\"")));
        let pipeline = spec::load(&name).unwrap();
        assert!(found_with(&pipeline, &one("received@total=1"), &of_kind("街道"), "OWN").is_empty(), "{declared}");
    }
}

#[test]
fn figures_of_one_office_may_have_to_be_unique() {
    let (_folder, name) = with_rules(&own_rule("figures = 1\nformula = \"unique(requests.received@total)\""));
    let pipeline = spec::load(&name).unwrap();
    let filings = |second: &str| [filed(A, 2024, "received@total=5"), filed(B, 2024, second)];
    assert!(found_with(&pipeline, &filings("received@total=6"), "", "OWN").is_empty());
    assert_eq!(found_with(&pipeline, &filings("received@total=5"), "", "OWN").len(), 2);
}

#[test]
fn a_fault_in_a_rule_is_told_with_line_column_and_a_hint() {
    let cases = [
        (
            "formula = \"requests.recieved@total = 0\"",
            "unknown cell `requests.recieved@total`",
            "did you mean `requests.received@total`?",
        ),
        (
            "formula = \"requests.received@total = chidren(requests.received@total)\"",
            "unknown function `chidren`",
            "did you mean `children`?",
        ),
        ("formula = \"requests.received@total + 1\"", "expected `=`, `<=`", ""),
        ("formula = \"requests.received@total = proactive.fees@amount_10k_yuan\"", "cannot be added or compared", ""),
        (
            "versions = [\"2012\"]\nformula = \"requests.received@total = 0\"",
            "unknown form version `2012`",
            "did you mean",
        ),
        (
            "table = \"requests\"\neach = \"row\"\nonly = [\"recieved\"]\nformula = \"total = 0\"",
            "unknown line `recieved`",
            "did you mean `received`?",
        ),
        ("kinds = \"(\"\nformula = \"requests.received@total = 0\"", "not a regular expression", ""),
        ("check = \"al_zero\"", "unknown check `al_zero`", "did you mean `all_zero`?"),
    ];
    for (declared, message, hint) in cases {
        let (_folder, name) = with_rules(&own_rule(declared));
        let error = spec::load(&name).unwrap_err();
        let told = copies::told(&error);
        let (fault, way_out) = told.split_once("\nhint: ").unwrap_or((&told, ""));
        assert!(fault.contains(message) && way_out.contains(hint), "{declared}: {told}");
        assert!(error.line > 100 && error.column > 1, "{declared}: {}:{}", error.line, error.column);
    }
}
