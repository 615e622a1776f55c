//! Random filings on which every law of the form holds, alone and from year to year.

use crate::corpus::form::{
    CARRIED_IN, CARRIED_OUT, DISPOSED, FEES, LEAVES, N_CELLS, RECEIVED, TOTAL, cell_codes, proactive, remedy, request,
};
use crate::corpus::prng::Prng;

/// How often each of the six kinds of applicant asks.
const APPLICANT_WEIGHTS: [u32; 6] = [880, 75, 10, 12, 16, 7];
/// How often each of the 21 outcomes comes, as in published reports of whole cities.
const OUTCOME_WEIGHTS: [u32; 21] = [380, 100, 1, 9, 2, 10, 6, 4, 7, 14, 250, 12, 3, 65, 14, 1, 9, 2, 18, 3, 90];
const MOST_REQUESTS: i64 = 5000;

/// The figures of one filing, in the order of the form; the fees in hundredths of 万元.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    pub values: [i64; N_CELLS],
}

impl Filing {
    /// The first filing of an office of any size.
    pub fn random(prng: &mut Prng) -> Filing {
        let volume = prng.volume();
        Filing::of_volume(prng, volume)
    }

    /// The first filing of an office that so many people ask a year.
    pub fn of_volume(prng: &mut Prng, volume: i64) -> Filing {
        let mut filing = Filing { values: [0; N_CELLS] };
        let documents = if prng.chance(600) { prng.between(0, 30) } else { 0 };
        filing.fill_stock(prng, documents);
        for (row, per_mille, most) in [(2, 450, 2000), (3, 250, 300), (4, 60, 20)] {
            filing.values[proactive(row)] = if prng.chance(per_mille) { prng.between(1, most) } else { 0 };
        }
        filing.values[FEES] = if prng.chance(100) { prng.between(50, 500_000) } else { 0 };
        let carried_in = spread(prng, volume / 30);
        filing.fill_requests(prng, volume, carried_in);
        filing.fill_remedies(prng, [0; 3]);
        filing
    }

    /// The filing of the same office a year later.
    pub fn next_year(prng: &mut Prng, previous: &Filing) -> Filing {
        let mut filing = Filing { values: [0; N_CELLS] };
        filing.fill_stock(prng, previous.values[proactive(1) + 2]);
        for cell in [proactive(2), proactive(3), proactive(4), FEES] {
            filing.values[cell] = a_little_different(prng, previous.values[cell]);
        }
        let carried_in = std::array::from_fn(|column| previous.values[request(CARRIED_OUT, column)]);
        let volume = a_little_different(prng, previous.values[request(RECEIVED, TOTAL)]) + prng.between(0, 2);
        filing.fill_requests(prng, volume, carried_in);
        filing.fill_remedies(prng, [0, 1, 2].map(|block| previous.values[remedy(block, 3)]));
        filing
    }

    /// Cell codes with their figures, in the order of the form.
    #[allow(dead_code, reason = "for tests that look a figure up by its code")]
    pub fn cells(&self) -> Vec<(String, i64)> {
        cell_codes().into_iter().zip(self.values).collect()
    }

    /// Adds another office's figures, as a consolidated filing does.
    pub fn add(&mut self, other: &Filing) {
        for (value, more) in self.values.iter_mut().zip(other.values) {
            *value += more;
        }
    }

    /// 规章 stay at 0: only a State Council department, a province or a city's government can make them.
    fn fill_stock(&mut self, prng: &mut Prng, stock: i64) {
        let first = proactive(1);
        let issued = if stock > 0 { prng.between(0, 1 + stock / 6) } else { 0 };
        let repealed = prng.between(0, stock / 8);
        self.values[first] = issued;
        self.values[first + 1] = repealed;
        self.values[first + 2] = stock + issued - repealed;
    }

    fn fill_requests(&mut self, prng: &mut Prng, volume: i64, carried_in: [i64; 6]) {
        let received = spread(prng, volume.min(MOST_REQUESTS));
        for column in 0..TOTAL {
            let asked = received[column] + carried_in[column];
            let carried_out = prng.successes(asked, 45);
            self.values[request(RECEIVED, column)] = received[column];
            self.values[request(CARRIED_IN, column)] = carried_in[column];
            self.values[request(CARRIED_OUT, column)] = carried_out;
            self.values[request(DISPOSED, column)] = asked - carried_out;
            for _ in 0..asked - carried_out {
                let outcome = prng.weighted(&OUTCOME_WEIGHTS);
                self.values[request(LEAVES.start + outcome, column)] += 1;
            }
        }
        for row in RECEIVED..=CARRIED_OUT {
            self.values[request(row, TOTAL)] = (0..TOTAL).map(|column| self.values[request(row, column)]).sum();
        }
    }

    /// Cases that were pending last year are counted again, so a block is never smaller than that.
    fn fill_remedies(&mut self, prng: &mut Prng, pending: [i64; 3]) {
        let disposed = self.values[request(DISPOSED, TOTAL)];
        let reconsidered = pending[0] + prng.successes(disposed, 50);
        self.fill_block(prng, 0, reconsidered);
        let direct = pending[1] + prng.successes(disposed, 8);
        self.fill_block(prng, 1, direct);
        let closed = self.values[remedy(0, 0)] + self.values[remedy(0, 2)];
        let after = pending[2] + prng.successes(closed, 180);
        self.fill_block(prng, 2, after);
    }

    fn fill_block(&mut self, prng: &mut Prng, block: usize, cases: i64) {
        for _ in 0..cases {
            self.values[remedy(block, prng.weighted(&[60, 8, 22, 10]))] += 1;
        }
        self.values[remedy(block, 4)] = cases;
    }
}

fn spread(prng: &mut Prng, requests: i64) -> [i64; 6] {
    let mut columns = [0; 6];
    for _ in 0..requests {
        columns[prng.weighted(&APPLICANT_WEIGHTS)] += 1;
    }
    columns
}

fn a_little_different(prng: &mut Prng, figure: i64) -> i64 {
    figure * prng.between(75, 132) / 100
}
