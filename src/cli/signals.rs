//! Stops a run cleanly on Ctrl-C, or when the machine is shut down.

use crate::model::Wording;

/// From now on, SIGINT and SIGTERM end the program with a message and exit code 130 or 143. The
/// folder being written is deleted; an exchange of folders that has begun is completed. The message
/// says whether the output folder has the former outputs or the new ones.
#[cfg(unix)]
pub(super) fn exit_on_signal(wording: &Wording) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    /// Added to the number of the signal to make the exit code, as shells do.
    const BY_SIGNAL: i32 = 128;

    let [former, new] = ["out.stopped", "out.stopped_after"].map(|sentence| wording.say(sentence, &[]));
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            crate::run::give_up(|are_former| {
                eprintln!("{}", if are_former { &former } else { &new });
                std::process::exit(BY_SIGNAL + signal)
            });
        }
    });
}

/// Other systems end the program themselves.
#[cfg(not(unix))]
pub(super) fn exit_on_signal(_: &Wording) {}
