//! Certificate signing requests: the key of one, if it was signed with that key.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    ECDSA_P521_SHA256_ASN1, ECDSA_P521_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ED25519,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey,
    VerificationAlgorithm,
};
use rcgen::{
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512, PKCS_ED25519, PKCS_RSA_SHA256,
    PublicKeyData, SignatureAlgorithm,
};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;

const RSA: &str = "1.2.840.113549.1.1.1";
const EC: &str = "1.2.840.10045.2.1";
const EDWARDS: &str = "1.3.101.112";
const P256: &str = "1.2.840.10045.3.1.7";
const P384: &str = "1.3.132.0.34";
const P521: &str = "1.3.132.0.35";

/// A public key.
pub(super) struct Key {
    bytes: Vec<u8>,
    algorithm: &'static SignatureAlgorithm,
    pub(super) bits: usize,
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

/// How a signature with a key on a curve is checked, by the last part of the signature's identifier.
fn ecdsa(curve: &str, hash: &str) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (curve, hash) {
        (P256, "2") => &ECDSA_P256_SHA256_ASN1,
        (P256, "3") => &ECDSA_P256_SHA384_ASN1,
        (P384, "2") => &ECDSA_P384_SHA256_ASN1,
        (P384, "3") => &ECDSA_P384_SHA384_ASN1,
        (P521, "2") => &ECDSA_P521_SHA256_ASN1,
        (P521, "3") => &ECDSA_P521_SHA384_ASN1,
        (P521, "4") => &ECDSA_P521_SHA512_ASN1,
        _ => return None,
    })
}

impl Key {
    /// The key of a request in PEM; none if it does not parse or its signature is wrong.
    pub(super) fn of(csr: &str) -> Option<Self> {
        let (_, pem) = parse_x509_pem(csr.trim().as_bytes()).ok()?;
        if !pem.label.ends_with("CERTIFICATE REQUEST") {
            return None;
        }
        let (_, request) = X509CertificationRequest::from_der(&pem.contents).ok()?;
        let info = &request.certification_request_info;
        let public = &info.subject_pki;
        let bytes = public.subject_public_key.data.to_vec();
        let signature = request.signature_algorithm.algorithm.to_id_string();
        let hash = signature.rsplit('.').next().unwrap_or_default();
        let curve = || {
            let parameters = public.algorithm.parameters.as_ref()?;
            Some(parameters.as_oid().ok()?.to_id_string())
        };
        let verified: &'static dyn VerificationAlgorithm;
        let (algorithm, bits) = match public.algorithm.algorithm.to_id_string().as_str() {
            RSA => {
                let PublicKey::RSA(key) = public.parsed().ok()? else { return None };
                verified = match hash {
                    "11" => &RSA_PKCS1_2048_8192_SHA256,
                    "12" => &RSA_PKCS1_2048_8192_SHA384,
                    "13" => &RSA_PKCS1_2048_8192_SHA512,
                    _ => return None,
                };
                (&PKCS_RSA_SHA256, key.key_size())
            }
            EC => {
                let curve = curve()?;
                verified = ecdsa(&curve, hash)?;
                match curve.as_str() {
                    P256 => (&PKCS_ECDSA_P256_SHA256, 256),
                    P384 => (&PKCS_ECDSA_P384_SHA384, 384),
                    _ => (&PKCS_ECDSA_P521_SHA512, 521),
                }
            }
            EDWARDS => {
                verified = &ED25519;
                (&PKCS_ED25519, 256)
            }
            _ => return None,
        };
        let signed = UnparsedPublicKey::new(verified, &bytes);
        signed.verify(info.raw, &request.signature_value.data).ok()?;
        Some(Self { bytes, algorithm, bits })
    }
}
