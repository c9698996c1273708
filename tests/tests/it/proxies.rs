//! Proxies, and all five vendors through them: a proxy of one's own, and the environment's.

use crate::clients;
use portcullis::{
    Delivery, ErrorKind, Proxy, Retry, Secret, Trust, digicert, midprovider, privicore, privx, storedsafe,
};
use portcullis_core::url::Url;
use portcullis_sandbox::Sandbox;
use portcullis_tests::routing::certificates::{Authority, acceptor};
use std::{
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tokio_rustls::TlsAcceptor;

/// `user:pass`.
const CREDENTIAL: &str = "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n";

/// An HTTP proxy that connects to this machine, whatever host it is asked for.
struct ConnectProxy {
    port: u16,
    heads: Arc<Mutex<Vec<String>>>,
    /// Replies 407 to the right credential, too.
    refuses: Arc<AtomicBool>,
}

impl ConnectProxy {
    async fn start(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let refuses = Arc::<AtomicBool>::default();
        let (log, refusal) = (heads.clone(), refuses.clone());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (tls, log, refuses) = (tls.clone(), log.clone(), refusal.load(Ordering::SeqCst));
                tokio::spawn(async move {
                    match tls {
                        None => tunnel(socket, &log, refuses).await,
                        Some(tls) => tunnel(tls.accept(socket).await.ok()?, &log, refuses).await,
                    }
                });
            }
        });
        Self { port, heads, refuses }
    }

    /// The requests that had the credential, without it.
    fn asked_for(&self) -> Vec<String> {
        let heads = self.heads.lock().unwrap();
        heads.iter().filter_map(|h| Some(h.replace(CREDENTIAL, "")).filter(|rest| rest != h)).collect()
    }
}

async fn tunnel(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    log: &Mutex<Vec<String>>,
    refuses: bool,
) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    log.lock().unwrap().push(head.clone());
    let port = head.split(' ').nth(1)?.rsplit(':').next()?.parse().ok()?;
    if refuses || !head.contains(CREDENTIAL) {
        let refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
        return stream.write_all(refusal).await.ok();
    }
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await else {
        return stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").await.ok();
    };
    stream.write_all(b"HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n").await.ok()?;
    stream.flush().await.ok()?;
    copy_bidirectional(&mut stream, &mut server).await.ok().map(|_| ())
}

/// Calls all five vendors of the sandbox through the proxy.
async fn call_all(sandbox: &Sandbox, proxy: &str, trust: &Trust) {
    let (at, proxy) = (sandbox.details(), || Proxy::Url(proxy.into()));
    let engine = clients::privicore_builder(sandbox).trust(trust.clone()).proxy(proxy()).build().unwrap();
    engine.open_channel().await.unwrap();
    let new =
        privicore::NewDirectoryUser::new(at.privicore.directory_id.as_str(), "asa", "a long passphrase 1");
    let command = engine.directories().create_user(&new).await.unwrap();
    let _ = engine.commands().wait(&command, Duration::from_secs(20)).await;
    engine.close(Duration::from_secs(5)).await.unwrap();

    let builder = clients::storedsafe_builder(sandbox, &at.storedsafe.base_url);
    let safe = builder.trust(trust.clone()).proxy(proxy()).build().unwrap();
    safe.users().list().await.unwrap();
    let builder = clients::digicert_builder(sandbox).trust(trust.clone()).proxy(proxy());
    builder.build().unwrap().users().check_username("asa").await.unwrap();
    let builder = clients::privx_builder(sandbox, &at.privx.base_url).trust(trust.clone()).proxy(proxy());
    builder.build().unwrap().local_user_store().users().list().all().await.unwrap();
    for builder in [clients::ssms_builder(sandbox), clients::shift_builder(sandbox)] {
        let client = builder.trust(trust.clone()).proxy(proxy()).build().unwrap();
        client.users().list().all().await.unwrap();
    }
}

#[tokio::test]
async fn calls_and_the_websocket_go_through_a_proxy_with_or_without_tls() {
    let ours = Authority::new();
    let tls = acceptor(&ours.issue(&["localhost"], |_| {}));
    for (tls, scheme, host) in [(None, "http", "127.0.0.1"), (Some(tls), "https", "localhost")] {
        let sandbox = Sandbox::start().await.unwrap();
        let proxy = ConnectProxy::start(tls).await;
        let trust = Trust::only_pem([sandbox.ca_pem(), &ours.pem()].concat()).unwrap();
        call_all(&sandbox, &format!("{scheme}://user:pass@{host}:{}", proxy.port), &trust).await;
        let (asked, at) = (proxy.asked_for(), sandbox.details());
        for url in [
            &at.privicore.api_url,
            &at.privicore.ws_url,
            &at.storedsafe.base_url,
            &at.digicert.base_url,
            &at.privx.base_url,
            &at.midprovider.ssms_base_url,
            &at.midprovider.shift_base_url,
        ] {
            let url = Url::parse(url).unwrap();
            let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
            let wanted = format!("CONNECT {server} HTTP/1.1\r\nHost: {server}\r\n");
            assert!(asked.iter().any(|head| head.starts_with(&wanted)), "{scheme} {url}: {asked:?}");
        }
    }
}

#[tokio::test]
async fn the_websocket_has_the_trust_of_the_calls_behind_a_proxy_too() {
    let (sandbox, proxy) = (Sandbox::start().await.unwrap(), ConnectProxy::start(None).await);
    let url = format!("http://user:pass@127.0.0.1:{}", proxy.port);
    let other = Trust::only_pem(Authority::new().pem()).unwrap();
    let at = &sandbox.details().privicore;
    let builder = privicore::Client::builder(&at.api_url).ws_url(&at.ws_url).token("t").trust(other);
    let client = builder.proxy(Proxy::Url(url.into())).build().unwrap();
    let error = client.open_channel().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.to_string().contains("TLS"), "{error}");
}

/// Longer than the pauses before two more attempts.
const PAUSES: Duration = Duration::from_secs(4);

/// Opens the channel through a proxy that replies 407, then through the same proxy when it accepts the credential.
async fn refused_then_accepted(builder: privicore::ClientBuilder) {
    let proxy = ConnectProxy::start(None).await;
    proxy.refuses.store(true, Ordering::SeqCst);
    let url = format!("http://user:pass@127.0.0.1:{}", proxy.port);
    let client = builder.proxy(Proxy::Url(url.into())).build().unwrap();
    for times in 1..=2 {
        let error = client.open_channel().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect);
        let text = format!("{error} {error:?}");
        assert!(text.contains("(407)") && !text.contains("pass@") && !text.contains("Basic"), "{text}");
        let _reader = client.messages().unwrap();
        sleep(PAUSES).await;
        assert_eq!(proxy.asked_for().len(), times, "{:?}", proxy.asked_for());
    }
    proxy.refuses.store(false, Ordering::SeqCst);
    client.open_channel().await.unwrap();
}

#[tokio::test]
async fn after_a_407_the_channel_stays_down_until_it_is_opened_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let at = &sandbox.details().privicore;
    let profile = clients::privicore(&sandbox).profile();
    let token = profile.authenticate(&at.username, &at.password.as_str().into()).await.unwrap().token;
    let builder = privicore::Client::builder(&at.api_url).ws_url(&at.ws_url).trust(clients::trust(&sandbox));
    // With a token only the websocket uses the proxy; with a login the calls do, too.
    let token = refused_then_accepted(builder.token(token));
    let login = refused_then_accepted(clients::privicore_builder(&sandbox));
    tokio::join!(token, login);
}

#[tokio::test]
async fn after_a_407_no_poll_of_a_command_follows() {
    let (sandbox, proxy) = (Sandbox::start().await.unwrap(), ConnectProxy::start(None).await);
    proxy.refuses.store(true, Ordering::SeqCst);
    let url = format!("http://user:pass@127.0.0.1:{}", proxy.port);
    let builder = privicore::Client::builder(&sandbox.details().privicore.api_url).token("t");
    let client = builder.trust(clients::trust(&sandbox)).proxy(Proxy::Url(url.into())).build().unwrap();
    let error = client.commands().wait(&privicore::Command::new("c-1"), PAUSES).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Connect, Delivery::Unknown), "{error}");
    assert_eq!(proxy.asked_for().len(), 1);
}

type Build = fn(&str, Proxy) -> Result<(), portcullis::Error>;

/// A client of each vendor at this server.
const BUILDS: [(&str, Build); 6] = [
    ("privicore", |url, proxy| privicore::Client::builder(url).token("t").proxy(proxy).build().map(drop)),
    ("privicore's websocket", |url, proxy| {
        let builder = privicore::Client::builder("https://localhost:1").token("t");
        builder.ws_url(url.replacen("http", "ws", 1)).proxy(proxy).build().map(drop)
    }),
    ("storedsafe", |url, proxy| storedsafe::Client::builder(url).token("t").proxy(proxy).build().map(drop)),
    ("digicert", |url, proxy| digicert::Client::builder(url).api_key("t").proxy(proxy).build().map(drop)),
    ("privx", |url, proxy| privx::Client::builder(url).bearer("t").proxy(proxy).build().map(drop)),
    ("midprovider", |url, proxy| {
        midprovider::Client::shift(url, "acme").bearer("t").proxy(proxy).build().map(drop)
    }),
];

#[test]
fn a_proxy_of_ones_own_for_a_server_without_tls_is_a_configuration_error() {
    for (vendor, build) in BUILDS {
        let proxy = |url: &str| Proxy::Url(Secret::from(url));
        for plain in ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"] {
            let error = build(plain, proxy("http://proxy.example:3128")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{vendor} {plain}");
            build(plain, Proxy::None).unwrap();
        }
        for garbage in ["", "http://", "socks5://proxy.example", "http://canary:canary@:x"] {
            let error = build("https://vendor.example", proxy(garbage)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{vendor} {garbage}");
            assert!(!format!("{error} {error:?}").contains("canary"));
        }
        build("https://vendor.example", proxy("http://proxy.example:3128")).unwrap();
    }
}

const TASK: &str = "PORTCULLIS_TESTS_PROXY_TASK";

/// Runs [`the_child`] in a process of its own, with these variables and no others that name a proxy.
async fn child(task: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["proxies::the_child", "--exact", "--nocapture"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env(TASK, task).envs(variables.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{task} {variables:?}: {text}");
}

#[tokio::test]
async fn the_child() {
    match std::env::var(TASK).as_deref() {
        // An ordinary test run.
        Err(_) => {}
        Ok("garbage") => {
            for (vendor, build) in BUILDS {
                let error = build("https://vendor.example", Proxy::Environment).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Config, "{vendor}");
                assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
                build("https://localhost:1", Proxy::Environment).unwrap();
            }
        }
        Ok("loopback") => call_the_sandbox().await,
        Ok(_) => call_far_away().await,
    }
}

async fn call_the_sandbox() {
    let sandbox = Sandbox::start().await.unwrap();
    clients::privicore(&sandbox).open_channel().await.unwrap();
    clients::storedsafe(&sandbox).users().list().await.unwrap();
    clients::digicert(&sandbox).users().check_username("asa").await.unwrap();
    clients::privx(&sandbox).local_user_store().users().list().all().await.unwrap();
    for client in [clients::ssms(&sandbox), clients::shift(&sandbox)] {
        client.users().list().all().await.unwrap();
    }
}

/// One call of each vendor to a name that does not exist.
async fn call_far_away() {
    macro_rules! call {
        ($builder:expr) => {
            let client = $builder.retry(Retry::none()).build().unwrap();
            let request = client.request(portcullis::http::Method::GET, "/x");
            let error = request.call::<serde_json::Value>().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        };
    }
    let engine = privicore::Client::builder("https://privicore.example:9009").token("t");
    call!(engine);
    let engine = privicore::Client::builder("https://privicore.example").token("t");
    let engine = engine.ws_url("wss://ws.example:8083").build().unwrap();
    assert_eq!(engine.open_channel().await.unwrap_err().kind(), ErrorKind::Connect);
    call!(storedsafe::Client::builder("https://storedsafe.example/api/1.0").token("t"));
    call!(digicert::Client::builder("https://digicert.example/v2").api_key("t"));
    call!(privx::Client::builder("https://privx.example").bearer("t"));
    call!(midprovider::Client::ssms("https://acme.midprovider.example", "acme").bearer("t"));
}

#[tokio::test]
async fn the_environments_proxy_is_used_for_every_other_host() {
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        // The tunnel leads to a port without a listener, or to one that closes at once.
        let proxy = ConnectProxy::start(None).await;
        child("far away", &[(name, &format!("http://user:pass@127.0.0.1:{}", proxy.port))]).await;
        let asked = proxy.asked_for();
        for server in [
            "privicore.example:9009",
            "ws.example:8083",
            "storedsafe.example:443",
            "digicert.example:443",
            "privx.example:443",
            "acme.midprovider.example:443",
        ] {
            let wanted = format!("CONNECT {server} HTTP/1.1\r\n");
            assert!(asked.iter().any(|head| head.starts_with(&wanted)), "{name} {server}: {asked:?}");
        }
    }
}

#[tokio::test]
async fn the_environments_proxy_is_never_used_for_loopback() {
    let proxy = ConnectProxy::start(None).await;
    let live = format!("http://user:pass@127.0.0.1:{}", proxy.port);
    for url in [live.as_str(), "http://127.0.0.1:9", "socks5h://127.0.0.1:9", "garbage garbage"] {
        let upper = [("HTTP_PROXY", url), ("HTTPS_PROXY", url), ("ALL_PROXY", url)];
        let lower = [("http_proxy", url), ("https_proxy", url), ("all_proxy", url)];
        child("loopback", &upper).await;
        child("loopback", &lower).await;
    }
    assert_eq!(*proxy.heads.lock().unwrap(), [] as [String; 0]);
}

#[tokio::test]
async fn garbage_in_the_environment_is_a_configuration_error_of_every_vendor() {
    for garbage in ["http://", "://", "socks5://canary:canary@proxy.example", "proxy.example:port", "a b"] {
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            child("garbage", &[(name, garbage)]).await;
        }
    }
}
