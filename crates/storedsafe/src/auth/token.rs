//! Finds the session's token in a reply, even if the reply is damaged.

use portcullis_core::{Secret, from_json};

/// Returns the text of `CALLINFO.token`: also of a body that was cut off later, that has other text before its JSON, or
/// that fits no type. `None` for an empty or invalid value, for two that differ, and for a failed login.
pub(crate) fn find(body: &[u8]) -> Option<Secret> {
    let mut found = Found::default();
    let start = body.iter().position(|byte| *byte == b'{')?;
    let mut rest = body.get(start..)?;
    let mut depth = 0_usize;
    let mut inside = false;
    let mut name = String::new();
    while let Some((byte, tail)) = rest.split_first() {
        let here = rest;
        rest = tail;
        match byte {
            b'{' | b'[' => {
                depth += 1;
                if depth == 2 {
                    inside = *byte == b'{' && name == "CALLINFO";
                }
                name.clear();
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                inside &= depth >= 2;
                name.clear();
                if depth == 0 {
                    break;
                }
            }
            b',' => name.clear(),
            b'"' => {
                let Some((text, tail)) = string(rest) else { break };
                let quoted = here.get(..text.len() + 2).unwrap_or_default();
                rest = tail;
                if depth == 1 || (depth == 2 && inside) {
                    if rest.trim_ascii_start().first() == Some(&b':') {
                        name = from_json(quoted).unwrap_or_default();
                    } else if depth == 2 {
                        found.note(&name, quoted);
                    }
                }
            }
            _ => {}
        }
    }
    found.token()
}

/// Returns whether a text may be a token: no other text is written into a header.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[derive(Default)]
struct Found {
    tokens: Vec<Secret>,
    failed: bool,
    login: bool,
}

impl Found {
    fn note(&mut self, name: &str, quoted: &[u8]) {
        match name {
            "token" => {
                let token = from_json::<Secret>(quoted).ok();
                self.tokens.extend(token.filter(|token| is_token(token.expose_secret())));
            }
            "status" => self.failed |= quoted != br#""SUCCESS""#,
            "handler" => self.login |= quoted == br#""AuthHandler""#,
            _ => {}
        }
    }

    fn token(self) -> Option<Secret> {
        if self.failed && self.login {
            return None;
        }
        let mut tokens = self.tokens.into_iter();
        let first = tokens.next()?;
        tokens.all(|other| other.ct_eq(&first)).then_some(first)
    }
}

/// Returns the raw text up to the closing quote, and the rest; `None` without a closing quote.
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut escaped = false;
    let end = bytes.iter().position(|byte| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    })?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    fn find(body: impl AsRef<[u8]>) -> Option<String> {
        super::find(body.as_ref()).map(|token| token.expose_secret().to_owned())
    }

    #[test]
    fn the_token_is_found_at_any_place_of_the_member() {
        for body in [
            r#"{"CALLINFO":{"status":"SUCCESS","token":"t2"}}"#,
            r#"{"DATA":{"token":"t1"},"CALLINFO":{"token":"t2","status":"SUCCESS"},"HEADERS":{"token":"t1"}}"#,
            r#" { "CALLINFO" : { "general" : [ "token" , {"token":"t9"} ] , "token" : "t2" } } "#,
            r#"{"\u0043ALLINFO":{"\u0074oken":"\u00742"}}"#,
            r#"{"a":"\"CALLINFO\":{\"token\":\"t1\"","CALLINFO":{"x":"\\","token":"t2"}}"#,
            "\u{feff}{\"CALLINFO\":{\"token\":\"t2\"}}",
            "<br />\n<b>Notice</b>: odd {\"CALLINFO\":{\"token\":\"t2\"}}",
            r#"{"CALLINFO":{"token":"t2","token":"t2"}}"#,
            r#"{"CALLINFO":{"status":"FAIL","handler":"UserHandler","token":"t2"}}"#,
        ] {
            assert_eq!(find(body).as_deref(), Some("t2"), "{body}");
        }
    }

    #[test]
    fn a_cut_body_has_a_token_if_it_is_complete() {
        let body = r#"{"CALLINFO":{"token":"t2","status":"SUCCESS","users":[{"id":"1"}]}}"#;
        let whole = body.find("t2").unwrap() + 3;
        for end in 0..body.len() {
            assert_eq!(find(&body[..end]).as_deref(), (end >= whole).then_some("t2"), "{end}");
        }
    }

    #[test]
    fn what_is_no_token_is_left_alone() {
        for body in [
            "",
            "null",
            "[]",
            "<html></html>",
            "\u{0}\u{ff}{{{{",
            r#"{"token":"t1"}"#,
            r#"{"DATA":{"token":"t1"}}"#,
            r#"{"CALLINFO":{"token":""}}"#,
            r#"{"CALLINFO":{"token":"t 2"}}"#,
            r#"{"CALLINFO":{"token":"t2\r\nX: y"}}"#,
            r#"{"CALLINFO":{"token":null}}"#,
            r#"{"CALLINFO":{"token":["t2"]}}"#,
            r#"{"CALLINFO":{"token":"t2","token":"t3"}}"#,
            r#"{"CALLINFO":[{"token":"t2"}]}"#,
            r#"{"CALLINFO":["token","t2"]}"#,
            r#"{"X":{"CALLINFO":{"token":"t2"}}}"#,
            r#"{"CALLINFO":{"status":"FAIL","handler":"AuthHandler","token":"t2"}}"#,
            r#"{"CALLINFO":{"status":"SUCCESS"}}{"CALLINFO":{"token":"t2"}}"#,
        ] {
            assert_eq!(find(body), None, "{body}");
        }
    }

    #[test]
    fn hostile_depth_is_no_problem() {
        let deep = format!("{{\"a\":{}", "[".repeat(1_000_000));
        assert_eq!(find(deep), None);
    }
}
