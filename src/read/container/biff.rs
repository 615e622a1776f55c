//! The records of an .xls: kind, length and as many bytes, one record after the other (BIFF8).

/// One record, by its place in the stream.
pub(super) struct Record {
    /// What it holds, as the specification numbers it.
    pub(super) kind: u16,
    /// Position of its first byte behind kind and length.
    pub(super) at: usize,
    /// In bytes, kind and length left out.
    pub(super) length: usize,
}

/// The record that begins at a position; `None` at the end of the stream, or where it is cut short.
pub(super) fn record(stream: &[u8], at: usize) -> Option<Record> {
    let kind = word(stream, at)?;
    let length = usize::from(word(stream, at + 2)?);
    (at + 4 + length <= stream.len()).then_some(Record { kind, at: at + 4, length })
}

/// The two bytes at a position as a number, little end first.
pub(super) fn word(stream: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(stream.get(at..at.checked_add(2)?)?.try_into().ok()?))
}
