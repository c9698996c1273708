//! The lock of one-time passwords after wrong tries.

use super::{OtpBruteForceStatus, Users};
use crate::UserName;
use portcullis_core::{Call, http::Method};

impl Users {
    /// Returns whether a user's one-time passwords are locked after wrong tries.
    ///
    /// `GET /digitanium/v3/users/{user_name}/otp-brute-force` (SSMS)
    /// `GET /auth/realms/{tenant_id}/v3_user/{user_name}/otp-brute-force` (SHIFT)
    ///
    /// - Operation: `users.otp_brute_force_status`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Get OTP brute force status"; on SSMS the path has `v3` where the unlock has
    ///   `v4`
    #[inline]
    pub fn otp_brute_force_status(&self, user_name: &UserName) -> Call<OtpBruteForceStatus> {
        self.named(
            self.0.flavoured(
                Method::GET,
                "/digitanium/v3/users/{user_name}/otp-brute-force",
                "/auth/realms/{tenant_id}/v3_user/{user_name}/otp-brute-force",
            ),
            user_name,
        )
        .one()
        .call()
    }

    /// Unlocks a user's one-time passwords.
    ///
    /// `DELETE /digitanium/v4/users/{user_name}/otp-brute-force` (SSMS)
    /// `DELETE /auth/realms/{tenant_id}/v3_user/{user_name}/otp-brute-force` (SHIFT)
    ///
    /// - Operation: `users.otp_brute_force_unlock`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Unlock user OTP brute force"
    #[inline]
    pub fn otp_brute_force_unlock(&self, user_name: &UserName) -> Call<()> {
        self.named(
            self.0.flavoured(
                Method::DELETE,
                "/digitanium/v4/users/{user_name}/otp-brute-force",
                "/auth/realms/{tenant_id}/v3_user/{user_name}/otp-brute-force",
            ),
            user_name,
        )
        .idempotent()
        .done()
    }

    /// Unlocks the one-time passwords of every user of the tenant.
    ///
    /// `DELETE /digitanium/v3/users/otp-brute-force` (SSMS)
    /// `DELETE /auth/realms/{tenant_id}/v3_user/otp-brute-force` (SHIFT)
    ///
    /// - Operation: `users.otp_brute_force_unlock_all`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Unlock all users OTP brute force"
    #[inline]
    pub fn otp_brute_force_unlock_all(&self) -> Call<()> {
        self.0
            .flavoured(
                Method::DELETE,
                "/digitanium/v3/users/otp-brute-force",
                "/auth/realms/{tenant_id}/v3_user/otp-brute-force",
            )
            .idempotent()
            .done()
    }

    /// Returns the same as [`otp_brute_force_status`](Self::otp_brute_force_status), by the admin API; `None` if
    /// nothing is recorded. SSMS only.
    ///
    /// `GET /auth/admin/realms/{realm}/attack-detection/otp-brute-force/users/{user_name}` (SSMS)
    ///
    /// For SHIFT the vendor documents the path of `otp_brute_force_status`.
    ///
    /// - Operation: `users.status_admin`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the realm
    /// - Source: vendor page "Get user status"
    #[inline]
    pub fn status_admin(&self, user_name: &UserName) -> Call<Option<OtpBruteForceStatus>> {
        let core = self.0.absent("use `users.otp_brute_force_status`");
        self.named(
            core.flavoured(
                Method::GET,
                "/auth/admin/realms/{realm}/attack-detection/otp-brute-force/users/{user_name}",
                None,
            ),
            user_name,
        )
        .bare()
        .call()
    }
}
