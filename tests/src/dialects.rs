//! The clients of the five vendors behind one function, for campaigns that run a fault through each dialect.

use portcullis_core::{Request, RetryPolicy, http::Method};
use portcullis_testkit::wire::Scripted;
use serde_json::json;

/// Their names.
pub(crate) const VENDORS: [&str; 5] = ["privicore", "storedsafe", "digicert", "privx", "midprovider"];

/// A reply with an id that every dialect accepts.
pub(crate) const GOOD: &str = r#"{"id":1,"CALLINFO":{"status":"SUCCESS"}}"#;

/// A refusal that every dialect reads as one.
pub(crate) const BAD: &str = r#"{"error_code":"BAD_REQUEST","error":"no","message":"no","errors":[{"code":"no",
    "message":"no"}],"CALLINFO":{"status":"FAIL","errors":1},"ERRORS":["no"]}"#;

/// The body of a 429 in the vendor's own form.
pub(crate) fn too_many_requests(vendor: &str) -> &'static str {
    match vendor {
        "privicore" => r#"{"code":429,"message":"Too many requests"}"#,
        "storedsafe" => r#"{"CALLINFO":{"status":"FAIL","errors":1},"ERRORS":["Too many requests"]}"#,
        "digicert" => r#"{"errors":[{"code":"request_limit_exceeded","message":"Too many requests"}]}"#,
        "privx" => r#"{"error_code":"TOO_MANY_REQUESTS","error_message":"Too many requests"}"#,
        _ => r#"{"errorMessage":"Too many requests","error":"slow_down"}"#,
    }
}

/// Makes requests of one client: `/do/{mark}` with a body.
pub(crate) type Requests = Box<dyn Fn(Method, &str) -> Request + Send + Sync>;

/// A client of this vendor. DigiCert's has no rate plan: after a 429 that names no time it would wait for 5 s.
pub(crate) fn client(vendor: &str, url: &str, policy: impl RetryPolicy, wire: Option<Scripted>) -> Requests {
    const KEY: &str = "tok-0123456789";
    macro_rules! requests {
        ($builder:expr) => {{
            let builder = $builder.retry(policy).in_flight(1_000);
            let builder = match wire {
                Some(wire) => builder.transport(wire),
                None => builder,
            };
            let client = builder.build().unwrap();
            Box::new(move |method: Method, mark: &str| {
                client.request(method, "/do/{mark}").path(mark).json(&json!({"mark": mark}))
            })
        }};
    }
    match vendor {
        "privicore" => requests!(privicore::Client::builder(url).token(KEY)),
        "storedsafe" => requests!(storedsafe::Client::builder(url).token(KEY)),
        "digicert" => requests!(digicert::Client::builder(url).api_key(KEY).pacing([])),
        "privx" => requests!(privx::Client::builder(url).bearer(KEY)),
        _ => requests!(midprovider::Client::ssms(url, "acme").bearer(KEY)),
    }
}
