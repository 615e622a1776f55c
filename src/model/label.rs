//! What a printed label means.
//!
//! Offices print the same label in many ways: full-width or narrow, broken over lines, with or without
//! its ordinal and its filling instruction. A label is looked up first as it stands, then without its
//! annotation, then without its ordinal; only known spellings count, and nothing is matched by likeness.

use regex::Regex;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::model::{AxisIx, TableIx, mark};

/// What the header of a record export says about its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The name of the filing office.
    Office,
    /// The part of it that the line is about, or a word for the whole.
    Component,
    /// Its code on the register.
    OfficeCode,
    /// The reporting year.
    Year,
    /// The table that a figure of a long export stands in.
    Table,
    /// The row that it stands in.
    Row,
    /// The column that it stands in.
    Column,
    /// Its code, in place of the other three.
    Cell,
    /// The figure.
    Value,
    /// The district of the office; not used, since the register says it.
    District,
    /// The unit of the figure.
    Unit,
    /// Whether the filing is consolidated; not used, since the register says it.
    Scope,
    /// A numbering, which is no figure.
    Number,
}

impl Field {
    /// Every field with the word that stands for it in alias files.
    pub const ALL: [(Field, &'static str); 13] = [
        (Field::Office, "office"),
        (Field::Component, "component"),
        (Field::OfficeCode, "office_code"),
        (Field::Year, "year"),
        (Field::Table, "table"),
        (Field::Row, "row"),
        (Field::Column, "column"),
        (Field::Cell, "cell"),
        (Field::Value, "value"),
        (Field::District, "district"),
        (Field::Unit, "unit"),
        (Field::Scope, "scope"),
        (Field::Number, "number"),
    ];
}

/// One meaning of a label; a label may have several, and its surroundings decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// The heading of a table.
    Table(TableIx),
    /// A row of one table.
    Row(TableIx, AxisIx),
    /// A column of one table.
    Column(TableIx, AxisIx),
    /// A heading over several lines of a table: table and position among its groups.
    Group(TableIx, u8),
    /// The header of a column of a record export.
    Field(Field),
    /// The name of a file that holds a table; of several meanings the first is what the name says.
    File(TableIx),
    /// Part of the print, neither figure nor label.
    Furniture,
}

impl Meaning {
    /// True for a column of a table.
    pub fn is_column(&self) -> bool {
        matches!(self, Meaning::Column(..))
    }

    /// The table it belongs to.
    pub fn table(self) -> Option<TableIx> {
        match self {
            Meaning::Table(table) | Meaning::Row(table, _) | Meaning::Column(table, _) | Meaning::Group(table, _) => {
                Some(table)
            }
            Meaning::Field(_) | Meaning::File(_) | Meaning::Furniture => None,
        }
    }
}

/// Makes the spellings of one label equal.
#[derive(Clone, Debug)]
pub struct Normaliser {
    fold: FxHashMap<char, char>,
    ordinal: Regex,
    annotation: Regex,
}

impl Normaliser {
    /// `fold` holds pairs of characters, the first of each written as the second.
    pub fn new(fold: &str, ordinal: Regex, annotation: Regex) -> Normaliser {
        let characters: Vec<char> = fold.chars().collect();
        let fold = characters.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        Normaliser { fold, ordinal, annotation }
    }

    /// Narrow, folded, without white space, quotation marks, marks of notes and the marks of Markdown.
    pub fn normalise(&self, label: &str) -> String {
        let fold = |c: char| *self.fold.get(&c).unwrap_or(&c);
        // Names of offices are nearly always plain already, and there may be a million of them.
        let mut folded: String = match label.chars().all(is_plain) {
            true => label.chars().map(fold).collect(),
            false => mark::without_marks(label)
                .nfkc()
                .filter(|c| !c.is_whitespace() && !c.is_control() && !QUOTES.contains(c) && !mark::is_invisible(*c))
                .flat_map(char::to_lowercase)
                .map(fold)
                .collect(),
        };
        let trimmed = folded.trim_matches(['#', '*']);
        if trimmed.len() < folded.len() {
            folded = trimmed.to_owned();
        }
        folded
    }

    /// A label as printed, without what stands before it.
    pub fn without_ordinal<'a>(&self, label: &'a str) -> &'a str {
        // The pattern knows narrow letters only, so it is tried on every prefix as it looks when narrow.
        let ends = label.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST_ORDINAL);
        let cut = ends
            .filter(|end| {
                let narrow = self.normalise(&label[..*end]);
                self.ordinal.find(&narrow).is_some_and(|found| found.end() == narrow.len())
            })
            .last();
        cut.map_or(label, |end| label[end..].trim_start())
    }

    /// A label as printed, without what stands behind it.
    pub fn without_annotation<'a>(&self, label: &'a str) -> &'a str {
        let narrow = self.normalise(label);
        match self.annotation.find(&narrow) {
            Some(found) => {
                let kept = narrow[..found.start()].chars().count();
                let visible = label.char_indices().filter(|(_, c)| !self.normalise(&c.to_string()).is_empty());
                visible.skip(kept).map(|(at, _)| label[..at].trim_end()).next().unwrap_or(label)
            }
            None => label,
        }
    }

    /// True if the label is an ordinal and nothing else.
    pub fn is_bare_ordinal(&self, label: &str) -> bool {
        let narrow = self.normalise(label);
        self.ordinal.find(&narrow).is_some_and(|found| found.end() == narrow.len())
    }

    /// The forms under which a normalised label is looked up, in that order.
    pub fn keys<'a>(&self, normalised: &'a str) -> [Option<&'a str>; 4] {
        let plain = self.annotation.find(normalised).map(|tail| &normalised[..tail.start()]);
        let bare = self.ordinal.find(normalised).map(|head| &normalised[head.end()..]);
        let both = bare.and_then(|bare| self.annotation.find(bare).map(|tail| &bare[..tail.start()]));
        [Some(normalised), plain, bare, both].map(|key| key.filter(|key| !key.is_empty()))
    }
}

/// True for letters and digits that normalising leaves as they are.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | 'a'..='z' | '0'..='9')
}

/// Characters an ordinal has at most.
const LONGEST_ORDINAL: usize = 6;

const QUOTES: [char; 8] = ['"', '\'', '\u{201C}', '\u{201D}', '\u{2018}', '\u{2019}', '\u{300C}', '\u{300D}'];

/// The known spellings and their meanings.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// How labels are made equal before they are looked up.
    pub normaliser: Normaliser,
    meanings: FxHashMap<String, Vec<Meaning>>,
    /// Names of files say which table they hold.
    pub names_files: bool,
}

impl Lexicon {
    /// A lexicon that knows no label yet.
    pub fn new(normaliser: Normaliser) -> Lexicon {
        Lexicon { normaliser, meanings: FxHashMap::default(), names_files: false }
    }

    /// Teaches a spelling; with its ordinal and annotation and, unless `exact`, without them.
    pub fn teach(&mut self, spelling: &str, meaning: Meaning) {
        self.names_files |= matches!(meaning, Meaning::File(_));
        let normalised = self.normaliser.normalise(spelling);
        let keys: Vec<String> = self.normaliser.keys(&normalised).into_iter().flatten().map(str::to_owned).collect();
        for key in keys {
            let known = self.meanings.entry(key).or_default();
            if !known.contains(&meaning) {
                known.push(meaning);
            }
        }
    }

    /// True if all that the label can be is part of the print.
    pub fn is_furniture(&self, label: &str) -> bool {
        let meanings = self.meanings(label);
        !meanings.is_empty() && meanings.iter().all(|meaning| *meaning == Meaning::Furniture)
    }

    /// What a label can mean; nothing if it is unknown.
    pub fn meanings(&self, label: &str) -> &[Meaning] {
        self.meanings_of_normalised(&self.normaliser.normalise(label))
    }

    /// The same for a label that is normalised already.
    pub fn meanings_of_normalised(&self, normalised: &str) -> &[Meaning] {
        self.normaliser
            .keys(normalised)
            .into_iter()
            .flatten()
            .find_map(|key| self.meanings.get(key))
            .map_or(&[], Vec::as_slice)
    }
}
