//! Small things that every reader of XML needs.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart};

/// The value of an attribute, whatever its prefix.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    // Looking for doubles takes time in the square of their number.
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

/// The text of an XML file, in the encodings such files have: what its bytes show counts for more than what it says.
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

/// The encoding that an XML text says it is in.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let end = memchr::memmem::find(bytes.get(..bytes.len().min(DECLARATION))?, b"?>")?;
    let head = bytes.get(..end)?;
    let at = memchr::memmem::find(head, b"encoding")? + b"encoding".len();
    let said = head.get(at..)?;
    let start = said.iter().position(|byte| matches!(byte, b'"' | b'\''))? + 1;
    let length = said.get(start..)?.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    said.get(start..start + length)
}

/// Bytes in which an XML text says in what encoding it is.
const DECLARATION: usize = 256;
