//! Any body with any other status, for all five dialects.
#![no_main]

use portcullis_fuzz::{Reply, headers, pick, run};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some((sample, [status, body @ ..])) = pick(data, |_| true) {
        // 300 to 555: redirects, refusals, failures.
        let status = 300 + u16::from(*status);
        run(sample, vec![Reply { status, headers: headers(sample), body: body.to_vec() }]);
    }
});
