//! Orders of units to be created, and filters of lists.

use super::model::UnitOrderStatus;
use crate::{Error, ProductId, Result, SubaccountId, ids};
use portcullis_core::input;
use portcullis_macros::Body;

/// Filters and order of a list of orders of units; by default all of them.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), pairs)]
#[non_exhaustive]
pub struct UnitOrderSearch {
    /// Orders for this subaccount.
    #[body(name = "filters[unit_account_id]")]
    pub unit_account_id: Option<SubaccountId>,
    /// Orders with this status.
    #[body(name = "filters[status]")]
    pub status: Option<UnitOrderStatus>,
    /// Names of fields, separated by commas; a minus before a name reverses its order: `id`, `unit_account_id`,
    /// `unit_account_name`, `cost`, `status`, `expiration_date`, `created_date`.
    pub sort: Option<String>,
}

/// An order of units to be created. It costs money.
#[derive(Debug, Clone, Body)]
#[body(new(unit_account_id, bundle), check)]
#[non_exhaustive]
pub struct NewUnitOrder {
    /// The subaccount that the units are for.
    #[body(with = ids::number)]
    pub unit_account_id: SubaccountId,
    /// The units of each product; at least one.
    pub bundle: Vec<NewUnits>,
    /// A note: at most 512 characters.
    pub notes: Option<String>,
}

impl NewUnitOrder {
    fn check(&self) -> Result<()> {
        ids::check_number("unit_account_id", self.unit_account_id.as_str())?;
        if self.bundle.is_empty() {
            return Err(Error::input("bundle", "must have at least one product"));
        }
        self.notes.as_deref().map_or(Ok(()), |notes| input::length("notes", notes, 0..=512))
    }
}

/// The units of one product, to be ordered.
#[derive(Debug, Clone, Body)]
#[body(new(product_name_id, units), check)]
#[non_exhaustive]
pub struct NewUnits {
    /// The product.
    pub product_name_id: ProductId,
    /// How many units; at least 1.
    pub units: u32,
}

impl NewUnits {
    fn check(&self) -> Result<()> {
        input::required("product_name_id", self.product_name_id.as_str())?;
        if self.units == 0 { Err(Error::input("units", "must be at least 1")) } else { Ok(()) }
    }
}
