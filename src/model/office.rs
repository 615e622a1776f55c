//! Who has to file.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{OfficeIx, Scope, Year};

/// One office of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Unique in the register.
    pub code: String,
    /// The name used in outputs; filings may use an alias.
    pub name: String,
    /// Its kind, such as department or township. The rollup has a sum for each kind.
    pub kind: String,
    /// Code of the office it reports to; empty at the top.
    pub parent: String,
    /// Its district; empty if it belongs to the city as a whole. The rollup has a sum for each district.
    pub district: String,
    /// Whether its filing includes the offices below it.
    pub scope: Scope,
    /// Other names it files under.
    pub aliases: Vec<String>,
    /// First year in which it has to file; `None` if unlimited.
    pub from: Option<Year>,
    /// Last year in which it has to file; `None` if unlimited.
    pub to: Option<Year>,
    /// Code of the office that takes over its work after `to`; empty if there is none.
    pub successor: String,
    /// False for an office that filed without being on the register.
    pub registered: bool,
}

impl Office {
    /// A registered office of which only code and name are known.
    pub fn named(code: impl Into<String>, name: impl Into<String>) -> Office {
        Office {
            code: code.into(),
            name: name.into(),
            kind: String::new(),
            parent: String::new(),
            district: String::new(),
            scope: Scope::Own,
            aliases: Vec::new(),
            from: None,
            to: None,
            successor: String::new(),
            registered: true,
        }
    }

    /// True if the office has to file for that year.
    pub fn in_force(&self, year: Year) -> bool {
        self.registered && self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }
}

/// All offices.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// In code order once the run has begun.
    pub offices: Vec<Office>,
    /// False if no register was given, so that the offices found are the register.
    pub given: bool,
}

/// Which offices share district and kind.
#[derive(Clone, Debug, Default)]
pub struct Peers<'a> {
    /// District and kind, each pair once.
    pub pairs: Vec<(&'a str, &'a str)>,
    /// For each office, the position of its pair.
    pub of_office: Vec<u32>,
}

impl Register {
    /// Most levels that may be above an office.
    pub const DEEPEST: usize = 32;

    /// The office of an index.
    pub fn office(&self, office: OfficeIx) -> &Office {
        &self.offices[office.at()]
    }

    /// The office of that code.
    pub fn by_code(&self, code: &str) -> Option<OfficeIx> {
        self.offices.iter().position(|office| office.code == code).map(|at| OfficeIx(at as u32))
    }

    /// The pairs of district and kind that occur, and which of them each office has.
    pub fn peers(&self) -> Peers<'_> {
        let mut known: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        let mut peers = Peers { pairs: Vec::new(), of_office: Vec::with_capacity(self.offices.len()) };
        for office in &self.offices {
            let pair = (office.district.as_str(), office.kind.as_str());
            peers.of_office.push(*known.entry(pair).or_insert_with(|| {
                peers.pairs.push(pair);
                peers.pairs.len() as u32 - 1
            }));
        }
        peers
    }

    /// For every office, the offices above it, nearest first. Chains end at a loop and at [`Register::DEEPEST`].
    pub fn ancestors(&self) -> Vec<Vec<OfficeIx>> {
        let by_code: BTreeMap<&str, usize> =
            self.offices.iter().enumerate().map(|(at, office)| (office.code.as_str(), at)).collect();
        (0..self.offices.len())
            .map(|start| {
                let mut seen = BTreeSet::from([start]);
                let mut chain = Vec::new();
                let mut at = start;
                while let Some(&above) = by_code.get(self.offices[at].parent.as_str()) {
                    if !seen.insert(above) || chain.len() >= Register::DEEPEST {
                        break;
                    }
                    chain.push(OfficeIx(above as u32));
                    at = above;
                }
                chain
            })
            .collect()
    }
}
