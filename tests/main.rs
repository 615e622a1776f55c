//! The one integration binary: each further one would link polars again.

#![allow(clippy::unwrap_used)]

mod answers;
mod books;
mod containers;
mod copies;
#[allow(dead_code, reason = "each test uses a part of the maker of corpora")]
mod corpus;
mod forms;
mod intake;
mod kill;
mod language;
mod layouts;
mod lint;
mod prose;
mod readme;
mod real_filings;
mod repairs;
mod rules;
mod sample;
mod shared;
mod suite;
mod tidy;
