//! Any combination of habits, the plain form of each first.

use proptest::prelude::*;
use proptest::sample::select;

use crate::corpus::encoding::Encoding;
use crate::corpus::layout::Spans;
use crate::layouts::habits::{
    Arrangement, CellsOn, Columns, Cover, Figures, Habits, HeaderPrint, Headings, Labels, LineEnd, PageBreak, Remedies,
    Requests, Stub, Units, Zero,
};
use crate::layouts::marks::Marks;
use crate::layouts::names::{self, Naming, YearIn};
use crate::layouts::slips::Slip;

/// Any arrangement with habits it can be combined with.
pub fn arrangements() -> impl Strategy<Value = (Habits, Arrangement)> {
    let arrangement = select(vec![
        Arrangement::TwoOffices,
        Arrangement::TwoScopes,
        Arrangement::TablesInTurn,
        Arrangement::TablesAbreast,
        Arrangement::OfficesAbreast,
    ]);
    (habits(), arrangement).prop_map(|(habits, arrangement)| {
        let abreast = matches!(arrangement, Arrangement::TablesAbreast | Arrangement::OfficesAbreast);
        // Several stacks of cells in one text are no layout that anybody has met.
        // Open: without a header over table 二 two offices one below the other are read as one filing.
        let habits = Habits { cells: CellsOn::Fields, bare_proactive: false, ..habits };
        let habits = if abreast {
            // What is gone of one table moves the next, and pages break under each other.
            let (stub, header) = (Stub::AsOnForm, HeaderPrint::AsOnForm);
            let habits = Habits { lost: Vec::new(), numbered: false, remarks: false, ..habits };
            Habits { spans: Spans::Blank, page_break: PageBreak::None, noise: false, stub, header, ..habits }
        } else {
            habits
        };
        (habits, arrangement)
    })
}

fn spans() -> impl Strategy<Value = Spans> {
    select(vec![Spans::Blank, Spans::Repeated, Spans::Collapsed])
}

fn looks() -> impl Strategy<Value = (Labels, Figures, Zero)> {
    (
        select(vec![
            Labels::AsOnForm,
            Labels::NarrowBrackets,
            Labels::WithoutOrdinals,
            Labels::OtherOrdinals,
            Labels::InnerSpaces,
            Labels::LineBreaks,
            Labels::Traditional,
            Labels::Radicals,
            Labels::Shortened,
        ]),
        select(Figures::ALL.to_vec()),
        select(vec![
            Zero::Digit,
            Zero::Blank,
            Zero::Slash,
            Zero::Dash,
            Zero::Word,
            Zero::Circle,
            Zero::NotApplicable,
            Zero::TotalOnly,
        ]),
    )
}

/// Between a heading and a label joined to it.
const BETWEEN: [&str; 20] =
    ["—", "", "/", " ", "-", "：", ">", "_", "、", "（", "(", "【", "[", "\n", "|", "·", "→", "——", "\\", "－"];
/// A unit in brackets.
const UNIT: [&str; 5] = ["（件）", "(件)", "【件】", "（单位：件）", "［件］"];

fn stub() -> impl Strategy<Value = Stub> {
    let foreign = [
        ["项目", "类别", "内容"],
        ["Unnamed: 0", "Unnamed: 1", "Unnamed: 2"],
        ["指标名称", "指标名称2", "指标名称3"],
        ["办理情况", "办理结果", "其他"],
        ["A", "B", "C"],
        ["", "事项", "明细"],
        ["项目", "项目", "项目"],
        ["", "", ""],
        ["序号", "类别", "内容"],
    ];
    let two = [["类别", "内容"], ["", ""], ["项目", "项目"], ["项目", ""], ["A", "B"]];
    let stubs = foreign.map(Stub::Foreign).into_iter().chain(two.map(Stub::Two));
    let stubs = stubs.chain(["指标", "项目", "", "A", "办理情况"].map(Stub::One)).chain(BETWEEN.map(Stub::Joined));
    let stubs = stubs.chain(BETWEEN.map(Stub::Path)).chain(["（", "(", "【", "["].map(Stub::Behind));
    prop_oneof![2 => Just(Stub::AsOnForm), 1 => select(stubs.collect::<Vec<_>>())]
}

/// How table 三 is labelled, and where cells stand; most files have nothing of it.
fn strange() -> impl Strategy<Value = (Stub, HeaderPrint, CellsOn, bool, bool)> {
    let headers = [HeaderPrint::Flat, HeaderPrint::Lost, HeaderPrint::Numbered].into_iter();
    let headers = headers.chain(BETWEEN.map(HeaderPrint::Joined)).collect::<Vec<_>>();
    let pages = ["- {} -", "第 {} 页", "第 {} 页 共 9 页", "— {} —", "{}"].map(CellsOn::PagedLines);
    let aligned = [false, true].map(|right| CellsOn::Aligned { right });
    let cells = [CellsOn::Lines, CellsOn::DoubleLines, CellsOn::FewerLines].into_iter();
    let cells = cells.chain(pages).chain(aligned).collect::<Vec<_>>();
    (
        stub(),
        prop_oneof![4 => Just(HeaderPrint::AsOnForm), 1 => select(headers)],
        prop_oneof![6 => Just(CellsOn::Fields), 1 => select(cells)],
        prop_oneof![5 => Just(false), 1 => Just(true)],
        prop_oneof![5 => Just(false), 1 => Just(true)],
    )
}

/// A row with a slip in its label, and rows and columns of which the figure is lost.
type Slips = (Option<(usize, Slip)>, Vec<(usize, usize)>);

/// What is wrong with table 三, and what points to notes.
fn slips() -> impl Strategy<Value = (Slips, Marks)> {
    let slip = select(vec![Slip::OneLost, Slip::TwoLost, Slip::Changed, Slip::Alike, Slip::NumberLost]);
    let marks = [Marks::Raised, Marks::Circled, Marks::Square, Marks::Star, Marks::Numbered, Marks::Round];
    let marks = marks.into_iter().chain(Marks::FRAMED.map(Marks::Framed)).collect::<Vec<_>>();
    let place = || (0..25usize, 0..7usize);
    let two = (place(), place()).prop_map(|(one, other)| if one.0 == other.0 { vec![one] } else { vec![one, other] });
    let slips = (
        prop_oneof![4 => Just(None), 1 => (0..25usize, slip).prop_map(Some)],
        prop_oneof![10 => Just(Vec::new()), 1 => place().prop_map(|one| vec![one]), 1 => two],
    );
    (slips, prop_oneof![3 => Just(Marks::None), 1 => select(marks)])
}

/// Units in brackets, sums below groups, and a header of table 二 that is gone.
fn more() -> impl Strategy<Value = (Units, bool, bool)> {
    let units = UNIT.map(Units::Headings).into_iter().chain(UNIT.map(Units::Columns)).chain(UNIT.map(Units::Rows));
    (
        prop_oneof![4 => Just(Units::None), 1 => select(units.collect::<Vec<_>>())],
        prop_oneof![6 => Just(false), 1 => Just(true)],
        prop_oneof![20 => Just(false), 1 => Just(true)],
    )
}

fn naming() -> impl Strategy<Value = Naming> {
    (
        select(vec![YearIn::Folder, YearIn::Name, YearIn::NameInBrackets, YearIn::Nowhere]),
        select(names::FOLDERS.to_vec()),
        select(names::BEFORE.to_vec()),
        select(names::WORDS.to_vec()),
        select(names::BEHIND.to_vec()),
    )
        .prop_map(|(year, folder, before, words, behind)| Naming { year, folder, before, words, behind })
}

fn layout() -> impl Strategy<Value = (Columns, Requests, Remedies, PageBreak, usize)> {
    (
        select(vec![
            Columns::AsOnForm,
            Columns::TotalFirst,
            Columns::Shuffled,
            Columns::Subtotal,
            Columns::SubtotalFirst,
        ]),
        prop_oneof![
            6 => Just(Requests::AsOnForm),
            1 => Just(Requests::Transposed),
            1 => select(BETWEEN.map(Requests::TransposedJoined).to_vec())
        ],
        prop_oneof![
            3 => select(vec![Remedies::AsOnForm, Remedies::Rows, Remedies::Columns]),
            1 => select(BETWEEN.map(Remedies::Joined).into_iter().chain([Remedies::Bare]).collect::<Vec<_>>())
        ],
        select(vec![
            PageBreak::None,
            PageBreak::PageNumber,
            PageBreak::HeaderAgain,
            PageBreak::HeaderTwice,
            PageBreak::NumberAndHeader,
            PageBreak::HeadingAndHeader,
            PageBreak::Continued("（续表）"),
            PageBreak::Continued("续表三"),
            PageBreak::HeaderInPart,
            PageBreak::RowAgain,
            PageBreak::Shifted,
            PageBreak::CutGroup,
            PageBreak::CutLabel,
        ]),
        1..24usize,
    )
}

fn file() -> impl Strategy<Value = (Cover, Headings, char, Encoding, LineEnd, usize)> {
    (
        select(vec![Cover::Title, Cover::OfficeAndYear, Cover::LabelledFields, Cover::PathOnly]),
        select(vec![Headings::Printed, Headings::Marked, Headings::Missing]),
        select(vec![',', '\t', ';']),
        select(vec![
            Encoding::Utf8,
            Encoding::Utf8Marked,
            Encoding::Gb18030,
            Encoding::Utf16Le,
            Encoding::Utf16Be,
            Encoding::Utf16LeUnmarked,
            Encoding::Big5,
        ]),
        select(vec![LineEnd::Unix, LineEnd::Windows]),
        0..4usize,
    )
}

/// Any combination of habits.
pub fn habits() -> impl Strategy<Value = Habits> {
    let content = (any::<bool>(), any::<bool>(), select(vec![0, 0, 1, 3]), select(vec![0, 0, 1, 8]));
    let odd = (strange(), slips(), naming(), more());
    (any::<u64>().no_shrink(), file(), spans(), looks(), layout(), odd, content).prop_map(
        |(seed, file, spans, looks, layout, odd, (noise, extra_row, faults, gaps))| {
            let ((stub, header, cells, numbered, remarks), ((misprint, lost), marks), naming, more) = odd;
            let (units, subtotals, bare_proactive) = more;
            let (cover, headings, delimiter, encoding, line_end, padding) = file;
            let (labels, figures, zero) = looks;
            let (columns, requests, remedies, page_break, page_break_at) = layout;
            let habits = Habits {
                seed,
                cover,
                headings,
                spans,
                delimiter,
                encoding,
                line_end,
                padding,
                labels,
                figures,
                zero,
                columns,
                requests,
                remedies,
                stub,
                header,
                cells,
                misprint,
                lost,
                units,
                subtotals,
                bare_proactive,
                numbered,
                remarks,
                marks,
                naming,
                page_break,
                page_break_at,
                noise,
                extra_row,
                faults,
                gaps,
            };
            habits.made_possible()
        },
    )
}
