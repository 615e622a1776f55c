//! Formats of the workbooks: fonts of official documents, thin lines, and no colour without a
//! meaning. A colour means the same in the report and in the forms sent to offices.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::model::{Severity, Wording};

/// Background of what is wrong.
const WRONG: u32 = 0xF8CBAD;
/// Background of what should be checked.
const DOUBTFUL: u32 = 0xFFE699;
/// Background of what is unlikely.
const UNLIKELY: u32 = 0xDDEBF7;
/// Background of headings.
const HEADING: u32 = 0xEDEDED;
/// Background of what was printed but could not be read. The program is at fault here, not the
/// office.
const UNREAD: u32 = 0xE4DFEC;
/// Text colour of warnings.
const ALARM: u32 = 0xC00000;
/// Background of squares that the form does not have.
const NOTHING: u32 = 0xF2F2F2;

/// Font size of titles, in points.
pub(super) const TITLE_POINTS: f64 = 16.0;

/// All formats of a workbook.
pub(super) struct Styles {
    /// The title, centred.
    pub title: Format,
    /// The title of a list too wide to centre it.
    pub title_left: Format,
    /// The remark below a title.
    pub note: Format,
    /// A remark merged over several columns.
    pub remark: Format,
    /// The title of a table of the form.
    pub section: Format,
    /// A heading of columns.
    pub head: Format,
    /// The label of a row.
    pub label: Format,
    /// A label over several rows.
    pub group: Format,
    /// Text on one line.
    pub text: Format,
    /// Text on several lines.
    pub wrapped: Format,
    /// A short text, centred.
    pub centred: Format,
    /// A whole number.
    pub count: Format,
    /// A number with as many decimals as it has.
    pub decimal: Format,
    /// The same, where text may stand in its place.
    pub wrapped_decimal: Format,
    /// A figure of the form, centred as it is printed there.
    pub figure: Format,
    /// A year or ordinal, centred.
    pub year: Format,
    /// A sum below a list.
    pub total: Format,
    /// A square that the form does not have.
    pub void: Format,
    /// A figure that is wrong.
    pub wrong: Format,
    /// A figure that should be checked.
    pub doubtful: Format,
    /// A figure that is unlikely.
    pub unlikely: Format,
    /// A figure that could not be read.
    pub unread: Format,
    /// A warning.
    pub alarm: Format,
    /// A square to be filled in.
    pub answer: Format,
}

impl Styles {
    /// The formats. Fonts depend on the language.
    pub(super) fn of(wording: &Wording) -> Styles {
        let heading = wording.say("book.font_heading", &[]);
        let plain = Format::new().set_font_name(wording.say("book.font", &[])).set_font_size(10);
        let middle = plain.clone().set_align(FormatAlign::VerticalCenter);
        let boxed = middle.clone().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x808080));
        let centred = boxed.clone().set_align(FormatAlign::Center);
        let count = boxed.clone().set_num_format("0");
        let filled = |colour: u32| centred.clone().set_num_format("General").set_background_color(Color::RGB(colour));
        Styles {
            title: middle
                .clone()
                .set_font_name(&heading)
                .set_font_size(TITLE_POINTS)
                .set_align(FormatAlign::Center)
                .set_text_wrap(),
            title_left: middle.clone().set_font_name(&heading).set_font_size(TITLE_POINTS),
            remark: middle.clone().set_font_color(Color::RGB(0x404040)).set_text_wrap(),
            note: middle.clone().set_font_color(Color::RGB(0x404040)),
            section: middle.clone().set_font_name(&heading).set_font_size(11),
            head: centred.clone().set_bold().set_text_wrap().set_background_color(Color::RGB(HEADING)),
            label: boxed.clone().set_text_wrap(),
            group: centred.clone().set_text_wrap(),
            text: boxed.clone().set_num_format("@"),
            wrapped: boxed.clone().set_num_format("@").set_text_wrap(),
            centred: centred.clone().set_num_format("@"),
            decimal: boxed.clone().set_num_format("General"),
            wrapped_decimal: boxed.clone().set_num_format("General").set_text_wrap(),
            figure: centred.clone().set_num_format("General"),
            year: centred.clone().set_num_format("0"),
            total: count.clone().set_bold().set_background_color(Color::RGB(HEADING)),
            void: boxed.clone().set_background_color(Color::RGB(NOTHING)),
            wrong: filled(WRONG),
            doubtful: filled(DOUBTFUL),
            unlikely: filled(UNLIKELY),
            unread: filled(UNREAD).set_font_color(Color::RGB(ALARM)),
            alarm: middle.clone().set_bold().set_font_color(Color::RGB(ALARM)),
            answer: boxed.clone().set_num_format("@").set_text_wrap().set_background_color(Color::RGB(0xFFFBE6)),
            count,
        }
    }

    /// The format of a sum with that many decimals.
    pub(super) fn total_of(&self, decimals: u32) -> Format {
        if decimals == 0 { self.total.clone() } else { self.total.clone().set_num_format("General") }
    }

    /// The format of a figure with a finding of that severity.
    pub(super) fn of_severity(&self, severity: Severity) -> &Format {
        match severity {
            Severity::Error => &self.wrong,
            Severity::Warning => &self.doubtful,
            Severity::Anomaly | Severity::Note => &self.unlikely,
        }
    }
}

/// Width of a text on the screen, in columns: two for a Chinese character. Of several lines the
/// widest.
pub(super) fn display_width(text: &str) -> usize {
    let width = |c: char| if (c as u32) < 0x1100 { 1 } else { 2 };
    text.lines().map(|line| line.chars().map(width).sum()).max().unwrap_or(0)
}
