//! Logarithms in thousandths of a nat: the edge at which likelihoods become whole numbers.

#![allow(clippy::float_arithmetic, reason = "logarithms are taken here and nowhere else in the search")]

use std::sync::LazyLock;

use crate::model::Millinats;

const TABULATED: usize = 2048;

static LOGARITHMS: LazyLock<Vec<Millinats>> = LazyLock::new(|| (0..TABULATED).map(|n| logarithm(n as i64)).collect());

/// `ln n`, and 0 for anything below 1.
pub(super) fn ln(n: i64) -> Millinats {
    match usize::try_from(n) {
        Ok(small) if small < TABULATED => LOGARITHMS.get(small).copied().unwrap_or(0),
        _ => logarithm(n),
    }
}

fn logarithm(n: i64) -> Millinats {
    if n <= 1 { 0 } else { ((n as f64).ln() * 1000.0).round() as Millinats }
}

/// Shares of likelihood of alternatives at these costs, in thousandths.
pub(super) fn shares(costs: &[Millinats], temperature: i64) -> Vec<u16> {
    let Some(least) = costs.iter().min() else { return Vec::new() };
    let weight = |cost: &Millinats| (-((cost - least) as f64) / temperature.max(1) as f64).exp();
    let whole: f64 = costs.iter().map(weight).sum();
    costs.iter().map(|cost| (weight(cost) / whole * 1000.0).round() as u16).collect()
}

/// The cost of several alternatives taken as one.
pub(super) fn either(costs: &[Millinats]) -> Millinats {
    let Some(least) = costs.iter().copied().min() else { return 0 };
    let sum: f64 = costs.iter().map(|cost| (-((cost - least) as f64) / 1000.0).exp()).sum();
    least - (sum.ln() * 1000.0).round() as Millinats
}
