//! Rows and headers that have lost a field: what is read is what is printed, and nothing has moved.

use gouji::model::{State, Value, Year};
use gouji::run::Finished;

use crate::books::table;
use crate::corpus::form::cell_codes;
use crate::reading::{OFFICE, YEAR, print, read};

/// The first line of table 三, and how many lines it has.
const FIRST: &str = "一、本年新收";
const ROWS: usize = 25;

/// A filing as printed, cell by cell.
fn cells(finished: &Finished) -> Vec<Value> {
    let filing = finished.filings.iter().find(|filing| filing.year == Year(YEAR)).unwrap();
    filing.cells.iter().map(|(_, value)| value).collect()
}

/// Reads the filing after some lines have been changed; gives how many cells were lost, and where another figure stands
/// than was printed.
pub fn changed(seed: u64, change: impl Fn(usize, &str) -> String) -> (usize, Vec<String>) {
    let whole = table::csv(&print(seed), OFFICE, YEAR);
    let first = whole.lines().position(|line| line.starts_with(FIRST)).unwrap();
    let torn: String =
        whole.lines().enumerate().map(|(at, line)| change(at.wrapping_sub(first), line) + "\n").collect();
    let printed = cells(&read(&[("a.csv", whole.into_bytes())]));
    let told = cells(&read(&[("a.csv", torn.into_bytes())]));
    let is_wrong = |(at, (printed, told)): (usize, (&Value, &Value))| {
        let is_number = matches!(told, Value::Number(_));
        let is_untold = matches!(told, Value::Not(State::Unread | State::Unreadable));
        // What is gone is blank where the sums leave nothing for it.
        let is_untold = is_untold || (*printed == Value::Number(0) && *told == Value::Not(State::Blank));
        (told != printed && (is_number || !is_untold)).then(|| format!("{at}: {printed:?}, {told:?}"))
    };
    let lost = printed.iter().zip(&told).filter(|(printed, told)| printed != told).count();
    (lost, printed.iter().zip(&told).enumerate().filter_map(is_wrong).collect())
}

/// A line without the field at a position, counted from the end.
pub fn without(line: &str, from_end: usize) -> String {
    let mut fields: Vec<&str> = line.split(',').collect();
    let at = fields.len() - 1 - from_end;
    fields.remove(at);
    fields.join(",")
}

#[test]
fn a_row_that_lost_a_figure_is_unread_or_told_by_its_sums_wherever_its_label_stands() {
    for row in [0, 1, 2, 3, 4, 5, 12, 23, 24] {
        for from_end in 0..7 {
            let (lost, wrong) =
                changed(1, |at, line| if at == row { without(line, from_end) } else { line.to_owned() });
            assert!(wrong.is_empty() && lost <= 7, "row {row}, {from_end} from the end: {lost} lost, wrong {wrong:?}");
        }
    }
}

/// A line in which a field was deleted, as wide as before.
fn slid_left(line: &str, from_end: usize) -> String {
    without(line, from_end) + ","
}

/// A line in which a nought was deleted, as wide as before by a blank before its first figure.
fn slid_right(line: &str, from_end: usize, n_columns: usize) -> String {
    let mut fields: Vec<&str> = line.split(',').collect();
    let at = fields.len() - 1 - from_end;
    if fields[at] == "0" {
        fields.remove(at);
        fields.insert(fields.len() + 1 - n_columns, "");
    }
    fields.join(",")
}

#[test]
fn a_row_that_lost_a_figure_and_is_as_wide_as_the_others_is_unread_or_told_by_its_sums() {
    for (seed, row) in (1..3).flat_map(|seed| [0, 1, 2, 3, 4, 5, 12, 23, 24].map(|row| (seed, row))) {
        // A total that is deleted leaves a blank total, and nothing has moved.
        for from_end in 1..7 {
            for (way, slid) in
                [("left", slid_left as fn(&str, usize) -> String), ("right", |line, at| slid_right(line, at, 7))]
            {
                let (lost, wrong) =
                    changed(seed, |at, line| if at == row { slid(line, from_end) } else { line.to_owned() });
                assert!(
                    wrong.is_empty() && lost <= 7,
                    "seed {seed}, row {row}, {from_end} from the end, {way}: {lost} lost, wrong {wrong:?}"
                );
            }
        }
    }
}

#[test]
fn rows_that_lost_two_cells_and_several_rows_at_once_are_unread_or_told_by_their_sums() {
    let two = |line: &str, from_end: usize| slid_left(&slid_left(line, from_end), from_end);
    for (seed, rows) in
        (1..4).flat_map(|seed| [&[3][..], &[2, 12], &[0, 1, 5], &[2, 3, 4, 12, 22]].map(|rows| (seed, rows)))
    {
        for from_end in 1..6 {
            for (way, slid) in [("one", &slid_left as &dyn Fn(&str, usize) -> String), ("two", &two)] {
                let change = |at: usize, line: &str| match rows.contains(&at) {
                    true => slid(line, 1 + (from_end + at) % 5),
                    false => line.to_owned(),
                };
                let (lost, wrong) = changed(seed, change);
                assert!(
                    wrong.is_empty() && lost <= 7 * rows.len(),
                    "seed {seed}, rows {rows:?}, {from_end}, {way}: {lost} lost, wrong {wrong:?}"
                );
            }
        }
    }
}

/// A line in which a figure was deleted, as wide as before by blanks before its first figure.
fn pushed(line: &str, from_end: usize, n_lost: usize) -> String {
    let mut fields: Vec<&str> = line.split(',').collect();
    let start = fields.len() - 7;
    for _ in 0..n_lost {
        fields.remove((fields.len() - 1 - from_end).max(start));
        fields.insert(start, "");
    }
    fields.join(",")
}

#[test]
fn several_rows_that_blanks_have_pushed_along_are_unread_or_told_by_their_sums() {
    for (seed, rows) in (1..5).flat_map(|seed| [&[3][..], &[2, 12], &[0, 1, 5], &[12, 22, 23]].map(|rows| (seed, rows)))
    {
        for (from_end, n_lost) in (0..5).flat_map(|from_end| [(from_end, 1), (from_end, 2)]) {
            let change = |at: usize, line: &str| match rows.contains(&at) {
                // The first figure stands.
                true => pushed(line, (from_end + at) % 5, n_lost),
                false => line.to_owned(),
            };
            let (lost, wrong) = changed(seed, change);
            assert!(
                wrong.is_empty() && lost <= 7 * rows.len(),
                "seed {seed}, rows {rows:?}, {n_lost} lost, {from_end} from the end: {lost} unread, wrong {wrong:?}"
            );
        }
    }
}

#[test]
fn a_sign_or_a_remark_in_place_of_the_blank_moves_as_much() {
    for (seed, sign) in (1..4).flat_map(|seed| ["—", "/", "无", "见注"].map(|sign| (seed, sign))) {
        for (from_end, row) in (1..6).flat_map(|from_end| [0, 3, 12].map(|row| (from_end, row))) {
            let at_end = |at: usize, line: &str| match at == row {
                true => slid_left(line, from_end) + sign,
                false => line.to_owned(),
            };
            let (lost, wrong) = changed(seed, at_end);
            assert!(wrong.is_empty() && lost <= 7, "seed {seed}, row {row}, {from_end}, {sign}: {lost}, {wrong:?}");
        }
    }
}

#[test]
fn a_blank_nought_at_the_beginning_of_a_row_moves_nothing_where_another_figure_is_wrong() {
    let first_of = |line: &str| line.split(',').nth_back(6).map(str::to_owned);
    for seed in 1..5 {
        let change = |at: usize, line: &str| {
            let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
            let start = fields.len().saturating_sub(7);
            match first_of(line).as_deref() {
                Some("0") if at < ROWS => fields[start] = String::new(),
                Some(number) if at == 2 => fields[start] = (number.parse::<i64>().unwrap() + 1).to_string(),
                _ => {}
            }
            fields.join(",")
        };
        let (_, wrong) = changed(seed, change);
        assert_eq!(wrong.len(), 1, "seed {seed}: the figure that was changed and no other: {wrong:?}");
    }
}

#[test]
fn a_row_without_its_label_is_no_subtotal_of_its_group() {
    // The first row under 不予公开 without its own label.
    let without_label = |line: &str| {
        let mut fields: Vec<&str> = line.split(',').collect();
        let label = fields.len() - 8;
        fields[label] = "";
        fields.join(",")
    };
    for seed in 1..4 {
        let (lost, wrong) = changed(seed, |at, line| if at == 4 { without_label(line) } else { line.to_owned() });
        assert!(wrong.is_empty() && lost == 0, "seed {seed}: {lost} lost, wrong {wrong:?}");
        // Amid the rows of its group no subtotal stands, whatever is printed there.
        let of_group = |line: &str| {
            let mut fields: Vec<&str> = line.split(',').collect();
            let label = fields.len() - 8;
            fields[label] = "（三）不予公开";
            fields.join(",")
        };
        let (lost, wrong) = changed(seed, |at, line| if at == 6 { of_group(line) } else { line.to_owned() });
        assert!(wrong.is_empty() && lost == 0, "seed {seed}: {lost} lost, wrong {wrong:?}");
        // With a row of that label it is the subtotal of its group.
        let (_, wrong) = changed(seed, |at, line| match at {
            4 => format!("{}\n{line}", without_label(line)),
            _ => line.to_owned(),
        });
        assert!(wrong.iter().all(|wrong| wrong.contains(": Not(NotInSource), ")), "seed {seed}: wrong {wrong:?}");
    }
}

#[test]
fn a_blank_total_where_the_columns_add_up_is_a_blank_total() {
    for (seed, row) in (1..4).flat_map(|seed| [0, 2, 3, 12, 22].map(|row| (seed, row))) {
        let blank = |line: &str| format!("{},", line.rsplit_once(',').unwrap().0);
        let (lost, wrong) = changed(seed, |at, line| if at == row { blank(line) } else { line.to_owned() });
        assert!(wrong.len() <= 1 && lost <= 1, "seed {seed}, row {row}: {lost} lost, wrong {wrong:?}");
    }
}

/// Six offices in an export with a line for each, of which one has lost some fields; how many cells were lost, and which
/// are wrong.
fn changed_line(seed: u64, change: impl Fn(&[String]) -> Vec<String>) -> (usize, Vec<String>) {
    let offices: Vec<String> =
        ["水务", "财政", "教育", "民政", "司法", "商务"].map(|name| format!("海州市{name}局")).into();
    let prints: Vec<_> = (0..6).map(|at| print(seed * 10 + at)).collect();
    let export = |torn: bool| {
        let mut text = format!("单位名称,年度,{}\n", cell_codes().join(","));
        for (at, (office, print)) in offices.iter().zip(&prints).enumerate() {
            let whole: Vec<String> = print.texts.iter().map(|text| text.to_string()).collect();
            let fields = if torn && at == 2 { change(&whole) } else { whole };
            text += &format!("{office},{YEAR},{}\n", fields.join(","));
        }
        read(&[("export.csv", text.into_bytes())])
    };
    let (whole, torn) = (export(false), export(true));
    let own = |finished: &Finished| -> Vec<Value> {
        let filing = finished.filings.iter().find(|filing| finished.register.office(filing.office).name == offices[2]);
        filing.map(|filing| filing.cells.iter().map(|(_, value)| value).collect()).unwrap_or_default()
    };
    let (printed, told) = (own(&whole), own(&torn));
    if told.is_empty() {
        return (printed.len(), Vec::new());
    }
    let is_number = |value: &Value| matches!(value, Value::Number(_));
    let differing = printed.iter().zip(&told).enumerate().filter(|(_, (printed, told))| printed != told);
    let wrong = differing.clone().filter(|(_, (_, told))| is_number(told));
    (differing.count(), wrong.map(|(at, (printed, told))| format!("{at}: {printed:?}, {told:?}")).collect())
}

#[test]
fn a_line_of_an_export_that_lost_fields_and_is_as_wide_as_the_others_is_read_only_before_them() {
    let lose = |whole: &[String], gone: &[usize]| -> Vec<String> {
        let kept = whole.iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, field)| field.clone());
        kept.chain(gone.iter().map(|_| String::new())).collect()
    };
    for (seed, gone) in (1..4)
        .flat_map(|seed| [&[12][..], &[40], &[90], &[150], &[30, 60], &[20, 21], &[100, 140]].map(|gone| (seed, gone)))
    {
        let (lost, wrong) = changed_line(seed, |whole| lose(whole, gone));
        assert!(wrong.is_empty() && lost > 0, "seed {seed}, {gone:?}: {lost} lost, wrong {wrong:?}");
        // And what stands before them is read, but for noughts that may have moved as well.
        assert!(lost <= 200 - gone[0] + 40, "seed {seed}, {gone:?}: {lost} lost");
    }
    let (lost, wrong) = changed_line(1, |whole| whole.to_vec());
    assert!(lost == 0 && wrong.is_empty(), "{lost} lost, wrong {wrong:?}");
}

/// True for the line of table 四: a figure for each of its fifteen columns.
fn is_reviews(line: &str) -> bool {
    line.split(',').count() == 15 && line.split(',').all(|field| field.parse::<u32>().is_ok())
}

#[test]
fn a_line_of_many_sums_that_lost_a_figure_is_read_as_far_as_they_tell() {
    let slides = [("gone", without as fn(&str, usize) -> String), ("left", slid_left)];
    for (seed, from_end) in (1..4).flat_map(|seed| (1..15).map(move |from_end| (seed, from_end))) {
        for (way, slid) in slides {
            let (lost, wrong) =
                changed(seed, |_, line| if is_reviews(line) { slid(line, from_end) } else { line.to_owned() });
            assert!(
                wrong.is_empty() && lost <= 15,
                "seed {seed}, {from_end} from the end, {way}: {lost} lost, wrong {wrong:?}"
            );
        }
    }
}

#[test]
fn a_column_that_all_rows_lost_is_no_blank_at_their_end() {
    for from_end in 0..7 {
        let (lost, wrong) = changed(1, |at, line| if at < ROWS { without(line, from_end) } else { line.to_owned() });
        assert!(wrong.is_empty() && lost > 0, "{from_end} from the end: {lost} lost, wrong {wrong:?}");
    }
}

#[test]
fn a_column_that_all_rows_lost_and_that_a_blank_replaces_is_told_by_their_totals() {
    for seed in 1..4 {
        for from_end in 1..7 {
            let slid = |at: usize, line: &str| if at < ROWS { slid_left(line, from_end) } else { line.to_owned() };
            let (lost, wrong) = changed(seed, slid);
            assert!(wrong.is_empty(), "seed {seed}, {from_end} from the end: {lost} lost, wrong {wrong:?}");
        }
        // The first column has figures in every filing, and whether it is blank or another has moved, nothing tells.
        let slid = |at: usize, line: &str| if at < ROWS { pushed(line, 6, 1) } else { line.to_owned() };
        let (lost, wrong) = changed(seed, slid);
        assert!(wrong.is_empty(), "seed {seed}, at the start: {lost} lost, wrong {wrong:?}");
        let blank = |line: &str| line.rsplit_once(',').unwrap().0.to_owned() + ",";
        let (_, wrong) = changed(seed, |at, line| if at < ROWS { blank(line) } else { line.to_owned() });
        assert!(wrong.iter().all(|wrong| wrong.ends_with("Not(Blank)")), "seed {seed}: blank totals alone: {wrong:?}");
    }
}

#[test]
fn a_heading_that_is_blank_moves_no_figure() {
    for from_end in 0..7 {
        let (_, wrong) = changed(1, |at, line| {
            let mut fields: Vec<&str> = line.split(',').collect();
            // The labels of the columns stand in the two lines above the first row.
            if let (usize::MAX | 0xFFFF_FFFF_FFFF_FFFE, Some(position)) = (at, fields.len().checked_sub(1 + from_end)) {
                fields[position] = "";
            }
            fields.join(",")
        });
        assert!(wrong.is_empty(), "{from_end} from the end: {wrong:?}");
    }
}

#[test]
fn figures_under_a_running_number_without_a_heading_do_not_move() {
    let (_, wrong) = changed(1, |at, line| match at {
        at if at < ROWS => format!("{line},{}", at + 1),
        at if (usize::MAX - 3..=usize::MAX).contains(&at) => format!("{line},"),
        _ => line.to_owned(),
    });
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn of_two_rows_with_one_label_neither_is_filled_up_by_the_other() {
    let whole = table::csv(&print(1), OFFICE, YEAR);
    let label = |line: &str| line.split(',').find(|field| field.starts_with("1.申请人")).map(str::to_owned);
    let first = whole.lines().find_map(label).unwrap();
    let (_, wrong) = changed(1, |_, line| {
        let second = line.split(',').find(|field| field.starts_with("2.申请人"));
        second.map_or(line.to_owned(), |second| line.replace(second, &first.replacen('1', "2", 1)))
    });
    let is_of_row = |wrong: &[String]| wrong.len() <= 7;
    assert!(is_of_row(&wrong), "only the row that nobody named is missing: {wrong:?}");
}

/// More rows of a header than any form has, as a sheet that was pasted together brings them: the last of them count.
#[test]
fn a_header_under_hundreds_of_others_is_still_one() {
    for seed in [1, 2] {
        let (lost, wrong) = changed(seed, |at, line| match at == 0usize.wrapping_sub(1) {
            true => format!("{line}\n").repeat(300) + line,
            false => line.to_owned(),
        });
        assert!(wrong.is_empty() && lost == 0, "{lost} lost, wrong {wrong:?}");
    }
}
