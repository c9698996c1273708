//! Rules for passwords and their rotation.

mod model;

pub use model::{PasswordPolicy, PasswordPolicyHandle};

use crate::ids::PasswordPolicyId;
use portcullis_core::{Call, Client, List};

/// Rules for passwords and their rotation; made by [`SecretsManager::password_policies`](super::SecretsManager::password_policies).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::secrets_manager::PasswordPolicy;
///
/// let policies = privx.secrets_manager().password_policies();
/// let policy = PasswordPolicy::new("monthly", 5).rotation_interval("P30D").password_min_length(20);
/// let id = policies.create(&policy).await?;
/// let policy = policies.get(&id).await?.rotate_on_release(true);
/// policies.replace(&id, &policy).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct PasswordPolicies(pub(super) Client);

impl PasswordPolicies {
    /// Lists all password policies. There are no pages.
    ///
    /// `GET /secrets-manager/api/v1/password-policies`
    ///
    /// - Operation: `password_policies.list`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `hosts-view`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn list(&self) -> List<PasswordPolicy> {
        self.0.get("/secrets-manager/api/v1/password-policies").list_whole("items")
    }

    /// Creates a password policy and returns its id.
    ///
    /// `POST /secrets-manager/api/v1/password-policy`
    ///
    /// Limits: the name is not empty, and `max_versions` is set. Fails with
    /// [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// - Operation: `password_policies.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: admin (`privx-admin`)
    /// - Source: vendor's documentation
    #[inline]
    pub fn create(&self, policy: &PasswordPolicy) -> Call<PasswordPolicyId> {
        self.0.post("/secrets-manager/api/v1/password-policy").create(policy).pick("id").call()
    }

    /// Returns one password policy.
    ///
    /// `GET /secrets-manager/api/v1/password-policy/{policy_id}`
    ///
    /// - Operation: `password_policies.get`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`), `hosts-view`, internal services
    /// - Source: vendor's documentation
    #[inline]
    pub fn get(&self, id: &PasswordPolicyId) -> Call<PasswordPolicy> {
        self.0.get("/secrets-manager/api/v1/password-policy/{policy_id}").path(id).identified_by("id").call()
    }

    /// Replaces one password policy as a whole: what `policy` does not hold is reset.
    ///
    /// `PUT /secrets-manager/api/v1/password-policy/{policy_id}`
    ///
    /// Limits are as in [`create`](Self::create). A change by others between reading and writing is lost. Fails with
    /// [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).
    ///
    /// - Operation: `password_policies.update`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`)
    /// - Source: vendor's documentation
    #[inline]
    pub fn replace(&self, id: &PasswordPolicyId, policy: &PasswordPolicy) -> Call<()> {
        self.0
            .put("/secrets-manager/api/v1/password-policy/{policy_id}")
            .idempotent()
            .replace(id, policy)
            .done()
    }

    /// Deletes one password policy.
    ///
    /// `DELETE /secrets-manager/api/v1/password-policy/{policy_id}`
    ///
    /// What happens to hosts and accounts that use it is not documented.
    ///
    /// - Operation: `password_policies.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: admin (`privx-admin`)
    /// - Source: vendor's documentation
    #[inline]
    pub fn delete(&self, id: &PasswordPolicyId) -> Call<()> {
        self.0.delete("/secrets-manager/api/v1/password-policy/{policy_id}").idempotent().path(id).done()
    }
}
