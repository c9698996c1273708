//! Activation codes, with which a user registers an app as a second-factor device.

mod input;
mod model;

pub use input::{ActivationCredential, CodePeriod, NewActivationCode, QrType};
pub use model::ActivationCode;

use crate::{
    UserId, UserName,
    admin::users::{Credential, CredentialType, User},
    code,
    flavour::Core,
};
use input::Credentials;
use portcullis_core::{Call, Request, http::Method};

/// Activation codes.
///
/// On SSMS codes are objects of their own: [`create`](Self::create) and [`list`](Self::list). On SHIFT the code is a
/// credential of the user: [`set_admin`](Self::set_admin) or [`set_v3`](Self::set_v3). In both flavours a code can also
/// be created together with its user ([`NewUser::activation`](crate::users::NewUser::activation)).
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// use midprovider::activation_codes::NewActivationCode;
///
/// let new = NewActivationCode::new();
/// for code in mid.activation_codes().create(&"mira".into(), &new, None).await? {
///     if let Some(code) = code.code {
///         println!("a code of {} digits for the letter", code.expose_secret().len());
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct ActivationCodes(pub(crate) Core);

impl ActivationCodes {
    /// Creates an activation code and returns it. SSMS only.
    ///
    /// `POST /digitanium/v4/users/{user_name}/activationcodes` (SSMS)
    ///
    /// Each call creates one more code. After a reply that was lost, look at [`list`](Self::list) before another try.
    /// The server generates the code unless `new` has one. 404 [`USER_NOT_FOUND`](crate::code::USER_NOT_FOUND). The
    /// vendor prints a path for SHIFT too and notes that it does not work there.
    ///
    /// - Operation: `activation_codes.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Create activation code"; the code of the error by analogy
    #[inline]
    pub fn create(
        &self,
        user_name: &UserName,
        new: &NewActivationCode,
        qr: Option<QrType>,
    ) -> Call<Vec<ActivationCode>> {
        self.of_user(
            self.on_ssms().flavoured(Method::POST, "/digitanium/v4/users/{user_name}/activationcodes", None),
            user_name,
        )
        .query_opt("responseQrType", qr)
        .json(new)
        .many()
        .call()
    }

    /// Lists a user's activation codes, with a QR picture each if `qr_code` is true. SSMS only.
    ///
    /// `GET /digitanium/v4/users/{user_name}/activationcodes` (SSMS)
    ///
    /// Not paged. Codes that were created hidden are presumably left out or masked. 404
    /// [`USER_NOT_FOUND`](crate::code::USER_NOT_FOUND).
    ///
    /// - Operation: `activation_codes.list`
    /// - Retried: also when the reply is lost
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "List activation codes"; the code of the error by analogy
    #[inline]
    pub fn list(&self, user_name: &UserName, qr_code: bool) -> Call<Vec<ActivationCode>> {
        self.of_user(
            self.on_ssms().flavoured(Method::GET, "/digitanium/v4/users/{user_name}/activationcodes", None),
            user_name,
        )
        .query("qrCode", qr_code)
        .many()
        .call()
    }

    /// Sets a user's activation code by KOBIL's update of a user. SHIFT only.
    ///
    /// `PUT /auth/realms/{tenant_id}/v3_user/{user_name}/update` (SHIFT)
    ///
    /// **The request has no `enabled`, for which the server's default in this update is true: it may enable a disabled
    /// user**, and may count the e-mail address as confirmed. [`set_admin_with`](Self::set_admin_with) sends the whole
    /// user. A code that is there may be replaced. The reply does not confirm the code: look for a credential of the
    /// type [`ActivationCode`](crate::admin::users::CredentialType::ActivationCode) among the user's credentials.
    ///
    /// - Operation: `activation_codes.set_v3`
    /// - Retried: only when the request was provably not sent
    /// - Permission: administrator of the tenant's own realm
    /// - Source: vendor page "Update user", and the vendor's own tool
    #[inline]
    pub fn set_v3(&self, user_name: &UserName, code: &ActivationCredential) -> Call<()> {
        self.on_shift()
            .flavoured(Method::PUT, None, "/auth/realms/{tenant_id}/v3_user/{user_name}/update")
            .require(self.0.addressable("user_name", user_name))
            .redact(&code.code)
            .path(user_name)
            .json(&Credentials { credentials: [code] })
            .done()
    }

    /// Sets a user's activation code by Keycloak's update of a user. SHIFT only.
    ///
    /// `PUT /auth/admin/realms/{realm}/users/{user_id}`
    ///
    /// Only the credential is sent. A server whose user profile has required fields may refuse that with 400: use
    /// [`set_admin_with`](Self::set_admin_with). As with [`set_v3`](Self::set_v3) the reply does not confirm the code.
    ///
    /// - Operation: `activation_codes.set_admin`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: the vendor's own tool
    #[inline]
    pub fn set_admin(&self, user_id: &UserId, code: &ActivationCredential) -> Call<()> {
        self.on_shift()
            .flavoured(Method::PUT, None, "/auth/admin/realms/{realm}/users/{user_id}")
            .redact(&code.code)
            .path(user_id)
            .json(&Credentials { credentials: [code] })
            .done()
    }

    /// Sets a user's activation code and writes back the user that was just read. SHIFT only.
    ///
    /// `PUT /auth/admin/realms/{realm}/users/{user_id}`
    ///
    /// The code takes the place of all `credentials` of `user`. There is no conditional write: a change by another
    /// client in between is lost.
    ///
    /// - Operation: `activation_codes.set_admin`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: the vendor's own tool, and Keycloak's description 26.6
    #[inline]
    pub fn set_admin_with(&self, user_id: &UserId, code: &ActivationCredential, user: &User) -> Call<()> {
        let credential = Credential {
            kind: Some(CredentialType::ActivationCode),
            credential_data: Some(code.credential_data().into()),
            secret_data: Some(code.secret_data()),
            ..Credential::default()
        };
        let user = User { credentials: Some(vec![credential]), ..user.clone() };
        self.on_shift()
            .flavoured(Method::PUT, None, "/auth/admin/realms/{realm}/users/{user_id}")
            .require(code.check_always())
            .redact(&code.code)
            .replace(user_id, &user)
            .done()
    }

    fn on_shift(&self) -> Core {
        self.0.absent("use `activation_codes.create`")
    }

    fn of_user(&self, request: Request, user_name: &UserName) -> Request {
        request
            .missing_code(code::USER_NOT_FOUND)
            .require(self.0.addressable("user_name", user_name))
            .path(user_name)
    }

    fn on_ssms(&self) -> Core {
        self.0.absent("use `activation_codes.set_admin`")
    }
}
