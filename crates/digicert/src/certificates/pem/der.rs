//! The members of an X.509 certificate by which a chain is sorted (RFC 5280, section 4.1).

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const ISSUER_UNIQUE_ID: u8 = 0x81;
const SUBJECT_UNIQUE_ID: u8 = 0x82;
const EXTENSIONS: u8 = 0xa3;

/// 2.5.29.19.
const BASIC_CONSTRAINTS: [u8; 3] = [0x55, 0x1d, 0x13];

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Certificate {
    /// Hexadecimal digits, lower case, without leading zeros.
    pub(super) serial_number: String,
    /// The name as it is encoded: CAs copy the bytes.
    pub(super) issuer: Vec<u8>,
    pub(super) subject: Vec<u8>,
    pub(super) is_ca: bool,
    /// Two certificates of one subject differ elsewhere.
    der: Vec<u8>,
}

impl Certificate {
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let mut all = der;
        let mut certificate = take(&mut all, SEQUENCE)?;
        let mut signed = take(&mut certificate, SEQUENCE)?;
        let _algorithm = take(&mut certificate, SEQUENCE)?;
        let _signature = take(&mut certificate, BIT_STRING)?;
        let is_old = !is_next(signed, VERSION);
        if !is_old {
            take(&mut signed, VERSION)?;
        }
        let serial_number = take(&mut signed, INTEGER)?;
        let _algorithm = take(&mut signed, SEQUENCE)?;
        let issuer = take(&mut signed, SEQUENCE)?;
        let _validity = take(&mut signed, SEQUENCE)?;
        let subject = take(&mut signed, SEQUENCE)?;
        let _key = take(&mut signed, SEQUENCE)?;
        for optional in [ISSUER_UNIQUE_ID, SUBJECT_UNIQUE_ID] {
            if is_next(signed, optional) {
                take(&mut signed, optional)?;
            }
        }
        let is_ca = if is_next(signed, EXTENSIONS) {
            is_ca(take(&mut signed, EXTENSIONS)?)?
        } else {
            is_old && issuer == subject
        };
        if ![all, certificate, signed].iter().all(|rest| rest.is_empty()) {
            return None;
        }
        let digits: Vec<String> = serial_number.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Self {
            serial_number: without_zeros(&digits.concat()).to_owned(),
            issuer: issuer.to_vec(),
            subject: subject.to_vec(),
            is_ca,
            der: der.to_vec(),
        })
    }
}

/// Whether basic constraints among the extensions are those of a CA.
fn is_ca(mut extensions: &[u8]) -> Option<bool> {
    let mut list = take(&mut extensions, SEQUENCE)?;
    while !list.is_empty() {
        let mut extension = take(&mut list, SEQUENCE)?;
        let id = take(&mut extension, OBJECT_IDENTIFIER)?;
        if is_next(extension, BOOLEAN) {
            let _critical = take(&mut extension, BOOLEAN)?;
        }
        let mut value = take(&mut extension, OCTET_STRING)?;
        if id == BASIC_CONSTRAINTS {
            let mut constraints = take(&mut value, SEQUENCE)?;
            // Left out, it is false.
            let has_flag = is_next(constraints, BOOLEAN);
            return Some(has_flag && take(&mut constraints, BOOLEAN)? != [0]);
        }
    }
    Some(false)
}

/// Serial numbers are compared without leading zeros; zero itself keeps one.
pub(super) fn without_zeros(digits: &str) -> &str {
    let rest = digits.trim_start_matches('0');
    if rest.is_empty() { "0" } else { rest }
}

fn is_next(from: &[u8], tag: u8) -> bool {
    from.first() == Some(&tag)
}

/// Takes the contents of the next element, which must have this tag.
fn take<'a>(from: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    let (_, rest) = from.split_first().filter(|(found, _)| **found == tag)?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        // An indefinite length is not allowed in DER, and no certificate has 4 GiB.
        _ => return None,
    };
    let (contents, rest) = rest.split_at_checked(length)?;
    *from = rest;
    Some(contents)
}
