//! SSH PrivX: tokens, the status of the services, and the collections of `tables`.

mod audit;
mod authorities;
mod authorizer;
mod call;
mod clock;
mod connections;
mod control;
mod error;
mod grants;
mod hooks;
mod hosts;
mod json;
mod license;
mod local_user;
mod monitor;
mod oauth;
mod requests;
mod roles;
mod rules;
mod secrets;
mod service;
mod sessions;
mod settings;
mod state;
mod tables;
mod tokens;
mod ueba;
mod users;

pub use self::control::Control;
pub(crate) use self::service::router;
pub(crate) use self::state::State;
