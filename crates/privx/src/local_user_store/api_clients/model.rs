//! A program that calls the API.

use crate::{RoleHandle, ids::ApiClientId};
use portcullis_core::{Error, Extra, Result, Secret, Timestamp, input};
use portcullis_macros::Record;

/// A program that calls the API.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, roles), check)]
#[non_exhaustive]
pub struct ApiClient {
    /// The client's id; set by PrivX. Together with [`secret`](Self::secret) it is the credential for
    /// [`api_client`](crate::ClientBuilder::api_client).
    #[record(id)]
    pub id: ApiClientId,
    /// The secret that it logs in with.
    #[record(server)]
    pub secret: Option<Secret>,
    /// The name; unique (inferred).
    pub name: Option<String>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last: an id.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// The roles, which grant its permissions; the list may be empty.
    pub roles: Option<Vec<RoleHandle>>,
    /// The id of the OAuth client that it logs in through; normally `privx-external`.
    #[record(server)]
    pub oauth_client_id: Option<String>,
    /// The secret of that OAuth client, which all API clients share.
    #[record(server)]
    pub oauth_client_secret: Option<Secret>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl ApiClient {
    fn check(&self) -> Result<()> {
        input::required("name", self.name.as_deref().unwrap_or_default())?;
        let has_id = |role: &RoleHandle| role.id.as_ref().is_some_and(|id| !id.as_str().is_empty());
        if self.roles.iter().flatten().all(has_id) {
            Ok(())
        } else {
            Err(Error::input("roles.id", "must not be empty"))
        }
    }
}
