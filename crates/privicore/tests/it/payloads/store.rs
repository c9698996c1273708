use super::{super::engine::Engine, Odd, base64, plain, sealed};
use portcullis_core::bytes::Bytes;
use portcullis_testkit::{Contract, operation};
use privicore::{Client, Content, Delivery, ErrorKind, NewPayload, Plain, Reservation, RiskMeta};
use serde_json::{Value, json};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

const BOUND: Duration = Duration::from_secs(20);

/// An engine that does everything at once, except where this function says otherwise.
fn engine_but(stream: Value, but: impl Fn(&str) -> Option<(u16, Value)> + Send + Sync + 'static) -> Engine {
    Engine::start(move |asked| {
        let (status, body) = but(&asked.line).unwrap_or_else(|| match asked.line.as_str() {
            "POST /data-token/reserve-token-space" => (202, json!(["c-space"])),
            "GET /data-token/retrieve-temporary-data-token/c-space" => {
                (200, json!({"token": "tmp-1", "stream": stream}))
            }
            "POST /data-token/exchange-data-for-token" => (202, json!(["c-data"])),
            "POST /data-token/configure-file-meta" => (200, json!({"token": "dtk-1"})),
            "POST /data-token/configure-information-security-risk-meta" => (202, json!(["c-risk"])),
            line if line.starts_with("GET /request-status/") => (200, json!(["succeeded"])),
            other => panic!("{other}"),
        });
        (status, body.to_string())
    })
}

fn engine(stream: Value) -> Engine {
    engine_but(stream, |_| None)
}

fn client(engine: &Engine) -> Client {
    Client::builder(&engine.url).token("T-1").build().unwrap()
}

async fn upstream() -> (Contract, Value) {
    let contract = operation("data_token.stream_upload").replies(200, "ok").start().await;
    let access = json!(format!("{}/?auth=s3cret", contract.url()));
    (contract, access)
}

fn new() -> NewPayload {
    NewPayload::new("in/voices", "a.pdf")
}

fn lines(engine: &Engine) -> Vec<String> {
    engine.seen().into_iter().map(|asked| asked.line).collect()
}

fn body(engine: &Engine, line: &str) -> String {
    engine.seen().into_iter().find(|asked| asked.line.ends_with(line)).unwrap().body
}

fn form(text: &str) -> String {
    text.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D")
}

#[tokio::test]
async fn a_short_payload_goes_in_one_request() {
    let engine = engine(Value::Null);
    let payload = new().ttl(5_u32).meta("m").path("/x").extension("PDF");
    let stored = client(&engine).payloads(Odd).store(&payload, &b"plain text"[..], BOUND).await.unwrap();
    assert_eq!((stored.token.as_str(), stored.size), ("dtk-1", 10));
    assert_eq!(
        lines(&engine),
        [
            "POST /data-token/reserve-token-space",
            "GET /request-status/c-space",
            "GET /data-token/retrieve-temporary-data-token/c-space",
            "POST /data-token/exchange-data-for-token",
            "GET /request-status/c-data",
            "POST /data-token/configure-file-meta",
        ]
    );
    assert_eq!(body(&engine, "space"), "context=in%2Fvoices&ttl=5&meta=m");
    let data = form(&base64(&sealed(b"plain text")));
    assert_eq!(body(&engine, "exchange-data-for-token"), format!("temporaryTokenSpace=tmp-1&data={data}"));
    assert_eq!(
        body(&engine, "configure-file-meta"),
        "token=tmp-1&fileName=a.pdf&extension=PDF&context=in%2Fvoices&size=10&path=%2Fx"
    );
}

#[tokio::test]
async fn plaintext_goes_out_only_when_asked_for_by_name() {
    let engine = engine(Value::Null);
    client(&engine).payloads(Plain).store(&new(), b"plain text".to_vec(), BOUND).await.unwrap();
    let data = form(&base64(b"plain text"));
    assert_eq!(body(&engine, "exchange-data-for-token"), format!("temporaryTokenSpace=tmp-1&data={data}"));
}

#[tokio::test]
async fn a_long_payload_is_streamed_and_counted() {
    let content = plain(300_001);
    for (known, chunked) in [(true, false), (false, true)] {
        let (upstream, access) = upstream().await;
        let engine = engine(access);
        let reader = Content::read(io::Cursor::new(content.clone()));
        let reader = if known { reader.length(300_001) } else { reader };
        let stored = client(&engine).payloads(Plain).store(&new(), reader, BOUND).await.unwrap();
        assert_eq!((stored.token.as_str(), stored.size), ("dtk-1", 300_001));
        let sent = upstream.request().await;
        let sent = sent.is("POST", "/?auth=s3cret").no_header("x-dpt-authorization");
        let sent = sent.bytes("application/octet-stream", &content);
        if chunked {
            sent.header("transfer-encoding", "chunked")
        } else {
            sent.header("content-length", "300001")
        };
        assert!(body(&engine, "configure-file-meta").contains("&size=300001&"));
        assert_eq!(engine.count("POST /data-token/exchange"), 0);
    }
}

#[tokio::test]
async fn a_cipher_that_says_nothing_of_lengths_is_streamed_in_chunks() {
    let (upstream, access) = upstream().await;
    let engine = engine(access);
    let content = plain(200_000);
    let stored =
        client(&engine).payloads(Odd).store(&new(), Bytes::from(content.clone()), BOUND).await.unwrap();
    assert_eq!(stored.size, 200_000);
    let sent = upstream.request().await.header("transfer-encoding", "chunked");
    sent.bytes("application/octet-stream", &sealed(&content));
}

#[tokio::test]
async fn what_is_short_is_said_by_the_caller() {
    for (limit, length, streamed) in
        [(50_000, 50_000, 0), (50_000, 50_001, 1), (9, 10, 1), (99_999, 60_000, 0)]
    {
        let (upstream, access) = upstream().await;
        let engine = engine(access);
        let payloads = client(&engine).payloads(Plain);
        let payloads = if limit == 50_000 { payloads } else { payloads.inline_up_to(limit) };
        payloads.store(&new(), plain(length), BOUND).await.unwrap();
        let inline = engine.count("POST /data-token/exchange");
        assert_eq!((upstream.count(), inline), (streamed, 1 - streamed), "{length} of {limit}");
    }
}

#[tokio::test]
async fn a_bare_stream_token_goes_to_the_upstream_server() {
    let (upstream, _) = upstream().await;
    let engine = engine(json!("s3cret+1"));
    let builder = Client::builder(&engine.url).token("T-1");
    let client = builder.upstream_url(upstream.url()).build().unwrap();
    client.payloads(Plain).inline_up_to(0).store(&new(), b"abc".to_vec(), BOUND).await.unwrap();
    upstream.request().await.is("POST", "/?auth=s3cret%2B1").bytes("application/octet-stream", b"abc");
}

#[tokio::test]
async fn without_a_stream_a_long_payload_cannot_go() {
    let engine = engine(Value::Null);
    let payloads = client(&engine).payloads(Plain).inline_up_to(0);
    let error = payloads.store(&new(), b"abc".to_vec(), BOUND).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NotSent));
    assert!(error.message().contains("no stream"), "{error}");
    assert_eq!(lines(&engine).len(), 3);
}

#[tokio::test]
async fn the_permanent_token_is_the_one_named_or_the_temporary_one() {
    for (status, answer, token, polls) in [
        (200, json!("dtk-2"), "dtk-2", 0),
        (200, json!({}), "tmp-1", 0),
        (202, json!(["c-meta"]), "tmp-1", 1),
        (202, json!({"token": "dtk-3"}), "dtk-3", 0),
    ] {
        let reply = answer.clone();
        let engine = engine_but(Value::Null, move |line| {
            line.ends_with("configure-file-meta").then(|| (status, reply.clone()))
        });
        let stored = client(&engine).payloads(Plain).store(&new(), b"abc".to_vec(), BOUND).await.unwrap();
        assert_eq!(stored.token.as_str(), token, "{answer}");
        assert_eq!(engine.count("GET /request-status/c-meta"), polls, "{answer}");
    }
}

#[tokio::test]
async fn a_temporary_token_that_is_not_there_yet_is_asked_for_again() {
    let tries = Arc::new(AtomicUsize::new(0));
    let engine = engine_but(Value::Null, move |line| {
        let early = line.contains("retrieve-temporary") && tries.fetch_add(1, Ordering::SeqCst) < 2;
        early.then(|| (404, json!("record not found")))
    });
    let reservation = client(&engine).payloads(Plain).reserve(&new(), BOUND).await.unwrap();
    assert_eq!((reservation.token.as_str(), reservation.stream.is_none()), ("tmp-1", true));
    assert_eq!(engine.count("GET /data-token/retrieve-temporary"), 3);
}

#[tokio::test]
async fn a_job_goes_on_where_another_stopped() {
    let (upstream, access) = upstream().await;
    let engine = engine(Value::Null);
    let payloads = client(&engine).payloads(Odd).inline_up_to(2);
    let reservation = Reservation::new("tmp-9").stream(access.as_str().unwrap());
    let size = payloads.hand_over(&reservation, b"abc".to_vec(), BOUND).await.unwrap();
    assert_eq!(size, 3);
    upstream.request().await.bytes("application/octet-stream", &sealed(b"abc"));

    let token = payloads.keep(&"tmp-9".into(), &new().described(size), BOUND).await.unwrap();
    assert_eq!(token.as_str(), "dtk-1");
    payloads.classify(&token, &RiskMeta::new("c", "l", "h"), BOUND).await.unwrap();
    assert_eq!(
        lines(&engine),
        [
            "POST /data-token/configure-file-meta",
            "POST /data-token/configure-information-security-risk-meta",
            "GET /request-status/c-risk",
        ]
    );
    assert_eq!(
        body(&engine, "configure-file-meta"),
        "token=tmp-9&fileName=a.pdf&extension=pdf&context=in%2Fvoices&size=3&path=%2F"
    );
    assert_eq!(body(&engine, "risk-meta"), "token=dtk-1&classification=c&label=l&handling=h");
}

#[tokio::test]
async fn each_step_ends_the_chain_and_says_whether_something_is_left() {
    for (at, answer, requests, delivery) in [
        ("/request-status/c-space", (200, json!(["rejected"])), 2, Delivery::Rejected),
        ("/exchange-data-for-token", (422, json!("no storage")), 4, Delivery::Rejected),
        ("/request-status/c-data", (200, json!(["rejected"])), 5, Delivery::Rejected),
        ("/configure-file-meta", (422, json!("no such extension")), 6, Delivery::Unknown),
    ] {
        let engine = engine_but(Value::Null, move |line| line.ends_with(at).then(|| answer.clone()));
        let error = client(&engine).payloads(Plain).store(&new(), b"abc".to_vec(), BOUND).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, delivery), "{at}: {error:?}");
        assert_eq!(lines(&engine).len(), requests, "{at}");
        let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        assert_eq!(
            source.contains("the temporary token tmp-1"),
            delivery == Delivery::Unknown,
            "{at}: {source}"
        );
    }
}

#[tokio::test]
async fn an_exchange_that_nobody_stores_ends_with_the_bound() {
    let engine = engine_but(Value::Null, |line| {
        line.ends_with("/request-status/c-data").then(|| (200, json!(["started"])))
    });
    let bound = Duration::from_millis(900);
    let error = client(&engine).payloads(Plain).store(&new(), b"abc".to_vec(), bound).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::Unknown));
    assert!(error.message().contains("c-data"), "{error}");
    assert_eq!(engine.count("POST /data-token/configure"), 0);
}

#[tokio::test]
async fn what_the_last_step_would_refuse_is_refused_before_the_first() {
    let engine = engine(Value::Null);
    let payloads = client(&engine).payloads(Plain);
    for (payload, field) in [
        (NewPayload::new("", "a.pdf"), "context"),
        (NewPayload::new("c", ""), "fileName"),
        (NewPayload::new("c", "README"), "extension"),
    ] {
        let error = payloads.store(&payload, b"abc".to_vec(), BOUND).await.unwrap_err();
        assert_eq!((error.kind(), error.message().contains(field)), (ErrorKind::Input, true), "{error}");
    }
    assert!(engine.seen().is_empty());
}

struct Broken(usize);

impl io::Read for Broken {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        match self.0.checked_sub(1) {
            None => Err(io::Error::other("disk on fire")),
            Some(left) => {
                self.0 = left;
                Ok(block.len().min(10))
            }
        }
    }
}

#[tokio::test]
async fn a_content_that_fails_or_lies_about_its_length_is_not_stored() {
    let short = || io::Cursor::new(b"abc".to_vec());
    for (limit, content, what) in [
        (100, Content::read(Broken(2)).length(20), "disk on fire"),
        (0, Content::read(Broken(2)), "disk on fire"),
        (0, Content::read(Broken(2)).length(30), "disk on fire"),
        (100, Content::read(short()).length(4), "shorter"),
        (100, Content::read(short()).length(2), "longer"),
        (0, Content::read(short()).length(4), "shorter"),
        (0, Content::read(short()).length(2), "longer"),
    ] {
        let (_upstream, access) = upstream().await;
        let engine = engine(access);
        let payloads = client(&engine).payloads(Plain).inline_up_to(limit);
        let error = payloads.store(&new(), content, BOUND).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent), "{error:?}");
        assert!(format!("{error:?}").contains(what), "{error:?}");
        assert_eq!(lines(&engine).len(), 3, "nothing of it is described or handed over");
    }
}

#[tokio::test(start_paused = true)]
async fn a_content_that_never_comes_ends_with_the_bound() {
    let payloads = Client::builder("http://127.0.0.1:1").token("T-1").build().unwrap().payloads(Plain);
    let content = Content::new(futures_util::stream::pending()).length(10);
    let step = payloads.hand_over(&Reservation::new("tmp-1"), content, BOUND);
    let error = tokio::time::timeout(2 * BOUND, step).await.expect("a bound that holds").unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Timeout, Delivery::NotSent));
}

#[tokio::test]
async fn a_length_that_fits_into_no_memory_is_an_error() {
    let payloads = Client::builder("http://127.0.0.1:1").token("T-1").build().unwrap().payloads(Plain);
    let content = Content::new(futures_util::stream::empty()).length(u64::MAX);
    let step = payloads.inline_up_to(u64::MAX).hand_over(&Reservation::new("tmp-1"), content, BOUND);
    assert_eq!(step.await.unwrap_err().kind(), ErrorKind::Input);
}

#[tokio::test]
async fn every_kind_of_content_is_read_to_its_end() {
    let bytes = plain(150_000);
    let mut file = tempfile::tempfile().unwrap();
    io::Write::write_all(&mut file, &bytes).unwrap();
    io::Seek::rewind(&mut file).unwrap();
    let pieces: Vec<_> = bytes.chunks(7001).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    for content in [
        Content::file(file).unwrap(),
        Content::new(futures_util::stream::iter(pieces)),
        Content::from(&bytes[..]),
        Content::from(privicore::SecretBytes::from(bytes.clone())),
    ] {
        let (upstream, access) = upstream().await;
        let engine = engine(access);
        let stored = client(&engine).payloads(Odd).store(&new(), content, BOUND).await.unwrap();
        assert_eq!(stored.size, 150_000);
        upstream.request().await.bytes("application/octet-stream", &sealed(&bytes));
    }
}

#[cfg(feature = "cipher")]
#[tokio::test]
async fn another_implementation_reads_what_was_stored() {
    use aes_gcm::{
        Nonce,
        aead::{Aead as _, KeyInit as _},
    };
    use privicore::{Aes256Gcm, PayloadKey};
    let other = aes_gcm::Aes256Gcm::new(&[7; 32].into());
    let key = PayloadKey::new(vec![7; 32]).unwrap();
    for length in [0, 100, 120_000] {
        let (upstream, access) = upstream().await;
        let engine = engine(access);
        let payloads = client(&engine).payloads(Aes256Gcm::new(key.clone())).inline_up_to(99);
        let stored = payloads.store(&new(), plain(length), BOUND).await.unwrap();
        assert_eq!(stored.size, u64::from(length));
        let wire = if length < 100 {
            use base64::Engine as _;
            let form = body(&engine, "exchange-data-for-token");
            let data = form.split_once("data=").unwrap().1;
            let data = data.replace("%2F", "/").replace("%2B", "+").replace("%3D", "=");
            base64::engine::general_purpose::STANDARD.decode(data).unwrap()
        } else {
            let sent = upstream.request().await.header("content-length", &(length + 28).to_string());
            sent.body().to_vec()
        };
        let (nonce, ciphertext) = wire.split_at(12);
        assert!(other.decrypt(Nonce::from_slice(nonce), ciphertext).unwrap() == plain(length));
    }
}

#[test]
fn nothing_shows_a_payload() {
    let payloads =
        Client::builder("https://engine.example").token("T-s3cret").build().unwrap().payloads(Plain);
    let reservation = Reservation::new("tmp-1").stream("s3cret");
    let content = Content::from(b"s3cret".to_vec());
    for text in [format!("{payloads:?}"), format!("{reservation:?}"), format!("{content:?}")] {
        assert!(!text.contains("s3cret"), "{text}");
    }
}
