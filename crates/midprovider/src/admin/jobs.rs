//! Jobs of several calls about users: the joiner, the mover, the leaver and the review of access.
//!
//! They are methods of [`Users`](super::users::Users), and can be repeated: each reads what is there and sends only what
//! is missing. A password is set by [`reset_password`](super::users::Users::reset_password), which is one call.
//!
//! ```no_run
//! # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
//! use midprovider::admin::{jobs::{AfterLeaving, RoleKey}, users::User};
//!
//! let users = mid.admin().users();
//! // The joiner: each step can be repeated.
//! let mira = User::new("mira.olsen").enabled(true).email("mira@firm.example");
//! let id = users.ensure(&mira).await?.id().clone();
//! users.grant(&id, &["auditor".into(), RoleKey::of_client("help-desk", "agent")]).await?;
//! users.join_path(&id, "/staff/audit").await?;
//!
//! // The leaver.
//! let leaver = users.leave(&id, AfterLeaving::Keep).await;
//! if !leaver.is_out() {
//!     println!("run it again: {leaver:?}");
//! }
//! # Ok(()) }
//! ```

mod access;
mod ensure;
mod grants;
mod leaver;
mod membership;
mod read_back;
mod role_key;
mod ways;

pub use access::{AccessExport, AccessRow};
pub use ensure::Ensured;
pub use grants::RoleChanges;
pub use leaver::{AfterLeaving, Leaver, Step};
pub use membership::MembershipChange;
pub use read_back::Remains;
pub use role_key::{GrantError, RoleKey};
pub use ways::Way;
