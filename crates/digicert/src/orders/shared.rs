//! What orders contain when they are placed and when they are read.

use crate::{DomainId, Error, Result, domains::DcvToken};
use portcullis_core::Extra;
use portcullis_macros::{Record, Reply};

/// A domain of an order of which control must still be proved. One domain may be there for several names.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct OrderDomain {
    /// The domain's id.
    pub id: Option<DomainId>,
    /// The domain.
    pub name: Option<String>,
    /// The name of the certificate.
    pub dns_name: Option<String>,
    /// The token to publish.
    pub dcv_token: Option<DcvToken>,
    /// Members that this version does not know.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// How fast a token is shipped.
    ShipMethod {
        /// At the usual speed.
        Standard = "STANDARD",
        /// Faster.
        Expedited = "EXPEDITED",
    }
}

portcullis_core::open_enum! {
    /// The kind of a mark.
    MarkType {
        /// A registered trademark.
        RegisteredMark = "registered_mark",
        /// A mark of a government.
        GovernmentMark = "government_mark",
    }
}

/// Where a mark is registered, or which law grants it.
#[derive(Debug, Clone, Default, Record)]
#[record(new(), check)]
#[non_exhaustive]
pub struct MarkTypeData {
    /// The country; required with a citation.
    pub country_code: Option<String>,
    /// The state or province.
    pub state_province: Option<String>,
    /// The locality.
    pub locality: Option<String>,
    /// The law that grants a mark of a government.
    pub citation: Option<String>,
    /// The number of the registration.
    pub registration_number: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl MarkTypeData {
    fn check(&self) -> Result<()> {
        if self.citation.is_some() && self.country_code.is_none() {
            return Err(Error::input("country_code", "must be set with a citation"));
        }
        Ok(())
    }
}
