//! Prints a full sample of every reply of every vendor, one JSON line each.
#![allow(clippy::print_stdout, reason = "an example")]

use portcullis_facts::{Facts, Sample, members};
use serde_json::json;

fn main() {
    for vendor in ["privicore", "storedsafe", "digicert", "privx", "midprovider"] {
        let Some(facts) = Facts::of(vendor) else { continue };
        for operation in facts.operations() {
            for (id, _) in &operation.ids {
                let body = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
                let body = body.iter().find_map(|kind| operation.body(facts, id, kind).ok());
                let body = body.map_or(0, |pointer| {
                    members(facts, &pointer).iter().filter(|member| member.excuse.is_empty()).count()
                });
                let (pointer, sample) = match operation.success(facts, id) {
                    Some((_, pointer)) => (pointer.clone(), Some(Sample::of(facts, id, &pointer))),
                    None => (String::new(), None),
                };
                let fields =
                    sample.as_ref().map_or(0, |s| s.fields.iter().filter(|f| f.excuse.is_empty()).count());
                let secrets = sample.as_ref().map_or(0, |s| s.fields.iter().filter(|f| f.secret).count());
                println!(
                    "{}",
                    json!({"vendor": vendor, "id": id, "pointer": pointer, "sample": sample.map(|s| s.value), "fields": fields, "secrets": secrets, "body": body})
                );
            }
        }
    }
}
