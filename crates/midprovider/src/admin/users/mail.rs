//! Mails to a user.

use super::Users;
use crate::{ClientId, UserId, users::RequiredAction};
use portcullis_core::{Call, Error, Result};
use portcullis_macros::Body;

/// The link in a mail to a user: where it leads, and for how long.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs, check)]
#[non_exhaustive]
pub struct MailLink {
    /// The client whose page the mail links to.
    pub client_id: Option<ClientId>,
    /// How long the link is valid, in seconds; by a setting of the realm unless set.
    pub lifespan: Option<u64>,
    /// Where the user ends. Needs the client.
    pub redirect_uri: Option<String>,
}

impl MailLink {
    fn check(&self) -> Result<()> {
        if self.redirect_uri.is_some() && self.client_id.is_none() {
            return Err(Error::input("redirect_uri", "needs `client_id`"));
        }
        Ok(())
    }
}

impl Users {
    /// Sends a user a mail with a link that confirms the e-mail address. Each call sends another mail.
    ///
    /// `PUT /auth/admin/realms/{realm}/users/{user_id}/send-verify-email`
    ///
    /// 400 if the user has no e-mail address or is disabled; 500 if the mail server fails.
    ///
    /// - Operation: `admin_users.send_verify_email`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn send_verify_email(&self, id: &UserId, link: &MailLink) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/users/{user_id}/send-verify-email")
            .once()
            .path(id)
            .query_of(link)
            .done()
    }

    /// Sends a user a mail with a link that leads through these actions: at least one. Each call sends another mail.
    ///
    /// `PUT /auth/admin/realms/{realm}/users/{user_id}/execute-actions-email`
    ///
    /// The life time of the link is the realm's `actionTokenGeneratedByAdminLifespan` unless set.
    ///
    /// - Operation: `admin_users.execute_actions_email`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-users` of `realm-management`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn execute_actions_email(
        &self,
        id: &UserId,
        actions: &[RequiredAction],
        link: &MailLink,
    ) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/users/{user_id}/execute-actions-email")
            .once()
            .path(id)
            .query_of(link)
            .check(if actions.is_empty() {
                Err(Error::input("actions", "must not be empty"))
            } else {
                Ok(())
            })
            .json(actions)
            .done()
    }
}
