//! One order as `orders.get` and `requests.get` return it.

use super::{
    CsProvisioningMethod, OrderApiKey, OrderBenefits, OrderCustomField, OrderMark, OrderPaymentProfile,
    OrderPrice, OrderProduct, OrderStatus, OrderedValidity, RequestOfOrder, Shipment, TlsProfile, status,
};
use crate::{
    CertificateId, Flag, OrderId, ProductId, ReceiptId, UserId,
    certificates::{Note, SignatureHash},
    containers::ContainerRef,
    domains::DcvMethod,
    finance::{Amount, PaymentMethod},
    organizations::{OrganizationContact, OrganizationRef},
    products::{CaCert, ServerPlatform},
    users::UserRef,
    validations::{VerificationDetails, VerifiedContact},
};
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::Reply;
use serde_json::Value;
use std::collections::BTreeMap;

/// An order with all details, from [`Orders::get`](super::Orders::get) and
/// [`Requests::get`](crate::requests::Requests::get).
///
/// Which fields are there depends on product and status.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct OrderInfo {
    /// The order's id; always there, except that a request may describe an order without one (empty then).
    #[reply(default)]
    pub id: OrderId,
    /// The primary certificate: the last one that was issued or requested.
    pub certificate: Option<OrderCertificate>,
    /// The order's status.
    #[reply(with = status::status)]
    pub status: Option<OrderStatus>,
    /// For each name, the result of the check of its CAA records; from
    /// [`Orders::get_with_caa_status`](super::Orders::get_with_caa_status) only.
    pub caa_status_message: BTreeMap<String, String>,
    /// Whether the order renews another one.
    pub is_renewal: Option<bool>,
    /// Whether the order was renewed.
    pub is_renewed: Option<bool>,
    /// The order that renewed this one; `0` for none.
    pub renewed_order_id: Option<OrderId>,
    /// The order that this one renews.
    pub renewal_of_order_id: Option<OrderId>,
    /// A name from older versions of the service.
    pub business_unit: Option<String>,
    /// When the order was placed.
    pub date_created: Option<Timestamp>,
    /// The first day of the order's validity: `yyyy-MM-dd`.
    pub order_valid_from: Option<String>,
    /// The last day of the order's validity: `yyyy-MM-dd`.
    pub order_valid_till: Option<String>,
    /// The validity in years.
    pub validity_years: Option<i64>,
    /// Whether it is a Multi-year Plan; absent if not.
    pub is_multi_year_plan: Option<Flag>,
    /// The organization; absent for DV.
    pub organization: Option<OrganizationRef>,
    /// The organization's contact.
    pub organization_contact: Option<OrganizationContact>,
    /// The technical contact.
    pub technical_contact: Option<OrganizationContact>,
    /// The persons who may approve for the organization; no longer there for some products.
    pub verified_contacts: Vec<VerifiedContact>,
    /// The container that the order belongs to.
    pub container: Option<ContainerRef>,
    /// The product.
    pub product: Option<OrderProduct>,
    /// The product's id.
    pub product_name_id: Option<ProductId>,
    /// Who ordered.
    pub user: Option<UserRef>,
    /// Who approved.
    pub approver: Option<UserRef>,
    /// The limited users who may view and manage the order.
    pub user_assignments: Vec<UserRef>,
    /// The order's requests.
    pub requests: Vec<RequestOfOrder>,
    /// The receipt.
    pub receipt_id: Option<ReceiptId>,
    /// The price.
    pub price: Option<Amount>,
    /// The currency of the price.
    pub currency: Option<String>,
    /// The price in several currencies.
    pub prices: Vec<OrderPrice>,
    /// How the order is paid for.
    pub payment_method: Option<PaymentMethod>,
    /// The card that the order is paid with.
    pub payment_profile: Option<OrderPaymentProfile>,
    /// Whether the order is outside of the account's contract.
    pub is_out_of_contract: Option<bool>,
    /// Whether e-mails about the renewal are switched off.
    pub disable_renewal_notifications: Option<bool>,
    /// Whether an e-mail is sent 90 days before the expiry.
    pub send_minus_90: Option<bool>,
    /// Whether an e-mail is sent 60 days before the expiry.
    pub send_minus_60: Option<bool>,
    /// Whether an e-mail is sent 30 days before the expiry.
    pub send_minus_30: Option<bool>,
    /// Whether an e-mail is sent 7 days before the expiry.
    pub send_minus_7: Option<bool>,
    /// Whether an e-mail is sent 3 days before the expiry.
    pub send_minus_3: Option<bool>,
    /// Whether an e-mail is sent 7 days after the expiry.
    pub send_plus_7: Option<bool>,
    /// How many more times the order is renewed automatically.
    pub auto_renew: Option<i64>,
    /// Whether certificates of a Multi-year Plan are reissued automatically.
    pub auto_reissue: Option<Flag>,
    /// Further addresses that e-mails about the order are sent to.
    pub additional_emails: Vec<String>,
    /// The text that e-mails about the renewal contain.
    pub custom_renewal_message: Option<String>,
    /// The values of custom fields.
    pub custom_fields: Vec<OrderCustomField>,
    /// How the key pair of a signing certificate is provisioned; `none` for TLS.
    pub cs_provisioning_method: Option<CsProvisioningMethod>,
    /// The code that initializes a hardware token.
    pub hardware_init_code: Option<Secret>,
    /// Where a token is shipped to.
    pub ship_info: Option<Shipment>,
    /// Whether no e-mail is sent when a certificate is issued.
    pub disable_issuance_email: Option<bool>,
    /// Whether certificates are kept out of Certificate Transparency logs.
    pub disable_ct: Option<bool>,
    /// Whether duplicates can be requested.
    pub allow_duplicates: Option<bool>,
    /// How many duplicates there are.
    pub duplicates_count: Option<i64>,
    /// How many reissues there are.
    pub reissues_count: Option<i64>,
    /// How many server licenses the order has.
    pub server_licenses: Option<i64>,
    /// Whether guests may view the order.
    pub is_guest_access_enabled: Option<bool>,
    /// Whether a request waits for a decision.
    pub has_pending_request: Option<bool>,
    /// Whether the verified contacts have approved; EV only.
    pub order_approval_complete: Option<bool>,
    /// How control of the domains is proved.
    pub dcv_method: Option<DcvMethod>,
    /// The API key, or the ACME directory, that the order was placed with.
    pub api_key: Option<OrderApiKey>,
    /// The reference that the order was placed with:
    /// `orders.find_by_alternative_id` finds the order by it.
    pub alternative_order_id: Option<String>,
    /// Discounts.
    pub benefits: Option<OrderBenefits>,
    /// Logo and mark of a mark certificate.
    pub vmc: Option<OrderMark>,
    /// Which checks of the organization are done.
    pub verification: Option<VerificationDetails>,
    /// The public id; no longer there for orders since 2022-05-31.
    pub public_id: Option<String>,
    /// Notes, with id and text only.
    pub notes: Vec<Note>,
    /// Further options, as one text.
    pub order_options: Option<String>,
    /// Domains that were not submitted for validation; in the order of a request only. Their form is not known.
    pub unsubmitted_domains: Vec<Value>,
    /// The last day of the order that is renewed; in the order of a request only. The form of the date is not known.
    pub renewal_of_order_valid_till: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The primary certificate of an order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderCertificate {
    /// The certificate's id; absent before it exists.
    pub id: Option<CertificateId>,
    /// The thumbprint.
    pub thumbprint: Option<String>,
    /// The serial number.
    pub serial_number: Option<String>,
    /// The common name.
    pub common_name: Option<String>,
    /// The validity that was ordered: one of its fields.
    pub cert_validity: Option<OrderedValidity>,
    /// The e-mail addresses; S/MIME only.
    pub emails: Vec<String>,
    /// The names; empty unless it is a TLS certificate.
    pub dns_names: Vec<String>,
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
    /// The organization; in practice its id alone.
    pub organization: Option<OrganizationRef>,
    /// Organization units.
    pub organization_units: Vec<String>,
    /// The server software that it was requested for.
    pub server_platform: Option<ServerPlatform>,
    /// The hash of the signature.
    pub signature_hash: Option<SignatureHash>,
    /// The length of the key in bits.
    pub key_size: Option<i64>,
    /// The issuing CA.
    pub ca_cert: Option<CaCert>,
    /// Who requested it.
    pub user_id: Option<UserId>,
    /// How many names were bought.
    pub purchased_dns_names: Option<String>,
    /// How many wildcard names were bought.
    pub purchased_wildcard_names: Option<String>,
    /// The receipt.
    pub receipt_id: Option<ReceiptId>,
    /// Special extensions.
    pub profile_option: Option<TlsProfile>,
    /// Members that this version does not know.
    pub extra: Extra,
}
