//! Lines of sums in an export of many offices, and sheets of sums in a workbook: they are compared with what they sum,
//! and are no offices.
//!
//! ```text
//! Office A      8
//! Office B      7
//! Subtotal     15     compared with the two lines above
//! Office C      5
//! Total        21     compared with all three: differs by 1, a finding
//! ```
//!
//! A subtotal may also stand above its lines. All blocks that it may sum are tried, and the one that fits best is
//! compared.

use std::sync::Arc;

use crate::assemble::{AssembleContext, Assembled, Settled};
use crate::model::{
    CellIx, FactKind, FindingKey, Intake, Message, Part, Place, Reception, Scope, Spot, State, Subject, Unmatched,
    Value, Year,
};
use crate::say;

/// Lines named in one message.
const NAMED: usize = 12;

/// A line with the name of a sum.
pub(crate) struct SumLine {
    /// Its name.
    pub name: Arc<str>,
    /// Its year.
    pub year: Option<Year>,
    /// Its figures.
    pub part: Part,
}

/// Compares every line of sums of a file with the lines of offices in it.
pub(crate) fn held(
    mut sums: Vec<SumLine>,
    lines: &[Settled],
    intake: &mut Intake,
    context: &AssembleContext<'_>,
) -> Vec<(SumLine, Option<Held>)> {
    sums.sort_by_key(SumLine::line);
    let mut before = 0;
    let mut all = Vec::new();
    for sum in &sums {
        let next = sums.iter().map(SumLine::line).find(|line| *line > sum.line()).unwrap_or(u32::MAX);
        let held = sum.best_of(sum.blocks(lines, before, next), context);
        before = sum.line();
        intake.remark(said(&sum.name, held.as_ref()));
        let (figures, spot) = (sum.figures(context), Spot { line: sum.line(), column: 1 });
        intake.unmatched.add(Unmatched::new(&sum.name, &figures.join(" "), figures.len(), spot));
        all.push(held);
    }
    sums.into_iter().zip(all).collect()
}

/// Lists lines of a file that belong to no office, with their figures.
pub(crate) fn name(lines: &[SumLine], sentence: &'static str, intake: &mut Intake, context: &AssembleContext<'_>) {
    let mut said: Vec<&str> = Vec::new();
    for line in lines {
        let (figures, spot) = (line.figures(context), Spot { line: line.line(), column: 1 });
        intake.unmatched.add(Unmatched::new(&line.name, &figures.join(" "), figures.len(), spot));
        if !said.contains(&&*line.name) && said.len() < NAMED {
            said.push(&line.name);
        }
    }
    if !said.is_empty() {
        intake.remark(Message::new(sentence).with("n", lines.len()).with("names", said.join(", ")));
    }
}

/// A sheet with the name of a sum that names no office.
pub(crate) struct SumSheet {
    /// The sheet as a line of sums.
    pub sum: SumLine,
    /// Its row in the intake.
    pub row: usize,
}

/// Compares each sheet of sums with the other sheets of its workbook.
pub(crate) fn hold_sheets(
    sheets: Vec<SumSheet>,
    settled: &[Settled],
    assembled: &mut Assembled,
    context: &AssembleContext<'_>,
) {
    let file = |part: &Part| context.sources[part.places.source().at()].file();
    for SumSheet { sum, row } in sheets {
        let year = sum.year;
        let is_beside = |one: &&Settled| file(&one.part) == file(&sum.part) && year.is_none_or(|year| year == one.year);
        let held = sum.best_of(vec![settled.iter().filter(is_beside).collect()], context);
        let Some(intake) = assembled.intake.get_mut(row) else { continue };
        intake.filings = intake.filings.saturating_sub(1);
        let remark = match &held {
            Some(_) => said(&sum.name, held.as_ref()),
            None => Message::new("intake.no_office"),
        };
        intake.remark(remark);
        if intake.filings == 0 {
            let is_sum = held.as_ref().is_some_and(|held| held.differing.is_empty());
            intake.reception = if is_sum { Reception::Duplicate } else { Reception::Rejected };
        }
        sum.report(held, assembled, context);
    }
}

fn said(name: &str, held: Option<&Held>) -> Message {
    let sentence = match held {
        None => "intake.sum_alone",
        Some(held) if held.differing.is_empty() => "intake.sum_held",
        Some(_) => "intake.sum_differs",
    };
    Message::new(sentence).with("name", name)
}

/// The lines that a sum was compared with.
pub(crate) struct Held {
    /// How many.
    n_lines: usize,
    year: Option<Year>,
    /// Cells that differ, with the printed figure and the sum of the lines.
    differing: Vec<(CellIx, i64, i64)>,
}

impl SumLine {
    /// The line it stands on.
    fn line(&self) -> u32 {
        self.part.places.first_line()
    }

    /// The office whose parts it sums, if it is not a sum over offices.
    fn whole(&self) -> Option<&str> {
        self.part.claims.iter().find_map(|claim| claim.whole())
    }

    /// The blocks of lines that it may sum. A subtotal stands below or above its lines, a grand total below or above
    /// all; `before` and `next` are the lines of the neighbouring sums.
    fn blocks<'s>(&self, lines: &'s [Settled], before: u32, next: u32) -> Vec<Vec<&'s Settled>> {
        let is_meant = |one: &&Settled| {
            self.year.is_none_or(|year| year == one.year)
                && one.part.claims.iter().find_map(|claim| claim.whole()) == self.whole()
        };
        let meant: Vec<&Settled> = lines.iter().filter(is_meant).collect();
        let among = |from: u32, to: u32| -> Vec<&Settled> {
            let inside = |one: &&&Settled| (from..to).contains(&one.part.places.first_line());
            meant.iter().filter(inside).copied().collect()
        };
        let here = self.line();
        vec![among(before, here), among(0, here), among(here, next), among(here, u32::MAX), meant.clone()]
    }

    /// The block that it fits best.
    fn best_of(&self, blocks: Vec<Vec<&Settled>>, context: &AssembleContext<'_>) -> Option<Held> {
        let held = blocks.into_iter().filter(|block| !block.is_empty()).map(|block| Held {
            n_lines: block.len(),
            year: self.year.or(block.iter().map(|one| one.year).max()),
            differing: self.differing(&block, context),
        });
        held.min_by_key(|held| held.differing.len())
    }

    fn differing(&self, block: &[&Settled], context: &AssembleContext<'_>) -> Vec<(CellIx, i64, i64)> {
        let printed = self.part.cells.iter().filter_map(|(cell, value)| Some((cell, value.number()?)));
        let summed = printed.filter(|(cell, _)| context.pipeline.catalogue.cell(*cell).adds);
        let against = summed.filter_map(|(cell, number)| Some((cell, number, sum_of(cell, block)?)));
        against.filter(|(_, printed, sum)| printed != sum).collect()
    }

    /// Its figures as printed.
    fn figures(&self, context: &AssembleContext<'_>) -> Vec<String> {
        let printed = |(cell, value): (CellIx, Value)| match (self.part.cells.raw(cell), value) {
            ("", Value::Number(number)) => {
                Some(say::number(i128::from(number), &context.pipeline.catalogue.cell(cell).kind))
            }
            (raw, _) => (!raw.is_empty()).then(|| raw.to_owned()),
        };
        self.part.cells.iter().filter_map(printed).collect()
    }

    pub(crate) fn report(&self, held: Option<Held>, assembled: &mut Assembled, context: &AssembleContext<'_>) {
        let (Some(held), Some(rule)) = (held, context.pipeline.fact(FactKind::SumLine)) else { return };
        let Some(year) = held.year else { return };
        let Some((first, printed, sum)) = held.differing.first().copied() else {
            assembled.tallies[rule.at()].held += 1;
            return;
        };
        let kind = &context.pipeline.catalogue.cell(first).kind;
        let message = Message::new("finding.sum_line")
            .with("name", &*self.name)
            .with("line", self.line())
            .with("lines", held.n_lines)
            .with("cell", first)
            .with("printed", say::number(i128::from(printed), kind))
            .with("sum", say::number(i128::from(sum), kind))
            .with("n", held.differing.len());
        let source = self.part.places.source();
        let place = self.part.places.of(first).unwrap_or(Place { source, spot: Spot { line: self.line(), column: 1 } });
        let subject = Subject::Group(Scope::Total.code().to_owned(), self.name.to_string());
        let mut finding = context.finding(rule, (subject, year), message).with_place(place);
        let path = context.sources[source.at()].below_root().trim_start_matches('/');
        finding.key = FindingKey::Line(format!("{path}:{}", self.line()));
        finding.cells = held.differing.iter().map(|(cell, _, _)| *cell).collect();
        assembled.fails(finding);
    }
}

/// The sum of a cell over some lines; `None` if one of them has something else than a figure there.
fn sum_of(cell: CellIx, block: &[&Settled]) -> Option<i64> {
    block.iter().try_fold(0i64, |sum, one| match one.part.cells.get(cell) {
        Value::Number(number) => Some(sum.saturating_add(number)),
        Value::Not(State::Blank | State::NotApplicable | State::NotInSource) => Some(sum),
        Value::Not(State::BelowLimit | State::Unreadable | State::Unread) => None,
    })
}
