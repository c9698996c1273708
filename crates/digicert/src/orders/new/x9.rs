//! X9 certificates of servers.

use super::{
    DcvScope, OrderOptions, OrderOrganization,
    check::{self, Hosts, REQUEST_OR_KEY},
    write::{one_line, platform},
};
use crate::{
    Result, certificates::SignatureHash, domains::DcvMethod, orders::Validity, organizations::NewContact,
    products::ServerPlatformId,
};
use portcullis_macros::Body;

portcullis_core::open_enum! {
    /// What a key is used for; other words are not documented.
    X9KeyUsage {
        /// Agreement and encryption of keys.
        KeyAgreementEncipherment = "key_agreement_encipherment",
    }
}

portcullis_core::open_enum! {
    /// What a certificate is used for; other words are not documented.
    X9ExtendedKeyUsage {
        /// Authentication of a server.
        ServerAuthentication = "server_authentication",
        /// Authentication of a client.
        ClientAuthentication = "client_authentication",
    }
}

/// An X9 certificate of a server.
#[derive(Debug, Clone, Body)]
#[body(new(common_name, csr, signature_hash), check, check_always)]
#[non_exhaustive]
pub struct X9Certificate {
    /// The common name.
    pub common_name: String,
    /// Further names and IP addresses, without wildcards.
    pub dns_names: Option<Vec<String>>,
    /// The certificate request, or the public key alone, as PEM; only its form is checked. It is sent without line breaks,
    /// as this product requires.
    #[body(with = one_line)]
    pub csr: String,
    /// The hash of the signature.
    pub signature_hash: SignatureHash,
    /// The software that the certificate is for.
    #[body(with = platform)]
    pub server_platform: Option<ServerPlatformId>,
    /// What the key is used for.
    pub key_usages: Option<Vec<X9KeyUsage>>,
    /// What the certificate is used for.
    pub extended_key_usages: Option<Vec<X9ExtendedKeyUsage>>,
}

impl X9Certificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(Some(&self.csr))
    }

    fn check(&self) -> Result<()> {
        let hosts = Hosts { wildcards: false, internal: false };
        check::hosts(hosts, Some(&self.common_name), self.dns_names.as_deref())?;
        check::csr(&self.csr, REQUEST_OR_KEY)?;
        check::filled("key_usages", self.key_usages.as_deref())?;
        check::filled("extended_key_usages", self.extended_key_usages.as_deref())
    }
}

/// An order of an X9 certificate of a server.
#[derive(Debug, Clone, Body)]
#[body(new(certificate, organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct X9Order {
    /// The certificate.
    pub certificate: X9Certificate,
    /// The organization.
    pub organization: OrderOrganization,
    /// How long the order lasts, in years or days.
    pub order_validity: Validity,
    /// A contact for this order.
    pub organization_contact: Option<NewContact>,
    /// How control of the domains is proved. A file alone proves IP addresses.
    pub dcv_method: Option<DcvMethod>,
    /// The names whose control is proved.
    pub certificate_dcv_scope: Option<DcvScope>,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl X9Order {
    fn check(&self) -> Result<()> {
        let names = self.certificate.dns_names.iter().flatten().map(String::as_str);
        check::dcv(self.dcv_method.as_ref(), names.chain([self.certificate.common_name.as_str()]))
    }
}
