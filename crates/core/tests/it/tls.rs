//! Real handshakes against a CA of our own.

use crate::support::{Plain, http};
use portcullis_core::{
    Client, ClientBuilder, ClientIdentity, Delivery, ErrorKind, Origin, Retry, Secret, SecretBytes, Trust,
};
use portcullis_testkit::encodings;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    HandshakeKind, RootCertStore, ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::WebPkiClientVerifier,
};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;

pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn issue(
        &self,
        names: &[&str],
        shape: impl FnOnce(&mut CertificateParams),
    ) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let mut params =
            CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
        shape(&mut params);
        (params.signed_by(&key, &self.0).unwrap(), key)
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }
}

struct Server {
    url: String,
    requests: Arc<Mutex<Vec<u8>>>,
    handshakes: Arc<Mutex<Vec<HandshakeKind>>>,
    /// For each handshake, whether a client certificate was presented.
    presented: Arc<Mutex<Vec<bool>>>,
}

pub fn acceptor(leaf: &(rcgen::Certificate, KeyPair), clients: Option<&Authority>) -> TlsAcceptor {
    asking(leaf, clients, false)
}

/// A server that asks for a certificate of this authority, and takes none too if it is optional.
fn asking(leaf: &(rcgen::Certificate, KeyPair), clients: Option<&Authority>, optional: bool) -> TlsAcceptor {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(leaf.1.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.0.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            let verifier = if optional { verifier.allow_unauthenticated() } else { verifier };
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let config = builder.with_single_cert(vec![leaf.0.der().clone()], key).unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(leaf: &(rcgen::Certificate, KeyPair), clients: Option<&Authority>) -> Server {
    serve_on(acceptor(leaf, clients)).await
}

async fn serve_on(acceptor: TlsAcceptor) -> Server {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let requests = Arc::new(Mutex::new(Vec::new()));
    let handshakes = Arc::new(Mutex::new(Vec::new()));
    let presented = Arc::new(Mutex::new(Vec::new()));
    let (log, kinds, shown) = (requests.clone(), handshakes.clone(), presented.clone());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (acceptor, log, kinds, shown) = (acceptor.clone(), log.clone(), kinds.clone(), shown.clone());
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(socket).await else { return };
                kinds.lock().unwrap().extend(stream.get_ref().1.handshake_kind());
                shown.lock().unwrap().push(stream.get_ref().1.peer_certificates().is_some());
                let mut bytes = vec![0; 4096];
                let Ok(n) = stream.read(&mut bytes).await else { return };
                log.lock().unwrap().extend_from_slice(&bytes[..n]);
                let _ = stream.write_all(http("200 OK", "{}").as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    Server { url, requests, handshakes, presented }
}

fn client(url: &str, trust: Trust) -> Client {
    ClientBuilder::new(url).trust(trust).retry(Retry::none()).build(Plain, None).unwrap()
}

async fn refused(server: &Server, trust: Trust) -> String {
    let error = client(&server.url, trust).post("/u").call::<Value>().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.delivery(), error.attempts()),
        (ErrorKind::Connect, Delivery::NotSent, 1),
        "{error}"
    );
    assert_eq!(server.requests.lock().unwrap().len(), 0, "application bytes were sent");
    error.to_string()
}

#[tokio::test]
async fn a_private_ca_is_trusted_when_given_and_only_then() {
    let (ours, other) = (Authority::new(), Authority::new());
    let server = serve(&ours.issue(&["localhost"], |_| {}), None).await;
    let text = refused(&server, Trust::only_pem(other.pem()).unwrap()).await;
    assert!(text.contains("not trusted") && text.contains("Trust::only_pem"), "{text}");
    refused(&server, Trust::system()).await;
    for trust in [Trust::only_pem(ours.pem()).unwrap(), Trust::system_plus_pem(ours.pem()).unwrap()] {
        client(&server.url, trust).post("/u").call::<Value>().await.unwrap();
    }
}

#[tokio::test]
async fn bad_certificates_are_refused_before_anything_is_sent() {
    let ours = Authority::new();
    let trust = Trust::only_pem(ours.pem()).unwrap();
    let cases: [(&[&str], fn(&mut CertificateParams)); 4] = [
        (&["localhost"], |p| p.not_after = rcgen::date_time_ymd(2001, 1, 1)),
        (&["localhost"], |p| p.not_before = rcgen::date_time_ymd(4001, 1, 1)),
        (&["elsewhere.example"], |_| {}),
        (&[], |_| {}),
    ];
    for (names, shape) in cases {
        let server = serve(&ours.issue(names, shape), None).await;
        refused(&server, trust.clone()).await;
    }
}

#[tokio::test]
async fn one_exact_leaf_can_be_pinned() {
    let ours = Authority::new();
    let leaf = ours.issue(&["appliance.local"], |_| {});
    let server = serve(&leaf, None).await;
    let pinned = Trust::exact_leaf_pem(leaf.0.pem()).unwrap();
    client(&server.url, pinned.clone()).post("/u").call::<Value>().await.unwrap();
    let twin = serve(&ours.issue(&["appliance.local"], |_| {}), None).await;
    refused(&twin, pinned).await;
    let old = ours.issue(&["localhost"], |p| p.not_after = rcgen::date_time_ymd(2001, 1, 1));
    let server = serve(&old, None).await;
    let text = refused(&server, Trust::exact_leaf_pem(old.0.pem()).unwrap()).await;
    assert!(text.contains("Expired"), "{text}");
}

fn identity(authority: &Authority) -> ClientIdentity {
    let (certificate, key) = authority.issue(&["job"], |_| {});
    ClientIdentity::from_pem(certificate.pem(), SecretBytes::from(key.serialize_pem().into_bytes())).unwrap()
}

#[tokio::test]
async fn the_pools_of_a_client_resume_each_others_sessions() {
    let ours = Authority::new();
    for clients in [None, Some(&ours)] {
        let server = serve(&ours.issue(&["localhost"], |_| {}), clients).await;
        let builder = ClientBuilder::new(&server.url).trust(Trust::only_pem(ours.pem()).unwrap());
        let builder = match clients {
            None => builder,
            Some(authority) => builder.identity(identity(authority)),
        };
        let client = builder.build(Plain, None).unwrap();
        for request in [client.get("/u"), client.post("/u"), client.post("/u").fresh()] {
            request.call::<Value>().await.unwrap();
        }
        let seen = server.handshakes.lock().unwrap().clone();
        assert_eq!(seen, [HandshakeKind::Full, HandshakeKind::Resumed, HandshakeKind::Resumed]);
    }
}

#[tokio::test]
async fn a_client_certificate_is_presented_when_asked_for() {
    let ours = Authority::new();
    let server = serve(&ours.issue(&["localhost"], |_| {}), Some(&ours)).await;
    let trust = Trust::only_pem(ours.pem()).unwrap();
    let identity = identity(&ours);
    assert_eq!(format!("{identity:?}"), "ClientIdentity(..)");
    let with =
        ClientBuilder::new(&server.url).trust(trust.clone()).identity(identity).build(Plain, None).unwrap();
    with.post("/u").call::<Value>().await.unwrap();
    let without =
        ClientBuilder::new(&server.url).trust(trust).retry(Retry::none()).build(Plain, None).unwrap();
    let error = without.post("/u").call::<Value>().await.unwrap_err();
    assert_ne!(error.delivery(), Delivery::Applied);
    assert!(error.to_string().contains("client certificate"), "{error}");
}

#[tokio::test]
async fn a_client_certificate_goes_to_the_clients_own_servers_and_along_no_link() {
    let ours = Authority::new();
    let curious = || serve_on(asking(&ours.issue(&["localhost"], |_| {}), Some(&ours), true));
    let (first, second, other) = (curious().await, curious().await, curious().await);
    let client = ClientBuilder::new(&first.url)
        .origin(Origin::beside(0), Some(second.url.clone()))
        .trust(Trust::only_pem(ours.pem()).unwrap())
        .identity(identity(&ours))
        .build(Plain, None)
        .unwrap();
    for request in [client.get("/u"), client.post("/u"), client.post("/u").fresh()] {
        request.call::<Value>().await.unwrap();
    }
    client.get("/u").at(Origin::beside(0)).call::<Value>().await.unwrap();
    // A link to a server of the client's own is no exception.
    for server in [&other, &first, &second] {
        let link = Secret::from([&*server.url, "/get?auth=once"].concat());
        client.get("/").to_url(&link).call::<Value>().await.unwrap();
        client.post("/").to_url(&link).fresh().call::<Value>().await.unwrap();
        let mut download = client.get("/").to_url(&link).download();
        while download.try_next().await.unwrap().is_some() {}
    }
    let presented = |server: &Server| server.presented.lock().unwrap().clone();
    assert_eq!(presented(&first), [true, true, true, false, false, false]);
    assert_eq!(presented(&second), [true, false, false, false]);
    assert_eq!(presented(&other), [false; 3]);
}

#[test]
fn unreadable_pem_is_a_configuration_error() {
    for pem in ["", "hunter2", "-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----\n"] {
        let error = Trust::only_pem(pem).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!format!("{error:?}").contains("hunter2"));
    }
    let key = SecretBytes::from(b"no key".to_vec());
    assert_eq!(ClientIdentity::from_pem(Authority::new().pem(), key).unwrap_err().kind(), ErrorKind::Config);
}

#[tokio::test]
async fn pem_texts_are_read_in_every_encoding() {
    let ours = Authority::new();
    let leaf = ours.issue(&["localhost"], |_| {});
    let server = serve(&leaf, Some(&ours)).await;
    let (certificate, key) = ours.issue(&["job"], |_| {});
    let text = |pem: String| ["Subject: \u{c5}sa\r\n", &pem.replace('\n', "\r\n")].concat();
    let key = encodings(&text(key.serialize_pem()));
    let (ca, chain, pinned) = (text(ours.pem()), text(certificate.pem()), text(leaf.0.pem()));
    let texts = encodings(&ca).into_iter().zip(encodings(&pinned)).zip(encodings(&chain)).zip(key);
    for (((ca, pinned), chain), key) in texts {
        let identity = ClientIdentity::from_pem(chain, SecretBytes::from(key)).unwrap();
        for trust in [
            Trust::only_pem(&ca).unwrap(),
            Trust::system_plus_pem(&ca).unwrap(),
            Trust::exact_leaf_pem(pinned).unwrap(),
        ] {
            let builder = ClientBuilder::new(&server.url).trust(trust).identity(identity.clone());
            builder.build(Plain, None).unwrap().post("/u").call::<Value>().await.unwrap();
        }
    }
}

#[test]
fn a_pem_text_that_can_be_read_in_part_only_is_a_configuration_error() {
    let pem = Authority::new().pem();
    let damaged = |from: &str, to: &str| pem.replacen(from, to, 1);
    for second in [
        // As when two files with a byte-order mark are joined.
        format!("\n\u{feff}{pem}"),
        format!("  {pem}"),
        format!("name: {pem}"),
        damaged("-----BEGIN CERTIFICATE-----", "-----BEGIN TRUSTED CERTIFICATE-----"),
        damaged("-----BEGIN CERTIFICATE-----", "-----BEGIN X509 CERTIFICATE-----"),
        damaged("-----BEGIN CERTIFICATE-----", "----BEGIN CERTIFICATE----"),
        damaged("-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----  x"),
        damaged("-----END CERTIFICATE-----", ""),
        damaged("-----END CERTIFICATE-----", "-----END CERTIFICATES-----"),
        "-----BEGIN CERTIFICATE-----\n".to_owned(),
    ] {
        for text in [format!("{pem}{second}"), format!("{second}{pem}"), second.clone()] {
            let key = || SecretBytes::from(KeyPair::generate().unwrap().serialize_pem().into_bytes());
            for error in [
                Trust::only_pem(&text).err(),
                Trust::system_plus_pem(&text).err(),
                Trust::exact_leaf_pem(&text).err(),
                ClientIdentity::from_pem(&text, key()).err(),
            ] {
                assert_eq!(error.map(|e| e.kind()), Some(ErrorKind::Config), "{text}");
            }
        }
    }
    // A request is no certificate, and comments are comments.
    let more = "# BEGIN CERTIFICATE of the authority\n-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n";
    Trust::only_pem(format!("{more}{pem}{pem}")).unwrap();
}
