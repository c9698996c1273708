#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod client;
pub mod code;
mod commands;
mod dialect;
mod directory;
mod ids;
mod profile;
mod utility;

pub use client::{Client, ClientBuilder};
pub use commands::{Command, CommandState, CommandStatus, Commands};
#[cfg(feature = "websocket")]
#[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
pub use commands::{DataMessage, Message, Messages, OutputType, StreamReady};
pub use directory::{Directory, NewDirectoryUser};
pub use ids::{CommandId, DirectoryId, ProfileId, RequestId};
pub use profile::{
    AuthorizationToken, LoginAttempt, PasswordChange, Profile, QrToken, Reauthorized, SCOPE_ALL,
};
pub use utility::{Health, Utility};

pub use portcullis_core::{
    Call, ClientIdentity, Delivery, Error, ErrorKind, Extra, Full, FullReply, Optional, Proxy, Request,
    Result, Retry, RetryPolicy, Secret, SecretBytes, Timestamp, Trust, http, secret, transport::Transport,
};
