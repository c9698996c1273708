//! Payloads on their whole way, over small real servers.

#[cfg(feature = "websocket")]
mod retrieve;
#[cfg(feature = "websocket")]
mod sandbox;
mod store;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portcullis_core::Result;
use privicore::{PayloadCipher, PayloadPieces};

/// Adds a byte at the front and one at the end, and turns the bits over; says nothing of lengths.
#[derive(Clone, Copy)]
struct Odd;

struct Turning {
    begun: bool,
    sealing: bool,
    held: Option<u8>,
}

impl PayloadCipher for Odd {
    fn encrypt(&self) -> Result<Box<dyn PayloadPieces>> {
        Ok(Box::new(Turning { begun: false, sealing: true, held: None }))
    }
    fn decrypt(&self) -> Result<Box<dyn PayloadPieces>> {
        Ok(Box::new(Turning { begun: false, sealing: false, held: None }))
    }
}

impl PayloadPieces for Turning {
    fn piece(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<()> {
        if self.sealing {
            if !std::mem::replace(&mut self.begun, true) {
                out.push(b'<');
            }
            out.extend(piece.iter().map(|byte| !byte));
            return Ok(());
        }
        for byte in piece {
            if !std::mem::replace(&mut self.begun, true) {
                continue;
            }
            out.extend(self.held.replace(*byte).map(|byte| !byte));
        }
        Ok(())
    }
    fn end(self: Box<Self>, out: &mut Vec<u8>) -> Result<()> {
        if self.sealing {
            out.push(b'>');
            return Ok(());
        }
        match self.held {
            Some(b'>') => Ok(()),
            _ => Err(privicore::Error::new(privicore::ErrorKind::Decode, "not whole")),
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn sealed(plain: &[u8]) -> Vec<u8> {
    let (mut pieces, mut out) = (Odd.encrypt().unwrap(), Vec::new());
    pieces.piece(plain, &mut out).unwrap();
    pieces.end(&mut out).unwrap();
    out
}

fn plain(length: u32) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8).collect()
}

#[cfg(feature = "cipher")]
mod inline {
    use super::base64;
    use privicore::{Aes256Gcm, Client, Delivery, ErrorKind, PayloadCipher as _, PayloadKey, Payloads};

    fn cipher() -> Aes256Gcm {
        Aes256Gcm::new(PayloadKey::new((0..32).collect::<Vec<u8>>()).unwrap())
    }

    fn payloads() -> Payloads {
        Client::builder("https://engine.example").token("T-1").build().unwrap().payloads(cipher())
    }

    fn encrypted(length: usize) -> String {
        let (mut pieces, mut out) = (cipher().encrypt().unwrap(), Vec::new());
        pieces.piece(&vec![7; length], &mut out).unwrap();
        pieces.end(&mut out).unwrap();
        base64(&out)
    }

    #[test]
    fn a_payload_that_was_changed_or_cut_is_an_error_and_no_text_about_the_state() {
        let payloads = payloads();
        let refused = |text: String| {
            let error = payloads.decrypt_inline(&text.as_str().into()).expect_err(&text);
            assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::Applied), "{text}");
        };
        for length in [0, 1, 2, 22, 3000] {
            let whole = encrypted(length);
            assert!(payloads.decrypt_inline(&whole.as_str().into()).unwrap().is_some());
            for at in (0..whole.len()).step_by(1 + length / 100) {
                for changed in ["!", "*", " ", "\n", "-", "é", "\u{0}", "", "=", "A A"] {
                    if !whole[at..].starts_with(changed) || changed.is_empty() {
                        refused([&whole[..at], changed, &whole[at + 1..]].concat());
                    }
                }
                if at >= 28 {
                    refused(whole[..at].to_owned());
                }
            }
            refused(format!("{whole}{whole}"));
            refused(format!("{whole} (1 of 2)"));
        }
    }

    #[test]
    fn words_are_a_text_about_the_state() {
        for text in [
            "",
            " \n",
            "done",
            "accepted",
            "NOT_FOUND",
            "not-base64!",
            "profile.not_an_owner",
            "queued for delivery",
            "The request 3f2a77c1-4be0-4c1f-9d3c-0f6f6a1b2c3d is held for a vote.",
            "Waiting for the votes on Ab3dE9xYz",
            "Wird geprüft",
        ] {
            assert!(payloads().decrypt_inline(&text.into()).unwrap().is_none(), "{text}");
        }
    }
}
