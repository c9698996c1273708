//! Orders of subaccounts.

use crate::{
    CertificateId, Extra, Flag, OrderId, SubaccountId, Timestamp,
    account::AccountType,
    certificates::SignatureHash,
    finance::Amount,
    orders::{self, OrderStatus},
    organizations::OrganizationRef,
    products::{CaCert, ProductRef},
};
use portcullis_macros::Reply;

/// An order of a subaccount.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SubaccountOrder {
    /// The order's id.
    pub id: OrderId,
    /// The certificate, only of an order of an immediate subaccount.
    pub certificate: Option<SubaccountCertificate>,
    /// The organization, only of an order of an immediate subaccount.
    pub organization: Option<OrganizationRef>,
    /// The subaccount.
    pub subaccount: Option<SubaccountRef>,
    /// The product.
    pub product: Option<ProductRef>,
    /// The price.
    pub order_price: Option<SubaccountOrderPrice>,
    /// The status.
    #[reply(with = orders::status)]
    pub status: Option<OrderStatus>,
    /// How many alternative names the certificate has.
    pub number_of_sans: Option<i64>,
    /// When it was ordered.
    pub date_created: Option<Timestamp>,
    /// How many years the certificate is valid.
    pub validity_years: Option<i64>,
    /// Whether it is a Multi-year Plan; absent if not.
    pub is_multi_year_plan: Option<Flag>,
    /// The first day of the order, `yyyy-MM-dd`.
    pub order_valid_from: Option<Timestamp>,
    /// The last day of the order, `yyyy-MM-dd`.
    pub order_valid_till: Option<Timestamp>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The certificate of a subaccount's order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SubaccountCertificate {
    /// The certificate's id.
    pub id: Option<CertificateId>,
    /// The thumbprint, once it is issued.
    pub thumbprint: Option<String>,
    /// The serial number, once it is issued.
    pub serial_number: Option<String>,
    /// The last day, `yyyy-MM-dd`, once it is issued.
    pub valid_till: Option<Timestamp>,
    /// The common name.
    pub common_name: Option<String>,
    /// The DNS names.
    pub dns_names: Vec<String>,
    /// The organizational units.
    pub organization_units: Vec<String>,
    /// The hash in its signature.
    pub signature_hash: Option<SignatureHash>,
    /// The certificate that issues it.
    pub ca_cert: Option<CaCert>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A subaccount, as an order contains it.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SubaccountRef {
    /// The subaccount's id.
    pub account_id: Option<SubaccountId>,
    /// The type.
    pub account_type: Option<AccountType>,
    /// The name of its organization.
    pub organization_name: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The price of an order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SubaccountOrderPrice {
    /// The amount of money.
    pub cost: Option<Amount>,
    /// Its currency, such as `USD`.
    pub currency: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
