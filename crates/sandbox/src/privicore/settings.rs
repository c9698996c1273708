//! What tests choose: times, dialects and faults.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;

/// How a reply with status 202 spells the command's id in its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum IdShape {
    /// `"id"`
    Text,
    /// `["id"]`, as documented.
    #[default]
    Array,
    /// `{"commandId": "id"}`
    Object,
    /// No body: only the header names the id.
    Empty,
}

/// How `/request-status/{id}` answers. An unknown id is 404 in all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum PollDialect {
    /// GET answers without a body: 202 pending, 200 succeeded, 404 rejected.
    StatusOnly,
    /// GET and POST answer 200 with `["started"]`, `["succeeded"]` or `["rejected"]`.
    #[default]
    Word,
    /// GET answers 405; POST answers as in [`PollDialect::Word`].
    PostOnly,
    /// GET and POST answer 200 with `{"commandId": …, "command_status": 1|2|3, "body": …}`, reason included.
    Object,
}

/// What `stream` in the answer with a temporary token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum UploadDialect {
    /// A whole URL with the token inside.
    #[default]
    Url,
    /// The token alone, for the configured upstream server.
    Token,
}

/// What a data message for a large payload holds, and what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum DownloadDialect {
    /// A whole URL with the token inside, as on the vendor's page.
    #[default]
    Url,
    /// The token alone; nothing follows and the download is ready at once.
    Token,
    /// The token alone; `STREAM-READY` follows with `data.id`. Before it the download is 404.
    ReadyById,
    /// The token alone; `STREAM-READY` follows with `data.requestId` and an HTTPS address in `data.streamUrl`.
    ReadyByUrl,
    /// The token alone; `STREAM-READY` follows with `data.requestId` and a websocket address in `data.streamUrl`, where
    /// no server listens.
    ReadyByWebsocket,
}

/// What obtaining an access token requires after `Basic`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CodeBasic {
    /// `base64(client_id:client_secret)`, which was seen to work.
    #[default]
    Client,
    /// The bare authorization code, as on the vendor's pages.
    Code,
}

/// How lists are wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ListShape {
    /// Data tokens as `{"items": …, "meta": …}`, everything else as an array.
    #[default]
    Mixed,
    /// Everything as `{"items": …, "meta": {"count": …}}`.
    Items,
    /// The same, where the `count` of a page is that of the page and not the total.
    ItemsOfPage,
    /// Everything as an array.
    Array,
}

/// A frame for the sockets of one profile.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) profile: String,
    pub(super) content: Value,
}

/// What goes wrong on the websocket.
#[derive(Debug, Default)]
pub(super) struct FrameFaults {
    /// How many messages from now the sockets drop; 1 is the next.
    pub(super) drop_at: Option<usize>,
    /// The next two messages change places; the first of them waits here for the second.
    pub(super) reorder: bool,
    pub(super) kept: Option<Frame>,
    /// How many of the next messages are sent twice.
    pub(super) duplicates: usize,
}

#[derive(Debug)]
pub(super) struct Settings {
    pub(super) settle_delay: Duration,
    pub(super) token_life: Duration,
    pub(super) access_life: Duration,
    pub(super) visibility_delay: Duration,
    pub(super) ready_delay: Duration,
    pub(super) inline_limit: usize,
    pub(super) refusals: VecDeque<String>,
    pub(super) hold_next: bool,
    pub(super) early: bool,
    pub(super) pending: bool,
    pub(super) silent: bool,
    pub(super) frames: FrameFaults,
    pub(super) poll_dialect: PollDialect,
    pub(super) id_shape: IdShape,
    pub(super) id_header: bool,
    pub(super) request_id_header: bool,
    pub(super) upload: UploadDialect,
    pub(super) download: DownloadDialect,
    pub(super) code_basic: CodeBasic,
    pub(super) rotate_refresh: bool,
    pub(super) lists: ListShape,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            settle_delay: Duration::from_millis(20),
            token_life: Duration::from_secs(12 * 60 * 60),
            access_life: Duration::from_secs(60 * 60),
            visibility_delay: Duration::from_millis(50),
            ready_delay: Duration::from_millis(20),
            inline_limit: 50 * 1024,
            refusals: VecDeque::new(),
            hold_next: false,
            early: false,
            pending: false,
            silent: false,
            frames: FrameFaults::default(),
            poll_dialect: PollDialect::default(),
            id_shape: IdShape::default(),
            id_header: true,
            request_id_header: true,
            upload: UploadDialect::default(),
            download: DownloadDialect::default(),
            code_basic: CodeBasic::default(),
            rotate_refresh: true,
            lists: ListShape::default(),
        }
    }
}
