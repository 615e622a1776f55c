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
//! # Where the house differs from its first drawing
//!
//! - All versions of a form share one catalogue of cells ([`model::Catalogue`]); a version is the set of cells
//!   it prints. So a filing that mixes versions is an ordinary filing, last year's cell is the same index as
//!   this year's, and a cell that a version has not got is a state and not another vector.
//! - A number takes two bytes in memory ([`model::Cells`]), the few large ones live beside: a million filings
//!   fit in half a gigabyte, and less memory is also less time.
//! - Assembling is a stage of its own between reading and checking: whose a part is depends on the register
//!   and on the other files, which reading must not know.
//! - One input file may be many sources: the sheets of a workbook and the members of a zip are read where the
//!   file is, and get their places in the run's list when the readings are put together ([`read::container`]).
//! - A file may hold one table of many for every office: which one, its name and its header say together
//!   ([`read::records`]), and assembling joins the parts of an office-year. A cell says whether figures of two
//!   offices add up ([`model::CellDef`]); medians, shares and dates are in no sum. A published total is an office of
//!   scope `total`: held against those below it, and added to nothing.
//! - Whose figures a filing holds is said of the filing ([`model::Scope`]) and not of its office, and so is whether it
//!   is added to the others ([`model::Counted`]): an office may file for itself one year and for all below it the next.
//! - What people look at is made from the tables as they were written ([`model::Dossier`]) and from nothing else: so
//!   no figure in it can differ from them, and `gouji report` makes it again from a finished run.
//! - A binding rests on labels, or on evidence that is written down: place, numbering, width and the form's own laws
//!   ([`read::misprint`], [`read::headless`], [`read::short`], [`read::stack`]) may leave one way to read a row, which is
//!   then taken with a note ([`model::BindingNote`]), or several, and then none is. What was printed and not bound is
//!   `unread` (`read::unread`): no rule asks for it, and nobody is accused of it.
//! - A group of rows or columns may have a line of its own that few offices print ([`model::Group`]). Its cells end
//!   the catalogue, so that a filing without them costs nothing, and no pattern, rollup law or repair takes them in.
//! - What the program has written may come back among the inputs. A mark tells it from filings ([`model::Mark`]); the form
//!   of an office says in its mark where each cell was printed, so that reading it back needs no conclusions
//!   ([`read::paper`]). How a form is laid out is decided once, and the workbook, the forms and the page draw it.
//! - A folder of outputs has a list of what was written into it (`run::written`). What is not on it, or has been changed
//!   since, is somebody's own: it is kept when the outputs are replaced, and read where the folder lies among the inputs.
//! - Several figures typed into one cell, last year's figures beside this year's and lists of a label and its figure are
//!   made an ordinary grid before anything is bound (`read::folded`, `read::yearly`, `read::pairs`).
//! - Every reader takes its cells and texts from one room in proportion to the bytes of its file (`read::room`), and a run
//!   counts what it read, asked and wrote by a path of its own before anything is published (`run::account`).
//! - Outputs of earlier versions are read by the names of their columns; `run.json` has a number that is raised where that
//!   would mislead ([`run::manifest`]). The sample lies in the program (`cli::demo`).
//! - What the program says is data as well (`pipelines/lang`): no sentence of the outputs is in the source. Stages make
//!   messages ([`model::Message`]) and know no language; [`report`] and [`cli`] say them ([`say::message`]). The tables
//!   keep each message as data beside its text, so that a finished run can be told again in another language.
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
