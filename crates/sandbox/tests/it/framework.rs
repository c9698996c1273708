use std::error::Error;
use std::io::ErrorKind;
use std::time::{Duration, Instant};

use portcullis_sandbox::{Fault, Sandbox, Vendor};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::https::{Client, Result};

#[tokio::test]
async fn details_have_the_promised_shape_and_hide_secrets() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let details = serde_json::to_value(sandbox.details())?;
    for pointer in [
        "/ca_pem_file",
        "/privicore/api_url",
        "/privicore/ws_url",
        "/privicore/username",
        "/privicore/password",
        "/privicore/directory_id",
        "/storedsafe/base_url",
        "/storedsafe/username",
        "/storedsafe/passphrase",
        "/storedsafe/apikey",
        "/storedsafe/totp_secret",
        "/storedsafe/mtls_base_url",
        "/storedsafe/client_cert_pem_file",
        "/storedsafe/client_key_pem_file",
        "/digicert/base_url",
        "/digicert/api_key",
        "/digicert/container_id",
        "/privx/base_url",
        "/privx/oauth_client_id",
        "/privx/oauth_client_secret",
        "/privx/api_client_id",
        "/privx/api_client_secret",
        "/midprovider/ssms_base_url",
        "/midprovider/shift_base_url",
        "/midprovider/tenant",
        "/midprovider/client_id",
        "/midprovider/client_secret",
    ] {
        let value = details.pointer(pointer);
        assert!(value.is_some_and(|value| *value != json!("")), "{pointer}");
    }
    let debug = format!("{sandbox:?}");
    for secret in [&sandbox.details().storedsafe.passphrase, &sandbox.details().digicert.api_key] {
        assert!(!debug.contains(secret.as_str()));
    }
    let ca = sandbox.details().ca_pem_file.clone();
    assert_eq!(std::fs::read_to_string(&ca)?, sandbox.ca_pem());
    drop(sandbox);
    assert!(!ca.exists());
    Ok(())
}

/// The kind of the I/O error at the root of an error.
fn io_kind(error: &(dyn Error + 'static)) -> Option<ErrorKind> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            return Some(error.kind());
        }
        next = error.source();
    }
    None
}

#[tokio::test]
async fn each_fault_meets_one_request() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let client = Client::new(&sandbox);
    let url = format!("{}/auth/api/v1/status", sandbox.details().privx.base_url);
    let get = async || client.send("GET", &url, &[], "").await;

    sandbox.fault(Vendor::PrivX, Fault::Status(503));
    sandbox.fault(Vendor::PrivX, Fault::Throttled { status: 429, retry_after: Duration::from_secs(7) });
    sandbox.fault(Vendor::PrivX, Fault::Garbage);
    sandbox.fault(Vendor::PrivX, Fault::Reset);
    sandbox.fault(Vendor::PrivX, Fault::Truncate);
    sandbox.fault(Vendor::PrivX, Fault::Delay(Duration::from_millis(80)));
    sandbox.fault(Vendor::PrivX, Fault::DelayReply(Duration::from_millis(80)));
    sandbox.fault(Vendor::DigiCert, Fault::Reset);

    assert_eq!(get().await?.status, 503);
    let throttled = get().await?;
    assert_eq!((throttled.status.as_u16(), throttled.headers["retry-after"].as_bytes()), (429, &b"7"[..]));
    assert!(get().await?.bytes.starts_with(b"<!DOCTYPE html>"));
    let reset = get().await.err().unwrap();
    assert_eq!(io_kind(reset.as_ref()), Some(ErrorKind::ConnectionReset));
    assert!(get().await.is_err());
    for _ in 0..2 {
        let start = Instant::now();
        assert_eq!(get().await?.status, 200);
        assert!(start.elapsed() >= Duration::from_millis(80));
    }
    assert_eq!(get().await?.status, 200);
    assert_eq!(sandbox.faults().pending(), 1);
    let statuses: Vec<_> = sandbox.requests(Vendor::PrivX).into_iter().map(|seen| seen.status).collect();
    let ok = Some(200);
    assert_eq!(statuses, [Some(503), Some(429), ok, None, ok, ok, ok, ok]);
    Ok(())
}

#[tokio::test]
async fn a_reset_after_the_work_leaves_the_work_done() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let client = Client::new(&sandbox);
    let digicert = &sandbox.details().digicert;
    let url = format!("{}/user", digicert.base_url);
    let headers = [("x-dc-devkey", digicert.api_key.as_str())];
    let user = json!({
        "username": "ada", "first_name": "Ada", "last_name": "L", "email": "ada@example.org",
        "access_roles": [{ "id": 2 }],
    });
    sandbox.fault_on(Vendor::DigiCert, "/user", Fault::ResetAfterApply);
    assert!(client.json("POST", &url, &headers, &user).await.is_err());
    let free = client
        .json("GET", &format!("{}/user/availability/ada", digicert.base_url), &headers, &json!({}))
        .await?;
    assert_eq!(free.json, json!({ "available": false }));
    sandbox.fault(Vendor::DigiCert, Fault::Reset);
    assert!(client.json("DELETE", &format!("{url}/1002"), &headers, &json!({})).await.is_err());
    assert_eq!(client.json("GET", &format!("{url}/1002"), &headers, &json!({})).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn a_second_sandbox_finds_the_state_of_the_first() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let first = Sandbox::builder().state_dir(dir.path()).start().await?;
    let client = Client::new(&first);
    let digicert = first.details().digicert.clone();
    let user = json!({
        "username": "ada", "first_name": "Ada", "last_name": "L", "email": "ada@example.org",
        "access_roles": [{ "id": 2 }],
    });
    let key = [("x-dc-devkey", digicert.api_key.as_str())];
    let made = client.json("POST", &format!("{}/user", digicert.base_url), &key, &user).await?;
    assert_eq!(made.status, 201);
    // The state is on disk before the reply is, not only after an orderly end.
    let saved = std::fs::read_to_string(dir.path().join("digicert.jsonl"))?;
    assert!(saved.contains("ada@example.org"));
    let privx = first.details().privx.clone();
    drop(first);

    let second = Sandbox::builder().state_dir(dir.path()).start().await?;
    let client = Client::new(&second);
    assert_eq!(second.details().digicert.api_key, digicert.api_key);
    assert_eq!(second.details().privx.api_client_secret, privx.api_client_secret);
    let url = format!("{}/user/{}", second.details().digicert.base_url, made.json["id"]);
    let again = client.json("GET", &url, &key, &json!({})).await?;
    assert_eq!(again.text("/username"), "ada");
    drop(second);

    std::fs::write(dir.path().join("privx.jsonl"), "{")?;
    let broken = Sandbox::builder().state_dir(dir.path()).start().await;
    assert!(broken.is_err_and(|error| error.to_string().contains("privx.jsonl")));
    Ok(())
}

#[tokio::test]
async fn a_state_of_the_wrong_shape_is_an_error_for_every_vendor() -> Result<()> {
    for vendor in ["privicore", "storedsafe", "digicert", "privx", "midprovider"] {
        let dir = tempfile::tempdir()?;
        drop(Sandbox::builder().state_dir(dir.path()).start().await?);
        let file = dir.path().join(format!("{vendor}.jsonl"));
        let state = std::fs::read_to_string(&file)?;
        // A key that fits no table, a row that fits no table, a table that does not exist, another format.
        for wrong in ["[[\"users\",{},{}]]\n", "[[\"seed\",null,7]]\n", "[[\"none\",1,{}]]\n", "[]\n"] {
            let text = if wrong == "[]\n" { wrong.to_owned() } else { format!("{state}{wrong}") };
            std::fs::write(&file, text)?;
            let error = Sandbox::builder().state_dir(dir.path()).start().await.err();
            let error = error.map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains(&format!("{vendor}.jsonl")), "{vendor} {wrong} {error}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_state_of_an_earlier_release_is_refused_and_left_alone() -> Result<()> {
    for vendor in ["privicore", "storedsafe", "digicert", "privx", "midprovider"] {
        let dir = tempfile::tempdir()?;
        let file = dir.path().join(format!("{vendor}.json"));
        std::fs::write(&file, "{}")?;
        let error = Sandbox::builder().state_dir(dir.path()).start().await.err().unwrap().to_string();
        assert!(error.contains(&format!("{vendor}.json ")) && error.contains("another release"), "{error}");
        assert_eq!(std::fs::read_to_string(&file)?, "{}");
        assert!(!dir.path().join(format!("{vendor}.jsonl")).exists());
    }
    Ok(())
}

#[tokio::test]
async fn a_drop_stops_the_servers() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let client = Client::new(&sandbox);
    let url = format!("{}/auth/api/v1/status", sandbox.details().privx.base_url);
    assert_eq!(client.send("GET", &url, &[], "").await?.status, 200);
    drop(sandbox);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(client.send("GET", &url, &[], "").await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_drop_ends_open_websockets() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let mut stream = Client::new(&sandbox).connect(&sandbox.details().privicore.ws_url).await?;
    let request = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
        sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(request.as_bytes()).await?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).await?;
    assert_eq!(&head, b"HTTP/1.1 101");
    // By then the stream has left the task of its connection.
    tokio::time::sleep(Duration::from_millis(50)).await;
    // A handle that outlives the sandbox keeps the vendor's state, but nothing that listens.
    let _handle = sandbox.privicore().clone();
    drop(sandbox);
    let mut rest = Vec::new();
    let end = tokio::time::timeout(Duration::from_secs(2), stream.read_to_end(&mut rest)).await;
    assert!(end.is_ok());
    Ok(())
}
