//! Offices of many districts in one table: the district in a merged cell, on a line of its own, in a column beside.

use crate::identity::{owners, pipeline};

/// Figures of an export, behind its office.
const FIGURES: &str = "表三/本年新收/自然人,表三/本年新收/总计,表三/上年结转/总计";

/// An export of lines with different figures; a line that ends in a comma too many has none.
fn export(head: &str, lines: &[&str]) -> String {
    let figures = |at: usize, line: &str| match line.strip_suffix('|') {
        Some(bare) => format!("{bare},,,\n"),
        None => format!("{line},{at},{at},0\n"),
    };
    let lines: String = lines.iter().enumerate().map(|(at, line)| figures(at + 1, line)).collect();
    format!("{head},{FIGURES}\n{lines}")
}

/// The names in what is told of the offices of an export, sorted.
fn names(head: &str, lines: &[&str]) -> Vec<String> {
    let told = owners("海州市2024年.csv", &export(head, lines), &pipeline());
    let mut names: Vec<String> = told.split(';').map(|one| one.trim_end_matches(" 2024").to_owned()).collect();
    names.sort();
    names
}

fn sorted(names: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    names.sort();
    names
}

const FOUR: &[&str] = &["东港区水务局", "东港区教育局", "西港区水务局", "西港区教育局"];

#[test]
fn a_merged_cell_of_a_district_is_that_of_the_lines_below() {
    let merged = ["东港区,水务局", ",教育局", "西港区,水务局", ",教育局"];
    assert_eq!(names("区县,单位名称", &merged), sorted(FOUR));
    // Where every line gives its own, a blank is none.
    let given = ["东港区,水务局", "东港区,教育局", ",水务局"];
    assert_eq!(names("区县,单位名称", &given), sorted(&["东港区水务局", "东港区教育局", "海州市水务局"]));
    // Behind the last of single lines the blank may be the city's or the last district's.
    let unclear = ["东港区,水务局", "西港区,水务局", ",财政局", ",海州市体育局"];
    let told = names("区县,单位名称", &unclear);
    assert!(told.iter().all(|name| !name.contains("财政局")) && told.contains(&"东港区水务局".to_owned()), "{told:?}");
    let long = "区县,单位,指标,数值\n东港区,水务局,表三/本年新收/总计,1\n,教育局,表三/本年新收/总计,2\n西港区,水务局,表三/本年新收/总计,3\n,教育局,表三/本年新收/总计,4\n";
    let told = owners("海州市2024年.csv", long, &pipeline());
    assert!(FOUR.iter().all(|name| told.contains(name)), "{told}");
}

#[test]
fn a_line_of_a_district_heads_the_lines_below() {
    let grouped = ["东港区|", "水务局", "教育局", "西港区|", "水务局", "教育局"];
    assert_eq!(names("单位名称", &grouped), sorted(FOUR));
    let numbered = ["一,东港区|", "1,水务局", "2,教育局", "二,西港区|", "1,水务局", "2,教育局"];
    assert_eq!(names("序号,单位名称", &numbered), sorted(FOUR));
    // Another heading ends the district.
    let ended = ["东港区|", "水务局", "市直部门|", "教育局"];
    assert_eq!(names("单位名称", &ended), sorted(&["东港区水务局", "海州市教育局"]));
    // A district among others that has not filed heads nobody.
    let blank = ["海州市水务局", "东港区|", "教育局", "西港区"];
    assert_eq!(names("单位名称", &blank), sorted(&["海州市水务局", "海州市教育局", "西港区"]));
    let last = ["水务局", "教育局", "东港区|"];
    assert_eq!(names("单位名称", &last), sorted(&["海州市水务局", "海州市教育局"]));
    // With figures of its own it does where names come again below another.
    let summed = ["东港区", "水务局", "教育局", "西港区", "水务局", "教育局"];
    let told = names("单位名称", &summed);
    assert!(FOUR.iter().all(|name| told.contains(&(*name).to_owned())), "{told:?}");
}

#[test]
fn towns_of_one_name_are_of_their_districts() {
    let towns = ["东港区,平安镇", "东港区,和平街道办事处", "西港区,平安镇"];
    let told = names("区县,乡镇", &towns);
    assert_eq!(told, sorted(&["东港区平安镇", "东港区和平街道办事处", "西港区平安镇"]));
}

#[test]
fn a_line_called_cumulative_is_a_sum() {
    for name in ["累计", "全市累计"] {
        let told = names("单位名称", &["海州市水务局", "海州市教育局", name]);
        assert_eq!(told, sorted(&["海州市水务局", "海州市教育局"]), "{name}");
    }
}
