//! A part of a whole, compared with offices of the same kind: outcomes, applicants, corrected
//! cases.
//!
//! - Formula: x ~ BB(n; m, 1/φ), m by kind and year; f₁ is wider, with φ₁; see
//!   [`crate::rank::peers`]. Wholes below `least` and parts less than `excess` from the expected
//!   one are not examined.
//! - Source: beta-binomial empirical Bayes (Spiegelhalter 2005), two-component mixture (Efron
//!   2010).
//! - Unit: as the part; `expected` is the number at the share of the kind.

use crate::model::{PeerThresholds, Share};
use crate::rank::Applied;
use crate::rank::judged::Judged;
use crate::rank::peers::{PeerComparison, SHARE};

/// Judges every filing.
pub(super) fn judge(applied: &Applied<'_, Share, PeerThresholds>) -> Judged {
    PeerComparison::of(SHARE, (&applied.cells.part, &applied.cells.whole), applied).judge()
}
