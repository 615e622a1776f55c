//! How a sheet looks: fonts of official documents, thin lines, no colour without a meaning.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::model::{Severity, Wording};

/// Behind what is wrong.
const WRONG: u32 = 0xF8CBAD;
/// Behind what should be looked at.
const DOUBTFUL: u32 = 0xFFE699;
/// Behind what is unlikely.
const UNLIKELY: u32 = 0xDDEBF7;
/// Behind headings.
const HEADING: u32 = 0xEDEDED;
/// Behind what the material has and could not be read: nobody but the program is at fault.
const UNREAD: u32 = 0xE4DFEC;
/// The colour of what has to be seen.
const ALARM: u32 = 0xC00000;
/// What the form has not got.
const NOTHING: u32 = 0xF2F2F2;

/// Size of titles.
pub(in crate::report) const TITLE_POINTS: f64 = 16.0;

/// Every format of a workbook; a workbook has them once.
pub(in crate::report) struct Styles {
    pub title: Format,
    /// Left of a list that is too wide for its title to be in the middle.
    pub title_left: Format,
    pub note: Format,
    /// A remark over several columns.
    pub remark: Format,
    pub section: Format,
    pub head: Format,
    pub label: Format,
    /// A label down several rows.
    pub group: Format,
    pub text: Format,
    pub wrapped: Format,
    pub centred: Format,
    pub count: Format,
    /// What has decimals, as many as it has.
    pub decimal: Format,
    /// The same where a text may stand in its place.
    pub wrapped_decimal: Format,
    /// A figure of the form, in the middle as it is printed there.
    pub figure: Format,
    pub year: Format,
    pub score: Format,
    pub total: Format,
    pub void: Format,
    pub wrong: Format,
    pub doubtful: Format,
    pub unlikely: Format,
    pub unread: Format,
    /// A remark that has to be seen.
    pub alarm: Format,
    /// A cell that is to be filled in.
    pub answer: Format,
}

impl Styles {
    pub(in crate::report) fn of(wording: &Wording) -> Styles {
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
            score: boxed.clone().set_num_format("0.00"),
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

    /// The format of a sum of figures with so many decimals.
    pub(in crate::report) fn total_of(&self, decimals: u32) -> Format {
        if decimals == 0 { self.total.clone() } else { self.total.clone().set_num_format("General") }
    }

    /// The format of a figure that a finding of that severity is about.
    pub(in crate::report) fn of_severity(&self, severity: Severity) -> &Format {
        match severity {
            Severity::Error => &self.wrong,
            Severity::Warning => &self.doubtful,
            Severity::Anomaly | Severity::Note => &self.unlikely,
        }
    }
}

/// Columns that a text takes on screen: two for a Chinese character.
pub(in crate::report) fn display_width(text: &str) -> usize {
    let width = |c: char| if (c as u32) < 0x1100 { 1 } else { 2 };
    text.lines().map(|line| line.chars().map(width).sum()).max().unwrap_or(0)
}
