//! Lines that some offices print for a group of rows or columns itself, in the ways in which they print them.

use std::collections::BTreeMap;

use gouji::model::Reading;

use crate::forms::{cells, only_part, pipeline, read};

const COLUMNS: [&str; 7] =
    ["natural_person", "business", "research", "public_welfare", "legal_services", "other_org", "total"];

/// A group of the form with the labels and codes of its rows.
type Rows = (&'static str, &'static [(&'static str, &'static str)]);

const GROUPS: [Rows; 3] = [
    (
        "（三）不予公开",
        &[
            ("1.属于国家秘密", "denied.state_secret"),
            ("2.其他法律行政法规禁止公开", "denied.prohibited_by_law"),
            ("3.危及“三安全一稳定”", "denied.security_stability"),
            ("4.保护第三方合法权益", "denied.third_party_rights"),
            ("5.属于三类内部事务信息", "denied.internal_affairs"),
            ("6.属于四类过程性信息", "denied.deliberative_process"),
            ("7.属于行政执法案卷", "denied.enforcement_files"),
            ("8.属于行政查询事项", "denied.administrative_inquiry"),
        ],
    ),
    (
        "（四）无法提供",
        &[
            ("1.本机关不掌握相关政府信息", "unavailable.not_held"),
            ("2.没有现成信息需要另行制作", "unavailable.needs_creation"),
            ("3.补正后申请内容仍不明确", "unavailable.still_unclear"),
        ],
    ),
    (
        "（六）其他处理",
        &[
            ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "other.no_correction"),
            ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "other.fee_unpaid"),
            ("3.其他", "other.other"),
        ],
    ),
];

#[derive(Clone, Copy, PartialEq)]
enum Own {
    No,
    /// On the line of the heading, which is blank or printed again before the members.
    Heading,
    HeadingAgain,
    /// As a line called 小计, before or behind the members.
    First,
    Last,
}

/// The filing with its own lines printed so; a column for the organisations together where `organisations` says so.
fn print(own: Own, organisations: bool) -> (String, BTreeMap<String, String>) {
    let mut truth = BTreeMap::new();
    let mut next = 0;
    let mut lines = Vec::new();
    let mut line = |labels: [&str; 3], code: &str, figures: [i64; 7], is_subtotal: bool| {
        let sum: i64 = figures[1..6].iter().sum();
        let mut printed: Vec<i64> = figures.to_vec();
        if organisations {
            printed.insert(1, sum);
            truth.insert(format!("requests.{code}@organisations"), sum.to_string());
        }
        for (column, figure) in COLUMNS.iter().zip(figures) {
            truth.insert(format!("requests.{code}@{column}"), figure.to_string());
        }
        let printed: Vec<String> = printed.iter().map(i64::to_string).collect();
        lines.push(format!("{},{}", labels.join(","), printed.join(",")));
        assert!(!is_subtotal || own != Own::No);
    };
    let mut figures = || {
        next += 1;
        let mut figures = [next, next % 3, 0, next % 2, 0, 1, 0];
        figures[6] = figures[..6].iter().sum();
        figures
    };
    line(["一、本年新收政府信息公开申请数量", "", ""], "received", figures(), false);
    line(["二、上年结转政府信息公开申请数量", "", ""], "carried_in", figures(), false);
    line(["三、本年度办理结果", "（一）予以公开", ""], "granted", figures(), false);
    for (heading, rows) in GROUPS {
        let of: Vec<[i64; 7]> = rows.iter().map(|_| figures()).collect();
        let sum: [i64; 7] = std::array::from_fn(|at| of.iter().map(|figures| figures[at]).sum());
        let code = rows[0].1.split('.').next().unwrap();
        match own {
            Own::Heading | Own::HeadingAgain => line(["", heading, ""], code, sum, true),
            Own::First => line(["", heading, "小计"], code, sum, true),
            Own::No | Own::Last => {}
        }
        for (at, ((label, member), figures)) in rows.iter().zip(&of).enumerate() {
            let headed = own == Own::HeadingAgain || (at == 0 && matches!(own, Own::No | Own::Last));
            line(["", if headed { heading } else { "" }, label], member, *figures, false);
        }
        if own == Own::Last {
            line(["", "", "小计"], code, sum, true);
        }
    }
    line(["", "（七）总计", ""], "disposed_total", figures(), false);
    line(["四、结转下年度继续办理", "", ""], "carried_out", figures(), false);
    let (over, under) = match organisations {
        true => (",,,,", "小计,"),
        false => (",,,", ""),
    };
    let header = format!(
        ",,,申请人情况\n,,,自然人,法人或其他组织{over},,总计\n,,,,{under}商业企业,科研机构,社会公益组织,法律服务机构,其他,\n"
    );
    let title = "勾稽市珠算管理局2024年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n";
    (format!("{title}{header}{}\n", lines.join("\n")), truth)
}

fn assert_read(text: &str, truth: &BTreeMap<String, String>) -> Reading {
    let pipeline = pipeline();
    let reading = read(text, &pipeline);
    assert_eq!(cells(only_part(&reading, text), &pipeline), *truth, "{text}\n{:?}", reading.intake.unmatched);
    assert!(reading.intake.unmatched.is_empty(), "{:?}", reading.intake.unmatched);
    assert_eq!(reading.intake.form, "2021");
    reading
}

#[test]
fn a_group_with_a_line_of_its_own_is_read_however_the_line_is_printed() {
    for own in [Own::No, Own::Heading, Own::HeadingAgain, Own::First, Own::Last] {
        for organisations in [false, true] {
            let (text, truth) = print(own, organisations);
            assert_read(&text, &truth);
        }
    }
}

#[test]
fn a_heading_without_figures_is_no_blank_subtotal() {
    let (text, truth) = print(Own::No, false);
    let headings = text.replace(",（三）不予公开,1.属", ",（三）不予公开,,,,,,,,\n,,1.属");
    assert_ne!(headings, text);
    assert_read(&headings, &truth);
}

#[test]
fn under_a_remedy_the_word_for_a_subtotal_is_its_total() {
    let text = "勾稽市珠算管理局2024年政府信息公开工作年度报告\n四、政府信息公开行政复议、行政诉讼情况\n\
                行政复议,,,,,行政诉讼,,,,,,,,,\n结果维持,结果纠正,其他结果,尚未审结,小计,未经复议直接起诉,,,,,复议后起诉,,,,\n\
                ,,,,,结果维持,结果纠正,其他结果,尚未审结,小计,结果维持,结果纠正,其他结果,尚未审结,小计\n\
                2,1,1,0,4,0,0,1,0,1,0,0,0,0,0\n";
    let pipeline = pipeline();
    let reading = read(text, &pipeline);
    let found = cells(only_part(&reading, text), &pipeline);
    for (row, total) in
        [("reconsideration", "4"), ("litigation_direct", "1"), ("litigation_after_reconsideration", "0")]
    {
        assert_eq!(found.get(&format!("remedies.{row}@total")).map(String::as_str), Some(total), "{row}");
    }
}
