//! The one integration binary: each further one would link polars again.

#![allow(clippy::unwrap_used)]

mod advice;
mod aligned;
mod anomaly;
mod answers;
mod book;
mod books;
mod broken;
mod cases;
mod containers;
mod copies;
#[allow(dead_code, reason = "each test uses a part of the maker of corpora")]
mod corpus;
mod cut;
mod demo;
mod digits;
mod docs;
mod dossier;
mod dress;
mod encodings;
mod foia;
mod folded;
mod forms;
mod fuzzed;
mod golden;
mod identity;
mod identity_columns;
mod identity_districts;
mod identity_doubts;
mod identity_exports;
mod identity_names;
mod identity_sheets;
mod in_hand;
mod intake;
mod kill;
mod language;
mod languages;
mod layouts;
mod lint;
mod lost;
mod marks;
mod methods;
mod nearest;
mod notices;
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod offline;
mod older;
mod precedence;
mod printed;
mod properties;
mod prose;
mod reading;
mod readme;
mod real_filings;
mod repairs;
mod returned;
mod rules;
mod said;
mod said_beside;
mod sample;
mod shared;
mod shared_labels;
mod suite;
mod supply;
mod texts;
mod tidy;
mod torn;
mod unread;
mod wholes;

// What the program is built from, as the release has it.
#[allow(dead_code, reason = "the release uses more of it")]
#[path = "release/tree.rs"]
mod tree;

// Cities and what was planted in them, as in the benchmark of the anomaly list.
#[allow(dead_code, reason = "the benchmark uses more of it")]
#[path = "bench/anomaly/baseline.rs"]
mod baseline;
#[allow(dead_code, reason = "the benchmark uses more of it")]
#[path = "bench/anomaly/chance.rs"]
mod chance;
#[allow(dead_code, reason = "the benchmark uses more of it")]
#[path = "bench/anomaly/city.rs"]
mod city;
#[allow(dead_code, reason = "the benchmark uses more of it")]
#[path = "bench/anomaly/fault.rs"]
mod fault;
#[allow(dead_code, reason = "the benchmark uses more of it")]
#[path = "bench/anomaly/filings.rs"]
mod filings;
#[allow(dead_code, reason = "the benchmark uses more of it")]
#[path = "bench/anomaly/judged.rs"]
mod judged;
#[allow(dead_code, reason = "the benchmark uses more of it")]
#[path = "bench/anomaly/measure.rs"]
mod measure;

// What is fuzzed, and what must hold of it.
#[path = "fuzz/target.rs"]
#[allow(dead_code, reason = "the fuzzer uses more of it")]
mod target;
#[allow(dead_code, reason = "the fuzzer uses more of it")]
#[path = "fuzz/trial.rs"]
mod trial;
