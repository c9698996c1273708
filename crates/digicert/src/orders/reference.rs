//! The caller's own reference of an order.

use portcullis_core::{Error, Input, PathSegment, Result, input};
use serde::{Serialize, Serializer};
use std::fmt;

/// The caller's own reference of an order; the vendor's field is `alternative_order_id`.
///
/// Every creation sends one: the service has no idempotency key, and after a lost reply an order can be found by its
/// reference only ([`Orders::find_by_reference`](super::Orders::find_by_reference)). **Use a new reference for each
/// order**, a UUID for example, and store it before the order is sent. The service accepts several orders with one
/// reference, and documents no longest length: a reference of more than 64 characters is the caller's risk.
///
/// Refused before anything is sent, also with [`check_input(false)`](crate::ClientBuilder::check_input): an empty text,
/// one that begins or ends with a blank, a control character, `/` and `\`, and the words `.` and `..`. Such an order could
/// not be found again, because the search has the reference in its path.
///
/// ```
/// use digicert::orders::OrderReference;
/// let reference = OrderReference::from("shop-2031-000042");
/// assert_eq!(reference.as_str(), "shop-2031-000042");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderReference(String);

impl OrderReference {
    /// The reference as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for OrderReference {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for OrderReference {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for OrderReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for OrderReference {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl PathSegment for OrderReference {
    fn segment(&self) -> &str {
        &self.0
    }
}

impl Input for OrderReference {
    fn check_always(&self) -> Result<()> {
        let (field, text) = ("reference", self.as_str());
        input::required(field, text)?;
        if text.trim() != text {
            return Err(Error::input(field, "must not begin or end with a blank"));
        }
        if matches!(text, "." | "..") {
            return Err(Error::input(field, "must not be `.` or `..`"));
        }
        let rule = "characters other than `/`, `\\` and control characters";
        input::characters(field, text, rule, |c| !c.is_control() && !matches!(c, '/' | '\\'))
    }
}
