//! Any body with a success status.
#![no_main]

use portcullis_fuzz::{Reply, headers, pick, run};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some((sample, body)) = pick(data, |s| s.status < 300) {
        run(sample, vec![Reply { status: sample.status, headers: headers(sample), body: body.to_vec() }]);
    }
});
