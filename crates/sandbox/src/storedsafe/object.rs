//! What an object is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::file::FileInfo;

/// Decrypting causes an alarm.
pub(super) const ALARM: u32 = 1 << 5;
/// A password breaks the vault's policy.
pub(super) const BAD_POLICY: u32 = 1 << 10;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Object {
    pub(super) vault: String,
    /// The parent, or 0 at the root of the vault.
    pub(super) parent: u64,
    pub(super) template: u64,
    pub(super) status: u32,
    pub(super) name: String,
    pub(super) public: BTreeMap<String, String>,
    pub(super) crypted: BTreeMap<String, String>,
    pub(super) file: Option<FileInfo>,
}
