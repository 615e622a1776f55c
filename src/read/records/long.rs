//! Long exports: a line for each figure, or a line with a figure in each of a few columns.
//!
//! ```text
//! office,year,table,row,column,value
//! A,2023,3,New requests,Persons,12       the lines of one office and year are one filing,
//! A,2023,3,New requests,Companies,3      wherever in the file they stand
//!
//! office,year,row,Persons,Companies
//! A,2023,New requests,12,3               the same, with the columns of the form side by side
//! ```
//!
//! The labels of a line may fit several cells. They are decided when all lines of a filing are known: `Total` is the
//! total of the table that the other lines are of.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use csv::ByteRecord;
use rustc_hash::FxHashMap;

use crate::model::{
    CellIx, Cells, Claim, Evidence, Field, FormIx, Part, Pipeline, Places, Scope, Sending, SourceIx, Spot, State,
    Unmatched, UnmatchedList, Validity, Value, Year,
};
use crate::read::cut::LineCounter;
use crate::read::identify::Period;
use crate::read::number::{self, Parsed, Unit, in_cell, parse};
use crate::read::records::blank::Above;
use crate::read::records::heads;
use crate::read::records::lists::{self, Named};
use crate::read::records::unknown::Likeness;
use crate::read::records::{
    ForeignFigures, Marks, Owners, RecordHeader, Records, Undated, claim, has_slid, named, record_reader, text_at,
    unknown, unused_lines, year_of,
};
use crate::read::tables::fit_forms;
use crate::read::token::plain;

/// Code, name, year, scope, validity, version and district, as a line gives them.
type Owner = (Option<Arc<str>>, Option<Arc<str>>, Option<Year>, Option<Scope>, Validity, Sending, Option<Arc<str>>);

/// The lines of one filing.
#[derive(Default)]
struct Gathered {
    /// Their figures.
    figures: Vec<Figure>,
    /// Labels in columns that were not understood, as positions among the labels met.
    unknown: Vec<u32>,
}

impl Gathered {
    /// Adds the figures of a line. Which cells they are is left open, as it may depend on lines that follow.
    fn line(
        &mut self,
        record: &ByteRecord,
        line: u32,
        header: &RecordHeader,
        (names, foreign): (&mut LineLabels, &mut ForeignFigures<'_>),
        pipeline: &Pipeline,
    ) {
        let field = |field: Field| text_at(record, header.fields.get(&field));
        let printed = Some(field(Field::Unit)).filter(|printed| !printed.is_empty());
        let unit = printed.and_then(|printed| number::unit(printed, &pipeline.numbers));
        let labels = |column| [field(Field::Cell), field(Field::Table), field(Field::Row), column];
        for (at, label) in &header.values {
            let column = if label.is_empty() { field(Field::Column) } else { label };
            let name = names.name(&labels(column), pipeline);
            let spot = Spot { line, column: *at as u32 + 1 };
            let unit = unit.or_else(|| header.units.get(at).copied());
            self.figures.push(Figure { name, printed: Printed::of(text_at(record, Some(at))), unit, spot });
        }
        foreign.count(record, |column, _| {
            // Beside a single column of figures, other columns are remarks; beside several they may be one more.
            let label = header.foreign.get(column).filter(|_| header.values.len() > 1);
            self.unknown.extend(label.map(|(_, label)| names.name(&labels(label), pipeline)));
        });
    }
}

/// A figure, before its filing is put together.
struct Figure {
    /// Its labels, as their position among those met. An export of a million lines has a few hundred of them, so they
    /// are looked up once each.
    name: u32,
    /// What the field holds.
    printed: Printed,
    /// The unit that the line gives.
    unit: Option<Unit>,
    /// Where it stands.
    spot: Spot,
}

/// What a field holds. Nearly always a plain number, which needs no text.
enum Printed {
    Plain(i32),
    Text(Box<str>),
}

impl Printed {
    fn of(field: &str) -> Printed {
        plain(field.as_bytes()).map_or_else(|| Printed::Text(field.trim().into()), Printed::Plain)
    }

    /// The field as text.
    fn text(&self) -> Cow<'_, str> {
        match self {
            Printed::Plain(number) => Cow::Owned(number.to_string()),
            Printed::Text(text) => Cow::Borrowed(text),
        }
    }
}

/// The labels met so far, and what they can name.
#[derive(Default)]
struct LineLabels {
    /// The position of each by its text.
    known: FxHashMap<String, u32>,
    /// What each can name.
    meant: Vec<Named>,
    /// As printed.
    printed: Vec<Vec<String>>,
    /// The labels of a line as one text, kept so that its memory is used again.
    key: String,
}

impl LineLabels {
    /// The position of the labels of a line; a code counts by itself, other labels together.
    fn name(&mut self, labels: &[&str; 4], pipeline: &Pipeline) -> u32 {
        self.key.clear();
        labels.iter().for_each(|label| {
            self.key.push_str(label);
            self.key.push('\u{1F}');
        });
        if let Some(known) = self.known.get(&self.key) {
            return *known;
        }
        let [code, table, row, column] = *labels;
        self.meant.push(match pipeline.catalogue.by_code(code.trim()) {
            Some(cell) => Named::Cells(vec![cell]),
            None => lists::named(&[table, row, column], pipeline),
        });
        let filled = labels.iter().map(|label| label.trim()).filter(|label| !label.is_empty());
        self.printed.push(filled.map(str::to_owned).collect());
        let at = self.meant.len() as u32 - 1;
        self.known.insert(self.key.clone(), at);
        at
    }

    /// Ignores unknown first parts, once all labels have been met.
    fn pass_over_heads(&mut self, pipeline: &Pipeline) {
        let labels: Vec<Vec<&str>> =
            self.printed.iter().map(|labels| labels.iter().map(String::as_str).collect()).collect();
        heads::pass_over(&mut self.meant, &labels, pipeline);
    }
}

/// Reads every line below the header.
pub(super) fn read(text: &str, delimiter: u8, header: &RecordHeader, source: SourceIx, pipeline: &Pipeline) -> Records {
    let marks = Marks::of(text, delimiter);
    let mut reader = record_reader(text, &marks);
    let mut record = ByteRecord::new();
    let mut lines = LineCounter::new(text);
    let (mut owners, mut undated, mut above) = (Owners::default(), Undated::default(), Above::default());
    let mut names = LineLabels::default();
    let mut filings: BTreeMap<Owner, Gathered> = BTreeMap::new();
    let mut unmatched = UnmatchedList::default();
    let mut foreign = ForeignFigures::under(header, pipeline);
    let mut seen = 0;
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let line = lines.line_of_record(record.position().map_or(0, |at| at.byte() as usize));
        seen += 1;
        if seen <= header.record + 1 {
            continue;
        }
        if marks.tear(&record, header) || has_slid(&record, header) {
            unmatched.extend(unused_lines(&record, line, pipeline));
            continue;
        }
        let year = match year_of(&record, header, &mut owners, pipeline) {
            Some((_, Period::Year(year))) => Some(year),
            Some((text, period)) => {
                undated.add(period, &text);
                unmatched.extend(unused_lines(&record, line, pipeline));
                continue;
            }
            None => None,
        };
        let mut claim = claim(&record, header, pipeline, year, &mut owners);
        above.carry_on(&mut claim);
        // A line of a long export is a single figure, which may have been changed at another time than the others.
        claim.sending.at = 0;
        if claim.office.is_none() && claim.code.is_none() && claim.year.is_none() {
            unmatched.extend(unused_lines(&record, line, pipeline));
            continue;
        }
        let gathered = filings
            .entry((claim.code, claim.office, claim.year, claim.scope, claim.validity, claim.sending, claim.within))
            .or_default();
        gathered.line(&record, line, header, (&mut names, &mut foreign), pipeline);
    }
    names.pass_over_heads(pipeline);
    let filling = Filling { names: &names, source, pipeline };
    let mut likes = Likes::new(pipeline);
    let parts = filings
        .into_iter()
        .filter_map(|((code, office, year, scope, validity, sending, within), gathered)| {
            let from = Evidence::Column;
            let claim = Claim { from, office, code, year, scope, validity, sending, within, part_of_year: None };
            filling.part(claim, &gathered, &mut likes, &mut unmatched)
        })
        .collect();
    let mut all = foreign.named();
    all.append(unmatched);
    Records { parts, unmatched: all, undated, ..Records::default() }
}

/// The cells that unknown labels may be, worked out once for each label.
struct Likes<'a> {
    pipeline: &'a Pipeline,
    /// Built when the first unknown label is met.
    likeness: Option<Likeness<'a>>,
    /// By the position of the label.
    of: FxHashMap<u32, Vec<CellIx>>,
}

impl<'a> Likes<'a> {
    fn new(pipeline: &'a Pipeline) -> Likes<'a> {
        Likes { pipeline, likeness: None, of: FxHashMap::default() }
    }

    /// Works out what an unknown label may be.
    fn learn(&mut self, name: u32, names: &LineLabels) {
        let Likes { pipeline, likeness, of } = self;
        let like = || match names.meant.get(name as usize) {
            Some(Named::Cells(cells)) if !cells.is_empty() => cells.clone(),
            _ => {
                let labels = names.printed.get(name as usize).map_or(&[][..], Vec::as_slice);
                let likeness = likeness.get_or_insert_with(|| Likeness::new(pipeline));
                likeness.like(&labels.iter().map(String::as_str).collect::<Vec<&str>>())
            }
        };
        of.entry(name).or_insert_with(like);
    }

    /// What a label may be; nothing if it has not been learnt.
    fn of(&self, name: u32) -> &[CellIx] {
        self.of.get(&name).map_or(&[], Vec::as_slice)
    }
}

/// What is needed to put the filings of an export together.
struct Filling<'a> {
    names: &'a LineLabels,
    source: SourceIx,
    pipeline: &'a Pipeline,
}

impl Filling<'_> {
    /// The part that some figures make; `None` if none of them was understood, since an office with no figure has not
    /// filed.
    fn part(
        &self,
        claim: Claim,
        Gathered { figures, unknown }: &Gathered,
        likes: &mut Likes<'_>,
        unmatched: &mut UnmatchedList,
    ) -> Option<Part> {
        let n_cells = self.pipeline.catalogue.n_cells();
        let mut cells = Cells::absent(n_cells);
        let mut spots = vec![Spot::default(); n_cells];
        let names: Vec<&Named> = figures.iter().map(|figure| &self.names.meant[figure.name as usize]).collect();
        let named_cells = lists::tell(&names, None, &self.pipeline.catalogue);
        let (mut any, mut unknown) = (false, unknown.clone());
        for ((figure, cell), name) in figures.iter().zip(named_cells).zip(&names) {
            any |= cell.is_some();
            match (cell, name) {
                (Some(cell), _) => self.set(cell, figure, &mut cells, &mut spots),
                (None, Named::Heading(_)) if !figure.printed.text().chars().any(char::is_numeric) => {}
                (None, _) => {
                    unmatched.add(self.unused(figure));
                    unknown.extend((!figure.printed.text().is_empty()).then_some(figure.name));
                }
            }
        }
        if !any {
            return None;
        }
        let (tables, foreign) = fit_forms(self.pipeline, &mut cells);
        for (cell, printed) in &foreign {
            let line = std::mem::take(&mut spots[cell.at()]).line;
            unmatched.extend(named(self.pipeline, line, &[(*cell, printed.clone())]));
        }
        self.mark_unread(unknown, &tables, &mut cells, likes);
        cells.shrink();
        let places = Places::each(self.source, spots);
        Some(Part::of_tables(vec![claim], tables.into(), cells, places))
    }

    /// Marks cells that the filing lacks and the unknown labels may be.
    fn mark_unread(&self, mut unknown: Vec<u32>, tables: &[Option<FormIx>], cells: &mut Cells, likes: &mut Likes<'_>) {
        unknown.sort_unstable();
        unknown.dedup();
        unknown.iter().for_each(|name| likes.learn(*name, self.names));
        let like: Vec<&[CellIx]> = unknown.iter().map(|name| likes.of(*name)).collect();
        if like.is_empty() {
            return;
        }
        for may_be in unknown::may_be(&like, tables, cells, None, &self.pipeline.catalogue) {
            unknown::mark(cells, &may_be, "");
        }
    }

    /// A figure without a cell, under its labels.
    fn unused(&self, figure: &Figure) -> Unmatched {
        let label = self.names.printed[figure.name as usize].join(" ");
        let printed = figure.printed.text();
        Unmatched::new(&label, &printed, usize::from(!printed.is_empty()), figure.spot)
    }

    /// Sets a cell. If another line gives it another number, neither is taken, and both are shown: `12 | 13`.
    fn set(&self, cell: CellIx, figure: &Figure, cells: &mut Cells, spots: &mut [Spot]) {
        let (value, raw) = self.value(cell, figure);
        let before = cells.get(cell);
        match before {
            Value::Number(number) if before != value => {
                let now = value.number().map_or_else(|| raw.clone(), |now| now.to_string());
                cells.set(cell, Value::Not(State::Unreadable), &format!("{number} | {now}"));
            }
            _ => {
                cells.set(cell, value, &raw);
                spots[cell.at()] = figure.spot;
            }
        }
    }

    /// The value of a figure, and how it is shown if that says more than the value: with its unit, or as a text.
    fn value(&self, cell: CellIx, figure: &Figure) -> (Value, String) {
        let (kind, numbers) = (&self.pipeline.catalogue.cell(cell).kind, &self.pipeline.numbers);
        let (parsed, raw) = match &figure.printed {
            Printed::Text(text) if text.is_empty() => return (Value::Not(State::Blank), String::new()),
            Printed::Text(text) => (parse(text, numbers), text.to_string()),
            Printed::Plain(number) => {
                (Parsed::Figure { digits: i64::from(*number), decimals: 0, unit: Unit::None }, String::new())
            }
        };
        let Some(unit) = figure.unit else { return (in_cell(parsed, kind, numbers), raw) };
        let raw = match number::is_usual(unit, kind, numbers) {
            true => raw,
            false => format!("{} {}", figure.printed.text(), number::unit_name(unit, numbers)),
        };
        (in_cell(number::in_unit(parsed, unit), kind, numbers), raw)
    }
}
