//! Login types.

use crate::dialect;
use portcullis_core::{Call, Client};

/// Information that the appliance returns without a session.
///
/// ```no_run
/// # async fn example(client: storedsafe::Client) -> storedsafe::Result<()> {
/// if client.auth_info().login_types().await?.contains(&storedsafe::LoginType::Totp) {
///     // ...
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct AuthInfo(pub(crate) Client);

impl AuthInfo {
    /// Lists the login types that the appliance accepts.
    ///
    /// `GET /authinfo/logintypes`
    ///
    /// Sends no token and does not log in. Newer servers only.
    ///
    /// - Operation: `authinfo.login_types`
    /// - Retried: also when the reply is lost
    /// - Permission: none; it needs no session
    /// - Source: vendor page "Authinfo"
    #[inline]
    pub fn login_types(&self) -> Call<Vec<LoginType>> {
        self.0.get("/authinfo/logintypes").without_credential().read_with(dialect::login_types).call()
    }
}

portcullis_core::open_enum! {
    /// A way to log in.
    LoginType {
        /// A passphrase and a code of an authenticator app.
        Totp = "totp",
        /// A passphrase and one press of a Yubikey.
        YubikeyOtp = "yubikey_otp",
        /// A passphrase and a client certificate.
        Smartcard = "smartcard",
    }
}
