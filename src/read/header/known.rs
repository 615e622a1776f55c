//! Headers that have been read, kept from file to file: a hundred thousand offices print the same few.
//!
//! What a header means depends on what is printed in its rows, on the heading over it, and on what reading it asks of
//! the rows that follow. The first two are the key. The answers to the questions are kept with the header, which is
//! used again only if the rows of the file at hand give the same answers. So a header is never taken from another file
//! by mistake.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::model::TableIx;
use crate::read::grid::{Row, Token};
use crate::read::header::{Header, Hint, LayoutAhead};

/// Headers with more fields are not kept.
const MOST_FIELDS: usize = 256;
/// With so many headers the store is emptied.
const MOST_HEADERS: usize = 1024;

/// Headers by what is printed in them. The key holds words of one vocabulary, so the store is part of it.
#[derive(Debug, Default)]
pub struct KnownHeaders {
    headers: RefCell<FxHashMap<Printed, Known>>,
}

/// What is printed in header rows.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Printed {
    /// The table that the heading over them names.
    heading: Option<TableIx>,
    /// The fields of all rows.
    tokens: Vec<Token>,
    /// Where each row ends among them.
    ends: Vec<usize>,
}

/// A header, and on what it depends.
#[derive(Debug)]
struct Known {
    /// The answers that the rows below have given.
    answers: Vec<Answer>,
    /// The header, or `None` if the rows are none.
    header: Option<Header>,
}

/// What reading a header has asked of the rows that follow, with the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Rows(TableIx, usize),
    Layout(TableIx, LayoutAhead),
}

impl Answer {
    /// True if the rows of the file at hand give the same answer.
    fn holds(&self, hint: &Hint<'_>) -> bool {
        match *self {
            Answer::Rows(table, n) => (hint.rows_ahead)(table) == n,
            Answer::Layout(table, layout) => (hint.layout_ahead)(table) == layout,
        }
    }
}

impl KnownHeaders {
    /// Forgets all headers, because the vocabulary has been emptied.
    pub fn clear(&mut self) {
        self.headers.get_mut().clear();
    }

    /// The header in some rows: a kept one if it applies, or else what `read` makes of them. `read` has to ask for the
    /// rows ahead only through the hint that it is given.
    pub fn of(&self, rows: &[Row<'_>], hint: &Hint<'_>, read: impl Fn(&Hint<'_>) -> Option<Header>) -> Option<Header> {
        if rows.iter().map(|row| row.tokens.len()).sum::<usize>() > MOST_FIELDS || rows.len() > MOST_FIELDS {
            return read(hint);
        }
        let printed = Printed::of(rows, hint);
        if let Some(known) = self.headers.borrow().get(&printed)
            && known.answers.iter().all(|answer| answer.holds(hint))
        {
            return known.header.clone();
        }
        let answers = RefCell::new(Vec::new());
        let rows_ahead = |table| {
            let n = (hint.rows_ahead)(table);
            answers.borrow_mut().push(Answer::Rows(table, n));
            n
        };
        let layout_ahead = |table| {
            let layout = (hint.layout_ahead)(table);
            answers.borrow_mut().push(Answer::Layout(table, layout));
            layout
        };
        let header = read(&Hint { heading: hint.heading, rows_ahead: &rows_ahead, layout_ahead: &layout_ahead });
        let known = Known { answers: answers.into_inner(), header: header.clone() };
        let mut headers = self.headers.borrow_mut();
        if headers.len() >= MOST_HEADERS {
            headers.clear();
        }
        headers.insert(printed, known);
        header
    }
}

impl Printed {
    fn of(rows: &[Row<'_>], hint: &Hint<'_>) -> Printed {
        let n_tokens = rows.iter().map(|row| row.tokens.len()).sum();
        let (mut tokens, mut ends) = (Vec::with_capacity(n_tokens), Vec::with_capacity(rows.len()));
        for row in rows {
            tokens.extend_from_slice(row.tokens);
            ends.push(tokens.len());
        }
        Printed { heading: hint.heading, tokens, ends }
    }
}

#[cfg(test)]
mod tests {
    use crate::read::header;
    use crate::read::vocabulary::Vocabulary;
    use crate::read::{cut, scan};
    use crate::spec;

    const HEADER: &str = "信息内容,本年制发件数,本年废止件数,现行有效件数\n";

    /// The headers of texts read one after the other, and each alone.
    fn kept_and_anew(texts: &[&str]) -> Vec<(String, String)> {
        let pipeline = spec::load("cn-disclosure").unwrap();
        let sections = |text: &str, vocabulary: &mut Vocabulary<'_>| {
            let grid = cut::cut(text, b',', vocabulary);
            let scan = scan::scan(&grid, vocabulary);
            let of = |header: &header::Header| {
                let leaves = header.leaves.iter().map(|leaf| (leaf.row, leaf.column, leaf.at, leaf.width));
                let shape = (header.table, header.aligned, header.spanned, header.stub, header.remarks, header.width);
                format!("{:?} {:?} {:?}", leaves.collect::<Vec<_>>(), shape, (&header.asides, &header.misprinted))
            };
            scan.sections.iter().map(|section| of(&section.header)).collect::<Vec<_>>().join("\n")
        };
        let mut kept = Vocabulary::new(&pipeline);
        texts.iter().map(|text| (sections(text, &mut kept), sections(text, &mut Vocabulary::new(&pipeline)))).collect()
    }

    #[test]
    fn a_header_from_the_store_equals_one_read_anew() {
        let same = format!("{HEADER}规章,1,2,3\n行政规范性文件,4,5,6\n");
        for (kept, anew) in kept_and_anew(&[&same, &same, &same]) {
            assert!(!anew.is_empty());
            assert_eq!(kept, anew);
        }
    }

    #[test]
    fn a_kept_header_is_not_used_for_rows_of_another_layout() {
        let header = "序号,信息内容,本年制发件数,本年废止件数,现行有效件数\n";
        let texts = [
            format!("{header}1,规章,1,2,3\n2,行政规范性文件,4,5,6\n"),
            format!("{header}规章,1,2,3\n行政规范性文件,4,5,6\n"),
            format!("{header}规章,,1,2,3\n行政规范性文件,,4,5,6\n"),
            format!("{header}1,规章,1,2,3,\n2,行政规范性文件,4,5,6,\n"),
        ];
        let texts: Vec<&str> = texts.iter().flat_map(|text| [text.as_str(), text.as_str()]).collect();
        for order in [texts.clone(), texts.into_iter().rev().collect()] {
            for (kept, anew) in kept_and_anew(&order) {
                assert_eq!(kept, anew);
            }
        }
    }
}
