//! API keys to be created or changed, and filters of lists.

use super::model::{ApiKey, ApiKeyDetail, ApiKeyStatus};
use crate::{Error, OrganizationId, ProductId, Result, UserId, ids, orders::TlsProfile, users::KeyRole};
use portcullis_core::input;
use portcullis_macros::Body;
use serde::Serializer;

/// Filters of a list of API keys; by default all of the account.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct ApiKeySearch {
    /// Keys of this user.
    pub user_id: Option<UserId>,
}

/// An API key to be created.
#[derive(Debug, Clone, Body)]
#[body(new(name), check)]
#[non_exhaustive]
pub struct NewApiKey {
    /// The name; not empty.
    pub name: String,
    /// The role of the key; by default the key has all permissions of its owner.
    #[body(name = "restricted_to_role_id", with = key_role)]
    pub key_role: Option<KeyRole>,
}

impl NewApiKey {
    fn check(&self) -> Result<()> {
        input::required("name", &self.name)?;
        check_role(self.key_role.as_ref())
    }
}

/// An API key's name and role, which replace those at the server.
///
/// What becomes of a role that is not sent is not documented. `ApiKeyUpdate::from(&key)` copies the role from a key
/// that was read; an update from [`new`](Self::new) has none.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client, id: digicert::ApiKeyId) -> digicert::Result<()> {
/// use digicert::keys::ApiKeyUpdate;
/// let mut update = ApiKeyUpdate::from(&digicert.keys().get(&id).await?);
/// update.name = "renewals".into();
/// digicert.keys().update(&id, &update).await
/// # }
/// ```
#[derive(Debug, Clone, Body)]
#[body(new(name), check)]
#[non_exhaustive]
pub struct ApiKeyUpdate {
    /// The name; not empty.
    pub name: String,
    /// The role of the key. [`KeyRole::Unrestricted`] removes the restriction.
    #[body(name = "restricted_to_role_id", with = key_role)]
    pub key_role: Option<KeyRole>,
}

impl From<&ApiKey> for ApiKeyUpdate {
    fn from(key: &ApiKey) -> Self {
        Self { name: key.name.clone().unwrap_or_default(), key_role: key.key_role.clone() }
    }
}

impl From<&ApiKeyDetail> for ApiKeyUpdate {
    fn from(key: &ApiKeyDetail) -> Self {
        Self { name: key.name.clone().unwrap_or_default(), key_role: key.key_role.clone() }
    }
}

impl ApiKeyUpdate {
    fn check(&self) -> Result<()> {
        input::required("name", &self.name)?;
        check_role(self.key_role.as_ref())
    }
}

/// An API key's new status.
#[derive(Body)]
pub(super) struct NewStatus<'a> {
    pub(super) status: &'a ApiKeyStatus,
}

/// Credentials for an ACME client, to be created.
#[derive(Debug, Clone, Body)]
#[body(new(name, product_name_id, organization_id, validity_years), check)]
#[non_exhaustive]
pub struct NewAcmeEab {
    /// The name; not empty.
    pub name: String,
    /// The product that the credentials order.
    pub product_name_id: ProductId,
    /// An organization with a validation for OV or EV. For a DV product the server presumably needs none; that is not
    /// documented, and one is always sent.
    #[body(with = ids::number)]
    pub organization_id: OrganizationId,
    /// How many years the certificates are valid: 1 to 3, at most 1 for public TLS.
    pub validity_years: u32,
    /// How many days the certificates are valid; overrides `validity_years`.
    pub validity_days: Option<u32>,
    /// The extensions of the certificates; documented is [`TlsProfile::HttpSignedExchange`] alone.
    pub profile_option: Option<TlsProfile>,
}

impl NewAcmeEab {
    fn check(&self) -> Result<()> {
        input::required("name", &self.name)?;
        input::required("product_name_id", self.product_name_id.as_str())?;
        ids::check_number("organization_id", self.organization_id.as_str())?;
        if (1..=3).contains(&self.validity_years) {
            Ok(())
        } else {
            Err(Error::input("validity_years", "must be 1 to 3"))
        }
    }
}

/// Writes the number alone.
fn key_role<S: Serializer>(role: &KeyRole, to: S) -> Result<S::Ok, S::Error> {
    ids::number(role.as_str(), to)
}

fn check_role(role: Option<&KeyRole>) -> Result<()> {
    role.map_or(Ok(()), |role| ids::check_number("key_role", role.as_str()))
}
