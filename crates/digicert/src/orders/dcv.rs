//! Validations of an order.

use super::{DcvScope, OrderStatus, Orders, status};
use crate::{
    Call, CertificateId, DomainId, OrderId, OrganizationId, domains::DcvMethod, validations::Validation,
};
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::{Body, Reply};

impl Orders {
    /// Returns which validations of an order are done and which are not.
    ///
    /// `GET /order/certificate/{order_id}/validation`
    ///
    /// With `risk_check` the reply also has data about risks, in [`extra`](OrderValidation::extra), because their form
    /// is not known; for DV they are always there.
    ///
    /// - Operation: `orders.get_validation`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Validation status" (dev.digicert.com, services-api/orders/validation-status.html)
    #[inline]
    pub fn get_validation(&self, id: &OrderId, risk_check: bool) -> Call<OrderValidation> {
        self.0
            .get("/order/certificate/{order_id}/validation")
            .path(id)
            .query_opt("include_risk_check", risk_check.then_some(true))
            .identified_by("order_id")
            .call()
    }

    /// Returns the random value that proves control of a DV order's domains; the server makes one if needed.
    ///
    /// `PUT /order/certificate/{order_id}/dcv-random-value`
    ///
    /// The server returns the same value until it expires, unlike `domains.generate_dcv_token`, which replaces a token
    /// at once.
    ///
    /// - Operation: `orders.get_dcv_random_value`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Generate DCV random value" (dev.digicert.com,
    ///   services-api/orders/dv-ssl-generate-dcv-token.html)
    #[inline]
    pub fn get_dcv_random_value(&self, id: &OrderId) -> Call<DcvRandomValue> {
        self.0.put("/order/certificate/{order_id}/dcv-random-value").path(id).idempotent().call()
    }

    /// Changes the method by which control of a pending order's domains is proved, and returns the random value that
    /// the new method requires; `None` for `email`.
    ///
    /// `PUT /order/certificate/{order_id}/dcv-method`
    ///
    /// If the reply is lost, [`get_dcv_random_value`](Self::get_dcv_random_value) returns the value.
    ///
    /// - Operation: `orders.change_dcv_method`
    /// - Retried: only when the request was provably not sent; a second call may send e-mails again
    /// - Permission: not documented
    /// - Source: vendor page "Change DCV method" (dev.digicert.com,
    ///   services-api/orders/dv-ssl-change-dcv-method.html)
    #[inline]
    pub fn change_dcv_method(&self, id: &OrderId, method: &DcvMethod) -> Call<Option<ChangedDcv>> {
        let method = NewDcvMethod { dcv_method: method };
        self.0.put("/order/certificate/{order_id}/dcv-method").path(id).json(&method).call()
    }

    /// Starts a check of an order's domains now; the server also checks them from time to time by itself.
    ///
    /// `PUT /order/certificate/{order_id}/check-dcv`
    ///
    /// Without names, all names of the order are checked.
    ///
    /// **What is not there yet is an error**, with 400 and a code such as
    /// [`INVALID_DNS_TXT`](crate::code::INVALID_DNS_TXT),
    /// [`FILE_RANDOM_VALUE_NOT_FOUND`](crate::code::FILE_RANDOM_VALUE_NOT_FOUND) or
    /// [`INVALID_DNS_METHOD`](crate::code::INVALID_DNS_METHOD): wait and check again. DNS servers may return old
    /// records for the time to live that those have.
    ///
    /// - Operation: `orders.check_dcv`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Check DCV" (dev.digicert.com, services-api/orders/dv-ssl-check-dcv.html); the
    ///   names from a summary of it
    #[inline]
    pub fn check_dcv(&self, id: &OrderId, names: &[String]) -> Call<DcvCheck> {
        let names = CheckedNames { dns_names_validations: Some(names).filter(|names| !names.is_empty()) };
        self.0.put("/order/certificate/{order_id}/check-dcv").path(id).json(&names).idempotent().call()
    }

    /// Returns which e-mail addresses of a client certificate's order are validated.
    ///
    /// `GET /order/certificate/{order_id}/email-validation`
    ///
    /// - Operation: `orders.email_validation_status`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Email validation status" (dev.digicert.com,
    ///   services-api/orders/email-validation-status.html)
    #[inline]
    pub fn email_validation_status(&self, id: &OrderId) -> Call<EmailValidationStatus> {
        self.0.get("/order/certificate/{order_id}/email-validation").path(id).call()
    }
}

/// Which validations of an order are done.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderValidation {
    /// The order's id.
    pub order_id: OrderId,
    /// The order's status.
    #[reply(with = status::status)]
    pub order_status: Option<OrderStatus>,
    /// What control is proved for.
    pub order_name_scope: Option<DcvScope>,
    /// How control of the domains is proved.
    pub order_dcv_method: Option<DcvMethod>,
    /// The organization; absent for DV.
    pub organization_id: Option<OrganizationId>,
    /// Its name.
    pub organization_name: Option<String>,
    /// The organization's validations.
    pub organization_validations: Vec<Validation>,
    /// The validations of the names.
    pub dns_name_validations: Vec<DnsNameValidation>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The validation of a name.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DnsNameValidation {
    /// The domain's id.
    pub domain_id: Option<DomainId>,
    /// The name; some replies have [`name`](Self::name) in its place.
    pub dns_name: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The names that the validation counts for. The form is assumed.
    pub dns_names: Vec<String>,
    /// What control is proved for.
    pub name_scope: Option<DcvScope>,
    /// Which names the approval counts for.
    pub approval_scope: Option<ApprovalScope>,
    /// Whether control is proved.
    pub status: Option<DnsNameStatus>,
    /// How control is proved.
    pub method: Option<DcvMethod>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// Which names an approval counts for.
    ApprovalScope {
        /// The name and all names under it.
        Subdomains = "subdomains",
    }
}

portcullis_core::open_enum! {
    /// Whether control of a name is proved.
    DnsNameStatus {
        /// It is.
        Approved = "approved",
        /// Not yet.
        Pending = "pending",
    }
}

/// The random value that proves control of an order's domains.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct DcvRandomValue {
    /// The value, for the DNS record or the file.
    pub dcv_random_value: Secret,
    /// When it expires.
    pub expiration_date: Option<Timestamp>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// What a changed method requires.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct ChangedDcv {
    /// The value, for the DNS record or the file.
    pub dcv_random_value: Option<Secret>,
    /// When it expires.
    pub expiration_date: Option<Timestamp>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The result of a check of an order's domains.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct DcvCheck {
    /// The order's status after the check.
    #[reply(with = status::status)]
    pub order_status: Option<OrderStatus>,
    /// The certificate, if it was issued at once.
    pub certificate_id: Option<CertificateId>,
    /// The result for the order.
    pub dcv_status: Option<DcvCheckResult>,
    /// The result for each name.
    pub dns_name_validations: Vec<CheckedDnsName>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// The result of a check.
    DcvCheckResult {
        /// Control is proved.
        Valid = "valid",
    }
}

/// The result of a check for one name.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CheckedDnsName {
    /// The name.
    pub dns_name: Option<String>,
    /// The result; the words are not documented.
    pub status: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Which e-mail addresses of an order are validated.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct EmailValidationStatus {
    /// How the certificate can be delivered.
    pub delivery_options: Vec<DeliveryOption>,
    /// The addresses.
    pub emails: Vec<OrderEmail>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// How a client certificate is delivered.
    DeliveryOption {
        /// By this API.
        Api = "api",
        /// By the recipient's browser.
        Browser = "browser",
    }
}

/// An e-mail address of an order.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct OrderEmail {
    /// The address.
    pub email: Option<String>,
    /// Whether it is validated.
    pub status: Option<EmailStatus>,
    /// The day of the last e-mail to it: `yyyy-MM-dd`.
    pub date_emailed: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// Whether an e-mail address is validated.
    EmailStatus {
        /// It is.
        Validated = "validated",
        /// Not yet.
        Unvalidated = "unvalidated",
    }
}

/// A new method.
#[derive(Body)]
struct NewDcvMethod<'a> {
    dcv_method: &'a DcvMethod,
}

/// The names to check.
#[derive(Body)]
struct CheckedNames<'a> {
    dns_names_validations: Option<&'a [String]>,
}
