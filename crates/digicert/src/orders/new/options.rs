//! What an order of any family can have.

use super::{
    check::{self, filled, set},
    write::one_or_zero,
};
use crate::{
    ContainerId, CustomFieldId, OrderId, PaymentProfileId, Result, UserId,
    finance::{BillingAddress, CreditCard, PaymentMethod},
    ids,
};
use portcullis_core::input;
use portcullis_macros::Body;

/// What an order of any family can have; by default nothing. Its members stand beside those of the family.
///
/// ```
/// use digicert::orders::OrderOptions;
/// let options = OrderOptions::new().skip_approval(true).container("12").comments("for the shop");
/// ```
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check, flat)]
#[non_exhaustive]
pub struct OrderOptions {
    /// The container to order in; by default that of the key's owner.
    #[body(with = ids::numbered)]
    pub container: Option<ContainerId>,
    /// How the order is paid.
    pub payment_method: Option<PaymentMethod>,
    /// The card; required with [`PaymentMethod::Card`].
    pub credit_card: Option<CreditCard>,
    /// The stored payment profile; required with [`PaymentMethod::Profile`].
    #[body(with = ids::numbered)]
    pub payment_profile: Option<PaymentProfileId>,
    /// The address on the bill.
    pub billing_address: Option<BillingAddress>,
    /// Skips the approval, if the key's owner can approve orders; by default `false`. The reply then has no requests.
    pub skip_approval: Option<bool>,
    /// Whether the order is renewed automatically: 0, 1, or how many times.
    pub auto_renew: Option<u64>,
    /// Whether certificates of a Multi-year Plan are reissued automatically. The server ignores it otherwise.
    #[body(with = one_or_zero)]
    pub auto_reissue: Option<bool>,
    /// The order that this one renews.
    #[body(with = ids::number)]
    pub renewal_of_order_id: Option<OrderId>,
    /// Turns notifications about the renewal off.
    pub disable_renewal_notifications: Option<bool>,
    /// A text for notifications about the renewal.
    pub custom_renewal_message: Option<String>,
    /// Further addresses that receive the e-mails about the order.
    pub additional_emails: Option<Vec<String>>,
    /// Users who can manage the order.
    #[body(with = user_ids)]
    pub user_id_assignments: Option<Vec<UserId>>,
    /// Values of custom fields.
    pub custom_fields: Option<Vec<CustomFieldValue>>,
    /// A text for the approver.
    pub comments: Option<String>,
    /// Turns the e-mail about the issuance off.
    pub disable_issuance_email: Option<bool>,
    /// Whether the order is outside of the account's contract.
    #[body(with = one_or_zero)]
    pub is_out_of_contract: Option<bool>,
    /// The language of e-mails.
    pub locale: Option<String>,
}

impl OrderOptions {
    fn check(&self) -> Result<()> {
        check::text("container", self.container.as_ref().map(ContainerId::as_str))?;
        check::text("payment_profile", self.payment_profile.as_ref().map(PaymentProfileId::as_str))?;
        let is = |method: &PaymentMethod| self.payment_method.as_ref() == Some(method);
        set("credit_card", !is(&PaymentMethod::Card) || self.credit_card.is_some())?;
        set("payment_profile", !is(&PaymentMethod::Profile) || self.payment_profile.is_some())?;
        if let Some(order) = &self.renewal_of_order_id {
            ids::check_number("renewal_of_order_id", order.as_str())?;
        }
        check::emails("additional_emails", self.additional_emails.as_deref())?;
        let users = self.user_id_assignments.as_deref();
        filled("user_id_assignments", users)?;
        for user in users.unwrap_or_default() {
            ids::check_number("user_id_assignments", user.as_str())?;
        }
        filled("custom_fields", self.custom_fields.as_deref())?;
        check::text("custom_renewal_message", self.custom_renewal_message.as_deref())?;
        check::text("locale", self.locale.as_deref())
    }
}

fn user_ids<S: serde::Serializer>(users: &[UserId], to: S) -> std::result::Result<S::Ok, S::Error> {
    ids::numbers(users, to)
}

/// The value of a custom field.
#[derive(Debug, Clone, Body)]
#[body(new(metadata_id, value), check)]
#[non_exhaustive]
pub struct CustomFieldValue {
    /// The custom field.
    #[body(with = ids::number)]
    pub metadata_id: CustomFieldId,
    /// The value as text, whatever the field's type is.
    pub value: String,
}

impl CustomFieldValue {
    fn check(&self) -> Result<()> {
        ids::check_number("metadata_id", self.metadata_id.as_str())?;
        input::required("value", &self.value)
    }
}
