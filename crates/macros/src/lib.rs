#![doc = include_str!("../README.md")]

mod body;
mod options;
mod record;
mod reply;
mod setters;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]
mod tests;
mod types;

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

/// For an object that is read, created and written back as a whole.
///
/// Reads without loss (unknown members and those of another type go to `extra`), writes what is set and then `extra`,
/// checks its fields and itself, and has setters. `server` fields are left out of what is created, at any depth. The
/// options are in the [table](crate#options).
///
/// ```
/// use portcullis_core::{Extra, Input, Result, input};
/// use portcullis_macros::Record;
///
/// portcullis_core::id! {
///     /// The id of a role.
///     RoleId
/// }
///
/// /// A role.
/// #[derive(Debug, Clone, Default, Record)]
/// #[record(new(name), check)]
/// pub struct Role {
///     /// The role's id.
///     #[record(id)]
///     pub id: RoleId,
///     /// The name: at most 64 characters.
///     pub name: Option<String>,
///     /// A note.
///     pub comment: Option<String>,
///     /// What this version does not know; written back unchanged.
///     pub extra: Extra,
/// }
///
/// impl Role {
///     fn check(&self) -> Result<()> {
///         input::length("name", self.name.as_deref().unwrap_or_default(), 1..=64)
///     }
/// }
///
/// let role: Role = serde_json::from_str(r#"{"id": "1", "name": "ops", "later": [1]}"#)?;
/// let role = role.comment("on call");
/// assert_eq!(serde_json::to_string(&role)?, r#"{"id":"1","name":"ops","comment":"on call","later":[1]}"#);
/// assert!(Input::check(&Role::new("")).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A `check` that the attribute does not name would never be called, and does not compile:
///
/// ```compile_fail,E0592
/// # use portcullis_core::{Extra, Result};
/// #[derive(Default, portcullis_macros::Record)]
/// struct Role {
///     extra: Extra,
/// }
/// impl Role {
///     fn check(&self) -> Result<()> {
///         Ok(())
///     }
/// }
/// ```
///
/// Nor does an attribute that names a method which is not there:
///
/// ```compile_fail,E0308
/// # use portcullis_core::Extra;
/// #[derive(Default, portcullis_macros::Record)]
/// #[record(check)]
/// struct Role {
///     extra: Extra,
/// }
/// ```
///
/// Nor does a field that cannot be read without loss:
///
/// ```compile_fail,E0277
/// # use portcullis_core::Extra;
/// # #[derive(Default)]
/// # struct Context;
/// #[derive(Default, portcullis_macros::Record)]
/// struct Role {
///     context: Option<Context>,
///     extra: Extra,
/// }
/// ```
#[proc_macro_derive(Record, attributes(record))]
pub fn record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    record::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// For what is only sent, in a body or a query: writes what is set, reveals each `Secret` to the encoder of requests and
/// to nothing else, checks its fields and itself, and has setters. The options are in the [table](crate#options).
///
/// ```
/// use portcullis_core::{Input, Secret};
/// use portcullis_macros::Body;
///
/// /// A user to be added.
/// #[derive(Debug, Clone, Body)]
/// #[body(new(name), constant(version = 2))]
/// pub struct NewUser {
///     /// The name.
///     pub name: String,
///     /// A note.
///     #[body(name = "description")]
///     pub comment: Option<String>,
///     /// The password.
///     pub password: Option<Secret>,
/// }
///
/// let user = NewUser::new("ada").comment("an analyst");
/// assert_eq!(serde_json::to_string(&user)?, r#"{"version":2,"name":"ada","description":"an analyst"}"#);
/// assert!(serde_json::to_string(&user.password("hidden")).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[proc_macro_derive(Body, attributes(body))]
pub fn body(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    body::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// For what only comes back: reads each field leniently, as its type says, and writes it again, without `extra`.
///
/// An `Option` may be missing, a `Vec` or a map is then empty, anything else must be there. The options are in the
/// [table](crate#options).
///
/// ```
/// use portcullis_macros::Reply;
///
/// /// A user.
/// #[derive(Debug, Reply)]
/// pub struct User {
///     /// The number.
///     pub id: i64,
///     /// Whether the user is active.
///     pub active: Option<bool>,
///     /// Names of groups.
///     pub groups: Vec<String>,
/// }
///
/// let user: User = serde_json::from_str(r#"{"id": "7", "active": 1, "groups": null}"#)?;
/// assert_eq!(serde_json::to_string(&user)?, r#"{"id":7,"active":true,"groups":[]}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// A secret below the reply counts as its own:
///
/// ```compile_fail,E0277
/// # use portcullis_core::Secret;
/// #[derive(portcullis_macros::Reply)]
/// #[reply(secret)]
/// struct Key {
///     key: Secret,
/// }
/// #[derive(portcullis_macros::Reply)]
/// struct Keys {
///     keys: Vec<Key>,
/// }
/// ```
#[proc_macro_derive(Reply, attributes(reply))]
pub fn reply(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    reply::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}
