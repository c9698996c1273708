//! Tenants: their creation, their settings and their end.

mod input;
mod model;
mod settings;
mod wait;

pub use input::{NewTenant, TenantRequiredAction, TenantUpdate};
pub use model::{
    CertificateStates, IdentityUserCertStatus, TenantCreationStatus, TenantStatus, TenantSummary, TenantType,
};
pub use settings::TenantSettings;
pub use wait::TenantOutcome;

use crate::{Result, TenantName, code, flavour::Core};
use input::check_name;
use portcullis_core::{Call, Error, Request, http::Method, input::required};
use serde_json::Value;
use std::time::Duration;

/// Tenants, and the settings of one.
///
/// [`list`](Self::list), [`create`](Self::create), [`update`](Self::update) and [`delete`](Self::delete) belong to the
/// client of the realm `master`: on SSMS its base URL is `https://master.{hostname}`, on SHIFT its tenant is `master`. All
/// others are about the tenant of the client itself, and need its token.
///
/// ```no_run
/// # async fn f(password: midprovider::Secret, master_secret: midprovider::Secret) -> midprovider::Result<()> {
/// use midprovider::{Client, tenants::{NewTenant, TenantOutcome, TenantType}};
/// use std::time::Duration;
///
/// let idp = "https://idp.example.com";
/// let master = Client::shift(idp, "master").client_credentials("tenant-job", master_secret).build()?;
/// let tenant = NewTenant::new("northwind")
///     .enabled(true)
///     .kind(TenantType::Ast)
///     .admin_username("first.admin")
///     .admin_password(password.clone());
/// master.tenants().create(&tenant).await?;
///
/// let northwind = Client::shift(idp, "northwind").password("admin-cli", None, "first.admin", password).build()?;
/// match northwind.tenants().wait_created(Duration::from_secs(600)).await? {
///     TenantOutcome::Active(_) => println!("created"),
///     other => println!("not yet: {:?}", other.status()),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Tenants(pub(crate) Core);

impl Tenants {
    /// Lists all tenants. Not paged.
    ///
    /// `GET /digitanium/v4/tenants` (SSMS)
    /// `GET /auth/realms/{master_realm}/v4_realm` (SHIFT)
    ///
    /// - Operation: `tenants.list`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the realm `master`
    /// - Source: vendor page "List tenants"
    #[inline]
    pub fn list(&self) -> Call<Vec<TenantSummary>> {
        self.0
            .flavoured(Method::GET, "/digitanium/v4/tenants", "/auth/realms/{master_realm}/v4_realm")
            .many()
            .call()
    }

    /// Creates a tenant. The server does so after the reply: [`wait_created`](Self::wait_created), of a client of the new
    /// tenant, returns when it is done; [`list`](Self::list) has the state, too.
    ///
    /// `POST /digitanium/v4/tenants` (SSMS)
    /// `POST /auth/realms/{master_realm}/v4_realm` (SHIFT)
    ///
    /// The result is what the server returns, if anything: its shape is not documented. 400
    /// [`BAD_REQUEST`](crate::code::BAD_REQUEST) if the creation failed. The reply to a name that is taken is not documented;
    /// 409 is [`is_conflict`](crate::Error::is_conflict). It is never sent twice: after an error whose
    /// [`delivery`](crate::Error::delivery) is not known, look for the tenant in the list.
    ///
    /// - Operation: `tenants.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the realm `master`
    /// - Source: vendor page "Create tenant", of which the end cannot be read, and the vendor's own tool
    #[inline]
    pub fn create(&self, tenant: &NewTenant) -> Call<Option<Value>> {
        self.0
            .flavoured(Method::POST, "/digitanium/v4/tenants", "/auth/realms/{master_realm}/v4_realm")
            .once()
            .json(tenant)
            .call()
    }

    /// Changes what is set in the update. Whether the server keeps the rest is not documented; the vendor describes the
    /// body as what shall change.
    ///
    /// `PUT /digitanium/v4/tenants/{tenant_id}` (SSMS)
    /// `PUT /auth/realms/{master_realm}/v3_realm/{tenant_id}` (SHIFT)
    ///
    /// The result is what the server returns, if anything: its shape is not documented. 400
    /// [`BAD_REQUEST`](crate::code::BAD_REQUEST). 404 [`TENANT_NOT_FOUND`](crate::code::TENANT_NOT_FOUND) by analogy with
    /// [`delete`](Self::delete). There is no conditional write: a change by another client in between is lost. An older
    /// version of the vendor's page has the name as a query parameter on SSMS; it is sent in the path.
    ///
    /// - Operation: `tenants.update`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the realm `master`
    /// - Source: vendor page "Update tenant", of which the end cannot be read
    #[inline]
    pub fn update(&self, name: &TenantName, update: &TenantUpdate) -> Call<Option<Value>> {
        let request = self.0.flavoured(
            Method::PUT,
            "/digitanium/v4/tenants/{tenant_id}",
            "/auth/realms/{master_realm}/v3_realm/{tenant_id}",
        );
        named(request, name).idempotent().json(update).call()
    }

    /// **Deletes a tenant with all its users.** The name `master` is refused before anything is sent.
    ///
    /// `DELETE /digitanium/v4/tenants/{tenant_id}` (SSMS)
    /// `DELETE /auth/realms/{master_realm}/v3_realm/{tenant_id}` (SHIFT)
    ///
    /// 404 [`TENANT_NOT_FOUND`](crate::code::TENANT_NOT_FOUND) is `None` from [`optional`](Call::optional). A retry may
    /// return it although this call deleted the tenant.
    ///
    /// - Operation: `tenants.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the realm `master`
    /// - Source: vendor page "Delete tenant"
    #[inline]
    pub fn delete(&self, name: &TenantName) -> Call<()> {
        let request = self.0.flavoured(
            Method::DELETE,
            "/digitanium/v4/tenants/{tenant_id}",
            "/auth/realms/{master_realm}/v3_realm/{tenant_id}",
        );
        named(request, name).require(check_mortal(name)).idempotent().done()
    }

    /// Returns how far the creation of this client's own tenant is.
    ///
    /// `GET /digitanium/v4/tenants/status` (SSMS)
    /// `GET /auth/realms/{tenant_id}/v4_realm/status` (SHIFT)
    ///
    /// - Operation: `tenants.creation_status`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Get realm creation status"
    #[inline]
    pub fn creation_status(&self) -> Call<TenantCreationStatus> {
        self.0
            .flavoured(
                Method::GET,
                "/digitanium/v4/tenants/status",
                "/auth/realms/{tenant_id}/v4_realm/status",
            )
            .bare()
            .identified_by("status")
            .call()
    }

    /// Waits until this client's own tenant is created, or until the bound. For a client of the new tenant, not of `master`.
    ///
    /// The state is read after 5 seconds, after 10, 20 and 40 more, then every 60 seconds, and a last time at the bound: a
    /// bound of zero reads it once, now. A read that fails for a reason that passes (no connection, a busy server) does not
    /// end the wait, nor does a 404 that can be that of a realm which does not exist yet, of the state or of the login:
    /// [`NotKnown`](TenantOutcome::NotKnown) comes only at the bound. A read has 30 seconds, so that the call can take that
    /// much more than the bound. Nothing is lost when the future is dropped: wait again.
    ///
    /// # Errors
    /// Those of [`creation_status`](Self::creation_status) that do not pass, such as a credential that is refused, or a path
    /// that the server does not have.
    pub async fn wait_created(&self, bound: Duration) -> Result<TenantOutcome> {
        wait::created(self, bound).await
    }

    /// Returns the settings of this client's own tenant. Without settings of its own it has those of `master`: the reply
    /// does not show which they are.
    ///
    /// `GET /digitanium/v4/tenants/settings` (SSMS)
    /// `GET /auth/realms/{tenant_id}/v3_realm/settings` (SHIFT)
    ///
    /// 404 [`TENANT_NOT_FOUND`](crate::code::TENANT_NOT_FOUND) is `None` from [`optional`](Call::optional). Which keys there
    /// are is not documented.
    ///
    /// - Operation: `tenants.settings_get`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Get tenant settings"
    #[inline]
    pub fn settings_get(&self) -> Call<TenantSettings> {
        self.0
            .flavoured(
                Method::GET,
                "/digitanium/v4/tenants/settings",
                "/auth/realms/{tenant_id}/v3_realm/settings",
            )
            .missing_code(code::TENANT_NOT_FOUND)
            .call()
    }

    /// Sets settings of this client's own tenant. Whether the server keeps the keys that are absent is not documented.
    ///
    /// `POST /digitanium/v4/tenants/settings` (SSMS)
    /// `POST /auth/realms/{tenant_id}/v3_realm/settings` (SHIFT)
    ///
    /// A tenant that shows the settings of `master` until then may not show them any more. 400
    /// [`BAD_REQUEST`](crate::code::BAD_REQUEST).
    ///
    /// - Operation: `tenants.settings_update`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Update tenant settings"; the sample, not the table
    #[inline]
    pub fn settings_update(&self, settings: &TenantSettings) -> Call<()> {
        self.0
            .flavoured(
                Method::POST,
                "/digitanium/v4/tenants/settings",
                "/auth/realms/{tenant_id}/v3_realm/settings",
            )
            .idempotent()
            .json(settings)
            .done()
    }

    /// Deletes one setting of this client's own tenant. An empty key is always refused: the server might delete all.
    ///
    /// `DELETE /digitanium/v4/tenants/settings` (SSMS)
    /// `DELETE /auth/realms/{tenant_id}/v3_realm/settings` (SHIFT)
    ///
    /// 400 [`BAD_REQUEST`](crate::code::BAD_REQUEST) if there is no such key; a retry may return it although this call deleted
    /// the setting.
    ///
    /// - Operation: `tenants.settings_delete`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Delete tenant settings"
    #[inline]
    pub fn settings_delete(&self, key: &str) -> Call<()> {
        self.0
            .flavoured(
                Method::DELETE,
                "/digitanium/v4/tenants/settings",
                "/auth/realms/{tenant_id}/v3_realm/settings",
            )
            .require(required("key", key.trim()))
            .query("key", key)
            .idempotent()
            .done()
    }
}

fn named(request: Request, name: &TenantName) -> Request {
    request.missing_code(code::TENANT_NOT_FOUND).require(check_name("name", name)).path(name)
}

/// The realm of the server's own administrators is not for deletion.
fn check_mortal(name: &TenantName) -> Result<()> {
    if name.as_str().trim().eq_ignore_ascii_case("master") {
        return Err(Error::input("name", "must not be `master`: the realm of the server's administrators"));
    }
    Ok(())
}
