//! Realms, by Keycloak's admin API.

mod contents;
mod federation;
mod flows;
mod import;
mod organizations;
mod policies;
mod providers;
mod realm;
mod reply;

pub use contents::{ClientTemplate, RealmRoles, ScopeMapping};
pub use federation::{Component, UserFederationMapper, UserFederationProvider};
pub use flows::{AuthenticationExecution, AuthenticationFlow, AuthenticatorConfig};
pub use import::{ImportAction, PartialImport, PartialImportResult, PartialImportResults, ResourceExists};
pub use organizations::{MembershipType, Organization, OrganizationDomain, OrganizationMember};
pub use policies::{
    ClientPolicies, ClientPolicy, ClientPolicyCondition, ClientPolicyExecutor, ClientProfile, ClientProfiles,
};
pub use providers::{IdentityProvider, IdentityProviderMapper};
pub use realm::{BruteForceStrategy, Realm};
pub use reply::{ClientSessionStats, GlobalRequestResult};

use crate::{TenantName, dialect::created, flavour::Core};
use portcullis_core::{Call, Error, Result};

/// The realm that administers the others.
const MASTER: &str = "master";

/// Realms; from [`Admin::realms`](super::Admin::realms).
///
/// All operations but [`list`](Self::list), [`list_brief`](Self::list_brief) and [`create`](Self::create) are about the
/// handle's own realm: that of the client, or another one from [`Client::admin_of`](crate::Client::admin_of). KOBIL's
/// own operations on [tenants](crate::Client::tenants) also set up what KOBIL needs in a realm: prefer them where a realm
/// is created or deleted.
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// use midprovider::admin::realms::Realm;
///
/// let realms = mid.admin().realms();
/// let realm = realms.get().await?;
/// println!("an access token is valid for {:?} seconds", realm.access_token_lifespan);
///
/// // What is not sent is kept.
/// realms.update(&Realm::default().access_token_lifespan(300).brute_force_protected(true)).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Realms(pub(crate) Core);

impl Realms {
    /// Returns the realms that the caller may see. Not paged.
    ///
    /// `GET /auth/admin/realms`
    ///
    /// Each realm comes with all its settings: [`list_brief`](Self::list_brief) returns less.
    ///
    /// - Operation: `admin_realms.list`
    /// - Retried: also when the reply is lost
    /// - Permission: any role of an administrator; all realms for the role `admin` of `master`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn list(&self) -> Call<Vec<Realm>> {
        self.0.get("/auth/admin/realms").call()
    }

    /// Returns the realms that the caller may see, without attributes and other large members. Not paged.
    ///
    /// `GET /auth/admin/realms`
    ///
    /// What a brief realm lacks is kept by an [`update`](Self::update).
    ///
    /// - Operation: `admin_realms.list`
    /// - Retried: also when the reply is lost
    /// - Permission: any role of an administrator; all realms for the role `admin` of `master`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn list_brief(&self) -> Call<Vec<Realm>> {
        self.0.get("/auth/admin/realms").query("briefRepresentation", true).call()
    }

    /// Returns the realm.
    ///
    /// `GET /auth/admin/realms/{realm}`
    ///
    /// A caller with few rights gets the name, [`enabled`](Realm::enabled) and a few other members only. The password of
    /// the mail server is masked. 404 for a realm that does not exist.
    ///
    /// - Operation: `admin_realms.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn get(&self) -> Call<Realm> {
        self.0.get("/auth/admin/realms/{realm}").identified_by("realm").call()
    }

    /// Creates a realm, or imports a whole one, and returns its name from the reply's `Location`.
    ///
    /// `POST /auth/admin/realms`
    ///
    /// Nothing of KOBIL's is set up in it: prefer the creation of a [tenant](crate::Client::tenants). A realm without a
    /// name is refused before it is sent, also one with a name that no operation could address. The ids of what was read
    /// are not sent, so that the server makes new objects. 409 if the name is taken, which is
    /// [`is_conflict`](crate::Error::is_conflict).
    ///
    /// - Operation: `admin_realms.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `create-realm` of the realm `master`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn create(&self, realm: &Realm) -> Call<TenantName> {
        self.0.post("/auth/admin/realms").require(realm.creatable()).create(realm).read_with(created).call()
    }

    /// Changes the realm; what is absent is kept.
    ///
    /// `PUT /auth/admin/realms/{realm}`
    ///
    /// Send the members that change, or the realm that [`get`](Self::get) returned with a change. There is no conditional
    /// write: a change by another client in between is lost for the members that are sent. A realm that names another
    /// realm is refused before it is sent: it would overwrite the settings of this one, and rename it. **The mask of the
    /// mail server's password is refused**: see [`smtp_server`](Realm::smtp_server). 409 is
    /// [`is_conflict`](crate::Error::is_conflict).
    ///
    /// - Operation: `admin_realms.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn update(&self, realm: &Realm) -> Call<()> {
        let own = self.is_own(realm.realm.as_ref());
        self.0.put("/auth/admin/realms/{realm}").idempotent().require(own).json(realm).done()
    }

    /// **Deletes the realm with all its users, groups, roles and clients.**
    ///
    /// `DELETE /auth/admin/realms/{realm}`
    ///
    /// The name of the realm is an argument so that no realm is deleted by mistake: a name other than the handle's realm
    /// is refused before anything is sent, and so is `master`. Prefer the deletion of a [tenant](crate::Client::tenants). A
    /// retry may return 404 although this call deleted the realm.
    ///
    /// - Operation: `admin_realms.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm` of `realm-management`, and rights of the realm `master`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn delete(&self, realm: &TenantName) -> Call<()> {
        self.0.delete("/auth/admin/realms/{realm}").idempotent().require(self.deletable(realm)).done()
    }

    /// Ends all sessions of the realm: **every user must log in again.**
    ///
    /// `POST /auth/admin/realms/{realm}/logout-all`
    ///
    /// A client that could not be notified is in [`failed_requests`](GlobalRequestResult::failed_requests), by the name of
    /// the member.
    ///
    /// **Partly guessed.** That the server has the operation, and its reply: only Keycloak's description does.
    ///
    /// - Operation: `admin_realms.logout_all`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn logout_all(&self) -> Call<GlobalRequestResult> {
        self.0.post("/auth/admin/realms/{realm}/logout-all").call()
    }

    /// Sends [`not_before`](Realm::not_before) of the realm to its clients, which then refuse older tokens.
    ///
    /// `POST /auth/admin/realms/{realm}/push-revocation`
    ///
    /// **Partly guessed.** That the server has the operation, and its reply: only Keycloak's description does.
    ///
    /// - Operation: `admin_realms.push_revocation`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-realm` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn push_revocation(&self) -> Call<GlobalRequestResult> {
        self.0.post("/auth/admin/realms/{realm}/push-revocation").call()
    }

    /// Imports users, groups, roles, clients and identity providers into the realm, all of them or none.
    ///
    /// `POST /auth/admin/realms/{realm}/partialImport`
    ///
    /// A way to create many plain users: nothing of KOBIL's is set up for them. The ids of what was read are not sent, so
    /// that the server makes new objects. 409 if one exists and the import is to [fail](ResourceExists::Fail) then, which is
    /// [`is_conflict`](crate::Error::is_conflict). A success whose reply has an `errorMessage` is an error, too.
    ///
    /// **Partly guessed.** The members of request and reply: Keycloak's description has none.
    ///
    /// - Operation: `admin_realms.partial_import`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-realm` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn partial_import(&self, import: &PartialImport) -> Call<PartialImportResults> {
        self.0.post("/auth/admin/realms/{realm}/partialImport").create(import).call()
    }

    /// Returns how many sessions each client has. Not paged.
    ///
    /// `GET /auth/admin/realms/{realm}/client-session-stats`
    ///
    /// **Partly guessed.** The members of the reply: Keycloak's description has none.
    ///
    /// - Operation: `admin_realms.client_session_stats`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn client_session_stats(&self) -> Call<Vec<ClientSessionStats>> {
        self.0.get("/auth/admin/realms/{realm}/client-session-stats").call()
    }

    /// Empties the cache of realms, so that the server reads them again.
    ///
    /// `POST /auth/admin/realms/{realm}/clear-realm-cache`
    ///
    /// Newer servers may refuse it with 404: Keycloak's descriptions lack it from version 19 on.
    ///
    /// - Operation: `admin_realms.clear_realm_cache`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-realm` of `realm-management`
    /// - Source: the vendor's own tool
    #[inline]
    pub fn clear_realm_cache(&self) -> Call<()> {
        self.0.post("/auth/admin/realms/{realm}/clear-realm-cache").done()
    }

    /// Empties the cache of users, so that the server reads them again.
    ///
    /// `POST /auth/admin/realms/{realm}/clear-user-cache`
    ///
    /// Newer servers may refuse it with 404: Keycloak's descriptions lack it from version 19 on.
    ///
    /// - Operation: `admin_realms.clear_user_cache`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-realm` of `realm-management`
    /// - Source: the vendor's own tool
    #[inline]
    pub fn clear_user_cache(&self) -> Call<()> {
        self.0.post("/auth/admin/realms/{realm}/clear-user-cache").done()
    }

    /// Empties the cache of keys, so that the server reads them again.
    ///
    /// `POST /auth/admin/realms/{realm}/clear-keys-cache`
    ///
    /// Newer servers may refuse it with 404: Keycloak's descriptions lack it from version 19 on.
    ///
    /// - Operation: `admin_realms.clear_keys_cache`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-realm` of `realm-management`
    /// - Source: the vendor's own tool
    #[inline]
    pub fn clear_keys_cache(&self) -> Call<()> {
        self.0.post("/auth/admin/realms/{realm}/clear-keys-cache").done()
    }

    /// Refuses what names another realm than the handle's.
    fn is_own(&self, realm: Option<&TenantName>) -> Result<()> {
        if realm.is_some_and(|realm| realm.as_str() != self.0.tenant()) {
            return Err(Error::input("realm", "must be the realm of this handle"));
        }
        Ok(())
    }

    fn deletable(&self, realm: &TenantName) -> Result<()> {
        if realm.as_str().eq_ignore_ascii_case(MASTER) {
            return Err(Error::input("realm", "must not be `master`, which administers the other realms"));
        }
        self.is_own(Some(realm))
    }
}
