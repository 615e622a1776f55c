//! The one integration binary: each further one would link polars again.

#![allow(clippy::unwrap_used)]

mod intake;
mod real_filings;
mod sample;
mod shared;
