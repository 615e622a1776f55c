//! What is said of filings that were not taken, or not whole: one finding for an office-year at most.

use crate::assemble::pieces::{Left, Reason};
use crate::assemble::{Assembled, Context, Settled, fact, path};
use crate::model::{
    CellIx, FactKind, Intake, OfficeIx, Place, Places, Reception, RuleIx, Scope, Severity, SourceIx, TableIx, Year,
};
use crate::say;

/// What an office-year has beside the filing that was made of it.
pub(crate) struct Others<'a> {
    /// Of the filing.
    pub scope: Scope,
    /// Parts of the same scope.
    pub left: &'a [Left],
    /// Parts that hold the figures of other offices as well, or do not.
    pub of_other_scope: &'a [Settled],
    /// Where the filing begins.
    pub place: Place,
}

/// Whose filing it is.
type Whose = (OfficeIx, Year);

/// Sets aside what was not taken, and says so; `many` is true of a file that holds more parts than one.
pub(crate) fn report(
    whose: Whose,
    others: &Others<'_>,
    many: &dyn Fn(SourceIx) -> bool,
    assembled: &mut Assembled,
    context: &Context<'_>,
) {
    for left in others.left {
        set_aside(left, assembled, context);
    }
    for other in others.of_other_scope {
        let words = [("other", path(others.place.source, context)), ("scope", &scope_said(others.scope, context))];
        let said = context.wording.say("intake.other_scope", &words);
        put_away(&other.part.places, &said, assembled);
    }
    let Some(rule) = context.pipeline.fact(FactKind::Duplicate) else { return };
    // Exports of the same offices repeat each other in every line; that is said of the file.
    let is_worth_saying = |left: &&Left| !left.differing.is_empty() || !many(left.places.source());
    let left: Vec<&Left> = others.left.iter().filter(is_worth_saying).collect();
    let tally = &mut assembled.tallies[rule.at()];
    if left.is_empty() && others.of_other_scope.is_empty() {
        tally.held += 1;
        return;
    }
    tally.failed += 1;
    finding(rule, whose, &left, others, assembled, context);
}

fn finding(
    rule: RuleIx,
    (office, year): Whose,
    left: &[&Left],
    others: &Others<'_>,
    assembled: &mut Assembled,
    context: &Context<'_>,
) {
    let mut said = Vec::new();
    let mut cells: Vec<CellIx> = left.iter().flat_map(|left| left.differing.iter().copied()).collect();
    cells.sort();
    cells.dedup();
    if !left.is_empty() {
        said.push(repeated(left, &cells, year, context));
    }
    if let Some(other) = others.of_other_scope.first() {
        let places: Vec<String> = others.of_other_scope.iter().map(|one| begins(&one.part.places, context)).collect();
        let words = [
            ("year", year.0.to_string()),
            ("scope", scope_said(others.scope, context)),
            ("other", scope_said(other.stated.plainly().unwrap_or_default(), context)),
            ("taken", placed(others.place, context)),
            ("left", some(&places, context)),
        ];
        said.push(say(context, "finding.duplicate_scope", &words));
    }
    let place =
        left.first().map_or(others.of_other_scope.first().map(|one| &one.part.places), |left| Some(&left.places));
    let place = place.map(|places| Place { source: places.source(), ..others.place });
    let message = said.join(&context.wording.say("repair.joint", &[]));
    let mut finding = fact(rule, office, year, message, place, context);
    // Whoever sends the same twice, or own and consolidated figures apart, has done nothing wrong.
    if cells.is_empty() {
        finding.severity = Severity::Note;
    }
    finding.cells = cells;
    assembled.findings.push(finding);
}

/// Cells named in the message about filings that differ, and filings and tables named in it.
const CELLS_SHOWN: usize = 3;
const OTHERS_SHOWN: usize = 3;

/// What parts were left and why, in words; `cells` are those in which they differ from what was taken.
pub(crate) fn repeated(left: &[&Left], cells: &[CellIx], year: Year, context: &Context<'_>) -> String {
    // What is the same is not worth a word beside what is not.
    let telling: Vec<&&Left> = left.iter().filter(|left| cells.is_empty() || !left.differing.is_empty()).collect();
    let Some(first) = telling.first() else { return String::new() };
    let mut tables: Vec<TableIx> = telling.iter().flat_map(|left| left.tables.iter().copied()).collect();
    tables.sort();
    tables.dedup();
    let comma = context.wording.say("sum.comma", &[]);
    let titles: Vec<&str> =
        tables.iter().map(|table| context.pipeline.catalogue.table(*table).title.get(context.wording.lang)).collect();
    let times = |table: &TableIx| telling.iter().filter(|left| left.tables.contains(table)).count() + 1;
    let copies = tables.iter().map(times).max().unwrap_or(2);
    let copies = match copies {
        2 => context.wording.say("finding.two_copies", &[]),
        more => context.wording.say("finding.copies", &[("n", &more.to_string())]),
    };
    let places: Vec<String> = telling.iter().map(|left| begins(&left.places, context)).collect();
    let reason = match first.reason {
        Reason::Corrected => "finding.taken_corrected",
        Reason::Valid => "finding.taken_valid",
        Reason::Whole => "finding.taken_whole",
        Reason::Later => "finding.taken_later",
        Reason::Fuller => "finding.taken_fuller",
        Reason::First => "finding.taken_first",
        Reason::Neither => "finding.taken_neither",
    };
    let words = [
        ("year", year.0.to_string()),
        ("copies", copies),
        ("tables", titles.join(&comma)),
        ("n", cells.len().to_string()),
        ("cells", some_cells(cells, context)),
        ("taken", placed(first.taken, context)),
        ("left", some(&places, context)),
        ("reason", context.wording.say(reason, &[])),
    ];
    let is_part = telling.iter().any(|left| left.gave);
    let sentence = match (cells.is_empty(), is_part) {
        (true, _) => "finding.duplicate_same",
        (false, false) => "finding.duplicate_differs",
        (false, true) => "finding.duplicate_tables",
    };
    say(context, sentence, &words)
}

fn say(context: &Context<'_>, sentence: &str, words: &[(&str, String)]) -> String {
    let words: Vec<(&str, &str)> = words.iter().map(|(word, filled)| (*word, filled.as_str())).collect();
    context.wording.say(sentence, &words)
}

/// The first cells in which two filings differ, in words.
pub(crate) fn some_cells(cells: &[CellIx], context: &Context<'_>) -> String {
    let mut named: Vec<String> =
        cells.iter().take(CELLS_SHOWN).map(|cell| say::cell(context.pipeline, *cell, context.wording)).collect();
    if cells.len() > CELLS_SHOWN {
        named.push("…".to_owned());
    }
    named.join(&context.wording.say("sum.joint", &[]))
}

fn some(places: &[String], context: &Context<'_>) -> String {
    let mut shown: Vec<&str> = places.iter().map(String::as_str).take(OTHERS_SHOWN).collect();
    if places.len() > OTHERS_SHOWN {
        shown.push("…");
    }
    shown.join(&context.wording.say("sum.comma", &[]))
}

fn begins(places: &Places, context: &Context<'_>) -> String {
    format!("{}:{}", path(places.source(), context), places.first_line())
}

fn placed(place: Place, context: &Context<'_>) -> String {
    format!("{}:{}", path(place.source, context), place.spot.line)
}

fn scope_said(scope: Scope, context: &Context<'_>) -> String {
    context.wording.say(&format!("scope.{}", scope.code()), &[])
}

/// A file none of whose filings was taken is a duplicate; one of which some tables were is said to be so.
pub(crate) fn set_aside(left: &Left, assembled: &mut Assembled, context: &Context<'_>) {
    let other = path(left.taken.source, context);
    if left.gave {
        let title = |table: &TableIx| context.pipeline.catalogue.table(*table).title.get(context.wording.lang);
        let titles: Vec<&str> = left.tables.iter().map(title).collect();
        let words = [("tables", titles.join(&context.wording.say("sum.comma", &[]))), ("other", other.to_owned())];
        let said = say(context, "intake.tables_elsewhere", &words);
        for source in left.places.sources() {
            row(assembled, source).into_iter().for_each(|row| row.remark(&said));
        }
        return;
    }
    let sentence = if left.differing.is_empty() { "intake.duplicate_same" } else { "intake.duplicate" };
    let said = context.wording.say(sentence, &[("other", other)]);
    put_away(&left.places, &said, assembled);
}

fn put_away(places: &Places, said: &str, assembled: &mut Assembled) {
    for source in places.sources() {
        let Some(row) = row(assembled, source) else { continue };
        row.filings = row.filings.saturating_sub(1);
        row.remark(said);
        if row.filings == 0 {
            row.reception = Reception::Duplicate;
        }
    }
}

/// The intake is in path order, and so are the sources.
fn row(assembled: &mut Assembled, source: SourceIx) -> Option<&mut Intake> {
    let at = assembled.intake.binary_search_by_key(&source, |row| row.source).ok()?;
    assembled.intake.get_mut(at)
}
