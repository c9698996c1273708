//! Items of lists of orders.

use super::{CertificateStatus, OrderCustomField, OrderStatus, OrderedValidity, status};
use crate::{
    CertificateId, Flag, OrderId, ProductId, ReceiptId, UserId,
    certificates::SignatureHash,
    containers::ContainerRef,
    finance::Amount,
    organizations::OrganizationRef,
    products::{ProductRef, ServerPlatform},
};
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;

/// An order, as an item of a list.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Order {
    /// The order's id.
    pub id: OrderId,
    /// The primary certificate; most of its fields are absent until it is issued.
    pub certificate: Option<ListedCertificate>,
    /// The order's status.
    #[reply(with = status::status)]
    pub status: Option<OrderStatus>,
    /// Whether the order was renewed.
    pub is_renewed: Option<bool>,
    /// The order that renewed this one; `0` for none.
    pub renewed_order_id: Option<OrderId>,
    /// When the order was placed.
    pub date_created: Option<Timestamp>,
    /// The organization, in practice with id and name alone; absent for DV.
    pub organization: Option<OrganizationRef>,
    /// The validity in years.
    pub validity_years: Option<i64>,
    /// The order's validity: one of its fields.
    pub order_validity: Option<OrderedValidity>,
    /// The last day of the order's validity: `yyyy-MM-dd`.
    pub order_valid_till: Option<String>,
    /// Whether it is a Multi-year Plan.
    pub is_multi_year_plan: Option<Flag>,
    /// How many names the certificate has.
    pub number_of_sans: Option<i64>,
    /// Whether e-mails about the renewal are switched off.
    pub disable_renewal_notifications: Option<bool>,
    /// How many more times the order is renewed automatically.
    pub auto_renew: Option<i64>,
    /// Whether certificates of a Multi-year Plan are reissued automatically.
    pub auto_reissue: Option<Flag>,
    /// The container that the order belongs to.
    pub container: Option<ContainerRef>,
    /// The product.
    pub product: Option<ProductRef>,
    /// The product's id.
    pub product_name_id: Option<ProductId>,
    /// Whether the order has duplicates.
    pub has_duplicates: Option<bool>,
    /// How many duplicates there are.
    pub duplicates_count: Option<i64>,
    /// How many reissues there are.
    pub reissues_count: Option<i64>,
    /// Whether the order has reissues.
    pub has_reissues: Option<bool>,
    /// The price.
    pub price: Option<Amount>,
    /// The values of custom fields.
    pub custom_fields: Vec<OrderCustomField>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The primary certificate of an order, as an item of a list contains it.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ListedCertificate {
    /// The certificate's id.
    pub id: Option<CertificateId>,
    /// The common name.
    pub common_name: Option<String>,
    /// The names.
    pub dns_names: Vec<String>,
    /// The first day of its validity: `yyyy-MM-dd`.
    pub valid_from: Option<String>,
    /// The last day of its validity: `yyyy-MM-dd`.
    pub valid_till: Option<String>,
    /// Days until it expires.
    pub days_remaining: Option<i64>,
    /// The hash of the signature.
    pub signature_hash: Option<SignatureHash>,
    /// The serial number.
    pub serial_number: Option<String>,
    /// The thumbprint.
    pub thumbprint: Option<String>,
    /// The validity that was ordered: one of its fields.
    pub cert_validity: Option<OrderedValidity>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A duplicate or a reissue of an order's certificate.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CertificateEntry {
    /// The certificate's id.
    pub id: CertificateId,
    /// The thumbprint.
    pub thumbprint: Option<String>,
    /// The serial number.
    pub serial_number: Option<String>,
    /// The common name.
    pub common_name: Option<String>,
    /// The names.
    pub dns_names: Vec<String>,
    /// The certificate's status.
    pub status: Option<CertificateStatus>,
    /// When it was requested.
    pub date_created: Option<Timestamp>,
    /// When it was issued.
    pub date_issued: Option<Timestamp>,
    /// The first day of its validity: `yyyy-MM-dd`.
    pub valid_from: Option<String>,
    /// The last day of its validity: `yyyy-MM-dd`.
    pub valid_till: Option<String>,
    /// Days until it expires.
    pub days_remaining: Option<i64>,
    /// The certificate request, PEM.
    pub csr: Option<String>,
    /// The server software that it was requested for.
    pub server_platform: Option<ServerPlatform>,
    /// The hash of the signature.
    pub signature_hash: Option<SignatureHash>,
    /// The length of the key in bits.
    pub key_size: Option<i64>,
    /// The issuing CA.
    pub ca_cert_id: Option<String>,
    /// An id from older versions of the service.
    pub sub_id: Option<String>,
    /// An id from older versions of the service.
    pub public_id: Option<String>,
    /// Whether it is archived.
    pub archived: Option<Flag>,
    /// Who requested it.
    pub user_id: Option<UserId>,
    /// The requester's e-mail address.
    pub email: Option<String>,
    /// The requester's first name.
    #[reply(name = "firstname")]
    pub first_name: Option<String>,
    /// The requester's last name.
    #[reply(name = "lastname")]
    pub last_name: Option<String>,
    /// The receipt.
    pub receipt_id: Option<ReceiptId>,
    /// How many names were bought.
    pub purchased_dns_names: Option<String>,
    /// How many wildcard names were bought.
    pub purchased_wildcard_names: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An order whose status changed.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct StatusChange {
    /// The order's id.
    pub order_id: OrderId,
    /// The primary certificate's id.
    pub certificate_id: Option<CertificateId>,
    /// The status that the order has now.
    #[reply(with = status::status)]
    pub status: Option<OrderStatus>,
    /// Members that this version does not know.
    pub extra: Extra,
}
