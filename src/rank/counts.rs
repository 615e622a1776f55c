//! Distributions of counts that vary more than chance alone, by mean and dispersion.
//!
//! ```text
//! NB(x; m, r)      negative binomial    Γ(x+r) / (Γ(r) x!) · (r/(r+m))^r · (m/(r+m))^x
//!                  variance             m + m²/r
//! BB(x; n, m, s)   beta-binomial        C(n,x) · B(x+ms, n−x+(1−m)s) / B(ms, (1−m)s)
//!                  variance             nm(1−m) · (s+n)/(s+1)
//! ```
//!
//! The smaller r or s, the more the counts vary. For large ones they approach the Poisson and the
//! binomial distribution.

use libm::lgamma as ln_gamma;
use statrs::function::beta::checked_beta_reg;

use crate::model::Side;

/// ln NB(x; mean, size).
pub(crate) fn negative_binomial(x: f64, mean: f64, size: f64) -> f64 {
    negative_binomial_kernel(x, mean, size) - ln_rising(1.0, x)
}

/// ln NB without 1/x!, which does not depend on mean and size.
pub(crate) fn negative_binomial_kernel(x: f64, mean: f64, size: f64) -> f64 {
    let mean = mean.max(1e-9);
    ln_rising(size, x) - size * (mean / size).ln_1p() + x * (mean / (size + mean)).ln()
}

/// Up to this many factors are multiplied. The product stays far below the largest number, since no
/// size here is above 10⁶.
const FACTORS: f64 = 32.0;

/// ln Γ(a+n) − ln Γ(a): the logarithm of a (a+1) … (a+n−1), for a whole number n.
///
/// ```text
/// ln_rising(1, 5) = ln 120        ln_rising(0.5, 2) = ln (0.5 · 1.5)
/// ```
pub(crate) fn ln_rising(a: f64, n: f64) -> f64 {
    if n > FACTORS || a > 1e6 {
        return ln_gamma(a + n) - ln_gamma(a);
    }
    let (mut product, mut factor) = (1.0, a);
    for _ in 0..n as u32 {
        product *= factor;
        factor += 1.0;
    }
    product.ln()
}

/// P(X ≤ x) of the negative binomial. 1 if it cannot be computed.
pub(crate) fn negative_binomial_up_to(x: f64, mean: f64, size: f64) -> f64 {
    if x < 0.0 {
        return 0.0;
    }
    checked_beta_reg(size, x + 1.0, size / (size + mean.max(1e-9))).unwrap_or(1.0)
}

/// ln BB(x; n, mean, size).
fn beta_binomial(x: f64, n: f64, mean: f64, size: f64) -> f64 {
    let ways = ln_rising(1.0, n) - ln_rising(1.0, x) - ln_rising(1.0, n - x);
    ways + beta_binomial_kernel(x, n, mean, size)
}

/// ln BB without C(n,x), which does not depend on mean and size.
pub(crate) fn beta_binomial_kernel(x: f64, n: f64, mean: f64, size: f64) -> f64 {
    ln_rising(mean * size, x) + ln_rising((1.0 - mean) * size, n - x) - ln_rising(size, n)
}

/// Up to this n the terms are added up. Beyond it the share is treated as a beta variable.
const EXACT: f64 = 3000.0;

/// P(X ≤ x) of the beta-binomial.
pub(crate) fn beta_binomial_up_to(x: f64, n: f64, mean: f64, size: f64) -> f64 {
    if x < 0.0 {
        return 0.0;
    }
    if x >= n {
        return 1.0;
    }
    let (a, b) = (mean * size, (1.0 - mean) * size);
    if n > EXACT {
        return checked_beta_reg(a, b, (x + 0.5) / n).unwrap_or(1.0);
    }
    // Adds up from the nearer end and derives each term from the one before.
    let below = x + 1.0 <= n / 2.0;
    let (first, last, step) = if below { (0.0, x, 1.0) } else { (n, x + 1.0, -1.0) };
    let mut at = first;
    let mut ln_term = beta_binomial(first, n, mean, size);
    let mut sum = ln_term.exp();
    while at != last {
        let ratio = match below {
            true => (n - at) * (at + a) / ((at + 1.0) * (n - at - 1.0 + b)),
            false => at * (n - at + b) / ((n - at + 1.0) * (at - 1.0 + a)),
        };
        ln_term += ratio.ln();
        sum += ln_term.exp();
        at += step;
    }
    if below { sum.min(1.0) } else { (1.0 - sum).max(0.0) }
}

/// The whole numbers below and above which an ordinary figure lies one time in twenty each. `up_to`
/// is P(X ≤ x) and `most` the largest possible figure.
pub(crate) fn interval(up_to: impl Fn(f64) -> f64, most: f64) -> (f64, f64) {
    let quantile = |share: f64| {
        let mut high = 1.0;
        while up_to(high) < share && high < most {
            high *= 2.0;
        }
        let (mut low, mut high) = (-1.0, high.min(most));
        while high - low > 1.0 {
            let middle = ((low + high) / 2.0_f64).floor();
            if up_to(middle) >= share { high = middle } else { low = middle }
        }
        high
    };
    (quantile(0.05), quantile(0.95))
}

/// The mid-p of a figure x: the chance of a more extreme one, and half of that of an equal one.
/// `below` is P(X < x) and `up_to` is P(X ≤ x).
pub(crate) fn mid_p(below: f64, up_to: f64, side: Side) -> f64 {
    let upper = (1.0 - up_to) + (up_to - below) / 2.0;
    let lower = below + (up_to - below) / 2.0;
    match side {
        Side::Above => upper.clamp(0.0, 1.0),
        Side::Both => (2.0 * upper.min(lower)).clamp(0.0, 1.0),
    }
}

/// ln Σ exp, computed without overflow. Minus infinity for no terms.
pub(crate) fn ln_sum(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY { most } else { most + terms.map(|term| (term - most).exp()).sum::<f64>().ln() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_laws_sum_to_one_and_have_their_mean() {
        let nb: Vec<f64> = (0..2000).map(|x| negative_binomial(f64::from(x), 30.0, 4.0).exp()).collect();
        let mean: f64 = nb.iter().enumerate().map(|(x, p)| x as f64 * p).sum();
        assert!((nb.iter().sum::<f64>() - 1.0).abs() < 1e-9 && (mean - 30.0).abs() < 1e-6);
        let bb: Vec<f64> = (0..=40).map(|x| beta_binomial(f64::from(x), 40.0, 0.1, 12.0).exp()).collect();
        let mean: f64 = bb.iter().enumerate().map(|(x, p)| x as f64 * p).sum();
        assert!((bb.iter().sum::<f64>() - 1.0).abs() < 1e-9 && (mean - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_rising_product_is_a_quotient_of_gammas() {
        for a in [1e-3, 0.5, 1.0, 7.25, 300.0, 1e5, 1e7] {
            for n in [0.0, 1.0, 2.0, 31.0, 32.0, 33.0, 500.0, 1e5] {
                let expected = statrs::function::gamma::ln_gamma(a + n) - statrs::function::gamma::ln_gamma(a);
                let close = 1e-9 * (1.0 + statrs::function::gamma::ln_gamma(a + n).abs());
                assert!((ln_rising(a, n) - expected).abs() < close, "{a} {n}");
            }
        }
    }

    #[test]
    fn sums_agree_with_their_terms_from_either_end() {
        for x in [0, 3, 19, 20, 33, 39] {
            let summed: f64 = (0..=x).map(|k| beta_binomial(f64::from(k), 40.0, 0.3, 5.0).exp()).sum();
            assert!((beta_binomial_up_to(f64::from(x), 40.0, 0.3, 5.0) - summed).abs() < 1e-9, "{x}");
            let summed: f64 = (0..=x).map(|k| negative_binomial(f64::from(k), 12.0, 3.0).exp()).sum();
            assert!((negative_binomial_up_to(f64::from(x), 12.0, 3.0) - summed).abs() < 1e-9, "{x}");
        }
    }

    #[test]
    fn nine_in_ten_lie_inside_the_interval() {
        let (low, high) = interval(|x| negative_binomial_up_to(x, 25.0, 8.0), 1e9);
        let inside = negative_binomial_up_to(high, 25.0, 8.0) - negative_binomial_up_to(low - 1.0, 25.0, 8.0);
        assert!((0.9..0.97).contains(&inside), "{low} {high} {inside}");
    }
}
