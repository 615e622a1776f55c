//! gouji (勾稽) makes one true table out of hundreds of offices' tables.
//!
//! It reads the returns that offices export in every layout and encoding, checks what their figures owe each
//! other, sums them up with their coverage, and ranks what is questionable. The forms, the labels and the
//! rules are data under `pipelines/`; the engine knows no form by name.
//!
//! # The way of the data
//!
//! ```text
//! files ──discover──► Source ──decode──► Grid ──scan, bind──► Part ──assemble──► Filing ──check──► Finding ──localize──► Repair
//!        run                 read: never fails, every cell keeps its place    assemble        check
//! Filing ──frame──► columns ──rollup──► Rollup        Filing × Method ──rank──► anomalies; Finding ──rank──► Ranking
//! everything ──report──► CSV, Parquet, run.json, read back and held against the run; these ──► Dossier ──report──►
//! page, workbook and letters, read back as well; all of it put in the place of the former outputs in one step
//! ```
//!
//! # Rooms, from the bottom up
//!
//! | layer | module | holds | knows of |
//! |---|---|---|---|
//! | 0 | [`model`] | the nouns, with a glossary | nothing |
//! | 1 | [`spec`] | `pipelines/**` → model, formula language, errors with file, line and hint, lint | model |
//! | 1 | [`say`] | figures, and messages in a language | model |
//! | 1 | [`frame`] | the only door to polars: columns, sums, Parquet | model |
//! | 2 | [`read`] | bytes → parts of filings | model, say |
//! | 2 | [`assemble`] | parts × register → filings | model, say |
//! | 2 | [`check`] | filings × rules → findings | model, say |
//! | 2 | [`localize`] | broken filings → which cells are wrong, and what they should be | model |
//! | 2 | [`rollup`] | filings → sums with coverage, themselves checked | model, say, frame |
//! | 2 | [`rank`] | filings × methods → anomalies; findings → office-years, most questionable first | model, say |
//! | 2 | [`report`] | one file per output | model, say, frame |
//! | 3 | [`run`] | the pipeline as a table of contents; discovery, folders, manifest | all above |
//! | 4 | [`cli`] | arguments, progress, exit codes | run, spec, say, report, model |
//!
//! Stages of layer 2 do not know each other; they meet in `model` types, and [`run`] wires them.
//!
//! Why the house is built so, and what was measured, is in `docs/decisions.md`.
//!
//! # Invariants
//!
//! Reading never fails. A cell without a place does not exist. Blank is not zero. No figure is floating
//! point, money being whole hundredths. Same inputs, same bytes, whatever the number of threads. Every
//! figure in an output can be traced to a cell of an input. Lints and `tests/tidy.rs` hold most of this.

#![warn(missing_docs, unreachable_pub)]

pub mod assemble;
pub mod check;
pub mod cli;
pub mod frame;
pub mod localize;
pub mod model;
pub mod rank;
pub mod read;
pub mod report;
pub mod rollup;
pub mod run;
pub mod say;
pub mod spec;
