//! Credentials for API targets: what is read, created and written back.

use crate::ids::{ApiTargetId, ClientCredentialId, UserId};
use portcullis_core::{Error, Extra, Result, Secret, Timestamp, input};
use portcullis_macros::Record;

/// A credential of a user, with which a program reaches one API target through PrivX.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, target), check)]
#[non_exhaustive]
pub struct ClientCredential {
    /// The credential's id; set by PrivX.
    #[record(id)]
    pub id: ClientCredentialId,
    /// The owner.
    #[record(server)]
    pub user_id: Option<UserId>,
    /// The target that it opens.
    pub target: Option<ApiTargetHandle>,
    /// From when it is valid. An update cannot set an earlier time.
    pub not_before: Option<Timestamp>,
    /// Until when it is valid. An update cannot set a later time.
    pub not_after: Option<Timestamp>,
    /// The addresses and networks that it may be used from.
    pub source_address: Option<Vec<String>>,
    /// Whether it can be used only while its owner is logged in.
    pub privx_login_session_required: Option<LoginSessionRequirement>,
    /// Whether it can be used.
    pub enabled: Option<bool>,
    /// The kind. If it is absent or empty, PrivX chooses one that fits the target. An update cannot change it.
    #[record(name = "type")]
    pub kind: Option<ClientCredentialType>,
    /// The user name of a basic login; in the reply with the secret only.
    #[record(server)]
    pub basic_auth_username: Option<String>,
    /// The password of a basic login; in the reply with the secret only.
    #[record(server)]
    pub basic_auth_password: Option<Secret>,
    /// The token; in the reply with the secret only.
    #[record(server)]
    pub bearer_token: Option<Secret>,
    /// The certificate; in the reply with the secret only.
    #[record(server)]
    pub certificate: Option<Secret>,
    /// The private key; in the reply with the secret only.
    #[record(server)]
    pub private_key: Option<Secret>,
    /// The name; unique (inferred).
    pub name: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// When it was last used, approximately.
    #[record(server)]
    pub last_used: Option<Timestamp>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl ClientCredential {
    fn check(&self) -> Result<()> {
        input::required("name", self.name.as_deref().unwrap_or_default())?;
        let target = self.target.as_ref().and_then(|target| target.id.as_ref());
        if target.is_none_or(|id| id.as_str().is_empty()) {
            return Err(Error::input("target.id", "must be given"));
        }
        Ok(())
    }
}

/// An API target as a credential refers to one: the server goes by the id.
#[derive(Debug, Clone, Default, Record)]
#[record(new(id))]
#[non_exhaustive]
pub struct ApiTargetHandle {
    /// The id of the target.
    pub id: Option<ApiTargetId>,
    /// The name of the target.
    pub name: Option<String>,
    /// Whether the target no longer exists; set by the server.
    #[record(server)]
    pub deleted: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// How a program authenticates with a credential.
    ClientCredentialType {
        /// By a token.
        Token = "token",
        /// By user name and password.
        BasicAuth = "basicauth",
        /// By a client certificate.
        Certificate = "certificate",
        /// PrivX chooses a kind that fits the target.
        Unset = "",
    }
}

portcullis_core::open_enum! {
    /// Whether a credential can be used only while its owner is logged in.
    LoginSessionRequirement {
        /// As the deployment has it (inferred).
        Default = "DEFAULT",
        /// It can be used only then.
        Enabled = "ENABLED",
        /// It can always be used.
        Disabled = "DISABLED",
    }
}
