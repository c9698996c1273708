//! What opens an account, templates of certificates, and trust anchors.

use super::Principal;
use portcullis_core::{Extra, Secret};
use portcullis_macros::Reply;

/// What opens an account on a host.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct Access {
    /// Certificates for the public key of the request.
    pub certificates: Vec<SshCertificate>,
    /// The principal keys that the host accepts.
    pub principal_keys: Vec<Principal>,
    /// The account's password, where the host takes one.
    pub passphrase: Option<Secret>,
    /// The service's own result code; its values are not documented.
    pub response_code: Option<i64>,
    /// A text about the result.
    pub message: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A certificate for an SSH public key.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct SshCertificate {
    /// The kind of certificate.
    #[reply(name = "type")]
    pub kind: Option<String>,
    /// The certificate in base64.
    pub data: Option<String>,
    /// The certificate in a printable form.
    pub data_string: Option<String>,
    /// The certificate chain.
    pub chain: Vec<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A template by which certificates for hosts are issued.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CertificateTemplate {
    /// The name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The kind of service.
    pub service: Option<TargetService>,
    /// The kind of certificate.
    #[reply(name = "type")]
    pub kind: Option<TemplateType>,
    /// The kinds of RSA signature.
    pub rsa_signature_types: Vec<String>,
    /// The key id that is written into certificates.
    pub key_id: Option<String>,
    /// The accounts.
    pub principals: Vec<String>,
    /// The extensions.
    pub extensions: Vec<String>,
    /// The key usages of X.509.
    pub key_usage: Vec<String>,
    /// The extended key usages of X.509.
    pub extended_key_usage: Vec<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A trust anchor: a certificate by which others are trusted.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct TrustAnchor {
    /// The certificate in PEM.
    pub trust_anchor: Option<String>,
    /// Its SHA-1 fingerprint.
    pub trust_anchor_sha1: Option<String>,
    /// Its SHA-256 fingerprint.
    pub trust_anchor_sha256: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// A kind of service on a host.
    TargetService {
        /// Secure Shell.
        Ssh = "SSH",
        /// Remote Desktop.
        Rdp = "RDP",
        /// Web pages.
        Web = "WEB",
    }
}

portcullis_core::open_enum! {
    /// A kind of certificate. Those of X.509 for SSH begin with `ssh-x509v3-`.
    TemplateType {
        /// OpenSSH.
        Openssh = "openssh",
        /// For targets of the API proxy.
        ApiProxy = "api-proxy",
    }
}
