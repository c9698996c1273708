//! Validations of organizations and domains, as several objects contain them.

use crate::UserId;
use portcullis_core::{Extra, Timestamp};
use portcullis_macros::Reply;
use serde_json::Value;

portcullis_core::open_enum! {
    /// What an organization or a domain is validated for. A domain has `ov` and `ev` only.
    ValidationType {
        /// TLS certificates with organization validation.
        Ov = "ov",
        /// TLS certificates with extended validation.
        Ev = "ev",
        /// Code signing.
        Cs = "cs",
        /// Code signing with extended validation.
        EvCs = "ev_cs",
        /// Document signing.
        Ds = "ds",
        /// Certificates for e-mail.
        Smime = "smime",
        /// Private TLS certificates.
        PrivateSsl = "private_ssl",
    }
}

portcullis_core::open_enum! {
    /// The status of a validation. The vendor's list is not known in full: treat another word as not valid yet.
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
    /// Whether a step of a validation is done.
    CheckStatus {
        /// Done.
        Complete = "complete",
        /// Not yet.
        Pending = "pending",
    }
}

/// A validation of an organization or domain.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct Validation {
    /// What is validated.
    #[reply(name = "type")]
    pub kind: Option<ValidationType>,
    /// The name of the validation, for people.
    pub name: Option<String>,
    /// A description, for people.
    pub description: Option<String>,
    /// When it was made. Absent while it is pending.
    pub date_created: Option<Timestamp>,
    /// The end of its validity. Absent while it is pending.
    pub validated_until: Option<Timestamp>,
    /// The status.
    pub status: Option<ValidationStatus>,
    /// Of a domain: whether control of it is proved.
    pub dcv_status: Option<CheckStatus>,
    /// Of a domain: the status of its organization's validation. The words are not documented.
    pub org_status: Option<String>,
    /// The persons who may approve orders.
    pub verified_users: Vec<VerifiedUser>,
    /// The contacts who may approve orders. In the validation of an order only.
    pub verified_contacts: Vec<VerifiedContact>,
    /// The steps. In the validation of an order only.
    pub verification_details: Option<VerificationDetails>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A contact who may approve orders of an organization; an EV approver on older pages.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct VerifiedContact {
    /// The contact's own id, which is not the user's.
    pub id: Option<i64>,
    /// The user who is this contact.
    pub user_id: Option<UserId>,
    /// The whole name.
    pub name: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// The status. The words are not documented.
    pub status: Option<String>,
    /// The contact's roles. Their shape is not documented.
    pub roles: Vec<Value>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A user who may approve orders.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct VerifiedUser {
    /// The user's id.
    pub id: Option<UserId>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The steps of the validation of an organization.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct VerificationDetails {
    /// The type of organization.
    pub organization_type: Option<CheckStatus>,
    /// The organization's legal status.
    pub organization_status: Option<CheckStatus>,
    /// The address.
    pub address_verification: Option<CheckStatus>,
    /// Lists of fraud.
    pub blacklist_fraud: Option<CheckStatus>,
    /// Lists of malware.
    pub blacklist_fraud_malware: Option<CheckStatus>,
    /// That the organization made the request.
    pub request_authenticity: Option<CheckStatus>,
    /// That the organization is in operation.
    pub operational_existence: Option<CheckStatus>,
    /// The place of business.
    pub place_of_business_verification: Option<CheckStatus>,
    /// The telephone number.
    pub phone_number_verification: Option<CheckStatus>,
    /// The approver.
    pub approver_verification: Option<CheckStatus>,
    /// Members that this version does not know.
    pub extra: Extra,
}
