#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod activation_codes;
pub mod admin;
pub mod ast_clients;
pub mod ast_tms;
pub mod auth;
mod client;
pub mod code;
pub mod devices;
mod dialect;
mod flavour;
mod ids;
pub mod mpower;
#[cfg(feature = "oidc")]
#[cfg_attr(docsrs, doc(cfg(feature = "oidc")))]
pub mod oidc;
mod session;
pub mod tenants;
pub mod tms;
pub mod users;
mod watch;

pub use client::{Client, ClientBuilder};
pub use flavour::Flavour;
pub use ids::*;

pub use portcullis_core::exports::*;
