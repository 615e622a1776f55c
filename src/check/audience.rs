//! Which offices each rule applies to.
//!
//! ```text
//! rule                          kinds            Audience
//! total = sum of the parts      –                every office
//! fees are reported             ^tax             offices whose kind starts with "tax"
//! ```

use rustc_hash::FxHashMap;

use crate::model::{OfficeIx, Pipeline, Register, RuleIx};

/// For each rule, the offices it applies to: `of[rule][office]`. `None` for a rule that applies to
/// all offices.
#[derive(Clone, Debug, Default)]
pub struct Audience {
    of: Vec<Option<Box<[bool]>>>,
}

impl Audience {
    /// Matches the kinds of the offices against the patterns of the rules. A rule for certain kinds
    /// does not apply to an office without a kind.
    pub fn of(pipeline: &Pipeline, register: &Register) -> Audience {
        let rules = pipeline.rules.iter().map(|rule| {
            let kinds = rule.kinds.as_ref()?;
            let mut known: FxHashMap<&str, bool> = FxHashMap::default();
            let is_meant = register.offices.iter().map(|office| {
                *known.entry(&office.kind).or_insert_with(|| !office.kind.is_empty() && kinds.is_match(&office.kind))
            });
            Some(is_meant.collect())
        });
        Audience { of: rules.collect() }
    }

    /// True if the rule applies to the office.
    pub fn includes(&self, rule: RuleIx, office: OfficeIx) -> bool {
        match self.of.get(rule.at()) {
            Some(Some(offices)) => offices.get(office.at()).copied().unwrap_or(false),
            Some(None) | None => true,
        }
    }
}
