//! Privicore, spoken to without the SDK.

use std::time::Duration;

use portcullis_sandbox::Sandbox;
use portcullis_sandbox::privicore::{IdShape, PollDialect};
use serde_json::json;

use crate::https::{Client, Reply};

mod data;
mod devices;
mod faults;
mod keys;
mod oauth;
mod policies;
mod restart;
mod session;
mod socket;
mod streams;
mod voting;

use socket::{Socket, join};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn send(sandbox: &Sandbox, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let url = format!("{}{path}", sandbox.details().privicore.api_url);
    Client::new(sandbox).send(method, &url, headers, body.to_owned()).await.unwrap()
}

async fn post(sandbox: &Sandbox, path: &str, token: Option<&str>, form: &str) -> Reply {
    let mut headers = vec![FORM];
    headers.extend(token.map(|token| ("x-dpt-authorization", token)));
    send(sandbox, "POST", path, &headers, form).await
}

async fn get(sandbox: &Sandbox, path: &str, token: Option<&str>) -> Reply {
    let headers: Vec<_> = token.map(|token| ("x-dpt-authorization", token)).into_iter().collect();
    send(sandbox, "GET", path, &headers, "").await
}

fn text(reply: &Reply, name: &str) -> String {
    reply.text(&format!("/{name}"))
}

async fn log_in(sandbox: &Sandbox) -> String {
    let (username, password) = (&sandbox.details().privicore.username, &sandbox.details().privicore.password);
    let form = format!("username={}&password={password}", username.replace('@', "%40"));
    let reply = post(sandbox, "/profile/authenticate", None, &form).await;
    assert_eq!(reply.status, 200, "{}", reply.json);
    text(&reply, "authorizationToken")
}

fn new_user(sandbox: &Sandbox, username: &str) -> String {
    let directory = &sandbox.details().privicore.directory_id;
    format!("directoryId={directory}&username={username}&password=long%20enough&confirmPassword=long+enough")
}

async fn create(sandbox: &Sandbox, token: &str, username: &str) -> Reply {
    let reply = post(sandbox, "/directory/create-user", Some(token), &new_user(sandbox, username)).await;
    assert_eq!(reply.status, 202, "{}", reply.json);
    reply
}

fn id_of(reply: &Reply) -> String {
    reply.headers["x-dpt-cab-id"].to_str().unwrap().to_owned()
}

async fn settled(sandbox: &Sandbox, id: &str) -> String {
    for _ in 0..200 {
        let reply = get(sandbox, &format!("/request-status/{id}"), None).await;
        assert_eq!(reply.status, 200);
        match reply.json[0].as_str().unwrap() {
            "started" => tokio::time::sleep(Duration::from_millis(5)).await,
            word => return word.to_owned(),
        }
    }
    panic!("never settled")
}

#[tokio::test]
async fn a_created_user_is_acknowledged_and_can_log_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = log_in(&sandbox).await;
    assert!(token.starts_with("T-MUIFA"));
    let mut socket = Socket::joined(&sandbox, &token).await;
    let mut second = Socket::joined(&sandbox, &token).await;

    let reply = create(&sandbox, &token, "mira").await;
    let id = id_of(&reply);
    assert_eq!(reply.json, json!([id]));
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    assert_eq!(groups, [8, 3, 4, 4, 12]);

    let outcome = json!({ "data": { "type": "X-DPT-CAB-ID", "id": id, "command_status": 2, "body": null } });
    for socket in [&mut socket, &mut second] {
        assert_eq!(socket.receive().await, outcome);
        assert!(socket.is_quiet().await, "one message for each command");
    }
    let reply = post(&sandbox, "/profile/authenticate", None, "username=mira&password=long+enough").await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_taken_name_is_a_rejected_command() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = log_in(&sandbox).await;
    let mut socket = Socket::joined(&sandbox, &token).await;
    create(&sandbox, &token, "mira").await;
    assert_eq!(socket.outcome().await["command_status"], 2);
    create(&sandbox, &token, "mira").await;
    let outcome = socket.outcome().await;
    assert_eq!((&outcome["command_status"], &outcome["body"]), (&json!(3), &json!("profile.username_taken")));
    assert!(socket.is_quiet().await, "one message for each command");

    sandbox.privicore().reject_next("directory.closed");
    create(&sandbox, &token, "nils").await;
    assert_eq!(socket.outcome().await["body"], "directory.closed");
    assert!(!sandbox.privicore().has_profile("nils"));
}

#[tokio::test]
async fn only_the_owner_creates_users() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.privicore().poll_dialect(PollDialect::Object);
    sandbox.privicore().set_settle_delay(Duration::ZERO);
    let reply = post(&sandbox, "/profile/register-profile", None, "username=eve&password=evil-enough").await;
    assert_eq!(reply.status, 202);
    let token = loop {
        let reply = post(&sandbox, "/profile/authenticate", None, "username=eve&password=evil-enough").await;
        if reply.status == 200 {
            break text(&reply, "authorizationToken");
        }
    };
    let mut socket = Socket::joined(&sandbox, &token).await;
    let id = id_of(&create(&sandbox, &token, "mira").await);
    assert_eq!(socket.outcome().await["body"], "profile.not_an_owner");
    let reply = get(&sandbox, &format!("/request-status/{id}"), None).await;
    assert_eq!(reply.json, json!({ "commandId": id, "command_status": 3, "body": "profile.not_an_owner" }));
}

#[tokio::test]
async fn bad_parameters_are_refused_at_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = log_in(&sandbox).await;
    let good = new_user(&sandbox, "mira");
    for (form, field) in [
        (good.replace("directoryId", "directory"), "directoryId"),
        (good.replace("username=mira", "username="), "username"),
        (good.replace("&password=long%20enough", ""), "password"),
        (good.replace("confirmPassword=long+enough", "confirmPassword=other"), "confirmPassword"),
        (good.replace("long%20enough", "short").replace("long+enough", "short"), "password"),
    ] {
        let reply = post(&sandbox, "/directory/create-user", Some(&token), &form).await;
        assert_eq!(reply.status, 422, "{form}");
        assert!(reply.json["errors"][field].is_array(), "{}", reply.json);
    }
    let headers = [("content-type", "application/json"), ("x-dpt-authorization", token.as_str())];
    let reply = send(&sandbox, "POST", "/directory/create-user", &headers, "{}").await;
    assert_eq!(reply.status, 422);
    assert_eq!(sandbox.privicore().commands(), 0);
}

#[tokio::test]
async fn tokens_live_and_die() {
    let sandbox = Sandbox::start().await.unwrap();
    let refused = |reply: &Reply| reply.status == 401 && reply.text("/message") == "invalid token";
    let reply = post(&sandbox, "/profile/authenticate", None, "username=x&password=y").await;
    assert!(reply.status == 401 && reply.text("/message") == "invalid credentials");

    let first = log_in(&sandbox).await;
    let second = log_in(&sandbox).await;
    assert_eq!(sandbox.privicore().logins(), 3);
    assert!(refused(&get(&sandbox, "/profile/retrieve-profile-id", Some(&format!("Bearer {first}"))).await));

    let path = "/profile/reauthorize-authorization-token";
    let reply = post(&sandbox, path, Some(&first), "ttl=3600").await;
    let fresh = text(&reply, "authorizationToken");
    assert!(text(&reply, "expiresAt").ends_with("+00:00"));
    assert_eq!(post(&sandbox, path, Some(&fresh), "ttl=soon").await.status, 422);
    assert!(refused(&get(&sandbox, "/profile/retrieve-profile-id", Some(&first)).await));
    assert_eq!(get(&sandbox, "/profile/retrieve-profile-id", Some(&fresh)).await.status, 200);

    assert_eq!(post(&sandbox, "/profile/revoke-authorization-token", Some(&fresh), "").await.status, 200);
    assert!(refused(&post(&sandbox, "/profile/authorization-token/expiry", Some(&fresh), "").await));
    assert_eq!(post(&sandbox, "/profile/authorization-token/expiry", Some(&second), "").await.status, 200);
    assert_eq!(post(&sandbox, "/profile/generate-token-qr", Some(&second), "").await.status, 200);
    sandbox.privicore().expire_tokens();
    assert!(refused(&get(&sandbox, "/profile/retrieve-profile-id", Some(&second)).await));
}

#[tokio::test]
async fn a_password_changes_and_tokens_stay() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = log_in(&sandbox).await;
    let path = "/profile/change-password";
    let id =
        id_of(&post(&sandbox, path, Some(&token), "currentPassword=wrong&newPassword=new-and-long").await);
    assert_eq!(settled(&sandbox, &id).await, "rejected");
    let form = format!("currentPassword={}&newPassword=new-and-long", sandbox.details().privicore.password);
    let id = id_of(&post(&sandbox, path, Some(&token), &form).await);
    assert_eq!(settled(&sandbox, &id).await, "succeeded");
    assert_eq!(get(&sandbox, "/profile/retrieve-profile-id", Some(&token)).await.status, 200);
}

#[tokio::test]
async fn the_four_steps_of_older_engines_log_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let (username, password) = (&sandbox.details().privicore.username, &sandbox.details().privicore.password);
    let attempt = "/profile/attempt-authentication";
    let id = id_of(&post(&sandbox, attempt, None, &format!("username={username}&password=no")).await);
    assert_eq!(settled(&sandbox, &id).await, "rejected");
    let reply = post(&sandbox, "/profile/retrieve-temp-token", None, &format!("id={id}")).await;
    assert_eq!(reply.status, 404);

    let form = format!("username={username}&password={password}");
    let id = id_of(&post(&sandbox, attempt, None, &form).await);
    assert_eq!(settled(&sandbox, &id).await, "succeeded");
    let reply = post(&sandbox, "/profile/retrieve-temp-token", None, &format!("id={id}")).await;
    let temporary = text(&reply, "token");
    assert_eq!(get(&sandbox, "/profile/retrieve-profile-id", Some(&temporary)).await.status, 401);

    let request = "/profile/request-authorization-token";
    assert_eq!(post(&sandbox, request, Some(&temporary), "scope=all").await.status, 422);
    let id = id_of(&post(&sandbox, request, Some(&temporary), "scope%5B%5D=all").await);
    assert_eq!(settled(&sandbox, &id).await, "succeeded");
    let form = format!("request_auth_token_command_id={id}");
    let reply = post(&sandbox, "/profile/retrieve-authorization-token", Some(&temporary), &form).await;
    let token = text(&reply, "token");
    assert_eq!(get(&sandbox, "/profile/retrieve-profile-id", Some(&token)).await.status, 200);
}

#[tokio::test]
async fn polling_speaks_every_dialect() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = log_in(&sandbox).await;
    sandbox.privicore().hold_next();
    let path = format!("/request-status/{}", id_of(&create(&sandbox, &token, "mira").await));
    let json_type = [("content-type", "application/json")];

    let dialect = |dialect| sandbox.privicore().poll_dialect(dialect);
    dialect(PollDialect::StatusOnly);
    let reply = get(&sandbox, &path, None).await;
    assert_eq!((reply.status.as_u16(), reply.bytes.len()), (202, 0));
    dialect(PollDialect::PostOnly);
    assert_eq!(get(&sandbox, &path, None).await.status, 405);
    assert_eq!(send(&sandbox, "POST", &path, &json_type, "{}").await.json, json!(["started"]));
    assert_eq!(send(&sandbox, "POST", &path, &[FORM], "").await.status, 422);
    dialect(PollDialect::Object);
    assert_eq!(get(&sandbox, &path, None).await.json["command_status"], 1);

    sandbox.privicore().release().await;
    assert_eq!(get(&sandbox, &path, None).await.json["command_status"], 2);
    dialect(PollDialect::StatusOnly);
    assert_eq!(get(&sandbox, &path, None).await.status, 200);
    assert_eq!(get(&sandbox, "/request-status/unknown", None).await.status, 404);
    assert_eq!(get(&sandbox, "/health", None).await.json["status"], "ok");
    assert_eq!(get(&sandbox, "/nowhere", None).await.status, 404);
}

#[tokio::test]
async fn the_id_has_several_shapes() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = log_in(&sandbox).await;
    sandbox.privicore().id_shape(IdShape::Text);
    let reply = create(&sandbox, &token, "a").await;
    assert_eq!(reply.json, json!(id_of(&reply)));
    sandbox.privicore().id_shape(IdShape::Empty);
    assert!(create(&sandbox, &token, "b").await.bytes.is_empty());
    sandbox.privicore().id_header(false);
    sandbox.privicore().id_shape(IdShape::Object);
    let reply = create(&sandbox, &token, "c").await;
    assert!(!reply.headers.contains_key("x-dpt-cab-id"));
    assert!(reply.json["commandId"].is_string());
}

#[tokio::test]
async fn an_early_acknowledgement_precedes_the_reply() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = log_in(&sandbox).await;
    let mut socket = Socket::joined(&sandbox, &token).await;
    sandbox.privicore().acknowledge_early(true);
    let id = id_of(&create(&sandbox, &token, "mira").await);
    let message = socket.receive().await;
    assert_eq!((&message["data"]["id"], &message["data"]["command_status"]), (&json!(id), &json!(2)));
}

#[tokio::test]
async fn sockets_join_leave_fall_silent_and_drop() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = log_in(&sandbox).await;
    let control = sandbox.privicore();
    let mut socket = Socket::open(&sandbox).await;
    socket.send(&join("T-MUIFAnone")).await;
    let answer = socket.receive().await;
    assert_eq!((&answer["status"], &answer["correlationId"]), (&json!(401), &json!("c-1")));
    socket.send(&json!({ "action": "joinChannel", "data": { "authorizationToken": token } })).await;
    let answer = socket.receive().await;
    assert!(answer["status"] == 200 && answer.get("correlationId").is_none());
    let channel = answer["data"]["channelId"].clone();
    assert_eq!(control.joined_sockets(), 1);

    control.silence_socket(true);
    create(&sandbox, &token, "a").await;
    assert!(socket.is_quiet().await);
    control.silence_socket(false);
    socket.send(&json!({ "action": "leaveChannel", "data": { "channelId": channel } })).await;
    assert_eq!(socket.receive().await["status"], 200);
    create(&sandbox, &token, "b").await;
    assert!(socket.is_quiet().await);

    socket.send(&join(&token)).await;
    assert_eq!(socket.receive().await["status"], 200);
    post(&sandbox, "/profile/revoke-authorization-token", Some(&token), "").await;
    create(&sandbox, &log_in(&sandbox).await, "c").await;
    assert!(socket.is_quiet().await);
    control.drop_sockets();
    assert_eq!(socket.next().await, None);
}

#[tokio::test]
async fn state_survives_a_restart() {
    let dir = std::env::temp_dir().join(format!("privicore-{}", std::process::id()));
    let start = || Sandbox::builder().state_dir(&dir).start();
    let sandbox = start().await.unwrap();
    let token = log_in(&sandbox).await;
    sandbox.privicore().set_settle_delay(Duration::from_secs(60));
    let id = id_of(&create(&sandbox, &token, "mira").await);
    drop(sandbox);

    let sandbox = start().await.unwrap();
    assert_eq!(settled(&sandbox, &id).await, "succeeded");
    assert_eq!(get(&sandbox, "/profile/retrieve-profile-id", Some(&token)).await.status, 200);
    log_in(&sandbox).await;
    assert!(sandbox.privicore().has_profile("mira"));
    std::fs::remove_dir_all(dir).unwrap();
}
