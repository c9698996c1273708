//! Sessions of the realm, by Keycloak's admin API.

mod model;

pub use model::UserSession;

use crate::{SessionId, flavour::Core};
use portcullis_core::Call;

/// Sessions of the realm; from [`Admin::sessions`](super::Admin::sessions).
///
/// ```no_run
/// # async fn f(mid: midprovider::Client, id: midprovider::UserId) -> midprovider::Result<()> {
/// for session in mid.admin().users().sessions(&id).await? {
///     if let (Some(session), Some("192.0.2.7")) = (&session.id, session.ip_address.as_deref()) {
///         mid.admin().sessions().delete(session).await?;
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Sessions(pub(crate) Core);

impl Sessions {
    /// **Ends** one session. 404 is `None` from [`optional`](Call::optional); a retry may return it although this call
    /// ended the session.
    ///
    /// `DELETE /auth/admin/realms/{realm}/sessions/{session_id}`
    ///
    /// - Operation: `admin_sessions.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn delete(&self, id: &SessionId) -> Call<()> {
        self.0.delete("/auth/admin/realms/{realm}/sessions/{session_id}").idempotent().path(id).done()
    }

    /// **Ends** one offline session. Otherwise as [`delete`](Self::delete).
    ///
    /// `DELETE /auth/admin/realms/{realm}/sessions/{session_id}`
    ///
    /// - Operation: `admin_sessions.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn delete_offline(&self, id: &SessionId) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/sessions/{session_id}")
            .idempotent()
            .path(id)
            .query("isOffline", true)
            .done()
    }
}
