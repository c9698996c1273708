//! Data tokens: what stands for a payload that storage devices keep.

mod input;
mod model;
mod stream;

pub use input::{DataTokenFilter, DataUpdate, FileMeta, MetadataUpdate, NewReservation, RiskMeta};
pub use model::{
    ContentKind, DataTokenMeta, DataTokenRecord, FileDetails, FileMetaReply, TemporaryDataToken,
};
pub use stream::StreamAccess;

use crate::{Command, DataToken, TemporaryToken, dialect, members};
use portcullis_core::{
    Call, Client, Download, List, Origin, Request, Result, Secret, Upload, http::Method, input::required,
};

/// Where streamed payloads go, if the engine does not say.
pub(crate) const UPSTREAM: Origin = Origin::beside(0);
/// Where streamed payloads come from, if the engine does not say.
pub(crate) const DOWNSTREAM: Origin = Origin::beside(1);

/// So many tokens to a page: the vendor's sample. The engine's own default and its most are not known.
const PAGE: u32 = 25;

/// Data tokens, call by call. Everything goes out and comes in as it is.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(client: privicore::Client) -> privicore::Result<()> {
/// use privicore::DataTokenFilter;
///
/// let mut tokens = client.data_tokens().list(&DataTokenFilter::new().context("invoices/2026"));
/// while let Some(record) = tokens.try_next().await? {
///     println!("{} {:?}", record.token, record.file_name);
/// }
/// let command = client.data_tokens().delete(&"dtk-1".into()).await?;
/// client.commands().wait(&command, Duration::from_secs(60)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct DataTokens(pub(crate) Client);

impl DataTokens {
    /// Reserves a token for a payload that is handed over next. When the command has succeeded,
    /// [`retrieve_temporary`](Self::retrieve_temporary) gives the token.
    ///
    /// `POST /data-token/reserve-token-space`
    ///
    /// 422 for a time to live that is too long; see [`NewReservation::ttl`] for its unit.
    ///
    /// - Operation: `data_token.reserve_space`
    /// - Retried: only when the request was provably not sent; each call makes a reservation, which ends by
    ///   itself
    /// - Permission: the caller's token
    /// - Source: vendor page "Reserve token space" (docs.privicore.com); the unit is disputed by a guide
    pub fn reserve_space(&self, reservation: &NewReservation) -> Call<Command> {
        self.reserve(reservation, Ok(()))
    }

    /// `POST /data-token/reserve-token-space`, unless something else that comes later is known to be refused.
    pub(crate) fn reserve(&self, reservation: &NewReservation, later: Result<()>) -> Call<Command> {
        let request = self.0.post("/data-token/reserve-token-space").check(reservation.check());
        request
            .check(later)
            .field("context", &reservation.context)
            .field("ttl", reservation.ttl)
            .field("meta", &reservation.meta)
            .call()
    }

    /// Returns the temporary token of a reservation, and what opens the upload of a large payload.
    ///
    /// `GET /data-token/retrieve-temporary-data-token/{reservation_command_id}`
    ///
    /// The id is that of the reservation's command. 404 while the reservation has not settled, and once it
    /// has ended; the state of the command shows which of the two.
    ///
    /// - Operation: `data_token.retrieve_temporary`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: vendor page "Retrieve temporary data token"
    pub fn retrieve_temporary(&self, reservation: &Command) -> Call<TemporaryDataToken> {
        self.0
            .get("/data-token/retrieve-temporary-data-token/{reservation_command_id}")
            .path(&reservation.command_id)
            .bare()
            .read_with(dialect::token)
            .call()
    }

    /// Hands over a small payload, up to some 50 KB according to a guide, already encrypted and in base64: the engine
    /// takes any text and encrypts nothing for the caller.
    ///
    /// `POST /data-token/exchange-data-for-token`
    ///
    /// Without a storage device on the profile the command never settles. What comes next is
    /// [`configure_file_meta`](Self::configure_file_meta).
    ///
    /// - Operation: `data_token.exchange`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token; a policy may hold the command for a vote
    /// - Source: a client that talks to a live engine; the names of the fields are likely, not certain
    pub fn exchange(&self, token: &TemporaryToken, data: &Secret) -> Call<Command> {
        self.0
            .post("/data-token/exchange-data-for-token")
            .check(required("temporaryTokenSpace", token.as_str()))
            .check(required("data", data.expose_secret()))
            .field("temporaryTokenSpace", token.as_str())
            .field("data", data)
            .call()
    }

    /// Sends a large payload, already encrypted, to the stream server while it is read. What comes next is
    /// [`configure_file_meta`](Self::configure_file_meta).
    ///
    /// `POST /`
    ///
    /// The server is the one in `access` or, where that is a bare token, the builder's
    /// [`upstream_url`](crate::ClientBuilder::upstream_url). It has no bound on its whole time unless the
    /// call sets one, and fails when the server is silent for [`Upload::idle`]; it must end within the
    /// reservation's life. After a failure begin with a new reservation.
    ///
    /// - Operation: `data_token.stream_upload`
    /// - Retried: only when the request was provably not sent; `access` works once, and nothing is sent again
    ///   after a byte went
    /// - Permission: `access` alone; the client's token is not sent there
    /// - Source: vendor page "Upstream file via stream auth"; whether the server says when the payload has
    ///   arrived is not known
    pub fn stream_upload(&self, access: &StreamAccess, content: impl Into<Upload>) -> Call<()> {
        let request = self.open(Method::POST, access, UPSTREAM);
        request.upload("application/octet-stream", content).bare().done()
    }

    /// Asks for a token's payload. It does not come in the reply: the websocket brings it, or what opens its download,
    /// under the [`request_id`](Command::request_id) of the command; a refusal comes as the rejection of the command.
    ///
    /// `POST /data-token/request-data`
    ///
    /// 404 for a token that is unknown or deleted.
    ///
    /// - Operation: `data_token.request_data`
    /// - Retried: only when the request was provably not sent; each call brings the data again
    /// - Permission: the caller's token; a policy may hold the request for a vote, which takes minutes
    /// - Source: a client that talks to a live engine
    pub fn request_data(&self, token: &DataToken) -> Call<Command> {
        self.0
            .post("/data-token/request-data")
            .check(required("token", token.as_str()))
            .field("token", token.as_str())
            .read_with(dialect::requested)
            .call()
    }

    /// Hands out a requested payload, still encrypted, while it arrives.
    ///
    /// `GET /`
    ///
    /// The server is the one in `access` or, where that is a bare token, the builder's
    /// [`downstream_url`](crate::ClientBuilder::downstream_url). It is complete only when the stream has
    /// ended without an error.
    ///
    /// - Operation: `data_token.stream_download`
    /// - Retried: only when the request was provably not sent; `access` works once and ends soon; begin with
    ///   [`request_data`](Self::request_data) again
    /// - Permission: `access` alone; the client's token is not sent there
    /// - Source: vendor page "Download data"
    pub fn stream_download(&self, access: &StreamAccess) -> Download {
        self.open(Method::GET, access, DOWNSTREAM).once().download()
    }

    /// Says how a token's data is to be treated.
    ///
    /// `POST /data-token/configure-information-security-risk-meta`
    ///
    /// Policies may filter on these words. Sending it twice leaves the same state.
    ///
    /// - Operation: `data_token.configure_risk_meta`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: vendor page "Configure information security risk meta"
    pub fn configure_risk_meta(&self, token: &DataToken, risk: &RiskMeta) -> Call<Command> {
        let request = self
            .0
            .post("/data-token/configure-information-security-risk-meta")
            .check(required("token", token.as_str()))
            .require(risk.fit())
            .check(risk.check())
            .field("token", token.as_str())
            .field("classification", &risk.classification)
            .field("label", &risk.label)
            .field("handling", &risk.handling);
        members::fields(request, risk.extra.iter()).call()
    }

    /// Describes the payload that was handed over, and makes its token permanent.
    ///
    /// `POST /data-token/configure-file-meta`
    ///
    /// Without it the data ends with the reservation (a guide) or stays (a vendor page): always do it. See
    /// [`FileMetaReply::token`] for the token after.
    ///
    /// - Operation: `data_token.configure_file_meta`
    /// - Retried: only when the request was provably not sent; the reply may hold the only copy of the
    ///   permanent token
    /// - Permission: the caller's token
    /// - Source: a client that talks to a live engine; likely, not certain
    pub fn configure_file_meta(&self, token: &TemporaryToken, meta: &FileMeta) -> Call<FileMetaReply> {
        let request = self
            .0
            .post("/data-token/configure-file-meta")
            .check(required("token", token.as_str()))
            .check(meta.check())
            .field("token", token.as_str());
        meta.fill(request).read_with(dialect::token_or_command).call()
    }

    /// Lists the caller's tokens that meet all filters, 25 to a page unless
    /// [`page_size`](List::page_size) says otherwise.
    ///
    /// `GET /data-token/list-data-tokens`
    ///
    /// It ends with an empty or a short page, or when the total is reached where the engine tells one; an
    /// engine that answers with everything at once is understood. Begin elsewhere with
    /// [`Cursor::Page`](crate::Cursor::Page), from 1 on (the first number is inferred).
    ///
    /// - Operation: `data_token.list`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: vendor page "List data tokens"; the record's members are from a hand-written sample
    pub fn list(&self, filter: &DataTokenFilter) -> List<DataTokenRecord> {
        filter.narrow(self.0.get("/data-token/list-data-tokens")).bare().list("items").page_size(PAGE)
    }

    /// Replaces payload and metadata under the same token.
    ///
    /// `POST /data-token/update-data`
    ///
    /// The new data is encrypted and in base64, as for [`exchange`](Self::exchange) (inferred). Parts of the
    /// metadata that are left out stay as they are according to one sentence and are dropped according to
    /// another: send all of them.
    ///
    /// - Operation: `data_token.update`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token; a policy may hold the command
    /// - Source: vendor page "Update data token"; that the reply is a command is presumed
    pub fn update(&self, update: &DataUpdate) -> Call<Command> {
        self.0.post("/data-token/update-data").check(update.check()).json(update).call()
    }

    /// Changes a token's file name, extension or context: unverified, probably stale. Prefer
    /// [`update`](Self::update).
    ///
    /// `POST /data-token/update-data-token`
    ///
    /// - Operation: `data_token.update_metadata`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: a client, in a part that was never corrected against a live engine; no vendor page names it
    pub fn update_metadata(&self, update: &MetadataUpdate) -> Call<Command> {
        self.0
            .post("/data-token/update-data-token")
            .check(update.check())
            .field("token", update.token.as_str())
            .field("fileName", &update.file_name)
            .field("extension", &update.extension)
            .field("context", &update.context)
            .call()
    }

    /// Deletes a token and its data. That its command succeeded means that the storage devices were told; none of them
    /// confirms it.
    ///
    /// `POST /data-token/delete-data`
    ///
    /// - Operation: `data_token.delete`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token; a policy may hold the command
    /// - Source: a client that talks to a live engine; the vendor's page list names it
    pub fn delete(&self, token: &DataToken) -> Call<Command> {
        self.0
            .post("/data-token/delete-data")
            .check(required("token", token.as_str()))
            .field("token", token.as_str())
            .call()
    }

    /// A request to wherever the credential of a stream says.
    fn open(&self, method: Method, access: &StreamAccess, beside: Origin) -> Request {
        let request = self.0.request(method, "/");
        if access.is_url() {
            return request.to_url(access.secret());
        }
        request
            .require(required("auth", access.expose_secret()))
            .at(beside)
            .without_credential()
            .query("auth", access.expose_secret())
            .redact(access.secret())
    }
}
