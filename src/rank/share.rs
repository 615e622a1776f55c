//! A part of a whole against the offices of the same kind: outcomes, applicants, corrected cases.
//!
//! - Formula: x ~ BB(n; m, 1/φ), m of the kind and year; f₁ wider with φ₁; see [`crate::rank::peers`].
//!   Nothing is said below `least` in the whole, nor of less than `excess` from what is expected.
//! - Source: beta-binomial empirical Bayes (Spiegelhalter 2005), two-component mixture (Efron 2010).
//! - Unit: as the part; `expected` is the number at the kind's share.

use crate::model::Method;
use crate::rank::Context;
use crate::rank::corpus::Corpus;
use crate::rank::judged::Judged;
use crate::rank::peers;

/// Judges every filing.
pub(crate) fn judge(method: &Method, corpus: &Corpus<'_>, context: &Context<'_>) -> Judged {
    peers::judge(peers::SHARE, "whole", method, corpus, context)
}
