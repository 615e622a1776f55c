//! gouji.

pub mod assemble;
pub mod model;
pub mod read;
pub mod say;
pub mod spec;
