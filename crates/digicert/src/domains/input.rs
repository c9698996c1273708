//! Domains to be created or submitted, and filters of lists.

use super::model::DcvMethod;
use crate::{ContainerId, Error, OrganizationId, Result, Secret, ids, validations::ValidationType};
use portcullis_core::input;
use portcullis_macros::Body;
use serde::Serializer;

/// Filters and order of a list of domains; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct DomainSearch {
    /// Writes the times of [`dcv_expiration`](super::Domain::dcv_expiration) as ISO 8601 in UTC, in place of plain
    /// dates in Mountain Time.
    pub include_dcv_expiration_time: Option<bool>,
    /// Adds the validations to each domain.
    pub include_validation: Option<bool>,
    /// Domains of this container.
    pub container_id: Option<ContainerId>,
    /// Domains with this status.
    #[body(name = "filters[status]")]
    pub status: Option<DomainStatus>,
    /// Domains by the state of their validations.
    #[body(name = "filters[validation]")]
    pub validation: Option<ValidationFilter>,
    /// Adds the four members of [`DcvExpiration`](super::DcvExpiration) about the reuse of proofs.
    #[body(name = "filters[include_validation_reuse_status]")]
    pub include_validation_reuse_status: Option<bool>,
    /// Domains with this method.
    #[body(name = "filters[dcv_method]")]
    pub dcv_method: Option<DcvMethod>,
    /// Text in the name, probably at its beginning; after a leading `%`, anywhere in it.
    #[body(name = "filters[search]")]
    pub search: Option<String>,
    /// Names of fields, separated by commas; a minus before a name reverses its order.
    pub sort: Option<String>,
}

portcullis_core::open_enum! {
    /// Whether a domain is active.
    DomainStatus {
        /// In use.
        Active = "active",
        /// Deactivated.
        Inactive = "inactive",
    }
}

portcullis_core::open_enum! {
    /// Domains by the state of their validations.
    ValidationFilter {
        /// A validation is pending.
        Pending = "pending",
        /// The validations are complete.
        Completed = "completed",
        /// The organization validation ended in the last 7 days.
        OvExpiredInLast7Days = "ov_expired_in_last_7_days",
        /// The organization validation ends within 7 days.
        OvExpiringWithin7Days = "ov_expiring_within_7_days",
        /// The organization validation ends within 30 days.
        OvExpiringWithin30Days = "ov_expiring_within_30_days",
        /// The organization validation ends in 31 to 60 days.
        OvExpiringFrom31To60Days = "ov_expiring_from_31_to_60_days",
        /// The organization validation ends in 61 to 90 days.
        OvExpiringFrom61To90Days = "ov_expiring_from_61_to_90_days",
        /// The extended validation ended in the last 7 days.
        EvExpiredInLast7Days = "ev_expired_in_last_7_days",
        /// The extended validation ends within 7 days.
        EvExpiringWithin7Days = "ev_expiring_within_7_days",
        /// The extended validation ends within 30 days.
        EvExpiringWithin30Days = "ev_expiring_within_30_days",
        /// The extended validation ends in 31 to 60 days.
        EvExpiringFrom31To60Days = "ev_expiring_from_31_to_60_days",
        /// The extended validation ends in 61 to 90 days.
        EvExpiringFrom61To90Days = "ev_expiring_from_61_to_90_days",
        /// Changes in the industry have shortened the validation.
        ShortenedByIndustryChanges = "shortened_by_industry_changes",
    }
}

/// What a single domain comes with; by default neither token nor validations.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct DomainOptions {
    /// Adds the token, and when control was proved and must be proved again.
    pub include_dcv: Option<bool>,
    /// Adds the validations.
    pub include_validation: Option<bool>,
    /// Adds whether proofs can be used again.
    pub include_validation_reuse_status: Option<bool>,
}

/// Which addresses to list for a proof by e-mail; by default all that are eligible.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct DcvEmailSearch {
    /// Only the addresses that the account's settings allow.
    pub consider_dcv_email_preferences: Option<bool>,
}

/// A domain to be created and submitted for validation.
#[derive(Debug, Clone, Body)]
#[body(new(name, organization, validations), check)]
#[non_exhaustive]
pub struct NewDomain {
    /// The domain name. The server stores it without a leading `www.`, unless `keep_www` is true or the method is
    /// [`HttpToken`](DcvMethod::HttpToken).
    pub name: String,
    /// The organization that the domain belongs to.
    #[body(with = ids::numbered)]
    pub organization: OrganizationId,
    /// What to validate it for: at least one of `ov` and `ev`.
    #[body(with = typed)]
    pub validations: Vec<ValidationType>,
    /// How control is proved; by e-mail unless set.
    pub dcv_method: Option<DcvMethod>,
    /// The language of the e-mails. The codes are not documented.
    pub locale: Option<String>,
    /// Sends the e-mails only to these of the eligible addresses.
    pub email_array: Option<Vec<String>>,
    /// Keeps a leading `www.` of the name.
    pub keep_www: Option<bool>,
}

impl NewDomain {
    fn check(&self) -> Result<()> {
        input::required("name", &self.name)?;
        ids::check_number("organization", self.organization.as_str())?;
        not_empty(&self.validations)
    }
}

/// A domain's new submission for validation.
#[derive(Debug, Clone, Body)]
#[body(new(validations), check)]
#[non_exhaustive]
pub struct DomainSubmission {
    /// What to validate it for: at least one of `ov` and `ev`.
    #[body(with = typed)]
    pub validations: Vec<ValidationType>,
    /// How control is proved.
    pub dcv_method: Option<DcvMethod>,
    /// Sends the e-mails only to these of the eligible addresses.
    pub email_array: Option<Vec<String>>,
}

impl DomainSubmission {
    fn check(&self) -> Result<()> {
        not_empty(&self.validations)
    }
}

/// A domain's new method.
#[derive(Debug, Clone, Body)]
#[body(new(dcv_method), check)]
#[non_exhaustive]
pub struct DcvMethodChange {
    /// The method.
    pub dcv_method: DcvMethod,
    /// The language of the e-mails. The codes are not documented.
    pub locale: Option<String>,
    /// Whether e-mails are sent at once, with the method e-mail; true unless set.
    pub send_dcv_email_flag: Option<bool>,
    /// Sends the e-mails only to these of the eligible addresses.
    pub email_array: Option<Vec<String>>,
}

impl DcvMethodChange {
    fn check(&self) -> Result<()> {
        input::required("dcv_method", self.dcv_method.as_str())
    }
}

/// Which e-mails to send again; by default those to all addresses.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct DcvEmailResend {
    /// The whole domain name that the proof is for.
    pub name_scope: Option<String>,
    /// The language of the e-mails. The codes are not documented.
    pub locale: Option<String>,
    /// Sends the e-mails only to these addresses.
    pub email_array: Option<Vec<String>>,
}

/// A token for the CAA record.
#[derive(Body)]
#[body(check_always)]
pub(super) struct LockToken {
    pub(super) account_token: Secret,
}

impl LockToken {
    fn check_always(&self) -> Result<()> {
        input::required("account_token", self.account_token.expose_secret())
    }
}

/// A token in the DNS.
#[derive(Body)]
#[body(check_always)]
pub(super) struct DnsToken<'a> {
    pub(super) method: &'a DcvMethod,
    pub(super) token: Secret,
}

impl DnsToken<'_> {
    fn check_always(&self) -> Result<()> {
        input::required("method", self.method.as_str())?;
        input::required("token", self.token.expose_secret())
    }
}

fn not_empty(validations: &[ValidationType]) -> Result<()> {
    if validations.is_empty() { Err(Error::input("validations", "must not be empty")) } else { Ok(()) }
}

/// Writes `[{"type": "ov"}]`.
fn typed<S: Serializer>(types: &[ValidationType], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(types.iter().map(|kind| Typed { kind }))
}

#[derive(Body)]
struct Typed<'a> {
    #[body(name = "type")]
    kind: &'a ValidationType,
}
