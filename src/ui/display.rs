//! The display that a window needs: whether there is one, and what is said where it cannot be used.
//! Knows no window.

use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::model::fault::{Fault, FaultKind, Place};

/// The window system has answered: from now on a panic is a defect, and is told as one.
static REACHED: AtomicBool = AtomicBool::new(false);

/// # Errors
/// `NoDisplay` where the system names none.
pub fn is_named() -> Result<(), Fault> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err(missing("neither DISPLAY nor WAYLAND_DISPLAY is set"))
}

/// To be called when the window system has answered.
pub fn reached() {
    REACHED.store(true, Ordering::Relaxed);
}

/// Runs the window on this thread. A display that is named but not there makes the window system
/// panic: that becomes a fault, and nothing is printed.
pub fn run(window: impl FnOnce() -> iced::Result) -> Result<(), Fault> {
    let (here, tell) = (thread::current().id(), panic::take_hook());
    panic::set_hook(Box::new(move |info| {
        if REACHED.load(Ordering::Relaxed) || thread::current().id() != here {
            tell(info);
        }
    }));
    match panic::catch_unwind(AssertUnwindSafe(window)) {
        Ok(result) => {
            result.map_err(|error| Fault::new(FaultKind::Invalid, Place::Config, error.to_string()))
        }
        Err(cause) if REACHED.load(Ordering::Relaxed) => panic::resume_unwind(cause),
        Err(_) => Err(missing("the one that DISPLAY or WAYLAND_DISPLAY names does not answer")),
    }
}

fn missing(why: &str) -> Fault {
    Fault::new(FaultKind::NoDisplay, Place::Config, why)
}
