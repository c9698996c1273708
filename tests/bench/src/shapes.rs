//! What the benches read and create, with types as a program without an SDK has them.

mod hosts;
mod users;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub(crate) use hosts::Hosts;
pub(crate) use users::Users;

/// One kind of object; every case is measured with each.
pub(crate) trait Shape: 'static {
    /// Where they are.
    const PATH: &'static str;
    /// One to be created, by hand.
    type New: Serialize;
    /// One that is read, by hand.
    type Read: DeserializeOwned;
    /// Both, as PrivX's crate has it.
    type Own: DeserializeOwned + 'static;
    /// Its id in PrivX's crate.
    type Id: AsRef<str> + DeserializeOwned + 'static;
    /// Made anew for each call, as a job does that reads its objects from somewhere.
    fn new() -> Self::New;
    /// The same object as PrivX's crate has it.
    fn own() -> Self::Own;
    /// Creates it by PrivX's crate.
    fn create(privx: &privx::Client, own: &Self::Own) -> privx::Call<Self::Id>;
    /// Lists them by PrivX's crate.
    fn list(privx: &privx::Client) -> privx::List<Self::Own>;
    /// The nth one as the server writes it.
    fn json(n: usize) -> String;
}

/// What a creation answers.
#[derive(Deserialize)]
pub(crate) struct Created {
    pub(crate) id: String,
}

/// A page of users or hosts.
#[derive(Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
}

/// How many of them the server has.
const COUNT: usize = 100_000;

/// A page of so many, from the nth one on, as the server writes it.
pub(crate) fn page<S: Shape>(first: usize, size: usize) -> String {
    let items: Vec<String> = (first..first + size).map(S::json).collect();
    format!(r#"{{"count":{COUNT},"items":[{}]}}"#, items.join(","))
}
