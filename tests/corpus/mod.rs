//! A deterministic maker of corpora: the same seed gives the same bytes on every machine.
//!
//! Random but valid filings of invented offices come in at `filing`, faults are planted on `print`,
//! `layout` and `encoding` turn them into bytes. Nothing here knows the engine: what a fault must lead to
//! is worked out anew in `sample::oracle`, so that the two can be held against each other.

pub mod bulk;
pub mod encoding;
pub mod filing;
pub mod form;
pub mod layout;
pub mod office;
pub mod print;
pub mod prng;
pub mod processor;
pub mod sample;
