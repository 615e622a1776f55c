//! What a printed label means.
//!
//! Offices print the same label in many ways: full-width or narrow, broken over lines, with or without
//! its ordinal and its filling instruction. A label is looked up first as it stands, then without its
//! annotation, then without its ordinal; only known spellings count, and nothing is matched by likeness.

use regex::Regex;
use rustc_hash::FxHashMap;

use std::collections::BTreeSet;

use crate::model::{AxisIx, TableIx, mark, narrowed};

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
    /// The quarter or month of it that the line is about.
    Period,
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
    /// Whether the filing was sent back, withdrawn or corrected.
    Status,
    /// Yes where it holds the figures of the offices below as well, and no where it does not.
    Consolidated,
    /// Yes where it was withdrawn.
    Void,
    /// No where it was.
    Valid,
    /// The number of its version.
    Version,
    /// When it was sent.
    Sent,
    /// A numbering, which is no figure.
    Number,
}

impl Field {
    /// Every field with the word that stands for it in alias files.
    pub const ALL: [(Field, &'static str); 20] = [
        (Field::Office, "office"),
        (Field::Component, "component"),
        (Field::OfficeCode, "office_code"),
        (Field::Year, "year"),
        (Field::Period, "period"),
        (Field::Table, "table"),
        (Field::Row, "row"),
        (Field::Column, "column"),
        (Field::Cell, "cell"),
        (Field::Value, "value"),
        (Field::District, "district"),
        (Field::Unit, "unit"),
        (Field::Scope, "scope"),
        (Field::Status, "status"),
        (Field::Consolidated, "consolidated"),
        (Field::Void, "void"),
        (Field::Valid, "valid"),
        (Field::Version, "version"),
        (Field::Sent, "sent"),
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
    /// The field that it heads in a record export.
    pub fn field(&self) -> Option<Field> {
        match self {
            Meaning::Field(field) => Some(*field),
            _ => None,
        }
    }

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
            false => narrowed(&mark::without_marks(label))
                .chars()
                .filter(|c| !c.is_whitespace() && !c.is_control() && !QUOTES.contains(c) && !mark::is_invisible(*c))
                .flat_map(char::to_lowercase)
                .map(fold)
                .collect(),
        };
        let trimmed = folded.trim_matches(['#', '*', '_']);
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

    /// A label, normalised, in its parts.
    pub fn parts(&self, label: &str) -> LabelParts {
        let whole = self.normalise(label);
        let plain = self.annotation.find(&whole).map_or(whole.len(), |tail| tail.start());
        let head = self.ordinal.find(&whole[..plain]).map_or(0, |head| head.end());
        let is_number = |c: &char| c.is_alphanumeric();
        LabelParts { ordinal: whole[..head].chars().filter(is_number).collect(), core: whole[head..plain].to_owned() }
    }

    /// Bytes of the annotation or the mark of a note that a normalised text begins with.
    fn mark_before(&self, text: &str) -> Option<usize> {
        if let Some(close) = text.find(')').filter(|_| text.starts_with('(')) {
            return Some(close + 1);
        }
        if let Some((inside, behind)) =
            mark::bracketed_before(text).filter(|(inside, _)| mark::is_mark_in_brackets(inside))
        {
            return Some(text.len() - behind.len()).filter(|_| !inside.is_empty());
        }
        if let Some(sign) = text.chars().next().filter(|first| mark::is_sign(*first)) {
            return Some(sign.len_utf8());
        }
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST_MARK);
        let is_annotation =
            |end: &usize| self.annotation.find(&text[..*end]).is_some_and(|found| found.range() == (0..*end));
        ends.filter(is_annotation).last()
    }

    /// The forms under which a normalised label is looked up, in that order.
    pub fn keys<'a>(&self, normalised: &'a str) -> [Option<&'a str>; 4] {
        let plain = self.annotation.find(normalised).map(|tail| &normalised[..tail.start()]);
        let bare = self.ordinal.find(normalised).map(|head| &normalised[head.end()..]);
        let both = bare.and_then(|bare| self.annotation.find(bare).map(|tail| &bare[..tail.start()]));
        [Some(normalised), plain, bare, both].map(|key| key.filter(|key| !key.is_empty()))
    }
}

/// A label without what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelParts {
    /// The number before it, without its brackets and points.
    pub ordinal: String,
    /// The rest.
    pub core: String,
}

/// True for letters and digits that normalising leaves as they are.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | 'a'..='z' | '0'..='9')
}

/// Characters a mark between two joined labels has at most.
const LONGEST_MARK: usize = 6;
/// Characters an ordinal has at most.
const LONGEST_ORDINAL: usize = 6;

const QUOTES: [char; 8] = ['"', '\'', '\u{201C}', '\u{201D}', '\u{2018}', '\u{2019}', '\u{300C}', '\u{300D}'];

/// The known spellings and their meanings.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// How labels are made equal before they are looked up.
    pub normaliser: Normaliser,
    meanings: FxHashMap<String, Vec<Meaning>>,
    /// Headings of tables, as they are looked for in longer titles.
    headings: Vec<(String, TableIx)>,
    /// Bytes of the spellings known.
    lengths: BTreeSet<usize>,
    /// Names of files say which table they hold.
    pub names_files: bool,
}

/// What stands between the labels that a longer one is made of.
const SEPARATORS: [char; 23] = [
    '/', '\\', '|', '_', '-', '\u{2013}', '\u{2014}', '\u{2500}', '>', '\u{2192}', '\u{BB}', ':', ';', '\u{B7}',
    '\u{2022}', '.', ',', '\u{3001}', '~', '+', '&', '=', '\u{1F}',
];
/// Bytes of a heading that is looked for in longer titles.
const SHORTEST_HEADING: usize = 6;
/// Ways of cutting one text into labels that are looked at, and steps taken to find them.
const MOST_CUTS: usize = 32;
const MOST_STEPS: usize = 400;

impl Lexicon {
    /// A lexicon that knows no label yet.
    pub fn new(normaliser: Normaliser) -> Lexicon {
        Lexicon {
            normaliser,
            meanings: FxHashMap::default(),
            headings: Vec::new(),
            lengths: BTreeSet::new(),
            names_files: false,
        }
    }

    /// Teaches a spelling; with its ordinal and annotation and, unless `exact`, without them.
    pub fn teach(&mut self, spelling: &str, meaning: Meaning) {
        self.names_files |= matches!(meaning, Meaning::File(_));
        let normalised = self.normaliser.normalise(spelling);
        if let Meaning::Table(table) = meaning {
            let bare = self.normaliser.keys(&normalised).into_iter().flatten().last().unwrap_or(&normalised).to_owned();
            if bare.len() >= SHORTEST_HEADING && !self.headings.iter().any(|known| *known == (bare.clone(), table)) {
                self.headings.push((bare, table));
            }
        }
        let keys: Vec<String> = self.normaliser.keys(&normalised).into_iter().flatten().map(str::to_owned).collect();
        for key in keys {
            self.lengths.insert(key.len());
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
        if let Some(known) = self.meanings.get(normalised) {
            return known;
        }
        // A label in brackets is no remark: the two are joined.
        let found = self.normaliser.annotation.find(normalised);
        if found.is_some_and(|found| self.is_joined(mark::in_brackets(found.as_str()))) {
            return &[];
        }
        let mut keys = self.normaliser.keys(normalised).into_iter().flatten();
        keys.find_map(|key| self.meanings.get(key)).map_or(&[], Vec::as_slice)
    }

    /// True if a text is made of labels of lines and headings.
    fn is_joined(&self, text: &str) -> bool {
        let is_line =
            |meaning: &Meaning| matches!(meaning, Meaning::Row(..) | Meaning::Column(..) | Meaning::Group(..));
        self.cuts(text).iter().flatten().any(|meanings| meanings.iter().any(is_line))
    }

    /// The table whose heading stands in a normalised text: the longest there is, if it is one table's.
    pub fn heading_in(&self, text: &str) -> Option<TableIx> {
        let mut best: Option<(usize, Option<TableIx>)> = None;
        for (heading, table) in self.headings.iter().filter(|(heading, _)| text.contains(heading.as_str())) {
            best = match best {
                Some((longest, _)) if longest > heading.len() => best,
                Some((longest, known)) if longest == heading.len() && known != Some(*table) => Some((longest, None)),
                _ => Some((heading.len(), Some(*table))),
            };
        }
        best.and_then(|(_, table)| table)
    }

    /// The known spellings that a normalised text begins with, the longest first: bytes and meanings.
    fn beginnings<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a [Meaning])> + 'a {
        let lengths = self.lengths.range(..=text.len()).rev();
        lengths.filter_map(move |length| Some((*length, self.meanings.get(text.get(..*length)?)?.as_slice())))
    }

    /// What stands behind the label that a normalised text begins with, for each that it may be.
    pub fn behind<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (&'a [Meaning], &'a str)> + 'a {
        self.beginnings(text).filter_map(|(length, meanings)| {
            let rest = text.get(length..)?.trim_start_matches(SEPARATORS);
            (!rest.is_empty()).then_some((meanings, rest))
        })
    }

    /// True if some known spelling ends a normalised text.
    pub fn ends_known(&self, text: &str) -> bool {
        let before = self.normaliser.annotation.find(text).map(|tail| &text[..tail.start()]);
        // Brackets and the marks of notes, which are digits when they are normalised.
        let bare = text.trim_end_matches(|c: char| mark::is_bracket(c) || mark::is_sign(c) || c.is_ascii_digit());
        let inside = text.trim_end_matches(mark::is_bracket);
        let inside = self.normaliser.annotation.find(inside).map(|tail| &inside[..tail.start()]);
        let bare = Some(bare).filter(|bare| bare.len() < text.len());
        [Some(text), before, bare, inside].into_iter().flatten().any(|text| {
            let mut tails = self.lengths.range(..=text.len()).map(|length| text.get(text.len() - length..));
            tails.any(|tail| tail.is_some_and(|tail| self.meanings.contains_key(tail)))
        })
    }

    /// Every way in which a normalised text is made of known labels, the one of the fewest labels first. Between them
    /// stand separators, ordinals and annotations, or nothing.
    pub fn cuts<'a>(&'a self, text: &'a str) -> Vec<Vec<&'a [Meaning]>> {
        let mut cutter = Cutter { lexicon: self, text, chosen: Vec::new(), cuts: Vec::new(), steps: 0 };
        cutter.cut(0);
        let mut cuts = cutter.cuts;
        cuts.sort_by_key(Vec::len);
        cuts
    }
}

/// Cuts a text into labels.
struct Cutter<'a> {
    lexicon: &'a Lexicon,
    text: &'a str,
    chosen: Vec<&'a [Meaning]>,
    cuts: Vec<Vec<&'a [Meaning]>>,
    steps: usize,
}

impl<'a> Cutter<'a> {
    fn cut(&mut self, at: usize) {
        self.steps += 1;
        if self.steps > MOST_STEPS || self.cuts.len() >= MOST_CUTS {
            return;
        }
        let rest = self.text.get(at..).unwrap_or_default();
        if rest.is_empty() {
            if !self.chosen.is_empty() {
                self.cuts.push(self.chosen.clone());
            }
            return;
        }
        let lexicon = self.lexicon;
        for (length, meanings) in lexicon.beginnings(rest) {
            self.chosen.push(meanings);
            self.cut(at + length);
            self.chosen.pop();
        }
        let is_behind = !self.chosen.is_empty();
        let first = rest.chars().next().unwrap_or_default();
        let is_bracket = is_behind && mark::is_bracket(first);
        let holds_label = || lexicon.is_joined(mark::in_brackets(rest));
        if SEPARATORS.contains(&first) || (is_bracket && holds_label()) {
            self.cut(at + first.len_utf8());
        } else if let Some(ordinal) = lexicon.normaliser.ordinal.find(rest).filter(|found| !found.is_empty()) {
            self.cut(at + ordinal.end());
        } else if let Some(end) = lexicon.normaliser.mark_before(rest).filter(|_| is_behind) {
            self.cut(at + end);
        } else if is_bracket {
            self.cut(at + first.len_utf8());
        }
    }
}
