//! Retrieving the plaintext of a token.

use super::{Payloads, Retrieved, store::Clock};
use crate::{
    Command, DataMessage, DataToken, OutputType, RequestId, StreamAccess, StreamReady,
    commands::channel::{DataEvent, DataWaiter},
    dialect::{self, failure},
};
use portcullis_core::{Delivery, Error, ErrorKind, Result, Secret, url::Url};
use std::{
    borrow::Cow,
    future::{Future, pending},
    pin::pin,
    time::Duration,
};
use tokio::time::{Instant, sleep_until, timeout};

/// How long a download token waits for the message that its stream is ready.
pub(super) const STREAM_READY: Duration = Duration::from_secs(3);
/// How long granted data may still arrive after the channel was lost; messages in between are lost.
pub(super) const AFTER_LOSS: Duration = Duration::from_secs(10);

/// Longer than any wait, and small enough for every clock.
const LONGEST: Duration = Duration::from_secs(365 * 86_400);

/// The place of a payload.
enum Found {
    Inline(Box<Retrieved>),
    Url(StreamAccess),
    /// A token for the builder's server, unless the engine names a stream later.
    Token(StreamAccess),
}

/// The progress of a wait for data.
#[derive(Default)]
struct Progress {
    /// The command has succeeded.
    granted: bool,
    /// Since when messages may be lost.
    lost: Option<Instant>,
    ready: Option<StreamReady>,
    /// Why the command's outcome is not known.
    failure: Option<Error>,
}

impl Payloads {
    /// Sets how long a download token waits for the message that its stream is ready, before the builder's
    /// [`downstream_url`](crate::ClientBuilder::downstream_url) is used: 3 seconds unless set, zero for no wait. Vendor and
    /// guides disagree whether that message is sent; a URL never waits for it.
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    #[must_use]
    pub fn stream_ready(mut self, wait: Duration) -> Self {
        self.stream_ready = wait;
        self
    }

    /// Sets how long granted data may still arrive after the channel was lost or joined again: 10 seconds unless set. The
    /// engine sends data once, without a confirmation.
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    #[must_use]
    pub fn after_loss(mut self, wait: Duration) -> Self {
        self.after_loss = wait;
        self
    }

    /// Requests a token's payload and waits until it, or the start of its download, has arrived. The websocket delivers
    /// it, so the channel is opened first. A policy may hold the request for a vote, for minutes: the timeout covers all
    /// of that, but not the rest of a download.
    ///
    /// The steps are [`request_data`](crate::DataTokens::request_data), the message under its request id (texts about
    /// the request's state are ignored), and [`stream_download`](crate::DataTokens::stream_download). A link is
    /// followed at once and once.
    ///
    /// # Errors
    /// * [`ErrorKind::Config`] without a [`ws_url`](crate::ClientBuilder::ws_url), and the errors of
    ///   [`open_channel`](crate::Client::open_channel): nothing was requested then.
    /// * The rejection of the request: as in [`Commands::wait`](crate::Commands::wait).
    /// * [`ErrorKind::Interrupted`] when the channel was lost before the data arrived (see
    ///   [`after_loss`](Self::after_loss)): data is sent once, request it again.
    /// * [`ErrorKind::Timeout`] when nothing arrived within the timeout; the text contains the state of the command.
    /// * [`ErrorKind::Decode`] for a payload that was changed or encrypted with another key, and for a stream that is
    ///   a websocket, which is not supported.
    /// * Those of the start of the download. After the data was requested, no error has [`Delivery::NotSent`].
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    pub fn retrieve(
        &self,
        token: &DataToken,
        bound: Duration,
    ) -> impl Future<Output = Result<Retrieved>> + Send + use<> {
        let (this, token) = (self.clone(), token.clone());
        async move {
            dialect::runtime()?;
            let (clock, mut progress) = (Clock::new(bound), Progress::default());
            let late = |_| failure(ErrorKind::Timeout, "the channel did not open within the timeout");
            timeout(clock.left(), this.client.open_channel()).await.map_err(late)??;
            let joining = this.joining();
            let command = this.client.data_tokens().request_data(&token).timeout(clock.left()).await?;
            let Some(id) = command.request_id.clone() else {
                return Err(undecodable("the reply holds no request id"));
            };
            let mut waiter = this.client.wait_for_data(&id).map_err(after_request)?;
            if joining.is_none() || this.joining() != joining {
                progress.lost = Some(Instant::now());
            }
            let began = Box::pin(this.data(&command, &mut waiter, &mut progress));
            match timeout(clock.left(), began).await {
                Ok(outcome) => outcome.map_err(after_request),
                Err(_) => Err(overdue(&id, &command, bound, progress)),
            }
        }
    }

    fn joining(&self) -> Option<u64> {
        self.client.shared.channel.as_ref().and_then(crate::commands::channel::Channel::joining)
    }

    async fn data(
        &self,
        command: &Command,
        waiter: &mut DataWaiter,
        progress: &mut Progress,
    ) -> Result<Retrieved> {
        let (message, found) = self.client.until_closed(self.find(command, waiter, progress)).await?;
        let access = match found {
            Found::Inline(payload) => return Ok(payload.with_context(message.data_context)),
            Found::Url(access) => access,
            Found::Token(token) => {
                self.client.until_closed(self.named(waiter, progress)).await?.unwrap_or(token)
            }
        };
        let download = self.client.data_tokens().stream_download(&access);
        self.decrypt_download(download)?.with_context(message.data_context).begun().await
    }

    /// Waits for data, or for the reason why there will be none.
    async fn find(
        &self,
        command: &Command,
        waiter: &mut DataWaiter,
        progress: &mut Progress,
    ) -> Result<(DataMessage, Found)> {
        // The caller has a timeout.
        let mut outcome = pin!(self.client.commands().wait(command, Duration::MAX));
        let mut settled = false;
        loop {
            let given_up = async {
                match progress.lost.filter(|_| progress.granted) {
                    Some(since) => sleep_until(since + self.after_loss.min(LONGEST)).await,
                    None => pending().await,
                }
            };
            tokio::select! {
                biased;
                event = waiter.next() => match event {
                    DataEvent::Data(message) => {
                        if let Some(found) = self.look(&message)? {
                            return Ok((message, found));
                        }
                    }
                    DataEvent::StreamReady(ready) => progress.ready = Some(ready),
                    DataEvent::Changed => progress.lost = Some(Instant::now()),
                },
                status = &mut outcome, if !settled => {
                    settled = true;
                    match status {
                        Ok(_) => {
                            progress.granted = true;
                            // Data that is granted long after the channel was joined again is sent after the join.
                            progress.lost = progress.lost.filter(|since| since.elapsed() < self.after_loss || self.joining().is_none());
                        }
                        Err(error) if error.delivery() == Delivery::Rejected => return Err(error),
                        // The data itself may still arrive.
                        Err(error) => progress.failure = Some(error),
                    }
                }
                () = given_up => {
                    let text = "the channel was lost before the data arrived, and data is sent once: request it again";
                    return Err(failure(ErrorKind::Interrupted, text).with_delivery(Delivery::Unknown));
                }
            }
        }
    }

    /// `None` for a text about the request's state.
    fn look(&self, message: &DataMessage) -> Result<Option<Found>> {
        match message.output_type {
            OutputType::Inline => {
                Ok(self.decrypt_inline(&message.body)?.map(|payload| Found::Inline(Box::new(payload))))
            }
            OutputType::Link if message.body.is_empty() => Ok(None),
            OutputType::Link => {
                supported(&message.body)?;
                let access = StreamAccess::from(message.body.clone());
                Ok(Some(if access.is_url() { Found::Url(access) } else { Found::Token(access) }))
            }
            OutputType::Other(_) => {
                Err(undecodable("the engine sent data in a form that this version does not know"))
            }
        }
    }

    /// The stream that the engine names, if it does so in time.
    async fn named(&self, waiter: &mut DataWaiter, progress: &mut Progress) -> Result<Option<StreamAccess>> {
        let ready = async {
            loop {
                if let DataEvent::StreamReady(ready) = waiter.next().await {
                    return ready;
                }
            }
        };
        let ready = match progress.ready.take() {
            Some(ready) => Some(ready),
            None => timeout(self.stream_ready, ready).await.ok(),
        };
        let Some(url) = ready.and_then(|ready| ready.stream_url) else { return Ok(None) };
        supported(&url)?;
        Ok(Some(StreamAccess::from(url)).filter(StreamAccess::is_url))
    }
}

/// The data was requested, and may have been voted on: a later failure, here or at another server, does not undo that.
fn after_request(error: Error) -> Error {
    match error.delivery() {
        Delivery::NotSent | Delivery::NoEffect => error.with_delivery(Delivery::Unknown),
        _ => error,
    }
}

fn undecodable(text: impl Into<Cow<'static, str>>) -> Error {
    failure(ErrorKind::Decode, text).with_delivery(Delivery::Applied)
}

/// The URL authorizes the download, so the error contains the host only.
fn supported(link: &Secret) -> Result<()> {
    match Url::parse(link.expose_secret()) {
        Ok(url) if matches!(url.scheme(), "ws" | "wss") => {
            let host = url.host_str().unwrap_or("an unknown host");
            Err(undecodable(format!(
                "unsupported stream: the engine sends the data by a websocket at {host}"
            )))
        }
        _ => Ok(()),
    }
}

fn overdue(id: &RequestId, command: &Command, bound: Duration, progress: Progress) -> Error {
    let command = &command.command_id;
    let state = match (progress.granted, progress.lost.is_some()) {
        (false, _) => format!("the command {command} has not settled: a vote may hold it"),
        (true, true) => "the channel was lost meanwhile: request it again".to_owned(),
        (true, false) => "the request was granted: request it again".to_owned(),
    };
    let text = format!("no data arrived for the request {id} within {bound:?}; {state}");
    let error = failure(ErrorKind::Timeout, text).with_delivery(Delivery::Unknown);
    match progress.failure {
        Some(failure) => error.with_source(failure.to_string()),
        None => error,
    }
}
