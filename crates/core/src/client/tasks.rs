//! The calls and tasks of a client, counted so that its end can wait for them.

use crate::{Error, ErrorKind, Result, sync, transport::BoxFuture};
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering::SeqCst},
    },
    task::Poll,
};
use tokio::sync::Notify;

/// How far the end of a client has come; 0 is an open one.
#[derive(Clone, Copy)]
pub(super) enum Phase {
    /// No new calls are taken. Calls that were sent go on, and what gets the credentials for them.
    Closing = 1,
    /// Nothing is sent.
    Cut,
}

/// What ends with a phase.
pub(super) type Work<'a, T> = Pin<&'a mut (dyn Future<Output = T> + Send)>;

#[derive(Default)]
pub(super) struct Tasks(Arc<State>);

#[derive(Default)]
struct State {
    running: AtomicUsize,
    ended: Notify,
    phase: AtomicU8,
    changed: Notify,
}

/// A call or task that [`Tasks::ended`] waits for.
pub(super) struct Running(Arc<State>);

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.running.fetch_sub(1, SeqCst) == 1 {
            self.0.ended.notify_waiters();
        }
    }
}

/// The error of what a closed client does not send.
pub(super) fn closed() -> Error {
    Error::new(ErrorKind::Interrupted, "the client is closed")
}

impl Tasks {
    fn running(&self) -> Running {
        self.0.running.fetch_add(1, SeqCst);
        Running(self.0.clone())
    }

    /// Boxed, because a runtime has code of its own for each type of task.
    pub(super) fn spawn(&self, work: BoxFuture<'static, ()>) {
        let running = self.running();
        sync::spawn(async move {
            work.await;
            drop(running);
        });
    }

    /// Begins a call that this phase ends.
    pub(super) fn begin(&self, end: Phase) -> Result<Running> {
        // Counted before the check: either the check sees the end of the client, or the end sees the call.
        let running = self.running();
        if self.is_in(end) { Err(closed()) } else { Ok(running) }
    }

    /// Whether this phase, or a later one, has begun.
    pub(super) fn is_in(&self, phase: Phase) -> bool {
        self.0.phase.load(SeqCst) >= phase as u8
    }

    pub(super) fn set(&self, phase: Phase) {
        self.0.phase.store(phase as u8, SeqCst);
        self.0.changed.notify_waiters();
    }

    /// Resolves when this phase has begun.
    pub(super) async fn reached(&self, phase: Phase) {
        loop {
            let mut changed = pin!(self.0.changed.notified());
            // Registers before the check, so that no notification is missed.
            changed.as_mut().enable();
            if self.is_in(phase) {
                return;
            }
            changed.await;
        }
    }

    /// Works until this phase begins; `None` if it began before the work's end.
    // Pinned by the caller: the future of a whole exchange is large, and would be moved.
    pub(super) async fn until<T>(&self, phase: Phase, mut work: Work<'_, T>) -> Option<T> {
        let mut reached = pin!(self.reached(phase));
        poll_fn(|cx| {
            if self.is_in(phase) {
                return Poll::Ready(None);
            }
            // Before it registers for the phase: most work is done at once.
            match work.as_mut().poll(cx) {
                Poll::Ready(done) => Poll::Ready(Some(done)),
                Poll::Pending => reached.as_mut().poll(cx).map(|()| None),
            }
        })
        .await
    }

    /// Resolves when nothing runs.
    pub(super) async fn ended(&self) {
        loop {
            let mut ended = pin!(self.0.ended.notified());
            ended.as_mut().enable();
            if self.0.running.load(SeqCst) == 0 {
                return;
            }
            ended.await;
        }
    }
}
