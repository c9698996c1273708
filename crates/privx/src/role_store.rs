//! The service `role-store`: roles, users of every directory, and who has which role.

mod authorized_keys;
mod aws_roles;
mod current_user;
mod identity_providers;
mod log_collectors;
mod permission;
mod principal_keys;
mod roles;
mod sources;
mod users;

pub use authorized_keys::{AuthorizedKey, AuthorizedKeySearch, AuthorizedKeys};
pub use aws_roles::{AwsRole, AwsRoles, LinkedRole};
pub use current_user::CurrentUser;
pub use identity_providers::{
    ClaimCheck, CustomAttributeValidation, IdentityProvider, IdentityProviderPublicKey,
    IdentityProviderSearch, IdentityProviders, PublicKeyMethod, SubjectType, TokenType,
};
pub use log_collectors::{LogCollector, LogCollectors};
pub use permission::Permission;
pub use principal_keys::{PrincipalKey, PrincipalKeys};
pub use roles::{
    AwsToken, AwsTokenOptions, GrantType, Role, RoleContext, RoleMatches, RoleSearch, Roles, RuleMatch,
    RuleType, SourceRule, ValidityPeriod, Weekday,
};
pub use sources::{SessionPasswordPolicy, Source, SourceConnection, SourceType, Sources, UserMapping};
pub use users::{
    Bookmark, MfaSeed, MfaStatus, RoleChange, User, UserBookmarks, UserConnectionHistory, UserLocale,
    UserRdpClient, UserSearch, UserSettings, UserSshClient, Users, WebauthnCredential,
};

use crate::ServiceStatus;
use portcullis_core::{Call, Client};

/// The service `role-store`; made by [`Client::role_store`](crate::Client::role_store).
#[derive(Debug, Clone)]
pub struct RoleStore(pub(crate) Client);

impl RoleStore {
    /// Returns the operations on roles.
    pub fn roles(&self) -> Roles {
        Roles(self.0.clone())
    }

    /// Returns the operations on users of every directory, and on API clients.
    pub fn users(&self) -> Users {
        Users(self.0.clone())
    }

    /// Returns the operations on the user or API client that makes the calls.
    pub fn current_user(&self) -> CurrentUser {
        CurrentUser(self.0.clone())
    }

    /// Returns the operations on directories of users and hosts.
    pub fn sources(&self) -> Sources {
        Sources(self.0.clone())
    }

    /// Returns the operations on roles of AWS that PrivX has imported.
    pub fn aws_roles(&self) -> AwsRoles {
        AwsRoles(self.0.clone())
    }

    /// Returns the operations on key pairs with which members of a role log in to hosts.
    pub fn principal_keys(&self) -> PrincipalKeys {
        PrincipalKeys(self.0.clone())
    }

    /// Returns the operations on SSH public keys that users log in with.
    pub fn authorized_keys(&self) -> AuthorizedKeys {
        AuthorizedKeys(self.0.clone())
    }

    /// Returns the operations on issuers whose tokens PrivX accepts in exchange for its own.
    pub fn identity_providers(&self) -> IdentityProviders {
        IdentityProviders(self.0.clone())
    }

    /// Returns the operations on services that receive the logs of PrivX.
    pub fn log_collectors(&self) -> LogCollectors {
        LogCollectors(self.0.clone())
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /role-store/api/v1/status`
    ///
    /// - Operation: `role_store.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/role-store/api/v1/status").without_credential().call()
    }
}
