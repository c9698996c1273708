//! Balances, purchases and prices as replies contain them.

use super::{amount::Amount, payment::PaymentMethod};
use crate::{OrderId, ReceiptId, Timestamp, containers::ContainerRef};
use portcullis_core::{Extra, lenient};
use portcullis_macros::Reply;
use serde::Deserializer;

portcullis_core::open_enum! {
    /// What changed a balance or was paid. The vendor's list of words is known in part.
    TransactionType {
        /// A purchase was charged to the balance.
        Charge = "Charge",
        /// Something was bought.
        Purchase = "purchase",
    }
}

/// The balance of an account or container.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Balance {
    /// The balance; negative if money is owed.
    pub balance: Option<Amount>,
    /// The currency, such as `USD`.
    pub currency: Option<String>,
    /// The sum of unpaid invoices.
    pub unpaid_invoice_balance: Option<Amount>,
    /// How far the balance may become negative; absent if there is no limit.
    pub negative_balance_limit: Option<Amount>,
    /// The credit that other containers used.
    pub used_credit_from_other_containers: Option<Amount>,
    /// What can be spent; absent if there is no limit.
    pub total_available_funds: Option<Amount>,
    /// Whether there is no limit; absent if there is one.
    pub unlimited_negative_balance: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A change of the balance.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct BalanceAdjustment {
    /// The id of the change.
    pub id: Option<String>,
    /// The container whose balance changed.
    pub container: Option<ContainerRef>,
    /// What was added; either this or `debit`.
    pub credit: Option<Amount>,
    /// What was taken; either this or `credit`.
    pub debit: Option<Amount>,
    /// What changed the balance.
    pub transaction_type: Option<TransactionType>,
    /// The receipt; `None` also where the server sends 0.
    #[reply(with = nonzero)]
    pub receipt_id: Option<ReceiptId>,
    /// The order.
    pub order_id: Option<OrderId>,
    /// When, as `yyyy-MM-dd HH:mm:ss` without a time zone.
    pub transaction_date: Option<Timestamp>,
    /// The balance afterwards.
    pub balance_after: Option<Amount>,
    /// The currency; absent in older changes.
    pub currency: Option<String>,
    /// When added funds expire, as `yyyy-MM-dd HH:mm:ss` without a time zone.
    pub expiration_date: Option<Timestamp>,
    /// A note.
    pub note: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A purchase.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderTransaction {
    /// The id of the purchase.
    pub id: Option<String>,
    /// The container that paid.
    pub container: Option<ContainerRef>,
    /// The order.
    pub order_id: Option<OrderId>,
    /// The receipt; `None` also where the server sends 0.
    #[reply(with = nonzero)]
    pub receipt_id: Option<ReceiptId>,
    /// The change of the balance, as in [`BalanceAdjustment::id`]; `None` also where the server sends 0.
    #[reply(with = nonzero)]
    pub acct_adjust_id: Option<String>,
    /// The price.
    pub amount: Option<Amount>,
    /// How it was paid.
    pub payment_type: Option<PaymentMethod>,
    /// When, as `yyyy-MM-dd HH:mm:ss` without a time zone.
    pub transaction_date: Option<Timestamp>,
    /// What was paid.
    pub transaction_type: Option<TransactionType>,
    /// The product's name.
    pub product_name: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The price that an order would have.
///
/// **0 means that the price is unknown, not that the order is free.**
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PriceEstimate {
    /// The price of the product.
    pub base_price: Option<Amount>,
    /// The whole price.
    pub total_price: Option<Amount>,
    /// The price of additions.
    pub addons_price: Option<Amount>,
    /// The price of a package of names.
    pub san_package_price: Option<Amount>,
    /// The discount.
    pub benefits_discount_total: Option<Amount>,
    /// Fully qualified domain names.
    pub fqdns: Option<PriceUnits>,
    /// Wildcard names.
    pub wildcards: Option<PriceUnits>,
    /// The balance of the account.
    pub balance: Option<Amount>,
    /// The currency, such as `USD`.
    pub currency: Option<String>,
    /// The tax.
    pub tax: Option<Amount>,
    /// Whether the tax could not be calculated.
    pub tax_error: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A part of a price.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct PriceUnits {
    /// The price of all units.
    pub subtotal: Option<Amount>,
    /// How many units; the vendor's type allows decimals.
    pub units: Option<Amount>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Reads an id; 0 stands for none.
pub(crate) fn nonzero<'de, T: From<String>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Ok(lenient::opt_text(from)?.filter(|text| text != "0").map(T::from))
}
