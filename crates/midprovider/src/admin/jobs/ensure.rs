//! Users that are created, or updated to what is wanted.

use super::grants::may_be_done;
use crate::{
    UserId,
    admin::users::{User, UserSearch, Users},
    dialect::VENDOR,
};
use portcullis_core::{Delivery, Error, ErrorKind, Result, input};

/// What became of a user, from [`Users::ensure`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ensured {
    /// The user was created. After a reply that was lost, the user was found: this call has created the user, or another
    /// one in the same moment.
    Created(UserId),
    /// The user was there, and differed.
    Updated(UserId),
    /// The user was there as wanted: nothing was written.
    Unchanged(UserId),
}

impl Ensured {
    /// Returns the user's id.
    pub fn id(&self) -> &UserId {
        match self {
            Self::Created(id) | Self::Updated(id) | Self::Unchanged(id) => id,
        }
    }

    /// Whether anything was written.
    pub fn is_changed(&self) -> bool {
        !matches!(self, Self::Unchanged(_))
    }
}

impl Users {
    /// Creates a user, or updates what differs in the user who has the name.
    ///
    /// The user is found by the whole name, without regard to case. Members that `user` does not set are kept, and so are
    /// attributes that it does not name; an attribute that it names gets these values. An e-mail address that differs in
    /// case alone is the same. Only what differs is sent, and all attributes if one differs: an attribute that another
    /// client sets between the read and the write is lost.
    ///
    /// For a creation alone count `credentials`, `required_actions`, `groups`, `realm_roles`, `client_roles`,
    /// `federated_identities` and `client_consents`: a second run does not demand again what the user has done.
    /// [`grant`](Self::grant), [`join_path`](Self::join_path) and [`reset_password`](Self::reset_password) change them.
    /// A creation whose reply is lost is sent once: the user is looked for. It can be repeated.
    ///
    /// Needs `manage-users` and `view-users`.
    ///
    /// # Errors
    /// * A user without a name, before anything is sent.
    /// * Those of [`create`](Self::create) and [`update`](Self::update); 409, for example for an e-mail address that
    ///   another user has, is [`is_conflict`](Error::is_conflict).
    pub async fn ensure(&self, user: &User) -> Result<Ensured> {
        let name = user.username.as_deref().unwrap_or_default().trim();
        input::required("username", name).map_err(|error| error.with_vendor(VENDOR))?;
        if let Some(found) = self.find_by_name(name).await? {
            return self.adjusted(&found, user).await;
        }
        match self.create(user).await {
            Ok(id) => Ok(Ensured::Created(id)),
            // Another one may have created the user after the search.
            Err(error) if error.is_conflict() => match self.find_by_name(name).await? {
                Some(found) => self.adjusted(&found, user).await,
                None => Err(error),
            },
            Err(error) if may_be_done(&error) => match self.find_by_name(name).await? {
                Some(found) => Ok(Ensured::Created(self.adjusted(&found, user).await?.id().clone())),
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// Returns the user with an e-mail address, without regard to case; `None` if there is none.
    ///
    /// Whether the server's search regards case is not documented: what is not found as given is looked for in lower case.
    /// Needs `view-users`.
    ///
    /// # Errors
    /// * An empty address, before anything is sent.
    /// * Several users with the address ([`Decode`](ErrorKind::Decode)): the realm may allow that.
    pub async fn find_by_email(&self, email: &str) -> Result<Option<User>> {
        let email = email.trim();
        input::required("email", email).map_err(|error| error.with_vendor(VENDOR))?;
        let lower = email.to_lowercase();
        let mut found = Vec::new();
        for text in if lower == email { vec![email] } else { vec![email, &lower] } {
            let search = UserSearch::new().email(text).exact(true).brief(false);
            found = self.search(&search).all().await?;
            found.retain(|user| user.email.as_ref().is_some_and(|own| own.to_lowercase() == lower));
            if !found.is_empty() {
                break;
            }
        }
        only(found, "several users have the e-mail address")
    }

    async fn find_by_name(&self, name: &str) -> Result<Option<User>> {
        let lower = name.to_lowercase();
        let search = UserSearch::new().username(&*lower).exact(true).brief(false);
        let mut found = self.search(&search).all().await?;
        found.retain(|user| user.username.as_ref().is_some_and(|own| own.to_lowercase() == lower));
        only(found, "several users have the user name")
    }

    async fn adjusted(&self, found: &User, wanted: &User) -> Result<Ensured> {
        let id = found.id.clone();
        // A list may come without attributes: those would be replaced by the wanted alone.
        let current = self.get(&id).await?;
        match difference(&current, wanted) {
            Some(change) => {
                self.update(&id, &change).await?;
                Ok(Ensured::Updated(id))
            }
            None => Ok(Ensured::Unchanged(id)),
        }
    }
}

/// What an update must set; `None` if nothing differs.
fn difference(current: &User, wanted: &User) -> Option<User> {
    let mut change = User::default();
    let mut differs = false;
    macro_rules! differing {
        ($($member:ident),*) => {$(
            if wanted.$member.is_some() && wanted.$member != current.$member {
                change.$member = wanted.$member.clone();
                differs = true;
            }
        )*};
    }
    differing!(first_name, last_name, email_verified, enabled, federation_link, not_before);
    let lower = |email: &Option<String>| email.as_ref().map(|email| email.to_lowercase());
    if wanted.email.is_some() && lower(&wanted.email) != lower(&current.email) {
        change.email.clone_from(&wanted.email);
        differs = true;
    }
    if let Some(attributes) = &wanted.attributes {
        let mut merged = current.attributes.clone().unwrap_or_default();
        merged.extend(attributes.iter().map(|(key, values)| (key.clone(), values.clone())));
        if current.attributes.as_ref() != Some(&merged) && !merged.is_empty() {
            change.attributes = Some(merged);
            differs = true;
            // What could not be read would be replaced: the update is refused then.
            if let Some(unread) = current.extra.get("attributes") {
                change.extra.insert("attributes", unread.clone());
            }
        }
    }
    for (key, value) in wanted.extra.iter() {
        if key != "attributes" && current.extra.get(key) != Some(value) {
            change.extra.insert(key, value.clone());
            differs = true;
        }
    }
    differs.then_some(change)
}

fn only(mut found: Vec<User>, several: &'static str) -> Result<Option<User>> {
    // A user may be listed twice while others come and go.
    found.dedup_by(|one, other| one.id == other.id);
    if found.len() > 1 {
        let error = Error::new(ErrorKind::Decode, several);
        return Err(error.with_vendor(VENDOR).with_delivery(Delivery::NoEffect));
    }
    Ok(found.pop())
}
