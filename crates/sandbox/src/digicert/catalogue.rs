//! The products that are known. The prices are the sandbox's own.

use serde_json::{Value, json};

use super::authority::INTERMEDIATE;

/// What certificates of a product are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Tls,
    Code,
    Documents,
    Mail,
    Mark,
}

/// A product of the catalogue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Product {
    pub(super) id: &'static str,
    pub(super) purpose: Purpose,
    /// The validation that the organization needs; none for domain validation and for persons.
    pub(super) validation: Option<&'static str>,
    /// Whether the names of the certificate need domain control validation.
    pub(super) public: bool,
    /// Cents of a dollar for one year with one name.
    pub(super) price: i64,
}

/// Public TLS certificates live for at most so many days.
pub(super) const PUBLIC_DAYS: u64 = 199;
/// Code signing certificates live for at most so many days.
pub(super) const CODE_DAYS: u64 = 459;

/// Cents for each further name and year.
pub(super) const NAME_PRICE: i64 = 5_000;

const fn tls(id: &'static str, validation: &'static str, price: i64) -> Product {
    Product { id, purpose: Purpose::Tls, validation: Some(validation), public: true, price }
}

const fn dv(id: &'static str) -> Product {
    Product { id, purpose: Purpose::Tls, validation: None, public: true, price: 10_000 }
}

const fn private(id: &'static str) -> Product {
    let validation = Some("private_ssl");
    Product { id, purpose: Purpose::Tls, validation, public: false, price: 8_000 }
}

const fn other(id: &'static str, purpose: Purpose, validation: Option<&'static str>, price: i64) -> Product {
    Product { id, purpose, validation, public: false, price }
}

pub(super) const CATALOGUE: &[Product] = &[
    tls("ssl_basic", "ov", 20_000),
    tls("ssl_ev_basic", "ev", 40_000),
    tls("ssl_securesite_flex", "ov", 30_000),
    tls("ssl_ev_securesite_flex", "ev", 60_000),
    tls("ssl_securesite_pro", "ov", 90_000),
    tls("ssl_ev_securesite_pro", "ev", 120_000),
    tls("ssl_geotrust_truebizid", "ov", 15_000),
    tls("ssl_plus", "ov", 20_000),
    tls("ssl_multi_domain", "ov", 30_000),
    tls("ssl_wildcard", "ov", 60_000),
    tls("ssl_ev_plus", "ev", 40_000),
    tls("ssl_ev_multi_domain", "ev", 60_000),
    tls("ssl_cloud_wildcard", "ov", 60_000),
    tls("ssl_securesite", "ov", 30_000),
    tls("ssl_securesite_wildcard", "ov", 90_000),
    tls("ssl_securesite_multi_domain", "ov", 60_000),
    tls("ssl_ev_securesite", "ev", 60_000),
    tls("ssl_ev_securesite_multi_domain", "ev", 90_000),
    dv("ssl_dv_geotrust_flex"),
    dv("ssl_dv_geotrust"),
    dv("ssl_dv_rapidssl"),
    dv("ssl_dv_thawte"),
    dv("wildcard_dv_geotrust"),
    dv("wildcard_dv_rapidssl"),
    dv("cloud_dv_geotrust"),
    private("private_ssl_flex"),
    private("private_ssl_plus"),
    private("private_ssl_wildcard"),
    private("private_ssl_multi_domain"),
    private("x9_pki"),
    tls("eu_qwac", "ev", 80_000),
    tls("eu_qwac_psd2", "ev", 90_000),
    private("pkio_private_services_server"),
    other("code_signing", Purpose::Code, Some("cs"), 40_000),
    other("code_signing_ev", Purpose::Code, Some("ev_cs"), 60_000),
    other("document_signing_org_1", Purpose::Documents, Some("ds"), 40_000),
    other("document_signing_org_2", Purpose::Documents, Some("ds"), 50_000),
    other("ds_individual", Purpose::Documents, None, 30_000),
    other("ds_org_individual", Purpose::Documents, Some("ds"), 40_000),
    other("ds_org", Purpose::Documents, Some("ds"), 50_000),
    other("secure_email_mailbox", Purpose::Mail, None, 2_000),
    other("secure_email_sponsor", Purpose::Mail, Some("smime"), 4_000),
    other("secure_email_organization", Purpose::Mail, Some("smime"), 6_000),
    other("client_premium", Purpose::Mail, None, 4_000),
    other("client_digital_signature_plus", Purpose::Mail, None, 3_000),
    other("client_email_security_plus", Purpose::Mail, None, 3_000),
    other("client_authentication_plus", Purpose::Mail, None, 3_000),
    other("class1_smime", Purpose::Mail, None, 1_000),
    other("vmc_basic", Purpose::Mark, Some("ev"), 150_000),
    other("mark_certificate", Purpose::Mark, Some("ev"), 130_000),
    other("eu_individual", Purpose::Documents, None, 30_000),
    other("eu_individual_org", Purpose::Documents, Some("ov"), 40_000),
    other("eu_eseal", Purpose::Documents, Some("ov"), 50_000),
    other("eu_eseal_psd2", Purpose::Documents, Some("ov"), 60_000),
    other("pkio_organisation_services", Purpose::Documents, Some("ov"), 50_000),
    other("pkio_private_person_prof", Purpose::Documents, None, 30_000),
    other("pkio_organisation_person_prof", Purpose::Documents, Some("ov"), 40_000),
    other("pkio_organisation_person", Purpose::Documents, Some("ov"), 40_000),
    other("pkio_burger", Purpose::Documents, None, 20_000),
    other("pkio_qualified_burger", Purpose::Documents, None, 30_000),
    other("pkio_qualified_organisation_person_prof", Purpose::Documents, Some("ov"), 50_000),
    other("pkio_qualified_organisation_services", Purpose::Documents, Some("ov"), 60_000),
    other("swiss_regulated_individual", Purpose::Documents, None, 30_000),
    other("swiss_regulated_organisation", Purpose::Documents, Some("ov"), 50_000),
];

/// A product of the catalogue.
pub(super) fn find(id: &str) -> Option<Product> {
    CATALOGUE.iter().find(|product| product.id == id).copied()
}

impl Product {
    fn group(&self) -> &'static str {
        match self.purpose {
            Purpose::Tls if self.public => "ssl_certificate",
            Purpose::Tls => "private_ssl_certificate",
            Purpose::Code => "code_signing_certificate",
            Purpose::Documents => "document_signing_certificate",
            Purpose::Mail => "client_certificate",
            Purpose::Mark => "mark_certificate",
        }
    }

    pub(super) fn name(&self) -> String {
        self.id.replace('_', " ")
    }

    fn validation_name(&self) -> &'static str {
        match self.validation {
            Some("ev") => "EV",
            Some("cs") => "CS",
            Some("ev_cs") => "EV CS",
            Some("ds") => "DS",
            Some("private_ssl") => "Private SSL",
            Some(_) => "OV",
            None => "DV",
        }
    }

    /// The years that an order may last.
    pub(super) fn years(&self) -> u64 {
        if self.purpose == Purpose::Code { 1 } else { 3 }
    }

    /// As a list, an order or a request shows it.
    pub(super) fn short(&self) -> Value {
        json!({ "name_id": self.id, "name": self.name(), "type": self.group() })
    }

    /// As an order shows it.
    pub(super) fn described(&self) -> Value {
        let mut shown = self.short();
        if let Some(members) = shown.as_object_mut() {
            members.insert("validation_type".to_owned(), self.validation.unwrap_or("dv").into());
            members.insert("validation_name".to_owned(), self.validation_name().into());
        }
        shown
    }

    pub(super) fn listed(&self) -> Value {
        let years: Vec<u64> = (1..=self.years()).collect();
        json!({
            "group_name": self.group(), "name_id": self.id, "name": self.name(), "type": self.group(),
            "allowed_validity_years": [1], "allowed_order_validity_years": years,
            "csr_required": self.purpose == Purpose::Tls,
            "signature_hash_types": {
                "allowed_hash_types": [{ "id": "sha256", "name": "SHA-256" }], "default_hash_type_id": "sha256",
            },
        })
    }

    pub(super) fn detailed(&self) -> Value {
        let more = json!({
            "validation_type": self.validation.unwrap_or("dv"), "validation_name": self.validation_name(),
            "duplicates_allowed": self.purpose == Purpose::Tls,
            "max_multi_year_order_validity_years": self.years(),
            "additional_dns_names_allowed": self.purpose == Purpose::Tls,
            "custom_expiration_date_allowed": true, "custom_order_expiration_date_allowed": true,
            "allow_auto_renew": true, "increased_compatibility_allowed": false,
            "allowed_ca_certs": [{ "id": "sandbox", "name": INTERMEDIATE }],
            "server_platforms": [{ "id": -1, "name": "OTHER" }, { "id": 2, "name": "Apache" },
                { "id": 45, "name": "nginx" }],
        });
        let mut shown = self.listed();
        if let (Some(members), Value::Object(more)) = (shown.as_object_mut(), more) {
            members.extend(more);
        }
        shown
    }

    /// What an order of so many names for so many days costs, in cents.
    pub(super) fn cost(&self, names: usize, days: u64) -> i64 {
        let further = i64::try_from(names.saturating_sub(1)).unwrap_or(0);
        let years = i64::try_from(days.div_ceil(366).max(1)).unwrap_or(1);
        further.saturating_mul(NAME_PRICE).saturating_add(self.price).saturating_mul(years)
    }
}
