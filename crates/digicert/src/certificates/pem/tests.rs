use super::*;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn named(name: &str, is_ca: IsCa, serial_number: u64) -> CertificateParams {
    let mut params = CertificateParams::new(vec!["example.com".to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(serial_number.into());
    params.is_ca = is_ca;
    params
}

fn ca() -> IsCa {
    IsCa::Ca(BasicConstraints::Unconstrained)
}

fn key() -> KeyPair {
    KeyPair::generate().unwrap()
}

/// A root, two CAs below it and a leaf, of the serial numbers 1 to 4.
struct Authority {
    root: Issuer,
    upper: Issuer,
    lower: Issuer,
    leaf: rcgen::Certificate,
}

impl Authority {
    fn new() -> Self {
        let root = Issuer::self_signed(named("root", ca(), 1), key()).unwrap();
        let upper = Issuer::signed_by(named("upper", ca(), 2), key(), &root).unwrap();
        let narrow = IsCa::Ca(BasicConstraints::Constrained(0));
        let lower = Issuer::signed_by(named("lower", narrow, 3), key(), &upper).unwrap();
        let leaf = named("leaf", IsCa::ExplicitNoCa, 4).signed_by(&key(), &lower).unwrap();
        Self { root, upper, lower, leaf }
    }

    /// From the leaf to the root.
    fn blocks(&self) -> [String; 4] {
        [self.leaf.pem(), self.lower.pem(), self.upper.pem(), self.root.pem()]
    }
}

fn found(chain: &SortedChain<'_>) -> String {
    let number = |one: &PemCertificate<'_>| one.serial_number.to_string();
    let between: Vec<String> = chain.intermediates.iter().map(number).collect();
    let end = |one: &Option<_>| one.as_ref().map_or_else(|| "-".to_owned(), number);
    format!("{} {} {}", end(&chain.leaf), between.join("+"), end(&chain.root))
}

fn problem(text: &str) -> String {
    let error = SortedChain::of(text).unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied));
    error.message().to_owned()
}

#[test]
fn the_order_of_the_text_does_not_count() {
    let blocks = Authority::new().blocks();
    for order in (0..256).map(|n| [n & 3, n >> 2 & 3, n >> 4 & 3, n >> 6]) {
        if (0..4).any(|one| !order.contains(&one)) {
            continue;
        }
        let text: String = order.map(|at| blocks[at].as_str()).concat();
        assert_eq!(found(&SortedChain::of(&text).unwrap()), "4 3+2 1", "{order:?}");
    }
}

#[test]
fn a_part_of_a_chain_is_sorted_too() {
    let [leaf, lower, upper, root] = Authority::new().blocks();
    let other = Authority::new();
    let found = |text: String| found(&SortedChain::of(&text).unwrap());
    assert_eq!(found([&*upper, &lower].concat()), "- 3+2 -");
    assert_eq!(found([&*root, &leaf].concat()), "4  1");
    assert_eq!(found(lower.clone()), "- 3 -");
    // The names of the other authority are the same, and its certificates are others.
    assert_eq!(found([&*other.upper.pem(), &upper, &leaf].concat()), "4 2+2 -");
    let stray = Issuer::signed_by(named("stray", ca(), 9), key(), &other.root).unwrap();
    assert_eq!(found([&*stray.pem(), &upper, &leaf, &lower].concat()), "4 3+2+9 -");
}

#[test]
fn a_ring_of_issuers_ends() {
    let [one, two] = ["one", "two"].map(|name| Issuer::self_signed(named(name, ca(), 1), key()).unwrap());
    let three = named("two", ca(), 2).signed_by(&key(), &one).unwrap();
    let four = named("one", ca(), 3).signed_by(&key(), &two).unwrap();
    assert_eq!(found(&SortedChain::of(&[three.pem(), four.pem()].concat()).unwrap()), "- 2+3 -");
}

#[test]
fn line_ends_text_around_and_repetitions_do_not_count() {
    let blocks = Authority::new().blocks();
    let lf = blocks.concat().replace('\r', "");
    let crlf = lf.replace('\n', "\r\n");
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
    let around = format!("subject=/CN=leaf\r\n{crlf}{key}\n{lf} end");
    let bare = lf.lines().filter(|line| !line.is_empty()).collect::<String>();
    for text in [lf, crlf.clone(), around, bare] {
        assert_eq!(found(&SortedChain::of(&text).unwrap()), "4 3+2 1", "{text}");
    }
    let chain = SortedChain::of(&crlf).unwrap();
    let pem = chain.leaf.unwrap().pem;
    assert!(pem.starts_with(BEGIN) && pem.ends_with(END) && pem.contains("\r\n"), "{pem}");
}

#[test]
fn a_text_that_is_no_chain_is_an_error() {
    let authority = Authority::new();
    let [leaf, lower, ..] = authority.blocks();
    let der = format!("{BEGIN}\n{}\n{END}", "MAA=");
    let open = "`pem` contains a PEM block without its end";
    let none = "`pem` contains no certificate in PEM";
    let other = "`pem` contains a block that is no certificate";
    for (text, expected) in [
        (String::new(), none),
        ("-----BEGIN PKCS7-----\nMAA=\n-----END PKCS7-----".into(), none),
        (END.into(), none),
        (leaf.replace(END, ""), open),
        (format!("{}{lower}", leaf.replace(END, "")), open),
        (der.clone(), other),
        (format!("{leaf}{der}"), other),
        (leaf.replacen("\nM", "\n*", 1), other),
        (format!("{BEGIN}{END}"), other),
    ] {
        assert_eq!(problem(&text), expected, "{text}");
    }
    let [second, root] = [IsCa::NoCa, ca()].map(|kind| named("x", kind, 7).self_signed(&key()).unwrap());
    assert_eq!(problem(&[leaf, second.pem()].concat()), "`pem` has two certificates that are no CA's");
    assert_eq!(problem(&[authority.root.pem(), root.pem()].concat()), "`pem` has two roots");
}

#[test]
fn a_chain_has_at_most_100_certificates() {
    let (authority, key) = (Authority::new(), key());
    let issue = |n| named(&format!("ca {n}"), ca(), n).signed_by(&key, &authority.root).unwrap().pem();
    let mut text: String = (1..=100).map(issue).collect();
    assert_eq!(SortedChain::of(&text).unwrap().intermediates.len(), 100);
    text.push_str(&issue(101));
    assert_eq!(problem(&text), "`pem` has more certificates than a chain");
}

#[test]
fn a_cut_or_broken_certificate_is_no_panic() {
    let authority = Authority::new();
    for der in [authority.leaf.der(), authority.root.der()] {
        let whole = Certificate::read(der).unwrap();
        for length in 0..der.len() {
            assert!(Certificate::read(&der[..length]).is_none(), "{length}");
        }
        assert!(Certificate::read(&[der.as_ref(), &[0]].concat()).is_none());
        for (at, bit) in (0..der.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut broken = der.to_vec();
            broken[at] ^= 1 << bit;
            assert!(Certificate::read(&broken).is_none_or(|read| read != whole), "{at} {bit}");
        }
    }
}

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    [&[tag, u8::try_from(contents.len()).unwrap()], &*contents].concat()
}

/// A certificate with these names, and with this between the serial number and what follows, and at the end.
fn made(version: &[u8], issuer: &[u8], subject: &[u8], rest: &[u8]) -> Option<Certificate> {
    let [number, some] = [element(2, &[&[0, 0, 0xa5]]), element(0x30, &[])];
    let [issuer, subject] = [issuer, subject].map(|name| element(0x30, &[name]));
    let signed = element(0x30, &[version, &number, &some, &issuer, &some, &subject, &some, rest]);
    Certificate::read(&element(0x30, &[&signed, &some, &element(3, &[])]))
}

#[test]
fn a_certificate_of_version_1_is_a_root_by_its_names_alone() {
    let is_ca = |version: &[u8], issuer: &[u8], rest: &[u8]| made(version, issuer, &[1], rest).unwrap().is_ca;
    let v3: &[u8] = &[0xa0, 3, 2, 1, 2];
    let unique = &[0x81, 1, 0, 0x82, 1, 0];
    assert!(is_ca(&[], &[1], &[]) && !is_ca(&[], &[2], &[]));
    assert!(!is_ca(v3, &[1], &[]) && !is_ca(v3, &[1], unique));
    assert_eq!(made(v3, &[1], &[1], &[]).unwrap().serial_number, "a5");
    assert!(made(v3, &[1], &[1], &[5, 0]).is_none());
}

#[test]
fn only_basic_constraints_make_a_ca() {
    let extension = |id: &[u8], critical: &[u8], value: &[u8]| {
        let constraints = element(0x30, &[value]);
        let one = element(0x30, &[&element(6, &[id]), critical, &element(4, &[&constraints])]);
        let all = element(0xa3, &[&element(0x30, &[&element(0x30, &[&element(6, &[&[1]]), &[4, 0]]), &one])]);
        made(&[0xa0, 3, 2, 1, 2], &[2], &[1], &all).map(|read| read.is_ca)
    };
    let (id, critical): (&[u8], &[u8]) = (&[0x55, 0x1d, 0x13], &[1, 1, 0xff]);
    assert_eq!(extension(id, critical, &[1, 1, 0xff]), Some(true));
    assert_eq!(extension(id, &[], &[1, 1, 0xff, 2, 1, 0]), Some(true));
    assert_eq!(extension(id, critical, &[1, 1, 0]), Some(false));
    assert_eq!(extension(id, critical, &[]), Some(false));
    assert_eq!(extension(&[0x55, 0x1d, 0x0f], critical, &[1, 1, 0xff]), Some(false));
    assert_eq!(extension(id, critical, &[1, 2, 0xff]), None);
}

#[test]
fn serial_numbers_are_compared_by_value() {
    let of = |number: &'static str| PemCertificate { pem: "", serial_number: number.into() };
    let has = |own, other: &str| of(own).has_serial_number(&other.into());
    for same in ["a5b6", "A5B6", "00a5b6", "0:a5:B6", "a5 b6"] {
        assert!(has("a5b6", same), "{same}");
    }
    for other in ["", ":", "a5b", "a5b60", "0"] {
        assert!(!has("a5b6", other), "{other}");
    }
    assert!(has("0", "00") && !has("0", ""));
}

#[test]
fn base64_is_read_strictly() {
    let read = |text: &str| decode(&format!("{BEGIN}{text}{END}"));
    for (text, bytes) in [("QQ==", "A"), ("QUI=", "AB"), ("QU\r\nJD", "ABC"), ("", ""), ("QUJDQQ==", "ABCA")]
    {
        assert_eq!(read(text), Some(bytes.into()), "{text}");
    }
    assert_eq!(read("+/+/"), Some(vec![0xfb, 0xff, 0xbf]));
    for text in ["QQ", "Q", "QQ=", "Q===", "QR==", "QQ==QQ==", "QQ==QUJD", "Q*==", "====", "QUJ"] {
        assert_eq!(read(text), None, "{text}");
    }
}
