use super::*;
use aes_gcm::{
    Nonce,
    aead::{Aead as _, KeyInit as _},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::Secret;

const PLAIN: &[u8] = b"privicore test payload";
const WIRE: &str = "QEFCQ0RFRkdISUpLksvHVU9f6HGo5GNT6BAzKxi/PjPWUTfmttAhq3VX2AfOmJbiCV0=";

fn cipher() -> Aes256Gcm {
    Aes256Gcm::new(PayloadKey::new((0..32).collect::<Vec<u8>>()).unwrap())
}

/// Through these pieces, cut at random.
fn run(mut pieces: Box<dyn PayloadPieces>, bytes: &[u8], longest: usize) -> Result<Vec<u8>> {
    let (mut out, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(fastrand::usize(0..=longest).min(rest.len()));
        pieces.piece(piece, &mut out)?;
        rest = after;
    }
    pieces.end(&mut out)?;
    Ok(out)
}

fn open(wire: &[u8]) -> Result<Vec<u8>> {
    run(cipher().decrypt().unwrap(), wire, 40)
}

#[test]
fn the_check_vector_of_the_facts() {
    let nonce: Vec<u8> = (0x40..=0x4b).collect();
    let encrypt = cipher().encrypt_with(nonce.try_into().unwrap());
    let wire = run(Box::new(encrypt), PLAIN, 5).unwrap();
    assert_eq!((wire.len(), STANDARD.encode(&wire).as_str()), (50, WIRE));
    assert_eq!(open(&wire).unwrap(), PLAIN);
}

#[test]
fn lengths_and_cuts_change_nothing_against_another_implementation() {
    let other = aes_gcm::Aes256Gcm::new(&(*cipher().0.bytes()).into());
    for round in 0..400 {
        let length = if round < 70 { round } else { fastrand::usize(0..5000) };
        let longest = if round % 2 == 0 { 1 + fastrand::usize(0..40) } else { 1 + fastrand::usize(0..6000) };
        let plain: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..)).take(length).collect();
        let wire = run(cipher().encrypt().unwrap(), &plain, longest).unwrap();
        let (nonce, sealed) = wire.split_at(NONCE);
        assert_eq!(other.decrypt(Nonce::from_slice(nonce), sealed).unwrap(), plain, "{length} by {longest}");
        assert_eq!(wire.len() as u64, length as u64 + cipher().overhead().unwrap());

        let nonce: [u8; NONCE] = std::array::from_fn(|_| fastrand::u8(..));
        let sealed = other.encrypt(Nonce::from_slice(&nonce), &*plain).unwrap();
        let wire = [&nonce[..], &sealed].concat();
        let opened = run(cipher().decrypt().unwrap(), &wire, longest).unwrap();
        assert_eq!(opened, plain, "{length} by {longest}");
    }
}

#[test]
fn each_payload_has_a_nonce_of_its_own() {
    let wires: std::collections::BTreeSet<_> =
        (0..1000).map(|_| run(cipher().encrypt().unwrap(), b"", 1).unwrap()).collect();
    assert_eq!(wires.len(), 1000);
    assert!(wires.iter().all(|wire| wire.len() == NONCE + TAG));
}

#[test]
fn what_was_changed_cut_or_sealed_with_another_key_is_refused() {
    let wire = STANDARD.decode(WIRE).unwrap();
    for at in 0..wire.len() {
        for bit in 0..8 {
            let mut changed = wire.clone();
            changed[at] ^= 1 << bit;
            let error = open(&changed).unwrap_err();
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied));
        }
    }
    for length in 0..wire.len() {
        assert_eq!(open(&wire[..length]).unwrap_err().kind(), ErrorKind::Decode, "{length}");
    }
    open(&[&wire[..], b"x"].concat()).unwrap_err();
    let other = Aes256Gcm::new(PayloadKey::generate().unwrap());
    run(other.decrypt().unwrap(), &wire, 9).unwrap_err();
}

#[test]
fn the_limit_of_one_nonce_is_an_error() {
    let nonce = [0; NONCE];
    let mut encrypt = cipher().encrypt_with(nonce);
    encrypt.gcm.length = MOST - 3;
    encrypt.piece(b"abc", &mut Vec::new()).unwrap();
    let error = encrypt.piece(b"d", &mut Vec::new()).unwrap_err();
    assert_eq!((error.kind(), MOST), (ErrorKind::Input, 68_719_476_704));

    let mut decrypt = cipher().decrypt().unwrap();
    let mut out = Vec::new();
    decrypt.piece(&[0; NONCE + TAG + 3], &mut out).unwrap();
    assert_eq!(out.len(), 3, "the last bytes may be the tag");
}

#[test]
fn a_key_has_32_bytes_in_either_spelling_and_shows_nowhere() {
    let key =
        PayloadKey::from_base64(&Secret::from(" AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")).unwrap();
    assert_eq!(*key.bytes(), *cipher().0.bytes());
    assert_eq!(key.to_base64().expose_secret(), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    for length in [0, 16, 31, 33, 64] {
        let error = PayloadKey::new(vec![7; length]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{length}");
        PayloadKey::from_base64(&Secret::from(STANDARD.encode(vec![7; length]))).unwrap_err();
    }
    let error = PayloadKey::from_base64(&"s3cret-key".into()).unwrap_err();
    assert!(!format!("{error:?}").contains("s3cret"));
    let (one, other) = (PayloadKey::generate().unwrap(), PayloadKey::generate().unwrap());
    assert!(!one.to_base64().ct_eq(&other.to_base64()));
    assert_eq!(format!("{one:?}"), "PayloadKey(SecretBytes(..))");
    assert_eq!(format!("{:?}", Aes256Gcm::new(one)), "Aes256Gcm(..)");
}
