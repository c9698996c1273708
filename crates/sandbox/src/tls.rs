//! The CA that is made at start, and what it signs.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::clock;
use crate::error::{Error, Kind};

/// The seconds of a day.
const DAY: u64 = 86_400;

/// The first second of a day, by the number of days since 1970. A function could not name the type of the result, which
/// `rcgen` does not export.
macro_rules! midnight {
    ($days:expr) => {{
        let (year, month, day) = $crate::clock::civil($days);
        rcgen::date_time_ymd(year, month, day)
    }};
}
pub(crate) use midnight;

/// A certificate authority whose key exists in memory only.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate for a TLS client, with its key.
pub(crate) struct ClientCertificate {
    pub(crate) der: Vec<u8>,
    pub(crate) pem: String,
    pub(crate) key_pem: String,
}

fn failed(error: rcgen::Error) -> Error {
    Kind::Certificate(error).into()
}

/// Parameters with a life that clients accept: some refuse leaves that live longer than 825 days.
fn params(common_name: &str, names: Vec<String>) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::new(names).map_err(failed)?;
    params.distinguished_name.push(DnType::CommonName, common_name);
    let today = clock::unix().as_secs() / DAY;
    params.not_before = midnight!(today.saturating_sub(1));
    params.not_after = midnight!(today + 365);
    Ok(params)
}

/// Parameters of a CA that signs certificates and revocation lists, and no other CA. It lives for ten years: a state
/// directory may keep it for long.
pub(crate) fn authority_params(common_name: &str) -> Result<CertificateParams, Error> {
    let mut params = params(common_name, Vec::new())?;
    params.not_after = midnight!(clock::unix().as_secs() / DAY + 3650);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

/// The revocation list, in DER, of an authority that has issued nothing that could be revoked.
pub(crate) fn empty_crl(common_name: &str, key: &KeyPair) -> Result<Vec<u8>, Error> {
    let issuer = authority_params(common_name)?;
    let today = clock::unix().as_secs() / DAY;
    let list = CertificateRevocationListParams {
        this_update: midnight!(today),
        next_update: midnight!(today + 7),
        // Lists of one day are the same list.
        crl_number: today.into(),
        issuing_distribution_point: None,
        revoked_certs: Vec::new(),
        key_identifier_method: issuer.key_identifier_method.clone(),
    };
    let list = list.signed_by(&Issuer::new(issuer, key)).map_err(failed)?;
    Ok(list.der().to_vec())
}

impl Authority {
    pub(crate) fn new() -> Result<Self, Error> {
        let params = authority_params("Portcullis sandbox CA")?;
        let key = KeyPair::generate().map_err(failed)?;
        let issuer = CertifiedIssuer::self_signed(params, key).map_err(failed)?;
        Ok(Self { issuer })
    }

    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    pub(crate) fn der(&self) -> &[u8] {
        self.issuer.der()
    }

    /// Signs a certificate that names a user.
    pub(crate) fn client(&self, user: &str) -> Result<ClientCertificate, Error> {
        let mut params = params(user, Vec::new())?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = params.signed_by(&key, &self.issuer).map_err(failed)?;
        Ok(ClientCertificate {
            der: certificate.der().to_vec(),
            pem: certificate.pem(),
            key_pem: key.serialize_pem(),
        })
    }

    /// Two configurations with one server certificate: the second refuses clients that present no certificate of
    /// this CA.
    pub(crate) fn servers(&self) -> Result<(Arc<ServerConfig>, Arc<ServerConfig>), Error> {
        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
        let mut params = params("localhost", names)?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = params.signed_by(&key, &self.issuer).map_err(failed)?;
        let chain = vec![certificate.der().clone()];
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let open = config(None, chain.clone(), PrivateKeyDer::Pkcs8(key.clone_key()))?;
        let guarded = config(Some(self.issuer.der()), chain, PrivateKeyDer::Pkcs8(key))?;
        Ok((Arc::new(open), Arc::new(guarded)))
    }
}

fn tls(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Kind::Tls(error.into()).into()
}

fn config(
    client_root: Option<&CertificateDer<'static>>,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(tls)?;
    let builder = match client_root {
        None => builder.with_no_client_auth(),
        Some(root) => {
            let mut roots = RootCertStore::empty();
            roots.add(root.clone()).map_err(tls)?;
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .map_err(tls)?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut config = builder.with_single_cert(chain, key).map_err(tls)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
