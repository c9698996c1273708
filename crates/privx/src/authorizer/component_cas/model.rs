//! Which certificate authority a component uses, and certificates that were issued or revoked.

use crate::ids::{CaId, CertificateId};
use portcullis_core::{Error, Extra, Result, Timestamp};
use portcullis_macros::{Record, Reply};

/// Which certificate authority a kind of component uses.
#[derive(Debug, Clone, Default, Record)]
#[record(new(primary_ca_id), check)]
#[non_exhaustive]
pub struct ComponentCaConfig {
    /// The name.
    pub name: Option<String>,
    /// A key of the certificate authority; how it differs from `primary_ca_id` is not documented.
    pub ca_id: Option<CaId>,
    /// The key of the certificate authority that is in use.
    pub primary_ca_id: Option<CaId>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who changed it last.
    #[record(server)]
    pub updated_by: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl ComponentCaConfig {
    fn check(&self) -> Result<()> {
        if self.primary_ca_id.as_ref().is_none_or(|id| id.as_str().is_empty()) {
            return Err(Error::input("primary_ca_id", "must be set"));
        }
        Ok(())
    }
}

/// A certificate that was issued for a component.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct EnrolledCertificate {
    /// The certificate's id.
    pub id: Option<CertificateId>,
    /// The certificate: PEM or base64.
    pub cert: Option<String>,
    /// The certificate of the certificate authority.
    pub ca: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Certificates of components that were revoked.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct RevokedCertificates {
    /// Their ids.
    pub ids: Vec<CertificateId>,
    /// Members that this version does not know.
    pub extra: Extra,
}
