//! Forms that offices were sent and have sent back: corrections of their filings, or copies.
//!
//! A form knows from which filing it was printed and what it says now. A form in which nothing was changed is the same
//! filing again, and never takes precedence. Of corrections that build on each other, the last one counts.
//!
//! ```text
//! filing         figures F
//! form 1         printed from F, says G     a correction, but form 2 builds on it
//! form 2         printed from G, says H     counts: the filing is H
//! form 3         printed from F, says F     a copy
//! ```

use std::collections::BTreeSet;

use crate::assemble::duplicate::{repeated, set_aside, some_cells};
use crate::assemble::pieces::{Left, Reason};
use crate::assemble::scope::Stated;
use crate::assemble::{AssembleContext, Assembled, Settled, path};
use crate::model::{FactKind, Filing, Message, Part, Precedence, Returned, Severity, Validity, content};

/// A form, and what it knows about itself.
struct Form {
    part: Part,
    stated: Stated,
    returned: Box<Returned>,
}

impl Form {
    fn of(one: Settled) -> Option<Form> {
        Some(Form { returned: one.returned?, stated: one.stated, part: one.part })
    }
}

/// Takes the forms out of a group of parts. If there are no other parts, the forms that count stay in.
pub(super) fn take(group: &mut Vec<Settled>, assembled: &mut Assembled, context: &AssembleContext<'_>) -> Vec<Settled> {
    // Replaces the figures of the filing made last, which is of their office and year, by the corrections. What the
    // form was printed from decides how loud this is said: a correction of this very filing is a note; one of another
    // filing, which may be older, is a warning.
    if group.iter().all(|one| one.returned.is_none()) {
        return Vec::new();
    }
    let (forms, others): (Vec<Settled>, Vec<Settled>) = group.drain(..).partition(|one| one.returned.is_some());
    *group = others;
    let Some(first) = forms.first().filter(|_| group.is_empty()) else { return forms };
    let (office, year) = (first.office, first.year);
    let (counting, copies) = last_words(forms, None);
    if let Some(taken) = counting.first() {
        let left = |copy: &Form| Left::whole(&copy.part, &taken.part, Reason::First);
        copies.iter().for_each(|copy| set_aside(&left(copy), assembled, context));
    }
    let settled = |form: Form| {
        let Form { part, stated, .. } = form;
        let precedence = Precedence { validity: Validity::Corrected, ..Precedence::default() };
        Settled { office, year, precedence, stated, part, returned: None }
    };
    group.extend(counting.into_iter().map(settled));
    Vec::new()
}

/// Replaces the figures of the filing made last, which is of their office and year, by the corrections.
pub(super) fn correct(forms: Vec<Settled>, assembled: &mut Assembled, context: &AssembleContext<'_>) {
    let Some(filing) = assembled.filings.last().filter(|_| !forms.is_empty()) else { return };
    let (office, year) = (filing.office, filing.year);
    let as_filed = content(&filing.cells, &context.pipeline.catalogue);
    let said: BTreeSet<String> = forms.iter().filter_map(|one| Some(one.returned.as_ref()?.says.clone())).collect();
    let (mut counting, copies) = last_words(forms, Some(&as_filed));
    let Filing { tables, cells, places, .. } = filing;
    let original = Part::of_tables(Vec::new(), tables.clone(), cells.clone(), places.clone());
    let others = counting.split_off(counting.len().min(1));
    let taken = counting.pop();
    let standing = taken.as_ref().map_or(&original, |form| &form.part);
    copies.iter().for_each(|copy| set_aside(&Left::whole(&copy.part, standing, Reason::First), assembled, context));
    let mut found = Vec::new();
    if let Some(form) = &taken {
        let left = Left::whole(&original, &form.part, Reason::Corrected);
        // A form printed from another filing than this one may be older than it.
        let is_of_this = form.returned.filed == as_filed || said.contains(&form.returned.filed);
        let (severity, said) = match is_of_this {
            true => (Severity::Note, corrected(&left, year.0, context)),
            false => (Severity::Warning, repeated(&[&left], &left.differing, year, context)),
        };
        found.push((severity, said, left));
    }
    for other in &others {
        let left = Left::whole(&other.part, standing, Reason::First);
        found.push((Severity::Warning, repeated(&[&left], &left.differing, year, context), left));
    }
    let rule = context.pipeline.fact(FactKind::Duplicate);
    if let Some(rule) = rule.filter(|_| !found.is_empty()) {
        let tally = &mut assembled.tallies[rule.at()];
        (tally.held, tally.failed) = (tally.held.saturating_sub(1), tally.failed + 1);
    }
    for (severity, said, left) in found {
        set_aside(&left, assembled, context);
        let Some(rule) = rule else { continue };
        let mut finding = context.finding(rule, (office, year), said).with_place(left.places.begin());
        (finding.severity, finding.cells) = (severity, left.differing);
        assembled.findings.push(finding);
    }
    if let (Some(form), Some(filing)) = (taken, assembled.filings.last_mut()) {
        // The sentences and the form versions of the filing stay as they are.
        let versions = filing.tables.iter().zip(form.part.tables.iter());
        let tables = versions.map(|(as_filed, returned)| returned.and(as_filed.or(*returned))).collect();
        (filing.tables, filing.cells, filing.places) = (tables, form.part.cells, form.part.places);
    }
}

/// Divides forms into those that change something and those that do not: copies, and forms that another one builds on.
fn last_words(forms: Vec<Settled>, filed: Option<&str>) -> (Vec<Form>, Vec<Form>) {
    let forms: Vec<Form> = forms.into_iter().filter_map(Form::of).collect();
    let goes_on = |base: &Form| {
        let from = |other: &Form| other.returned.is_changed() && other.returned.filed == base.returned.says;
        forms.iter().any(from)
    };
    let mut last: Vec<bool> = forms.iter().map(|form| !goes_on(form)).collect();
    // Forms were changed and changed back: it cannot be told which came last.
    if !last.contains(&true) {
        last.fill(true);
    }
    let mut said: BTreeSet<String> = filed.map(str::to_owned).into_iter().collect();
    let mut counting = Vec::new();
    let mut copies = Vec::new();
    for (form, is_last) in forms.into_iter().zip(last) {
        let is_news =
            is_last && (filed.is_none() || form.returned.is_changed()) && said.insert(form.returned.says.clone());
        if is_news { counting.push(form) } else { copies.push(form) }
    }
    (counting, copies)
}

/// The message about what was corrected.
fn corrected(left: &Left, year: u16, context: &AssembleContext<'_>) -> Message {
    Message::new("finding.corrected")
        .with("year", year)
        .with("n", left.differing.len())
        .with("cells", some_cells(&left.differing))
        .with("taken", path(left.taken.source, context))
        .with("left", path(left.places.source(), context))
}
