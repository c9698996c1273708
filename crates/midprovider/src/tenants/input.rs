//! Tenants to be created, and changes of tenants.

use super::{TenantSettings, TenantType};
use crate::{TenantName, users::RequiredAction};
use portcullis_core::{Error, PathSegment, Result, Secret};
use portcullis_macros::Body;

/// Declares a creation and a change, which have all members but the name in common.
macro_rules! tenant {
    ($(#[$meta:meta])* $name:ident { $($realm:tt)* }) => {
        $(#[$meta])*
        #[non_exhaustive]
        pub struct $name {
            $($realm)*
            /// The id of the tenant at the SSMS.
            #[body(name = "tenantid")]
            pub tenant_id: Option<String>,
            /// Whether the tenant is enabled.
            pub enabled: Option<bool>,
            /// The back end of the tenant's second-factor devices.
            #[body(name = "type")]
            pub kind: Option<TenantType>,
            /// The theme of the login pages, by name.
            #[body(name = "loginTheme")]
            pub login_theme: Option<String>,
            /// The theme of the account pages, by name.
            #[body(name = "accountTheme")]
            pub account_theme: Option<String>,
            /// The theme of the administration pages, by name.
            #[body(name = "adminTheme")]
            pub admin_theme: Option<String>,
            /// The theme of e-mails, by name.
            #[body(name = "emailTheme")]
            pub email_theme: Option<String>,
            /// The login name of the first administrator. The vendor's page requires it; the vendor's own tool sends none.
            #[body(name = "adminUsername")]
            pub admin_username: Option<String>,
            /// The password of the first administrator. The vendor's page requires it; the vendor's own tool sends none.
            #[body(name = "adminPassword")]
            pub admin_password: Option<Secret>,
            /// The e-mail address of the first administrator.
            #[body(name = "adminEmail")]
            pub admin_email: Option<String>,
            /// The first name of the first administrator.
            #[body(name = "adminFirstName")]
            pub admin_first_name: Option<String>,
            /// The last name of the first administrator.
            #[body(name = "adminLastName")]
            pub admin_last_name: Option<String>,
            /// Whether wrong passwords lock an account.
            #[body(name = "bruteForceProtected")]
            pub brute_force_protected: Option<bool>,
            /// Whether wrong one-time passwords lock an account.
            #[body(name = "otpBruteForceProtected")]
            pub otp_brute_force_protected: Option<bool>,
            /// How long a link that an administrator sends by e-mail is valid, in seconds; 86400 in the vendor's sample.
            #[body(name = "actionTokenGeneratedByAdminLifespan")]
            pub action_token_generated_by_admin_lifespan: Option<i64>,
            /// Settings of the tenant.
            pub settings: Option<TenantSettings>,
            /// Required actions to be registered.
            #[body(name = "requiredActions")]
            pub required_actions: Option<Vec<TenantRequiredAction>>,
        }
    };
}

tenant! {
    /// A tenant to be created.
    ///
    /// ```
    /// use midprovider::tenants::{NewTenant, TenantSettings, TenantType};
    ///
    /// let tenant = NewTenant::new("northwind")
    ///     .enabled(true)
    ///     .kind(TenantType::Ssms)
    ///     .admin_username("first.admin")
    ///     .admin_password("An0ther-long-phrase")
    ///     .settings(TenantSettings::from([("someKey", "some value")]));
    /// ```
    #[derive(Debug, Clone, Body)]
    #[body(new(realm), check_always)]
    NewTenant {
        /// The name, which is also that of the realm. Not `settings` or `status`: the server has other operations at these
        /// paths, so that the tenant could be neither changed nor deleted.
        pub realm: TenantName,
    }
}

impl NewTenant {
    fn check_always(&self) -> Result<()> {
        check_name("realm", &self.realm)
    }
}

tenant! {
    /// A change of a tenant: what is set.
    #[derive(Debug, Clone, Default, Body)]
    #[body(new(), check_always)]
    TenantUpdate {
        /// Another name. Whether the server renames a tenant is not documented.
        pub realm: Option<TenantName>,
    }
}

impl TenantUpdate {
    fn check_always(&self) -> Result<()> {
        self.realm.as_ref().map_or(Ok(()), |realm| check_name("realm", realm))
    }
}

/// A required action to be registered for a tenant.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct TenantRequiredAction {
    /// The action.
    pub alias: Option<RequiredAction>,
    /// Its name.
    pub name: Option<String>,
    /// The id of its provider at the server.
    #[body(name = "providerId")]
    pub provider_id: Option<String>,
    /// Whether it is enabled.
    pub enabled: Option<bool>,
    /// Whether every new user must do it.
    #[body(name = "defaultAction")]
    pub default_action: Option<bool>,
    /// Its priority. Whether a low or a high one comes first is not documented.
    pub priority: Option<i64>,
}

/// Refuses names with which a path would be that of another operation.
pub(super) fn check_name(field: &str, name: &TenantName) -> Result<()> {
    let text = name.as_str().trim();
    if matches!(text, "" | "." | "..") || text.contains(|c: char| "/%\\;".contains(c) || c.is_control()) {
        let rule = "must not be empty, `.` or `..`, and must not hold `/`, `%`, `\\` or `;`";
        return Err(Error::input(field, rule));
    }
    if name.reserved().iter().any(|word| text.eq_ignore_ascii_case(word)) {
        let rule = "must not be `settings` or `status`: the server has other operations at these paths";
        return Err(Error::input(field, rule));
    }
    Ok(())
}
