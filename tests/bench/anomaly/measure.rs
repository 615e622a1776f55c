//! What a list is worth, when it is known what was planted.

use std::collections::{BTreeMap, BTreeSet};

use crate::baseline::OfficeYear;
use crate::fault::{Fault, Planted};
use crate::judged::Verdict;

/// What was planted, by office-year, and the office-years that are neither faulty nor innocent.
pub struct Truth {
    pub faults: BTreeMap<OfficeYear, Planted>,
    neither: BTreeSet<OfficeYear>,
}

impl Truth {
    /// The year after a filing that was replaced as a whole does not follow from it: what is found there is true.
    pub fn of(planted: &[Planted]) -> Truth {
        let faults: BTreeMap<OfficeYear, Planted> =
            planted.iter().map(|planted| ((planted.office, planted.year), *planted)).collect();
        let replaced =
            planted.iter().filter(|planted| matches!(planted.fault, Fault::Zeroed | Fault::Repeated | Fault::Copied));
        let neither = replaced.map(|planted| (planted.office, planted.year + 1)).collect();
        Truth { faults, neither }
    }

    /// What was planted in an office, if anything.
    pub fn of_office(&self, office: usize) -> Option<&Planted> {
        self.faults.range((office, 0)..(office + 1, 0)).map(|(_, planted)| planted).next()
    }

    fn is_innocent(&self, office_year: &OfficeYear) -> bool {
        !self.faults.contains_key(office_year) && !self.neither.contains(office_year)
    }

    /// Innocents among those flagged.
    pub fn innocents(&self, flagged: &BTreeSet<OfficeYear>) -> usize {
        flagged.iter().filter(|office_year| self.is_innocent(office_year)).count()
    }

    /// Innocents among the first of the ranking.
    pub fn innocents_in_front(&self, ranking: &[OfficeYear], n: usize) -> usize {
        ranking.iter().take(n).filter(|office_year| self.is_innocent(office_year)).count()
    }

    /// Mean over the visible faults of the share of visible faults down to each; 0 for one that is not listed.
    /// Faults that cannot be seen and years that are neither are passed over.
    pub fn average_precision(&self, ranking: &[OfficeYear]) -> f64 {
        let n_visible = self.faults.values().filter(|planted| planted.is_visible).count();
        let (mut seen, mut hits, mut sum) = (0.0, 0.0, 0.0);
        for office_year in ranking {
            match self.faults.get(office_year) {
                Some(planted) if planted.is_visible => {
                    seen += 1.0;
                    hits += 1.0;
                    sum += hits / seen;
                }
                None if self.is_innocent(office_year) => seen += 1.0,
                Some(_) | None => {}
            }
        }
        sum / n_visible as f64
    }

    /// Found and planted of one kind: listed at all for a slip, with an anomaly for the others.
    pub fn recall(&self, fault: Fault, verdict: &Verdict) -> (usize, usize) {
        let ranked: BTreeSet<&OfficeYear> = verdict.ranking.iter().collect();
        let of_kind: Vec<&OfficeYear> =
            self.faults.iter().filter(|(_, planted)| planted.fault == fault).map(|(at, _)| at).collect();
        let is_found = |at: &&&OfficeYear| match fault {
            Fault::Slip => ranked.contains(**at),
            _ => verdict.anomalies.contains(**at),
        };
        (of_kind.iter().filter(is_found).count(), of_kind.len())
    }
}
