//! Each mistake gets one message, at the word or type at fault.

use crate::{body, record, reply};
use syn::DeriveInput;

/// The message, and the source that it points at.
fn error(
    expand: fn(&DeriveInput) -> syn::Result<proc_macro2::TokenStream>,
    source: &str,
) -> (String, String) {
    let errors: Vec<_> = expand(&syn::parse_str(source).unwrap()).unwrap_err().into_iter().collect();
    let [error] = &*errors else { panic!("{errors:?}") };
    (error.to_string(), error.span().source_text().unwrap())
}

#[test]
fn an_unknown_option_is_listed_with_the_known_ones() {
    assert_eq!(
        error(record::expand, "struct A { #[record(sever)] id: Id, extra: Extra }"),
        (
            "`sever` is no option of a field of `Record`; the options are `id`, `server`, `name`, `masked`, `omit_if`, \
             `skip`"
                .into(),
            "sever".into()
        )
    );
    let (text, place) =
        error(reply::expand, r#"struct A { #[reply(rename = "type")] kind: Option<String> }"#);
    assert!(
        text.starts_with(
            "`rename` is no option of a field of `Reply`: a name on the wire is `name = \"..\"`;"
        )
    );
    assert_eq!(place, "rename");
    let (text, place) = error(body::expand, "#[body(secret)] struct A { }");
    assert!(
        text.starts_with("`secret` is no option of the struct of `Body`; the options are `new`, `constant`,")
    );
    assert_eq!(place, "secret");
}

#[test]
fn a_record_keeps_what_is_unknown_and_what_is_absent() {
    assert_eq!(
        error(record::expand, "struct A { name: Option<String> }"),
        ("a record needs a field `pub extra: Extra`, which keeps what is not known".into(), "A".into())
    );
    let (text, place) = error(record::expand, "struct A { name: String, extra: Extra }");
    assert!(text.starts_with("a field of a record is an `Option`, unless the server sets it"), "{text}");
    assert_eq!(place, "String");
}

#[test]
fn what_is_flattened_is_json_and_has_no_name() {
    for option in ["name = \"a\"", "with = write"] {
        let (text, place) =
            error(body::expand, &format!("struct A {{ #[body(flatten, {option})] more: Option<More> }}"));
        assert!(text.starts_with("`flatten` writes the members of the field"), "{text}");
        assert_eq!(place, "more");
    }
    let (text, place) = error(body::expand, "#[body(pairs)] struct A { #[body(flatten)] more: More }");
    assert_eq!(
        (&*text, &*place),
        ("`with` and `flatten` are for JSON: a struct of `pairs` has none", "more")
    );
    let (text, place) = error(body::expand, "#[body(flat, pairs)] struct A { more: Option<String> }");
    assert_eq!((&*text, &*place), ("`flat` is for JSON, `pairs` is for forms and queries", "A"));
}

#[test]
fn names_on_the_wire_are_one_each_and_not_empty() {
    assert_eq!(
        error(body::expand, r#"struct A { name: String, #[body(name = "name")] other: String }"#),
        ("`name` is the name of the field `name` already".into(), "\"name\"".into())
    );
    assert_eq!(
        error(reply::expand, r#"struct A { #[reply(alias = "other")] name: String, other: String }"#),
        ("`other` is the name of the field `name` already".into(), "other".into())
    );
    assert_eq!(
        error(reply::expand, r#"struct A { #[reply(name = "")] other: String }"#),
        ("a name on the wire is not empty".into(), "\"\"".into())
    );
}

#[test]
fn a_constructor_names_fields_and_all_that_must_be_set() {
    assert_eq!(
        error(record::expand, "#[record(new(nme))] struct Role { name: Option<String>, extra: Extra }"),
        ("`Role` has no field `nme`".into(), "nme".into())
    );
    assert_eq!(
        error(body::expand, "#[body(new(name))] struct A { name: String, email: String }"),
        ("`email` must be set: list it in `new(..)` or make it an `Option`".into(), "email".into())
    );
}

#[test]
fn a_reply_with_a_secret_is_marked() {
    for ty in ["Secret", "Option<Secret>", "Vec<portcullis_core::Secret>"] {
        assert_eq!(
            error(reply::expand, &format!("struct A {{ key: {ty} }}")),
            (
                "a reply that holds a secret is not serialized: write `#[reply(secret)]` on the struct"
                    .into(),
                ty.into()
            )
        );
    }
}

#[test]
fn only_plain_structs_can_be_derived_for() {
    for (source, place) in [("struct A<T> { a: T }", "<T>"), ("struct A<'a> { a: &'a str }", "<'a>")] {
        assert_eq!(
            error(record::expand, source),
            ("Record cannot be derived for a generic struct".into(), place.into())
        );
    }
    assert!(
        body::expand(&syn::parse_str("struct A<'a> { a: &'a str }").unwrap()).is_ok(),
        "a body may borrow"
    );
    assert_eq!(
        error(body::expand, "enum A { B }"),
        ("Body can be derived for structs only".into(), "A".into())
    );
    assert_eq!(error(reply::expand, "struct A(u8);"), ("Reply needs named fields".into(), "A".into()));
}
