//! Privicore: the API server, the websocket proxy and the two stream servers.
//!
//! # Operations
//!
//! All 66 whose path is known: health and the status of commands; profiles, tokens and the four steps of older engines;
//! OAuth applications; public keys; data tokens, their metadata, lists and streams; devices, storages, authenticators
//! and voting rules; policies; polls; creating a user in a directory. On the websocket `joinChannel`, `leaveChannel`,
//! the outcomes of commands, data messages and `STREAM-READY`. Operations whose path is a guess of the fact sheet answer
//! as an unknown route does.
//!
//! # Checks
//!
//! The bare token in `X-DPT-AUTHORIZATION` and its life, the three kinds of `Basic`, forms, url-encoded or in parts, with
//! PHP's arrays, JSON where JSON is wanted, required fields, the confirmed password, the checksum of a key, nonces, codes,
//! configurations and stream credentials that work once, the life of a reservation, whose things they are. Names that
//! are taken, roles that are missing and directories of others are refused later, as rejected commands. A socket gets
//! the commands of its profile while the token that it joined with is valid; a command's id looks like a UUID and is
//! none. The stream servers refuse a request that brings a credential of the API.
//!
//! # Seed
//!
//! The seeded profile owns one directory, has a public key and one approved storage device. Without such a device an
//! exchange or an update stays pending, and an upload is refused.
//!
//! # Policies and polls
//!
//! A policy that is active holds `data_token.data_exchanged`, `data_token.data_requested` or `directory.user_created`
//! until [`Control::vote`] or [`Control::vote_all`] decides its poll. An attempt ends as soon as no vote can change it
//! any more, or with its time; with a yes or with the last attempt the command ends too. Uploads are no commands and
//! are not held.
//!
//! # What tests choose
//!
//! [`Control`] delays, holds and rejects commands, drops, silences and reorders the messages of sockets, and chooses
//! among the dialects in which the vendor's sources differ.
//!
//! # What is decided here and not by the vendor
//!
//! What the sources leave open is decided once, beside the code that needs it, and mostly towards the stricter side:
//!
//! - The keys of rejections, but for `profile.not_an_owner` and `oauth.already_retrieved`: `device.…`, `storage.…`,
//!   `authenticator.…`, `policy.…`, `data_token.…`, and `voting.rejected` and `voting.timed_out` for a poll without a
//!   yes.
//! - The shapes of devices, policies and polls, the templates of policies with their events, and the names of lists.
//! - A reservation lives for 60 minutes at most. The file's metadata makes a new permanent token of a temporary one,
//!   once there is data; the temporary one is unknown from then on, and data can be requested for a permanent one only.
//! - Shares of votes are of all who may vote, not of those who did. A profile's own rule is `consensus` in 300 seconds,
//!   once.
//! - A policy's configuration narrows it down to data with this classification; data without any is held as well.
//! - An update leaves the parts of the metadata alone that it does not name. Scopes limit nothing.
//!
//! The saved state holds everything but the content of payloads from 1 MiB on, which lie in files without a name, and
//! downloads that were announced. A request for a payload that was left out is rejected as `data_token.content_lost`.

mod application;
mod command;
mod commands;
mod control;
mod data;
mod deliver;
mod device;
mod devices;
mod directory;
mod ids;
mod keys;
mod legacy;
mod listing;
mod oauth;
mod payload;
mod policies;
mod policy;
mod poll;
mod polls;
mod profile;
mod public_keys;
mod roles;
mod routes;
mod settings;
mod sockets;
mod space;
mod spaces;
mod state;
mod store;
mod streams;
mod token;
mod tokens;
mod voting;
mod websocket;
mod wire;

pub use self::control::Control;
pub(crate) use self::routes::{downstream_router, router, upstream_router, ws_router};
pub use self::settings::{CodeBasic, DownloadDialect, IdShape, ListShape, PollDialect, UploadDialect};
pub(crate) use self::state::State;
