//! As much of an X.509 certificate as the vendor shows.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Map, Value, json};

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OID: u8 = 0x06;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const INTEGER: u8 = 0x02;
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
const DNS_NAME: u8 = 0x82;

const KEY_USAGES: [&str; 9] = [
    "Digital Signature",
    "Non Repudiation",
    "Key Encipherment",
    "Data Encipherment",
    "Key Agreement",
    "Certificate Sign",
    "CRL Sign",
    "Encipher Only",
    "Decipher Only",
];

type Name = Vec<(String, String)>;

pub(super) struct Certificate {
    subject: Name,
    issuer: Name,
    valid_from: String,
    valid_to: String,
    algorithm: String,
    key_length: Option<usize>,
    key_usage: Vec<&'static str>,
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
            ("keyusage", self.key_usage.join(", ")),
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

/// Takes the next element: its tag and its content.
fn next<'a>(input: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (tag, rest) = input.split_first()?;
    let (first, mut rest) = rest.split_first()?;
    let mut length = usize::from(*first);
    if let Some(count) = length.checked_sub(0x80) {
        let (bytes, after) = rest.split_at_checked(count).filter(|_| (1..=4).contains(&count))?;
        length = bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        rest = after;
    }
    let (content, after) = rest.split_at_checked(length)?;
    *input = after;
    Some((*tag, content))
}

/// Takes the next element if it has this tag.
fn take<'a>(input: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    let mut ahead = *input;
    let (found, content) = next(&mut ahead)?;
    (found == tag).then(|| *input = ahead).map(|()| content)
}

fn parse(der: &[u8]) -> Option<Certificate> {
    let mut whole = take(&mut &*der, SEQUENCE)?;
    let mut body = take(&mut whole, SEQUENCE)?;
    let _ = take(&mut body, VERSION);
    take(&mut body, INTEGER)?;
    let algorithm = take(&mut take(&mut body, SEQUENCE)?, OID)?;
    let issuer = name(take(&mut body, SEQUENCE)?)?;
    let mut validity = take(&mut body, SEQUENCE)?;
    let (valid_from, valid_to) = (time(next(&mut validity)?)?, time(next(&mut validity)?)?);
    let subject = name(take(&mut body, SEQUENCE)?)?;
    let key = take(&mut body, SEQUENCE)?;
    let mut certificate = Certificate {
        subject,
        issuer,
        valid_from,
        valid_to,
        algorithm: algorithm_name(algorithm),
        key_length: key_length(key),
        key_usage: Vec::new(),
        dns_names: Vec::new(),
    };
    while let Some((tag, content)) = next(&mut body) {
        if tag == EXTENSIONS {
            extensions(content, &mut certificate);
        }
    }
    Some(certificate)
}

fn name(mut sets: &[u8]) -> Option<Name> {
    let mut name = Vec::new();
    while let Some(mut set) = take(&mut sets, SET) {
        while let Some(mut pair) = take(&mut set, SEQUENCE) {
            let kind = take(&mut pair, OID)?;
            let (_, text) = next(&mut pair)?;
            let kind = match dotted(kind).as_str() {
                "2.5.4.3" => "CN".to_owned(),
                "2.5.4.6" => "C".to_owned(),
                "2.5.4.7" => "L".to_owned(),
                "2.5.4.8" => "ST".to_owned(),
                "2.5.4.10" => "O".to_owned(),
                "2.5.4.11" => "OU".to_owned(),
                other => other.to_owned(),
            };
            name.push((kind, String::from_utf8_lossy(text).into_owned()));
        }
    }
    Some(name)
}

/// A time as ISO 8601. Two digits of a year mean 1950 to 2049.
fn time((tag, text): (u8, &[u8])) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (century, rest) = match tag {
        0x17 => (if text < "50" { "20" } else { "19" }, text),
        0x18 => text.split_at_checked(2)?,
        _ => return None,
    };
    let part = |at: usize| rest.get(at..at + 2);
    let date = format!("{century}{}-{}-{}", part(0)?, part(2)?, part(4)?);
    Some(format!("{date}T{}:{}:{}Z", part(6)?, part(8)?, part(10)?))
}

fn dotted(oid: &[u8]) -> String {
    let mut numbers = Vec::new();
    let mut number = 0_u64;
    for byte in oid {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            numbers.push(std::mem::take(&mut number));
        }
    }
    // The first number holds two: it is 40 times the first one, which is 2 at most, and the second.
    let first = numbers.first().map_or(0, |first| (first / 40).min(2));
    if let Some(second) = numbers.first_mut() {
        *second -= 40 * first;
    }
    numbers.iter().fold(first.to_string(), |text, number| format!("{text}.{number}"))
}

fn algorithm_name(oid: &[u8]) -> String {
    match dotted(oid).as_str() {
        "1.2.840.113549.1.1.11" => "sha256WithRSAEncryption".to_owned(),
        "1.2.840.113549.1.1.12" => "sha384WithRSAEncryption".to_owned(),
        "1.2.840.113549.1.1.13" => "sha512WithRSAEncryption".to_owned(),
        "1.2.840.10045.4.3.2" => "ecdsa-with-SHA256".to_owned(),
        "1.2.840.10045.4.3.3" => "ecdsa-with-SHA384".to_owned(),
        "1.3.101.112" => "ED25519".to_owned(),
        other => other.to_owned(),
    }
}

fn key_length(mut key: &[u8]) -> Option<usize> {
    let mut kind = take(&mut key, SEQUENCE)?;
    let algorithm = dotted(take(&mut kind, OID)?);
    match algorithm.as_str() {
        "1.2.840.113549.1.1.1" => {
            // The first byte of a bit string counts the unused bits.
            let mut bits = take(&mut key, BIT_STRING)?.get(1..)?;
            let modulus = take(&mut take(&mut bits, SEQUENCE)?, INTEGER)?;
            let modulus = modulus.iter().skip_while(|byte| **byte == 0);
            let first = modulus.clone().next().map_or(0, |byte| byte.leading_zeros());
            Some(modulus.count() * 8 - usize::try_from(first).ok()?)
        }
        "1.2.840.10045.2.1" => match dotted(take(&mut kind, OID)?).as_str() {
            "1.2.840.10045.3.1.7" => Some(256),
            "1.3.132.0.34" => Some(384),
            "1.3.132.0.35" => Some(521),
            _ => None,
        },
        "1.3.101.112" => Some(256),
        _ => None,
    }
}

fn extensions(mut input: &[u8], certificate: &mut Certificate) {
    let Some(mut all) = take(&mut input, SEQUENCE) else { return };
    while let Some(mut extension) = take(&mut all, SEQUENCE) {
        let Some(oid) = take(&mut extension, OID) else { return };
        let mut value: &[u8] = &[];
        while let Some((tag, content)) = next(&mut extension) {
            if tag == OCTET_STRING {
                value = content;
            }
        }
        match dotted(oid).as_str() {
            "2.5.29.15" => {
                let bits = take(&mut value, BIT_STRING).and_then(|bits| bits.get(1..)).unwrap_or_default();
                let on = |bit: usize| bits.get(bit / 8).is_some_and(|byte| byte & 0x80 >> (bit % 8) != 0);
                let usages = KEY_USAGES.iter().enumerate().filter(|(bit, _)| on(*bit));
                certificate.key_usage = usages.map(|(_, name)| *name).collect();
            }
            "2.5.29.17" => {
                let mut names = take(&mut value, SEQUENCE).unwrap_or_default();
                while let Some((tag, name)) = next(&mut names) {
                    if tag == DNS_NAME {
                        certificate.dns_names.push(String::from_utf8_lossy(name).into_owned());
                    }
                }
            }
            _ => {}
        }
    }
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

    #[test]
    fn the_length_of_an_rsa_key_is_counted_in_bits() {
        let key = |modulus: &[u8]| {
            let element = |tag: u8, content: Vec<u8>| {
                [vec![tag, u8::try_from(content.len()).unwrap()], content].concat()
            };
            let rsa = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01].to_vec();
            let numbers = [element(INTEGER, modulus.to_vec()), element(INTEGER, vec![3])].concat();
            let bits = [vec![0], element(SEQUENCE, numbers)].concat();
            [element(SEQUENCE, element(OID, rsa)), element(BIT_STRING, bits)].concat()
        };
        assert_eq!(key_length(&key(&[0, 0x80, 1])), Some(16));
        assert_eq!(key_length(&key(&[0x40, 1])), Some(15));
    }
}
