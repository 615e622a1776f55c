//! Prints to stdout: everything, or an error that says so; and nothing that a terminal would
//! interpret.
//!
//! Names of files and offices come from strangers. A terminal interprets some characters as
//! commands: to move the cursor, change colours, set its title, or reverse the writing direction.
//! These are printed escaped.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::cli::Fault;

/// Prints one line, escaped.
pub(super) fn print(line: &str) -> Result<(), Fault> {
    write(&plain(line))
}

/// Prints several lines, escaped.
pub(super) fn print_lines<S: AsRef<str>>(lines: &[S]) -> Result<(), Fault> {
    let lines: Vec<Cow<'_, str>> = lines.iter().map(|line| plain(line.as_ref())).collect();
    write(&lines.join("\n"))
}

/// Prints a text of several lines, each escaped.
pub(super) fn print_text(text: &str) -> Result<(), Fault> {
    print_lines(&text.split('\n').collect::<Vec<&str>>())
}

/// Prints a JSON object. Characters that would need escaping become `\u001b`, as JSON allows in
/// strings, so a program reads the same text.
pub(super) fn print_json(object: &str) -> Result<(), Fault> {
    let is_plain = !object.contains(is_order);
    let escaped = |c: char| if is_order(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    let object = if is_plain { Cow::Borrowed(object) } else { object.chars().map(escaped).collect() };
    write(&object)
}

/// Prints a text that has been escaped already.
pub(super) fn write(text: &str) -> Result<(), Fault> {
    write_bytes(format!("{text}\n").as_bytes())
}

/// Prints bytes. A reader that has closed the pipe is not an error: `gouji rules | head` succeeds.
pub(super) fn write_bytes(bytes: &[u8]) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    gone_or(out.write_all(bytes).and_then(|()| out.flush()))
}

/// Ignores a closed pipe in the result of printing.
pub(super) fn gone_or(done: io::Result<()>) -> Result<(), Fault> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Fault::unprinted(&error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Escapes a line for a terminal: ESC becomes `\x1b`.
pub(super) fn plain(line: &str) -> Cow<'_, str> {
    if !line.contains(is_order) {
        return Cow::Borrowed(line);
    }
    let escaped = |c: char| match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        c if is_order(c) && c.is_ascii() => format!("\\x{:02x}", u32::from(c)),
        c if is_order(c) => format!("\\u{{{:x}}}", u32::from(c)),
        c => c.to_string(),
    };
    Cow::Owned(line.chars().map(escaped).collect())
}

/// True for characters that a terminal interprets and does not show. Tabs separate columns, and are
/// allowed.
fn is_order(c: char) -> bool {
    let turns = matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{61C}');
    let breaks = matches!(c, '\u{2028}' | '\u{2029}');
    (c.is_control() && c != '\t') || turns || breaks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_text_is_left() {
        for (said, shown) in [
            ("勾稽市\t统计局 — 1", "勾稽市\t统计局 — 1"),
            ("\u{1b}]0;x\u{7}\u{1b}[31m", "\\x1b]0;x\\x07\\x1b[31m"),
            ("a\u{9b}2J\u{202e}b\r\nc", "a\\u{9b}2J\\u{202e}b\\r\\nc"),
        ] {
            assert_eq!(plain(said), shown);
        }
    }
}
