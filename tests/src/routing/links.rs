//! Links that a server names: which of them are followed, and with what.

use super::certificates::{Authority, Leaf};
use crate::replies::samples::Wire;
use portcullis_core::{
    Client, ClientBuilder, ClientIdentity, ErrorKind, Origin, Proxy, Secret, SecretBytes, Trust,
};
use portcullis_testkit::wire::{Plain, reply};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

/// Follows these links as clients of loopback with and without TLS and of another server. Returns how many were tried,
/// and those that were followed or refused wrongly.
pub(super) async fn followed(never: &[&str], loopback: &[&str]) -> (usize, Vec<String>) {
    let (mut tried, mut wrong) = (0, Vec::new());
    let wire = Wire::new(|_, _| async { reply(200, &json!({"id": 1})) });
    for (base, is_plain) in
        [("https://api.example", false), ("https://localhost:1", false), ("http://127.0.0.1:1", true)]
    {
        let client = ClientBuilder::new(base).transport(wire.clone()).build(Plain, None).unwrap();
        let links = never.iter().map(|url| (url, false)).chain(loopback.iter().map(|url| (url, is_plain)));
        for (url, is_followed) in links {
            tried += 1;
            let outcome = client.get("/").to_url(&Secret::from(*url)).call::<Value>().await;
            if outcome.map(drop).map_err(|e| e.kind()) != is_followed.then_some(()).ok_or(ErrorKind::Input) {
                wrong.push(format!("a client of {base} and the link {url}"));
            }
        }
    }
    (tried, wrong)
}

/// A server that requests a client certificate, and takes none too.
struct Curious {
    url: String,
    connections: Arc<AtomicUsize>,
    presented: Arc<AtomicUsize>,
}

impl Curious {
    async fn start(authority: &Authority, leaf: &Leaf) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
        let config =
            ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config
            .with_client_cert_verifier(verifier.allow_unauthenticated().build().unwrap())
            .with_single_cert(vec![leaf.der.clone()], leaf.private_key())
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let (connections, presented) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let (all, with) = (connections.clone(), presented.clone());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (acceptor, all, with) = (acceptor.clone(), all.clone(), with.clone());
                tokio::spawn(async move {
                    let mut stream = acceptor.accept(socket).await.ok()?;
                    all.fetch_add(1, Ordering::SeqCst);
                    let is_presented = stream.get_ref().1.peer_certificates().is_some();
                    with.fetch_add(usize::from(is_presented), Ordering::SeqCst);
                    let _ = stream.read(&mut [0; 4096]).await.ok()?;
                    stream
                        .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                        .await
                        .ok()?;
                    stream.shutdown().await.ok()
                });
            }
        });
        Self { url, connections, presented }
    }
}

/// What servers got in connections of their own and along links.
#[derive(Default)]
pub(super) struct Certificates {
    /// The client's calls to its own servers, and those that presented its certificate.
    pub(super) own: usize,
    pub(super) own_presented: usize,
    /// Connections along links, and those that presented it.
    pub(super) along: usize,
    pub(super) along_presented: usize,
}

/// Calls a client's own servers with its certificate, then follows links to them and to another server.
pub(super) async fn certificates(count: usize) -> Certificates {
    let authority = Authority::new();
    let leaf = authority.issue(&["localhost"], |_| {});
    let servers = [
        Curious::start(&authority, &leaf).await,
        Curious::start(&authority, &leaf).await,
        Curious::start(&authority, &leaf).await,
    ];
    let total = |counter: fn(&Curious) -> &AtomicUsize| -> usize {
        servers.iter().map(|server| counter(server).load(Ordering::SeqCst)).sum()
    };
    let job = authority.issue(&["job"], |_| {});
    let key = SecretBytes::from(rcgen::KeyPair::try_from(&*job.key).unwrap().serialize_pem().into_bytes());
    let client = ClientBuilder::new(&servers[0].url)
        .origin(Origin::beside(0), Some(servers[1].url.clone()))
        .proxy(Proxy::None)
        .trust(Trust::only_pem(authority.pem()).unwrap())
        .identity(ClientIdentity::from_pem(job.pem(), key).unwrap())
        .build(Plain, None)
        .unwrap();
    let mut found = Certificates::default();
    for n in 0..count {
        let requests = [
            client.get("/u"),
            client.post("/u"),
            client.get("/u").fresh(),
            client.get("/u").at(Origin::beside(0)),
        ];
        for request in requests {
            request.call::<Value>().await.unwrap();
            found.own += 1;
        }
        let before = (total(|s| &s.connections), total(|s| &s.presented));
        for server in &servers {
            follow(&client, &format!("{}/get?auth={n}", server.url)).await;
        }
        found.along += total(|s| &s.connections) - before.0;
        found.along_presented += total(|s| &s.presented) - before.1;
    }
    found.own_presented = total(|s| &s.presented) - found.along_presented;
    found
}

async fn follow(client: &Client, link: &str) {
    let link = Secret::from(link);
    client.get("/").to_url(&link).call::<Value>().await.unwrap();
    client.post("/").to_url(&link).fresh().call::<Value>().await.unwrap();
    client.get("/").to_url(&link).download().bytes().await.unwrap();
}
