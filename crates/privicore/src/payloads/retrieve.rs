//! From a token back to its plaintext.

use super::{Payloads, Retrieved, store::Clock};
use crate::{
    Command, DataMessage, DataToken, OutputType, RequestId, StreamAccess, StreamReady,
    commands::channel::{DataEar, DataEvent},
};
use portcullis_core::{Delivery, Error, ErrorKind, Result, Secret, url::Url};
use std::{
    future::{Future, pending},
    pin::pin,
    time::Duration,
};
use tokio::time::{Instant, sleep_until, timeout};

/// How long a bare download token waits for the word that the stream is ready.
pub(super) const STREAM_READY: Duration = Duration::from_secs(3);
/// How long data that is due may come after the channel was away; what it would have brought meanwhile is gone.
pub(super) const AFTER_LOSS: Duration = Duration::from_secs(10);

/// Longer than anybody waits, and still a time that every clock can hold.
const LONGEST: Duration = Duration::from_secs(365 * 86_400);

/// Where a payload is.
enum Found {
    Here(Box<Retrieved>),
    There(StreamAccess),
    /// A token for the builder's server, unless a stream is named yet.
    Perhaps(StreamAccess),
}

/// What is known while data is waited for.
#[derive(Default)]
struct Known {
    /// The command has succeeded.
    granted: bool,
    /// Since when messages may be missing.
    lost: Option<Instant>,
    ready: Option<StreamReady>,
    /// Why the command's outcome is not known.
    failure: Option<Error>,
}

impl Payloads {
    /// How long a download token waits for the word that its stream is ready, before the builder's
    /// [`downstream_url`](crate::ClientBuilder::downstream_url) is asked anyway: 3 seconds unless set, zero not to wait.
    /// Vendor and guides disagree on whether that word comes at all; a whole URL never waits for it.
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    #[must_use]
    pub fn stream_ready(mut self, wait: Duration) -> Self {
        self.stream_ready = wait;
        self
    }

    /// How long data that was granted may still come after the channel was lost or came back: 10 seconds unless set.
    /// The engine sends data once, and does not say whether it did.
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    #[must_use]
    pub fn after_loss(mut self, wait: Duration) -> Self {
        self.after_loss = wait;
        self
    }

    /// Asks for a token's payload and waits until it, or the beginning of its download, is there. The websocket brings
    /// it, so the channel is opened first. A policy may hold the request for a vote, for minutes: the bound is for all
    /// of that, and not for reading the rest of a download.
    ///
    /// The steps are [`request_data`](crate::DataTokens::request_data), the message under its request id (texts about
    /// the request's state are passed over), and [`stream_download`](crate::DataTokens::stream_download). A link is
    /// followed at once and once.
    ///
    /// # Errors
    /// * [`ErrorKind::Config`] without a [`ws_url`](crate::ClientBuilder::ws_url) or with a proxy of your own, and what
    ///   [`open_channel`](crate::Client::open_channel) says: nothing was asked then.
    /// * The rejection of the request: as [`Commands::wait`](crate::Commands::wait) says it.
    /// * [`ErrorKind::Interrupted`] when the channel was lost while data was due (see
    ///   [`after_loss`](Self::after_loss)): data is sent once, ask again.
    /// * [`ErrorKind::Timeout`] when nothing came within the bound; the text says what is known of the command.
    /// * [`ErrorKind::Decode`] for a payload that was changed or encrypted with another key, and for a stream that is
    ///   a websocket, which is not supported.
    /// * Those of the download's beginning. Once the data was asked for, no error says [`Delivery::NotSent`].
    #[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
    pub fn retrieve(
        &self,
        token: &DataToken,
        bound: Duration,
    ) -> impl Future<Output = Result<Retrieved>> + Send + use<> {
        let (this, token) = (self.clone(), token.clone());
        async move {
            let (clock, mut known) = (Clock::new(bound), Known::default());
            let late = |_| Error::new(ErrorKind::Timeout, "the channel did not open within the bound");
            timeout(clock.left(), this.client.open_channel()).await.map_err(late)??;
            let joining = this.joining();
            let command = this.client.data_tokens().request_data(&token).timeout(clock.left()).await?;
            let Some(id) = command.request_id.clone() else {
                return Err(gone("the reply holds no request id"));
            };
            let mut ear = this.client.listen_data(&id).map_err(asked)?;
            if joining.is_none() || this.joining() != joining {
                known.lost = Some(Instant::now());
            }
            let began = Box::pin(this.data(&command, &mut ear, &mut known));
            match timeout(clock.left(), began).await {
                Ok(outcome) => outcome.map_err(asked),
                Err(_) => Err(overdue(&id, &command, bound, known)),
            }
        }
    }

    fn joining(&self) -> Option<u64> {
        self.client.shared.channel.as_ref().and_then(crate::commands::channel::Channel::joining)
    }

    async fn data(&self, command: &Command, ear: &mut DataEar, known: &mut Known) -> Result<Retrieved> {
        let (message, found) = self.find(command, ear, known).await?;
        let access = match found {
            Found::Here(payload) => return Ok(payload.with_context(message.data_context)),
            Found::There(access) => access,
            Found::Perhaps(token) => self.named(ear, known).await?.unwrap_or(token),
        };
        let download = self.client.data_tokens().stream_download(&access);
        self.decrypt_download(download)?.with_context(message.data_context).begun().await
    }

    /// Listens until there is data, or a reason why there will be none.
    async fn find(
        &self,
        command: &Command,
        ear: &mut DataEar,
        known: &mut Known,
    ) -> Result<(DataMessage, Found)> {
        // Its bound is that of whoever waits for this.
        let mut outcome = pin!(self.client.commands().wait(command, Duration::MAX));
        let mut settled = false;
        loop {
            let given_up = async {
                match known.lost.filter(|_| known.granted) {
                    Some(since) => sleep_until(since + self.after_loss.min(LONGEST)).await,
                    None => pending().await,
                }
            };
            tokio::select! {
                biased;
                event = ear.heard() => match event {
                    DataEvent::Data(message) => {
                        if let Some(found) = self.look(&message)? {
                            return Ok((message, found));
                        }
                    }
                    DataEvent::StreamReady(ready) => known.ready = Some(ready),
                    DataEvent::Changed => known.lost = Some(Instant::now()),
                },
                status = &mut outcome, if !settled => {
                    settled = true;
                    match status {
                        Ok(_) => {
                            known.granted = true;
                            // What is granted long after the channel came back is sent after that, too.
                            known.lost = known.lost.filter(|since| since.elapsed() < self.after_loss || self.joining().is_none());
                        }
                        Err(error) if error.delivery() == Delivery::Rejected => return Err(error),
                        // The data itself may still come.
                        Err(error) => known.failure = Some(error),
                    }
                }
                () = given_up => {
                    let text = "the channel was lost while data was due, and data is sent once: ask again";
                    return Err(Error::new(ErrorKind::Interrupted, text).with_delivery(Delivery::Unknown));
                }
            }
        }
    }

    /// `None` for a text about the request's state.
    fn look(&self, message: &DataMessage) -> Result<Option<Found>> {
        match message.output_type {
            OutputType::Inline => {
                Ok(self.decrypt_inline(&message.body)?.map(|payload| Found::Here(Box::new(payload))))
            }
            OutputType::Link if message.body.is_empty() => Ok(None),
            OutputType::Link => {
                supported(&message.body)?;
                let access = StreamAccess::from(message.body.clone());
                Ok(Some(if access.is_url() { Found::There(access) } else { Found::Perhaps(access) }))
            }
            OutputType::Other(_) => {
                Err(gone("the engine sent data in a form that this version does not know"))
            }
        }
    }

    /// The stream that the engine names, if it does in time.
    async fn named(&self, ear: &mut DataEar, known: &mut Known) -> Result<Option<StreamAccess>> {
        let ready = async {
            loop {
                if let DataEvent::StreamReady(ready) = ear.heard().await {
                    return ready;
                }
            }
        };
        let ready = match known.ready.take() {
            Some(ready) => Some(ready),
            None => timeout(self.stream_ready, ready).await.ok(),
        };
        let Some(url) = ready.and_then(|ready| ready.stream_url) else { return Ok(None) };
        supported(&url)?;
        Ok(Some(StreamAccess::from(url)).filter(StreamAccess::is_url))
    }
}

/// The data was asked for, and may have been voted on: what fails later, here or at another server, undoes none of that.
fn asked(error: Error) -> Error {
    if error.delivery() == Delivery::NotSent { error.with_delivery(Delivery::Unknown) } else { error }
}

fn gone(text: &str) -> Error {
    Error::new(ErrorKind::Decode, text).with_delivery(Delivery::Applied)
}

/// Whoever has the whole URL may fetch the data, so that the error names the host alone.
fn supported(link: &Secret) -> Result<()> {
    match Url::parse(link.expose_secret()) {
        Ok(url) if matches!(url.scheme(), "ws" | "wss") => {
            let host = url.host_str().unwrap_or("an unknown host");
            Err(gone(&format!("unsupported stream: the engine offers the data by a websocket at {host}")))
        }
        _ => Ok(()),
    }
}

fn overdue(id: &RequestId, command: &Command, bound: Duration, known: Known) -> Error {
    let command = &command.command_id;
    let state = match (known.granted, known.lost.is_some()) {
        (false, _) => format!("the command {command} has not settled: a vote may hold it"),
        (true, true) => "the channel was lost meanwhile: ask again".to_owned(),
        (true, false) => "the request was granted: ask again".to_owned(),
    };
    let text = format!("no data came for the request {id} within {bound:?}; {state}");
    let error = Error::new(ErrorKind::Timeout, text).with_delivery(Delivery::Unknown);
    match known.failure {
        Some(failure) => error.with_source(failure.to_string()),
        None => error,
    }
}
