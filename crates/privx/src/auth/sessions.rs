//! Login sessions.

mod end;
mod input;
mod model;

pub use end::SessionsEnd;
pub use input::SessionSearch;
pub use model::{Session, SessionDomain};

use crate::Sort;
use crate::ids::{SessionId, SourceId, UserId};
use portcullis_core::{Call, Client, List};

/// Login sessions; made by [`Auth::sessions`](super::Auth::sessions).
///
/// Lists are in the order of `expires` unless a [`Sort`] sets another. The documented keys are `id`, `user_id`,
/// `source_id`, `parent_session_id`, `domain`, `username`, `remote_address`, `type`, `created`, `updated`,
/// `expires` and `token_expires`; older servers call the first one `session_id`.
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::auth::SessionsEnd;
/// use std::time::Duration;
///
/// let user = privx::UserId::from("5f0a0d6e-0000-4000-8000-000000000001");
/// match privx.auth().sessions().end_all(&user, Duration::from_secs(30)).await? {
///     SessionsEnd::Ended => println!("no session is left"),
///     SessionsEnd::Remaining(sessions) => println!("{} are left", sessions.len()),
///     other => println!("not known: {other:?}"),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Sessions(pub(super) Client);

impl Sessions {
    /// Finds sessions.
    ///
    /// `POST /auth/api/v1/sessionstorage/sessions/search`
    ///
    /// A page has 50 sessions unless [`page_size`](List::page_size) sets another size.
    ///
    /// - Operation: `sessions.search`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `users-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn search(&self, search: &SessionSearch) -> List<Session> {
        self.0
            .post("/auth/api/v1/sessionstorage/sessions/search")
            .read_only()
            .query_of(&search.sort)
            .json(search)
            .list("items")
    }

    /// Lists the valid sessions of one user.
    ///
    /// `GET /auth/api/v1/sessionstorage/users/{user_id}/sessions`
    ///
    /// Pages are as in [`search`](Self::search).
    ///
    /// - Operation: `sessions.list_user`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `users-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_of(&self, user: &UserId) -> List<Session> {
        self.0.get("/auth/api/v1/sessionstorage/users/{user_id}/sessions").path(user).list("items")
    }

    /// Lists the valid sessions of one user in an order.
    ///
    /// `GET /auth/api/v1/sessionstorage/users/{user_id}/sessions`
    ///
    /// - Operation: `sessions.list_user`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `users-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_of_sorted(&self, user: &UserId, sort: &Sort) -> List<Session> {
        self.0
            .get("/auth/api/v1/sessionstorage/users/{user_id}/sessions")
            .path(user)
            .query_of(sort)
            .list("items")
    }

    /// Lists the valid sessions of the users of one directory.
    ///
    /// `GET /auth/api/v1/sessionstorage/sources/{source_id}/sessions`
    ///
    /// Pages are as in [`search`](Self::search).
    ///
    /// - Operation: `sessions.list_source`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `users-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_of_source(&self, source: &SourceId) -> List<Session> {
        self.0.get("/auth/api/v1/sessionstorage/sources/{source_id}/sessions").path(source).list("items")
    }

    /// Lists the valid sessions of the users of one directory in an order.
    ///
    /// `GET /auth/api/v1/sessionstorage/sources/{source_id}/sessions`
    ///
    /// - Operation: `sessions.list_source`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `users-view`
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_of_source_sorted(&self, source: &SourceId, sort: &Sort) -> List<Session> {
        self.0
            .get("/auth/api/v1/sessionstorage/sources/{source_id}/sessions")
            .path(source)
            .query_of(sort)
            .list("items")
    }

    /// Lists the caller's valid sessions.
    ///
    /// `GET /auth/api/v1/sessionstorage/users/current/sessions`
    ///
    /// Pages are as in [`search`](Self::search).
    ///
    /// - Operation: `sessions.list_current`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_current(&self) -> List<Session> {
        self.0.get("/auth/api/v1/sessionstorage/users/current/sessions").list("items")
    }

    /// Lists the caller's valid sessions in an order.
    ///
    /// `GET /auth/api/v1/sessionstorage/users/current/sessions`
    ///
    /// - Operation: `sessions.list_current`
    /// - Retried: also when the reply is lost
    /// - Permission: any logged-in user
    /// - Source: vendor's documentation
    #[inline]
    pub fn list_current_sorted(&self, sort: &Sort) -> List<Session> {
        self.0.get("/auth/api/v1/sessionstorage/users/current/sessions").query_of(sort).list("items")
    }

    /// Ends one session.
    ///
    /// `POST /auth/api/v1/sessionstorage/sessions/{session_id}/terminate`
    ///
    /// - Operation: `sessions.terminate`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `users-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn terminate(&self, id: &SessionId) -> Call<()> {
        self.0.post("/auth/api/v1/sessionstorage/sessions/{session_id}/terminate").path(id).done()
    }

    /// Ends one of the caller's sessions.
    ///
    /// `POST /auth/api/v1/sessionstorage/users/current/sessions/{session_id}/terminate`
    ///
    /// **Partly guessed.** The path is from the index of the vendor's reference. Guessed are, from
    /// [`terminate`](Self::terminate), that no body is sent and that a success is a 200 without a body.
    ///
    /// - Operation: `sessions.terminate_current`
    /// - Retried: only when the request was provably not sent
    /// - Permission: any logged-in user (inferred)
    /// - Source: index of the vendor's reference
    #[inline]
    pub fn terminate_current(&self, id: &SessionId) -> Call<()> {
        self.0
            .post("/auth/api/v1/sessionstorage/users/current/sessions/{session_id}/terminate")
            .path(id)
            .done()
    }

    /// Ends all sessions of one user. [`end_all`](Self::end_all) also waits until they are gone.
    ///
    /// `POST /auth/api/v1/sessionstorage/users/{user_id}/sessions/terminate`
    ///
    /// Connections to hosts are not sessions:
    /// [`Connections::terminate_user`](crate::connection_manager::Connections::terminate_user) ends them.
    ///
    /// - Operation: `sessions.terminate_user`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `users-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn terminate_all(&self, user: &UserId) -> Call<()> {
        self.0.post("/auth/api/v1/sessionstorage/users/{user_id}/sessions/terminate").path(user).done()
    }
}
