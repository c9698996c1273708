//! What the shells of authentication stand on: tests put a scheduler of their own in its place.

#[cfg(not(test))]
pub(crate) use std::sync::{Mutex, MutexGuard};

#[cfg(not(test))]
pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(work);
}

#[cfg(test)]
pub(crate) use {
    crate::auth::schedules::spawn,
    shuttle::sync::{Mutex, MutexGuard},
};
