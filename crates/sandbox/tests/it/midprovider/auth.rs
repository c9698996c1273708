//! The OIDC tree.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{TOKEN, USERS, call, create, credentials, form, send, text, token};

#[tokio::test]
async fn grants_give_tokens_and_refresh_tokens_rotate() {
    let sandbox = Sandbox::start().await.unwrap();
    let control = sandbox.midprovider();
    let credentials = credentials(&sandbox);
    let wrong = format!("grant_type=client_credentials&{credentials}x");
    let reply = form(&sandbox, TOKEN, &wrong).await;
    assert_eq!((reply.status.as_u16(), text(&reply.json, "error")), (401, "unauthorized_client".to_owned()));
    let reply = form(&sandbox, TOKEN, &format!("grant_type=magic&{credentials}")).await;
    assert_eq!(
        (reply.status.as_u16(), text(&reply.json, "error")),
        (400, "unsupported_grant_type".to_owned())
    );
    let details = &sandbox.details().midprovider;
    let basic =
        format!("Basic {}", STANDARD.encode(format!("{}:{}", details.client_id, details.client_secret)));
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", basic.as_str())];
    let url = &details.shift_base_url;
    let body = "grant_type=client_credentials";
    let reply = send(&sandbox, "POST", &format!("{url}{TOKEN}"), &headers, body).await.json;
    assert!(reply.get("refresh_token").is_none() && reply["refresh_expires_in"] == 0);
    assert_eq!(text(&reply, "access_token").split('.').count(), 3);

    let password = |password: &str| {
        format!("grant_type=password&username=Administrator&password={password}&scope=openid&{credentials}")
    };
    let reply = form(&sandbox, TOKEN, &password("no")).await;
    assert_eq!((reply.status.as_u16(), text(&reply.json, "error")), (401, "invalid_grant".to_owned()));
    let first = form(&sandbox, TOKEN, &password(&control.admin_password())).await.json;
    assert_eq!((&first["expires_in"], first["id_token"].is_string()), (&json!(300), true));
    let refresh = async |token: &str| {
        form(&sandbox, TOKEN, &format!("grant_type=refresh_token&refresh_token={token}&{credentials}")).await
    };
    let old = text(&first, "refresh_token");
    let second = refresh(&old).await.json;
    assert_ne!(old, text(&second, "refresh_token"));
    let access = text(&second, "access_token");
    assert_eq!(call(&sandbox, &access, "GET", USERS, None).await.status, 200);
    // A second use ends the session, and with it the newer tokens.
    assert_eq!(refresh(&old).await.status, 400);
    assert_eq!(refresh(&text(&second, "refresh_token")).await.status, 400);
    assert_eq!(call(&sandbox, &access, "GET", USERS, None).await.status, 401);
    assert_eq!(control.token_requests(), 8);
}

#[tokio::test]
async fn codes_are_single_use_and_bound_to_their_verifier() {
    let sandbox = Sandbox::start().await.unwrap();
    let control = sandbox.midprovider();
    let credentials = credentials(&sandbox);
    let verifier = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
    let uri = "http://127.0.0.1:9/back";
    let redeem = async |code: &str, verifier: &str| {
        let body = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={uri}&code_verifier={verifier}&{credentials}"
        );
        form(&sandbox, TOKEN, &body).await
    };
    let code = control.mint_code("administrator", uri, Some(&challenge)).unwrap();
    assert_eq!(redeem(&code, &verifier.replace('0', "1")).await.status, 400);
    let code = control.mint_code("administrator", uri, Some(&challenge)).unwrap();
    assert_eq!(redeem(&code, verifier).await.status, 200);
    assert_eq!(redeem(&code, verifier).await.status, 400);

    let tree = "/auth/realms/sandbox/protocol/openid-connect";
    let client = &sandbox.details().midprovider.client_id;
    let query = format!("client_id={client}&redirect_uri={uri}&state=s%201&scope=openid");
    let authorize = async |more: &str| {
        let path = format!("{tree}/auth?{query}&{more}");
        let reply = call(&sandbox, "", "GET", &path, None).await;
        assert_eq!(reply.status.as_u16(), 302, "{}", reply.json);
        reply.headers["location"].to_str().unwrap().to_owned()
    };
    let location =
        authorize(&format!("response_type=code&code_challenge={challenge}&code_challenge_method=S256")).await;
    assert!(location.starts_with("http://127.0.0.1:9/back?state=s%201&"));
    let code = location.split("code=").nth(1).unwrap().split('&').next().unwrap();
    let tokens = redeem(code, verifier).await.json;
    let implicit = authorize("response_type=id_token%20token&nonce=n").await;
    assert!(implicit.contains("#state=s%201&access_token=") && implicit.contains("&id_token="));
    assert!(authorize("response_type=maybe").await.contains("error=unsupported_response_type"));
    let path =
        format!("{tree}/auth?client_id={client}&redirect_uri=https://evil.example/&response_type=code");
    assert_eq!(call(&sandbox, "", "GET", &path, None).await.status, 400);

    let access = text(&tokens, "access_token");
    let info = call(&sandbox, &access, "GET", &format!("{tree}/userinfo"), None).await.json;
    assert_eq!(info["preferred_username"], "administrator");
    let exchange = "grant_type=urn:ietf:params:oauth:grant-type:token-exchange\
                    &subject_token_type=urn:ietf:params:oauth:token-type:access_token";
    let reply = form(&sandbox, TOKEN, &format!("{exchange}&subject_token={access}&{credentials}")).await;
    let exchanged = reply.json;
    assert!(exchanged["issued_token_type"].is_string());
    let active = async |token: &str| {
        let body = format!("token={token}&{credentials}");
        form(&sandbox, &format!("{tree}/token/introspect"), &body).await.json["active"] == true
    };
    assert!(active(&access).await);
    let body = format!("token={access}&{credentials}");
    assert_eq!(form(&sandbox, &format!("{tree}/revoke"), &body).await.status, 200);
    assert!(!active(&access).await && active(&text(&exchanged, "access_token")).await);
    let body = format!("refresh_token={}&{credentials}", text(&tokens, "refresh_token"));
    assert_eq!(form(&sandbox, &format!("{tree}/logout"), &body).await.status, 204);
    assert_eq!(form(&sandbox, &format!("{tree}/logout"), &body).await.status, 400);
    assert!(!active(&text(&exchanged, "access_token")).await);
}

#[tokio::test]
async fn accounts_that_may_not_log_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = token(&sandbox).await;
    let credential = json!({ "type": "password", "value": "S0me-long-phrase" });
    create(&sandbox, &token, json!({ "username": "mira", "credentials": [credential.clone()] })).await;
    let log_in = async || {
        let body = "grant_type=password&client_id=admin-cli&username=mira&password=S0me-long-phrase";
        form(&sandbox, TOKEN, body).await
    };
    assert_eq!(text(&log_in().await.json, "error_description"), "Account disabled");
    let path = format!("{USERS}/mira/enable");
    call(&sandbox, &token, "PUT", &path, Some(json!({ "enabled": true }))).await;
    // A password is temporary unless the request says otherwise.
    assert_eq!(text(&log_in().await.json, "error_description"), "Account is not fully set up");
    let body = json!({ "requiredActions": [] });
    call(&sandbox, &token, "PUT", &format!("{USERS}/mira/update"), Some(body)).await;
    let ordinary = text(&log_in().await.json, "access_token");
    assert_eq!(call(&sandbox, &ordinary, "GET", USERS, None).await.status, 401);
    let admin = "/auth/admin/realms/sandbox/attack-detection/otp-brute-force/users/mira";
    assert_eq!(call(&sandbox, &ordinary, "GET", admin, None).await.status, 403);
}

#[tokio::test]
async fn the_realm_describes_itself() {
    let sandbox = Sandbox::start().await.unwrap();
    let details = &sandbox.details().midprovider;
    for url in [&details.ssms_base_url, &details.shift_base_url] {
        let get = async |path: &str| send(&sandbox, "GET", &format!("{url}{path}"), &[], "").await.json;
        let discovery = get("/auth/realms/sandbox/.well-known/openid-configuration").await;
        assert_eq!(text(&discovery, "token_endpoint"), format!("{url}{TOKEN}"));
        assert_eq!(discovery["subject_types_supported"], json!(["public"]));
        assert_eq!(discovery["id_token_signing_alg_values_supported"], json!(["RS256"]));
        assert_eq!(get("/auth/realms/sandbox").await["realm"], details.tenant.as_str());
        assert_eq!(send(&sandbox, "GET", &text(&discovery, "jwks_uri"), &[], "").await.status, 200);
    }
}

#[tokio::test]
async fn every_token_is_signed_by_the_key_of_the_realm() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = &sandbox.details().midprovider.ssms_base_url;
    let get = async |path: &str| send(&sandbox, "GET", &format!("{url}{path}"), &[], "").await.json;
    let jwk = get("/auth/realms/sandbox/protocol/openid-connect/certs").await["keys"][0].clone();
    let public_key = STANDARD.decode(text(&get("/auth/realms/sandbox").await, "public_key")).unwrap();
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    let numbers = RsaPublicKeyComponents { n: decode(&text(&jwk, "n")), e: decode(&text(&jwk, "e")) };
    let public_key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key);

    let password = sandbox.midprovider().admin_password();
    let body = format!("grant_type=password&username=administrator&password={password}&scope=openid");
    let reply = form(&sandbox, TOKEN, &format!("{body}&{}", credentials(&sandbox))).await.json;
    let client = sandbox.details().midprovider.client_id.as_str();
    let issuer = format!("{url}/auth/realms/sandbox");
    for (name, kind, audience) in [
        ("access_token", "Bearer", json!(["realm-management", "account"])),
        ("refresh_token", "Refresh", json!(issuer)),
        ("id_token", "ID", json!(client)),
    ] {
        let token = text(&reply, name);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let signature = decode(signature);
        let valid = |signed: &str| {
            let by_numbers = numbers.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature);
            assert_eq!(by_numbers, public_key.verify(signed.as_bytes(), &signature));
            by_numbers.is_ok()
        };
        assert!(valid(signed) && !valid(&format!("{signed}A")), "{name}");
        let header: Value = serde_json::from_slice(&decode(header)).unwrap();
        assert_eq!((&header["alg"], &header["kid"]), (&json!("RS256"), &jwk["kid"]));
        let claims: Value = serde_json::from_slice(&decode(claims)).unwrap();
        assert_eq!((&claims["typ"], &claims["aud"]), (&json!(kind), &audience));
        assert_eq!(text(&claims, "iss"), issuer);
    }
}
