//! Programs whose users log in at PrivX.

mod model;

pub use model::{IdpClient, IdpClientConfig, IdpType, OidcAuthMethod, OidcScope};

use crate::ids::IdpClientId;
use portcullis_core::{Call, Client};

/// Programs whose users log in at PrivX by OpenID Connect or SAML; made by [`Auth::idp_clients`](super::Auth::idp_clients).
///
/// PrivX is the identity provider here. Issuers whose tokens PrivX accepts are
/// [`IdentityProviders`](crate::role_store::IdentityProviders). No operation lists the clients: keep their ids.
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::auth::{IdpClient, OidcScope};
///
/// let clients = privx.auth().idp_clients();
/// let wiki = IdpClient::new("wiki")
///     .oidc_scopes_enabled([OidcScope::Profile, OidcScope::Email])
///     .oidc_allowed_redirect_uris(["https://wiki.example.org/callback".to_owned()])
///     .enabled(true);
/// let id = clients.create(&wiki).await?;
/// let made = clients.get(&id).await?;
/// println!("{:?} at {:?}", made.oidc_client_id, made.oidc_issuer);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct IdpClients(pub(super) Client);

impl IdpClients {
    /// Creates a client and returns its id.
    ///
    /// `POST /auth/api/v1/idp/clients`
    ///
    /// PrivX generates the client id and the client secret: [`get`](Self::get) returns them.
    ///
    /// - Operation: `idp_clients.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `idp-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn create(&self, client: &IdpClient) -> Call<IdpClientId> {
        self.0.post("/auth/api/v1/idp/clients").create(client).pick("id").call()
    }

    /// Returns one client, with its secret in clear.
    ///
    /// `GET /auth/api/v1/idp/clients/{idp_id}`
    ///
    /// - Operation: `idp_clients.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `idp-clients-view` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, id: &IdpClientId) -> Call<IdpClient> {
        self.0.get("/auth/api/v1/idp/clients/{idp_id}").path(id).identified_by("id").call()
    }

    /// Replaces one client as a whole: what `client` does not hold is reset.
    ///
    /// `PUT /auth/api/v1/idp/clients/{idp_id}`
    ///
    /// A change by others between reading and writing is lost. Masked values (`***`) are refused.
    ///
    /// - Operation: `idp_clients.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `idp-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn replace(&self, id: &IdpClientId, client: &IdpClient) -> Call<()> {
        self.0.put("/auth/api/v1/idp/clients/{idp_id}").idempotent().replace(id, client).done()
    }

    /// Deletes one client.
    ///
    /// `DELETE /auth/api/v1/idp/clients/{idp_id}`
    ///
    /// - Operation: `idp_clients.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `idp-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, id: &IdpClientId) -> Call<()> {
        self.0.delete("/auth/api/v1/idp/clients/{idp_id}").idempotent().path(id).done()
    }

    /// Generates a new pair of client id and client secret for one client and returns it.
    ///
    /// `POST /auth/api/v1/idp/clients/{idp_id}/regenerate`
    ///
    /// The former pair stops working at once. If the reply is lost, [`get`](Self::get) returns the valid pair.
    ///
    /// - Operation: `idp_clients.regenerate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `idp-clients-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn regenerate(&self, id: &IdpClientId) -> Call<IdpClientConfig> {
        self.0.post("/auth/api/v1/idp/clients/{idp_id}/regenerate").path(id).call()
    }
}
