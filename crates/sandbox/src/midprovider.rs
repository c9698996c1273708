//! KOBIL mID Provider: the realms `master` and that of one tenant in both flavours, with the OIDC tree and Keycloak's
//! admin tree.
//!
//! Operations: discovery, the token endpoint (password, client credentials, refresh, authorization code with PKCE,
//! token exchange), authorize, userinfo, logout, introspection, revocation, certs and the realm; of KOBIL's users
//! create, list, get, both updates, delete, enable, disable, both logouts, devices (SSMS only) and the state of the
//! one-time passwords, locked and unlocked; activation codes and devices (SSMS), which are credentials and app instances
//! in SHIFT; tenants with their settings; transactions (SHIFT), at the IDP and at the AST service; chat messages with
//! files, documents to sign and media; the admin tree with all its groups of operations.
//!
//! Checks: clients, codes, verifiers and rotating refresh tokens; the administrator's role; content types; the
//! characters of user names, required and unique fields, flags, groups, roles. Attributes come back as lists of texts,
//! hidden ones never; `enabled` is false in a create and true in an update unless it is sent; a create makes an
//! activation code unless it is told not to. Errors have the shape of the part that makes them: KOBIL's envelope,
//! Keycloak's `{"error": …}`, or a page where `Accept` prefers one.
//!
//! Each realm has objects of its own (`realms`); a request works on the realm that its path names, and
//! `wire::Shared` picks it. The admin tree takes a token of the realm itself, by the roles of `realm-management`, or
//! one of `master` (`access`). Tokens are signed (RS256) by a key of their realm, which is made at its first use and
//! lost with the process, as tokens and sessions are.
//!
//! KOBIL's `users` are written by hand over the collection of `admin_users`, so that both trees show the same users. As a
//! collection they would need a hook for nearly every operation: they name users by their login name, have an envelope,
//! pages, defaults and errors of their own, and run commands among the attributes.
//!
//! Both realms have the seeded client, whose service account is an administrator, and each realm the public `admin-cli`.
//! [`Control`] opens what a test needs from the other side: sessions, devices, codes, wrong one-time passwords, keys,
//! time. What the vendor leaves open is decided once, beside the code that needs it: the way stock Keycloak does it
//! where that is known, otherwise towards the stricter side.

mod access;
mod accounts;
mod admin;
mod ast_clients;
mod attributes;
mod authorize;
mod brute_force;
mod codes;
mod control;
mod devices;
mod events;
mod grants;
mod input;
mod messages;
mod oidc;
mod opening;
mod realms;
mod roles;
mod routes;
mod sessions;
mod settings;
mod signing;
mod state;
mod store;
mod tenants;
mod tokens;
mod transactions;
mod user;
mod users;
mod wire;

pub use self::codes::ActivationError;
pub use self::control::{ActivationCode, Control};
pub use self::messages::SentMessage;
pub(crate) use self::routes::{shift_router, ssms_router};
pub(crate) use self::state::State;
