//! Which type a file is of.

use crate::encoded;
use portcullis_core::{Result, Secret, input, lenient, secret};
use serde::{Deserialize, Serialize};

/// How much of a file the server looks at.
const HEAD: usize = 64;

/// What the server needs of a file to tell its type.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct FileSample {
    #[serde(rename = "data", serialize_with = "secret::expose")]
    head: Secret,
    /// The extension of the file's name, without the dot: at most 25 characters.
    pub extension: String,
    /// How many bytes the file has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}
impl portcullis_core::Input for FileSample {}

impl FileSample {
    /// A file that begins with these bytes; all after the first 64 are left out. A dot before the extension is
    /// removed.
    pub fn new(begins: &[u8], extension: &str) -> Self {
        let head = begins.get(..HEAD).unwrap_or(begins);
        let extension = extension.strip_prefix('.').unwrap_or(extension).to_owned();
        Self { head: encoded::encode(head), extension, size: None }
    }

    /// Sets how many bytes the file has.
    #[must_use]
    pub fn size(mut self, bytes: u64) -> Self {
        self.size = Some(bytes);
        self
    }

    pub(super) fn check(&self) -> Result<()> {
        input::length("extension", &self.extension, 0..=25)
    }
}

/// What the server takes a file for.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct FileType {
    /// The MIME type.
    #[serde(rename = "mimetype", deserialize_with = "lenient::text")]
    pub mime_type: String,
    /// The size that was asked about, in bytes.
    #[serde(default, deserialize_with = "lenient::opt_int")]
    pub size: Option<i64>,
    /// The largest file that the server takes, in bytes.
    #[serde(deserialize_with = "lenient::int")]
    pub max_file_size: i64,
}
