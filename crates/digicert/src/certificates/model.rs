//! Certificates as replies contain them.

use crate::{
    Flag, NoteId, RequestId, Result,
    certificates::pem::SortedChain,
    requests::{RequestStatus, RequestType},
    users::UserRef,
};
use portcullis_core::{Extra, Timestamp, lenient};
use portcullis_macros::Reply;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The certificates that a certificate's trust depends on, in the order in which the server returned them.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CertificateChain {
    /// The certificates.
    pub certificates: Vec<CertificateChainItem>,
}

impl CertificateChain {
    /// Finds out from their contents which certificate is the leaf, which ones are intermediates, and which one is the
    /// root; [`SortedChain::of`] states how. An item may contain several certificates; a chain without items has none of
    /// the three.
    ///
    /// # Errors
    /// As [`SortedChain::of`]; the error names the item.
    pub fn sorted(&self) -> Result<SortedChain<'_>> {
        let texts =
            self.certificates.iter().enumerate().map(|(at, item)| {
                (format!("certificates[{at}].pem"), item.pem.as_deref().unwrap_or_default())
            });
        SortedChain::of_all(texts)
    }
}

// By hand: the list itself is the reply, wherever the envelope had it.
impl<'de> Deserialize<'de> for CertificateChain {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        Ok(Self { certificates: Vec::deserialize(from)? })
    }
}

impl Serialize for CertificateChain {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        self.certificates.serialize(to)
    }
}

/// A certificate of a chain, as replies to orders contain it, too.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CertificateChainItem {
    /// The common name of its subject.
    pub subject_common_name: Option<String>,
    /// The certificate in PEM. The lines may end in CRLF.
    pub pem: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A request for a revocation, which waits for approval.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct RevocationRequest {
    /// The id of the request.
    pub id: RequestId,
    /// When it was made.
    pub date: Option<Timestamp>,
    /// What is requested: a revocation.
    #[reply(name = "type")]
    pub kind: Option<RequestType>,
    /// The status: `pending` or `submitted`.
    pub status: Option<RequestStatus>,
    /// Who made it, and cannot approve it.
    pub requester: Option<UserRef>,
    /// The comments of the [`Revocation`](super::Revocation).
    pub comments: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A note of a certificate or an order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Note {
    /// The id; notes of certificates have none.
    pub id: Option<NoteId>,
    /// When it was written.
    pub date_created: Option<Timestamp>,
    /// The text.
    pub text: Option<String>,
    /// Who wrote it.
    pub user: Option<UserRef>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A CA certificate that issues for the account.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Intermediate {
    /// The id, an opaque text.
    pub id: String,
    /// The common name of its subject.
    pub subject_common_name: Option<String>,
    /// The organization of its subject.
    pub subject_org_name: Option<String>,
    /// The common name of its issuer. Known from a client only.
    pub issuer_common_name: Option<String>,
    /// The start of its validity, such as `2031-05-06 07:08:09`; no time zone is documented.
    pub valid_from: Option<String>,
    /// The end of its validity, in the same format.
    pub valid_to: Option<String>,
    /// The serial number.
    pub serial_number: Option<String>,
    /// The thumbprint, of a hash that is not documented.
    pub thumbprint: Option<String>,
    /// The hash of its signature. The server sends upper case, which is read as lower case.
    #[reply(with = lower_case_hash)]
    pub signature_hash: Option<SignatureHash>,
    /// Whether it issues certificates of a private PKI, and none that browsers and operating systems trust.
    pub is_private: Option<Flag>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The hash of a certificate's signature.
    SignatureHash {
        /// SHA-256.
        Sha256 = "sha256",
        /// SHA-384.
        Sha384 = "sha384",
        /// SHA-512.
        Sha512 = "sha512",
        /// SHA-1, of old products.
        Sha1 = "sha1",
    }
}

fn lower_case_hash<'de, D: Deserializer<'de>>(
    from: D,
) -> std::result::Result<Option<SignatureHash>, D::Error> {
    Ok(lenient::opt_text(from)?.map(|text| text.to_ascii_lowercase().into()))
}
