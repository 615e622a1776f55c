//! Another office's figures filed.
//!
//! - Formula: every cell equal; I = number of filings · P(filing), P from [`crate::rank::alike`], is the number of
//!   honest filings expected to be equal to it by accident; lfdr = (1−π) I / ((1−π) I + π). Which of the two is
//!   the copy is told by their former filings: the odds are exp(l_a − l_b), l the ln chance of the filing after
//!   the office's own former one. The office that is the likelier author is not accused: its lfdr is that of
//!   the other way round. Where neither has another year both are named.
//! - Source: Dirichlet-multinomial predictive (Minka 2000), empirical Bayes (Efron 2010).
//! - Unit: `observed` the equal figures other than 0.

use crate::model::{Method, Skip};
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

/// Judges every filing.
pub fn judge(method: &Method, corpus: &Corpus<'_>, context: &Context<'_>) -> Judged {
    let alike = Alike::of(method, corpus);
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
    let mut copies: Vec<Copy> = Vec::new();
    for group in digests.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let filings: Vec<usize> = group.iter().map(|(_, at)| *at).collect();
        copies.extend(filings.iter().filter_map(|at| copy(*at, &filings, &alike, corpus)));
    }
    copies.sort_by_key(|copy| copy.filing);
    let expected = copies.iter().map(|copy| copy.accident.min(1.0)).sum();
    let (observed, n) = (copies.len() as f64, digests.len() as f64);
    let share = excess(observed, expected, n, method.threshold("contamination"));
    for copy in copies.iter().filter(|copy| corpus.is_judged(copy.filing)) {
        judged.candidates.extend(candidate(copy, share, &alike, method, corpus, context));
    }
    judged
}

/// The filing as a copy of the likeliest author in its group, if another office says the same.
fn copy(filing: usize, group: &[usize], alike: &Alike<'_>, corpus: &Corpus<'_>) -> Option<Copy> {
    let this = &corpus.filings[filing];
    let others = group.iter().copied().filter(|other| {
        let other = &corpus.filings[*other];
        other.office != this.office && alike.is_same(this, other)
    });
    let own = own(filing, alike, corpus);
    let scored = others.map(|other| (self::own(other, alike, corpus), other));
    let (theirs, author) = scored.max_by(|a, b| {
        let ln = |own: Option<f64>| own.unwrap_or(f64::NEG_INFINITY);
        ln(a.0).total_cmp(&ln(b.0)).then(b.1.cmp(&a.1))
    })?;
    let innocent = match (own, theirs) {
        (Some(own), Some(theirs)) => 1.0 / (1.0 + (theirs - own).exp()),
        (None, _) | (_, None) => 0.0,
    };
    let accident = corpus.filings.len() as f64 * alike.ln_anywhere(this).exp();
    Some(Copy { filing, author, accident, innocent })
}

/// ln of the chance of the filing after its office's nearest other one.
fn own(filing: usize, alike: &Alike<'_>, corpus: &Corpus<'_>) -> Option<f64> {
    let this = &corpus.filings[filing];
    let neighbours = [filing.checked_sub(1), Some(filing + 1)];
    let of_office = neighbours.into_iter().flatten().filter_map(|at| corpus.filings.get(at));
    let same_office = of_office.filter(|other| other.office == this.office && !alike.is_same(this, other));
    same_office.map(|other| alike.ln_after(this, other)).max_by(f64::total_cmp)
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
