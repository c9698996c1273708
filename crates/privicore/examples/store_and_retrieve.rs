//! Payloads: a small one in one request and a large one by stream, encrypted on the way out, decrypted and compared on
//! the way in. The large one is never in memory as a whole.
//!
//! `cargo run -p privicore --features cipher --example store_and_retrieve [MIB]` runs against the embedded sandbox with 256
//! MiB unless told otherwise. For an engine of your own replace [`connect`].
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

use portcullis_sandbox::Sandbox;
use privicore::{Aes256Gcm, Client, Content, DataToken, NewPayload, PayloadKey, Payloads, Trust};
use std::{error::Error, io, time::Duration};

const BOUND: Duration = Duration::from_secs(300);
/// MiB that are enough however long a payload is.
const MOST: u64 = 64;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mebibytes: u64 = std::env::args().nth(1).map_or(Ok(256), |argument| argument.parse())?;
    let sandbox = Sandbox::start().await?;
    let client = connect(&sandbox)?;

    // Keep the key: nobody else has it, and without it nothing comes back.
    let payloads = client.payloads(Aes256Gcm::new(PayloadKey::generate()?));
    for (name, size) in [("note.txt", 1024), ("disk.img", mebibytes * 1024 * 1024)] {
        let new = NewPayload::new("backups/2026", name);
        let content = Content::read(Pattern::new(size)).length(size);
        let stored = payloads.store(&new, content, BOUND).await?;
        println!("{name}: {} bytes stored", stored.size);
        compare(&payloads, &stored.token, size).await?;
        println!("{name}: the same {size} bytes came back");
    }
    client.close_and_logout(BOUND).await?;
    if let Some(peak) = peak() {
        println!("this process, sandbox included, took {peak} MiB at most");
        if peak >= MOST {
            return Err(format!("that is over {MOST} MiB: a payload was held in memory").into());
        }
    }
    Ok(())
}

async fn compare(payloads: &Payloads, token: &DataToken, size: u64) -> Result<(), Box<dyn Error>> {
    let mut payload = payloads.retrieve(token, BOUND).await?;
    let mut expected = Pattern::new(size);
    let mut block = Vec::new();
    // Complete only when the stream has ended without an error: the check of the whole comes last.
    while let Some(bytes) = payload.try_next().await? {
        block.resize(bytes.len(), 0);
        io::Read::read_exact(&mut expected, &mut block)?;
        if block != bytes {
            return Err("other bytes came back".into());
        }
    }
    if expected.left > 0 { Err("less came back than was stored".into()) } else { Ok(()) }
}

/// Bytes that stand for a file: no two blocks of it are alike.
struct Pattern {
    at: u64,
    left: u64,
}

impl Pattern {
    fn new(size: u64) -> Self {
        Self { at: 0, left: size }
    }
}

impl io::Read for Pattern {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let mut written = 0;
        while written < most {
            let word = (self.at / 8).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
            let skip = usize::try_from(self.at % 8).unwrap_or_default();
            let count = (8 - skip).min(most - written);
            let (Some(from), Some(to)) =
                (word.get(skip..skip + count), into.get_mut(written..written + count))
            else {
                break;
            };
            to.copy_from_slice(from);
            written += count;
            self.at += count as u64;
        }
        self.left -= written as u64;
        Ok(written)
    }
}

/// The most memory that this process had at a time, in MiB, where the system says so.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()?.div_ceil(1024))
}

fn connect(sandbox: &Sandbox) -> Result<Client, Box<dyn Error>> {
    let engine = &sandbox.details().privicore;
    Ok(Client::builder(&engine.api_url)
        .ws_url(&engine.ws_url)
        .upstream_url(&engine.upstream_url)
        .downstream_url(&engine.downstream_url)
        .login(&engine.username, engine.password.as_str())
        .trust(Trust::only_pem(sandbox.ca_pem())?)
        .build()?)
}
