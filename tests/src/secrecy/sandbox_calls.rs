//! The five vendors' clients against the sandbox: logins, calls, rejections; and every credential that was used.

use portcullis::{Secret, Trust, digicert, midprovider, privicore, privx, storedsafe};
use portcullis_sandbox::Sandbox;
use std::time::Duration;

const PASSWORD: &str = "Kn4rr a long passphrase 1";

/// The credentials of a new sandbox.
pub(super) fn credentials(sandbox: &Sandbox) -> Vec<String> {
    let at = sandbox.details();
    [
        &at.privicore.password,
        &at.storedsafe.passphrase,
        &at.storedsafe.apikey,
        &at.storedsafe.totp_secret,
        &at.digicert.api_key,
        &at.privx.oauth_client_secret,
        &at.privx.api_client_secret,
        &at.midprovider.client_secret,
    ]
    .into_iter()
    .cloned()
    .collect()
}

/// Logs in, makes calls and provokes errors with each vendor. Returns the credentials that were used, and the number
/// of calls.
pub(super) async fn run(sandbox: &Sandbox) -> (Vec<String>, usize) {
    let trust = Trust::only_pem(sandbox.ca_pem()).unwrap();
    let mut found = vec![PASSWORD.to_owned()];
    let mut calls = 0;
    calls += with_privicore(sandbox, &trust, &mut found).await;
    calls += with_storedsafe(sandbox, &trust, &mut found).await;
    calls += with_digicert(sandbox, &trust, &mut found).await;
    calls += with_privx(sandbox, &trust, &mut found).await;
    calls += with_midprovider(sandbox, &trust, &mut found).await;
    (found, calls)
}

fn keep(found: &mut Vec<String>, secret: &Secret) {
    found.push(secret.expose_secret().to_owned());
}

async fn with_privicore(sandbox: &Sandbox, trust: &Trust, found: &mut Vec<String>) -> usize {
    let at = &sandbox.details().privicore;
    let builder = || privicore::Client::builder(&at.api_url).ws_url(&at.ws_url).trust(trust.clone());
    let by_hand = builder().anonymous().build().unwrap();
    let token = by_hand.profile().authenticate(&at.username, &at.password.as_str().into()).await.unwrap();
    keep(found, &token.token);
    by_hand.adopt(&token);
    // The token is sent over the websocket as a message.
    by_hand.open_channel().await.unwrap();
    let client = builder().login(&at.username, at.password.as_str()).build().unwrap();
    let new = privicore::NewDirectoryUser::new(at.directory_id.as_str(), "kn@example.com", PASSWORD);
    for client in [&by_hand, &client] {
        let command = client.directories().create_user(&new).await.unwrap();
        // The second one fails, because the name is taken.
        let _ = client.commands().wait(&command, Duration::from_secs(10)).await;
    }
    let qr = client.profile().generate_qr_token().await;
    if let Some(token) = qr.ok().and_then(|qr| qr.token) {
        keep(found, &token);
    }
    let wrong = builder().login(&at.username, "Kn4rr wrong").build().unwrap();
    wrong.profile().retrieve_id().await.unwrap_err();
    client.close(Duration::from_secs(5)).await.unwrap();
    by_hand.close(Duration::from_secs(5)).await.unwrap();
    9
}

async fn with_storedsafe(sandbox: &Sandbox, trust: &Trust, found: &mut Vec<String>) -> usize {
    let at = &sandbox.details().storedsafe;
    let login = storedsafe::Login::new(&at.username, at.passphrase.as_str(), at.apikey.as_str());
    let builder = || storedsafe::Client::builder(&at.base_url).trust(trust.clone());
    let code = sandbox.storedsafe().totp_code(&at.username).unwrap_or_default();
    let client = builder().anonymous().build().unwrap();
    let info = client.auth().login_totp(&login, &code.as_str().into()).await.unwrap();
    keep(found, &info.token);
    let client = builder().token(info.token.clone()).build().unwrap();
    let new = storedsafe::NewUser::new("kn.bot", "Kn Bot", "kn@example.com", PASSWORD.into());
    client.users().create(&new).await.unwrap();
    client.users().create(&new).await.unwrap_err();
    client.users().list().await.unwrap();
    client.close_and_logout(Duration::from_secs(5)).await.unwrap();
    client.users().list().await.unwrap_err();
    6
}

async fn with_digicert(sandbox: &Sandbox, trust: &Trust, found: &mut Vec<String>) -> usize {
    let at = &sandbox.details().digicert;
    let builder = || digicert::Client::builder(&at.base_url).trust(trust.clone());
    let client = builder().api_key(at.api_key.as_str()).build().unwrap();
    let bot = client
        .users()
        .create_service(&digicert::users::NewServiceUser::new("kn", "kn@example.com"))
        .await
        .unwrap();
    keep(found, &bot.api_key);
    let _ = builder().api_key(bot.api_key.clone()).build().unwrap().users().me().await;
    client.users().get(&"4711".into()).await.unwrap_err();
    builder().api_key("Kn4rrWrong").build().unwrap().users().me().await.unwrap_err();
    4
}

async fn with_privx(sandbox: &Sandbox, trust: &Trust, found: &mut Vec<String>) -> usize {
    use privx::{
        local_user_store::LocalUser,
        oauth::{PasswordGrant, RefreshGrant},
    };
    let at = &sandbox.details().privx;
    let builder = || privx::Client::builder(&at.base_url).trust(trust.clone());
    let client = builder()
        .api_client(
            &at.oauth_client_id,
            at.oauth_client_secret.as_str(),
            &at.api_client_id,
            at.api_client_secret.as_str(),
        )
        .build()
        .unwrap();
    let grant = PasswordGrant::new(&at.api_client_id, at.api_client_secret.as_str())
        .oauth_client(&at.oauth_client_id, at.oauth_client_secret.as_str());
    let token = client.oauth().token_password(&grant).await.unwrap();
    keep(found, &token.access_token);
    if let Some(refresh) = &token.refresh_token {
        keep(found, refresh);
        if let Ok(next) = client.oauth().token_refresh(&RefreshGrant::new(refresh.clone())).await {
            keep(found, &next.access_token);
        }
    }
    let user =
        builder().user(sandbox.privx().admin_username(), sandbox.privx().admin_password()).build().unwrap();
    found.push(sandbox.privx().admin_password());
    user.local_user_store().users().list().all().await.unwrap();
    let new = LocalUser::new("kn").password(Secret::from(PASSWORD));
    client.local_user_store().users().create(&new).await.unwrap();
    client.local_user_store().users().create(&new).await.unwrap_err();
    let by_token = builder().bearer(token.access_token.clone()).build().unwrap();
    by_token.local_user_store().users().list().all().await.unwrap();
    builder()
        .bearer("Kn4rrWrong")
        .build()
        .unwrap()
        .local_user_store()
        .users()
        .list()
        .all()
        .await
        .unwrap_err();
    8
}

async fn with_midprovider(sandbox: &Sandbox, trust: &Trust, found: &mut Vec<String>) -> usize {
    let at = &sandbox.details().midprovider;
    let mut calls = 0;
    for basic in [false, true] {
        let how =
            if basic { midprovider::auth::TokenAuth::Basic } else { midprovider::auth::TokenAuth::Form };
        for builder in [
            midprovider::Client::ssms(&at.ssms_base_url, &at.tenant),
            midprovider::Client::shift(&at.shift_base_url, &at.tenant),
        ] {
            let builder =
                builder.client_credentials(&at.client_id, at.client_secret.as_str()).token_auth(how);
            let client = builder.trust(trust.clone()).build().unwrap();
            let oidc = midprovider::auth::OidcClient::confidential(&at.client_id, at.client_secret.as_str())
                .token_auth(how);
            let token = client.auth().token_client_credentials(&oidc, None).await.unwrap();
            keep(found, &token.access_token);
            let _ = client.auth().introspect(&oidc, &token.access_token, None).await;
            let name = midprovider::UserName::from("kn");
            let password = midprovider::users::InitialPassword::temporary(PASSWORD);
            let new = midprovider::users::NewUser::new(&name).email("kn@example.com").password(password);
            let _ = client.users().create(&new).await;
            client.users().create(&new).await.unwrap_err();
            client.users().delete(&name).await.unwrap();
            calls += 5;
        }
    }
    calls
}
