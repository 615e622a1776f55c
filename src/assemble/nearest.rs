//! A name that is not on the register → the registered name most like it.
//!
//! The names of a city have much in common, and with the wrong register every office is unknown. So a name is compared
//! only with names that share one of its rarer pairs of characters. Names as alike as required always do.

use rustc_hash::FxHashMap;

use crate::model::{Normaliser, Register};

/// Two names so much alike are probably the same.
const LIKELY: f64 = 0.6;
/// If two names are that alike, at least so many percent of the pairs of one are in the other: the other has at least
/// 0.6 / (2 - 0.6) times as many pairs, and 0.6 / 2 of all pairs are shared.
const IN_COMMON: usize = 42;
/// A name is compared with at most so many others.
const MOST_COMPARED: usize = 4000;

/// Two neighbouring characters.
type Pair = (char, char);

/// The registered names.
pub(crate) struct Nearest<'a> {
    normaliser: &'a Normaliser,
    /// For each name the name of the office, and the pairs of this name.
    names: Vec<(&'a str, Vec<Pair>)>,
    /// The names that have a pair.
    with: FxHashMap<Pair, Vec<u32>>,
}

impl<'a> Nearest<'a> {
    pub(crate) fn of(register: &'a Register, normaliser: &'a Normaliser) -> Nearest<'a> {
        let mut nearest = Nearest { normaliser, names: Vec::new(), with: FxHashMap::default() };
        for office in register.offices.iter().filter(|office| office.registered) {
            for known in std::iter::once(&office.name).chain(&office.aliases) {
                let pairs = pairs(&normaliser.normalise(known));
                for pair in pairs.chunk_by(|a, b| a == b).filter_map(|same| same.first()) {
                    nearest.with.entry(*pair).or_default().push(nearest.names.len() as u32);
                }
                nearest.names.push((&office.name, pairs));
            }
        }
        nearest
    }

    /// The registered office whose name is most like an unknown one, with the likeness (Sørensen–Dice over pairs).
    pub(crate) fn to(&self, name: &str) -> Option<(String, f64)> {
        let name = pairs(&self.normaliser.normalise(name));
        let having = |pair: &Pair| self.with.get(pair).map_or(&[][..], Vec::as_slice);
        let mut rare = name.clone();
        rare.sort_by_key(|pair| (having(pair).len(), *pair));
        let common = (name.len() * IN_COMMON).div_ceil(100).max(1);
        let asked = rare.get(..(name.len() + 1).saturating_sub(common)).unwrap_or_default();
        let mut candidates: Vec<u32> = asked.iter().flat_map(having).copied().take(MOST_COMPARED).collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut best: Option<(&str, f64)> = None;
        for (office, known) in candidates.iter().filter_map(|at| self.names.get(*at as usize)) {
            let likeness = likeness(&name, known);
            if likeness >= LIKELY && best.is_none_or(|(_, most)| likeness > most) {
                best = Some((office, likeness));
            }
        }
        best.map(|(office, likeness)| (office.to_owned(), likeness))
    }
}

/// The pairs of a name, sorted.
fn pairs(name: &str) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = name.chars().zip(name.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs
}

/// Twice the shared pairs, divided by all pairs. (strsim compares bytes here, so that two nearly equal Chinese names
/// would seem unlike.)
fn likeness(a: &[Pair], b: &[Pair]) -> f64 {
    let (mut at, mut common) = (0, 0);
    for pair in a {
        at += b[at..].iter().take_while(|other| *other < pair).count();
        if b.get(at) == Some(pair) {
            (at, common) = (at + 1, common + 1);
        }
    }
    f64::from(2 * common) / (a.len() + b.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Office;
    use crate::spec;

    #[test]
    fn likeness_counts_characters_and_not_bytes() {
        let like = |a: &str, b: &str| likeness(&pairs(a), &pairs(b));
        assert_eq!(like("勾稽市珠箅管理局", "勾稽市珠算管理局"), 10.0 / 14.0);
        assert_eq!((like("方程局", "珠算局"), like("方程局", "方程局"), like("", "")), (0.0, 1.0, 0.0));
    }

    #[test]
    fn comparing_with_few_names_finds_the_same_nearest_one() {
        let pipeline = spec::load("cn-disclosure").unwrap();
        let normaliser = &pipeline.lexicon.normaliser;
        let signs: Vec<char> = "甲乙丙丁戊己".chars().collect();
        let name = |n: usize| (0..3 + n % 4).map(|at| signs[(n / (1 + at * at) + at) % 6]).collect::<String>();
        let offices = (0..300).map(|n| Office::named(n.to_string(), format!("市{}局", name(n)))).collect();
        let register = Register { offices, given: true };
        let nearest = Nearest::of(&register, normaliser);
        for n in 300..600 {
            let unknown = format!("市{}委", name(n));
            let mut best: Option<(&str, f64)> = None;
            for (office, known) in &nearest.names {
                let likeness = likeness(&pairs(&unknown), known);
                if likeness >= LIKELY && best.is_none_or(|(_, most)| likeness > most) {
                    best = Some((office, likeness));
                }
            }
            assert_eq!(nearest.to(&unknown), best.map(|(office, likeness)| (office.to_owned(), likeness)), "{unknown}");
        }
    }
}
