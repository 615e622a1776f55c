//! The one integration binary: each further one would link polars again.

mod real_filings;
mod shared;
