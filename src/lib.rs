//! gouji.

pub mod assemble;
pub mod check;
pub mod cli;
pub mod frame;
pub mod model;
pub mod rank;
pub mod read;
pub mod report;
pub mod rollup;
pub mod run;
pub mod say;
pub mod spec;
