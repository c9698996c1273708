//! Pages: one list of this vendor has them.

use crate::members::located;
use portcullis_core::{Cursor, Error, PageRequest, lenient};

/// A list has pages if it requests a number of items.
pub(super) fn page(request: &mut PageRequest<'_>, at: &Cursor, size: Option<u32>) {
    let wrong = |rule| Err(Error::input("starting_at", rule));
    let number = match (at, size) {
        (Cursor::Start, None) => return,
        (_, None) => return request.require(wrong("must be the start: this listing has no pages")),
        (_, Some(0)) => return request.require(Err(Error::input("page_size", "must be at least 1"))),
        (Cursor::Start, _) => 1,
        (Cursor::Page(number), _) if *number > 0 => *number,
        _ => return request.require(wrong("must be a page number, from 1 on")),
    };
    request.query("page", number);
    if let Some(size) = size {
        request.query("perPage", size);
    }
}

/// A list without pages requests no number of items.
pub(super) fn next(at: &Cursor, size: Option<u32>, items: usize, reply: &[u8]) -> Option<Cursor> {
    let number = if let Cursor::Page(number) = at { *number } else { 1 };
    let [count, per_page] = about(reply).unwrap_or_default();
    let asked = u64::from(size?);
    let (size, items) = (per_page.unwrap_or(asked), items as u64);
    // `count` is the page's or the total; only one that is larger than a page can be the total.
    let before = number.saturating_sub(1).saturating_mul(size);
    let complete = count.is_some_and(|count| count > size && before.saturating_add(items) >= count);
    // More than requested: the engine does not page, and the list is complete. Fewer: it may allow no more at a time.
    ((1..=asked.max(size)).contains(&items) && !complete).then(|| Cursor::Page(number.saturating_add(1)))
}

/// `count` and `perPage` of the metadata of a page; 0 is none.
fn about(reply: &[u8]) -> Option<[Option<u64>; 2]> {
    let [meta] = located(str::from_utf8(reply).ok()?, ["meta"]).ok()?;
    let mut numbers = [None; 2];
    for (number, value) in numbers.iter_mut().zip(located(meta?.get(), ["count", "perPage"]).ok()?) {
        let Some(value) = value else { continue };
        let value = lenient::opt_int(&mut serde_json::Deserializer::from_str(value.get())).ok()?;
        *number = value.and_then(|value| u64::try_from(value).ok()).filter(|value| *value > 0);
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_listing_ends_where_the_facts_say_so_and_not_before() {
        let after = |number, items, meta: Value| {
            let at = if number == 1 { Cursor::Start } else { Cursor::Page(number) };
            let reply = json!({"items": [], "meta": meta}).to_string();
            next(&at, Some(25), items, reply.as_bytes()).map(|cursor| match cursor {
                Cursor::Page(number) => number,
                other => unreachable!("{other:?}"),
            })
        };
        let nothing = || json!({});
        assert_eq!(after(1, 25, nothing()), Some(2), "a full page");
        assert_eq!(after(2, 25, nothing()), Some(3));
        assert_eq!(after(1, 24, nothing()), Some(2), "the engine's maximum may be smaller");
        assert_eq!(after(1, 10, json!({"perPage": 25, "count": 40})), Some(2), "and not in the reply");
        assert_eq!(after(1, 0, nothing()), None, "an empty page");
        assert_eq!(after(1, 26, nothing()), None, "an engine that does not page");
        assert_eq!(after(1, 25, json!({"count": 25})), Some(2), "the count is that of the page or the total");
        assert_eq!(after(2, 25, json!({"count": 50})), None, "the total is reached");
        assert_eq!(after(1, 25, json!({"count": "51"})), Some(2));
        assert_eq!(after(1, 10, json!({"perPage": 10})), Some(2), "the engine gives fewer than asked for");
        assert_eq!(after(1, 10, json!({"perPage": "10", "count": 25})), Some(2));
        assert_eq!(after(3, 5, json!({"perPage": 10, "count": 25})), None);
        assert_eq!(after(1, 25, json!([])), Some(2), "nothing about the page");
        let bare = serde_json::to_vec(&vec![1; 25]).unwrap();
        assert_eq!(next(&Cursor::Start, Some(25), 25, &bare), Some(Cursor::Page(2)));
        assert_eq!(next(&Cursor::Start, None, 25, &bare), None, "a listing without pages");
    }
}
