//! Folders outside the workspace that live as long as one job.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use crate::Result;

/// A temporary folder, removed when dropped.
pub(crate) struct Scratch {
    dir: PathBuf,
}

impl Scratch {
    /// Writes a program with the workspace's lock file, so that both see the same versions.
    pub(crate) fn package(name: &str, manifest: &str, main: &str, root: &Path) -> Result<Self> {
        let scratch = Self::folder(name)?;
        fs::create_dir_all(scratch.dir.join("src"))?;
        fs::write(scratch.dir.join("Cargo.toml"), manifest)?;
        fs::write(scratch.dir.join("src/main.rs"), main)?;
        fs::copy(root.join("Cargo.lock"), scratch.dir.join("Cargo.lock"))?;
        Ok(scratch)
    }

    /// Makes a folder with nothing in it.
    pub(crate) fn folder(name: &str) -> Result<Self> {
        let scratch = Self { dir: env::temp_dir().join(format!("{name}-{}", process::id())) };
        fs::create_dir_all(&scratch.dir)?;
        Ok(scratch)
    }

    /// Where it is.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}
