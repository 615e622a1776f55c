//! Which figures of one form version are those of another.
//!
//! When a form changes, some cells go on under the same code, some become the sum of others, and some only look
//! alike. What may be compared is declared, with the reason. Where nothing is declared, only equal codes are
//! compared.

use std::collections::BTreeMap;

use serde::Deserialize;
use strum::IntoStaticStr;

use crate::model::{CellIx, FormIx, Text};

/// How well two figures can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Likeness {
    /// They count the same thing: rules may use it.
    Exact,
    /// They count nearly the same thing: good enough for a time series, not for a rule.
    Soft,
    /// They only look alike, or one of them has no counterpart: never compared.
    No,
}

impl Likeness {
    /// The name used in pipelines and listings.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// A declared relation between two form versions: the sum of the older cells corresponds to the sum of the newer
/// ones, as well as `likeness` says.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The earlier version.
    pub older: FormIx,
    /// The later version.
    pub newer: FormIx,
    /// Cells of the older version, added up; empty if the newer cells have no counterpart.
    pub older_cells: Vec<CellIx>,
    /// Cells of the newer version, added up.
    pub newer_cells: Vec<CellIx>,
    /// How well they can be compared.
    pub likeness: Likeness,
    /// Why, for whoever reads the comparison.
    pub because: Text,
}

/// How to compute the figure of a cell from a filing on another form version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparable {
    /// The cells to add up; empty if that version has no such figure.
    pub cells: Vec<CellIx>,
    /// How well the sum can be compared with the cell.
    pub likeness: Likeness,
}

/// All declared relations, indexed for lookup.
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

    /// The declaration for a cell of version `to` when the filing is on version `from`.
    pub fn declared(&self, from: FormIx, to: FormIx, cell: CellIx) -> Option<&Comparable> {
        self.index.get(&(from, to, cell))
    }

    /// The declaration for a cell when the filing is on version `from`, whatever the other version.
    pub fn towards_any(&self, from: FormIx, cell: CellIx) -> Option<&Comparable> {
        self.index.iter().find(|((of, _, known), _)| *of == from && *known == cell).map(|(_, found)| found)
    }
}
