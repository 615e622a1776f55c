//! Table 四 with an office's habits → rows of slots.

use crate::corpus::form::{REMEDIES, RESULTS, remedy};
use crate::corpus::layout::slots::{Slot, below, own, wide};
use crate::layouts::tables::{Printer, Rows, joined, once};

impl Printer<'_> {
    pub fn remedies(&mut self) -> Rows {
        let results = self.results();
        let blocks =
            [results.clone(), wide(&self.label(REMEDIES[1].2), 5), wide(&self.label(REMEDIES[2].2), 5)].concat();
        vec![
            [wide(&self.label(REMEDIES[0].2), 5), wide(&self.label(REMEDIES[1].1), 10)].concat(),
            blocks,
            [below(&results), results.clone(), results].concat(),
            self.remedy_figures(),
        ]
    }

    fn results(&mut self) -> Vec<Slot> {
        RESULTS.iter().map(|column| own(self.label_with(column.1, self.column_unit()))).collect()
    }

    pub fn remedy_bare(&self) -> Rows {
        vec![self.remedy_figures()]
    }

    fn remedy_figures(&self) -> Vec<Slot> {
        (0..REMEDIES.len() * RESULTS.len()).map(|at| own(self.text(remedy(0, 0) + at))).collect()
    }

    /// The labels of block and result in one.
    pub fn remedy_joined(&mut self, between: &str) -> Rows {
        let mut labels = Vec::new();
        for (_, group, block) in REMEDIES {
            for (_, result) in RESULTS {
                let parts = [group, block, result].into_iter().filter(|part| !part.is_empty());
                let parts: Vec<String> = parts.map(|part| self.label(part)).collect();
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                labels.push(own(joined(&parts, between)));
            }
        }
        vec![labels, self.remedy_figures()]
    }

    fn remedy_stub(&mut self, block: usize) -> Vec<Slot> {
        match block {
            0 => wide(&self.label(REMEDIES[0].2), 2),
            _ => vec![once(REMEDIES[1].1, block == 2), own(self.label(REMEDIES[block].2))],
        }
    }

    pub fn remedy_rows(&mut self) -> Rows {
        let results = self.results();
        let mut rows = vec![[vec![own(""), own("")], results].concat()];
        for block in 0..REMEDIES.len() {
            let stub = self.remedy_stub(block);
            let figures = (0..RESULTS.len()).map(|column| own(self.text(remedy(block, column)))).collect();
            rows.push([stub, figures].concat());
        }
        rows
    }

    pub fn remedy_columns(&mut self) -> Rows {
        let stubs: Vec<Vec<Slot>> = (0..REMEDIES.len()).map(|block| self.remedy_stub(block)).collect();
        let header =
            |level: usize| std::iter::once(own("")).chain(stubs.iter().map(|stub| stub[level].clone())).collect();
        let mut rows: Rows = vec![header(0), header(1)];
        for (at, column) in RESULTS.iter().enumerate() {
            let text = self.label(column.1);
            let figures = (0..REMEDIES.len()).map(|block| own(self.text(remedy(block, at))));
            rows.push(std::iter::once(own(text)).chain(figures).collect());
        }
        rows
    }
}
