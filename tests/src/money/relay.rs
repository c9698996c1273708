//! A relay between a client and the sandbox. It can replace the reply to an order by a 502, it counts what passes, and it
//! shows when the server is done with all that was sent.

use crate::timeouts::fixtures::{locked, ms};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use std::{
    collections::{BTreeSet, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::sleep,
};
use tokio_rustls::TlsConnector;

const BAD_GATEWAY: &[u8] = b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
/// A server that is not done after so many milliseconds has a defect.
const LONGEST: usize = 60_000;

#[derive(Default)]
struct State {
    open: AtomicUsize,
    /// The ports of the clients whose connections were accepted.
    accepted: Mutex<BTreeSet<u16>>,
    /// For each order to come: whether its reply is replaced.
    gateway: Mutex<VecDeque<bool>>,
    /// How many pieces passed, in either direction.
    passed: watch::Sender<usize>,
}

/// A connection that is not yet closed on both sides.
struct Open(Arc<State>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

pub(super) struct Relay {
    pub(super) url: String,
    port: u16,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Relay {
    /// To the server at this base URL, whose certificate is of this CA.
    pub(super) async fn start(base_url: &str, ca_pem: &str) -> Self {
        let server = reqwest::Url::parse(base_url).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config =
            ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_root_certificates(roots).with_no_client_auth();
        let connector = TlsConnector::from(Arc::new(config));

        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let (shared, to) = (state.clone(), server.port().unwrap());
        let task = tokio::spawn(async move {
            while let Ok((client, peer)) = listener.accept().await {
                shared.open.fetch_add(1, Ordering::SeqCst);
                let open = Open(shared.clone());
                locked(&shared.accepted).insert(peer.port());
                tokio::spawn(pass(open, client, connector.clone(), to));
            }
        });
        Self { url: format!("http://127.0.0.1:{port}{}", server.path()), port, state, task }
    }

    /// Whether the replies to the next orders are replaced by a 502.
    pub(super) fn replace(&self, replies: impl IntoIterator<Item = bool>) {
        *locked(&self.state.gateway) = replies.into_iter().collect();
    }

    /// Waits until so many more pieces have passed.
    pub(super) fn passed(&self, pieces: usize) -> impl Future<Output = ()> + use<> {
        let mut passed = self.state.passed.subscribe();
        let end = *passed.borrow_and_update() + pieces;
        async move {
            let _ = passed.wait_for(|passed| *passed >= end).await;
        }
    }

    /// Waits until the server is done with all that clients sent that are gone. Returns whether it is.
    pub(super) async fn settled(&self) -> bool {
        // Connections are accepted in order: those before this one are counted when it is accepted.
        let last = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let port = last.local_addr().unwrap().port();
        let mut last = Some(last);
        for _ in 0..LONGEST {
            if last.is_some() && locked(&self.state.accepted).remove(&port) {
                last = None;
            }
            if last.is_none() && self.state.open.load(Ordering::SeqCst) == 0 {
                locked(&self.state.accepted).clear();
                return true;
            }
            sleep(ms(1)).await;
        }
        false
    }
}

async fn pass(open: Open, mut client: TcpStream, connector: TlsConnector, port: u16) {
    let (mut sent, mut replied) = (vec![0; 32 * 1024], vec![0; 32 * 1024]);
    let Ok(mut length @ 1..) = client.read(&mut sent).await else { return };
    let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    let _ = server.set_nodelay(true);
    let _ = client.set_nodelay(true);
    let Ok(mut server) = connector.connect(ServerName::try_from("localhost").unwrap(), server).await else {
        return;
    };
    let mut is_replaced = false;
    'connection: loop {
        if length > 0 {
            open.0.passed.send_modify(|passed| *passed += 1);
            if sent[..length].starts_with(b"POST ") {
                is_replaced = locked(&open.0.gateway).pop_front().unwrap_or_default();
            }
            if server.write_all(&sent[..length]).await.is_err() || server.flush().await.is_err() {
                break;
            }
            length = 0;
        }
        tokio::select! {
            read = client.read(&mut sent) => match read {
                Ok(read @ 1..) => length = read,
                _ => break 'connection,
            },
            read = server.read(&mut replied) => {
                let Ok(read @ 1..) = read else { break };
                open.0.passed.send_modify(|passed| *passed += 1);
                let reply = if is_replaced { BAD_GATEWAY } else { &replied[..read] };
                if client.write_all(reply).await.is_err() || is_replaced {
                    break;
                }
            }
        }
    }
    drop(client);
    // The server closes the connection when it has done, or dropped, what it received.
    let _ = server.shutdown().await;
    while let Ok(1..) = server.read(&mut replied).await {}
}
