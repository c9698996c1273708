//! What the contract tests share: one line an exchange.

use crate::{ID, KIT, builder, client};
use portcullis_testkit::{Answer, Builder, Line, Resource, Sent, full, operation, sent};
use privx::{
    Client, Cursor, Delivery, ErrorKind, List, Page, Result, ServiceStatus, Sort, SortDirection, code,
    local_user_store::TagSearch,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Debug;

/// The query of `paged`.
pub(crate) const PAGE: &str = "sortkey=name&sortdir=DESC&limit=10&offset=20";

/// What PrivX returns for a change.
pub(crate) const DONE: (u16, ()) = (200, ());

pub(crate) fn sort() -> Sort {
    Sort::new().key("name").direction(SortDirection::Descending)
}

pub(crate) async fn paged<T: DeserializeOwned + Send + 'static>(list: List<T>) -> Result<Page<T>> {
    list.page_size(10).starting_at(Cursor::Offset(20)).first_page().await
}

pub(crate) async fn exchange<T: Debug>(
    id: &'static str,
    line: impl Into<Line>,
    answer: impl Into<Answer>,
    call: impl AsyncFn(&Client) -> Result<T>,
) -> T {
    KIT.exchange(id, line, answer, call).await
}

/// Sends an object of which every member is set: all of them but these (JSON pointers) reach the server.
pub(crate) async fn creates<T: DeserializeOwned, U: Debug>(
    id: &'static str,
    line: &str,
    body: Value,
    server: &[&str],
    call: impl AsyncFn(&Client, &T) -> Result<U>,
) -> U {
    let contract = operation(id).replies(201, json!({ "id": ID }));
    let object = serde_json::from_value(body.clone()).unwrap();
    let bytes = sends(contract, line, body, server, &call).await.body().to_owned();
    let line = sent(line, String::from_utf8(bytes).unwrap());
    KIT.exchange(id, line, full(), async |client| call(client, &object).await).await
}

/// As [`creates`], of a call that changes something or only reads.
pub(crate) async fn sends<T: DeserializeOwned, U>(
    contract: Builder,
    line: &str,
    mut body: Value,
    server: &[&str],
    call: impl AsyncFn(&Client, &T) -> Result<U>,
) -> Sent {
    let contract = contract.start().await;
    let object = serde_json::from_value(body.clone()).unwrap();
    call(&client(&contract), &object).await.unwrap();
    for path in server {
        let (holder, name) = path.rsplit_once('/').unwrap();
        body.pointer_mut(holder).and_then(Value::as_object_mut).unwrap().remove(name).unwrap();
    }
    let (verb, target) = line.split_once(' ').unwrap();
    contract.request().await.is(verb, target).json(body)
}

/// The state of a service is read without a credential.
pub(crate) async fn reads_the_state(
    id: &'static str,
    line: &str,
    call: impl AsyncFn(&Client) -> Result<ServiceStatus>,
) {
    KIT.exchange(id, line, full(), &call).await;
    let contract = operation(id).replies(200, json!({ "status": "OK" })).start().await;
    call(&client(&contract)).await.unwrap();
    contract.request().await.no_header("authorization");
}

/// Tags come as a bare list or with a count, and are searched in either order.
pub(crate) async fn reads_tags(
    id: &'static str,
    path: &str,
    all: impl Fn(&Client) -> List<String>,
    search: impl Fn(&Client, &TagSearch) -> List<String>,
) {
    let line = format!("GET {path}?limit=50");
    let tags = async |c: &Client| all(c).first_page().await;
    exchange(id, &line, full(), tags).await;
    for (body, next) in
        [(json!(["a", "b"]), Some(Cursor::Offset(2))), (json!({ "count": 2, "items": ["a", "b"] }), None)]
    {
        let page = exchange(id, &line, (200, body), tags).await;
        assert_eq!((page.items, page.next), (vec!["a".to_owned(), "b".to_owned()], next));
    }
    let words = TagSearch::new().query("o p").sort(SortDirection::Descending);
    let found = async |c: &Client| paged(search(c, &words)).await;
    let line = format!("GET {path}?sortdir=DESC&query=o%20p&limit=10&offset=20");
    assert!(exchange(id, line, (200, json!([])), found).await.items.is_empty());
}

/// Every field is typed and written back; masks, other objects and words that make another route are refused.
pub(crate) async fn keeps_the_rules<T: Debug, U>(
    get: (&'static str, impl AsyncFn(&Client, &str) -> Result<T>),
    replace: (&'static str, impl AsyncFn(&Client, &str, T) -> Result<U>),
    reserved: &'static [&'static str],
) {
    Resource { kit: KIT, get, replace, reserved, except: &[] }.keeps_the_rules().await;
}

/// The name is taken.
pub(crate) async fn is_a_conflict<U: Debug>(contract: Builder, call: impl AsyncFn(&Client) -> Result<U>) {
    let taken = json!({ "error_code": "VALUE_DUPLICATE", "error_message": "taken", "property": "name" });
    let contract = contract.replies(400, taken).start().await;
    let error = call(&client(&contract)).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (400, Some(code::VALUE_DUPLICATE)));
    assert!(error.is_conflict() && error.message() == "name: taken", "{error}");
}

/// An object that does not exist is `None`, not an error; a wrong base URL stays one.
pub(crate) async fn may_be_missing<T: Debug>(
    id: &'static str,
    line: &str,
    call: impl AsyncFn(&Client) -> Result<Option<T>>,
) {
    for status in [404, 400] {
        let missing = json!({ "error_code": "OBJECT_NOT_FOUND", "error_message": "Object not found" });
        assert!(KIT.exchange(id, line, (status, missing), &call).await.is_none());
    }
    let page = Answer::from((404, "<html>404</html>")).unlike_the_facts("an HTML page of a proxy");
    let error = KIT.refusal(id, line, page, &call).await;
    assert!(error.kind() == ErrorKind::Api && error.is_route_missing() && !error.is_not_found());
}

/// A success without the id of an object is not the object that was requested.
pub(crate) async fn needs_an_id<T: Debug>(
    id: &'static str,
    line: impl Into<Line>,
    call: impl AsyncFn(&Client) -> Result<T>,
) {
    let error = KIT.refusal(id, line, (200, json!({})), &call).await;
    assert_eq!(error.kind(), ErrorKind::Decode, "{id}: {error}");
}

/// The call is refused before anything is sent, also by a client that leaves limits to the server.
pub(crate) async fn is_refused<T>(field: &str, call: impl AsyncFn(&Client) -> Result<T>) {
    let client = Client::builder("https://privx.example").bearer("tok-0123456789").check_input(false);
    let error = call(&client.build().unwrap()).await.err().unwrap();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent), "{field}: {error}");
    assert!(error.message().contains(&format!("`{field}`")), "{field}: {error}");
}

/// The call is refused unsent because of this field; with the check switched off it goes out.
pub(crate) async fn is_limited<T>(contract: Builder, field: &str, call: impl AsyncFn(&Client) -> Result<T>) {
    let contract = contract.unlike_the_facts("limits are left to the server").start().await;
    let error = call(&client(&contract)).await.err().unwrap();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent), "{field}");
    assert!(error.message().contains(&format!("`{field}`")), "{field}: {error}");
    assert_eq!(contract.count(), 0, "{field}");
    drop(call(&builder(&contract).check_input(false).build().unwrap()).await);
    contract.request().await;
}

/// A reply with an empty id is not the object.
pub(crate) async fn is_identified<T: Debug>(
    id: &'static str,
    line: impl Into<Line>,
    call: impl AsyncFn(&Client) -> Result<T>,
) {
    let other =
        Answer::from((200, json!({ "id": "", "name": "" }))).unlike_the_facts("no object has an empty id");
    let error = KIT.refusal(id, line, other, call).await;
    assert_eq!(error.kind(), ErrorKind::Decode, "{id}: {error}");
}
