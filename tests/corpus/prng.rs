//! Random numbers from a seed, in whole-number and basic floating-point steps only, so that no machine's
//! mathematics library can change a byte of a corpus.

/// The `splitmix64` generator.
#[derive(Clone, Debug)]
pub struct Prng {
    state: u64,
}

impl Prng {
    /// A generator whose whole future is the seed.
    pub fn new(seed: u64) -> Prng {
        Prng { state: seed }
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from 0 to one less than `bound`; 0 when the bound is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// A whole number between two, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).unsigned_abs()) as i64
    }

    /// True so many times in a thousand.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// How many of `trials` come true, each so many times in a thousand.
    pub fn successes(&mut self, trials: i64, per_mille: u64) -> i64 {
        (0..trials).filter(|_| self.chance(per_mille)).count() as i64
    }

    /// A position, each as likely as its weight.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().map(|weight| u64::from(*weight)).sum());
        for (at, weight) in weights.iter().enumerate() {
            match left.checked_sub(u64::from(*weight)) {
                Some(rest) => left = rest,
                None => return at,
            }
        }
        0
    }

    /// A log-normal volume: median 20, and a spread of about 1 : 3.5 for one standard deviation.
    pub fn volume(&mut self) -> i64 {
        let unit = |bits: u64| (bits >> 11) as f64 / (1u64 << 53) as f64;
        let normal: f64 = (0..12).map(|_| unit(self.bits())).sum::<f64>() - 6.0;
        (20.0 * power_of_two(1.8 * normal)) as i64
    }
}

/// 2 to the power of `exponent`, by a polynomial that every machine computes alike.
fn power_of_two(exponent: f64) -> f64 {
    let whole = exponent.floor();
    let part = exponent - whole;
    let mantissa = 1.0 + part * (0.695_6 + part * (0.224_94 + part * 0.079_46));
    let scale = if whole < 0.0 { 1.0 / (1u64 << (-whole) as u64) as f64 } else { (1u64 << whole as u64) as f64 };
    mantissa * scale
}
