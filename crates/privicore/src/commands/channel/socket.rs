//! One connection of the channel: connect, join, listen, ping.

mod sips;

use super::{
    message::{Frame, Message},
    random,
};
use crate::auth::Session;
use futures_util::{SinkExt as _, StreamExt as _};
use portcullis_core::{
    Client as Core, ClientIdentity, Error, ErrorKind, Result, Secret, Trust,
    auth::Authenticate as _,
    secret, transport,
    url::{Host, Url},
};
use serde::Serialize;
use sips::Sips;
use std::{
    fmt,
    future::{Future, pending},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::TcpStream,
    time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout},
};
use tokio_websockets::{
    ClientBuilder, Connector, Limits, MaybeTlsStream, Message as Packet, WebSocketStream,
};

type Socket = WebSocketStream<Sips<MaybeTlsStream<TcpStream>>>;

/// The longest message that is read.
const MESSAGE_CAP: usize = 1024 * 1024;

/// Where connections tell what they hear.
pub(super) trait News: Sync {
    /// A message of this weight is about to be read. Resolves when there is room for it.
    fn room(&self, weight: usize) -> impl Future<Output = ()> + Send;
    /// A message came.
    fn told(&self, message: Message);
    /// Messages come from now on.
    fn joined(&self);
    /// Somebody waits for a message.
    fn is_awaited(&self) -> bool;
    /// Drops what is too old.
    fn tidy(&self);
}

/// Why a connection ended.
pub(super) enum Down {
    /// The client has another token by now: join again with it.
    Renewed,
    /// The engine did not accept this token.
    Refused(Secret, String),
    /// Everything else.
    Lost(ErrorKind, String),
}

fn lost(text: &str) -> Down {
    Down::Lost(ErrorKind::Interrupted, text.to_owned())
}

/// The bounds of a connection.
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

    /// For all of it: a login, a connection, a join, and a second try of them.
    pub(super) fn whole(self) -> Duration {
        2 * (Duration::from_secs(15) + self.connect + self.join)
    }
}

/// Where the channel is.
pub(crate) struct Endpoint {
    url: Url,
    tls: Connector,
    pub(super) timing: Timing,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({})", self.url.host_str().unwrap_or("?"))
    }
}

impl Endpoint {
    /// A websocket server that a token may be sent to: `wss`, or `ws` on this machine.
    pub(crate) fn new(
        url: &str,
        trust: &Trust,
        identity: Option<&ClientIdentity>,
        connect: Duration,
    ) -> Result<Self> {
        let config = |text: &str| Error::new(ErrorKind::Config, text);
        let url = Url::parse(url.trim()).map_err(|_| config("the websocket URL cannot be read"))?;
        let loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        let tls = match url.scheme() {
            "wss" => Connector::Rustls(Arc::new(transport::client_config(trust, identity)?).into()),
            "ws" if loopback => Connector::Plain,
            _ => return Err(config("the websocket URL must be `wss` (`ws` is for loopback only)")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(config("the websocket URL must not hold credentials"));
        }
        if url.fragment().is_some() {
            return Err(config("the websocket URL must not hold a fragment"));
        }
        Ok(Self { url, tls, timing: Timing::new(connect) })
    }

    /// Runs one connection to its end.
    pub(super) async fn run(&self, core: &Core, session: &Session, news: &impl News) -> Down {
        let deadline = Instant::now() + Duration::from_secs(20);
        let token = match session.authorize(core, deadline).await {
            Ok(credential) => credential.value,
            Err(error) => return Down::Lost(error.kind(), format!("no token for the channel: {error}")),
        };
        let mut socket = match timeout(self.timing.connect, self.connect()).await {
            Ok(Ok(socket)) => socket,
            Ok(Err(text)) => return Down::Lost(ErrorKind::Connect, text),
            Err(_) => return Down::Lost(ErrorKind::Connect, "the websocket did not open in time".to_owned()),
        };
        match timeout(self.timing.join, join(&mut socket, &token, news)).await {
            Ok(Ok(())) => news.joined(),
            Ok(Err(down)) => return down,
            Err(_) => return Down::Lost(ErrorKind::Timeout, "the channel was not joined in time".to_owned()),
        }
        self.listen(&mut socket, &token, (core, session), news).await
    }

    async fn connect(&self) -> Result<Socket, String> {
        let host = self.url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let port = self.url.port().unwrap_or(if self.url.scheme() == "wss" { 443 } else { 80 });
        let failed = |what: &str, error: &dyn fmt::Display| format!("{what}: {error}");
        let stream = TcpStream::connect((host, port))
            .await
            .map_err(|e| failed("no connection for the websocket", &e))?;
        let _ = stream.set_nodelay(true);
        let stream = self.tls.wrap(host, stream).await.map_err(|e| failed("no TLS for the websocket", &e))?;
        let builder = ClientBuilder::new()
            .uri(self.url.as_str())
            .map_err(|e| failed("the websocket URL cannot be used", &e))?
            .limits(Limits::default().max_payload_len(Some(MESSAGE_CAP)));
        let opened = builder.connect_on(Sips::new(stream)).await;
        opened.map(|(socket, _)| socket).map_err(|e| failed("the server opens no websocket", &e))
    }

    async fn listen(
        &self,
        socket: &mut Socket,
        token: &Secret,
        (core, session): (&Core, &Session),
        news: &impl News,
    ) -> Down {
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
                        hear(&packet, news).await;
                        // Answers queue up without end where pings come and nobody reads.
                        if packet.is_ping()
                            && !matches!(timeout(self.timing.pong, socket.flush()).await, Ok(Ok(())))
                        {
                            return lost("the websocket takes no more frames");
                        }
                        pong_due = None;
                    }
                    Err(down) => return down,
                },
                () = overdue => return lost("the websocket did not answer a ping"),
                () = session.changed() => {
                    if is_superseded(session, token, news) {
                        return Down::Renewed;
                    }
                }
                _ = pings.tick() => {
                    news.tidy();
                    if news.is_awaited() {
                        // Renews a token that runs out; a failure shows at the next join.
                        let _ = session.authorize(core, Instant::now() + self.timing.pong).await;
                    }
                    if is_superseded(session, token, news) {
                        return Down::Renewed;
                    }
                    match timeout(self.timing.pong, socket.send(Packet::ping(""))).await {
                        Ok(Ok(())) => pong_due = pong_due.or(Some(Instant::now() + self.timing.pong)),
                        _ => return lost("the websocket takes no more frames"),
                    }
                }
            }
        }
    }
}

/// A channel hears nothing once its token is superseded. One that was only given up is let be until somebody
/// waits: joining again would log in again.
fn is_superseded(session: &Session, token: &Secret, news: &impl News) -> bool {
    !session.holds(token) && (session.has_token() || news.is_awaited())
}

/// A packet, or why there are no more.
fn packet_of(packet: Option<Result<Packet, tokio_websockets::Error>>) -> Result<Packet, Down> {
    match packet {
        Some(Ok(packet)) => Ok(packet),
        Some(Err(error)) => Err(lost(&format!("the websocket broke: {error}"))),
        None => Err(lost("the websocket was closed")),
    }
}

/// Joins the profile's channel with the token, and hears what comes meanwhile.
async fn join(socket: &mut Socket, token: &Secret, news: &impl News) -> Result<(), Down> {
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
    let refused = || lost("the websocket took no join");
    socket.send(Packet::text(frame.map_err(|_| refused())?)).await.map_err(|_| refused())?;
    loop {
        let packet = packet_of(socket.next().await)?;
        if packet.is_ping() {
            socket.flush().await.map_err(|_| lost("the websocket takes no more frames"))?;
        }
        let Some(answer) = packet.as_text().and_then(Frame::read) else { continue };
        let status = answer.status();
        // Engines may leave the tag out of the answer, but none answers with another's.
        let ours = match answer.correlation_id() {
            Some(echo) => echo == tag,
            None => status.is_some() && answer.draft().is_none(),
        };
        if !ours {
            hear(&packet, news).await;
            continue;
        }
        return match status {
            Some(200..=299) => Ok(()),
            Some(401 | 403) => Err(Down::Refused(
                token.clone(),
                "the engine did not accept the token for the channel".to_owned(),
            )),
            Some(status) => {
                Err(Down::Lost(ErrorKind::Api, format!("the channel was not joined: status {status}")))
            }
            None => Err(Down::Lost(ErrorKind::Decode, "the answer to the join has no status".to_owned())),
        };
    }
}

/// Passes on what the frame says; what cannot be read is not for us.
async fn hear(packet: &Packet, news: &impl News) {
    let frame = packet.as_text().and_then(Frame::read);
    if let Some(draft) = frame.and_then(|frame| frame.draft()) {
        news.room(draft.weight()).await;
        news.told(draft.message());
    }
}

#[cfg(test)]
mod tests;
