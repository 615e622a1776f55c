//! How an .xls prints its texts: fonts that raise or strike out, and the runs of shared texts that use them.
//!
//! calamine joins the runs of a text and forgets how they were printed. A shared text cannot grow where it stands, so
//! its raised and struck-out digits are replaced by control characters, which no text contains. [`shown`] turns these
//! into what they stand for, once calamine has read them.
//!
//! ```text
//! 12¹ in the sheet     "121" with a run of a raised font from character 2
//! here                 "12\x0F"
//! after calamine       "12¹", a figure with a note mark
//! ```

use crate::read::container::biff::{Record, record, word};
use crate::read::dress::{self, Dress};

const FONT: u16 = 0x0031;
const XF: u16 = 0x00E0;
const SST: u16 = 0x00FC;
const CONTINUE: u16 = 0x003C;

/// The fonts of a workbook, and the formats of its cells.
#[derive(Debug, Default)]
pub(super) struct Fonts {
    /// How each font prints text.
    fonts: Vec<Dress>,
    /// The font of each format.
    formats: Vec<u16>,
    /// Where the shared texts begin.
    texts: Option<usize>,
}

impl Fonts {
    /// Notes a record that comes before the sheets.
    pub(super) fn add(&mut self, stream: &[u8], found: &Record) {
        match found.kind {
            FONT => {
                let is_struck = word(stream, found.at + 2).is_some_and(|flags| flags & 0x08 != 0);
                let is_raised = word(stream, found.at + 8).is_some_and(|escapement| matches!(escapement, 1 | 2));
                self.fonts.push(match (is_struck, is_raised) {
                    (true, _) => Dress::Struck,
                    (false, true) => Dress::Raised,
                    (false, false) => Dress::Plain,
                });
            }
            XF => self.formats.push(word(stream, found.at).unwrap_or_default()),
            SST => self.texts = self.texts.or(Some(found.at)),
            _ => {}
        }
    }

    /// How a font prints text. There is no font 4: the fifth one has the number 5.
    fn dress(&self, font: u16) -> Dress {
        let at = usize::from(if font > 4 { font - 1 } else { font });
        self.fonts.get(at).copied().unwrap_or_default()
    }

    /// True if a cell with that format is struck out as a whole.
    pub(super) fn is_struck(&self, format: u16) -> bool {
        self.formats.get(usize::from(format)).is_some_and(|font| self.dress(*font) == Dress::Struck)
    }

    /// Marks the raised and struck-out digits of the shared texts; gives the number of characters of each text.
    pub(super) fn mark(&self, stream: &mut [u8]) -> Vec<u16> {
        let Some(at) = self.texts else { return Vec::new() };
        let Some(found) = at.checked_sub(4).and_then(|header| record(stream, header)) else { return Vec::new() };
        // Behind the two counts of the texts.
        let mut texts = Texts { stream, at: at + 8, end: found.at + found.length };
        std::iter::from_fn(|| texts.text(self)).collect()
    }
}

/// Shared texts, which continue over several records.
struct Texts<'a> {
    stream: &'a mut [u8],
    /// The position in the stream.
    at: usize,
    /// Where the open record ends.
    end: usize,
}

/// The position of a character, and whether it takes two bytes.
type Character = (usize, bool);

impl Texts<'_> {
    /// Marks the digits of one text and gives its length; `None` at the end, or if the records are damaged.
    fn text(&mut self, fonts: &Fonts) -> Option<u16> {
        if self.at >= self.end {
            self.continued()?;
        }
        let header = self.at;
        let length = word(self.stream, header)?;
        let flags = *self.stream.get(header + 2)?;
        let (is_rich, is_extended) = (flags & 0x08 != 0, flags & 0x04 != 0);
        let n_runs = if is_rich { word(self.stream, header + 3)? } else { 0 };
        let extension = header + 3 + if is_rich { 2 } else { 0 };
        let low = if is_extended { usize::from(word(self.stream, extension)?) } else { 0 };
        let high = if is_extended { usize::from(word(self.stream, extension + 2)?) } else { 0 };
        self.at = extension + if is_extended { 4 } else { 0 };
        if self.at > self.end {
            return None;
        }
        let characters = self.characters(usize::from(length), flags & 0x01 != 0, is_rich)?;
        let mut runs = Vec::with_capacity(usize::from(n_runs));
        for _ in 0..n_runs {
            runs.push((usize::from(self.word()?), fonts.dress(self.word()?)));
        }
        self.skip(low | high << 16)?;
        for (at, (start, dress)) in runs.iter().enumerate() {
            let end = runs.get(at + 1).map_or(characters.len(), |(next, _)| *next);
            let run = characters.get(*start..end.min(characters.len())).unwrap_or_default();
            run.iter().for_each(|character| self.mark(*character, *dress));
        }
        Some(length)
    }

    /// Goes on to the record that continues this one.
    fn continued(&mut self) -> Option<()> {
        let next = record(self.stream, self.end).filter(|next| next.kind == CONTINUE)?;
        (self.at, self.end) = (next.at, next.at + next.length);
        Some(())
    }

    /// Reads over the characters of a text, and gives their positions if `kept`. A record that continues a text says
    /// again how wide its characters are.
    fn characters(&mut self, length: usize, wide: bool, kept: bool) -> Option<Vec<Character>> {
        let (mut wide, mut left, mut characters) = (wide, length, Vec::new());
        while left > 0 {
            let width = if wide { 2 } else { 1 };
            let here = (self.end.saturating_sub(self.at) / width).min(left);
            if kept {
                characters.extend((0..here).map(|at| (self.at + at * width, wide)));
            }
            self.at += here * width;
            left -= here;
            if left > 0 {
                self.continued()?;
                wide = self.stream.get(self.at)? & 0x01 != 0;
                self.at += 1;
            }
        }
        Some(characters)
    }

    fn word(&mut self) -> Option<u16> {
        let mut byte = || {
            if self.at >= self.end {
                self.continued()?;
            }
            self.at += 1;
            self.stream.get(self.at - 1).copied()
        };
        Some(u16::from_le_bytes([byte()?, byte()?]))
    }

    /// Skips bytes, over the ends of records.
    fn skip(&mut self, n_bytes: usize) -> Option<()> {
        let mut left = n_bytes;
        while left > 0 {
            if self.at >= self.end {
                self.continued()?;
            }
            let here = left.min(self.end - self.at);
            // A record without content is followed by another.
            (self.at, left) = (self.at + here, left - here);
        }
        Some(())
    }

    /// Replaces a digit by the character for how it is printed.
    fn mark(&mut self, (at, wide): Character, dress: Dress) {
        let marks = match dress {
            Dress::Raised => RAISED,
            Dress::Struck => STRUCK,
            _ => return,
        };
        if wide && self.stream.get(at + 1) != Some(&0) {
            return;
        }
        if let Some(byte) = self.stream.get_mut(at).filter(|byte| byte.is_ascii_digit()) {
            *byte = marks[usize::from(*byte - b'0')];
        }
    }
}

/// The characters for raised digits and for struck-out ones, from 0 to 9.
const RAISED: [u8; 10] = [0x0E, 0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17];
const STRUCK: [u8; 10] = [0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x01, 0x02];

/// The text with its marked digits as they are printed.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let digit = |marks: &[u8; 10]| marks.iter().position(|mark| char::from(*mark) == c).map(|at| at.to_string());
        match (digit(&RAISED), digit(&STRUCK)) {
            (Some(digit), _) => dress::push(&mut shown, &digit, Dress::Raised),
            (None, Some(digit)) => dress::push(&mut shown, &digit, Dress::Struck),
            (None, None) => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: u16, fields: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(fields.len() as u16).to_le_bytes(), fields].concat()
    }

    fn font(flags: u8, escapement: u8) -> Vec<u8> {
        of(FONT, &[200, 0, flags, 0, 0, 0, 144, 1, escapement, 0, 0, 0, 0, 0, 0, 0])
    }

    /// Fonts 0 to 3 plain, 5 raised, 6 struck out; then these shared texts.
    fn marked(texts: &[Vec<u8>]) -> Vec<u8> {
        let fonts = [font(0, 0), font(0, 0), font(0, 0), font(0, 0), font(0, 1), font(8, 0)].concat();
        let mut stream = [fonts, texts.concat()].concat();
        let mut known = Fonts::default();
        let mut at = 0;
        while let Some(found) = record(&stream, at) {
            known.add(&stream, &found);
            at = found.at + found.length;
        }
        known.mark(&mut stream);
        stream
    }

    #[test]
    fn digits_of_raised_and_struck_out_runs_are_marked_over_the_ends_of_records() {
        // `23181` with 23 struck out and the last 1 raised; its runs go on in the next record.
        let narrow = [&[5, 0, 0x08, 3, 0][..], b"23181", &[0, 0, 6, 0, 2, 0, 0, 0]].concat();
        let first = of(SST, &[&[2, 0, 0, 0, 2, 0, 0, 0][..], &narrow].concat());
        // Then `件7`, whose second character is in a record of its own, with the 7 raised.
        let rest = [&[4, 0, 5, 0][..], &[2, 0, 0x09, 1, 0, 0xF6, 0x4E]].concat();
        let stream = marked(&[first, of(CONTINUE, &rest), of(CONTINUE, &[0, b'7', 1, 0, 5, 0])]);
        let found = |text: &[u8]| stream.windows(text.len()).any(|window| window == text);
        assert!(found(&[STRUCK[2], STRUCK[3], b'1', b'8', RAISED[1]]));
        assert!(found(&[0, RAISED[7], 1, 0, 5, 0]));
        let text: String = [STRUCK[2], STRUCK[3], b'1', RAISED[1]].map(char::from).iter().collect();
        assert_eq!(shown(&text), "~~23~~1¹");
    }

    #[test]
    fn texts_that_end_in_the_middle_are_left_as_they_are() {
        let cut = of(SST, &[&[1, 0, 0, 0, 1, 0, 0, 0][..], &[200, 0, 0x08, 9, 0], b"12"].concat());
        assert!(marked(std::slice::from_ref(&cut)).ends_with(&cut));
        let runs = of(SST, &[&[1, 0, 0, 0, 1, 0, 0, 0][..], &[2, 0, 0x08, 1, 0], b"12", &[9, 0, 5, 0]].concat());
        assert!(marked(std::slice::from_ref(&runs)).ends_with(&runs));
    }
}
