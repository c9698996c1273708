#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod authorizations;
mod client;
pub mod code;
mod containers;
mod dialect;
mod ids;
mod users;

pub use authorizations::{Authorization, Authorizations, Permission};
pub use client::{Client, ClientBuilder, EU, US};
pub use containers::{AccessRole, ContainerRef, Containers, Role};
pub use ids::{ContainerId, UserId};
pub use portcullis_core::exports::*;
pub use users::{
    ContainerAssignments, CreatedServiceUser, KeyRole, NewServiceUser, NewUser, ServiceUserSearch, User,
    UserDetail, UserProfile, UserSearch, UserStatus, UserType, Users,
};
