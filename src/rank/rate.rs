//! A count for each unit of another against the offices of the same kind: disputes for each request answered.
//!
//! - Formula: x ~ NB(nm, 1/φ), m of the kind and year; f₁ the same with φ₁; see [`crate::rank::peers`].
//!   A rate may be above one, since a request can lead to several disputes.
//! - Source: negative-binomial empirical Bayes (DuMouchel 1999), two-component mixture (Efron 2010).
//! - Unit: as the count; `expected` is the number at the kind's rate.

use crate::model::Method;
use crate::rank::Context;
use crate::rank::corpus::Corpus;
use crate::rank::judged::Judged;
use crate::rank::peers;

/// Judges every filing.
pub(crate) fn judge(method: &Method, corpus: &Corpus<'_>, context: &Context<'_>) -> Judged {
    peers::judge(peers::RATE, "base", method, corpus, context)
}
