//! The downhill simplex of Nelder and Mead (1965): the minimum of a function of a few parameters,
//! without derivatives.
//!
//! Written here because the crates that offer it bring in a large tree of linear algebra.
//!
//! ```text
//! least([0, 0], 0.5, |[x, y]| (x − 1)² + (y + 2)²)     about [1, −2]
//! ```

/// Maximum number of steps. The functions here need less than half of them.
const STEPS: usize = 160;
/// The search ends when all corners have values this near to each other. Values are logarithms of
/// likelihoods.
const NEAR: f64 = 1e-4;

/// The point with the least `cost`, searched from `start` with a first step of `stride` along each
/// axis. It may be a local minimum.
pub(crate) fn least<const N: usize>(start: [f64; N], stride: f64, cost: impl Fn(&[f64; N]) -> f64) -> [f64; N] {
    let mut corners: Vec<(f64, [f64; N])> = vec![(cost(&start), start)];
    for axis in 0..N {
        let mut corner = start;
        corner[axis] += stride;
        corners.push((cost(&corner), corner));
    }
    for _ in 0..STEPS {
        corners.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (best, worst) = (corners[0].0, corners[N]);
        if worst.0 - best < NEAR {
            break;
        }
        let centre = centre(&corners[..N]);
        let along = |factor: f64| {
            let point: [f64; N] = std::array::from_fn(|axis| centre[axis] + factor * (centre[axis] - worst.1[axis]));
            (cost(&point), point)
        };
        let mirrored = along(1.0);
        corners[N] = if mirrored.0 < best {
            let further = along(2.0);
            if further.0 < mirrored.0 { further } else { mirrored }
        } else if mirrored.0 < corners[N - 1].0 {
            mirrored
        } else {
            let nearer = if mirrored.0 < worst.0 { along(0.5) } else { along(-0.5) };
            if nearer.0 >= worst.0.min(mirrored.0) {
                shrink(&mut corners, &cost);
                continue;
            }
            nearer
        };
    }
    corners.sort_by(|a, b| a.0.total_cmp(&b.0));
    corners[0].1
}

/// The mean of the corners.
fn centre<const N: usize>(corners: &[(f64, [f64; N])]) -> [f64; N] {
    std::array::from_fn(|axis| corners.iter().map(|corner| corner.1[axis]).sum::<f64>() / corners.len() as f64)
}

/// Moves every corner half way to the best one, which has to be first.
fn shrink<const N: usize>(corners: &mut [(f64, [f64; N])], cost: &impl Fn(&[f64; N]) -> f64) {
    let best = corners[0].1;
    for corner in corners.iter_mut().skip(1) {
        let point: [f64; N] = std::array::from_fn(|axis| (best[axis] + corner.1[axis]) / 2.0);
        *corner = (cost(&point), point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_bent_valley_is_found() {
        let valley = |p: &[f64; 2]| (1.0 - p[0]).powi(2) + 10.0 * (p[1] - p[0] * p[0]).powi(2);
        let [x, y] = least([-1.0, 2.0], 0.5, valley);
        assert!((x - 1.0).abs() < 0.05 && (y - 1.0).abs() < 0.1, "{x} {y}");
    }
}
