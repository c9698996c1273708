//! One connection of the channel: connect, join, receive, ping.

mod chunked_reader;
mod tunnel;
mod upgrade;

use super::{
    message::{Frame, Message},
    random,
};
use crate::auth::Session;
use chunked_reader::ChunkedReader;
use futures_util::{SinkExt as _, StreamExt as _};
use portcullis_core::{
    Client as Core, ErrorKind, Result, Secret,
    auth::Authenticate as _,
    runtime, secret,
    transport::{Hop, PROXY_AUTHENTICATION, SocketRoute},
    url::Url,
};
use serde::Serialize;
use std::{
    fmt,
    future::{Future, pending, poll_fn},
    task::Poll,
    time::Duration,
};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_websockets::{ClientBuilder, Connector, Limits, Message as Packet, WebSocketStream};
use tunnel::Stream;
use upgrade::NoUpgrade;

type Socket = WebSocketStream<ChunkedReader<Stream>>;

/// The maximum length of a message.
const MESSAGE_CAP: usize = 1024 * 1024;

/// The receiver of a connection's messages.
pub(super) trait MessageSink: Sync {
    /// Resolves when there is room for a message of this weight.
    fn reserve(&self, weight: usize) -> impl Future<Output = ()> + Send;
    /// Receives a message.
    fn receive(&self, message: Message);
    /// The channel was joined: messages arrive from now on.
    fn joined(&self);
    /// Whether a waiter or a reader exists.
    fn is_awaited(&self) -> bool;
    /// Drops expired messages.
    fn expire(&self);
}

/// Why a connection ended.
pub(super) enum Disconnect {
    /// The client has another token: join again with it.
    Renewed,
    /// The engine refused this token.
    Refused(Secret, String),
    /// The proxy replied 407: the same credential again can lock its account.
    ProxyAuthentication(String),
    /// Any other reason.
    Lost(ErrorKind, String),
}

fn lost(text: &str) -> Disconnect {
    Disconnect::Lost(ErrorKind::Interrupted, text.to_owned())
}

/// The timeouts of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timing {
    connect: Duration,
    join: Duration,
    ping: Duration,
    pong: Duration,
}

impl Timing {
    fn new(connect: Duration) -> Self {
        let seconds = Duration::from_secs;
        Self { connect, join: seconds(10), ping: seconds(20), pong: seconds(10) }
    }

    /// The timeout for a login, a connection, a join, and a second attempt.
    pub(super) fn whole(self) -> Duration {
        2 * (Duration::from_secs(15) + self.connect + self.join)
    }
}

/// The websocket server.
pub(crate) struct Endpoint {
    url: Url,
    tls: Connector,
    proxy: Option<Hop>,
    pub(super) timing: Timing,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({})", self.url.host_str().unwrap_or("?"))
    }
}

impl Endpoint {
    pub(crate) fn new(route: SocketRoute) -> Self {
        let tls = route.tls.map_or(Connector::Plain, |tls| Connector::Rustls(tls.into()));
        Self { url: route.url, tls, proxy: route.proxy, timing: Timing::new(route.connect_timeout) }
    }

    /// Runs one connection to its end.
    pub(super) async fn run(&self, core: &Core, session: &Session, sink: &impl MessageSink) -> Disconnect {
        let deadline = Instant::now() + Duration::from_secs(20);
        let token = match session.authorize(core, deadline).await {
            Ok(credential) => credential.value,
            Err(error) => {
                let text = format!("no token for the channel: {error}");
                return match error.message() {
                    PROXY_AUTHENTICATION => Disconnect::ProxyAuthentication(text),
                    _ => Disconnect::Lost(error.kind(), text),
                };
            }
        };
        let mut connecting = Box::pin(self.connect());
        let connected = poll_fn(|cx| match runtime::caught(|| connecting.as_mut().poll(cx)) {
            Ok(poll) => poll,
            Err(error) => Poll::Ready(Err(Disconnect::Lost(error.kind(), error.message().to_owned()))),
        });
        let mut socket = match timeout(self.timing.connect, connected).await {
            Ok(Ok(socket)) => socket,
            Ok(Err(disconnect)) => return disconnect,
            Err(_) => {
                return Disconnect::Lost(ErrorKind::Connect, "the websocket did not open in time".to_owned());
            }
        };
        match timeout(self.timing.join, join(&mut socket, &token, sink)).await {
            Ok(Ok(())) => sink.joined(),
            Ok(Err(down)) => return down,
            Err(_) => {
                return Disconnect::Lost(ErrorKind::Timeout, "the channel was not joined in time".to_owned());
            }
        }
        self.listen(&mut socket, &token, (core, session), sink).await
    }

    async fn connect(&self) -> Result<Socket, Disconnect> {
        let name = self.url.host_str().unwrap_or_default();
        let host = name.trim_start_matches('[').trim_end_matches(']');
        let port = self.url.port().unwrap_or(if self.url.scheme() == "wss" { 443 } else { 80 });
        let failed = |what: &str, error: &dyn fmt::Display| {
            let text = format!("{what}: {error}");
            if text.ends_with(PROXY_AUTHENTICATION) {
                Disconnect::ProxyAuthentication(text)
            } else {
                Disconnect::Lost(ErrorKind::Connect, text)
            }
        };
        let (peer, peer_port, no_connection) = match &self.proxy {
            None => (host, port, "no connection for the websocket"),
            Some(proxy) => (&*proxy.host, proxy.port, "no connection for the websocket through the proxy"),
        };
        let stream = async {
            let stream = tunnel::connect(peer, peer_port).await?;
            match &self.proxy {
                None => Ok(stream),
                Some(proxy) => tunnel::open(stream, proxy, &self.tls, &format!("{name}:{port}")).await,
            }
        };
        let stream = stream.await.map_err(|e| failed(no_connection, &e))?;
        let stream = tunnel::secure(&self.tls, host, stream)
            .await
            .map_err(|e| failed("no TLS for the websocket", &e))?;
        let builder = ClientBuilder::new()
            .uri(self.url.as_str())
            .map_err(|e| failed("the websocket URL cannot be used", &e))?
            .limits(Limits::default().max_payload_len(Some(MESSAGE_CAP)));
        let opened = builder.connect_on(ChunkedReader::new(stream)).await;
        opened.map(|(socket, _)| socket).map_err(|error| {
            let text = format!("the server does not open a websocket: {error}");
            Disconnect::Lost(kind_of(&error), text)
        })
    }

    async fn listen(
        &self,
        socket: &mut Socket,
        token: &Secret,
        (core, session): (&Core, &Session),
        sink: &impl MessageSink,
    ) -> Disconnect {
        let mut pings = interval_at(Instant::now() + self.timing.ping, self.timing.ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut pong_due = None;
        loop {
            let overdue = async {
                match pong_due {
                    Some(at) => sleep_until(at).await,
                    None => pending().await,
                }
            };
            tokio::select! {
                frame = socket.next() => match packet_of(frame) {
                    Ok(packet) => {
                        dispatch(&packet, sink).await;
                        // Pongs queue up without a limit if the peer sends pings and does not read.
                        if packet.is_ping()
                            && !matches!(timeout(self.timing.pong, socket.flush()).await, Ok(Ok(())))
                        {
                            return lost("the websocket accepts no more frames");
                        }
                        pong_due = None;
                    }
                    Err(down) => return down,
                },
                () = overdue => return lost("the websocket did not reply to a ping"),
                () = session.changed() => {
                    if is_superseded(session, token, sink) {
                        return Disconnect::Renewed;
                    }
                }
                _ = pings.tick() => {
                    sink.expire();
                    if sink.is_awaited() {
                        // Renews an expiring token; a failure is reported by the next join.
                        let _ = session.authorize(core, Instant::now() + self.timing.pong).await;
                    }
                    if is_superseded(session, token, sink) {
                        return Disconnect::Renewed;
                    }
                    match timeout(self.timing.pong, socket.send(Packet::ping(""))).await {
                        Ok(Ok(())) => pong_due = pong_due.or(Some(Instant::now() + self.timing.pong)),
                        _ => return lost("the websocket accepts no more frames"),
                    }
                }
            }
        }
    }
}

/// The kind of the error of a handshake.
fn kind_of(error: &tokio_websockets::Error) -> ErrorKind {
    match error {
        tokio_websockets::Error::Io(io) => {
            let reason = io.get_ref().and_then(|reason| reason.downcast_ref::<NoUpgrade>());
            reason.map_or(ErrorKind::Connect, |reason| reason.kind)
        }
        _ => ErrorKind::Decode,
    }
}

/// A channel receives nothing after its token was replaced. If the token was only dropped, the channel stays until there
/// is a waiter, because joining again requires a login.
fn is_superseded(session: &Session, token: &Secret, sink: &impl MessageSink) -> bool {
    !session.holds(token) && (session.has_token() || sink.is_awaited())
}

/// A packet, or the reason for the end.
fn packet_of(packet: Option<Result<Packet, tokio_websockets::Error>>) -> Result<Packet, Disconnect> {
    match packet {
        Some(Ok(packet)) => Ok(packet),
        Some(Err(error)) => Err(lost(&format!("the websocket broke: {error}"))),
        None => Err(lost("the websocket was closed")),
    }
}

/// Joins the profile's channel with the token. Messages that arrive meanwhile are dispatched.
async fn join(socket: &mut Socket, token: &Secret, sink: &impl MessageSink) -> Result<(), Disconnect> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Join<'a> {
        action: &'a str,
        correlation_id: &'a str,
        data: Data<'a>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Data<'a> {
        authorization_token: &'a str,
    }
    let tag = format!("{:016x}{:016x}", random(), random());
    let data = Data { authorization_token: token.expose_secret() };
    let frame = secret::wiped_json(&Join { action: "joinChannel", correlation_id: &tag, data });
    let refused = || lost("the websocket refused the join");
    socket.send(Packet::text(frame.map_err(|_| refused())?)).await.map_err(|_| refused())?;
    loop {
        let packet = packet_of(socket.next().await)?;
        if packet.is_ping() {
            socket.flush().await.map_err(|_| lost("the websocket accepts no more frames"))?;
        }
        let Some(reply) = packet.as_text().and_then(Frame::read) else { continue };
        let status = reply.status();
        // Engines may omit the tag in the reply, but none sends another's.
        let ours = match reply.correlation_id() {
            Some(echo) => echo == tag,
            None => status.is_some() && reply.unparsed().is_none(),
        };
        if !ours {
            dispatch(&packet, sink).await;
            continue;
        }
        return match status {
            Some(200..=299) => Ok(()),
            Some(401 | 403) => Err(Disconnect::Refused(
                token.clone(),
                "the engine refused the token for the channel".to_owned(),
            )),
            Some(status) => {
                Err(Disconnect::Lost(ErrorKind::Api, format!("the channel was not joined: status {status}")))
            }
            None => {
                Err(Disconnect::Lost(ErrorKind::Decode, "the reply to the join has no status".to_owned()))
            }
        };
    }
}

/// Dispatches the message of a frame; other frames are ignored.
async fn dispatch(packet: &Packet, sink: &impl MessageSink) {
    let frame = packet.as_text().and_then(Frame::read);
    if let Some(unparsed) = frame.and_then(|frame| frame.unparsed()) {
        sink.reserve(unparsed.weight()).await;
        sink.receive(unparsed.parse());
    }
}

#[cfg(test)]
mod tests;
