//! SSH PrivX: tokens, the status of the services, and the collections of `tables`.

mod call;
mod control;
mod error;
mod hooks;
mod local_user;
mod oauth;
mod roles;
mod rules;
mod service;
mod state;
mod tables;
mod tokens;
mod users;

pub use self::control::Control;
pub(crate) use self::service::router;
pub(crate) use self::state::State;
