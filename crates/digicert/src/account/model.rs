//! The account as replies contain it.

use crate::{ContainerId, Extra, Flag, OrganizationId, ProductId, Secret, Timestamp, finance::Amount};
use portcullis_macros::Reply;
use std::collections::BTreeMap;

portcullis_core::open_enum! {
    /// How an account pays for certificates.
    PricingModel {
        /// A flat fee.
        FlatFee = "flatfee",
        /// For each certificate.
        PerCertificate = "percert",
        /// A flat fee for some certificates, and for each of the others.
        Combined = "combined",
        /// No model.
        None = "none",
    }
}

portcullis_core::open_enum! {
    /// Whether certificates are logged for Certificate Transparency.
    CertTransparency {
        /// They are logged, and contain the proofs.
        Embed = "embed",
        /// They are not logged.
        Off = "off",
    }
}

portcullis_core::open_enum! {
    /// The type of an account.
    AccountType {
        /// An account that buys single certificates.
        Retail = "retail",
        /// An account of a large organization.
        Enterprise = "enterprise",
        /// An account that sells certificates to others.
        Reseller = "reseller",
        /// A subaccount that its parent manages; the server returns an API key for it when it is created.
        Managed = "managed",
    }
}

portcullis_core::open_enum! {
    /// The period that the limits of a contract apply to.
    LimitType {
        /// A year.
        Year = "year",
    }
}

/// The account with all details.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct AccountDetails {
    /// The account's id.
    pub id: String,
    /// The account's main organization.
    pub primary_organization_id: Option<OrganizationId>,
    /// The main organization's name.
    pub primary_organization_name: Option<String>,
    /// The main organization's country: two lower-case letters.
    pub primary_organization_country: Option<String>,
    /// Whether the vendor calls about renewals by telephone.
    pub make_renewal_calls: Option<bool>,
    /// Whether the vendor's Express Install is available.
    pub express_install_enabled: Option<bool>,
    /// The addresses for account notices, separated by commas.
    pub admin_email: Option<String>,
    /// Whether the console shows the vendor's representative.
    pub display_rep: Option<bool>,
    /// The representative's name.
    pub rep_name: Option<String>,
    /// The representative's telephone number.
    pub rep_phone: Option<String>,
    /// The representative's e-mail address.
    pub rep_email: Option<String>,
    /// The representative's photo.
    pub rep_photo_id: Option<i64>,
    /// The client manager's photo.
    pub client_mgr_photo_id: Option<i64>,
    /// How far the balance may fall below zero, in the account's currency.
    pub balance_negative_limit: Option<Amount>,
    /// How the account pays.
    pub pricing_model: Option<PricingModel>,
    /// Whether certificates are logged.
    pub cert_transparency: Option<CertTransparency>,
    /// The account's type.
    pub cert_central_type: Option<AccountType>,
    /// The top container.
    pub root_container_id: Option<ContainerId>,
    /// The account that is billed.
    pub billing_account_id: Option<String>,
    /// The name of the account that is billed.
    pub billing_account_name: Option<String>,
    /// The account's language; 1 is English.
    pub language_id: Option<i64>,
    /// Whether the account was moved from an older console.
    pub migrated: Option<bool>,
    /// Whether the account has an [AuthKey](crate::auth_keys).
    pub has_auth_key: Option<bool>,
    /// Whether the account has the vendor's support for enterprises.
    pub ent_support_plan: Option<Flag>,
    /// The country that forms begin with.
    pub default_country: Option<String>,
    /// Whether the account is a customer of a reseller; for subaccounts only.
    pub is_reseller_customer: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A contract and how much of it is used.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Contract {
    /// The first day, `yyyy-MM-dd`.
    pub start_date: Option<Timestamp>,
    /// The last day, `yyyy-MM-dd`.
    pub end_date: Option<Timestamp>,
    /// Whether the contract renews itself.
    pub auto_renewal: Option<Flag>,
    /// How many certificates may be issued.
    pub total_cert_limit: Option<i64>,
    /// How many of them may be TLS certificates.
    pub total_ssl_cert_limit: Option<i64>,
    /// How many of them may be client certificates.
    pub total_client_cert_limit: Option<i64>,
    /// How many domains the account may have.
    pub total_domain_limit: Option<i64>,
    /// How many domains the account has.
    pub total_domains_used: Option<i64>,
    /// The period that the limits apply to.
    pub limit_type: Option<LimitType>,
    /// How the account pays.
    pub pricing_model: Option<PricingModel>,
    /// How many certificates were issued.
    pub issued_certs_total: Option<i64>,
    /// The limit of each product, by the product's name.
    pub product_limits: BTreeMap<String, ContractLimit>,
    /// How many years a certificate may be valid: a text with a number.
    pub allowed_lifetime: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// How much of a product a contract includes, and how much is used.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ContractLimit {
    /// The product.
    pub product_name_id: Option<ProductId>,
    /// How many certificates may be issued.
    pub limit: Option<i64>,
    /// How many were issued.
    pub issued: Option<i64>,
    /// How many are ordered and not issued yet.
    pub pending: Option<i64>,
    /// How many alternative names a certificate may have.
    pub san_limit: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Whether guests can view orders.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct GuestAccess {
    /// Whether they can.
    pub enabled: bool,
    /// The URL for guests, only while access is enabled. It needs no other credential.
    pub guest_access_url: Option<Secret>,
    /// Members that this version does not know.
    pub extra: Extra,
}
