//! Quotation marks of an export: do they hold fields together, or are they stray?
//!
//! ```csv
//! "海州市水务局",2024,4          they hold a field together
//! 海州市"水务局,2024,4           a single one is stray; read as quotation it would swallow the following lines
//! ```

use std::sync::OnceLock;

use csv::ByteRecord;

use crate::model::Field;
use crate::read::cut::is_several_lines;
use crate::read::records::RecordHeader;

/// The quotation marks of a text.
pub(super) struct Marks<'a> {
    text: &'a str,
    /// The delimiter of its fields.
    pub delimiter: u8,
    /// They hold fields together.
    pub hold: bool,
    /// All of them are where they should be; checked only when it matters.
    sure: OnceLock<bool>,
}

impl Marks<'_> {
    /// A text with an odd number of quotation marks has a stray one, and everything between it and the next would be
    /// one field. Such a text is read without quoting, and lines with a mark are not used.
    pub(super) fn of(text: &str, delimiter: u8) -> Marks<'_> {
        let hold = memchr::memchr_iter(b'"', text.as_bytes()).count().is_multiple_of(2);
        Marks { text, delimiter, hold, sure: OnceLock::new() }
    }

    /// True if the fields of a line cannot be told: it has a quotation mark and was read without quoting, or it
    /// contains other lines of the export that have fallen between two stray marks.
    pub(super) fn tear(&self, record: &ByteRecord, header: &RecordHeader) -> bool {
        if !self.hold {
            return record.as_slice().contains(&b'"');
        }
        if memchr::memchr(b'\n', record.as_slice()).is_none() {
            return false;
        }
        let lines = lines_of(record, self.delimiter, header.width);
        let has_swallowed = |field: &[u8]| {
            let separators = memchr::memchr_iter(self.delimiter, field).count();
            let is_line = has_line_end(field) && separators + 1 >= header.width.max(LEAST);
            is_line || is_several_lines(field, self.delimiter)
        };
        let is_torn = lines.is_some() || record.iter().any(has_swallowed);
        // A text of several lines may look like lines of the export, but has no year in the column of the year.
        is_torn
            && (lines.is_some_and(|lines| lines[1..].iter().all(|line| has_year(line, header)))
                || !*self.sure.get_or_init(|| is_well_quoted(self.text, self.delimiter)))
    }
}

/// With fewer columns, a remark of two lines looks like two lines of the export.
const LEAST: usize = 3;

fn has_line_end(field: &[u8]) -> bool {
    memchr::memchr(b'\n', field).is_some()
}

/// The lines inside a record, if each has as many fields as the header.
fn lines_of(record: &ByteRecord, delimiter: u8, width: usize) -> Option<Vec<Vec<&[u8]>>> {
    let mut lines: Vec<Vec<&[u8]>> = vec![Vec::new()];
    for field in record {
        for (at, piece) in field.split(|byte| *byte == b'\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            lines.last_mut()?.extend(piece.split(|byte| *byte == delimiter));
        }
    }
    (width >= LEAST && lines.iter().all(|line| line.len() == width)).then_some(lines)
}

/// True for a line with exactly four digits in the column of the year.
fn has_year(line: &[&[u8]], header: &RecordHeader) -> bool {
    let year = header.fields.get(&Field::Year).and_then(|at| line.get(*at));
    year.is_some_and(|year| year.iter().filter(|byte| byte.is_ascii_digit()).count() == DIGITS)
}

/// Digits of a year.
const DIGITS: usize = 4;

/// True if every quotation mark follows the rules of CSV, and every record has as many fields as the first.
fn is_well_quoted(text: &str, delimiter: u8) -> bool {
    let bytes = text.trim_end().as_bytes();
    let is_end = |at: usize| bytes.get(at).is_none_or(|byte| [delimiter, b'\n', b'\r'].contains(byte));
    let (mut at, mut fields, mut first) = (0, 1usize, None);
    while at < bytes.len() {
        match bytes[at] {
            b'"' if at == 0 || is_end(at - 1) => {
                // The closing mark is the first one that is not doubled.
                let mut end = at + 1;
                while let Some(next) = memchr::memchr(b'"', bytes.get(end..).unwrap_or_default()) {
                    end += next + 1;
                    if bytes.get(end) != Some(&b'"') {
                        break;
                    }
                    end += 1;
                }
                if !is_end(end) || bytes.get(end - 1) != Some(&b'"') {
                    return false;
                }
                at = end;
            }
            b'"' => return false,
            b'\n' => {
                if *first.get_or_insert(fields) != fields {
                    return false;
                }
                (at, fields) = (at + 1, 1);
            }
            byte => {
                fields += usize::from(byte == delimiter);
                at += 1;
            }
        }
    }
    first.is_none_or(|first| first == fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_swallowed_by_one_record_differ_from_a_remark_of_two_lines() {
        let told = |fields: &[&str]| lines_of(&ByteRecord::from(fields.to_vec()), b',', 4).is_some();
        assert!(told(&["a,1,2,3\nb", "1", "2", "3"]) && told(&["a", "1", "2", "3\nb,1,2,3\nc,1,2,3"]));
        assert!(told(&["a", "1,2,3\nb,1", "2", "3"]));
        assert!(!told(&["a", "1", "2", "see\nb, c"]) && !told(&["a\nb", "1", "2", "3"]));
    }

    #[test]
    fn marks_around_fields_differ_from_stray_ones() {
        for sound in ["a,b\n\"x,\ny\",2\n", "a\n\"\"\n", "a,b\n\"say \"\"so\"\"\",2", ""] {
            assert!(is_well_quoted(sound, b','), "{sound}");
        }
        for crooked in ["a,b\n\"x,2\ny\",2,3\n", "a,b\n5\" x,2\n", "a,b\n\"x\"y,2\n", "a,b\n\"x,2\n"] {
            assert!(!is_well_quoted(crooked, b','), "{crooked}");
        }
    }
}
