//! How an office exports: every habit the reader has to bear, each with its plain form first, so that a
//! failing case shrinks towards a plain print.

use proptest::prelude::*;
use proptest::sample::select;

use crate::corpus::encoding::Encoding;
use crate::corpus::layout::Spans;

/// Everything that decides how a filing looks in a file.
#[derive(Clone, Debug)]
pub struct Habits {
    pub seed: u64,
    pub cover: Cover,
    pub headings: Headings,
    pub spans: Spans,
    pub delimiter: char,
    pub encoding: Encoding,
    pub line_end: LineEnd,
    pub padding: usize,
    pub labels: Labels,
    pub figures: Figures,
    pub zero: Zero,
    pub columns: Columns,
    pub requests: Requests,
    pub remedies: Remedies,
    pub stub: Stub,
    pub header: HeaderPrint,
    pub cells: CellsOn,
    /// The row of table 三 whose label has a letter lost.
    pub misprint: Option<usize>,
    pub page_break: PageBreak,
    pub page_break_at: usize,
    pub noise: bool,
    pub extra_row: bool,
    /// Figures that do not add up with the others.
    pub faults: usize,
    /// Cells of any value left blank.
    pub gaps: usize,
}

/// The lines over the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    Title,
    OfficeAndYear,
    LabelledFields,
    PathOnly,
}

/// What stands over each table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headings {
    Printed,
    Marked,
    Missing,
}

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    Unix,
    Windows,
}

/// How labels are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labels {
    AsOnForm,
    NarrowBrackets,
    WithoutOrdinals,
    OtherOrdinals,
    InnerSpaces,
    LineBreaks,
    Traditional,
    Radicals,
    Shortened,
}

/// How figures are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figures {
    Plain,
    Thousands,
    FullWidth,
    Apostrophe,
    Spaced,
    OneDecimal,
    Counter,
    Remark,
    Signed,
    Scientific,
    Mixed,
}

/// How a zero is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zero {
    Digit,
    Blank,
    Slash,
    Dash,
    Word,
    Circle,
    NotApplicable,
    /// Blank in all columns but the total.
    TotalOnly,
}

/// The columns of table 三.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    AsOnForm,
    TotalFirst,
    Shuffled,
    Subtotal,
    SubtotalFirst,
}

/// How table 三 lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requests {
    AsOnForm,
    Transposed,
}

/// How table 四 lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedies {
    AsOnForm,
    /// One row a block.
    Rows,
    /// One row a result.
    Columns,
}

/// How the labels of table 三's rows lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stub {
    AsOnForm,
    /// Under headings of the office's own.
    Foreign([&'static str; 3]),
    /// Heading and label in one, with that between them.
    Joined(&'static str),
}

/// What is left of the header of table 三.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderPrint {
    AsOnForm,
    /// One row, the headings over the columns left out.
    Flat,
    Lost,
    /// 数据1 to 数据7.
    Numbered,
}

/// Where each cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellsOn {
    Fields,
    /// A line each, with a blank line for a blank cell.
    Lines,
    /// A line each, and another behind it.
    DoubleLines,
}

/// What a page break does to table 三.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageBreak {
    None,
    PageNumber,
    HeaderAgain,
    /// Only the last row of the header comes again.
    HeaderInPart,
    RowAgain,
    /// The group's label is lost and the figures have slid right by one.
    Shifted,
    /// The group's label is cut in two.
    CutGroup,
    /// The row's own label is cut in two.
    CutLabel,
}

/// Several filings, or several tables, in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// One office after the other.
    TwoOffices,
    /// An office's own filing and its consolidated one, one after the other.
    TwoScopes,
    /// The same, table by table.
    TablesInTurn,
    /// The tables of one filing side by side.
    TablesAbreast,
    /// The filings of two offices side by side.
    OfficesAbreast,
}

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
        let habits = Habits { cells: CellsOn::Fields, ..habits };
        let habits = if abreast {
            // What is gone of one table moves the next, and pages break under each other.
            let (stub, header) = (Stub::AsOnForm, HeaderPrint::AsOnForm);
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
        select(vec![
            Figures::Plain,
            Figures::Thousands,
            Figures::FullWidth,
            Figures::Apostrophe,
            Figures::Spaced,
            Figures::OneDecimal,
            Figures::Counter,
            Figures::Remark,
            Figures::Signed,
            Figures::Scientific,
            Figures::Mixed,
        ]),
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

/// How table 三 is labelled, and where cells stand; most files have nothing of it.
fn strange() -> impl Strategy<Value = (Stub, HeaderPrint, CellsOn, Option<usize>)> {
    let foreign = [
        ["项目", "类别", "内容"],
        ["Unnamed: 0", "Unnamed: 1", "Unnamed: 2"],
        ["指标名称", "指标名称2", "指标名称3"],
        ["办理情况", "办理结果", "其他"],
        ["A", "B", "C"],
        ["", "事项", "明细"],
    ];
    let stub = foreign.map(Stub::Foreign).into_iter();
    let stub = stub.chain(["—", "", "/", " ", "-", "：", ">", "_", "、"].map(Stub::Joined));
    (
        prop_oneof![2 => Just(Stub::AsOnForm), 1 => select(stub.collect::<Vec<_>>())],
        prop_oneof![
            4 => Just(HeaderPrint::AsOnForm),
            1 => select(vec![HeaderPrint::Flat, HeaderPrint::Lost, HeaderPrint::Numbered])
        ],
        prop_oneof![6 => Just(CellsOn::Fields), 1 => select(vec![CellsOn::Lines, CellsOn::DoubleLines])],
        prop_oneof![4 => Just(None), 1 => (0..25usize).prop_map(Some)],
    )
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
        select(vec![Requests::AsOnForm, Requests::AsOnForm, Requests::AsOnForm, Requests::Transposed]),
        select(vec![Remedies::AsOnForm, Remedies::Rows, Remedies::Columns]),
        select(vec![
            PageBreak::None,
            PageBreak::PageNumber,
            PageBreak::HeaderAgain,
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
    (any::<u64>().no_shrink(), file(), spans(), looks(), layout(), strange(), content).prop_map(
        |(seed, file, spans, looks, layout, strange, (noise, extra_row, faults, gaps))| {
            let (stub, header, cells, misprint) = strange;
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

impl Habits {
    /// Some habits exclude each other.
    fn made_possible(mut self) -> Habits {
        if self.requests == Requests::Transposed {
            self.page_break = PageBreak::None;
            self.extra_row = false;
            (self.stub, self.header, self.misprint) = (Stub::AsOnForm, HeaderPrint::AsOnForm, None);
        }
        if self.stub != Stub::AsOnForm || self.header != HeaderPrint::AsOnForm || self.cells != CellsOn::Fields {
            self.page_break = PageBreak::None;
        }
        // Of columns in an order of the office's own nothing is left when the header is gone.
        let is_bare = matches!(self.header, HeaderPrint::Lost | HeaderPrint::Numbered);
        if is_bare && self.columns != Columns::TotalFirst {
            self.columns = Columns::AsOnForm;
        }
        if self.cells != CellsOn::Fields {
            self.stub = Stub::AsOnForm;
        }
        // Big5 has traditional characters only.
        if self.encoding == Encoding::Big5 {
            self.labels = Labels::Traditional;
            self.stub = Stub::AsOnForm;
            self.header = if self.header == HeaderPrint::Numbered { HeaderPrint::Lost } else { self.header };
        }
        self
    }

    /// True where what is printed does not tell every figure's place, so that the reader may say it cannot know.
    pub fn loses_information(&self) -> bool {
        let blanks = matches!(self.zero, Zero::Blank | Zero::TotalOnly) || self.gaps > 0;
        let slides = self.spans == Spans::Collapsed || self.page_break == PageBreak::Shifted;
        // Without a header the arithmetic has to tell, and of a stack a blank cell is no more than a blank line.
        let is_bare = matches!(self.header, HeaderPrint::Lost | HeaderPrint::Numbered);
        let is_stack = self.cells != CellsOn::Fields
            && (blanks
                || self.extra_row
                || self.requests == Requests::Transposed
                || self.remedies != Remedies::AsOnForm
                || !matches!(self.columns, Columns::AsOnForm | Columns::TotalFirst)
                || self.labels == Labels::LineBreaks);
        let is_misprinted = self.misprint.is_some()
            && (blanks || self.labels != Labels::AsOnForm || self.page_break != PageBreak::None);
        blanks && slides || self.page_break == PageBreak::CutLabel || is_bare || is_stack || is_misprinted
    }
}
