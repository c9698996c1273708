//! The account of the API key.

mod input;
mod model;
mod settings;

pub use input::AccountEmails;
pub use model::{
    AccountDetails, AccountType, CertTransparency, Contract, ContractLimit, GuestAccess, LimitType,
    PricingModel,
};
pub use settings::{AccountSetting, Recipient, SettingName, SettingValue, SettingsStatus, SettingsUpdate};

use crate::{Call, client::Api};
use settings::NewSettings;

/// The account of the API key; from [`Client::account`](crate::Client::account).
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// let contract = digicert.account().get_contract().await?;
/// if let (Some(limit), Some(used)) = (contract.total_domain_limit, contract.total_domains_used) {
///     println!("{used} of {limit} domains");
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Account(pub(crate) Api);

impl Account {
    /// Returns the account of the API key.
    ///
    /// `GET /account`
    ///
    /// Only the id is sure to come: a recorded reply lacks fields that the page lists, and has others.
    ///
    /// - Operation: `account.get`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Account details" (dev.digicert.com, services-api/account/account-details.html) and a
    ///   recording
    #[inline]
    pub fn get(&self) -> Call<AccountDetails> {
        self.0.get("/account").identified_by("id").call()
    }

    /// Replaces the addresses that the service sends account notices and emergency notices to.
    ///
    /// `PUT /account`
    ///
    /// **Each list that is sent replaces the stored one**; one that is not sent stays. Begin with the
    /// [`admin_email`](AccountDetails::admin_email) that [`get`](Self::get) returns; no operation returns the
    /// emergency addresses.
    ///
    /// - Operation: `account.update_emails`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update account emails" (dev.digicert.com,
    ///   services-api/account/update-account-emails.html)
    #[inline]
    pub fn update_emails(&self, emails: &AccountEmails) -> Call<()> {
        self.0.put("/account").json(emails).idempotent().done()
    }

    /// Changes settings, at least one, of the notifications that the service sends by e-mail.
    ///
    /// `PUT /account/settings`
    ///
    /// Settings that are not sent stay. No operation returns the current ones. The server returns 200 with a status
    /// and a text, or 204 without a body, which is `None`.
    ///
    /// - Operation: `account.update_settings`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update account notification settings" (dev.digicert.com,
    ///   services-api/account/update-account-notification-settings.html)
    #[inline]
    pub fn update_settings(&self, settings: &[AccountSetting]) -> Call<Option<SettingsUpdate>> {
        self.0.put("/account/settings").json(&NewSettings { settings }).idempotent().call()
    }

    /// Returns the active contract and how much of it is used.
    ///
    /// `GET /account/contract`
    ///
    /// With `.optional()` an account without a contract is `None`: the code is `not_found|contract`.
    ///
    /// - Operation: `account.get_contract`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Contract details" (dev.digicert.com, services-api/account/contract-details.html); the
    ///   types come from its sample
    #[inline]
    pub fn get_contract(&self) -> Call<Contract> {
        self.0.get("/account/contract").identified_by("start_date").call()
    }

    /// Returns whether guests can view orders, and the URL for them.
    ///
    /// `GET /account/guest-access`
    ///
    /// - Operation: `account.get_guest_access`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Guest access URL" (dev.digicert.com, services-api/account/guest-access-url.html)
    #[inline]
    pub fn get_guest_access(&self) -> Call<GuestAccess> {
        self.0.get("/account/guest-access").call()
    }
}
