//! Compares the date of publication with the date on which the report was due.
//!
//! ```text
//! report for 2023, due by 31 January for offices and by 31 March for governments
//! "published on 2024-02-05"    office: late, a finding    government: on time
//! ```

use crate::check::{CheckContext, Checked};
use crate::model::{Deadline, FactKind, Filing, Finding, FindingKey, Message, Outcome, Passage, ProseRules};

/// Checks the first date of publication in the text. Does nothing if the report gives none or the
/// pipeline declares no deadline.
pub(crate) fn deadline(filing: &Filing, prose: &ProseRules, context: &CheckContext<'_>, checked: &mut Checked) {
    let (Some(deadline), Some(rule)) = (&prose.deadline, context.pipeline.fact(FactKind::Deadline)) else { return };
    let normaliser = &context.pipeline.lexicon.normaliser;
    let day = |passage: &Passage| date(&normaliser.normalise(&passage.text), deadline).map(|day| (day, passage.place));
    let Some(((year, month, day), place)) = filing.prose.iter().find_map(day) else { return };
    let is_government = deadline.government.is_match(&context.register.office(filing.office).name);
    let by = if is_government { deadline.government_by } else { deadline.other_by };
    let due = (filing.year.0 + 1, by.0, by.1);
    if (year, month, day) <= due {
        checked.count(rule, &Outcome::Holds);
        return;
    }
    let said = |(year, month, day): (u16, u8, u8)| format!("{year}-{month:02}-{day:02}");
    let (day, due) = (said((year, month, day)), said(due));
    let message = Message::new("finding.deadline").with("day", &day).with("due", due);
    let found = context.finding(filing, rule, FindingKey::Whole, message);
    checked.fails(Finding { place: Some(place), said: Some(day.into()), ..found });
}

/// Year, month and day in a line. Nothing if the line has no date or an impossible one.
fn date(plain: &str, deadline: &Deadline) -> Option<(u16, u8, u8)> {
    let captures = deadline.dates.iter().find_map(|date| date.captures(plain))?;
    let part = |name| captures.name(name).map(|part| part.as_str());
    let (month, day): (u8, u8) = (part("month")?.parse().ok()?, part("day")?.parse().ok()?);
    let is_day = (1..=12).contains(&month) && (1..=31).contains(&day);
    is_day.then_some((part("year")?.parse().ok()?, month, day))
}
