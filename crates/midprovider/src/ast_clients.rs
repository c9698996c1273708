//! App instances, by the AST services. SHIFT only.

mod input;
mod model;

pub use input::DisplayMessage;
pub use model::{AstClient, AstClientList, DisplayReceipt, Platform};

use crate::{AstClientId, UserId, flavour::Core};
use input::Unlink;
use portcullis_core::{Call, http::Method};

/// App instances of users: what second-factor devices are on SHIFT. They need
/// [`ast_url`](crate::ClientBuilder::ast_url).
///
/// ```no_run
/// # async fn f(mid: midprovider::Client, leaver: midprovider::UserId) -> midprovider::Result<()> {
/// let list = mid.ast_clients().list(&leaver).await?;
/// for client in &list.clients {
///     mid.ast_clients().delete(&client.id).await?;
/// }
/// if !list.is_complete() {
///     println!("there may be more");
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct AstClients(pub(crate) Core);

impl AstClients {
    /// Lists a user's app instances.
    ///
    /// `GET /v1/tenants/{tenant_id}/astclients`
    ///
    /// Needs the user's UUID. How further pages are requested is not documented:
    /// [`is_complete`](AstClientList::is_complete) returns whether the reply proves that there are none.
    ///
    /// - Operation: `ast_clients.list`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator's read or write privilege at the AST services; which one is not documented
    /// - Source: the vendor's own tool
    #[inline]
    pub fn list(&self, user_id: &UserId) -> Call<AstClientList> {
        self.0
            .ast(Method::GET, "/v1/tenants/{tenant_id}/astclients")
            .require(self.0.addressable("userId", user_id))
            .query("userId", user_id)
            .call()
    }

    /// Returns one app instance.
    ///
    /// `GET /v1/tenants/{tenant_id}/astclients/{ast_client_id}`
    ///
    /// 404 if there is none.
    ///
    /// - Operation: `ast_clients.get`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator's read or write privilege at the AST services; which one is not documented
    /// - Source: the vendor's own tool
    #[inline]
    pub fn get(&self, ast_client_id: &AstClientId) -> Call<AstClient> {
        self.0
            .ast(Method::GET, "/v1/tenants/{tenant_id}/astclients/{ast_client_id}")
            .path(ast_client_id)
            .call()
    }

    /// **Deletes an app instance.** Its user must activate the app again.
    ///
    /// `DELETE /v1/tenants/{tenant_id}/astclients/{ast_client_id}`
    ///
    /// 404 if there is none, possibly also from a retry although this call deleted it.
    ///
    /// - Operation: `ast_clients.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator's read or write privilege at the AST services; which one is not documented
    /// - Source: the vendor's own tool
    #[inline]
    pub fn delete(&self, ast_client_id: &AstClientId) -> Call<()> {
        self.0
            .ast(Method::DELETE, "/v1/tenants/{tenant_id}/astclients/{ast_client_id}")
            .path(ast_client_id)
            .idempotent()
            .done()
    }

    /// Takes an app instance away from a user. The instance itself stays.
    ///
    /// `POST /v1/tenants/{tenant_id}/unlink`
    ///
    /// - Operation: `ast_clients.unlink`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator's read or write privilege at the AST services; which one is not documented
    /// - Source: the vendor's own tool
    #[inline]
    pub fn unlink(&self, user_id: &UserId, ast_client_id: &AstClientId) -> Call<()> {
        self.0
            .ast(Method::POST, "/v1/tenants/{tenant_id}/unlink")
            .require(self.0.addressable("userId", user_id))
            .require(self.0.addressable("astClientId", ast_client_id))
            .json(&Unlink { user_id, ast_client_id })
            .done()
    }

    /// Shows a text on all app instances of a user, who has nothing to confirm. A receipt does not prove delivery; it
    /// is `None` if the reply is empty.
    ///
    /// `POST /v1/tenants/{tenant_id}/display-message`
    ///
    /// It is never sent twice, because the text would be shown twice.
    ///
    /// - Operation: `ast_clients.display_message`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator's read or write privilege at the AST services; which one is not documented
    /// - Source: the vendor's own tool
    #[inline]
    pub fn display_message(&self, message: &DisplayMessage) -> Call<Option<DisplayReceipt>> {
        self.0.ast(Method::POST, "/v1/tenants/{tenant_id}/display-message").json(message).once().call()
    }
}
