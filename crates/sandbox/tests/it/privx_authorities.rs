//! Certificates and revocation lists of PrivX's authorities, and the trust anchors.

use std::time::SystemTime;

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use x509_parser::prelude::{CertificateRevocationList, FromDer as _, X509Certificate};

use crate::https::{Client, Result};
use crate::privx::Api;
use portcullis_sandbox::Sandbox;

const GROUPS: &str = "/authorizer/api/v1/accessgroups";
const CAS: &str = "/authorizer/api/v1/cas";

async fn api() -> Result<Api> {
    Api::start(Sandbox::start().await?).await
}

async fn get(api: &Api, path: &str) -> Result<Value> {
    let reply = api.call("GET", path, Value::Null).await?;
    assert_eq!(reply.status, 200, "{path}: {}", reply.json);
    Ok(reply.json)
}

async fn status(api: &Api, path: &str) -> Result<u16> {
    Ok(api.call("GET", path, Value::Null).await?.status.as_u16())
}

async fn bytes(api: &Api, path: &str) -> Result<Vec<u8>> {
    let reply = api.call("GET", path, Value::Null).await?;
    assert_eq!(reply.status, 200, "{path}: {}", reply.json);
    assert_eq!(reply.headers["content-type"], "application/octet-stream");
    Ok(reply.bytes.to_vec())
}

fn signed(by: &[u8], data: &[u8], signature: &[u8]) -> bool {
    let (_, by) = X509Certificate::from_der(by).unwrap();
    let key = &by.public_key().subject_public_key.data;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key).verify(data, signature).is_ok()
}

/// Whether a CA issued the certificate: name and signature.
fn issued(by: &[u8], certificate: &[u8]) -> bool {
    let (rest, read) = X509Certificate::from_der(certificate).unwrap();
    assert!(rest.is_empty());
    let name = X509Certificate::from_der(by).unwrap().1.subject() == read.issuer();
    name && signed(by, read.tbs_certificate.as_ref(), &read.signature_value.data)
}

/// The same of a revocation list, which is valid now.
fn revokes(by: &[u8], list: &[u8]) -> bool {
    let (rest, read) = CertificateRevocationList::from_der(list).unwrap();
    assert!(rest.is_empty());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let now = i64::try_from(now).unwrap();
    assert!(read.last_update().timestamp() <= now && read.next_update().unwrap().timestamp() > now);
    assert_eq!(read.iter_revoked_certificates().count(), 0);
    let name = X509Certificate::from_der(by).unwrap().1.subject() == read.issuer();
    name && signed(by, read.tbs_cert_list.as_ref(), &read.signature_value.data)
}

fn fingerprint(algorithm: &'static Algorithm, der: &[u8]) -> String {
    let bytes: Vec<String> =
        digest(algorithm, der).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.concat()
}

fn from_pem(pem: &[u8]) -> Vec<u8> {
    CertificateDer::from_pem_slice(pem).unwrap().to_vec()
}

/// The members that describe a certificate.
fn describes(info: &Value, der: &[u8]) {
    let (_, read) = X509Certificate::from_der(der).unwrap();
    assert!(read.is_ca() && read.validity().is_valid());
    let usage = read.key_usage().unwrap().unwrap().value;
    assert!(usage.key_cert_sign() && usage.crl_sign());
    assert_eq!(info["subject"], read.subject().to_string());
    assert_eq!(info["issuer"], read.issuer().to_string());
    assert_eq!(info["serial"], read.tbs_certificate.serial.to_string());
    let time = |at: x509_parser::time::ASN1Time| {
        let date = at.to_datetime().date();
        format!("{:04}-{:02}-{:02}T00:00:00Z", date.year(), u8::from(date.month()), date.day())
    };
    assert_eq!(info["not_before"], time(read.validity().not_before));
    assert_eq!(info["not_after"], time(read.validity().not_after));
    assert_eq!(info["fingerprint_sha1"], fingerprint(&SHA1_FOR_LEGACY_USE_ONLY, der));
    assert_eq!(info["fingerprint_sha256"], fingerprint(&SHA256, der));
}

/// Downloads what a listed authority has, checks it, and returns its certificate and its list in DER.
async fn checked(api: &Api, cas: &str, ca: &Value) -> Result<(Vec<u8>, Vec<u8>)> {
    let der = STANDARD.decode(ca["x509_certificate"].as_str().unwrap())?;
    describes(ca, &der);
    assert!(issued(&der, &der));
    let line = ca["public_key_string"].as_str().unwrap();
    assert_eq!(line.strip_prefix("ecdsa-sha2-nistp256 "), ca["public_key"].as_str());
    let (_, read) = X509Certificate::from_der(&der)?;
    let wire = STANDARD.decode(ca["public_key"].as_str().unwrap())?;
    assert!(wire.ends_with(&read.public_key().subject_public_key.data));
    let list = bytes(api, &format!("{cas}/{}/crl", ca["id"].as_str().unwrap())).await?;
    assert!(revokes(&der, &list));
    Ok((der, list))
}

#[tokio::test]
async fn an_access_group_has_certificates_and_revocation_lists() -> Result<()> {
    let api = api().await?;
    let id = api.call("POST", GROUPS, json!({ "name": "plant 4" })).await?.text("/id");
    let group = format!("{GROUPS}/{id}");
    api.call("POST", &format!("{group}/cas"), json!({})).await?;
    let listed = get(&api, CAS).await?;
    let [old, new] = listed.as_array().map(Vec::as_slice).unwrap() else { panic!("{listed}") };
    let (first, crl) = checked(&api, CAS, old).await?;
    let (second, other) = checked(&api, CAS, new).await?;
    assert!(!revokes(&second, &crl) && !revokes(&first, &other) && !issued(&first, &second));
    for (ca, der) in [(old, &first), (new, &second)] {
        let file = bytes(&api, &format!("{CAS}/{}", ca["id"].as_str().unwrap())).await?;
        assert_eq!(&from_pem(&file), der);
    }
    assert_eq!(get(&api, CAS).await?, listed, "each key is made once");

    let revoked = old["id"].as_str().unwrap();
    assert_eq!(api.call("DELETE", &format!("{group}/cas/{revoked}"), Value::Null).await?.status, 200);
    assert_eq!(get(&api, CAS).await?, json!([new]));
    assert_eq!(get(&api, &format!("{CAS}?filter=all")).await?, listed);
    assert_eq!(from_pem(&bytes(&api, &format!("{CAS}/{revoked}")).await?), first);
    assert_eq!(api.call("DELETE", &group, Value::Null).await?.status, 200);
    for path in [format!("{CAS}/{revoked}"), format!("{CAS}/{revoked}/crl")] {
        assert_eq!(status(&api, &path).await?, 404);
    }
    Ok(())
}

#[tokio::test]
async fn a_component_has_an_authority_of_its_own() -> Result<()> {
    let api = api().await?;
    let group = api.call("POST", GROUPS, json!({ "name": "plant 4" })).await?.text("/id");
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for kind in ["extender", "icap", "dbproxy"] {
        let cas = format!("/authorizer/api/v1/{kind}/cas");
        let listed = get(&api, &cas).await?;
        assert_eq!(listed.as_array().map(Vec::len), Some(1));
        let (der, crl) = checked(&api, &cas, &listed[0]).await?;
        let one = format!("{cas}/{}", listed[0]["id"].as_str().unwrap());
        if kind == "icap" {
            assert_eq!(get(&api, &one).await?, listed[0], "the vendor's client decodes JSON");
        } else {
            assert_eq!(from_pem(&bytes(&api, &one).await?), der);
        }
        assert_eq!(get(&api, &format!("{cas}?access_group_id={group}")).await?, json!([]));
        for (other, certificate) in &found {
            assert!(!revokes(certificate, &crl));
            assert_eq!(status(&api, &format!("{cas}/{other}")).await?, 404);
            assert_eq!(status(&api, &format!("{cas}/{other}/crl")).await?, 404);
        }
        found.push((listed[0]["id"].as_str().unwrap().to_owned(), der));
    }
    assert_eq!(status(&api, "/authorizer/api/v1/unknown/cas").await?, 404);

    let db = get(&api, "/db-proxy/api/v1/conf").await?;
    let der = from_pem(db["ca_certificate_chain"].as_str().unwrap().as_bytes());
    assert_eq!(der, found[2].1);
    describes(&db["ca_certificate"], &der);
    let proxy = get(&api, "/api-proxy/api/v1/conf").await?;
    let der = from_pem(proxy["ca_certificate_chain"].as_str().unwrap().as_bytes());
    describes(&proxy["ca_certificate"], &der);
    assert!(issued(&der, &der) && found.iter().all(|(_, other)| *other != der));
    assert_eq!(proxy["addresses"], json!([]));
    Ok(())
}

#[tokio::test]
async fn the_trust_anchor_verifies_the_server() -> Result<()> {
    let api = api().await?;
    let base = &api.sandbox().details().privx.base_url;
    let anchor = get(&api, "/authorizer/api/v1/ssl-trust-anchor").await?;
    let pem = anchor["trust_anchor"].as_str().unwrap();
    assert!(Client::trusting(pem, None).connect(base).await.is_ok());
    let der = from_pem(pem.as_bytes());
    assert_eq!(anchor["trust_anchor_sha1"], fingerprint(&SHA1_FOR_LEGACY_USE_ONLY, &der));
    assert_eq!(anchor["trust_anchor_sha256"], fingerprint(&SHA256, &der));
    assert_eq!(get(&api, "/authorizer/api/v1/extender-trust-anchor").await?, anchor);
    let conf = get(&api, "/db-proxy/api/v1/conf").await?;
    let other = conf["ca_certificate_chain"].as_str().unwrap();
    assert!(Client::trusting(other, None).connect(base).await.is_err());
    Ok(())
}

#[tokio::test]
async fn keys_outlive_a_restart_and_the_server_gets_another() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let mut before = Vec::new();
    for start in 0..2 {
        let api = Api::start(Sandbox::builder().state_dir(directory.path()).start().await?).await?;
        if start == 0 {
            api.call("POST", GROUPS, json!({ "name": "plant 4" })).await?;
        }
        let anchor = get(&api, "/authorizer/api/v1/ssl-trust-anchor").await?;
        assert_eq!(
            from_pem(anchor["trust_anchor"].as_str().unwrap().as_bytes()),
            from_pem(api.sandbox().ca_pem().as_bytes())
        );
        let listed = (get(&api, CAS).await?, get(&api, "/authorizer/api/v1/extender/cas").await?);
        checked(&api, CAS, &listed.0[0]).await?;
        before.push((listed, anchor));
    }
    assert_eq!(before[0].0, before[1].0);
    assert_ne!(before[0].1, before[1].1);
    Ok(())
}
