#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod client;
pub mod code;
mod dialect;
mod flavour;
mod ids;
mod session;
mod users;

pub use auth::{
    Auth, Authorize, CodeGrant, Discovery, ImplicitTokens, Introspection, Jwk, OidcClient, PasswordGrant,
    RealmInfo, ResponseMode, TokenAuth, TokenExchange, TokenHint, TokenResponse, UserInfo,
};
pub use client::{Client, ClientBuilder};
pub use flavour::Flavour;
pub use ids::{DeviceId, UserId, UserName};
pub use users::{
    Activation, Device, EpochSeconds, FoundUsers, InitialPassword, KobilUser, LogoutScope, NewUser,
    OnboardingType, OtpBruteForceStatus, ProfileUpdate, RequiredAction, UserAttributes, UserSearch,
    UserUpdate, Users,
};

pub use portcullis_core::exports::*;
