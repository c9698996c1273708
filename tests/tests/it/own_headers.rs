//! Headers and request ids of the caller, at the builders of the five vendors.

use portcullis::{ErrorKind, Retry, digicert, http::Method, midprovider, privicore, privx, storedsafe};
use portcullis_testkit::{Server, Step};
use serde_json::{Value, json};

#[tokio::test]
async fn every_vendors_builder_adds_headers_and_ids_but_no_credential_of_its_own() {
    let server = Server::start(|_, _| Step::json(500, &json!({})));
    let url = server.url.as_str();
    macro_rules! check {
        ($builder:expr, $credential:literal) => {
            for name in [$credential, $credential.to_uppercase().as_str(), "Content-Type", "X-Request-Id"] {
                let builder = $builder.client_request_id(true).header(name, "canary");
                let error = builder.build().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Config, "{name}");
                assert!(!format!("{error:?}").contains("canary"), "{error:?}");
            }
            let builder = $builder.retry(Retry::none()).client_request_id(true);
            let client = builder.header("X-Gateway", "open").build().unwrap();
            let sent = server.requests().len();
            for name in [$credential, "Authorization", "Host", "Content-Length", "Connection"] {
                let request = client.request(Method::GET, "/x").header(name, "canary");
                assert_eq!(request.call::<Value>().await.unwrap_err().kind(), ErrorKind::Input, "{name}");
            }
            assert_eq!(server.requests().len(), sent);
            let error = client.request(Method::GET, "/x").call::<Value>().await.unwrap_err();
            let seen = server.requests().pop().unwrap();
            assert_eq!(seen.header("x-gateway"), Some("open"), "{error}");
            assert!(seen.header($credential).is_some(), "{error}");
            assert_eq!(
                (seen.header("x-request-id"), error.request_id().map(str::len)),
                (error.request_id(), Some(32))
            );
        };
    }
    check!(privicore::Client::builder(url).token("t"), "x-dpt-authorization");
    check!(storedsafe::Client::builder(url).token("t"), "x-http-token");
    check!(digicert::Client::builder(url).api_key("t"), "x-dc-devkey");
    check!(privx::Client::builder(url).bearer("t"), "authorization");
    check!(midprovider::Client::ssms(url, "acme").bearer("t"), "authorization");
}
