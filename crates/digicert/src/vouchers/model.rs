//! Orders of vouchers and their codes as replies contain them.

use crate::{OrderId, ProductId, ReceiptId, Secret, Timestamp, VoucherOrderId, finance::Amount};
use portcullis_core::{Extra, lenient};
use portcullis_macros::Reply;
use serde::Deserializer;

portcullis_core::open_enum! {
    /// The status of an order of vouchers. The vendor's pages differ: one has completed and canceled, the other active,
    /// used and canceled.
    VoucherOrderStatus {
        /// Bought.
        Completed = "completed",
        /// Codes can be used.
        Active = "active",
        /// The codes are used.
        Used = "used",
        /// Canceled; the codes are void.
        Canceled = "canceled",
    }
}

portcullis_core::open_enum! {
    /// The status of a code.
    VoucherStatus {
        /// Can be used.
        Active = "active",
        /// A certificate was ordered with it.
        Used = "used",
        /// Void.
        Canceled = "canceled",
    }
}

/// An order of vouchers.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct VoucherOrder {
    /// The order's id.
    pub id: VoucherOrderId,
    /// The organization's name.
    pub name: Option<String>,
    /// Status.
    pub status: Option<VoucherOrderStatus>,
    /// The price without tax.
    pub cost: Option<Amount>,
    /// The price with tax; only when the order was just created.
    pub cost_plus_tax: Option<Amount>,
    /// The currency, such as `USD`.
    pub currency: Option<String>,
    /// Creation, as `yyyy-MM-dd HH:mm:ss` without a time zone.
    pub created_date: Option<Timestamp>,
    /// The day on which unused codes expire, as `yyyy-MM-dd`.
    pub expiration_date: Option<String>,
    /// The receipt; only when the order was just created.
    pub receipt_id: Option<ReceiptId>,
    /// Whether the order can be canceled.
    pub can_cancel: Option<bool>,
    /// Notes.
    pub notes: Option<String>,
    /// Beginning of use.
    pub used_from: Option<Timestamp>,
    /// End of validity.
    pub valid_till: Option<Timestamp>,
    /// The codes; empty in lists.
    pub codes: Vec<VoucherCode>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A code, and what can be ordered with it.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct VoucherCode {
    /// The code's id, which is not the code.
    pub id: Option<String>,
    /// The code, which is enough to order a certificate.
    pub value: Option<Secret>,
    /// The product; the vendor's table has `product_name_id` in its place.
    pub product: Option<VoucherProduct>,
    /// The product.
    pub product_name_id: Option<ProductId>,
    /// How many fully qualified domain names the certificate may have.
    pub no_of_fqdns: Option<i64>,
    /// How many wildcard names the certificate may have.
    pub no_of_wildcards: Option<i64>,
    /// How many years the certificate is valid.
    pub validity_years: Option<i64>,
    /// How many days the certificate is valid.
    pub validity_days: Option<i64>,
    /// Status.
    pub status: Option<VoucherStatus>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The product of a code.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct VoucherProduct {
    /// The group of products.
    pub group_name: Option<String>,
    /// The product's id.
    pub name_id: Option<ProductId>,
    /// The product's name.
    pub name: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A code, and what it was used for.
///
/// The server sends one blank for a date that is not known yet; such a date is `None` here.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct VoucherCodeUse {
    /// The code's id, which is not the code.
    pub id: Option<String>,
    /// The code, which is enough to order a certificate.
    pub value: Option<Secret>,
    /// The product's name.
    pub product_name: Option<String>,
    /// How many fully qualified domain names the certificate may have.
    pub no_of_fqdns: Option<i64>,
    /// How many wildcard names the certificate may have.
    pub no_of_wildcards: Option<i64>,
    /// How a token with the key is delivered; `N/A` if there is none.
    pub shipping_method: Option<String>,
    /// How many years the certificate is valid.
    pub validity_years: Option<i64>,
    /// How many days the certificate is valid.
    pub validity_days: Option<i64>,
    /// Status.
    pub status: Option<VoucherStatus>,
    /// Creation.
    #[reply(with = known)]
    pub created_date: Option<Timestamp>,
    /// The order of vouchers.
    pub voucher_order_id: Option<VoucherOrderId>,
    /// When the certificate was requested.
    #[reply(with = known)]
    pub cert_request_date: Option<Timestamp>,
    /// Beginning of the certificate's validity.
    #[reply(with = known)]
    pub cert_validity_start_date: Option<Timestamp>,
    /// End of the certificate's validity.
    #[reply(with = known)]
    pub cert_validity_end_date: Option<Timestamp>,
    /// The organization in the certificate.
    pub cert_organization: Option<String>,
    /// The common name in the certificate.
    pub cert_common_name: Option<String>,
    /// The order of the certificate.
    pub certificate_order_id: Option<OrderId>,
    /// When the code expires.
    #[reply(with = known)]
    pub voucher_validity_end_date: Option<Timestamp>,
    /// Beginning of the order's validity.
    #[reply(with = known)]
    pub order_valid_from: Option<Timestamp>,
    /// End of the order's validity.
    #[reply(with = known)]
    pub order_valid_till: Option<Timestamp>,
    /// How many servers the certificate may be installed on.
    pub server_licenses: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Reads a date; blanks stand for one that is not known.
fn known<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(lenient::opt_text(from)?.filter(|text| !text.trim().is_empty()).map(Timestamp::from))
}
