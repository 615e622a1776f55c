//! A whole report in one text file, as copied out of a paged document: headings, prose, and tables with
//! the marks of page breaks.

use crate::corpus::filing::Filing;
use crate::corpus::form::{
    CARRIED_IN, CARRIED_OUT, CORNER, DISPOSED, HEADINGS, PROACTIVE, RECEIVED, REMEDIES, REQUESTS, TOTAL, proactive,
    remedy, request,
};
use crate::corpus::layout::{Cover, push_record};
use crate::corpus::print::Print;

/// The first row of table 三 on the new page; it and the rest of its group have lost their group's label.
#[derive(Clone, Copy, Debug)]
pub struct PageBreak(pub usize);

/// The report; the figures of its prose are those of `filing`, whatever the tables print.
pub fn report(print: &Print, filing: &Filing, cover: Cover<'_>, page_break: PageBreak) -> String {
    let mut out = opening(filing, cover);
    out.push_str(&format!("\n## {}\n\n", HEADINGS[0]));
    proactive_table(&mut out, print);
    out.push_str(&format!("\n## {}\n\n", HEADINGS[1]));
    requests_table(&mut out, print, page_break);
    out.push_str(&format!("\n#### {}\n\n", HEADINGS[2]));
    remedies_table(&mut out, print);
    out.push_str("\n#### 五、存在的主要问题及改进情况\n\n");
    out.push_str("填报环节仍靠手工抄录，核对不够及时。下一年将先逐格核对、再行报送。\n");
    out.push_str("\n## 六、其他需要报告的事项\n\n没有其他事项。\n");
    out
}

fn opening(filing: &Filing, cover: Cover<'_>) -> String {
    let Cover { office, year, .. } = cover;
    let total = |row: usize| filing.values[request(row, TOTAL)];
    let documents = proactive(1);
    let mut out = format!("\n# {office} {year} 年 政府信息公开工作年度报告\n\n({} 年 1 月 18 日)\n", year + 1);
    out.push_str("\n## 一、总体情况\n\n");
    out.push_str(&format!("本报告由{office}按统一格式编制，所列数据为 {year} 年全年数据。\n\n"));
    out.push_str(&format!(
        "**一是主动公开。**当年制发行政规范性文件 {} 件，废止 {} 件，年末现行有效 {} 件。\n\n",
        filing.values[documents],
        filing.values[documents + 1],
        filing.values[documents + 2]
    ));
    out.push_str(&format!(
        "**二是依申请公开。**当年新收政府信息公开申请 {} 件，上年结转 {} 件，办结 {} 件，结转下年度 {} 件。\n",
        total(RECEIVED),
        total(CARRIED_IN),
        total(DISPOSED),
        total(CARRIED_OUT)
    ));
    out
}

fn proactive_table(out: &mut String, print: &Print) {
    let mut article = "";
    for (at, row) in PROACTIVE.iter().enumerate() {
        let fill = ["", "", ""];
        if row.article != article {
            article = row.article;
            push_record(out, [article, "", "", ""], '\t');
            let labels = row.columns.iter().map(|column| column.1);
            push_record(out, std::iter::once("信息内容").chain(labels).chain(fill).take(4), '\t');
        }
        let figures = (0..row.columns.len()).map(|column| print.texts[proactive(at) + column].as_ref());
        push_record(out, std::iter::once(row.label).chain(figures).chain(fill).take(4), '\t');
    }
}

fn requests_table(out: &mut String, print: &Print, PageBreak(first): PageBreak) {
    push_record(out, [CORNER, "申请人情况", "", ""], '\t');
    push_record(out, ["", "自然", "法人或其他组织", "总计"], '\t');
    out.push('\n');
    let broken = ["", "", "人", "商业 企业", "科研 机构", "社会 公益 组织", "法律 服务 机构", "其他", "", ""];
    push_record(out, broken, '\t');
    let group_end = (first..REQUESTS.len()).find(|row| REQUESTS[*row].1 != REQUESTS[first].1).unwrap_or(first);
    for row in (0..REQUESTS.len()).filter(|row| !print.left_out.contains(row)) {
        if row == group_end {
            out.push('\n');
        }
        let figures = (0..=TOTAL).map(|column| print.texts[request(row, column)].as_ref());
        let (before, after) = stub(row, first, group_end);
        let before: Vec<String> = before.iter().map(|label| as_broken(label)).collect();
        push_record(out, before.iter().map(String::as_str).chain(figures).chain(after), '\t');
    }
}

/// What stands before and behind the figures of a row.
fn stub(row: usize, first: usize, group_end: usize) -> (Vec<&'static str>, Option<&'static str>) {
    let (_, group, label) = REQUESTS[row];
    let group_begins = row == 0 || REQUESTS[row - 1].1 != group;
    let group_label = if group_begins { group } else { "" };
    let on_second_page = row >= group_end;
    match (row, group) {
        (RECEIVED | CARRIED_IN, _) => (vec![label, ""], Some("")),
        (2, _) => (vec!["三、本年度办理结果", label], Some("")),
        (3, _) => (vec!["", label], Some("")),
        (CARRIED_OUT, _) => (vec![label, ""], None),
        (DISPOSED, _) => (vec!["", label], None),
        _ if on_second_page => (vec![group_label, label], None),
        _ if row >= first => (vec![label, ""], Some("")),
        _ => (vec!["", group_label, label], None),
    }
}

/// A label as a narrow column breaks it: half-width brackets, a stray blank.
fn as_broken(label: &str) -> String {
    let narrow = label.replace('（', "(").replace('）', ")");
    match narrow.as_str() {
        "三、本年度办理结果" => "三、本 年度办 理结果".to_owned(),
        "(一)予以公开" => "(一) 予以公开".to_owned(),
        "(三)不予公开" => "(三) 不 予公开".to_owned(),
        "(四)无法提供" => "(四) 无 法提供".to_owned(),
        "(五)不予处理" => "(五) 不 予处理".to_owned(),
        _ => narrow.replace('，', ", "),
    }
}

fn remedies_table(out: &mut String, print: &Print) {
    let results = ["结果 维持", "结果 纠正", "其他 结果", "尚未 审结", "总计"];
    let blank = [""; 5];
    let (direct, after) = (REMEDIES[1].2, REMEDIES[2].2);
    let first = [REMEDIES[0].2, "", "", "", "", REMEDIES[1].1];
    push_record(out, first.into_iter().chain(blank).chain(blank).take(14), '\t');
    let middle = [direct, "", "", "", "", after, "", "", "", ""];
    push_record(out, results.into_iter().chain(middle), '\t');
    push_record(out, blank.into_iter().chain(results).chain(results), '\t');
    push_record(out, (0..15).map(|at| print.texts[remedy(0, 0) + at].as_ref()), '\t');
}
