//! Transfers and questions about prices, and filters of lists.

use super::amount::Amount;
use crate::{
    ContainerId, Error, ProductId, Result, Secret,
    finance::BillingAddress,
    orders::{Validity, is_date},
    vouchers::{VoucherItem, check_vouchers},
};
use portcullis_core::{FieldValue, Input, Pairs, input};
use portcullis_macros::{Body, Setters};
use serde::{Serialize as _, Serializer};
use std::collections::BTreeMap;

/// Filters and order of a list of changes of the balance; by default all of them.
///
/// A date is `yyyy-MM-dd`; `>` or `<` before it means later or earlier, and `a...b` a range.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct BalanceSearch {
    /// The container whose balance is meant. Required by the server if the account has more than one.
    pub container_id: Option<ContainerId>,
    /// Changes in this container.
    #[body(name = "filters[container_id]")]
    pub changed_container_id: Option<ContainerId>,
    /// Changes of this type, by a code that is not documented.
    #[body(name = "filters[adjust_type]")]
    pub adjust_type: Option<String>,
    /// Changes on this date.
    #[body(name = "filters[transaction_date]")]
    pub transaction_date: Option<String>,
    /// Changes whose funds expire on this date.
    #[body(name = "filters[expiration_date]")]
    pub expiration_date: Option<String>,
    /// Names of fields, separated by commas; a minus before a name reverses its order: `id`, `credit`, `debit`,
    /// `transaction_type`, `receipt_id`, `transaction_date`, `balance_after`, `order_id`, `expiration_date` (changes
    /// without one first).
    pub sort: Option<String>,
}

/// Filters and order of a list of purchases; by default all of them.
#[derive(Debug, Clone, Default, Setters)]
#[non_exhaustive]
pub struct PurchaseSearch {
    /// Purchases of this container.
    pub container_id: Option<ContainerId>,
    /// Values by the names of filters, which are not documented.
    pub filters: BTreeMap<String, String>,
    /// Names of fields, separated by commas; a minus before a name reverses its order. The names are not documented.
    pub sort: Option<String>,
}

impl PurchaseSearch {
    /// Returns a search for all purchases.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a filter: `filter("order_id", "7")` is sent as `filters[order_id]=7`.
    #[must_use]
    pub fn filter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.filters.insert(name.into(), value.into());
        self
    }
}

impl Input for PurchaseSearch {}

// By hand: the names of filters are not known.
impl Pairs for PurchaseSearch {
    fn pairs(&self, put: &mut dyn FnMut(&str, &dyn FieldValue)) {
        put("container_id", &self.container_id);
        for (name, value) in &self.filters {
            put(&format!("filters[{name}]"), value);
        }
        put("sort", &self.sort);
    }
}

/// Money to be moved from one container's balance to another's.
///
/// Amount and containers are checked also with [`check_input(false)`](crate::ClientBuilder::check_input).
///
/// ```
/// use digicert::finance::Transfer;
/// let transfer = Transfer::new("99.95").from_container_id("5").to_container_id("6");
/// ```
#[derive(Debug, Clone, Body)]
#[body(new(amount), check_always)]
#[non_exhaustive]
pub struct Transfer {
    /// How much: a decimal number greater than 0, without a separator of thousands. The vendor's table has a whole
    /// number and its sample a text, which is sent here.
    pub amount: Amount,
    /// The container that the money is taken from. Required.
    pub from_container_id: Option<ContainerId>,
    /// The container that gets the money. Required, and another one.
    pub to_container_id: Option<ContainerId>,
}

impl Transfer {
    fn check_always(&self) -> Result<()> {
        if !self.amount.is_positive() {
            return Err(Error::input("amount", "must be a decimal number greater than 0"));
        }
        let ends =
            [("from_container_id", &self.from_container_id), ("to_container_id", &self.to_container_id)];
        for (field, id) in ends {
            input::required(field, id.as_ref().map_or("", ContainerId::as_str))?;
        }
        if self.from_container_id == self.to_container_id {
            return Err(Error::input("to_container_id", "must be another one than `from_container_id`"));
        }
        Ok(())
    }
}

/// A credit card. **Partly guessed.** The vendor documents these two fields in part, and that there are others: prefer a
/// stored payment profile.
#[derive(Debug, Clone, Body)]
#[body(new(number, expiration_month), check)]
#[non_exhaustive]
pub struct CreditCard {
    /// The card's number.
    pub number: Secret,
    /// The month in which the card expires. Sent as text.
    pub expiration_month: Secret,
}

impl CreditCard {
    fn check(&self) -> Result<()> {
        input::required("number", self.number.expose_secret())?;
        input::required("expiration_month", self.expiration_month.expose_secret())
    }
}

/// An order whose price is to be estimated.
#[derive(Debug, Clone, Body)]
#[body(new(product_name_id, dns_names), check)]
#[non_exhaustive]
pub struct OrderPricing {
    /// The names of the certificate.
    #[body(name = "certificate", with = certificate)]
    pub dns_names: Vec<String>,
    /// The product.
    pub product_name_id: ProductId,
    /// How long the order is valid; overrides `validity_years`.
    pub order_validity: Option<Validity>,
    /// How many years the order is valid.
    pub validity_years: Option<u32>,
    /// Whether the order is outside of the account's contract; by default it is not.
    #[body(with = flag)]
    pub is_out_of_contract: Option<bool>,
    /// The address of the payer, which the tax depends on.
    pub billing_address: Option<BillingAddress>,
    /// For a renewal, the day on which the older order ends: `yyyy-MM-dd`.
    pub renewal_of_order_valid_till: Option<String>,
}

impl OrderPricing {
    fn check(&self) -> Result<()> {
        input::required("product_name_id", self.product_name_id.as_str())?;
        let date = self.renewal_of_order_valid_till.as_deref();
        if date.is_some_and(|date| !is_date(date)) {
            return Err(Error::input("renewal_of_order_valid_till", "must be a date such as `2030-01-31`"));
        }
        Ok(())
    }
}

/// Vouchers whose price is to be estimated.
#[derive(Debug, Clone, Body)]
#[body(new(vouchers), check)]
#[non_exhaustive]
pub struct VoucherPricing {
    /// The vouchers; at least one.
    pub vouchers: Vec<VoucherItem>,
    /// The address of the payer, which the tax depends on.
    pub billing_address: Option<BillingAddress>,
}

impl VoucherPricing {
    fn check(&self) -> Result<()> {
        check_vouchers(&self.vouchers)
    }
}

#[derive(Body)]
struct Certificate<'a> {
    dns_names: &'a [String],
}

/// Writes `{"dns_names": [..]}`.
fn certificate<S: Serializer>(dns_names: &Vec<String>, to: S) -> Result<S::Ok, S::Error> {
    Certificate { dns_names }.serialize(to)
}

/// Writes 0 or 1: the service accepts no boolean here.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the derive calls it with a reference")]
fn flag<S: Serializer>(set: &bool, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u8(u8::from(*set))
}
