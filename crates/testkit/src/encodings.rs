//! Texts as editors save them.

/// The text as it is, with a byte-order mark, and in UTF-16 of both byte orders.
pub fn encodings(text: &str) -> Vec<Vec<u8>> {
    let marked = ["\u{feff}", text].concat();
    let units: Vec<u16> = marked.encode_utf16().collect();
    let little = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    vec![text.into(), marked.into_bytes(), little, big]
}
