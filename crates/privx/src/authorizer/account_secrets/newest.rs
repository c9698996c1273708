//! The checkout in the reply of one: the newest item of a list.

use portcullis_core::{Refusal, Reply, Timestamp, bytes::Bytes, from_json};
use serde::Deserialize;
use serde_json::value::RawValue;

const NONE: Refusal = Refusal::Unreadable("expected a checkout, and there is none");

/// One item as it is. What it holds stays in the reply, which is wiped.
pub(super) fn checkout(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    let items = reply.member("items").ok_or(NONE)?;
    // The vendor's samples have one object in place of the list.
    if items.get().starts_with('{') {
        return Ok(reply.share(items));
    }
    let items: Vec<&RawValue> = from_json(items.get().as_bytes()).map_err(|_| NONE)?;
    let dated = items.iter().map(|item| (created(item), *item));
    let newest = dated.clone().max_by_key(|(created, _)| *created).ok_or(NONE)?;
    if items.len() > 1 && dated.filter(|(created, _)| *created == newest.0).count() > 1 {
        return Err(Refusal::Unreadable("the reply does not tell which checkout is the newest"));
    }
    Ok(reply.share(newest.1))
}

/// Seconds and billionths.
fn created(item: &RawValue) -> Option<(i64, u32)> {
    #[derive(Deserialize)]
    struct Dated {
        created: Option<Timestamp>,
    }
    let created = from_json::<Dated>(item.get().as_bytes()).ok()?.created?;
    let fraction = created.as_str().split_once('.').map_or("", |(_, rest)| rest);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).chain(std::iter::repeat(b'0')).take(9);
    Some((created.unix_seconds()?, digits.fold(0, |all, digit| all * 10 + u32::from(digit - b'0'))))
}
