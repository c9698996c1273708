//! One role of a user beside the others, while others write as well.

use crate::{ID, support::is_refused};
use portcullis_testkit::wire::{Scripted, lost, reply, unsent};
use privx::{
    Client, Delivery, Retry, UserId,
    role_store::{GrantType, Role, RoleChange, Users},
    transport::{Body, Incoming, TransportError},
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const OPS: &str = "5f0a0000-0000-4000-8000-000000000011";
const DBA: &str = "5f0a0000-0000-4000-8000-000000000012";
const WEB: &str = "5f0a0000-0000-4000-8000-000000000013";

/// The roles of the user, how many requests came, and what others do before a request is served.
struct Site {
    roles: Vec<Value>,
    count: usize,
    writes: usize,
    others: fn(usize, &mut Vec<Value>),
}

fn site(roles: &[&str], others: fn(usize, &mut Vec<Value>)) -> (Users, Arc<Mutex<Site>>) {
    let roles = roles.iter().map(|id| held(id)).collect();
    let site = Arc::new(Mutex::new(Site { roles, count: 0, writes: 0, others }));
    (users(site.clone(), Retry::none(), |_| None), site)
}

/// A client of the site; `fails` returns the failure of a write.
fn users(
    shared: Arc<Mutex<Site>>,
    retry: Retry,
    fails: impl Fn(&Site) -> Option<Result<Incoming, TransportError>> + Send + Sync + 'static,
) -> Users {
    let transport = Scripted::new(move |out, _| {
        let site = &mut *shared.lock().unwrap();
        site.count += 1;
        (site.others)(site.count, &mut site.roles);
        let writes = out.method == "PUT";
        site.writes += usize::from(writes);
        let answer = if let Some(failed) = fails(site).filter(|_| writes) {
            failed
        } else if writes {
            let Some(Body::Whole(body)) = &out.body else { panic!("a body") };
            let implicit = site.roles.iter().filter(|role| role["explicit"] == false).cloned();
            let sent: Vec<Value> = serde_json::from_slice(body).unwrap();
            assert!(sent.iter().all(|role| role["explicit"] != false), "a rule gave it");
            site.roles = implicit.chain(sent).collect();
            reply(200, &json!({}))
        } else {
            reply(200, &json!({ "count": site.roles.len(), "items": site.roles }))
        };
        async move { answer }
    });
    let builder = Client::builder("https://privx.example").bearer("tok-0123456789").retry(retry);
    builder.transport(transport).build().unwrap().role_store().users()
}

fn held(id: &str) -> Value {
    json!({ "id": id, "name": id, "explicit": true, "grant_type": "PERMANENT", "later": 1 })
}

fn ids(site: &Mutex<Site>) -> Vec<String> {
    let site = site.lock().unwrap();
    site.roles.iter().map(|role| role["id"].as_str().unwrap().to_owned()).collect()
}

fn user() -> UserId {
    ID.into()
}

fn alone(_: usize, _: &mut Vec<Value>) {}

#[tokio::test(start_paused = true)]
async fn one_role_is_granted_and_revoked_beside_the_others() {
    let (users, site) = site(&[DBA], alone);
    let mut by_rule = held(WEB);
    (by_rule["explicit"], by_rule["implicit"]) = (false.into(), true.into());
    site.lock().unwrap().roles.push(by_rule.clone());
    assert_eq!(users.grant(&user(), &Role::granted(OPS, "ops")).await.unwrap(), RoleChange::Made);
    assert_eq!(ids(&site), [WEB, DBA, OPS]);
    assert_eq!(site.lock().unwrap().roles[1], held(DBA), "written back as it was read");
    assert_eq!(users.revoke(&user(), &DBA.into()).await.unwrap(), RoleChange::Made);
    assert_eq!(ids(&site), [WEB, OPS]);
    assert_eq!(site.lock().unwrap().writes, 2);
    // A rule gives it: it cannot be revoked.
    assert_eq!(users.revoke(&user(), &WEB.into()).await.unwrap(), RoleChange::Unneeded);
}

#[tokio::test(start_paused = true)]
async fn what_is_so_already_is_not_written() {
    let (users, site) = site(&[OPS], alone);
    let change = users.grant(&user(), &Role::granted(OPS, "ops")).await.unwrap();
    assert!(change == RoleChange::Unneeded && change.is_in_force());
    assert_eq!(users.revoke(&user(), &DBA.into()).await.unwrap(), RoleChange::Unneeded);
    assert_eq!(site.lock().unwrap().writes, 0);
    // Another kind of grant replaces the one that is there.
    let mut floating = Role::granted(OPS, "ops").floating_length(8);
    floating.grant_type = Some(GrantType::Floating);
    assert_eq!(users.grant(&user(), &floating).await.unwrap(), RoleChange::Made);
    assert_eq!(ids(&site), [OPS]);
    assert_eq!(site.lock().unwrap().roles[0]["floating_length"], 8);
    assert_eq!(users.grant(&user(), &floating.clone().floating_length(9)).await.unwrap(), RoleChange::Made);
    assert_eq!(users.grant(&user(), &floating.floating_length(9)).await.unwrap(), RoleChange::Unneeded);
}

#[tokio::test(start_paused = true)]
async fn a_role_without_the_way_it_was_given_is_kept() {
    let (users, site) = site(&[], alone);
    site.lock().unwrap().roles.push(json!({ "id": DBA }));
    users.grant(&user(), &Role::granted(OPS, "ops")).await.unwrap();
    assert_eq!(ids(&site), [DBA, OPS]);
}

/// Others who read the roles before the change write them after it.
#[tokio::test(start_paused = true)]
async fn a_change_that_is_overwritten_is_made_again() {
    let (users, site) = site(&[DBA], |count, roles| {
        if count == 3 {
            *roles = vec![held(DBA), held(WEB)];
        }
    });
    assert_eq!(users.grant(&user(), &Role::granted(OPS, "ops")).await.unwrap(), RoleChange::Made);
    assert_eq!(ids(&site), [DBA, WEB, OPS], "neither change is lost");
    assert_eq!(site.lock().unwrap().writes, 2);

    let (users, site) = self::site(&[DBA, OPS], |count, roles| {
        if count == 3 {
            *roles = vec![held(DBA), held(OPS), held(WEB)];
        }
    });
    assert_eq!(users.revoke(&user(), &OPS.into()).await.unwrap(), RoleChange::Made);
    assert_eq!(ids(&site), [DBA, WEB]);
}

/// What others write between the two reads after a change brings the change back or makes it unneeded: nothing is
/// written again.
#[tokio::test(start_paused = true)]
async fn a_change_that_comes_back_in_the_pause_is_not_made_again() {
    let (users, site) = site(&[DBA], |count, roles| match count {
        3 => *roles = vec![held(DBA)],
        4 => *roles = vec![held(DBA), held(OPS)],
        _ => {}
    });
    assert_eq!(users.grant(&user(), &Role::granted(OPS, "ops")).await.unwrap(), RoleChange::Made);
    assert_eq!(site.lock().unwrap().writes, 1);

    let (users, site) = self::site(&[DBA, OPS], |count, roles| match count {
        3 => *roles = vec![held(DBA), held(OPS)],
        4 => *roles = vec![held(DBA)],
        _ => {}
    });
    assert_eq!(users.revoke(&user(), &OPS.into()).await.unwrap(), RoleChange::Made);
    assert_eq!(site.lock().unwrap().writes, 1);
}

/// The roles are read before each write: what others wrote since is in it.
#[tokio::test(start_paused = true)]
async fn a_write_that_fails_is_not_sent_again_unread() {
    type Fails = fn() -> Result<Incoming, TransportError>;
    let fails: [(Fails, usize); 3] = [(lost, 2), (unsent, 2), (|| reply(503, &json!({})), 2)];
    for (fails, writes) in fails.into_iter().chain([(refused as Fails, 1)]) {
        let (_, site) = site(&[DBA], |count, roles| {
            if count == 3 {
                roles.push(held(WEB));
            }
        });
        let users = users(site.clone(), Retry::default(), move |site| (site.writes == 1).then(fails));
        let granted = users.grant(&user(), &Role::granted(OPS, "ops")).await;
        assert_eq!(site.lock().unwrap().writes, writes);
        if writes == 1 {
            assert!(granted.unwrap_err().is_forbidden());
        } else {
            assert_eq!(granted.unwrap(), RoleChange::Made);
            assert_eq!(ids(&site), [DBA, WEB, OPS], "neither change is lost");
        }
    }
    // A write that always fails ends with its error.
    let (_, site) = site(&[DBA], alone);
    let users = users(site.clone(), Retry::default(), |_| Some(lost()));
    let error = users.revoke(&user(), &DBA.into()).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::Unknown);
    assert_eq!(site.lock().unwrap().writes, 5);
}

fn refused() -> Result<Incoming, TransportError> {
    reply(403, &json!({ "error_code": "PERMISSION_DENIED", "error_message": "no" }))
}

#[tokio::test(start_paused = true)]
async fn a_change_that_others_always_overwrite_is_given_up() {
    let (users, site) = site(&[DBA], |_, roles| *roles = vec![held(DBA)]);
    let change = users.grant(&user(), &Role::granted(OPS, "ops")).await.unwrap();
    assert!(change == RoleChange::Overwritten && !change.is_in_force());
    assert_eq!(site.lock().unwrap().writes, 5);
    let (users, site) = self::site(&[DBA], |_, roles| *roles = vec![held(DBA)]);
    assert_eq!(users.revoke(&user(), &DBA.into()).await.unwrap(), RoleChange::Overwritten);
    assert_eq!(site.lock().unwrap().writes, 5);
}

#[tokio::test]
async fn a_role_has_an_id() {
    is_refused("role.id", async |c| {
        c.role_store().users().grant(&ID.into(), &Role::granted("", "ops")).await
    })
    .await;
    is_refused("role", async |c| c.role_store().users().revoke(&ID.into(), &"".into()).await).await;
    is_refused("user_id", async |c| c.role_store().users().revoke(&"search".into(), &OPS.into()).await).await;
}
