//! A run that is told to stop (Ctrl-C, or a machine that is shut down) says what it leaves, and ends with the code for it.

use crate::model::Wording;

/// From now on SIGINT and SIGTERM end the program with a word and the code 130 or 143; what was being written is removed,
/// and what is being put in its place is put there first.
#[cfg(unix)]
pub(super) fn exit_on_signal(wording: &Wording) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    /// What a program that was ended by a signal adds to its number, as shells do.
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
