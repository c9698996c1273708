//! What European, PKIoverheid and Swiss orders share.

use super::check::{self, REQUEST_OR_KEY, set};
use crate::{Error, Result};
use portcullis_core::input;
use portcullis_macros::Body;

portcullis_core::open_enum! {
    /// Where the key of a qualified certificate is.
    ProvisioningMethod {
        /// On a qualified device.
        Qscd = "qscd",
        /// On a token.
        Token = "token",
        /// Where the holder made it: the order has a certificate request.
        Csr = "csr",
    }
}

portcullis_core::open_enum! {
    /// What a qualified certificate is for. Accounts can have profiles of their own.
    SigningProfile {
        /// Signatures that count as the holder's own.
        Nonrepudiation = "nonrepudiation",
        /// Authentication.
        Authentication = "authentication",
        /// Encryption.
        Encryption = "encryption",
    }
}

portcullis_core::open_enum! {
    /// A registered role of a payment service provider.
    PspRole {
        /// Account servicing.
        AccountServicing = "psp_as",
        /// Account information.
        AccountInformation = "psp_ai",
        /// Payment initiation.
        PaymentInitiation = "psp_pi",
        /// Issuing of card-based payment instruments.
        CardIssuing = "psp_ic",
    }
}

/// The holder of a qualified certificate: a person who is known already, or a new one.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct EuIndividual {
    /// A person who is known already; nothing else is set then.
    pub id: Option<i64>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Pseudonym.
    pub pseudonym: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// Title of a professional of a PKIoverheid certificate.
    pub professional_title: Option<String>,
}

impl EuIndividual {
    /// A person who is known already.
    pub fn existing(id: i64) -> Self {
        Self::new().id(id)
    }

    fn check(&self) -> Result<()> {
        let texts = [
            &self.first_name,
            &self.last_name,
            &self.pseudonym,
            &self.email,
            &self.telephone,
            &self.country,
            &self.city,
            &self.state,
            &self.zip,
            &self.professional_title,
        ];
        match (self.id, texts.into_iter().any(Option::is_some)) {
            (Some(_), true) => Err(Error::input("individual", "must have nothing beside `id`")),
            (None, false) => Err(Error::input("individual", "must be set")),
            _ => self.email.as_deref().map_or(Ok(()), |email| input::email("email", email)),
        }
    }
}

/// The certificate of a person; its signature hash is SHA-256.
#[derive(Debug, Clone, Body)]
#[body(new(profile_option, individual), constant(signature_hash = "sha256"), check, check_always)]
#[non_exhaustive]
pub struct PersonCertificate {
    /// What it is for.
    pub profile_option: SigningProfile,
    /// Whether the signature is RSASSA-PSS: with an issuing CA of RSA only; by default `false`.
    pub is_rsassa_pss: Option<bool>,
    /// The holder.
    pub individual: EuIndividual,
    /// The certificate request, or the public key alone, as PEM. For other products than the EU's, the place of this
    /// member is guessed from theirs.
    pub csr: Option<String>,
}

impl PersonCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn check(&self) -> Result<()> {
        check::optional_csr(self.csr.as_deref(), REQUEST_OR_KEY)
    }

    /// The certificate has no choice of the signature.
    pub(super) fn has_fixed_signature(&self) -> Result<()> {
        check::unset("is_rsassa_pss", self.is_rsassa_pss.is_some())
    }
}

/// The certificate of an organization's seal or services; its signature hash is SHA-256.
#[derive(Debug, Clone, Body)]
#[body(new(profile_option), constant(signature_hash = "sha256"), check, check_always)]
#[non_exhaustive]
pub struct SealCertificate {
    /// What it is for.
    pub profile_option: SigningProfile,
    /// Whether the signature is RSASSA-PSS: with an issuing CA of RSA only; by default `false`.
    pub is_rsassa_pss: Option<bool>,
    /// The certificate request, or the public key alone, as PEM. **Partly guessed.** Its place is that of products for
    /// persons.
    pub csr: Option<String>,
}

impl SealCertificate {
    fn check_always(&self) -> Result<()> {
        check::no_private_key(self.csr.as_deref())
    }

    fn check(&self) -> Result<()> {
        check::optional_csr(self.csr.as_deref(), REQUEST_OR_KEY)
    }

    /// The certificate has no choice of the signature.
    pub(super) fn has_fixed_signature(&self) -> Result<()> {
        check::unset("is_rsassa_pss", self.is_rsassa_pss.is_some())
    }
}

/// The subscriber agreement is accepted or not; its absence is refused.
pub(super) fn agreement(agreed: Option<bool>) -> Result<()> {
    set("csa_agreed_to", agreed.is_some())
}
