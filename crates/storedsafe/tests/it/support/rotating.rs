//! A server that puts a new token into every reply and kills the old one at once.

use super::{failure, success};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

/// What came so far.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) logins: u32,
    pub(crate) checks: u32,
    pub(crate) logouts: u32,
    pub(crate) done: u32,
    /// With a token that is dead.
    pub(crate) refused: u32,
}

#[derive(Default)]
pub(crate) struct State {
    /// The live token's number; 0 when there is no session.
    live: u64,
    made: u64,
    counts: Counts,
    /// Whether replies bring a new token; without it the token stays.
    pub(crate) keeps: bool,
    /// Logins are refused.
    pub(crate) closed: bool,
    /// How long the next replies to operations take, one entry each.
    pub(crate) delays: Vec<Duration>,
    /// The status of the refusal of a dead token.
    pub(crate) unauthorized: u16,
}

impl State {
    fn new_token(&mut self) -> String {
        self.made += 1;
        self.live = self.made;
        format!("tok{}", self.live)
    }

    fn rotate(&mut self) -> String {
        if self.keeps { format!("tok{}", self.live) } else { self.new_token() }
    }

    fn respond(&mut self, request: &Request) -> ResponseTemplate {
        let sent = request.headers.get("x-http-token").and_then(|v| v.to_str().ok()).unwrap_or_default();
        let alive = self.live != 0 && sent == format!("tok{}", self.live);
        let path = request.url.path().trim_start_matches("/api/1.0");
        if path == "/auth" {
            self.counts.logins += 1;
            if self.closed {
                return reply(403, failure("2000", "Login failed."));
            }
            return reply(200, success(json!({"token": self.new_token()})));
        }
        self.counts.checks += u32::from(path == "/auth/check");
        if !alive {
            self.counts.refused += 1;
            return reply(self.unauthorized, failure("1200", "You are not logged in."));
        }
        if path == "/auth/logout" {
            self.counts.logouts += 1;
            self.live = 0;
            return reply(200, success(json!({"token": "dead", "logout": "Bye bye"})));
        }
        let token = self.rotate();
        if path == "/auth/check" {
            return reply(200, success(json!({"token": token})));
        }
        self.counts.done += 1;
        let delay = if self.delays.is_empty() { Duration::ZERO } else { self.delays.remove(0) };
        reply(200, success(json!({"token": token, "users": [{"id": "1"}]}))).set_delay(delay)
    }
}

fn reply(status: u16, body: Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

#[derive(Clone)]
struct Script(Arc<Mutex<State>>);

impl Respond for Script {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        self.0.lock().unwrap().respond(request)
    }
}

pub(crate) struct Server {
    server: MockServer,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start().await;
        let state = Arc::new(Mutex::new(State { unauthorized: 401, ..State::default() }));
        Mock::given(any()).respond_with(Script(state.clone())).mount(&server).await;
        Self { server, state }
    }

    pub(crate) fn url(&self) -> String {
        self.server.uri()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn counts(&self) -> Counts {
        self.state().counts
    }

    /// Ends the session behind the client's back.
    pub(crate) fn expire(&self) {
        self.state().live = 0;
    }
}
