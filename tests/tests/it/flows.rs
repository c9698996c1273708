//! The life cycle of one user, from creation to deletion, for each vendor.

use crate::clients;
use portcullis::{
    Delivery, ErrorKind, digicert, midprovider, privicore, privx::local_user_store, storedsafe,
};
use portcullis_sandbox::{Fault, Sandbox, Vendor};
use std::time::Duration;

#[tokio::test]
async fn privx_from_joiner_to_leaver() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::privx(&sandbox);
    let users = client.local_user_store().users();
    let new = local_user_store::LocalUser::new("åsa").full_name("Åsa O'Öberg").email("asa@example.com");
    let id = users.create(&new).await.unwrap();
    let error = users.create(&new).await.unwrap_err();
    assert!(error.is_conflict());
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));

    let user = users.get(&id).await.unwrap();
    assert_eq!(user.full_name.as_deref(), Some("Åsa O'Öberg"));
    users.replace(&id, &user.job_title("Auditor")).await.unwrap();
    let user = users.get(&id).await.unwrap();
    assert_eq!(
        (user.job_title.as_deref(), user.email.as_deref()),
        (Some("Auditor"), Some("asa@example.com"))
    );
    users.set_password(&id, &"a new passphrase 1".into()).await.unwrap();

    for n in 0..24 {
        users.create(&local_user_store::LocalUser::new(format!("colleague-{n}"))).await.unwrap();
    }
    let all = users.list().page_size(10).all().await.unwrap();
    assert!(all.len() >= 25, "{}", all.len());
    users.delete(&id).await.unwrap();
    assert!(users.get(&id).optional().await.unwrap().is_none());
    client.close(Duration::from_secs(5)).await.unwrap();
}

#[tokio::test]
async fn storedsafe_from_joiner_to_leaver() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::storedsafe(&sandbox);
    let users = client.users();
    let new =
        storedsafe::NewUser::new("asa.oberg", "Åsa Öberg", "asa@example.com", "a long passphrase 1".into());
    let id = users.create(&new).await.unwrap().id.unwrap();
    let user = users.get(&id).await.unwrap().user;
    let active =
        |user: storedsafe::User| user.capabilities().unwrap().contains(storedsafe::Capability::Active);
    assert!(active(user));
    assert!(users.search("asa").await.unwrap().users.iter().any(|u| u.id == id));
    users.update(&id, &storedsafe::UserUpdate::new().fullname("Åsa Ek-Öberg")).await.unwrap();
    users.delete(&id).await.unwrap();
    assert!(!active(users.get(&id).await.unwrap().user));
    assert!(client.auth_info().login_types().await.unwrap().len() >= 2);
    client.close_and_logout(Duration::from_secs(5)).await.unwrap();
    assert_eq!(sandbox.storedsafe().sessions(), 0);
}

#[tokio::test]
async fn digicert_from_joiner_to_leaver() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::digicert(&sandbox);
    let users = client.users();
    assert!(users.check_username("asa").await.unwrap());
    let new = digicert::users::NewUser::new(
        "asa",
        "Åsa",
        "Öberg",
        "asa@example.com",
        digicert::containers::Role::StandardUser,
    );
    let id = users.create(&new.telephone("555 0100")).await.unwrap();
    assert!(!users.check_username("asa").await.unwrap());
    let profile = digicert::users::UserProfile::from(&users.get(&id).await.unwrap());
    users.replace(&id, &profile.last_name("Ek-Öberg")).await.unwrap();
    let user = users.get(&id).await.unwrap();
    assert_eq!(user.telephone.as_deref(), Some("555 0100"));
    users.update_role(&id, &digicert::containers::Role::Manager).await.unwrap();
    let container = digicert::ContainerId::from(sandbox.details().digicert.container_id.to_string());
    assert!(!client.containers().list_roles(&container).all().await.unwrap().is_empty());
    users.delete(&id).await.unwrap();
    assert!(users.get(&id).optional().await.unwrap().is_none());
}

#[tokio::test]
async fn privicore_commands_settle_by_channel_and_by_polling() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::privicore(&sandbox);
    let directory = sandbox.details().privicore.directory_id.clone();
    let new = |name: &str| privicore::NewDirectoryUser::new(directory.as_str(), name, "a long passphrase 1");
    let bound = Duration::from_secs(20);

    client.open_channel().await.unwrap();
    sandbox.privicore().acknowledge_early(true);
    let command = client.directories().create_user(&new("asa@example.com")).await.unwrap();
    client.commands().wait(&command, bound).await.unwrap();
    assert!(sandbox.privicore().has_profile("asa@example.com"));

    let again = client.directories().create_user(&new("asa@example.com")).await.unwrap();
    let error = client.commands().wait(&again, bound).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!(error.code(), Some("profile.username_taken"));

    sandbox.privicore().acknowledge_early(false);
    sandbox.privicore().drop_sockets();
    let command = client.directories().create_user(&new("bo@example.com")).await.unwrap();
    // A command is a plain value: another process could wait for it.
    let stored = serde_json::to_string(&command).unwrap();
    let command = serde_json::from_str(&stored).unwrap();
    client.commands().wait(&command, bound).await.unwrap();
    client.close(Duration::from_secs(5)).await.unwrap();
}

#[tokio::test]
async fn midprovider_from_joiner_to_leaver_in_both_flavours() {
    let sandbox = Sandbox::start().await.unwrap();
    for (client, name) in [(clients::ssms(&sandbox), "asa"), (clients::shift(&sandbox), "bo")] {
        let users = client.users();
        let name = midprovider::UserName::from(name);
        let new = midprovider::users::NewUser::new(&name)
            .email(format!("{name}@example.com"))
            .password(midprovider::users::InitialPassword::temporary("a long passphrase 1"));
        users.create(&new).await.unwrap();
        assert!(users.create(&new).await.unwrap_err().is_conflict());
        assert!(sandbox.midprovider().activation_codes(name.as_str()).is_empty());
        let user = users.get(&name).await.unwrap();
        assert_eq!(user.enabled, Some(true));
        users
            .update_profile(&name, &midprovider::users::ProfileUpdate::new().first_name("Åsa"))
            .await
            .unwrap();
        assert!(!users.list().page_size(1).all().await.unwrap().is_empty());
        users.delete(&name).await.unwrap();
        assert!(users.get(&name).optional().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_write_whose_reply_is_lost_is_never_done_twice() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = clients::privx(&sandbox);
    sandbox.fault_on(Vendor::PrivX, "/users", Fault::ResetAfterApply);
    let error =
        client.local_user_store().users().create(&local_user_store::LocalUser::new("asa")).await.unwrap_err();
    assert_eq!((error.delivery(), error.attempts()), (Delivery::Unknown, 1));
    let search = local_user_store::LocalUserSearch::new().username("asa");
    assert_eq!(client.local_user_store().users().search(&search).all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_order_whose_reply_is_lost_is_found_and_paid_once() {
    use digicert::{
        certificates::SignatureHash,
        finance::PaymentMethod,
        orders::{DvOrder, DvProduct, OrderOptions, OrderReference, Placement, TlsCertificate, Validity},
    };
    let sandbox = Sandbox::start().await.unwrap();
    let orders = clients::digicert(&sandbox).orders();
    let key = rcgen::KeyPair::generate().unwrap();
    let csr = rcgen::CertificateParams::default().serialize_request(&key).unwrap().pem().unwrap();
    let certificate = TlsCertificate::new("shop.example.com", csr, SignatureHash::Sha256);
    let method = digicert::domains::DcvMethod::Email;
    let order = DvOrder::new(DvProduct::GeoTrustFlex, certificate, method, Validity::Years(1))
        .options(OrderOptions::new().payment_method(PaymentMethod::Balance));
    let reference = OrderReference::from("shop-1");
    sandbox.fault_on(Vendor::DigiCert, "/order/certificate", Fault::ResetAfterApply);
    // Nobody looks for the order: its outcome stays unknown, as after a crash.
    let placed = orders.create_or_find(&reference, &order, Duration::ZERO).await.unwrap();
    let Placement::Unknown(unknown) = placed else { panic!("{placed:?}") };
    assert_eq!((unknown.error.delivery(), unknown.error.attempts()), (Delivery::Unknown, 1));
    let placed = orders.create_or_find(&reference, &order, Duration::ZERO).await.unwrap();
    let Placement::Found(found) = placed else { panic!("{placed:?}") };
    let counted = sandbox.digicert().orders()["shop-1"];
    assert_eq!((found.len(), counted.placed, counted.paid), (1, 1, 1));
}
