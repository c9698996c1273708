#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod api_proxy;
pub mod auth;
pub mod authorizer;
mod certificate_info;
mod client;
pub mod code;
mod confirmed;
pub mod connection_manager;
mod credential;
pub mod db_proxy;
mod dialect;
pub mod host_store;
mod ids;
pub mod license_manager;
pub mod local_user_store;
pub mod monitor;
pub mod network_access_manager;
pub mod oauth;
mod role_handle;
pub mod role_store;
pub mod secrets_manager;
pub mod settings;
mod sort;
pub mod ssh_proxy;
mod status;
pub mod trail_index;
pub mod vault;
mod watch;
pub mod workflow_engine;

pub use certificate_info::CertificateInfo;
pub use client::{Client, ClientBuilder};
pub use confirmed::Confirmed;
pub use ids::*;
pub use portcullis_core::exports::*;
pub use role_handle::RoleHandle;
pub use sort::{Sort, SortDirection};
pub use status::{ServiceStatus, StatusDetail};
