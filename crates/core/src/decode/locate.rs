//! Where in a reply a reader gave up: found again from line and column, so that no type is compiled for a second
//! reader that keeps track.

/// What is open at some point of the text.
enum Open<'a> {
    /// A list, and how many of its items have begun.
    List(usize),
    /// An object, its last name, and whether a value comes next.
    Object(&'a [u8], bool),
}

/// Steps of a path that are kept, and those that are shown: a reply may be nested millions of times.
const DEEPEST: usize = 32;
/// What stands behind so many bytes is not looked for: each takes 10 ns, and the call's timeout may be over.
const FARTHEST: usize = 2 << 20;
/// The path of what was not looked for.
pub(super) const NOT_SOUGHT: &str = "…";
/// A path is not made longer when it is longer than this.
const LONGEST: usize = 250;

/// The path to the value that ends or stands at this line and column, both as `serde_json` counts them. Names that do
/// not look like field names may be anything that the server sent, and are not shown.
pub(super) fn locate(text: &str, line: usize, column: usize) -> String {
    // Of bytes: the search for a character takes 35 ns for each line.
    let mut ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
    let before = line.checked_sub(2).map_or(0, |above| ends.nth(above).unwrap_or(text.len()));
    let read = text.as_bytes().get(..before + column).unwrap_or(text.as_bytes());
    if read.len() > FARTHEST {
        return NOT_SOUGHT.to_owned();
    }
    let (open, deeper) = walk(read);
    spell(&open, deeper > 0)
}

/// What is open at the end of the text, and how many levels are open below.
fn walk(mut rest: &[u8]) -> (Vec<Open<'_>>, usize) {
    let mut open = Vec::new();
    let mut deeper = 0_usize;
    while let [byte, after @ ..] = rest {
        rest = after;
        if deeper > 0 {
            match byte {
                b'{' | b'[' => deeper += 1,
                b'}' | b']' => deeper -= 1,
                b'"' => rest = rest.get(string(rest) + 1..).unwrap_or_default(),
                _ => {}
            }
            continue;
        }
        match (byte, open.last_mut()) {
            (b',', Some(Open::Object(_, value))) => *value = false,
            (b':', Some(Open::Object(_, value))) => *value = true,
            (b'}' | b']', _) => drop(open.pop()),
            (b' ' | b'\n' | b'\r' | b'\t' | b',' | b':', _) => {}
            (b'"', top) => {
                let length = string(rest);
                let (text, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
                rest = after.get(1..).unwrap_or_default();
                match top {
                    Some(Open::Object(name, false)) => *name = text,
                    Some(Open::List(begun)) => *begun += 1,
                    _ => {}
                }
            }
            (byte, top) => {
                if let Some(Open::List(begun)) = top {
                    *begun += 1;
                }
                match byte {
                    b'{' | b'[' if open.len() == DEEPEST => deeper = 1,
                    b'{' => open.push(Open::Object(b"", false)),
                    b'[' => open.push(Open::List(0)),
                    _ => {
                        let end = rest.iter().position(|byte| b",:]} \n\r\t".contains(byte));
                        rest = rest.get(end.unwrap_or(rest.len())..).unwrap_or_default();
                    }
                }
            }
        }
    }
    (open, deeper)
}

/// The length of a string whose first quote was read.
fn string(text: &[u8]) -> usize {
    let mut escaped = false;
    let end = text.iter().position(|byte| {
        let end = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        end
    });
    end.unwrap_or(text.len())
}

fn spell(open: &[Open<'_>], mut cut: bool) -> String {
    let mut text = String::new();
    for step in open {
        if text.len() > LONGEST {
            cut = true;
            break;
        }
        match step {
            Open::List(begun) => {
                if let Some(index) = begun.checked_sub(1) {
                    text.extend(["[", &index.to_string(), "]"]);
                }
            }
            Open::Object(b"", _) => {}
            Open::Object(name, _) => {
                let plain = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-');
                let shown =
                    std::str::from_utf8(name).ok().filter(|_| name.len() <= 32 && name.iter().all(plain));
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(shown.unwrap_or("*"));
            }
        }
    }
    if text.is_empty() {
        text.push('.');
    }
    if cut {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize)]
    struct Item {
        #[serde(rename = "size")]
        _size: u8,
        #[serde(rename = "names", default)]
        _names: Vec<String>,
    }

    type Whole = BTreeMap<String, Vec<Item>>;

    fn tracked(json: &str) -> String {
        let mut from = serde_json::Deserializer::from_str(json);
        serde_path_to_error::deserialize::<_, Whole>(&mut from).unwrap_err().path().to_string()
    }

    fn found(json: &str) -> String {
        let error = serde_json::from_str::<Whole>(json).unwrap_err();
        locate(json, error.line(), error.column())
    }

    #[test]
    fn it_is_where_a_reader_that_keeps_track_has_it() {
        for json in [
            "7",
            "[]",
            "{\"a\":7}",
            "{\"a\":[7]}",
            "{\"a\":[{}]}",
            "{\"a\":[{\"size\":1},{\"size\":\"x\"}]}",
            "{ \"a\" : [ { \"size\" : 1 } ,\r\n { \"size\" : 256 } ] }",
            "{\"a\":[],\n\n  \"b\":[{\"size\":[1]}]}",
            "{\"a\":[{\"\\u00fc\\\\\\\"\":[{\"}\":\"],{\"}],\"size\":null}]}",
            "{\"a\":[{\"size\":1,\"names\":[\"x\",\"a\\\"]\",7]}]}",
            "{\"a\":[{\"size\":1,\"names\":{\"x\":1}}]}",
            "{\"a\":[{\"size\":1,\"names\":[\"ü\n\"]}]}",
            "{\"a\":[{\"names\":[],\"x\":1}]}",
        ] {
            assert_eq!(found(json), tracked(json), "{json}");
        }
    }

    #[test]
    fn a_text_that_ends_or_goes_wrong_anywhere_has_a_place() {
        let json = "{\"a\":[{\"size\":1,\"names\":[\"\\\"\",\"ü\"]},{\"size\":2}]}";
        for (at, _) in json.char_indices() {
            let cut = json.split_at(at).0;
            assert!(!found(cut).is_empty(), "{cut}");
            for odd in ["]", "}", ",", ":", "\"", "\\", "ü", "nul"] {
                if let Err(error) = serde_json::from_str::<Whole>(&[cut, odd].concat()) {
                    assert!(!locate(cut, error.line(), error.column()).is_empty(), "{cut}{odd}");
                }
            }
        }
        assert_eq!(locate("{}", 0, 0), ".");
        assert_eq!(locate("{\"a\":1}", 9, 99), ".");
    }

    #[test]
    fn a_name_that_may_be_a_value_is_not_shown() {
        assert_eq!(locate("{\"tok-hunter2\":[{\"size\":", 1, 24), "*[0].size");
        assert_eq!(locate("{\"a\\u0062\":", 1, 11), "*");
    }

    #[test]
    fn what_stands_far_behind_is_not_looked_for() {
        let json = |items: usize| format!("{{\"a\":[{}{{\"size\":", "{},".repeat(items));
        let (near, far) = (json(600_000), json(800_000));
        assert_eq!(locate(&near, 1, near.len()), "a[600000].size");
        assert_eq!(locate(&far, 1, far.len()), NOT_SOUGHT);
        let lines = format!("{{\"a\":{}[1", "\n".repeat(3 << 20));
        assert_eq!(locate(&lines, 1 + (3 << 20), 2), NOT_SOUGHT);
        assert_eq!(locate("{\"a\":\n\n[1,\n2", 4, 1), "a[1]");
    }

    #[test]
    fn a_path_is_short_however_deep_the_reply_is() {
        for open in ["[", "{\"a\":", "[{\"abcdefghijklmnopqrstuvwxyzabcd\":["] {
            let json = open.repeat(100_000);
            let path = locate(&json, 1, json.len());
            assert!(path.chars().count() <= 300, "{}", path.len());
            assert!(path.ends_with('…'), "{path}");
        }
        // What is deeper than the path shows is closed again, and the place behind it is right.
        let json = format!("{{\"a\":{}{},\"b\":[1,2", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(locate(&json, 1, json.len()), "b[1]");
    }
}
