//! The methods that need no model: cases that stay pending, years without a filing, and the last digits of a district.

use std::collections::BTreeSet;

use gouji::model::{Register, Subject, Year};
use gouji::{rank, run, spec};

use crate::city::{Office, city};
use crate::filings;
use crate::rules::{A, B, Filed, filed, found_with};
use crate::said::Said;

/// Office, year, key and severity of what a rule finds.
fn heads(filings: &[Filed], register: &str, rule: &str) -> Vec<String> {
    let pipeline = spec::load("cn-disclosure").unwrap();
    found_with(&pipeline, filings, register, rule).into_iter().map(|(head, _)| head).collect()
}

/// Filings of one office with so many cases of reconsideration pending, and so many closed.
fn pending(years: &[(u16, u32, u32)]) -> Vec<Filed> {
    let cells = |open: u32, closed: u32| {
        let row = "remedies.reconsideration";
        format!("{row}@pending={open} {row}@other={closed} {row}@total={}", open + closed)
    };
    years.iter().map(|(year, open, closed)| filed(A, *year, &cells(*open, *closed))).collect()
}

#[test]
fn cases_that_stay_pending_for_three_years_while_none_is_closed_are_noted() {
    let rule = "AN-PENDING-RECONSIDERATION";
    let pipeline = spec::load("cn-disclosure").unwrap();
    let found = found_with(&pipeline, &pending(&[(2022, 2, 0), (2023, 2, 0), (2024, 2, 0)]), "", rule);
    let [(head, message)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(head, "甲市珠算局 2024  note");
    assert!(message.contains("连续 3 年") && message.contains("现为 2 件"), "{message}");
    let four = pending(&[(2021, 2, 0), (2022, 2, 0), (2023, 3, 0), (2024, 3, 0)]);
    assert_eq!(heads(&four, "", rule), ["甲市珠算局 2023  note", "甲市珠算局 2024  note"]);
    for (years, why) in [
        (&[(2023, 2, 0), (2024, 2, 0)][..], "two years"),
        (&[(2022, 2, 0), (2023, 2, 1), (2024, 2, 0)], "one was closed"),
        (&[(2022, 3, 0), (2023, 2, 0), (2024, 2, 0)], "fewer than the year before"),
        (&[(2022, 1, 0), (2023, 1, 0), (2024, 1, 0)], "a single case"),
        (&[(2021, 2, 0), (2022, 2, 0), (2024, 2, 0)], "a year between was not filed for"),
    ] {
        assert_eq!(heads(&pending(years), "", rule), Vec::<String>::new(), "{why}");
    }
}

#[test]
fn a_year_without_a_filing_between_two_with_one_is_noted_where_no_register_says_so() {
    let rule = "AN-ATTENDANCE";
    let of = |years: &[(&'static str, u16)]| -> Vec<Filed> {
        years.iter().map(|(office, year)| filed(office, *year, "received@total=3")).collect()
    };
    let gap = of(&[(A, 2022), (A, 2024), (B, 2022), (B, 2023), (B, 2024)]);
    assert_eq!(heads(&gap, "", rule), ["甲市珠算局 2023  note"]);
    let register = format!("code,name,kind,parent,district\n01,{A},,,\n02,{B},,,\n");
    assert_eq!(heads(&gap, &register, rule), Vec::<String>::new(), "MISSING says it");
    for (years, why) in [
        (&[(A, 2023), (A, 2024), (B, 2022), (B, 2023), (B, 2024)][..], "it may have come later"),
        (&[(A, 2022), (A, 2023), (B, 2022), (B, 2023), (B, 2024)], "it may be no more"),
        (&[(A, 2022), (A, 2024), (B, 2022), (B, 2024)], "nobody has filed for the year"),
    ] {
        assert_eq!(heads(&of(years), "", rule), Vec::<String>::new(), "{why}");
    }
}

/// Offices of one district with these figures, four to an office.
fn district(at: usize, figures: &[i64]) -> Vec<Office> {
    let mut offices = city(figures.len().div_ceil(4), 1, 5);
    for (office, figures) in offices.iter_mut().zip(figures.chunks(4)) {
        let figure = |at: usize| figures.get(at).copied().unwrap_or(0);
        office.district = at;
        office.years[0].received = [figure(0), 0, 0, 0, 0, 0];
        office.years[0].decisions = [figure(1), figure(2), figure(3)];
    }
    offices
}

/// Three-digit figures, so many with each last digit.
fn ending(digits: [usize; 10]) -> Vec<i64> {
    let of = |digit: usize| (0..digits[digit]).map(move |at| (100 + 10 * (at % 80) + digit) as i64);
    (0..10).flat_map(of).collect()
}

/// A thousand figures, so many of them round, and the other digits as even as can be.
fn round(n: usize) -> Vec<i64> {
    let rest = 1000 - n;
    ending(std::array::from_fn(|digit| if digit == 0 { n } else { rest / 9 + usize::from(digit <= rest % 9) }))
}

/// What is said about the last digits, by district; the register may be changed before.
fn digits(offices: &[Office], change: impl FnOnce(&mut Register)) -> Vec<(String, String)> {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let mut register = filings::register(offices);
    change(&mut register);
    let filings = filings::filings(offices, &pipeline);
    let years: BTreeSet<Year> = filings.iter().map(|filing| filing.year).collect();
    let material =
        rank::Material { pipeline: &pipeline, filings: &filings, register: &register, years: &years, findings: &[] };
    let found = run::anomalies(material).findings.into_iter();
    let mut said: Vec<(String, String)> = found
        .filter(|finding| pipeline.rule(finding.rule).id.0 == "AN-DIGITS")
        .map(|finding| match &finding.subject {
            Subject::Group(_, group) => (group.clone(), finding.said()),
            Subject::Office(office) => panic!("{office:?} is accused"),
        })
        .collect();
    said.sort();
    said
}

#[test]
fn a_district_with_too_many_round_figures_is_told_and_no_office_of_it() {
    let said = digits(&district(3, &round(133)), |_| {});
    let message = "figures in district 3 are often round: 133 of 1000 are multiples of ten";
    assert_eq!(said, [("district 3".to_owned(), message.to_owned())]);
    // One fewer is as likely as one in a thousand, with both tests that were made of the district.
    assert_eq!(digits(&district(3, &round(132)), |_| {}), []);
    // Offices without a district are no district.
    let nameless = |register: &mut Register| register.offices.iter_mut().for_each(|office| office.district.clear());
    assert_eq!(digits(&district(3, &round(133)), nameless), []);
}

#[test]
fn a_district_whose_figures_end_in_a_favourite_digit_is_told() {
    let favourite = |more: usize| {
        ending(std::array::from_fn(|digit| match digit {
            0 => 100,
            7 => 100 + more,
            _ => 100 - more / 8,
        }))
    };
    let said = digits(&district(3, &favourite(56)), |_| {});
    let message =
        "the last digits in district 3 are uneven: of 1000 figures 0 to 9 end 100/93/93/93/93/93/93/156/93/93";
    assert_eq!(said, [("district 3".to_owned(), message.to_owned())]);
    assert_eq!(digits(&district(3, &favourite(48)), |_| {}), []);
}

#[test]
fn last_digits_are_judged_from_a_thousand_figures_of_three_digits_up() {
    let told = |figures: &[i64]| digits(&district(3, figures), |_| {}).len();
    let all_round = vec![500; 1000];
    assert_eq!((told(&all_round), told(&all_round[1..])), (2, 0));
    let small = [&all_round[1..], &[90; 400]].concat();
    assert_eq!(told(&small), 0);
}

#[test]
fn two_districts_that_are_unlikely_together_are_both_told() {
    // Four tests: at one in a thousand neither alone is enough, but two of four are (Benjamini–Hochberg).
    let both = |first: usize, second: usize| {
        let mut offices = district(1, &round(first));
        offices.extend(district(2, &round(second)));
        digits(&offices, |_| {}).len()
    };
    assert_eq!((both(134, 133), both(134, 132)), (2, 0));
}
