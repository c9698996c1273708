#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod auth;
mod builder;
mod call;
mod client;
mod delivery;
mod dialect;
mod error;
mod extra;
mod id;
pub mod input;
pub mod lenient;
mod list;
pub mod pacing;
pub mod record;
mod request;
mod retry;
pub mod secret;
mod shell;
mod time;
mod trace;
pub mod transfer;
pub mod transport;
mod words;

pub use builder::{ClientBuilder, Origin, Proxy};
pub use call::{Call, Full, FullReply, Optional};
pub use client::Client;
pub use delivery::{Delivery, Evidence};
pub use dialect::{Dialect, Refusal, from_json, is_html};
pub use error::{ApiError, Error, ErrorKind, Result};
pub use extra::Extra;
pub use id::PathSegment;
pub use input::Input;
pub use list::{Cursor, List, Page, Pages};
pub use request::{Class, Operation, Request};
pub use retry::{Failed, Retry, RetryPolicy};
pub use secret::{Secret, SecretBytes, SecretUrl};
pub use time::Timestamp;
pub use transfer::{Download, Multipart, Upload};
pub use transport::{ClientIdentity, Trust};

#[doc(hidden)]
pub use serde;
pub use {bytes, http, url};
