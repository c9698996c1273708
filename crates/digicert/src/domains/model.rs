//! Domains as replies contain them.

use crate::{
    DomainId, Flag,
    containers::ContainerRef,
    organizations::OrganizationRef,
    validations::{Validation, ValidationType},
};
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::Reply;

/// A domain of an organization.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct Domain {
    /// The domain's id.
    pub id: DomainId,
    /// Whether it is active.
    pub is_active: Option<bool>,
    /// The name as it is stored, which may lack the `www.` of the one that was sent.
    pub name: Option<String>,
    /// Whether a validation is pending.
    pub is_pending_validation: Option<bool>,
    /// When it was created.
    pub date_created: Option<Timestamp>,
    /// When it was last submitted for validation.
    pub last_submitted_datetime: Option<Timestamp>,
    /// When control was last proved; of a single domain only with
    /// [`include_dcv`](super::DomainOptions::include_dcv).
    pub dcv_approval_datetime: Option<Timestamp>,
    /// When control must be proved again; of a single domain only with
    /// [`include_dcv`](super::DomainOptions::include_dcv).
    pub dcv_expiration_datetime: Option<Timestamp>,
    /// The ends of validity for each type of validation.
    pub dcv_expiration: Option<DcvExpiration>,
    /// How control is proved.
    pub dcv_method: Option<DcvMethod>,
    /// The token to publish; of a single domain only with [`include_dcv`](super::DomainOptions::include_dcv).
    pub dcv_token: Option<DcvToken>,
    /// How control is proved, in an older form.
    pub dcv: Option<DomainDcv>,
    /// The organization that the domain belongs to.
    pub organization: Option<OrganizationRef>,
    /// The validations, if they are requested.
    pub validations: Vec<Validation>,
    /// The container that the domain belongs to.
    pub container: Option<ContainerRef>,
    /// The base domain. **Partly guessed:** the member is known from a digest only.
    pub base_domain: Option<String>,
    /// Whether it is locked to the account; only if the account can lock domains.
    pub domain_locking_status: Option<DomainLockingStatus>,
    /// The token for the CAA record of a lock; only if the account can lock domains.
    pub account_token: Option<Secret>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// Whether a domain is locked to the account.
    DomainLockingStatus {
        /// The lock was requested, and the CAA record was not found yet.
        Pending = "pending",
        /// The lock is in force.
        Enabled = "enabled",
    }
}

portcullis_core::open_enum! {
    /// How control of a domain is proved.
    DcvMethod {
        /// A person follows a link in an e-mail.
        Email = "email",
        /// A TXT record of the domain has the token.
        DnsTxtToken = "dns-txt-token",
        /// A CNAME record has the token in its name and a target of the vendor.
        DnsCnameToken = "dns-cname-token",
        /// A file on the web server has the token. For exact names only, never for wildcards; the only method for IP
        /// addresses.
        HttpToken = "http-token",
        /// A file as well. The vendor's pages name it in a filter only.
        HttpTokenStatic = "http-token-static",
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

/// The random value that proves control of a domain, and where to publish it.
///
/// [`Challenge::of_token`](super::Challenge::of_token) puts it together with domain and method.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct DcvToken {
    /// The random value.
    pub token: Option<Secret>,
    /// The status.
    pub status: Option<TokenStatus>,
    /// When the value becomes void.
    pub expiration_date: Option<Timestamp>,
    /// The target of the CNAME record, such as `dcv.digicert.com`. One page also calls it a host.
    pub verification_value: Option<String>,
    /// Where the server looks for the file.
    pub http_token_url: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The ends of validity of a domain's validations.
///
/// The vendor writes plain dates in Mountain Time; ISO 8601 in UTC in lists with
/// [`include_dcv_expiration_time`](super::DomainSearch::include_dcv_expiration_time). The last four members come only
/// if the reuse status is requested.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DcvExpiration {
    /// The end for organization validation.
    pub ov: Option<String>,
    /// The end for extended validation.
    pub ev: Option<String>,
    /// By its name an earlier end for organization validation; not documented.
    pub ov_shortened: Option<String>,
    /// Whether the proof can be used again for organization validation. The words are not documented.
    pub ov_status: Option<String>,
    /// Whether the proof can be used again for extended validation. The words are not documented.
    pub ev_status: Option<String>,
    /// When control was proved.
    pub dcv_approval_date: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// How control of a domain is proved, in an older form.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DomainDcv {
    /// The method.
    pub method: Option<String>,
    /// The domain name that the proof is for.
    pub name_scope: Option<String>,
    /// The e-mails that were sent.
    pub dcv_invitations: Vec<DcvInvitation>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// An e-mail that requests the proof of control.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DcvInvitation {
    /// The invitation's id.
    pub invitation_id: Option<i64>,
    /// The address that it was sent to.
    pub email: Option<String>,
    /// Where the address is from.
    pub source: Option<String>,
    /// When it was sent.
    pub date_sent: Option<String>,
    /// The domain name that the proof is for.
    pub name_scope: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The addresses for a proof by e-mail.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ValidationEmails {
    /// The domain name that the proof is for.
    pub name_scope: Option<String>,
    /// Addresses that are constructed from the domain name.
    pub base_emails: Vec<String>,
    /// Addresses from WHOIS, which the vendor no longer uses since May 2025.
    pub whois_emails: Vec<String>,
    /// Addresses from the domain's contact record in the DNS.
    pub dns_txt_emails: Vec<String>,
    /// In replies to a submission: the addresses that e-mails were sent to. In a list: not documented.
    pub email_array: Vec<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A domain that was created, and what it was submitted with.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct CreatedDomain {
    /// The domain's id.
    pub id: DomainId,
    /// Where e-mails were sent; with the method e-mail.
    pub validation_emails: Option<ValidationEmails>,
    /// The token to publish; with the other methods.
    pub dcv_token: Option<DcvToken>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// What a domain was submitted with, or its new method began with. Everything may be absent.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct DcvSetup {
    /// The domain's id, after a submission.
    pub id: Option<DomainId>,
    /// Where e-mails were sent; with the method e-mail.
    pub validation_emails: Option<ValidationEmails>,
    /// The token to publish; with the other methods.
    pub dcv_token: Option<DcvToken>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// What a check found.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct CheckedDcv {
    /// The random value that was found: that of the domain or that of an order.
    pub token: Option<Secret>,
    /// The result as a word. The words are not documented.
    pub status: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// What a check of the CAA record found.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct CaaCheck {
    /// Whether the record has the token; if not, the lock is pending.
    pub status: Flag,
    /// Members that this version does not know.
    pub extra: Extra,
}

impl CaaCheck {
    /// Whether the record has the token: the domain is locked to the account then.
    pub fn is_found(&self) -> bool {
        self.status.is_set()
    }
}

/// The result of an old operation.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DcvResult {
    /// The result as a word. The words are not documented.
    pub status: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A method that the account may use.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DcvMethodInfo {
    /// The method.
    pub name: Option<DcvMethod>,
    /// Its name in the console.
    pub display_name: Option<String>,
    /// A description, for people.
    pub description: Option<String>,
    /// Whether it is the account's default.
    #[reply(name = "default")]
    pub is_default: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A type of validation that domains can have.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct ValidationTypeInfo {
    /// The type.
    #[reply(name = "type")]
    pub kind: Option<ValidationType>,
    /// Its name in the console.
    pub name: Option<String>,
    /// A description, for people.
    pub description: Option<String>,
    /// Whether it needs a verified user.
    pub requires_user: Option<bool>,
    /// Whether control of the domain must be proved.
    pub requires_dcv: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// How many domains need a new validation soon.
#[derive(Debug, Clone, Reply)]
#[non_exhaustive]
pub struct ExpirationCount {
    /// The number. What "soon" means is not documented.
    pub number_of_expiry_soon_domains: i64,
    /// Members that this version does not know.
    pub extra: Extra,
}
