#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod authenticators;
mod client;
pub mod code;
mod commands;
mod data_tokens;
mod devices;
mod dialect;
mod directories;
mod ids;
mod members;
mod oauth;
mod payloads;
mod policies;
mod polls;
mod profile;
mod public_keys;
#[cfg(any(feature = "cipher", feature = "keys"))]
mod random;
mod storage;
#[cfg(feature = "unconfirmed")]
#[cfg_attr(docsrs, doc(cfg(feature = "unconfirmed")))]
pub mod unconfirmed;
mod utility;

pub use authenticators::{Authenticators, NewVotingConfiguration, VotingConfiguration, VotingStrategy};
pub use client::{Client, ClientBuilder};
pub use commands::{Command, CommandOutcome, CommandState, CommandStatus, Commands};
#[cfg(feature = "websocket")]
#[cfg_attr(docsrs, doc(cfg(feature = "websocket")))]
pub use commands::{DataMessage, Message, Messages, OutputType, StreamReady};
pub use data_tokens::{
    ContentKind, DataTokenFilter, DataTokenMeta, DataTokenRecord, DataTokens, DataUpdate, FileDetails,
    FileMeta, FileMetaReply, MetadataUpdate, NewReservation, RiskMeta, StreamAccess, TemporaryDataToken,
};
pub use devices::{
    ConfigurationBundle, Device, DeviceConfiguration, DeviceConfigurationFile, DeviceMeta, Devices, NewDevice,
};
pub use directories::{Directories, NewDirectoryUser};
pub use ids::{
    CommandId, DataToken, DeviceId, DirectoryId, OAuthApplicationId, OAuthClientId, PolicyEventId, PolicyId,
    PolicyTemplateId, PollId, ProfileId, RequestId, TemporaryToken, VotingConfigurationId,
};
pub use oauth::{
    AccessToken, AuthorizationCode, CodeExchange, NewOAuthApplication, Nonce, OAuth, OAuthApplication,
    OAuthClient, OAuthConfiguration, OAuthTokenType,
};
#[cfg(feature = "cipher")]
#[cfg_attr(docsrs, doc(cfg(feature = "cipher")))]
pub use payloads::{Aes256Gcm, PayloadKey};
pub use payloads::{
    Content, NewPayload, PayloadCipher, PayloadPieces, Payloads, Plain, Reservation, Retrieved, Stored,
};
pub use policies::{NewPolicy, Policies, Policy, PolicyEvent, PolicyTemplate, PolicyTemplates};
pub use polls::{NewPoll, Poll, Polls};
pub use profile::{
    AuthorizationToken, LoginAttempt, PasswordChange, Profile, QrToken, Reauthorized, SCOPE_ALL,
};
pub use public_keys::{KeyPair, PublicKey, PublicKeys};
pub use storage::Storage;
pub use utility::{Health, Utility};

pub use portcullis_core::{exports::*, secret, transport::Transport};
