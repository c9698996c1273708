//! `FILEDATA`: the content of a file in base64, inside the JSON of a reply.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};

/// How many bytes are encoded at a time: a multiple of three, so that no padding stands inside.
const STEP: usize = 192 * 1024;

/// How many pieces an array has at most.
const PIECES: usize = 8;

/// In which form `FILEDATA` is sent. The vendor's table, its samples and its clients contradict each other; the form
/// that stands here unless it is changed is one string in the standard alphabet with padding, after `CALLINFO`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct FileData {
    /// The URL-safe alphabet.
    pub url_safe: bool,
    /// No padding at the end.
    pub unpadded: bool,
    /// An array of strings that are to be joined.
    pub pieces: bool,
    /// `FILEDATA` stands before `CALLINFO`, so that a client reads the content before the outcome.
    pub first: bool,
}

impl FileData {
    fn engine(self) -> GeneralPurpose {
        match (self.url_safe, self.unpadded) {
            (false, false) => BASE64_STANDARD,
            (false, true) => BASE64_STANDARD_NO_PAD,
            (true, false) => BASE64_URL_SAFE,
            (true, true) => BASE64_URL_SAFE_NO_PAD,
        }
    }

    fn piece(self, length: usize) -> usize {
        if self.pieces { (length / PIECES / 3 + 1) * 3 } else { STEP }
    }

    /// The length of the base64 with its quotes and commas.
    fn length(self, content: usize) -> usize {
        let whole = content / 3 * 4;
        let rest = match (content % 3, self.unpadded) {
            (0, _) => 0,
            (rest, true) => rest + 1,
            (_, false) => 4,
        };
        let pieces = if self.pieces { content.div_ceil(self.piece(content)) } else { 1 };
        // An array has brackets, and a comma between two pieces.
        whole + rest + 2 * pieces + if self.pieces { 2 + pieces.saturating_sub(1) } else { 0 }
    }
}

/// An object of `fields` and `FILEDATA`, encoded piece by piece while it is sent: the content stays the only thing of
/// its size in memory.
pub(super) fn response(fields: &str, content: Bytes, shape: FileData) -> Response {
    let (head, tail) = if shape.first {
        ("{\"FILEDATA\":".to_owned(), format!(",{fields}}}"))
    } else {
        (format!("{{{fields},\"FILEDATA\":"), "}".to_owned())
    };
    let length = head.len() + shape.length(content.len()) + tail.len();
    let (open, close, between) = if shape.pieces { ("[", "]", "\",\"") } else { ("\"", "\"", "") };
    let piece = shape.piece(content.len());
    let engine = shape.engine();
    let last = content.len().div_ceil(piece);
    let pieces = (0..last).map(move |index| {
        let from = index * piece;
        let to = content.len().min(from + piece);
        let text = engine.encode(content.get(from..to).unwrap_or_default());
        let quote = |edge| if shape.pieces && edge { "\"" } else { "" };
        let before = if index == 0 { quote(true) } else { between };
        Bytes::from(format!("{before}{text}{}", quote(index + 1 == last)))
    });
    let all = std::iter::once(Bytes::from(head + open))
        .chain(pieces)
        .chain([Bytes::from(close.to_owned() + &tail)]);
    let stream = futures_util::stream::iter(all.map(Ok::<_, Infallible>));
    let mut response = Response::new(Body::from_stream(stream));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_form_holds_the_content_and_has_the_announced_length() {
        for case in 0..16_u8 {
            let on = |bit: u8| case & 1 << bit != 0;
            let shape = FileData { url_safe: on(0), unpadded: on(1), pieces: on(2), first: on(3) };
            for length in [0, 1, 2, 3, 7, 1000, STEP + 1] {
                let content: Vec<u8> = (0..=255).rev().cycle().take(length).collect();
                let response = response("\"CALLINFO\":{}", content.clone().into(), shape);
                let announced = response.headers()[header::CONTENT_LENGTH].to_str().unwrap().to_owned();
                let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
                assert_eq!(announced, body.len().to_string(), "{shape:?} {length}");
                assert_eq!(body.starts_with(b"{\"FILEDATA\""), shape.first);
                let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
                let text = match &json["FILEDATA"] {
                    serde_json::Value::Array(pieces) => {
                        assert!(shape.pieces);
                        assert_eq!(pieces.len() > 1, length > 3, "{length}");
                        pieces.iter().filter_map(|piece| piece.as_str()).collect()
                    }
                    other => other.as_str().unwrap().to_owned(),
                };
                assert_eq!(shape.engine().decode(&text).unwrap(), content);
                assert_eq!(text.contains('='), !shape.unpadded && length % 3 != 0);
                if length == 1000 {
                    assert_eq!(text.contains(['-', '_']), shape.url_safe);
                }
            }
        }
    }
}
