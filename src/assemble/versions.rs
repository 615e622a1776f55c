//! The form version of each table, if several fit equally. It is decided when all of a filing and its year are known.
//!
//! Forms change over the years, often in a single table. A table that looks the same in the forms of 2021 and 2023 fits
//! both. The other tables of the filing may fit only one; otherwise the version in force in its year is taken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::assemble::{AssembleContext, Assembled};
use crate::model::{FormIx, Part, SourceIx, Year};

/// The form version of each table.
type Forms = Arc<[Option<FormIx>]>;

/// Decides between versions. Filings of one export share the decision.
pub(crate) struct Versions {
    /// How many forms the pipeline has.
    n_forms: usize,
    /// Versions as read, and as decided, for exports whose filings share them.
    known: BTreeMap<(usize, Year), (Forms, Forms)>,
    /// Files with a table of another version than reading had said.
    changed: BTreeSet<SourceIx>,
}

impl Versions {
    pub(crate) fn new(context: &AssembleContext<'_>) -> Versions {
        let n_forms = context.pipeline.catalogue.forms.len();
        Versions { n_forms, known: BTreeMap::new(), changed: BTreeSet::new() }
    }

    /// The versions of a whole filing.
    pub(crate) fn of(&mut self, part: &Part, year: Year, context: &AssembleContext<'_>) -> Forms {
        let read = &part.tables;
        if self.n_forms < 2 {
            return Arc::clone(read);
        }
        // An address identifies the versions as long as they are kept with it.
        let key = (Arc::as_ptr(read).cast::<()>() as usize, year);
        let is_shared = Arc::strong_count(read) > 1;
        let now = match self.known.get(&key).filter(|_| is_shared) {
            Some((_, known)) => Arc::clone(known),
            None => {
                let found = context.pipeline.catalogue.versions(&part.cells, Some(year));
                let now = if found[..] == read[..] { Arc::clone(read) } else { Arc::from(found) };
                if is_shared {
                    self.known.insert(key, (Arc::clone(read), Arc::clone(&now)));
                }
                now
            }
        };
        if now != *read {
            self.changed.extend(part.places.sources());
        }
        now
    }

    /// Corrects the forms in the intake.
    pub(crate) fn finish(self, assembled: &mut Assembled, context: &AssembleContext<'_>) {
        if self.changed.is_empty() {
            return;
        }
        let mut forms: BTreeMap<SourceIx, BTreeSet<FormIx>> = BTreeMap::new();
        for filing in &assembled.filings {
            let changed = filing.places.sources().into_iter().filter(|source| self.changed.contains(source));
            changed.for_each(|source| forms.entry(source).or_default().extend(filing.tables.iter().flatten()));
        }
        for intake in &mut assembled.intake {
            let Some(forms) = forms.get(&intake.source) else { continue };
            let ids = forms.iter().map(|form| context.pipeline.catalogue.forms[form.at()].id.as_str());
            intake.form = ids.collect::<Vec<_>>().join(";");
        }
    }
}
