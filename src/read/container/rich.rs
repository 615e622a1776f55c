//! Text of a workbook with raised or struck-out runs → text with characters that show it.
//!
//! calamine joins the runs of a text and forgets how they were printed. So the parts with such runs are rewritten
//! before calamine sees them.
//!
//! ```text
//! <r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>
//! ```
//!
//! This is 12 with the mark of note 1. Joined it would be 121; rewritten it is `12¹`.

use std::io::{Cursor, Write};

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::model::mark;
use crate::read::decode::Refusal;
use crate::read::dress::Dress;
use crate::read::xml::{attribute, entity};

/// The rewritten part; `None` if no run in it is raised or struck out.
pub(super) fn dressed(part: &[u8]) -> Option<Vec<u8>> {
    let may_be = |name: &[u8]| memmem::find(part, name).is_some();
    if !may_be(b"vertAlign") && !may_be(b"strike") {
        return None;
    }
    let text = std::str::from_utf8(part).ok()?;
    let mut reader = Reader::from_str(text);
    let mut rich = Rich { written: String::with_capacity(text.len()), run: None, in_text: false, any: false };
    let mut from = 0;
    loop {
        let event = reader.read_event();
        let to = usize::try_from(reader.buffer_position()).ok()?;
        let raw = text.get(from..to)?;
        from = to;
        match event {
            Ok(Event::Start(tag)) => rich.start(&tag, raw),
            Ok(Event::Empty(tag)) => {
                rich.property(&tag);
                rich.written.push_str(raw);
            }
            Ok(Event::End(tag)) => rich.end(tag.local_name().as_ref(), raw),
            Ok(Event::Text(_)) => rich.text(raw),
            Ok(Event::GeneralRef(name)) => match entity(&name).filter(char::is_ascii_alphanumeric) {
                Some(character) => rich.text(character.encode_utf8(&mut [0; 4])),
                None => rich.written.push_str(raw),
            },
            Ok(Event::Eof) => break,
            Ok(_) => rich.written.push_str(raw),
            // calamine will say what is wrong with it.
            Err(_) => return None,
        }
    }
    rich.any.then(|| rich.written.into_bytes())
}

/// A part while it is rewritten.
struct Rich {
    /// The new text of the part.
    written: String,
    /// How the open run is printed.
    run: Option<Dress>,
    /// Inside the text of a run.
    in_text: bool,
    /// Some run is raised or struck out.
    any: bool,
}

impl Rich {
    /// An opening tag, and how it is written in the file.
    fn start(&mut self, tag: &BytesStart<'_>, raw: &str) {
        self.written.push_str(raw);
        match tag.local_name().as_ref() {
            "r" => self.run = Some(Dress::Plain),
            "t" => {
                self.in_text = true;
                self.strike();
            }
            _ => self.property(tag),
        }
    }

    /// Applies a property to the open run.
    fn property(&mut self, tag: &BytesStart<'_>) {
        let said = || attribute(tag, "val");
        let dress = match tag.local_name().as_ref() {
            "vertAlign" if said().is_some_and(|said| said != "baseline") => Dress::Raised,
            "strike" if said().is_none_or(|said| said != "0" && said != "false") => Dress::Struck,
            _ => return,
        };
        if let Some(run) = &mut self.run {
            *run = dress.inside(*run);
            self.any = true;
        }
    }

    /// A closing tag.
    fn end(&mut self, name: &str, raw: &str) {
        match name {
            "r" => self.run = None,
            "t" => {
                self.strike();
                self.in_text = false;
            }
            _ => {}
        }
        self.written.push_str(raw);
    }

    /// Marks the begin or end of struck-out text.
    fn strike(&mut self) {
        if self.run == Some(Dress::Struck) {
            self.written.push_str(mark::STRUCK);
        }
    }

    /// Text, raised if its run is.
    fn text(&mut self, raw: &str) {
        match self.run.filter(|_| self.in_text) {
            Some(Dress::Raised) => self.written.push_str(&mark::raised(raw)),
            Some(_) | None => self.written.push_str(raw),
        }
    }
}

/// A workbook with some parts replaced, by their positions.
pub(super) fn with_parts(bytes: &[u8], parts: &[(usize, Vec<u8>)]) -> Result<Vec<u8>, Refusal> {
    packed(bytes, parts).ok_or(Refusal::new("intake.damaged"))
}

/// The zip with its other parts copied as they are; `None` if it is damaged.
fn packed(bytes: &[u8], parts: &[(usize, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for at in 0..archive.len() {
        let name = archive.name_for_index(at)?.ok()?.into_owned();
        match parts.iter().find(|(changed, _)| *changed == at) {
            Some((_, part)) => {
                writer.start_file(name, stored).ok()?;
                writer.write_all(part).ok()?;
            }
            None => writer.raw_copy_file(archive.by_index_raw(at).ok()?).ok()?,
        }
    }
    Some(writer.finish().ok()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(xml: &str) -> Option<String> {
        dressed(xml.as_bytes()).map(|part| String::from_utf8(part).unwrap())
    }

    #[test]
    fn only_raised_and_struck_out_runs_are_rewritten() {
        let rich = "<si><r><t>18&#49;</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t xml:space=\"preserve\">&#50;3 &amp;</t></r></si>";
        let plain = "<si><r><t>181</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t xml:space=\"preserve\">²³ &amp;</t></r></si>";
        assert_eq!(written(rich).as_deref(), Some(plain));
        let struck = "<si><r><rPr><strike/></rPr><t>23</t></r><r><rPr><strike val=\"0\"/></rPr><t>181</t></r></si>";
        assert!(written(struck).unwrap().contains("<t>~~23~~</t></r><r><rPr><strike val=\"0\"/></rPr><t>181</t>"));
        assert_eq!(written("<fonts><font><strike/><vertAlign val=\"superscript\"/></font></fonts>"), None);
        assert_eq!(written("<si><t>vertAlign strike</t></si>"), None);
    }
}
