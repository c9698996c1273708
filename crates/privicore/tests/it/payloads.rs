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
    fn end(&mut self, out: &mut Vec<u8>) -> Result<()> {
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
