#![doc = include_str!("../README.md")]

mod body;
mod options;
mod record;
mod reply;
mod setters;

use proc_macro::TokenStream;
use syn::{DeriveInput, Error, parse_macro_input};

/// Writes one chained setter for each public `Option` field, with the field's own documentation.
///
/// A field `pub comment: Option<String>` gets `fn comment(self, value: impl Into<String>) -> Self`.
/// A field marked `#[setters(skip)]` gets none.
#[proc_macro_derive(Setters, attributes(setters))]
pub fn setters(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    setters::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// For an object that is read, created and written back as a whole: reads without loss (unknown members and those of
/// another type go to `extra`), writes what is set and then `extra`, and writes setters.
///
/// The struct derives `Default`, has a field `extra: Extra`, and its other fields are `Option`s, but for those that the
/// server sets.
///
/// On the struct: `#[record(new(a, b))]` writes `new(a, b)`.
/// On a field: `id` (the server's id of the object), `server` (set by the server: no setter, not sent when created),
/// `name = "updatedby"` (the name on the wire), `masked` (a text that a server may show as `***`),
/// `omit_if = path` (not written where this says yes), `skip` (no member of the object).
#[proc_macro_derive(Record, attributes(record))]
pub fn record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    record::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// For what is only sent: writes what is set, reveals what is a `Secret`, and writes setters.
///
/// On the struct: `#[body(new(a, b))]` writes `new(a, b)`; `constant(name = value)` sends a member that is always the
/// same.
/// On a field: `name = "type"` (the name on the wire), `with = path` (a serializer of the value, as in serde),
/// `skip` (not sent).
#[proc_macro_derive(Body, attributes(body))]
pub fn body(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    body::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// For what only comes back: reads each field leniently, as its type says, and writes it again.
///
/// An `Option` may be missing, a `Vec` or a map is then empty, anything else must be there.
///
/// On the struct: `#[reply(secret)]` says that a secret is inside: the type then has no `Serialize`.
/// On a field: `name = "type"` (the name on the wire), `default` (may be missing), `with = path` (a reader as in
/// serde), and a field `extra: Extra` keeps what is not known.
#[proc_macro_derive(Reply, attributes(reply))]
pub fn reply(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    reply::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}
