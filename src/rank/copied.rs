//! Another office's figures for the same year, filed as one's own.
//!
//! - Formula: two filings a and b are equal in every cell. Let p be the chance of such a filing
//!   from its own office if it is honest ([`crate::rank::alike`]: nine parts after the office's
//!   other years, one part of any office; only the latter if there is no other year), π the share
//!   of copies and N the number of filings of the year. The odds of "both are honest", "a copied b"
//!   and "b copied a" are 1 : (π/N)/p_a : (π/N)/p_b. The lfdr of a is the probability of everything
//!   but the second. A broken rule in that year or the next counts e^4.5 against the office; a copy
//!   often does not agree with what the year before carried out. If it cannot be decided who copied
//!   (odds within e^1.6), both are listed, and lfdr is the probability that both are honest.
//! - Source: Dirichlet-multinomial predictive (Minka 2000), empirical Bayes (Efron 2010).
//! - Unit: `observed` is the number of equal figures other than 0.
//!
//! ```text
//! A 2022: 40 requests   A 2023: 212 requests ┐ equal in every cell
//! B 2022: 205 requests  B 2023: 212 requests ┘
//! the figures fit B's other years and not A's: A is listed, with B as the author
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Finding, Message, OfficeIx, Severity, Skip, Subject, Year};
use crate::rank::alike::{Alike, OfReport};
use crate::rank::chance_in_words;
use crate::rank::corpus::Corpus;
use crate::rank::counts::ln_sum;
use crate::rank::judged::{CANDIDATE, Candidate, Judged};
use crate::rank::zero::excess;

/// A filing, and its likeliest author among the filings equal to it.
struct Copy {
    filing: usize,
    /// Position of the filing that was copied, of another office.
    author: usize,
    /// Expected number of honest filings equal to this one by accident.
    accident: f64,
    /// ln p of this filing.
    own: f64,
    /// ln p of the author's filing.
    theirs: f64,
}

/// Maximum number of filings for which the chance of an accident is computed.
const SAMPLE: usize = 2000;
/// From this `accident` on, an accident is likelier than a copy.
const LIKELY: f64 = 0.05;
/// Below this `accident`, a copy is likelier than an accident.
const RARE: f64 = 1e-3;
/// Weight of a broken rule against the office, as ln odds.
const BROKEN: f64 = 4.5;
/// Within these ln odds it cannot be decided which filing is the copy.
const AMBIGUOUS: f64 = 1.6;
/// Probability that a filing follows the office's other years.
const HABIT: f64 = 0.9;

/// Judges every filing.
pub(super) fn judge(applied: &OfReport<'_>) -> Judged {
    let corpus = applied.corpus;
    let search = Search { applied, alike: Alike::of(applied), broken: broken(corpus) };
    let mut judged = Judged::default();
    let digests = search.digests(&mut judged);
    let mut copies: Vec<Copy> = Vec::new();
    for group in digests.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let filings: Vec<usize> = group.iter().map(|(_, at)| *at).collect();
        for same in search.equal_in_all(&filings) {
            copies.extend(search.copies_among(&same));
        }
    }
    copies.sort_by_key(|copy| copy.filing);
    let rates = search.calibrate(&copies, &digests);
    for copy in copies.iter().filter(|copy| corpus.is_judged(copy.filing)) {
        judged.candidates.extend(search.candidate(copy, &rates));
    }
    judged
}

/// Offices and years with a broken rule.
type Broken = BTreeSet<(OfficeIx, Year)>;

/// The office-years with an error or a warning.
fn broken(corpus: &Corpus<'_>) -> Broken {
    let serious = |finding: &&Finding| matches!(finding.severity, Severity::Error | Severity::Warning);
    let of_office = corpus.material.findings.iter().filter(serious).filter_map(|finding| match finding.subject {
        Subject::Office(office) => Some((office, finding.year)),
        Subject::Group(..) => None,
    });
    of_office.collect()
}

/// How frequent accidents and copies are.
struct Rates {
    /// Factor by which accidents are more frequent than their computed chances; at least 1.
    accidents: f64,
    /// Share of filings that are copies.
    copies: f64,
}

/// The search for copies, with what is known about honest filings.
struct Search<'a> {
    applied: &'a OfReport<'a>,
    alike: Alike<'a>,
    broken: Broken,
}

impl Search<'_> {
    /// Digests of the filings that are compared, in order, with their positions. Counts the others
    /// as skipped.
    fn digests(&self, judged: &mut Judged) -> Vec<(u64, usize)> {
        let OfReport { cells, thresholds, corpus, .. } = self.applied;
        let mut digests: Vec<(u64, usize)> = Vec::new();
        let volumes = corpus.column(&cells.volume);
        for (at, filing) in corpus.material.filings.iter().enumerate() {
            let is_small = volumes.get(at).map_or(0.0, |volume| volume as f64) < thresholds.least;
            let is_alone = self.alike.filings_of(filing.year) < corpus.material.pipeline.anomaly.peers as f64;
            let is_unread = self.alike.is_unread(filing);
            if !is_small && !is_alone && !is_unread {
                digests.push((self.alike.digest(filing), at));
            }
            match corpus.is_judged(at) {
                // Too few filings to estimate what is ordinary.
                true if is_alone => judged.skip(Skip::FewPeers),
                true if is_unread => judged.skip(Skip::Unread),
                true if is_small => judged.skip(Skip::TooSmall),
                true => judged.tally.held += 1,
                false => {}
            }
        }
        digests.sort_unstable();
        digests
    }

    /// Estimates the rates. Where accidents are likely, hardly any equal filings are copies, so
    /// their number shows by how much the computed chances are too small. Copies are counted where
    /// accidents are rare.
    fn calibrate(&self, copies: &[Copy], digests: &[(u64, usize)]) -> Rates {
        let stride = digests.len().div_ceil(SAMPLE).max(1);
        let sampled: Vec<f64> = digests.iter().step_by(stride).map(|(_, at)| self.accident(*at)).collect();
        let likely = sampled.iter().filter(|accident| **accident >= LIKELY);
        let expected = likely.map(|accident| 1.0 - (-accident).exp()).sum::<f64>() * stride as f64;
        let observed = copies.iter().filter(|copy| copy.accident >= LIKELY).count() as f64;
        let accidents = ((observed + 1.0) / (expected + 1.0)).max(1.0);
        let rare = sampled.iter().filter(|accident| **accident * accidents < RARE).count() * stride;
        let copied = copies.iter().filter(|copy| copy.accident * accidents < RARE).count();
        let contamination = self.applied.thresholds.contamination;
        Rates { accidents, copies: excess(copied as f64, 0.0, rare as f64, contamination) }
    }

    /// Expected number of honest filings equal to this one by accident.
    fn accident(&self, filing: usize) -> f64 {
        let corpus = self.applied.corpus;
        let one = &corpus.material.filings[filing];
        self.alike.filings_of(one.year) * self.alike.ln_anywhere(one, corpus.group(filing)).exp()
    }

    /// Groups of filings of one year that are equal in every cell, among filings with the same
    /// digest.
    fn equal_in_all(&self, filings: &[usize]) -> Vec<Vec<usize>> {
        let corpus = self.applied.corpus;
        let mut groups: BTreeMap<(Year, u64), Vec<usize>> = BTreeMap::new();
        for at in filings {
            let filing = &corpus.material.filings[*at];
            let same = groups.entry((filing.year, self.alike.exact_digest(filing))).or_default();
            // If two digests agree by chance, the later filing is left out.
            if same.first().is_none_or(|first| self.alike.is_same(filing, &corpus.material.filings[*first])) {
                same.push(*at);
            }
        }
        groups.into_values().filter(|same| same.len() > 1).collect()
    }

    /// Pairs each of the equal filings with its likeliest author, which is of another office.
    fn copies_among(&self, same: &[usize]) -> Vec<Copy> {
        let mut scored: Vec<(f64, usize)> = same.iter().map(|at| (self.own(*at), *at)).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let office = |at: usize| self.applied.corpus.material.filings[at].office;
        let copy = |(own, filing): &(f64, usize)| {
            let (theirs, author) = *scored.iter().find(|(_, author)| office(*author) != office(*filing))?;
            Some(Copy { filing: *filing, author, accident: self.accident(*filing), own: *own, theirs })
        };
        scored.iter().filter_map(copy).collect()
    }

    /// ln p of a filing: the chance that its own office files it honestly, reduced if a rule is
    /// broken.
    fn own(&self, filing: usize) -> f64 {
        let corpus = self.applied.corpus;
        let this = &corpus.material.filings[filing];
        let neighbours = [filing.checked_sub(1), Some(filing + 1)];
        let of_office = neighbours.into_iter().flatten().filter_map(|at| corpus.material.filings.get(at));
        let same_office = of_office.filter(|other| other.office == this.office && !self.alike.is_same(this, other));
        let (mut sum, mut n) = (0.0, 0.0);
        for other in same_office {
            sum += self.alike.ln_after(this, corpus.group(filing), other);
            n += 1.0;
        }
        let anywhere = self.alike.ln_anywhere(this, corpus.group(filing));
        let honest =
            if n > 0.0 { ln_sum([HABIT.ln() + sum / n, (1.0 - HABIT).ln() + anywhere].into_iter()) } else { anywhere };
        let years = [this.year, Year(this.year.0 + 1)];
        let is_broken = years.iter().any(|year| self.broken.contains(&(this.office, *year)));
        if is_broken { honest - BROKEN } else { honest }
    }

    /// The candidate for a copy. Nothing if it is more likely honest.
    fn candidate(&self, copy: &Copy, rates: &Rates) -> Option<Candidate> {
        let corpus = self.applied.corpus;
        let n = self.alike.filings_of(corpus.material.filings[copy.filing].year);
        let odds = |ln_own: f64| rates.copies / n / rates.accidents * (-ln_own).exp();
        let (copied, copied_from) = (odds(copy.own), odds(copy.theirs));
        let all = 1.0 + copied + copied_from;
        let is_ambiguous = (copy.own - copy.theirs).abs() <= AMBIGUOUS;
        let lfdr = if is_ambiguous { 1.0 / all } else { 1.0 - copied / all };
        let accident = (n * rates.accidents * copy.own.exp()).min(1.0);
        let author = &corpus.material.filings[copy.author];
        (lfdr < CANDIDATE).then(|| Candidate {
            filing: copy.filing,
            lfdr,
            p: accident,
            observed: self.alike.figures(&corpus.material.filings[copy.filing]) as f64,
            expected: 0.0,
            low: 0.0,
            high: 0.0,
            cells: self.applied.cells.volume.clone(),
            message: Message::new("anomaly.copied")
                .with("author", &corpus.material.register.office(author.office).name)
                .with("before", author.year.0)
                .with("odds", chance_in_words(accident)),
        })
    }
}
