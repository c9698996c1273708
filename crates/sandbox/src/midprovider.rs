//! KOBIL mID Provider: one tenant in both flavours, with the OIDC tree that both carry.
//!
//! Operations: discovery, the token endpoint (password, client credentials, refresh, authorization code with PKCE,
//! token exchange), authorize, userinfo, logout, introspection, revocation, certs and the realm; of the users create,
//! list, get, both updates, delete, enable, disable, both logouts, devices (SSMS only) and the state of the
//! one-time passwords, locked and unlocked. The admin tree has the same users, with groups, roles, clients and scopes.
//!
//! Checks: clients, codes, verifiers and rotating refresh tokens; the administrator's role; content types; the
//! characters of user names, required and unique fields, flags, groups, roles. Attributes come back as lists of texts, hidden
//! ones never; `enabled` is false in a create and true in an update unless it is sent; a create makes an activation
//! code unless it is told not to. Errors have the shape of the part that makes them: KOBIL's envelope, Keycloak's
//! `{"error": …}`, or a page where `Accept` prefers one.
//!
//! Tokens are signed (RS256) by a key that is made at its first use and lost with the process, as the tokens are.
//!
//! KOBIL's `users` are written by hand over the collection of `admin_users`, so that both trees show the same users. As a
//! collection they would need a hook for nearly every operation: they name users by their login name, have an envelope,
//! pages, defaults and errors of their own, and run commands among the attributes.
//!
//! Two clients are known: the seeded one, whose service account is an administrator, and the public `admin-cli`.
//! [`Control`] opens what a test needs from the other side: sessions, devices, codes, wrong one-time passwords. What
//! the vendor leaves open is decided once, beside the code that needs it: the way stock Keycloak does it where that is
//! known, otherwise towards the stricter side.

mod access;
mod accounts;
mod admin;
mod attributes;
mod authorize;
mod brute_force;
mod control;
mod events;
mod grants;
mod input;
mod oidc;
mod realms;
mod roles;
mod routes;
mod sessions;
mod settings;
mod signing;
mod state;
mod store;
mod tokens;
mod user;
mod users;
mod wire;

pub use self::control::{ActivationCode, Control};
pub(crate) use self::routes::{shift_router, ssms_router};
pub(crate) use self::state::State;
