//! Orders of the European instance.

use crate::{
    order_creations::{CSR, ORGANIZATION, creates, organization, verified},
    order_creations_others::{SHIP, ship},
};
use digicert::{domains::DcvMethod, orders::*, products::ServerPlatformId};
use serde_json::Value;

const YEAR: Validity = Validity::Years(1);
const KEY: &str = "-----BEGIN PUBLIC KEY-----MAMCAQA=-----END PUBLIC KEY-----";

/// Holders, and what they write: all that a new one can have, and one who is known.
fn holders() -> [(EuIndividual, &'static str); 2] {
    let new = EuIndividual::new().first_name("Ada").last_name("Byron").pseudonym("AB").email("a@b.example");
    let new =
        new.telephone("555").country("SE").city("Lund").state("M").zip("22100").professional_title("Dr");
    let text = concat!(
        r#"{"first_name":"Ada","last_name":"Byron","pseudonym":"AB","email":"a@b.example","telephone":"555","country":"SE","#,
        r#""city":"Lund","state":"M","zip":"22100","professional_title":"Dr"}"#,
    );
    [(new, text), (EuIndividual::existing(8), r#"{"id":8}"#)]
}

#[tokio::test]
async fn creates_website_certificates() {
    let certificate = EuQwacCertificate::new("shop.example", CSR).service_name("shop");
    let certificate = certificate.dns_names(["www.shop.example".to_owned()]);
    let order = EuQwacOrder::new(certificate, organization(), YEAR).dcv_method(DcvMethod::HttpToken);
    let body = format!(
        concat!(
            r#""certificate":{{"signature_hash":"sha256","common_name":"shop.example","service_name":"shop","#,
            r#""dns_names":["www.shop.example"],"csr":"{}"}},"dcv_method":"http-token","organization":{},"#,
            r#""order_validity":{{"years":1}}"#,
        ),
        CSR, ORGANIZATION
    );
    creates!(create_eu_qwac, "eu_qwac", order, body);

    let certificate = EuQwacPsd2Certificate::new("pay.example", format!("{KEY}\n"), [PspRole::CardIssuing]);
    let certificate = certificate.service_name("pay").dns_names(["www.pay.example".to_owned()]);
    let contact = Psd2Contact::new(verified()).email_address("ada@pay.example").pseudonym("AB");
    let contact = contact.country("SE").city("Lund").state("M").zip("22100");
    let order = EuQwacPsd2Order::new(certificate, Psd2Organization::new("600", [contact]), YEAR);
    let body = format!(
        concat!(
            r#""certificate":{{"signature_hash":"sha256","common_name":"pay.example","service_name":"pay","#,
            r#""dns_names":["www.pay.example"],"csr":"{}","psp_roles":["psp_ic"]}},"dcv_method":"email","#,
            r#""organization":{{"id":600,"contacts":[{{"contact_type":"verified_contact","user_id":41,"id":43,"#,
            r#""type":"existing_contact","first_name":"Ada","last_name":"Byron","job_title":"Analyst","#,
            r#""telephone":"555 0100","email":"ada@example.com","email_address":"ada@pay.example","pseudonym":"AB","#,
            r#""country":"SE","city":"Lund","state":"M","zip":"22100"}}]}},"order_validity":{{"years":1}}"#,
        ),
        KEY
    );
    creates!(create_eu_qwac_psd2, "eu_qwac_psd2", order.dcv_method(DcvMethod::Email), body);
}

#[tokio::test]
async fn creates_certificates_of_persons() {
    for (holder, text) in holders() {
        let certificate = EuIndividualCertificate::new(SigningProfile::Encryption, holder.clone()).csr(CSR);
        let certificate = certificate.common_name_indicator(CommonNameIndicator::Pseudonym);
        let certificate = certificate.cs_provisioning_method(ProvisioningMethod::Csr);
        let order = EuIndividualOrder::new(certificate, ProvisioningMethod::Csr, YEAR).ship_info(ship());
        let body = format!(
            concat!(
                r#""certificate":{{"signature_hash":"sha256","profile_option":"encryption","#,
                r#""common_name_indicator":"pseudonym","individual":{},"csr":"{}","cs_provisioning_method":"csr"}},"#,
                r#""cs_provisioning_method":"csr","ship_info":{},"order_validity":{{"years":1}}"#,
            ),
            text, CSR, SHIP
        );
        creates!(create_eu_individual, "eu_individual", order, body);
        let certificate = PersonCertificate::new(SigningProfile::Authentication, holder).csr(CSR);
        let order = EuIndividualOrgOrder::new(certificate, ProvisioningMethod::Csr, organization(), YEAR);
        let body = format!(
            concat!(
                r#""certificate":{{"signature_hash":"sha256","profile_option":"authentication","individual":{},"csr":"{}"}},"#,
                r#""cs_provisioning_method":"csr","organization":{},"ship_info":{},"order_validity":{{"years":1}}"#,
            ),
            text, CSR, ORGANIZATION, SHIP
        );
        creates!(create_eu_individual_org, "eu_individual_org", order.ship_info(ship()), body);
    }
}

/// What the certificate of a seal or of services writes.
fn seal(profile: &str, pss: &str) -> String {
    format!(r#"{{"signature_hash":"sha256","profile_option":"{profile}",{pss}"csr":"{CSR}"}}"#)
}

/// What follows the certificate in most orders.
fn qualified(method: &str, organization: &str) -> String {
    let years = r#""order_validity":{"years":1}"#;
    format!(
        r#""csa_agreed_to":true,"provisioning_method":"{method}",{organization}"ship_info":{SHIP},{years}"#
    )
}

const PSS: &str = r#""is_rsassa_pss":true,"#;

#[tokio::test]
async fn creates_seals_and_certificates_of_services() {
    let of = format!(r#""organization":{ORGANIZATION},"#);
    let certificate = SealCertificate::new(SigningProfile::Nonrepudiation).is_rsassa_pss(true).csr(CSR);
    let order = EuEsealOrder::new(certificate, ProvisioningMethod::Qscd, organization(), YEAR);
    let body = format!(r#""certificate":{},{}"#, seal("nonrepudiation", PSS), qualified("qscd", &of));
    creates!(create_eu_eseal, "eu_eseal", order.csa_agreed_to(true).ship_info(ship()), body);

    let certificate = EuEsealPsd2Certificate::new("own_profile", [PspRole::AccountServicing]);
    let certificate = certificate.is_rsassa_pss(true).csr(CSR);
    let order = EuEsealPsd2Order::new(certificate, ProvisioningMethod::Token, organization(), YEAR);
    let roles = format!(r#""psp_roles":["psp_as"],{PSS}"#);
    let body = format!(r#""certificate":{},{}"#, seal("own_profile", &roles), qualified("token", &of));
    creates!(create_eu_eseal_psd2, "eu_eseal_psd2", order.csa_agreed_to(true).ship_info(ship()), body);

    let certificate = SealCertificate::new(SigningProfile::Encryption).is_rsassa_pss(true).csr(CSR);
    let order =
        PkioOrganisationServicesOrder::new(certificate, ProvisioningMethod::Qscd, organization(), YEAR);
    let order = order.csa_agreed_to(true).ship_info(ship());
    let body = format!(r#""certificate":{},{}"#, seal("encryption", PSS), qualified("qscd", &of));
    creates!(create_pkio_organisation_services, "pkio_organisation_services", order, body);

    let certificate = SealCertificate::new(SigningProfile::Nonrepudiation).csr(CSR);
    let method = ProvisioningMethod::Csr;
    let order = PkioQualifiedOrganisationServicesOrder::new(certificate, method, organization(), YEAR);
    let order = order.csa_agreed_to(true).ship_info(ship());
    let body = format!(r#""certificate":{},{}"#, seal("nonrepudiation", ""), qualified("csr", &of));
    creates!(
        create_pkio_qualified_organisation_services,
        "pkio_qualified_organisation_services",
        order,
        body
    );
}

#[tokio::test]
async fn creates_certificates_of_private_servers() {
    let certificate = PkioServerCertificate::new(KEY).oin("00000001234567890000").exclude_oin(false);
    let certificate = certificate.common_name("a.example").dns_names(["b.example".to_owned()]);
    let certificate = certificate.server_platform(ServerPlatformId::Pkioverheid);
    let order = PkioPrivateServicesServerOrder::new(certificate, organization(), YEAR).csa_agreed_to(true);
    let order = order.dcv_method(DcvMethod::DnsTxtToken).certificate_dcv_scope(DcvScope::Fqdn);
    let body = format!(
        concat!(
            r#""certificate":{{"signature_hash":"sha256","oin":"00000001234567890000","exclude_oin":false,"#,
            r#""common_name":"a.example","dns_names":["b.example"],"server_platform":{{"id":59}},"csr":"{}"}},"#,
            r#""csa_agreed_to":true,"dcv_method":"dns-txt-token","certificate_dcv_scope":"fqdn","#,
            r#""use_qvtl_domain":null,"organization":{},"order_validity":{{"years":1}}"#,
        ),
        KEY, ORGANIZATION
    );
    let order = order.use_qvtl_domain(Value::Null);
    creates!(create_pkio_private_services_server, "pkio_private_services_server", order, body);
}

#[tokio::test]
async fn creates_certificates_of_pkio_persons() {
    let of = format!(r#""organization":{ORGANIZATION},"#);
    for (holder, text) in holders() {
        let certificate = |profile: SigningProfile| PersonCertificate::new(profile, holder.clone()).csr(CSR);
        let body = |profile: &str, pss: &str, of: &str| {
            let individual = format!(r#"{pss}"individual":{text},"#);
            format!(r#""certificate":{},{}"#, seal(profile, &individual), qualified("qscd", of))
        };
        let ordinary = || certificate(SigningProfile::Authentication).is_rsassa_pss(true);
        let method = || ProvisioningMethod::Qscd;
        let text = body("authentication", PSS, "");
        let order =
            PkioPrivatePersonProfOrder::new(ordinary(), method(), YEAR).csa_agreed_to(true).ship_info(ship());
        creates!(create_pkio_private_person_prof, "pkio_private_person_prof", order, text);
        let order = PkioBurgerOrder::new(ordinary(), method(), YEAR).csa_agreed_to(true).ship_info(ship());
        creates!(create_pkio_burger, "pkio_burger", order, text);
        let text = body("authentication", PSS, &of);
        let order = PkioOrganisationPersonProfOrder::new(ordinary(), method(), organization(), YEAR);
        let order = order.csa_agreed_to(true).ship_info(ship());
        creates!(create_pkio_organisation_person_prof, "pkio_organisation_person_prof", order, text);
        let order = PkioOrganisationPersonOrder::new(ordinary(), method(), organization(), YEAR);
        let order = order.csa_agreed_to(true).ship_info(ship());
        creates!(create_pkio_organisation_person, "pkio_organisation_person", order, text);
        let signing = || certificate(SigningProfile::Nonrepudiation);
        let order =
            PkioQualifiedBurgerOrder::new(signing(), method(), YEAR).csa_agreed_to(true).ship_info(ship());
        creates!(
            create_pkio_qualified_burger,
            "pkio_qualified_burger",
            order,
            body("nonrepudiation", "", "")
        );
        let signing = signing().is_rsassa_pss(true);
        let order = PkioQualifiedOrganisationPersonProfOrder::new(signing, method(), organization(), YEAR);
        let order = order.csa_agreed_to(true).ship_info(ship());
        let text = body("nonrepudiation", PSS, &of);
        creates!(
            create_pkio_qualified_organisation_person_prof,
            "pkio_qualified_organisation_person_prof",
            order,
            text
        );
    }
}

#[tokio::test]
async fn creates_swiss_certificates() {
    let requester =
        SwissRequester::new().first_name("Ada").last_name("Byron").email("a@b.example").telephone("555");
    let requester = requester.job_title("Analyst").contact_type(ContactOrigin::Existing);
    let tail = |organization: &str| {
        format!(
            concat!(
                r#""csa_agreed_to":false,"provisioning_method":"token","ship_info":{},"#,
                r#""requester":{{"first_name":"Ada","last_name":"Byron","email":"a@b.example","telephone":"555","#,
                r#""job_title":"Analyst","contact_type":"existing_contact"}},{}"order_validity":{{"years":1}}"#,
            ),
            SHIP, organization
        )
    };
    for (holder, text) in holders() {
        let certificate = SwissIndividualCertificate::new(holder).is_rsassa_pss(true).csr(CSR);
        let method = ProvisioningMethod::Token;
        let order = SwissRegulatedIndividualOrder::new(certificate, method, requester.clone(), YEAR);
        let order = order.csa_agreed_to(false).ship_info(ship());
        let certificate = format!(r#"{{"signature_hash":"sha256",{PSS}"individual":{text},"csr":"{CSR}"}}"#);
        let body = format!(r#""certificate":{certificate},{}"#, tail(""));
        creates!(create_swiss_regulated_individual, "swiss_regulated_individual", order, body);
    }
    let certificate = SwissOrganisationCertificate::new().is_rsassa_pss(true).csr(CSR);
    let (method, of) = (ProvisioningMethod::Token, organization());
    let order = SwissRegulatedOrganisationOrder::new(certificate, method, requester, of, YEAR);
    let order = order.csa_agreed_to(false).ship_info(ship());
    let certificate = format!(r#"{{"signature_hash":"sha256",{PSS}"csr":"{CSR}"}}"#);
    let of = format!(r#""organization":{ORGANIZATION},"#);
    let body = format!(r#""certificate":{certificate},{}"#, tail(&of));
    creates!(create_swiss_regulated_organisation, "swiss_regulated_organisation", order, body);
}
