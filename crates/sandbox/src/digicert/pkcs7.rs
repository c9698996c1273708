//! A bundle of certificates: PKCS#7 signed data without signatures.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The object identifiers of signed data and of data.
const SIGNED_DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const VERSION: [u8; 3] = [0x02, 0x01, 0x01];
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const CONTEXT: u8 = 0xa0;

/// A tag, the length, and the content.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut all = vec![tag];
    match (length.as_slice(), u8::try_from(length.len())) {
        ([], _) => all.push(0),
        ([one], _) if *one < 0x80 => all.push(*one),
        (bytes, Ok(count)) => {
            all.push(0x80 | count);
            all.extend(bytes);
        }
        _ => {}
    }
    all.extend(content);
    all
}

/// The bundle of certificates that are given in base64, as PEM.
pub(super) fn pem(certificates: &[&str]) -> String {
    let ders: Vec<u8> =
        certificates.iter().flat_map(|one| STANDARD.decode(one).unwrap_or_default()).collect();
    let none = element(SET, &[]);
    let data = element(SEQUENCE, &[&DATA]);
    let signed = element(SEQUENCE, &[&VERSION, &none, &data, &element(CONTEXT, &[&ders]), &none]);
    let bundle = element(SEQUENCE, &[&SIGNED_DATA, &element(CONTEXT, &[&signed])]);
    let pem = super::authority::pem(&STANDARD.encode(bundle));
    pem.replace("BEGIN CERTIFICATE", "BEGIN PKCS7").replace("END CERTIFICATE", "END PKCS7")
}
