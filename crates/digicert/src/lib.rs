#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod authorizations;
mod client;
pub mod code;
pub mod containers;
mod dialect;
mod ids;
pub mod users;

pub use client::{Client, ClientBuilder, EU, US};
pub use ids::{ContainerId, UserId};
pub use portcullis_core::exports::*;
