//! Packages outside the workspace that live as long as one gate.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::Result;

/// Writes a program with the workspace's lock file, so that both have the same versions.
pub(crate) fn package(manifest: &str, main: &str, root: &Path) -> Result<TempDir> {
    let folder = TempDir::with_prefix("portcullis-")?;
    fs::create_dir_all(folder.path().join("src"))?;
    fs::write(folder.path().join("Cargo.toml"), manifest)?;
    fs::write(folder.path().join("src/main.rs"), main)?;
    fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock"))?;
    Ok(folder)
}
