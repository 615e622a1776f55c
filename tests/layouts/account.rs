//! Nothing is lost: every figure of a file is a cell, an unreadable one, or named among what was not understood.
//!
//! The figures are counted in the text by splitting it at its delimiters, which knows nothing of tables.

use gouji::model::{Pipeline, Reception, Source, SourceIx, State, Value};
use gouji::read::{self, Read, vocabulary::Vocabulary};
use gouji::spec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::corpus::layout::Spans;
use crate::layouts::choices::habits;
use crate::layouts::file;
use crate::layouts::habits::{CellsOn, Cover, Figures, Habits, Labels, PageBreak, Requests, Zero};
use crate::layouts::marks::Marks;

/// Habits under which a figure is a field of digits, printed once.
fn countable() -> impl Strategy<Value = Habits> {
    habits().prop_map(|habits| {
        let page_break = match habits.page_break {
            PageBreak::RowAgain => PageBreak::HeaderAgain,
            other => other,
        };
        let spans = if habits.spans == Spans::Repeated { Spans::Blank } else { habits.spans };
        let labels = if habits.labels == Labels::LineBreaks { Labels::AsOnForm } else { habits.labels };
        let cover = if habits.cover == Cover::LabelledFields { Cover::Title } else { habits.cover };
        // A transposed stack of cells is seldom told, and then all of its rows share one print.
        let requests = if habits.cells == CellsOn::Fields { habits.requests } else { Requests::AsOnForm };
        // A page is numbered in digits, and so are rows.
        let cells = match habits.cells {
            CellsOn::PagedLines(_) => CellsOn::Lines,
            CellsOn::Aligned { .. } => CellsOn::Fields,
            other => other,
        };
        let (figures, zero, marks, numbered) = (Figures::Plain, Zero::Digit, Marks::None, false);
        Habits { requests, figures, zero, marks, numbered, cells, page_break, spans, labels, cover, ..habits }
    })
}

/// Fields of digits, and of digits with a point for the one amount of money.
fn figures(text: &str, delimiters: &[char]) -> usize {
    let is_figure = |field: &str| field.starts_with(|c: char| c.is_ascii_digit()) && field.parse::<f64>().is_ok();
    text.split(delimiters).filter(|field| is_figure(field.trim())).count()
}

/// How many figures are cells or named, with what is named; nothing where the file is refused with a reason.
fn accounted(bytes: &[u8], path: String, pipeline: &Pipeline) -> Option<(usize, Vec<String>)> {
    let source = Source { path, root_len: 0 };
    let Read::Text(reading) = read::file(bytes, SourceIx(0), &source, &mut Vocabulary::new(pipeline)) else {
        panic!("a text is one reading");
    };
    if reading.intake.reception == Reception::Rejected {
        assert!(!reading.intake.messages.is_empty() || !reading.intake.remarks.is_empty());
        return None;
    }
    let mut unmatched: Vec<String> = reading.intake.unmatched.iter().map(|one| format!("{one:?}")).collect();
    let mut n_named = reading.intake.unmatched.n_figures() as usize;
    let mut cells = 0;
    for part in &reading.parts {
        let mut rows_unread = Vec::new();
        for (cell, value) in part.cells.iter() {
            match value {
                Value::Number(_) => cells += 1,
                // The cells of a row that could not be told share its print.
                Value::Not(State::Unreadable | State::Unread) => {
                    rows_unread.push((part.places.of(cell), part.cells.raw(cell).to_owned()))
                }
                Value::Not(_) => {}
            }
        }
        rows_unread.sort();
        rows_unread.dedup();
        n_named += rows_unread.iter().map(|(_, raw)| figures(&raw.replace(" | ", ","), &[','])).sum::<usize>();
        unmatched.extend(rows_unread.into_iter().map(|(_, raw)| raw));
    }
    Some((cells + n_named, unmatched))
}

#[test]
fn every_figure_of_a_file_is_a_cell_or_named() {
    let pipeline = spec::load("cn-disclosure").unwrap();
    let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let result = TestRunner::new_with_rng(config, rng).run(&countable(), |habits| {
        let file = file::print(&habits);
        let counted = figures(&file.text, &[habits.delimiter, '\n']);
        if let Some((accounted, unmatched)) = accounted(&file.bytes, file.path.clone(), &pipeline) {
            prop_assert_eq!(counted, accounted, "{:#?}\n{}", unmatched, file.text);
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
