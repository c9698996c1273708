#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod auth_info;
mod bits;
mod builder;
mod client;
pub mod code;
mod dialect;
mod encoded;
mod files;
mod ids;
mod objects;
mod php;
mod settings;
mod templates;
mod transparent;
mod user_certificates;
mod users;
mod utils;
mod vault_members;
mod vaults;

pub use auth::{Audit, Auth, Login, LoginInfo, keep_alive::KeepAlive};
pub use auth_info::{AuthInfo, LoginType};
pub use builder::ClientBuilder;
pub use client::Client;
pub use files::{Files, ProposedTemplate};
pub use ids::{KeyVersion, ObjectId, PolicyId, TemplateId, UserId, VaultId};
pub use objects::{
    Breadcrumb, DecryptedDetails, DecryptedObject, Fields, FileInfo, FoundObjects, NewObject, Object,
    ObjectDetails, ObjectFamily, ObjectUpdate, Objects, SavedObject,
};
pub use settings::{RcFile, Settings};
pub use templates::{FieldKind, Template, TemplateField, TemplateInfo, Templates};
pub use transparent::{
    Ciphertext, DataKey, DataKeySize, Decrypted, Encrypted, ExportedKeys, KeyBackup, KeyBackups, KeyInfo,
    KeyListing, KeyType, NewDataKey, NewEncryption, NewKey, Rewrap, Rewrapped, SavedKey, Transparent,
    TransparentKey, WrappedDataKey,
};
pub use user_certificates::{UserCertificate, UserCertificates};
pub use users::{
    Capabilities, Capability, CreatedUser, DeletedUser, NewUser, UpdatedUser, User, UserDetails, UserListing,
    UserUpdate, UserVault, Users, VaultName,
};
pub use utils::{
    Delimiter, Diceword, FileSample, FileType, GeneratedPassword, Generator, PasswordPolicy, PasswordRequest,
    PolicyCheck, PolicyListing, PolicyRules, PolicySource, PolicyVerdict, ServerVersion, StatusBits, Utils,
    WordList,
};
pub use vault_members::{VaultMember, VaultMembers};
pub use vaults::{NewVault, Permission, Vault, VaultContent, VaultUpdate, Vaults};

pub use portcullis_core::{
    auth::{FileStore, Format, SessionStore},
    exports::*,
    transport::{BoxFuture, Transport},
};
