//! Ids, and their form in a body where the service accepts numbers only.

use crate::{Error, Result};
use portcullis_macros::Body;
use serde::{Serialize, Serializer};

portcullis_core::id! {
    /// The id of a user, ordinary or service. The reserved words are segments of other routes under `/user`.
    UserId, reserved: ["me", "api-only", "availability"]
}

portcullis_core::id! {
    /// The id of a container, called a division in the console.
    ContainerId,
}

portcullis_core::id! {
    /// The id of an organization.
    OrganizationId, reserved: ["potential-approvers"]
}

portcullis_core::id! {
    /// The id of a domain.
    DomainId, reserved: ["dcv", "expiration-count", "validation-type"]
}

portcullis_core::id! {
    /// The id of an order. Orders and certificates have different ranges of numbers. The reserved words are segments of
    /// other routes under `/order/certificate`.
    OrderId, reserved: [
        "eu_eseal", "eu_eseal_psd2", "eu_individual", "eu_individual_org", "eu_qwac", "eu_qwac_psd2",
        "mark_certificate", "pkio_burger", "pkio_organisation_person", "pkio_organisation_person_prof",
        "pkio_organisation_services", "pkio_private_person_prof", "pkio_private_services_server",
        "pkio_qualified_burger", "pkio_qualified_organisation_person_prof",
        "pkio_qualified_organisation_services", "ssl", "status-changes", "swiss_regulated_individual",
        "swiss_regulated_organisation", "vmc_basic", "x9_pki",
    ]
}

portcullis_core::id! {
    /// The id of a certificate. Orders and certificates have different ranges of numbers.
    CertificateId, reserved: ["download", "intermediates"]
}

portcullis_core::id! {
    /// The serial number of a certificate, in hexadecimal digits.
    SerialNumber,
}

portcullis_core::id! {
    /// The id of a request that waits for approval.
    RequestId,
}

portcullis_core::id! {
    /// The id of a note.
    NoteId,
}

portcullis_core::id! {
    /// The id of a product, such as `ssl_basic`; the vendor's field is `name_id`.
    ProductId, reserved: ["platform-certformat-mapping", "pricing"]
}

portcullis_core::id! {
    /// The id of an API key, which is not its text.
    ApiKeyId, reserved: ["acme-eab", "user"]
}

portcullis_core::id! {
    /// The id of an AuthKey, with which request tokens for DV orders are made.
    AuthKeyId,
}

portcullis_core::id! {
    /// The id of a custom field of orders; the vendor's field is `metadata_id`.
    CustomFieldId, reserved: ["bulk"]
}

portcullis_core::id! {
    /// The id of a subaccount.
    SubaccountId, reserved: ["invite", "order"]
}

portcullis_core::id! {
    /// The id of an invitation to become a subaccount.
    InviteId,
}

portcullis_core::id! {
    /// The id of an order of units.
    UnitOrderId,
}

portcullis_core::id! {
    /// The id of an order of vouchers.
    VoucherOrderId,
}

portcullis_core::id! {
    /// The id of a template of containers.
    TemplateId,
}

portcullis_core::id! {
    /// The id of a rule that restricts IP addresses.
    IpRuleId,
}

portcullis_core::id! {
    /// The id of a webhook.
    WebhookId, reserved: ["event-logs", "test-endpoint"]
}

portcullis_core::id! {
    /// The identifier of a report in the Report Library, a UUID.
    ReportId, reserved: ["history", "order", "request", "types"]
}

portcullis_core::id! {
    /// The identifier of one run of a report, a UUID.
    ReportRunId,
}

portcullis_core::id! {
    /// The id of a receipt.
    ReceiptId,
}

portcullis_core::id! {
    /// The id of a payment profile, a credit card that is stored at the vendor.
    PaymentProfileId,
}

/// The object `{"id": 5}`.
#[derive(Body)]
pub(crate) struct Numbered<'a> {
    #[body(with = number)]
    pub(crate) id: &'a str,
}

/// Writes `{"id": 5}`.
pub(crate) fn numbered<T: AsRef<str>, S: Serializer>(id: &T, to: S) -> Result<S::Ok, S::Error> {
    Numbered { id: id.as_ref() }.serialize(to)
}

/// Writes `[5, 6]`.
pub(crate) fn numbers<T: AsRef<str>, S: Serializer>(ids: &[T], to: S) -> Result<S::Ok, S::Error> {
    struct Number<'a>(&'a str);
    impl Serialize for Number<'_> {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            number(self.0, to)
        }
    }
    to.collect_seq(ids.iter().map(|id| Number(id.as_ref())))
}

/// Writes a number. Text that is no number is written as it is: the check is switched off then, and the server
/// decides.
pub(crate) fn number<T: AsRef<str> + ?Sized, S: Serializer>(id: &T, to: S) -> Result<S::Ok, S::Error> {
    let text = id.as_ref();
    match text.parse::<u64>() {
        Ok(number) => to.serialize_u64(number),
        Err(_) => to.serialize_str(text),
    }
}

/// Checks that a text is a whole number, the only type that the service accepts in this field.
pub(crate) fn check_number(field: &str, text: &str) -> Result<()> {
    if text.parse::<u64>().is_ok() { Ok(()) } else { Err(Error::input(field, "must be a whole number")) }
}
