//! What is checked in orders of several families before anything is sent.

use super::{ProvisioningMethod, SigningProfile};
use crate::{Error, Result, domains::DcvMethod};
use portcullis_core::input;
use std::net::IpAddr;

/// The armour of a certificate request.
pub(in crate::orders) const REQUEST: &[&str] = &["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];
/// The armour of a certificate request, or of a public key, where a product accepts both.
pub(in crate::orders) const REQUEST_OR_KEY: &[&str] =
    &["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "PUBLIC KEY"];

/// A certificate request, as PEM or as the base64 text of its DER form. Only the form is checked: the armour, the
/// base64 text, and that the whole is one DER SEQUENCE.
pub(in crate::orders) fn csr(text: &str, labels: &[&str]) -> Result<()> {
    if der(text, labels).is_some_and(|der| is_sequence(&der)) {
        return Ok(());
    }
    Err(Error::input("csr", "must be a PKCS#10 certificate request as PEM, or its base64 text"))
}

/// As [`csr`], of one that may be absent.
pub(in crate::orders) fn optional_csr(text: Option<&str>, labels: &[&str]) -> Result<()> {
    text.map_or(Ok(()), |text| csr(text, labels))
}

/// A private key in the place of a certificate request must not leave the caller's computer.
pub(in crate::orders) fn no_private_key(csr: Option<&str>) -> Result<()> {
    if csr.is_some_and(|text| text.contains("PRIVATE KEY")) {
        return Err(Error::input("csr", "must not hold a private key"));
    }
    Ok(())
}

fn der(text: &str, labels: &[&str]) -> Option<Vec<u8>> {
    let text = text.trim();
    let Some(armoured) = text.strip_prefix("-----BEGIN ") else { return decoded(text) };
    let (label, rest) = armoured.split_once("-----")?;
    let (base64, end) = rest.strip_suffix("-----")?.split_once("-----END ")?;
    if end == label && labels.contains(&label) { decoded(base64) } else { None }
}

fn decoded(base64: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count, mut padding) = (Vec::new(), 0_u32, 0_usize, 0_usize);
    for letter in base64.bytes().filter(|letter| !letter.is_ascii_whitespace()) {
        let value = match letter {
            b'=' => {
                padding += 1;
                continue;
            }
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = (bits << 6) | u32::from(value);
        count += 1;
        if count.is_multiple_of(4) {
            let [_, triple @ ..] = bits.to_be_bytes();
            bytes.extend(triple);
            bits = 0;
        }
    }
    match (count % 4, padding) {
        (0, 0) => {}
        (2, 2) => {
            let [_, first, ..] = (bits << 12).to_be_bytes();
            bytes.push(first);
        }
        (3, 1) => {
            let [_, first, second, _] = (bits << 6).to_be_bytes();
            bytes.extend([first, second]);
        }
        _ => return None,
    }
    Some(bytes)
}

/// Whether this is a DER SEQUENCE that is not empty, and nothing behind it.
fn is_sequence(der: &[u8]) -> bool {
    let [0x30, first, rest @ ..] = der else { return false };
    let (length, content) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let Some((length, content)) = rest.split_at_checked(usize::from(*first & 0x7f)) else {
                return false;
            };
            (length.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)), content)
        }
        _ => return false,
    };
    length > 0 && content.len() == length
}

/// Which names of hosts a product accepts.
#[derive(Clone, Copy)]
pub(in crate::orders) struct Hosts {
    /// A `*` as the first label.
    pub(in crate::orders) wildcards: bool,
    /// A name of one label, which only a private network can resolve.
    pub(in crate::orders) internal: bool,
}

/// A common name and further names.
pub(in crate::orders) fn hosts(
    hosts: Hosts,
    common_name: Option<&str>,
    dns_names: Option<&[String]>,
) -> Result<()> {
    common_name.map_or(Ok(()), |name| host(hosts, "common_name", name))?;
    filled("dns_names", dns_names)?;
    dns_names.unwrap_or_default().iter().try_for_each(|name| host(hosts, "dns_names", name))
}

fn host(hosts: Hosts, field: &str, name: &str) -> Result<()> {
    if name.parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    let base = name.strip_prefix("*.");
    if base.is_some() && !hosts.wildcards {
        return Err(Error::input(field, "must not have wildcards"));
    }
    let base = base.unwrap_or(name);
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    if !base.split('.').all(label) {
        return Err(Error::input(field, "must be names of hosts; a `*` stands alone before the first dot"));
    }
    if !base.contains('.') && !hosts.internal {
        return Err(Error::input(field, "must be fully qualified"));
    }
    Ok(())
}

/// A file on a web server proves control of exact names only, and is the only proof for IP addresses.
pub(in crate::orders) fn dcv<'a>(
    method: Option<&DcvMethod>,
    names: impl Iterator<Item = &'a str>,
) -> Result<()> {
    let is_file = match method {
        Some(DcvMethod::HttpToken | DcvMethod::HttpTokenStatic) => true,
        Some(DcvMethod::Email | DcvMethod::DnsTxtToken | DcvMethod::DnsCnameToken) => false,
        _ => return Ok(()),
    };
    for name in names {
        if is_file && name.starts_with("*.") {
            return Err(Error::input("dcv_method", "proves no wildcards by a file"));
        }
        if !is_file && name.parse::<IpAddr>().is_ok() {
            return Err(Error::input("dcv_method", "must be by a file for IP addresses"));
        }
    }
    Ok(())
}

/// A list that is sent has an item.
pub(in crate::orders) fn filled<T>(field: &str, list: Option<&[T]>) -> Result<()> {
    if list.is_some_and(<[T]>::is_empty) { Err(Error::input(field, "must not be empty")) } else { Ok(()) }
}

/// A list of e-mail addresses.
pub(super) fn emails(field: &str, list: Option<&[String]>) -> Result<()> {
    filled(field, list)?;
    list.unwrap_or_default().iter().try_for_each(|email| input::email(field, email))
}

/// An optional text that is not empty.
pub(super) fn text(field: &str, text: Option<&str>) -> Result<()> {
    text.map_or(Ok(()), |text| input::required(field, text))
}

/// A member that this product, or this choice, requires.
pub(in crate::orders) fn set(field: &str, is_set: bool) -> Result<()> {
    if is_set { Ok(()) } else { Err(Error::input(field, "must be set")) }
}

/// A member that this product does not have.
pub(super) fn unset(field: &str, is_set: bool) -> Result<()> {
    if is_set { Err(Error::input(field, "must not be set for this product")) } else { Ok(()) }
}

/// A profile that the product has; words that this version does not know pass.
pub(super) fn profile(profile: &SigningProfile, allowed: &[SigningProfile]) -> Result<()> {
    if allowed.contains(profile) || matches!(profile, SigningProfile::Other(_)) {
        return Ok(());
    }
    Err(Error::input("profile_option", "must be a profile of this product"))
}

/// A certificate request, or a public key, if the holder's own device has the key.
pub(super) fn own_key(method: &ProvisioningMethod, csr: Option<&str>) -> Result<()> {
    set("csr", *method != ProvisioningMethod::Csr || csr.is_some())
}
