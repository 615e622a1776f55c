//! Parts of one office and year → one filing; of two whole ones, one is taken and the other named.

use std::sync::Arc;

use crate::assemble::{Assembled, Context, Settled, fact, path, returned};
use crate::model::{
    CellIx, Cells, FactKind, Filing, FormIx, Part, Place, Places, Reception, Scope, Skip, SourceIx, Spot,
};
use crate::say;

/// Makes filings of parts in order of office, year and source.
pub(crate) fn filings(settled: impl Iterator<Item = Settled>, assembled: &mut Assembled, context: &Context<'_>) {
    let mut group: Vec<Settled> = Vec::new();
    assembled.filings.reserve(settled.size_hint().1.unwrap_or(0));
    for one in settled {
        if group.first().is_some_and(|first| (first.office, first.year) != (one.office, one.year)) {
            one_filing(&mut group, assembled, context);
        }
        group.push(one);
    }
    one_filing(&mut group, assembled, context);
}

/// Empties the group, which holds the parts of one office and year.
fn one_filing(group: &mut Vec<Settled>, assembled: &mut Assembled, context: &Context<'_>) {
    let forms = returned::take(group, assembled, context);
    if group.is_empty() {
        return;
    }
    // What says that it is of another scope than the register wants goes last, and what says that it corrects an
    // earlier filing goes before that.
    let wanted = group.first().map(|first| assembled.register.office(first.office).scope).unwrap_or_default();
    let of_other_scope = |one: &Settled| one.part.scope().is_some_and(|scope| scope != wanted);
    group.sort_by_key(|one| (of_other_scope(one), !one.corrected));
    let mut parts = group.drain(..);
    let Some(first) = parts.next() else { return };
    let (office, year) = (first.office, first.year);
    scope_disagrees(&first, wanted, assembled, context);
    let mut taken = first.part;
    let mut left: Vec<Part> = Vec::new();
    for other in parts {
        match disjoint(&taken, &other.part) {
            true => taken = join(taken, other.part),
            false => left.push(other.part),
        }
    }
    if let Some(rule) = context.pipeline.fact(FactKind::Duplicate) {
        let tally = &mut assembled.tallies[rule.at()];
        tally.held += u64::from(left.is_empty());
        tally.failed += left.len() as u64;
    }
    for other in left {
        let reason = match (other.scope().is_some_and(|scope| scope != wanted), first.corrected) {
            (true, _) => "finding.taken_scope",
            (false, true) => "finding.taken_corrected",
            (false, false) => "finding.taken_first",
        };
        if let Some(rule) = context.pipeline.fact(FactKind::Duplicate) {
            let message = message(&taken, &other, reason, year.0, context);
            let spot = Spot { line: other.places.first_line(), column: 1 };
            let place = Place { source: other.places.source(), spot };
            let mut finding = fact(rule, office, year, message, Some(place), context);
            finding.cells = differing(&taken.cells, &other.cells);
            assembled.findings.push(finding);
        }
        set_aside(&other, &taken, assembled, context);
    }
    assembled.filings.push(Filing {
        office,
        year,
        tables: taken.tables,
        cells: taken.cells,
        places: taken.places,
        prose: taken.prose.into_boxed_slice(),
    });
    returned::correct(forms, assembled, context);
}

/// Consolidated figures where the register expects the office's own would count others twice, and the other way round
/// would leave them out.
fn scope_disagrees(taken: &Settled, wanted: Scope, assembled: &mut Assembled, context: &Context<'_>) {
    let Some(rule) = context.pipeline.fact(FactKind::ScopeDisagrees).filter(|_| assembled.register.given) else {
        return;
    };
    match taken.part.scope() {
        None => assembled.tallies[rule.at()].skip(Skip::Blank, 1),
        Some(scope) if scope == wanted => assembled.tallies[rule.at()].held += 1,
        Some(scope) => {
            assembled.tallies[rule.at()].failed += 1;
            let said = |scope: Scope| context.wording.say(&format!("scope.{}", scope.code()), &[]);
            let words = [("said", said(scope)), ("registered", said(wanted))];
            let words = words.each_ref().map(|(word, filled)| (*word, filled.as_str()));
            let message = context.wording.say("finding.scope_disagrees", &words);
            let spot = Spot { line: taken.part.places.first_line(), column: 1 };
            let place = Place { source: taken.part.places.source(), spot };
            let finding = fact(rule, taken.office, taken.year, message, Some(place), context);
            assembled.findings.push(finding);
        }
    }
}

/// True if the two parts hold different tables: one filing, exported table by table.
fn disjoint(a: &Part, b: &Part) -> bool {
    a.tables.iter().zip(b.tables.iter()).all(|(a, b)| a.is_none() || b.is_none())
}

fn join(mut a: Part, b: Part) -> Part {
    a.cells.merge(&b.cells);
    a.prose.extend(b.prose);
    let tables: Vec<Option<FormIx>> = a.tables.iter().zip(b.tables.iter()).map(|(a, b)| a.or(*b)).collect();
    a.tables = Arc::from(tables);
    a.places = match a.places {
        Places::Several(mut parts) => {
            parts.push(b.places);
            Places::Several(parts)
        }
        one => Places::Several(vec![one, b.places]),
    };
    a
}

pub(super) fn differing(a: &Cells, b: &Cells) -> Vec<CellIx> {
    a.iter().zip(b.iter()).filter(|((_, a), (_, b))| a != b).map(|((cell, _), _)| cell).collect()
}

/// Cells named in the message about two filings.
const CELLS_SHOWN: usize = 3;

pub(super) fn message(taken: &Part, left: &Part, reason: &str, year: u16, context: &Context<'_>) -> String {
    let differing = differing(&taken.cells, &left.cells);
    let year = year.to_string();
    let place = |part: &Part| format!("{}:{}", path(part.places.source(), context), part.places.first_line());
    let (taken_path, left_path) = (place(taken), place(left));
    if differing.is_empty() {
        let words = [("year", year.as_str()), ("taken", &taken_path), ("left", &left_path)];
        return context.wording.say("finding.duplicate_same", &words);
    }
    let mut cells: Vec<String> =
        differing.iter().take(CELLS_SHOWN).map(|cell| say::cell(context.pipeline, *cell, context.wording)).collect();
    if differing.len() > CELLS_SHOWN {
        cells.push("…".to_owned());
    }
    let words = [
        ("year", year.as_str()),
        ("n", &differing.len().to_string()),
        ("cells", &cells.join(&context.wording.say("sum.joint", &[]))),
        ("taken", &taken_path),
        ("left", &left_path),
        ("reason", &context.wording.say(reason, &[])),
    ];
    context.wording.say("finding.duplicate_differs", &words)
}

/// A file none of whose filings was taken is a duplicate; one of which some were is said to be so.
pub(super) fn set_aside(left: &Part, taken: &Part, assembled: &mut Assembled, context: &Context<'_>) {
    let other = path(taken.places.source(), context).to_owned();
    for source in left.places.sources() {
        let Some(intake) = row(assembled, source) else { continue };
        intake.filings = intake.filings.saturating_sub(1);
        intake.remark(&context.wording.say("intake.duplicate", &[("other", &other)]));
        if intake.filings == 0 {
            intake.reception = Reception::Duplicate;
        }
    }
}

fn row(assembled: &mut Assembled, source: SourceIx) -> Option<&mut crate::model::Intake> {
    assembled.intake.iter_mut().find(|row| row.source == source)
}
