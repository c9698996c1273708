//! Trusted certificates, and the client certificate.

use crate::{Error, ErrorKind, Result, SecretBytes, encoding};
use rustls::{
    ClientConfig, ConfigBuilder, DigitallySignedStruct, DistinguishedName, RootCertStore, SignatureScheme,
    client::{
        ResolvesClientCert, Resumption, WantsClientCert, WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject as _},
};
use rustls_platform_verifier::Verifier;
use std::{fmt, sync::Arc};

/// Whose certificates the client accepts. There is no way to accept all of them.
///
/// For an appliance with a private CA use [`Trust::only_pem`]; for one with a self-signed certificate
/// that cannot be replaced, [`Trust::exact_leaf_pem`].
#[derive(Clone)]
pub struct Trust(Arc<dyn Accept>);

/// Behind [`Trust`], so that a program carries no check of certificates but its own.
trait Accept: Send + Sync {
    fn verifier(&self, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>>;
    fn name(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

struct System;

impl Accept for System {
    fn verifier(&self, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>> {
        Ok(Arc::new(Verifier::new(provider).map_err(broken)?))
    }
    fn name(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Trust(system)")
    }
}

struct SystemPlus(Vec<CertificateDer<'static>>);

impl Accept for SystemPlus {
    fn verifier(&self, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>> {
        let extra = self.0.iter().cloned();
        Ok(Arc::new(Verifier::new_with_extra_roots(extra, provider).map_err(broken)?))
    }
    fn name(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trust(system and {} more)", self.0.len())
    }
}

struct Only(Vec<CertificateDer<'static>>);

impl Accept for Only {
    fn verifier(&self, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>> {
        let mut store = RootCertStore::empty();
        for root in &self.0 {
            store.add(root.clone()).map_err(broken)?;
        }
        let built = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider).build();
        Ok(built.map_err(|_| config("the CA certificates are not usable"))?)
    }
    fn name(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trust(only {} given)", self.0.len())
    }
}

struct OneLeaf(CertificateDer<'static>);

impl Accept for OneLeaf {
    fn verifier(&self, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>> {
        Ok(Arc::new(ExactLeaf { leaf: self.0.clone(), provider }))
    }
    fn name(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Trust(one exact leaf)")
    }
}

impl Trust {
    /// The operating system's trust store: the default.
    pub fn system() -> Self {
        Self(Arc::new(System))
    }

    /// The operating system's trust store and these CA certificates (PEM, one or more).
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the text holds no certificate, or one that cannot be read.
    pub fn system_plus_pem(pem: impl AsRef<[u8]>) -> Result<Self> {
        certificates(pem.as_ref()).map(|c| Self(Arc::new(SystemPlus(c))))
    }

    /// These CA certificates (PEM, one or more) and no others.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the text holds no certificate, or one that cannot be read.
    pub fn only_pem(pem: impl AsRef<[u8]>) -> Result<Self> {
        certificates(pem.as_ref()).map(|c| Self(Arc::new(Only(c))))
    }

    /// Exactly this server certificate (PEM), compared byte for byte; its dates and the handshake's
    /// signature are still checked, its issuer and names are not.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the text does not hold exactly one certificate.
    pub fn exact_leaf_pem(pem: impl AsRef<[u8]>) -> Result<Self> {
        let mut found = certificates(pem.as_ref())?;
        match (found.pop(), found.is_empty()) {
            (Some(leaf), true) => Ok(Self(Arc::new(OneLeaf(leaf)))),
            _ => Err(config("an exact leaf is one certificate, not several")),
        }
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.name(f)
    }
}

/// A client certificate with its private key, for mutual TLS.
#[derive(Clone)]
pub struct ClientIdentity(Arc<dyn Present>);

type Unfinished = ConfigBuilder<ClientConfig, WantsClientCert>;

/// Behind [`ClientIdentity`], so that a program without one carries no reader of keys.
trait Present: Send + Sync {
    fn configure(&self, builder: Unfinished) -> Result<ClientConfig>;
}

struct Pem {
    chain: Vec<CertificateDer<'static>>,
    key: SecretBytes,
}

impl Present for Pem {
    fn configure(&self, builder: Unfinished) -> Result<ClientConfig> {
        let key = PrivateKeyDer::from_pem_slice(self.key.expose_secret())
            .map_err(|_| config("the PEM text holds no private key"))?;
        builder.with_client_auth_cert(self.chain.clone(), key).map_err(broken)
    }
}

impl ClientIdentity {
    /// Reads the certificate chain and the private key from PEM texts (UTF-8, or UTF-16 with a byte-order mark).
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if there is no certificate or no private key in them.
    #[allow(clippy::needless_pass_by_value, reason = "the caller gives the key away")]
    pub fn from_pem(chain: impl AsRef<[u8]>, key: SecretBytes) -> Result<Self> {
        let chain = certificates(chain.as_ref())?;
        let key = SecretBytes::from(&**encoding::utf8(key.expose_secret()));
        PrivateKeyDer::from_pem_slice(key.expose_secret())
            .map_err(|_| config("the PEM text holds no private key"))?;
        Ok(Self(Arc::new(Pem { chain, key })))
    }
}

impl fmt::Debug for ClientIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientIdentity(..)")
    }
}

fn config(text: &'static str) -> Error {
    Error::new(ErrorKind::Config, text)
}

#[allow(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn broken(error: rustls::Error) -> Error {
    config("the TLS settings are not usable").with_source(error.to_string())
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let pem = encoding::utf8(pem);
    let found: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|_| config("the PEM text cannot be read"))?;
    let begun = pem.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| begins(line)).count();
    if found.len() < begun {
        return Err(config(
            "not every certificate of the PEM text can be read: the lines before and after each must be exactly `-----BEGIN CERTIFICATE-----` and `-----END CERTIFICATE-----`",
        ));
    }
    if found.is_empty() {
        return Err(config("the PEM text holds no certificate"));
    }
    if found.iter().any(|certificate| validity(certificate).is_none()) {
        return Err(config("a certificate of the PEM text cannot be read"));
    }
    Ok(found)
}

/// Whether a certificate is meant to begin here, in whatever way the line is damaged.
fn begins(line: &[u8]) -> bool {
    let holds = |part: &[u8]| line.windows(part.len()).any(|window| window == part);
    holds(b"--BEGIN ") && holds(b"CERTIFICATE--")
}

/// The provider is named explicitly: another crate's features or a process-wide default never choose it.
#[allow(clippy::unnecessary_wraps, reason = "without a TLS feature there is none")]
fn provider() -> Result<Arc<CryptoProvider>> {
    #[cfg(feature = "rustls")]
    return Ok(Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    #[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
    return Ok(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(any(feature = "rustls", feature = "rustls-ring")))]
    Err(config("TLS needs one of the features `rustls` and `rustls-ring`"))
}

/// The TLS settings of one client, of which each of its connection pools takes its own: to clone them would add 4 kB to a
/// program. A pool resumes the sessions of another only if they share the last three.
pub(crate) struct Tls {
    provider: Arc<CryptoProvider>,
    /// `None` trusts no certificate.
    verifier: Option<Arc<dyn ServerCertVerifier>>,
    resolver: Arc<dyn ResolvesClientCert>,
    resumption: Resumption,
}

impl Tls {
    pub(crate) fn new(trust: &Trust, identity: Option<&ClientIdentity>) -> Result<Self> {
        let provider = provider()?;
        let verifier = trust.0.verifier(provider.clone())?;
        Self::of(provider, Some(verifier), identity)
    }

    /// For a client of loopback without TLS.
    pub(crate) fn unused() -> Result<Self> {
        Self::of(provider()?, None, None)
    }

    fn of(
        provider: Arc<CryptoProvider>,
        verifier: Option<Arc<dyn ServerCertVerifier>>,
        identity: Option<&ClientIdentity>,
    ) -> Result<Self> {
        let builder = unfinished(&provider, verifier.as_ref())?;
        let config = match identity {
            None => builder.with_no_client_auth(),
            Some(identity) => identity.0.configure(builder)?,
        };
        let (resolver, resumption) = (config.client_auth_cert_resolver, config.resumption);
        Ok(Self { provider, verifier, resolver, resumption })
    }

    /// The same without the client's certificate, if there is one.
    pub(crate) fn without_identity(&self) -> Result<Option<Self>> {
        if !self.resolver.has_certs() {
            return Ok(None);
        }
        Self::of(self.provider.clone(), self.verifier.clone(), None).map(Some)
    }

    pub(crate) fn config(&self) -> Result<ClientConfig> {
        let builder = unfinished(&self.provider, self.verifier.as_ref())?;
        let mut config = builder.with_client_cert_resolver(self.resolver.clone());
        config.resumption = self.resumption.clone();
        Ok(config)
    }
}

fn unfinished(
    provider: &Arc<CryptoProvider>,
    verifier: Option<&Arc<dyn ServerCertVerifier>>,
) -> Result<Unfinished> {
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(broken)?;
    Ok(match verifier {
        Some(verifier) => builder.dangerous().with_custom_certificate_verifier(verifier.clone()),
        None => builder.with_root_certificates(RootCertStore::empty()),
    })
}

/// TLS settings as those of a client, for a connection beside its pools.
#[doc(hidden)]
pub fn client_config(trust: &Trust, identity: Option<&ClientIdentity>) -> Result<ClientConfig> {
    Tls::new(trust, identity)?.config()
}

/// Accepts one certificate and no other, for servers whose self-signed certificate no CA check can pass.
#[derive(Debug)]
struct ExactLeaf {
    leaf: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for ExactLeaf {
    fn verify_server_cert(
        &self,
        presented: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if presented.as_ref() != self.leaf.as_ref() {
            return Err(rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer));
        }
        within_dates(presented, now)?;
        Ok(ServerCertVerified::assertion())
    }
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, signature, &self.provider.signature_verification_algorithms)
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, signature, &self.provider.signature_verification_algorithms)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
    fn root_hint_subjects(&self) -> Option<&[DistinguishedName]> {
        None
    }
}

/// Checks the validity period of a certificate: the third member of its TBS sequence that holds two
/// times (RFC 5280, 4.1.2.5).
fn within_dates(certificate: &[u8], now: UnixTime) -> Result<(), rustls::Error> {
    use rustls::{CertificateError, Error::InvalidCertificate};
    let (from, until) = validity(certificate).ok_or(InvalidCertificate(CertificateError::BadEncoding))?;
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now < from {
        return Err(InvalidCertificate(CertificateError::NotValidYet));
    }
    if now > until {
        return Err(InvalidCertificate(CertificateError::Expired));
    }
    Ok(())
}

fn validity(certificate: &[u8]) -> Option<(i64, i64)> {
    let (_, certificate, _) = element(certificate)?;
    let (_, mut tbs, _) = element(certificate)?;
    // version [0] (optional), serial, signature, issuer, then validity.
    if tbs.first() == Some(&0xA0) {
        tbs = element(tbs)?.2;
    }
    for _ in 0..3 {
        tbs = element(tbs)?.2;
    }
    let (_, period, _) = element(tbs)?;
    let (kind, from, rest) = element(period)?;
    let (other, until, _) = element(rest)?;
    Some((instant(kind, from)?, instant(other, until)?))
}

/// Tag, content and what follows of one DER element.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
        (bytes.iter().try_fold(0_usize, |n, b| n.checked_mul(256)?.checked_add(usize::from(*b)))?, rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// `UTCTime` (two-digit year, 1950 to 2049) or `GeneralizedTime`, both in UTC.
fn instant(tag: u8, text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let full = match tag {
        0x17 => format!("{}{text}", if text.get(..2)?.parse::<u8>().ok()? < 50 { "20" } else { "19" }),
        0x18 => text.to_owned(),
        _ => return None,
    };
    let part = |range| full.get(range);
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    let (hour, minute, second) = (part(8..10)?, part(10..12)?, part(12..14)?);
    crate::Timestamp::from(format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")).unix_seconds()
}
