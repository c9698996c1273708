//! Privicore's types that hold or carry a secret, built from canaries. Messages of the channel are scanned by
//! the module `channel`.

use super::{
    held_core::Keeper,
    held_vendors::{BASE, proxy},
    scan::{KEY, REST, SECRET, Shown, base64, read, sent, shown},
};
use portcullis_core::Secret;
use privicore::Client;
use serde_json::json;

pub(super) fn all() -> Vec<Shown> {
    [session(), oauth(), devices(), policies(), tokens(), payloads()].into_iter().flatten().collect()
}

pub(super) fn client() -> Client {
    Client::builder(BASE).transport(Keeper::default()).token(KEY).build().unwrap()
}

fn session() -> Vec<Shown> {
    use privicore::{
        AuthorizationToken, CommandStatus, LoginAttempt, NewDirectoryUser, PasswordChange, QrToken,
        Reauthorized,
    };
    let builder = || Client::builder(BASE).transport(Keeper::default()).proxy(proxy());
    let client = builder().login("asa", SECRET).build().unwrap();
    let change = PasswordChange::new(SECRET, SECRET).confirm_password(SECRET).field("later", SECRET);
    let token = json!({"authorizationToken": KEY, "expiresAt": "2030-01-01T00:00:00Z"});
    let attempt: LoginAttempt = serde_json::from_value(json!({"command_id": "Kn4rrId-7F"})).unwrap();
    vec![
        shown("privicore::ClientBuilder", &builder().login("asa", SECRET)),
        shown("privicore::ClientBuilder", &builder().legacy_login("asa", SECRET, &["all"])),
        shown("privicore::ClientBuilder", &builder().token(KEY)),
        shown("privicore::Client", &client),
        shown("privicore::Client", &builder().token(KEY).build().unwrap()),
        shown("privicore::Profile", &client.profile()),
        shown("privicore::Profile", &client.profile().register("asa", &SECRET.into())),
        shown("privicore::Profile", &client.profile().authenticate("asa", &SECRET.into())),
        shown("privicore::Profile", &client.profile().change_password(&change)),
        shown("privicore::Directories", &client.directories()),
        shown("privicore::Commands", &client.commands()),
        shown("privicore::Utility", &client.utility()),
        read::<AuthorizationToken>("privicore::AuthorizationToken", &token),
        read::<Reauthorized>("privicore::Reauthorized", &token),
        read::<CommandStatus>("privicore::CommandStatus", &json!({"state": "succeeded", "body": REST})),
        shown("privicore::LoginAttempt", &attempt),
        read::<QrToken>("privicore::QrToken", &json!({"qrToken": KEY, "later": {"a": REST}})),
        shown("privicore::NewDirectoryUser", &NewDirectoryUser::new("dir", "asa", SECRET)),
        shown("privicore::PasswordChange", &change),
    ]
}

fn oauth() -> Vec<Shown> {
    use privicore::{
        AccessToken, AuthorizationCode, CodeExchange, KeyPair, OAuthApplication, OAuthClient,
        OAuthConfiguration,
    };
    let (client, app) = (client(), OAuthClient::new("app", SECRET));
    let exchange = CodeExchange::new(app.clone(), SECRET);
    let token = AccessToken::new(KEY, SECRET);
    let rest = json!({"a": REST});
    let public = "0".repeat(200);
    vec![
        shown("privicore::OAuth", &client.oauth()),
        shown("privicore::OAuth", &client.oauth().obtain_access_token(&exchange)),
        shown("privicore::OAuth", &client.oauth().obtain_access_token(&CodeExchange::by_code(KEY))),
        shown("privicore::OAuth", &client.oauth().refresh_access_token(&token)),
        shown("privicore::OAuthClient", &app),
        shown("privicore::CodeExchange", &exchange),
        shown("privicore::AccessToken", &token),
        read::<AccessToken>(
            "privicore::AccessToken",
            &json!({"token": KEY, "refreshToken": SECRET, "later": rest}),
        ),
        read::<OAuthConfiguration>(
            "privicore::OAuthConfiguration",
            &json!({"clientId": "app", "clientSecret": SECRET, "later": rest}),
        ),
        read::<AuthorizationCode>(
            "privicore::AuthorizationCode",
            &json!({"authorizationCode": KEY, "later": rest}),
        ),
        read::<OAuthApplication>(
            "privicore::OAuthApplication",
            &json!({"applicationId": "app", "later": rest}),
        ),
        shown("privicore::PublicKeys", &client.public_keys()),
        read::<KeyPair>("privicore::KeyPair", &json!({"private": KEY, "public": public, "later": rest})),
    ]
}

fn devices() -> Vec<Shown> {
    use privicore::{
        ConfigurationBundle, Device, DeviceConfiguration, DeviceConfigurationFile, DeviceMeta, NewDevice,
        VotingConfiguration,
    };
    let client = client();
    let configuration = json!({
        "device-identifier": "dev", "client-id": "app", "client-secret": SECRET, "rabbit-user": "r", "rabbit-pass": KEY,
        "later": {"a": REST},
    });
    let file = json!({"file": base64(SECRET.as_bytes()), "name": "device.yml"});
    let odd = json!({"password": SECRET, "later": REST});
    vec![
        shown("privicore::Devices", &client.devices()),
        shown("privicore::Storage", &client.storage()),
        shown("privicore::Authenticators", &client.authenticators()),
        read::<Device>("privicore::Device", &json!({"deviceIdentifier": "dev", "later": {"a": REST}})),
        shown("privicore::NewDevice", &NewDevice::new("dev").field("later", REST)),
        shown("privicore::DeviceMeta", &DeviceMeta::new("dev").field("later", REST)),
        read::<DeviceConfiguration>("privicore::DeviceConfiguration", &configuration),
        read::<DeviceConfigurationFile>("privicore::DeviceConfigurationFile", &file),
        read::<ConfigurationBundle>("privicore::ConfigurationBundle", &configuration),
        read::<ConfigurationBundle>("privicore::ConfigurationBundle", &file),
        read::<ConfigurationBundle>("privicore::ConfigurationBundle", &odd),
        read::<VotingConfiguration>(
            "privicore::VotingConfiguration",
            &json!({"name": "board", "later": {"a": REST}}),
        ),
    ]
}

fn policies() -> Vec<Shown> {
    use privicore::{NewPolicy, Policy, PolicyTemplate, PolicyTemplates, Poll};
    let client = client();
    let template = json!({"name": "t", "events": {"1": {"e": "text"}}, "later": {"a": REST}});
    let new = NewPolicy::new("p", "1", ["1"]).parameter("label", REST).field("later", REST);
    vec![
        shown("privicore::Policies", &client.policies()),
        sent("privicore::NewPolicy", &new),
        read::<Policy>("privicore::Policy", &json!({"id": "p", "later": {"a": REST}})),
        read::<PolicyTemplate>("privicore::PolicyTemplate", &template),
        read::<PolicyTemplates>("privicore::PolicyTemplates", &json!({ "1": template })),
        shown("privicore::Polls", &client.polls()),
        read::<Poll>("privicore::Poll", &json!({"poolId": "7", "later": REST})),
    ]
}

fn tokens() -> Vec<Shown> {
    use privicore::{
        ContentKind, DataTokenMeta, DataTokenRecord, DataUpdate, FileDetails, Reservation, RiskMeta,
        StreamAccess, TemporaryDataToken,
    };
    let client = client();
    let link = format!("https://up.example/?auth={KEY}");
    let update = DataUpdate::new("dtk", SECRET);
    let rest = json!({"a": REST});
    let [url, bare] = [link.as_str(), KEY].map(|text| StreamAccess::from(Secret::from(text)));
    vec![
        shown("privicore::DataTokens", &client.data_tokens()),
        shown("privicore::DataTokens", &client.data_tokens().exchange(&"tmp".into(), &SECRET.into())),
        shown(
            "privicore::DataTokens",
            &client.data_tokens().stream_upload(&bare, SECRET.as_bytes().to_vec()),
        ),
        shown("privicore::DataTokens", &client.data_tokens().stream_download(&url)),
        shown("privicore::StreamAccess", &url),
        shown("privicore::StreamAccess", &bare),
        sent("privicore::DataUpdate", &update),
        read::<TemporaryDataToken>(
            "privicore::TemporaryDataToken",
            &json!({"token": "tmp", "stream": link, "later": rest}),
        ),
        shown("privicore::Reservation", &Reservation::new("tmp").stream(url)),
        read::<DataTokenRecord>("privicore::DataTokenRecord", &json!({"token": "dtk", "later": rest})),
        read::<DataTokenMeta>("privicore::DataTokenMeta", &json!({"later": rest})),
        read::<FileDetails>("privicore::FileDetails", &json!({"later": rest})),
        read::<ContentKind>("privicore::ContentKind", &json!({"later": rest})),
        read::<RiskMeta>("privicore::RiskMeta", &json!({"later": rest})),
    ]
}

fn payloads() -> Vec<Shown> {
    use privicore::{Content, Plain};
    // Three times, so that it needs no padding.
    let body = Secret::from(base64(SECRET.repeat(3).as_bytes()));
    let retrieved = client().payloads(Plain).decrypt_inline(&body).unwrap().unwrap();
    vec![
        shown("privicore::Payloads", &client().payloads(Plain)),
        shown("privicore::Content", &Content::from(SECRET.as_bytes().to_vec())),
        shown("privicore::Retrieved", &retrieved),
    ]
}
