//! What every reader of XML needs.
//!
//! The formats of office programs are read as a stream of tags and never as a tree, which may be many times as large as
//! the text. A reader implements [`Walk`] and keeps what it needs to know about the open tags.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::read::decode::Refusal;

/// Built from an XML text while it is walked through. Names come without prefixes.
pub(crate) trait Walk {
    /// A tag begins.
    fn start(&mut self, tag: &BytesStart<'_>);
    /// Text between tags; it may come in several pieces.
    fn text(&mut self, text: &str);
    /// Text in a CDATA section, which few formats use.
    fn cdata(&mut self, _: &str) {}
    /// A tag ends; an empty tag ends as well.
    fn end(&mut self, name: &str);
}

/// Walks through an XML text. A damaged text is refused, as half of it would lack tables without anybody noticing.
pub(crate) fn walk(text: &str, made: &mut impl Walk) -> Result<(), Refusal> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => made.start(&tag),
            Ok(Event::Empty(tag)) => {
                made.start(&tag);
                made.end(tag.local_name().as_ref());
            }
            Ok(Event::End(tag)) => made.end(tag.local_name().as_ref()),
            Ok(Event::Text(text)) => made.text(&text.xml10_content()),
            Ok(Event::CData(text)) => made.cdata(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) => {
                if let Some(text) = entity(&name) {
                    made.text(text.encode_utf8(&mut [0; 4]));
                }
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return Err(Refusal::new("intake.damaged")),
        }
    }
}

/// The value of an attribute, whatever its prefix.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    // Checking for duplicate attributes takes time quadratic in their number, so it is off.
    let found =
        tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).map_or_else(|_| String::new(), |value| value.into_owned()))
}

/// The character that `&name;` or `&#1234;` stands for.
pub(crate) fn entity(name: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return Some(character);
    }
    Some(match name.xml10_content().as_ref() {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// The text of an XML file. What its bytes show takes precedence over the encoding that it declares.
pub(crate) fn text(bytes: Vec<u8>) -> Option<String> {
    if let Some((encoding, skip)) = encoding_rs::Encoding::for_bom(&bytes) {
        return decoded(bytes.get(skip..)?, encoding);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let bytes = error.into_bytes();
            let said = declared(&bytes)?;
            decoded(&bytes, encoding_rs::Encoding::for_label(said)?)
        }
    }
}

fn decoded(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(|text| text.into_owned())
}

/// The encoding that an XML text declares.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let end = memchr::memmem::find(bytes.get(..bytes.len().min(DECLARATION))?, b"?>")?;
    let head = bytes.get(..end)?;
    let at = memchr::memmem::find(head, b"encoding")? + b"encoding".len();
    let said = head.get(at..)?;
    let start = said.iter().position(|byte| matches!(byte, b'"' | b'\''))? + 1;
    let length = said.get(start..)?.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    said.get(start..start + length)
}

/// An XML text declares its encoding within so many bytes.
const DECLARATION: usize = 256;
