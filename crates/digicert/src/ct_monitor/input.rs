//! Filters of lists.

use portcullis_macros::Body;

/// Filters and order of a list of logged certificates; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct CtSearch {
    /// Certificates of this issuer.
    #[body(name = "filters[issuer_ca]")]
    pub issuer_ca: Option<CtIssuer>,
    /// Certificates for a name, common name or subject alternative name, that contains this text.
    #[body(name = "filters[cn_san_search]")]
    pub name: Option<String>,
    /// Precertificates only (`true`) or none (`false`).
    #[body(name = "filters[precert]")]
    pub precert: Option<bool>,
    /// Names of fields, separated by commas; a minus before a name reverses its order. Known are `notbefore`,
    /// `notafter`, `untrusted_ica` and `pem_cn`.
    pub sort: Option<String>,
}

portcullis_core::open_enum! {
    /// The issuer of a logged certificate. The name of a brand is accepted, too: `"GeoTrust".into()`.
    CtIssuer {
        /// DigiCert.
        DigiCert = "DigiCert",
        /// Any other CA.
        NonDigiCert = "Non-DigiCert",
    }
}
