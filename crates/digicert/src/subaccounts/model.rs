//! Subaccounts as replies contain them.

use crate::{
    ContainerId, Extra, InviteId, OrganizationId, ProductId, Secret, SubaccountId, Timestamp,
    account::AccountType, containers::ContainerRef, finance::Amount, validations::Validation,
};
use portcullis_core::{Refusal, Reply as CoreReply, bytes::Bytes};
use portcullis_macros::Reply;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A subaccount, as an item of a list.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Subaccount {
    /// The subaccount's id.
    pub account_id: SubaccountId,
    /// The type.
    pub account_type: Option<AccountType>,
    /// The name of its organization.
    pub organization_name: Option<String>,
    /// When it was created, `yyyy-MM-dd HH:mm:ss`; the time zone is not documented.
    pub date_created: Option<Timestamp>,
    /// The name of the user who manages it.
    pub account_manager: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A subaccount with all details.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SubaccountInfo {
    /// The subaccount's id.
    pub account_id: SubaccountId,
    /// The type.
    pub account_type: Option<AccountType>,
    /// The name of its organization.
    pub organization_name: Option<String>,
    /// When it was created, `yyyy-MM-dd HH:mm:ss`; the time zone is not documented.
    pub date_created: Option<Timestamp>,
    /// The name of the user who manages it.
    pub account_manager: Option<String>,
    /// The name that only the parent account sees.
    pub child_name: Option<String>,
    /// The parent account's id.
    pub parent_account_id: Option<String>,
    /// The name of the account that is billed.
    pub billing_account_name: Option<String>,
    /// The account that is billed.
    pub billing_account_id: Option<String>,
    /// Whether the parent account pays for the orders.
    pub bill_parent: Option<bool>,
    /// Whether its own subaccounts must bill it.
    pub enforce_bill_parent: Option<bool>,
    /// The first administrator.
    pub master_user: Option<MasterUser>,
    /// Its organization.
    pub organization: Option<SubaccountOrganization>,
    /// The products that it can order.
    pub product_shim_map: Vec<EnabledProduct>,
    /// Its units; only if it is priced by units.
    pub unit: Option<UnitBalance>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The first administrator of a subaccount.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct MasterUser {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// The user's language.
    pub i18n_language_id: Option<String>,
    /// The container that the user belongs to.
    pub container_id: Option<ContainerId>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The organization of a subaccount.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SubaccountOrganization {
    /// The id.
    pub id: Option<OrganizationId>,
    /// The status.
    pub status: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// Whether it is active.
    pub is_active: Option<bool>,
    /// The container that it belongs to.
    pub container: Option<ContainerRef>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A product that a subaccount can order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct EnabledProduct {
    /// The product.
    pub product_name_id: ProductId,
    /// The product's name; absent from [`list_product_limits`](super::Subaccounts::list_product_limits).
    pub product_name: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The units of a subaccount.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UnitBalance {
    /// The limit of its units.
    pub limit: Option<i64>,
    /// The units that are left.
    pub balance: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A subaccount that was created.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct CreatedSubaccount {
    /// The subaccount's id. **Guessed**: the page does not show its name; without it search the list.
    pub id: Option<SubaccountId>,
    /// The API key, only of an account of type [`Managed`](AccountType::Managed). The server returns it once: store
    /// it now.
    pub api_key: Option<Secret>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The status of an invitation.
    InviteStatus {
        /// Sent, and not accepted yet.
        Pending = "pending",
        /// Accepted.
        Accepted = "accepted",
        /// Canceled.
        Canceled = "canceled",
        /// Not accepted in time.
        Expired = "expired",
    }
}

/// An invitation to open a subaccount.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Invite {
    /// The id.
    pub id: InviteId,
    /// The address that it was sent to.
    pub email: Option<String>,
    /// The type of the account that it offers.
    pub subaccount_type: Option<AccountType>,
    /// The note in the e-mail.
    pub invite_note: Option<String>,
    /// When it was created, `yyyy-MM-dd HH:mm:ss`; the time zone is not documented.
    pub date_created: Option<Timestamp>,
    /// When it was sent last, in the same form.
    pub last_sent_date: Option<Timestamp>,
    /// The status.
    pub status: Option<InviteStatus>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An organization of a subaccount, as an item of a list.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ListedOrganization {
    /// The id.
    pub id: OrganizationId,
    /// The status.
    pub status: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The name in the console.
    pub display_name: Option<String>,
    /// Its validations; none if there was no request for one.
    pub validations: Vec<Validation>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The balance of a subaccount.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SubaccountBalance {
    /// The amount of money.
    pub amount: Option<Amount>,
    /// Its currency, such as `USD`.
    pub currency: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Finds the list of subaccounts under the name of the samples, or else of the table.
pub(super) fn listing(reply: &CoreReply<'_>) -> Result<Bytes, Refusal> {
    let whole = || Ok(reply.body().clone());
    let Some(members) = reply.members().filter(|members| members.get("subaccounts").is_none()) else {
        return whole();
    };
    let Some(items) = members.get("child_accounts") else { return whole() };
    let page = members.get("page").map(|page| ("page", page));
    let renamed: BTreeMap<&str, &RawValue> = page.into_iter().chain([("subaccounts", items)]).collect();
    let renamed = serde_json::to_vec(&renamed).map(Bytes::from);
    renamed.map_err(|_| Refusal::Unreadable("expected a list of subaccounts"))
}
