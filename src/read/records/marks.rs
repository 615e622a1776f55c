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
    /// lines have fallen between two stray ones.
    pub(super) fn tear(&self, record: &ByteRecord) -> bool {
        if !self.hold {
            return record.as_slice().contains(&b'"');
        }
        memchr::memchr(b'\n', record.as_slice()).is_some()
            && record.iter().any(|field| is_several_lines(field, self.delimiter))
            && !*self.sure.get_or_init(|| is_well_quoted(self.text, self.delimiter))
    }
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
    fn marks_that_hold_are_told_from_strays() {
        for sound in ["a,b\n\"x,\ny\",2\n", "a\n\"\"\n", "a,b\n\"say \"\"so\"\"\",2", ""] {
            assert!(is_well_quoted(sound, b','), "{sound}");
        }
        for crooked in ["a,b\n\"x,2\ny\",2,3\n", "a,b\n5\" x,2\n", "a,b\n\"x\"y,2\n", "a,b\n\"x,2\n"] {
            assert!(!is_well_quoted(crooked, b','), "{crooked}");
        }
    }
}
