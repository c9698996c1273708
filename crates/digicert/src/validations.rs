//! Validations of organizations and domains, as several objects contain them.

use crate::UserId;
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;
use serde_json::Value;

/// A validation of an organization or domain.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Validation {
    /// The type.
    #[reply(name = "type")]
    pub kind: Option<ValidationType>,
    /// The name.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// Missing while pending.
    pub date_created: Option<Timestamp>,
    /// Missing while pending.
    pub validated_until: Option<Timestamp>,
    /// Pending, active, complete, expired, ...: unknown words must not fail.
    pub status: Option<ValidationStatus>,
    /// Domains: complete, pending.
    pub dcv_status: Option<DcvStatus>,
    /// Domains.
    pub org_status: Option<String>,
    /// The verified users.
    pub verified_users: Vec<VerifiedUser>,
    /// Order validation only.
    pub verified_contacts: Vec<VerifiedContact>,
    /// The verification details.
    pub verification_details: Option<VerificationDetails>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The status of a validation.
    ValidationStatus {
        /// Not finished.
        Pending = "pending",
        /// Valid.
        Active = "active",
        /// Finished.
        Complete = "complete",
        /// No longer valid.
        Expired = "expired",
    }
}

portcullis_core::open_enum! {
    /// The validation type.
    ValidationType {
        /// <What `ov` means>.
        Ov = "ov",
        /// <What `ev` means>.
        Ev = "ev",
        /// <What `cs` means>.
        Cs = "cs",
        /// <What `ev_cs` means>.
        EvCs = "ev_cs",
        /// <What `ds` means>.
        Ds = "ds",
        /// <What `smime` means>.
        Smime = "smime",
        /// <What `private_ssl` means>.
        PrivateSsl = "private_ssl",
    }
}

portcullis_core::open_enum! {
    /// Domains: complete, pending.
    DcvStatus {
        /// <What `complete` means>.
        Complete = "complete",
        /// <What `pending` means>.
        Pending = "pending",
    }
}

/// A verified contact.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct VerifiedContact {
    /// Verified contact id: NOT the user id.
    pub id: Option<i64>,
    /// The user id.
    pub user_id: Option<UserId>,
    /// The name.
    pub name: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The job title.
    pub job_title: Option<String>,
    /// The telephone.
    pub telephone: Option<String>,
    /// The email.
    pub email: Option<String>,
    /// The status.
    pub status: Option<String>,
    /// Shape not visible.
    pub roles: Vec<Value>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A verified user.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct VerifiedUser {
    /// The id.
    pub id: Option<UserId>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The email.
    pub email: Option<String>,
    /// The job title.
    pub job_title: Option<String>,
    /// The telephone.
    pub telephone: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A verification details.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct VerificationDetails {
    /// The organization type.
    pub organization_type: Option<String>,
    /// The organization status.
    pub organization_status: Option<String>,
    /// The address verification.
    pub address_verification: Option<String>,
    /// The blacklist fraud.
    pub blacklist_fraud: Option<String>,
    /// The request authenticity.
    pub request_authenticity: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
