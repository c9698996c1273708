//! R8: listings that do not end, repeat their cursor, or point to another origin.

use super::samples::{self, Wire};
use crate::promise::{Measured, Scale};
use portcullis_core::{
    ApiError, ClientBuilder, Cursor, Delivery, Dialect, Error, ErrorKind, PageRequest, Refusal, Reply,
};
use portcullis_testkit::wire::reply_with;
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// A vendor with an opaque cursor.
struct Tokens;

impl Dialect for Tokens {
    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        if reply.is_success() { Ok(()) } else { Err(ApiError::new("").into()) }
    }
    fn page(&self, request: &mut PageRequest<'_>, at: &Cursor, _: Option<u32>) {
        if let Cursor::Token(token) = at {
            request.query("next", token);
        }
    }
    fn next(&self, _: &Cursor, _: Option<u32>, _: usize, reply: &[u8]) -> Option<Cursor> {
        Some(Cursor::Token(serde_json::from_slice::<Value>(reply).ok()?["next"].as_str()?.to_owned()))
    }
}

/// The maximum number of pages of one listing.
const MOST: usize = 10_000;
const ELSEWHERE: &str = "https://elsewhere.example/users?page=2";

/// Makes the nth page.
type Pages = fn(usize) -> Value;

/// A transport over these pages, and how many requests went to another host.
fn wire(pages: Pages) -> (Wire, Arc<AtomicUsize>) {
    let other_hosts = Arc::new(AtomicUsize::new(0));
    let count = other_hosts.clone();
    let wire = Wire::new(move |out, n| {
        if out.url.host_str() != Some("vendor.example") || out.url.scheme() != "https" {
            count.fetch_add(1, Ordering::SeqCst);
        }
        let link = format!("<{ELSEWHERE}>; rel=\"next\"");
        let headers = [("link", link.as_str()), ("location", ELSEWHERE)];
        let answer = reply_with(200, &headers, &pages(n));
        async move { answer }
    });
    (wire, other_hosts)
}

#[derive(Default)]
struct Found {
    cases: Vec<String>,
    wrong: Vec<String>,
    most: usize,
    other_hosts: usize,
}

impl Found {
    fn note(
        &mut self,
        name: &str,
        error: Option<&Error>,
        bound: usize,
        (wire, other_hosts): &(Wire, Arc<AtomicUsize>),
    ) {
        let pages = wire.count();
        self.most = self.most.max(pages);
        self.other_hosts += other_hosts.load(Ordering::SeqCst);
        self.cases.push(format!("{name} after {pages}"));
        let right = |e: &Error| (e.kind(), e.delivery()) == (ErrorKind::Decode, Delivery::NoEffect);
        if pages > bound || !error.is_some_and(right) {
            self.wrong.push(name.to_owned());
        }
    }
}

/// R8.
pub async fn listings(scale: Scale) -> Measured {
    let mut found = Found::default();
    let endless: Pages = |n| json!({"items": [n], "next": format!("t{n}")});
    let cases: [(&str, usize, Pages); 5] = [
        ("always the same token", 2, |_| json!({"items": [1], "next": "t"})),
        ("the same token after ten pages", 11, |n| json!({"items": [1], "next": format!("t{}", n.min(9))})),
        ("two tokens in turn", MOST, |n| json!({"items": [], "next": format!("t{}", n % 2)})),
        ("always a new token", MOST, endless),
        ("the URL of another origin as the token", 2, |_| json!({"items": [1], "next": ELSEWHERE})),
    ];
    for (name, bound, pages) in cases {
        if scale == Scale::Reduced && name == "two tokens in turn" {
            continue;
        }
        let wire = wire(pages);
        let client = ClientBuilder::new("https://vendor.example").transport(wire.0.clone());
        let client = client.build(Tokens, None).unwrap();
        let error = client.get("/users").list::<Value>("items").all().await.err();
        found.note(name, error.as_ref(), bound, &wire);
    }
    // The vendors' listings are much slower than the plain one; even one endless list takes seconds.
    if scale == Scale::Full {
        vendors(&mut found).await;
    }
    Measured::new(
        found.wrong.is_empty() && found.other_hosts == 0 && found.most <= MOST,
        format!(
            "stopped with an error: {}; without an error: {:?}; at most {} pages; {} requests to another \
             origin (no cursor holds a URL; `next`, `Link` and `Location` contained one on every page)",
            found.cases.join(", "),
            found.wrong,
            found.most,
            found.other_hosts
        ),
    )
}

async fn vendors(found: &mut Found) {
    let mut run: [(&str, Pages); 3] = [
        ("PrivX", |n| json!({"count": u32::MAX, "items": [{"id": n.to_string()}], "next": ELSEWHERE})),
        ("CertCentral", |n| json!({"users": [{"id": n}], "page": {"total": u32::MAX}, "next": ELSEWHERE})),
        ("mID", |n| json!({"data": {"userList": [{"username": n.to_string()}]}, "next": ELSEWHERE})),
    ];
    for (name, pages) in &mut run {
        let wire = wire(*pages);
        let error = match *name {
            "PrivX" => samples::privx(wire.0.clone())
                .local_user_store()
                .users()
                .list()
                .page_size(1)
                .all()
                .await
                .err(),
            "CertCentral" => {
                let search = digicert::UserSearch::new();
                samples::digicert(wire.0.clone()).users().list(&search).page_size(1).all().await.err()
            }
            _ => samples::midprovider(wire.0.clone()).users().list().page_size(1).all().await.err(),
        };
        found.note(name, error.as_ref(), MOST, &wire);
    }
}
