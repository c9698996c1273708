//! Orders to be placed: a type for each family of products.

pub(super) mod check;
mod email;
mod eu;
mod holder;
mod mark;
mod options;
mod parts;
mod pkio;
mod pkio_person;
mod signed;
mod signing;
mod swiss;
mod tls;
pub(super) mod write;
mod x9;

pub use email::{
    ClientCertificate, ClientOrder, ClientProduct, SecureEmailCertificate, SecureEmailOrder,
    SecureEmailProduct, SecureEmailProfile, SecureEmailSubject,
};
pub use eu::{
    EuEsealOrder, EuEsealPsd2Certificate, EuEsealPsd2Order, EuIndividualCertificate, EuIndividualOrder,
    EuIndividualOrgOrder, EuQwacCertificate, EuQwacOrder, EuQwacPsd2Certificate, EuQwacPsd2Order,
    Psd2Contact, Psd2Organization,
};
pub use holder::{
    EuIndividual, PersonCertificate, ProvisioningMethod, PspRole, SealCertificate, SigningProfile,
};
pub use mark::{CmcOrder, MarkCertificate, NewMark, VmcOrder};
pub use options::{CustomFieldValue, OrderOptions};
pub use parts::{
    AdditionalUsage, CommonNameIndicator, ContactOrigin, DcvEmail, DcvScope, Individual, OrderContact,
    OrderOrganization, PrimaryUsage, ShippingAddress, UsageDesignation,
};
pub use pkio::{
    PkioOrganisationServicesOrder, PkioPrivateServicesServerOrder, PkioQualifiedOrganisationServicesOrder,
    PkioServerCertificate,
};
pub use pkio_person::{
    PkioBurgerOrder, PkioOrganisationPersonOrder, PkioOrganisationPersonProfOrder,
    PkioPrivatePersonProfOrder, PkioQualifiedBurgerOrder, PkioQualifiedOrganisationPersonProfOrder,
};
pub use signing::{
    CodeSigningCertificate, CodeSigningOrder, CodeSigningProduct, CsProvisioningMethod,
    DocumentSigningCertificate, DocumentSigningDsCertificate, DocumentSigningDsOrder,
    DocumentSigningDsProduct, DocumentSigningOrder, DocumentSigningProduct, DocumentSigningSubject,
};
pub use swiss::{
    SwissIndividualCertificate, SwissOrganisationCertificate, SwissRegulatedIndividualOrder,
    SwissRegulatedOrganisationOrder, SwissRequester,
};
pub use tls::{
    DvOrder, DvProduct, OvEvOrder, OvEvProduct, PrivateSslOrder, PrivateSslProduct, TlsCertificate,
    TlsProfile, TypeHint, TypeHintOrder,
};
pub use x9::{X9Certificate, X9ExtendedKeyUsage, X9KeyUsage, X9Order};

use super::{CreatedOrder, OrderReference, Orders};
use portcullis_core::{
    Call, Input, PathSegment, Request, Result,
    record::{Flat, Writing},
};
use serde::{Serialize, Serializer};

/// An order of any family, for [`Orders::create_or_find`]. The orders of this module implement it.
pub trait NewOrder {
    /// Places it, as the creation of its family does.
    fn place(&self, orders: &Orders, reference: &OrderReference) -> Call<CreatedOrder>;
}

macro_rules! orders {
    ($($family:ident => $create:ident,)+) => {$(
        impl NewOrder for $family {
            #[inline]
            fn place(&self, orders: &Orders, reference: &OrderReference) -> Call<CreatedOrder> {
                orders.$create(reference, self)
            }
        }
    )+};
}

orders! {
    OvEvOrder => create_ov_ev,
    DvOrder => create_dv,
    TypeHintOrder => create_by_type_hint,
    PrivateSslOrder => create_private_ssl,
    X9Order => create_x9_pki,
    CodeSigningOrder => create_code_signing,
    DocumentSigningOrder => create_document_signing,
    DocumentSigningDsOrder => create_document_signing_ds,
    SecureEmailOrder => create_secure_email,
    ClientOrder => create_client,
    VmcOrder => create_vmc,
    CmcOrder => create_cmc,
    EuQwacOrder => create_eu_qwac,
    EuQwacPsd2Order => create_eu_qwac_psd2,
    EuIndividualOrder => create_eu_individual,
    EuIndividualOrgOrder => create_eu_individual_org,
    EuEsealOrder => create_eu_eseal,
    EuEsealPsd2Order => create_eu_eseal_psd2,
    PkioPrivateServicesServerOrder => create_pkio_private_services_server,
    PkioOrganisationServicesOrder => create_pkio_organisation_services,
    PkioPrivatePersonProfOrder => create_pkio_private_person_prof,
    PkioOrganisationPersonProfOrder => create_pkio_organisation_person_prof,
    PkioOrganisationPersonOrder => create_pkio_organisation_person,
    PkioBurgerOrder => create_pkio_burger,
    PkioQualifiedBurgerOrder => create_pkio_qualified_burger,
    PkioQualifiedOrganisationPersonProfOrder => create_pkio_qualified_organisation_person_prof,
    PkioQualifiedOrganisationServicesOrder => create_pkio_qualified_organisation_services,
    SwissRegulatedIndividualOrder => create_swiss_regulated_individual,
    SwissRegulatedOrganisationOrder => create_swiss_regulated_organisation,
}

/// A product in the place that it shares with other routes.
pub(super) struct ProductPath<'a>(pub(super) &'a str);

impl PathSegment for ProductPath<'_> {
    fn segment(&self) -> &str {
        self.0
    }

    /// The products that have operations, and families, of their own.
    fn reserved(&self) -> &'static [&'static str] {
        &[
            "eu_eseal",
            "eu_eseal_psd2",
            "eu_individual",
            "eu_individual_org",
            "eu_qwac",
            "eu_qwac_psd2",
            "mark_certificate",
            "pkio_burger",
            "pkio_organisation_person",
            "pkio_organisation_person_prof",
            "pkio_organisation_services",
            "pkio_private_person_prof",
            "pkio_private_services_server",
            "pkio_qualified_burger",
            "pkio_qualified_organisation_person_prof",
            "pkio_qualified_organisation_services",
            "ssl",
            "swiss_regulated_individual",
            "swiss_regulated_organisation",
            "vmc_basic",
            "x9_pki",
        ]
    }
}

/// An order beside its reference.
struct Referenced<'a, O> {
    reference: &'a OrderReference,
    order: &'a O,
}

impl<O: Input> Input for Referenced<'_, O> {
    fn check(&self) -> Result<()> {
        self.order.check()
    }

    fn check_always(&self) -> Result<()> {
        self.reference.check_always()?;
        self.order.check_always()
    }
}

impl<O: Flat> Serialize for Referenced<'_, O> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = Writing::new(to, &mut [])?;
        object.member(0, "alternative_order_id", Some(self.reference))?;
        self.order.members(&mut object)?;
        object.end()
    }
}

/// Ends the request of a creation: it is sent once, with the reference, on a connection of its own.
pub(super) fn place<O: Input + Flat>(
    request: Request,
    reference: &OrderReference,
    order: &O,
) -> Call<CreatedOrder> {
    request.json(&Referenced { reference, order }).once().fresh().call()
}
