//! Logarithms in thousandths of a nat. Here likelihoods become whole numbers.
//!
//! ```text
//! ln(10)                          2303
//! shares of costs 0 and 2303      909 and 91 thousandths, at temperature 1000
//! either of costs 1000 and 1000   307, as two ways are twice as likely as one
//! ```

#![allow(clippy::float_arithmetic, reason = "logarithms are taken here and nowhere else in the search")]

use std::sync::LazyLock;

use crate::model::Millinats;

/// Logarithms of smaller numbers are computed once.
const TABULATED: usize = 2048;

/// `LOGARITHMS[n]` is `ln n`.
static LOGARITHMS: LazyLock<Vec<Millinats>> = LazyLock::new(|| (0..TABULATED).map(|n| logarithm(n as i64)).collect());

/// `ln n`; 0 for anything below 1.
pub(super) fn ln(n: i64) -> Millinats {
    match usize::try_from(n) {
        Ok(small) if small < TABULATED => LOGARITHMS.get(small).copied().unwrap_or(0),
        _ => logarithm(n),
    }
}

/// Computes what the table holds.
fn logarithm(n: i64) -> Millinats {
    if n <= 1 { 0 } else { ((n as f64).ln() * 1000.0).round() as Millinats }
}

/// Confidences of alternatives with these costs, in thousandths. A temperature above 1000 makes
/// them less extreme.
pub(super) fn shares(costs: &[Millinats], temperature: i64) -> Vec<u16> {
    let Some(least) = costs.iter().min() else { return Vec::new() };
    let weight = |cost: &Millinats| (-((cost - least) as f64) / temperature.max(1) as f64).exp();
    let whole: f64 = costs.iter().map(weight).sum();
    costs.iter().map(|cost| (weight(cost) / whole * 1000.0).round() as u16).collect()
}

/// Cost of several alternatives taken together.
pub(super) fn either(costs: &[Millinats]) -> Millinats {
    let Some(least) = costs.iter().copied().min() else { return 0 };
    let sum: f64 = costs.iter().map(|cost| (-((cost - least) as f64) / 1000.0).exp()).sum();
    least - (sum.ln() * 1000.0).round() as Millinats
}
