//! A page whose tags have too many attributes → the same page with fewer.
//!
//! The tokenizer compares each attribute of a tag with all before it, which takes time quadratic in their number.

use std::borrow::Cow;

use memchr::memmem;

/// A tag keeps so many attributes; pages of office programs have a dozen.
const MOST: usize = 256;

/// Tags that contain no tags.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// The page, in which no tag has more than `MOST` attributes.
pub(super) fn bounded(text: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = rest(text, at).find('<') {
        let start = at + found + 1;
        if rest(text, start).starts_with("!--") {
            at = rest(text, start).find("-->").map_or(text.len(), |end| start + end);
            continue;
        }
        // An end tag may have attributes as well; they are compared and then dropped.
        let start = start + usize::from(rest(text, start).starts_with('/'));
        if !rest(text, start).starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = start;
            continue;
        }
        let tag = tag(text.as_bytes(), start);
        if let Some(cut) = tag.cut {
            kept.push_str(text.get(from..cut).unwrap_or_default());
            from = tag.end;
        }
        let name = text.get(start..tag.name).unwrap_or_default();
        let raw = RAW.iter().find(|raw| raw.eq_ignore_ascii_case(name));
        at = raw.map_or(tag.end, |raw| end_of_raw(text, tag.end, raw));
    }
    match kept.is_empty() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(kept + rest(text, from)),
    }
}

fn rest(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// Where the content of a tag ends that contains no tags.
fn end_of_raw(text: &str, at: usize, name: &str) -> usize {
    let ends = memmem::find_iter(text.as_bytes().get(at..).unwrap_or_default(), b"</").map(|end| at + end);
    let mut own =
        ends.filter(|end| text.get(end + 2..end + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name)));
    own.next().unwrap_or(text.len())
}

/// A tag, by its positions in the page.
struct Tag {
    /// Where its name ends.
    name: usize,
    /// Where the attributes begin that are too many.
    cut: Option<usize>,
    /// Its closing bracket.
    end: usize,
}

fn tag(bytes: &[u8], start: usize) -> Tag {
    let until = |from: usize, is_end: fn(&u8) -> bool| until(bytes, from, is_end);
    let name = until(start, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
    let mut tag = Tag { name, cut: None, end: name };
    for n in 0.. {
        let begin = until(tag.end, |byte| !byte.is_ascii_whitespace() && *byte != b'/');
        tag.end = begin;
        if bytes.get(begin).is_none_or(|byte| *byte == b'>') {
            break;
        }
        tag.cut = tag.cut.or((n == MOST).then_some(begin));
        // An equals sign at the beginning is part of the name.
        let named = until(begin + 1, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='));
        let sign = until(named, |byte| !byte.is_ascii_whitespace());
        tag.end = match bytes.get(sign) {
            Some(b'=') => value(bytes, until(sign + 1, |byte| !byte.is_ascii_whitespace())),
            _ => named,
        };
    }
    tag
}

fn until(bytes: &[u8], from: usize, is_end: fn(&u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(is_end).map_or(bytes.len(), |length| from + length)
}

/// Where the value of an attribute ends.
fn value(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(quote @ (b'"' | b'\'')) => {
            let rest = bytes.get(at + 1..).unwrap_or_default();
            memchr::memchr(*quote, rest).map_or(bytes.len(), |length| at + 2 + length)
        }
        _ => until(bytes, at, |byte| byte.is_ascii_whitespace() || *byte == b'>'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_attributes_beyond_the_limit_are_dropped() {
        let many = |n: usize| (0..n).map(|at| format!(" a{at}=\"x>{at}\"")).collect::<String>();
        let page =
            |n: usize| format!("<p>前<td{} >1</td><!-- <td{} --><script>a<b{}</script>", many(n), many(400), many(400));
        assert!(matches!(bounded(&page(MOST)), Cow::Borrowed(_)));
        assert_eq!(bounded(&page(MOST + 40)), page(MOST));
        assert_eq!(bounded(&format!("</td{}>", many(MOST + 1))), format!("</td{} >", many(MOST)));
        assert_eq!(bounded(&format!("<td{} b c", many(MOST - 1))), format!("<td{} b ", many(MOST - 1)));
    }

    #[test]
    fn text_outside_tags_stays_as_it_is() {
        let words = " word".repeat(1000);
        for text in [format!("1 < 2{words}>"), format!("<!{words}>"), format!("<title><x{words}></title>")] {
            assert!(matches!(bounded(&text), Cow::Borrowed(_)), "{}", &text[..20]);
        }
    }
}
