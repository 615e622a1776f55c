//! How likely two honest filings are alike in every figure.
//!
//! A filing is a volume, its parts (outcomes × applicants) and other counts of the year. Given the office's own
//! former filing: volume and other counts are negative binomial about the former ones, the parts
//! Dirichlet-multinomial with α_c = C p_c + (former part), p the shares over all filings. Given nothing:
//! α_c = C p_c, and a count that is not 0 is of any order of magnitude, 1 / ((x+1) ln 10⁴).

use statrs::function::gamma::ln_gamma;

use crate::model::{CellIx, Filing, Method, Value};
use crate::rank::corpus::{Corpus, figure};
use crate::rank::counts::negative_binomial;

/// Filings that the shares are taken from at most.
const SAMPLE: usize = 2000;
/// ln of the range over which counts of unknown size are spread.
const RANGE: f64 = 9.2;

/// The cells that are compared and what is ordinary in them.
pub struct Alike<'a> {
    volume: &'a [CellIx],
    parts: &'a [CellIx],
    flows: &'a [CellIx],
    all: &'a [CellIx],
    /// C p_c.
    prior: Vec<f64>,
    /// Share of filings without anything in a flow.
    empty: Vec<f64>,
    dispersion: f64,
}

impl<'a> Alike<'a> {
    /// Learns the shares of the parts.
    pub fn of(method: &'a Method, corpus: &Corpus<'_>) -> Alike<'a> {
        let (parts, flows) = (method.cells("parts"), method.cells("flows"));
        let mut sums = vec![0.5; parts.len()];
        let mut empty = vec![1.0; flows.len()];
        let mut n = 2.0;
        for filing in corpus.filings.iter().step_by(corpus.filings.len().div_ceil(SAMPLE).max(1)) {
            n += 1.0;
            for (sum, cell) in sums.iter_mut().zip(parts) {
                *sum += count(filing, *cell);
            }
            for (empty, cell) in empty.iter_mut().zip(flows) {
                *empty += f64::from(u8::from(count(filing, *cell) == 0.0));
            }
        }
        let scale = method.threshold("concentration") / sums.iter().sum::<f64>();
        Alike {
            volume: method.cells("volume"),
            parts,
            flows,
            all: method.cells("all"),
            prior: sums.into_iter().map(|sum| sum * scale).collect(),
            empty: empty.into_iter().map(|empty| empty / n).collect(),
            dispersion: method.threshold("dispersion"),
        }
    }

    /// The volume of a filing, 0 where it has none.
    pub fn volume(&self, filing: &Filing) -> f64 {
        figure(filing, self.volume).map_or(0.0, |volume| volume as f64)
    }

    /// True if the two say the same in every cell compared.
    pub fn is_same(&self, a: &Filing, b: &Filing) -> bool {
        self.all.iter().all(|cell| a.cells.get(*cell) == b.cells.get(*cell))
    }

    /// Equal for filings that say the same.
    pub fn digest(&self, filing: &Filing) -> u64 {
        // FNV-1a over the numbers; equality is looked at afterwards.
        self.all.iter().fold(0xCBF2_9CE4_8422_2325, |digest, cell| {
            let number = filing.cells.get(*cell).number().unwrap_or(-1);
            (digest ^ number as u64).wrapping_mul(0x0000_0100_0000_01B3).rotate_left(17)
        })
    }

    /// How many of the cells compared are a number other than 0.
    pub fn figures(&self, filing: &Filing) -> usize {
        self.all.iter().filter(|cell| filing.cells.get(**cell).number().is_some_and(|number| number != 0)).count()
    }

    /// ln of the chance of this filing after the office's former one.
    pub fn ln_after(&self, filing: &Filing, former: &Filing) -> f64 {
        let about = |x: f64, former: f64| {
            let mean = former + 0.5;
            negative_binomial(x, mean, 1.0 / (1.0 / mean + self.dispersion))
        };
        let flows = self.flows.iter().map(|cell| about(count(filing, *cell), count(former, *cell))).sum::<f64>();
        about(self.volume(filing), self.volume(former)) + flows + self.ln_parts(filing, Some(former))
    }

    /// ln of the chance of this filing from an office of which nothing is known.
    pub fn ln_anywhere(&self, filing: &Filing) -> f64 {
        let any = |x: f64| -(x + 1.0).ln() - RANGE.ln();
        let flow = |(cell, empty): (&CellIx, &f64)| match count(filing, *cell) {
            0.0 => empty.ln(),
            x => (1.0 - empty).max(1e-3).ln() + any(x),
        };
        let flows = self.flows.iter().zip(&self.empty).map(flow).sum::<f64>();
        any(self.volume(filing)) + flows + self.ln_parts(filing, None)
    }

    /// Dirichlet-multinomial.
    fn ln_parts(&self, filing: &Filing, former: Option<&Filing>) -> f64 {
        let (mut n, mut sum, mut ln_chance) = (0.0, 0.0, 0.0);
        for (cell, prior) in self.parts.iter().zip(&self.prior) {
            let x = count(filing, *cell);
            let alpha = prior + former.map_or(0.0, |former| count(former, *cell));
            sum += alpha;
            if x > 0.0 {
                n += x;
                ln_chance += ln_gamma(x + alpha) - ln_gamma(alpha) - ln_gamma(x + 1.0);
            }
        }
        ln_chance + ln_gamma(sum) - ln_gamma(n + sum) + ln_gamma(n + 1.0)
    }
}

/// A cell as a count; what is none is 0.
fn count(filing: &Filing, cell: CellIx) -> f64 {
    match filing.cells.get(cell) {
        Value::Number(number) => number.max(0) as f64,
        Value::Not(_) => 0.0,
    }
}
