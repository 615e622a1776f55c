//! For which offices a rule is meant.

use rustc_hash::FxHashMap;

use crate::model::{OfficeIx, Pipeline, Register, RuleIx};

/// For every rule that is for some kinds of office only, the offices it is for.
#[derive(Clone, Debug, Default)]
pub struct Audience {
    of: Vec<Option<Box<[bool]>>>,
}

impl Audience {
    /// Matches the kinds of a register with those the rules name; an office without a kind is none of them.
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

    /// True if the rule is for that office.
    pub fn includes(&self, rule: RuleIx, office: OfficeIx) -> bool {
        match self.of.get(rule.at()) {
            Some(Some(offices)) => offices.get(office.at()).copied().unwrap_or(false),
            Some(None) | None => true,
        }
    }
}
