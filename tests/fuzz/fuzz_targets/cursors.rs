//! Pages of any content, separated by a byte that UTF-8 never contains.
#![no_main]

use portcullis_fuzz::{Reply, headers, pick, run};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some((sample, pages)) =
        pick(data, |s| s.name.ends_with("list") || s.name.ends_with("tags") || s.name.ends_with("roles"))
    {
        let reply =
            |body: &[u8]| Reply { status: sample.status, headers: headers(sample), body: body.to_vec() };
        run(sample, pages.split(|b| *b == 0xff).map(reply).collect());
    }
});
