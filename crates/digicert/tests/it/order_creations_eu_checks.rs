//! What orders of the European instance refuse.

use crate::{
    never_sent,
    order_creations::{CSR, organization, verified},
    order_creations_checks::{YEAR, right, wrong},
};
use digicert::{certificates::SignatureHash, domains::DcvMethod, orders::*};

const DAYS: Validity = Validity::Days(365);
const QSCD: ProvisioningMethod = ProvisioningMethod::Qscd;

fn plain() -> OrderOrganization {
    OrderOrganization::existing("600")
}

fn ada() -> EuIndividual {
    EuIndividual::new().first_name("Ada").last_name("Byron")
}

#[tokio::test]
async fn websites() {
    let new = || EuQwacCertificate::new("a.example", CSR);
    let order = |certificate| EuQwacOrder::new(certificate, organization(), YEAR);
    wrong!("contacts", create_eu_qwac, EuQwacOrder::new(new(), plain(), YEAR));
    wrong!("order_validity", create_eu_qwac, EuQwacOrder::new(new(), organization(), DAYS));
    wrong!("common_name", create_eu_qwac, order(EuQwacCertificate::new("a b", CSR)));
    wrong!("csr", create_eu_qwac, order(EuQwacCertificate::new("a.example", "no")));
    wrong!("service_name", create_eu_qwac, order(new().service_name("")));
    let wildcard = new().dns_names(["*.a.example".to_owned()]);
    wrong!("dcv_method", create_eu_qwac, order(wildcard).dcv_method(DcvMethod::HttpToken));
    right!(create_eu_qwac, order(new()));

    let new = |roles: Vec<PspRole>| EuQwacPsd2Certificate::new("a.example", CSR, roles);
    let roles = || vec![PspRole::AccountInformation];
    let contact = || Psd2Contact::new(verified());
    let of = |contact| Psd2Organization::new("600", [contact]);
    let order = |certificate| EuQwacPsd2Order::new(certificate, of(contact()), YEAR);
    wrong!("psp_roles", create_eu_qwac_psd2, order(new(vec![])));
    wrong!("service_name", create_eu_qwac_psd2, order(new(roles()).service_name("")));
    wrong!("dns_names", create_eu_qwac_psd2, order(new(roles()).dns_names([])));
    wrong!("csr", create_eu_qwac_psd2, order(EuQwacPsd2Certificate::new("a.example", "no", roles())));
    wrong!(
        "dcv_method",
        create_eu_qwac_psd2,
        order(EuQwacPsd2Certificate::new("10.0.0.1", CSR, roles())).dcv_method(DcvMethod::Email)
    );
    wrong!("order_validity", create_eu_qwac_psd2, EuQwacPsd2Order::new(new(roles()), of(contact()), DAYS));
    let technical = Psd2Contact::new(OrderContact::user("technical_contact", "41"));
    for (field, organization) in [
        ("organization.id", Psd2Organization::new("", [contact()])),
        ("contacts", Psd2Organization::new("600", [])),
        ("contacts", of(technical)),
        ("email_address", of(contact().email_address("ada"))),
        ("email", of(Psd2Contact::new(verified().email("ada")))),
    ] {
        wrong!(field, create_eu_qwac_psd2, EuQwacPsd2Order::new(new(roles()), organization, YEAR));
    }
    right!(create_eu_qwac_psd2, order(new(roles())));
}

#[tokio::test]
async fn a_holder_is_known_or_new() {
    let order = |holder| {
        let certificate = EuIndividualCertificate::new(SigningProfile::Encryption, holder);
        EuIndividualOrder::new(certificate, QSCD, YEAR)
    };
    wrong!("individual", create_eu_individual, order(EuIndividual::new()));
    wrong!("individual", create_eu_individual, order(EuIndividual::existing(7).zip("22100")));
    wrong!("email", create_eu_individual, order(ada().email("ada")));
    right!(create_eu_individual, order(EuIndividual::existing(7)));
    right!(create_eu_individual, order(ada().email("ada@example.com")));
}

#[tokio::test]
async fn persons_of_the_eu() {
    let new = || EuIndividualCertificate::new(SigningProfile::Encryption, ada());
    wrong!("csr", create_eu_individual, EuIndividualOrder::new(new(), ProvisioningMethod::Csr, YEAR));
    wrong!("csr", create_eu_individual, EuIndividualOrder::new(new().csr("no"), QSCD, YEAR));
    wrong!("order_validity", create_eu_individual, EuIndividualOrder::new(new(), QSCD, DAYS));
    let new = || PersonCertificate::new(SigningProfile::Encryption, ada());
    let order = |certificate, method| EuIndividualOrgOrder::new(certificate, method, organization(), YEAR);
    wrong!("is_rsassa_pss", create_eu_individual_org, order(new().is_rsassa_pss(true), QSCD));
    wrong!("csr", create_eu_individual_org, order(new(), ProvisioningMethod::Csr));
    wrong!("csr", create_eu_individual_org, order(new().csr("no"), QSCD));
    wrong!("contacts", create_eu_individual_org, EuIndividualOrgOrder::new(new(), QSCD, plain(), YEAR));
    wrong!(
        "order_validity",
        create_eu_individual_org,
        EuIndividualOrgOrder::new(new(), QSCD, organization(), DAYS)
    );
    right!(create_eu_individual_org, order(new(), QSCD));
}

/// An order with an organization: agreement, contacts, validity and profile are checked.
macro_rules! with_organization {
    ($method:ident, $order:ident, $certificate:expr, $wrong:expr) => {{
        let new = |organization, validity| $order::new($certificate, QSCD, organization, validity);
        wrong!("csa_agreed_to", $method, new(organization(), YEAR));
        wrong!("contacts", $method, new(plain(), YEAR).csa_agreed_to(true));
        wrong!("order_validity", $method, new(organization(), DAYS).csa_agreed_to(true));
        for (field, certificate) in $wrong {
            let mut order = new(organization(), YEAR).csa_agreed_to(true);
            order.certificate = certificate;
            wrong!(field, $method, order);
        }
        right!($method, new(organization(), YEAR).csa_agreed_to(false));
    }};
}

/// An order without one.
macro_rules! without_organization {
    ($method:ident, $order:ident, $certificate:expr, $wrong:expr) => {{
        let new = |validity| $order::new($certificate, QSCD, validity);
        wrong!("csa_agreed_to", $method, new(YEAR));
        wrong!("order_validity", $method, new(DAYS).csa_agreed_to(true));
        for (field, certificate) in $wrong {
            let mut order = new(YEAR).csa_agreed_to(true);
            order.certificate = certificate;
            wrong!(field, $method, order);
        }
        right!($method, new(YEAR).csa_agreed_to(false));
    }};
}

#[tokio::test]
async fn seals_and_services() {
    use SigningProfile::{Authentication, Encryption, Nonrepudiation};
    let seal = SealCertificate::new;
    let not_signing = || [("profile_option", seal(Encryption)), ("csr", seal(Nonrepudiation).csr("no"))];
    with_organization!(create_eu_eseal, EuEsealOrder, seal(Nonrepudiation), not_signing());
    let psd2 = |profile: SigningProfile, roles: Vec<PspRole>| EuEsealPsd2Certificate::new(profile, roles);
    let roles = || vec![PspRole::PaymentInitiation];
    let cases = [
        ("profile_option", psd2(Authentication, roles())),
        ("psp_roles", psd2(Nonrepudiation, vec![])),
        ("csr", psd2(Nonrepudiation, roles()).csr("no")),
    ];
    with_organization!(create_eu_eseal_psd2, EuEsealPsd2Order, psd2(Nonrepudiation, roles()), cases);
    let cases = [("profile_option", seal(Nonrepudiation))];
    let method = seal(Authentication);
    with_organization!(
        create_pkio_organisation_services,
        PkioOrganisationServicesOrder,
        method.clone(),
        cases
    );
    let fixed = ("is_rsassa_pss", seal(Nonrepudiation).is_rsassa_pss(false));
    let cases = not_signing().into_iter().chain([fixed]);
    with_organization!(
        create_pkio_qualified_organisation_services,
        PkioQualifiedOrganisationServicesOrder,
        seal(Nonrepudiation),
        cases
    );
}

#[tokio::test]
async fn persons_of_pkio() {
    use SigningProfile::{Authentication, Nonrepudiation};
    let new = |profile| PersonCertificate::new(profile, ada());
    let signing = || [("profile_option", new(Nonrepudiation)), ("csr", new(Authentication).csr("no"))];
    let ordinary = || new(Authentication);
    without_organization!(create_pkio_private_person_prof, PkioPrivatePersonProfOrder, ordinary(), signing());
    without_organization!(create_pkio_burger, PkioBurgerOrder, ordinary(), signing());
    with_organization!(
        create_pkio_organisation_person_prof,
        PkioOrganisationPersonProfOrder,
        ordinary(),
        signing()
    );
    with_organization!(create_pkio_organisation_person, PkioOrganisationPersonOrder, ordinary(), signing());
    let fixed = ("is_rsassa_pss", new(Nonrepudiation).is_rsassa_pss(true));
    let cases = [("profile_option", ordinary()), fixed];
    without_organization!(create_pkio_qualified_burger, PkioQualifiedBurgerOrder, new(Nonrepudiation), cases);
    with_organization!(
        create_pkio_qualified_organisation_person_prof,
        PkioQualifiedOrganisationPersonProfOrder,
        new(Nonrepudiation),
        [("profile_option", ordinary())]
    );
}

#[tokio::test]
async fn private_servers() {
    let new = || PkioServerCertificate::new(CSR);
    let order = |certificate| {
        PkioPrivateServicesServerOrder::new(certificate, organization(), YEAR).csa_agreed_to(true)
    };
    for (field, certificate) in [
        ("oin", new().oin("0000000123456789000")),
        ("oin", new().oin("0000000123456789000x")),
        ("common_name", new().common_name("")),
        ("dns_names", new().dns_names([])),
        ("csr", PkioServerCertificate::new("no")),
    ] {
        wrong!(field, create_pkio_private_services_server, order(certificate));
    }
    let wildcard = order(new().common_name("*.a.example")).dcv_method(DcvMethod::HttpToken);
    wrong!("dcv_method", create_pkio_private_services_server, wildcard);
    let new = |organization, validity| PkioPrivateServicesServerOrder::new(new(), organization, validity);
    wrong!("csa_agreed_to", create_pkio_private_services_server, new(organization(), YEAR));
    wrong!("contacts", create_pkio_private_services_server, new(plain(), YEAR).csa_agreed_to(true));
    wrong!(
        "order_validity",
        create_pkio_private_services_server,
        new(organization(), DAYS).csa_agreed_to(true)
    );
    right!(create_pkio_private_services_server, new(organization(), YEAR).csa_agreed_to(false));
}

#[tokio::test]
async fn swiss() {
    let requester = SwissRequester::new;
    let person = || SwissIndividualCertificate::new(ada());
    let new = |certificate, requester, validity| {
        SwissRegulatedIndividualOrder::new(certificate, QSCD, requester, validity)
    };
    wrong!("csa_agreed_to", create_swiss_regulated_individual, new(person(), requester(), YEAR));
    let new = |certificate, requester, validity| new(certificate, requester, validity).csa_agreed_to(true);
    wrong!("order_validity", create_swiss_regulated_individual, new(person(), requester(), DAYS));
    wrong!("csr", create_swiss_regulated_individual, new(person().csr("no"), requester(), YEAR));
    for (field, requester) in [
        ("requester.first_name", requester().first_name("")),
        ("requester.last_name", requester().last_name("")),
        ("requester.email", requester().email("ada")),
    ] {
        wrong!(field, create_swiss_regulated_individual, new(person(), requester, YEAR));
    }
    right!(create_swiss_regulated_individual, new(person(), requester(), YEAR));
    let new = |certificate, validity| {
        SwissRegulatedOrganisationOrder::new(certificate, QSCD, requester(), plain(), validity)
    };
    let seal = SwissOrganisationCertificate::new;
    wrong!("csa_agreed_to", create_swiss_regulated_organisation, new(seal(), YEAR));
    wrong!("order_validity", create_swiss_regulated_organisation, new(seal(), DAYS).csa_agreed_to(true));
    wrong!("csr", create_swiss_regulated_organisation, new(seal().csr("no"), YEAR).csa_agreed_to(true));
    right!(create_swiss_regulated_organisation, new(seal(), YEAR).csa_agreed_to(true));
}

#[tokio::test]
async fn a_private_key_is_never_sent_by_any_family() {
    let key = "-----BEGIN EC PRIVATE KEY-----MAMCAQA=-----END EC PRIVATE KEY-----";
    macro_rules! never {
        ($method:ident, $order:expr) => {{
            let order = $order;
            never_sent("csr", async |c| c.orders().$method(&"r".into(), &order).await).await;
        }};
    }
    let (of, hash) = (organization, SignatureHash::Sha256);
    never!(create_x9_pki, X9Order::new(X9Certificate::new("a.example", key, hash.clone()), of(), YEAR));
    let certificate = CodeSigningCertificate::new().csr(key);
    never!(create_code_signing, CodeSigningOrder::new("code_signing", certificate, of(), YEAR));
    let certificate = DocumentSigningCertificate::new().csr(key);
    never!(
        create_document_signing,
        DocumentSigningOrder::new("document_signing_org_1", certificate, of(), YEAR)
    );
    let certificate = crate::order_creations_others::smime().csr(key);
    never!(create_secure_email, SecureEmailOrder::new("secure_email_mailbox", certificate, YEAR));
    let certificate = ClientCertificate::new("Ada", ["ada@example.com".to_owned()], hash).csr(key);
    never!(create_client, ClientOrder::new("client_premium", certificate, YEAR));
    never!(create_eu_qwac, EuQwacOrder::new(EuQwacCertificate::new("a.example", key), of(), YEAR));
    let certificate = EuQwacPsd2Certificate::new("a.example", key, [PspRole::CardIssuing]);
    let contacts = [Psd2Contact::new(verified())];
    let organization = Psd2Organization::new("600", contacts);
    never!(create_eu_qwac_psd2, EuQwacPsd2Order::new(certificate, organization, YEAR));
    let certificate = EuIndividualCertificate::new("encryption", ada()).csr(key);
    never!(create_eu_individual, EuIndividualOrder::new(certificate, QSCD, YEAR));
    let certificate = PersonCertificate::new("encryption", ada()).csr(key);
    never!(create_pkio_burger, PkioBurgerOrder::new(certificate, QSCD, YEAR).csa_agreed_to(true));
    let certificate = SealCertificate::new("nonrepudiation").csr(key);
    never!(create_eu_eseal, EuEsealOrder::new(certificate, QSCD, of(), YEAR).csa_agreed_to(true));
    let certificate = EuEsealPsd2Certificate::new("nonrepudiation", [PspRole::CardIssuing]).csr(key);
    never!(create_eu_eseal_psd2, EuEsealPsd2Order::new(certificate, QSCD, of(), YEAR).csa_agreed_to(true));
    let order = PkioPrivateServicesServerOrder::new(PkioServerCertificate::new(key), of(), YEAR);
    never!(create_pkio_private_services_server, order.csa_agreed_to(true));
    let (person, requester) = (SwissIndividualCertificate::new(ada()).csr(key), SwissRequester::new());
    let order = SwissRegulatedIndividualOrder::new(person, QSCD, requester.clone(), YEAR);
    never!(create_swiss_regulated_individual, order.csa_agreed_to(true));
    let seal = SwissOrganisationCertificate::new().csr(key);
    let order = SwissRegulatedOrganisationOrder::new(seal, QSCD, requester, of(), YEAR);
    never!(create_swiss_regulated_organisation, order.csa_agreed_to(true));
}
