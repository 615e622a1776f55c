//! `gouji lint` on the built-in pipeline, which is clean, and on copies with one fault each.

use std::path::Path;
use std::process::Command;

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
