//! Sound filings: table 三 of an office with a log-normal volume (median 20), most of it 0, and table 四 beside.
//!
//! Each office has shares of its own around those of the corpus (a Pólya urn), so that the figures are as uneven
//! as those of real offices.

use super::prng::Prng;

/// Rows 一, 二, 21 outcomes, （七）, 四 of table 三, each with six applicants and a total.
pub const ROWS: usize = 25;
pub const COLUMNS: usize = 7;
pub const REQUESTS: usize = ROWS * COLUMNS;
/// Table 四 comes after.
pub const CELLS: usize = REQUESTS + 15;

const APPLICANTS: [f64; 6] = [85.0, 9.0, 0.6, 1.2, 2.2, 2.0];
const OUTCOMES: [f64; 21] =
    [36.0, 9.0, 0.2, 0.8, 0.3, 1.2, 1.0, 0.8, 1.0, 1.5, 24.0, 2.0, 0.8, 7.0, 1.6, 0.2, 0.8, 0.6, 2.2, 0.2, 8.8];

/// Position of a cell of table 三.
pub const fn request(row: usize, column: usize) -> usize {
    row * COLUMNS + column
}

struct Urn {
    weights: Vec<f64>,
    added: f64,
}

impl Urn {
    fn new(shares: &[f64], concentration: f64) -> Urn {
        let whole: f64 = shares.iter().sum();
        Urn { weights: shares.iter().map(|share| share / whole * concentration).collect(), added: 1.0 }
    }

    fn draw(&mut self, prng: &mut Prng) -> usize {
        let drawn = prng.weighted(&self.weights);
        self.weights[drawn] += self.added;
        drawn
    }
}

/// One sound filing.
pub fn filing(prng: &mut Prng) -> [i64; CELLS] {
    let mut cells = [0; CELLS];
    let volume = (20.0 * (1.2 * prng.normal()).exp()).round().clamp(1.0, 20_000.0) as usize;
    let (mut applicants, mut outcomes) = (Urn::new(&APPLICANTS, 8.0), Urn::new(&OUTCOMES, 6.0));
    let (carried_in, carried_out) = (0.06 * prng.unit(), 0.08 * prng.unit());
    for _ in 0..volume {
        let column = applicants.draw(prng);
        let row = if prng.chance(carried_in) { 1 } else { 0 };
        cells[request(row, column)] += 1;
        if prng.chance(carried_out) {
            cells[request(24, column)] += 1;
        } else {
            cells[request(2 + outcomes.draw(prng), column)] += 1;
            cells[request(23, column)] += 1;
        }
    }
    for row in 0..ROWS {
        cells[request(row, 6)] = (0..6).map(|column| cells[request(row, column)]).sum();
    }
    for block in 0..3 {
        let start = REQUESTS + 5 * block;
        for _ in 0..(volume as f64 * [0.05, 0.02, 0.01][block] * 2.0 * prng.unit()) as usize {
            cells[start + prng.weighted(&[60.0, 10.0, 20.0, 10.0])] += 1;
        }
        cells[start + 4] = cells[start..start + 4].iter().sum();
    }
    cells
}
