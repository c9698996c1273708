//! The files of a store: the session file, its lock and its next content.

use super::Format;
use crate::{Secret, auth::token, encoding};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, Weak},
};
use zeroize::Zeroizing;

/// The longest file that is read.
const LONGEST: u64 = 1024 * 1024;
/// The longest chain of links.
const LINKS: usize = 40;
/// How often a file that is replaced at the same moment is opened again.
const TRIES: usize = 8;

#[derive(Debug)]
pub(crate) struct Files {
    path: PathBuf,
    format: Format,
    /// The lock while one of the users holds it.
    lock: Mutex<Weak<Held>>,
}

/// A lock, which ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    _lock: File,
    /// The session file, locked as well: a cleaner may remove the lock file while it is held.
    session: Mutex<Option<File>>,
}

impl Files {
    pub(super) fn new(path: PathBuf, format: Format) -> Self {
        Self { path, format, lock: Mutex::default() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// `None` if another process, or another store of this one, holds the lock.
    pub(super) fn try_lock(&self) -> io::Result<Option<Arc<Held>>> {
        let mut shared = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = shared.upgrade() {
            return Ok(Some(held));
        }
        let path = target(&self.path)?;
        let Some(lock) = try_lock(&beside(&path, ".lock"), LockFile::Lock)? else { return Ok(None) };
        // Where locks are mandatory, a locked file cannot be read.
        let session = if cfg!(unix) && is_file(&path)? {
            match try_lock(&path, LockFile::Session) {
                Ok(None) => return Ok(None),
                Ok(session) => session,
                // Not every network's file system locks a file that is open for reading.
                Err(_) => None,
            }
        } else {
            None
        };
        let held = Arc::new(Held { _lock: lock, session: Mutex::new(session) });
        *shared = Arc::downgrade(&held);
        Ok(Some(held))
    }

    pub(super) fn load(&self) -> io::Result<Option<Secret>> {
        Ok(read_session_file(&self.path)?.and_then(|text| (self.format.read)(&text)))
    }

    pub(super) fn save(&self, token: Option<&Secret>) -> io::Result<()> {
        if token.is_some_and(|token| !token::is_usable(token)) {
            return Err(invalid("the token holds control characters or is too long"));
        }
        let path = target(&self.path)?;
        let Some(text) = (self.format.write)(&text(&path)?.unwrap_or_default(), token) else {
            return remove(&path);
        };
        let new = beside(&path, ".new");
        // What a run that was stopped has left. Of a link, the link goes.
        remove(&new)?;
        let file = create(&new)?;
        let held = self.lock.lock().unwrap_or_else(PoisonError::into_inner).upgrade();
        let replaced = replace(&file, text.as_bytes(), held.is_some(), &new, &path);
        if replaced.is_err() {
            let _ = fs::remove_file(&new);
        } else if let Some(held) = held {
            *held.session.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
        }
        replaced
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn replace(mut file: &File, text: &[u8], lock: bool, new: &Path, path: &Path) -> io::Result<()> {
    if cfg!(unix) && lock {
        // Where a file system has no locks, the lock file's lock has failed before.
        let _ = file.try_lock();
    }
    file.write_all(text)?;
    file.sync_all()?;
    fs::rename(new, path)
}

/// The text of a file, or at the end of a link; `None` if there is no file.
///
/// # Errors
/// If others can write to its folder or that of a link on the way, and for what is not a text file of at most 1 MiB.
pub fn read_session_file(path: &Path) -> io::Result<Option<Zeroizing<String>>> {
    text(&target(path)?)
}

fn text(path: &Path) -> io::Result<Option<Zeroizing<String>>> {
    let file = match is_file(path)?.then(|| File::open(path)) {
        None => return Ok(None),
        Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Some(file) => file?,
    };
    let length = file.metadata()?.len().min(LONGEST) + 1;
    // With its final capacity: growing would leave copies in memory.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or_default()));
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(invalid("it is longer than 1 MiB"));
    }
    let text = encoding::text(&bytes).ok_or_else(|| invalid("it is neither UTF-8 nor UTF-16"))?;
    Ok(Some(text))
}

/// The path at the end of all links, also if nothing is there: what a user has linked on purpose stays a link.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        check_folder(folder)?;
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_symlink() => path = folder.join(fs::read_link(&path)?),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => return Ok(path),
        }
    }
    Err(invalid("it is a link to itself"))
}

#[cfg(unix)]
fn check_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if fs::metadata(folder)?.permissions().mode() & 0o022 == 0 {
        return Ok(());
    }
    let text =
        format!("others can write to its folder: `chmod go-w {}`, or use another one", folder.display());
    Err(io::Error::new(io::ErrorKind::PermissionDenied, text))
}

#[cfg(not(unix))]
fn check_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether a regular file is at this path itself. Opening a pipe or a device may block.
fn is_file(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(true),
        Ok(_) => Err(invalid(&format!("{} is a link, a folder or a device", path.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LockFile {
    /// Is made for the lock.
    Lock,
    /// Is read by the vendor's tools, too.
    Session,
}

/// Locks the file at this very path; `None` if another holds the lock or replaces the file.
fn try_lock(path: &Path, what: LockFile) -> io::Result<Option<File>> {
    for _ in 0..TRIES {
        let opened = match (is_file(path)?, what) {
            (true, LockFile::Lock) => OpenOptions::new().write(true).open(path),
            (true, LockFile::Session) => File::open(path),
            (false, LockFile::Lock) => create(path),
            (false, LockFile::Session) => return Ok(None),
        };
        let file = match opened {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists) => {
                continue;
            }
            file => file?,
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        if is_at(&file, path)? {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// Whether this open file is the one at the path: another may have been put there since it was opened.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let own = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(found) => Ok((found.dev(), found.ino()) == (own.dev(), own.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Makes a file that only its owner can read.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

fn invalid(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}
