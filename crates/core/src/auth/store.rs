//! A session token that survives the process.

use crate::{Error, ErrorKind, Result, Secret, transport::BoxFuture};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use zeroize::Zeroizing;

/// Keeps a session token between runs.
pub trait SessionStore: Send + Sync + 'static {
    /// The stored token, if there is one.
    fn load(&self) -> BoxFuture<'_, Result<Option<Secret>>>;

    /// Stores the token, or removes it. A failure is reported to the log and to the session, never to a
    /// call.
    fn save<'a>(&'a self, token: Option<&'a Secret>) -> BoxFuture<'a, Result<()>>;
}

/// A token in a file of its own, readable by its owner only.
///
/// The file is replaced by renaming, so that a reader never sees half a token. A lock file beside it is
/// held from the first load until the store is dropped: a second process waits there for its turn instead
/// of taking the token out from under the first.
#[derive(Debug, Clone)]
pub struct FileStore(Arc<Files>);

#[derive(Debug)]
struct Files {
    path: PathBuf,
    format: Format,
    lock: Mutex<Option<File>>,
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
        Self(Arc::new(Files { path: path.into(), format, lock: Mutex::default() }))
    }
}

impl Files {
    fn load(&self) -> io::Result<Option<Secret>> {
        let mut held = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() {
            let lock = owner_only().create(true).truncate(false).open(beside(&self.path, ".lock"))?;
            lock.lock()?;
            *held = Some(lock);
        }
        Ok((self.format.read)(&self.text()?))
    }

    /// What the file holds; one that is not there holds nothing.
    fn text(&self) -> io::Result<Zeroizing<String>> {
        match fs::read_to_string(&self.path) {
            Ok(text) => Ok(Zeroizing::new(text)),
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

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    let failed =
        |text: String| Error::new(ErrorKind::Config, "the session file cannot be used").with_source(text);
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|e| failed(e.to_string())),
        Err(_) => Err(Error::new(ErrorKind::Interrupted, "the session file was not finished")),
    }
}

impl SessionStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Secret>>> {
        let files = self.0.clone();
        Box::pin(blocking(move || files.load()))
    }

    fn save<'a>(&'a self, token: Option<&'a Secret>) -> BoxFuture<'a, Result<()>> {
        let (files, token) = (self.0.clone(), token.cloned());
        Box::pin(blocking(move || files.save(token.as_ref())))
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
