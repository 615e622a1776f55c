//! The form of 2021 as it is printed: 200 cells in three tables, their codes and their labels.

/// Number of cells on the form.
pub const N_CELLS: usize = 200;
/// Position of the one cell that is money.
pub const FEES: usize = 9;
/// What is printed over the outcomes of table 三.
pub const OUTCOMES: &str = "三、本年度办理结果";
/// What is printed in the corner of table 三.
pub const CORNER: &str = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";
/// Headings of tables 二, 三 and 四.
pub const HEADINGS: [&str; 3] =
    ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"];

/// A row of table 二: code, article of the regulation, label, codes and labels of its figures.
pub struct ProactiveRow {
    pub code: &'static str,
    pub article: &'static str,
    pub label: &'static str,
    pub columns: &'static [(&'static str, &'static str)],
}

const STOCK: &[(&str, &str)] =
    &[("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")];
const DECISIONS: &[(&str, &str)] = &[("decisions", "本年处理决定数量")];
const AMOUNT: &[(&str, &str)] = &[("amount_10k_yuan", "本年收费金额（单位：万元）")];

/// Rows of table 二.
pub const PROACTIVE: [ProactiveRow; 6] = [
    proactive_row("rules", "第二十条第（一）项", "规章", STOCK),
    proactive_row("normative_documents", "第二十条第（一）项", "行政规范性文件", STOCK),
    proactive_row("licences", "第二十条第（五）项", "行政许可", DECISIONS),
    proactive_row("penalties", "第二十条第（六）项", "行政处罚", DECISIONS),
    proactive_row("coercive_measures", "第二十条第（六）项", "行政强制", DECISIONS),
    proactive_row("fees", "第二十条第（八）项", "行政事业性收费", AMOUNT),
];

const fn proactive_row(
    code: &'static str,
    article: &'static str,
    label: &'static str,
    columns: &'static [(&'static str, &'static str)],
) -> ProactiveRow {
    ProactiveRow { code, article, label, columns }
}

/// Columns of table 三: code and label; the last is the total.
pub const APPLICANTS: [(&str, &str); 7] = [
    ("natural_person", "自然人"),
    ("business", "商业企业"),
    ("research", "科研机构"),
    ("public_welfare", "社会公益组织"),
    ("legal_services", "法律服务机构"),
    ("other_org", "其他"),
    ("total", "总计"),
];

/// Rows of table 三: code, group as printed (empty for none), label.
pub const REQUESTS: [(&str, &str, &str); 25] = [
    ("received", "", "一、本年新收政府信息公开申请数量"),
    ("carried_in", "", "二、上年结转政府信息公开申请数量"),
    ("granted", "", "（一）予以公开"),
    ("granted_in_part", "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("denied.state_secret", DENIED, "1.属于国家秘密"),
    ("denied.prohibited_by_law", DENIED, "2.其他法律行政法规禁止公开"),
    ("denied.security_stability", DENIED, "3.危及“三安全一稳定”"),
    ("denied.third_party_rights", DENIED, "4.保护第三方合法权益"),
    ("denied.internal_affairs", DENIED, "5.属于三类内部事务信息"),
    ("denied.deliberative_process", DENIED, "6.属于四类过程性信息"),
    ("denied.enforcement_files", DENIED, "7.属于行政执法案卷"),
    ("denied.administrative_inquiry", DENIED, "8.属于行政查询事项"),
    ("unavailable.not_held", UNAVAILABLE, "1.本机关不掌握相关政府信息"),
    ("unavailable.needs_creation", UNAVAILABLE, "2.没有现成信息需要另行制作"),
    ("unavailable.still_unclear", UNAVAILABLE, "3.补正后申请内容仍不明确"),
    ("not_processed.petition", NOT_PROCESSED, "1.信访举报投诉类申请"),
    ("not_processed.repeated", NOT_PROCESSED, "2.重复申请"),
    ("not_processed.published_material", NOT_PROCESSED, "3.要求提供公开出版物"),
    ("not_processed.excessive", NOT_PROCESSED, "4.无正当理由大量反复申请"),
    ("not_processed.reconfirmation", NOT_PROCESSED, "5.要求行政机关确认或重新出具已获取信息"),
    ("other.no_correction", OTHER, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("other.fee_unpaid", OTHER, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other.other", OTHER, "3.其他"),
    ("disposed_total", "", "（七）总计"),
    ("carried_out", "", "四、结转下年度继续办理"),
];

const DENIED: &str = "（三）不予公开";
const UNAVAILABLE: &str = "（四）无法提供";
const NOT_PROCESSED: &str = "（五）不予处理";
const OTHER: &str = "（六）其他处理";

/// Row 一 of table 三.
pub const RECEIVED: usize = 0;
/// Row 二 of table 三.
pub const CARRIED_IN: usize = 1;
/// Outcomes of table 三 without their total.
pub const LEAVES: std::ops::Range<usize> = 2..23;
/// Row （七） of table 三.
pub const DISPOSED: usize = 23;
/// Row 四 of table 三.
pub const CARRIED_OUT: usize = 24;
/// Total column of table 三.
pub const TOTAL: usize = 6;

/// Blocks of table 四: code, group as printed, label.
pub const REMEDIES: [(&str, &str, &str); 3] = [
    ("reconsideration", "", "行政复议"),
    ("litigation_direct", "行政诉讼", "未经复议直接起诉"),
    ("litigation_after_reconsideration", "行政诉讼", "复议后起诉"),
];

/// Columns of each block of table 四; the last is the total.
pub const RESULTS: [(&str, &str); 5] = [
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
];

/// Position of the first figure of a row of table 二.
pub const fn proactive(row: usize) -> usize {
    [0, 3, 6, 7, 8, 9][row]
}

/// Position of a cell of table 三.
pub const fn request(row: usize, column: usize) -> usize {
    10 + row * 7 + column
}

/// Position of a cell of table 四.
pub const fn remedy(block: usize, column: usize) -> usize {
    185 + block * 5 + column
}

/// Codes of all cells, in the order of the form.
pub fn cell_codes() -> Vec<String> {
    let proactive = PROACTIVE.iter().flat_map(|row| row.columns.iter().map(move |column| (row.code, column.0)));
    let requests = REQUESTS.iter().flat_map(|row| APPLICANTS.iter().map(move |column| (row.0, column.0)));
    let remedies = REMEDIES.iter().flat_map(|block| RESULTS.iter().map(move |column| (block.0, column.0)));
    let coded = |table: &'static str| move |(row, column): (&str, &str)| format!("{table}.{row}@{column}");
    proactive
        .map(coded("proactive"))
        .chain(requests.map(coded("requests")))
        .chain(remedies.map(coded("remedies")))
        .collect()
}

/// Position of the cell of that code.
pub fn cell_of(code: &str) -> Option<usize> {
    cell_codes().iter().position(|known| known == code)
}
