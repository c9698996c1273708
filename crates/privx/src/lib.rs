#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod client;
pub mod code;
mod dialect;
mod ids;
pub mod local_user_store;
pub mod oauth;
pub mod role_store;
pub mod secrets_manager;
mod sort;
mod status;

pub use client::{Client, ClientBuilder};
pub use ids::*;
pub use portcullis_core::exports::*;
pub use sort::{Sort, SortDirection};
pub use status::{ServiceStatus, StatusDetail};
