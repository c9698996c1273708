//! Domains as replies contain them.

use crate::{DomainId, containers::ContainerRef, organizations::OrganizationRef, validations::Validation};
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::Reply;

/// A domain.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct Domain {
    /// The id.
    pub id: Option<DomainId>,
    /// The is active.
    pub is_active: Option<bool>,
    /// The name.
    pub name: Option<String>,
    /// The is pending validation.
    pub is_pending_validation: Option<bool>,
    /// The date created.
    pub date_created: Option<Timestamp>,
    /// The last submitted datetime.
    pub last_submitted_datetime: Option<Timestamp>,
    /// Details need include_dcv.
    pub dcv_approval_datetime: Option<Timestamp>,
    /// Details need include_dcv.
    pub dcv_expiration_datetime: Option<Timestamp>,
    /// The dcv expiration.
    pub dcv_expiration: Option<DcvExpiration>,
    /// The dcv method.
    pub dcv_method: Option<DcvMethod>,
    /// Details with include_dcv.
    pub dcv_token: Option<DcvToken>,
    /// The dcv.
    pub dcv: Option<DomainDcv>,
    /// An organization inside a domain or order.
    pub organization: Option<OrganizationRef>,
    /// The validations.
    pub validations: Vec<Validation>,
    /// A container inside another object.
    pub container: Option<ContainerRef>,
    /// The base domain. Partly guessed.
    pub base_domain: Option<String>,
    /// Pending, enabled, ...; only with locking.
    pub domain_locking_status: Option<DomainLockingStatus>,
    /// Only with locking.
    pub account_token: Option<Secret>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// Whether a domain is locked to the account.
    DomainLockingStatus {
        /// The lock was requested, and the DNS does not have it yet.
        Pending = "pending",
        /// The lock is in force.
        Enabled = "enabled",
    }
}

portcullis_core::open_enum! {
    /// The status of a token.
    TokenStatus {
        /// Not found yet where it must be published.
        Pending = "pending",
        /// Can be published and checked.
        Active = "active",
    }
}

/// How control of a domain is proved.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DomainDcv {
    /// The method.
    pub method: Option<String>,
    /// The name scope.
    pub name_scope: Option<String>,
    /// The dcv invitations.
    pub dcv_invitations: Vec<DcvInvitation>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A dcv token.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct DcvToken {
    /// The random value.
    pub token: Option<Secret>,
    /// The status.
    pub status: Option<TokenStatus>,
    /// The expiration date.
    pub expiration_date: Option<Timestamp>,
    /// CNAME target such as dcv.digicert.com.
    pub verification_value: Option<String>,
    /// Where the file is looked for.
    pub http_token_url: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A dcv expiration.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DcvExpiration {
    /// Date in Mountain Time, or ISO 8601 UTC with include_dcv_expiration_time.
    pub ov: Option<String>,
    /// Same.
    pub ev: Option<String>,
    /// Reuse-status flag only.
    pub ov_shortened: Option<String>,
    /// Reuse-status flag only.
    pub ov_status: Option<String>,
    /// Reuse-status flag only.
    pub ev_status: Option<String>,
    /// Reuse-status flag only.
    pub dcv_approval_date: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Older e-mail DCV data.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DcvInvitation {
    /// The invitation id.
    pub invitation_id: Option<i64>,
    /// The email.
    pub email: Option<String>,
    /// The source.
    pub source: Option<String>,
    /// The date sent.
    pub date_sent: Option<String>,
    /// The name scope.
    pub name_scope: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The dcv method.
    DcvMethod {
        /// <What `email` means>.
        Email = "email",
        /// <What `dns-txt-token` means>.
        DnsTxtToken = "dns-txt-token",
        /// <What `dns-cname-token` means>.
        DnsCnameToken = "dns-cname-token",
        /// <What `http-token` means>.
        HttpToken = "http-token",
        /// <What `http-token-static` means>.
        HttpTokenStatic = "http-token-static",
    }
}
