//! Full samples as broken or newer servers send them: every contract test of a full reply becomes a source for the
//! promises about replies.
//!
//! With `PORTCULLIS_CORRUPT_REPLIES` set, each full sample is read again with every mutation, and with an unknown member in
//! every object. The outcomes go to `replies.jsonl` in the folder of the [record](crate::record). An unknown member must
//! not make the call fail, and must show in the result, but for two places: the outermost object, which may be an
//! envelope, and one that holds nothing but secrets, which `Debug` hides.

use crate::{
    mutations::{self, Mutation},
    record,
};
use bytes::Bytes;
use portcullis_core::{Error, ErrorKind};
use portcullis_facts::Sample;
use serde_json::{Value, json};
use std::{
    any::type_name,
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Debug,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Mutex,
    task::Poll,
};

const CORRUPT: &str = "PORTCULLIS_CORRUPT_REPLIES";
/// A name that no description has.
const LATER: &str = "later48213377";

/// Of a larger sample, mutations are left out evenly: 16,000 of a page of hosts take minutes.
const MOST: usize = 2000;

/// Whether the sample of this operation is read again as this type: once a process.
pub(crate) fn are_wanted<T>(id: &str) -> bool {
    static DONE: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let name = [id, " ", type_name::<T>()].concat();
    env::var_os(CORRUPT).is_some() && DONE.lock().expect("no test holds it").insert(name)
}

/// Reads all variants of the sample, and notes what became of them.
pub(crate) async fn corrupted<T: Debug>(
    id: &str,
    sample: &Sample,
    read: impl AsyncFn(Bytes) -> Result<T, Error>,
) {
    let (mut values, mut errors, mut wrong) = (0_usize, BTreeMap::<String, usize>::new(), Vec::new());
    let mut mutations = mutations::all(&sample.value);
    // One bit of each byte.
    mutations.retain(|mutation| !matches!(mutation, Mutation::Flip(bit) if bit / 8 % 8 != bit % 8));
    let stride = mutations.len().div_ceil(MOST);
    let mutations: Vec<_> = mutations.into_iter().step_by(stride).collect();
    for mutation in &mutations {
        let body = mutations::apply(&sample.value, *mutation).into();
        match caught(read(body)).await {
            None => wrong.push(format!("{mutation:?}: the call panicked")),
            Some(Ok(_)) => values += 1,
            Some(Err(error)) => {
                *errors.entry(format!("{:?}", error.kind())).or_default() += 1;
                if !matches!(error.kind(), ErrorKind::Api | ErrorKind::Auth | ErrorKind::Decode) {
                    wrong.push(format!("{mutation:?}: {error}"));
                }
            }
        }
    }
    let (mut members, mut fatal, mut lost) = (0_usize, Vec::new(), Vec::new());
    for pointer in objects(&sample.value) {
        let mut value = sample.value.clone();
        if let Some(object) = value.pointer_mut(&pointer).and_then(Value::as_object_mut) {
            object.insert(LATER.to_owned(), "kept".into());
        }
        members += 1;
        match caught(read(value.to_string().into())).await {
            Some(Ok(value)) if pointer.is_empty() || format!("{value:?}").contains(LATER) => {}
            Some(Ok(_)) if only_secrets(sample, &pointer) => {}
            Some(Ok(_)) => lost.push(pointer),
            Some(Err(_)) | None => fatal.push(pointer),
        }
    }
    record::reply(&json!({
        "id": id, "type": type_name::<T>(), "mutations": mutations.len(), "values": values, "errors": errors,
        "wrong": wrong, "members": members, "fatal": fatal, "lost": lost,
    }));
}

fn only_secrets(sample: &Sample, pointer: &str) -> bool {
    let inside = format!("{pointer}/");
    let mut fields = sample.fields.iter().filter(|field| field.pointer.starts_with(&inside)).peekable();
    fields.peek().is_some() && fields.all(|field| field.secret)
}

/// The pointers of all objects in a value.
fn objects(value: &Value) -> Vec<String> {
    let (mut found, mut next) = (Vec::new(), vec![(String::new(), value)]);
    while let Some((pointer, value)) = next.pop() {
        match value {
            Value::Object(members) => {
                let below = |(name, value)| {
                    let name: &String = name;
                    (format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), value)
                };
                next.extend(members.iter().map(below));
                found.push(pointer);
            }
            Value::Array(items) => {
                next.extend(items.iter().enumerate().map(|(n, value)| (format!("{pointer}/{n}"), value)));
            }
            _ => {}
        }
    }
    found
}

/// `None` if it panics.
async fn caught<T>(call: impl Future<Output = T>) -> Option<T> {
    let mut call = pin!(call);
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Some),
        Err(_) => Poll::Ready(None),
    })
    .await
}
