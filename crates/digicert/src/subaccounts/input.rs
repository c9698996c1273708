//! Subaccounts and invitations to be created, and changes.

use crate::{Error, Result, UserId, account::AccountType, ids};
use portcullis_core::input;
use portcullis_macros::Body;

/// A subaccount to be created, with its first administrator.
#[derive(Debug, Clone, Body)]
#[body(new(account_type, user, organization), check)]
#[non_exhaustive]
pub struct NewSubaccount {
    /// The type.
    pub account_type: AccountType,
    /// The types of subaccounts that it may create itself; none by default.
    pub allowed_grandchildren: Vec<AccountType>,
    /// The user of this account who manages it.
    #[body(with = ids::number)]
    pub account_manager_user_id: Option<UserId>,
    /// Whether this account pays for its orders.
    pub bill_parent: Option<bool>,
    /// Whether its own subaccounts must bill it.
    pub enforce_bill_parent: Option<bool>,
    /// A name that only this account sees: at most 64 characters.
    pub child_name: Option<String>,
    /// The first administrator.
    pub user: NewSubaccountUser,
    /// Its organization.
    pub organization: NewSubaccountOrganization,
}

impl NewSubaccount {
    // The derive writes setters of optional fields only.
    /// The types of subaccounts that it may create itself.
    #[must_use]
    pub fn allowed_grandchildren(mut self, types: Vec<AccountType>) -> Self {
        self.allowed_grandchildren = types;
        self
    }

    fn check(&self) -> Result<()> {
        input::required("account_type", self.account_type.as_str())?;
        check_manager(self.account_manager_user_id.as_ref())?;
        check_child_name(self.child_name.as_deref())
    }
}

/// The first administrator of a new subaccount.
#[derive(Debug, Clone, Body)]
#[body(new(first_name, last_name, email), check)]
#[non_exhaustive]
pub struct NewSubaccountUser {
    /// First name; not empty.
    pub first_name: String,
    /// Last name; not empty.
    pub last_name: String,
    /// E-mail address, which the server sends a message about the account to.
    pub email: String,
    /// The name to sign in with, unique at the vendor; by default the e-mail address.
    pub username: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// Whether no notices about renewals are sent.
    pub disable_renewal_notifications: Option<bool>,
}

impl NewSubaccountUser {
    fn check(&self) -> Result<()> {
        input::required("first_name", &self.first_name)?;
        input::required("last_name", &self.last_name)?;
        input::email("email", &self.email)
    }
}

/// The organization of a new subaccount. Which fields the server requires is not documented.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct NewSubaccountOrganization {
    /// The name.
    pub name: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// A second line of the address.
    pub address2: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province: the full name.
    pub state: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
}

/// Settings of a subaccount to be changed; those that are `None` are not sent.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct SubaccountUpdate {
    /// The user of this account who manages it.
    #[body(with = ids::number)]
    pub account_manager_user_id: Option<UserId>,
    /// Whether this account pays for its orders.
    pub bill_parent: Option<bool>,
    /// A name that only this account sees: at most 64 characters.
    pub child_name: Option<String>,
    /// Whether this account may renew its orders.
    pub allow_parent_order_renewal: Option<bool>,
    /// **Removes the manager** if this is true and `account_manager_user_id` is `None`; false by default.
    pub allow_removing_account_manager: Option<bool>,
}

impl SubaccountUpdate {
    fn check(&self) -> Result<()> {
        check_manager(self.account_manager_user_id.as_ref())?;
        check_child_name(self.child_name.as_deref())
    }
}

/// Invitations to be sent, all of them for the same type of account.
#[derive(Debug, Clone, Body)]
#[body(new(emails, subaccount_type), check)]
#[non_exhaustive]
pub struct NewInvite {
    /// The addresses; at least one.
    pub emails: Vec<String>,
    /// The type of account that is offered: retail, enterprise or reseller.
    pub subaccount_type: AccountType,
    /// A note in the e-mail.
    pub invite_note: Option<String>,
}

impl NewInvite {
    fn check(&self) -> Result<()> {
        if self.emails.is_empty() {
            return Err(Error::input("emails", "must have at least one address"));
        }
        self.emails.iter().try_for_each(|email| input::email("emails", email))?;
        if self.subaccount_type == AccountType::Managed {
            return Err(Error::input("subaccount_type", "must be retail, enterprise or reseller"));
        }
        input::required("subaccount_type", self.subaccount_type.as_str())
    }
}

/// The new status of an invitation.
#[derive(Body)]
#[body(constant(status = "canceled"))]
pub(super) struct Cancellation {}

portcullis_core::open_enum! {
    /// The direction of a movement of money. The word of the opposite direction is not known: give it as a text,
    /// such as `BalanceDirection::from("…")`, if the vendor names it.
    BalanceDirection {
        /// Adds money to the subaccount's balance.
        Deposit = "deposit",
    }
}

/// An amount of money to be added to a subaccount's balance, or taken from there.
#[derive(Debug, Clone, Body)]
#[body(new(amount, transaction_type), check)]
#[non_exhaustive]
pub struct BalanceChange {
    /// The amount, in whole units of the subaccount's display currency; at least 1.
    pub amount: u64,
    /// The direction.
    pub transaction_type: BalanceDirection,
}

impl BalanceChange {
    /// Money to be added: an amount in whole units of the subaccount's display currency.
    pub fn deposit(amount: u64) -> Self {
        Self { amount, transaction_type: BalanceDirection::Deposit }
    }

    fn check(&self) -> Result<()> {
        if self.amount == 0 {
            return Err(Error::input("amount", "must be at least 1"));
        }
        input::required("transaction_type", self.transaction_type.as_str())
    }
}

fn check_manager(id: Option<&UserId>) -> Result<()> {
    id.map_or(Ok(()), |id| ids::check_number("account_manager_user_id", id.as_str()))
}

fn check_child_name(name: Option<&str>) -> Result<()> {
    name.map_or(Ok(()), |name| input::length("child_name", name, 0..=64))
}
