//! A server that puts a new token into every reply and invalidates the old one at once.

use super::{failure, success};
use portcullis_testkit::{Received, Server as Socket, Step};
use serde_json::json;
use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

/// The requests so far.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) logins: u32,
    pub(crate) checks: u32,
    pub(crate) logouts: u32,
    pub(crate) done: u32,
    /// With an invalid token.
    pub(crate) refused: u32,
}

#[derive(Default)]
pub(crate) struct State {
    /// The number of the valid token; 0 without a session.
    live: u64,
    made: u64,
    counts: Counts,
    /// Whether replies contain a new token.
    pub(crate) keeps: bool,
    /// Logins are refused.
    pub(crate) closed: bool,
    /// The delays of the next replies to operations, one entry each.
    pub(crate) delays: Vec<Duration>,
    /// The status of the refusal of an invalid token.
    pub(crate) unauthorized: u16,
    /// It is refused by an HTML page.
    pub(crate) page: bool,
}

impl State {
    pub(crate) fn new_token(&mut self) -> String {
        self.made += 1;
        self.live = self.made;
        format!("tok{}", self.live)
    }

    fn rotate(&mut self) -> String {
        if self.keeps { format!("tok{}", self.live) } else { self.new_token() }
    }

    fn respond(&mut self, request: &Received) -> Step {
        let sent = request.header("x-http-token").unwrap_or_default();
        let alive = self.live != 0 && sent == format!("tok{}", self.live);
        let path = request.path().trim_start_matches("/api/1.0");
        if path == "/auth" {
            self.counts.logins += 1;
            if self.closed {
                return Step::json(403, &failure("2000", "Login failed."));
            }
            return Step::json(200, &success(json!({"token": self.new_token()})));
        }
        self.counts.checks += u32::from(path == "/auth/check");
        if !alive {
            self.counts.refused += 1;
            if self.page {
                let html = [("content-type", "text/html")];
                return Step::reply(self.unauthorized, &html, "<html><body>401</body></html>");
            }
            return Step::json(self.unauthorized, &failure("1200", "You are not logged in."));
        }
        if path == "/auth/logout" {
            self.counts.logouts += 1;
            self.live = 0;
            return Step::json(200, &success(json!({"token": "dead", "logout": "Bye bye"})));
        }
        let token = self.rotate();
        if path == "/auth/check" {
            return Step::json(200, &success(json!({"token": token})));
        }
        self.counts.done += 1;
        let delay = if self.delays.is_empty() { Duration::ZERO } else { self.delays.remove(0) };
        Step::json(200, &success(json!({"token": token, "users": [{"id": "1"}]}))).after(delay)
    }
}

pub(crate) struct Server {
    server: Socket,
    state: Arc<Mutex<State>>,
}

impl Server {
    #[allow(clippy::unused_async, reason = "reads like the calls around it")]
    pub(crate) async fn start() -> Self {
        let state = Arc::new(Mutex::new(State { unauthorized: 401, ..State::default() }));
        let shared = state.clone();
        let server = Socket::start(move |request, _| shared.lock().unwrap().respond(request));
        Self { server, state }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url.clone()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn counts(&self) -> Counts {
        self.state().counts
    }

    /// Ends the session without a request of the client.
    pub(crate) fn expire(&self) {
        self.state().live = 0;
    }
}
