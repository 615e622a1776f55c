//! Spoilt filings on the engine's board, and what comes back.

use std::sync::Arc;

use gouji::check::{self, Reading, View};
use gouji::localize::board::Board;
use gouji::localize::corpus::{Census, Prior};
use gouji::localize::{self, Case, Desk};
use gouji::model::{
    BlankPolicy, CellIx, Cells, Counted, Filing, FormIx, OfficeIx, Outcome, Pipeline, Places, Repair, Scope, SourceIx,
    State, Value, Year,
};

use super::prng::Prng;
use super::slips::{self, Filed, Where};
use super::truth::{self, CELLS};

/// The pipeline's board of the form of 2021 and the generator's cells on it.
pub struct Bench {
    pub pipeline: Pipeline,
    pub board: Board,
    pub cells: Vec<CellIx>,
}

/// A sound filing, spoilt.
pub struct Spoilt {
    pub truth: [i64; CELLS],
    pub filed: Filed,
    pub n_slips: usize,
    pub kinds: Vec<usize>,
    pub filing: Filing,
    pub outcomes: Vec<Outcome>,
}

impl Bench {
    pub fn new() -> Bench {
        let pipeline = gouji::spec::load("cn-disclosure").unwrap();
        let board = Board::of(&pipeline, &vec![Some(FormIx(0)); pipeline.catalogue.tables.len()]);
        let mut cells: Vec<CellIx> = Vec::new();
        for code in ["requests", "remedies"] {
            let table = pipeline.catalogue.table_by_code(code).unwrap();
            let form = pipeline.catalogue.forms[0].cells.iter();
            cells.extend(form.filter(|cell| pipeline.catalogue.cell(**cell).table == table));
        }
        assert_eq!(cells.len(), CELLS);
        Bench { board, cells, pipeline }
    }

    pub fn filing(&self, filed: &Filed) -> Filing {
        let mut cells = Cells::absent(self.pipeline.catalogue.n_cells());
        for (cell, value) in self.cells.iter().zip(filed) {
            let value = value.map_or(Value::Not(State::Blank), Value::Number);
            cells.set(*cell, value, "");
        }
        Filing {
            office: OfficeIx(0),
            year: Year(2024),
            scope: Scope::Own,
            counted: Counted::Itself,
            tables: Arc::from(vec![Some(FormIx(0)); self.pipeline.catalogue.tables.len()]),
            cells,
            places: Places::Each { source: SourceIx(0), spots: Box::from([]) },
            prose: Box::default(),
            strays: Box::default(),
        }
    }

    pub fn outcomes(&self, filing: &Filing) -> Vec<Outcome> {
        let mut reading = Reading::default();
        reading.read(filing, None);
        let catalogue = &self.pipeline.catalogue;
        let view = View { now: &reading, before: None, below: None };
        let evaluate = |law: &localize::board::Law| check::evaluate(&law.linear, BlankPolicy::Zero, &view, catalogue);
        self.board.laws.iter().map(evaluate).collect()
    }

    /// What so many sound filings of other seeds say.
    pub fn prior(&self, seed: u64, n: usize) -> (Prior, Census) {
        let mut census = Census::default();
        for at in 0..n {
            let filing = self.filing(&truth::filing(&mut Prng::new(seed + at as u64)).map(Some));
            let outcomes = self.outcomes(&filing);
            let case = Case { board: &self.board, filing: &filing, outcomes: &outcomes, evidence: &[] };
            localize::count_sound(&case, &mut census);
        }
        (Prior::fit(&census), census)
    }

    /// A spoilt filing of that seed that breaks some rule.
    pub fn spoilt(&self, seed: u64, n_slips: usize, place: Where) -> Option<Spoilt> {
        let mut prng = Prng::new(seed);
        let truth = truth::filing(&mut prng);
        let (filed, kinds) = slips::spoil(&mut prng, &truth, n_slips, place);
        let filing = self.filing(&filed);
        let outcomes = self.outcomes(&filing);
        let broken = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Breaks { .. }));
        (broken && kinds.len() == n_slips).then_some(Spoilt { truth, filed, n_slips, kinds, filing, outcomes })
    }

    pub fn repairs(&self, spoilt: &Spoilt, prior: &Prior, desk: &mut Desk) -> Vec<Repair> {
        let case = Case { board: &self.board, filing: &spoilt.filing, outcomes: &spoilt.outcomes, evidence: &[] };
        localize::filing(&case, prior, &self.pipeline.localize, desk)
    }

    /// The cells that are wrong, with what they should be.
    pub fn wrong(&self, spoilt: &Spoilt) -> Vec<(CellIx, i64)> {
        let cells = self.cells.iter().zip(&spoilt.filed).zip(&spoilt.truth);
        let mut wrong: Vec<(CellIx, i64)> = cells
            .filter(|((_, filed), truth)| **filed != Some(**truth))
            .map(|((cell, _), truth)| (*cell, *truth))
            .collect();
        wrong.sort_unstable();
        wrong
    }
}
