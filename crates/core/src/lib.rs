#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod auth;
mod builder;
mod call;
mod client;
#[doc(hidden)]
pub mod clock;
mod decode;
mod delivery;
mod dialect;
#[doc(hidden)]
pub mod encoding;
mod error;
pub mod exports;
mod extra;
mod form;
mod http_date;
mod id;
pub mod input;
pub mod lenient;
mod list;
mod open_enum;
mod operation;
mod origin;
mod own_headers;
pub mod pacing;
mod page;
mod parts;
pub mod record;
mod reply;
mod request;
mod retry;
#[doc(hidden)]
pub mod runtime;
pub mod secret;
mod sync;
#[doc(hidden)]
pub mod text;
mod time;
mod trace;
pub mod transfer;
pub mod transport;

pub use builder::ClientBuilder;
pub use call::{Call, Full, FullReply, Optional};
pub use client::Client;
pub use delivery::{Delivery, Evidence};
pub use dialect::{Dialect, from_json};
pub use error::{ApiError, Error, ErrorKind, Result};
pub use extra::Extra;
pub use form::{FieldValue, Pairs};
pub use id::PathSegment;
pub use input::Input;
pub use list::{List, Page, Pages};
pub use operation::{Class, Operation};
pub use origin::Origin;
#[doc(hidden)]
pub use origin::base_url;
pub use page::{Cursor, PageRequest};
pub use reply::{Json, Members, ReadResult, Refusal, Reply, Within, one_of};
pub use request::Request;
pub use retry::{Failed, Retry, RetryPolicy};
pub use secret::{Secret, SecretBytes, SecretUrl};
pub use time::Timestamp;
pub use transfer::{Download, Multipart, Upload};
pub use transport::{ClientIdentity, Proxy, Trust};

#[doc(hidden)]
pub use serde;
pub use {bytes, http, url};
