//! What a printed label means.
//!
//! Offices print the same label in many ways: in full-width or ordinary characters, broken over lines, with or
//! without its number and its instructions. A label is looked up as it stands, then without the annotation behind it,
//! then without the ordinal before it. Only known spellings match; there is no fuzzy matching.

use regex::Regex;
use rustc_hash::FxHashMap;
use strum::{EnumString, IntoStaticStr, VariantNames};

use std::collections::BTreeSet;

use crate::model::{Axis, AxisIx, TableIx, mark, narrowed};

/// What a column of an export holds, as its header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    /// The name of the filing office.
    Office,
    /// The part of the office that the line is about, or a word for all of it.
    Component,
    /// The office's code on the register.
    OfficeCode,
    /// The reporting year.
    Year,
    /// The quarter or month that the line is about.
    Period,
    /// In an export with a line for each figure: its table.
    Table,
    /// Its row.
    Row,
    /// Its column.
    Column,
    /// The code of its cell, in place of table, row and column.
    Cell,
    /// The figure.
    Value,
    /// The office's district; ignored, since the register has it.
    District,
    /// The unit of the figure.
    Unit,
    /// Whether the filing is consolidated.
    Scope,
    /// Whether the filing was sent back, withdrawn or corrected.
    Status,
    /// A yes/no column: does it include the offices below?
    Consolidated,
    /// A yes/no column: was it withdrawn?
    Void,
    /// A yes/no column: is it still valid?
    Valid,
    /// Its version number.
    Version,
    /// When it was sent.
    Sent,
    /// Running numbers, which are no figures.
    Number,
}

impl Field {
    /// The name used in alias files.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// One meaning of a label. A label may have several; its surroundings decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// The title of a table.
    Table(TableIx),
    /// A row of one table.
    Row(TableIx, AxisIx),
    /// A column of one table.
    Column(TableIx, AxisIx),
    /// The heading of a group of lines: table, and position among its groups.
    Group(TableIx, u8),
    /// The header of a column in an export.
    Field(Field),
    /// A file name that says which table the file holds; of several meanings the first counts.
    File(TableIx),
    /// Printed matter that is neither a figure nor a label.
    Furniture,
}

impl Meaning {
    /// The field, if it heads a column of an export.
    pub fn field(&self) -> Option<Field> {
        match self {
            Meaning::Field(field) => Some(*field),
            _ => None,
        }
    }

    /// True for a row of a table.
    pub fn is_row(&self) -> bool {
        matches!(self, Meaning::Row(..))
    }

    /// True for a column of a table.
    pub fn is_column(&self) -> bool {
        matches!(self, Meaning::Column(..))
    }

    /// True for a row or a column of a table: what a figure can stand beside or under.
    pub fn is_line(&self) -> bool {
        self.is_row() || self.is_column()
    }

    /// True for the heading of a group of rows or columns.
    pub fn is_group(&self) -> bool {
        matches!(self, Meaning::Group(..))
    }

    /// True for what is printed inside a table: its rows, its columns and the headings over them, and not its title.
    pub fn is_line_or_group(&self) -> bool {
        self.is_line() || self.is_group()
    }

    /// The row, if it is one.
    pub fn row(&self) -> Option<AxisIx> {
        self.line_on(Axis::Row)
    }

    /// The column, if it is one.
    pub fn column(&self) -> Option<AxisIx> {
        self.line_on(Axis::Column)
    }

    /// The row or the column, if it is one on that axis.
    pub fn line_on(&self, axis: Axis) -> Option<AxisIx> {
        match (axis, self) {
            (Axis::Row, Meaning::Row(_, line)) | (Axis::Column, Meaning::Column(_, line)) => Some(*line),
            _ => None,
        }
    }

    /// The table whose title it is.
    pub fn titled(&self) -> Option<TableIx> {
        match self {
            Meaning::Table(table) => Some(*table),
            _ => None,
        }
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

/// Reduces the spellings of a label to one form.
#[derive(Clone, Debug)]
pub struct Normaliser {
    fold: FxHashMap<char, char>,
    ordinal: Regex,
    annotation: Regex,
}

impl Normaliser {
    /// `fold` is a list of character pairs; the first of each pair is replaced by the second.
    pub fn new(fold: &str, ordinal: Regex, annotation: Regex) -> Normaliser {
        let characters: Vec<char> = fold.chars().collect();
        let fold = characters.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        Normaliser { fold, ordinal, annotation }
    }

    /// The label in NFKC and folded, without white space, quotation marks, footnote marks and Markdown.
    pub fn normalise(&self, label: &str) -> String {
        let fold = |c: char| *self.fold.get(&c).unwrap_or(&c);
        // Fast path: office names are nearly always normalised already, and there may be a million of them.
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

    /// A label as printed, without the ordinal before it.
    pub fn without_ordinal<'a>(&self, label: &'a str) -> &'a str {
        // The pattern is written for NFKC, so it is tried on the NFKC form of every prefix.
        let ends = label.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST_ORDINAL);
        let cut = ends
            .filter(|end| {
                let narrow = self.normalise(&label[..*end]);
                self.ordinal.find(&narrow).is_some_and(|found| found.end() == narrow.len())
            })
            .last();
        cut.map_or(label, |end| label[end..].trim_start())
    }

    /// A label as printed, without the annotation behind it.
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

    /// A label, normalised and taken apart.
    pub fn parts(&self, label: &str) -> LabelParts {
        let whole = self.normalise(label);
        let plain = self.annotation.find(&whole).map_or(whole.len(), |tail| tail.start());
        let head = self.ordinal.find(&whole[..plain]).map_or(0, |head| head.end());
        let is_number = |c: &char| c.is_alphanumeric();
        LabelParts { ordinal: whole[..head].chars().filter(is_number).collect(), core: whole[head..plain].to_owned() }
    }

    /// Length in bytes of the annotation or footnote mark at the start of a normalised text.
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

    /// The keys under which a normalised label is looked up, in this order.
    pub fn keys<'a>(&self, normalised: &'a str) -> [Option<&'a str>; 4] {
        let plain = self.annotation.find(normalised).map(|tail| &normalised[..tail.start()]);
        let bare = self.ordinal.find(normalised).map(|head| &normalised[head.end()..]);
        let both = bare.and_then(|bare| self.annotation.find(bare).map(|tail| &bare[..tail.start()]));
        [Some(normalised), plain, bare, both].map(|key| key.filter(|key| !key.is_empty()))
    }
}

/// A label without its annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelParts {
    /// The number before it, without brackets and points.
    pub ordinal: String,
    /// The rest.
    pub core: String,
}

/// True for letters and digits that normalising does not change.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | 'a'..='z' | '0'..='9')
}

/// Longest separator between two joined labels, in characters.
const LONGEST_MARK: usize = 6;
/// Longest ordinal, in characters.
const LONGEST_ORDINAL: usize = 6;

const QUOTES: [char; 8] = ['"', '\'', '\u{201C}', '\u{201D}', '\u{2018}', '\u{2019}', '\u{300C}', '\u{300D}'];

/// The known spellings and their meanings.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// Normalises labels before they are looked up.
    pub normaliser: Normaliser,
    meanings: FxHashMap<String, Vec<Meaning>>,
    /// Titles of tables, to be found inside longer ones.
    headings: Vec<(String, TableIx)>,
    /// Lengths in bytes of all known spellings.
    lengths: BTreeSet<usize>,
    /// Whether file names say which table they hold.
    pub names_files: bool,
}

/// Separators between the labels that a longer one is made of.
const SEPARATORS: [char; 23] = [
    '/', '\\', '|', '_', '-', '\u{2013}', '\u{2014}', '\u{2500}', '>', '\u{2192}', '\u{BB}', ':', ';', '\u{B7}',
    '\u{2022}', '.', ',', '\u{3001}', '~', '+', '&', '=', '\u{1F}',
];
/// Shortest table title that is looked for inside longer ones, in bytes.
const SHORTEST_HEADING: usize = 6;
/// Bounds on cutting a text into labels: ways considered, and steps of the search.
const MOST_CUTS: usize = 32;
const MOST_STEPS: usize = 400;

impl Lexicon {
    /// An empty lexicon.
    pub fn new(normaliser: Normaliser) -> Lexicon {
        Lexicon {
            normaliser,
            meanings: FxHashMap::default(),
            headings: Vec::new(),
            lengths: BTreeSet::new(),
            names_files: false,
        }
    }

    /// Adds a spelling, as it stands and also without its ordinal and annotation.
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

    /// True if every meaning of the label is [`Meaning::Furniture`].
    pub fn is_furniture(&self, label: &str) -> bool {
        let meanings = self.meanings(label);
        !meanings.is_empty() && meanings.iter().all(|meaning| *meaning == Meaning::Furniture)
    }

    /// All meanings of a label; empty if it is unknown.
    pub fn meanings(&self, label: &str) -> &[Meaning] {
        self.meanings_of_normalised(&self.normaliser.normalise(label))
    }

    /// Like [`Lexicon::meanings`], for a label that is already normalised.
    pub fn meanings_of_normalised(&self, normalised: &str) -> &[Meaning] {
        if let Some(known) = self.meanings.get(normalised) {
            return known;
        }
        // A known label in brackets is not an annotation: the two labels are joined.
        let found = self.normaliser.annotation.find(normalised);
        if found.is_some_and(|found| self.is_joined(mark::in_brackets(found.as_str()))) {
            return &[];
        }
        let mut keys = self.normaliser.keys(normalised).into_iter().flatten();
        keys.find_map(|key| self.meanings.get(key)).map_or(&[], Vec::as_slice)
    }

    /// True if the text consists of labels of lines and groups.
    fn is_joined(&self, text: &str) -> bool {
        let is_line =
            |meaning: &Meaning| matches!(meaning, Meaning::Row(..) | Meaning::Column(..) | Meaning::Group(..));
        self.cuts(text).iter().flatten().any(|meanings| meanings.iter().any(is_line))
    }

    /// The table whose title occurs in a normalised text: by the longest match, if only one table has it.
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

    /// The known spellings at the start of a normalised text, the longest first, as length in bytes and meanings.
    fn beginnings<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a [Meaning])> + 'a {
        let lengths = self.lengths.range(..=text.len()).rev();
        lengths.filter_map(move |length| Some((*length, self.meanings.get(text.get(..*length)?)?.as_slice())))
    }

    /// For each known label at the start of a normalised text: its meanings, and the rest of the text.
    pub fn behind<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (&'a [Meaning], &'a str)> + 'a {
        self.beginnings(text).filter_map(|(length, meanings)| {
            let rest = text.get(length..)?.trim_start_matches(SEPARATORS);
            (!rest.is_empty()).then_some((meanings, rest))
        })
    }

    /// True if a normalised text ends with a known spelling.
    pub fn ends_known(&self, text: &str) -> bool {
        let before = self.normaliser.annotation.find(text).map(|tail| &text[..tail.start()]);
        // Closing brackets and footnote marks, which become digits when normalised.
        let bare = text.trim_end_matches(|c: char| mark::is_bracket(c) || mark::is_sign(c) || c.is_ascii_digit());
        let inside = text.trim_end_matches(mark::is_bracket);
        let inside = self.normaliser.annotation.find(inside).map(|tail| &inside[..tail.start()]);
        let bare = Some(bare).filter(|bare| bare.len() < text.len());
        [Some(text), before, bare, inside].into_iter().flatten().any(|text| {
            let mut tails = self.lengths.range(..=text.len()).map(|length| text.get(text.len() - length..));
            tails.any(|tail| tail.is_some_and(|tail| self.meanings.contains_key(tail)))
        })
    }

    /// Every way to cut a normalised text into known labels, the fewest labels first. Between labels there may be
    /// separators, ordinals, annotations, or nothing.
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
