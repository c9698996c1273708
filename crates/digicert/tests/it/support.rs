//! What the tests of several areas need.

use crate::KEY;
use digicert::{Client, Error, ErrorKind, Retry};
use portcullis_testkit::wire;
use serde_json::{Value, json};
use std::{fmt::Debug, future::ready, time::Duration};

/// Sends a call twice at most, and the second time at once.
pub(crate) fn twice() -> Retry {
    Retry::default().attempts(2).base(Duration::from_millis(1))
}

/// How often a call is sent, of at most 3 times, if the server fails each time.
pub(crate) async fn attempts<T: Debug>(call: impl AsyncFn(&Client) -> Result<T, Error>) -> usize {
    let server = wire::Scripted::new(move |_, _| ready(wire::reply(503, &Value::Null)));
    let retry = Retry::default().attempts(3).base(Duration::from_millis(1)).cap(Duration::from_millis(1));
    let builder = Client::builder("https://digicert.example").api_key(KEY).retry(retry);
    let error = call(&builder.transport(server.clone()).build().unwrap()).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503), "{error:?}");
    server.count()
}

/// Refused with the field's name before anything is sent; sent if the limits are left to the server.
pub(crate) async fn refused<T: Debug>(field: &str, call: impl AsyncFn(&Client) -> Result<T, Error>) {
    refused_unless(field, 1, call).await;
}

/// Refused with the field's name, also if the limits are left to the server.
pub(crate) async fn never_sent<T: Debug>(field: &str, call: impl AsyncFn(&Client) -> Result<T, Error>) {
    refused_unless(field, 0, call).await;
}

async fn refused_unless<T: Debug>(
    field: &str,
    unchecked: usize,
    call: impl AsyncFn(&Client) -> Result<T, Error>,
) {
    let body = json!({
        "id": 1, "api_key": "k", "available": true, "users": [],
        "data": {}, "report_history": [], "report_identifier": "r", "webhook_id": 1, "total_price": 1,
        "acme_directory_url": "u", "ext_act_kid": "k", "ext_act_hmac": "h",
    });
    let server = wire::Scripted::new(move |_, _| ready(wire::reply(200, &body)));
    let client = |checks| {
        let builder = Client::builder("https://digicert.example").api_key(KEY).retry(Retry::none());
        let builder = builder.report_library_url("https://reports.example/reports/v1");
        builder.transport(server.clone()).check_input(checks).build().unwrap()
    };
    let error = call(&client(true)).await.unwrap_err();
    assert_eq!((error.kind(), server.count()), (ErrorKind::Input, 0), "{field}: {error}");
    assert!(error.message().starts_with(&format!("`{field}`")), "{field}: {error}");
    let result = call(&client(false)).await;
    assert_eq!((result.is_ok(), server.count()), (unchecked == 1, unchecked), "{field}: {result:?}");
}
