//! Orders of certificates for code, documents, e-mail, clients and marks.

use crate::order_creations::{CONTACT, CSR, ORGANIZATION, contact, creates, organization, validities};
use digicert::{certificates::SignatureHash, domains::DcvMethod, orders::*, products::ServerPlatformId};

/// What `ship()` writes.
pub(crate) const SHIP: &str = concat!(
    r#"{"name":"Ada","addr1":"1 Way","addr2":"B","city":"Lund","state":"M","zip":"22100","country":"SE","#,
    r#""method":"EXPEDITED"}"#,
);

pub(crate) fn ship() -> ShippingAddress {
    let ship = ShippingAddress::new("Ada", ShipMethod::Expedited).addr1("1 Way").addr2("B").city("Lund");
    ship.state("M").zip("22100").country("SE")
}

#[tokio::test]
async fn creates_code_signing_certificates() {
    for (validity, text) in validities() {
        let certificate = CodeSigningCertificate::new().csr(CSR).server_platform(ServerPlatformId::Token);
        let certificate =
            certificate.common_name("Example").signature_hash(SignatureHash::Sha256).ca_cert_id("CA1");
        let order =
            CodeSigningOrder::new(CodeSigningProduct::CodeSigningEv, certificate, organization(), validity);
        let order = order.cs_provisioning_method(CsProvisioningMethod::Email).ship_info(ship());
        let order = order.organization_contact(contact()).csa_agreed_to(true);
        let body = format!(
            concat!(
                r#""certificate":{{"csr":"{}","server_platform":{{"id":21}},"common_name":"Example","signature_hash":"sha256","#,
                r#""ca_cert_id":"CA1"}},"cs_provisioning_method":"email","ship_info":{},"organization":{},"#,
                r#""organization_contact":{},"csa_agreed_to":true,"order_validity":{}"#,
            ),
            CSR, SHIP, ORGANIZATION, CONTACT, text
        );
        creates!(create_code_signing, "code_signing_ev", order, body);
    }
}

#[tokio::test]
async fn creates_document_signing_certificates() {
    let certificate =
        DocumentSigningCertificate::new().csr(CSR).server_platform(ServerPlatformId::OtherToken);
    let product = DocumentSigningProduct::Organization1;
    let order = DocumentSigningOrder::new(product, certificate, organization(), Validity::Years(3));
    let order = order.cs_provisioning_method(CsProvisioningMethod::Email).use_org_as_common_name(false);
    let subject =
        DocumentSigningSubject::new().name("Ada").job_title("Analyst").phone("555").email("a@b.example");
    let order = order.organization_contact(contact()).ship_info(ship()).subject(subject).csa_agreed_to(true);
    let body = format!(
        concat!(
            r#""certificate":{{"signature_hash":"sha256","csr":"{}","server_platform":{{"id":52}}}},"#,
            r#""cs_provisioning_method":"email","use_org_as_common_name":false,"order_validity":{{"years":3}},"#,
            r#""organization_contact":{},"organization":{},"ship_info":{},"#,
            r#""subject":{{"name":"Ada","job_title":"Analyst","phone":"555","email":"a@b.example"}},"csa_agreed_to":1"#,
        ),
        CSR, CONTACT, ORGANIZATION, SHIP
    );
    creates!(create_document_signing, "document_signing_org_1", order, body);

    let usage = UsageDesignation::new(PrimaryUsage::Signing);
    let usage = usage.additional_usages([AdditionalUsage::MsDocumentSigning]);
    let certificate = DocumentSigningDsCertificate::new(usage).server_platform(ServerPlatformId::Token);
    let certificate = certificate.ca_cert_id("CA1").signature_hash(SignatureHash::Sha512);
    let (product, method) = (DocumentSigningDsProduct::Organization, CsProvisioningMethod::ShipToken);
    let order = DocumentSigningDsOrder::new(product, certificate, method, Validity::Years(1));
    let order = order.ship_info(ship()).organization(organization()).csa_agreed_to(true);
    let body = format!(
        concat!(
            r#""certificate":{{"usage_designation":{{"primary_usage":"signing","additional_usages":["ms_document_signing"]}},"#,
            r#""server_platform":{{"id":21}},"ca_cert_id":"CA1","signature_hash":"sha512"}},"#,
            r#""cs_provisioning_method":"ship_token","ship_info":{},"organization":{},"order_validity":{{"years":1}},"#,
            r#""csa_agreed_to":true"#,
        ),
        SHIP, ORGANIZATION
    );
    creates!(create_document_signing_ds, "ds_org", order, body);
}

pub(crate) fn smime() -> SecureEmailCertificate {
    let usage = UsageDesignation::new(PrimaryUsage::DualUse);
    SecureEmailCertificate::new(["ada@example.com".to_owned()], SignatureHash::Sha256, usage)
}

#[tokio::test]
async fn creates_certificates_of_persons() {
    let person = Individual::new().first_name("Ada").last_name("Byron").pseudonym("AB");
    for (validity, text) in validities() {
        let mut certificate =
            smime().csr(CSR).profile_type(SecureEmailProfile::Strict).individual(person.clone());
        certificate.usage_designation.additional_usages = Some(vec![AdditionalUsage::ClientAuth]);
        let certificate =
            certificate.common_name_indicator(CommonNameIndicator::EmailAddress).ca_cert_id("CA1");
        let order = SecureEmailOrder::new(SecureEmailProduct::Sponsor, certificate, validity.clone());
        let subject = SecureEmailSubject::new().include_pseudonym(true).include_email(false);
        let order = order.subject(subject.include_given_name_surname(true)).organization(organization());
        let order = order.organization_contact(contact()).dcv_method(DcvMethod::Email);
        let body = format!(
            concat!(
                r#""certificate":{{"emails":["ada@example.com"],"csr":"{}","signature_hash":"sha256","#,
                r#""usage_designation":{{"primary_usage":"dual_use","additional_usages":["client_auth"]}},"#,
                r#""profile_type":"strict","common_name_indicator":"email_address","#,
                r#""individual":{{"first_name":"Ada","last_name":"Byron","pseudonym":"AB"}},"ca_cert_id":"CA1"}},"#,
                r#""subject":{{"include_pseudonym":true,"include_email":false,"include_given_name_surname":true}},"#,
                r#""organization":{},"organization_contact":{},"dcv_method":"email","order_validity":{}"#,
            ),
            CSR, ORGANIZATION, CONTACT, text
        );
        creates!(create_secure_email, "secure_email_sponsor", order, body);

        let certificate =
            ClientCertificate::new("Ada", ["ada@example.com".to_owned()], SignatureHash::Sha256);
        let certificate =
            certificate.csr(CSR).organization_units(["IT".to_owned()]).individual(person.clone());
        let certificate = certificate.common_name_indicator(CommonNameIndicator::Pseudonym).ca_cert_id("CA1");
        let order =
            ClientOrder::new(ClientProduct::Premium, certificate, validity).organization(organization());
        let body = format!(
            concat!(
                r#""certificate":{{"common_name":"Ada","emails":["ada@example.com"],"signature_hash":"sha256","csr":"{}","#,
                r#""organization_units":["IT"],"common_name_indicator":"pseudonym","#,
                r#""individual":{{"first_name":"Ada","last_name":"Byron","pseudonym":"AB"}},"ca_cert_id":"CA1"}},"#,
                r#""organization":{},"order_validity":{}"#,
            ),
            CSR, ORGANIZATION, text
        );
        creates!(create_client, "client_premium", order, body);
    }
}

#[tokio::test]
async fn creates_mark_certificates() {
    let data = MarkTypeData::new().country_code("SE").state_province("M").locality("Lund").citation("1 a");
    let vmc = NewMark::new().logo("H4sI").mark_type(MarkType::RegisteredMark).enable_hosting(true);
    let vmc = vmc.mark_type_data(data.registration_number("77"));
    let certificate = MarkCertificate::new().dns_names(["example.com".to_owned()]);
    let body = format!(
        concat!(
            r#""certificate":{{"dns_names":["example.com"]}},"vmc":{{"logo":"H4sI","mark_type":"registered_mark","#,
            r#""mark_type_data":{{"country_code":"SE","state_province":"M","locality":"Lund","citation":"1 a","#,
            r#""registration_number":"77"}},"enable_hosting":true}},"organization":{},"order_validity":{{"years":3}},"#,
            r#""organization_contact":{}"#,
        ),
        ORGANIZATION, CONTACT
    );
    let order =
        VmcOrder::new(organization(), Validity::Years(3)).certificate(certificate.clone()).vmc(vmc.clone());
    creates!(create_vmc, "vmc_basic", order.organization_contact(contact()), body);
    let order = CmcOrder::new(organization(), Validity::Years(3)).certificate(certificate).vmc(vmc);
    creates!(create_cmc, "mark_certificate", order.organization_contact(contact()), body);
}
