//! Revocations, e-mails and notes to be sent, and formats of downloads.

use crate::{Error, Result};
use portcullis_core::input;
use portcullis_macros::Body;

/// Why and how a certificate, or every certificate of an order, is revoked.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct Revocation {
    /// The reason, which the server publishes; for TLS certificates only. Without one it is
    /// [`Unspecified`](RevocationReason::Unspecified).
    #[body(name = "revocation_reason")]
    pub reason: Option<RevocationReason>,
    /// A text for the one who approves. The server stores it in the request; with `skip_approval` it is lost.
    pub comments: Option<String>,
    /// Whether the server revokes at once, in place of making a request; needs the key of an administrator. `false` by
    /// default.
    pub skip_approval: Option<bool>,
}

portcullis_core::open_enum! {
    /// Why a TLS certificate is revoked.
    RevocationReason {
        /// No reason is given.
        Unspecified = "unspecified",
        /// The private key is no longer secret.
        KeyCompromise = "keyCompromise",
        /// The name or other data of the organization changed.
        AffiliationChanged = "affiliationChanged",
        /// Another certificate replaces it.
        Superseded = "superseded",
        /// The domain or the service is no longer used.
        CessationOfOperation = "cessationOfOperation",
    }
}

/// An e-mail with a certificate.
#[derive(Debug, Clone, Body)]
#[body(new(emails, format), check)]
#[non_exhaustive]
pub struct CertificateEmail {
    /// The addresses: at least one.
    pub emails: Vec<String>,
    /// How the e-mail contains the certificate.
    #[body(name = "certificate_collect_format")]
    pub format: CollectFormat,
    /// A text that the e-mail contains, too.
    pub custom_message: Option<String>,
}

impl CertificateEmail {
    fn check(&self) -> Result<()> {
        if self.emails.is_empty() {
            return Err(Error::input("emails", "must have at least one address"));
        }
        self.emails.iter().try_for_each(|email| input::email("emails", email))?;
        input::required("format", self.format.as_str())
    }
}

portcullis_core::open_enum! {
    /// How an e-mail contains a certificate.
    CollectFormat {
        /// As an attached file.
        Attachment = "attachment",
        /// As text.
        Plaintext = "plaintext",
        /// As a link to a page for its download.
        DownloadLink = "downloadlink",
    }
}

portcullis_core::open_enum! {
    /// The format of a downloaded certificate. Each one contains PEM, also inside archives and in `.cer` and `.p7b`
    /// files. The list is not complete.
    CertificateFormat {
        /// A ZIP archive: root, intermediates and leaf as `.crt` files of their own.
        Default = "default",
        /// A ZIP archive: intermediate and leaf as `.crt` files.
        Apache = "apache",
        /// A ZIP archive as [`Default`](Self::Default), with `.cer` files.
        DefaultCer = "default_cer",
        /// A ZIP archive as [`Default`](Self::Default).
        DefaultPem = "default_pem",
        /// One PKCS#7 bundle of all certificates, for a `.cer` file.
        Cer = "cer",
        /// One PKCS#7 bundle of all certificates, for a `.p7b` file.
        P7b = "p7b",
        /// One text of PEM blocks: leaf, intermediate and root.
        PemAll = "pem_all",
        /// One text of PEM blocks: leaf and intermediate.
        PemNoRoot = "pem_noroot",
        /// One PEM block: the leaf.
        PemNoIntermediate = "pem_nointermediate",
    }
}

/// Options of a download by order; by default none.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct OrderDownload {
    /// The `sub_id` of a duplicate or reissue, such as `001`. Known from a client of 2015 only.
    #[body(name = "subId")]
    pub sub_id: Option<String>,
}

/// A note to be added.
#[derive(Body)]
#[body(check)]
pub(crate) struct NewNote<'a> {
    pub(crate) text: &'a str,
}

impl NewNote<'_> {
    fn check(&self) -> Result<()> {
        input::required("text", self.text)
    }
}
