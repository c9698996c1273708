//! The masks of replies: bits in a number in a text.

pub(crate) fn mask(text: Option<&str>) -> Option<u64> {
    text?.trim().parse().ok()
}

pub(crate) fn is_set(text: Option<&str>, bit: u8) -> Option<bool> {
    mask(text).map(|mask| mask >> bit & 1 == 1)
}
