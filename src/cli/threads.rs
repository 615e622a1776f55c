//! `--jobs`: the number of threads, for rayon's pool and for that of polars. Outputs do not depend
//! on it.

use crate::cli::Fault;

/// The environment variable from which polars reads the size of its pool, once.
const POLARS_THREADS: &str = "POLARS_MAX_THREADS";

/// Maximum number of threads per core. More would only wait for each other.
const PER_CORE: usize = 4;
/// Number of threads that is allowed on any machine.
const FEW: usize = 16;

/// The requested number within these limits.
fn bounded(jobs: u16) -> u16 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    jobs.min(u16::try_from((cores * PER_CORE).max(FEW)).unwrap_or(u16::MAX))
}

/// Sets both pools. Must be called before either is used.
pub(super) fn set(jobs: Option<u16>) -> Result<(), Fault> {
    let Some(jobs) = jobs.map(bounded) else { return Ok(()) };
    if std::env::var(POLARS_THREADS).ok().as_deref() != Some(&jobs.to_string()) {
        start_again(jobs)?;
    }
    rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs)).build_global().map_err(Fault::not_done)
}

/// Starts the program again with the variable set, in place of this process. Changing the
/// environment of a running program is unsafe code.
#[cfg(unix)]
fn start_again(jobs: u16) -> Result<(), Fault> {
    use std::os::unix::process::CommandExt;
    let program = std::env::current_exe().map_err(Fault::not_done)?;
    let error = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(POLARS_THREADS, jobs.to_string())
        .exec();
    Err(Fault::not_done(error))
}

/// Other systems cannot replace a process. The pool of polars keeps its size there; results do not
/// depend on it.
#[cfg(not(unix))]
fn start_again(_: u16) -> Result<(), Fault> {
    Ok(())
}
