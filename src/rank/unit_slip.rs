//! An amount in another unit than in the office's other years: yuan instead of ten thousand yuan.
//!
//! - Formula: d = log₁₀(amount / median of the office's other years); examined if |d| is within
//!   `tolerance` of a whole number from `from` to `to`. P = P(|T| ≥ |d|/s), where T is Student's
//!   with `freedom` degrees and s the spread of d over all offices (1.4826 · median |d|), or the
//!   declared one; lfdr from P as in [`crate::rank::zero`].
//! - Source: thousand-error edits of business surveys (de Waal, Pannekoek and Scholtus, Handbook of
//!   Statistical Data Editing, 2011, 2.3).
//! - Unit: that of the amount.
//!
//! ```text
//! 2021: 12.5   2022: 13.0   2023: 128,000      d = 4.0: four powers of ten too large
//! 2021: 12.5   2022: 13.0   2023: 40           d = 0.5: not near a whole number, not examined
//! ```

use std::ops::Range;

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::model::{Amount, Message, Skip, UnitThresholds, Year};
use crate::rank::Applied;
use crate::rank::corpus::Corpus;
use crate::rank::judged::{CANDIDATE, Candidate, Judged};
use crate::rank::zero::excess;

/// The method with its cells and thresholds.
type OfAmount<'a> = Applied<'a, Amount, UnitThresholds>;

/// Minimum number of ratios for a spread to be estimated.
const RATIOS: usize = 30;
/// Nine ratios in ten lie within this many spreads.
const NINETY: f64 = 1.645;

/// An amount compared with the office's other years.
struct Ratio {
    filing: usize,
    /// The amount filed.
    amount: f64,
    /// Median of the other years.
    usual: f64,
    /// d: the powers of ten between them; positive if the amount is larger.
    decades: f64,
    /// The other years and their amounts.
    others: Vec<(Year, f64)>,
}

/// Judges every filing.
pub(super) fn judge(applied: &OfAmount<'_>) -> Judged {
    let OfAmount { thresholds, corpus, .. } = applied;
    let mut judged = Judged::default();
    let amounts = amounts(applied);
    let mut ratios = Vec::new();
    for office in corpus.offices() {
        for filing in office.clone().filter(|filing| corpus.is_judged(*filing)) {
            match ratio(filing, office, &amounts, corpus) {
                Ok(ratio) => ratios.push(ratio),
                Err(why) => judged.skip(why),
            }
        }
    }
    judged.tally.held += ratios.len() as u64;
    let spread = spread(&ratios, thresholds.spread);
    let slips: Vec<&Ratio> = ratios
        .iter()
        .filter(|ratio| {
            let steps = ratio.decades.abs().round();
            let is_asked = (thresholds.from..=thresholds.to).contains(&steps);
            is_asked && (ratio.decades.abs() - steps).abs() <= thresholds.tolerance
        })
        .collect();
    let share = excess(slips.len() as f64, 0.0, ratios.len() as f64, thresholds.contamination);
    for slip in slips {
        let p = tail(slip.decades.abs() / spread, thresholds.freedom);
        let lfdr = (1.0 - share) * p / ((1.0 - share) * p + share);
        if lfdr < CANDIDATE {
            judged.candidates.push(applied.candidate(slip, spread, [p, lfdr]));
        }
    }
    judged
}

/// The amount of every filing in whole units, or the reason why it has none.
fn amounts(applied: &OfAmount<'_>) -> Vec<Result<f64, Skip>> {
    let OfAmount { cells, corpus, .. } = applied;
    let decimals = cells.amount.iter().map(|cell| corpus.material.pipeline.catalogue.cell(*cell).kind.decimals());
    let scale = 10f64.powi(decimals.max().unwrap_or(0) as i32);
    let column = corpus.column(&cells.amount);
    (0..corpus.material.filings.len()).map(|at| column.get(at).map(|amount| amount as f64 / scale)).collect()
}

/// Compares a filing with the office's other years. Of only two years that differ, the later one is
/// examined.
fn ratio(
    filing: usize,
    office: &Range<usize>,
    amounts: &[Result<f64, Skip>],
    corpus: &Corpus<'_>,
) -> Result<Ratio, Skip> {
    let amount = amounts[filing]?;
    let others = office.clone().filter(|other| *other != filing);
    let others: Vec<(usize, f64)> = others
        .filter_map(|other| amounts[other].ok().filter(|amount| *amount > 0.0).map(|amount| (other, amount)))
        .collect();
    let is_first_of_two = others.len() == 1 && others[0].0 > filing;
    if others.is_empty() || is_first_of_two {
        return Err(Skip::NoOtherYear);
    }
    if amount <= 0.0 {
        return Err(Skip::TooSmall);
    }
    let mut logs: Vec<f64> = others.iter().map(|(_, amount)| amount.log10()).collect();
    logs.sort_by(f64::total_cmp);
    let usual = (logs[(logs.len() - 1) / 2] + logs[logs.len() / 2]) / 2.0;
    let others = others.into_iter().map(|(at, amount)| (corpus.year(at), amount)).collect();
    Ok(Ratio { filing, amount, usual: 10f64.powf(usual), decades: amount.log10() - usual, others })
}

/// The spread of d. It is at least a third of the declared one, since amounts that never changed
/// may still change.
fn spread(ratios: &[Ratio], declared: f64) -> f64 {
    let mut sizes: Vec<f64> = ratios.iter().map(|ratio| ratio.decades.abs()).collect();
    if sizes.len() < RATIOS {
        return declared;
    }
    sizes.sort_by(f64::total_cmp);
    (1.4826 * sizes[sizes.len() / 2]).max(declared / 3.0)
}

/// P(|T| ≥ t).
fn tail(t: f64, freedom: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom).map_or(1.0, |students| 2.0 * students.sf(t))
}

impl OfAmount<'_> {
    /// The candidate with its figures. The array holds p and lfdr.
    fn candidate(&self, slip: &Ratio, spread: f64, [p, lfdr]: [f64; 2]) -> Candidate {
        Candidate {
            filing: slip.filing,
            lfdr,
            p,
            observed: slip.amount,
            expected: slip.usual,
            low: slip.usual / 10f64.powf(NINETY * spread),
            high: slip.usual * 10f64.powf(NINETY * spread),
            cells: self.cells.amount.clone(),
            message: Message::new(if slip.decades > 0.0 { "anomaly.unit_above" } else { "anomaly.unit_below" })
                .with("years", self.years(slip.others.iter().copied()))
                .with("factor", format!("{:.0}", 10f64.powf(slip.decades.abs().round()))),
        }
    }
}
