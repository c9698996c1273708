//! The vendors' types that hold or carry a secret, built from canaries.

use super::{
    held_core::Keeper,
    held_digicert, held_midprovider_admin, held_privicore, held_privx_vault,
    scan::{KEY, REST, SECRET, Shown, base64, read, sent, shown},
};
use portcullis_core::{Proxy, Secret};
use serde_json::json;

pub(super) const BASE: &str = "https://vendor.example";

pub(super) fn proxy() -> Proxy {
    Proxy::Url(format!("http://u:{KEY}@proxy.example").as_str().into())
}

/// All five vendors.
pub(super) fn all() -> Vec<Shown> {
    [
        held_privicore::all(),
        storedsafe(),
        storedsafe_vaults(),
        storedsafe_tools(),
        held_digicert::all(),
        privx(),
        privx_secrets_manager(),
        held_privx_vault::all(),
        midprovider(),
        midprovider_codes(),
        held_midprovider_admin::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn storedsafe() -> Vec<Shown> {
    use storedsafe::{Client, FileStore, Login, LoginInfo, NewUser};
    let otp = || async { Ok(Secret::from(SECRET)) };
    let builder = || Client::builder(BASE).transport(Keeper::default()).proxy(proxy());
    let client = builder().totp("asa", SECRET, SECRET, otp).build().unwrap();
    let login = Login::new("asa", SECRET, SECRET);
    let user = NewUser::new("asa", "Asa", "asa@example.com", SECRET.into()).yubikey(SECRET);
    let kept = builder().session_store(FileStore::new("nowhere"));
    vec![
        shown("storedsafe::ClientBuilder", &kept.totp("asa", SECRET, SECRET, otp)),
        shown("storedsafe::ClientBuilder", &builder().yubikey_otp("asa", SECRET, SECRET, otp)),
        shown("storedsafe::ClientBuilder", &builder().yubikey_legacy("asa", SECRET, SECRET, otp)),
        shown("storedsafe::ClientBuilder", &builder().token(KEY)),
        shown("storedsafe::Client", &client),
        shown("storedsafe::Client", &builder().token(KEY).build().unwrap()),
        shown("storedsafe::Auth", &client.auth()),
        shown("storedsafe::Auth", &client.auth().login_totp(&login, &SECRET.into())),
        shown("storedsafe::AuthInfo", &client.auth_info()),
        shown("storedsafe::Users", &client.users()),
        shown("storedsafe::Users", &client.users().create(&user)),
        shown("storedsafe::Login", &login),
        read::<LoginInfo>(
            "storedsafe::LoginInfo",
            &json!({"token": KEY, "passphrase": SECRET, "keys": SECRET}),
        ),
        sent("storedsafe::NewUser", &user),
    ]
}

fn storedsafe_vaults() -> Vec<Shown> {
    use storedsafe::{
        Client, DecryptedDetails, DecryptedObject, Fields, FoundObjects, NewObject, Object, ObjectDetails,
        ObjectFamily, ObjectUpdate, Settings, VaultContent,
    };
    let client = Client::builder(BASE).transport(Keeper::default()).token(KEY).build().unwrap();
    let new = NewObject::new("4", "31", "db1").secret("password", SECRET);
    let update = ObjectUpdate::new().secret("password", SECRET);
    let object = json!({"id": "77", "notes": SECRET, "crypted": {"password": KEY, "later": REST}});
    let objects = json!({"OBJECT": [object]});
    let vault = json!({"VAULT": [{"id": "31"}], "OBJECTS": [object]});
    let mut settings = Settings::default();
    for secret in [&mut settings.passphrase, &mut settings.apikey, &mut settings.otp, &mut settings.token] {
        *secret = Some(SECRET.into());
    }
    vec![
        shown("storedsafe::Vaults", &client.vaults()),
        shown("storedsafe::VaultMembers", &client.vault_members()),
        shown("storedsafe::Objects", &client.objects()),
        shown("storedsafe::Objects", &client.objects().create(&new)),
        shown("storedsafe::Files", &client.files()),
        shown("storedsafe::Files", &client.files().upload(&new, "a", SECRET.as_bytes().to_vec())),
        shown("storedsafe::Templates", &client.templates()),
        read::<Object>("storedsafe::Object", &object),
        read::<DecryptedObject>("storedsafe::DecryptedObject", &object),
        read::<ObjectDetails>("storedsafe::ObjectDetails", &objects),
        read::<DecryptedDetails>("storedsafe::DecryptedDetails", &objects),
        read::<ObjectFamily>("storedsafe::ObjectFamily", &objects),
        read::<FoundObjects>("storedsafe::FoundObjects", &objects),
        read::<VaultContent>("storedsafe::VaultContent", &vault),
        read::<Fields<Secret>>("storedsafe::Fields", &json!({"password": SECRET})),
        sent("storedsafe::NewObject", &new),
        sent("storedsafe::ObjectUpdate", &update),
        shown("storedsafe::Settings", &settings),
    ]
}

fn storedsafe_tools() -> Vec<Shown> {
    use storedsafe::{
        Client, DataKey, Decrypted, ExportedKeys, FileSample, GeneratedPassword, KeyBackups, KeyInfo,
        KeyListing, NewEncryption, PolicyCheck, TransparentKey, UserCertificate,
    };
    let client = Client::builder(BASE).transport(Keeper::default()).token(KEY).build().unwrap();
    let check = PolicyCheck::new(SECRET);
    let (vault, plain) = ("31".into(), NewEncryption::new(SECRET.as_bytes()));
    let coded = base64(SECRET.as_bytes());
    let key = json!({"name": "a", "backup": SECRET});
    let keys = json!({"CALLINFO": {}, "KEYS": [key]});
    let backups: KeyBackups = serde_json::from_value(keys.clone()).unwrap();
    let sample = FileSample::new(SECRET.as_bytes(), "txt");
    vec![
        shown("storedsafe::UserCertificates", &client.user_certificates()),
        read::<UserCertificate>("storedsafe::UserCertificate", &json!({"later": {"a": REST}})),
        shown("storedsafe::Utils", &client.utils()),
        shown("storedsafe::Utils", &client.utils().check_policy(&check)),
        read::<GeneratedPassword>("storedsafe::GeneratedPassword", &json!({"passphrase": SECRET})),
        shown("storedsafe::Transparent", &client.transparent()),
        shown("storedsafe::Transparent", &client.transparent().encrypt(&vault, "a", &plain)),
        shown("storedsafe::NewEncryption", &plain),
        read::<Decrypted>("storedsafe::Decrypted", &json!({"plaintext": coded})),
        read::<DataKey>(
            "storedsafe::DataKey",
            &json!({"plaintext": coded, "ciphertext": "storedsafe:v1:AA"}),
        ),
        read::<ExportedKeys>("storedsafe::ExportedKeys", &json!({"KEYS": [{KEY: SECRET}], "later": REST})),
        read::<TransparentKey>("storedsafe::TransparentKey", &key),
        read::<KeyInfo>("storedsafe::KeyInfo", &keys),
        read::<KeyListing>("storedsafe::KeyListing", &keys),
        shown("storedsafe::KeyBackups", &backups),
        shown("storedsafe::KeyBackup", &backups.backups),
        sent("storedsafe::PolicyCheck", &check),
        sent("storedsafe::FileSample", &sample),
    ]
}

fn privx() -> Vec<Shown> {
    use privx::{
        Client,
        auth::PasswordChange,
        authorizer::PrincipalKeyImport,
        local_user_store::{LocalUser, LocalUserPassword, UserAttribute},
        oauth::{
            Authorization, ClientCredentialsGrant, CodeGrant, Login, LoginCode, OAuthToken, PasswordGrant,
            RefreshGrant, TokenExchange,
        },
    };
    let builder = || Client::builder(BASE).transport(Keeper::default()).proxy(proxy());
    let client = builder().api_client("a", SECRET, "b", SECRET).build().unwrap();
    let jwt = || async { Ok(Secret::from(SECRET)) };
    let user = json!({"password": {"password": SECRET, "later": REST}, "later": REST, "attributes": [{"later": REST}]});
    let update = serde_json::from_value::<LocalUser>(user.clone()).unwrap();
    let new = LocalUser::new("asa").password(Secret::from(SECRET));
    let tokens = json!({"access_token": KEY, "refresh_token": KEY, "expires_in": 60});
    vec![
        shown("privx::ClientBuilder", &builder().api_client("a", SECRET, "b", SECRET)),
        shown("privx::ClientBuilder", &builder().client_credentials("a", SECRET)),
        shown("privx::ClientBuilder", &builder().external_jwt(jwt)),
        shown("privx::ClientBuilder", &builder().bearer(KEY)),
        shown("privx::Client", &client),
        shown("privx::Client", &builder().bearer(KEY).build().unwrap()),
        shown("privx::oauth::OAuth", &client.oauth()),
        shown("privx::oauth::OAuth", &client.oauth().token_password(&PasswordGrant::new("asa", SECRET))),
        shown("privx::local_user_store::LocalUsers", &client.local_user_store().users()),
        shown("privx::local_user_store::LocalUsers", &client.local_user_store().users().create(&new)),
        read::<OAuthToken>("privx::oauth::OAuthToken", &tokens),
        read::<LoginCode>("privx::oauth::LoginCode", &json!({"code": SECRET, "state": SECRET})),
        read::<LocalUser>("privx::local_user_store::LocalUser", &user),
        read::<LocalUser>("privx::local_user_store::LocalUser", &json!({"password": SECRET})),
        sent("privx::local_user_store::LocalUser", &update),
        sent("privx::local_user_store::LocalUserPassword", &LocalUserPassword::new(SECRET)),
        read::<LocalUserPassword>(
            "privx::local_user_store::LocalUserPassword",
            &json!({"password": SECRET, "later": REST}),
        ),
        read::<UserAttribute>("privx::local_user_store::UserAttribute", &json!({"key": "a", "later": REST})),
        sent("privx::local_user_store::LocalUser", &new),
        sent("privx::auth::PasswordChange", &PasswordChange::new(SECRET, SECRET)),
        shown("privx::oauth::Authorization", &Authorization::new(SECRET, "challenge")),
        shown("privx::oauth::PasswordGrant", &PasswordGrant::new("asa", SECRET).oauth_client("b", SECRET)),
        shown("privx::oauth::CodeGrant", &CodeGrant::new(SECRET, SECRET)),
        shown("privx::oauth::RefreshGrant", &RefreshGrant::new(KEY)),
        sent("privx::oauth::ClientCredentialsGrant", &ClientCredentialsGrant::new("a", SECRET)),
        sent("privx::oauth::Login", &Login::new("asa", SECRET, &KEY.into())),
        sent("privx::oauth::TokenExchange", &TokenExchange::new(KEY)),
        sent("privx::authorizer::PrincipalKeyImport", &PrincipalKeyImport::new("rsa", Secret::from(SECRET))),
        shown("privx::authorizer::Loan", &client.authorizer().account_secrets().borrow(&"a".into())),
    ]
}

fn privx_secrets_manager() -> Vec<Shown> {
    use privx::{
        Client,
        secrets_manager::{
            AccountSecret, HostSecret, HostSecretMetadata, ManagedAccount, SecretCheckout, SecretVersion,
            TargetDomain, TargetDomainEndpoint,
        },
    };
    let client = Client::builder(BASE).transport(Keeper::default()).bearer(KEY).build().unwrap();
    let accounts = client.secrets_manager().managed_accounts();
    let password = accounts.set_password(&"1".into(), &"2".into(), &SECRET.into());
    let license = client.license_manager().set_license(&SECRET.into());
    let endpoint = TargetDomainEndpoint::new("LDAP").ldap_bind_password(Secret::from(SECRET));
    let endpoint = endpoint.entra_client_secret(Secret::from(KEY));
    let account = AccountSecret::new("root").initial_password(Secret::from(SECRET));
    let version = json!({"version": 1, "secret": SECRET, "later": REST});
    let checkout = json!({"id": "3", "secrets": [version], "later": REST});
    vec![
        shown("privx::secrets_manager::ManagedAccounts", &password),
        shown("privx::license_manager::LicenseManager", &license),
        sent("privx::secrets_manager::TargetDomainEndpoint", &endpoint),
        sent(
            "privx::secrets_manager::TargetDomain",
            &TargetDomain::new("staff").endpoints([endpoint.clone()]),
        ),
        sent("privx::secrets_manager::AccountSecret", &account),
        sent(
            "privx::secrets_manager::HostSecretMetadata",
            &HostSecretMetadata::new(HostSecret::new("1"), [account.clone()]),
        ),
        read::<HostSecret>(
            "privx::secrets_manager::HostSecret",
            &json!({"winrm_main_account_password": SECRET}),
        ),
        read::<SecretVersion>("privx::secrets_manager::SecretVersion", &version),
        read::<SecretCheckout>("privx::secrets_manager::SecretCheckout", &checkout),
        read::<ManagedAccount>(
            "privx::secrets_manager::ManagedAccount",
            &json!({"id": "2", "checkouts": [checkout]}),
        ),
    ]
}

fn midprovider() -> Vec<Shown> {
    use midprovider::{
        Client,
        auth::{
            CodeGrant, Discovery, Introspection, Jwk, OidcClient, PasswordGrant, TokenAuth, TokenExchange,
            TokenResponse, UserInfo,
        },
        users::{Activation, FoundUsers, InitialPassword, KobilUser, NewUser, UserUpdate},
    };
    let builder = || Client::shift(BASE, "acme").transport(Keeper::default()).proxy(proxy());
    let client = builder().client_credentials("c", SECRET).build().unwrap();
    let user = || {
        let password = InitialPassword::temporary(SECRET);
        NewUser::new("asa").password(password).activation(Activation::new().code(SECRET))
    };
    let update = || UserUpdate::new().password(InitialPassword::permanent(SECRET));
    let found: KobilUser = serde_json::from_value(json!({"username": "asa", "later": {"a": REST}})).unwrap();
    let tokens = json!({"access_token": KEY, "refresh_token": KEY, "id_token": KEY});
    let oidc = || OidcClient::confidential("c", SECRET);
    let rest = || json!({"later": {"a": [REST]}});
    vec![
        shown(
            "midprovider::ClientBuilder",
            &builder().client_credentials("c", SECRET).token_auth(TokenAuth::Basic),
        ),
        shown("midprovider::ClientBuilder", &builder().password("c", Some(SECRET.into()), "asa", SECRET)),
        shown("midprovider::ClientBuilder", &builder().bearer(KEY)),
        shown("midprovider::Client", &client),
        shown("midprovider::Client", &builder().bearer(KEY).build().unwrap()),
        shown("midprovider::auth::Auth", &client.auth()),
        shown(
            "midprovider::auth::Auth",
            &client.auth().token_password(&oidc(), &PasswordGrant::new("asa", SECRET)),
        ),
        shown("midprovider::auth::Auth", &client.auth().userinfo_of(&KEY.into())),
        shown("midprovider::users::Users", &client.users()),
        shown("midprovider::users::Users", &client.users().create(&user())),
        shown("midprovider::auth::OidcClient", &oidc()),
        shown("midprovider::auth::PasswordGrant", &PasswordGrant::new("asa", SECRET)),
        shown(
            "midprovider::auth::CodeGrant",
            &CodeGrant::new(SECRET, "https://a.example").code_verifier(SECRET),
        ),
        shown("midprovider::auth::TokenExchange", &TokenExchange::new(KEY)),
        shown("midprovider::users::Activation", &Activation::new().code(SECRET)),
        sent("midprovider::users::InitialPassword", &InitialPassword::temporary(SECRET)),
        sent("midprovider::users::NewUser", &user()),
        sent("midprovider::users::UserUpdate", &update()),
        shown("midprovider::users::UserUpdate", &UserUpdate::from(found)),
        read::<TokenResponse>("midprovider::auth::TokenResponse", &tokens),
        read::<KobilUser>("midprovider::users::KobilUser", &json!({"username": "asa", "later": {"a": REST}})),
        read::<FoundUsers>("midprovider::users::FoundUsers", &json!({"userList": [rest()], "later": REST})),
        read::<Discovery>("midprovider::auth::Discovery", &rest()),
        read::<UserInfo>("midprovider::auth::UserInfo", &json!({"sub": "a", "later": REST})),
        read::<Introspection>("midprovider::auth::Introspection", &json!({"active": true, "later": REST})),
        read::<Jwk>("midprovider::auth::Jwk", &json!({"kid": "a", "d": REST})),
    ]
}

fn midprovider_codes() -> Vec<Shown> {
    use midprovider::{
        Client,
        activation_codes::{ActivationCode, ActivationCredential, CodePeriod, NewActivationCode},
        admin::users::{Credential, User},
        ast_clients::{AstClient, AstClientList, DisplayReceipt},
        tms::{TmsInfo, TmsOutcome, TmsResult},
    };
    let client = Client::shift(BASE, "acme").transport(Keeper::default()).bearer(KEY).build().unwrap();
    let code = || ActivationCredential::new(SECRET, CodePeriod::days(1));
    let new = || NewActivationCode::new().code(SECRET);
    let credential = || Credential::password(SECRET).secret_data(SECRET).credential_data(SECRET);
    let user = || User::new("asa").credentials([credential()]);
    let app = json!({"id": "a", "token": SECRET, "later": REST});
    let info = json!({"id": "a", "later": REST});
    let answer: TmsResult = serde_json::from_value(json!({"info": info, "later": REST})).unwrap();
    let codes = client.activation_codes();
    vec![
        shown("midprovider::activation_codes::ActivationCodes", &codes),
        shown(
            "midprovider::activation_codes::ActivationCodes",
            &codes.set_admin_with(&"u-1".into(), &code(), &user()),
        ),
        sent("midprovider::activation_codes::ActivationCredential", &code()),
        sent("midprovider::activation_codes::NewActivationCode", &new()),
        read::<ActivationCode>(
            "midprovider::activation_codes::ActivationCode",
            &json!({"activationCode": SECRET, "later": REST}),
        ),
        sent("midprovider::admin::users::Credential", &credential()),
        read::<Credential>("midprovider::admin::users::Credential", &json!({"value": SECRET, "later": REST})),
        sent("midprovider::admin::users::User", &user()),
        read::<User>("midprovider::admin::users::User", &json!({"id": "a", "later": {"a": REST}})),
        read::<AstClient>("midprovider::ast_clients::AstClient", &app),
        read::<AstClientList>("midprovider::ast_clients::AstClientList", &json!([app])),
        read::<AstClientList>("midprovider::ast_clients::AstClientList", &json!({"data": [app]})),
        read::<DisplayReceipt>("midprovider::ast_clients::DisplayReceipt", &json!({"later": REST})),
        read::<TmsInfo>("midprovider::tms::TmsInfo", &info),
        shown("midprovider::tms::TmsResult", &answer),
        shown("midprovider::tms::TmsOutcome", &TmsOutcome::Accepted(Box::new(answer.clone()))),
    ]
}
