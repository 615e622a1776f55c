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

/// The text of an XML file, in the encodings such files have.
pub(crate) fn text(bytes: Vec<u8>) -> Option<String> {
    let (encoding, skip) = encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
    if encoding == encoding_rs::UTF_8 && skip == 0 {
        return String::from_utf8(bytes).ok();
    }
    encoding.decode_without_bom_handling_and_without_replacement(bytes.get(skip..)?).map(|text| text.into_owned())
}
