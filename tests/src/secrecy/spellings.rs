//! The spellings in which servers, languages and formats write a text. Written without the code that they measure.

/// A spelling: its name, and its encoder.
pub type Spelling = (&'static str, fn(&str) -> String);

/// All of them.
pub const ALL: [Spelling; 39] = [
    ("raw", str::to_owned),
    ("percent", |text| bytes(text, |b| !b.is_ascii_alphanumeric(), |b| format!("%{b:02X}"))),
    ("percent, lower case", |text| bytes(text, |b| !b.is_ascii_alphanumeric(), |b| format!("%{b:02x}"))),
    ("percent, every byte", |text| bytes(text, |_| true, |b| format!("%{b:02X}"))),
    ("percent, UTF-16", |text| utf16(text, |c| !c.is_ascii_alphanumeric(), |unit| format!("%u{unit:04x}"))),
    ("form", |text| {
        bytes(text, |b| !b.is_ascii_alphanumeric() && b != b' ', |b| format!("%{b:02X}")).replace(' ', "+")
    }),
    ("HTML, names", |text| chars(text, |c| entity(c).map(|name| format!("&{name};")))),
    ("HTML, upper case", |text| chars(text, |c| entity(c).map(|name| format!("&{};", name.to_uppercase())))),
    ("HTML, no semicolon", |text| chars(text, |c| entity(c).map(|name| format!("&{name}")))),
    ("HTML, PHP", |text| {
        chars(text, |c| if c == '\'' { Some("&#039;".into()) } else { entity(c).map(|n| format!("&{n};")) })
    }),
    ("HTML, all names", |text| {
        chars(text, |c| named(c).or_else(|| entity(c).map(str::to_owned)).map(|n| format!("&{n};")))
    }),
    ("HTML, decimal", |text| chars(text, |c| special(c).then(|| format!("&#{};", u32::from(c))))),
    ("HTML, decimal, no semicolon", |text| {
        chars(text, |c| special(c).then(|| format!("&#{}", u32::from(c))))
    }),
    ("HTML, hexadecimal", |text| chars(text, |c| special(c).then(|| format!("&#x{:x};", u32::from(c))))),
    ("HTML, HEXADECIMAL", |text| chars(text, |c| special(c).then(|| format!("&#X{:04X};", u32::from(c))))),
    ("HTML, every character", |text| chars(text, |c| Some(format!("&#{};", u32::from(c))))),
    ("SQL, '", |text| text.replace('\'', "''")),
    ("SQL, \"", |text| text.replace('"', "\"\"")),
    ("JSON", |text| inner(&serde_json::Value::from(text).to_string())),
    ("JSON, ASCII", |text| {
        utf16(
            &inner(&serde_json::Value::from(text).to_string()),
            |c| !c.is_ascii(),
            |unit| format!("\\u{unit:04x}"),
        )
        .replace('/', "\\/")
    }),
    ("JSON, HTML's in hexadecimal", |text| {
        let json = inner(&serde_json::Value::from(text).to_string()).replace("\\\"", "\\u0022");
        utf16(&json, |c| "<>&'".contains(c), |unit| format!("\\u{unit:04X}"))
    }),
    ("JSON, every character", |text| utf16(text, |_| true, |unit| format!("\\u{unit:04x}"))),
    ("Rust", |text| inner(&format!("{text:?}"))),
    ("Python", |text| {
        let quoted =
            text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n").replace('\r', "\\r");
        chars(&quoted, |c| match u32::from(c) {
            n @ (..=0x1f | 0x7f..=0xff) => Some(format!("\\x{n:02x}")),
            n @ 0x100..=0xffff => Some(format!("\\u{n:04x}")),
            n @ 0x1_0000.. => Some(format!("\\U{n:08x}")),
            _ => None,
        })
    }),
    ("Python, bytes", |text| {
        bytes(&text.replace('\\', "\\\\"), |b| !(b' '..=b'~').contains(&b), |b| format!("\\x{b:02x}"))
    }),
    ("\\x, every byte", |text| bytes(text, |_| true, |b| format!("\\x{b:02X}"))),
    ("\\u{..}", |text| chars(text, |c| special(c).then(|| format!("\\u{{{:x}}}", u32::from(c))))),
    ("\\U, every character", |text| chars(text, |c| Some(format!("\\U{:08X}", u32::from(c))))),
    ("C, octal", |text| bytes(text, |b| !b.is_ascii_alphanumeric(), |b| format!("\\{b:03o}"))),
    ("C, octal, every byte", |text| bytes(text, |_| true, |b| format!("\\{b:03o}"))),
    ("shell", |text| text.replace('\'', "'\\''")),
    ("quoted-printable", |text| {
        bytes(text, |b| !(b' '..=b'~').contains(&b) || b == b'=', |b| format!("={b:02X}"))
    }),
    ("quoted-printable, lines", |text| {
        let lines: Vec<char> = text.chars().collect();
        let lines: Vec<String> = lines.chunks(5).map(|line| line.iter().collect()).collect();
        let coded = |line: &String| {
            bytes(line, |b| !(b' '..=b'~').contains(&b) || b == b'=', |b| format!("={b:02X}"))
        };
        lines.iter().map(coded).collect::<Vec<_>>().join("=\r\n")
    }),
    ("hex", |text| bytes(text, |_| true, |b| format!("{b:02x}"))),
    ("HEX", |text| bytes(text, |_| true, |b| format!("{b:02X}"))),
    ("hex, colons", |text| bytes(text, |_| true, |b| format!("{b:02x}:"))),
    ("base64", |text| base64(text.as_bytes())),
    ("base64url", |text| base64(["x", text].concat().as_bytes()).replace('+', "-").replace('/', "_")),
    ("base64, lines", |text| {
        let digits = base64(["xy", text].concat().as_bytes()).into_bytes();
        digits.chunks(7).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\r\n")
    }),
];

fn bytes(text: &str, is_coded: fn(u8) -> bool, code: impl Fn(u8) -> String) -> String {
    let mut coded = Vec::new();
    for byte in text.bytes() {
        if is_coded(byte) {
            coded.extend(code(byte).into_bytes());
        } else {
            coded.push(byte);
        }
    }
    String::from_utf8_lossy(&coded).into_owned()
}

fn chars(text: &str, code: impl Fn(char) -> Option<String>) -> String {
    text.chars().map(|c| code(c).unwrap_or_else(|| c.to_string())).collect()
}

fn utf16(text: &str, is_coded: fn(char) -> bool, code: fn(u16) -> String) -> String {
    chars(text, |c| is_coded(c).then(|| c.encode_utf16(&mut [0; 2]).iter().map(|unit| code(*unit)).collect()))
}

fn inner(quoted: &str) -> String {
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

fn special(c: char) -> bool {
    !c.is_ascii_alphanumeric() && c != ' '
}

/// The five names that every encoder writes.
fn entity(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "amp",
        '<' => "lt",
        '>' => "gt",
        '"' => "quot",
        '\'' => "apos",
        _ => return None,
    })
}

/// Some of the names of other characters.
fn named(c: char) -> Option<String> {
    const NAMES: [(char, &str); 14] = [
        ('ü', "uuml"),
        ('ö', "ouml"),
        ('å', "aring"),
        ('é', "eacute"),
        ('/', "sol"),
        ('+', "plus"),
        ('%', "percnt"),
        ('=', "equals"),
        ('\\', "bsol"),
        ('#', "num"),
        (';', "semi"),
        ('_', "lowbar"),
        ('\u{a0}', "nbsp"),
        ('!', "excl"),
    ];
    NAMES.iter().find(|(known, _)| *known == c).map(|(_, name)| (*name).to_owned())
}

/// Base64 of whole groups of three bytes, written here so that the search does not depend on the code it measures.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).map(|three| {
        let at = |n: usize| u32::from(three.get(n).copied().unwrap_or(0));
        (at(0) << 16 | at(1) << 8 | at(2), three.len() + 1)
    });
    let digits = groups.flat_map(|(group, kept)| (0..kept).map(move |n| (group >> (18 - 6 * n)) & 63));
    digits.map(|d| char::from(DIGITS[d as usize])).collect()
}
