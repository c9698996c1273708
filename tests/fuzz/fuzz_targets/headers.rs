//! Any headers, one per line, with any status.
#![no_main]

use portcullis_core::http::{HeaderMap, HeaderName, HeaderValue};
use portcullis_fuzz::{Reply, pick, run};

/// Headers that the SDK reads.
const NAMES: [&str; 10] = [
    "retry-after",
    "date",
    "location",
    "content-length",
    "content-encoding",
    "content-type",
    "set-cookie",
    "x-dpt-cab-id",
    "x-dpt-cab-request-id",
    "www-authenticate",
];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some((sample, [status, lines @ ..])) = pick(data, |_| true) {
        let mut headers = HeaderMap::new();
        for line in lines.split(|b| *b == b'\n').take(40) {
            let Some((name, value)) = line.split_first() else { continue };
            let name = HeaderName::from_static(NAMES[usize::from(*name) % NAMES.len()]);
            if let Ok(value) = HeaderValue::from_bytes(value) {
                headers.append(name, value);
            }
        }
        let status = [200, 201, 202, 204, 302, 307, 401, 403, 404, 408, 421, 425, 429, 500, 503, 599]
            [usize::from(*status) % 16];
        run(sample, vec![Reply { status, headers, body: (sample.body)().to_string().into_bytes() }]);
    }
});
