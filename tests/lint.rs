//! `gouji lint` on the built-in pipeline, which is clean, and on copies with one fault each.

use std::path::Path;
use std::process::Command;

use crate::copies;

/// Exit code and lines said of a pipeline.
fn lint(pipeline: &str) -> (Option<i32>, Vec<String>) {
    let done = Command::new(env!("CARGO_BIN_EXE_gouji")).args(["lint", pipeline]).output().unwrap();
    let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    (done.status.code(), said.lines().map(str::to_owned).collect())
}

/// A fault planted in one file of a copy must be the only one found, in that file, on that line.
#[track_caller]
fn planted(file: &str, from: &str, to: &str, line_of: &str, said: &str) {
    let folder = tempfile::tempdir().unwrap();
    copies::of_the_pipeline(folder.path());
    copies::replace(folder.path(), file, from, to);
    let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
    let line = text[..text.find(line_of).unwrap()].matches('\n').count() + 1;
    let (code, lines) = lint(&folder.path().display().to_string());
    let faults: Vec<&String> = lines.iter().filter(|line| !line.starts_with("hint: ")).collect();
    assert_eq!((code, faults.len()), (Some(1), 1), "{lines:#?}");
    let place = format!("{}:{line}:", Path::new(&folder.path().join(file)).display());
    assert!(faults[0].starts_with(&place) && faults[0].contains(said), "expected {place}…{said}…: {lines:#?}");
}

/// The same for a line added to an alias file.
#[track_caller]
fn planted_alias(line: &str, said: &str) {
    let heading = "spelling,kind,code,seen\n";
    planted("aliases/rows.csv", heading, &format!("{heading}{line},x\n"), line, said);
}

#[test]
fn the_built_in_pipeline_is_clean() {
    assert_eq!(lint("cn-disclosure"), (Some(0), Vec::new()));
}

#[test]
fn a_spelling_with_two_meanings_is_told() {
    planted_alias("予以公开,row,requests.granted_in_part", "means the row `requests.granted`");
    let (file, last, line) = ("aliases/fields.csv", "\n汇总口径,field,scope", "年度,field,office");
    planted(file, last, &format!("\n{line},x{last}"), line, "means the field");
}

#[test]
fn a_spelling_that_the_form_or_the_file_knows_already_is_told() {
    planted_alias("　自 然 人,column,requests.natural_person", "is known already");
}

#[test]
fn a_label_that_is_never_met_is_told() {
    planted_alias("“”,row,requests.granted", "nothing is left of it");
    planted_alias("不适用,row,requests.granted", "a sign that stands in place of a figure");
}

#[test]
fn a_rule_that_names_nothing_is_told() {
    let severity = "severity_at = { total = \"error\" }";
    planted("rules.toml", severity, "severity_at = { totl = \"error\" }", "\"XY-CARRY\"", "names `totl`");
    let check = "check = \"missing\"";
    planted("rules.toml", check, "check = \"duplicate\"", "\"DUPLICATE\"", "is then never reported");
}

#[test]
fn a_pattern_that_matches_nothing_is_told() {
    planted("pipeline.toml", "office = ['^(?:填报单位", "office = ['^（?(?:填报单位", "office = ['", "asks for `（`");
    planted(
        "pipeline.toml",
        "(?P<year>(?:19|20)\\d\\d)(?:[^",
        "((?:19|20)\\d\\d)(?:[^",
        "path_year",
        "names no group `year`",
    );
    planted("pipeline.toml", "total = '(?:合计", "total = '（?(?:合计", "total = '", "asks for `（`");
}

#[test]
fn a_region_of_two_widths_and_sums_that_have_no_name_are_told() {
    planted("pipeline.toml", "\"区县旗\"", "\"区县旗市\"", "regions = [", "stands in two places");
    let folder = tempfile::tempdir().unwrap();
    copies::of_the_pipeline(folder.path());
    copies::replace(folder.path(), "pipeline.toml", "total = '(?:合计", "# '(?:合计");
    let (code, said) = lint(folder.path().to_str().unwrap());
    assert!(code == Some(1) && said.len() == 1 && said[0].contains("`RU-LINE`"), "{said:?}");
}

#[test]
fn a_word_around_figures_that_says_two_things_or_nothing_is_told() {
    planted("pipeline.toml", "zero = [\"零\"", "zero = [\"无\"", "zero = ", "stands in `zero` and in `not_applicable`");
    planted("pipeline.toml", "counters = [\"件\"", "counters = [\"件\", \"（件）\"", "counters", "matches nothing");
}

#[test]
fn a_unit_without_worth_is_told() {
    planted("forms/2021.toml", "unit = \"万元\"", "unit = \"万贯\"", "unit = ", "has no worth");
    planted("pipeline.toml", "\"千元\" = \"1000\"", "\"千元\" = \"1024\"", "\"千元\"", "no power of ten");
}

#[test]
fn a_pipeline_that_cannot_be_read_is_exit_2() {
    assert_eq!(lint("cn-disclosur").0, Some(2));
}
