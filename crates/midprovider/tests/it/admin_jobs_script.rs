//! A server that expects exact requests, in this order, and answers each as written.

use crate::URL;
use midprovider::{
    Client, ClientBuilder,
    transport::{Body, Incoming, Outgoing, TransportError},
};
use portcullis_testkit::wire::{Scripted, lost, reply, reply_with};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// What the server does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Does {
    /// 200 with this body.
    Replies(Value),
    /// 204.
    Accepts,
    /// 201 with the id in `Location`.
    Creates(&'static str),
    /// This status, and this error of Keycloak.
    Refuses(u16, &'static str),
    /// The connection breaks; what was done is not known.
    Breaks,
}

pub(crate) use Does::{Accepts, Breaks, Creates, Refuses, Replies};

/// A user, group or role that does not exist.
pub(crate) const GONE: Does = Refuses(404, "Could not find it");

/// An empty list.
pub(crate) fn none() -> Does {
    Replies(json!([]))
}

/// Requests, each as `VERB path` below the realm, with the body behind it, and what the server does.
pub(crate) type Step<'a> = (&'a str, Does);

/// Runs a job against a server that expects exactly these requests.
pub(crate) async fn job<T>(steps: &[Step<'_>], job: impl AsyncFn(&Client) -> T) -> T {
    each(Client::shift(URL, "acme"), steps, job).await
}

/// As [`job`], with a client of SSMS.
pub(crate) async fn ssms_job<T>(steps: &[Step<'_>], job: impl AsyncFn(&Client) -> T) -> T {
    each(Client::ssms(URL, "acme"), steps, job).await
}

async fn each<T>(builder: ClientBuilder, steps: &[Step<'_>], job: impl AsyncFn(&Client) -> T) -> T {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (log, does): (_, Vec<Does>) = (seen.clone(), steps.iter().map(|(_, does)| does.clone()).collect());
    let wire = Scripted::new(move |out, nth| {
        log.lock().unwrap().push(line(&out));
        let answer = does.get(nth).map_or_else(|| reply(418, &json!({"error": "not expected"})), answer);
        async move { answer }
    });
    let mid = builder.bearer("tok-1").retry(midprovider::Retry::none()).transport(wire).build().unwrap();
    let result = job(&mid).await;
    let wanted: Vec<&str> = steps.iter().map(|(line, _)| *line).collect();
    assert_eq!(*seen.lock().unwrap(), wanted);
    result
}

fn line(out: &Outgoing) -> String {
    let path = out.url.path().trim_start_matches("/auth/admin/realms/acme");
    let query = out.url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let query = query.replace("?first=0&max=100", "").replace("&first=0&max=100", "");
    let body = match &out.body {
        Some(Body::Whole(bytes)) => format!(" {}", String::from_utf8_lossy(bytes)),
        _ => String::new(),
    };
    format!("{} {path}{query}{body}", out.method)
}

fn answer(does: &Does) -> Result<Incoming, TransportError> {
    match does {
        Replies(body) => reply(200, body),
        Accepts => reply(204, &Value::Null),
        Creates(id) => reply_with(201, &[("location", &format!("{URL}/x/{id}"))], &Value::Null),
        Refuses(status, error) => reply(*status, &json!({"error": error})),
        Breaks => lost(),
    }
}
