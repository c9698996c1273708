//! A session token that survives the process.

use crate::{Error, ErrorKind, Result, Secret, encoding, runtime, transport::BoxFuture};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::sleep;
use zeroize::Zeroizing;

/// The time between two attempts to lock a file.
const LOCK_AGAIN: Duration = Duration::from_millis(50);

/// Keeps a session token between runs.
pub trait SessionStore: Send + Sync + 'static {
    /// The stored token, if there is one. Called before the first request, and again whenever the token in use is in
    /// doubt: another process may have stored a newer one.
    fn load(&self) -> BoxFuture<'_, Result<Option<Secret>>>;

    /// Stores the token, or removes it. A failure is reported to the log and to the session, never to a
    /// call.
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
/// The file is replaced by renaming, so that a reader never sees half a token. A lock file beside it is held from the
/// first load until the client is closed or dropped: a second process waits for it. Clones share one lock.
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
    lock: Mutex<Option<Arc<File>>>,
    waits: AtomicBool,
}

#[derive(Debug)]
struct Files {
    path: PathBuf,
    format: Format,
    /// The lock file while one of the users holds it.
    lock: Mutex<Weak<File>>,
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
        Self::of(Arc::new(Files { path: path.into(), format, lock: Mutex::default() }))
    }

    fn of(files: Arc<Files>) -> Self {
        Self(Arc::new(Handle { files, lock: Mutex::default(), waits: AtomicBool::new(false) }))
    }

    /// Waits in steps, so that a thread does not outlive the runtime.
    async fn lock(&self) -> Result<()> {
        while !self.blocking(Handle::try_lock).await? {
            self.0.waits.store(true, Ordering::Release);
            sleep(LOCK_AGAIN).await;
        }
        self.0.waits.store(false, Ordering::Release);
        Ok(())
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Handle) -> io::Result<T> + Send + 'static,
    ) -> Result<T> {
        runtime::check()?;
        let handle = self.0.clone();
        let failed = |kind, what: &str| {
            Error::new(kind, format!("the session file {} {what}", self.0.files.path.display()))
        };
        match tokio::task::spawn_blocking(move || work(&handle)).await {
            Ok(done) => {
                done.map_err(|e| failed(ErrorKind::Config, "cannot be used").with_source(e.to_string()))
            }
            Err(_) => Err(failed(ErrorKind::Interrupted, "was not used: the runtime ended")),
        }
    }
}

impl Handle {
    /// `false` if another process, or another store of this one, holds the lock.
    fn try_lock(&self) -> io::Result<bool> {
        let mut own = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if own.is_some() {
            return Ok(true);
        }
        let mut shared = self.files.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = if let Some(lock) = shared.upgrade() {
            lock
        } else {
            let file = owner_only().create(true).truncate(false).open(beside(&self.files.path, ".lock"))?;
            match file.try_lock() {
                Ok(()) => Arc::new(file),
                Err(TryLockError::WouldBlock) => return Ok(false),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        };
        *shared = Arc::downgrade(&lock);
        *own = Some(lock);
        Ok(true)
    }
}

impl Files {
    fn load(&self) -> io::Result<Option<Secret>> {
        Ok((self.format.read)(&self.text()?))
    }

    /// What the file holds; one that is not there holds nothing.
    fn text(&self) -> io::Result<Zeroizing<String>> {
        match fs::read(&self.path).map(Zeroizing::new) {
            Ok(bytes) => encoding::text(&bytes).ok_or_else(|| io::ErrorKind::InvalidData.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Zeroizing::default()),
            Err(error) => Err(error),
        }
    }

    fn save(&self, token: Option<&Secret>) -> io::Result<()> {
        let Some(text) = (self.format.write)(&self.text()?, token) else {
            return match fs::remove_file(&self.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        };
        let new = beside(&self.path, ".new");
        let mut file = owner_only().create(true).truncate(true).open(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(new, &self.path)
    }
}

fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

impl SessionStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Secret>>> {
        Box::pin(async {
            self.lock().await?;
            self.blocking(|handle| handle.files.load()).await
        })
    }

    fn save<'a>(&'a self, token: Option<&'a Secret>) -> BoxFuture<'a, Result<()>> {
        let token = token.cloned();
        Box::pin(self.blocking(move |handle| handle.files.save(token.as_ref())))
    }

    fn release(&self) -> BoxFuture<'_, ()> {
        *self.0.lock.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Box::pin(async {})
    }

    fn waits_for(&self) -> Option<String> {
        let path = self.0.files.path.display();
        let waits = self.0.waits.load(Ordering::Acquire);
        waits.then(|| format!("the session file {path} is in use by another client or process"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_token_survives_in_a_file_of_its_owner() {
        let folder = std::env::temp_dir().join(format!("portcullis-store-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("session");
        let store = FileStore::new(&path);
        assert!(store.load().await.unwrap().is_none());
        store.save(Some(&"t0ken".into())).await.unwrap();
        assert_eq!(store.load().await.unwrap().unwrap().expose_secret(), "t0ken");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        store.save(None).await.unwrap();
        assert!(!path.exists());
        fs::remove_dir_all(folder).unwrap();
    }
}
