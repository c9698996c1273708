//! Orders that are placed at most once, whatever happens to requests and callers: by a clock that runs when nothing else
//! does, and a server that counts the creations.

use crate::{KEY, error, order_creations::shop};
use digicert::{
    Client, Delivery, ErrorKind, Retry, Secret,
    orders::*,
    transport::{Incoming, TransportError},
};
use portcullis_testkit::wire::{Scripted, lost, reply, reply_with, unsent};
use serde_json::json;
use std::{
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, timeout};

const BOUND: Duration = Duration::from_secs(60);

type Reply = Result<Incoming, TransportError>;

/// What the server does with a creation.
#[derive(Clone, Copy)]
enum Creation {
    /// Applies it, and replies.
    Applied,
    /// Applies it, and the connection breaks.
    AppliedAndLost,
    /// Applies it, and a proxy replies 502.
    AppliedAndBadGateway,
    /// Applies it, and a reply of another form comes.
    AppliedAndGarbled,
    /// Applies it, and the reply has no id.
    AppliedWithoutId,
    /// Applies it, and never replies.
    AppliedAndSilent,
    /// The connection breaks before the service has it.
    Lost,
    /// Is not sent.
    Unsent,
    /// Is refused.
    Refused,
    /// Is refused by the limit of requests, and applied when it comes again.
    Busy,
}

#[derive(Default)]
struct State {
    creations: usize,
    applied: Vec<u64>,
    searches: usize,
    /// Searches that do not find yet what was applied.
    blind: usize,
    /// Replies to searches in place of the list, the last first.
    failing: Vec<fn() -> Reply>,
}

/// A server, and what it did.
#[derive(Clone, Default)]
struct Server(Arc<Mutex<State>>);

impl Server {
    fn with(orders: &[u64]) -> Self {
        let server = Self::default();
        server.0.lock().unwrap().applied = orders.to_vec();
        server
    }

    fn client(&self, creation: Creation, retry: Retry) -> Client {
        let server = self.clone();
        let transport = Scripted::new(move |out, _| {
            let reply = if out.method == "POST" { server.create(creation) } else { Some(server.find()) };
            async move {
                match reply {
                    Some(reply) => reply,
                    None => pending().await,
                }
            }
        });
        let builder = Client::builder("https://digicert.example").api_key(Secret::from(KEY)).retry(retry);
        builder.transport(transport).build().unwrap()
    }

    /// `None`: no reply ever comes.
    fn create(&self, creation: Creation) -> Option<Reply> {
        let mut state = self.0.lock().unwrap();
        state.creations += 1;
        let id = 700 + u64::try_from(state.creations).unwrap();
        let mut apply = || state.applied.push(id);
        Some(match creation {
            Creation::Unsent => unsent(),
            Creation::Lost => lost(),
            Creation::Refused => reply(400, &error("csr_invalid_cannot_parse", "no")),
            Creation::Busy if id == 701 => reply_with(429, &[], &error("request_limit_exceeded", "no")),
            Creation::Applied | Creation::Busy => {
                apply();
                reply(201, &json!({"id": id}))
            }
            Creation::AppliedAndLost => {
                apply();
                lost()
            }
            Creation::AppliedAndBadGateway => {
                apply();
                reply(502, &json!({}))
            }
            Creation::AppliedAndGarbled => {
                apply();
                reply(201, &json!({"ident": id}))
            }
            Creation::AppliedWithoutId => {
                apply();
                reply(201, &json!({}))
            }
            Creation::AppliedAndSilent => {
                apply();
                return None;
            }
        })
    }

    fn find(&self) -> Reply {
        let mut state = self.0.lock().unwrap();
        state.searches += 1;
        if let Some(fails) = state.failing.pop() {
            return fails();
        }
        if state.blind > 0 && !state.applied.is_empty() {
            state.blind -= 1;
            return reply(200, &json!({"orders": [], "page": {"total": 0}}));
        }
        let orders: Vec<_> =
            state.applied.iter().map(|id| json!({"order_id": id, "status": "pending"})).collect();
        reply(200, &json!({"orders": orders, "page": {"total": orders.len()}}))
    }

    fn set(&self, edit: impl FnOnce(&mut State)) {
        edit(&mut self.0.lock().unwrap());
    }

    fn counts(&self) -> (usize, usize) {
        let state = self.0.lock().unwrap();
        (state.creations, state.searches)
    }
}

async fn order(client: &Client) -> digicert::Result<Placement> {
    client.orders().create_or_find(&"ref-1".into(), &shop(), BOUND).await
}

/// The ids of the orders that were found.
fn found(outcome: Placement) -> Vec<String> {
    match outcome {
        Placement::Found(orders) => orders.into_iter().map(|order| order.order_id.to_string()).collect(),
        outcome => panic!("{outcome:?}"),
    }
}

fn unknown(outcome: Placement) -> UnknownOrder {
    match outcome {
        Placement::Unknown(unknown) => unknown,
        outcome => panic!("{outcome:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_is_placed_after_one_search_that_found_nothing() {
    let server = Server::default();
    match order(&server.client(Creation::Applied, Retry::default())).await.unwrap() {
        Placement::Ordered(created) => assert_eq!(created.id.as_str(), "701"),
        outcome => panic!("{outcome:?}"),
    }
    assert_eq!(server.counts(), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_exists_is_found_and_none_is_placed() {
    for orders in [&[17][..], &[17, 18]] {
        let server = Server::with(orders);
        let ids = found(order(&server.client(Creation::Applied, Retry::default())).await.unwrap());
        let expected: Vec<String> = orders.iter().map(ToString::to_string).collect();
        assert_eq!((ids, server.counts()), (expected, (0, 1)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_reply_is_found_by_the_reference() {
    for creation in [
        Creation::AppliedAndLost,
        Creation::AppliedAndBadGateway,
        Creation::AppliedAndGarbled,
        Creation::AppliedWithoutId,
        Creation::AppliedAndSilent,
    ] {
        let server = Server::default();
        let ids = found(order(&server.client(creation, Retry::default())).await.unwrap());
        assert_eq!((ids, server.counts()), (vec!["701".to_owned()], (1, 2)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_without_an_id_proves_that_the_order_was_applied() {
    let client = Server::default().client(Creation::AppliedWithoutId, Retry::none());
    let error = client.orders().create_ov_ev(&"ref-1".into(), &shop()).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied));
}

#[tokio::test(start_paused = true)]
async fn searches_become_rarer_and_end_when_the_order_is_seen() {
    let server = Server::default();
    server.set(|state| state.blind = 4);
    let began = Instant::now();
    let ids = found(order(&server.client(Creation::AppliedAndLost, Retry::none())).await.unwrap());
    // After 1, 3, 7, 15 and 30 seconds, and one before the order.
    assert_eq!((ids.len(), server.counts(), began.elapsed().as_secs()), (1, (1, 6), 30));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_not_found_within_the_bound_is_unknown() {
    let server = Server::default();
    let began = Instant::now();
    let unknown = unknown(order(&server.client(Creation::Lost, Retry::default())).await.unwrap());
    assert_eq!((unknown.error.delivery(), unknown.search.is_none()), (Delivery::Unknown, true));
    assert_eq!((server.counts().0, began.elapsed().as_secs()), (1, 60));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_provably_not_applied_is_an_error() {
    for (creation, delivery) in
        [(Creation::Unsent, Delivery::NotSent), (Creation::Refused, Delivery::Rejected)]
    {
        let server = Server::default();
        let error = order(&server.client(creation, Retry::none())).await.unwrap_err();
        assert_eq!((error.delivery(), server.counts()), (delivery, (1, 1)));
    }
    // The limit of requests stands before the service: the client sends the order again.
    let server = Server::default();
    let outcome = order(&server.client(Creation::Busy, Retry::default())).await.unwrap();
    assert!(matches!(outcome, Placement::Ordered(_)), "{outcome:?}");
    assert_eq!((server.counts(), server.0.lock().unwrap().applied.len()), ((2, 1), 1));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_ordered_if_the_first_search_fails() {
    let route: fn() -> Reply = || reply(404, &error("not_found|route", "no"));
    let denied: fn() -> Reply = || reply(403, &error("access_denied", "no"));
    for fails in [lost as fn() -> Reply, route, denied] {
        let server = Server::default();
        server.set(|state| state.failing = vec![fails]);
        let error = order(&server.client(Creation::Applied, Retry::none())).await.unwrap_err();
        assert_ne!(error.delivery(), Delivery::Unknown);
        assert_eq!(server.counts(), (0, 1));
    }
    // A search that proves that there is no order is no failure.
    let server = Server::default();
    server.set(|state| state.failing = vec![|| reply(404, &error("not_found|order", "no"))]);
    let outcome = order(&server.client(Creation::Applied, Retry::none())).await.unwrap();
    assert!(matches!(outcome, Placement::Ordered(_)), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn a_search_that_fails_for_a_while_does_not_end_the_wait() {
    let none: fn() -> Reply = || reply(200, &json!({}));
    let busy: fn() -> Reply = || reply_with(503, &[("retry-after", "20")], &json!({}));
    let server = Server::default();
    server.set(|state| state.failing = vec![busy, lost, none]);
    let began = Instant::now();
    let ids = found(order(&server.client(Creation::AppliedAndLost, Retry::none())).await.unwrap());
    // After 1 and 3 seconds, and after the 20 that the server requests.
    assert_eq!((ids.len(), server.counts(), began.elapsed().as_secs()), (1, (1, 4), 23));
    let denied: fn() -> Reply = || reply(403, &error("access_denied", "no"));
    let server = Server::default();
    server.set(|state| state.failing = vec![denied, none]);
    let unknown = unknown(order(&server.client(Creation::AppliedAndLost, Retry::none())).await.unwrap());
    assert_eq!(unknown.search.unwrap().code(), Some("access_denied"));
    assert_eq!(server.counts(), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_was_dropped_finds_its_order_when_it_starts_again() {
    let server = Server::default();
    let client = server.client(Creation::AppliedAndSilent, Retry::default());
    // Between the order and its reply.
    assert!(timeout(Duration::from_secs(1), order(&client)).await.is_err());
    assert_eq!(server.counts(), (1, 1));
    assert_eq!(found(order(&client).await.unwrap()), ["701"]);
    assert_eq!(server.counts(), (1, 2));
    // Between the reply and a search.
    let server = Server::default();
    let client = server.client(Creation::AppliedAndLost, Retry::default());
    assert!(timeout(Duration::from_millis(500), order(&client)).await.is_err());
    assert_eq!(found(order(&client).await.unwrap()), ["701"]);
    assert_eq!(server.counts(), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn two_orders_with_one_reference_are_both_found() {
    let server = Server::default();
    let client = server.client(Creation::AppliedAndLost, Retry::none());
    // Another program orders at the same time.
    let other = server.clone();
    server.set(|state| state.failing = vec![|| reply(200, &json!({"orders": []}))]);
    other.set(|state| state.applied.push(17));
    assert_eq!(found(order(&client).await.unwrap()), ["17", "701"]);
    assert_eq!(server.counts(), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn an_order_without_a_reference_that_can_be_searched_is_not_placed() {
    let server = Server::default();
    let orders = server.client(Creation::Applied, Retry::none()).orders();
    let error = orders.create_or_find(&"a/b".into(), &shop(), BOUND).await.unwrap_err();
    assert_eq!((error.kind(), server.counts()), (ErrorKind::Input, (0, 0)));
    let mut wrong = shop();
    wrong.certificate.csr = None;
    let error = orders.create_or_find(&"ref-1".into(), &wrong, BOUND).await.unwrap_err();
    assert_eq!((error.kind(), server.counts().0), (ErrorKind::Input, 0));
}

#[tokio::test(start_paused = true)]
async fn a_closed_client_ends_the_wait() {
    let server = Server::default();
    let client = server.client(Creation::Lost, Retry::none());
    let closing = client.clone();
    let (outcome, ()) = tokio::join!(order(&client), async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        closing.close(Duration::from_secs(1)).await.unwrap();
    });
    assert!(unknown(outcome.unwrap()).search.is_some());
    assert_eq!(server.counts(), (1, 2));
}
