//! Which users to find.

use crate::ProviderAlias;
use portcullis_core::{Error, Result};
use portcullis_macros::Body;

/// Which users to find; without filters, all. Filters that are set must all match.
///
/// ```
/// use midprovider::admin::users::UserSearch;
///
/// let leavers = UserSearch::new().enabled(false).q("department:sales");
/// let one = UserSearch::new().email("mira@firm.example").exact(true);
/// # let _ = (leavers, one);
/// ```
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs, check)]
#[non_exhaustive]
pub struct UserSearch {
    /// A text at the start of a name or address; `*text*` finds it anywhere, `"text"` as a whole. The server ignores
    /// filters by name and address beside it, so that both together are refused.
    pub search: Option<String>,
    /// A part of the login name, or with [`exact`](Self::exact) the whole.
    pub username: Option<String>,
    /// A part of the e-mail address, or with [`exact`](Self::exact) the whole.
    pub email: Option<String>,
    /// A part of the first name, or with [`exact`](Self::exact) the whole.
    #[body(name = "firstName")]
    pub first_name: Option<String>,
    /// A part of the last name, or with [`exact`](Self::exact) the whole.
    #[body(name = "lastName")]
    pub last_name: Option<String>,
    /// Whether filters by name and address must match the whole.
    pub exact: Option<bool>,
    /// Whether the e-mail address was confirmed.
    #[body(name = "emailVerified")]
    pub email_verified: Option<bool>,
    /// Whether the user may log in.
    pub enabled: Option<bool>,
    /// The identity provider that the user is linked to.
    #[body(name = "idpAlias")]
    pub idp_alias: Option<ProviderAlias>,
    /// The id of the user's account at the identity provider.
    #[body(name = "idpUserId")]
    pub idp_user_id: Option<String>,
    /// Attributes: pairs `key:value`, separated by blanks.
    pub q: Option<String>,
    /// Created after this: a date (`yyyy-MM-dd`) or milliseconds since 1970. Since Keycloak 26; **older servers ignore
    /// it** and return users of any age.
    #[body(name = "createdAfter")]
    pub created_after: Option<String>,
    /// Created before this, as [`created_after`](Self::created_after).
    #[body(name = "createdBefore")]
    pub created_before: Option<String>,
    /// Whether the users of a list come without attributes and other bulky members. Do not write such users back. A
    /// count ignores it.
    #[body(skip)]
    pub brief: Option<bool>,
}

impl UserSearch {
    /// Sets whether the users of a list come without attributes and other bulky members.
    #[must_use]
    pub fn brief(mut self, brief: bool) -> Self {
        self.brief = Some(brief);
        self
    }

    fn check(&self) -> Result<()> {
        let fields = [&self.username, &self.email, &self.first_name, &self.last_name];
        if self.search.is_some() && fields.into_iter().any(Option::is_some) {
            return Err(Error::input("search", "must not be set beside a filter by name or e-mail address"));
        }
        Ok(())
    }
}
