//! The service's error codes, as [`Error::code`](crate::Error::code) returns them.
//!
//! A code is a word, with a detail after `|` (`not_found|user`) or the path of a field after `:`
//! (`required_param:access_roles`): compare the word that [`split`] returns, not the whole code. The list is not
//! complete: expect other codes.
//!
//! ```
//! use digicert::code;
//! assert_eq!(code::split("required_param:email"), (code::REQUIRED_PARAM, Some("email")));
//! ```

/// Splits a code at the first `|` or `:`.
pub fn split(code: &str) -> (&str, Option<&str>) {
    match code.split_once(['|', ':']) {
        Some((word, rest)) => (word, Some(rest)),
        None => (code, None),
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)+) => {
        $($(#[$doc])* pub const $name: &str = $code;)+
    };
}

codes! {
    /// 403: the permission, the key role or the network address does not allow it.
    ACCESS_DENIED = "access_denied",
    /// 403: the API key is wrong, revoked, or belongs to the other instance. A whole code with its detail.
    INVALID_KEY = "access_denied|access_denied_invalid_key",
    /// 403: the key's owner lacks the permission. A whole code with its detail.
    MISSING_PERMISSION = "access_denied|missing_permission",
    /// 403: the author of a request cannot approve it. A whole code with its detail.
    INVALID_APPROVER = "access_denied|invalid_approver",
    /// 404: without a detail or with the detail `route`, the URL is wrong; another detail names the object that
    /// does not exist.
    NOT_FOUND = "not_found",
    /// 429: more than 100 requests in 5 seconds or 1000 in some minutes, counted for the API key.
    REQUEST_LIMIT_EXCEEDED = "request_limit_exceeded",
    /// 400: the body cannot be read.
    BAD_REQUEST_FORMAT = "bad_request_format",
    /// 400: a field has a value that is not allowed; the detail is the field.
    INVALID_VALUE = "invalid_value",
    /// 400: a field is missing; the detail is the field.
    REQUIRED_PARAM = "required_param",
    /// 400: the type hint does not identify one product.
    AMBIGUOUS_PRODUCT = "ambiguous_product",
    /// 400: the account already has its permanent AuthKey.
    AUTH_KEY_EXISTS_FOR_ACCOUNT = "auth_key_exists_for_account",
    /// 400: the account has no AuthKey yet.
    AUTH_KEY_NOT_SETUP = "auth_key_not_setup",
    /// 400: a CAA record of the domain forbids issuance; with details.
    CAA_CHECK_FAILED = "caa_check_failed",
    /// 400: the CAA records could not be checked; with details.
    CAA_NOT_FOUND = "caa_not_found",
    /// 400: the account cannot lock domains.
    CANNOT_ACTIVATE_DOMAIN_LOCK = "cannot_activate_domain_lock",
    /// 400: the account cannot unlock domains.
    CANNOT_DEACTIVATE_DOMAIN_LOCK = "cannot_deactivate_domain_lock",
    /// 400: an order's primary certificate cannot be archived.
    CANNOT_ARCHIVE_PRIMARY_CERTIFICATE = "cannot_archive_primary_certificate",
    /// 400: Certificate Transparency is turned off for the account.
    CERT_TRANSPARENCY_TURNED_OFF_FOR_ACCOUNT = "cert_transparency_turned_off_for_account",
    /// 400: the certificate would be valid longer than its order.
    CERT_VALIDITY_EXCEEDS_ORDER_VALIDITY = "cert_validity_exceeds_order_validity",
    /// 400: two contacts of one type in one request.
    CONTACT_TYPE_DUPLICATE = "contact_type_duplicate",
    /// 400: the certificate request cannot be read.
    CSR_INVALID_CANNOT_PARSE = "csr_invalid_cannot_parse",
    /// 400: the expected DNS TXT record does not exist yet.
    INVALID_DNS_TXT = "invalid_dns_txt",
    /// 400: the expected file does not exist on the web server yet.
    FILE_RANDOM_VALUE_NOT_FOUND = "file_random_value_not_found",
    /// 400: this method of domain control validation is not allowed.
    INVALID_DNS_METHOD = "invalid_dns_method",
    /// 400: a custom field's value has the wrong type.
    INVALID_CUSTOM_FIELD_VALUE = "invalid_custom_field_value",
    /// 400: the order cannot be renewed.
    ORDER_NOT_ELIGIBLE_FOR_RENEWAL = "order_not_eligible_for_renewal",
    /// 400: the order is already renewed.
    ORDER_RENEWED_ALREADY = "order_renewed_already",
    /// 400: the time frame is longer than 7 days.
    TIME_FRAME_TOO_LONG = "time_frame_too_long",
    /// 400: the webhook's URL is not valid.
    WEBHOOK_INVALID_ENDPOINT = "webhook_invalid_endpoint",
    /// 400: such a webhook already exists.
    WEBHOOK_CONFIGURED_ALREADY = "webhook_configured_already",
    /// 400: the webhook's server returned an error.
    WEBHOOK_ENDPOINT_ERROR = "webhook_endpoint_error",
    /// 400: the webhook's confirmation token is wrong.
    WEBHOOK_INVALID_TOKEN = "webhook_invalid_token",
    /// 400: the action is not valid for a webhook.
    WEBHOOK_INVALID_ACTION = "webhook_invalid_action",
    /// 400: the account has no such webhook.
    WEBHOOK_INVALID_ACCOUNT = "webhook_invalid_account",
    /// 400: the report is not available in this format.
    REPORT_FORMAT_INAPPLICABLE = "report_format_inapplicable",
}
