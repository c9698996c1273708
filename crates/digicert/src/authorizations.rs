//! Permissions of the API key's owner.

mod model;

pub use model::{Authorization, Permission};

use crate::{Call, List, client::Api, containers::ContainerRef};

/// Permissions of the API key's owner; from [`Client::authorizations`](crate::Client::authorizations).
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::authorizations::Permission;
/// if !digicert.authorizations().check(&Permission::CreateUsers).await? {
///     println!("this key cannot add users");
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Authorizations(pub(crate) Api);

impl Authorizations {
    /// Lists all permissions, with a flag for those that the caller has.
    ///
    /// `GET /authorization`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `authorization.list`
    /// - Retried: also when the reply is lost
    /// - Permission: any key
    /// - Source: vendor page "List permissions" (dev.digicert.com,
    ///   services-api/authorization/list-permissions.html)
    #[inline]
    pub fn list(&self) -> List<Authorization> {
        self.0.get("/authorization").list_whole("authorizations")
    }

    /// Returns whether the caller has one permission.
    ///
    /// `GET /authorization/{permission}`
    ///
    /// - Operation: `authorization.check`
    /// - Retried: also when the reply is lost
    /// - Permission: any key
    /// - Source: vendor page "Check permission" (dev.digicert.com,
    ///   services-api/authorization/check-permission.html)
    #[inline]
    pub fn check(&self, permission: &Permission) -> Call<bool> {
        self.0.get("/authorization/{permission}").path(permission).pick("authorized").call()
    }

    /// Lists the containers in which the caller has one permission.
    ///
    /// `GET /authorization/{permission}/container`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `authorization.list_containers`
    /// - Retried: also when the reply is lost
    /// - Permission: any key
    /// - Source: vendor page "List containers" (dev.digicert.com,
    ///   services-api/authorization/list-containers.html)
    #[inline]
    pub fn list_containers(&self, permission: &Permission) -> List<ContainerRef> {
        self.0.get("/authorization/{permission}/container").path(permission).list_whole("containers")
    }
}
