#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod auth_info;
mod builder;
mod client;
pub mod code;
mod dialect;
mod ids;
mod texts;
mod users;

pub use auth::{Audit, Auth, Login, LoginInfo};
pub use auth_info::{AuthInfo, LoginType};
pub use builder::ClientBuilder;
pub use client::Client;
pub use ids::{UserId, VaultId};
pub use users::{
    Capabilities, Capability, CreatedUser, NewUser, UpdatedUser, User, UserListing, UserUpdate, UserVault,
    Users, VaultName,
};

pub use portcullis_core::{
    Call, ClientIdentity, Delivery, Error, ErrorKind, Full, FullReply, Operation, Optional, Origin, Proxy,
    Request, Result, Retry, RetryPolicy, Secret, SecretBytes, Trust,
    auth::{FileStore, SessionStore},
    http,
    transport::{BoxFuture, Transport},
};
