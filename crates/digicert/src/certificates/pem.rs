//! Certificates in PEM, sorted into leaf, intermediates and root by as much of X.509 as that needs.

mod der;

use crate::{Delivery, Error, ErrorKind, Result, SerialNumber};
use der::Certificate;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// No chain has more; the effort grows with the square of this number.
const MOST: usize = 100;

/// The certificates of a chain, sorted by their contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SortedChain<'a> {
    /// The certificate that is no CA's. `None` if there is none: a chain may begin at its issuer.
    pub leaf: Option<PemCertificate<'a>>,
    /// The CA certificates of other issuers: the issuer of the leaf first, then its issuer, and so on. What is connected
    /// with none of them comes last, in the order of the text.
    pub intermediates: Vec<PemCertificate<'a>>,
    /// The CA certificate that is its own issuer. `None` if there is none: servers do not send it to clients.
    pub root: Option<PemCertificate<'a>>,
}

/// A certificate in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PemCertificate<'a> {
    /// The PEM block, from its first dash to its last. The ends of its lines are those of the server: LF or CRLF.
    pub pem: &'a str,
    /// The serial number: lower-case hexadecimal digits without leading zeros.
    pub serial_number: SerialNumber,
}

impl PemCertificate<'_> {
    /// Returns whether the certificate has this serial number. Case, leading zeros, colons and blanks do not count.
    pub fn has_serial_number(&self, serial_number: &SerialNumber) -> bool {
        let digits = serial_number.as_str().chars().filter(|c| *c != ':' && !c.is_whitespace());
        let digits: String = digits.map(|c| c.to_ascii_lowercase()).collect();
        !digits.is_empty() && der::without_zeros(&digits) == self.serial_number.as_str()
    }
}

impl<'a> SortedChain<'a> {
    /// Sorts the certificates of a text, such as a download in the format
    /// [`PemAll`](super::CertificateFormat::PemAll). Text around the PEM blocks and blocks of other types are skipped; a
    /// repeated certificate counts once.
    ///
    /// A certificate is a CA's if its basic constraints state that. A CA's certificate is the root if issuer and subject
    /// are equal. A certificate of X.509 version 1 cannot have basic constraints: it is a root if issuer and subject are
    /// equal, and a leaf otherwise. **No signature, no validity and no revocation is checked**: this sorts
    /// and does not verify.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] for a text without a certificate, for a block that is not closed or is no certificate, for
    /// two leaves or two roots, and for more than 100 certificates.
    pub fn of(pem: &'a str) -> Result<Self> {
        Self::of_all([("pem".to_owned(), pem)])
    }

    /// Sorts the certificates of several texts, each with the name of its place.
    pub(super) fn of_all(texts: impl IntoIterator<Item = (String, &'a str)>) -> Result<Self> {
        let mut all = Vec::<(&str, Certificate)>::new();
        for (place, text) in texts {
            for pem in blocks(text).map_err(|what| wrong(&place, what))? {
                let read = decode(pem).and_then(|der| Certificate::read(&der));
                let read = read.ok_or_else(|| wrong(&place, "contains a block that is no certificate"))?;
                if all.iter().any(|(_, known)| *known == read) {
                    continue;
                }
                all.push((pem, read));
                if all.len() > MOST {
                    return Err(wrong(&place, "has more certificates than a chain"));
                }
            }
        }
        sort(all)
    }
}

fn sort(all: Vec<(&str, Certificate)>) -> Result<SortedChain<'_>> {
    let mut sorted = SortedChain::default();
    let (mut rest, mut wanted) = (Vec::new(), None);
    for (pem, read) in all {
        let certificate = PemCertificate { pem, serial_number: read.serial_number.as_str().into() };
        let (place, what) = match (read.is_ca, read.subject == read.issuer) {
            (true, false) => {
                rest.push((certificate, read));
                continue;
            }
            (true, true) => (&mut sorted.root, "has two roots"),
            (false, _) => {
                wanted = Some(read.issuer);
                (&mut sorted.leaf, "has two certificates that are no CA's")
            }
        };
        if place.replace(certificate).is_some() {
            return Err(wrong("pem", what));
        }
    }
    while !rest.is_empty() {
        let of = |name: &Vec<u8>| rest.iter().position(|(_, read)| read.subject == *name);
        // Where nothing leads on, a certificate that issued no other one begins.
        let is_last = |read: &Certificate| rest.iter().all(|(_, other)| other.issuer != read.subject);
        let next = wanted.as_ref().and_then(of).or_else(|| rest.iter().position(|(_, read)| is_last(read)));
        let (certificate, read) = rest.remove(next.unwrap_or(0));
        sorted.intermediates.push(certificate);
        wanted = Some(read.issuer);
    }
    Ok(sorted)
}

/// The PEM blocks of certificates in a text: at least one.
fn blocks(text: &str) -> Result<Vec<&str>, &'static str> {
    let (mut blocks, mut rest) = (Vec::new(), text);
    while let Some((_, from)) = rest.find(BEGIN).and_then(|at| rest.split_at_checked(at)) {
        let end = from.find(END).map(|at| at + END.len());
        let (block, after) = end.and_then(|end| from.split_at_checked(end)).ok_or(OPEN)?;
        if block.matches(BEGIN).count() > 1 {
            return Err(OPEN);
        }
        blocks.push(block);
        rest = after;
    }
    if blocks.is_empty() { Err("contains no certificate in PEM") } else { Ok(blocks) }
}

const OPEN: &str = "contains a PEM block without its end";

/// The bytes of a PEM block.
fn decode(block: &str) -> Option<Vec<u8>> {
    let text = block.strip_prefix(BEGIN)?.strip_suffix(END)?;
    let (mut bytes, mut digits, mut padding) = (Vec::with_capacity(text.len() / 4 * 3), 0_usize, 0_usize);
    let (mut bits, mut have) = (0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        digits += 1;
        (bits, have) = (bits << 6 | u32::from(digit), have + 6);
        if have >= 8 {
            have -= 8;
            bytes.push(u8::try_from(bits >> have).ok()?);
            bits &= (1 << have) - 1;
        }
    }
    let whole = (digits + padding) % 4 == 0 && padding < 3 && bits == 0;
    whole.then_some(bytes)
}

/// The texts came in a reply that was applied, or from a file.
fn wrong(place: &str, what: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("`{place}` {what}")).with_delivery(Delivery::Applied)
}

#[cfg(test)]
mod tests;
