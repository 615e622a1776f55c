//! What is unlikely is listed, what is ordinary is not, and what cannot be judged is counted.
//!
//! Small cities with fixed seeds; `cargo run --release --example tools -- anomaly` measures large ones.

use gouji::model::{Lang, Pipeline, Skip, Wording};
use gouji::spec;

use crate::city::{APPLICANTS, Office, city};
use crate::copies;
use crate::fault::{self, Fault};
use crate::judged::{Verdict, judge};
use crate::measure::Truth;

fn pipeline() -> (Pipeline, Wording) {
    (spec::load("cn-disclosure").unwrap(), spec::wording(Lang::Zh).unwrap())
}

fn verdict(offices: &[Office]) -> Verdict {
    let (pipeline, wording) = pipeline();
    judge(offices, &pipeline, &wording)
}

/// Offices of one kind with much the same figures every year, no two filings alike.
fn flat() -> Vec<Office> {
    let mut offices = city(60, 3, 5);
    for (at, office) in offices.iter_mut().enumerate() {
        office.kind = 0;
        for (year, figures) in office.years.iter_mut().enumerate() {
            let n = 40 + ((at * 7 + year * 5) % 9) as i64;
            figures.received = [n, 0, 0, 0, 0, 0];
            figures.carried_in = [0; APPLICANTS];
            figures.carried_out = [0; APPLICANTS];
            figures.outcomes.iter_mut().for_each(|leaf| *leaf = [0; APPLICANTS]);
            figures.outcomes[0][0] = n / 2 + ((at * 5 + year) % 4) as i64;
            figures.outcomes[10][0] = n - figures.outcomes[0][0];
            figures.decisions = [100 + at as i64 + 3 * year as i64, 0, 0];
            figures.fees = 0;
            figures.remedies = [[0; 4]; 3];
        }
    }
    offices
}

#[test]
fn nothing_is_unlikely_where_all_is_much_the_same() {
    let found = verdict(&flat());
    let listed: Vec<_> = found.by_rule.iter().filter(|(rule, _)| *rule != "AN-COPY").collect();
    assert!(listed.is_empty(), "{listed:?}");
}

#[test]
fn a_count_below_zero_is_no_count_to_judge() {
    let mut offices = flat();
    offices[17].years[2].received = [-1, 0, 0, 0, 0, 0];
    let found = verdict(&offices);
    let (_, tally) = found.tallies.iter().find(|(rule, _)| rule == "AN-VOLUME").unwrap();
    assert!(tally.skipped().any(|skipped| skipped == (Skip::Unreadable, 1)), "{tally:?}");
}

#[test]
fn an_eightfold_jump_is_told_with_the_years_it_is_held_against() {
    let mut offices = flat();
    offices[17].years[2] = fault::multiplied(offices[17].years[2].clone(), 8);
    let found = verdict(&offices);
    let listed: Vec<_> = found.by_rule["AN-VOLUME"].iter().collect();
    assert_eq!(listed, [&(17, 2)]);
    let said = &found.messages[&("AN-VOLUME".to_owned(), (17, 2))];
    let volumes: Vec<String> = (0..3).map(|year| offices[17].years[year].volume().to_string()).collect();
    assert!(volumes.iter().all(|volume| said.contains(volume)) && said.contains("2023 年"), "{said}");
}

#[test]
fn a_faulty_year_does_not_accuse_the_years_beside_it() {
    let mut offices = flat();
    offices[30].years[1] = fault::multiplied(offices[30].years[1].clone(), 20);
    let found = verdict(&offices);
    assert_eq!(found.by_rule["AN-VOLUME"].iter().collect::<Vec<_>>(), [&(30, 1)]);
}

#[test]
fn disputes_are_held_against_those_of_the_kind_and_only_too_many_are_told() {
    let mut offices = flat();
    offices.iter_mut().flat_map(|office| &mut office.years).for_each(|figures| figures.remedies[0][0] = 4);
    // Fewer than at other offices is nothing to ask about, and two more are few.
    offices[20].years[1].remedies[0][0] = 0;
    offices[21].years[1].remedies[0][0] = 6;
    let of = |offices: &[Office]| verdict(offices).by_rule.remove("AN-DISPUTES").unwrap_or_default();
    assert_eq!(of(&offices).into_iter().collect::<Vec<_>>(), []);
    offices[17].years[2].remedies[0][0] = 25;
    let found = verdict(&offices);
    assert_eq!(found.by_rule["AN-DISPUTES"].iter().collect::<Vec<_>>(), [&(17, 2)]);
    let said = &found.messages[&("AN-DISPUTES".to_owned(), (17, 2))];
    assert!(said.contains("25") && said.contains(&offices[17].years[2].disposed().to_string()), "{said}");
}

#[test]
fn of_honest_filings_one_in_a_hundred_at_most_is_listed() {
    let found = verdict(&city(150, 3, 12));
    assert!(found.anomalies.len() <= 4, "{:?}", found.by_rule);
}

#[test]
fn planted_faults_are_found_and_few_innocents() {
    let mut offices = city(200, 3, 31);
    let planted = fault::plant(&mut offices, 60, 31);
    let truth = Truth::of(&planted);
    let found = verdict(&offices);
    let precision = truth.average_precision(&found.ranking);
    let innocent = truth.innocents(&found.anomalies);
    assert!(planted.len() >= 30 && precision > 0.85, "{precision}");
    assert!(innocent * 6 <= found.anomalies.len(), "{innocent} of {}", found.anomalies.len());
    for fault in [Fault::Slip, Fault::Zeroed, Fault::Repeated, Fault::Unit, Fault::Vanished] {
        let (hit, planted) = truth.recall(fault, &found);
        assert_eq!(hit, planted, "{fault:?}");
    }
    assert_eq!(truth.innocents_in_front(&found.ranking, 10), 0);
}

#[test]
fn one_office_and_one_year_are_not_judged_and_it_is_said_why() {
    let found = verdict(&city(1, 1, 3));
    assert!(found.anomalies.is_empty());
    for (rule, tally) in
        found.tallies.iter().filter(|(rule, _)| !["AN-DIGITS", "AN-ATTENDANCE"].contains(&rule.as_str()))
    {
        assert_eq!(tally.asked(), 1, "{rule}");
        let judged = if rule == "AN-COPY" { tally.checked() <= 1 } else { tally.checked() == 0 };
        assert!(judged, "{rule}");
    }
}

#[test]
fn a_method_that_lacks_a_threshold_or_names_no_cell_is_a_fault_of_the_pipeline() {
    let folder = tempfile::tempdir().unwrap();
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/cn-disclosure");
    let text = std::fs::read_to_string(source.join("pipeline.toml")).unwrap();
    for entry in walkdir::WalkDir::new(&source).into_iter().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        let target = folder.path().join(entry.path().strip_prefix(&source).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(entry.path(), target).unwrap();
    }
    let told = |from: &str, to: &str| {
        std::fs::write(folder.path().join("pipeline.toml"), text.replacen(from, to, 1)).unwrap();
        copies::told(&spec::load(folder.path().to_str().unwrap()).unwrap_err())
    };
    assert!(
        told("requests.received@total\"]", "requests.recieved@total\"]")
            .contains("did you mean `requests.received@total`")
    );
    assert!(told("least = 8, ", "").contains("needs `least`"));
    assert!(told("method = \"volume\"", "method = \"volum\"").contains("did you mean `volume`"));
}
