//! The command line; everything is in the library.

use std::process::ExitCode;

/// A million filings are a few million small pieces of memory, asked for by all threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    gouji::cli::main()
}
