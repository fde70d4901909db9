//! Ctrl-C ends a run in order: temporary files go, nothing half is left.

use std::sync::atomic::{AtomicBool, Ordering};

use frontback::pipeline::Stop;

static STOPPED: Stop = AtomicBool::new(false);

/// Catches Ctrl-C; the second one ends the program at once.
pub fn on_interrupt() -> &'static Stop {
    // Where no handler can be set, Ctrl-C ends the program as it always did.
    let _best_effort = ctrlc::set_handler(|| {
        if STOPPED.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(super::EXIT_INTERRUPTED));
        }
    });
    &STOPPED
}
