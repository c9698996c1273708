//! Mutations of a reply: cut, bits flipped, members duplicated, types swapped.

use serde_json::Value;
use std::fmt::Write as _;

/// A text that no error may show.
pub const CANARY: &str = "canary-48213377";

/// Replacements of a node: a value of every type, and extreme numbers.
pub const SWAPS: [&str; 14] = [
    "null",
    "true",
    "0",
    "48213377",
    "-48213377",
    "48213377.5",
    "1e400",
    "18446744073709551616",
    "\"\"",
    "\"canary-48213377\"",
    "[]",
    "{}",
    "[[\"canary-48213377\"]]",
    "{\"canary-48213377\":\"canary-48213377\"}",
];

/// One mutation of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mutation {
    /// Only the first bytes.
    Cut(usize),
    /// One bit is flipped.
    Flip(usize),
    /// One member is duplicated.
    Twice(usize),
    /// One node is replaced.
    Swap(usize, usize),
    /// The body is nested in this many lists.
    Deep(usize),
}

/// All mutations of a body.
pub fn all(body: &Value) -> Vec<Mutation> {
    let length = body.to_string().len();
    let nodes = count(body);
    let mut all: Vec<_> = (0..length).map(Mutation::Cut).collect();
    all.extend((0..length * 8).map(Mutation::Flip));
    all.extend((1..nodes).map(Mutation::Twice));
    all.extend(swaps(body));
    all.extend([1, 100, 127, 128, 129, 10_000].map(Mutation::Deep));
    all
}

/// The swaps among them: valid JSON of another type.
pub fn swaps(body: &Value) -> Vec<Mutation> {
    let nodes = count(body);
    (0..nodes).flat_map(|node| (0..SWAPS.len()).map(move |swap| Mutation::Swap(node, swap))).collect()
}

/// The mutated body.
pub fn apply(body: &Value, mutation: Mutation) -> Vec<u8> {
    let whole = body.to_string().into_bytes();
    match mutation {
        Mutation::Cut(at) => whole[..at].to_vec(),
        Mutation::Flip(bit) => {
            let mut bytes = whole;
            bytes[bit / 8] ^= 1 << (bit % 8);
            bytes
        }
        Mutation::Deep(depth) => [b"[".repeat(depth), whole, b"]".repeat(depth)].concat(),
        Mutation::Twice(_) | Mutation::Swap(..) => {
            let mut text = String::new();
            write(body, mutation, &mut 0, &mut text);
            text.into_bytes()
        }
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum::<usize>(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// Writes the value; nodes are numbered in the order in which they begin.
fn write(value: &Value, mutation: Mutation, at: &mut usize, out: &mut String) {
    let here = *at;
    *at += 1;
    if let Mutation::Swap(node, swap) = mutation
        && node == here
    {
        *at += count(value) - 1;
        out.push_str(SWAPS[swap]);
        return;
    }
    match value {
        Value::Array(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                out.push_str(if n == 0 { "" } else { "," });
                write(item, mutation, at, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (n, (key, item)) in members.iter().enumerate() {
                out.push_str(if n == 0 { "" } else { "," });
                if mutation == Mutation::Twice(*at) {
                    let _ = write!(out, "{}:{item},", Value::from(key.as_str()));
                }
                let _ = write!(out, "{}:", Value::from(key.as_str()));
                write(item, mutation, at, out);
            }
            out.push('}');
        }
        leaf => {
            let _ = write!(out, "{leaf}");
        }
    }
}
