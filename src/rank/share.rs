//! A part of a whole against the offices of the same kind: outcomes, applicants, corrected cases.
//!
//! - Formula: x ~ BB(n; m, 1/φ), m of the kind and year; f₁ wider with φ₁; see [`crate::rank::peers`].
//!   Nothing is said below `least` in the whole, nor of less than `excess` from what is expected.
//! - Source: beta-binomial empirical Bayes (Spiegelhalter 2005), two-component mixture (Efron 2010).
//! - Unit: as the part; `expected` is the number at the kind's share.

use crate::model::{PeerThresholds, Share};
use crate::rank::Applied;
use crate::rank::judged::Judged;
use crate::rank::peers::{Comparison, SHARE};

/// Judges every filing.
pub(super) fn judge(applied: &Applied<'_, Share, PeerThresholds>) -> Judged {
    Comparison::of(SHARE, (&applied.cells.part, &applied.cells.whole), applied).judge()
}
