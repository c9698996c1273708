//! The directories of a sandbox, and the state of each vendor in them.

mod journal;
mod table;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

use self::journal::Journal;
use crate::error::{Error, Kind};
use crate::vendor::Vendor;

pub(crate) use self::table::{Change, Single, Table, Tables, Tracked};

/// Where a sandbox writes files.
pub(crate) struct Directories {
    state: Option<PathBuf>,
    files: PathBuf,
    // Held so that the directory is removed on drop.
    _temporary: Option<TempDir>,
}

impl Directories {
    /// With a state directory, everything is written there and stays. Without one, the files for clients are written to
    /// a directory that is removed on drop, and no state is saved.
    pub(crate) fn open(state: Option<PathBuf>) -> Result<Self, Error> {
        if let Some(path) = state {
            if let Err(source) = std::fs::create_dir_all(&path) {
                return Err(Kind::Directory { path, source }.into());
            }
            return Ok(Self { files: path.clone(), state: Some(path), _temporary: None });
        }
        let temporary = tempfile::Builder::new()
            .prefix("portcullis-sandbox-")
            .tempdir()
            .map_err(Kind::TemporaryDirectory)?;
        Ok(Self { state: None, files: temporary.path().to_owned(), _temporary: Some(temporary) })
    }

    /// Writes a file for clients and returns its path.
    pub(crate) fn file(&self, name: &str, content: &str) -> Result<PathBuf, Error> {
        let path = self.files.join(name);
        match journal::replace(&path, content.as_bytes()) {
            Ok(()) => Ok(path),
            Err(source) => Err(Kind::Write { path, source }.into()),
        }
    }
}

/// The state of one vendor. It is shared by the vendor's servers, and saved in a journal if there is a state directory.
pub(crate) struct Persistent<S> {
    state: Mutex<S>,
    /// Locked before the state, so that changes are written in the order in which they were made.
    journal: Mutex<Option<Journal>>,
}

impl<S> fmt::Debug for Persistent<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Persistent").finish_non_exhaustive()
    }
}

impl<S: Tables> Persistent<S> {
    /// Fills an empty state from the vendor's journal or, where there is none, by `seed`.
    pub(crate) fn open(
        directories: &Directories,
        vendor: Vendor,
        mut state: S,
        seed: impl FnOnce(&mut S),
    ) -> Result<Self, Error> {
        let Some(directory) = &directories.state else {
            seed(&mut state);
            return Ok(Self { state: Mutex::new(state), journal: Mutex::new(None) });
        };
        let path = directory.join(format!("{}.jsonl", vendor.name()));
        if !Journal::replay(&path, &mut state)? {
            let old = directory.join(format!("{}.json", vendor.name()));
            if old.exists() {
                return Err(Kind::Format { path: old }.into());
            }
            seed(&mut state);
        }
        let journal = Journal::create(path, &mut state)?;
        Ok(Self { state: Mutex::new(state), journal: Mutex::new(Some(journal)) })
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, S> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A state that can be saved at any time.
pub(crate) trait Save: Send + Sync {
    /// Appends what changed since the last call to the journal. Costs nothing but a look at each table where nothing
    /// changed.
    fn save(&self) -> Result<(), Error>;
}

impl<S: Tables> Save for Persistent<S> {
    fn save(&self) -> Result<(), Error> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.lock();
        let Some(journal) = journal.as_mut() else {
            state.tables().into_iter().for_each(|(_, table)| table.forget_changes());
            return Ok(());
        };
        let mut changes = Vec::new();
        for (name, table) in state.tables() {
            changes.extend(table.take_changes(name).map_err(Kind::Serialize)?);
        }
        drop(state);
        journal.append(&changes)
    }
}
