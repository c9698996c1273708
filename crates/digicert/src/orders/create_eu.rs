//! Creation of orders of the European instance.

use super::{
    CreatedOrder, EuEsealOrder, EuEsealPsd2Order, EuIndividualOrder, EuIndividualOrgOrder, EuQwacOrder,
    EuQwacPsd2Order, OrderReference, Orders, PkioBurgerOrder, PkioOrganisationPersonOrder,
    PkioOrganisationPersonProfOrder, PkioOrganisationServicesOrder, PkioPrivatePersonProfOrder,
    PkioPrivateServicesServerOrder, PkioQualifiedBurgerOrder, PkioQualifiedOrganisationPersonProfOrder,
    PkioQualifiedOrganisationServicesOrder, SwissRegulatedIndividualOrder, SwissRegulatedOrganisationOrder,
    new::place,
};
use portcullis_core::Call;

impl Orders {
    /// Orders a qualified certificate of a website.
    ///
    /// `POST /order/certificate/eu_qwac`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_eu_qwac`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order EU qualified website authentication certificate" (dev.digicert.com,
    ///   services-api/orders/order-eu-qualified-website-authentication-certificate.html)
    #[inline]
    pub fn create_eu_qwac(&self, reference: &OrderReference, order: &EuQwacOrder) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/eu_qwac"), reference, order)
    }

    /// Orders a qualified certificate of a payment service's website.
    ///
    /// `POST /order/certificate/eu_qwac_psd2`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_eu_qwac_psd2`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order EU qualified website authentication PSD2 certificate" (dev.digicert.com,
    ///   services-api/orders/order-eu-qualified-website-authentication-psd2-certificate.html)
    #[inline]
    pub fn create_eu_qwac_psd2(
        &self,
        reference: &OrderReference,
        order: &EuQwacPsd2Order,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/eu_qwac_psd2"), reference, order)
    }

    /// Orders a qualified certificate of a person.
    ///
    /// `POST /order/certificate/eu_individual`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_eu_individual`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order EU qualified personal" (dev.digicert.com,
    ///   services-api/orders/order-eu-qualified-personal.html)
    #[inline]
    pub fn create_eu_individual(
        &self,
        reference: &OrderReference,
        order: &EuIndividualOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/eu_individual"), reference, order)
    }

    /// Orders a qualified certificate of a person that names an organization.
    ///
    /// `POST /order/certificate/eu_individual_org`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_eu_individual_org`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order EU qualified personal organisation" (dev.digicert.com,
    ///   services-api/orders/order-eu-qualified-personal-organisation.html)
    #[inline]
    pub fn create_eu_individual_org(
        &self,
        reference: &OrderReference,
        order: &EuIndividualOrgOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/eu_individual_org"), reference, order)
    }

    /// Orders a qualified electronic seal.
    ///
    /// `POST /order/certificate/eu_eseal`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_eu_eseal`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order EU qualified eSeal" (dev.digicert.com,
    ///   services-api/orders/order-eu-qualified-eseal.html)
    #[inline]
    pub fn create_eu_eseal(&self, reference: &OrderReference, order: &EuEsealOrder) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/eu_eseal"), reference, order)
    }

    /// Orders a qualified electronic seal of a payment service.
    ///
    /// `POST /order/certificate/eu_eseal_psd2`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_eu_eseal_psd2`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order EU qualified eSeal PSD2" (dev.digicert.com,
    ///   services-api/orders/order-eu-qualified-eseal-psd2.html)
    #[inline]
    pub fn create_eu_eseal_psd2(
        &self,
        reference: &OrderReference,
        order: &EuEsealPsd2Order,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/eu_eseal_psd2"), reference, order)
    }

    /// Orders a PKIoverheid certificate of a private service's server.
    ///
    /// `POST /order/certificate/pkio_private_services_server`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_pkio_private_services_server`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order PKIo private services server" (dev.digicert.com,
    ///   services-api/orders/order-pkio-private-services-server.html)
    #[inline]
    pub fn create_pkio_private_services_server(
        &self,
        reference: &OrderReference,
        order: &PkioPrivateServicesServerOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/pkio_private_services_server"), reference, order)
    }

    /// Orders a PKIoverheid certificate for an organization's services.
    ///
    /// `POST /order/certificate/pkio_organisation_services`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_pkio_organisation_services`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order PKIo authentication or encryption: organisation services" (dev.digicert.com,
    ///   services-api/orders/order-pkio-authentication-or-encryption---organisation-services.html)
    #[inline]
    pub fn create_pkio_organisation_services(
        &self,
        reference: &OrderReference,
        order: &PkioOrganisationServicesOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/pkio_organisation_services"), reference, order)
    }

    /// Orders a PKIoverheid certificate for a professional without an organization.
    ///
    /// `POST /order/certificate/pkio_private_person_prof`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_pkio_private_person_prof`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order PKIo authentication or encryption: private professional" (dev.digicert.com,
    ///   services-api/orders/order-pkio-authentication-or-encryption-private-professional.html)
    #[inline]
    pub fn create_pkio_private_person_prof(
        &self,
        reference: &OrderReference,
        order: &PkioPrivatePersonProfOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/pkio_private_person_prof"), reference, order)
    }

    /// Orders a PKIoverheid certificate for a professional of an organization.
    ///
    /// `POST /order/certificate/pkio_organisation_person_prof`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_pkio_organisation_person_prof`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order PKIo authentication or encryption: professional" (dev.digicert.com,
    ///   services-api/orders/order-pkio-authentication-or-encryption---professional.html)
    #[inline]
    pub fn create_pkio_organisation_person_prof(
        &self,
        reference: &OrderReference,
        order: &PkioOrganisationPersonProfOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/pkio_organisation_person_prof"), reference, order)
    }

    /// Orders a PKIoverheid certificate for a person of an organization.
    ///
    /// `POST /order/certificate/pkio_organisation_person`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// **Partly guessed.** Only the path is known: the body is assumed to be that of
    /// [`create_pkio_organisation_person_prof`](Self::create_pkio_organisation_person_prof), and whether the product
    /// still exists is not known.
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)).
    ///
    /// - Operation: `orders.create_pkio_organisation_person`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: an integrator's list of actions (withone.ai), with name and path only
    #[inline]
    pub fn create_pkio_organisation_person(
        &self,
        reference: &OrderReference,
        order: &PkioOrganisationPersonOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/pkio_organisation_person"), reference, order)
    }

    /// Orders a PKIoverheid certificate for a citizen.
    ///
    /// `POST /order/certificate/pkio_burger`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_pkio_burger`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order PKIo authentication or encryption: citizen" (dev.digicert.com,
    ///   services-api/orders/order-pkio-authentication-or-encryption---citizen-1190553.html)
    #[inline]
    pub fn create_pkio_burger(
        &self,
        reference: &OrderReference,
        order: &PkioBurgerOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/pkio_burger"), reference, order)
    }

    /// Orders a PKIoverheid certificate for a citizen's signatures.
    ///
    /// `POST /order/certificate/pkio_qualified_burger`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_pkio_qualified_burger`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order PKIo citizen: signing" (dev.digicert.com,
    ///   services-api/orders/order-pkio-citizen-signing.html)
    #[inline]
    pub fn create_pkio_qualified_burger(
        &self,
        reference: &OrderReference,
        order: &PkioQualifiedBurgerOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/pkio_qualified_burger"), reference, order)
    }

    /// Orders a PKIoverheid certificate for a professional's signatures.
    ///
    /// `POST /order/certificate/pkio_qualified_organisation_person_prof`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_pkio_qualified_organisation_person_prof`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order PKIo professional: signing" (dev.digicert.com,
    ///   services-api/orders/order-pkio-professional---signing.html)
    #[inline]
    pub fn create_pkio_qualified_organisation_person_prof(
        &self,
        reference: &OrderReference,
        order: &PkioQualifiedOrganisationPersonProfOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/pkio_qualified_organisation_person_prof"), reference, order)
    }

    /// Orders a PKIoverheid qualified electronic seal.
    ///
    /// `POST /order/certificate/pkio_qualified_organisation_services`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_pkio_qualified_organisation_services`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order PKIo qualified eSeal" (dev.digicert.com,
    ///   services-api/orders/order-pkio-qualified-eseal.html)
    #[inline]
    pub fn create_pkio_qualified_organisation_services(
        &self,
        reference: &OrderReference,
        order: &PkioQualifiedOrganisationServicesOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/pkio_qualified_organisation_services"), reference, order)
    }

    /// Orders a Swiss regulated certificate of a person.
    ///
    /// `POST /order/certificate/swiss_regulated_individual`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_swiss_regulated_individual`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order Swiss regulated certificate for individual" (dev.digicert.com,
    ///   services-api/orders/order-swiss-regulated-certificate-for-individual.html)
    #[inline]
    pub fn create_swiss_regulated_individual(
        &self,
        reference: &OrderReference,
        order: &SwissRegulatedIndividualOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/swiss_regulated_individual"), reference, order)
    }

    /// Orders a Swiss regulated certificate of an organization.
    ///
    /// `POST /order/certificate/swiss_regulated_organisation`
    ///
    /// **Costs money.** After a lost reply, look with [`find_by_reference`](Self::find_by_reference) before another
    /// try, or use [`create_or_find`](Self::create_or_find).
    ///
    /// European instance only ([`Client::eu`](crate::Client::eu)). With `skip_approval` the reply has no requests.
    ///
    /// - Operation: `orders.create_swiss_regulated_organisation`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: vendor page "Order Swiss regulated certificate for organisation" (dev.digicert.com,
    ///   services-api/orders/order-swiss-regulated-certificate-for-organisation.html)
    #[inline]
    pub fn create_swiss_regulated_organisation(
        &self,
        reference: &OrderReference,
        order: &SwissRegulatedOrganisationOrder,
    ) -> Call<CreatedOrder> {
        place(self.0.post("/order/certificate/swiss_regulated_organisation"), reference, order)
    }
}
