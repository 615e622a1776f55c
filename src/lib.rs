//! gouji.

pub mod model;
pub mod spec;
