//! The type of a file, by its first bytes and by its name.

/// First bytes that give a type away.
const MAGIC: [(&[u8], &str); 11] = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x7fELF", "application/x-executable"),
    (b"-----BEGIN CERTIFICATE-----", "application/x-x509-ca-cert"),
    (b"{\\rtf", "text/rtf"),
];

/// The letters after the last dot.
pub(super) fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// The type of a file that starts like this and whose name ends like this.
pub(super) fn of(start: &[u8], extension: &str) -> &'static str {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        return kind;
    }
    let head = start.get(..64).unwrap_or(start);
    // A text may be cut inside a letter.
    let is_text = match std::str::from_utf8(head) {
        Ok(text) => !text.contains('\0'),
        Err(error) => error.error_len().is_none() && !head.contains(&0),
    };
    match extension.to_ascii_lowercase().as_str() {
        _ if !is_text || start.is_empty() => "application/octet-stream",
        "json" => "application/json",
        "xml" => "text/xml",
        "csv" => "text/csv",
        "html" | "htm" => "text/html",
        _ => "text/plain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_goes_before_the_name() {
        assert_eq!(of(b"%PDF-1.7", "txt"), "application/pdf");
        assert_eq!(of(b"a,b", extension("list.CSV")), "text/csv");
        assert_eq!(of(b"plain", extension("README")), "text/plain");
        assert_eq!(of(&[0, 1, 2], "csv"), "application/octet-stream");
        let cut = [b"a".repeat(63), "å".into()].concat();
        assert_eq!(of(&cut, "txt"), "text/plain");
        assert_eq!(of(b"", "txt"), "application/octet-stream");
    }
}
