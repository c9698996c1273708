//! Certificates and revocation lists of the authorities of access groups, components and proxies, and the trust anchors.
//!
//! A key is made when its certificate is first needed, and kept as long as its authority. The vendor's words for kinds
//! of key are not documented, so that every key is one of ECDSA on P-256. The forms of a downloaded file, a serial
//! number and a fingerprint are not documented either: here they are PEM, decimal, and lower-case hexadecimal digits.

use std::time::Duration;

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use axum::Json;
use axum::response::IntoResponse as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::KeyPair;
use serde_json::{Value, json};
use x509_parser::prelude::{ASN1Time, FromDer as _, X509Certificate};

use super::authorizer::{file, parameter, ssh_wire};
use super::error::Refusal;
use super::json::object;
use super::state::{Inner, State};
use crate::collections::{Answer, Call, Collection, page, text};
use crate::objects::Object;
use crate::{clock, random, tls};

type Kept = Collection<Inner>;

/// Certificates and keys, by the id of the authority within its access group or kind of component.
const AUTHORITIES: &str = "authorities";
/// The certificate of the CA that signed the server's own certificate.
const TLS_AUTHORITY: &str = "tls_authority";
/// The kinds of component.
const COMPONENTS: [&str; 3] = ["extender", WEB_PROXY, DB_PROXY];
const WEB_PROXY: &str = "icap";
const DB_PROXY: &str = "dbproxy";
/// The API proxy is no kind of component of the vendor's operations on them.
const API_PROXY: &str = "api-proxy";

fn failed<E>(_: E) -> Refusal {
    Refusal::bad_request("The certificate cannot be made")
}

struct Authority {
    id: String,
    name: String,
    /// PKCS #8.
    key: Vec<u8>,
    /// DER.
    certificate: Vec<u8>,
}

impl Authority {
    fn new(id: &str, name: String) -> Result<Self, Refusal> {
        let key = KeyPair::generate().map_err(failed)?;
        let params = tls::authority_params(&name).map_err(failed)?;
        let certificate = params.self_signed(&key).map_err(failed)?.der().to_vec();
        Ok(Self { id: id.to_owned(), name, key: key.serialize_der(), certificate })
    }

    fn read(id: &str, kept: &Object) -> Result<Self, Refusal> {
        let bytes = |name| STANDARD.decode(text(kept, name)).map_err(failed);
        let (key, certificate) = (bytes("key")?, bytes("certificate")?);
        Ok(Self { id: id.to_owned(), name: text(kept, "name").to_owned(), key, certificate })
    }

    fn kept(&self) -> Object {
        let (key, certificate) = (STANDARD.encode(&self.key), STANDARD.encode(&self.certificate));
        object(json!({ "name": self.name, "key": key, "certificate": certificate }))
    }

    /// The revocation list in DER, as RFC 5280 has it of files. The authority has issued nothing but its own certificate,
    /// which no list of its own can revoke, so that the list is empty.
    fn crl(&self) -> Result<Vec<u8>, Refusal> {
        let key = KeyPair::try_from(self.key.as_slice()).map_err(failed)?;
        tls::empty_crl(&self.name, &key).map_err(failed)
    }

    /// What a `CaCertificate` has of the certificate and its key.
    fn members(&self) -> Result<Object, Refusal> {
        const KIND: &str = "ecdsa-sha2-nistp256";
        let mut members = info(&self.certificate)?;
        let (_, certificate) = X509Certificate::from_der(&self.certificate).map_err(failed)?;
        let point = &certificate.public_key().subject_public_key.data;
        let public = STANDARD.encode(ssh_wire(&[KIND.as_bytes(), b"nistp256", point]));
        members.extend(object(json!({
            "id": self.id, "size": 256, "x509_certificate": STANDARD.encode(&self.certificate),
            "public_key_string": format!("{KIND} {public}"), "public_key": public,
        })));
        Ok(members)
    }

    /// The members of a proxy's configuration.
    fn conf(&self) -> Result<Object, Refusal> {
        let info = info(&self.certificate)?;
        Ok(object(json!({ "ca_certificate": info, "ca_certificate_chain": pem(&self.certificate) })))
    }
}

fn pem(der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let lines = base64.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned() + "\n");
    format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", lines.collect::<String>())
}

fn fingerprint(algorithm: &'static Algorithm, der: &[u8]) -> String {
    digest(algorithm, der).as_ref().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// What a `CertificateInfo` has.
fn info(der: &[u8]) -> Result<Object, Refusal> {
    let (_, certificate) = X509Certificate::from_der(der).map_err(failed)?;
    let time = |at: ASN1Time| clock::rfc3339(Duration::from_secs(at.timestamp().try_into().unwrap_or(0)));
    let validity = certificate.validity();
    Ok(object(json!({
        "subject": certificate.subject().to_string(), "issuer": certificate.issuer().to_string(),
        "serial": certificate.tbs_certificate.serial.to_string(),
        "not_before": time(validity.not_before), "not_after": time(validity.not_after),
        "fingerprint_sha1": fingerprint(&SHA1_FOR_LEGACY_USE_ONLY, der),
        "fingerprint_sha256": fingerprint(&SHA256, der),
    })))
}

/// The authority with this id. What it belongs to is the scope, so that it goes with a deleted group.
fn authority(inner: &mut Inner, owner: &str, id: &str, kind: &str) -> Result<Authority, Refusal> {
    if let Some(kept) = inner.objects.get(AUTHORITIES, owner, id) {
        return Authority::read(id, kept);
    }
    let made = Authority::new(id, format!("{kind} {id}"))?;
    inner.objects.put(AUTHORITIES, owner, id, made.kept());
    Ok(made)
}

// Access groups.

fn of_group(inner: &mut Inner, ca: &Object) -> Result<Authority, Refusal> {
    authority(inner, text(ca, "access_group_id"), text(ca, "id"), "access-group")
}

/// The authority in the path. One that was revoked still has its files.
fn of_call(inner: &mut Inner, call: &Call<'_>) -> Result<Authority, Refusal> {
    let ca = inner.objects.get("cas", "", parameter(call, "ca_id")).cloned();
    of_group(inner, &ca.ok_or_else(Refusal::not_found)?)
}

pub(super) fn list(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let revoked = call.query("filter") == Some("all");
    let wanted = |ca: &&Object| {
        let fits = call.query("access_group_id").is_none_or(|group| text(ca, "access_group_id") == group);
        fits && (revoked || text(ca, "state") == "valid")
    };
    let mut found: Vec<Object> = inner.objects.list("cas", "").filter(wanted).cloned().collect();
    for ca in &mut found {
        let members = of_group(inner, ca)?.members()?;
        ca.extend(members);
        ca.retain(|name, value| name != "state" && !value.is_null());
    }
    page(inner, call, found, Value::from)
}

pub(super) fn download(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(file(pem(&of_call(inner, call)?.certificate)))
}

pub(super) fn crl(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(file(of_call(inner, call)?.crl()?))
}

// Components and proxies.

/// The only authority of a kind of component or proxy.
fn of_kind(inner: &mut Inner, kind: &str) -> Result<Authority, Refusal> {
    let id = inner.objects.rows(AUTHORITIES).find(|row| row.scope == kind).map(|row| row.key.clone());
    authority(inner, kind, &id.unwrap_or_else(random::uuid), kind)
}

/// That of the kind in the path, which has the id in the path if there is one.
fn of_component(inner: &mut Inner, call: &Call<'_>) -> Result<Authority, Refusal> {
    let kind = parameter(call, "ca_type");
    if !COMPONENTS.contains(&kind) {
        return Err(Refusal::not_found());
    }
    let found = of_kind(inner, kind)?;
    let named = call.parameter("ca_id").is_none_or(|id| id == found.id);
    if named { Ok(found) } else { Err(Refusal::not_found()) }
}

/// The authority of a component belongs to no access group.
pub(super) fn component_list(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let mut found = vec![of_component(inner, call)?.members()?];
    found.retain(|_| call.query("access_group_id").is_none());
    page(inner, call, found, Value::from)
}

/// A client of the vendor reads JSON of web proxies, and a file of extenders.
pub(super) fn component_download(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let found = of_component(inner, call)?;
    if parameter(call, "ca_type") == WEB_PROXY {
        return Ok(Json(found.members()?).into_response());
    }
    Ok(file(pem(&found.certificate)))
}

pub(super) fn component_crl(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(file(of_component(inner, call)?.crl()?))
}

/// Until another one is set, a component uses its only authority.
pub(super) fn component_config(inner: &mut Inner, call: &Call<'_>, configs: &Kept) -> Answer<Inner> {
    let scope = configs.scope(inner, call);
    if inner.objects.list(configs.kept(), &scope).next().is_some() {
        return Ok(configs.get_single(inner, call));
    }
    let id = of_component(inner, call)?.id;
    Ok(call.reply(json!({ "ca_id": id, "primary_ca_id": id })))
}

pub(super) fn db_proxy(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(of_kind(inner, DB_PROXY)?.conf()?.into()))
}

/// The sandbox has no proxy that listens, and thus no address.
pub(super) fn api_proxy(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let mut conf = of_kind(inner, API_PROXY)?.conf()?;
    conf.insert("addresses".to_owned(), json!([]));
    Ok(call.reply(conf.into()))
}

// TLS.

impl State {
    /// Sets the CA that signed the server's own certificate. It is another one after each start.
    pub(crate) fn set_tls_authority(&self, der: &[u8]) {
        let kept = object(json!({ "certificate": STANDARD.encode(der) }));
        self.lock().objects.put(TLS_AUTHORITY, "", "", kept);
    }
}

/// The CA of the server's certificate. Extenders reach the sandbox at the same address, so that theirs is the same.
pub(super) fn trust_anchor(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let kept = inner.objects.get(TLS_AUTHORITY, "", "").ok_or_else(Refusal::not_found)?;
    let der = STANDARD.decode(text(kept, "certificate")).map_err(failed)?;
    Ok(call.reply(json!({
        "trust_anchor": pem(&der),
        "trust_anchor_sha1": fingerprint(&SHA1_FOR_LEGACY_USE_ONLY, &der),
        "trust_anchor_sha256": fingerprint(&SHA256, &der),
    })))
}
