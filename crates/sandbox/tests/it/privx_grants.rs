//! Roles that were granted for a time, on the clock that a test moves.

use std::collections::BTreeSet;
use std::time::{Duration, UNIX_EPOCH};

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::https::Result;
use crate::privx::{Api, Session};
use crate::privx_requests::{role, user};

const HOUR: Duration = Duration::from_secs(3600);
/// The start of the year 2100 and of its second day, in seconds since 1970.
const YEAR_2100: u64 = 4_102_444_800;
const NEXT_DAY: u64 = YEAR_2100 + 86_400;

fn move_to(sandbox: &Sandbox, seconds: u64) {
    let to = UNIX_EPOCH + Duration::from_secs(seconds);
    let by = to.duration_since(sandbox.privx().now()).unwrap();
    sandbox.privx().advance(by);
}

fn names(roles: &Value) -> BTreeSet<&str> {
    roles.as_array().unwrap().iter().filter_map(|role| role["name"].as_str()).collect()
}

/// The roles of a user. Everything that shows roles agrees on them.
async fn held(api: &Api, session: &Session<'_>, id: &str, all: &[String]) -> Result<Vec<String>> {
    let roles = api.call("GET", &format!("/role-store/api/v1/users/{id}/roles"), Value::Null).await?.json;
    let roles = names(&roles["items"]);
    let user = api.call("GET", &format!("/role-store/api/v1/users/{id}"), Value::Null).await?.json;
    assert_eq!(names(&user["roles"]), roles);
    let current = session.call("GET", "/role-store/api/v1/users/current", Value::Null).await?.json;
    assert_eq!(names(&current["roles"]), roles);
    for role in all {
        let path = format!("/role-store/api/v1/roles/{role}");
        let shown = api.call("GET", &path, Value::Null).await?.json;
        let members = api.call("GET", &format!("{path}/members"), Value::Null).await?.json;
        let count = u64::from(roles.contains(shown["name"].as_str().unwrap()));
        assert_eq!((&shown["member_count"], &shown["explicit_count"]), (&json!(count), &json!(count)));
        assert_eq!(members["count"], count, "{}", shown["name"]);
    }
    Ok(roles.into_iter().map(str::to_owned).collect())
}

#[tokio::test]
async fn roles_granted_by_hand_start_and_end_at_their_time() -> Result<()> {
    let api = Api::start(Sandbox::start().await?).await?;
    let ada = user(&api, "ada", &[]).await?;
    let (start, end) = ("2100-01-01T01:00:00+01:00", "2100-01-02T00:00:00.000Z");
    let mut all = Vec::new();
    let mut grants = Vec::new();
    for (name, terms) in [
        ("floating", json!({ "grant_type": "FLOATING", "floating_length": 8 })),
        ("periods", json!({ "grant_validity_periods": [{ "grant_end": start }, { "grant_start": end }] })),
        ("permanent", json!({ "grant_type": "PERMANENT", "grant_end": "2000-01-01T00:00:00Z" })),
        ("restricted", json!({ "grant_type": "TIME_RESTRICTED", "grant_start": start, "grant_end": end })),
    ] {
        let permissions = if name == "restricted" { json!(["users-view"]) } else { json!([]) };
        let id = role(&api, name, permissions).await?;
        let mut grant = json!({ "id": id, "name": name, "explicit": true });
        grant.as_object_mut().unwrap().extend(terms.as_object().unwrap().clone());
        grants.push(grant);
        all.push(id);
    }
    let path = format!("/role-store/api/v1/users/{ada}/roles");
    assert_eq!(api.call("PUT", &path, grants.clone().into()).await?.status, 200);
    let session = api.logged_in_as("ada", "hunter2-hunter2").await?;
    let held = async || held(&api, &session, &ada, &all).await;
    let may = async || -> Result<bool> {
        Ok(session.call("GET", "/local-user-store/api/v1/users", Value::Null).await?.status == 200)
    };
    assert_eq!((held().await?, may().await?), (words("floating periods permanent"), false));

    // Half of the eight hours have passed; the grant is sent again with another one, and goes on.
    api.sandbox().privx().advance(HOUR * 4);
    assert_eq!(api.call("PUT", &path, grants.clone().into()).await?.status, 200);
    api.sandbox().privx().advance(HOUR * 5);
    assert_eq!(held().await?, words("periods permanent"));
    // It has ended: the same grant is a new one.
    assert_eq!(api.call("PUT", &path, grants.clone().into()).await?.status, 200);
    assert_eq!(held().await?, words("floating periods permanent"));
    let shown = api.call("GET", &path, Value::Null).await?.json;
    assert!(!shown.to_string().contains("sandbox_"), "{shown}");

    move_to(api.sandbox(), YEAR_2100 - 60);
    assert_eq!((held().await?, may().await?), (words("periods permanent"), false));
    api.sandbox().privx().advance(Duration::from_secs(60));
    assert_eq!((held().await?, may().await?), (words("permanent restricted"), true));
    move_to(api.sandbox(), NEXT_DAY - 60);
    assert_eq!((held().await?, may().await?), (words("permanent restricted"), true));
    api.sandbox().privx().advance(Duration::from_secs(60));
    assert_eq!((held().await?, may().await?), (words("periods permanent"), false));
    Ok(())
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

#[tokio::test]
async fn what_is_written_has_the_time_of_the_clock_which_a_restart_keeps() -> Result<()> {
    let dir = tempfile::tempdir()?;
    for (name, year) in [("ada", "2100-01-01T"), ("bob", "2100-01-02T")] {
        let api = Api::start(Sandbox::builder().state_dir(dir.path()).start().await?).await?;
        if name == "ada" {
            move_to(api.sandbox(), YEAR_2100);
        }
        let id = user(&api, name, &[]).await?;
        let path = format!("/{id}");
        let made = api.users("GET", &path, Value::Null).await?.json;
        let time = api.call("GET", "/monitor-service/api/v1/time", Value::Null).await?.text("/time_utc");
        for at in [&made["created"], &made["updated"], &made["password"]["created"], &json!(time)] {
            assert!(at.as_str().unwrap().starts_with(year), "{at}");
        }
        api.sandbox().privx().advance(HOUR * 24);
        let read = api.users("PUT", &path, json!({ "username": name })).await?;
        assert_eq!(read.status, 200);
        let changed = api.users("GET", &path, Value::Null).await?.json;
        assert_eq!(changed["created"], made["created"]);
        assert!(changed["updated"].as_str() > made["updated"].as_str(), "{changed}");
    }
    Ok(())
}
