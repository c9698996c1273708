//! Generated certificates, valid and invalid.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_RSA_SHA256, RsaKeySize,
};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use std::{fmt, sync::Arc};
use tokio_rustls::TlsAcceptor;

/// A certificate and its key.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Leaf {
    /// The certificate.
    pub der: CertificateDer<'static>,
    /// The key, PKCS #8.
    pub key: Vec<u8>,
}

impl Leaf {
    /// The certificate as PEM.
    pub fn pem(&self) -> String {
        pem(&self.der)
    }

    /// The key as rustls takes it.
    pub fn private_key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()))
    }
}

/// A certificate as PEM.
pub fn pem(der: &[u8]) -> String {
    use std::fmt::Write as _;
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    for line in der.chunks(48) {
        for group in line.chunks(3) {
            let bits =
                group.iter().fold(0_u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - group.len()));
            for place in 0..4 {
                let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
                text.push(if place > group.len() { '=' } else { char::from(letter) });
            }
        }
        text.push('\n');
    }
    let _ = writeln!(text, "-----END CERTIFICATE-----");
    text
}

/// A certificate authority.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authority")
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Authority {
    /// A new one; all have the same name except those of [`named`](Self::named).
    ///
    /// # Panics
    /// If no key can be generated.
    pub fn new() -> Self {
        Self::with(KeyPair::generate().unwrap(), "an authority")
    }

    /// A new one of this name.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    pub fn named(name: &str) -> Self {
        Self::with(KeyPair::generate().unwrap(), name)
    }

    /// One with an RSA key.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    pub fn rsa() -> Self {
        Self::with(KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap(), "an authority")
    }

    fn with(key: KeyPair, name: &str) -> Self {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    /// A certificate for these names; `shape` changes it before it is signed.
    ///
    /// # Panics
    /// If the certificate cannot be signed.
    pub fn issue(&self, names: &[&str], shape: impl FnOnce(&mut CertificateParams)) -> Leaf {
        self.issue_for(&KeyPair::generate().unwrap(), names, shape)
    }

    /// As [`issue`](Self::issue), for a key that exists.
    ///
    /// # Panics
    /// If the certificate cannot be signed.
    pub fn issue_for(
        &self,
        key: &KeyPair,
        names: &[&str],
        shape: impl FnOnce(&mut CertificateParams),
    ) -> Leaf {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).unwrap();
        shape(&mut params);
        let certificate = params.signed_by(key, &self.0).unwrap();
        Leaf { der: certificate.der().clone(), key: key.serialize_der() }
    }

    /// Its own certificate, as a server would present it.
    pub fn itself(&self) -> Leaf {
        Leaf { der: self.0.der().clone(), key: self.0.key().serialize_der() }
    }

    /// Its certificate as PEM.
    pub fn pem(&self) -> String {
        self.0.pem()
    }
}

/// A certificate that its own key has signed.
///
/// # Panics
/// As [`Authority::new`].
pub fn self_signed() -> Leaf {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    Leaf { der: params.self_signed(&key).unwrap().der().clone(), key: key.serialize_der() }
}

/// The same certificate, declared as signed with SHA-1: the identifiers of RSA with SHA-256 and with SHA-1 differ in
/// one byte.
pub fn declared_as_sha1(leaf: &Leaf) -> Leaf {
    const NAME: [u8; 10] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05];
    let mut der = leaf.der.to_vec();
    while let Some(at) = der.windows(NAME.len()).position(|w| w == NAME) {
        der[at + 8] = 0x05;
    }
    Leaf { der: der.into(), key: leaf.key.clone() }
}

#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

/// A TLS server that presents this certificate.
pub fn acceptor(leaf: &Leaf) -> TlsAcceptor {
    presenting(leaf.der.clone(), leaf)
}

/// A TLS server that presents one certificate and signs with another's key.
///
/// # Panics
/// If the key cannot be used.
pub fn presenting(der: CertificateDer<'static>, signer: &Leaf) -> TlsAcceptor {
    let key = aws_lc_rs::sign::any_supported_type(&signer.private_key()).unwrap();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let resolver = Always(Arc::new(CertifiedKey::new(vec![der], key)));
    TlsAcceptor::from(Arc::new(builder.with_no_client_auth().with_cert_resolver(Arc::new(resolver))))
}
