//! `gouji lint` on the built-in pipelines, which are clean, and on copies with one fault each.

use std::path::Path;
use std::process::Command;

use gouji::model::MethodKind;
use strum::VariantNames;

use crate::copies;

/// Exit code and lines said of a pipeline.
fn lint(pipeline: &str) -> (Option<i32>, Vec<String>) {
    let done = Command::new(env!("CARGO_BIN_EXE_gouji")).args(["lint", pipeline, "--lang", "en"]).output().unwrap();
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
fn the_built_in_pipelines_are_clean() {
    for pipeline in ["cn-disclosure", "us-foia", "uk-foi"] {
        assert_eq!(lint(pipeline), (Some(0), Vec::new()), "{pipeline}");
    }
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
fn a_rule_for_each_row_of_no_table_is_told() {
    let folder = tempfile::tempdir().unwrap();
    copies::of_the_pipeline(folder.path());
    copies::replace(folder.path(), "rules.toml", "table = \"requests\"\neach = \"row\"", "each = \"row\"");
    let (code, lines) = lint(&folder.path().display().to_string());
    assert!(
        code == Some(2) && lines.iter().any(|line| line.contains("the rule has no `table`")),
        "{code:?} {lines:#?}"
    );
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
fn a_rule_that_does_not_say_what_is_wrong_is_told() {
    planted(
        "rules.toml",
        "short = { zh = \"收支不平\", en = \"flow not balanced\" }\n",
        "",
        "\"T3-BAL\"",
        "lacks short:",
    );
    let in_two = "wrong = { zh = \"收费金额疑把元填作万元\", en = \"fees seem to be in yuan instead of 10,000 yuan\" }";
    let in_one = "wrong = \"收费金额疑把元填作万元\"";
    planted("pipeline.toml", in_two, in_one, "\"AN-FEES-UNIT\"", "its title in two languages and `wrong` in one");
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
fn a_threshold_that_makes_no_sense_is_told_where_it_stands() {
    let digits = "least = 100, figures = 1000, level = 0.001";
    for (from, to, said) in [
        (
            digits,
            "least = 100, figures = 1000, level = 7",
            "`level` of `AN-DIGITS` is 7, and has to be above 0 and below 1",
        ),
        (digits, "least = 0, figures = 1000, level = 0.001", "`least` of `AN-DIGITS` is 0, and has to be above 0"),
        (
            "least = 2, years = 3",
            "least = 2, years = -1",
            "`years` of `AN-PENDING-RECONSIDERATION` is -1, and has to be above 0",
        ),
        ("excess = 3,", "excess = -3,", "`excess` of `AN-GRANTED` is -3, and has to be 0 or more"),
        (
            "dispersion = 0.15, contaminated = 2.0",
            "dispersion = 0.15, contaminated = 0.1",
            "`contaminated` of `AN-VOLUME` is 0.1, and has to be above `dispersion`, which is 0.15",
        ),
        (
            "from = 3, to = 4",
            "from = 3, to = 2",
            "`to` of `AN-FEES-UNIT` is 2, and has to be no less than `from`, which is 3",
        ),
        (
            "from = 3, to = 4",
            "from = 3.2, to = 3.8",
            "no whole number between `from` and `to` of `AN-FEES-UNIT`, 3.2 and 3.8",
        ),
        ("count = [\"proactive.licences@decisions\"]", "count = [] ", "`count` of `AN-LICENCES` names no cells"),
    ] {
        planted("pipeline.toml", from, to, to, said);
    }
    for (from, to, said) in [
        ("level = 0.05", "level = 7", "`level` of `[anomaly]` is 7, and has to be above 0 and below 1"),
        (
            "look = 0.20",
            "look = 0.01",
            "`look` of `[anomaly]` is 0.01, and has to be no less than `level`, which is 0.05",
        ),
        ("peers = 20\n\n[[method]]", "peers = 1\n\n[[method]]", "`peers` of `[anomaly]` is 1, and has to be 2 or more"),
    ] {
        planted("pipeline.toml", from, to, "[anomaly]", said);
    }
}

/// `nan` makes sense nowhere.
#[test]
fn every_threshold_of_every_method_is_looked_at() {
    let count = ["least", "dispersion", "contaminated", "contamination"].as_slice();
    let peers = ["least", "excess", "dispersion", "contaminated", "contamination"].as_slice();
    let copies = ["least", "dispersion", "concentration", "contamination"].as_slice();
    let units = ["from", "to", "tolerance", "spread", "freedom", "contamination"].as_slice();
    let alike = ["volume", "parts", "flows", "all"].as_slice();
    let methods: [(&str, &[&str], &[&str]); 10] = [
        ("volume", &["count"], count),
        ("zero", &["count"], count),
        ("share", &["part", "whole"], peers),
        ("rate", &["part", "base"], peers),
        ("repeated", alike, copies),
        ("copied", alike, copies),
        ("unit_slip", &["amount"], units),
        ("stuck", &["pending", "closed"], &["least", "years"]),
        ("digits", &["counts"], &["least", "figures", "level"]),
        ("attendance", &[], &["years"]),
    ];
    assert_eq!(methods.map(|(method, ..)| method), *MethodKind::VARIANTS);
    let mut text = "[anomaly]\nlevel = nan\ndoubt = nan\nlook = nan\n".to_owned();
    let mut expected: Vec<String> = ["doubt", "level", "look"]
        .map(|name| format!(":6:1: `{name}` of `[anomaly]` is NaN, and has to be above"))
        .into();
    for (method, cells, thresholds) in methods {
        let each =
            |names: &[&str], value: &str| names.iter().map(|name| format!("{name} = {value}")).collect::<Vec<_>>();
        let (cells, nan) = (each(cells, "[\"loans.lent\"]").join(", "), each(thresholds, "nan").join("\n"));
        let head = ["id", "method"].map(|key| format!("{key} = \"{method}\"\n")).concat();
        let rest = ["family", "title", "wrong", "short", "name", "unit", "because"]
            .map(|key| format!("{key} = \"x\"\n"))
            .concat();
        text.push_str(&format!("[[method]]\n{head}{rest}cells = {{ {cells} }}\n[method.thresholds]\n"));
        let first = 6 + text.lines().count();
        let told =
            |(at, name): (usize, &&str)| format!(":{}:1: `{name}` of `{method}` is NaN, and has to be", first + at);
        expected.extend(thresholds.iter().enumerate().map(told));
        text.push_str(&(nan + "\n"));
    }
    let folder = tempfile::tempdir().unwrap();
    let table = "[[table]]\ncode = \"loans\"\ntitle = \"Loans\"\nrow = [{ code = \"lent\", label = \"Lent\" }]\n";
    copies::small(folder.path(), table, &text);
    let (code, lines) = lint(folder.path().to_str().unwrap());
    assert_eq!((code, lines.len()), (Some(1), expected.len()), "{lines:#?}");
    for (line, expected) in lines.iter().zip(&expected) {
        assert!(line.contains(expected), "expected …{expected}…: {line}");
    }
}

#[test]
fn a_pipeline_that_cannot_be_read_is_exit_2() {
    assert_eq!(lint("cn-disclosur").0, Some(2));
}

/// What is said of a pipeline that cannot be used since one text of it was replaced: exit 2, and the fault lies so many
/// lines below where the text stood.
#[track_caller]
fn refused(file: &str, from: &str, to: &str, below: usize, said: &str) {
    let folder = tempfile::tempdir().unwrap();
    copies::of_the_pipeline(folder.path());
    let path = folder.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let line = text[..text.find(from).unwrap()].matches('\n').count() + 1 + below;
    copies::replace(folder.path(), file, from, to);
    let (code, lines) = lint(&folder.path().display().to_string());
    let place = format!("error: {}:{line}:", path.display());
    let is_told = lines[0].starts_with(&place) && lines[0].contains(said) && lines[1].starts_with("hint: ");
    assert!(code == Some(2) && is_told, "expected {place}…{said}…: {lines:#?}");
}

#[test]
fn what_a_form_declares_twice_is_refused_where_it_stands_the_second_time() {
    let form = "forms/2021.toml";
    let twice = |declared: &str, what: &str| {
        let below = declared.matches('\n').count();
        refused(form, declared, &format!("{declared}{declared}"), below, what);
    };
    let label = "label = { zh = \"行政许可\", en = \"licences\" }";
    let row = format!("[[table.row]]\ncode = \"licences\"\n{label}\ncolumns = [\"decisions\"]\n");
    twice(&row, "the row `licences` is declared twice");
    // Two rows of one code that share no column were taken for one, and the label of the second was lost.
    let other = row.replace("decisions", "issued").replace("行政许可", "行政许可乙");
    refused(form, &row, &format!("{row}{other}"), 4, "the row `licences` is declared twice");
    let label = "label = { zh = \"本年废止件数\", en = \"repealed this year\" }";
    twice(&format!("[[table.column]]\ncode = \"repealed\"\n{label}\n"), "the column `repealed` is declared twice");
    let label = "label = { zh = \"第二十条第（八）项\", en = \"article 20 (8)\" }";
    let group = format!("[[table.group]]\ncode = \"article_20_8\"\naxis = \"row\"\n{label}\nmembers = [\"fees\"]\n");
    twice(&group, "the group `article_20_8` is declared twice");
    let table = "[[table]]\ncode = \"remedies\"";
    refused(form, table, "[[table]]\ncode = \"requests\"", 0, "the table `requests` is declared twice");
}

/// It was accepted, and nothing came of it.
#[test]
fn a_key_that_does_nothing_is_refused() {
    refused(
        "forms/2021.toml",
        "code = \"in_force\"\n",
        "code = \"in_force\"\nstock = true\n",
        1,
        "unknown key `stock`",
    );
}

#[test]
fn sentences_in_a_language_that_the_program_does_not_speak_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    copies::of_the_pipeline(folder.path());
    std::fs::create_dir(folder.path().join("lang")).unwrap();
    let file = folder.path().join("lang/fr.toml");
    std::fs::write(&file, "[table]\nrow = \"ligne\"\n").unwrap();
    let (code, said) = lint(&folder.path().display().to_string());
    let told = format!("error: {}: the sentences of the program are zh and en", file.display());
    assert!(code == Some(2) && said[0].starts_with(&told) && said[1].starts_with("hint: remove it"), "{said:?}");
}

#[test]
fn a_file_that_nothing_reads_is_told() {
    let stray =
        [("forms/2025.toml", "2021.toml"), ("aliases/colums.csv", "columns.csv"), ("letters/notice.fr.md", "notice.")];
    for (file, nearest) in stray {
        let folder = tempfile::tempdir().unwrap();
        copies::of_the_pipeline(folder.path());
        let path = folder.path().join(file);
        std::fs::write(&path, "x").unwrap();
        let (code, said) = lint(&folder.path().display().to_string());
        let told = format!("{}: nothing reads this file", path.display());
        assert!(
            code == Some(1) && said.len() == 2 && said[0].starts_with(&told) && said[1].contains(nearest),
            "{said:?}"
        );
    }
}
