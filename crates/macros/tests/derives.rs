//! What the derives write.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by it")]

use portcullis_core::{Error, Extra, Input, Secret, Timestamp, id, open_enum, record, record::Record as _};
use portcullis_macros::{Body, Record, Reply};
use serde_json::{Value, json};
use std::collections::BTreeMap;

id! {
    /// An id.
    RoleId
}

open_enum! {
    /// How it is granted.
    Grant {
        /// For a while.
        Floating = "FLOATING",
    }
}

/// A role.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, rule))]
struct Role {
    #[record(id)]
    id: RoleId,
    #[record(server, name = "updatedby")]
    updated_by: Option<String>,
    #[record(server)]
    members: Option<i64>,
    name: Option<String>,
    /// Hours.
    pub hours: Option<u64>,
    grant: Option<Grant>,
    rule: Option<Rule>,
    anything: Option<Value>,
    #[record(masked)]
    texts: Option<Vec<String>>,
    share: Option<f64>,
    limits: Option<BTreeMap<String, i64>>,
    vault: Option<BTreeMap<String, Secret>>,
    extra: Extra,
}

/// A rule, or a group of them.
#[derive(Debug, Clone, Default, Record)]
struct Rule {
    r#type: Option<String>,
    rules: Option<Vec<Rule>>,
    pub keys: Option<Vec<Secret>>,
    #[record(server)]
    seen: Option<Timestamp>,
    extra: Extra,
}

fn role(json: &Value) -> Role {
    serde_json::from_value(json.clone()).unwrap()
}

#[test]
fn a_record_comes_back_as_it_was() {
    for whole in [
        json!({}),
        json!({"id": "1", "updatedby": "a", "members": -3, "name": "", "hours": 8, "grant": "FLOATING", "texts": ["a"]}),
        json!({"id": 1, "updatedby": null, "members": 1.5, "name": 7, "hours": -8, "grant": ["x"], "updated_by": "b"}),
        json!({"rule": {"type": "GROUP", "rules": [{"type": "RULE", "later": 1}, {"rules": []}], "seen": "x"}}),
        json!({"rule": {"rules": [{"type": "RULE"}, null]}, "anything": {"a": [1, null]}, "members": u64::MAX}),
        json!({"anything": 0.5, "rule": "x", "later": null}),
        json!({"share": 5, "limits": {"a": 1, "b": -1}}),
        json!({"share": 0.25, "limits": {"a": 1, "b": "2", "c": 3}}),
        json!({"share": u64::MAX, "limits": {}}),
        json!({"share": -7, "limits": []}),
    ] {
        assert_eq!(serde_json::to_value(role(&whole)).unwrap(), whole);
    }
    let role =
        role(&json!({"grant": "NEW", "updatedby": "a", "members": 2, "rule": {"rules": [{"type": "RULE"}]}}));
    assert_eq!((role.grant, role.members), (Some(Grant::Other("NEW".into())), Some(2)));
    assert_eq!(role.rule.unwrap().rules.unwrap()[0].r#type.as_deref(), Some("RULE"));
}

#[test]
fn what_is_created_has_nothing_that_the_server_sets_at_any_level() {
    let read = role(
        &json!({"id": 1, "members": 2, "name": "a", "rule": {"seen": "x", "rules": [{"seen": "y"}]}, "later": 1}),
    );
    let new = serde_json::to_value(record::new(&read)).unwrap();
    assert_eq!(new, json!({"name": "a", "rule": {"rules": [{}]}, "later": 1}));
    let new = Role::new("a", Rule::default()).hours(3_u64);
    assert_eq!(
        serde_json::to_value(record::new(&new)).unwrap(),
        json!({"name": "a", "hours": 3, "rule": {}})
    );
}

#[test]
fn secrets_are_kept_hidden_and_checked_for_masks() {
    let whole = json!({"rule": {"rules": [{"keys": ["k1", "k2"]}]}});
    let read = role(&whole);
    assert!(serde_json::to_string(&read).is_err() && !format!("{read:?}").contains("k1"));
    // An entry of another type sends the list to `extra`, but not with secrets in it: whichever comes first.
    for odd in [json!([{"keys": ["k1"]}, 7]), json!([7, {"keys": ["k1"]}]), json!([{"keys": ["k1", 7]}])] {
        let error = serde_json::from_value::<Role>(json!({"rule": {"rules": odd}})).unwrap_err().to_string();
        assert!(error.contains("holds secrets") && !error.contains("k1"), "{error}");
    }
    for odd in [json!([{"keys": ["", "***"]}, 7]), json!([7, {"type": "RULE", "later": 1}, 8])] {
        let whole = json!({"rule": {"rules": odd}});
        assert_eq!(serde_json::to_value(role(&whole)).unwrap(), whole);
    }

    for (field, json) in [
        (Some("rule"), json!({"rule": {"rules": [{"keys": ["k1", "***"]}]}})),
        (Some("rule"), json!({"rule": {"rules": [{"later": "***"}]}})),
        (Some("texts"), json!({"texts": ["a", "****"]})),
        (Some("anything"), json!({"anything": ["***"]})),
        (Some("extra"), json!({"later": {"a": "***"}})),
        (None, json!({"name": "***", "rule": {"type": "***"}})),
    ] {
        let read = role(&json);
        assert_eq!(read.mask(), field, "{json}");
        assert_eq!((read.check_always().is_err(), read.drop_masked().mask()), (field.is_some(), None));
    }
}

/// A role to be made.
#[derive(Debug, Clone, Body)]
#[body(new(name, kind), constant(version = 2))]
struct NewRole {
    name: String,
    #[body(name = "type", with = upper)]
    kind: Option<String>,
    /// A note.
    pub comment: Option<String>,
    /// A key.
    pub key: Option<Secret>,
    tags: Vec<String>,
    #[body(skip)]
    _checked: bool,
}

fn upper<S: portcullis_core::serde::Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&text.to_uppercase())
}

#[test]
fn a_body_holds_what_is_set() {
    let new = NewRole::new("a", "b").comment("c");
    assert_eq!(
        serde_json::to_string(&new).unwrap(),
        r#"{"version":2,"name":"a","type":"B","comment":"c","tags":[]}"#
    );
    assert!(serde_json::to_string(&new.key("k")).is_err());
}

/// A role as listings show it.
#[derive(Debug, Clone, Default, PartialEq, Reply)]
struct Shown {
    id: RoleId,
    name: Option<String>,
    #[reply(name = "type")]
    kind: Option<Grant>,
    on: Option<bool>,
    count: Option<i64>,
    at: Option<Timestamp>,
    #[reply(default)]
    total: i64,
    parts: Vec<Part>,
    one: Option<Part>,
    #[reply(with = portcullis_core::lenient::or_default)]
    words: Vec<String>,
    extra: Extra,
}

/// A part.
#[derive(Debug, Clone, PartialEq, Reply)]
struct Part {
    id: RoleId,
}

/// A key.
#[derive(Debug, Clone, Reply)]
#[reply(secret)]
struct Key {
    key: Secret,
    more: Option<Secret>,
}

#[test]
fn a_reply_is_read_leniently_and_shown_again() {
    let read: Shown = serde_json::from_value(json!({
        "id": 7, "name": 8, "type": "NEW", "on": "True", "count": "5", "at": 1, "parts": {"x": {"id": 1}}, "one": [],
        "words": null, "later": {"a": null}, "total": null,
    }))
    .unwrap();
    assert_eq!(
        (read.id.as_str(), read.name.as_deref(), read.on, read.count),
        ("7", Some("8"), Some(true), Some(5))
    );
    assert_eq!((read.parts.len(), &read.one, read.total), (1, &None, 0));
    let shown = json!({
        "id": "7", "name": "8", "type": "NEW", "on": true, "count": 5, "at": "1", "parts": [{"id": "1"}], "words": [],
        "total": 0,
    });
    assert_eq!(read.extra.get("later"), Some(&json!({"a": null})));
    assert_eq!(serde_json::to_value(&read).unwrap(), shown);
    let again: Shown = serde_json::from_value(shown).unwrap();
    assert_eq!(again, Shown { extra: Extra::default(), ..read });
    for wrong in [
        json!({}),
        json!({"id": null}),
        json!([1]),
        json!({"id": 1, "one": "hunter2"}),
        json!({"id": 1, "on": "hunter2"}),
    ] {
        let error = serde_json::from_value::<Shown>(wrong).unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
    let key: Key = serde_json::from_value(json!({"key": "k1"})).unwrap();
    assert!(key.key.expose_secret() == "k1" && key.more.is_none() && !format!("{key:?}").contains("k1"));
}

/// A rule with a limit.
#[derive(Debug, Clone, Default, Record)]
#[record(check)]
struct Limited {
    hours: Option<u64>,
    extra: Extra,
}

impl Limited {
    fn check(&self) -> portcullis_core::Result<()> {
        if self.hours > Some(24) { Err(Error::input("hours", "must be at most 24")) } else { Ok(()) }
    }
}

/// What holds rules: its check comes after theirs.
#[derive(Debug, Clone, Body)]
#[body(new(), check, check_always)]
struct Rules<'a> {
    name: Option<&'a str>,
    named: BTreeMap<String, Limited>,
    listed: Option<Vec<Limited>>,
}

impl Rules<'_> {
    fn check(&self) -> portcullis_core::Result<()> {
        portcullis_core::input::required("name", self.name.unwrap_or("-"))
    }

    fn check_always(&self) -> portcullis_core::Result<()> {
        portcullis_core::input::length("name", self.name.unwrap_or_default(), 0..=3)
    }
}

#[test]
fn a_check_is_called_at_any_depth() {
    let limited = Limited { hours: Some(25), extra: Extra::default() };
    let masked = serde_json::from_value::<Limited>(json!({"later": "***"})).unwrap();
    let found = |rules: Rules<'_>, text: Option<&str>| {
        let checked = Input::check_always(&rules).and_then(|()| Input::check(&rules));
        let error = checked.err().map(|error| error.to_string());
        assert_eq!(error.is_some(), text.is_some(), "{error:?} {text:?}");
        assert!(error.unwrap_or_default().contains(text.unwrap_or_default()));
    };
    found(Rules::new(), None);
    found(Rules { name: Some(""), ..Rules::new() }, Some("name"));
    found(Rules { name: Some("long"), ..Rules::new() }, Some("name"));
    found(Rules { listed: Some(vec![Limited::default(), limited.clone()]), ..Rules::new() }, Some("hours"));
    found(Rules { named: [("a".to_owned(), limited)].into(), ..Rules::new() }, Some("hours"));
    found(Rules { named: [("a".to_owned(), masked)].into(), ..Rules::new() }, Some("masked"));
}

/// What several bodies share.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check, flat)]
struct Shared {
    comment: Option<String>,
    pin: Option<Secret>,
}

impl Shared {
    fn check(&self) -> portcullis_core::Result<()> {
        portcullis_core::input::length("comment", self.comment.as_deref().unwrap_or_default(), 0..=3)
    }
}

/// One of them. Its first field is a piece of the path.
#[derive(Debug, Clone, Body)]
#[body(new(place, name, more), constant(version = 2), flat)]
struct Piece {
    #[body(skip)]
    place: String,
    name: String,
    #[body(flatten)]
    more: Option<Shared>,
    last: Option<bool>,
}

/// One around another.
#[derive(Debug, Clone, Body)]
#[body(new(piece))]
struct Whole {
    #[body(flatten)]
    piece: Piece,
    own: Vec<String>,
}

#[test]
fn the_members_of_a_flattened_body_stand_beside_the_others() {
    let shared = Shared { comment: Some("abc".into()), pin: None };
    let piece = Piece { last: Some(true), ..Piece::new("here", "ada", shared) };
    assert_eq!(piece.place, "here");
    let text = r#"{"version":2,"name":"ada","comment":"abc","last":true,"own":[]}"#;
    assert_eq!(serde_json::to_string(&Whole::new(piece.clone())).unwrap(), text);
    let text = r#"{"version":2,"name":"ada","comment":"abc","last":true}"#;
    assert_eq!(serde_json::to_string(&piece).unwrap(), text);
    let bare = Piece { more: None, ..piece.clone() };
    assert_eq!(serde_json::to_string(&bare).unwrap(), r#"{"version":2,"name":"ada","last":true}"#);
    // A secret among them is revealed to no other encoder, and a check is called.
    let secret = Shared { pin: Some("1234".into()), ..Shared::new() };
    assert!(serde_json::to_string(&Whole::new(Piece { more: Some(secret), ..piece.clone() })).is_err());
    let long = Shared { comment: Some("abcd".into()), pin: None };
    let error = Input::check(&Whole::new(Piece { more: Some(long), ..piece })).unwrap_err();
    assert!(error.message().starts_with("`comment`"), "{error}");
}
