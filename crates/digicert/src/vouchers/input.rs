//! Vouchers to be bought.

use crate::{
    Error, ProductId, Result,
    finance::{CreditCard, PaymentMethod},
};
use portcullis_core::input;
use portcullis_macros::Body;

/// An order of vouchers to be created. It costs money.
#[derive(Debug, Clone, Body)]
#[body(new(vouchers, payment_method), check)]
#[non_exhaustive]
pub struct NewVoucherOrder {
    /// The vouchers; at least one.
    pub vouchers: Vec<VoucherItem>,
    /// How to pay: by balance, card or profile, which are taken from orders of certificates. **Partly guessed.**
    pub payment_method: PaymentMethod,
    /// The card; required if the payment method is card. **Partly guessed.** The vendor's page shows a part of its
    /// fields only.
    pub credit_card: Option<CreditCard>,
}

impl NewVoucherOrder {
    fn check(&self) -> Result<()> {
        check_vouchers(&self.vouchers)?;
        if self.payment_method == PaymentMethod::Card && self.credit_card.is_none() {
            return Err(Error::input("credit_card", "must be set for a payment by card"));
        }
        Ok(())
    }
}

/// Vouchers of one kind, to be bought.
#[derive(Debug, Clone, Body)]
#[body(new(product_name_id, quantity), check)]
#[non_exhaustive]
pub struct VoucherItem {
    /// The product.
    pub product_name_id: ProductId,
    /// How many fully qualified domain names each certificate may have: at most 250, wildcard names included.
    pub no_of_fqdns: Option<u32>,
    /// How many wildcard names each certificate may have: at most 250, other names included.
    pub no_of_wildcards: Option<u32>,
    /// How a token with the key is delivered. Required for document signing; the words are not documented here.
    pub shipping_method: Option<String>,
    /// How many years each certificate is valid. Required without `validity_days`.
    pub validity_years: Option<u32>,
    /// How many days each certificate is valid; overrides `validity_years`.
    pub validity_days: Option<u32>,
    /// How many codes: 1 to 1000.
    pub quantity: u32,
    /// Whether the names are bought as a package; only a sample of the vendor has this member.
    pub use_san_package: Option<bool>,
}

impl VoucherItem {
    fn check(&self) -> Result<()> {
        input::required("product_name_id", self.product_name_id.as_str())?;
        let (names, wildcards) = (self.no_of_fqdns.unwrap_or(0), self.no_of_wildcards.unwrap_or(0));
        if names > 250 {
            return Err(Error::input("no_of_fqdns", "must be at most 250"));
        }
        if wildcards > 250 {
            return Err(Error::input("no_of_wildcards", "must be at most 250"));
        }
        if names + wildcards > 250 {
            return Err(Error::input("no_of_fqdns", "must be at most 250 together with `no_of_wildcards`"));
        }
        if !(1..=1000).contains(&self.quantity) {
            return Err(Error::input("quantity", "must be 1 to 1000"));
        }
        if self.validity_years.is_none() && self.validity_days.is_none() {
            return Err(Error::input("validity_years", "must be set, or `validity_days`"));
        }
        Ok(())
    }
}

pub(crate) fn check_vouchers(vouchers: &[VoucherItem]) -> Result<()> {
    if vouchers.is_empty() { Err(Error::input("vouchers", "must have at least one item")) } else { Ok(()) }
}
