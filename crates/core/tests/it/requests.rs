use crate::support::{Server, Step, client, http};
use portcullis_core::{Delivery, ErrorKind, http::Method};
use serde::Serialize;
use serde_json::{Value, json};

#[tokio::test]
async fn every_value_becomes_exactly_one_segment() {
    let server = Server::steps([Step::Send(http("200 OK", "{}").into())]);
    let client = client(&format!("{}/base/", server.url));
    for value in ["a/b", "..%2f", "a?b=c", "a#b", "a;b", "å b", "%", "a\r\nX: y", "\0", "\\"] {
        let call = client
            .get("/users/{id}/tags")
            .path(value)
            .query("q", value)
            .query("filters[name]", 1)
            .call::<Value>();
        call.await.unwrap();
    }
    for (line, value) in server.texts().iter().zip([
        "a%2Fb",
        "..%252f",
        "a%3Fb%3Dc",
        "a%23b",
        "a%3Bb",
        "%C3%A5%20b",
        "%25",
        "a%0D%0AX%3A%20y",
        "%00",
        "%5C",
    ]) {
        let first = line.lines().next().unwrap();
        assert_eq!(first, format!("GET /base/users/{value}/tags?q={value}&filters%5Bname%5D=1 HTTP/1.1"));
    }
}

#[tokio::test]
async fn unsafe_paths_are_refused_before_anything_is_sent() {
    let server = Server::steps([Step::Send(http("200 OK", "{}").into())]);
    let client = client(&server.url);
    for value in ["", ".", "..", "%2e", "%2E%2e", ".%2e", "%2E."] {
        let error = client.get("/users/{id}").path(value).call::<Value>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        assert_eq!(error.message(), "`id` must not be empty, `.` or `..`");
    }
    for template in [
        "users",
        "//evil.example",
        "/a\\b",
        "/a/../b",
        "/a/%2e%2e/b",
        "/a/.%2E/b",
        "/%2e/b",
        "/a/%2e%2E",
        "/a/..;x=1/b",
        "/a?b",
        "/a#b",
        "/a b",
        "@evil.example/",
        "/a/{x}",
        "",
        "/a\nb",
    ] {
        let error = client.request(Method::GET, template).call::<Value>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input, "{template}");
    }
    for fine in ["/a/...", "/a/%2e%2e%2e", "/a/x%2e", "/a/.x", "/a%2e%2e/b"] {
        client.request(Method::GET, fine).call::<Value>().await.unwrap();
    }
    let sent = server.requests().len();
    let error = client.get("/a").path("too many").call::<Value>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert_eq!((server.requests().len(), sent), (5, 5));
}

#[derive(Serialize)]
struct Body {
    name: &'static str,
}
impl portcullis_core::Input for Body {}

#[tokio::test]
async fn a_url_that_is_too_long_is_refused_before_anything_is_sent() {
    const LONGEST: usize = 65_534;
    let server = Server::steps([Step::Send(http("200 OK", "{}").into())]);
    let client = client(&server.url);
    let free = LONGEST - server.url.len();
    for (length, fits) in [(free, true), (free + 1, false), (LONGEST, false), (1 << 20, false)] {
        let calls = [
            client.get("/u").query("q", "x".repeat(length - "/u?q=".len())).call::<Value>(),
            client.get("/{id}").path("x".repeat(length - "/".len())).call::<Value>(),
        ];
        for call in calls {
            let kind = call.await.err().map(|error| (error.kind(), error.delivery(), error.attempts()));
            let refused = (ErrorKind::Input, Delivery::NotSent, 1);
            assert_eq!(kind, (!fits).then_some(refused), "{length}");
        }
    }
    assert_eq!(server.texts().len(), 2);
}

#[tokio::test]
async fn bodies_headers_and_lengths_are_as_described() {
    let server = Server::steps([Step::Send(http("200 OK", r#"{"a":{"b":7}}"#).into())]);
    let client = client(&server.url);
    let seven: u8 = client.post("/json").json(&Body { name: "ä" }).pick("a.b").call().await.unwrap();
    assert_eq!(seven, 7);
    client.post("/form").field("name", "ä b").done().await.unwrap();
    client.put("/nothing").done().await.unwrap();
    let seen = server.texts();
    assert!(seen[0].contains("content-type: application/json\r\n") && seen[0].ends_with("{\"name\":\"ä\"}"));
    assert!(seen[1].contains("application/x-www-form-urlencoded") && seen[1].ends_with("name=%C3%A4+b"));
    assert!(seen[2].contains("content-length: 0\r\n"), "{}", seen[2]);
    assert!(
        seen.iter().all(|s| s.contains("accept: application/json") && s.contains("user-agent: portcullis/"))
    );
}

#[tokio::test]
async fn options_and_missing_objects() {
    let missing = http("404 Not Found", &json!({"code": "missing", "message": "no such user"}).to_string());
    let route = http("404 Not Found", "<html>nothing here</html>");
    let server = Server::steps([
        Step::Send(missing.into()),
        Step::Send(route.into()),
        Step::Send(http("200 OK", r#"{"id":1}"#).into()),
    ]);
    let client = client(&server.url);
    assert!(client.get("/u").call::<Value>().optional().await.unwrap().is_none());
    let error = client.delete("/u").done().optional().await.unwrap_err();
    assert!(error.is_route_missing() && !error.is_not_found());
    assert_eq!(error.to_string(), "DELETE /u: 404 Not Found");
    let full = client.get("/u").call::<Value>().full().await.unwrap();
    assert_eq!((full.status.as_u16(), full.attempts), (200, 1));
    assert!(full.headers.contains_key("content-length"));
}

#[tokio::test]
async fn a_call_polled_after_its_end_answers_and_does_not_panic() {
    let server = Server::steps([Step::Send(http("200 OK", "1").into())]);
    let mut call = client(&server.url).get("/u").call::<u8>();
    assert_eq!((&mut call).await.unwrap(), 1);
    assert_eq!((&mut call).await.unwrap_err().kind(), ErrorKind::Interrupted);
}

#[test]
fn without_a_runtime_a_call_is_an_error() {
    let call = client("http://127.0.0.1:9").get("/u").call::<u8>();
    let mut call = Box::pin(call);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match call.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Err(error)) => assert_eq!(error.kind(), ErrorKind::Interrupted),
        _ => panic!("neither an error nor ready"),
    }
}

#[test]
fn the_public_types_travel() {
    fn travels<T: Send + Sync + 'static>() {}
    fn moves<T: Send + Unpin + 'static>() {}
    travels::<portcullis_core::Client>();
    travels::<portcullis_core::ClientBuilder>();
    travels::<portcullis_core::Error>();
    travels::<portcullis_core::Request>();
    travels::<portcullis_core::Secret>();
    travels::<portcullis_core::Trust>();
    moves::<portcullis_core::Call<Value>>();
    moves::<portcullis_core::Optional<Value>>();
    moves::<portcullis_core::Full<Value>>();
    moves::<portcullis_core::List<Value>>();
}
