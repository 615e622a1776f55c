//! Labels cut in two, with units and marks behind them, and several rows of one kind that have lost a figure.

use crate::books::table;
use crate::reading::{OFFICE, YEAR, print, read};
use crate::torn::{changed, without};

/// The lines of 上年结转 and 结转下年度, counted from the first of table 三.
const CARRIED_IN: usize = 1;
const CARRIED_OUT: usize = 24;

/// A line whose label is cut: its first half in a line of blanks.
fn cut(line: &str, head: &str) -> String {
    let (label, figures) = line.split_once(',').unwrap();
    let tail = label.strip_prefix(head).unwrap();
    format!("{head}{}\n{tail},{figures}", ",".repeat(figures.split(',').count()))
}

#[test]
fn a_label_cut_where_its_first_half_is_a_spelling_of_the_line_is_put_together() {
    for seed in 1..4 {
        for head in ["二、上年结转政府信息公开", "二、上年结转"] {
            let cut = |at: usize, line: &str| if at == CARRIED_IN { cut(line, head) } else { line.to_owned() };
            let (lost, wrong) = changed(seed, cut);
            assert!(wrong.is_empty() && lost == 0, "seed {seed}, {head}: {lost} lost, wrong {wrong:?}");
        }
    }
}

#[test]
fn figures_under_a_word_that_heads_exports_are_named() {
    let text = table::csv(&print(1), OFFICE, YEAR);
    let text = text.replace("二、上年结转政府信息公开申请数量", "申请数量");
    let finished = read(&[("a.csv", text.into_bytes())]);
    let unmatched: Vec<String> = finished.intake[0].unmatched.iter().map(|one| one.label.to_string()).collect();
    assert_eq!(unmatched, ["申请数量"]);
}

#[test]
fn two_rows_of_three_that_lost_a_figure_are_not_how_the_third_should_be() {
    for seed in 1..4 {
        for (one, other) in (0..7).flat_map(|one| [1, 4, 6].map(|other| (one, other))) {
            let lose = |at: usize, line: &str| match at {
                CARRIED_IN => without(line, one),
                CARRIED_OUT => without(line, other),
                _ => line.to_owned(),
            };
            let (lost, wrong) = changed(seed, lose);
            assert!(wrong.is_empty() && lost <= 14, "seed {seed}, {one}, {other}: {lost} lost, wrong {wrong:?}");
        }
    }
}

#[test]
fn figures_left_out_of_several_rows_in_their_places_move_no_other() {
    // Figures of a row from its end: the total, and the first applicant.
    for (seed, from_end) in (1..5).flat_map(|seed| [0, 6].map(|from_end| (seed, from_end))) {
        for rows in [[2, 15, 23], [1, 12, 22], [2, 3, 12]] {
            let blank = |at: usize, line: &str| {
                let mut fields: Vec<&str> = line.split(',').collect();
                let place = fields.len().checked_sub(1 + from_end);
                if let Some(place) = place.filter(|_| rows.contains(&at)) {
                    fields[place] = "";
                }
                fields.join(",")
            };
            let (_, wrong) = changed(seed, blank);
            let is_blank = |wrong: &String| wrong.ends_with("Not(Blank)");
            assert!(wrong.iter().all(is_blank), "seed {seed}, {from_end}, {rows:?}: wrong {wrong:?}");
        }
    }
}

#[test]
fn units_and_marks_in_brackets_behind_a_label_are_no_part_of_it() {
    let dressed = |_: usize, line: &str| {
        line.replace("自然人", "自然人【件】")
            .replace("商业企业", "商业企业[注2]（件）")
            .replace("科研机构", "科研机构※2")
            .replace("上年结转政府信息公开申请数量", "上年结转政府信息公开申请数量［单位：件］*1")
    };
    let (lost, wrong) = changed(1, dressed);
    assert!(wrong.is_empty() && lost == 0, "{lost} lost, wrong {wrong:?}");
    // What else stands in such brackets may be another label.
    let (lost, wrong) = changed(1, |_, line| line.replace("自然人", "自然人【外籍】"));
    assert!(wrong.is_empty() && lost > 0, "{lost} lost, wrong {wrong:?}");
}
