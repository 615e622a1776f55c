//! What is done without a model of counts: the customary edits, at their customary settings.

use crate::city::{OTHER, Office};

/// An office-year by position of office and year.
pub type OfficeYear = (usize, usize);

/// Hidiroglou and Berthelot (1986): ratios to last year, centred, weighed by size to the power of ½, against
/// C interquartile distances.
pub fn hidiroglou_berthelot(offices: &[Office], year: usize, c: f64) -> Vec<OfficeYear> {
    let pairs: Vec<(usize, f64, f64)> = pairs(offices, year);
    let mut ratios: Vec<f64> = pairs.iter().map(|(_, before, now)| now / before).collect();
    let median = quantile(&mut ratios, 0.5);
    let effect = |&(_, before, now): &(usize, f64, f64)| {
        let ratio = now / before;
        let centred = if ratio < median { 1.0 - median / ratio } else { ratio / median - 1.0 };
        centred * before.max(now).sqrt()
    };
    let mut effects: Vec<f64> = pairs.iter().map(effect).collect();
    let [low, middle, high] = [0.25, 0.5, 0.75].map(|share| quantile(&mut effects, share));
    let below = (middle - low).max((0.05 * middle).abs());
    let above = (high - middle).max((0.05 * middle).abs());
    let is_out = |pair: &&(usize, f64, f64)| {
        let effect = effect(pair);
        effect < middle - c * below || effect > middle + c * above
    };
    pairs.iter().filter(is_out).map(|(office, ..)| (*office, year)).collect()
}

/// A Poisson test of this year's count given both years' sum, Benjamini–Hochberg at 5 %.
pub fn poisson(offices: &[Office], year: usize) -> Vec<OfficeYear> {
    let pairs = pairs(offices, year);
    let growth = pairs.iter().map(|pair| pair.2).sum::<f64>() / pairs.iter().map(|pair| pair.1).sum::<f64>();
    let mut tests: Vec<(f64, usize)> = pairs
        .iter()
        .map(|(office, before, now)| {
            // Anscombe's normal deviate of two Poisson counts.
            let share = growth / (1.0 + growth);
            let n = before + now;
            let z = ((now - n * share).abs() - 0.5).max(0.0) / (n * share * (1.0 - share)).sqrt();
            (2.0 * normal_tail(z), *office)
        })
        .collect();
    tests.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = tests.len() as f64;
    let last = (0..tests.len()).rev().find(|at| tests[*at].0 <= 0.05 * (*at as f64 + 1.0) / n);
    tests.iter().take(last.map_or(0, |at| at + 1)).map(|(_, office)| (*office, year)).collect()
}

/// More than so much of the answers are the last outcome.
pub fn raw_share(offices: &[Office], year: usize, most: f64) -> Vec<OfficeYear> {
    let is_out = |office: &Office| {
        let figures = &office.years[year];
        let other: i64 = figures.outcomes[OTHER - 2..=OTHER].iter().flatten().sum();
        figures.disposed() >= 10 && other as f64 > most * figures.disposed() as f64
    };
    (0..offices.len()).filter(|at| is_out(&offices[*at])).map(|at| (at, year)).collect()
}

/// Counts of the year before and of this one, half a request more, where one of them is 8 or more.
fn pairs(offices: &[Office], year: usize) -> Vec<(usize, f64, f64)> {
    let counts = offices.iter().enumerate().map(|(at, office)| {
        let count = |year: usize| office.years[year].volume() as f64;
        (at, count(year - 1), count(year))
    });
    let large = counts.filter(|(_, before, now)| before.max(*now) >= 8.0);
    large.map(|(at, before, now)| (at, before + 0.5, now + 0.5)).collect()
}

fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get((share * (values.len() as f64 - 1.0)).round() as usize).copied().unwrap_or(0.0)
}

/// P(Z > z), by the continued fraction of Mills' ratio for large z and a polynomial for small ones
/// (Abramowitz and Stegun 26.2.17).
fn normal_tail(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let polynomial =
        t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt() * polynomial
}
