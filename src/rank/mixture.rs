//! Most filings are ordinary and a few are not, and nobody says which: a mixture tells them apart.
//!
//! f = (1−π) f₀ + π f₁, f₁ with a larger dispersion. Its parameters are those at which
//! the data are likeliest under a weak prior: ln φ₀ and ln(φ₁/φ₀) within 2 and 0.7, logit π within 1.5 of what
//! the pipeline declares (one standard deviation). The chance that a filing is ordinary, its local
//! false-discovery rate, is then (1−π) f₀ / f (Efron, Large-Scale Inference, 2010).

use crate::model::Mixture;
use crate::rank::simplex;

/// Filings that the likelihood is taken over at most; more of them cost time and move nothing.
const SAMPLE: usize = 2500;

impl Mixture {
    /// The likeliest mixture; `ln_both` gives ln f₀ and ln f₁ of an item at a mixture's dispersions.
    pub(crate) fn fit<T>(items: &[T], declared: Mixture, ln_both: impl Fn(&T, &Mixture) -> (f64, f64)) -> Mixture {
        let stride = items.len().div_ceil(SAMPLE).max(1);
        let cost = |at: &[f64; 3]| {
            let mixture = Mixture::at(at);
            let (ln_inner, ln_outer) = ((1.0 - mixture.share).ln(), mixture.share.ln());
            let mut sum = 0.0;
            for item in items.iter().step_by(stride) {
                let (a, b) = ln_both(item, &mixture);
                let (a, b) = (ln_inner + a, ln_outer + b);
                sum += a.max(b) + (-(a - b).abs()).exp().ln_1p();
            }
            let start = declared.place();
            let off = |axis: usize, spread: f64| ((at[axis] - start[axis]) / spread).powi(2) / 2.0;
            off(0, 2.0) + off(1, 0.7) + off(2, 1.5) - sum
        };
        Mixture::at(&simplex::least(declared.place(), 0.5, cost))
    }

    fn place(&self) -> [f64; 3] {
        [self.inner.ln(), (self.outer / self.inner).ln(), (self.share / (1.0 - self.share)).ln()]
    }

    fn at(place: &[f64; 3]) -> Mixture {
        let inner = place[0].clamp(-12.0, 6.0).exp();
        // Less than three times as wide would be the same kind of filing.
        Mixture { inner, outer: inner * place[1].exp().max(3.0), share: 1.0 / (1.0 + (-place[2]).exp()) }
    }

    /// The chance that an item with these ln f₀ and ln f₁ is ordinary.
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
        let items: Vec<i32> = ordinary.chain([240; 20]).collect();
        let declared = Mixture { inner: 0.3, outer: 2.0, share: 0.03 };
        let ln_pmf = |x: &i32, dispersion: f64| negative_binomial(f64::from(*x), 30.0, 1.0 / dispersion);
        let mixture = Mixture::fit(&items, declared, |x, at| (ln_pmf(x, at.inner), ln_pmf(x, at.outer)));
        assert!((0.09..0.17).contains(&mixture.inner), "{mixture:?}");
        let ordinary = |x: i32| mixture.ordinary(ln_pmf(&x, mixture.inner), ln_pmf(&x, mixture.outer));
        assert!(ordinary(240) < 0.01 && ordinary(30) > 0.9, "{mixture:?}");
    }
}
