//! The faults of the sample: what each office did wrong, and no word about what must follow from it.

use Edit::{Add, FiledTwice, InFolderOf, LeftOut, NotFiled, Write};

/// One thing done to a filing.
pub enum Edit {
    /// So much more (or less) in a cell than is true.
    Add(&'static str, i64),
    /// This text in a cell.
    Write(&'static str, &'static str),
    /// A row of table 三 is not there.
    LeftOut(&'static str),
    /// The office filed nothing.
    NotFiled,
    /// Filed again in a folder of late filings, with this cell so much higher.
    FiledTwice(&'static str, i64),
    /// Filed in the folder of another year.
    InFolderOf(u16),
}

/// What one office did wrong in one year, and how that is told to a reader.
pub struct Fault {
    pub office: &'static str,
    pub year: u16,
    pub edits: &'static [Edit],
    pub told: &'static str,
}

/// All of them.
pub const FAULTS: &[Fault] = &[
    fault(
        "D01",
        2022,
        &[Add("requests.unavailable.not_held@natural_person", 2), Add("requests.unavailable.not_held@total", 2)],
        "不掌握 of natural persons and its total are 2 too high",
    ),
    fault(
        "D01",
        2024,
        &[FiledTwice("proactive.licences@decisions", 7)],
        "filed a second time (folder 补报), with 行政许可 7 higher",
    ),
    fault(
        "D02",
        2023,
        &[Add("requests.carried_out@natural_person", 3), Add("requests.carried_out@total", 3)],
        "结转下年度 of natural persons and its total are 3 too high",
    ),
    fault("D03", 2023, &[Add("requests.granted@total", 10)], "the total of 予以公开 is 10 too high"),
    fault("D03", 2024, &[InFolderOf(2023)], "lies in the folder of 2023; its title says 2024"),
    fault(
        "D04",
        2024,
        &[Add("requests.granted@natural_person", -2), Add("requests.granted@business", 2)],
        "2 of 予以公开 stand under 商业企业 instead of 自然人",
    ),
    fault(
        "D05",
        2023,
        &[LeftOut("not_processed.published_material")],
        "the row 要求提供公开出版物, all zeros, is left out",
    ),
    fault("D06", 2024, &[Write("requests.granted@total", "#REF!")], "the total of 予以公开 is `#REF!`"),
    fault("D07", 2022, &[Write("proactive.licences@decisions", "1月2日")], "行政许可 is `1月2日`"),
    fault(
        "D08",
        2023,
        &[Write("requests.denied.internal_affairs@natural_person", "2.5")],
        "内部事务信息 of natural persons is `2.5`",
    ),
    fault(
        "D09",
        2024,
        &[Add("requests.received@natural_person", 45)],
        "本年新收 of natural persons is 83 instead of 38",
    ),
    fault(
        "D10",
        2024,
        &[
            Add("requests.carried_in@natural_person", 2),
            Add("requests.carried_in@total", 2),
            Add("requests.received@natural_person", -2),
            Add("requests.received@total", -2),
        ],
        "2 of 本年新收 of natural persons and its total stand in 上年结转",
    ),
    fault(
        "D11",
        2023,
        &[
            Add("requests.carried_in@natural_person", -1),
            Add("requests.carried_in@business", 1),
            Add("requests.received@natural_person", 1),
            Add("requests.received@business", -1),
        ],
        "1 of 上年结转 stands under 商业企业 instead of 自然人, and 本年新收 makes up for it",
    ),
    fault("D12", 2022, &[Add("remedies.reconsideration@total", 1)], "the total of 行政复议 is 1 too high"),
    fault("D13", 2023, &[Add("proactive.normative_documents@in_force", 4)], "现行有效 of 行政规范性文件 is 4 too high"),
    fault(
        "D14",
        2024,
        &[
            Add("requests.denied.state_secret@natural_person", 1),
            Add("requests.denied.state_secret@business", -1),
            Add("requests.granted@natural_person", -1),
            Add("requests.granted@business", 1),
        ],
        "国家秘密 of businesses is -1; its row and column are made to add up",
    ),
    fault("D15", 2022, &[Write("requests.received@total", "")], "the total of 本年新收 is blank"),
    fault(
        "D16",
        2023,
        &[Add("requests.other.other@natural_person", 1), Add("requests.other.other@total", 1)],
        "3.其他 of natural persons and its total are 1 too high",
    ),
    fault(
        "D17",
        2022,
        &[
            Write("remedies.reconsideration@upheld", ""),
            Write("remedies.reconsideration@corrected", ""),
            Write("remedies.reconsideration@other", ""),
            Write("remedies.reconsideration@pending", ""),
            Write("remedies.reconsideration@total", ""),
        ],
        "the five cells of 行政复议 are blank",
    ),
    fault("D18", 2024, &[Add("requests.received@business", 4)], "本年新收 of businesses is 4 too high"),
    fault("D19", 2023, &[Add("requests.disposed_total@total", 9)], "the total of （七）总计 is 9 too high"),
    fault("D20", 2024, &[NotFiled], "not filed"),
    fault("Q3", 2023, &[Add("remedies.litigation_direct@upheld", 1)], "结果维持 of 未经复议直接起诉 is 1 too high"),
    fault("Q4", 2023, &[Add("proactive.normative_documents@in_force", 6)], "现行有效 of 行政规范性文件 is 6 too high"),
    fault("Q1-05", 2022, &[NotFiled], "not filed; the consolidated filing of Q1 contains its figures"),
    fault(
        "Q2-03",
        2023,
        &[Add("requests.granted@natural_person", -1), Add("requests.granted@total", -1)],
        "予以公开 of natural persons and its total are 1 too low; the consolidated filing of Q2 is right",
    ),
    fault("Q3-04", 2023, &[NotFiled], "not filed"),
    fault(
        "Q3-07",
        2022,
        &[Write("requests.carried_out@natural_person", "待核")],
        "结转下年度 of natural persons is `待核`",
    ),
    fault(
        "Q4-02",
        2023,
        &[Add("requests.received@natural_person", 5), Add("requests.received@total", 5)],
        "本年新收 of natural persons and its total are 5 too high",
    ),
    fault("Q4-06", 2024, &[Add("requests.unavailable.not_held@total", 3)], "the total of 不掌握 is 3 too high"),
    fault("Q4-08", 2024, &[Write("remedies.reconsideration@total", "")], "the total of 行政复议 is blank"),
    fault("Q4-09", 2024, &[Write("proactive.penalties@decisions", "-5")], "行政处罚 is -5"),
];

const fn fault(office: &'static str, year: u16, edits: &'static [Edit], told: &'static str) -> Fault {
    Fault { office, year, edits, told }
}

/// The edits of an office's filing.
pub fn edits(office: &str, year: u16) -> impl Iterator<Item = &'static Edit> {
    FAULTS.iter().filter(move |fault| fault.office == office && fault.year == year).flat_map(|fault| fault.edits)
}
