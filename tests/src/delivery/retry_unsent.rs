//! Requests that were provably not sent, and a second attempt that can succeed.

use super::fixtures::{AtOnce, Plain, builder, each, number, outcome, write};
use crate::{
    faults::{
        Act, PortState, Server,
        kinds::{Outcome, fine, good},
    },
    promise::{Measured, Scale},
};
use portcullis_core::{ClientBuilder, Proxy, Secret, Trust};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep,
};
use tokio_rustls::TlsAcceptor;

/// A run: the outcome of the call, its attempts, and how often the request was applied.
type Run = (Outcome, usize, usize);

/// D3.
pub(super) async fn recovered(scale: Scale) -> Measured {
    let count = scale.pick(1000, 12);
    let tls = Arc::new(Tls::new());
    let (for_handshake, for_proxy) = (tls.clone(), tls);
    let found = [
        ("name lookup", 2, each(count, |_| name_lookup()).await),
        ("connection refused", 2, each(count, |_| opened_after_failure(PortState::Closed)).await),
        ("connect timeout", 2, each(count, |_| opened_after_failure(PortState::Full)).await),
        ("TLS handshake timeout", 2, each(count, move |_| handshake(for_handshake.clone())).await),
        ("proxy's CONNECT", 2, each(count, move |_| proxy(for_proxy.clone())).await),
        // The connection is replaced below the retry loop if no byte was written.
        ("closed before the request began", 1, each(count, |_| closed_while_idle()).await),
    ];
    let mut held = true;
    let mut texts = Vec::new();
    for (name, attempts, runs) in &found {
        let good = runs.iter().filter(|run| run.0 == Outcome::Done && run.1 == *attempts && run.2 == 1);
        let good = good.count();
        held &= good == count && runs.len() == count;
        let odd = runs.iter().find(|run| **run != (Outcome::Done, *attempts, 1));
        let odd = odd
            .map_or_else(String::new, |run| format!(" (such as {run:?}: outcome, attempts, times applied)"));
        texts.push(format!("{name} {} of {}{odd}", number(good), number(count)));
    }
    Measured::new(
        held,
        format!("applied once, at the first attempt that could succeed: {}", texts.join("; ")),
    )
}

async fn finish(builder: ClientBuilder, server: &Server) -> Run {
    let client = builder.build(Plain, None).unwrap();
    let (outcome, attempts) = outcome(write(&client, "m", 10)).await;
    drop(client);
    (outcome, attempts, server.ended().await.applied("m"))
}

async fn opened_after_failure(port_state: PortState) -> Run {
    let server = Arc::new(Server::start(port_state, vec![fine()]).await);
    let mut builder = builder(server.url()).retry(AtOnce(Some(server.clone())));
    if port_state == PortState::Full {
        builder = builder.connect_timeout(Duration::from_millis(100));
    }
    finish(builder, &server).await
}

/// A resolver whose first lookup fails.
struct FailsFirst {
    asked: AtomicUsize,
    address: SocketAddr,
}

impl Resolve for FailsFirst {
    fn resolve(&self, _: Name) -> Resolving {
        let (first, address) = (self.asked.fetch_add(1, Ordering::SeqCst) == 0, self.address);
        Box::pin(async move {
            if first {
                return Err("no such name".into());
            }
            Ok(Box::new(std::iter::once(address)) as Addrs)
        })
    }
}

async fn name_lookup() -> Run {
    let server = Server::start(PortState::Open, vec![fine()]).await;
    let names = Arc::new(FailsFirst { asked: AtomicUsize::new(0), address: server.address() });
    let builder = builder(format!("http://localhost:{}", server.address().port()))
        .reqwest_0_13(move |builder| builder.dns_resolver(names.clone()));
    finish(builder, &server).await
}

async fn closed_while_idle() -> Run {
    let server = Server::start(PortState::Open, vec![vec![Act::Request, Act::Write(good())], fine()]).await;
    let client = builder(server.url()).build(Plain, None).unwrap();
    let (first, _) = outcome(write(&client, "first", 10)).await;
    // The close has arrived before the second request starts.
    while server.seen().closed == 0 {
        sleep(Duration::from_millis(1)).await;
    }
    sleep(Duration::from_millis(20)).await;
    let (second, attempts) = outcome(write(&client, "m", 10)).await;
    drop(client);
    let done = server.ended().await.applied("m");
    (if first == Outcome::Done { second } else { first }, attempts, done)
}

/// A server's side of TLS on loopback.
struct Tls {
    acceptor: TlsAcceptor,
    trust: Trust,
}

impl Tls {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let names = vec!["localhost".to_owned()];
        let leaf = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)
            .unwrap();
        let trust = Trust::only_pem(authority.pem().as_bytes()).unwrap();
        Self { acceptor: TlsAcceptor::from(Arc::new(config)), trust }
    }

    fn client(&self, port: u16) -> ClientBuilder {
        builder(format!("https://localhost:{port}")).trust(self.trust.clone())
    }
}

/// Terminates TLS and forwards the bytes to the server.
async fn forward(acceptor: TlsAcceptor, socket: TcpStream, to: SocketAddr) {
    let Ok(mut inner) = acceptor.accept(socket).await else { return };
    let Ok(mut server) = TcpStream::connect(to).await else { return };
    let _ = copy_bidirectional(&mut inner, &mut server).await;
}

/// A task that is aborted when dropped.
struct Proxied(JoinHandle<()>);

impl Drop for Proxied {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn handshake(tls: Arc<Tls>) -> Run {
    let server = Server::start(PortState::Open, vec![fine()]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (acceptor, to) = (tls.acceptor.clone(), server.address());
    let _task = Proxied(tokio::spawn(async move {
        // The first connection gets no byte.
        let Ok((_silent, _)) = listener.accept().await else { return };
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(forward(acceptor.clone(), socket, to));
        }
    }));
    finish(tls.client(port).connect_timeout(Duration::from_millis(700)), &server).await
}

async fn proxy(tls: Arc<Tls>) -> Run {
    let server = Server::start(PortState::Open, vec![fine()]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (acceptor, to) = (tls.acceptor.clone(), server.address());
    let _task = Proxied(tokio::spawn(async move {
        for n in 0.. {
            let Ok((mut socket, _)) = listener.accept().await else { return };
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let Ok(byte) = socket.read_u8().await else { return };
                    head.push(byte);
                }
                let refuses = n == 0;
                let response: &[u8] =
                    if refuses { b"HTTP/1.1 502 Bad Gateway\r\n\r\n" } else { b"HTTP/1.1 200 OK\r\n\r\n" };
                if socket.write_all(response).await.is_ok() && !refuses {
                    forward(acceptor, socket, to).await;
                }
            });
        }
    }));
    finish(tls.client(443).proxy(Proxy::Url(Secret::from(url))), &server).await
}
