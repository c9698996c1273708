//! Client certificates, for all five vendors and for Privicore's websocket.

use portcullis::{
    ClientIdentity, Proxy, Retry, SecretBytes, Trust, digicert, midprovider, privicore, privx, storedsafe,
};
use portcullis_core::ClientBuilder;
use portcullis_testkit::wire::Plain;
use portcullis_tests::routing::certificates::{Authority, Leaf};
use rustls::{RootCertStore, ServerConfig, crypto::aws_lc_rs, server::WebPkiClientVerifier};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

/// A TLS server that requires a client certificate, and the certificates that it got.
struct Server {
    url: String,
    presented: Arc<Mutex<Vec<Vec<u8>>>>,
}

async fn serve(ours: &Authority) -> Server {
    let mut roots = RootCertStore::empty();
    roots.add(ours.itself().der).unwrap();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build().unwrap();
    let leaf = ours.issue(&["localhost"], |_| {});
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![leaf.der.clone()], leaf.private_key())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let presented = Arc::<Mutex<Vec<Vec<u8>>>>::default();
    let log = presented.clone();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (acceptor, log) = (acceptor.clone(), log.clone());
            tokio::spawn(async move {
                let mut stream = acceptor.accept(socket).await.ok()?;
                let found = stream.get_ref().1.peer_certificates()?.first()?.to_vec();
                log.lock().unwrap().push(found);
                let _head = stream.read(&mut [0; 4096]).await.ok()?;
                let reply = b"HTTP/1.1 500 Error\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
                stream.write_all(reply).await.ok()?;
                stream.shutdown().await.ok()
            });
        }
    });
    Server { url, presented }
}

impl Server {
    fn take(&self) -> Vec<Vec<u8>> {
        std::mem::take(&mut *self.presented.lock().unwrap())
    }
}

fn key_pem(leaf: &Leaf) -> String {
    let certificate = portcullis_tests::routing::certificates::pem(&leaf.key);
    certificate.replace("CERTIFICATE", "PRIVATE KEY")
}

fn identity(leaf: &Leaf) -> ClientIdentity {
    ClientIdentity::from_pem(leaf.pem(), SecretBytes::from(key_pem(leaf).into_bytes())).unwrap()
}

#[tokio::test]
async fn every_vendors_client_presents_its_certificate() {
    let ours = Authority::new();
    let (server, leaf) = (serve(&ours).await, ours.issue(&["job"], |_| {}));
    let url = server.url.as_str();
    macro_rules! call {
        ($vendor:ident, $client:expr) => {
            let builder = $client.trust(Trust::only_pem(ours.pem()).unwrap()).proxy(Proxy::None);
            let client = builder.retry(Retry::none()).identity(identity(&leaf)).build().unwrap();
            let request = client.request(portcullis::http::Method::GET, "/x");
            request.call::<serde_json::Value>().await.unwrap_err();
            assert_eq!(server.take(), [leaf.der.to_vec()], stringify!($vendor));
        };
    }
    call!(privicore, privicore::Client::builder(url).token("t"));
    call!(storedsafe, storedsafe::Client::builder(url).token("t"));
    call!(digicert, digicert::Client::builder(url).api_key("t"));
    call!(privx, privx::Client::builder(url).bearer("t"));
    call!(midprovider, midprovider::Client::ssms(url, "acme").bearer("t"));

    let builder = privicore::Client::builder(url).token("t").ws_url(url.replacen("https", "wss", 1));
    let builder = builder.trust(Trust::only_pem(ours.pem()).unwrap()).proxy(Proxy::None);
    let client = builder.identity(identity(&leaf)).build().unwrap();
    client.open_channel().await.unwrap_err();
    assert_eq!(server.take().first(), Some(&leaf.der.to_vec()));
}

#[tokio::test]
async fn a_hook_over_the_http_client_does_not_replace_certificate_and_proxy() {
    let ours = Authority::new();
    let (server, leaf) = (serve(&ours).await, ours.issue(&["job"], |_| {}));
    let other = ours.issue(&["other"], |_| {});
    let theirs = [other.pem(), key_pem(&other)].concat();
    let dead = "http://127.0.0.1:9";
    let builder = ClientBuilder::new(&server.url).trust(Trust::only_pem(ours.pem()).unwrap());
    let builder = builder.proxy(Proxy::None).retry(Retry::none()).identity(identity(&leaf));
    let builder = builder.reqwest_0_13(move |http| {
        let http = http.identity(reqwest::Identity::from_pem(theirs.as_bytes()).unwrap());
        http.proxy(reqwest::Proxy::all(dead).unwrap())
    });
    let client = builder.build(Plain, None).unwrap();
    client.get("/x").call::<serde_json::Value>().await.unwrap_err();
    assert_eq!(server.take(), [leaf.der.to_vec()]);
}
