//! A mixture separates the few filings that are not ordinary from the many that are, though no
//! filing is labelled.
//!
//! f = (1−π) f₀ + π f₁, where f₁ has the larger dispersion. The parameters are those of greatest
//! likelihood under a weak prior: ln φ₀, ln(φ₁/φ₀) and logit π lie within 2, 0.7 and 1.5 of the
//! pipeline's values (one standard deviation each). The probability that a filing is ordinary, its
//! local false-discovery rate, is then (1−π) f₀ / f (Efron, Large-Scale Inference, 2010).
//!
//! ```text
//! figure near the mean     f₀ = .2       f₁ = .02     π = .05    ordinary with probability .995
//! figure far away          f₀ = .00001   f₁ = .004    π = .05    ordinary with probability .045
//! ```

use std::cmp::Ordering;

use crate::model::Mixture;
use crate::rank::simplex;

/// Maximum number of items in the likelihood. More take time and change nothing.
const SAMPLE: usize = 2500;

impl Mixture {
    /// Fits a mixture to the items, each the three numbers that decide its likelihood. `ln_both`
    /// returns ln f₀ and ln f₁ of an item at the dispersions of a mixture, except for terms that do
    /// not depend on them. Items with the same numbers are weighed once.
    pub(crate) fn fit(
        items: &[[f64; 3]],
        declared: Mixture,
        ln_both: impl Fn(&[f64; 3], &Mixture) -> (f64, f64),
    ) -> Mixture {
        let stride = items.len().div_ceil(SAMPLE).max(1);
        let mut sample: Vec<[f64; 3]> = items.iter().step_by(stride).copied().collect();
        sample.sort_unstable_by(|a, b| {
            a.iter().zip(b).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        let weighed: Vec<(&[f64; 3], f64)> =
            sample.chunk_by(|a, b| a == b).map(|equal| (&equal[0], equal.len() as f64)).collect();
        let cost = |at: &[f64; 3]| {
            let mixture = Mixture::at(at);
            let (ln_inner, ln_outer) = ((1.0 - mixture.share).ln(), mixture.share.ln());
            let mut sum = 0.0;
            for (item, n) in &weighed {
                let (a, b) = ln_both(item, &mixture);
                let (a, b) = (ln_inner + a, ln_outer + b);
                sum += n * (a.max(b) + (-(a - b).abs()).exp().ln_1p());
            }
            let start = declared.place();
            let off = |axis: usize, spread: f64| ((at[axis] - start[axis]) / spread).powi(2) / 2.0;
            off(0, 2.0) + off(1, 0.7) + off(2, 1.5) - sum
        };
        Mixture::at(&simplex::least(declared.place(), 0.5, cost))
    }

    /// The parameters on the scales of the prior.
    fn place(&self) -> [f64; 3] {
        [self.inner.ln(), (self.outer / self.inner).ln(), (self.share / (1.0 - self.share)).ln()]
    }

    /// The mixture with these parameters.
    fn at(place: &[f64; 3]) -> Mixture {
        let inner = place[0].clamp(-12.0, 6.0).exp();
        // Less than three times as wide would be the same kind of filing.
        Mixture { inner, outer: inner * place[1].exp().max(3.0), share: 1.0 / (1.0 + (-place[2]).exp()) }
    }

    /// The probability that an item with these ln f₀ and ln f₁ is ordinary.
    pub(crate) fn ordinary(&self, ln_inner: f64, ln_outer: f64) -> f64 {
        let odds = (self.share / (1.0 - self.share)).ln() + ln_outer - ln_inner;
        1.0 / (1.0 + odds.exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::counts::negative_binomial;

    #[test]
    fn dispersion_is_found_in_spite_of_the_faults_in_the_data() {
        // Quantiles of NB(30, 8) stand for ordinary offices, one in twenty is eight times as high.
        let ordinary = (0..380).map(|k| {
            let share = (f64::from(k) + 0.5) / 380.0;
            (0..).find(|x| crate::rank::counts::negative_binomial_up_to(f64::from(*x), 30.0, 8.0) >= share).unwrap()
        });
        let items: Vec<[f64; 3]> = ordinary.chain([240; 20]).map(|x| [f64::from(x), 30.0, 0.0]).collect();
        let declared = Mixture { inner: 0.3, outer: 2.0, share: 0.03 };
        let ln_pmf = |x: f64, dispersion: f64| negative_binomial(x, 30.0, 1.0 / dispersion);
        let mixture = Mixture::fit(&items, declared, |[x, ..], at| (ln_pmf(*x, at.inner), ln_pmf(*x, at.outer)));
        assert!((0.09..0.17).contains(&mixture.inner), "{mixture:?}");
        let ordinary = |x: f64| mixture.ordinary(ln_pmf(x, mixture.inner), ln_pmf(x, mixture.outer));
        assert!(ordinary(240.0) < 0.01 && ordinary(30.0) > 0.9, "{mixture:?}");
    }
}
