//! Canaries, the encodings in which one may appear, and the search for them.

pub(super) use super::spellings::base64;
use std::{error::Error, fmt::Debug};

/// The value of secret fields in bodies: with every kind of character that some encoding changes.
pub(super) const SECRET: &str = "Kn4rrSecret\"\\ü%/+&=;7F";
/// The value of credentials in headers, which cannot contain quotes and letters with accents.
pub(super) const KEY: &str = "Kn4rrKey/+%22x-7F";
/// The value of unknown members.
pub(super) const REST: &str = "Kn4rrRest\"\\ü%/+&=;7F";
/// The common beginning, so that a part of one is found as well.
pub(super) const STEM: &str = "Kn4rr";

/// A text in one encoding, to search for.
pub(super) struct Needle {
    /// The encoding, such as `percent` or `base64`.
    pub(super) encoding: &'static str,
    /// The encoded text.
    pub(super) text: String,
}

/// The texts to search for.
pub(super) struct Canaries(Vec<Needle>);

impl Canaries {
    /// All canaries.
    pub(super) fn all() -> Self {
        Self::of(&[SECRET, KEY, REST], true)
    }

    /// The canaries that must not appear in JSON; unknown members may be written back.
    pub(super) fn secrets() -> Self {
        let mut needles = Self::of(&[SECRET, KEY], false).0;
        needles.extend(["Kn4rrSecret", "Kn4rrKey"].map(|s| Needle { encoding: "stem", text: s.to_owned() }));
        Self(needles)
    }

    /// Any texts.
    pub(super) fn of(secrets: &[&str], stem: bool) -> Self {
        let mut needles: Vec<Needle> = secrets.iter().flat_map(|s| encodings(s)).collect();
        if stem {
            needles.push(Needle { encoding: "stem", text: STEM.to_owned() });
        }
        Self(needles)
    }

    /// The encodings that the text holds.
    pub(super) fn hits(&self, text: &str) -> Vec<&'static str> {
        self.0.iter().filter(|n| text.contains(&n.text)).map(|n| n.encoding).collect()
    }
}

/// The usual encodings of one text.
pub(super) fn encodings(secret: &str) -> Vec<Needle> {
    let bytes = secret.as_bytes();
    let percent = |lower: bool| -> String {
        let coded = |b: &u8| if lower { format!("%{b:02x}") } else { format!("%{b:02X}") };
        bytes
            .iter()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(*b).to_string() } else { coded(b) })
            .collect()
    };
    let hex = |upper: bool| -> String {
        bytes.iter().map(|b| if upper { format!("{b:02X}") } else { format!("{b:02x}") }).collect()
    };
    let inner = |quoted: String| quoted[1..quoted.len() - 1].to_owned();
    let mut all = vec![
        Needle { encoding: "raw", text: secret.to_owned() },
        Needle { encoding: "percent", text: percent(false) },
        Needle { encoding: "percent, lower case", text: percent(true) },
        Needle {
            encoding: "json",
            text: inner(serde_json::to_string(secret).unwrap_or_else(|_| "\"\"".into())),
        },
        Needle { encoding: "json, ASCII", text: ascii_json(secret) },
        Needle { encoding: "rust", text: inner(format!("{secret:?}")) },
        Needle { encoding: "hex", text: hex(false) },
        Needle { encoding: "HEX", text: hex(true) },
        // A list of bytes as `Debug` shows one.
        Needle { encoding: "bytes", text: inner(format!("{bytes:?}")) },
    ];
    for skip in 0..3.min(bytes.len()) {
        let rest = &bytes[skip..];
        let whole = &rest[..rest.len() - rest.len() % 3];
        let text = base64(whole);
        all.push(Needle { encoding: "base64url", text: text.replace('+', "-").replace('/', "_") });
        all.push(Needle { encoding: "base64", text });
    }
    all.retain(|n| n.text.len() >= 4);
    all
}

/// JSON with every optional escape.
fn ascii_json(secret: &str) -> String {
    let one = |c: char| match c {
        '"' | '\\' | '/' => format!("\\{c}"),
        c if c.is_ascii() => c.to_string(),
        c => {
            let units: Vec<String> =
                c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
            units.concat()
        }
    };
    secret.chars().map(one).collect()
}

/// A public type, built from canaries, and all its texts.
pub(super) struct Shown {
    /// The type, as users name it.
    pub(super) name: &'static str,
    /// `{:?}`, `{:#?}`, `Display`, the chain of errors.
    pub(super) texts: Vec<String>,
    /// The result of serializing it outside a call, or the error text.
    pub(super) json: Vec<String>,
}

/// By `Debug`.
pub(super) fn shown<T: Debug + ?Sized>(name: &'static str, value: &T) -> Shown {
    Shown { name, texts: vec![format!("{value:?}"), format!("{value:#?}")], json: Vec::new() }
}

/// By `Debug`, and by every way of serde_json.
pub(super) fn sent<T: Debug + serde::Serialize>(name: &'static str, value: &T) -> Shown {
    let text = serde_json::to_string(value).unwrap_or_else(|e| e.to_string());
    let tree = serde_json::to_value(value).map_or_else(|e| e.to_string(), |v| v.to_string());
    let bytes = serde_json::to_vec(value)
        .map_or_else(|e| e.to_string(), |v| String::from_utf8_lossy(&v).into_owned());
    Shown { json: vec![text, tree, bytes], ..shown(name, value) }
}

/// By `Debug`, `Display` and the chain of sources.
pub(super) fn failed<T: Error>(name: &'static str, error: &T) -> Shown {
    let mut all = shown(name, error);
    let mut next: Option<&dyn Error> = Some(error);
    while let Some(error) = next {
        all.texts.extend([error.to_string(), format!("{error:?}"), format!("{error:#?}")]);
        next = error.source();
    }
    all
}

/// Read from JSON that contains canaries, then shown; and the error texts when a member with a canary has another
/// type.
pub(super) fn read<T: Debug + serde::de::DeserializeOwned>(
    name: &'static str,
    json: &serde_json::Value,
) -> Shown {
    let value: T = serde_json::from_value(json.clone()).unwrap_or_else(|e| panic!("{name}: {e}"));
    let mut all = shown(name, &value);
    for (key, member) in json.as_object().into_iter().flatten() {
        if !member.as_str().is_some_and(|text| text.contains(STEM)) {
            continue;
        }
        for odd in [serde_json::json!([member]), serde_json::json!({ "a": member }), 48_213_377.into()] {
            let mut other = json.clone();
            other[key] = odd;
            let text =
                serde_json::from_value::<T>(other).map_or_else(|e| e.to_string(), |v| format!("{v:?}"));
            all.texts.push(text.replace("48213377", STEM));
        }
    }
    all
}
