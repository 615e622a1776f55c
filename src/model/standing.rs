//! How every office stands for every year, computed once for all outputs.

use strum::IntoStaticStr;

use crate::model::{OfficeIx, Register, Scope, Severity, Status, Year};

/// How an office stands for a year: the first of these that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Standing {
    /// It had to file and did not.
    Missing,
    /// Part of its filing could not be read. That is the program's fault, so nothing is held against the office.
    PartlyRead,
    /// Its filing has an error.
    Faulty,
    /// Its filing has a warning that nobody has explained, and no error.
    Doubtful,
    /// Its filing has neither errors nor open warnings.
    InOrder,
}

impl Standing {
    /// The name used in outputs.
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// True if there is a filing.
    pub fn has_filed(self) -> bool {
        self != Standing::Missing
    }

    /// True for a filing that was read in full and has no errors.
    pub fn has_passed(self) -> bool {
        matches!(self, Standing::Doubtful | Standing::InOrder)
    }
}

/// A finding, as far as it affects a standing.
#[derive(Clone, Copy, Debug)]
pub struct Charge {
    /// Whose.
    pub office: OfficeIx,
    /// For which year.
    pub year: Year,
    /// How sure it is.
    pub severity: Severity,
    /// Whether it was explained.
    pub status: Status,
    /// The finding is that there is no filing.
    pub is_missing: bool,
}

/// One office in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Which office.
    pub office: OfficeIx,
    /// Which year.
    pub year: Year,
    /// How it stands.
    pub standing: Standing,
    /// Whether it had to file.
    pub is_due: bool,
}

/// Counts of office-years by standing. Except in `others`, only those that had to file are counted, so missing, partly
/// read, faulty, doubtful and in order add up to `due`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct StandingCounts {
    /// Had to file.
    pub due: u64,
    /// Had to file and did.
    pub filed: u64,
    /// Had to file and did not.
    pub missing: u64,
    /// Filed, but not all of it could be read.
    pub partly_read: u64,
    /// Filed with errors.
    pub faulty: u64,
    /// Filed without errors, but with open warnings.
    pub doubtful: u64,
    /// Filed without errors or open warnings.
    pub in_order: u64,
    /// Filings of offices that did not have to file, not counting published totals.
    pub others: u64,
}

impl StandingCounts {
    /// Counts for a single office-year that was due.
    pub fn of(standing: Standing) -> StandingCounts {
        let mut counts = StandingCounts::default();
        counts.add(standing);
        counts
    }

    fn add(&mut self, standing: Standing) {
        self.due += 1;
        self.filed += u64::from(standing.has_filed());
        *match standing {
            Standing::Missing => &mut self.missing,
            Standing::PartlyRead => &mut self.partly_read,
            Standing::Faulty => &mut self.faulty,
            Standing::Doubtful => &mut self.doubtful,
            Standing::InOrder => &mut self.in_order,
        } += 1;
    }

    /// Filings that were read in full and have no errors.
    pub fn passed(&self) -> u64 {
        self.doubtful + self.in_order
    }

    /// Filings that passed or failed: all that were read in full.
    pub fn judged(&self) -> u64 {
        self.passed() + self.faulty
    }
}

/// How every office stands for every year in which it filed or had to.
#[derive(Clone, Debug, Default)]
pub struct Standings {
    /// In order of office and year.
    rows: Vec<Stand>,
    /// Offices that stand for published totals, which nobody has to file.
    totals: Vec<OfficeIx>,
    is_asked: bool,
}

impl Standings {
    /// `filed` lists all filings and whether they were read in full. `is_asked` says whether the register determines
    /// who has to file; if not, everyone who filed had to.
    pub fn of(
        register: &Register,
        is_asked: bool,
        filed: impl Iterator<Item = (OfficeIx, Year, bool)>,
        charges: impl Iterator<Item = Charge>,
    ) -> Standings {
        let mut rows: Vec<Stand> = filed
            .map(|(office, year, is_whole)| {
                let standing = if is_whole { Standing::InOrder } else { Standing::PartlyRead };
                let known = register.office(office);
                let is_due = known.scope != Scope::Total && (!is_asked || known.in_force(year));
                Stand { office, year, standing, is_due }
            })
            .collect();
        let charges: Vec<Charge> = charges.collect();
        let missing = charges.iter().filter(|charge| charge.is_missing);
        rows.extend(missing.map(|charge| Stand {
            office: charge.office,
            year: charge.year,
            standing: Standing::Missing,
            is_due: true,
        }));
        rows.sort_by_key(|row| (row.office, row.year, row.standing != Standing::Missing));
        // If there is a filing after all, it is not missing.
        rows.reverse();
        rows.dedup_by_key(|row| (row.office, row.year));
        rows.reverse();
        let totals = register.offices.iter().enumerate().filter(|(_, office)| office.scope == Scope::Total);
        let totals = totals.map(|(at, _)| OfficeIx(at as u32)).collect();
        let mut standings = Standings { rows, totals, is_asked };
        charges.iter().for_each(|charge| standings.charge(charge));
        standings
    }

    fn charge(&mut self, charge: &Charge) {
        if charge.is_missing {
            return;
        }
        let standing = match (charge.severity, charge.status) {
            (Severity::Error, _) => Standing::Faulty,
            (Severity::Warning, Status::Open | Status::Reopened) => Standing::Doubtful,
            (Severity::Warning, Status::Explained) | (Severity::Anomaly | Severity::Note, _) => return,
        };
        if let Some(at) = self.at(charge.office, charge.year)
            && let Some(row) = self.rows.get_mut(at)
        {
            row.standing = row.standing.min(standing);
        }
    }

    fn at(&self, office: OfficeIx, year: Year) -> Option<usize> {
        self.rows.binary_search_by_key(&(office, year), |row| (row.office, row.year)).ok()
    }

    /// How an office stands for a year; `None` if it did not file and did not have to.
    pub fn get(&self, office: OfficeIx, year: Year) -> Option<Stand> {
        self.at(office, year).and_then(|at| self.rows.get(at)).copied()
    }

    /// True if it is known who has to file.
    pub fn is_asked(&self) -> bool {
        self.is_asked
    }

    /// All office-years, in order of office and year.
    pub fn iter(&self) -> impl Iterator<Item = Stand> + '_ {
        self.rows.iter().copied()
    }

    /// Number of partly read filings, of one year or all, including those that nobody had to file.
    pub fn n_partly_read(&self, of: Option<Year>) -> u64 {
        let partly = self.rows.iter().filter(|row| row.standing == Standing::PartlyRead);
        partly.filter(|row| of.is_none_or(|year| row.year == year)).count() as u64
    }

    /// Counts the wanted office-years by standing.
    pub fn count(&self, wanted: impl Fn(&Stand) -> bool) -> StandingCounts {
        let mut counts = StandingCounts::default();
        for row in self.rows.iter().filter(|row| wanted(row)) {
            match row.is_due {
                true => counts.add(row.standing),
                false => counts.others += u64::from(!self.totals.contains(&row.office)),
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Office;

    const YEAR: Year = Year(2024);

    fn charge(office: u32, severity: Severity, status: Status, is_missing: bool) -> Charge {
        Charge { office: OfficeIx(office), year: YEAR, severity, status, is_missing }
    }

    fn register(n: usize) -> Register {
        let offices = (0..n).map(|at| Office::named(format!("{at}"), format!("office {at}"))).collect();
        Register { offices, given: true }
    }

    #[test]
    fn the_first_that_holds_is_said() {
        let filed = (0..5).map(|at| (OfficeIx(at), YEAR, at != 1));
        let charges = [
            charge(5, Severity::Error, Status::Open, true),
            charge(1, Severity::Error, Status::Open, false),
            charge(2, Severity::Warning, Status::Open, false),
            charge(2, Severity::Error, Status::Explained, false),
            charge(3, Severity::Warning, Status::Reopened, false),
            charge(4, Severity::Warning, Status::Explained, false),
            charge(4, Severity::Anomaly, Status::Open, false),
        ];
        let standings = Standings::of(&register(6), true, filed, charges.into_iter());
        let of = |at: u32| standings.get(OfficeIx(at), YEAR).unwrap().standing;
        use Standing::{Doubtful, Faulty, InOrder, Missing, PartlyRead};
        assert_eq!([0, 1, 2, 3, 4, 5].map(of), [InOrder, PartlyRead, Faulty, Doubtful, InOrder, Missing]);
        let counts = standings.count(|_| true);
        assert_eq!((counts.due, counts.filed, counts.missing, counts.passed(), counts.judged()), (6, 5, 1, 3, 4));
    }

    #[test]
    fn who_did_not_have_to_file_is_counted_apart() {
        let mut register = register(3);
        register.offices[1].registered = false;
        register.offices[2].scope = Scope::Total;
        let filed = || (0..3).map(|at| (OfficeIx(at), YEAR, true));
        let counts = Standings::of(&register, true, filed(), std::iter::empty()).count(|_| true);
        assert_eq!((counts.due, counts.in_order, counts.others), (1, 1, 1));
        let counts = Standings::of(&register, false, filed(), std::iter::empty()).count(|_| true);
        assert_eq!((counts.due, counts.in_order, counts.others), (2, 2, 0));
    }

    #[test]
    fn a_filing_that_is_there_is_not_missing() {
        let charges = [charge(0, Severity::Error, Status::Open, true)];
        let filed = std::iter::once((OfficeIx(0), YEAR, true));
        let standings = Standings::of(&register(1), true, filed, charges.into_iter());
        assert!(standings.get(OfficeIx(0), YEAR).unwrap().standing.has_filed());
    }

    #[test]
    fn a_missing_filing_is_missing_whatever_its_severity() {
        for severity in Severity::ALL.iter().copied() {
            let charges = [charge(0, severity, Status::Open, true)];
            let standings = Standings::of(&register(1), true, std::iter::empty(), charges.into_iter());
            assert_eq!(standings.get(OfficeIx(0), YEAR).unwrap().standing, Standing::Missing, "{severity:?}");
        }
    }
}
