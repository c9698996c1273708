//! What PrivX returns of scanned accounts.

use crate::ids::{ScannedAccountId, SourceId};
use crate::secrets_manager::TargetDomainHandle;
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;
use serde::Deserialize as _;
use std::collections::BTreeMap;

/// An account that a scan found in a target domain.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ScannedAccount {
    /// The account's id.
    #[reply(default)]
    pub id: ScannedAccountId,
    /// The user name.
    pub username: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The full name.
    pub full_name: Option<String>,
    /// The directory that the account comes from.
    pub source_id: Option<SourceId>,
    /// The account's security identifier in the directory.
    pub security_id: Option<String>,
    /// Further attributes of the account in the directory.
    pub additional_data: BTreeMap<String, String>,
    /// The domain of the account.
    #[reply(with = Option::deserialize)]
    pub target_domain: Option<TargetDomainHandle>,
    /// Whether PrivX manages the account.
    pub state: Option<AccountState>,
    /// Whether the account is marked as ignored.
    pub ignored: Option<bool>,
    /// A note.
    pub comment: Option<String>,
    /// When it was created in PrivX.
    pub created: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    pub updated_by: Option<String>,
    /// Who created it: an id; only the documentation has it.
    pub author: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// Whether PrivX manages an account. The words are documented, what they mean is inferred from them.
    AccountState {
        /// PrivX manages its password.
        Managed = "MANAGED",
        /// PrivX does not manage its password.
        Unmanaged = "UNMANAGED",
        /// A scan has just found it.
        New = "NEW",
        /// The directory no longer has it.
        Removed = "REMOVED",
    }
}
