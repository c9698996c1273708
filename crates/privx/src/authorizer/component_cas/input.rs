//! Kinds of component, and what is sent about their certificates.

use crate::ids::CaId;
use portcullis_core::{Error, Result, input};
use portcullis_macros::Body;

portcullis_core::open_enum! {
    /// A kind of component with a certificate authority of its own.
    Component {
        /// Extenders.
        Extender = "extender",
        /// Web proxies.
        WebProxy = "icap",
        /// Database proxies; of version 36 or later.
        DbProxy = "dbproxy",
    }
}

impl Component {
    pub(super) fn is_no_other_route(&self) -> Result<()> {
        const OTHERS: [&str; 11] = [
            "accessgroups",
            "ca",
            "carrier",
            "cas",
            "cert",
            "deploy",
            "extender-trust-anchor",
            "principals",
            "secrets",
            "ssl-trust-anchor",
            "status",
        ];
        if OTHERS.contains(&self.as_str()) {
            return Err(Error::input(
                "ca_type",
                "must be a kind of component, not the name of another route",
            ));
        }
        Ok(())
    }
}

/// A request to sign a component's certificate.
#[derive(Debug, Clone, Body)]
#[body(new(csr, owner), check)]
#[non_exhaustive]
pub struct CertificateEnrollment {
    /// The key of the certificate authority that is to sign.
    pub ca_id: Option<CaId>,
    /// The certificate signing request.
    pub csr: String,
    /// The owner of the certificate.
    pub owner: String,
}

impl CertificateEnrollment {
    fn check(&self) -> Result<()> {
        input::required("csr", &self.csr)?;
        input::required("owner", &self.owner)
    }
}

/// Which certificates of components to revoke.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check_always)]
#[non_exhaustive]
pub struct CertificateRevocation {
    /// Why.
    pub reason: Option<String>,
    /// Those of this owner.
    pub owner: Option<String>,
    /// Those for these IP addresses.
    pub ip_addresses: Option<Vec<String>>,
    /// Those for these DNS names.
    pub dns_names: Option<Vec<String>>,
    /// This certificate: PEM or base64.
    pub cert: Option<String>,
}

impl CertificateRevocation {
    fn check_always(&self) -> Result<()> {
        let texts = [&self.owner, &self.cert].into_iter().flatten().any(|text| !text.is_empty());
        let lists = [&self.ip_addresses, &self.dns_names].into_iter().flatten().any(|list| !list.is_empty());
        if texts || lists {
            return Ok(());
        }
        Err(Error::input("owner", "or another condition must be set"))
    }
}
