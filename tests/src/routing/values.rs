//! X5: values of path and query that aim at another route.

use super::{
    paths::hostile,
    server::{Server, json},
};
use crate::{
    promise::{Measured, Scale},
    replies::interpretation::percent,
};
use portcullis_core::{Client, ClientBuilder, ErrorKind, Proxy, http::Method};
use portcullis_facts::Facts;
use portcullis_testkit::wire::Plain;
use serde_json::Value;
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// The counts of X5.
#[derive(Default)]
struct Values {
    sent: AtomicUsize,
    refused: AtomicUsize,
    wrong: Mutex<Vec<String>>,
}

/// X5.
pub(super) async fn values(scale: Scale) -> Measured {
    let count = scale.pick(10_000, 300);
    let server = Server::start(|head| json(&Value::from(head).to_string())).await;
    let client = ClientBuilder::new(format!("{}/base", server.http())).proxy(Proxy::None).in_flight(64);
    let client = client.build(Plain, None).unwrap();
    let found = Arc::<Values>::default();
    let templates: Arc<[&str]> = templates().into();
    let mut tasks = Vec::new();
    for worker in 0..64 {
        let (client, found, templates) = (client.clone(), found.clone(), templates.clone());
        let share = count / 64 + usize::from(worker < count % 64);
        tasks.push(tokio::spawn(async move {
            let mut random = fastrand::Rng::with_seed(worker as u64);
            for _ in 0..share {
                let template = templates[random.usize(..templates.len())];
                one_value(&client, template, &mut random, &found).await;
            }
        }));
    }
    for task in tasks {
        if task.await.is_err() {
            found.wrong.lock().unwrap().push("a panic".into());
        }
    }
    let (sent, refused) = (found.sent.load(Ordering::SeqCst), found.refused.load(Ordering::SeqCst));
    let wrong = found.wrong.lock().unwrap();
    Measured::new(
        wrong.is_empty() && sent + refused == count && server.requests() == sent && sent > count / 2,
        format!(
            "{} of {count} values (query key, query value, and each value of one of {} path templates) changed route, headers or themselves; \
             the server received {} requests; {refused} refused before sending (empty, `.`, `..`, percent-encoded too); {:?}",
            wrong.len(),
            templates.len(),
            server.requests(),
            wrong.first()
        ),
    )
}

/// The known paths of all vendors that have a value, and one whose value stands inside.
fn templates() -> Vec<&'static str> {
    let paths = Facts::all().flat_map(Facts::operations).map(|operation| operation.path.as_str());
    let is_value = |segment: &str| segment.starts_with('{') && segment.find('}') == Some(segment.len() - 1);
    let fits = |path: &&str| {
        path.contains('{') && path.split('/').all(|segment| is_value(segment) || !segment.contains('{'))
    };
    let known: BTreeSet<&str> = paths.filter(fits).chain(["/a/{x}/z"]).collect();
    known.into_iter().collect()
}

async fn one_value(client: &Client, template: &'static str, random: &mut fastrand::Rng, found: &Values) {
    let [mut path, key, value] = [4, 3, 4].map(|most| hostile(random, most));
    if random.usize(..20) == 0 {
        path.clear();
    }
    let mut request = client.request(Method::GET, template);
    for _ in 0..template.matches('{').count() {
        request = request.path(&path);
    }
    let request = request.query(&key, &value).query("last", 1);
    match request.call::<String>().await {
        Ok(head) => {
            found.sent.fetch_add(1, Ordering::SeqCst);
            if let Some(what) = differs(&head, template, &path, &key, &value) {
                found.wrong.lock().unwrap().push(format!("{what}: {path:?} {key:?} {value:?}: {head:?}"));
            }
        }
        Err(e) if e.kind() == ErrorKind::Input && is_dots(&path) => {
            found.refused.fetch_add(1, Ordering::SeqCst);
        }
        Err(error) => found.wrong.lock().unwrap().push(format!("{path:?} {key:?} {value:?}: {error}")),
    }
}

/// Whether a value is a dot segment, however it is encoded.
fn is_dots(path: &str) -> bool {
    matches!(path.to_lowercase().replace("%2e", ".").as_str(), "" | "." | "..")
}

/// The part of the request that differs from what the caller passed.
fn differs(head: &str, template: &str, path: &str, key: &str, value: &str) -> Option<&'static str> {
    let mut lines = head.split("\r\n");
    let words: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    let ["GET", target, "HTTP/1.1"] = words.as_slice() else { return Some("the request line") };
    let mut names: Vec<String> =
        lines.map(|l| l.split(':').next().unwrap_or_default().to_ascii_lowercase()).collect();
    names.sort();
    if names != ["accept", "host", "user-agent"] {
        return Some("the headers");
    }
    let (route, query) = target.split_once('?')?;
    let Some(route) = route.strip_prefix("/base") else { return Some("the base") };
    let same = |encoded: &str, text: &str| percent(encoded) == text.as_bytes();
    let segments: Vec<&str> = route.split('/').collect();
    let known: Vec<&str> = template.split('/').collect();
    let fit = |(segment, known): (&&str, &&str)| {
        if known.starts_with('{') { same(segment, path) } else { segment == known }
    };
    if segments.len() != known.len() || !segments.iter().zip(&known).all(fit) {
        return Some("the segments");
    }
    let pairs: Vec<Vec<&str>> = query.split('&').map(|pair| pair.split('=').collect()).collect();
    let [first, last] = &pairs[..] else { return Some("the pairs") };
    let fits = matches!(&first[..], [k, v] if same(k, key) && same(v, value)) && last[..] == ["last", "1"];
    let clean = target.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'#' | b'\\' | b';'));
    (!fits || !clean).then_some("the values")
}
