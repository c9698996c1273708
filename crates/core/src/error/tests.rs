use super::*;
use std::error::Error as _;

/// Characters that move, hide or reorder those beside them: control, bidirectional, invisible, ends of lines.
const HOSTILE: &str = "\0\x1b[2J\r\n\x7f\u{85}\u{9b}\u{ad}\u{61c}\u{200b}\u{200d}\u{200e}\u{200f}\u{2028}\u{2029}\
                       \u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{fe0f}\u{feff}\u{fff9}\u{e0041}\u{e0100}";

fn texts(error: &Error) -> Vec<String> {
    let mut all = vec![error.to_string(), error.message().to_owned(), format!("{error:?}")];
    all.extend(error.source().map(|cause| format!("{cause} {cause:?}")));
    all.extend([error.code(), error.request_id()].into_iter().flatten().map(str::to_owned));
    all
}

fn is_plain(error: &Error) {
    for text in texts(error) {
        let odd: Vec<char> = text.chars().filter(|c| HOSTILE.contains(*c) && !"[2J".contains(*c)).collect();
        assert!(odd.is_empty(), "{odd:?} in {text:?}");
    }
}

#[test]
fn no_text_of_an_error_moves_hides_or_reorders_what_is_shown() {
    let hostile = format!("a{HOSTILE}b");
    let api = || ApiError {
        request_id: Some(hostile.clone()),
        ..ApiError::new(hostile.clone()).code(hostile.clone())
    };
    for error in [
        Error::new(ErrorKind::Connect, hostile.clone()),
        Error::new(ErrorKind::Connect, "no connection").with_source(hostile.clone()),
        Error::input("name", &hostile),
        Error::api(StatusCode::BAD_REQUEST, api()),
        Error::refused(api()),
    ] {
        is_plain(&error);
        assert!(texts(&error).iter().any(|text| text.contains('a') && text.contains('b')), "{error}");
    }
}

#[test]
fn letters_of_all_scripts_stay() {
    for text in ["Grüße", "العربية", "हिन्दी", "日本語", "🔑 x", "e\u{301}", "a\u{a0}b"]
    {
        assert_eq!(Error::new(ErrorKind::Input, text.to_owned()).message(), text);
    }
}

#[test]
fn texts_end_after_500_characters() {
    let long = "ü".repeat(600);
    let end = "ü".repeat(500) + "…";
    let api =
        || ApiError { request_id: Some(long.clone()), ..ApiError::new(long.clone()).code(long.clone()) };
    assert_eq!(Error::new(ErrorKind::Decode, long.clone()).message(), end);
    let error = Error::refused(api());
    assert_eq!((error.message(), error.code(), error.request_id()), (&*end, Some(&*end), Some(&*end)));
    let exactly = "ü".repeat(500);
    assert_eq!(Error::new(ErrorKind::Decode, exactly.clone()).message(), exactly);
    // What is not redacted yet keeps enough behind its end for a secret that stands across it.
    assert!(Error::api(StatusCode::BAD_REQUEST, api()).message().chars().count() > 500);
    let endless = Error::api(StatusCode::BAD_REQUEST, ApiError::new("x".repeat(8 << 20)));
    assert!(endless.message().len() < 64 << 10, "{}", endless.message().len());
    let caused = Error::new(ErrorKind::Input, "x").with_source("x".repeat(9999));
    assert!(caused.source().unwrap().to_string().len() < 2000);
}
