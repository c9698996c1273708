//! Operations on users, by Keycloak's admin API.

mod credential;
mod model;

pub use credential::{Credential, CredentialType};
pub use model::{
    ConsentRecord, FederatedIdentity, ProfileAttributeMetadata, ProfileGroupMetadata, ProfileMetadata, User,
};

use crate::flavour::Core;

/// Operations on users; from [`Admin::users`](super::Admin::users).
#[derive(Debug, Clone)]
pub struct Users(pub(crate) Core);
