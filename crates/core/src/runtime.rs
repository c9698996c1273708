//! What this crate needs of a runtime, and errors where tokio panics because it is missing.

use crate::{Error, ErrorKind, Result, text};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    time::Duration,
};
use tokio::{runtime::Handle, time::sleep};

/// Checks that this is a tokio runtime with timers.
///
/// # Errors
/// [`ErrorKind::Interrupted`] if not.
pub fn check() -> Result<()> {
    if Handle::try_current().is_err() {
        return Err(lacks("this needs a tokio runtime"));
    }
    // Tokio has no function that returns whether there are timers.
    caught(|| drop(sleep(Duration::ZERO)))
}

/// Does work that needs timers and IO.
///
/// # Errors
/// [`ErrorKind::Interrupted`] if tokio panicked because the runtime has none of the one or the other.
///
/// # Panics
/// If the work panics for any other reason.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(cause)
}

fn cause(panic: Box<dyn Any + Send>) -> Error {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
    if text::contains(words, "timers are disabled") {
        lacks("the tokio runtime has no timers: build it with `enable_all`")
    } else if text::contains(words, "IO is disabled") {
        lacks("the tokio runtime has no IO: build it with `enable_all`")
    } else {
        resume_unwind(panic)
    }
}

fn lacks(text: &'static str) -> Error {
    Error::new(ErrorKind::Interrupted, text)
}
