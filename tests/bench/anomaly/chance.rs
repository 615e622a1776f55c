//! Random figures from a seed: the laws the cities are drawn from.

/// The `splitmix64` generator with the laws on top of it.
pub struct Chance {
    state: u64,
}

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance { state: seed.wrapping_mul(0x2545_F491_4F6C_DD1D) }
    }

    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Between 0 and 1, neither included.
    pub fn unit(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// From 0 to one less than `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.unit() * bound as f64) as usize
    }

    pub fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Median and standard deviation of the logarithm.
    pub fn log_normal(&mut self, median: f64, spread: f64) -> f64 {
        median * (spread * self.normal()).exp()
    }

    /// Mean `shape`; Marsaglia and Tsang (2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.unit().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        loop {
            let normal = self.normal();
            let v = (1.0 + normal / (9.0 * d).sqrt()).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * normal * normal + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    pub fn poisson(&mut self, mean: f64) -> i64 {
        if mean > 60.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0) as i64;
        }
        let (mut n, mut product) = (0, self.unit());
        let least = (-mean).exp();
        while product > least {
            n += 1;
            product *= self.unit();
        }
        n
    }

    pub fn binomial(&mut self, n: i64, share: f64) -> i64 {
        (0..n).filter(|_| self.unit() < share).count() as i64
    }

    /// Shares about the given ones, the nearer the larger `size`.
    pub fn dirichlet<const N: usize>(&mut self, shares: &[f64; N], size: f64) -> [f64; N] {
        let draws: [f64; N] = std::array::from_fn(|at| self.gamma((shares[at] * size).max(1e-3)) + 1e-12);
        let sum: f64 = draws.iter().sum();
        draws.map(|draw| draw / sum)
    }

    /// A position, each as likely as its share.
    pub fn pick(&mut self, shares: &[f64]) -> usize {
        let mut left = self.unit() * shares.iter().sum::<f64>();
        for (at, share) in shares.iter().enumerate() {
            left -= share;
            if left < 0.0 {
                return at;
            }
        }
        shares.len() - 1
    }

    /// So many things fallen into places.
    pub fn spread<const N: usize>(&mut self, n: i64, shares: &[f64; N]) -> [i64; N] {
        let mut places = [0; N];
        for _ in 0..n {
            places[self.pick(shares)] += 1;
        }
        places
    }
}
