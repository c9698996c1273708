//! What single families of orders refuse.

use crate::{
    order_creations::{CSR, organization, verified},
    order_creations_checks::{YEAR, right, wrong},
    order_creations_others::{ship, smime},
};
use digicert::{certificates::SignatureHash, orders::*, products::ServerPlatformId};

fn code(edit: impl FnOnce(&mut CodeSigningOrder)) -> CodeSigningOrder {
    let (product, certificate) = (CodeSigningProduct::CodeSigning, CodeSigningCertificate::new());
    let mut order = CodeSigningOrder::new(product, certificate, organization(), YEAR);
    edit(&mut order);
    order
}

#[tokio::test]
async fn code_signing_has_a_request_exactly_for_an_own_hsm() {
    use CsProvisioningMethod::{ClientApp, Email, ShipToken};
    let made = |method: CsProvisioningMethod, csr: Option<&str>, platform: Option<ServerPlatformId>| {
        code(|order| {
            order.cs_provisioning_method = Some(method);
            order.certificate.csr = csr.map(Into::into);
            order.certificate.server_platform = platform;
        })
    };
    wrong!("csr", create_code_signing, made(Email, None, None));
    wrong!("csr", create_code_signing, made(ShipToken, Some(CSR), None));
    wrong!("csr", create_code_signing, made(ClientApp, Some(CSR), Some(ServerPlatformId::Token)));
    wrong!("server_platform", create_code_signing, made(ClientApp, None, None));
    right!(create_code_signing, made(Email, Some(CSR), None));
    right!(create_code_signing, made(ShipToken, None, None));
    right!(create_code_signing, made(ClientApp, None, Some(ServerPlatformId::Token)));
    right!(create_code_signing, made("keylocker".into(), None, None));
    right!(create_code_signing, code(|order| order.certificate.csr = Some(CSR.into())));
    wrong!("csr", create_code_signing, code(|order| order.certificate.csr = Some("no".into())));
    wrong!(
        "common_name",
        create_code_signing,
        code(|order| order.certificate.common_name = Some(String::new()))
    );
    wrong!(
        "ca_cert_id",
        create_code_signing,
        code(|order| order.certificate.ca_cert_id = Some(String::new()))
    );
    right!(create_code_signing, code(|order| order.order_validity = Validity::Days(459)));
    for validity in [Validity::Days(460), Validity::Years(2)] {
        wrong!("order_validity", create_code_signing, code(|order| order.order_validity = validity));
    }
}

type Edit = fn(&mut ShippingAddress);

#[tokio::test]
async fn a_token_is_sent_to_a_whole_address() {
    let parts: [(&str, Edit); 6] = [
        ("name", |ship| ship.name = String::new()),
        ("addr1", |ship| ship.addr1 = None),
        ("city", |ship| ship.city = None),
        ("state", |ship| ship.state = Some(String::new())),
        ("zip", |ship| ship.zip = None),
        ("country", |ship| ship.country = None),
    ];
    for (field, edit) in parts {
        let mut ship = ship();
        edit(&mut ship);
        wrong!(field, create_code_signing, code(|order| order.ship_info = Some(ship)));
    }
    let mut ship = ship();
    ship.addr2 = None;
    right!(create_code_signing, code(|order| order.ship_info = Some(ship)));
}

#[tokio::test]
async fn document_signing() {
    use DocumentSigningDsProduct::{Individual, Organization, OrganizationIndividual};
    let (product, certificate) = (DocumentSigningProduct::Organization2, DocumentSigningCertificate::new());
    let old =
        |validity| DocumentSigningOrder::new(product.clone(), certificate.clone(), organization(), validity);
    for validity in [Validity::Days(365), Validity::Until("2031-01-01".into()), Validity::Years(4)] {
        wrong!("order_validity", create_document_signing, old(validity));
    }
    right!(create_document_signing, old(Validity::Years(3)));
    wrong!("csr", create_document_signing, old(YEAR).cs_provisioning_method(CsProvisioningMethod::Email));
    let mut order = old(YEAR);
    order.certificate.csr = Some("no".into());
    wrong!("csr", create_document_signing, order);
    let subject = DocumentSigningSubject::new;
    wrong!("subject.name", create_document_signing, old(YEAR).subject(subject().name("")));
    wrong!("subject.email", create_document_signing, old(YEAR).subject(subject().email("ada")));

    let usage = UsageDesignation::new(PrimaryUsage::Signing);
    let new = |product, validity| {
        let certificate = DocumentSigningDsCertificate::new(usage.clone());
        DocumentSigningDsOrder::new(product, certificate, CsProvisioningMethod::ShipToken, validity)
    };
    wrong!("organization", create_document_signing_ds, new(Individual, YEAR).organization(organization()));
    for product in [Organization, OrganizationIndividual] {
        wrong!("organization", create_document_signing_ds, new(product, YEAR));
    }
    right!(create_document_signing_ds, new(Individual, YEAR));
    right!(create_document_signing_ds, new("ds_new".into(), YEAR));
    wrong!("order_validity", create_document_signing_ds, new(Individual, Validity::Days(365)));
    let mut order = new(Individual, YEAR);
    order.certificate.ca_cert_id = Some(String::new());
    wrong!("ca_cert_id", create_document_signing_ds, order);
    let mut order = new(Individual, YEAR);
    order.certificate.usage_designation.additional_usages = Some(vec![]);
    wrong!("additional_usages", create_document_signing_ds, order);
}

#[tokio::test]
async fn secure_email_has_what_the_common_name_is_made_of() {
    use CommonNameIndicator::{EmailAddress, GivenNameSurname, OrganizationName, Pseudonym};
    use SecureEmailProduct::{Mailbox, Organization, Sponsor};
    let of = |product, certificate| SecureEmailOrder::new(product, certificate, YEAR);
    let person = Individual::new;
    wrong!("organization", create_secure_email, of(Mailbox, smime()).organization(organization()));
    right!(create_secure_email, of(Mailbox, smime()));
    right!(create_secure_email, of("secure_email_new".into(), smime()));
    wrong!("organization", create_secure_email, of(Organization, smime()));
    let of = |product, certificate| of(product, certificate).organization(organization());
    wrong!("common_name_indicator", create_secure_email, of(Organization, smime()));
    right!(create_secure_email, of(Organization, smime().common_name_indicator(OrganizationName)));
    wrong!("individual", create_secure_email, of(Sponsor, smime().common_name_indicator(Pseudonym)));
    let (named, pseudonym) = (person().first_name("Ada").last_name("Byron"), person().pseudonym("AB"));
    for (field, indicator, person) in [
        ("first_name", GivenNameSurname, person().last_name("Byron")),
        ("last_name", GivenNameSurname, person().first_name("Ada")),
        ("pseudonym", Pseudonym, named.clone()),
        ("first_name", EmailAddress, pseudonym.clone()),
        ("pseudonym", EmailAddress, named.clone()),
        ("first_name", GivenNameSurname, named.clone().first_name("")),
        ("last_name", GivenNameSurname, named.clone().last_name("")),
        ("pseudonym", Pseudonym, person().pseudonym("")),
    ] {
        let certificate = smime().common_name_indicator(indicator).individual(person);
        wrong!(field, create_secure_email, of(Sponsor, certificate));
    }
    for (indicator, person) in
        [(GivenNameSurname, named.clone()), (Pseudonym, pseudonym), (EmailAddress, named.pseudonym("AB"))]
    {
        right!(create_secure_email, of(Sponsor, smime().common_name_indicator(indicator).individual(person)));
    }
}

#[tokio::test]
async fn certificates_for_addresses_have_some() {
    for emails in [vec![], vec!["ada".to_owned()]] {
        let mut certificate = smime();
        certificate.emails.clone_from(&emails);
        wrong!(
            "emails",
            create_secure_email,
            SecureEmailOrder::new(SecureEmailProduct::Mailbox, certificate, YEAR)
        );
        let certificate = ClientCertificate::new("Ada", emails, SignatureHash::Sha256);
        wrong!("emails", create_client, ClientOrder::new(ClientProduct::Premium, certificate, YEAR));
    }
    let client = || ClientCertificate::new("Ada", ["ada@example.com".to_owned()], SignatureHash::Sha256);
    let mut nameless = client();
    nameless.common_name = String::new();
    for (field, certificate) in [
        ("common_name", nameless),
        ("csr", client().csr("no")),
        ("organization_units", client().organization_units([])),
        ("ca_cert_id", client().ca_cert_id("")),
    ] {
        wrong!(field, create_client, ClientOrder::new(ClientProduct::Premium, certificate, YEAR));
    }
    let wrong_csr = SecureEmailOrder::new(SecureEmailProduct::Mailbox, smime().csr("no"), YEAR);
    wrong!("csr", create_secure_email, wrong_csr);
    let no_ca = SecureEmailOrder::new(SecureEmailProduct::Mailbox, smime().ca_cert_id(""), YEAR);
    wrong!("ca_cert_id", create_secure_email, no_ca);
}

#[tokio::test]
async fn marks_have_a_verified_contact() {
    let plain = OrderOrganization::existing("600");
    wrong!("contacts", create_vmc, VmcOrder::new(plain.clone(), YEAR));
    wrong!("contacts", create_cmc, CmcOrder::new(plain.clone(), YEAR));
    let technical = OrderContact::user("technical_contact", "41");
    wrong!("contacts", create_vmc, VmcOrder::new(plain.clone().contacts([technical.clone()]), YEAR));
    right!(create_vmc, VmcOrder::new(plain.clone().contacts([technical, verified()]), YEAR));
    right!(create_vmc, VmcOrder::new(plain.contacts([OrderContact::user("ev_approver", "41")]), YEAR));
    for validity in [Validity::Days(365), Validity::Years(4)] {
        wrong!("order_validity", create_vmc, VmcOrder::new(organization(), validity));
    }
    right!(create_cmc, CmcOrder::new(organization(), Validity::Years(4)));
    wrong!("order_validity", create_cmc, CmcOrder::new(organization(), Validity::Days(365)));
    wrong!("logo", create_cmc, CmcOrder::new(organization(), YEAR).vmc(NewMark::new().logo("")));
    for names in [vec![], vec!["*.a.example".to_owned()]] {
        let certificate = MarkCertificate::new().dns_names(names);
        wrong!("dns_names", create_vmc, VmcOrder::new(organization(), YEAR).certificate(certificate));
    }
}
