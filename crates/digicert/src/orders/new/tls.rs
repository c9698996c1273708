//! Certificates of servers.

use super::{
    DcvEmail, DcvScope, OrderOptions, OrderOrganization,
    check::{self, Hosts, REQUEST},
    write::{hint, platform},
};
use crate::{
    AuthKeyId, Result, certificates::SignatureHash, domains::DcvMethod, orders::Validity,
    organizations::NewContact, products::ServerPlatformId,
};
use portcullis_macros::Body;

/// Names that anybody can resolve.
const PUBLIC: Hosts = Hosts { wildcards: true, internal: false };
/// Names of a private network too.
const PRIVATE: Hosts = Hosts { wildcards: true, internal: true };
/// The most days of a public certificate that is ordered from 2026-02-24 on; the limit falls to 46 by 2029.
const PUBLIC_DAYS: u64 = 199;
/// The most years of a Multi-year Plan.
const PLAN_YEARS: u64 = 3;

portcullis_core::open_enum! {
    /// The extensions of a server's certificate.
    TlsProfile {
        /// For servers only.
        ServerAuthOnly = "server_auth_only_eku",
        /// For servers and clients. Public certificates for clients end, in 2026 or 2027.
        ServerClientAuth = "server_client_auth_eku",
        /// For Kerberos with smart cards.
        KdcSmartCard = "kdc_smart_card",
        /// For signed HTTP exchanges.
        HttpSignedExchange = "http_signed_exchange",
        /// With encryption of data.
        DataEncipherment = "data_encipherment",
    }
}

/// The certificate of a server. Nothing is taken from the certificate request: all names are here.
#[derive(Debug, Clone, Body)]
#[body(new(common_name, csr, signature_hash), check_always)]
#[non_exhaustive]
pub struct TlsCertificate {
    /// The common name. For a DV certificate of a base name that is to hold the `www` name too, the base name; the other is
    /// free then.
    pub common_name: String,
    /// Further names, which may cost more. The product limits how many.
    pub dns_names: Option<Vec<String>>,
    /// The certificate request, PKCS#10, as PEM; only its form is checked. OV, EV and DV orders require it, others unless
    /// the product requires none.
    pub csr: Option<String>,
    /// The hash of the signature.
    pub signature_hash: SignatureHash,
    /// The software that the certificate is for.
    #[body(with = platform)]
    pub server_platform: Option<ServerPlatformId>,
    /// How long the first certificate of a Multi-year Plan is valid; not longer than the order. A public certificate:
    /// at most 199 days.
    pub cert_validity: Option<Validity>,
    /// The issuing CA: an id from the product's list. The server ignores it if the account cannot choose.
    pub ca_cert_id: Option<String>,
    /// Organizational units; public certificates have none any more.
    pub organization_units: Option<Vec<String>>,
    /// The extensions.
    pub profile_option: Option<TlsProfile>,
}

impl TlsCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn of(&self, names: Hosts, order: &Validity) -> Result<()> {
        check::hosts(names, Some(&self.common_name), self.dns_names.as_deref())?;
        check::optional_csr(self.csr.as_deref(), REQUEST)?;
        check::filled("organization_units", self.organization_units.as_deref())?;
        check::text("ca_cert_id", self.ca_cert_id.as_deref())?;
        self.cert_validity.as_ref().map_or(Ok(()), |validity| validity.within(order))
    }

    fn public(&self, order: &Validity, dcv: Option<&DcvMethod>) -> Result<()> {
        self.of(PUBLIC, order)?;
        order.at_most_years("order_validity", PLAN_YEARS)?;
        if let Some(validity) = &self.cert_validity {
            validity.at_most_days("cert_validity", PUBLIC_DAYS)?;
        }
        let names = self.dns_names.iter().flatten().map(String::as_str);
        check::dcv(dcv, names.chain([self.common_name.as_str()]))
    }
}

portcullis_core::open_enum! {
    /// A product for OV or EV certificates of servers.
    OvEvProduct {
        /// Basic OV.
        Basic = "ssl_basic",
        /// Basic EV.
        BasicEv = "ssl_ev_basic",
        /// Secure Site OV.
        SecureSiteFlex = "ssl_securesite_flex",
        /// Secure Site EV.
        SecureSiteEvFlex = "ssl_ev_securesite_flex",
        /// Secure Site Pro.
        SecureSitePro = "ssl_securesite_pro",
        /// Secure Site Pro EV.
        SecureSiteProEv = "ssl_ev_securesite_pro",
        /// GeoTrust TrueBusiness ID.
        GeoTrustTrueBizId = "ssl_geotrust_truebizid",
        /// Classic: one name.
        Plus = "ssl_plus",
        /// Classic: several names.
        MultiDomain = "ssl_multi_domain",
        /// Classic: a wildcard.
        Wildcard = "ssl_wildcard",
        /// Classic: EV with one name.
        EvPlus = "ssl_ev_plus",
        /// Classic: EV with several names.
        EvMultiDomain = "ssl_ev_multi_domain",
        /// Classic: several wildcards.
        CloudWildcard = "ssl_cloud_wildcard",
        /// Classic Secure Site: one name.
        SecureSite = "ssl_securesite",
        /// Classic Secure Site: a wildcard.
        SecureSiteWildcard = "ssl_securesite_wildcard",
        /// Classic Secure Site: several names.
        SecureSiteMultiDomain = "ssl_securesite_multi_domain",
        /// Classic Secure Site: EV with one name.
        SecureSiteEv = "ssl_ev_securesite",
        /// Classic Secure Site: EV with several names.
        SecureSiteEvMultiDomain = "ssl_ev_securesite_multi_domain",
    }
}

/// An order of a public OV or EV certificate. EV also requires a verified contact.
///
/// ```
/// use digicert::certificates::SignatureHash;
/// use digicert::orders::{OrderOrganization, OvEvOrder, OvEvProduct, TlsCertificate, Validity};
/// # let csr = "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----";
/// let certificate = TlsCertificate::new("shop.example", csr, SignatureHash::Sha256);
/// let certificate = certificate.dns_names(["www.shop.example".to_owned()]);
/// let organization = OrderOrganization::existing("112233");
/// let order = OvEvOrder::new(OvEvProduct::Basic, certificate, organization, Validity::Years(1));
/// ```
#[derive(Debug, Clone, Body)]
#[body(new(product, certificate, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct OvEvOrder {
    /// The product.
    #[body(skip)]
    pub product: OvEvProduct,
    /// The certificate.
    pub certificate: TlsCertificate,
    /// The organization.
    pub organization: OrderOrganization,
    /// How long the order lasts: at most 3 years. More than a certificate's validity makes it a Multi-year Plan.
    pub order_validity: Validity,
    /// A contact for this order.
    pub organization_contact: Option<NewContact>,
    /// How control of the domains is proved. A file proves no wildcards, and alone proves IP addresses.
    pub dcv_method: Option<DcvMethod>,
    /// The names whose control is proved.
    pub certificate_dcv_scope: Option<DcvScope>,
    /// Keeps the certificate out of Certificate Transparency logs.
    pub disable_ct: Option<bool>,
    /// The thumbprint of a certificate of another vendor that this one renews.
    pub renewed_thumbprint: Option<String>,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl OvEvOrder {
    fn check(&self) -> Result<()> {
        check::set("csr", self.certificate.csr.is_some())?;
        self.certificate.public(&self.order_validity, self.dcv_method.as_ref())
    }
}

portcullis_core::open_enum! {
    /// A product for private certificates of servers.
    PrivateSslProduct {
        /// Any number of names.
        Flex = "private_ssl_flex",
        /// Classic: one name.
        Plus = "private_ssl_plus",
        /// Classic: a wildcard.
        Wildcard = "private_ssl_wildcard",
        /// Classic: several names.
        MultiDomain = "private_ssl_multi_domain",
    }
}

/// An order of a private certificate, for IP addresses and internal names too. Its `ca_cert_id` selects the issuing CA.
#[derive(Debug, Clone, Body)]
#[body(new(product, certificate, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct PrivateSslOrder {
    /// The product.
    #[body(skip)]
    pub product: PrivateSslProduct,
    /// The certificate.
    pub certificate: TlsCertificate,
    /// The organization.
    pub organization: OrderOrganization,
    /// How long the order lasts.
    pub order_validity: Validity,
    /// A contact for this order.
    pub organization_contact: Option<NewContact>,
    /// How control of the domains is proved.
    pub dcv_method: Option<DcvMethod>,
    /// The names whose control is proved.
    pub certificate_dcv_scope: Option<DcvScope>,
    /// Keeps the certificate out of Certificate Transparency logs.
    pub disable_ct: Option<bool>,
    /// The thumbprint of a certificate of another vendor that this one renews.
    pub renewed_thumbprint: Option<String>,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl PrivateSslOrder {
    fn check(&self) -> Result<()> {
        self.certificate.of(PRIVATE, &self.order_validity)
    }
}

portcullis_core::open_enum! {
    /// A product for DV certificates of servers.
    DvProduct {
        /// GeoTrust DV, with any number of names.
        GeoTrustFlex = "ssl_dv_geotrust_flex",
        /// GeoTrust DV.
        GeoTrust = "ssl_dv_geotrust",
        /// RapidSSL.
        RapidSsl = "ssl_dv_rapidssl",
        /// Thawte DV.
        Thawte = "ssl_dv_thawte",
        /// GeoTrust DV for a wildcard.
        WildcardGeoTrust = "wildcard_dv_geotrust",
        /// RapidSSL for a wildcard.
        WildcardRapidSsl = "wildcard_dv_rapidssl",
        /// GeoTrust Cloud DV.
        CloudGeoTrust = "cloud_dv_geotrust",
    }
}

/// An order of a DV certificate, which has no organization.
#[derive(Debug, Clone, Body)]
#[body(new(product, certificate, dcv_method, order_validity), check, flat)]
#[non_exhaustive]
pub struct DvOrder {
    /// The product.
    #[body(skip)]
    pub product: DvProduct,
    /// The certificate.
    pub certificate: TlsCertificate,
    /// How control of the domains is proved. A file proves no wildcards, and alone proves IP addresses; it has the fixed
    /// name.
    pub dcv_method: DcvMethod,
    /// Which address approves which name, for proofs by e-mail.
    pub dcv_emails: Option<Vec<DcvEmail>>,
    /// Whether the server looks for a request token now, which the AuthKey makes; by default `false`. Products of
    /// Encryption Everywhere always use the AuthKey.
    pub use_auth_key: Option<bool>,
    /// The AuthKey, if there are several; by default the one that does not expire.
    pub auth_key_id: Option<AuthKeyId>,
    /// The technical contact.
    pub technical_contact: Option<NewContact>,
    /// The names whose control is proved.
    pub certificate_dcv_scope: Option<DcvScope>,
    /// Keeps the certificate out of Certificate Transparency logs.
    pub disable_ct: Option<bool>,
    /// The thumbprint of a certificate of another vendor that this one renews.
    pub renewed_thumbprint: Option<String>,
    /// How long the order lasts: at most 3 years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl DvOrder {
    fn check(&self) -> Result<()> {
        check::set("csr", self.certificate.csr.is_some())?;
        check::filled("dcv_emails", self.dcv_emails.as_deref())?;
        check::text("auth_key_id", self.auth_key_id.as_ref().map(AuthKeyId::as_str))?;
        self.certificate.public(&self.order_validity, Some(&self.dcv_method))
    }
}

portcullis_core::open_enum! {
    /// The sort of certificate from which the service chooses the product.
    TypeHint {
        /// DV. Known from the vendor's list of words alone.
        Dv = "dv",
        /// OV.
        Ov = "ov",
        /// EV. Known from the vendor's list of words alone.
        Ev = "ev",
        /// Private.
        Private = "private",
    }
}

/// An order of a server's certificate whose product the service chooses.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, order_validity), check, flat)]
#[non_exhaustive]
pub struct TypeHintOrder {
    /// The certificate.
    pub certificate: TlsCertificate,
    /// The sort of certificate.
    #[body(name = "product", with = hint)]
    pub type_hint: Option<TypeHint>,
    /// The organization; required unless the product is DV.
    pub organization: Option<OrderOrganization>,
    /// A contact for this order.
    pub organization_contact: Option<NewContact>,
    /// How control of the domains is proved.
    pub dcv_method: Option<DcvMethod>,
    /// The names whose control is proved.
    pub certificate_dcv_scope: Option<DcvScope>,
    /// Keeps the certificate out of Certificate Transparency logs.
    pub disable_ct: Option<bool>,
    /// The thumbprint of a certificate of another vendor that this one renews.
    pub renewed_thumbprint: Option<String>,
    /// DV: the technical contact.
    pub technical_contact: Option<NewContact>,
    /// DV: which address approves which name, for proofs by e-mail.
    pub dcv_emails: Option<Vec<DcvEmail>>,
    /// DV: whether the server looks for a request token now.
    pub use_auth_key: Option<bool>,
    /// DV: the AuthKey, if there are several.
    pub auth_key_id: Option<AuthKeyId>,
    /// How long the order lasts; a public one at most 3 years.
    pub order_validity: Validity,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl TypeHintOrder {
    fn check(&self) -> Result<()> {
        check::filled("dcv_emails", self.dcv_emails.as_deref())?;
        check::text("auth_key_id", self.auth_key_id.as_ref().map(AuthKeyId::as_str))?;
        let is = |hints: &[TypeHint]| self.type_hint.as_ref().is_some_and(|hint| hints.contains(hint));
        let named = is(&[TypeHint::Ov, TypeHint::Ev, TypeHint::Private]);
        check::set("organization", !named || self.organization.is_some())?;
        // Without a hint the product may be a private one.
        if is(&[TypeHint::Dv, TypeHint::Ov, TypeHint::Ev]) {
            self.certificate.public(&self.order_validity, self.dcv_method.as_ref())
        } else {
            self.certificate.of(PRIVATE, &self.order_validity)
        }
    }
}
