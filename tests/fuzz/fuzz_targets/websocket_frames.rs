//! Any bytes as a server's side of the websocket: its reply to the handshake, or frames after a good one.
#![no_main]

use portcullis_fuzz::websocket::{Script, run};

#[global_allocator]
static MEMORY: portcullis_fuzz::memory::Counting = portcullis_fuzz::memory::Counting;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some((&[mode, polls], bytes)) = data.split_first_chunk() {
        run(&Script {
            upgrades: mode & 1 != 0,
            joins: mode & 2 != 0,
            repeats: mode & 4 != 0,
            closes: mode & 8 != 0,
            polls: usize::from(polls % 8),
            bytes: bytes.to_vec(),
        });
    }
});
