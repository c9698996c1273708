//! Keycloak's admin API, on which mID Provider stands: the same in both flavours.

pub mod brute_force;
pub mod client_roles;
pub mod client_scopes;
pub mod clients;
pub mod events;
pub mod group_roles;
pub mod groups;
pub mod jobs;
pub mod realms;
pub mod required_actions;
pub mod roles;
pub mod server;
pub mod sessions;
pub mod user_roles;
pub mod users;

use crate::flavour::Core;
use portcullis_core::{Error, Extra, Result};

/// Keycloak's admin API of one realm; from [`Client::admin`](crate::Client::admin).
///
/// An operation needs the token of a user or service account of this realm that has the role which its documentation
/// names, of the client `realm-management`; or a token of the realm `master` with administrative rights over this
/// realm. Objects are addressed by UUID. The version of Keycloak that a server is derived from is not published: what a
/// newer one has, an older one ignores, or refuses with 404 or 405.
#[derive(Debug, Clone)]
pub struct Admin(pub(crate) Core);

impl Admin {
    /// Returns the operations on the lock after wrong passwords.
    pub fn brute_force(&self) -> brute_force::BruteForce {
        brute_force::BruteForce(self.0.clone())
    }

    /// Returns the operations on roles of a client.
    pub fn client_roles(&self) -> client_roles::ClientRoles {
        client_roles::ClientRoles(self.0.clone())
    }

    /// Returns the operations on client scopes.
    pub fn client_scopes(&self) -> client_scopes::ClientScopes {
        client_scopes::ClientScopes(self.0.clone())
    }

    /// Returns the operations on registered clients.
    pub fn clients(&self) -> clients::Clients {
        clients::Clients(self.0.clone())
    }

    /// Returns the operations on events.
    pub fn events(&self) -> events::Events {
        events::Events(self.0.clone())
    }

    /// Returns the operations on roles of a group.
    pub fn group_roles(&self) -> group_roles::GroupRoles {
        group_roles::GroupRoles(self.0.clone())
    }

    /// Returns the operations on groups.
    pub fn groups(&self) -> groups::Groups {
        groups::Groups(self.0.clone())
    }

    /// Returns the operations on realms.
    pub fn realms(&self) -> realms::Realms {
        realms::Realms(self.0.clone())
    }

    /// Returns the operations on required actions of the realm.
    pub fn required_actions(&self) -> required_actions::RequiredActions {
        required_actions::RequiredActions(self.0.clone())
    }

    /// Returns the operations on roles of the realm.
    pub fn roles(&self) -> roles::Roles {
        roles::Roles(self.0.clone())
    }

    /// Returns the operations on the server.
    pub fn server(&self) -> server::Server {
        server::Server(self.0.clone())
    }

    /// Returns the operations on sessions.
    pub fn sessions(&self) -> sessions::Sessions {
        sessions::Sessions(self.0.clone())
    }

    /// Returns the operations on roles of a user.
    pub fn user_roles(&self) -> user_roles::UserRoles {
        user_roles::UserRoles(self.0.clone())
    }

    /// Returns the operations on users.
    pub fn users(&self) -> users::Users {
        users::Users(self.0.clone())
    }
}

/// A map that is set although the server's could not be read would replace all of the server's.
fn all_read(field: &'static str, set: bool, extra: &Extra) -> Result<()> {
    match extra.get(field) {
        Some(unread) if set && !unread.is_null() => {
            let rule = "was read in an unknown form, is kept in `extra`, and would be replaced";
            Err(Error::input(field, rule))
        }
        _ => Ok(()),
    }
}
