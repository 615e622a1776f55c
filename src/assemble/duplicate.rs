//! Findings about filings that were not used, or not completely: at most one for each office and year.
//!
//! ```text
//! 2023/A.xlsx        used
//! 2023/copy/A.xlsx   the same figures: a note, and the file is a duplicate in the intake
//! 2023/new/A.xlsx    other figures in two cells: a warning that names both files and the cells
//! ```

use crate::assemble::pieces::{Left, Reason};
use crate::assemble::{AssembleContext, Assembled, Settled, path};
use crate::model::{
    CellIx, FactKind, Finding, Intake, Message, OfficeIx, Place, Places, Reception, RuleIx, Scope, Severity, SourceIx,
    TableIx, Word, Year,
};

/// What an office has sent for a year beside the filing that was made.
pub(crate) struct Others<'a> {
    /// The scope of the filing.
    pub scope: Scope,
    /// Parts of the same scope.
    pub left: &'a [Left],
    /// Parts of the other scope.
    pub of_other_scope: &'a [Settled],
    /// Where the filing begins.
    pub place: Place,
}

/// An office and a year.
type Whose = (OfficeIx, Year);

impl Others<'_> {
    /// Reports what was not used. `many` is true for a file with several parts.
    pub(crate) fn report(
        &self,
        whose: Whose,
        many: &dyn Fn(SourceIx) -> bool,
        assembled: &mut Assembled,
        context: &AssembleContext<'_>,
    ) {
        for left in self.left {
            set_aside(left, assembled, context);
        }
        for other in self.of_other_scope {
            let remark = Message::new("intake.other_scope").with("other", path(self.place.source, context));
            put_away(&other.part.places, remark.with("scope", self.scope), assembled);
        }
        let Some(rule) = context.pipeline.fact(FactKind::Duplicate) else { return };
        // Two exports of the same offices repeat each other in every line; that is reported for the file.
        let is_worth_saying = |left: &&Left| !left.differing.is_empty() || !many(left.places.source());
        let left: Vec<&Left> = self.left.iter().filter(is_worth_saying).collect();
        if left.is_empty() && self.of_other_scope.is_empty() {
            assembled.tallies[rule.at()].held += 1;
            return;
        }
        assembled.fails(self.finding(rule, whose, &left, context));
    }

    /// Makes the finding. It has two sentences if there are both repeated filings and filings of another scope.
    fn finding(&self, rule: RuleIx, whose: Whose, left: &[&Left], context: &AssembleContext<'_>) -> Finding {
        let (_, year) = whose;
        let mut sentences = Vec::new();
        let mut cells: Vec<CellIx> = left.iter().flat_map(|left| left.differing.iter().copied()).collect();
        cells.sort();
        cells.dedup();
        if !left.is_empty() {
            sentences.push(repeated(left, &cells, year, context));
        }
        if let Some(other) = self.of_other_scope.first() {
            let places = self.of_other_scope.iter().map(|one| placed(one.part.places.begin(), context));
            let message = Message::new("finding.duplicate_scope")
                .with("year", year.0)
                .with("scope", self.scope)
                .with("other", other.stated.plainly().unwrap_or_default())
                .with("taken", placed(self.place, context))
                .with("left", Word::first_of(places, OTHERS_SHOWN, "sum.comma"));
            sentences.push(message);
        }
        let first = left.first().map(|left| &left.places);
        let places = first.or_else(|| self.of_other_scope.first().map(|one| &one.part.places));
        let message = match sentences.len() {
            1 => sentences.remove(0),
            _ => Message::verbatim(Word::all_of(sentences, "repair.joint")),
        };
        let mut finding = context.finding(rule, whose, message);
        // Sending the same twice, or own and consolidated figures apart, is no mistake.
        if cells.is_empty() {
            finding.severity = Severity::Note;
        }
        let place = places.map(|places| Place { source: places.source(), ..self.place });
        Finding { cells, place, ..finding }
    }
}

/// Cells, and further filings and tables, named in one message.
const CELLS_SHOWN: usize = 3;
const OTHERS_SHOWN: usize = 3;

/// Which parts were not used and why. `cells` are those in which they differ from what was used.
pub(crate) fn repeated(left: &[&Left], cells: &[CellIx], year: Year, context: &AssembleContext<'_>) -> Message {
    // If something differs, what is equal is not mentioned.
    let telling: Vec<&&Left> = left.iter().filter(|left| cells.is_empty() || !left.differing.is_empty()).collect();
    let Some(first) = telling.first() else { return Message::verbatim("") };
    let mut tables: Vec<TableIx> = telling.iter().flat_map(|left| left.tables.iter().copied()).collect();
    tables.sort();
    tables.dedup();
    let times = |table: &TableIx| telling.iter().filter(|left| left.tables.contains(table)).count() + 1;
    let copies = tables.iter().map(times).max().unwrap_or(2);
    let copies = match copies {
        2 => Message::new("finding.two_copies"),
        more => Message::new("finding.copies").with("n", more),
    };
    let places = telling.iter().map(|left| placed(left.places.begin(), context));
    let reason = match first.reason {
        Reason::Corrected => "finding.taken_corrected",
        Reason::Valid => "finding.taken_valid",
        Reason::Whole => "finding.taken_whole",
        Reason::Later => "finding.taken_later",
        Reason::Fuller => "finding.taken_fuller",
        Reason::First => "finding.taken_first",
        Reason::Neither => "finding.taken_neither",
    };
    let is_part = telling.iter().any(|left| left.gave);
    let sentence = match (cells.is_empty(), is_part) {
        (true, _) => "finding.duplicate_same",
        (false, false) => "finding.duplicate_differs",
        (false, true) => "finding.duplicate_tables",
    };
    Message::new(sentence)
        .with("year", year.0)
        .with("copies", copies)
        .with("tables", Word::all_of(tables, "sum.comma"))
        .with("n", cells.len())
        .with("cells", some_cells(cells))
        .with("taken", placed(first.taken, context))
        .with("left", Word::first_of(places, OTHERS_SHOWN, "sum.comma"))
        .with("reason", Message::new(reason))
}

/// The first cells in which two filings differ.
pub(crate) fn some_cells(cells: &[CellIx]) -> Word {
    Word::first_of(cells.iter().copied(), CELLS_SHOWN, "sum.joint")
}

/// A place as path and line: `2023/A.csv:4`.
fn placed(place: Place, context: &AssembleContext<'_>) -> String {
    format!("{}:{}", path(place.source, context), place.spot.line)
}

/// Marks a file in the intake: a duplicate if none of its filings was used, or with a remark if some of its tables
/// were.
pub(crate) fn set_aside(left: &Left, assembled: &mut Assembled, context: &AssembleContext<'_>) {
    let other = path(left.taken.source, context);
    if left.gave {
        let tables = Word::all_of(left.tables.iter().copied(), "sum.comma");
        let remark = Message::new("intake.tables_elsewhere").with("tables", tables).with("other", other);
        for source in left.places.sources() {
            row(assembled, source).into_iter().for_each(|row| row.remark(remark.clone()));
        }
        return;
    }
    let sentence = if left.differing.is_empty() { "intake.duplicate_same" } else { "intake.duplicate" };
    put_away(&left.places, Message::new(sentence).with("other", other), assembled);
}

/// Takes a filing off what its files gave. A file that gave nothing else is a duplicate.
fn put_away(places: &Places, said: Message, assembled: &mut Assembled) {
    for source in places.sources() {
        let Some(row) = row(assembled, source) else { continue };
        row.filings = row.filings.saturating_sub(1);
        row.remark(said.clone());
        if row.filings == 0 {
            row.reception = Reception::Duplicate;
        }
    }
}

/// The row of a source in the intake, which is in path order like the sources.
fn row(assembled: &mut Assembled, source: SourceIx) -> Option<&mut Intake> {
    let at = assembled.intake.binary_search_by_key(&source, |row| row.source).ok()?;
    assembled.intake.get_mut(at)
}
