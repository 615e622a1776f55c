//! A count per unit of another, compared with offices of the same kind: disputes per request
//! answered.
//!
//! - Formula: x ~ NB(nm, 1/φ), m by kind and year; f₁ is the same with φ₁; see
//!   [`crate::rank::peers`]. A rate may exceed one, since a request can lead to several disputes.
//! - Source: negative-binomial empirical Bayes (DuMouchel 1999), two-component mixture (Efron
//!   2010).
//! - Unit: as the count; `expected` is the number at the rate of the kind.

use crate::model::{PeerThresholds, Rate};
use crate::rank::Applied;
use crate::rank::judged::Judged;
use crate::rank::peers::{PeerComparison, RATE};

/// Judges every filing.
pub(super) fn judge(applied: &Applied<'_, Rate, PeerThresholds>) -> Judged {
    PeerComparison::of(RATE, (&applied.cells.part, &applied.cells.base), applied).judge()
}
