//! A session token that survives the process.

pub(crate) mod files;

use crate::{Error, ErrorKind, Result, Secret, transport::BoxFuture};
use files::{Files, Held};
use std::{
    io,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

/// The time between two attempts to lock a file.
const LOCK_AGAIN: Duration = Duration::from_millis(50);

/// Keeps a session token between runs.
pub trait SessionStore: Send + Sync + 'static {
    /// The stored token, if there is one. Called before the first request, and again whenever the token in use is in
    /// doubt: another process may have stored a newer one. The future is dropped if the call ends that waits for it.
    fn load(&self) -> BoxFuture<'_, Result<Option<Secret>>>;

    /// Stores the token, or removes it. A failure is reported to the log and to the session, never to a
    /// call; the next call stores it again.
    fn save<'a>(&'a self, token: Option<&'a Secret>) -> BoxFuture<'a, Result<()>>;

    /// Ends exclusive use of the store, if it has one: the client was closed. The next [`load`](Self::load) begins it
    /// again.
    fn release(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }

    /// What a [`load`](Self::load) waits for at present: for the error of a call whose timeout ends meanwhile.
    fn waits_for(&self) -> Option<String> {
        None
    }
}

/// A token in a file of its own, readable by its owner only.
///
/// The file is replaced by renaming, so that a reader never sees half a token. If its path is a link, the file at the
/// end of the link is replaced and the link stays. A folder to which the group or others can write is an error, as for
/// `ssh`: there, another user could put a file or a link in the place of this one. Nothing is read or written through a
/// link at the paths of the lock file (`.lock`) and of the next content (`.new`), which are beside the file.
///
/// The lock is held from the first load until the client is closed or dropped: a second process waits for it. It is a
/// lock on the file itself, too, so that it holds even if the lock file is removed. Clones share one lock.
///
/// Files are read, written and locked by a thread of their own, for which neither a runtime nor the end of the program
/// waits. No tokio runtime is needed.
#[derive(Debug)]
pub struct FileStore(Arc<Handle>);

impl Clone for FileStore {
    fn clone(&self) -> Self {
        Self::of(self.0.files.clone())
    }
}

/// One user of a file.
#[derive(Debug)]
struct Handle {
    files: Arc<Files>,
    lock: Mutex<Option<Arc<Held>>>,
    waits: AtomicBool,
}

/// How a file holds a token: alone, or among other things that a vendor's own tools keep there.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::exhaustive_structs, reason = "made by vendor crates")]
pub struct Format {
    /// The token in a file's text.
    pub read: fn(&str) -> Option<Secret>,
    /// The file's next text, given its last one; `None` removes the file.
    pub write: fn(&str, Option<&Secret>) -> Option<Zeroizing<String>>,
}

/// The token and nothing else.
const ALONE: Format = Format {
    read: |text| Some(text.trim()).filter(|token| !token.is_empty()).map(Secret::from),
    write: |_, token| token.map(|token| Zeroizing::new(token.expose_secret().to_owned())),
};

impl FileStore {
    /// A store in this file; nothing is opened yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self::with_format(path, ALONE)
    }

    /// A store in a file of another format; nothing is opened yet.
    pub fn with_format(path: impl Into<PathBuf>, format: Format) -> Self {
        Self::of(Arc::new(Files::new(path.into(), format)))
    }

    fn of(files: Arc<Files>) -> Self {
        Self(Arc::new(Handle { files, lock: Mutex::default(), waits: AtomicBool::new(false) }))
    }

    /// Runs work on a thread that nothing waits for: a file system may not respond. The work gets a function that
    /// returns whether its result is still wanted.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Handle, &dyn Fn() -> bool) -> io::Result<T> + Send + 'static,
    ) -> Result<T> {
        let handle = self.0.clone();
        let (sender, receiver) = oneshot::channel();
        let started = thread::Builder::new().name("session file".into()).spawn(move || {
            let done = work(&handle, &|| !sender.is_closed());
            let _ = sender.send(done);
        });
        let failed = |kind, what: &str| {
            Error::new(kind, format!("the session file {} {what}", self.0.files.path().display()))
        };
        let done = match started {
            Err(error) => Err(error),
            Ok(_) => receiver.await.map_err(|_| failed(ErrorKind::Interrupted, "was not used"))?,
        };
        done.map_err(|e| failed(ErrorKind::Config, "cannot be used").with_source(e.to_string()))
    }
}

impl Handle {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<Held>>> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits in steps, for as long as the lock is wanted.
    fn hold(&self, wanted: &dyn Fn() -> bool) -> io::Result<Arc<Held>> {
        loop {
            let held = self.files.try_lock();
            self.waits.store(matches!(held, Ok(None)), Ordering::Release);
            match held {
                Ok(None) if wanted() => thread::sleep(LOCK_AGAIN),
                Ok(held) => {
                    self.waits.store(false, Ordering::Release);
                    return held.ok_or_else(|| io::ErrorKind::WouldBlock.into());
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl SessionStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Secret>>> {
        Box::pin(async {
            let own = self.0.lock().clone();
            let work = move |handle: &Handle, wanted: &dyn Fn() -> bool| {
                let held = own.map_or_else(|| handle.hold(wanted), Ok)?;
                Ok((held, handle.files.load()?))
            };
            // Set here: a load that was cancelled must leave no lock.
            let (held, token) = self.apart(work).await?;
            *self.0.lock() = Some(held);
            Ok(token)
        })
    }

    fn save<'a>(&'a self, token: Option<&'a Secret>) -> BoxFuture<'a, Result<()>> {
        let token = token.cloned();
        Box::pin(self.apart(move |handle, _| handle.files.save(token.as_ref())))
    }

    fn release(&self) -> BoxFuture<'_, ()> {
        *self.0.lock() = None;
        Box::pin(async {})
    }

    fn waits_for(&self) -> Option<String> {
        let path = self.0.files.path().display();
        let waits = self.0.waits.load(Ordering::Acquire);
        waits.then(|| format!("the session file {path} is in use by another client or process"))
    }
}
