//! Several rows or columns in one, one cell for several, and what stands beside a table and is none of it.

use gouji::model::{Filing, Intake, State, Value, Year};

use crate::books::table;
use crate::reading::{OFFICE, YEAR, as_csv, print, read};
use crate::said::Said;

type Rows = Vec<Vec<String>>;

fn rows(seed: u64) -> Rows {
    let text = table::csv(&print(seed), OFFICE, YEAR);
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Where the row with a label begins.
fn at(rows: &Rows, label: &str) -> usize {
    rows.iter().position(|row| row.iter().any(|cell| cell.starts_with(label))).unwrap()
}

/// These rows as one, a line for each in every cell that has something in more than the first.
fn fold(rows: &mut Rows, range: std::ops::Range<usize>) {
    let folded: Rows = rows.drain(range.clone()).collect();
    let cell = |column: usize| {
        let cells: Vec<&str> = folded.iter().map(|row| row[column].as_str()).collect();
        if cells[1..].iter().all(|cell| cell.is_empty()) { cells[0].to_owned() } else { cells.join("\n") }
    };
    let one = (0..folded[0].len()).map(cell).collect();
    rows.insert(range.start, one);
}

fn csv(rows: &Rows) -> Vec<u8> {
    let cell = |cell: &String| if cell.contains('\n') { format!("\"{cell}\"") } else { cell.clone() };
    let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\n";
    rows.iter().map(line).collect::<String>().into_bytes()
}

/// A page whose lines are ended in one way or another.
fn html(rows: &Rows, line: fn(&str) -> String) -> Vec<u8> {
    let cell = |cell: &String| match cell.contains('\n') {
        true => format!("<td>\n {}</td>", cell.split('\n').map(line).collect::<String>()),
        false => format!("<td>{cell}</td>"),
    };
    let row = |row: &Vec<String>| format!("<tr>{}</tr>\n", row.iter().map(cell).collect::<String>());
    format!("<html><body><table>{}</table></body></html>", rows.iter().map(row).collect::<String>()).into_bytes()
}

/// The only filing and its file's row of the intake.
fn only(name: &str, bytes: Vec<u8>) -> (Filing, Intake) {
    let finished = read(&[(name, bytes)]);
    let [filing] = &finished.filings[..] else { panic!("{name}: {:?}", finished.intake) };
    (filing.clone(), finished.intake[0].clone())
}

fn every_way(rows: &Rows, seed: u64) {
    let expected = as_csv(&print(seed), OFFICE, YEAR);
    let files = [
        ("a.csv", csv(rows)),
        ("a.html", html(rows, |line| format!("{line}<br>"))),
        ("b.html", html(rows, |line| format!("<p>{line}</p>\n"))),
        ("c.html", html(rows, |line| format!("<div><span>{line}</span></div>"))),
        ("d.html", html(rows, |line| format!("<ul><li>{line}</li></ul>"))),
    ];
    for (name, bytes) in files {
        let (filing, intake) = only(name, bytes);
        for (cell, value) in expected.cells.iter() {
            assert_eq!(filing.cells.get(cell), value, "{name}: {cell:?}: {intake:?}");
        }
        assert!(intake.unmatched.is_empty(), "{name}: {intake:?}");
    }
}

#[test]
fn rows_in_one_row_are_read_a_line_each() {
    for seed in 1..3 {
        let whole = rows(seed);
        let (from, to) = (at(&whole, "1.属于国家秘密"), at(&whole, "1.本机关不掌握"));
        let mut folded = whole.clone();
        fold(&mut folded, from..to);
        every_way(&folded, seed);
        let from = at(&whole, "2.重复申请");
        let mut folded = whole.clone();
        fold(&mut folded, from..from + 2);
        every_way(&folded, seed);
        let from = at(&whole, "规章");
        let mut folded = whole;
        fold(&mut folded, from..from + 2);
        every_way(&folded, seed);
    }
}

#[test]
fn a_label_broken_over_lines_is_one_label() {
    let mut folded = rows(1);
    let from = at(&folded, "2.重复申请");
    fold(&mut folded, from..from + 2);
    let label = folded[from].iter_mut().find(|cell| cell.contains("重复申请")).unwrap();
    *label = label.replace("要求提供公开", "要求提供\n公开");
    every_way(&folded, 1);
}

#[test]
fn where_a_line_is_missing_no_figure_of_the_row_is_taken() {
    let expected = as_csv(&print(1), OFFICE, YEAR);
    let mut folded = rows(1);
    let from = at(&folded, "2.重复申请");
    fold(&mut folded, from..from + 2);
    let last = folded[from].last_mut().unwrap();
    *last = last.split('\n').next().unwrap().to_owned();
    let (filing, intake) = only("a.csv", csv(&folded));
    let catalogue = &crate::reading::PIPELINE.catalogue;
    for (cell, value) in expected.cells.iter() {
        let code = &catalogue.cell(cell).code;
        let is_of_them = code.starts_with("requests.not_processed.repeated@")
            || code.starts_with("requests.not_processed.published_material@");
        match is_of_them && value != Value::Not(State::NotInSource) {
            true => assert_eq!(filing.cells.get(cell), Value::Not(State::Unread), "{code}"),
            false => assert_eq!(filing.cells.get(cell), value, "{code}"),
        }
    }
    assert_eq!(intake.unmatched.n_figures(), 13, "{intake:?}");
}

#[test]
fn columns_in_one_column_are_read_a_line_each() {
    let labels = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"];
    let mut folded: Rows = Vec::new();
    let whole = rows(2);
    let (from, to) = (at(&whole, "（本列数据"), at(&whole, "四、政府信息公开行政复议"));
    folded.extend_from_slice(&whole[..from]);
    folded.push(vec!["项目".to_owned(), labels.join("\n")]);
    for row in whole[from..to].iter().filter(|row| row[3..].iter().any(|cell| cell.parse::<u32>().is_ok())) {
        let label = row[..3].iter().rev().find(|cell| !cell.is_empty()).unwrap();
        folded.push(vec![label.clone(), row[3..10].join("\n")]);
    }
    folded.extend_from_slice(&whole[to..]);
    every_way(&folded, 2);
}

#[test]
fn last_years_figures_beside_this_years_are_left_out() {
    let (this, last) = (rows(1), rows(2));
    let from = at(&this, "一、本年新收");
    let to = at(&this, "四、结转下年度") + 1;
    let labels = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"];
    let expected = as_csv(&print(1), OFFICE, YEAR);
    for (one, other) in [("上年", "本年"), ("2023年", "2024年"), ("上年度", "本年度")] {
        let head = at(&this, "（本列数据");
        let mut beside: Rows = this[..head].to_vec();
        let over = |year: &str| std::iter::once(year.to_owned()).chain((1..7).map(|_| String::new()));
        beside.push(std::iter::once("项目".to_owned()).chain(over(one)).chain(over(other)).collect());
        let all = labels.iter().chain(&labels).map(|label| (*label).to_owned());
        beside.push(std::iter::once(String::new()).chain(all).collect());
        for (row, before) in this[from..to].iter().zip(&last[from..to]) {
            let label = row[..3].iter().rev().find(|cell| !cell.is_empty()).unwrap().clone();
            beside.push(std::iter::once(label).chain(before[3..10].to_vec()).chain(row[3..10].to_vec()).collect());
        }
        beside.extend_from_slice(&this[to..]);
        let (filing, intake) = only("a.csv", csv(&beside));
        for (cell, value) in expected.cells.iter() {
            assert_eq!(filing.cells.get(cell), value, "{one}: {intake:?}");
        }
        assert_eq!(filing.year, Year(YEAR));
    }
}

#[test]
fn a_list_of_labels_and_figures_needs_no_header() {
    let expected = as_csv(&print(1), OFFICE, YEAR);
    let whole = rows(1);
    let heading = at(&whole, "四、政府信息公开行政复议");
    let figures = whole.iter().skip(heading).find(|row| row.iter().all(|cell| cell.parse::<u32>().is_ok())).unwrap();
    let blocks = ["行政复议", "未经复议直接起诉", "复议后起诉"];
    let results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];
    let line = |separator: &str, parts: &str| -> Vec<u8> {
        let mut text = String::from_utf8(csv(&whole[..=heading].to_vec())).unwrap();
        for (block, figures) in blocks.iter().zip(figures.chunks(5)) {
            for (result, figure) in results.iter().zip(figures) {
                text.push_str(&format!("{block}{parts}{result}{separator}{figure}\n"));
            }
        }
        text.into_bytes()
    };
    for (separator, parts) in [(",", ""), (",", ","), ("；", ""), ("：", "—"), (",", "：")] {
        let (filing, intake) = only("a.csv", line(separator, parts));
        for (cell, value) in expected.cells.iter() {
            assert_eq!(filing.cells.get(cell), value, "{separator}{parts}: {intake:?}");
        }
    }
}

#[test]
fn a_column_without_a_label_is_left_out_where_the_sums_say_so() {
    let expected = as_csv(&print(1), OFFICE, YEAR);
    let mut wide = rows(1);
    let (from, to) = (at(&wide, "一、本年新收"), at(&wide, "四、结转下年度") + 1);
    for row in &mut wide[from..to] {
        row.push("377".to_owned());
    }
    let (filing, intake) = only("a.csv", csv(&wide));
    for (cell, value) in expected.cells.iter() {
        assert_eq!(filing.cells.get(cell), value, "{intake:?}");
    }
    assert!(!intake.said().contains("separators of thousands"), "{intake:?}");
    // Where a sum does not hold nobody knows what stands where.
    let own = &mut wide[from];
    own[9] = (own[9].parse::<u32>().unwrap() + 1).to_string();
    let (_, intake) = only("a.csv", csv(&wide));
    let said = "more figures than its header has columns";
    assert!(intake.said().contains(said) && !intake.said().contains("separators of thousands are"), "{intake:?}");
}

#[test]
fn what_is_said_under_the_heading_of_a_table_is_said_of_that_table() {
    let (this, last) = (rows(1), rows(2));
    let heading = at(&this, "四、政府信息公开行政复议");
    let caption = |text: &str| vec![vec![text.to_owned()]];
    let expected = as_csv(&print(1), OFFICE, YEAR);
    let title = &this[..1];
    for (one, other) in [("本年度数据", "上年度数据"), ("上年度数据", "本年度数据"), ("2024年", "2023年")]
    {
        let (first, second) = if one.starts_with('上') { (&last, &this) } else { (&this, &last) };
        let remedies = [
            this[heading..=heading].to_vec(),
            caption(one),
            first[heading + 1..].to_vec(),
            caption(other),
            second[heading + 1..].to_vec(),
        ]
        .concat();
        // The tables behind them are those of the report, wherever they stand.
        for whole in
            [[title, &remedies[..], &this[1..heading]].concat(), [title, &this[1..heading], &remedies[..]].concat()]
        {
            let finished = read(&[("a.csv", csv(&whole))]);
            let filing = finished.filings.iter().find(|filing| filing.year == Year(YEAR)).unwrap();
            for (cell, value) in expected.cells.iter() {
                assert_eq!(filing.cells.get(cell), value, "{one}: {:?}", finished.intake);
            }
        }
    }
}
