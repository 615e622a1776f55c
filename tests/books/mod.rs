//! Filings of the corpus written as workbooks, pages, documents and archives, with real spans.

#![allow(dead_code, reason = "the tests and the fuzzer each use a part")]

pub mod aligned;
pub mod archive;
pub mod bombs;
pub mod document;
pub mod page;
pub mod sheet;
pub mod table;
