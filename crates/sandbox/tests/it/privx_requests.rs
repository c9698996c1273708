//! From a request for a role to the decision and the role.

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::https::Result;
use crate::privx::{Api, Session};

const REQUESTS: &str = "/workflow-engine/api/v1/requests";
const WORKFLOWS: &str = "/workflow-engine/api/v1/workflows";

/// A role that ada may request, a role whose members decide (bob is one), and their ids.
pub(crate) struct Site {
    api: Api,
    pub(crate) ops: String,
    leads: String,
    pub(crate) ada: String,
}

pub(crate) async fn role(api: &Api, name: &str, permissions: Value) -> Result<String> {
    let rules = json!({ "type": "GROUP", "match": "ANY", "rules": [] });
    let role = json!({ "name": name, "source_rules": rules, "permissions": permissions });
    Ok(api.call("POST", "/role-store/api/v1/roles", role).await?.text("/id"))
}

pub(crate) async fn user(api: &Api, name: &str, roles: &[&str]) -> Result<String> {
    let new = json!({ "username": name, "password": { "password": "hunter2-hunter2" } });
    let id = api.users("POST", "", new).await?.text("/id");
    let roles: Vec<Value> = roles.iter().map(|id| json!({ "id": id })).collect();
    let path = format!("/role-store/api/v1/users/{id}/roles");
    assert_eq!(api.call("PUT", &path, roles.into()).await?.status, 200);
    Ok(id)
}

impl Site {
    pub(crate) async fn start(workflow: Value) -> Result<Self> {
        let api = Api::start(Sandbox::start().await?).await?;
        let staff = role(&api, "staff", json!(["workflows-requests"])).await?;
        let (ops, leads) = (role(&api, "ops", json!([])).await?, role(&api, "leads", json!([])).await?);
        let ada = user(&api, "ada", &[&staff]).await?;
        user(&api, "bob", &[&staff, &leads]).await?;
        let approver = json!({ "role": { "id": leads } });
        let mut new = json!({
            "name": "ops",
            "target_roles": [{ "id": ops }],
            "requester_roles": [{ "id": staff }],
            "action": "BOTH",
            "steps": [{ "match": "ANY", "approvers": [approver] }],
        });
        new.as_object_mut().unwrap().extend(workflow.as_object().unwrap().clone());
        let made = api.call("POST", WORKFLOWS, new).await?;
        assert_eq!(made.status, 201, "{}", made.json);
        Ok(Self { api, ops, leads, ada })
    }

    pub(crate) fn api(&self) -> &Api {
        &self.api
    }

    pub(crate) async fn by(&self, name: &str) -> Result<Session<'_>> {
        self.api.logged_in_as(name, "hunter2-hunter2").await
    }

    fn request(&self) -> Value {
        json!({
            "requested_role": { "id": self.ops },
            "target_user": { "id": self.ada },
            "grant_type": "FLOATING",
            "floating_length": 8,
            "request_justification": "ticket 4711",
        })
    }

    pub(crate) async fn made(&self) -> Result<String> {
        let made = self.by("ada").await?.call("POST", REQUESTS, self.request()).await?;
        assert_eq!(made.status, 201, "{}", made.json);
        Ok(made.text("/id"))
    }

    pub(crate) async fn decided(&self, name: &str, id: &str, decision: &str) -> Result<u16> {
        let body = json!({ "step": 0, "decision": decision });
        let path = format!("{REQUESTS}/{id}/decision");
        Ok(self.by(name).await?.call("POST", &path, body).await?.status.as_u16())
    }

    async fn status(&self, id: &str) -> Result<String> {
        Ok(self.api.call("GET", &format!("{REQUESTS}/{id}"), Value::Null).await?.text("/status"))
    }

    /// Whether ada has the role.
    async fn held(&self) -> Result<bool> {
        let path = format!("/role-store/api/v1/users/{}/roles", self.ada);
        let held = self.api.call("GET", &path, Value::Null).await?.json;
        Ok(held["items"].as_array().unwrap().iter().any(|role| role["id"] == *self.ops))
    }

    async fn listed(&self, name: &str, filter: &str) -> Result<u64> {
        let path = format!("{REQUESTS}?filter={filter}");
        let listed = self.by(name).await?.call("GET", &path, Value::Null).await?;
        Ok(listed.json["count"].as_u64().unwrap_or(u64::MAX))
    }
}

#[tokio::test]
async fn an_approval_grants_the_role_and_an_approver_revokes_it() -> Result<()> {
    let site = Site::start(json!({ "can_bypass_revoke_workflow": true })).await?;
    let id = site.made().await?;
    assert_eq!((site.status(&id).await?.as_str(), site.held().await?), ("WAITING", false));
    assert_eq!(site.decided("ada", &id, "APPROVED").await?, 403, "she is no approver");
    assert_eq!(site.decided("bob", &id, "APPROVED").await?, 200);
    assert_eq!((site.status(&id).await?.as_str(), site.held().await?), ("APPROVED", true));
    assert_eq!(site.decided("bob", &id, "DENIED").await?, 400, "it is decided");
    let revoke = format!("{REQUESTS}/{id}/role/revoke");
    assert_eq!(site.by("ada").await?.call("POST", &revoke, Value::Null).await?.status, 403);
    for _ in 0..2 {
        assert_eq!(site.by("bob").await?.call("POST", &revoke, Value::Null).await?.status, 200);
        assert!(!site.held().await?);
    }
    let request = site.api.call("GET", &format!("{REQUESTS}/{id}"), Value::Null).await?.json;
    assert_eq!(
        (&request["target_role_revoked"], &request["requester"]["display_name"]),
        (&json!(true), &json!("ada"))
    );
    assert_eq!(request["steps"][0]["approvers"][0]["user"]["display_name"], "bob");
    Ok(())
}

#[tokio::test]
async fn a_denial_ends_a_request_and_a_step_may_need_all() -> Result<()> {
    let site = Site::start(json!({})).await?;
    let id = site.made().await?;
    assert_eq!(site.decided("bob", &id, "DENIED").await?, 200);
    assert_eq!((site.status(&id).await?.as_str(), site.held().await?), ("DENIED", false));
    let revoke = format!("{REQUESTS}/{id}/role/revoke");
    assert_eq!(site.by("bob").await?.call("POST", &revoke, Value::Null).await?.status, 403);

    let more = role(&site.api, "more", json!([])).await?;
    let approvers = json!([{ "role": { "id": site.leads } }, { "role": { "id": more } }]);
    user(&site.api, "eve", &[&more]).await?;
    let flow = site.api.call("GET", WORKFLOWS, Value::Null).await?.json["items"][0].clone();
    let mut flow = flow;
    flow["steps"] = json!([{ "match": "ALL", "approvers": approvers }]);
    let path = format!("{WORKFLOWS}/{}", flow["id"].as_str().unwrap());
    assert_eq!(site.api.call("PUT", &path, flow).await?.status, 200);
    let id = site.made().await?;
    assert_eq!(site.decided("bob", &id, "APPROVED").await?, 200);
    assert_eq!(site.decided("bob", &id, "APPROVED").await?, 400, "he decided");
    assert_eq!((site.status(&id).await?.as_str(), site.held().await?), ("WAITING", false));
    assert_eq!(site.decided("eve", &id, "APPROVED").await?, 200);
    assert_eq!((site.status(&id).await?.as_str(), site.held().await?), ("APPROVED", true));
    Ok(())
}

#[tokio::test]
async fn a_request_needs_a_workflow_and_what_that_demands() -> Result<()> {
    let demands =
        json!({ "grant_types": ["FLOATING"], "max_active_requests": 1, "requires_justification": true });
    let site = Site::start(demands).await?;
    let ada = site.by("ada").await?;
    for (pointer, value, status) in [
        ("/floating_length", Value::Null, 400),
        ("/request_justification", "".into(), 400),
        ("/grant_type", "PERMANENT".into(), 400),
        ("/requested_role/id", site.leads.as_str().into(), 400),
        ("/requested_role/id", "00000000-0000-4000-8000-000000000009".into(), 400),
        ("/floating_length", 8.into(), 201),
        ("/floating_length", 8.into(), 400),
    ] {
        let mut request = site.request();
        *request.pointer_mut(pointer).unwrap() = value;
        let made = ada.call("POST", REQUESTS, request).await?;
        assert_eq!(made.status.as_u16(), status, "{pointer}: {}", made.json);
    }
    // The API client has no role that may request it.
    assert_eq!(site.api.call("POST", REQUESTS, site.request()).await?.status, 400);
    Ok(())
}

#[tokio::test]
async fn an_approver_cannot_decide_an_own_request() -> Result<()> {
    let site = Site::start(json!({})).await?;
    let made = site.by("bob").await?.call("POST", REQUESTS, site.request()).await?;
    assert_eq!(site.decided("bob", &made.text("/id"), "APPROVED").await?, 403);
    assert!(!site.held().await?);
    Ok(())
}

#[tokio::test]
async fn requests_are_listed_by_who_made_them_and_who_decides() -> Result<()> {
    let site = Site::start(json!({})).await?;
    let id = site.made().await?;
    for (name, counts) in [("ada", [1, 1, 0, 0]), ("bob", [0, 0, 1, 1])] {
        for (filter, count) in
            ["requests", "active_requests", "approvals", "active_approvals"].iter().zip(counts)
        {
            assert_eq!(site.listed(name, filter).await?, count, "{name} {filter}");
        }
    }
    site.decided("bob", &id, "APPROVED").await?;
    assert_eq!((site.listed("ada", "requests").await?, site.listed("ada", "active_requests").await?), (1, 0));
    assert_eq!(
        (site.listed("bob", "approvals").await?, site.listed("bob", "active_approvals").await?),
        (1, 0)
    );
    let all = format!("{REQUESTS}?filter=all");
    assert_eq!(site.by("ada").await?.call("GET", &all, Value::Null).await?.status, 403);
    assert_eq!(site.api.call("GET", &all, Value::Null).await?.json["count"], 1);
    assert_eq!(site.api.call("GET", REQUESTS, Value::Null).await?.text("/property"), "filter");
    let search = format!("{REQUESTS}/search?filter=all");
    for (words, count) in [("4711", 1), ("4711,nope", 0)] {
        let found = site.api.call("POST", &search, json!({ "keywords": words })).await?;
        assert_eq!(found.json["count"], count, "{words}");
    }
    let created = site.api.call("GET", &format!("{REQUESTS}/{id}"), Value::Null).await?.text("/created");
    // In whole seconds, as callers write it: the second in which the request was created has begun before.
    let second = format!("{}Z", created.split('.').next().unwrap());
    for (bounds, count) in [
        (json!({ "start_time": second }), 1),
        (json!({ "start_time": created, "end_time": created }), 1),
        (json!({ "end_time": second }), 0),
        (json!({ "start_time": "2999-01-01T00:00:00Z" }), 0),
    ] {
        let found = site.api.call("POST", &search, bounds.clone()).await?;
        assert_eq!(found.json["count"], count, "{bounds}");
    }
    let path = format!("{REQUESTS}/{id}");
    assert_eq!(site.api.call("DELETE", &path, Value::Null).await?.status, 200);
    assert_eq!(site.api.call("GET", &path, Value::Null).await?.status, 404);
    Ok(())
}
