//! Determines the form version of a table: by its cells and, if these fit several versions, by the year.

use crate::model::{AxisIx, Catalogue, CellIx, Cells, FormIx, State, TableIx, Value, Year};

impl Catalogue {
    /// The form version of each table of a filing; `None` for a table that is not there.
    ///
    /// Labels decide before the year, since some offices keep using an old form for years. A version that lacks printed
    /// cells fits worse than one that has them. Of two versions, the one that misses all the rows that the other misses
    /// and more fits worse; merely missing fewer rows says nothing, since a shorter version always does. A table that
    /// is the same on several versions follows the other tables of the filing, then the year, then the newest version.
    pub fn versions(&self, cells: &Cells, year: Option<Year>) -> Vec<Option<FormIx>> {
        let fits = Fits::of(self, cells);
        let fitting: Vec<Vec<FormIx>> = (0..self.tables.len()).map(|table| fits.best(table)).collect();
        let decided = fitting.iter().find_map(|fitting| match fitting[..] {
            [only] => Some(only),
            _ => None,
        });
        let in_force = |form: &FormIx| year.is_some_and(|year| self.forms[form.at()].in_force(year));
        let of_table = |fitting: &Vec<FormIx>| {
            let with_the_others = decided.filter(|form| fitting.contains(form));
            with_the_others.or(fitting.iter().copied().find(in_force)).or(fitting.first().copied())
        };
        fitting.iter().map(of_table).collect()
    }
}

/// How many printed cells a form version lacks: those with a figure, and all of them.
type Misfit = (usize, usize);

/// What was found of every table, and how well each version fits.
struct Fits<'a> {
    catalogue: &'a Catalogue,
    /// `foreign[table][form]`.
    foreign: Vec<Vec<Misfit>>,
    /// `met[table][row]`.
    met: Vec<Vec<bool>>,
}

impl<'a> Fits<'a> {
    /// A single pass over the cells, since every one of a hundred thousand small files goes through here.
    fn of(catalogue: &'a Catalogue, cells: &Cells) -> Fits<'a> {
        let foreign = vec![vec![(0, 0); catalogue.forms.len()]; catalogue.tables.len()];
        let met = catalogue.tables.iter().map(|table| vec![false; table.rows.len()]).collect();
        let mut fits = Fits { catalogue, foreign, met };
        for (at, def) in catalogue.cells.iter().enumerate().take(cells.reach()) {
            let cell = CellIx(at as u16);
            if !cells.has(cell) {
                continue;
            }
            fits.met[def.table.at()][def.row.at()] = true;
            let says = usize::from(cells.get(cell) != Value::Not(State::Blank));
            for (misfit, form) in fits.foreign[def.table.at()].iter_mut().zip(&catalogue.forms) {
                let is_foreign = usize::from(!form.has[at]);
                misfit.0 += is_foreign * says;
                misfit.1 += is_foreign;
            }
        }
        fits
    }

    /// The versions that lack the fewest cells, without those that miss all the rows that another misses and more.
    fn best(&self, table: usize) -> Vec<FormIx> {
        if !self.met[table].contains(&true) {
            return Vec::new();
        }
        let fewest = self.foreign[table].iter().min();
        let fitting = (0..self.foreign[table].len()).filter(|form| Some(&self.foreign[table][*form]) == fewest);
        let fitting: Vec<FormIx> = fitting.map(|form| FormIx(form as u8)).collect();
        if fitting.len() < 2 {
            return fitting;
        }
        let missing: Vec<Vec<AxisIx>> = fitting.iter().map(|form| self.missing(table, *form)).collect();
        let lacks_more =
            |one: &[AxisIx], other: &[AxisIx]| one.len() > other.len() && other.iter().all(|row| one.contains(row));
        let is_best = |at: &usize| !missing.iter().any(|other| lacks_more(&missing[*at], other));
        (0..fitting.len()).filter(is_best).map(|at| fitting[at]).collect()
    }

    /// The required rows without a single printed cell.
    fn missing(&self, table: usize, form: FormIx) -> Vec<AxisIx> {
        let mut rows = self.catalogue.forms[form.at()].required_rows(TableIx(table as u8));
        rows.retain(|row| !self.met[table][row.at()]);
        rows
    }
}
