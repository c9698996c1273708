//! R8: listings that do not end, repeat their cursor, point to another origin, or get fewer items than they request.

use super::samples::{self, Wire};
use crate::promise::{Measured, Scale};
use portcullis_core::{
    ApiError, ClientBuilder, Cursor, Delivery, Dialect, Error, ErrorKind, Operation, PageRequest, Refusal,
    Reply,
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
    fn next(&self, _: &Operation, _: &Cursor, _: Option<u32>, _: usize, reply: &[u8]) -> Option<Cursor> {
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
    let complete = servers_maximum().await;
    // The vendors' listings are much slower than the plain one; even one endless list takes seconds.
    if scale == Scale::Full {
        vendors(&mut found).await;
    }
    Measured::new(
        found.wrong.is_empty() && found.other_hosts == 0 && found.most <= MOST && complete.wrong.is_empty(),
        format!(
            "of {} listings of a server that returns at most 100 of the 500 items requested, or all at once, by the \
             four vendors with pages, not complete: {:?}; stopped with an error: {}; without an error: {:?}; at most {} pages; {} requests to another \
             origin (no cursor holds a URL; `next`, `Link` and `Location` contained one on every page)",
            complete.listings,
            complete.wrong,
            found.cases.join(", "),
            found.wrong,
            found.most,
            found.other_hosts
        ),
    )
}

/// Listings of servers whose pages are shorter than requested.
#[derive(Default)]
struct Complete {
    listings: usize,
    wrong: Vec<String>,
}

/// Makes the reply with these items of so many.
type Body = fn(&[usize], usize) -> Value;

/// The names in a listing of this vendor.
async fn names(vendor: &str, wire: Wire) -> Result<Vec<String>, Error> {
    const SIZE: u32 = 500;
    Ok(match vendor {
        "PrivX" => {
            let users = samples::privx(wire).local_user_store().users().list().page_size(SIZE).all().await?;
            users.iter().filter_map(|user| user.username.clone()).collect()
        }
        "CertCentral" => {
            let search = digicert::users::UserSearch::new();
            let users = samples::digicert(wire).users().list(&search).page_size(SIZE).all().await?;
            users.iter().filter_map(|user| user.username.clone()).collect()
        }
        "mID" => {
            let users = samples::midprovider(wire).users().list().page_size(SIZE).all().await?;
            users.iter().map(|user| user.username.to_string()).collect()
        }
        _ => {
            let filter = privicore::DataTokenFilter::new();
            let tokens = samples::privicore(wire).data_tokens().list(&filter).page_size(SIZE).all().await?;
            tokens.iter().map(|record| record.token.to_string()).collect()
        }
    })
}

/// With and without a total; the server's maximum is 100, or it has no pages.
async fn servers_maximum() -> Complete {
    fn named(key: &str, items: &[usize]) -> Value {
        items.iter().map(|n| json!({"id": n.to_string(), key: format!("n{n}")})).collect()
    }
    let bodies: [(&str, Body); 8] = [
        ("PrivX", |items, _| named("username", items)),
        ("PrivX", |items, _| json!({"items": named("username", items)})),
        ("PrivX", |items, of| json!({"count": of, "items": named("username", items)})),
        ("CertCentral", |items, of| json!({"users": named("username", items), "page": {"total": of}})),
        ("mID", |items, _| json!({"status": "OK", "data": {"userList": named("username", items)}})),
        ("Privicore", |items, _| named("token", items)),
        ("Privicore", |items, _| json!({"items": named("token", items), "meta": {"perPage": 500}})),
        ("Privicore", |items, _| json!({"items": named("token", items), "meta": {"perPage": 100}})),
    ];
    let mut complete = Complete::default();
    for (vendor, body) in bodies {
        for (of, pages) in [
            (0, true),
            (1, true),
            (99, true),
            (100, true),
            (101, true),
            (250, true),
            (300, true),
            (7, false),
            (700, false),
        ] {
            let wire = Wire::new(move |out, _| {
                let value = |key: &str| {
                    let mut pairs = out.url.query_pairs();
                    pairs.find(|(name, _)| name == key).and_then(|(_, value)| value.parse::<usize>().ok())
                };
                let number = value("page").or_else(|| value("pageNumber"));
                let from =
                    number.map(|number| (number - 1) * 100).or_else(|| value("offset")).unwrap_or_default();
                let all: Vec<usize> = (0..of).collect();
                let page: Vec<usize> = all.iter().copied().skip(from).take(100).collect();
                let answer = reply_with(200, &[], &body(if pages { &page } else { &all }, of));
                async move { answer }
            });
            complete.listings += 1;
            let found = names(vendor, wire).await;
            let expected: Vec<String> = (0..of).map(|n| format!("n{n}")).collect();
            if found.as_ref().ok() != Some(&expected) {
                let found = found.map(|names| names.len());
                complete.wrong.push(format!("{vendor}, {}: {found:?} of {of}", body(&[], of)));
            }
        }
    }
    complete
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
                let search = digicert::users::UserSearch::new();
                samples::digicert(wire.0.clone()).users().list(&search).page_size(1).all().await.err()
            }
            _ => samples::midprovider(wire.0.clone()).users().list().page_size(1).all().await.err(),
        };
        found.note(name, error.as_ref(), MOST, &wire);
    }
}
