//! A call of each operation that costs money.
#![allow(clippy::wildcard_imports, reason = "the families of orders are most of the module")]

use digicert::{
    Client, Result,
    certificates::SignatureHash,
    domains::DcvMethod,
    finance::{PaymentMethod, Transfer},
    orders::*,
    organizations::ContactType,
    products::ServerPlatformId,
    subaccounts::BalanceChange,
    units::{NewUnitOrder, NewUnits},
    vouchers::{NewVoucherOrder, VoucherItem},
};
use portcullis_core::transport::BoxFuture;

const CSR: &str = "-----BEGIN CERTIFICATE REQUEST-----MAMCAQA=-----END CERTIFICATE REQUEST-----";
const KEY: &str = "-----BEGIN PUBLIC KEY-----MAMCAQA=-----END PUBLIC KEY-----";
const YEAR: Validity = Validity::Years(1);

/// An operation, and a call of it.
pub(super) struct Operation {
    pub(super) id: &'static str,
    pub(super) call: fn(&Client) -> BoxFuture<'static, Result<()>>,
}

fn tls() -> TlsCertificate {
    TlsCertificate::new("shop.example", CSR, SignatureHash::Sha256)
}

fn of() -> OrderOrganization {
    let contact = OrderContact::user(ContactType::VerifiedContact, "41");
    OrderOrganization::existing("600").contacts([contact])
}

fn holder() -> EuIndividual {
    EuIndividual::existing(8)
}

fn person(profile: SigningProfile) -> PersonCertificate {
    PersonCertificate::new(profile, holder()).csr(CSR)
}

fn seal(profile: SigningProfile) -> SealCertificate {
    SealCertificate::new(profile).csr(CSR)
}

fn by_csr() -> ProvisioningMethod {
    ProvisioningMethod::Csr
}

fn usage() -> UsageDesignation {
    UsageDesignation::new(PrimaryUsage::Signing)
}

fn ship() -> ShippingAddress {
    ShippingAddress::new("Ada", ShipMethod::Expedited)
        .addr1("1 Way")
        .city("Lund")
        .state("M")
        .zip("22100")
        .country("SE")
}

fn requester() -> SwissRequester {
    let requester = SwissRequester::new().first_name("Ada").last_name("Byron").email("a@b.example");
    requester.telephone("555").job_title("Analyst").contact_type(ContactOrigin::Existing)
}

fn again() -> ReissueCertificate {
    ReissueCertificate::new(SignatureHash::Sha256).common_name("shop.example").csr(CSR)
}

macro_rules! operations {
    ($($id:literal => $handle:ident.$method:ident($($argument:expr),+);)+) => {
        vec![$(Operation {
            id: $id,
            call: |client| {
                let call = client.$handle().$method($(&$argument),+);
                Box::pin(async move { call.await.map(drop) })
            },
        },)+]
    };
}

macro_rules! creations {
    ($($method:ident($order:expr);)+) => {
        vec![$(Operation {
            id: concat!("orders.", stringify!($method)),
            call: |client| {
                let call = client.orders().$method(&"ref-1".into(), &$order);
                Box::pin(async move { call.await.map(drop) })
            },
        },)+]
    };
}

/// All of them.
pub(super) fn all() -> Vec<Operation> {
    [others(), servers(), persons(), qualified()].into_iter().flatten().collect()
}

fn others() -> Vec<Operation> {
    operations! {
        "subaccounts.update_balance" => subaccounts.update_balance("5".into(), BalanceChange::deposit(5));
        "units.create_order" =>
            units.create_order(NewUnitOrder::new("320", vec![NewUnits::new("ssl_basic", 1u32)]));
        "vouchers.create_order" => vouchers.create_order(NewVoucherOrder::new(
            vec![VoucherItem::new("ssl_basic", 1u32).validity_years(1u32)],
            digicert::finance::PaymentMethod::Balance
        ));
        "finance.transfer" =>
            finance.transfer(Transfer::new("1").from_container_id("5").to_container_id("6"));
        "orders.reissue" => orders.reissue("700".into(), Reissue::new(again()));
        "orders.duplicate" => orders.duplicate("700".into(), Duplicate::new(again()));
        "orders.buy_keylocker_signatures" => orders.buy_keylocker_signatures(
            "700".into(),
            SignaturePurchase::new(1_u64, PaymentMethod::Balance)
        );
    }
}

fn servers() -> Vec<Operation> {
    creations! {
        create_ov_ev(OvEvOrder::new(OvEvProduct::Basic, tls(), of(), YEAR));
        create_dv(DvOrder::new(DvProduct::GeoTrustFlex, tls(), DcvMethod::Email, YEAR));
        create_by_type_hint(TypeHintOrder::new(tls(), YEAR).type_hint(TypeHint::Dv).dcv_method(DcvMethod::Email));
        create_private_ssl(PrivateSslOrder::new(PrivateSslProduct::Flex, tls(), of(), YEAR));
        create_x9_pki(X9Order::new(X9Certificate::new("shop.example", CSR, SignatureHash::Sha384), of(), YEAR));
        create_code_signing(CodeSigningOrder::new(
            CodeSigningProduct::CodeSigning,
            CodeSigningCertificate::new(),
            of(),
            YEAR
        ));
        create_document_signing(DocumentSigningOrder::new(
            DocumentSigningProduct::Organization1,
            DocumentSigningCertificate::new().csr(CSR),
            of(),
            YEAR
        ));
        create_document_signing_ds(DocumentSigningDsOrder::new(
            DocumentSigningDsProduct::Organization,
            DocumentSigningDsCertificate::new(usage()).server_platform(ServerPlatformId::Token),
            CsProvisioningMethod::ShipToken,
            YEAR
        ).ship_info(ship()).organization(of()));
        create_vmc(VmcOrder::new(of(), YEAR));
        create_cmc(CmcOrder::new(of(), YEAR));
    }
}

fn persons() -> Vec<Operation> {
    creations! {
        create_secure_email(SecureEmailOrder::new(
            SecureEmailProduct::Mailbox,
            SecureEmailCertificate::new(["ada@example.com".to_owned()], SignatureHash::Sha256, usage()).csr(CSR),
            YEAR
        ));
        create_client(ClientOrder::new(
            ClientProduct::Premium,
            ClientCertificate::new("Ada", ["ada@example.com".to_owned()], SignatureHash::Sha256).csr(CSR),
            YEAR
        ).organization(of()));
        create_eu_individual(EuIndividualOrder::new(
            EuIndividualCertificate::new(SigningProfile::Encryption, holder()).csr(CSR),
            by_csr(),
            YEAR
        ));
        create_eu_individual_org(EuIndividualOrgOrder::new(
            person(SigningProfile::Authentication),
            by_csr(),
            of(),
            YEAR
        ));
        create_pkio_private_person_prof(PkioPrivatePersonProfOrder::new(
            person(SigningProfile::Authentication),
            by_csr(),
            YEAR
        ).csa_agreed_to(true));
        create_pkio_organisation_person_prof(PkioOrganisationPersonProfOrder::new(
            person(SigningProfile::Authentication),
            by_csr(),
            of(),
            YEAR
        ).csa_agreed_to(true));
        create_pkio_organisation_person(PkioOrganisationPersonOrder::new(
            person(SigningProfile::Authentication),
            by_csr(),
            of(),
            YEAR
        ).csa_agreed_to(true));
        create_pkio_burger(
            PkioBurgerOrder::new(person(SigningProfile::Authentication), by_csr(), YEAR).csa_agreed_to(true)
        );
        create_pkio_qualified_burger(
            PkioQualifiedBurgerOrder::new(person(SigningProfile::Nonrepudiation), by_csr(), YEAR).csa_agreed_to(true)
        );
        create_pkio_qualified_organisation_person_prof(PkioQualifiedOrganisationPersonProfOrder::new(
            person(SigningProfile::Nonrepudiation),
            by_csr(),
            of(),
            YEAR
        ).csa_agreed_to(true));
        create_swiss_regulated_individual(SwissRegulatedIndividualOrder::new(
            SwissIndividualCertificate::new(holder()).csr(CSR),
            by_csr(),
            requester(),
            YEAR
        ).csa_agreed_to(true));
    }
}

fn qualified() -> Vec<Operation> {
    creations! {
        create_eu_qwac(EuQwacOrder::new(EuQwacCertificate::new("shop.example", CSR), of(), YEAR));
        create_eu_qwac_psd2(EuQwacPsd2Order::new(
            EuQwacPsd2Certificate::new("pay.example", KEY, [PspRole::CardIssuing]),
            Psd2Organization::new("600", [Psd2Contact::new(
                OrderContact::user(ContactType::VerifiedContact, "41").first_name("Ada").last_name("Byron")
            )]),
            YEAR
        ));
        create_eu_eseal(EuEsealOrder::new(seal(SigningProfile::Nonrepudiation), by_csr(), of(), YEAR).csa_agreed_to(true));
        create_eu_eseal_psd2(EuEsealPsd2Order::new(
            EuEsealPsd2Certificate::new("own_profile", [PspRole::AccountServicing]).csr(CSR),
            by_csr(),
            of(),
            YEAR
        ).csa_agreed_to(true));
        create_pkio_private_services_server(
            PkioPrivateServicesServerOrder::new(PkioServerCertificate::new(KEY).common_name("a.example"), of(), YEAR)
                .csa_agreed_to(true)
        );
        create_pkio_organisation_services(
            PkioOrganisationServicesOrder::new(seal(SigningProfile::Encryption), by_csr(), of(), YEAR)
                .csa_agreed_to(true)
        );
        create_pkio_qualified_organisation_services(
            PkioQualifiedOrganisationServicesOrder::new(seal(SigningProfile::Nonrepudiation), by_csr(), of(), YEAR)
                .csa_agreed_to(true)
        );
        create_swiss_regulated_organisation(SwissRegulatedOrganisationOrder::new(
            SwissOrganisationCertificate::new().csr(CSR),
            by_csr(),
            requester(),
            of(),
            YEAR
        ).csa_agreed_to(true));
    }
}
