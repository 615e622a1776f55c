//! A panic in another crate's parser → a refusal.
//!
//! Parsers of workbooks trust positions in the file, so a damaged file can make them panic, while the run has ten
//! thousand other files to read. The panic is caught around the parser, and nothing of what it was building is kept.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}
static HOOK: Once = Once::new();

/// Runs a parser; `None` if it panicked.
pub(crate) fn caught<T>(parse: impl FnOnce() -> T) -> Option<T> {
    // The message of a caught panic would alarm the user; other panics are shown as usual.
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !CAUGHT.get() {
                before(panic);
            }
        }));
    });
    let outer = CAUGHT.replace(true);
    let done = catch_unwind(AssertUnwindSafe(parse));
    CAUGHT.set(outer);
    done.ok()
}
