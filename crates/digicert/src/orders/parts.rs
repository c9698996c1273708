//! Parts of an order.

use super::{MarkType, MarkTypeData, ShipMethod};
use crate::{
    CustomFieldId, ProductId, RequestId,
    finance::Amount,
    read,
    requests::{RequestStatus, RequestType},
};
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::Reply;
use serde_json::Value;

/// The product of an order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderProduct {
    /// The product's id.
    pub name_id: Option<ProductId>,
    /// Its name.
    pub name: Option<String>,
    /// Its type.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// The validation that it requires.
    pub validation_type: Option<String>,
    /// The name of that validation.
    pub validation_name: Option<String>,
    /// A description of that validation.
    pub validation_description: Option<String>,
    /// The word by which `orders.create_by_type_hint` identifies it.
    pub type_hint: Option<String>,
    /// A number for its type.
    pub type_id: Option<i64>,
    /// Its brand.
    pub brand: Option<String>,
    /// A description.
    pub description: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A request of an order: [`Requests::get`](crate::requests::Requests::get) returns all of it. A creation returns id and
/// status alone.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct RequestOfOrder {
    /// The request's id.
    pub id: Option<RequestId>,
    /// When it was made; some replies have [`date_created`](Self::date_created) in its place.
    pub date: Option<Timestamp>,
    /// When it was made.
    pub date_created: Option<Timestamp>,
    /// What is requested.
    #[reply(name = "type")]
    pub kind: Option<RequestType>,
    /// Its status.
    pub status: Option<RequestStatus>,
    /// The requester's comments.
    pub comments: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A validity that was ordered: one of the three is there.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderedValidity {
    /// Years: 1 to 3 for a Multi-year Plan.
    pub years: Option<i64>,
    /// Days.
    pub days: Option<i64>,
    /// The last day: `yyyy-MM-dd`.
    pub custom_expiration_date: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A price in one currency.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderPrice {
    /// The price.
    pub price: Option<Amount>,
    /// The currency.
    pub currency: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The card that an order is paid with, without its number.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderPaymentProfile {
    /// The profile's id.
    pub id: Option<i64>,
    /// Its name.
    pub name: Option<String>,
    /// The type of card.
    pub card_type: Option<String>,
    /// The last digits, the others masked.
    pub masked_number: Option<String>,
    /// The month of expiry.
    pub exp_month: Option<i64>,
    /// The year of expiry.
    pub exp_year: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A custom field's value in an order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderCustomField {
    /// The id of the value.
    pub id: Option<i64>,
    /// The custom field.
    pub metadata_id: Option<CustomFieldId>,
    /// Its label.
    pub label: Option<String>,
    /// The value, of any type.
    pub value: Option<Value>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Where a token is shipped to.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Shipment {
    /// The recipient's name.
    pub name: Option<String>,
    /// The first line of the address.
    pub addr1: Option<String>,
    /// The second line of the address.
    pub addr2: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// The state.
    pub state: Option<String>,
    /// The postal code.
    pub zip: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// How fast it is shipped.
    pub method: Option<ShipMethod>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The API key, or the ACME directory, that an order was placed with.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct OrderApiKey {
    /// The key's name, or the URL of the ACME directory, which authorizes its holder.
    pub name: Option<Secret>,
    /// What the name is.
    pub key_type: Option<OrderKeyType>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// What an order was placed with.
    OrderKeyType {
        /// An API key.
        ApiKey = "api_key",
        /// An ACME directory.
        AcmeUrl = "acme_url",
    }
}

/// Discounts of an order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderBenefits {
    /// The price before the discounts.
    pub actual_price: Option<Amount>,
    /// The discount in percent.
    pub discount_percent: Option<Amount>,
    /// The names of the discounts.
    pub benefits: Vec<String>,
    /// Details.
    pub benefits_data: Option<OrderBenefitsData>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Details of the discounts of an order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderBenefitsData {
    /// The discount for the replacement of another vendor's certificate.
    pub cr_benefit: Option<CompetitiveReplacement>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The discount for the replacement of another vendor's certificate.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CompetitiveReplacement {
    /// The type of discount.
    #[reply(name = "type")]
    pub kind: Option<BenefitType>,
    /// The discount in percent.
    pub discount_percentage: Option<Amount>,
    /// The discount for premium products in percent.
    pub premium_discount_percentage: Option<Amount>,
    /// The domains that the discount was used for.
    pub availed_domains: Vec<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The type of a benefit.
    BenefitType {
        /// A lower price.
        Discount = "DISCOUNT",
    }
}

/// Logo and mark of a mark certificate.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderMark {
    /// The logo's id.
    pub logo_id: Option<i64>,
    /// The gzipped SVG, base64.
    pub logo: Option<String>,
    /// Whether the vendor hosts logo and certificate.
    pub enable_hosting: Option<bool>,
    /// Where the logo is hosted.
    pub hosted_logo_location: Option<String>,
    /// Where the certificate is hosted.
    pub hosted_cert_location: Option<String>,
    /// The kind of mark.
    pub mark_type: Option<MarkType>,
    /// Where the mark is registered.
    #[reply(with = read::object)]
    pub mark_type_data: Option<MarkTypeData>,
    /// Members that this version does not know.
    pub extra: Extra,
}
