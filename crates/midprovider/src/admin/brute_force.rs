//! The lock after wrong passwords, by Keycloak's admin API.

mod model;

pub use model::BruteForceStatus;

use crate::{UserId, flavour::Core};
use portcullis_core::Call;

/// The lock after wrong passwords; from [`Admin::brute_force`](super::Admin::brute_force).
///
/// The lock after wrong one-time passwords is another one:
/// [`otp_brute_force_status`](crate::users::Users::otp_brute_force_status).
///
/// ```no_run
/// # async fn f(mid: midprovider::Client, id: midprovider::UserId) -> midprovider::Result<()> {
/// let brute_force = mid.admin().brute_force();
/// if brute_force.get(&id).await?.disabled {
///     brute_force.clear(&id).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct BruteForce(pub(crate) Core);

impl BruteForce {
    /// Returns whether a user's password login is locked, and why.
    ///
    /// `GET /auth/admin/realms/{realm}/attack-detection/brute-force/users/{user_id}`
    ///
    /// - Operation: `admin_brute_force.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-users` of `realm-management`, or `query-users` with fine-grained permissions
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn get(&self, id: &UserId) -> Call<BruteForceStatus> {
        self.0.get("/auth/admin/realms/{realm}/attack-detection/brute-force/users/{user_id}").path(id).call()
    }

    /// Unlocks the password login of one user.
    ///
    /// `DELETE /auth/admin/realms/{realm}/attack-detection/brute-force/users/{user_id}`
    ///
    /// An empty id, with which all users would be unlocked, is refused before anything is sent.
    ///
    /// - Operation: `admin_brute_force.clear`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn clear(&self, id: &UserId) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/attack-detection/brute-force/users/{user_id}")
            .idempotent()
            .path(id)
            .done()
    }

    /// Unlocks the password login of **all** users.
    ///
    /// `DELETE /auth/admin/realms/{realm}/attack-detection/brute-force/users`
    ///
    /// **Partly guessed.** Only Keycloak's description has it: no source of the vendor shows the call.
    ///
    /// - Operation: `admin_brute_force.clear_all`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn clear_all(&self) -> Call<()> {
        self.0.delete("/auth/admin/realms/{realm}/attack-detection/brute-force/users").idempotent().done()
    }
}
