//! Marks of notes, struck-out figures and programs' words beside figures and labels, in files of text.

use gouji::model::{Reception, State, Value};

use crate::books::table;
use crate::reading::{OFFICE, YEAR, as_csv, print, read, row, same, value};
use crate::said::Said;

fn csv() -> String {
    table::csv(&print(1), OFFICE, YEAR)
}

/// The file with one line changed.
fn changed(label: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let text = csv();
    assert!(text.contains(label), "{label}");
    let lines = text.lines().map(|line| if line.contains(label) { change(line) } else { line.to_owned() });
    lines.map(|line| line + "\n").collect::<String>().into_bytes()
}

/// Every cell is that of the file without the change, and nothing is left over.
fn is_the_same(bytes: Vec<u8>, what: &str) {
    let finished = read(&[("a.csv", bytes)]);
    let [filing] = &finished.filings[..] else { panic!("{what}: {:?}", finished.intake) };
    same(filing, &as_csv(&print(1), OFFICE, YEAR), what);
    let row = row(&finished, "a.csv");
    assert_eq!((row.reception, &*row.said()), (Reception::Accepted, ""), "{what}: {:?}", row.unmatched);
}

#[test]
fn a_label_with_a_mark_behind_it_is_that_label() {
    let marks = ["①", "²", "⁽¹⁾", "*", "※", "[1]", "〔2〕", "【注】", "（注）", "注1", " ①", "(1)"];
    let labels = [
        "行政处罚",
        "总计",
        "本年废止件数",
        "2.重复申请",
        "行政事业性收费",
        "复议后起诉",
        "（一）予以公开",
        "科研机构",
    ];
    for turn in 0..4 {
        let marked = labels.iter().enumerate().fold(csv(), |text, (at, label)| {
            text.replace(label, &format!("{label}{}", marks[(at + turn * 3) % marks.len()]))
        });
        is_the_same(marked.into_bytes(), &format!("turn {turn}"));
    }
}

#[test]
fn a_mark_behind_the_unit_of_a_label_does_not_hide_the_unit() {
    let yuan = |label: &str| {
        let text = csv().replace("本年收费金额（单位：万元）", label);
        let fees = |line: &str| {
            if line.starts_with("行政事业性收费") { "行政事业性收费,351000,," } else { line }.to_owned()
        };
        let text: String = text.lines().map(|line| fees(line) + "\n").collect();
        let finished = read(&[("a.csv", text.into_bytes())]);
        value(&finished, "proactive.fees@amount_10k_yuan").0.number().unwrap()
    };
    let plain = yuan("本年收费金额（单位：元）");
    assert_eq!(plain, 35_100_000);
    for label in [
        "本年收费金额（单位：元）①",
        "本年收费金额（单位：元）[1]",
        "本年收费金额①（单位：元）",
        "本年收费金额（单位：元①）",
    ] {
        assert_eq!(yuan(label), plain, "{label}");
    }
}

#[test]
fn a_unit_over_a_table_holds_for_all_its_sections() {
    let yuan = |over: &str, label: &str| {
        let text = csv().replace("本年收费金额（单位：万元）", label);
        let text = text.replace("第二十条第（一）项", &format!("{over}\n第二十条第（一）项"));
        let fees = |line: &str| {
            if line.starts_with("行政事业性收费") { "行政事业性收费,351000,," } else { line }.to_owned()
        };
        let text: String = text.lines().map(|line| fees(line) + "\n").collect();
        value(&read(&[("a.csv", text.into_bytes())]), "proactive.fees@amount_10k_yuan").0.number()
    };
    assert_eq!(yuan("单位：元", "本年收费金额"), Some(35_100_000));
    assert_eq!(yuan("单位：千元", "本年收费金额"), Some(35_100_000_000));
    assert_eq!(yuan("单位：元", "本年收费金额（单位：万元）"), Some(351_000_000_000));
    assert_eq!(yuan("单位：件", "本年收费金额"), Some(351_000_000_000));
    for (unit, worth) in [("百元", 100), ("仟元", 1000), ("人民币圆", 1), ("十万元", 100_000), ("佰万元", 1_000_000)]
    {
        assert_eq!(yuan("", &format!("本年收费金额（单位：{unit}）")), Some(35_100_000 * worth), "{unit}");
        assert_eq!(yuan(&format!("单位：{unit}"), "本年收费金额"), Some(35_100_000 * worth), "{unit}");
    }
    // Other money, and what no amount is counted in, is not read as if it were yuan.
    for unit in ["美元", "角", "港币"] {
        assert_eq!(yuan("", &format!("本年收费金额（单位：{unit}）")), None, "{unit}");
    }
}

#[test]
fn counts_in_tens_of_thousands_are_no_counts() {
    for (from, to) in
        [("三、收到和处理", "单位：万件\n三、收到和处理"), ("自然人", "自然人（万件）"), ("总计", "总计（千件）")]
    {
        let text = csv().replacen(from, to, 1);
        let finished = read(&[("a.csv", text.into_bytes())]);
        let filing = &finished.filings[0];
        let is_unreadable = |(_, value): &(_, Value)| *value == Value::Not(gouji::model::State::Unreadable);
        let n = filing.cells.iter().filter(is_unreadable).count();
        assert!(n == 25 || n == 175, "{to}: {n}");
    }
}

#[test]
fn a_figure_keeps_its_mark_in_the_raw_text() {
    for mark in ["①", "²", "*", "[1]", " ⑴", "注1"] {
        let bytes = changed("行政许可", |_| format!("行政许可,15{mark},,"));
        let finished = read(&[("a.csv", bytes)]);
        let (read, raw) = value(&finished, "proactive.licences@decisions");
        assert_eq!(read, Value::Number(15), "{mark}: {raw}");
        assert_eq!(raw, format!("15{mark}"));
    }
}

#[test]
fn ordinals_in_circles_stand_before_labels() {
    let circled = |text: &str| text.replace("1.属于国家秘密", "①属于国家秘密").replace("2.重复申请", "②重复申请");
    is_the_same(circled(&csv()).into_bytes(), "in the label");
    let apart = |line: &str| line.replacen(",1.属于国家秘密", "①,属于国家秘密", 1);
    is_the_same(changed("1.属于国家秘密", apart), "in a field of its own");
}

#[test]
fn programs_words_for_an_empty_cell_are_blanks_wherever_they_stand() {
    for word in ["NaN", "nan", "None", "NULL", "null", "<NA>", "\"\"\"\"\"\"", "'", "\u{200B}", "\u{FEFF}"] {
        let filled: String = csv()
            .lines()
            .map(|line| {
                let fields: Vec<&str> =
                    line.split(',').map(|field| if field.is_empty() { word } else { field }).collect();
                fields.join(",") + "\n"
            })
            .collect();
        is_the_same(filled.into_bytes(), word);
    }
}

#[test]
fn a_blank_of_a_program_is_blank_in_every_layout() {
    let wide = "单位名称,年度,表三/一、本年新收政府信息公开申请数量/自然人,表三/一、本年新收政府信息公开申请数量/总计,表三/（七）总计/总计\n";
    let line = |office: &str| format!("{office},2024,NaN,6①,6\n");
    let finished = read(&[("a.csv", format!("{wide}{}", line(OFFICE)).into_bytes())]);
    assert_eq!(value(&finished, "requests.received@natural_person"), (Value::Not(State::Blank), "NaN".to_owned()));
    assert_eq!(value(&finished, "requests.received@total"), (Value::Number(6), "6①".to_owned()));
    let nobody = read(&[("a.csv", format!("{wide}{}{}", line(OFFICE), line("NaN")).into_bytes())]);
    assert_eq!(nobody.filings.len(), 1, "an office that is called NaN");
    let long = "单位名称,年度,指标名称,申请人类型,数值\n";
    let rows = format!(
        "{long}{OFFICE},2024,本年新收政府信息公开申请数量,自然人,null\n{OFFICE},2024,本年新收政府信息公开申请数量,总计,6²\n"
    );
    let finished = read(&[("a.csv", rows.into_bytes())]);
    assert_eq!(value(&finished, "requests.received@natural_person").0, Value::Not(State::Blank));
    assert_eq!(value(&finished, "requests.received@total"), (Value::Number(6), "6²".to_owned()));
}

#[test]
fn a_subtotals_label_in_the_place_of_another_line_is_that_line() {
    for (label, printed) in [
        ("3.其他", "3.其他处理"),
        ("3.其他", "3.其它"),
        ("（七）总计", "（七）小计"),
        ("（七）总计", "小计"),
        ("（七）总计", "（七）总数"),
        ("（一）予以公开", "（一）不予公开"),
        ("（一）予以公开", "（一）全部公开"),
        ("（二）部分公开", "（二）不予公开"),
        ("4.保护第三方合法权益", "4.第三方"),
    ] {
        assert!(csv().contains(&format!("{label},")) || csv().contains(&format!("{label}（")), "{label}");
        let text = csv().replace(&format!("{label},"), &format!("{printed},"));
        let text = text.replace(&format!("{label}（"), &format!("{printed}（"));
        is_the_same(text.into_bytes(), printed);
    }
}

#[test]
fn a_last_column_headed_as_a_subtotal_is_the_total_where_there_is_no_other() {
    let text = csv();
    let header = text.lines().find(|line| line.contains("自然人")).unwrap();
    let flat = |total: &str| format!(",,,自然人,商业企业,科研机构,社会公益组织,法律服务机构,其他,{total}");
    let second = text.lines().find(|line| line.contains("商业企业")).unwrap();
    let with = |total: &str| text.replace(&format!("{second}\n"), "").replace(header, &flat(total));
    is_the_same(with("总计").into_bytes(), "总计");
    is_the_same(with("小计").into_bytes(), "小计");
    is_the_same(text.replace(header, &header.replace("总计", "小计")).into_bytes(), "beside its group");
}

#[test]
fn bullets_before_every_line_are_no_part_of_it() {
    let lines: Vec<String> =
        csv().lines().flat_map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>()).collect();
    let filled = || lines.iter().filter(|line| !line.is_empty());
    let text = |bullet: &str| filled().map(|line| format!("{bullet}{line}\n")).collect::<String>();
    let cells = |bullet: &str| read(&[("a.txt", text(bullet).into_bytes())]).filings.remove(0).cells;
    let plain = cells("");
    for bullet in ["• ", "- ", "● "] {
        assert_eq!(cells(bullet), plain, "{bullet}");
    }
}
