//! Mark certificates.

use super::{OrderOptions, OrderOrganization, check};
use crate::{
    Result,
    orders::{MarkType, MarkTypeData, Validity},
    organizations::NewContact,
};
use portcullis_macros::Body;

/// The mark. It can also be added to the order later.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct NewMark {
    /// The logo: base64 text of the gzipped SVG.
    pub logo: Option<String>,
    /// The sort of mark.
    pub mark_type: Option<MarkType>,
    /// Where the mark is registered.
    pub mark_type_data: Option<MarkTypeData>,
    /// Whether the service hosts logo and certificate.
    pub enable_hosting: Option<bool>,
}

impl NewMark {
    fn check(&self) -> Result<()> {
        check::text("logo", self.logo.as_deref())
    }
}

/// The names of a mark certificate.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct MarkCertificate {
    /// Domains; each must pass DMARC.
    pub dns_names: Option<Vec<String>>,
}

impl MarkCertificate {
    fn check(&self) -> Result<()> {
        let hosts = check::Hosts { wildcards: false, internal: false };
        check::hosts(hosts, None, self.dns_names.as_deref())
    }
}

/// An order of a Verified Mark Certificate. Its certificates have no validity of their own.
#[derive(Debug, Clone, Body)]
#[body(new(organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct VmcOrder {
    /// The certificate.
    pub certificate: Option<MarkCertificate>,
    /// The mark.
    pub vmc: Option<NewMark>,
    /// The organization, with a verified contact.
    pub organization: OrderOrganization,
    /// How long the order lasts: 1 to 3 years.
    pub order_validity: Validity,
    /// A contact for this order.
    pub organization_contact: Option<NewContact>,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl VmcOrder {
    fn check(&self) -> Result<()> {
        self.organization.is_verified()?;
        self.order_validity.in_years("order_validity")?;
        self.order_validity.at_most_years("order_validity", 3)
    }
}

/// An order of a Common Mark Certificate, for marks in prior use and for modified registered marks.
#[derive(Debug, Clone, Body)]
#[body(new(organization, order_validity), check, flat)]
#[non_exhaustive]
pub struct CmcOrder {
    /// The certificate.
    pub certificate: Option<MarkCertificate>,
    /// The mark.
    pub vmc: Option<NewMark>,
    /// The organization, with a verified contact.
    pub organization: OrderOrganization,
    /// How long the order lasts, in years.
    pub order_validity: Validity,
    /// A contact for this order.
    pub organization_contact: Option<NewContact>,
    /// What an order of any family can have.
    #[body(flatten)]
    pub options: Option<OrderOptions>,
}

impl CmcOrder {
    fn check(&self) -> Result<()> {
        self.organization.is_verified()?;
        self.order_validity.in_years("order_validity")
    }
}
