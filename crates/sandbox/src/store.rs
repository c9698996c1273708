//! State that outlives the process, and the files that clients read.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tempfile::{NamedTempFile, TempDir};

use crate::{Error, Vendor};

/// The directories of one sandbox.
pub(crate) struct Store {
    state: Option<PathBuf>,
    files: PathBuf,
    // Held so that the directory is removed on drop.
    _temporary: Option<TempDir>,
}

impl Store {
    /// With a directory, everything goes there and stays; without one, the files go to a directory that is removed
    /// on drop and there is no state.
    pub(crate) fn open(state: Option<PathBuf>) -> Result<Self, Error> {
        if let Some(dir) = state {
            fs::create_dir_all(&dir)
                .map_err(|error| Error::new(format!("cannot create {}", dir.display()), error))?;
            return Ok(Self { files: dir.clone(), state: Some(dir), _temporary: None });
        }
        let temporary = tempfile::Builder::new()
            .prefix("portcullis-sandbox-")
            .tempdir()
            .map_err(|error| Error::new("cannot create a temporary directory", error))?;
        Ok(Self { state: None, files: temporary.path().to_owned(), _temporary: Some(temporary) })
    }

    /// Writes a file for clients and returns its path.
    pub(crate) fn file(&self, name: &str, content: &str) -> Result<PathBuf, Error> {
        let path = self.files.join(name);
        replace(&path, content.as_bytes())
            .map_err(|error| Error::new(format!("cannot write {}", path.display()), error))?;
        Ok(path)
    }

    /// The saved state of a vendor.
    pub(crate) fn saved(&self, vendor: Vendor) -> Result<Option<Value>, Error> {
        let Some(path) = self.state_file(vendor) else { return Ok(None) };
        let what = || format!("cannot read {}", path.display());
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::new(what(), error)),
        };
        serde_json::from_slice(&text).map(Some).map_err(|error| Error::new(what(), error))
    }

    /// The lines that were added since the state was saved as a whole. A line that broke off is left out.
    pub(crate) fn journal(&self, vendor: Vendor) -> Vec<Value> {
        let path = self.state_file(vendor).map(|path| path.with_extension("journal"));
        let text = path.and_then(|path| fs::read_to_string(path).ok()).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    fn state_file(&self, vendor: Vendor) -> Option<PathBuf> {
        self.state.as_ref().map(|dir| dir.join(format!("{}.json", vendor.name())))
    }

    pub(crate) fn keeper(
        &self,
        vendor: Vendor,
        snapshot: impl Fn() -> Value + Send + Sync + 'static,
    ) -> Keeper {
        Keeper {
            path: self.state_file(vendor),
            snapshot: Arc::new(snapshot),
            changes: None,
            last: Arc::new(Mutex::new(Value::Null)),
        }
    }
}

/// Saves the state of one vendor. A clone saves to the same file.
#[derive(Clone)]
pub(crate) struct Keeper {
    path: Option<PathBuf>,
    snapshot: Arc<dyn Fn() -> Value + Send + Sync>,
    /// What changed since the last call, where a vendor knows.
    changes: Option<Arc<dyn Fn() -> Vec<Value> + Send + Sync>>,
    last: Arc<Mutex<Value>>,
}

impl Keeper {
    /// Adds what changes to a journal, instead of writing the whole state each time.
    pub(crate) fn journaled(self, changes: impl Fn() -> Vec<Value> + Send + Sync + 'static) -> Self {
        Self { changes: Some(Arc::new(changes)), ..self }
    }

    /// Writes the whole state, and with it what a journal held.
    pub(crate) fn compact(&self) -> Result<(), Error> {
        Self { changes: None, ..self.clone() }.save()?;
        if let Some(path) = self.path.as_ref().filter(|_| self.changes.is_some()) {
            let _ = fs::remove_file(path.with_extension("journal"));
        }
        Ok(())
    }

    /// Writes what changed, or the state if it differs from what was written last.
    pub(crate) fn save(&self) -> Result<(), Error> {
        if let Some(changes) = &self.changes {
            // The changes are taken under the lock, so that an older one is never written after a newer one.
            let _last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            let lines: String = changes().iter().map(|line| format!("{line}\n")).collect();
            let Some(path) = self.path.as_ref().filter(|_| !lines.is_empty()) else { return Ok(()) };
            return append(&path.with_extension("journal"), lines.as_bytes())
                .map_err(|error| Error::new(format!("cannot write {}", path.display()), error));
        }
        let Some(path) = &self.path else { return Ok(()) };
        // The snapshot is taken under the lock, so that an older one is never written over a newer one.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (self.snapshot)();
        if *last == now {
            return Ok(());
        }
        replace(path, now.to_string().as_bytes())
            .map_err(|error| Error::new(format!("cannot write {}", path.display()), error))?;
        *last = now;
        Ok(())
    }
}

/// Only the owner may read the file: it holds passwords.
fn append(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(content)
}

/// Puts a new file in place of an old one in one step. Only the owner may read it: the state holds passwords.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(dir)?;
    file.write_all(content)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
