//! Bytes → filings. Reading never fails: what cannot be read is said, and where.
//!
//! In goes the content of one file; out comes a [`Reading`]: the parts found in it, each with every statement
//! about whose it is, and the file's row of the intake. Whether an office is on a register, and what to do
//! with two filings of one office, is not known here.

mod advice;
pub mod aligned;
pub mod archive;
pub mod bind;
mod broken_header;
mod broken_label;
mod cells;
pub mod container;
pub mod copies;
pub mod cut;
pub mod decode;
mod doubt;
pub mod dress;
mod exported;
mod folded;
pub mod grid;
mod guard;
pub mod header;
pub mod header_tree;
pub mod headless;
pub mod identify;
pub mod joined;
pub mod laws;
pub mod member;
pub mod misprint;
pub mod number;
pub mod page;
mod pairs;
pub mod paper;
pub mod printed;
pub mod prose;
mod reading;
pub mod records;
mod room;
mod rows;
mod running;
pub mod scan;
pub mod section;
pub mod sheet;
pub mod short;
pub mod stack;
pub mod statements;
pub mod strips;
pub mod tables;
mod tails;
mod text;
pub mod token;
pub mod trail;
mod unlabelled;
mod unread;
pub mod vocabulary;
mod xml;
mod yearly;

use crate::model::{Reading, Source, SourceIx};
use crate::read::member::Member;
pub use crate::read::reading::refused;
pub use crate::read::text::source;
use crate::read::vocabulary::Vocabulary;

/// What one file has yielded.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "nearly every file is a text, and is not to pay for the others")]
pub enum Read {
    /// The reading of a text.
    Text(Reading),
    /// The members of a zip or the sheets of a workbook, in the file's order.
    Members(Vec<Member>),
}

// So that a hundred thousand readings are taken out of their `Read`s without moving.
const _: () = assert!(size_of::<Read>() == size_of::<Reading>());

/// Reads one file of any kind. Where it will stand among all sources is known of a text only: members are
/// numbered by whoever puts the readings of a run together.
pub fn file(bytes: &[u8], ix: SourceIx, source: &Source, vocabulary: &mut Vocabulary<'_>) -> Read {
    match container::read(bytes, source, vocabulary) {
        Some(members) => Read::Members(members),
        None => Read::Text(text::source(bytes, ix, source, vocabulary)),
    }
}
