//! Another office's figures of the same year filed.
//!
//! - Formula: every cell equal; I = number of filings of the year · P(filing), P from [`crate::rank::alike`], is the number of
//!   honest filings expected to be equal to it by accident; lfdr = (1−π) I / ((1−π) I + π). Which of the two is
//!   the copy is told by their former filings: the odds are exp(l_a − l_b), l the ln chance of the filing after
//!   the office's own former one. A broken rule in that year or the next, as when what was carried in is not
//!   what the year before carried out, is e^4.5 against the office. The office that is the likelier author is not accused: its lfdr is that of
//!   the other way round. Where it cannot be told (odds within e³, no other year) both are asked.
//! - Source: Dirichlet-multinomial predictive (Minka 2000), empirical Bayes (Efron 2010).
//! - Unit: `observed` the equal figures other than 0.

use std::collections::BTreeSet;

use crate::model::{Finding, Method, OfficeIx, Severity, Skip, Subject, Year};
use crate::rank::Context;
use crate::rank::alike::Alike;
use crate::rank::corpus::Corpus;
use crate::rank::judged::{CANDIDATE, Candidate, Judged};
use crate::rank::zero::excess;

/// A filing, its likeliest author among those that say the same, and the chance that its office is not the copier.
struct Copy {
    filing: usize,
    author: usize,
    accident: f64,
    innocent: f64,
}

/// Filings for which the chance of an accident is worked out at most.
const SAMPLE: usize = 2000;
/// From this on an accident is likelier than a copy.
const LIKELY: f64 = 0.05;
/// Below this a copy is likelier than an accident.
const RARE: f64 = 1e-3;
/// What a broken rule says, as ln odds.
const BROKEN: f64 = 4.5;
/// ln odds within which it cannot be told which is the copy.
const UNTOLD: f64 = 3.0;

/// Judges every filing.
pub fn judge(method: &Method, corpus: &Corpus<'_>, context: &Context<'_>) -> Judged {
    let alike = Alike::of(method, corpus, &context.pipeline.catalogue);
    let mut judged = Judged::default();
    let mut digests: Vec<(u64, usize)> = Vec::new();
    for (at, filing) in corpus.filings.iter().enumerate() {
        let is_small = alike.volume(filing) < method.threshold("least");
        if !is_small {
            digests.push((alike.digest(filing), at));
        }
        match corpus.is_judged(at) {
            true if is_small => judged.skip(Skip::TooSmall),
            true => judged.tally.held += 1,
            false => {}
        }
    }
    digests.sort_unstable();
    let broken = broken(corpus);
    let mut copies: Vec<Copy> = Vec::new();
    for group in digests.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let filings: Vec<usize> = group.iter().map(|(_, at)| *at).collect();
        copies.extend(filings.iter().filter_map(|at| copy(*at, &filings, &alike, &broken, corpus)));
    }
    copies.sort_by_key(|copy| copy.filing);
    let share = calibrate(&mut copies, &digests, &alike, method, corpus);
    for copy in copies.iter().filter(|copy| corpus.is_judged(copy.filing)) {
        judged.candidates.extend(candidate(copy, share, &alike, method, corpus, context));
    }
    judged
}

/// Accidents are as frequent as among the filings that have nothing of their own; gives the share of copies.
///
/// Where an accident is likely, copies are few among those that are alike: there the number of filings that
/// are alike says by how much the chances are too small, because offices are more of one kind than their shares.
fn calibrate(
    copies: &mut [Copy],
    digests: &[(u64, usize)],
    alike: &Alike<'_>,
    method: &Method,
    corpus: &Corpus<'_>,
) -> f64 {
    let stride = digests.len().div_ceil(SAMPLE).max(1);
    let sampled = digests.iter().step_by(stride).map(|(_, at)| accident(*at, alike, corpus));
    let sampled: Vec<f64> = sampled.collect();
    let is_likely = |accident: &&f64| **accident >= LIKELY;
    let chance = |accident: &f64| 1.0 - (-accident).exp();
    let expected = sampled.iter().filter(is_likely).map(chance).sum::<f64>() * stride as f64;
    let observed = copies.iter().filter(|copy| copy.accident >= LIKELY).count() as f64;
    let factor = ((observed + 1.0) / (expected + 1.0)).max(1.0);
    copies.iter_mut().for_each(|copy| copy.accident *= factor);
    // Copies are counted where accidents are rare.
    let rare = sampled.iter().filter(|accident| **accident * factor < RARE).count() * stride;
    let copied = copies.iter().filter(|copy| copy.accident < RARE).count();
    excess(copied as f64, 0.0, rare as f64, method.threshold("contamination"))
}

/// How many honest filings are expected to be equal to this one by accident.
fn accident(filing: usize, alike: &Alike<'_>, corpus: &Corpus<'_>) -> f64 {
    alike.filings_of(corpus.filings[filing].year)
        * alike.ln_anywhere(&corpus.filings[filing], corpus.group(filing)).exp()
}

/// The filing as a copy of the likeliest author in its group, if another office says the same.
fn copy(filing: usize, group: &[usize], alike: &Alike<'_>, broken: &Broken, corpus: &Corpus<'_>) -> Option<Copy> {
    let this = &corpus.filings[filing];
    let others = group.iter().copied().filter(|other| {
        let other = &corpus.filings[*other];
        other.office != this.office && other.year == this.year && alike.is_same(this, other)
    });
    let own = own(filing, alike, broken, corpus);
    let scored = others.map(|other| (self::own(other, alike, broken, corpus), other));
    // The best author is the one that fits its own office best.
    let (theirs, author) = scored.max_by(|a, b| {
        let ln = |own: Option<Own>| own.map_or(f64::NEG_INFINITY, |own| own.mean - own.broken);
        ln(a.0).total_cmp(&ln(b.0)).then(b.1.cmp(&a.1))
    })?;
    let odds = own.zip(theirs).map_or(0.0, |(own, theirs)| own.against(theirs));
    // Where it cannot be told which is the copy both are asked.
    let innocent = if odds.abs() > UNTOLD { 1.0 / (1.0 + (-odds).exp()) } else { 0.0 };
    Some(Copy { filing, author, accident: accident(filing, alike, corpus), innocent })
}

/// Offices and years in which a rule is broken.
type Broken = BTreeSet<(OfficeIx, Year)>;

fn broken(corpus: &Corpus<'_>) -> Broken {
    let serious = |finding: &&Finding| matches!(finding.severity, Severity::Error | Severity::Warning);
    let of_office = corpus.findings.iter().filter(serious).filter_map(|finding| match finding.subject {
        Subject::Office(office) => Some((office, finding.year)),
        Subject::Group(..) => None,
    });
    of_office.collect()
}

/// How well a filing fits its office.
#[derive(Clone, Copy)]
struct Own {
    /// Mean ln of the chance of the filing after each of `n` other ones.
    mean: f64,
    n: f64,
    /// What broken rules say against it.
    broken: f64,
}

impl Own {
    /// ln odds that this filing is its office's and the other one the copy.
    fn against(self, other: Own) -> f64 {
        (self.mean - other.mean) * self.n.min(other.n) + other.broken - self.broken
    }
}

/// How well a filing fits its office, if there is another one to say so.
fn own(filing: usize, alike: &Alike<'_>, broken: &Broken, corpus: &Corpus<'_>) -> Option<Own> {
    let this = &corpus.filings[filing];
    let neighbours = [filing.checked_sub(1), Some(filing + 1)];
    let of_office = neighbours.into_iter().flatten().filter_map(|at| corpus.filings.get(at));
    let same_office = of_office.filter(|other| other.office == this.office && !alike.is_same(this, other));
    let (mut sum, mut n) = (0.0, 0.0);
    for other in same_office {
        sum += alike.ln_after(this, corpus.group(filing), other);
        n += 1.0;
    }
    let years = [this.year, Year(this.year.0 + 1)];
    let n_broken = years.iter().filter(|year| broken.contains(&(this.office, **year))).count();
    let broken = if n_broken > 0 { BROKEN } else { 0.0 };
    (n > 0.0).then(|| Own { mean: sum / n, n, broken })
}

fn candidate(
    copy: &Copy,
    share: f64,
    alike: &Alike<'_>,
    method: &Method,
    corpus: &Corpus<'_>,
    context: &Context<'_>,
) -> Option<Candidate> {
    let accident = (1.0 - share) * copy.accident / ((1.0 - share) * copy.accident + share);
    let lfdr = accident + (1.0 - accident) * copy.innocent;
    let author = &corpus.filings[copy.author];
    (lfdr < CANDIDATE).then(|| Candidate {
        filing: copy.filing,
        lfdr,
        p: copy.accident.min(1.0),
        observed: alike.figures(&corpus.filings[copy.filing]) as f64,
        expected: 0.0,
        low: 0.0,
        high: 0.0,
        cells: method.cells("volume").to_vec(),
        sentence: "anomaly.copied",
        words: vec![
            ("author", corpus.register.office(author.office).name.clone()),
            ("before", author.year.0.to_string()),
            ("chance", context.one_in(copy.accident)),
        ],
    })
}
