//! How an office exports: every habit the reader has to bear, each with its plain form first, so that a
//! failing case shrinks towards a plain print.

use crate::corpus::encoding::Encoding;
use crate::corpus::form::REQUESTS;
use crate::corpus::layout::Spans;
use crate::layouts::marks::Marks;
use crate::layouts::names::Naming;
use crate::layouts::slips::{self, Slip};

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
    /// The row of table 三 whose label has a slip.
    pub misprint: Option<(usize, Slip)>,
    /// The rows of table 三 that have lost a figure, and in which column.
    pub lost: Vec<(usize, usize)>,
    pub units: Units,
    /// Below each group of table 三 a row of sums that the form has not.
    pub subtotals: bool,
    /// No header over the rows of table 二.
    pub bare_proactive: bool,
    /// A column of running numbers before table 三.
    pub numbered: bool,
    /// A column of remarks behind it.
    pub remarks: bool,
    pub marks: Marks,
    pub naming: Naming,
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
    /// Full-width, commas included.
    WideThousands,
    /// With its unit in brackets.
    Unit(&'static str),
    Mixed,
}

impl Figures {
    /// Every way; one that mixes has the first [`Figures::IN_TURN`] of them in turn.
    pub const ALL: [Figures; 15] = [
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
        Figures::WideThousands,
        Figures::Unit("（件）"),
        Figures::Unit("(件)"),
        Figures::Unit("[件]"),
    ];
    pub const IN_TURN: u64 = 8;
}

/// Where the unit stands in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    None,
    /// Behind the heading of each table.
    Headings(&'static str),
    /// Behind the label of each column.
    Columns(&'static str),
    /// Behind the label of each row.
    Rows(&'static str),
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
    /// The same, with each heading joined to its labels by that.
    TransposedJoined(&'static str),
}

/// How table 四 lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedies {
    AsOnForm,
    /// One row a block.
    Rows,
    /// One row a result.
    Columns,
    /// A label for each figure, block and result joined by that.
    Joined(&'static str),
    /// The figures alone.
    Bare,
}

/// How the labels of table 三's rows lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stub {
    AsOnForm,
    /// Under headings of the office's own.
    Foreign([&'static str; 3]),
    /// Group and line.
    Two([&'static str; 2]),
    /// The line alone, the headings in rows of their own.
    One(&'static str),
    /// Heading and label in one, with that between them.
    Joined(&'static str),
    /// The same with the heading over all outcomes before it.
    Path(&'static str),
    /// The label, and its heading behind it.
    Behind(&'static str),
}

/// What is left of the header of table 三.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderPrint {
    AsOnForm,
    /// One row, the headings over the columns left out.
    Flat,
    /// One row, each heading joined to the labels below it.
    Joined(&'static str),
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
    /// A line each, and the number of each page below it.
    PagedLines(&'static str),
    /// A line each, and none for a blank cell.
    FewerLines,
    /// Columns kept apart by blanks, figures at their right edge or at the left.
    Aligned {
        right: bool,
    },
}

/// What a page break does to table 三.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageBreak {
    None,
    PageNumber,
    HeaderAgain,
    /// The same, and again six rows below.
    HeaderTwice,
    /// The number of the page, and the header again.
    NumberAndHeader,
    /// The heading of the table, and the header again.
    HeadingAndHeader,
    /// A line that says that the table goes on, and the header again.
    Continued(&'static str),
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

impl Habits {
    /// Some habits exclude each other.
    pub fn made_possible(mut self) -> Habits {
        if self.requests != Requests::AsOnForm {
            self.page_break = PageBreak::None;
            self.extra_row = false;
            (self.stub, self.header, self.misprint) = (Stub::AsOnForm, HeaderPrint::AsOnForm, None);
        }
        if self.requests != Requests::AsOnForm || self.cells != CellsOn::Fields {
            (self.lost, self.numbered, self.remarks) = (Vec::new(), false, false);
        }
        if self.stub != Stub::AsOnForm || self.header != HeaderPrint::AsOnForm || self.cells != CellsOn::Fields {
            self.page_break = PageBreak::None;
        }
        // Of columns in an order of the office's own nothing is left when the header is gone.
        let is_bare = matches!(self.header, HeaderPrint::Lost | HeaderPrint::Numbered);
        if is_bare && self.columns != Columns::TotalFirst {
            self.columns = Columns::AsOnForm;
        }
        if self.requests != Requests::AsOnForm || self.stub != Stub::AsOnForm || self.cells != CellsOn::Fields {
            self.subtotals = false;
        }
        self.keep_labels_whole();
        if matches!(self.cells, CellsOn::Aligned { .. }) {
            (self.spans, self.padding) = (Spans::Blank, 0);
            self.labels = if self.labels == Labels::LineBreaks { Labels::AsOnForm } else { self.labels };
        }
        // The bare number of a page below blank cells is a figure to everybody.
        let has_blanks = matches!(self.zero, Zero::Blank | Zero::TotalOnly) || self.gaps > 0;
        if self.cells == CellsOn::PagedLines("{}") && has_blanks {
            self.cells = CellsOn::PagedLines("- {} -");
        }
        // Big5 has traditional characters only.
        if self.encoding == Encoding::Big5 {
            self.labels = Labels::Traditional;
            self.stub = Stub::AsOnForm;
            self.header = if self.header == HeaderPrint::Numbered { HeaderPrint::Lost } else { self.header };
            self.remarks = false;
            self.marks = if self.marks == Marks::None { Marks::None } else { Marks::Star };
            self.misprint = self.misprint.map(|(row, _)| (row, Slip::OneLost));
        }
        self
    }

    /// Labels in one line where a cell is one, and units outside the brackets of labels.
    fn keep_labels_whole(&mut self) {
        if self.cells != CellsOn::Fields {
            self.stub = Stub::AsOnForm;
            if self.requests == Requests::TransposedJoined("\n") {
                self.requests = Requests::Transposed;
            }
            if self.remedies == Remedies::Joined("\n") {
                self.remedies = Remedies::AsOnForm;
            }
            if self.header == HeaderPrint::Joined("\n") {
                self.header = HeaderPrint::Flat;
            }
        }
        // A unit stands behind the bracket in which a label is, and not in it.
        let opens = |between: &str| ["（", "(", "【", "["].contains(&between);
        let is_in_brackets = match (self.units, self.stub, self.header, self.remedies) {
            (Units::Rows(_), Stub::Joined(between) | Stub::Path(between) | Stub::Behind(between), _, _) => {
                opens(between)
            }
            (Units::Columns(_), _, HeaderPrint::Joined(one), Remedies::Joined(other)) => opens(one) || opens(other),
            (Units::Columns(_), _, HeaderPrint::Joined(between), _)
            | (Units::Columns(_), _, _, Remedies::Joined(between)) => opens(between),
            _ => false,
        };
        if is_in_brackets {
            self.units = Units::None;
        }
    }

    /// True where the mark of a note stands in brackets within the bracket of a label.
    fn has_nested_brackets(&self) -> bool {
        let opens = |between: &str| ["（", "(", "【", "["].contains(&between);
        let is_stub = matches!(self.stub, Stub::Joined(one) | Stub::Path(one) | Stub::Behind(one) if opens(one));
        let is_header = matches!(self.header, HeaderPrint::Joined(between) if opens(between));
        let is_remedies = matches!(self.remedies, Remedies::Joined(between) if opens(between));
        let is_requests = matches!(self.requests, Requests::TransposedJoined(between) if opens(between));
        let is_framed = matches!(self.marks, Marks::Framed(frame) if frame.ends_with(['）', ']', '〕', '】']));
        is_framed && (is_stub || is_header || is_remedies || is_requests)
    }

    /// True where what is printed does not tell every figure's place, so that the reader may say it cannot know.
    pub fn loses_information(&self) -> bool {
        let blanks = matches!(self.zero, Zero::Blank | Zero::TotalOnly) || self.gaps > 0;
        let slides = self.spans == Spans::Collapsed || self.page_break == PageBreak::Shifted;
        // Without a header the arithmetic has to tell, and of a stack a blank cell is no more than a blank line.
        let is_bare = matches!(self.header, HeaderPrint::Lost | HeaderPrint::Numbered);
        let is_bare = is_bare || self.bare_proactive || self.remedies == Remedies::Bare;
        // The bare number of a page may be any figure.
        let is_stack = self.cells != CellsOn::Fields
            && (blanks
                || matches!(self.cells, CellsOn::Aligned { .. } | CellsOn::PagedLines("{}"))
                || self.extra_row
                || self.requests != Requests::AsOnForm
                || self.remedies != Remedies::AsOnForm
                || !matches!(self.columns, Columns::AsOnForm | Columns::TotalFirst)
                || self.labels == Labels::LineBreaks);
        // A label of few letters with a slip in it could be any other, and one of any length where its neighbours or
        // its own letters are not as the form has them.
        let is_misprinted = self.misprint.is_some_and(|(row, slip)| {
            let is_told = slips::leave_enough(REQUESTS[row].2, slip);
            !is_told || blanks || self.labels != Labels::AsOnForm || self.page_break != PageBreak::None
        });
        // A table on its side in which nothing is printed but labels is a header of several rows, for all that shows.
        let is_bare = is_bare || blanks && matches!(self.requests, Requests::TransposedJoined(_));
        // Where hardly a row has figures, a heading that says nothing may as well be over a column left blank.
        let is_bare = is_bare || blanks && matches!(self.stub, Stub::Two(_));
        // Of a row that has slid twice over, a sign in place of its last figure may be its remark.
        let is_bare =
            is_bare || self.remarks && self.spans == Spans::Collapsed && self.page_break == PageBreak::Shifted;
        // Noughts in rows of sums that the form has not make blanks odd elsewhere.
        let is_bare = is_bare || self.subtotals && blanks;
        // An asterisk with a digit behind a figure may be a product.
        let is_bare = is_bare || self.marks == Marks::Framed("*{}");
        self.has_nested_brackets()
            || blanks && slides
            || self.page_break == PageBreak::CutLabel
            || is_bare
            || is_stack
            || is_misprinted
    }
}
