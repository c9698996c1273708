//! A small engine whose replies a test writes as a function.

use portcullis_testkit::{Received, Server, Step};

/// Verb, path, token header and body of one request.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) token: Option<String>,
    pub(crate) body: String,
}

impl Asked {
    fn of(request: &Received) -> Self {
        let token = request.header("x-dpt-authorization").map(str::to_owned);
        Self { line: request.line(), token, body: request.text() }
    }
}

pub(crate) struct Engine {
    pub(crate) url: String,
    server: Server,
}

impl Engine {
    /// Replies to every request with the status and the JSON that the function returns.
    pub(crate) fn start(reply: impl Fn(&Asked) -> (u16, String) + Send + Sync + 'static) -> Self {
        let server = Server::start(move |request, _| {
            let asked = Asked::of(request);
            let (status, body) = reply(&asked);
            let kind = ("Content-Type", "application/json");
            // Two ids come in headers, and one of them nowhere else.
            let ids = [("X-DPT-CAB-ID", "c-1"), ("X-DPT-CAB-REQUEST-ID", "r-1"), kind];
            let headers = if asked.line == "POST /data-token/request-data" { &ids[..] } else { &ids[2..] };
            Step::reply(status, headers, body)
        });
        Self { url: server.url.clone(), server }
    }

    /// How many requests began so, as `POST /profile/authenticate`.
    pub(crate) fn count(&self, line: &str) -> usize {
        self.seen().iter().filter(|asked| asked.line.starts_with(line)).count()
    }

    pub(crate) fn seen(&self) -> Vec<Asked> {
        self.server.requests().iter().map(Asked::of).collect()
    }
}
