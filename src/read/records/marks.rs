//! What the quotation marks of a record export are: around fields, or strays.

use std::sync::OnceLock;

use csv::ByteRecord;

use crate::read::grid::is_several_lines;

/// The quotation marks of a text.
pub(super) struct Marks<'a> {
    text: &'a str,
    pub delimiter: u8,
    /// They hold fields together.
    pub hold: bool,
    /// Every one of them is where it should be; looked at only where it matters.
    sure: OnceLock<bool>,
}

impl Marks<'_> {
    /// A text with an odd number of quotation marks has a stray one, and what stands between it and the next would be
    /// one field: such a text is read without quoting, and lines with a mark are not used.
    pub(super) fn of(text: &str, delimiter: u8) -> Marks<'_> {
        let hold = memchr::memchr_iter(b'"', text.as_bytes()).count().is_multiple_of(2);
        Marks { text, delimiter, hold, sure: OnceLock::new() }
    }

    /// True if the fields of a line cannot be told: it was read without quoting and has a quotation mark, or other
    /// lines of an export that is so wide have fallen between two stray ones.
    pub(super) fn tear(&self, record: &ByteRecord, width: usize) -> bool {
        if !self.hold {
            return record.as_slice().contains(&b'"');
        }
        if memchr::memchr(b'\n', record.as_slice()).is_none() {
            return false;
        }
        let has_swallowed = |field: &[u8]| {
            let separators = memchr::memchr_iter(self.delimiter, field).count();
            is_several_lines(field, self.delimiter) || has_line_end(field) && separators + 1 >= width.max(LEAST)
        };
        are_lines_of(record, self.delimiter, width)
            || record.iter().any(has_swallowed) && !*self.sure.get_or_init(|| is_well_quoted(self.text, self.delimiter))
    }
}

/// Columns that an export has at least: with fewer, a remark of two lines looks like two of its lines.
const LEAST: usize = 3;

fn has_line_end(field: &[u8]) -> bool {
    memchr::memchr(b'\n', field).is_some()
}

/// True if what was cut into one record is, line by line, as many fields as the header has: whatever the quotation
/// marks say, these are lines of the export.
fn are_lines_of(record: &ByteRecord, delimiter: u8, width: usize) -> bool {
    // Fields of the line so far.
    let mut so_far = 0;
    for field in record {
        for (at, piece) in field.split(|byte| *byte == b'\n').enumerate() {
            if at > 0 && std::mem::take(&mut so_far) != width {
                return false;
            }
            so_far += memchr::memchr_iter(delimiter, piece).count() + 1;
        }
    }
    width >= LEAST && so_far == width
}

/// True if every quotation mark is where the rules of CSV have it and every record has as many fields as the first.
fn is_well_quoted(text: &str, delimiter: u8) -> bool {
    let bytes = text.trim_end().as_bytes();
    let is_end = |at: usize| bytes.get(at).is_none_or(|byte| [delimiter, b'\n', b'\r'].contains(byte));
    let (mut at, mut fields, mut first) = (0, 1usize, None);
    while at < bytes.len() {
        match bytes[at] {
            b'"' if at == 0 || is_end(at - 1) => {
                // The closing mark is the first that is not doubled.
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
    fn lines_that_fell_into_one_record_are_told_from_a_remark_of_two_lines() {
        let told = |fields: &[&str]| are_lines_of(&ByteRecord::from(fields.to_vec()), b',', 4);
        assert!(told(&["a,1,2,3\nb", "1", "2", "3"]) && told(&["a", "1", "2", "3\nb,1,2,3\nc,1,2,3"]));
        assert!(told(&["a", "1,2,3\nb,1", "2", "3"]));
        assert!(!told(&["a", "1", "2", "see\nb, c"]) && !told(&["a\nb", "1", "2", "3"]));
    }

    #[test]
    fn marks_that_hold_are_told_from_strays() {
        for sound in ["a,b\n\"x,\ny\",2\n", "a\n\"\"\n", "a,b\n\"say \"\"so\"\"\",2", ""] {
            assert!(is_well_quoted(sound, b','), "{sound}");
        }
        for crooked in ["a,b\n\"x,2\ny\",2,3\n", "a,b\n5\" x,2\n", "a,b\n\"x\"y,2\n", "a,b\n\"x,2\n"] {
            assert!(!is_well_quoted(crooked, b','), "{crooked}");
        }
    }
}
