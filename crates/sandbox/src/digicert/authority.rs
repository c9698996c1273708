//! The sandbox's own authorities, a root and an intermediate, and what they sign.
//!
//! Their keys are made when the first certificate is issued, and kept with the state. Every signature is one of ECDSA
//! on P-256 with SHA-256, whatever hash an order names.

use std::net::IpAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PublicKeyData as _, SanType, SerialNumber,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::clock::DAY;
use super::csr::Key;
use super::reply::Refusal;
use crate::{clock, random, tls};

pub(super) const ROOT: &str = "Portcullis Sandbox Root CA";
pub(super) const INTERMEDIATE: &str = "Portcullis Sandbox TLS CA";
pub(super) const ORGANIZATION: &str = "Portcullis Sandbox";

fn failed<E>(_: E) -> Refusal {
    Refusal::code("csr_invalid_cannot_parse", "No certificate can be made of this request.")
}

/// The keys and certificates of both, in DER and base64.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Authorities {
    root: String,
    intermediate: String,
    key: String,
}

/// What a certificate is made of.
pub(super) struct Leaf<'a> {
    pub(super) key: &'a Key,
    pub(super) common_name: &'a str,
    /// The members of the name besides the common name.
    pub(super) subject: Vec<(DnType, String)>,
    pub(super) names: &'a [String],
    pub(super) emails: &'a [String],
    pub(super) usages: Vec<ExtendedKeyUsagePurpose>,
    /// The first and the last second, since 1970.
    pub(super) from: u64,
    pub(super) till: u64,
}

/// The parameters of an authority, for which as many others may stand below it.
fn params(common_name: &str, below: u8) -> Result<CertificateParams, Refusal> {
    let mut params = tls::authority_params(common_name).map_err(failed)?;
    params.distinguished_name.push(DnType::OrganizationName, ORGANIZATION);
    let today = clock::unix().as_secs() / DAY;
    // A test moves the clock by years.
    params.not_after = tls::midnight!(today + 36_500);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(below));
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

impl Authorities {
    pub(super) fn new() -> Result<Self, Refusal> {
        let root_key = KeyPair::generate().map_err(failed)?;
        let root = params(ROOT, 1)?;
        let root_certificate = root.self_signed(&root_key).map_err(failed)?;
        let key = KeyPair::generate().map_err(failed)?;
        let intermediate = params(INTERMEDIATE, 0)?;
        let certificate = intermediate.signed_by(&key, &Issuer::new(root, root_key)).map_err(failed)?;
        Ok(Self {
            root: STANDARD.encode(root_certificate.der()),
            intermediate: STANDARD.encode(certificate.der()),
            key: STANDARD.encode(key.serialize_der()),
        })
    }

    /// The certificate of the leaf, in DER and base64, and its serial number.
    pub(super) fn sign(&self, leaf: Leaf<'_>) -> Result<(String, String), Refusal> {
        let key = STANDARD.decode(&self.key).map_err(failed)?;
        let key = KeyPair::try_from(key.as_slice()).map_err(failed)?;
        let issuer = Issuer::new(params(INTERMEDIATE, 0)?, key);
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, leaf.common_name);
        for (kind, text) in leaf.subject {
            params.distinguished_name.push(kind, text);
        }
        for name in leaf.names {
            params.subject_alt_names.push(match name.parse::<IpAddr>() {
                Ok(address) => SanType::IpAddress(address),
                Err(_) => SanType::DnsName(name.as_str().try_into().map_err(failed)?),
            });
        }
        for email in leaf.emails {
            params.subject_alt_names.push(SanType::Rfc822Name(email.as_str().try_into().map_err(failed)?));
        }
        let at = |seconds: u64| tls::midnight!(seconds / DAY) + Duration::from_secs(seconds % DAY);
        (params.not_before, params.not_after) = (at(leaf.from), at(leaf.till));
        let mut serial = random::bytes::<16>().to_vec();
        // A serial number is positive and has no leading zeros.
        if let Some(first) = serial.first_mut() {
            *first = *first & 0x3f | 0x40;
        }
        let text = hex(&serial);
        params.serial_number = Some(SerialNumber::from(serial));
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        if std::ptr::eq(leaf.key.algorithm(), &raw const rcgen::PKCS_RSA_SHA256) {
            params.key_usages.push(KeyUsagePurpose::KeyEncipherment);
        }
        params.extended_key_usages = leaf.usages;
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(leaf.key, &issuer).map_err(failed)?;
        Ok((STANDARD.encode(certificate.der()), text))
    }

    /// The intermediate and the root, as a reply shows a chain.
    pub(super) fn intermediates(&self) -> Value {
        json!([
            { "subject_common_name": INTERMEDIATE, "pem": pem(&self.intermediate) },
            { "subject_common_name": ROOT, "pem": pem(&self.root) },
        ])
    }

    /// The certificates of both as PEM, the intermediate first.
    pub(super) fn pems(&self) -> [String; 2] {
        [pem(&self.intermediate), pem(&self.root)]
    }

    /// The same, in DER and base64.
    pub(super) fn ders(&self) -> [String; 2] {
        [self.intermediate.clone(), self.root.clone()]
    }

    /// What a list of the account's authorities has of both.
    pub(super) fn listed(&self) -> Result<Value, Refusal> {
        let entry = |der: &str| -> Result<Value, Refusal> {
            let bytes = STANDARD.decode(der).map_err(failed)?;
            let (_, known) = X509Certificate::from_der(&bytes).map_err(failed)?;
            let name = |name: &x509_parser::x509::X509Name<'_>| {
                let first = name.iter_common_name().next().and_then(|part| part.as_str().ok());
                first.unwrap_or_default().to_owned()
            };
            let time = |at: i64| super::clock::blank(u64::try_from(at).unwrap_or_default());
            let validity = known.validity();
            let thumbprint = thumbprint(der);
            Ok(json!({
                "id": thumbprint.chars().take(16).collect::<String>(), "thumbprint": thumbprint,
                "subject_common_name": name(known.subject()), "issuer_common_name": name(known.issuer()),
                "subject_org_name": ORGANIZATION, "serial_number": hex(known.raw_serial()),
                "signature_hash": "SHA256", "is_private": "0",
                "valid_from": time(validity.not_before.timestamp()),
                "valid_to": time(validity.not_after.timestamp()),
            }))
        };
        Ok(json!([entry(&self.intermediate)?, entry(&self.root)?]))
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02X}"))
}

/// The SHA-1 of a certificate, which is given in base64.
pub(super) fn thumbprint(der: &str) -> String {
    let bytes = STANDARD.decode(der).unwrap_or_default();
    hex(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &bytes).as_ref())
}

/// A certificate as PEM, which is given in base64.
pub(super) fn pem(der: &str) -> String {
    let lines = der.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned() + "\n");
    format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", lines.collect::<String>())
}
