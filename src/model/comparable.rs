//! Which figures of one form version are those of another.
//!
//! A form that changes takes series with it: some cells go on under the same code, some are the sum of others,
//! some only look alike. What may be held against each other is declared, with the reason; a seam that is not
//! declared is bridged by equal codes and by nothing else.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{CellIx, FormIx, Text};

/// How far two figures can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// They count the same.
    Exact,
    /// They count nearly the same: good for a series, not for a rule.
    Soft,
    /// They only look alike, or one of them has no counterpart.
    No,
}

impl Likeness {
    /// The name used in pipelines and listings.
    pub fn code(self) -> &'static str {
        match self {
            Likeness::Exact => "exact",
            Likeness::Soft => "soft",
            Likeness::No => "no",
        }
    }
}

/// A declared relation between cells of two form versions: the one sum is the other, as far as `likeness` says.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The version that came first.
    pub older: FormIx,
    /// The version that followed it.
    pub newer: FormIx,
    /// Cells of the older version, to be added up; none where the newer ones have no counterpart.
    pub older_cells: Vec<CellIx>,
    /// Cells of the newer version, to be added up.
    pub newer_cells: Vec<CellIx>,
    /// How far they can be compared.
    pub likeness: Likeness,
    /// Why.
    pub because: Text,
}

/// How a filing of one version gives the figure of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparable {
    /// The cells to add up; none where it gives no such figure.
    pub cells: Vec<CellIx>,
    /// How far the sum can be compared with the figure of the cell.
    pub likeness: Likeness,
}

/// Every declared relation, by what is looked up.
#[derive(Clone, Debug, Default)]
pub struct Comparisons {
    /// In the order of the pipeline.
    pub declared: Vec<Comparison>,
    /// By version of the filing, version of the cell, and cell.
    index: BTreeMap<(FormIx, FormIx, CellIx), Comparable>,
}

impl Comparisons {
    /// Indexes the declared relations in both directions.
    pub fn new(declared: Vec<Comparison>) -> Comparisons {
        let mut index = BTreeMap::new();
        for one in &declared {
            let ways = [
                (one.older, one.newer, &one.older_cells, &one.newer_cells),
                (one.newer, one.older, &one.newer_cells, &one.older_cells),
            ];
            for (from, to, have, want) in ways {
                match (&want[..], one.likeness) {
                    (cells, Likeness::No) => {
                        let no = Comparable { cells: Vec::new(), likeness: Likeness::No };
                        index.extend(cells.iter().map(|cell| ((from, to, *cell), no.clone())));
                    }
                    ([cell], likeness) if !have.is_empty() => {
                        _ = index.insert((from, to, *cell), Comparable { cells: have.clone(), likeness });
                    }
                    _ => {}
                }
            }
        }
        Comparisons { declared, index }
    }

    /// What is declared of a cell of the version `to` for filings of the version `from`.
    pub fn declared(&self, from: FormIx, to: FormIx, cell: CellIx) -> Option<&Comparable> {
        self.index.get(&(from, to, cell))
    }

    /// What is declared of a cell for filings of the version `from`, towards any version.
    pub fn towards_any(&self, from: FormIx, cell: CellIx) -> Option<&Comparable> {
        self.index.iter().find(|((of, _, known), _)| *of == from && *known == cell).map(|(_, found)| found)
    }
}
