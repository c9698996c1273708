#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod auth_info;
mod bits;
mod builder;
mod client;
pub mod code;
mod dialect;
mod files;
mod ids;
mod objects;
mod settings;
mod templates;
mod texts;
mod users;
mod vaults;

pub use auth::{Audit, Auth, Login, LoginInfo, keep_alive::KeepAlive};
pub use auth_info::{AuthInfo, LoginType};
pub use builder::ClientBuilder;
pub use client::Client;
pub use files::{Files, ProposedTemplate};
pub use ids::{ObjectId, PolicyId, TemplateId, UserId, VaultId};
pub use objects::{
    Breadcrumb, DecryptedDetails, DecryptedObject, Fields, FileInfo, FoundObjects, NewObject, Object,
    ObjectDetails, ObjectFamily, ObjectUpdate, Objects, SavedObject,
};
pub use settings::{RcFile, Settings};
pub use templates::{FieldKind, Template, TemplateField, TemplateInfo, Templates};
pub use users::{
    Capabilities, Capability, CreatedUser, NewUser, UpdatedUser, User, UserListing, UserUpdate, UserVault,
    Users, VaultName,
};
pub use vaults::{NewVault, Permission, Vault, VaultContent, VaultMember, VaultMembers, VaultUpdate, Vaults};

pub use portcullis_core::{
    Call, ClientIdentity, Delivery, Download, Error, ErrorKind, Full, FullReply, Operation, Optional, Origin,
    Proxy, Request, Result, Retry, RetryPolicy, Secret, SecretBytes, Trust, Upload,
    auth::{FileStore, SessionStore},
    http,
    transport::{BoxFuture, Transport},
};
