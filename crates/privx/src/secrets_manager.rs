//! The service `secrets-manager`: passwords of accounts that PrivX manages and rotates.

mod batch;
mod host_secrets;
mod managed_accounts;
mod password_policies;
mod rotation;
mod script_templates;
mod target_domain_accounts;
mod target_domains;

pub use host_secrets::{AccountSecret, HostSecret, HostSecretMetadata, HostSecretSystem, HostSecrets};
pub use managed_accounts::{
    ManagedAccount, ManagedAccountChangeSet, ManagedAccountCreateData, ManagedAccountSearch, ManagedAccounts,
    RotationStatus, RotationTrigger, SecretCheckout, SecretRotationEvent, SecretVersion,
};
pub use password_policies::{PasswordPolicies, PasswordPolicy, PasswordPolicyHandle};
pub use rotation::RotationOutcome;
pub use script_templates::{CompileScript, CompileScriptResult, ScriptTemplate, ScriptTemplates};
pub use target_domain_accounts::{
    AccountState, ScannedAccount, ScannedAccountChangeSet, ScannedAccountSearch, TargetDomainAccounts,
};
pub use target_domains::{
    ResolvedTargetDomain, TargetDomain, TargetDomainEndpoint, TargetDomainHandle, TargetDomainSearch,
    TargetDomains,
};

use crate::ServiceStatus;
use batch::Batch;
use portcullis_core::{Call, Client};

/// The service `secrets-manager`; made by [`Client::secrets_manager`](crate::Client::secrets_manager).
#[derive(Debug, Clone)]
pub struct SecretsManager(pub(crate) Client);

impl SecretsManager {
    /// Returns the operations on passwords of hosts that PrivX rotates.
    pub fn host_secrets(&self) -> HostSecrets {
        HostSecrets(self.0.clone())
    }

    /// Returns the operations on rules for passwords and their rotation.
    pub fn password_policies(&self) -> PasswordPolicies {
        PasswordPolicies(self.0.clone())
    }

    /// Returns the operations on directories whose accounts PrivX can manage.
    pub fn target_domains(&self) -> TargetDomains {
        TargetDomains(self.0.clone())
    }

    /// Returns the operations on accounts that scans found in target domains.
    pub fn target_domain_accounts(&self) -> TargetDomainAccounts {
        TargetDomainAccounts(self.0.clone())
    }

    /// Returns the operations on accounts of target domains whose passwords PrivX manages.
    pub fn managed_accounts(&self) -> ManagedAccounts {
        ManagedAccounts(self.0.clone())
    }

    /// Returns the operations on scripts that rotate passwords on hosts.
    pub fn script_templates(&self) -> ScriptTemplates {
        ScriptTemplates(self.0.clone())
    }

    /// Returns the state of the service. No credential is sent.
    ///
    /// `GET /secrets-manager/api/v1/status`
    ///
    /// - Operation: `secrets_manager.status`
    /// - Retried: also when the reply is lost
    /// - Permission: none
    /// - Source: vendor's SDK for Go
    #[inline]
    pub fn status(&self) -> Call<ServiceStatus> {
        self.0.get("/secrets-manager/api/v1/status").without_credential().call()
    }
}
