//! As much of an X.509 certificate as the vendor shows.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Map, Value, json};
use x509_parser::objects::{oid_registry, oid2abbrev, oid2sn};
use x509_parser::prelude::{
    ASN1Time, AttributeTypeAndValue, FromDer as _, GeneralName, X509Certificate, X509Name,
};

type Name = Vec<(String, String)>;

pub(super) struct Certificate {
    subject: Name,
    issuer: Name,
    valid_from: String,
    valid_to: String,
    algorithm: String,
    key_length: Option<usize>,
    key_usage: String,
    dns_names: Vec<String>,
}

/// The start of a certificate in PEM, whatever follows.
pub(super) fn is_pem(content: &[u8]) -> bool {
    content.trim_ascii_start().starts_with(b"-----BEGIN CERTIFICATE-----")
}

/// The DER of a certificate in PEM that can be read.
pub(super) fn from_pem(content: &[u8]) -> Option<Vec<u8>> {
    let der = CertificateDer::from_pem_slice(content).ok()?;
    parse(&der).map(|_| der.to_vec())
}

/// A certificate in PEM or DER.
pub(super) fn read(content: &[u8]) -> Option<Certificate> {
    if is_pem(content) { parse(&from_pem(content)?) } else { parse(content) }
}

impl Certificate {
    /// The fields of the template for certificates.
    pub(super) fn fields(&self) -> Map<String, Value> {
        let common = |name: &Name| {
            let first = name.iter().find(|(kind, _)| kind == "CN").or_else(|| name.first());
            first.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        let fields = [
            ("cn", common(&self.subject)),
            ("issuer", common(&self.issuer)),
            ("validfrom", self.valid_from.clone()),
            ("validto", self.valid_to.clone()),
            ("algorithm", self.algorithm.clone()),
            ("keylength", self.key_length.map(|bits| bits.to_string()).unwrap_or_default()),
            ("keyusage", self.key_usage.clone()),
            ("altnamedns", self.dns_names.join(", ")),
        ];
        fields.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect()
    }

    /// `CALLINFO.certificate`.
    pub(super) fn view(&self) -> Value {
        let map = |name: &Name| -> Map<String, Value> {
            name.iter().map(|(kind, text)| (kind.clone(), text.clone().into())).collect()
        };
        json!({
            "subject": map(&self.subject),
            "issuer": map(&self.issuer),
            "validFrom": self.valid_from,
            "validTo": self.valid_to,
        })
    }
}

fn parse(der: &[u8]) -> Option<Certificate> {
    let (rest, read) = X509Certificate::from_der(der).ok()?;
    if !rest.is_empty() {
        return None;
    }
    let names = read.subject_alternative_name().ok().flatten().map(|names| &names.value.general_names);
    let dns_names = names.into_iter().flatten().filter_map(|name| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        _ => None,
    });
    let algorithm = &read.signature_algorithm.algorithm;
    let usage = read.key_usage().ok().flatten().map(|usage| usage.value.to_string());
    Some(Certificate {
        subject: name(read.subject()),
        issuer: name(read.issuer()),
        valid_from: time(read.validity().not_before),
        valid_to: time(read.validity().not_after),
        algorithm: oid2sn(algorithm, oid_registry()).map_or_else(|_| algorithm.to_id_string(), str::to_owned),
        key_length: read.public_key().parsed().map(|key| key.key_size()).ok().filter(|bits| *bits > 0),
        key_usage: usage.unwrap_or_default(),
        dns_names: dns_names.collect(),
    })
}

fn name(name: &X509Name<'_>) -> Name {
    let attribute = |one: &AttributeTypeAndValue<'_>| {
        let kind = oid2abbrev(one.attr_type(), oid_registry()).map(str::to_owned);
        let kind = kind.unwrap_or_else(|_| one.attr_type().to_id_string());
        (kind, String::from_utf8_lossy(one.as_slice()).into_owned())
    };
    name.iter_attributes().map(attribute).collect()
}

/// A time as ISO 8601.
fn time(time: ASN1Time) -> String {
    let at = time.to_datetime();
    let (date, clock) = (at.date(), at.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        date.year(),
        u8::from(date.month()),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second()
    )
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DnType, KeyPair, KeyUsagePurpose};

    use super::*;

    #[test]
    fn a_certificate_tells_its_fields() {
        let mut params =
            CertificateParams::new(["a.example.org", "b.example.org"].map(str::to_owned)).unwrap();
        params.distinguished_name.push(DnType::CommonName, "Åsa");
        params.distinguished_name.push(DnType::OrganizationName, "Example");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::CrlSign];
        params.not_before = rcgen::date_time_ymd(2031, 2, 3);
        params.not_after = rcgen::date_time_ymd(2055, 12, 31);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        for content in [certificate.pem().into_bytes(), certificate.der().to_vec()] {
            let read = read(&content).unwrap();
            let view = read.view();
            assert_eq!(view["subject"], json!({ "CN": "Åsa", "O": "Example" }));
            assert_eq!(view["validFrom"], "2031-02-03T00:00:00Z");
            assert_eq!(view["validTo"], "2055-12-31T00:00:00Z");
            let fields = read.fields();
            assert_eq!(fields["cn"], "Åsa");
            assert_eq!(fields["algorithm"], "ecdsa-with-SHA256");
            assert_eq!(fields["keylength"], "256");
            assert_eq!(fields["keyusage"], "Digital Signature, CRL Sign");
            assert_eq!(fields["altnamedns"], "a.example.org, b.example.org");
        }
        let der = certificate.der();
        for length in 0..der.len() {
            // A cut certificate is none, and no length makes the reader stumble.
            assert!(read(&der[..length]).is_none(), "{length}");
        }
    }
}
