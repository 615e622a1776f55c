//! The one integration binary: each further one would link polars again.

#![allow(clippy::unwrap_used)]

mod intake;
mod real_filings;
mod repairs;
mod sample;
mod shared;
