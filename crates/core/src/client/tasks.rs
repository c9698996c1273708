//! Work that outlives its caller, counted so that it can be waited for.

use crate::{sync, transport::BoxFuture};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Notify;

#[derive(Default)]
pub(super) struct Tasks(Arc<Count>);

#[derive(Default)]
struct Count {
    running: AtomicUsize,
    ended: Notify,
}

struct Running(Arc<Count>);

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.running.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.ended.notify_waiters();
        }
    }
}

impl Tasks {
    /// Boxed, because a runtime has code of its own for each type of task.
    pub(super) fn spawn(&self, work: BoxFuture<'static, ()>) {
        self.0.running.fetch_add(1, Ordering::AcqRel);
        let running = Running(self.0.clone());
        sync::spawn(async move {
            work.await;
            drop(running);
        });
    }

    /// Resolves when nothing runs.
    pub(super) async fn ended(&self) {
        loop {
            let notified = self.0.ended.notified();
            if self.0.running.load(Ordering::Acquire) == 0 {
                return;
            }
            notified.await;
        }
    }
}
