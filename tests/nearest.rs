//! The nearest filings at which a rule is silent, or says less.

use gouji::model::Skip;
use gouji::spec;

use crate::rules::{A, FAMILY, Filed, filed, found_with, run_on};

fn found(filings: &[Filed], register: &str, rule: &str) -> Vec<(String, String)> {
    found_with(&spec::load("cn-disclosure").unwrap(), filings, register, rule)
}

/// The city and its street, each with so many requests; the street's as it is printed.
fn family(head: &str, street: &str) -> Vec<Filed> {
    let of = |office, cells: &str| filed(office, 2024, cells);
    vec![
        of("甲区人民政府", head),
        of("甲区本级", "received@total=3"),
        of("甲区一街道", &format!("received@total={street}")),
    ]
}

#[test]
fn the_gap_that_is_noted_is_one_of_a_count_however_large_an_amount_is() {
    let found = found(&family("received@total=11 proactive.fees@amount_10k_yuan=50", "5"), FAMILY, "RU-BOUND");
    let [(_, message)] = &found[..] else { panic!("{found:?}") };
    assert!(message.contains("差额 3"), "{message}");
}

#[test]
fn a_sum_over_offices_of_which_one_is_unreadable_bounds_nothing() {
    let fewer = |street| found(&family("received@total=2", street), FAMILY, "RU-BOUND").len();
    assert_eq!((fewer("0"), fewer("#REF!")), (1, 0));
}

#[test]
fn a_row_that_says_once_that_it_does_not_apply_was_not_left_blank() {
    let row = |upheld: &str| {
        let blank = ["corrected", "other", "pending", "total"].map(|cell| format!("remedies.reconsideration@{cell}="));
        let cells = format!("remedies.reconsideration@upheld={upheld} {}", blank.join(" "));
        found(&[filed(A, 2024, &cells)], "", "BLANK-TOTAL").len()
    };
    assert_eq!((row(""), row("/")), (1, 0));
}

/// Runs over exports of so many requests of one office, by year.
fn of_years(files: &[&[(u16, u32)]], see: impl Fn(&gouji::run::Finished, &gouji::model::Pipeline)) {
    let (pipeline, folder) = (spec::load("cn-disclosure").unwrap(), tempfile::tempdir().unwrap());
    for (at, years) in files.iter().enumerate() {
        let lines = years.iter().map(|(year, n)| format!("{A},{year},requests.received@total,{n}\n"));
        let text = format!("单位名称,年度,指标代码,数值\n{}", lines.collect::<String>());
        std::fs::write(folder.path().join(format!("{at}.csv")), text).unwrap();
    }
    see(&run_on(folder.path(), &pipeline, ""), &pipeline);
}

#[test]
fn an_office_that_files_twice_again_and_again_is_told_in_its_last_year() {
    let (first, again) = ([(2021, 30), (2022, 31), (2023, 32)], [(2021, 40), (2022, 41), (2023, 42)]);
    of_years(&[&first, &again], |finished, pipeline| {
        let told = finished.findings.iter().filter(|found| pipeline.rule(found.rule).id.0 == "AN-ATTENDANCE");
        assert_eq!(told.map(|found| found.year.0).collect::<Vec<_>>(), [2023]);
    });
}

#[test]
fn a_year_is_held_against_one_five_years_away_and_no_further() {
    for (first, alone) in [(2019, 1), (2018, 2)] {
        of_years(&[&[(first, 30), (2024, 31)]], |finished, pipeline| {
            let at = pipeline.rules.iter().position(|rule| rule.id.0 == "AN-VOLUME").unwrap();
            let skipped: Vec<_> = finished.tallies[at].skipped().collect();
            assert_eq!(skipped, [(Skip::NoOtherYear, alone)], "{first}");
        });
    }
}
