//! Verification of tokens, with real keys and signatures.

use crate::URL;
use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair as Rsa, KeySize},
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
        KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
        RSA_PSS_SHA512, RsaEncoding,
    },
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use midprovider::{
    Client, ClientId,
    oidc::{Refusal, Verifier, VerifyError},
};
use portcullis_testkit::wire::{Scripted, lost, reply};
use serde_json::{Value, json};
use std::{
    sync::{Arc, LazyLock, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

const ISSUER: &str = "https://idp.example/auth/realms/acme";

/// The keys of a realm. An RSA key takes a moment to make: all tests share them.
struct Keys {
    rsa: Rsa,
    other: Rsa,
    p256: EcdsaKeyPair,
    p384: EcdsaKeyPair,
    ed: Ed25519KeyPair,
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys {
    rsa: Rsa::generate(KeySize::Rsa2048).unwrap(),
    other: Rsa::generate(KeySize::Rsa2048).unwrap(),
    p256: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
    p384: EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap(),
    ed: Ed25519KeyPair::generate().unwrap(),
});

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The modulus is in front of the five bytes of the exponent 65537.
fn rsa_jwk(kid: &str, key: &Rsa) -> Value {
    let der = key.public_key().as_ref();
    let n = &der[der.len() - 5 - 256..der.len() - 5];
    json!({"kid": kid, "kty": "RSA", "use": "sig", "n": encoded(n), "e": "AQAB"})
}

fn ec_jwk(kid: &str, curve: &str, key: &EcdsaKeyPair) -> Value {
    let point = &key.public_key().as_ref()[1..];
    let (x, y) = point.split_at(point.len() / 2);
    json!({"kid": kid, "kty": "EC", "crv": curve, "x": encoded(x), "y": encoded(y)})
}

fn jwks() -> Vec<Value> {
    let keys = &*KEYS;
    let mut only_384 = rsa_jwk("only-384", &keys.rsa);
    only_384["alg"] = json!("RS384");
    let mut encryption = rsa_jwk("enc", &keys.rsa);
    encryption["use"] = json!("enc");
    vec![
        rsa_jwk("rsa", &keys.rsa),
        only_384,
        encryption,
        ec_jwk("p256", "P-256", &keys.p256),
        ec_jwk("p384", "P-384", &keys.p384),
        json!({"kid": "ed", "kty": "OKP", "crv": "Ed25519", "x": encoded(keys.ed.public_key())}),
        // What no signature can be verified with.
        json!({"kid": "oct", "kty": "oct", "k": "c2VjcmV0"}),
        json!({"kid": "bad", "kty": "RSA", "n": "!", "e": "AQAB"}),
        json!({"kid": "short", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
    ]
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "5f0a", "aud": ["account", "reports-api"], "azp": "portal", "typ": "Bearer",
        "exp": now() + 300, "iat": now() - 1, "preferred_username": "mira", "email_verified": true,
        "realm_access": {"roles": ["auditor"]}, "resource_access": {"portal": {"roles": ["reader"]}},
        "costCentre": "4711",
    })
}

/// The claims with this member in place of their own; without it if it is `null`.
fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()))
}

fn by_rsa(with: &'static dyn RsaEncoding, key: &Rsa, message: &str) -> Vec<u8> {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(with, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
    signature
}

fn signature(alg: &str, message: &str) -> Vec<u8> {
    let (keys, random) = (&*KEYS, SystemRandom::new());
    let encoding: &'static dyn RsaEncoding = match alg {
        "ES256" => return keys.p256.sign(&random, message.as_bytes()).unwrap().as_ref().to_vec(),
        "ES384" => return keys.p384.sign(&random, message.as_bytes()).unwrap().as_ref().to_vec(),
        "EdDSA" => return keys.ed.sign(message.as_bytes()).as_ref().to_vec(),
        "RS384" => &RSA_PKCS1_SHA384,
        "RS512" => &RSA_PKCS1_SHA512,
        "PS256" => &RSA_PSS_SHA256,
        "PS384" => &RSA_PSS_SHA384,
        "PS512" => &RSA_PSS_SHA512,
        _ => &RSA_PKCS1_SHA256,
    };
    by_rsa(encoding, &keys.rsa, message)
}

/// A token that is signed as its header claims.
fn token(alg: &str, kid: &str, claims: &Value) -> String {
    let message = unsigned(&json!({"alg": alg, "typ": "JWT", "kid": kid}), claims);
    format!("{message}.{}", encoded(signature(alg, &message)))
}

/// A verifier of a realm that publishes these keys, and what counts the requests for them.
fn realm(keys: Vec<Value>) -> (Verifier, Scripted, Arc<Mutex<Vec<Value>>>) {
    let keys = Arc::new(Mutex::new(keys));
    let published = keys.clone();
    let wire = Scripted::new(move |_, _| {
        let keys = published.lock().unwrap().clone();
        async move { if keys.is_empty() { lost() } else { reply(200, &json!({"keys": keys})) } }
    });
    let client = Client::shift(URL, "acme").anonymous().transport(wire.clone()).build().unwrap();
    (client.verifier("reports-api").unwrap(), wire, keys)
}

async fn refusal(token: &str) -> Option<Refusal> {
    let (verifier, _, _) = realm(jwks());
    verifier.verify(token).await.err().and_then(|error| error.refusal())
}

#[tokio::test]
async fn a_good_token_gives_its_claims() {
    let (verifier, wire, _) = realm(jwks());
    for (alg, kid) in [
        ("RS256", "rsa"),
        ("RS384", "rsa"),
        ("RS384", "only-384"),
        ("RS512", "rsa"),
        ("PS256", "rsa"),
        ("PS384", "rsa"),
        ("PS512", "rsa"),
        ("ES256", "p256"),
        ("ES384", "p384"),
        ("EdDSA", "ed"),
    ] {
        let claims = verifier.verify(&token(alg, kid, &claims())).await.unwrap();
        assert_eq!(claims.sub.unwrap().as_str(), "5f0a", "{alg}");
    }
    assert_eq!(wire.count(), 1, "the keys are fetched once");
    let one = token("RS256", "rsa", &with("aud", json!("reports-api")));
    let claims = verifier.verify(&one).await.unwrap();
    assert!(claims.has_realm_role("auditor") && !claims.has_realm_role("reader"));
    assert!(claims.has_client_role(&ClientId::from("portal"), "reader"));
    assert!(!claims.has_client_role(&ClientId::from("other"), "reader"));
    assert_eq!(claims.extra.get("costCentre"), Some(&json!("4711")));
    assert_eq!((claims.aud, claims.email_verified), (vec!["reports-api".to_owned()], Some(true)));
}

#[tokio::test]
async fn bad_tokens_are_refused_with_their_reason() {
    let good = token("RS256", "rsa", &claims());
    let [header, body, signed] = good.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let none = unsigned(&json!({"alg": "none", "kid": "rsa"}), &claims());
    let as_secret = unsigned(&json!({"alg": "HS256", "kid": "rsa"}), &claims());
    let cut = format!("{header}.{body}.{}", encoded(&URL_SAFE_NO_PAD.decode(signed).unwrap()[..255]));
    let secret = hmac::Key::new(hmac::HMAC_SHA256, KEYS.rsa.public_key().as_ref());
    let as_secret = format!("{as_secret}.{}", encoded(hmac::sign(&secret, as_secret.as_bytes())));
    let other = by_rsa(&RSA_PKCS1_SHA256, &KEYS.other, &format!("{header}.{body}"));
    let admin = unsigned(&json!({"alg": "RS256", "kid": "rsa"}), &with("sub", json!("admin")));
    let admin = admin.split_once('.').unwrap().1;
    let critical = unsigned(&json!({"alg": "RS256", "kid": "rsa", "crit": ["exp"]}), &claims());
    let no_key = unsigned(&json!({"alg": "RS256"}), &claims());
    let twice = claims().to_string().replacen('{', &format!(r#"{{"iss":"{ISSUER}","#), 1);
    let twice = format!("{header}.{}", encoded(twice));
    let signed_by_rsa = |message: &str| format!("{message}.{}", encoded(signature("RS256", message)));
    let with_rsa = |name, value| token("RS256", "rsa", &with(name, value));
    let table = [
        ("another realm", Refusal::Issuer, with_rsa("iss", json!("https://idp.example/auth/realms/other"))),
        (
            "a prefix of the issuer",
            Refusal::Issuer,
            with_rsa("iss", json!("https://idp.example/auth/realms/acm")),
        ),
        ("no issuer", Refusal::Issuer, with_rsa("iss", Value::Null)),
        ("another audience", Refusal::Audience, with_rsa("aud", json!(["account"]))),
        ("a part of the audience", Refusal::Audience, with_rsa("aud", json!("reports-api-2"))),
        ("no audience", Refusal::Audience, with_rsa("aud", Value::Null)),
        ("expired", Refusal::Expired, with_rsa("exp", json!(now() - 61))),
        ("no expiry", Refusal::Malformed, with_rsa("exp", Value::Null)),
        ("not yet valid", Refusal::NotYetValid, with_rsa("nbf", json!(now() + 90))),
        ("issued in the future", Refusal::NotYetValid, with_rsa("iat", json!(now() + 90))),
        ("no algorithm", Refusal::Algorithm, format!("{none}.")),
        ("no algorithm, with a signature", Refusal::Algorithm, format!("{none}.{signed}")),
        ("the public key as a shared secret", Refusal::Algorithm, as_secret),
        ("an RSA signature for a curve", Refusal::Algorithm, token("RS256", "p256", &claims())),
        ("a curve's signature for RSA", Refusal::Algorithm, token("ES256", "rsa", &claims())),
        ("a curve's signature for another curve", Refusal::Algorithm, token("ES384", "p256", &claims())),
        ("another algorithm than the key's own", Refusal::Algorithm, token("RS256", "only-384", &claims())),
        ("an unknown key", Refusal::UnknownKey, token("RS256", "gone", &claims())),
        ("a key for encryption", Refusal::UnknownKey, token("RS256", "enc", &claims())),
        ("a shared secret as a key", Refusal::UnknownKey, token("RS256", "oct", &claims())),
        ("a key that cannot be read", Refusal::UnknownKey, token("RS256", "bad", &claims())),
        ("a point that is too short", Refusal::UnknownKey, token("ES256", "short", &claims())),
        ("no key", Refusal::UnknownKey, signed_by_rsa(&no_key)),
        ("another realm's key", Refusal::Signature, format!("{header}.{body}.{}", encoded(other))),
        ("other claims", Refusal::Signature, format!("{header}.{admin}.{signed}")),
        ("a cut signature", Refusal::Signature, cut),
        ("no signature", Refusal::Signature, format!("{header}.{body}.")),
        ("an extension", Refusal::Malformed, signed_by_rsa(&critical)),
        ("a claim twice", Refusal::Malformed, signed_by_rsa(&twice)),
        ("two parts", Refusal::Malformed, format!("{header}.{body}")),
        ("four parts", Refusal::Malformed, format!("{good}.x")),
        ("padding", Refusal::Malformed, format!("{header}=.{body}.{signed}")),
        (
            "claims that are no object",
            Refusal::Malformed,
            signed_by_rsa(&format!("{header}.{}", encoded("[]"))),
        ),
        ("a header that is no object", Refusal::Malformed, format!("{}.{body}.{signed}", encoded("1"))),
        ("nothing", Refusal::Malformed, String::new()),
        ("too long", Refusal::Malformed, format!("{header}.{body}.{}", "A".repeat(70_000))),
    ];
    assert!(table.len() >= 25);
    for (what, reason, token) in table {
        assert_eq!(refusal(&token).await, Some(reason), "{what}");
    }
}

#[tokio::test]
async fn clocks_may_differ_by_the_leeway() {
    let (verifier, _, _) = realm(jwks());
    let late = token("RS256", "rsa", &with("exp", json!(now() - 30)));
    let early = token("RS256", "rsa", &with("nbf", json!(now() + 30)));
    for token in [&late, &early] {
        assert!(verifier.verify(token).await.is_ok());
    }
    let strict = verifier.leeway(Duration::ZERO);
    assert_eq!(strict.verify(&late).await.unwrap_err().refusal(), Some(Refusal::Expired));
    assert_eq!(strict.verify(&early).await.unwrap_err().refusal(), Some(Refusal::NotYetValid));
}

#[tokio::test]
async fn what_is_refused_without_a_key_makes_no_request() {
    let (verifier, wire, _) = realm(jwks());
    let foreign = token("RS256", "rsa", &with("iss", json!("https://evil.example")));
    assert!(verifier.verify(&foreign).await.is_err());
    assert_eq!(wire.count(), 0);
    assert!(verifier.issuer("https://evil.example").verify(&foreign).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_unknown_key_makes_one_request_and_a_new_key_is_found() {
    let (verifier, wire, keys) = realm(vec![rsa_jwk("rsa", &KEYS.rsa)]);
    verifier.verify(&token("RS256", "rsa", &claims())).await.unwrap();
    let unknown = token("RS256", "next", &claims());
    for _ in 0..100 {
        assert_eq!(verifier.verify(&unknown).await.unwrap_err().refusal(), Some(Refusal::UnknownKey));
    }
    assert_eq!(wire.count(), 2, "one request for the unknown key, then refusals");
    keys.lock().unwrap().push(rsa_jwk("next", &KEYS.rsa));
    tokio::time::advance(Duration::from_secs(11)).await;
    verifier.verify(&unknown).await.unwrap();
    assert_eq!(wire.count(), 3);
    // A key that is no longer published is forgotten with the others, after an hour.
    keys.lock().unwrap().remove(0);
    let old = token("RS256", "rsa", &claims());
    verifier.verify(&old).await.unwrap();
    tokio::time::advance(Duration::from_secs(3601)).await;
    assert_eq!(verifier.verify(&old).await.unwrap_err().refusal(), Some(Refusal::UnknownKey));
}

#[tokio::test(start_paused = true)]
async fn keys_that_cannot_be_fetched_are_not_the_tokens_fault() {
    let (verifier, _, keys) = realm(Vec::new());
    let good = token("RS256", "rsa", &claims());
    let error = verifier.verify(&good).await.unwrap_err();
    assert!(matches!(error, VerifyError::Keys(_)) && error.refusal().is_none());
    keys.lock().unwrap().extend(jwks());
    verifier.verify(&good).await.unwrap();
}

#[tokio::test]
async fn many_tokens_at_once_fetch_the_keys_once() {
    let (verifier, wire, _) = realm(jwks());
    let good = token("RS256", "rsa", &claims());
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let (verifier, good) = (verifier.clone(), good.clone());
            tokio::spawn(async move { verifier.verify(&good).await.is_ok() })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap());
    }
    assert_eq!(wire.count(), 1);
}
