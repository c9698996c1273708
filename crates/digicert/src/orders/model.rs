//! Orders as replies contain them.

use portcullis_core::{Extra, Secret};
use portcullis_macros::{Body, Record};

/// A billing address.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct BillingAddress {
    /// The address.
    pub address: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// The state.
    pub state: Option<String>,
    /// The zip.
    pub zip: Option<String>,
    /// The country.
    pub country: Option<String>,
}

/// Further fields and the types not visible in the docs.
#[derive(Debug, Clone, Default, Body)]
#[body(new())]
#[non_exhaustive]
pub struct CreditCard {
    /// The number. Not returned.
    pub number: Option<Secret>,
    /// The expiration month. Not returned.
    pub expiration_month: Option<Secret>,
}

/// One of the three.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct OrderValidity {
    /// 1 to 3 for a Multi-year Plan.
    pub years: Option<String>,
    /// The days.
    pub days: Option<i64>,
    /// The custom expiration date.
    pub custom_expiration_date: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
