//! Settings of notifications.

use crate::{Error, Result};
use portcullis_core::Input;
use portcullis_macros::{Body, Reply};
use serde::{Serialize, Serializer, ser::Error as _};
use std::collections::BTreeMap;

portcullis_core::open_enum! {
    /// The name of a setting of notifications.
    SettingName {
        /// Who gets the e-mail that confirms an order; [`Recipients`](SettingValue::Recipients).
        ConfirmationEmailRecipients = "confirmation_email_recipients",
        /// Who gets the e-mail about a rejected request; [`Recipients`](SettingValue::Recipients).
        RejectionEmailRecipients = "rejection_email_recipients",
        /// Who gets the e-mail about an approved request; [`Recipients`](SettingValue::Recipients).
        ApprovalEmailRecipients = "approval_email_recipients",
        /// Who gets the e-mail about a renewal that is due; [`Recipients`](SettingValue::Recipients).
        RenewalEmailRecipients = "renewal_email_recipients",
        /// Which groups of people get which e-mail; [`Preference`](SettingValue::Preference).
        EmailPreference = "email_preference",
        /// Whether notices about funds that expire are sent; [`On`](SettingValue::On).
        AccountFundExpiryNotices = "account_fund_expiry_notices",
        /// Whether notices about adjustments of funds are sent; [`On`](SettingValue::On).
        AccountFundAdjustmentNotices = "account_fund_adjustment_notices",
        /// Whether e-mails omit the top container's name; [`On`](SettingValue::On).
        NoTopLevelContainerInEmail = "no_top_level_container_in_email",
    }
}

portcullis_core::open_enum! {
    /// A group of people who get an e-mail.
    Recipient {
        /// The users of the order.
        OrderUsers = "order-users",
        /// The organization's contact.
        OrganizationContact = "org-contact",
        /// The technical contact.
        TechnicalContact = "tech-contact",
        /// The administrators.
        Administrator = "admin",
    }
}

/// The value of a setting. The service expects a text that is JSON itself for some names, and 0 or 1 for others.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingValue {
    /// For the four names with `recipients`: the groups that get the e-mail.
    Recipients(Vec<Recipient>),
    /// For [`SettingName::EmailPreference`]: for each kind of e-mail the groups that get it, such as `["all"]` for
    /// `org-approval`.
    Preference(BTreeMap<String, Vec<String>>),
    /// For the three settings that are on or off.
    On(bool),
    /// A text for another setting, sent as it is.
    Text(String),
    /// A number for another setting.
    Number(i64),
}

impl From<Vec<Recipient>> for SettingValue {
    fn from(recipients: Vec<Recipient>) -> Self {
        Self::Recipients(recipients)
    }
}

impl From<bool> for SettingValue {
    fn from(on: bool) -> Self {
        Self::On(on)
    }
}

// `Input` and `Serialize` are written by hand: `Body` derives structs, and this is one value of several types.
impl Input for SettingValue {}

impl Serialize for SettingValue {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Recipients(groups) => json_text(groups, to),
            Self::Preference(groups) => json_text(groups, to),
            Self::On(on) => to.serialize_u8(u8::from(*on)),
            Self::Text(text) => to.serialize_str(text),
            Self::Number(number) => to.serialize_i64(*number),
        }
    }
}

/// Writes a text that holds JSON.
fn json_text<S: Serializer>(value: &impl Serialize, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&serde_json::to_string(value).map_err(S::Error::custom)?)
}

/// A setting of notifications and its new value.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::account::{AccountSetting, Recipient, SettingName};
/// let administrators = vec![Recipient::Administrator];
/// let settings = [
///     AccountSetting::new(SettingName::RenewalEmailRecipients, administrators),
///     AccountSetting::new(SettingName::AccountFundExpiryNotices, true),
/// ];
/// digicert.account().update_settings(&settings).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Body)]
#[body(new(name, value), check)]
#[non_exhaustive]
pub struct AccountSetting {
    /// The name.
    pub name: SettingName,
    /// The value; its variant must fit the name.
    pub value: SettingValue,
}

impl AccountSetting {
    fn check(&self) -> Result<()> {
        use SettingName as Name;
        let (fits, rule) = match self.name {
            Name::ConfirmationEmailRecipients
            | Name::RejectionEmailRecipients
            | Name::ApprovalEmailRecipients
            | Name::RenewalEmailRecipients => {
                (matches!(self.value, SettingValue::Recipients(_)), "must be `Recipients` for this setting")
            }
            Name::EmailPreference => {
                (matches!(self.value, SettingValue::Preference(_)), "must be `Preference` for this setting")
            }
            Name::AccountFundExpiryNotices
            | Name::AccountFundAdjustmentNotices
            | Name::NoTopLevelContainerInEmail => {
                (matches!(self.value, SettingValue::On(_)), "must be `On` for this setting")
            }
            Name::Other(_) => (true, ""),
        };
        if fits { Ok(()) } else { Err(Error::input("value", rule)) }
    }
}

/// Settings to be changed.
#[derive(Body)]
#[body(check)]
pub(super) struct NewSettings<'a> {
    #[body(name = "account_settings")]
    pub(super) settings: &'a [AccountSetting],
}

impl NewSettings<'_> {
    fn check(&self) -> Result<()> {
        if self.settings.is_empty() {
            return Err(Error::input("settings", "must have at least one setting"));
        }
        Ok(())
    }
}

portcullis_core::open_enum! {
    /// The outcome of a change of settings.
    SettingsStatus {
        /// The settings are changed.
        Success = "success",
    }
}

/// The reply to a change of settings.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SettingsUpdate {
    /// The outcome.
    pub status: Option<SettingsStatus>,
    /// A text about it.
    pub message: Option<String>,
}
